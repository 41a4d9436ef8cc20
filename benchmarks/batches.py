"""
Whether many acts in one message, and many messages, cost as much each as few do.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs
from rounds import shortest
from table import Row

from saglikclient import Credentials, Environment, KurumKodu, Tckn
from saglikclient._core import timing
from saglikclient._core.model import Model
from saglikclient._transport.soap import UsernameToken
from saglikclient.mhrs import GelisDurumu, RandevuDurumu, RandevuTalebi
from saglikclient.mhrs._hl7 import envelope
from saglikclient.mhrs.contract import LOCAL, Contract
from saglikclient.mhrs.interactions import RANDEVU_DURUM_GUNCELLEME, RANDEVU_KAYIT, Interaction
from saglikclient.mhrs.rules import reportable
from saglikclient.testing._hospital.people import patient

FEW, MANY = 500, 5_000
NOW = datetime(2026, 3, 2, 17, tzinfo=timing.TURKIYE)
MESSAGE_ID = "11111111-2222-4333-8444-555555555555"
WITHIN = 0.15
CONTRACT = Contract(f"bundled:{LOCAL}")
TOKEN = UsernameToken(Credentials(username="sandbox", password="sandbox-parola"))
PARTIES = envelope.Parties(
    gonderen="HBYS",
    alici="USBS",
    kurum_kodu=KurumKodu(123456),
    islem_yapan=Tckn("10000000146"),
    environment=Environment.TEST,
)


def rows() -> Iterator[Row]:
    """
    The lines about batches.
    """
    reports = [RandevuDurumu(randevu_hrn=f"HRN-{number:09}", durum=GelisDurumu.GELDI, gelis_zamani=NOW) for number in range(MANY)]
    start = NOW + timedelta(days=1)
    first = RandevuTalebi(cetvel_id=1, baslangic=start, bitis=start + timedelta(minutes=10), hasta=patient(random.Random(1)))
    bookings = [attrs.evolve(first, cetvel_id=number + 1) for number in range(MANY)]

    def report(count: int) -> None:
        reportable(reports[:count], (), NOW)
        built(RANDEVU_DURUM_GUNCELLEME, reports[:count])

    def book(count: int) -> None:
        for booking in bookings[:count]:
            built(RANDEVU_KAYIT, [booking])

    yield linear(f"check and build `durum_guncelleme` of {MANY:,} reports", report, FEW, MANY)
    yield linear(f"build {MANY // 5:,} bookings, a message each", book, FEW // 5, MANY // 5)


def built(row: Interaction[Any, Any], sent: Sequence[Model]) -> bytes:
    """
    The envelope of a message, as a client builds it.
    """
    content = envelope.request(row, row.local_id, sent, PARTIES, MESSAGE_ID, NOW)
    return CONTRACT.wsdl.envelope(row.local_id, content, TOKEN)[0]


def linear(what: str, work: Callable[[int], None], few: int, many: int) -> Row:
    """
    A row that says what each costs if there are few, and if there are many.
    """
    again = many // few
    times = shortest({"few": lambda: [work(few) for _ in range(again)], "many": lambda: work(many)}, 3)
    one = {name: time / many * 1e6 for name, time in times.items()}
    growth = one["many"] / one["few"] - 1
    measured = f"{one['few']:.0f} µs each of {few:,}, {one['many']:.0f} of {many:,}: {growth:+.0%}"
    return Row(what, "a tenth of them", f"linear within {WITHIN:.0%}", measured, met=growth <= WITHIN)
