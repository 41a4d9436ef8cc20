"""
EK 2 over the client: it warns at the caller's own line, and sends all the same. And the end-of-day query of EK 1.
"""

from __future__ import annotations

import warnings
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import InvalidRequest, Records
from saglikclient.mhrs import Ek2, Ek2Warning, Randevu, RandevuTalebi
from saglikclient.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs import CalismaCetveli, Mhrs
    from saglikclient.testing import Clock


@pytest.fixture
def uzun(clock: Clock) -> Sandbox:
    """
    One physician, forty days, nothing booked.
    """
    return Sandbox.with_hospital(hekim=1, gun=40, doluluk=0, clock=clock)


def first_of(sandbox: Sandbox, days: int, patient: int = 0) -> RandevuTalebi:
    """
    The first slot so many days from now.
    """
    day = sandbox.clock().date() + timedelta(days=days)
    cetvel = next(one for one in sandbox.hospital.cetveller.values() if one.baslangic.date() == day)
    slot = next(iter(sandbox.hospital.slots(cetvel)))
    hasta = sandbox.hospital.hastalar[patient]
    return RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=hasta)


@pytest.mark.parametrize(("days", "told"), [(0, "0 days ahead; EK 2 requires at least 1"), (31, "31 days ahead; EK 2 requires at most 30")])
def test_a_booking_too_early_or_too_late_warns_and_is_made(uzun: Sandbox, days: int, told: str) -> None:
    """
    The Ministry changes these numbers, so a booking outside them is sent; the warning points at the line that made it.
    """
    with uzun.mhrs() as mhrs, pytest.warns(Ek2Warning, match=told) as caught:
        randevu = mhrs.randevu.kayit(first_of(uzun, days))

    assert [warning.filename for warning in caught] == [__file__]
    assert list(uzun.hospital.randevular) == [randevu.randevu_hrn]


@pytest.mark.parametrize("days", [1, 30])
def test_the_bounds_themselves_are_fine(uzun: Sandbox, days: int) -> None:
    """
    The first and the last day that EK 2 allows do not warn.
    """
    with uzun.mhrs() as mhrs, warnings.catch_warnings(action="error"):
        assert mhrs.randevu.kayit(first_of(uzun, days)).baslangic.date() == uzun.clock().date() + timedelta(days=days)


def test_a_number_can_be_switched_off(uzun: Sandbox) -> None:
    """
    With None for a number nobody is warned of it.
    """
    with uzun.mhrs(ek2=Ek2(en_erken_gun=None, en_gec_gun=None)) as mhrs, warnings.catch_warnings(action="error"):
        mhrs.randevu.kayit(first_of(uzun, 0))
        mhrs.randevu.kayit(first_of(uzun, 31))

    assert len(uzun.hospital.randevular) == 2


@pytest.mark.parametrize("change", ["kayit", "guncelleme"])
def test_too_small_a_share_warns_and_is_sent(uzun: Sandbox, change: str) -> None:
    """
    If, by `mevcut`, less than half of a day's poliklinik time is open to MHRS, the caller's line is warned of.
    """
    morning, afternoon = list(uzun.hospital.cetveller.values())[:2]
    closed = attrs.evolve(afternoon, aksiyon_kodu=101, bitis=afternoon.bitis + timedelta(hours=1))
    uzun.hospital.cetveller.pop(afternoon.cetvel_id or 0)
    new = attrs.evolve(closed, cetvel_id=None)
    published = uzun.hospital.put_cetvel(attrs.evolve(closed, cetvel_id=None)) if change == "guncelleme" else new

    with uzun.mhrs() as mhrs, pytest.warns(Ek2Warning, match="43% of the physician's poliklinik time") as caught:
        getattr(mhrs.calisma_cetveli, change)(published, mevcut=[morning])

    assert [warning.filename for warning in caught] == [__file__]
    assert len(uzun.journal) == 1


def test_the_old_version_of_a_change_does_not_count(uzun: Sandbox) -> None:
    """
    What is changed is counted as it will be, also if `mevcut` holds it as it was.
    """
    morning, afternoon = list(uzun.hospital.cetveller.values())[:2]
    uzun.hospital.cetveller.pop(afternoon.cetvel_id or 0)
    closed = attrs.evolve(afternoon, cetvel_id=None, aksiyon_kodu=101, bitis=afternoon.bitis + timedelta(hours=1))
    old = uzun.hospital.put_cetvel(closed)
    short = attrs.evolve(old, bitis=old.baslangic + timedelta(hours=1))

    with uzun.mhrs() as mhrs, warnings.catch_warnings(action="error"):
        assert mhrs.calisma_cetveli.guncelleme(short, mevcut=[morning, old]).record.bitis == short.bitis


def test_without_mevcut_there_is_no_share(uzun: Sandbox) -> None:
    """
    A share of an unknown day cannot be told.
    """
    cetvel: CalismaCetveli = next(iter(uzun.hospital.cetveller.values()))
    evening = cetvel.baslangic.replace(hour=18)
    new = attrs.evolve(cetvel, cetvel_id=None, baslangic=evening, bitis=evening + timedelta(hours=1), aksiyon_kodu=101)

    with uzun.mhrs() as mhrs, warnings.catch_warnings(action="error"):
        assert mhrs.calisma_cetveli.kayit(new).cetvel_id


@pytest.fixture
def booked(clock: Clock) -> Sandbox:
    """
    Two physicians, five days, a third of the slots booked.
    """
    return Sandbox.with_hospital(hekim=2, gun=5, clock=clock)


@pytest.mark.parametrize("days", [1, 2, 10])
def test_the_end_of_day_query_asks_for_the_next_days(booked: Sandbox, clock: Clock, days: int) -> None:
    """
    `gun_sonu` gives the appointments of tomorrow, or of so many days from tomorrow on, and none of today's.
    """
    clock.set(clock().replace(hour=20))
    last = clock().date() + timedelta(days=days)

    def wanted(randevu: Randevu) -> bool:
        return clock().date() < randevu.baslangic.date() <= last

    with booked.mhrs() as mhrs:
        found = mhrs.randevu.gun_sonu(days=days) if days > 1 else mhrs.randevu.gun_sonu()

    assert found
    assert set(found) == {randevu for randevu in booked.hospital.randevular.values() if wanted(randevu)}
    assert len(booked.journal) == 1


def test_the_end_of_day_query_of_some_physicians(booked: Sandbox) -> None:
    """
    Physicians are asked for one by one, in their order.
    """
    everyone = list(booked.hospital.hekimler)
    with booked.mhrs() as mhrs:
        second, both = mhrs.randevu.gun_sonu(physicians=everyone[1:]), mhrs.randevu.gun_sonu(physicians=iter(everyone))

    assert {randevu.hekim_kodu for randevu in second} == {everyone[1]}
    assert [randevu.hekim_kodu for randevu in both] == sorted((one.hekim_kodu for one in both), key=everyone.index)
    assert {randevu.hekim_kodu for randevu in both} == set(everyone)
    assert len(booked.journal) == 3


def test_no_physicians_are_not_everyone(booked: Sandbox) -> None:
    """
    An empty list asks for nobody.
    """
    with booked.mhrs() as mhrs:
        assert mhrs.randevu.gun_sonu(physicians=[]) == Records()
    assert booked.journal == []


@pytest.mark.parametrize("days", [0, -1])
def test_less_than_a_day_is_refused(hbys: Mhrs, days: int) -> None:
    """
    EK 1 wants the next day at least.
    """
    with pytest.raises(InvalidRequest) as caught:
        hbys.randevu.gun_sonu(days=days)

    assert (caught.value.field, caught.value.operation) == ("days", "randevu.gun_sonu")


LATE: dict[str, Callable[[datetime], datetime]] = {
    "just before midnight": lambda day: day.replace(hour=23, minute=59, second=59),
    "at midnight": lambda day: day.replace(hour=0),
}


@pytest.mark.parametrize("moment", LATE)
def test_tomorrow_is_turkiyes(booked: Sandbox, clock: Clock, moment: str) -> None:
    """
    The day turns at midnight in Türkiye.
    """
    clock.set(LATE[moment](clock()))

    with booked.mhrs() as mhrs:
        assert {randevu.baslangic.day for randevu in mhrs.randevu.gun_sonu()} == {3}
