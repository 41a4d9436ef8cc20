"""
A hospital with two physicians and five days of free slots, and a client of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saglikclient.testing import Clock, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient.mhrs import Mhrs

ANSWER = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><Answer xmlns="urn:hl7-org:v3"><acknowledgement>'
    '<typeCode code="AA"/><message><id extension="{message_id}"/></message></acknowledgement>%s</Answer></e:Body></e:Envelope>'
)


@pytest.fixture
def hastane(clock: Clock) -> Iterator[Sandbox]:
    """
    Two physicians, this working week, nothing booked.
    """
    with Sandbox.with_hospital(hekim=2, gun=5, doluluk=0, clock=clock) as sandbox:
        yield sandbox


@pytest.fixture
def hbys(hastane: Sandbox) -> Iterator[Mhrs]:
    """
    A client of that hospital.
    """
    with hastane.mhrs() as mhrs:
        yield mhrs


@pytest.fixture
def accepts(hastane: Sandbox) -> Callable[..., None]:
    """
    Lets the next request be accepted with these subjects in the answer, whatever it asked for.
    """

    def script(*subjects: str) -> None:
        content = "".join(f"<subject>{subject}</subject>" for subject in subjects)
        event = f"<controlActEvent>{content}</controlActEvent>" if subjects else ""
        hastane.faults.answer((ANSWER % event).encode())

    return script
