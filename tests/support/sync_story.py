"""
A story for `esitleme`: what others do at the Ministry between two queries, and what the HBYS is told of it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient import Retries
from saglikclient.mhrs import Degisiklik, DegisiklikTuru, Esitleme, KayitDurumu, Randevu, RandevuKanali, RandevuTalebi

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.testing import Sandbox

EKLENDI, DEGISTI, IPTAL = DegisiklikTuru.EKLENDI, DegisiklikTuru.DEGISTI, DegisiklikTuru.IPTAL
EVERY = timedelta(minutes=10)
NEVER_AGAIN = Retries(attempts=1)


class Ministry:
    """What others do at the Ministry while the HBYS looks elsewhere."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.hospital = sandbox.hospital
        tomorrow = sandbox.clock().date() + timedelta(days=1)
        cetveller = (cetvel for cetvel in self.hospital.cetveller.values() if cetvel.baslangic.date() == tomorrow)
        self.slots = [slot for cetvel in cetveller for slot in self.hospital.slots(cetvel)]

    def book(self, number: int) -> Randevu:
        """Somebody books the slot of that number by telephone."""
        slot, hasta = self.slots[number], self.hospital.hastalar[number % len(self.hospital.hastalar)]
        talep = RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=hasta)
        return self.hospital.book(talep, kanal=RandevuKanali.CAGRI_MERKEZI)

    def change(self, randevu: Randevu, note: str) -> None:
        """Somebody changes an appointment."""
        self.hospital.randevular[randevu.randevu_hrn] = attrs.evolve(self.hospital.randevular[randevu.randevu_hrn], randevu_notu=note)

    def cancel(self, randevu: Randevu) -> None:
        """Somebody cancels an appointment, which stays on record."""
        self.hospital.cancel_randevu(randevu.randevu_hrn)

    def erase(self, randevu: Randevu) -> None:
        """An appointment vanishes from the record."""
        del self.hospital.randevular[randevu.randevu_hrn]

    @property
    def standing(self) -> dict[str, Randevu]:
        """What the HBYS should know in the end."""
        return {hrn: randevu for hrn, randevu in self.hospital.randevular.items() if randevu.kayit_durumu is KayitDurumu.AKTIF}


def story(sandbox: Sandbox, *steps: Callable[[], object], **options: Any) -> tuple[list[Degisiklik], Esitleme]:
    """Follow the Ministry while one step after the other happens between two queries; it ends after the query that follows the last."""
    todo = list(steps)

    def sleep(seconds: float) -> None:
        assert seconds == EVERY.total_seconds()
        if todo:
            todo.pop(0)()
        else:
            esitleme.stop()

    esitleme = sandbox.mhrs(retries=NEVER_AGAIN).randevu.esitleme(interval=EVERY, sleep=sleep, **options)
    return list(esitleme), esitleme


def kinds(changes: list[Degisiklik]) -> list[tuple[DegisiklikTuru, str]]:
    return [(change.tur, change.randevu_hrn) for change in changes]


PASSING = ["refused", "connect-timeout", "lost-answer", "reset", "half-answer", "slow-answer", "http-503", "http-503-retry-after"]
"""Faults that the next query may mend."""
