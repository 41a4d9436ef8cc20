"""
Calls in whose requests and answers the person is: those that succeed, those that fail on the way, those that are refused.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from saglikclient import Credentials, SaglikError, Tckn
from saglikclient.mhrs import GelisDurumu, RandevuDurumu
from saglikclient.testing import FAULTS
from tests.support.person import ANSWERS, KISI, USER, WRONG, istisna, talep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox

    Call = Callable[[], object]


def successes(ministry: Sandbox, hbys: Mhrs) -> Iterator[Call]:
    """Calls in whose requests and answers the person is."""
    booking, cetvel = talep(ministry), next(iter(ministry.hospital.cetveller.values()))
    week = (ministry.clock(), ministry.clock() + timedelta(days=7))
    yield lambda: hbys.randevu.kayit(booking)
    yield lambda: hbys.randevu.sorgulama(*week)
    yield lambda: list(hbys.randevu.akis(*week))
    yield lambda: hbys.randevu.istisna(istisna(cetvel))
    yield lambda: hbys.randevu.gun_sonu(physicians=list(ministry.hospital.hekimler))
    yield lambda: hbys.calisma_cetveli.sorgulama(*week, hekim_kodu=cetvel.hekim_kodu if isinstance(cetvel.hekim_kodu, Tckn) else None)
    yield lambda: next(hbys.randevu.esitleme(interval=timedelta(minutes=1)))


def failures(ministry: Sandbox, hbys: Mhrs) -> Iterator[Call]:
    """Calls that fail, each in its own way."""
    booking, now = talep(ministry), ministry.clock()
    week = (now, now + timedelta(days=7))
    for name in FAULTS:
        ministry.faults.next(name, times=2)
        yield lambda: hbys.randevu.kayit(booking)
        ministry.faults._queue.clear()
        ministry.faults.next(name, times=2)
        yield lambda: hbys.randevu.sorgulama(*week)
        ministry.faults._queue.clear()
    for body, status, kind in ANSWERS.values():
        for _ in range(2):  # a query is repeated once
            ministry.faults.answer(body.encode(), status=status, content_type=kind)
        yield lambda: hbys.randevu.sorgulama(*week)
        ministry.faults._queue.clear()
    yield from refusals(ministry, hbys)


def refusals(ministry: Sandbox, hbys: Mhrs) -> Iterator[Call]:
    """What the Ministry and we refuse."""
    booking, now = talep(ministry), ministry.clock()
    strangers = ministry.mhrs(credentials=Credentials(username=USER, password=WRONG))
    report = RandevuDurumu(randevu_hrn="1", durum=GelisDurumu.GELDI, gelis_zamani=now + timedelta(days=1))
    yield lambda: [hbys.randevu.kayit(booking) for _ in range(2)]
    yield lambda: strangers.randevu.kayit(booking)
    yield lambda: ministry.mhrs(kurum_kodu=999).randevu.kayit(booking)
    yield lambda: ministry.mhrs(max_answer=2000).randevu.sorgulama(now, now + timedelta(days=7))
    yield lambda: hbys.randevu.sorgulama(now, now, hekim_kodu=KISI)
    yield lambda: hbys.randevu.durum_guncelleme([report])
    yield lambda: next(strangers.randevu.esitleme(interval=timedelta(minutes=1)))


def failed(call: Call) -> SaglikError:
    with pytest.raises(SaglikError) as caught:
        call()
    return caught.value
