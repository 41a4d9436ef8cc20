"""
The receipt of a change: what the Ministry confirmed, and whether it is already done.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import attrs

from saglikclient.errors import Issue  # noqa: TC001 - attrs.resolve_types needs it

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen(kw_only=True)
class Receipt(Generic[T_co]):
    """
    The acceptance of a change or a cancellation.

    Attributes:
        request_id: The id of the message, for the Ministry's support.
        queued: True if the Ministry has only queued the request (`CA`): a query shows when it is processed. False if it is done (`AA`).
        issues: The problems that the Ministry reported beside the acceptance; usually empty.
        record: The record as registered by the Ministry, or as sent if the answer contains none; None for cancellations and changes of a
            state.
    """

    request_id: str
    queued: bool = False
    issues: tuple[Issue, ...] = ()
    record: T_co
