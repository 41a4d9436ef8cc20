"""
Row 18 over the Sandbox: how slots come of schedules.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import Records, Tckn
from saglikclient.mhrs import Aksiyon, CalismaCetveli, Slot, SlotDurumu
from saglikclient.testing._hospital.hospital import CLOSED, Hekim

if TYPE_CHECKING:
    from saglikclient.mhrs import Istisna, Mhrs, RandevuTalebi
    from saglikclient.testing import Clock, Sandbox

MINUTES = timedelta(minutes=1)


def listed(mhrs: Mhrs, cetvel: CalismaCetveli) -> Records[Slot]:
    return mhrs.randevu.bos_slot_sorgulama(cetvel.baslangic, cetvel.bitis)


def starts(mhrs: Mhrs, cetvel: CalismaCetveli) -> list[int]:
    return [(slot.baslangic - cetvel.baslangic) // MINUTES for slot in listed(mhrs, cetvel)]


def test_a_schedule_is_cut_into_slots(mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    Slots follow each other from the schedule's start on, each with what a booking needs.
    """
    expected = [
        Slot(
            cetvel_id=cetvel.cetvel_id or 0,
            baslangic=cetvel.baslangic + 20 * n * MINUTES,
            bitis=cetvel.baslangic + 20 * (n + 1) * MINUTES,
            durum=SlotDurumu.BOS,
            hekim_kodu=cetvel.hekim_kodu,
            klinik_kodu=cetvel.klinik_kodu,
            poliklinik_kodu=cetvel.poliklinik_kodu,
        )
        for n in range(3)
    ]

    assert listed(mhrs, cetvel) == Records(expected)


def test_a_remainder_is_no_slot(mhrs: Mhrs, taslak: CalismaCetveli) -> None:
    """
    Time that is too short for one more slot is left over.
    """
    cetvel = mhrs.calisma_cetveli.kayit(attrs.evolve(taslak, tedavi_suresi=25))

    slots = mhrs.randevu.bos_slot_sorgulama(cetvel.baslangic, cetvel.bitis + 60 * MINUTES)

    assert [(slot.baslangic - cetvel.baslangic) // MINUTES for slot in slots] == [0, 25]


@pytest.mark.parametrize("change", [{"tedavi_suresi": None}, {"tedavi_suresi": 0}, {"slot_basina_hasta": 0}], ids=str)
def test_time_that_cannot_be_booked_has_no_slots(mhrs: Mhrs, taslak: CalismaCetveli, change: dict[str, int | None]) -> None:
    """
    Without minutes per slot, or without patients per slot, there are none.
    """
    cetvel = mhrs.calisma_cetveli.kayit(attrs.evolve(taslak, **change))

    assert listed(mhrs, cetvel) == Records()


@pytest.mark.parametrize("aksiyon", sorted(CLOSED))
def test_closed_actions_have_no_slots(mhrs: Mhrs, taslak: CalismaCetveli, aksiyon: int) -> None:
    """
    Nobody can book a physician who is in surgery, on leave or at lunch.
    """
    cetvel = mhrs.calisma_cetveli.kayit(attrs.evolve(taslak, aksiyon_kodu=aksiyon))

    assert listed(mhrs, cetvel) == Records()


def test_only_work_is_open() -> None:
    """
    Every action that has a name closes, except working time.
    """
    assert {int(aksiyon) for aksiyon in Aksiyon} - CLOSED == {Aksiyon.CALISMA}


def test_an_action_without_a_name_is_open(mhrs: Mhrs, taslak: CalismaCetveli) -> None:
    """
    The institution's own list is longer than ours; what it adds is not closed by us.
    """
    cetvel = mhrs.calisma_cetveli.kayit(attrs.evolve(taslak, aksiyon_kodu=101))

    assert starts(mhrs, cetvel) == [0, 20, 40]


def test_slots_that_began_are_gone(mhrs: Mhrs, clock: Clock, cetvel: CalismaCetveli) -> None:
    """
    A slot is there until the moment it begins.
    """
    clock.set(cetvel.baslangic - MINUTES)
    assert starts(mhrs, cetvel) == [0, 20, 40]

    clock.set(cetvel.baslangic)
    assert starts(mhrs, cetvel) == [20, 40]

    clock.set(cetvel.bitis)
    assert starts(mhrs, cetvel) == []


def test_a_booked_slot_is_taken(mhrs: Mhrs, cetvel: CalismaCetveli, talep: RandevuTalebi) -> None:
    """
    Taken slots are listed as such, and free again after a cancellation.
    """
    randevu = mhrs.randevu.kayit(talep)
    assert [slot.durum for slot in listed(mhrs, cetvel)] == [SlotDurumu.DOLU, SlotDurumu.BOS, SlotDurumu.BOS]

    mhrs.randevu.iptal(randevu.randevu_hrn)
    assert [slot.durum for slot in listed(mhrs, cetvel)] == [SlotDurumu.BOS] * 3


def test_a_slot_for_two_is_taken_by_two(sandbox: Sandbox, mhrs: Mhrs, taslak: CalismaCetveli) -> None:
    """
    With two patients per slot the first leaves room and the second fills it.
    """
    from saglikclient.mhrs import RandevuTalebi

    cetvel = mhrs.calisma_cetveli.kayit(attrs.evolve(taslak, slot_basina_hasta=2))
    states: list[object] = []
    for hasta in sandbox.hospital.hastalar[:2]:
        end = cetvel.baslangic + 20 * MINUTES
        mhrs.randevu.kayit(RandevuTalebi(cetvel_id=cetvel.cetvel_id or 0, baslangic=cetvel.baslangic, bitis=end, hasta=hasta))
        states.append(listed(mhrs, cetvel)[0].durum)

    assert states == [SlotDurumu.BOS, SlotDurumu.DOLU]


def test_an_approved_exception_closes_its_slots(sandbox: Sandbox, mhrs: Mhrs, cetvel: CalismaCetveli, istisna: Istisna) -> None:
    """
    Only approval closes slots, and only those that the period touches.
    """
    (kept,) = mhrs.randevu.istisna(istisna)
    assert starts(mhrs, cetvel) == [0, 20, 40]

    sandbox.hospital.decide(kept.istisna_id or 0, onay=True)
    assert starts(mhrs, cetvel) == [0, 40]


def test_an_exception_closes_slots_that_it_touches_in_part(sandbox: Sandbox, mhrs: Mhrs, cetvel: CalismaCetveli, istisna: Istisna) -> None:
    """
    A slot is closed if one minute of it is.
    """
    longer = attrs.evolve(istisna, bitis=istisna.bitis + MINUTES)
    (kept,) = mhrs.randevu.istisna(longer)
    sandbox.hospital.decide(kept.istisna_id or 0, onay=True)

    assert starts(mhrs, cetvel) == [0]


def test_another_physicians_exception_does_not_matter(sandbox: Sandbox, mhrs: Mhrs, cetvel: CalismaCetveli, istisna: Istisna) -> None:
    """
    An exception closes the time of its own physician.
    """
    other = Tckn.random(Random(7))
    sandbox.hospital.hekimler[other] = Hekim(other, "Deneme Hekim")
    (kept,) = mhrs.randevu.istisna(attrs.evolve(istisna, hekim_kodu=other))
    sandbox.hospital.decide(kept.istisna_id or 0, onay=True)

    assert starts(mhrs, cetvel) == [0, 20, 40]


def test_filters_leave_out_other_clinics_and_physicians(sandbox: Sandbox, mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    A clinic's or a physician's slots are found under their number, and under no other.
    """
    day = (cetvel.baslangic, cetvel.bitis)

    assert len(mhrs.randevu.bos_slot_sorgulama(*day, klinik_kodu=cetvel.klinik_kodu)) == 3
    assert len(mhrs.randevu.bos_slot_sorgulama(*day, hekim_kodu=sandbox.islem_yapan)) == 3
    assert not mhrs.randevu.bos_slot_sorgulama(*day, klinik_kodu=cetvel.klinik_kodu + 1)
    assert not mhrs.randevu.bos_slot_sorgulama(*day, hekim_kodu=Tckn.random(Random(7)))
    assert sandbox.journal[-1].outcome == "NF"


def test_a_period_finds_whole_slots_only(mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    A slot that sticks out of the period is not listed: it could not be booked within it.
    """
    inside = mhrs.randevu.bos_slot_sorgulama(cetvel.baslangic + MINUTES, cetvel.bitis - MINUTES)

    assert [slot.baslangic for slot in inside] == [cetvel.baslangic + 20 * MINUTES]
