"""
EK 1 and EK 2: what is refused before sending, and what only warns.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient import InvalidRequest, Tckn
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import (
    Aksiyon,
    CalismaCetveli,
    Ek2,
    Ek2Warning,
    GelisDurumu,
    Randevu,
    RandevuDurumu,
    Sablon,
    SablonDilimi,
)
from saglikclient.mhrs.rules import no_overlap, no_twin, numbered, reportable, unnumbered

HEKIM, OTHER = Tckn("10000000146"), Tckn("10000000078")
DAY = datetime(2024, 3, 5, tzinfo=TURKIYE)
NOW = DAY.replace(hour=14)


def hour(number: float) -> datetime:
    return DAY + timedelta(hours=number)


def cetvel(
    start: float, end: float, *, aksiyon: int = 1, hekim: str = HEKIM, cetvel_id: int | None = None, klinik: int = 1
) -> CalismaCetveli:
    return CalismaCetveli(
        hekim_kodu=hekim,
        klinik_kodu=klinik,
        poliklinik_kodu=7,
        baslangic=hour(start),
        bitis=hour(end),
        aksiyon_kodu=aksiyon,
        cetvel_id=cetvel_id,
    )


def sablon(*slices: tuple[int, int, int], klinik: int = 1, sablon_kodu: int | None = None, name: str = "Yaz") -> Sablon:
    dilimler = tuple(
        SablonDilimi(gun=gun, baslangic=time(start), bitis=time(end), aksiyon_kodu=1, tedavi_suresi=15) for gun, start, end in slices
    )
    return Sablon(sablon_adi=name, klinik_kodu=klinik, dilimler=dilimler, sablon_kodu=sablon_kodu)


def randevu(hrn: str, start: datetime) -> Randevu:
    return Randevu(randevu_hrn=hrn, baslangic=start, bitis=start + timedelta(minutes=10), hekim_kodu=HEKIM, hasta_tckn=HEKIM)


def geldi(hrn: str, gelis: datetime, muayene: datetime | None = None) -> RandevuDurumu:
    return RandevuDurumu(randevu_hrn=hrn, durum=GelisDurumu.GELDI, gelis_zamani=gelis, gerceklesme_zamani=muayene)


def gelmedi(hrn: str) -> RandevuDurumu:
    return RandevuDurumu(randevu_hrn=hrn, durum=GelisDurumu.GELMEDI)


def refused(field: str, check: Any, *args: Any) -> InvalidRequest:
    with pytest.raises(InvalidRequest) as caught:
        check(*args)
    assert caught.value.field == field
    return caught.value


def test_number_decides_between_new_and_changed() -> None:
    """
    What has the Ministry's number is changed, what has none is created; each is refused where the other belongs.
    """
    new, old = sablon((1, 9, 10)), sablon((1, 9, 10), sablon_kodu=3)

    unnumbered(new, "sablon_kodu")
    numbered(old, "sablon_kodu")
    refused("sablon_kodu", unnumbered, old, "sablon_kodu")
    refused("sablon_kodu", numbered, new, "sablon_kodu")


@given(st.integers(0, 22), st.integers(1, 2), st.integers(0, 22), st.integers(1, 2))
def test_schedules_of_a_physician_share_no_minute(start: int, length: int, other_start: int, other_length: int) -> None:
    """
    A schedule is refused exactly if it shares an hour with another of the same physician; those that touch do not overlap (EK 1, item 3).
    """
    new, old = cetvel(start, min(start + length, 23.5)), cetvel(other_start, min(other_start + other_length, 23.5), klinik=2)

    if set(range(start, start + length)) & set(range(other_start, other_start + other_length)):
        assert "EK 1, item 3" in str(refused("baslangic", no_overlap, new, [cetvel(0, 1, hekim=OTHER), old]))
    else:
        no_overlap(new, [old])


def test_only_other_schedules_of_the_same_physician_count() -> None:
    """
    Another physician's schedule does not count, nor the very schedule that is being changed; one without a number always does.
    """
    no_overlap(cetvel(9, 12), [])
    no_overlap(cetvel(9, 12), [cetvel(9, 12, hekim=OTHER, cetvel_id=4)])
    no_overlap(cetvel(9, 12, cetvel_id=4), [cetvel(9, 11, cetvel_id=4)])
    refused("baslangic", no_overlap, cetvel(9, 12, cetvel_id=4), [cetvel(9, 11, cetvel_id=5)])
    refused("baslangic", no_overlap, cetvel(9, 12), [cetvel(9, 12)])


def test_same_template_under_a_new_name_is_refused() -> None:
    """
    The same slices for the same clinic are the same template, in whatever order and under whatever name (EK 1, item 2).
    """
    new = sablon((1, 9, 10), (2, 9, 10), name="Yeni")
    twin = sablon((2, 9, 10), (1, 9, 10), sablon_kodu=3, name="Eski")

    assert "EK 1, item 2" in str(refused("dilimler", no_twin, new, iter([sablon((5, 9, 10)), twin])))
    refused("dilimler", no_twin, new, [attrs.evolve(twin, sablon_kodu=None)])


def test_other_templates_are_no_twins() -> None:
    """
    Another clinic, one slice more or less, or the very template that is being changed make no twin.
    """
    new = sablon((1, 9, 10), (2, 9, 10), sablon_kodu=3)

    no_twin(new, [])
    no_twin(new, [sablon((1, 9, 10), (2, 9, 10), klinik=2)])
    no_twin(new, [sablon((1, 9, 10)), sablon((1, 9, 10), (2, 9, 10), (3, 9, 10)), sablon((1, 9, 10), (2, 9, 11))])
    no_twin(new, [sablon((1, 9, 10), (2, 9, 10), sablon_kodu=3)])


def test_arrivals_of_today_can_be_reported() -> None:
    """
    An appointment of today that has begun may be reported, at the very minute too; so may one that the caller does not have at hand.
    """
    known = [randevu("R1", NOW), randevu("R2", hour(9)), randevu("R9", NOW + timedelta(days=4))]

    reportable([geldi("R1", NOW, NOW), gelmedi("R2"), gelmedi("R3")], known, NOW)
    reportable([geldi("R1", hour(0))], [], NOW.astimezone(UTC))
    reportable([geldi("R1", NOW)], [], NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("field", "items"),
    [
        ("durumlar", []),
        ("randevu_hrn", [gelmedi("R1"), geldi("R1", NOW)]),
        ("gelis_zamani", [gelmedi("R1"), geldi("R2", NOW + timedelta(seconds=1))]),
        ("gerceklesme_zamani", [geldi("R1", NOW, NOW + timedelta(seconds=1))]),
        ("gelis_zamani", [geldi("R1", DAY - timedelta(seconds=1))]),
        ("gerceklesme_zamani", [geldi("R1", NOW, DAY - timedelta(minutes=5))]),
        ("randevu_hrn", [gelmedi("soon")]),
        ("randevu_hrn", [gelmedi("tomorrow")]),
        ("randevu_hrn", [geldi("yesterday", NOW)]),
    ],
)
def test_report_out_of_time_is_refused(field: str, items: list[RandevuDurumu]) -> None:
    """
    Nothing to report, an appointment twice, the future, and any day but the appointment's are refused (EK 1, item 4).
    """
    known = [
        randevu("soon", NOW + timedelta(seconds=1)),
        randevu("tomorrow", NOW + timedelta(days=1)),
        randevu("yesterday", NOW - timedelta(days=1)),
    ]

    refused(field, reportable, items, known, NOW)


@pytest.mark.parametrize(
    ("rule", "check", "args"),
    [
        ("must be None for kayit; use guncelleme for an existing record", unnumbered, (cetvel(9, 10, cetvel_id=1), "cetvel_id")),
        ("is required for guncelleme", numbered, (cetvel(9, 10), "cetvel_id")),
        ("overlaps a schedule that this physician already has (EK 1, item 3)", no_overlap, (cetvel(9, 11), [cetvel(10, 12)])),
        (
            "duplicates an existing template (EK 1, item 2)",
            no_twin,
            (sablon((1, 9, 12)), [sablon((1, 9, 12), sablon_kodu=7, name="Kış")]),
        ),
        ("must not be empty", reportable, ([], [], NOW)),
        ("must not name an appointment twice", reportable, ([gelmedi("R1"), gelmedi("R1")], [], NOW)),
        ("must not be in the future", reportable, ([geldi("R1", NOW + timedelta(seconds=1))], [], NOW)),
        (
            "must be today: arrivals are reported on the appointment's day (EK 1, item 4)",
            reportable,
            ([geldi("R1", DAY - timedelta(seconds=1))], [], NOW),
        ),
        (
            "the appointment is in the future (EK 1, item 4)",
            reportable,
            ([gelmedi("R1")], [randevu("R1", NOW + timedelta(seconds=1))], NOW),
        ),
        ("the appointment was on another day (EK 1, item 4)", reportable, ([gelmedi("R1")], [randevu("R1", NOW - timedelta(days=1))], NOW)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_rule_is_said(rule: str, check: Any, args: tuple[Any, ...]) -> None:
    """
    Whoever is refused reads which rule it was, and where it stands in the directive.
    """
    with pytest.raises(InvalidRequest) as caught:
        check(*args)

    assert caught.value.rule == rule


def test_the_day_is_a_day_in_turkiye() -> None:
    """
    One o'clock at night in Türkiye is still the day before in UTC; it is Türkiye's day that counts.
    """
    night = hour(1)

    reportable([geldi("R1", night)], [randevu("R1", hour(0.5))], night.astimezone(UTC))
    refused("gelis_zamani", reportable, [geldi("R1", hour(-1))], [], night.astimezone(UTC))


@pytest.mark.parametrize(("days", "told"), [(0, "0 days ahead; EK 2 requires at least 1"), (31, "31 days ahead; EK 2 requires at most 30")])
def test_booking_out_of_bounds_warns(days: int, told: str) -> None:
    """
    The same day is too early and the 31st too late by EK 2; it warns, since the Ministry changes the numbers.
    """
    with pytest.warns(Ek2Warning, match=told):
        Ek2().booking(NOW + timedelta(days=days), NOW)


@pytest.mark.parametrize("days", [1, 30])
def test_booking_at_the_bounds_is_silent(days: int) -> None:
    """
    Both bounds are included, and days are counted by the calendar in Türkiye, not by hours.
    """
    Ek2().booking(DAY + timedelta(days=days), hour(23.9).astimezone(UTC))
    Ek2().booking(DAY + timedelta(days=days, hours=23), hour(0))


def test_none_switches_a_number_off() -> None:
    """
    None stands for "not checked"; another number is another bound.
    """
    off = Ek2(en_erken_gun=None, en_gec_gun=None, mhrs_payi=None)

    off.booking(NOW - timedelta(days=1), NOW)
    off.booking(NOW + timedelta(days=400), NOW)
    off.share(cetvel(9, 10, aksiyon=101), [])
    with pytest.warns(Ek2Warning, match="at least 2"):
        Ek2(en_erken_gun=2).booking(NOW + timedelta(days=1), NOW)


def test_too_small_a_share_warns() -> None:
    """
    Less than half of a physician's poliklinik time of a day open to MHRS warns, with the share in it.
    """
    with pytest.warns(Ek2Warning, match="25% of the physician's .* EK 2 requires 50%"):
        Ek2().share(cetvel(9, 12, aksiyon=101), [cetvel(13, 14)])


@pytest.mark.parametrize(
    ("new", "rest"),
    [
        (cetvel(9, 12, aksiyon=101), [cetvel(13, 16)]),
        (cetvel(9, 10), []),
        (cetvel(9, 12, aksiyon=int(Aksiyon.AMELIYATTA)), [cetvel(13, 14)]),
        (cetvel(9, 12, aksiyon=int(Aksiyon.AMELIYATTA)), []),
        (cetvel(9, 12), [cetvel(13, 18, aksiyon=101, hekim=OTHER)]),
        (cetvel(9, 12), [attrs.evolve(cetvel(13, 18, aksiyon=101), baslangic=hour(37), bitis=hour(42))]),
    ],
)
def test_sufficient_share_is_silent(new: CalismaCetveli, rest: list[CalismaCetveli]) -> None:
    """
    Half is enough; surgery and the like are no poliklinik time; other physicians and other days do not count.
    """
    Ek2().share(new, rest)


def test_share_and_actions_are_settings() -> None:
    """
    Which actions are open, which count, and how much is wanted can all be set.
    """
    with pytest.warns(Ek2Warning, match="50% .* requires 60%"):
        Ek2(mhrs_payi=0.6).share(cetvel(9, 12, aksiyon=101), [cetvel(13, 16)])
    Ek2(acik_aksiyonlar=frozenset({101})).share(cetvel(9, 12, aksiyon=101), [])
    Ek2(poliklinik_aksiyonlari=frozenset({1})).share(cetvel(9, 12, aksiyon=101), [cetvel(13, 14)])
