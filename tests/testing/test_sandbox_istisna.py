"""
Row 13 over the Sandbox. Whom it closes slots for is tested with the slots.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import Records, ServiceError, Tckn
from saglikclient.mhrs import Belge, IstisnaDurumu, Telefon
from saglikclient.testing._hospital.hospital import Refused

if TYPE_CHECKING:
    from saglikclient.mhrs import Istisna, Mhrs, Randevu, RandevuTalebi
    from saglikclient.testing import Sandbox


def test_a_request_waits_for_a_decision(sandbox: Sandbox, mhrs: Mhrs, istisna: Istisna) -> None:
    """
    The Ministry numbers a request, gives the rest back as it came, document and telephone included, and lets it wait.
    """
    full = attrs.evolve(
        istisna,
        telefon=Telefon(alan_kodu="312", numara="5550000"),
        belge=Belge(ad="rapor.pdf", icerik=bytes(range(256))),
    )

    (kept,) = mhrs.randevu.istisna(full)

    assert kept == attrs.evolve(full, istisna_id=kept.istisna_id, durum=IstisnaDurumu.ONAY_BEKLIYOR)
    assert sandbox.hospital.istisnalar == {kept.istisna_id: kept}


def test_an_unknown_physician_is_refused(sandbox: Sandbox, mhrs: Mhrs, istisna: Istisna) -> None:
    """
    A request speaks of a physician of the hospital.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.randevu.istisna(attrs.evolve(istisna, hekim_kodu=Tckn.random(Random(9))))

    assert not sandbox.hospital.istisnalar


@pytest.mark.parametrize(("onay", "durum"), [(True, IstisnaDurumu.ONAYLANDI), (False, IstisnaDurumu.REDDEDILDI)])
def test_decide_settles_it(sandbox: Sandbox, mhrs: Mhrs, istisna: Istisna, onay: bool, durum: IstisnaDurumu) -> None:
    """
    A decision changes the state and gives a reason, and nothing else.
    """
    (kept,) = mhrs.randevu.istisna(istisna)

    decided = sandbox.hospital.decide(kept.istisna_id or 0, onay=onay, red_nedeni=None if onay else "belge eksik")

    assert decided == attrs.evolve(kept, durum=durum, red_nedeni=None if onay else "belge eksik")
    assert sandbox.hospital.istisnalar[kept.istisna_id or 0] == decided


def test_decide_knows_its_requests(sandbox: Sandbox) -> None:
    """
    There is no decision on a request that was never made.
    """
    with pytest.raises(Refused) as caught:
        sandbox.hospital.decide(1, onay=True)

    assert caught.value.code == "LOCAL-NOT-FOUND"


def test_an_approved_exception_cannot_be_booked(sandbox: Sandbox, mhrs: Mhrs, istisna: Istisna, talep: RandevuTalebi) -> None:
    """
    A slot that an exception closed is refused.
    """
    (kept,) = mhrs.randevu.istisna(istisna)
    sandbox.hospital.decide(kept.istisna_id or 0, onay=True)

    with pytest.raises(ServiceError, match=r"^LOCAL-NO-SLOT: "):
        mhrs.randevu.kayit(attrs.evolve(talep, baslangic=istisna.baslangic, bitis=istisna.bitis))


def test_appointments_outlive_an_exception(sandbox: Sandbox, mhrs: Mhrs, istisna: Istisna, randevu: Randevu) -> None:
    """
    An exception closes slots; what was booked before stays until somebody cancels it.
    """
    over = attrs.evolve(istisna, baslangic=randevu.baslangic)
    (kept,) = mhrs.randevu.istisna(over)
    sandbox.hospital.decide(kept.istisna_id or 0, onay=True)

    assert mhrs.randevu.sorgulama(randevu.baslangic, randevu.bitis) == Records((randevu,))
