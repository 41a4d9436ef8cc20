"""
EK 1, item 4.a, for any course of events.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saglikclient.testing import Clock, Sandbox
from tests.support.sync_story import EKLENDI, EVERY, IPTAL, NEVER_AGAIN, PASSING, Ministry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs import Randevu

STEPS = st.sampled_from(["book", "book", "change", "cancel", "erase", "fault", "query"])


def acted(ministry: Ministry, sandbox: Sandbox, steps: list[tuple[str, int]]) -> Iterator[None]:
    """
    Do one step after the other; each time before a query comes.
    """
    free = iter(range(len(ministry.slots)))
    for name, number in steps:
        standing = list(ministry.standing.values())
        if name == "book":
            ministry.book(next(free))
        elif name == "fault":
            sandbox.faults.next(PASSING[number % len(PASSING)])
        elif name == "change" and standing:
            ministry.change(standing[number % len(standing)], f"not {number}")
        elif name in {"cancel", "erase"} and standing:
            getattr(ministry, name)(standing[number % len(standing)])
        elif name == "query":
            yield


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(STEPS, st.integers(0, 99)), max_size=15))
def test_the_hbys_ends_up_with_what_the_ministry_has(steps: list[tuple[str, int]]) -> None:
    """
    Whatever happens in whatever order, faults included: an HBYS that follows the changes holds what the Ministry holds, and no change
    contradicts the ones before it.
    """
    sandbox = Sandbox.with_hospital(hekim=1, gun=2, doluluk=0, clock=Clock(datetime(2026, 3, 2, 8)))  # noqa: DTZ001 - Clock takes Türkiye's
    ministry = Ministry(sandbox)
    happening = acted(ministry, sandbox, steps)
    mine: dict[str, Randevu | None] = {}
    faults = sum(name == "fault" for name, _ in steps)
    quiet_rounds = iter(range(1 + faults))  # each may still meet a fault that was injected before

    def sleep(_: float) -> None:
        if next(happening, True) and next(quiet_rounds, None) is None:
            esitleme.stop()

    esitleme = sandbox.mhrs(retries=NEVER_AGAIN).randevu.esitleme(interval=EVERY, sleep=sleep, on_error=lambda _: None)
    for change in esitleme:
        assert (change.randevu_hrn in mine) is (change.tur is not EKLENDI)
        before = mine.pop(change.randevu_hrn, None)
        if change.tur is not IPTAL:
            assert before != change.randevu
            mine[change.randevu_hrn] = change.randevu

    assert mine == ministry.standing
