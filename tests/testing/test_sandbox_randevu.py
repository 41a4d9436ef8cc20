"""
Rows 14, 16 and 17 over the Sandbox.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from saglikclient import Records, ServiceError, Tckn
from saglikclient.mhrs import GelisDurumu, KayitDurumu, Poliklinik, Randevu, RandevuDurumu, RandevuKanali
from saglikclient.testing._hospital.hospital import Hekim

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs import CalismaCetveli, Hasta, Mhrs, RandevuTalebi
    from saglikclient.testing import Clock, Sandbox

MINUTES = timedelta(minutes=1)


def later(talep: RandevuTalebi, by: timedelta, **changes: Any) -> RandevuTalebi:
    return attrs.evolve(talep, baslangic=talep.baslangic + by, bitis=talep.bitis + by, **changes)


def day_of(randevu: Randevu) -> tuple[datetime, datetime]:
    midnight = randevu.baslangic.replace(hour=0)
    return midnight, midnight + timedelta(days=1)


def test_kayit_gives_the_whole_appointment(
    sandbox: Sandbox, mhrs: Mhrs, clock: Clock, cetvel: CalismaCetveli, talep: RandevuTalebi
) -> None:
    """
    What was asked for comes back with what the Ministry knows besides: number, names, channel, state.
    """
    hasta, hospital = talep.hasta, sandbox.hospital
    kept = mhrs.randevu.kayit(attrs.evolve(talep, refakatci_istiyor=True, randevu_notu="ilk muayene"))

    assert kept == Randevu(
        randevu_hrn=kept.randevu_hrn,
        baslangic=talep.baslangic,
        bitis=talep.bitis,
        hekim_kodu=cetvel.hekim_kodu,
        hasta_tckn=hasta.tckn,
        kurum_adi=hospital.kurum_adi,
        klinik_kodu=cetvel.klinik_kodu,
        klinik_adi=hospital.klinik_adi(cetvel.klinik_kodu),
        poliklinik_kodu=cetvel.poliklinik_kodu,
        yeni_poliklinik_adi="Göz 1",
        hekim_adi_soyadi=hospital.hekimler[sandbox.islem_yapan].ad_soyad,
        hasta_adi=hasta.adi,
        hasta_soyadi=hasta.soyadi,
        dogum_tarihi=hasta.dogum_tarihi,
        cinsiyet=hasta.cinsiyet,
        telefonlar=hasta.telefonlar,
        kayit_durumu=KayitDurumu.AKTIF,
        refakatci_istiyor=True,
        engelli=hasta.engelli,
        kimsesiz=hasta.kimsesiz,
        randevu_notu="ilk muayene",
        sanal_tc=False,
        eklenme_zamani=clock(),
        kanal=RandevuKanali.HASTANE,
    )
    assert hospital.randevular == {kept.randevu_hrn: kept}


def test_a_slot_is_booked_once(sandbox: Sandbox, mhrs: Mhrs, talep: RandevuTalebi, randevu: Randevu) -> None:
    """
    A slot that is taken is refused to the next patient.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-TAKEN: "):
        mhrs.randevu.kayit(attrs.evolve(talep, hasta=sandbox.hospital.hastalar[1]))

    assert list(sandbox.hospital.randevular) == [randevu.randevu_hrn]


def test_a_patient_has_one_appointment_at_a_time(
    sandbox: Sandbox, mhrs: Mhrs, taslak: CalismaCetveli, randevu: Randevu, talep: RandevuTalebi
) -> None:
    """
    A patient with an appointment is refused another at an overlapping time, with another physician too.
    """
    other = Tckn.random(Random(7))
    sandbox.hospital.hekimler[other] = Hekim(other, "Deneme Hekim")
    start = taslak.baslangic + 10 * MINUTES
    rival = mhrs.calisma_cetveli.kayit(attrs.evolve(taslak, hekim_kodu=other, baslangic=start))

    with pytest.raises(ServiceError, match=r"^LOCAL-DOUBLE-BOOKING: "):
        mhrs.randevu.kayit(later(talep, 10 * MINUTES, cetvel_id=rival.cetvel_id))

    assert mhrs.randevu.kayit(later(talep, 30 * MINUTES, cetvel_id=rival.cetvel_id)).randevu_hrn != randevu.randevu_hrn


def test_a_slot_for_two_takes_two(sandbox: Sandbox, mhrs: Mhrs, cetvel: CalismaCetveli, talep: RandevuTalebi) -> None:
    """
    With two patients per slot the third is refused, and the first cannot have the second place.
    """
    mhrs.calisma_cetveli.guncelleme(attrs.evolve(cetvel, slot_basina_hasta=2))
    first, second, third = sandbox.hospital.hastalar[:3]
    mhrs.randevu.kayit(attrs.evolve(talep, hasta=first))

    with pytest.raises(ServiceError, match=r"^LOCAL-DOUBLE-BOOKING: "):
        mhrs.randevu.kayit(attrs.evolve(talep, hasta=first))
    mhrs.randevu.kayit(attrs.evolve(talep, hasta=second))
    with pytest.raises(ServiceError, match=r"^LOCAL-TAKEN: "):
        mhrs.randevu.kayit(attrs.evolve(talep, hasta=third))


NO_SLOT: dict[str, Callable[[RandevuTalebi], RandevuTalebi]] = {
    "beside the grid": lambda talep: later(talep, 5 * MINUTES),
    "two slots at once": lambda talep: attrs.evolve(talep, bitis=talep.bitis + 20 * MINUTES),
    "half a slot": lambda talep: attrs.evolve(talep, bitis=talep.bitis - 10 * MINUTES),
    "before the schedule": lambda talep: later(talep, -20 * MINUTES),
    "after the schedule": lambda talep: later(talep, 60 * MINUTES),
    "another day": lambda talep: later(talep, timedelta(days=1)),
}


@pytest.mark.parametrize("case", NO_SLOT)
def test_only_slots_can_be_booked(sandbox: Sandbox, mhrs: Mhrs, talep: RandevuTalebi, case: str) -> None:
    """
    A time that is no slot of the schedule is refused.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-NO-SLOT: "):
        mhrs.randevu.kayit(NO_SLOT[case](talep))

    assert not sandbox.hospital.randevular


def test_the_past_cannot_be_booked(mhrs: Mhrs, clock: Clock, talep: RandevuTalebi) -> None:
    """
    A slot that has begun is none any more.
    """
    clock.set(talep.baslangic)

    with pytest.warns(UserWarning, match="EK 2"), pytest.raises(ServiceError, match=r"^LOCAL-NO-SLOT: "):
        mhrs.randevu.kayit(talep)


def test_unknown_numbers_are_refused(mhrs: Mhrs, talep: RandevuTalebi) -> None:
    """
    There is no booking in a schedule that the Ministry does not know, and no cancelling of an unknown appointment.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.randevu.kayit(attrs.evolve(talep, cetvel_id=2**40))
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.randevu.iptal("SBX-unknown")


def test_iptal_cancels_once(sandbox: Sandbox, mhrs: Mhrs, randevu: Randevu) -> None:
    """
    A cancelled appointment stays on record as cancelled, and cannot be cancelled again.
    """
    mhrs.randevu.iptal(randevu.randevu_hrn)
    with pytest.raises(ServiceError, match=r"^LOCAL-CANCELLED: "):
        mhrs.randevu.iptal(randevu.randevu_hrn)

    assert mhrs.randevu.sorgulama(*day_of(randevu)) == Records((attrs.evolve(randevu, kayit_durumu=KayitDurumu.IPTAL),))
    assert [entry.processed for entry in sandbox.journal[-3:]] == [True, False, True]


def test_a_cancelled_time_can_be_booked_again(sandbox: Sandbox, mhrs: Mhrs, talep: RandevuTalebi, randevu: Randevu) -> None:
    """
    Cancelling frees the slot for anybody and the patient for that time.
    """
    mhrs.randevu.iptal(randevu.randevu_hrn)
    again = mhrs.randevu.kayit(talep)
    mhrs.randevu.iptal(again.randevu_hrn)
    other = mhrs.randevu.kayit(attrs.evolve(talep, hasta=sandbox.hospital.hastalar[1]))

    assert len({randevu.randevu_hrn, again.randevu_hrn, other.randevu_hrn}) == 3


@pytest.fixture
def pair(
    sandbox: Sandbox, mhrs: Mhrs, clock: Clock, randevu: Randevu, talep: RandevuTalebi, taslak: CalismaCetveli
) -> tuple[Randevu, Randevu]:
    """
    Two appointments that differ in whatever can be asked for: the first stands and its patient came, the second is cancelled.
    """
    other = Tckn.random(Random(7))
    sandbox.hospital.hekimler[other] = Hekim(other, "Deneme Hekim")
    place = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=taslak.klinik_kodu + 1, poliklinik_adi="Kardiyoloji 1"))
    elsewhere = {"klinik_kodu": place.klinik_kodu, "poliklinik_kodu": place.poliklinik_kodu}
    rival = mhrs.calisma_cetveli.kayit(attrs.evolve(taslak, hekim_kodu=other, referans_no=None, **elsewhere))
    second = mhrs.randevu.kayit(attrs.evolve(talep, cetvel_id=rival.cetvel_id, hasta=sandbox.hospital.hastalar[1]))
    mhrs.randevu.iptal(second.randevu_hrn)
    clock.set(randevu.bitis)
    mhrs.randevu.durum_guncelleme([RandevuDurumu(randevu_hrn=randevu.randevu_hrn, durum=GelisDurumu.GELDI, gelis_zamani=clock())])
    kept = sandbox.hospital.randevular
    return kept[randevu.randevu_hrn], kept[second.randevu_hrn]


@pytest.mark.parametrize("name", ["klinik_kodu", "hekim_kodu", "kayit_durumu"])
def test_each_filter_finds_its_own(mhrs: Mhrs, pair: tuple[Randevu, Randevu], name: str) -> None:
    """
    Each filter leaves out the appointment that differs in it; without filters all are given, the cancelled too.
    """
    first, second = pair
    day = day_of(first)

    assert set(mhrs.randevu.sorgulama(*day)) == {first, second}
    assert mhrs.randevu.sorgulama(*day, **{name: getattr(first, name)}) == Records((first,))
    assert mhrs.randevu.sorgulama(*day, **{name: getattr(second, name)}) == Records((second,))
    assert tuple(mhrs.randevu.akis(*day, **{name: getattr(second, name)})) == (second,)


def test_arrival_can_be_asked_for(sandbox: Sandbox, mhrs: Mhrs, pair: tuple[Randevu, Randevu]) -> None:
    """
    Those whose patients came are found; nobody is found as not having come as long as nobody reported it.
    """
    day = day_of(pair[0])

    assert mhrs.randevu.sorgulama(*day, durum=GelisDurumu.GELDI) == Records((pair[0],))
    assert mhrs.randevu.sorgulama(*day, durum=GelisDurumu.GELMEDI) == Records()
    assert sandbox.journal[-1].outcome == "NF"


def test_a_period_finds_what_touches_it(mhrs: Mhrs, randevu: Randevu) -> None:
    """
    An appointment is found if it shares a moment with the period, and not if it only meets its edge.
    """

    def found(start: datetime, end: datetime) -> bool:
        return bool(mhrs.randevu.sorgulama(start, end))

    assert found(randevu.bitis - MINUTES, randevu.bitis + MINUTES)
    assert found(randevu.baslangic - MINUTES, randevu.baslangic + MINUTES)
    assert not found(randevu.bitis, randevu.bitis + MINUTES)
    assert not found(randevu.baslangic - MINUTES, randevu.baslangic)


def test_appointments_come_in_order_of_time(mhrs: Mhrs, hasta: Hasta, randevu: Randevu, talep: RandevuTalebi) -> None:
    """
    The order of booking does not show.
    """
    mhrs.randevu.kayit(later(talep, 40 * MINUTES, hasta=hasta))
    mhrs.randevu.kayit(later(talep, 20 * MINUTES, hasta=hasta))

    found = mhrs.randevu.sorgulama(*day_of(randevu))

    assert [(one.baslangic - randevu.baslangic) // MINUTES for one in found] == [0, 20, 40]
