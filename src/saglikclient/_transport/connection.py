"""
urllib3 connections that respect the deadline of their attempt and record whether any byte of a request was sent.

The connections of urllib3 apply a timeout to each wait separately, so a server that sends a byte at a time blocks them indefinitely, and
they report a stalled TLS handshake as a read timeout.
"""

from __future__ import annotations

import queue
import ssl
from collections import deque
from functools import partial
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from saglikclient._core.masking import UnshownBytes
from saglikclient._transport.answer import Incoming, StrictResponse
from saglikclient._transport.attempt import Attempt, current
from saglikclient._transport.lookup import connected, keep_alive

if TYPE_CHECKING:
    import socket

    from saglikclient.config import Timeouts

SENT_AT_ONCE = 16 * 1024
"""Bytes of a request per send: the size of a TLS record."""


class Connection(HTTPConnection):
    """
    A connection that limits each attempt, and distinguishes failures to connect from failures of the request.

    Args:
        timeouts: Timeouts of an attempt.

        args: Passed to urllib3.

        kwargs: Passed to urllib3.
    """

    debuglevel = 0
    """Overrides the debug level of `http.client`, which would print requests with passwords and personal data."""

    def __init__(self, timeouts: Timeouts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timeouts = timeouts
        self._at_most = timeouts.read
        self._connecting = self._head_is_next = False
        self._attempt = Attempt()

    @property
    def is_connected(self) -> bool:
        """
        Return whether the connection is open and has no unread bytes, including bytes of a decrypted TLS record; they would be taken as
        the next answer.
        """
        unread = getattr(self.sock, "pending", None)
        return super().is_connected and not (unread and unread())

    def connect(self) -> None:
        """
        Connect, through the proxy if any, and complete the TLS handshake before anything of the request is sent.

        Raises:
            NewConnectionError: If this fails or times out, except for TLS errors.
        """
        self._attempt = current()
        self._connecting, self._at_most = True, self._timeouts.connect
        try:
            super().connect()
        except ssl.SSLError:
            raise
        except (OSError, HTTPException, UnicodeError) as exc:
            raise NewConnectionError(self, type(exc).__name__) from exc
        finally:
            self._connecting, self._at_most = False, self._timeouts.read

    def _new_conn(self) -> socket.socket:
        options = [*(self.socket_options or ()), *keep_alive()]
        sock = connected(self._dns_host, self.port or self.default_port, options, self._attempt.deadline, self._at_most)
        self._limit(sock)
        return sock

    def _tunnel(self) -> None:
        super()._tunnel()
        self._limit(self.sock)

    def _limit(self, sock: socket.socket) -> None:
        """Set the timeout for the TLS handshake."""
        try:
            self._attempt.deadline.limit(sock, self._at_most)
        except TimeoutError:
            sock.close()
            raise

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        """
        Begin a request.

        Args:
            args: Passed to `http.client`.

            kwargs: Passed to `http.client`.
        """
        self._attempt, self._head_is_next = current(), True
        super().putrequest(*args, **kwargs)

    def send(self, data: Any) -> None:
        """
        Send a part of the request.

        Args:
            data: The part; always bytes.
        """
        if self.sock is None:
            self.connect()
        sock: Any = self.sock
        if not self._connecting:
            data, self._head_is_next = self._whole(data), False
            self._attempt.departed = True
        for start in range(0, len(data), SENT_AT_ONCE):
            self._attempt.deadline.limit(sock, self._at_most)
            try:
                super().send(data[start : start + SENT_AT_ONCE])
            except ssl.SSLError as exc:  # after the handshake, earlier parts may have arrived
                raise ConnectionAbortedError("the TLS connection failed") from exc

    def _whole(self, data: bytes) -> bytes:
        """Add the query to the request line, which hooks of urllib3 and `http.client` have seen without it."""
        if not (self._head_is_next and self._attempt.query):
            return data
        method, target, rest = data.split(b" ", 2)
        return UnshownBytes(b"%b %b?%b %b" % (method, target, self._attempt.query.encode("ascii"), rest))

    def response_class(  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]
        self, sock: socket.socket, *args: Any, **kwargs: Any
    ) -> HTTPResponse:
        """Create a response that is read within the deadline of this attempt."""
        return StrictResponse(Incoming(sock, self._attempt, self._at_most), *args, **kwargs)


class TlsConnection(Connection, HTTPSConnection):  # pyright: ignore[reportIncompatibleVariableOverride]
    """The same connection over TLS."""


class Idle:
    """
    The idle connections of a pool, last in, first out: the subset of `queue.LifoQueue` that urllib3 uses for non-blocking pools.

    It has no locks: an asynchronous exception (signal handler, time limit) would leave those of `queue` locked.

    Args:
        maxsize: Maximum number of connections.
    """

    def __init__(self, maxsize: int) -> None:
        self._maxsize = maxsize
        self._items: deque[object] = deque()

    def qsize(self) -> int:
        """Return the number of connections."""
        return len(self._items)

    def get(self, *, block: bool, timeout: float | None = None) -> object:  # noqa: ARG002 - urllib3's call
        """
        Remove and return the most recent connection.

        Raises:
            queue.Empty: If there is none.
        """
        try:
            return self._items.pop()
        except IndexError:
            raise queue.Empty from None

    def put(self, item: object, block: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - urllib3's call
        """
        Add a connection.

        Raises:
            queue.Full: If the pool is full.
        """
        if len(self._items) >= self._maxsize:
            raise queue.Full
        self._items.append(item)


def pools(timeouts: Timeouts) -> dict[str, Any]:
    """Return urllib3 pool classes by scheme that use these connections."""
    return {
        "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": staticmethod(partial(Connection, timeouts)), "QueueCls": Idle}),
        "https": type(
            "TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": staticmethod(partial(TlsConnection, timeouts)), "QueueCls": Idle}
        ),
    }
