"""
A Ministry that knows the person, a client of it, and a log that keeps everything.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from saglikclient import Retries
from tests.support.full_log import Everything
from tests.support.person import ministry_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Clock, Sandbox


@pytest.fixture
def logged() -> Iterator[Everything]:
    """
    Every logger at DEBUG, those that have levels of their own included.
    """
    handler, root = Everything(), logging.getLogger()
    made = [logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    levels = {logger: logger.level for logger in (root, *made)}
    for logger in levels:
        logger.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    for logger, level in levels.items():
        logger.setLevel(level)


@pytest.fixture
def ministry(clock: Clock) -> Sandbox:
    """
    A hospital at work, whose user name is a person's number.
    """
    return ministry_of(clock, hekim=2)


@pytest.fixture
def hbys(ministry: Sandbox) -> Mhrs:
    """
    A client that gives up after the second attempt.
    """
    return ministry.mhrs(on_unreadable="raise", retries=Retries(attempts=2, wait_initial=0, wait_max=0, wait_jitter=0, pace=lambda _: 0.0))
