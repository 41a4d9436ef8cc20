"""
A clock that moves only when a test moves it, and the moment at which a Sandbox's own one starts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from saglikclient._core import fields, kinds
from saglikclient._core.fields import argument
from saglikclient._core.timing import TURKIYE, aware
from saglikclient.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable

SANDBOX_START: datetime = datetime(2026, 3, 2, 8, tzinfo=TURKIYE)
"""Where a Sandbox's clock stands if you give it none, eight o'clock in the morning of Monday, 2 March 2026, in Türkiye."""


class Clock:
    """
    The present moment, as a test wants it. Pass it as `clock=` to the Sandbox; its clients follow.

    Args:
        start: The moment at which it stands still, naive means Türkiye time; or another clock, e.g. the real one, that it follows.
    """

    def __init__(self, start: datetime | Callable[[], datetime]) -> None:
        self._source = argument("start", _source, start)
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """
        The present moment, aware (Türkiye).
        """
        moment = self._source if isinstance(self._source, datetime) else self._source()
        return aware(aware(moment) + self._ahead)

    def advance(self, by: timedelta) -> None:
        """
        Let time pass. A clock that follows another one stays ahead of it by so much.

        Args:
            by: How much.
        """
        self._ahead = argument("by", self._further, by)

    def _further(self, by: timedelta) -> timedelta:
        try:
            ahead = self._ahead + kinds.duration(by)
            fields.moment(aware(self() + kinds.duration(by)))
        except OverflowError:
            raise InvalidRequest("must not lead out of the calendar") from None
        return ahead

    def set(self, to: datetime) -> None:
        """
        Go to a moment, and stand still there.

        Args:
            to: The moment; naive means Türkiye time.
        """
        self._source, self._ahead = argument("to", fields.moment, to), timedelta()


def _source(start: datetime | Callable[[], datetime]) -> datetime | Callable[[], datetime]:
    return start if callable(start) else fields.moment(start)
