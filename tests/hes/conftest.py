"""
A HES client of the Sandbox, one whose requests are remembered, and answers from a script.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from saglikclient.hes import Hes
from saglikclient.testing._hes.service import FakeHes
from saglikclient.testing.sandbox import AT_ONCE
from tests.support.hes_wire import CODE, Line

if TYPE_CHECKING:
    from saglikclient.hes import HesCode
    from saglikclient.mhrs import Hasta
    from saglikclient.testing import Sandbox

Script = Callable[..., None]
"""Lets the next request be answered with this document, or these bytes."""


@pytest.fixture
def hes(sandbox: Sandbox) -> Iterator[Hes]:
    """
    A real client of the Sandbox.
    """
    with sandbox.hes() as client:
        yield client


@pytest.fixture
def hasta(sandbox: Sandbox) -> Hasta:
    """
    A synthetic person.
    """
    return sandbox.hospital.hastalar[0]


@pytest.fixture
def code(sandbox: Sandbox, hasta: Hasta) -> HesCode:
    """
    A code that the Ministry knows, of that person.
    """
    return sandbox.codes.add(CODE, hasta)


@pytest.fixture
def line(sandbox: Sandbox) -> Line:
    """
    The wire to the Sandbox.
    """
    return Line(sandbox.adapter)


@pytest.fixture
def watched(sandbox: Sandbox, line: Line) -> Iterator[Hes]:
    """
    A client on that wire.
    """
    with Hes(sandbox.credentials, endpoint=FakeHes.base, retries=AT_ONCE, adapter=line) as client:
        yield client


@pytest.fixture
def answers(sandbox: Sandbox) -> Script:
    """
    Scripts the next answer.
    """

    def script(document: object, *, status: int = 200, content_type: str = "application/json;charset=UTF-8") -> None:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        sandbox.faults.answer(body, status=status, content_type=content_type)

    return script
