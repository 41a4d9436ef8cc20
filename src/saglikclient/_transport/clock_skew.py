"""
Detects refusals that may be caused by a wrong clock. A message contains its creation and expiry time, and a service rejects an expired one,
often with the code of a wrong password. The `Date` of the answer is compared with the local clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from saglikclient._core.timing import aware
from saglikclient.errors import AuthenticationError, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.errors import SaglikError

TOLERANCE = timedelta(minutes=1)
"""Smaller differences result from latency and rounding; most services accept them."""


def explain(error: SaglikError, date: str, clock: Callable[[], datetime]) -> None:
    """
    Set the clock skew of a refusal.

    Only refusals that a wrong clock can cause are changed: rejected credentials, and refusals without a known meaning.

    Args:
        error: The error.

        date: The `Date` of the answer; empty if there is none.

        clock: Returns the current time.
    """
    if isinstance(error, AuthenticationError | ServiceError) and type(error) in {AuthenticationError, ServiceError}:
        error.clock_skew = skew(date, clock())


def skew(date: str, now: datetime) -> timedelta | None:
    """
    Return how far our clock is ahead of the service's; None if unknown or within the tolerance.

    Args:
        date: The `Date` of the answer; empty if there is none.

        now: The time of its arrival.
    """
    served = moment(date)
    if served is None:
        return None
    difference = aware(now).astimezone(UTC) - served
    return difference if abs(difference) > TOLERANCE else None


def moment(date: str) -> datetime | None:
    """
    Parse a `Date` header into UTC; None if it is invalid.

    Args:
        date: The header.
    """
    try:
        read = parsedate_to_datetime(date)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
