"""
What the client makes of one scripted answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saglikclient import OutcomeUnknown, ProtocolError, SaglikError
from tests.support.hl7_golden import made
from tests.support.hl7_received import taken
from tests.support.hl7_sent import SENT

if TYPE_CHECKING:
    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox
    from tests.support.hl7_golden import Row


def asked(row: Row, mhrs: Mhrs) -> tuple[object, ...]:
    """What the golden call of a row returns."""
    return taken(made(mhrs, SENT[row.method].call))


def verdict(row: Row, content: bytes, ministry: Sandbox, mhrs: Mhrs, *, status: int = 200, kind: str = "text/xml") -> SaglikError:
    """The error that an answer to the golden call becomes; it names the call."""
    ministry.faults.answer(content, status=status, content_type=kind)
    with pytest.raises(SaglikError) as caught:
        asked(row, mhrs)
    assert (caught.value.service, caught.value.operation) == ("mhrs", row.method)
    assert caught.value.request_id == ministry.journal[-1].message_id or len(ministry.journal) > 1
    return caught.value


def unreadable(row: Row) -> type[ProtocolError | OutcomeUnknown]:
    """The class of error for an answer that cannot be read. Both have the path."""
    return ProtocolError if row.safe else OutcomeUnknown
