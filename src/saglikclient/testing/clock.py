"""A clock that tests control, and the start time of a Sandbox's default clock."""

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
"""Start of the clock of a Sandbox without `clock=`, eight in the morning of Monday, 2 March 2026, in Türkiye."""


class Clock:
    """
    A clock for tests. Pass it as `clock=` to the Sandbox; its clients use it too.

    Args:
        start: The fixed time, a naive one is Türkiye time; or another clock to follow, e.g. the system clock.
    """

    def __init__(self, start: datetime | Callable[[], datetime]) -> None:
        self._source = argument("start", _source, start)
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the current time in Türkiye, timezone-aware."""
        moment = self._source if isinstance(self._source, datetime) else self._source()
        return aware(aware(moment) + self._ahead)

    def advance(self, by: timedelta) -> None:
        """
        Advance the clock. A clock that follows another one stays ahead of it by this period.

        Args:
            by: The period.
        """
        self._ahead = argument("by", self._further, by)

    def _further(self, by: timedelta) -> timedelta:
        try:
            ahead = self._ahead + kinds.duration(by)
            fields.moment(aware(self() + kinds.duration(by)))
        except OverflowError:
            raise InvalidRequest("must not exceed the supported range of datetime") from None
        return ahead

    def set(self, to: datetime) -> None:
        """
        Set the clock to a fixed time.

        Args:
            to: The time; a naive one is Türkiye time.
        """
        self._source, self._ahead = argument("to", fields.moment, to), timedelta()


def _source(start: datetime | Callable[[], datetime]) -> datetime | Callable[[], datetime]:
    return start if callable(start) else fields.moment(start)
