"""
A REST client of the Sandbox, and one on a scripted wire.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the modules rest_line, rest_golden … beside this one

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rest_line import Line

    from saglikclient.mhrs.rest import MhrsRest
    from saglikclient.testing import Sandbox


@pytest.fixture
def rest(sandbox: Sandbox) -> Iterator[MhrsRest]:
    """
    A real client of the Sandbox.
    """
    with sandbox.mhrs_rest() as client:
        yield client


@pytest.fixture
def line() -> Line:
    """
    A wire whose answers are scripted.
    """
    from rest_line import Line

    return Line()


@pytest.fixture
def wired(line: Line) -> Iterator[MhrsRest]:
    """
    A client on that wire.
    """
    from rest_line import client

    with client(line) as rest:
        yield rest
