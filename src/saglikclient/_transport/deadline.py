"""
How long one attempt may take: a clock that runs while we wait for the network, or work on what it sent.
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
    What is left of the seconds of one attempt.

    It runs from the first lookup to the last byte of the answer, decompression included. It stands still while the caller works on a piece
    of a stream, so a slow reader is not cut off.

    Args:
        seconds: How many there are; None for any number.
    """

    def __init__(self, seconds: float | None) -> None:
        self._left = math.inf if seconds is None else seconds
        self._since: float | None = None

    @property
    def left(self) -> float:
        """
        Seconds that are left; infinite without a limit, negative when exceeded.
        """
        return self._left if self._since is None else self._left - (time.monotonic() - self._since)

    @contextmanager
    def running(self) -> Generator[None]:
        """
        Let the clock run within this block.
        """
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._left, self._since = self.left, None

    def at_most(self, seconds: float | None) -> float | None:
        """
        How long one wait may take.

        Args:
            seconds: Its own bound; None for none.

        Returns:
            Seconds, None for any number: what a socket takes as its timeout.

        Raises:
            TimeoutError: If nothing is left.
        """
        bound = min(self.left, math.inf if seconds is None else seconds)
        if bound <= 0:
            raise TimeoutError("the time for this attempt is over")
        return None if math.isinf(bound) else bound

    def limit(self, sock: socket.socket, seconds: float | None) -> None:
        """
        Give a socket its timeout for the next wait.

        Args:
            sock: The socket.

            seconds: The wait's own bound; None for none.

        Raises:
            TimeoutError: If nothing is left.
        """
        sock.settimeout(self.at_most(seconds))
