"""
Row 15 over the Sandbox: RDG-001 to RDG-008, each with its condition.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import Unknown
from saglikclient._core.model import build
from saglikclient.mhrs import GelisDurumu, RandevuDurumu

if TYPE_CHECKING:
    from saglikclient.mhrs import Mhrs, Randevu, RandevuDurumSonucu, RandevuTalebi
    from saglikclient.testing import Clock, Sandbox


@pytest.fixture
def gelen(clock: Clock, randevu: Randevu) -> Randevu:
    """
    An appointment whose time has come.
    """
    clock.set(randevu.baslangic)
    return randevu


def came(hrn: str, moment: datetime) -> RandevuDurumu:
    return RandevuDurumu(randevu_hrn=hrn, durum=GelisDurumu.GELDI, gelis_zamani=moment)


def one(mhrs: Mhrs, item: RandevuDurumu) -> RandevuDurumSonucu:
    (result,) = mhrs.randevu.durum_guncelleme([item])
    return result


def refused(result: RandevuDurumSonucu, hrn: str, code: str) -> bool:
    return (result.randevu_hrn, result.basarili, result.hata_kodu) == (hrn, False, code) and bool(result.aciklama)


def test_an_arrival_is_taken(sandbox: Sandbox, mhrs: Mhrs, clock: Clock, gelen: Randevu) -> None:
    """
    From the moment of the appointment on its patient can be reported.
    """
    result = one(mhrs, came(gelen.randevu_hrn, clock()))

    assert (result.randevu_hrn, result.basarili, result.hata_kodu, result.aciklama) == (gelen.randevu_hrn, True, None, None)
    assert sandbox.hospital.randevular == {gelen.randevu_hrn: attrs.evolve(gelen, durum=GelisDurumu.GELDI)}


def test_an_absence_is_taken(sandbox: Sandbox, mhrs: Mhrs, gelen: Randevu) -> None:
    """
    That somebody did not come is reported without a time.
    """
    assert one(mhrs, RandevuDurumu(randevu_hrn=gelen.randevu_hrn, durum=GelisDurumu.GELMEDI)).basarili
    assert sandbox.hospital.randevular[gelen.randevu_hrn].durum is GelisDurumu.GELMEDI


def test_a_report_can_be_corrected(sandbox: Sandbox, mhrs: Mhrs, clock: Clock, gelen: Randevu) -> None:
    """
    Who was reported absent may still come.
    """
    one(mhrs, RandevuDurumu(randevu_hrn=gelen.randevu_hrn, durum=GelisDurumu.GELMEDI))

    assert one(mhrs, came(gelen.randevu_hrn, clock())).basarili
    assert sandbox.hospital.randevular[gelen.randevu_hrn].durum is GelisDurumu.GELDI


def test_rdg_001_a_state_that_is_none(sandbox: Sandbox, mhrs: Mhrs, gelen: Randevu) -> None:
    """
    RDG-001: the state is not defined.
    """
    item = RandevuDurumu(randevu_hrn=gelen.randevu_hrn, durum=Unknown("9"))

    assert refused(one(mhrs, item), gelen.randevu_hrn, "RDG-001")
    assert sandbox.hospital.randevular[gelen.randevu_hrn].durum is None


def test_rdg_002_came_but_when(sandbox: Sandbox, mhrs: Mhrs, gelen: Randevu) -> None:
    """
    RDG-002: who came, came at some time. Our model refuses it too, so it is made around its rules.
    """
    item = build(RandevuDurumu, {"randevu_hrn": gelen.randevu_hrn, "durum": GelisDurumu.GELDI})

    assert refused(one(mhrs, item), gelen.randevu_hrn, "RDG-002")
    assert sandbox.hospital.randevular[gelen.randevu_hrn].durum is None


def test_rdg_003_no_such_appointment(mhrs: Mhrs, clock: Clock) -> None:
    """
    RDG-003: there is no appointment with this number.
    """
    assert refused(one(mhrs, came("SBX-unknown", clock())), "SBX-unknown", "RDG-003")


def test_rdg_004_anothers_appointment(sandbox: Sandbox, mhrs: Mhrs, clock: Clock, gelen: Randevu) -> None:
    """
    RDG-004: the appointment belongs to another institution.
    """
    sandbox.hospital.baska_kurum.add(gelen.randevu_hrn)

    assert refused(one(mhrs, came(gelen.randevu_hrn, clock())), gelen.randevu_hrn, "RDG-004")
    assert sandbox.hospital.randevular[gelen.randevu_hrn].durum is None


def test_rdg_005_no_right_to_report(sandbox: Sandbox, mhrs: Mhrs, clock: Clock, gelen: Randevu) -> None:
    """
    RDG-005: the user may not report arrivals.
    """
    sandbox.hospital.durum_yetkisi = False

    assert refused(one(mhrs, came(gelen.randevu_hrn, clock())), gelen.randevu_hrn, "RDG-005")
    assert sandbox.hospital.randevular[gelen.randevu_hrn].durum is None


def test_rdg_006_too_early(sandbox: Sandbox, mhrs: Mhrs, clock: Clock, randevu: Randevu) -> None:
    """
    RDG-006: the time of the appointment has not come, if only by a second.
    """
    clock.set(randevu.baslangic - timedelta(seconds=1))

    assert refused(one(mhrs, came(randevu.randevu_hrn, clock())), randevu.randevu_hrn, "RDG-006")
    assert sandbox.hospital.randevular[randevu.randevu_hrn].durum is None


def test_rdg_007_cancelled(sandbox: Sandbox, mhrs: Mhrs, clock: Clock, randevu: Randevu) -> None:
    """
    RDG-007: nobody comes to a cancelled appointment. Reporting it again can change nothing.
    """
    mhrs.randevu.iptal(randevu.randevu_hrn)
    clock.set(randevu.baslangic)

    result = one(mhrs, came(randevu.randevu_hrn, clock()))

    assert refused(result, randevu.randevu_hrn, "RDG-007")
    assert result.kesinlesti
    assert sandbox.hospital.randevular[randevu.randevu_hrn].durum is None


def test_rdg_008_already_so(mhrs: Mhrs, clock: Clock, gelen: Randevu) -> None:
    """
    RDG-008: the state was so already. Reporting it again can change nothing.
    """
    one(mhrs, came(gelen.randevu_hrn, clock()))

    result = one(mhrs, came(gelen.randevu_hrn, clock()))

    assert refused(result, gelen.randevu_hrn, "RDG-008")
    assert result.kesinlesti


def test_items_are_judged_one_by_one(sandbox: Sandbox, mhrs: Mhrs, clock: Clock, talep: RandevuTalebi, randevu: Randevu) -> None:
    """
    One report's failure does not touch the others; results come in the order of the reports.
    """
    moved = talep.baslangic + timedelta(minutes=20)
    second = mhrs.randevu.kayit(attrs.evolve(talep, baslangic=moved, bitis=talep.bitis + timedelta(minutes=20)))
    clock.set(second.baslangic)

    numbers = [second.randevu_hrn, "SBX-unknown", randevu.randevu_hrn]
    results = mhrs.randevu.durum_guncelleme([came(hrn, clock()) for hrn in numbers])

    assert [(result.randevu_hrn, result.hata_kodu) for result in results] == list(zip(numbers, [None, "RDG-003", None], strict=True))
    assert {kept.durum for kept in sandbox.hospital.randevular.values()} == {GelisDurumu.GELDI}
    assert sandbox.journal[-1].processed
