"""
A hospital at work, all of it made up, the same for the same seed.
"""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.tr import tckimlik

from saglikclient import Tckn
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import KayitDurumu
from saglikclient.testing import Clock, Sandbox
from saglikclient.testing._hospital.people import FIRST_PHYSICIAN, patient

if TYPE_CHECKING:
    import random

    from saglikclient.testing._hospital.hospital import Hospital


@pytest.fixture
def hospital(clock: Clock) -> Hospital:
    """
    Seven physicians, ten days.
    """
    return Sandbox.with_hospital(hekim=7, gun=10, clock=clock).hospital


def told(hospital: Hospital) -> list[object]:
    return [
        hospital.hekimler,
        hospital.hastalar,
        hospital.klinikler,
        hospital.poliklinikler,
        hospital.cetveller,
        hospital.randevular,
    ]


def test_the_same_seed_makes_the_same_hospital(clock: Clock) -> None:
    """
    People, numbers and bookings follow from the seed and the clock alone.
    """
    first, second, other = (Sandbox.with_hospital(hekim=3, gun=5, clock=clock, seed=seed).hospital for seed in (4, 4, 5))

    assert told(first) == told(second)
    assert first.hastalar != other.hastalar
    assert first.randevular != other.randevular


def test_a_bare_sandbox_follows_its_seed() -> None:
    """
    The five patients of a Sandbox without arguments are the same every time.
    """
    assert Sandbox().hospital.hastalar == Sandbox().hospital.hastalar != Sandbox(seed=2).hospital.hastalar
    assert len(Sandbox().hospital.hastalar) == 5


def test_numbers_of_people_are_valid_and_differ(hospital: Hospital) -> None:
    """
    Physicians and patients bear valid numbers, no two the same.
    """
    numbers = [*hospital.hekimler, *(hasta.tckn for hasta in hospital.hastalar)]

    assert all(tckimlik.is_valid(str(number)) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_as_many_physicians_as_asked_for(hospital: Hospital) -> None:
    """
    The acting person is the first of them.
    """
    assert len(hospital.hekimler) == 7
    assert next(iter(hospital.hekimler)) == FIRST_PHYSICIAN
    assert {cetvel.hekim_kodu for cetvel in hospital.cetveller.values()} == set(hospital.hekimler)


def test_schedules_are_on_workdays_from_today_on(hospital: Hospital, clock: Clock) -> None:
    """
    Ten days from a Monday on are eight workdays, each with a morning and an afternoon for everybody.
    """
    days = Counter(cetvel.baslangic.date() for cetvel in hospital.cetveller.values())
    shifts = {(cetvel.baslangic.time(), cetvel.bitis.time()) for cetvel in hospital.cetveller.values()}

    workdays = [clock().date() + timedelta(days=ahead) for ahead in (0, 1, 2, 3, 4, 7, 8, 9)]
    assert days == dict.fromkeys(workdays, 14)
    assert shifts == {(time(9), time(12)), (time(13, 30), time(16, 30))}


def test_bookings_keep_the_rules(hospital: Hospital) -> None:
    """
    No slot is booked twice, and no patient is at two places at a time.
    """
    kept = [randevu for randevu in hospital.randevular.values() if randevu.kayit_durumu is KayitDurumu.AKTIF]
    slots = Counter((randevu.hekim_kodu, randevu.baslangic) for randevu in kept)
    patients = Counter((randevu.hasta_tckn, randevu.baslangic) for randevu in kept)

    assert kept
    assert max(slots.values()) == max(patients.values()) == 1


@pytest.mark.parametrize(("doluluk", "low", "high"), [(0.0, 0, 0), (0.3, 0.2, 0.4), (1.0, 0.8, 1)])
def test_the_share_of_bookings_is_as_asked_for(clock: Clock, doluluk: float, low: float, high: float) -> None:
    """
    About the given share of the slots is booked; full means full but for patients who are elsewhere at that time.
    """
    hospital = Sandbox.with_hospital(hekim=5, gun=5, doluluk=doluluk, clock=clock).hospital
    slots = sum(len(list(hospital.slots(cetvel))) for cetvel in hospital.cetveller.values())

    assert slots == 5 * 5 * 24
    assert low <= len(hospital.randevular) / slots <= high


def test_a_client_sees_it(clock: Clock) -> None:
    """
    What was filled in is what a client is answered.
    """
    sandbox = Sandbox.with_hospital(hekim=2, gun=2, clock=clock)
    start = clock().replace(hour=0)

    with sandbox.mhrs() as mhrs:
        assert list(mhrs.poliklinik.sorgulama()) == list(sandbox.hospital.poliklinikler.values())
        assert set(mhrs.randevu.sorgulama(start, start + timedelta(days=2))) == set(sandbox.hospital.randevular.values())


def test_a_free_day_has_no_schedules(clock: Clock) -> None:
    """
    A weekend is a weekend.
    """
    clock.set(clock() + timedelta(days=5))

    assert clock().isoweekday() == 6
    assert not Sandbox.with_hospital(hekim=1, gun=2, clock=clock).hospital.cetveller


@given(st.randoms(use_true_random=False))
def test_a_made_up_patient_can_be_booked(source: random.Random) -> None:
    """
    Whatever the source says, a patient keeps every rule of a booking and shows nothing of itself.
    """
    hasta = patient(source)

    assert Tckn(str(hasta.tckn)) == hasta.tckn
    assert len(hasta.telefonlar) == 1
    assert not {str(hasta.tckn), hasta.adi, hasta.soyadi} & set(repr(hasta).replace("'", " ").split())


def test_the_clock_stands_still_until_told(clock: Clock) -> None:
    """
    Time passes when a test says so; a naive moment is Türkiye's.
    """
    start = clock()
    assert clock() == start
    assert start.tzinfo is TURKIYE

    clock.advance(timedelta(hours=1))
    assert clock() - start == timedelta(hours=1)

    clock.set(start.replace(tzinfo=None))
    assert clock() == start


def test_neither_sandbox_nor_hospital_shows_a_person(clock: Clock) -> None:
    """
    What `repr()` shows of a full hospital is counts and masks.
    """
    sandbox = Sandbox.with_hospital(hekim=2, gun=2, clock=clock)
    hospital = sandbox.hospital
    shown = f"{sandbox!r} {hospital!r} {list(hospital.hekimler.values())!r} {hospital.hastalar!r}"

    people = [*hospital.hekimler, *(hekim.ad_soyad for hekim in hospital.hekimler.values()), *(str(h.tckn) for h in hospital.hastalar)]
    assert not [person for person in people if person in shown]
    assert sandbox.credentials.password.reveal() not in shown
