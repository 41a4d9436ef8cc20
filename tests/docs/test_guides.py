"""
What the guide pages show and list is what the package does.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saglikclient import Issue, SaglikError
from saglikclient.erapor import Reason
from saglikclient.mhrs import Aksiyon, Mhrs, Poliklinik, RandevuDurumSonucu
from saglikclient.mhrs._hl7 import error_codes
from saglikclient.testing import FAULTS, Sandbox

if TYPE_CHECKING:
    from datetime import datetime

pytest_plugins = "pytester"

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.glob("*.md"))
READMES = [DOCS.parent / name for name in ("README.md", "README.tr.md")]
BLOCK = r"^```python\n(?P<code>(?:(?!```).*\n)*)```\n"
PRINTED = [
    (page, found)
    for page in (*READMES, *PAGES)
    for found in re.finditer(BLOCK + r"\n```text\n(?P<out>(?:(?!```).*\n)*)```$", page.read_text(encoding="utf-8"), re.MULTILINE)
]
SHOWN_TESTS = [
    (page, found["code"])
    for page in PAGES
    for found in re.finditer(BLOCK, page.read_text(encoding="utf-8"), re.MULTILINE)
    if re.search(r"^def test_", found["code"], re.MULTILINE)
]


MOVED = """
import pytest
import time_machine

@pytest.fixture(autouse=True, params={})
def moved(request):
    with time_machine.travel(request.param, tick=True):
        yield
"""


def rows(page: str, first: str) -> list[list[str]]:
    """
    The cells of the table whose first heading is this.
    """
    text = (DOCS / page).read_text(encoding="utf-8")
    head = re.search(rf"^\| {re.escape(first)} \|.*\n\|[ -|]*\n(?P<body>(?:\|.*\n)+)", text, re.MULTILINE)
    assert head is not None
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in head["body"].splitlines()]


def code(cell: str) -> str:
    """
    What stands between the first pair of backquotes, or nothing.
    """
    found = re.search(r"`([^`]+)`", cell)
    return found[1] if found else ""


@pytest.mark.parametrize(("page", "found"), PRINTED, ids=[f"{page.name}:{found.start()}" for page, found in PRINTED])
@pytest.mark.usefixtures("moved")
def test_a_program_prints_what_stands_below_it(page: Path, found: re.Match[str], capsys: pytest.CaptureFixture[str]) -> None:
    """
    A block of text right below a program is what the program prints, to the letter, whenever that is.
    """
    exec(compile(found["code"], f"<{page.name}>", "exec"), {"__name__": "__main__"})

    assert capsys.readouterr().out == found["out"]


@pytest.mark.parametrize(("page", "shown"), SHOWN_TESTS, ids=[page.name for page, _ in SHOWN_TESTS])
def test_a_test_that_a_guide_shows_passes(page: Path, shown: str, pytester: pytest.Pytester, moments: dict[str, datetime]) -> None:
    """
    A test in a guide runs under pytest as it stands, with nothing but the package's own plugin, whenever that is.
    """
    pytester.makeconftest(MOVED.format([moment.timestamp() for moment in moments.values()]))
    pytester.makepyfile(shown)

    outcomes = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:randomly", "-W", "error").parseoutcomes()

    assert set(outcomes) == {"passed"}, page


def test_the_guides_have_programs_with_output_and_tests() -> None:
    """
    The two tests above have something to look at.
    """
    assert len(PRINTED) >= 20
    assert SHOWN_TESTS


def test_every_fault_stands_in_the_guide() -> None:
    """
    The table of faults names all of them, in their order.
    """
    assert [code(row[0]) for row in rows("test.md", "fault")] == list(FAULTS)


@pytest.mark.parametrize("row", rows("test.md", "fault"), ids=lambda row: code(row[0]))
def test_a_fault_does_what_the_guide_says(row: list[str]) -> None:
    """
    Whether a fault lets a write through, in which error the write ends, and whether a read gets over it.
    """
    name, processed, write, read = code(row[0]), row[2], code(row[3]), code(row[4])
    with Sandbox() as ministry, ministry.mhrs() as mhrs, Sandbox() as other, other.mhrs() as reader:
        ministry.faults.next(name, times=3)
        other.faults.next(name)

        assert ended(lambda: mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=1001, poliklinik_adi="Göz 1"))) == write
        assert {False: "no", True: "yes"}[bool(ministry.hospital.poliklinikler)] == processed
        assert ended(lambda: queried(reader)) == read


def queried(mhrs: Mhrs) -> None:
    """
    Read once.
    """
    assert not mhrs.poliklinik.sorgulama()


def ended(call: object) -> str:
    """
    The name of the error that a call ends in; empty if it ends well.
    """
    assert callable(call)
    try:
        call()
    except SaglikError as error:
        return type(error).__name__
    return ""


def test_the_guide_knows_what_settles_a_report() -> None:
    """
    The table of results lists RDG-001 to RDG-008 and says of each what `kesinlesti` says.
    """
    listed = {code(row[0]): row[2] for row in rows("gelis-bildirimi.md", "`hata_kodu`") if "RDG" in row[0]}

    assert list(listed) == [f"RDG-{number:03}" for number in range(1, 9)]
    for hata_kodu, kesinlesti in listed.items():
        assert str(RandevuDurumSonucu(randevu_hrn="1", basarili=False, hata_kodu=hata_kodu).kesinlesti) == kesinlesti


def test_the_guide_lists_the_reasons_of_reports() -> None:
    """
    Name, number and wording of each reason are the package's.
    """
    listed = [(code(row[0]), row[1], row[2]) for row in rows("rapor-ekrani.md", "`Reason`")]

    assert listed == [(reason.name, str(int(reason)), reason.label) for reason in Reason]


def test_the_guide_names_actions_that_exist() -> None:
    """
    EK 2 has twelve reasons, and each action that the guide pairs with one is a member of `Aksiyon`.
    """
    listed = rows("cetvel-yayimlama.md", "No")
    paired = [name for row in listed for name in re.findall(r"`(\w+)`", row[2])]

    assert [row[0] for row in listed] == [str(number) for number in range(1, 13)]
    assert set(paired) <= set(Aksiyon.__members__)
    assert paired


def test_the_guide_tells_which_error_a_wrong_access_is() -> None:
    """
    Structural codes become the errors that the guide names.
    """
    named = {code(row[0]): code(row[2]) for row in rows("erisim.md", "code") if not row[0].startswith("`RDG")}

    assert named
    assert set(named) <= set(error_codes.MEANINGS)
    for number, error in named.items():
        assert type(error_codes.refusal((Issue(code=number),), "AE")).__name__ == error
