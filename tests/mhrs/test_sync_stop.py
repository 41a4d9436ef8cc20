"""
Stopping a synchronisation: at once, from wherever, and without loss.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from saglikclient import Tckn
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import Esitleme, Randevu

HEKIM = Tckn("10000000146")
NINE = datetime(2024, 3, 5, 9, tzinfo=TURKIYE)
HELD = [
    Randevu(randevu_hrn=hrn, baslangic=NINE, bitis=NINE + timedelta(minutes=10), hekim_kodu=HEKIM, hasta_tckn=HEKIM) for hrn in ("R1", "R2")
]


def esitleme(asked: list[datetime], **options: Any) -> Esitleme:
    """
    A process that notes its queries, and would wait for hours between them.
    """

    def liste(baslangic: datetime, bitis: datetime, /, *, hekim_kodu: str | None = None) -> list[Randevu]:
        asked.append(baslangic)
        return HELD

    return Esitleme(liste, clock=lambda: NINE, interval=timedelta(hours=5), horizon=timedelta(days=1), **options)


def test_stop_ends_the_iteration() -> None:
    """
    After `stop()` nothing is asked and nothing given any more.
    """
    asked: list[datetime] = []
    process = esitleme(asked)
    assert iter(process) is process
    assert next(process).randevu_hrn == "R1"

    process.stop()

    assert list(process) == []
    assert len(asked) == 1


def test_what_was_not_given_is_not_lost() -> None:
    """
    The state after `stop()` leads on with the change that would have been next.
    """
    process = esitleme([])
    next(process)
    process.stop()

    assert next(esitleme([], state=process.state)).randevu_hrn == "R2"


def test_stop_before_the_first_query() -> None:
    """
    What is stopped before it began asks nothing.
    """
    asked: list[datetime] = []
    process = esitleme(asked)

    process.stop()

    assert (list(process), asked) == ([], [])


def test_wait_of_the_caller_may_stop_it() -> None:
    """
    A caller's own `sleep` may end the iteration: no further query follows.
    """
    asked: list[datetime] = []
    process = esitleme(asked, sleep=lambda _: process.stop())

    assert [change.randevu_hrn for change in process] == ["R1", "R2"]
    assert len(asked) == 1


@pytest.mark.parametrize("changes", [1, 2])
def test_stop_ends_a_wait(changes: int) -> None:
    """
    `stop()` of another thread ends the iteration at once, be it in the middle of a wait of hours.
    """
    asked: list[datetime] = []
    process, found, given = esitleme(asked), list[str](), threading.Event()

    def work() -> None:
        for change in process:
            found.append(change.randevu_hrn)
            if len(found) == changes:
                given.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert given.wait(5)
    process.stop()
    thread.join(5)

    assert not thread.is_alive()
    assert found[:changes] == ["R1", "R2"][:changes]
    assert len(asked) == 1
