"""
What all tests share: a clock that stands still, a Ministry in memory, a client of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from saglikclient.testing import Clock, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs import Mhrs

START = datetime(2026, 3, 2, 8, 0)  # noqa: DTZ001 - Clock takes naive time for Türkiye's

settings.register_profile("patient", deadline=None)  # a loaded machine is not a broken rule
settings.load_profile("patient")


@pytest.fixture
def clock() -> Clock:
    """
    Monday, 2 March 2026, eight o'clock in Türkiye.
    """
    return Clock(START)


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
