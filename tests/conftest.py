"""
What all tests share: a clock that stands still, a Ministry in memory, a client of it, and seven moments for the machine's own clock.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from hypothesis import settings

from saglikclient._core.timing import TURKIYE
from saglikclient.testing import SANDBOX_START, Clock, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs import Mhrs

MOMENTS = {
    "weekday-03:30": datetime(2026, 5, 13, 3, 30, tzinfo=TURKIYE),
    "weekday-09:10": datetime(2026, 11, 26, 9, 10, tzinfo=TURKIYE),
    "weekday-12:00": datetime(2027, 7, 6, 12, 0, tzinfo=TURKIYE),
    "weekday-23:58": datetime(2025, 10, 3, 23, 58, tzinfo=TURKIYE),
    "Sunday-14:00": datetime(2026, 8, 16, 14, 0, tzinfo=TURKIYE),
    "29-February": datetime(2028, 2, 29, 10, 30, tzinfo=TURKIYE),
    "New-Year's-Eve": datetime(2026, 12, 31, 23, 59, 30, tzinfo=TURKIYE),
}
"""When the machine may think it is; before and after the Sandbox's own moment."""

settings.register_profile("patient", deadline=None)  # a loaded machine is not a broken rule
settings.load_profile("patient")


@pytest.fixture
def clock() -> Clock:
    """
    Monday, 2 March 2026, eight o'clock in Türkiye.
    """
    return Clock(SANDBOX_START)


@pytest.fixture(scope="session")
def moments() -> dict[str, datetime]:
    """
    The moments of `moved`, by what they are.
    """
    return MOMENTS


@pytest.fixture(params=MOMENTS.values(), ids=MOMENTS)
def moved(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """
    The machine's clock, moved, and running on from there; its zone stays, since a timestamp has none. One test becomes seven.
    """
    with time_machine.travel(request.param.timestamp(), tick=True):
        yield request.param


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    """
    A Ministry of its own for each test.
    """
    with Sandbox(clock=clock) as ministry:
        yield ministry


@pytest.fixture
def mhrs(sandbox: Sandbox) -> Iterator[Mhrs]:
    """
    A real client of that Ministry.
    """
    with sandbox.mhrs() as client:
        yield client
