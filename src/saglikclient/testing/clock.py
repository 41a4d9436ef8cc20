"""
A clock that stands still until it is told to go on.
"""

from __future__ import annotations

from datetime import datetime, timedelta  # noqa: TC003 - part of the public signature

from saglikclient import fields, kinds
from saglikclient.errors import InvalidRequest
from saglikclient.fields import argument


class Clock:
    """
    The present moment, as a test wants it. Pass it as `clock=` to the Sandbox; its clients follow.

    Args:
        start: Where it begins; naive means Türkiye time.
    """

    def __init__(self, start: datetime) -> None:
        self._now = argument("start", fields.moment, start)

    def __call__(self) -> datetime:
        """
        The present moment, aware (Türkiye).
        """
        return self._now

    def advance(self, by: timedelta) -> None:
        """
        Let time pass.

        Args:
            by: How much.
        """
        self._now = argument("by", self._later, by)

    def _later(self, by: timedelta) -> datetime:
        try:
            return fields.moment(self._now + kinds.duration(by))
        except OverflowError:
            raise InvalidRequest("must not lead out of the calendar") from None

    def set(self, to: datetime) -> None:
        """
        Go to a moment.

        Args:
            to: The moment; naive means Türkiye time.
        """
        self._now = argument("to", fields.moment, to)
