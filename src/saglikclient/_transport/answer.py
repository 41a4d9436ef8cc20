"""
The answer of a connection, read within the deadline of its attempt; interim answers are skipped.

`http.client` takes every status except 100 as final. After a 102, 103 or 199 the final answer would remain on the connection, and the
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
"""Interim answers before the final one, except 100, which `http.client` skips and `MAX_HEAD` limits."""
MAX_HEAD = 1024 * 1024
"""Bytes up to the end of the final answer's headers."""
SWITCHING_PROTOCOLS, OK = 101, 200
BODILESS = frozenset({204, 304})
HTTP_1_1 = 11
"""The version number in `http.client`."""


class Incoming(io.RawIOBase):
    """
    The bytes of an answer. It replaces the socket, of which `http.client` uses only `makefile`.

    Args:
        sock: The socket.

        attempt: The attempt that sent the request.

        at_most: Maximum wait for a chunk, in seconds; None for no limit.
    """

    def __init__(self, sock: socket.socket, attempt: Attempt, at_most: float | None) -> None:
        self._sock, self.attempt, self._at_most = sock, attempt, at_most
        self._raw = sock.makefile("rb", buffering=0)
        self._head_left: float = MAX_HEAD
        self.ended = False

    def makefile(self, _: str) -> io.BufferedReader:
        """Return the buffered file."""
        return _Buffered(self)

    def readable(self) -> bool:
        """Return True."""
        return True

    def head_is_read(self) -> None:
        """Stop counting bytes; the body has its own limit."""
        self._head_left = float("inf")

    def readinto(self, buffer: Buffer) -> int | None:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        """
        Read the available bytes, or wait for some.

        Raises:
            TimeoutError: If nothing arrived in time.
            HTTPException: If the head is too large.
        """
        if self.ended:
            return None
        self.attempt.deadline.limit(self._sock, self._at_most)
        try:
            count = self._raw.readinto(buffer)
        except ssl.SSLError as exc:  # after the handshake, the request may have arrived
            raise ConnectionAbortedError("the TLS connection failed") from exc
        self._head_left -= count or 0
        if self._head_left < 0:
            raise HTTPException("the head of the answer is too large")
        return count

    def close(self) -> None:
        """Release the socket."""
        self._raw.close()
        super().close()


class _Buffered(io.BufferedReader):
    """
    The read buffer. Bytes that remain in it after the answer would be lost when it is closed.
    """

    def __init__(self, incoming: Incoming) -> None:
        super().__init__(incoming)
        self._incoming = incoming

    def close(self) -> None:
        """Check for bytes after the answer, without waiting."""
        if not self.closed:
            self._incoming.ended = True
            self._incoming.attempt.leftover = bool(self.peek(1))
        super().close()


class StrictResponse(HTTPResponse):
    """
    A final answer.

    Args:
        incoming: The bytes of the answer.

        args: Passed to `HTTPResponse`.

        kwargs: Passed to `HTTPResponse`.
    """

    def __init__(self, incoming: Incoming, *args: Any, **kwargs: Any) -> None:
        stand_in: Any = incoming
        super().__init__(stand_in, *args, **kwargs)
        self._incoming = incoming

    def begin(self) -> None:
        """
        Read until the end of the final answer's headers.

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
            self.headers = self.msg = unread  # begin() does not read while they are set
        raise HTTPException("too many interim answers")

    def _goes_on(self) -> bool:
        """Return whether the connection is reusable: HTTP/1.1, no `close`, well-formed headers, unambiguous body length."""
        lengths, codings = self.headers.get_all("Content-Length", []), self.headers.get_all("Transfer-Encoding", [])
        options = ",".join(self.headers.get_all("Connection", [])).lower()
        framed = (not codings and len(lengths) == 1 and lengths[0].isdecimal()) or (
            [*map(str.lower, codings)] == ["chunked"] and not lengths
        )
        return self.version == HTTP_1_1 and not self.headers.defects and "close" not in options and (framed or self.status in BODILESS)
