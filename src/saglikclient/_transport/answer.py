"""
The answer of a connection: read within its attempt's deadline, interim answers skipped.

`http.client` takes every status but 100 for the final one. After a 102, 103 or 199 the real answer would stay on the connection, and the
next call would read it as its own.
"""

from __future__ import annotations

import io
import ssl
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket

    from saglikclient._transport.attempt import Attempt

    Buffer = bytearray | memoryview

MAX_INTERIM = 16
"""Interim answers before the final one, 100 aside, which `http.client` skips by itself and `MAX_HEAD` bounds."""
MAX_HEAD = 1024 * 1024
"""Bytes up to the end of the final answer's headers."""
SWITCHING_PROTOCOLS, OK = 101, 200
BODILESS = frozenset({204, 304})
HTTP_1_1 = 11
"""As `http.client` writes it."""


class Incoming(io.RawIOBase):
    """
    The bytes of an answer. It takes the place of the socket, of which `http.client` only wants the file.

    Args:
        sock: The socket.

        attempt: The attempt that it answers.

        at_most: The longest wait for a piece, in seconds; None for any.
    """

    def __init__(self, sock: socket.socket, attempt: Attempt, at_most: float | None) -> None:
        self._sock, self.attempt, self._at_most = sock, attempt, at_most
        self._raw = sock.makefile("rb", buffering=0)
        self._head_left: float = MAX_HEAD
        self.ended = False

    def makefile(self, _: str) -> io.BufferedReader:
        """
        Give the file.
        """
        return _Buffered(self)

    def readable(self) -> bool:
        """
        It is for reading.
        """
        return True

    def head_is_read(self) -> None:
        """
        What follows is the body, which has bounds of its own.
        """
        self._head_left = float("inf")

    def readinto(self, buffer: Buffer) -> int | None:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        """
        Read what has arrived, or wait for it.

        Raises:
            TimeoutError: If nothing came in time.
            HTTPException: If the head is too large.
        """
        if self.ended:
            return None
        self.attempt.deadline.limit(self._sock, self._at_most)
        try:
            count = self._raw.readinto(buffer)
        except ssl.SSLError as exc:  # the handshake was done: what was sent may have arrived
            raise ConnectionAbortedError("TLS broke") from exc
        self._head_left -= count or 0
        if self._head_left < 0:
            raise HTTPException("the head of the answer is too large")
        return count

    def close(self) -> None:
        """
        Let go of the socket.
        """
        self._raw.close()
        super().close()


class _Buffered(io.BufferedReader):
    """
    The buffer in front. What is in it when the answer ends would be lost with it, and with it the beginning of whatever that was.
    """

    def __init__(self, incoming: Incoming) -> None:
        super().__init__(incoming)
        self._incoming = incoming

    def close(self) -> None:
        """
        Look for bytes behind the answer, without waiting for any.
        """
        if not self.closed:
            self._incoming.ended = True
            self._incoming.attempt.leftover = bool(self.peek(1))
        super().close()


class StrictResponse(HTTPResponse):
    """
    A final answer.

    Args:
        incoming: Its bytes.

        args: What `http.client` makes one with.

        kwargs: The same.
    """

    def __init__(self, incoming: Incoming, *args: Any, **kwargs: Any) -> None:
        stand_in: Any = incoming
        super().__init__(stand_in, *args, **kwargs)
        self._incoming = incoming

    def begin(self) -> None:
        """
        Read up to the end of the final answer's headers.

        Raises:
            HTTPException: If there are too many interim answers.
        """
        for _ in range(MAX_INTERIM):
            super().begin()
            if self.status >= OK or self.status == SWITCHING_PROTOCOLS:
                self._incoming.head_is_read()
                self._incoming.attempt.status, self._incoming.attempt.reusable = self.status, self._goes_on()
                return
            unread: Any = None
            self.headers = self.msg = unread  # begin() reads no further while they are set
        raise HTTPException("too many interim answers")

    def _goes_on(self) -> bool:
        """
        Whether the connection may be used again: HTTP/1.1, no `close`, well-formed headers, and one statement of where the body ends.
        """
        lengths, codings = self.headers.get_all("Content-Length", []), self.headers.get_all("Transfer-Encoding", [])
        options = ",".join(self.headers.get_all("Connection", [])).lower()
        framed = (not codings and len(lengths) == 1 and lengths[0].isdecimal()) or (
            [*map(str.lower, codings)] == ["chunked"] and not lengths
        )
        return self.version == HTTP_1_1 and not self.headers.defects and "close" not in options and (framed or self.status in BODILESS)
