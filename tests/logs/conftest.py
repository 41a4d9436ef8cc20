"""
A Ministry that knows the person, a client of it, and a log that keeps everything.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saglikclient import Credentials, Retries
from saglikclient.testing import Sandbox

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "transport")]  # the modules spill_*, and the loopback server

from spill_log import Everything  # noqa: E402 - the path comes first
from spill_person import PASSWORD, USER, kisi  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Clock


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
    sandbox = Sandbox.with_hospital(hekim=2, gun=3, clock=clock)
    sandbox.credentials = sandbox._faces[0].credentials = Credentials(username=USER, password=PASSWORD)
    sandbox.hospital.hastalar.insert(0, kisi())
    return sandbox


@pytest.fixture
def hbys(ministry: Sandbox) -> Mhrs:
    """
    A client that gives up after the second attempt.
    """
    return ministry.mhrs(retries=Retries(attempts=2, wait_initial=0, wait_max=0, wait_jitter=0, pace=lambda _: 0.0))
