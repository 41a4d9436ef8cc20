"""
Rows 9 to 12 over the Sandbox.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from saglikclient import Records, ServiceError, Tckn
from saglikclient.mhrs import Aksiyon, CalismaCetveli, Poliklinik, Sablon, SablonDilimi
from saglikclient.testing._hospital.hospital import Hekim

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs import Mhrs, Randevu
    from saglikclient.testing import Sandbox

HOUR = timedelta(hours=1)


@pytest.fixture
def hekim(sandbox: Sandbox) -> Tckn:
    """
    A second physician.
    """
    tckn = Tckn.random(Random(7))
    sandbox.hospital.hekimler[tckn] = Hekim(tckn, "Deneme Hekim")
    return tckn


def test_kayit_brings_the_number(sandbox: Sandbox, cetvel: CalismaCetveli, taslak: CalismaCetveli) -> None:
    """
    The Ministry numbers a schedule and gives the rest back as it came, our reference included.
    """
    assert cetvel == attrs.evolve(taslak, cetvel_id=cetvel.cetvel_id, referans_no=cetvel.referans_no)
    assert cetvel.referans_no
    assert sandbox.hospital.cetveller == {cetvel.cetvel_id: cetvel}


def test_a_given_reference_is_kept(mhrs: Mhrs, taslak: CalismaCetveli) -> None:
    """
    A reference that the HBYS chose is not replaced by ours.
    """
    assert mhrs.calisma_cetveli.kayit(attrs.evolve(taslak, referans_no="HBYS-17")).referans_no == "HBYS-17"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(timedelta(0), HOUR, id="same"),
        pytest.param(-HOUR, timedelta(minutes=1), id="into the start"),
        pytest.param(timedelta(minutes=59), 2 * HOUR, id="out of the end"),
        pytest.param(timedelta(minutes=20), timedelta(minutes=40), id="within"),
        pytest.param(-HOUR, 2 * HOUR, id="around"),
    ],
)
def test_a_physician_is_at_one_place(mhrs: Mhrs, cetvel: CalismaCetveli, start: timedelta, end: timedelta) -> None:
    """
    A schedule that overlaps another of the same physician is refused, at another poliklinik too.
    """
    other = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=cetvel.klinik_kodu, poliklinik_adi="Göz 2"))
    rival = attrs.evolve(
        cetvel,
        cetvel_id=None,
        poliklinik_kodu=other.poliklinik_kodu or 0,
        baslangic=cetvel.baslangic + start,
        bitis=cetvel.baslangic + end,
    )

    with pytest.raises(ServiceError, match=r"^LOCAL-OVERLAP: "):
        mhrs.calisma_cetveli.kayit(rival)


@pytest.mark.parametrize("shift", [-HOUR, HOUR], ids=["before", "after"])
def test_schedules_may_touch(mhrs: Mhrs, cetvel: CalismaCetveli, shift: timedelta) -> None:
    """
    One schedule may begin at the moment another ends.
    """
    moved = attrs.evolve(cetvel, cetvel_id=None, baslangic=cetvel.baslangic + shift, bitis=cetvel.bitis + shift)

    assert mhrs.calisma_cetveli.kayit(moved).cetvel_id != cetvel.cetvel_id


def test_two_physicians_may_work_at_the_same_time(mhrs: Mhrs, cetvel: CalismaCetveli, hekim: Tckn) -> None:
    """
    Only one's own schedules exclude each other.
    """
    assert mhrs.calisma_cetveli.kayit(attrs.evolve(cetvel, cetvel_id=None, hekim_kodu=hekim)).hekim_kodu == hekim


UNKNOWN: dict[str, tuple[str, Callable[[CalismaCetveli], CalismaCetveli]]] = {
    "physician": ("LOCAL-NOT-FOUND", lambda one: attrs.evolve(one, hekim_kodu=Tckn.random(Random(9)))),
    "poliklinik": ("LOCAL-NOT-FOUND", lambda one: attrs.evolve(one, poliklinik_kodu=999_999)),
    "template": ("LOCAL-NOT-FOUND", lambda one: attrs.evolve(one, sablon_kodu=999_999)),
    "clinic of another poliklinik": ("LOCAL-MISMATCH", lambda one: attrs.evolve(one, klinik_kodu=one.klinik_kodu + 1)),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_a_schedule_names_has_to_be_there(sandbox: Sandbox, mhrs: Mhrs, taslak: CalismaCetveli, case: str) -> None:
    """
    Physician, poliklinik and template are known to the Ministry, and the poliklinik belongs to the clinic.
    """
    code, change = UNKNOWN[case]

    with pytest.raises(ServiceError, match=f"^{code}: "):
        mhrs.calisma_cetveli.kayit(change(taslak))

    assert not sandbox.hospital.cetveller


def test_a_known_template_is_accepted(mhrs: Mhrs, taslak: CalismaCetveli) -> None:
    """
    A schedule may say from which template it was made.
    """
    slice_ = SablonDilimi(gun=2, baslangic=time(9), bitis=time(10), aksiyon_kodu=Aksiyon.CALISMA, tedavi_suresi=20)
    sablon = mhrs.sablon.kayit(Sablon(sablon_adi="Salı", klinik_kodu=taslak.klinik_kodu, dilimler=(slice_,)))

    assert mhrs.calisma_cetveli.kayit(attrs.evolve(taslak, sablon_kodu=sablon.sablon_kodu)).sablon_kodu == sablon.sablon_kodu


def test_guncelleme_changes_the_one_with_the_number(sandbox: Sandbox, mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    A change keeps the number; the schedule does not overlap itself.
    """
    changed = mhrs.calisma_cetveli.guncelleme(attrs.evolve(cetvel, bitis=cetvel.bitis + HOUR)).record

    assert changed == attrs.evolve(cetvel, bitis=cetvel.bitis + HOUR)
    assert sandbox.hospital.cetveller == {cetvel.cetvel_id: changed}


def test_a_change_may_not_overlap(sandbox: Sandbox, mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    A physician is at one place after a change as well.
    """
    later = mhrs.calisma_cetveli.kayit(attrs.evolve(cetvel, cetvel_id=None, baslangic=cetvel.bitis, bitis=cetvel.bitis + HOUR))

    with pytest.raises(ServiceError, match=r"^LOCAL-OVERLAP: "):
        mhrs.calisma_cetveli.guncelleme(attrs.evolve(later, baslangic=cetvel.baslangic))

    assert sandbox.hospital.cetveller[later.cetvel_id or 0] == later


def test_unknown_numbers_are_refused(mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    What the Ministry does not know can be neither changed nor cancelled.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.calisma_cetveli.guncelleme(attrs.evolve(cetvel, cetvel_id=2**40))
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.calisma_cetveli.iptal(2**40)


def test_appointments_hold_a_schedule(mhrs: Mhrs, cetvel: CalismaCetveli, randevu: Randevu) -> None:
    """
    A schedule with a standing appointment is neither changed nor cancelled; once the appointment is cancelled it is.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-BOOKED: "):
        mhrs.calisma_cetveli.guncelleme(attrs.evolve(cetvel, slot_basina_hasta=2))
    with pytest.raises(ServiceError, match=r"^LOCAL-BOOKED: "):
        mhrs.calisma_cetveli.iptal(cetvel.cetvel_id or 0)

    mhrs.randevu.iptal(randevu.randevu_hrn)
    mhrs.calisma_cetveli.guncelleme(attrs.evolve(cetvel, slot_basina_hasta=2))
    mhrs.calisma_cetveli.iptal(cetvel.cetvel_id or 0)

    assert not mhrs.calisma_cetveli.sorgulama(cetvel.baslangic, cetvel.bitis)


def test_an_appointment_elsewhere_does_not_hold(mhrs: Mhrs, cetvel: CalismaCetveli, randevu: Randevu) -> None:
    """
    Only a schedule's own appointments hold it.
    """
    later = mhrs.calisma_cetveli.kayit(attrs.evolve(cetvel, cetvel_id=None, baslangic=cetvel.bitis, bitis=cetvel.bitis + HOUR))

    mhrs.calisma_cetveli.iptal(later.cetvel_id or 0)

    assert mhrs.calisma_cetveli.sorgulama(cetvel.baslangic, cetvel.baslangic + timedelta(days=1)) == Records((cetvel,))
    assert randevu.baslangic == cetvel.baslangic


def test_a_cancelled_schedule_makes_room(mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    A cancelled schedule overlaps nothing, and cannot be cancelled again.
    """
    mhrs.calisma_cetveli.iptal(cetvel.cetvel_id or 0)

    assert mhrs.calisma_cetveli.kayit(attrs.evolve(cetvel, cetvel_id=None)).cetvel_id != cetvel.cetvel_id
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.calisma_cetveli.iptal(cetvel.cetvel_id or 0)


@pytest.mark.parametrize("name", ["hekim_kodu", "klinik_kodu", "poliklinik_kodu", "aksiyon_kodu"])
def test_each_filter_finds_its_own(mhrs: Mhrs, cetvel: CalismaCetveli, hekim: Tckn, name: str) -> None:
    """
    Each filter leaves out the schedule that differs in it.
    """
    place = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=cetvel.klinik_kodu + 1, poliklinik_adi="Kardiyoloji 1"))
    differing: dict[str, Any] = {
        "hekim_kodu": hekim,
        "klinik_kodu": place.klinik_kodu,
        "poliklinik_kodu": place.poliklinik_kodu,
        "aksiyon_kodu": Aksiyon.AMELIYATTA,
    }
    other = mhrs.calisma_cetveli.kayit(attrs.evolve(cetvel, cetvel_id=None, referans_no=None, **differing))
    day = (cetvel.baslangic, cetvel.bitis)

    assert set(mhrs.calisma_cetveli.sorgulama(*day)) == {cetvel, other}
    assert mhrs.calisma_cetveli.sorgulama(*day, **{name: getattr(cetvel, name)}) == Records((cetvel,))
    assert mhrs.calisma_cetveli.sorgulama(*day, **{name: differing[name]}) == Records((other,))


def test_a_period_finds_what_touches_it(sandbox: Sandbox, mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    A schedule is found if it shares a moment with the period, and not if it only meets its edge.
    """

    def found(start: datetime, end: datetime) -> bool:
        return bool(mhrs.calisma_cetveli.sorgulama(start, end))

    minute = timedelta(minutes=1)
    assert found(cetvel.bitis - minute, cetvel.bitis + HOUR)
    assert found(cetvel.baslangic - HOUR, cetvel.baslangic + minute)
    assert not found(cetvel.bitis, cetvel.bitis + HOUR)
    assert not found(cetvel.baslangic - HOUR, cetvel.baslangic)
    assert sandbox.journal[-1].outcome == "NF"


def test_schedules_come_in_order_of_time(mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    The order of registration does not show.
    """
    early = mhrs.calisma_cetveli.kayit(attrs.evolve(cetvel, cetvel_id=None, baslangic=cetvel.baslangic - HOUR, bitis=cetvel.baslangic))

    assert mhrs.calisma_cetveli.sorgulama(early.baslangic, cetvel.bitis) == Records((early, cetvel))
