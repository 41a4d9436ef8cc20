"""The journal of requests that the Sandbox received, without personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from datetime import datetime


@attrs.frozen(kw_only=True)
class Entry:
    """
    A request that reached the Sandbox.

    Attributes:
        operation: The method, e.g. `randevu.kayit`; empty if the request was not recognised.
        message_id: The message id; empty if there was none.
        received_at: The time, by the Sandbox's clock.
        size: The length in bytes.
        outcome: The answer: `AA`, `NF`, or the first error code; the name of the fault if it prevented an answer; `404` for a wrong URL.
        processed: Whether the operation took effect; False if it was refused.
        fault: The injected fault; empty if there was none.
    """

    operation: str
    message_id: str
    received_at: datetime
    size: int
    outcome: str
    processed: bool
    fault: str = ""
