"""
Fills a hospital with clinics, polikliniks, physicians, schedules and appointments. All data is synthetic and reproducible by seed.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from saglikclient._core.timing import TURKIYE
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.model.calisma_cetveli import CalismaCetveli
from saglikclient.mhrs.model.kodlar import Aksiyon, RandevuKanali
from saglikclient.mhrs.model.poliklinik import Poliklinik
from saglikclient.mhrs.model.randevu import RandevuTalebi
from saglikclient.testing._hospital import people
from saglikclient.testing._hospital.hospital import Hekim, Refused

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from saglikclient.testing._hospital.hospital import Hospital

KLINIKLER = {1001: "Göz Hastalıkları", 1002: "Kardiyoloji", 1003: "Dahiliye", 1004: "Ortopedi", 1005: "Kulak Burun Boğaz"}
"""Clinic names with made-up numbers; the SKRS codes are not available."""
SHIFTS = ((time(9), time(12)), (time(13, 30), time(16, 30)))
MINUTES = 15
WORKDAYS = 5


def fill(hospital: Hospital, source: random.Random, *, hekim: int, gun: int, doluluk: float) -> None:
    """
    Fill a hospital.

    Args:
        hospital: The hospital.

        source: The random source.

        hekim: Number of physicians.

        gun: Number of days, starting today.

        doluluk: Share of booked slots.
    """
    hospital.klinikler.update(KLINIKLER)
    places = [hospital.put_poliklinik(Poliklinik(klinik_kodu=kodu, poliklinik_adi=f"{adi} 1")) for kodu, adi in KLINIKLER.items()]
    while len(hospital.hekimler) < hekim:
        tckn = Tckn.random(source)
        hospital.hekimler[tckn] = Hekim(tckn, people.physician_name(source))
    hospital.hastalar.extend(people.patient(source) for _ in range(hekim * 10))
    for index, physician in enumerate(list(hospital.hekimler.values())[:hekim]):
        for cetvel in _schedules(hospital.clock(), places[index % len(places)], physician.tckn, gun):
            published = hospital.put_cetvel(cetvel)
            _book(hospital, source, published, doluluk)


def _schedules(now: datetime, place: Poliklinik, hekim: Tckn, gun: int) -> Iterator[CalismaCetveli]:
    for ahead in range(gun):
        day = now.date() + timedelta(days=ahead)
        if day.isoweekday() > WORKDAYS:
            continue
        for start, end in SHIFTS:
            yield CalismaCetveli(
                hekim_kodu=hekim,
                klinik_kodu=place.klinik_kodu,
                poliklinik_kodu=place.poliklinik_kodu or 0,
                baslangic=datetime.combine(day, start, TURKIYE),
                bitis=datetime.combine(day, end, TURKIYE),
                aksiyon_kodu=Aksiyon.CALISMA,
                tedavi_suresi=MINUTES,
            )


def _book(hospital: Hospital, source: random.Random, cetvel: CalismaCetveli, doluluk: float) -> None:
    for slot in list(hospital.slots(cetvel)):
        if source.random() >= doluluk:
            continue
        talep = RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=source.choice(hospital.hastalar))
        try:
            hospital.book(talep, kanal=source.choice(list(RandevuKanali)))
        except Refused:
            continue  # the patient has another appointment at that time
