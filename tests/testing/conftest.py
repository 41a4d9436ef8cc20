"""
A small hospital for the tests of the Sandbox, whatever the machine's clock says: one poliklinik, one schedule of tomorrow morning, one
appointment.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from saglikclient.mhrs import Aksiyon, CalismaCetveli, Istisna, Poliklinik, RandevuTalebi
from tests.support.sandbox_wire import written

if TYPE_CHECKING:
    from saglikclient.mhrs import Hasta, Mhrs, Randevu
    from saglikclient.testing import Clock, Sandbox

KLINIK = 77


@pytest.fixture(autouse=True)
def whenever(moved: datetime) -> None:
    """
    The Sandbox does the same at each of the seven moments.
    """


@pytest.fixture
def yarin(clock: Clock) -> datetime:
    """
    Tomorrow, nine o'clock.
    """
    return clock().replace(hour=9) + timedelta(days=1)


@pytest.fixture
def hasta(sandbox: Sandbox) -> Hasta:
    """
    A synthetic patient.
    """
    return sandbox.hospital.hastalar[0]


@pytest.fixture
def poliklinik(mhrs: Mhrs) -> Poliklinik:
    """
    A poliklinik that the Ministry knows.
    """
    return mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=KLINIK, poliklinik_adi="Göz 1"))


@pytest.fixture
def taslak(sandbox: Sandbox, poliklinik: Poliklinik, yarin: datetime) -> CalismaCetveli:
    """
    A schedule that is not published yet: tomorrow from nine to ten, in slots of 20 minutes.
    """
    return CalismaCetveli(
        hekim_kodu=sandbox.islem_yapan,
        klinik_kodu=KLINIK,
        poliklinik_kodu=poliklinik.poliklinik_kodu or 0,
        baslangic=yarin,
        bitis=yarin + timedelta(hours=1),
        aksiyon_kodu=Aksiyon.CALISMA,
        tedavi_suresi=20,
    )


@pytest.fixture
def cetvel(mhrs: Mhrs, taslak: CalismaCetveli) -> CalismaCetveli:
    """
    The same, published.
    """
    return mhrs.calisma_cetveli.kayit(taslak)


@pytest.fixture
def talep(cetvel: CalismaCetveli, hasta: Hasta) -> RandevuTalebi:
    """
    A booking of the first slot.
    """
    return RandevuTalebi(
        cetvel_id=cetvel.cetvel_id or 0,
        baslangic=cetvel.baslangic,
        bitis=cetvel.baslangic + timedelta(minutes=20),
        hasta=hasta,
    )


@pytest.fixture
def randevu(mhrs: Mhrs, talep: RandevuTalebi) -> Randevu:
    """
    The appointment that came of it.
    """
    return mhrs.randevu.kayit(talep)


@pytest.fixture
def istisna(cetvel: CalismaCetveli) -> Istisna:
    """
    A request to close the second slot.
    """
    start = cetvel.baslangic + timedelta(minutes=20)
    return Istisna(
        hekim_kodu=str(cetvel.hekim_kodu),
        klinik_kodu=KLINIK,
        baslangic=start,
        bitis=start + timedelta(minutes=20),
        aksiyon_kodu=Aksiyon.RAPORLU,
        aciklama="rapor",
        eposta="birim@ornek.invalid",
    )


@pytest.fixture
def query(sandbox: Sandbox) -> bytes:
    """
    A request, undelivered: list the polikliniks of one clinic.
    """
    return written(sandbox, lambda mhrs: mhrs.poliklinik.sorgulama(klinik_kodu=KLINIK))


@pytest.fixture
def write(sandbox: Sandbox) -> bytes:
    """
    A request, undelivered: register one.
    """
    return written(sandbox, lambda mhrs: mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=KLINIK, poliklinik_adi="Göz 1")))
