"""
The deadline of an attempt. It counts the time spent waiting for the network and processing its data.
"""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    from collections.abc import Generator


class Deadline:
    """
    The remaining time of one attempt.

    It runs from the DNS lookup to the last byte of the answer, decompression included. It pauses while the caller processes a chunk of a
    stream, so a slow consumer is not interrupted.

    Args:
        seconds: The time limit; None for no limit.
    """

    def __init__(self, seconds: float | None) -> None:
        self._left = math.inf if seconds is None else seconds
        self._since: float | None = None

    @property
    def left(self) -> float:
        """Return the remaining seconds; infinite without a limit, negative when exceeded."""
        return self._left if self._since is None else self._left - (time.monotonic() - self._since)

    @contextmanager
    def running(self) -> Generator[None]:
        """Count the time within this block."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._left, self._since = self.left, None

    def at_most(self, seconds: float | None) -> float | None:
        """
        Return the timeout of one wait.

        Args:
            seconds: The limit of this wait; None for no limit.

        Returns:
            Seconds, or None for no limit, as accepted by `socket.settimeout`.

        Raises:
            TimeoutError: If no time remains.
        """
        bound = min(self.left, math.inf if seconds is None else seconds)
        if bound <= 0:
            raise TimeoutError("the attempt exceeded its time limit")
        return None if math.isinf(bound) else bound

    def limit(self, sock: socket.socket, seconds: float | None) -> None:
        """
        Set the timeout of a socket for the next wait.

        Args:
            sock: The socket.

            seconds: The limit of this wait; None for no limit.

        Raises:
            TimeoutError: If no time remains.
        """
        sock.settimeout(self.at_most(seconds))
