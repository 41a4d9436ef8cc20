"""
A change of the public API is a decision: the snapshot beside this file is what users of the last one rely on.
"""

from __future__ import annotations

import difflib

import pytest

from saglikclient.mhrs.interactions import TABLE_1
from tests.api.surface import SNAPSHOT, breakages, rendered

KEPT = SNAPSHOT.read_text(encoding="utf-8")
SORGULAMA = "def sorgulama(baslangic: datetime, bitis: datetime, *, klinik_kodu: int | None = None, hekim_kodu: str | None = None, durum"
HOW = """The public API is not the snapshot's (tests/api/saglikclient.pyi).

{found}

Not meant? Change it back. Meant?
- Something new: a line in CHANGELOG.md, then `make api`, and commit the snapshot.
- A break: deprecate first if you can (docs/upgrading.md). If not, say it in CHANGELOG.md under "Changed" or "Removed" with Before and
  After, then `make api`, and commit the snapshot.
"""


def test_the_public_api_is_the_one_that_was_decided() -> None:
    """
    Whoever changes it is told what breaks, and how to decide.
    """
    now = rendered()
    if now == KEPT:
        return
    broken = [f"  BREAKS {each}" for each in breakages(KEPT, now)]
    changed = [f"  {line}" for line in difflib.ndiff(KEPT.splitlines(), now.splitlines()) if line[:2] in {"- ", "+ "}]
    pytest.fail(HOW.format(found="\n".join([*broken, *changed])), pytrace=False)


def test_no_two_classes_of_the_snapshot_share_a_name() -> None:
    """
    Of two classes with one name only the last would be compared.
    """
    names = [line.removeprefix("class ").partition("(")[0].rstrip(":") for line in KEPT.splitlines() if line.startswith("class ")]

    assert sorted(names) == sorted(set(names))


def test_the_snapshot_holds_what_users_hold() -> None:
    """
    Every row of Table 1 is in it, by its service; so are models, errors and the testing kit.
    """
    for row in TABLE_1:
        assert f"    def {row.method.partition('.')[2]}(" in KEPT
    for kind in ("RandevuServisi", "Records", "Randevu", "OutcomeUnknown", "Faults", "Hes", "Urls", "EsitlemeDurumu"):
        assert f"class {kind}" in KEPT


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("# saglikclient.mhrs.Mhrs\n", "", "saglikclient.mhrs.Mhrs: is not there any more"),
        ("    def check_plus(code", "    def check_more(code", "Hes.check_plus: Public object was removed"),
        (", workers: int = 1, on_error", ", on_error", "Parameter was removed"),
        ("identity_number: str, role: Role)", "identity_number: str, role: Role, reason: str)", "added as required"),
        ("    referans_no: str | None = ...", "    referans_no: str | None", "CalismaCetveli.referans_no: str | None = ...: is not"),
        ("    def reveal() -> str: ...\n", "", "Secret.reveal: Public object was removed"),
        ("    GELDI = (1, 'Geldi')", "    GELDI = (2, 'Geldi')", "GelisDurumu.GELDI = (1, 'Geldi'): is not there any more"),
        ("class NotFound(ServiceError)", "class NotFound(SaglikError)", "class NotFound(ServiceError): is not there any more"),
        (SORGULAMA, SORGULAMA.replace("klinik_kodu: int | None = None", "klinik_kodu: int | None"), "now required"),
    ],
)
def test_breaks_are_seen(before: str, after: str, told: str) -> None:
    """
    Gone names, methods and parameters, new duties, other codes and other bases are told as breaks.
    """
    assert before in KEPT
    found = breakages(KEPT, KEPT.replace(before, after))

    assert told in "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("on_error: OnError = 'raise')", "on_error: OnError = 'raise', note: str = '')"),
        ("    def reveal() -> str: ...\n", "    def reveal() -> str: ...\n    def wipe() -> None: ...\n"),
        ("# saglikclient.mhrs.Mhrs\n", "# saglikclient.mhrs.Mhrs\n# saglikclient.mhrs.MhrsRest\n"),
    ],
)
def test_additions_break_nothing(before: str, after: str) -> None:
    """
    A new name, method or optional parameter is a change, and no break.
    """
    assert before in KEPT
    assert breakages(KEPT, KEPT.replace(before, after)) == []
