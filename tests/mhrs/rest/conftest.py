"""
A REST client of the Sandbox, and one on a scripted wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs.rest import MhrsRest
    from saglikclient.testing import Sandbox
    from tests.support.rest_wire import Line


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
    from tests.support.rest_wire import Line

    return Line()


@pytest.fixture
def wired(line: Line) -> Iterator[MhrsRest]:
    """
    A client on that wire.
    """
    from tests.support.rest_wire import client

    with client(line) as rest:
        yield rest
