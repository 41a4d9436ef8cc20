"""
State of an attempt that bypasses requests and urllib3: instrumentation of these libraries (Sentry, OpenTelemetry) records URLs with their
query, which contains a password with some services.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from saglikclient._core.masking import UnshownText
from saglikclient._transport.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Generator


class Attempt:
    """
    One attempt to send a request.

    Args:
        query: The percent-encoded query of the URL; empty for none.

        total: Time limit in seconds; None for no limit.

    Attributes:
        deadline: The remaining time.
        departed: Whether a byte of the request may have been sent. Set only by our own connections.
        status: The HTTP status of the final answer; 0 before it arrives.
        reusable: Whether the headers of the answer give an unambiguous body length and keep the connection open.
        leftover: Whether bytes followed the answer.
    """

    def __init__(self, query: str = "", total: float | None = None) -> None:
        self.query = UnshownText(query)
        self.deadline = Deadline(total)
        self.departed = self.leftover = False
        self.status, self.reusable = 0, True

    @contextmanager
    def under_way(self) -> Generator[None]:
        """Make this the current attempt of adapters and connections, and start its deadline."""
        before = _CURRENT.set(self)
        try:
            with self.deadline.running():
                yield
        finally:
            _CURRENT.reset(before)


_CURRENT: ContextVar[Attempt] = ContextVar("saglikclient_attempt")


def current() -> Attempt:
    """Return the current attempt, or a new one without query and limits."""
    return _CURRENT.get(None) or Attempt()
