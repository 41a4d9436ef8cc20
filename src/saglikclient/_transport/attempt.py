"""
What travels beside a request, past requests and urllib3: instrumentation that is hooked into them (Sentry, OpenTelemetry) records
addresses with their query, and with some services a password travels in it.
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
        query: What stands behind the `?` of the address, percent-encoded; empty for none.

        total: Seconds that it may take; None for any number.

    Attributes:
        deadline: What is left of them.
        departed: Whether a byte of the request may have left. Only our own connections set it.
        status: The HTTP status of the final answer; 0 before there is one.
        reusable: Whether the answer's headers say beyond doubt where it ends, and that the connection goes on.
        leftover: Whether bytes followed the end of the answer.
    """

    def __init__(self, query: str = "", total: float | None = None) -> None:
        self.query = UnshownText(query)
        self.deadline = Deadline(total)
        self.departed = self.leftover = False
        self.status, self.reusable = 0, True

    @contextmanager
    def under_way(self) -> Generator[None]:
        """
        Make this the attempt that adapters and connections work for, and let its clock run.
        """
        before = _CURRENT.set(self)
        try:
            with self.deadline.running():
                yield
        finally:
            _CURRENT.reset(before)


_CURRENT: ContextVar[Attempt] = ContextVar("saglikclient_attempt")


def current() -> Attempt:
    """
    The attempt that is under way; one without query and bounds if there is none.
    """
    return _CURRENT.get(None) or Attempt()
