"""
The Ministry for these tests: in memory, at a fixed moment, and the client that talks to it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saglikclient.config import Retries
from saglikclient.mhrs.hl7 import contract
from saglikclient.testing import Clock, Sandbox

sys.path.insert(0, str(Path(__file__).parent))  # the modules beside this one, named hl7_*, are imported by their plain names

from hl7_golden import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs import Mhrs


@pytest.fixture
def bundle() -> Path:
    """
    Where the files of the bundled contract are.
    """
    return Path(contract.__file__).parent


@pytest.fixture
def ministry() -> Iterator[Sandbox]:
    """
    A Ministry whose clock stands still.
    """
    with Sandbox(clock=Clock(NOW)) as sandbox:
        yield sandbox


@pytest.fixture
def mhrs(ministry: Sandbox) -> Iterator[Mhrs]:
    """
    A client of that Ministry which repeats calls, without waiting.
    """
    with ministry.mhrs() as client:
        yield client


@pytest.fixture
def once(ministry: Sandbox) -> Iterator[Mhrs]:
    """
    A client that makes each call once, so that the first answer is the verdict.
    """
    with ministry.mhrs(retries=Retries(attempts=1)) as client:
        yield client
