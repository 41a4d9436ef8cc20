"""
Whether a refusal may be the clock's fault: a message says when it was made and when it ends, and a service refuses what it takes for old,
often as if the password were wrong. The answer's `Date` is the evidence.
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
"""Less is the network's, or a second that two clocks round differently; most services accept that much."""


def explain(error: SaglikError, date: str, clock: Callable[[], datetime]) -> None:
    """
    Add to a refusal how far the clocks are apart.

    Only to one that may come of it: credentials that are not accepted, and a refusal without a meaning of its own. That something was not
    found has nothing to do with the time of day.

    Args:
        error: The error.

        date: The answer's `Date`; empty if it has none.

        clock: The present moment, aware.
    """
    if isinstance(error, AuthenticationError | ServiceError) and type(error) in {AuthenticationError, ServiceError}:
        error.clock_skew = skew(date, clock())


def skew(date: str, now: datetime) -> timedelta | None:
    """
    How far our clock is ahead of the service's; None if that is not known, or too little to matter.

    Args:
        date: The answer's `Date`; empty if it has none.

        now: The present moment at its arrival.
    """
    theirs = moment(date)
    if theirs is None:
        return None
    difference = aware(now).astimezone(UTC) - theirs
    return difference if abs(difference) > TOLERANCE else None


def moment(date: str) -> datetime | None:
    """
    Read a `Date`; aware, in UTC. None if it is none.

    Args:
        date: The header as it stands there.
    """
    try:
        read = parsedate_to_datetime(date)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
