"""
A short part of `make soak`: a few simulated hours, and calls among faults.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, repeat
from typing import TYPE_CHECKING

import pytest

from saglikclient.mhrs import Esitleme
from tests.stress import day, soak
from tests.stress.subjects import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


def test_each_change_is_reported_once() -> None:
    """Over five hours of changes, faults and restarts, what is reported is what happened, and the Sandbox's journal agrees."""
    told = day.simulated(seed=3, hekim=2, length=timedelta(hours=5))

    assert told.wrong == 0
    assert told.rounds_that_failed > 0
    assert min(told.of_these_booked_during_the_day, told.reported_as_iptal) > 10


def test_a_lost_change_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison is worth something: a synchronisation that swallows a change, or gives one twice, is found out."""
    right = Esitleme.__next__
    spoilt: Iterator[int] = chain([1, 1, 0, 1, 2], repeat(1))

    def wrong(self: Esitleme) -> object:
        change = right(self)
        times = next(spoilt)
        if times == 2:
            self._pending.appendleft(("", change))
        return change if times else right(self)

    monkeypatch.setattr(Esitleme, "__next__", wrong)
    told = day.simulated(seed=3, hekim=2, length=timedelta(hours=1))

    assert told.missing == 1
    assert told.reported_twice_or_without_a_cause == 1


@pytest.mark.parametrize("name", SUBJECTS)
def test_calls_among_faults(name: str) -> None:
    """Whatever fails on the way, an answer is the one to its own question and an error is one of ours."""
    done = soak.soaked(SUBJECTS[name], 600, lambda: 0.0)

    assert done.tally.own + done.tally.ours.total() == 600
    assert (done.tally.mixed, done.tally.foreign) == (0, {})
    assert done.faults > 10


def test_growth_is_the_largest() -> None:
    """A process that grew and shrank again has grown."""
    sizes = iter([30.0, 31.0, 38.0, *[30.0] * 7])
    done = soak.soaked(SUBJECTS["Hes"], 10, lambda: next(sizes))

    assert done.growth == pytest.approx(8.0)
