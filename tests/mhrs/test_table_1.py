"""
Table 1 of "MHRS Yönergesi EK 1" is complete, to the letter, from the data to the README.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saglikclient.mhrs import Contract
from saglikclient.mhrs.contract import LOCAL
from saglikclient.mhrs.interactions import TABLE_1, Kind
from saglikclient.testing._mhrs_hl7.handlers import HANDLERS

if TYPE_CHECKING:
    from saglikclient.mhrs import Mhrs

README = Path(__file__).parents[2] / "README.md"
PAGE = Path(__file__).parents[2] / "docs" / "tablo-1.md"

MINISTRY: tuple[tuple[int, str, str | None, str], ...] = (
    (1, "Poliklinik Kayıt", "PRSC_IN001023TR01", "poliklinik.kayit"),
    (2, "Poliklinik Güncelleme", "PRSC_IN001024TR01", "poliklinik.guncelleme"),
    (3, "Poliklinik Sorgulama", "QUSC_IN001005TR01", "poliklinik.sorgulama"),
    (4, "Poliklinik İptal", "PRSC_IN001026TR01", "poliklinik.iptal"),
    (5, "Şablon Kayıt", "PRSC_IN001012TR01", "sablon.kayit"),
    (6, "Şablon Güncelleme", "PRSC_IN001014TR01", "sablon.guncelleme"),
    (7, "Şablon Durum Güncelleme", "PRSC_IN001015TR01", "sablon.durum_guncelleme"),
    (8, "Şablon Sorgulama", "QUSC_IN001003TR01", "sablon.sorgulama"),
    (9, "Çalışma Cetveli Kayıt", "PRSC_IN001017TR01", "calisma_cetveli.kayit"),
    (10, "Çalışma Cetveli Güncelleme", "PRSC_IN001019TR01", "calisma_cetveli.guncelleme"),
    (11, "Çalışma Cetveli Sorgulama", "QUSC_IN001004TR01", "calisma_cetveli.sorgulama"),
    (12, "Çalışma Cetveli İptal", "PRSC_IN001022TR01", "calisma_cetveli.iptal"),
    (13, "Randevu İstisna", "PRSC_IN001010TR01", "randevu.istisna"),
    (14, "Randevu Sorgulama", "QUSC_IN001001TR01", "randevu.sorgulama"),
    (15, "Randevu Durum Güncelleme", "PRSC_IN001009TR01", "randevu.durum_guncelleme"),
    (16, "Randevu Kayıt", None, "randevu.kayit"),
    (17, "Randevu İptal", None, "randevu.iptal"),
    (18, "Randevu Boş Slot Sorgulama", None, "randevu.bos_slot_sorgulama"),
)
"""As the Ministry's document has it: İşlem Nr, Web Servis Adı, Web Servis Methodu; and our method."""


def test_the_rows_are_the_ministrys() -> None:
    """
    Eighteen rows in the Ministry's order, with its numbers, names and interaction ids.
    """
    assert tuple((row.number, row.title, row.interaction_id, row.method) for row in TABLE_1) == MINISTRY


def test_rows_that_only_read_are_safe() -> None:
    """
    The four QUSC messages and the slot query may be repeated at any time; nothing else may.
    """
    assert {row.number for row in TABLE_1 if row.safe} == {3, 8, 11, 14, 18}


def test_kinds_follow_the_names() -> None:
    """
    What is called Sorgulama is a query, what is called İptal a cancellation, the rest are updates.
    """
    for row in TABLE_1:
        word = row.title.split()[-1]
        assert row.kind is {"Sorgulama": Kind.QUERY, "İptal": Kind.CANCEL}.get(word, Kind.UPDATE), row.title


def test_a_row_that_brings_something_says_what() -> None:
    """
    Where a number or a result comes from, an answer without records is no success; a query may find nothing.
    """
    assert {row.number for row in TABLE_1 if row.must_return} == {1, 5, 9, 13, 15, 16}
    assert {row.number for row in TABLE_1 if row.single} == {1, 2, 5, 6, 9, 10, 16}
    assert all(row.answer is not None for row in TABLE_1 if row.must_return or row.safe)


def test_local_ids_cannot_be_mistaken_for_the_ministrys() -> None:
    """
    Rows without a published id have one that only the Sandbox knows, and no two rows share one.
    """
    assert [row.local_id for row in TABLE_1[15:]] == ["LOCAL_IN000016", "LOCAL_IN000017", "LOCAL_IN000018"]
    assert [row.local_id for row in TABLE_1[:15]] == [row.interaction_id for row in TABLE_1[:15]]


@pytest.mark.parametrize("row", TABLE_1, ids=lambda row: row.method)
def test_each_row_has_a_method_that_speaks_of_it(mhrs: Mhrs, row: object) -> None:
    """
    Each row is offered below the client, and the method's docstring names number, title and interaction id.
    """
    number, title, interaction_id, method = MINISTRY[TABLE_1.index(row)]  # type: ignore[arg-type]
    group, name = method.split(".")
    words = getattr(getattr(mhrs, group), name).__doc__

    assert f"(row {number}, {title}" in words
    assert (interaction_id or "is not published") in words


def test_no_method_is_without_a_row(mhrs: Mhrs) -> None:
    """
    What the groups offer beyond Table 1 is known by name.
    """
    groups = {"poliklinik", "sablon", "calisma_cetveli", "randevu"}
    offered = {f"{group}.{name}" for group in groups for name in dir(getattr(mhrs, group)) if not name.startswith("_")}

    assert offered == {method for *_, method in MINISTRY} | {"randevu.akis", "randevu.esitleme", "randevu.gun_sonu"}


def test_the_sandbox_handles_every_row() -> None:
    """
    A row without a handler would be refused by our own Ministry.
    """
    assert sorted(HANDLERS) == [number for number, *_ in MINISTRY]


def test_the_contracts_offer_the_rows() -> None:
    """
    The bundled contract offers the published rows, the Sandbox's all of them.
    """
    published = sorted(own for _, _, own, _ in MINISTRY if own)

    assert list(Contract.bundled().operations) == published
    assert set(Contract(f"bundled:{LOCAL}").operations) == {row.local_id for row in TABLE_1}


@pytest.mark.parametrize("page", [README, PAGE], ids=lambda page: page.name)
def test_documents_show_the_whole_table(page: Path) -> None:
    """
    README and the page on Table 1 have each row with its number, name, interaction id and method, and no others.
    """
    text = re.sub(r"\{py:meth\}`([\w.]+) <[\w.]+>`", r"`\1`", page.read_text(encoding="utf-8"))
    rows = re.findall(r"^\| *(\d+) *\| *([^|]+?) *\| *([^|]+?) *\| *([^|]+?) *\|", text, re.MULTILINE)
    shown = [(int(number), title, own, call.split(",")[0].strip("` ")) for number, title, own, call in rows]
    unpublished = ("not published", "yayımlanmamış")

    assert [(number, title, call) for number, title, _, call in shown] == [(n, t, f"mhrs.{method}") for n, t, _, method in MINISTRY]
    assert all(
        own == given or (own is None and given in unpublished) for (_, _, own, _), (_, _, given, _) in zip(MINISTRY, shown, strict=True)
    )


def test_the_page_links_each_row_to_its_method(mhrs: Mhrs) -> None:
    """
    Who finds a row on the page of Table 1 is one click away from the method that serves it.
    """
    links = dict(re.findall(r"\{py:meth\}`mhrs\.([\w.]+) <([\w.]+)>`", PAGE.read_text(encoding="utf-8")))

    for row in TABLE_1:
        service, _, name = row.method.partition(".")
        kind = type(getattr(mhrs, service))
        assert links[row.method] == f"{kind.__module__}.{kind.__qualname__}.{name}"
