"""
Input is refused before anything is sent, by field and rule.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from saglikclient import InvalidRequest, Unknown
from saglikclient.mhrs import GelisDurumu, TelefonTipi
from saglikclient.mhrs.rest import CetvelTipi
from saglikclient.mhrs.rest._reading import STRUCTURING
from saglikclient.mhrs.rest.model.randevu import KurumRandevusu
from tests.support.rest_golden import BOOKING, EKLENECEK, GELDI, GELMEDI, HASTA, HEKIM, ISTISNA, OGLE, PLAN, RANDEVU, SABAH, TASLAK, YESIL

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient._core.model import Model
    from saglikclient.mhrs.rest import MhrsRest
    from tests.support.rest_wire import Line

WRONG: list[tuple[Model, str, Any]] = [
    (TASLAK, "aksiyon_id", 0),
    (TASLAK, "aksiyon_id", True),
    (TASLAK, "baslangic_zamani", "2026-03-03"),
    (TASLAK, "bitis_zamani", SABAH),
    (TASLAK, "bitis_zamani", datetime(2026, 3, 4, 12)),  # noqa: DTZ001
    (TASLAK, "cetvel_tipi", 3),
    (TASLAK, "klinik_kodu", "1001"),
    (TASLAK, "randevu_suresi", -1),
    (TASLAK, "randevu_suresi", 1441),
    (TASLAK, "slot_hasta_sayisi", 1000),
    (TASLAK, "hekim_tc_kimlik_no", None),
    (TASLAK, "hekim_tc_kimlik_no", "10000000147"),
    (TASLAK, "muayene_yeri_id", 0),
    (TASLAK, "en_kucuk_yas", -1),
    (TASLAK, "en_buyuk_yas", 0),
    (TASLAK, "en_buyuk_yas", 151),
    (TASLAK, "ik_ozel_durum_list", "35"),
    (TASLAK, "ik_ozel_durum_list", 5),
    (TASLAK, "ik_ozel_durum_list", ["3"]),
    (EKLENECEK, "eklenecek_cetvel_bitis_zamani", SABAH),
    (EKLENECEK, "eklenecek_cetvel_kurum_kodu", 0),
    (EKLENECEK, "en_buyuk_yas", 0),
    (PLAN, "sorgulanan_bitis_zamani", datetime(2026, 3, 1)),  # noqa: DTZ001
    (PLAN, "sorgulanan_muayene_yeri_id", -2),
    (PLAN, "sorgulanan_muayene_yeri_id", 0),
    (PLAN, "sorgulanan_hekim_tc_kimlik_no", None),
    (PLAN, "silinecek_cetvel_id_list", ["1"]),
    (PLAN, "eklenecek_cetvel_talep_list", [TASLAK]),
    (PLAN, "semt_dahil_mi", 1),
    (ISTISNA, "eposta", "mhrs"),
    (ISTISNA, "telefon_no", "0312000000"),
    (ISTISNA, "telefon_no", "312 000 00 00"),
    (ISTISNA, "telefon_no", True),
    (ISTISNA, "belge", b"%PDF"),
    (ISTISNA, "bitis_tarih_saati", SABAH),
    (ISTISNA, "aciklama", " "),
    (BOOKING, "slot_id", 0),
    (BOOKING, "slot_id", 2**63),
    (BOOKING, "telefon_no", 55500000001),
    (BOOKING, "telefon_tipi", TelefonTipi.IS),
    (BOOKING, "telefon_tipi", 9),
    (BOOKING, "hasta_tc_kimlik_no", "1"),
    (YESIL, "icd_tanilar", []),
    (YESIL, "icd_tanilar", "H40"),
    (YESIL, "icd_tanilar", ["H40", ""]),
    (YESIL, "eklenme_suresi", 0),
]


@pytest.mark.parametrize(("model", "field", "value"), WRONG, ids=[f"{type(m).__name__}.{f}={v!r}" for m, f, v in WRONG])
def test_a_wrong_value_is_refused_by_field_and_rule(model: Model, field: str, value: Any) -> None:
    """
    The error names the field and the rule, and never repeats the value.
    """
    with pytest.raises(InvalidRequest) as caught:
        attrs.evolve(model, **{field: value})
    assert caught.value.field == field
    assert caught.value.rule


def test_a_units_schedule_has_no_physician() -> None:
    """
    A physician in a unit's schedule is a mistake, not something to be dropped silently.
    """
    with pytest.raises(InvalidRequest, match="hekim_tc_kimlik_no"):
        attrs.evolve(TASLAK, cetvel_tipi=CetvelTipi.BOLUM)
    assert attrs.evolve(TASLAK, cetvel_tipi=CetvelTipi.BOLUM, hekim_tc_kimlik_no=None).hekim_tc_kimlik_no is None
    assert attrs.evolve(TASLAK, cetvel_tipi=Unknown("7"), hekim_tc_kimlik_no=None).cetvel_tipi == Unknown("7")


def test_a_plan_that_changes_nothing_is_refused() -> None:
    """
    Something has to go or to come.
    """
    with pytest.raises(InvalidRequest, match="silinecek_cetvel_id_list"):
        attrs.evolve(PLAN, silinecek_cetvel_id_list=[], eklenecek_cetvel_talep_list=[])


CALLS: dict[str, tuple[str, Callable[[MhrsRest], object]]] = {
    "kesinlestir-days": (
        "bitis_tarihi",
        lambda rest: rest.cetvel.kesinlestir(date(2026, 3, 4), date(2026, 3, 3), cetvel_tipi=CetvelTipi.BOLUM, klinik_kodu=1),
    ),
    "kesinlestir-moment": (
        "baslangic_tarihi",
        lambda rest: rest.cetvel.kesinlestir(SABAH, date(2026, 3, 3), cetvel_tipi=CetvelTipi.BOLUM, klinik_kodu=1),
    ),
    "search-physician": (
        "hekim_tc_kimlik_no",
        lambda rest: rest.cetvel.search(SABAH, OGLE, cetvel_tipi=CetvelTipi.HEKIM, klinik_kodu=1),
    ),
    "delete": ("cetvel_id", lambda rest: rest.cetvel.delete(0)),
    "istisna-delete": ("istisna_id", lambda rest: rest.istisna.delete(-1)),
    "iptal": ("hasta_randevu_numarasi", lambda rest: rest.randevu.randevu_iptal(" ")),
    "klinik": ("klinik_kodu", lambda rest: rest.kurum_klinik.kurum_klinik_ekle(0)),
    "yer": ("muayene_yeri_adi", lambda rest: rest.muayene_yeri.ekle(klinik_kodu=1, muayene_yeri_adi="")),
    "hekim": ("hekim_tc_kimlik_no", lambda rest: rest.klinik_hekim.ekle(klinik_kodu=1, hekim_tc_kimlik_no="1")),
    "slots": (
        "muayene_yeri_id",
        lambda rest: rest.randevu.detay_sorgula(
            SABAH, OGLE, aksiyon_id=1, hasta_tc_kimlik_no=HASTA, hekim_tc_kimlik_no=HEKIM, klinik_kodu=1, muayene_yeri_id=-2
        ),
    ),
    "sorgula": ("bitis_zamani", lambda rest: rest.randevu.kurum_randevulari_sorgula(OGLE, SABAH, klinik_kodu=1)),
    "yesil": ("klinik_kodu", lambda rest: rest.yesil_liste.sorgula(hasta_kimlik_no=HASTA, klinik_kodu=0)),
    "gelis-empty": ("durumlar", lambda rest: rest.randevu.randevu_gerceklesme_bilgisi([])),
    "gelis-dicts": ("durumlar", lambda rest: rest.randevu.randevu_gerceklesme_bilgisi([{"hrn": 1}])),  # type: ignore[list-item]
    "gelis-twice": ("randevu_hrn", lambda rest: rest.randevu.randevu_gerceklesme_bilgisi([GELMEDI, GELMEDI])),
    "esitleme-none": ("clinics", lambda rest: rest.randevu.gun_sonu(clinics=[])),
    "esitleme-text": ("clinics", lambda rest: rest.randevu.gun_sonu(clinics="12")),  # type: ignore[arg-type]
    "days": ("days", lambda rest: rest.randevu.gun_sonu(clinics=[1], days=0)),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_argument_is_refused_before_anything_is_sent(line: Line, wired: MhrsRest, name: str) -> None:
    """
    Not even a login goes out, and the error names method and argument.
    """
    field, call = CALLS[name]
    with pytest.raises(InvalidRequest) as caught:
        call(wired)
    assert caught.value.field == field
    assert caught.value.service == "mhrs_rest"
    assert caught.value.operation
    assert line.sent == []


def test_an_arrival_is_reported_on_its_day(line: Line, wired: MhrsRest) -> None:
    """
    EK 1, item 4 holds over this service too: with the appointment at hand, one that is yet to come or was on another day is refused.
    """
    later = STRUCTURING.make(KurumRandevusu, {**RANDEVU, "hrn": "A2"}, "$")
    with pytest.raises(InvalidRequest, match="EK 1, item 4"):
        wired.randevu.randevu_gerceklesme_bilgisi([GELDI, GELMEDI], randevular=[later])
    assert line.sent == []
    assert GELMEDI.durum is GelisDurumu.GELMEDI
