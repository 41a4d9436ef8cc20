"""
A clock that stands still until it is told to go on.
"""

from __future__ import annotations

from datetime import datetime, timedelta  # noqa: TC003 - part of the public signature

from saglikclient.timing import aware


class Clock:
    """
    The present moment, as a test wants it. Pass it as `clock=` to the Sandbox; its clients follow.

    Args:
        start: Where it begins; naive means Türkiye time.
    """

    def __init__(self, start: datetime) -> None:
        self._now = aware(start)

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
        self._now = aware(self._now + by)

    def set(self, to: datetime) -> None:
        """
        Go to a moment.

        Args:
            to: The moment; naive means Türkiye time.
        """
        self._now = aware(to)
