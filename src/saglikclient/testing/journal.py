"""
What the Sandbox received: enough to count and to tell what happened, without anything about persons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from datetime import datetime


@attrs.frozen(kw_only=True)
class Entry:
    """
    One request that reached the Sandbox.

    Attributes:
        operation: The method behind it, e.g. `randevu.kayit`; empty if the request could not be understood.
        message_id: The id it bore; empty if it had none.
        received_at: When, by the Sandbox's clock.
        size: Its length in bytes.
        outcome: What it was answered: `AA`, `NF`, or the first error code; the fault's name if it never came to that; `404` if the address
            was wrong.
        processed: Whether the operation took effect; False if it was refused.
        fault: The fault that was injected; empty if none was.
    """

    operation: str
    message_id: str
    received_at: datetime
    size: int
    outcome: str
    processed: bool
    fault: str = ""
