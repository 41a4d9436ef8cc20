"""
Connections of urllib3's that keep to their attempt's deadline, and know whether anything of a request has left.

urllib3's own count each wait by itself, so a server that drips bytes holds them for ever, and take a TLS handshake that stalls for a lost
answer.
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
"""Bytes of a request that are waited for at a time: what fits into one TLS record."""


class Connection(HTTPConnection):
    """
    A connection that bounds each attempt, and tells failures before it is established from those of the request.

    Args:
        timeouts: How long to wait.

        args: What urllib3 makes a connection with.

        kwargs: The same.
    """

    debuglevel = 0
    """Setting it on `http.client` prints the requests of all other connections, not ours: they hold passwords and persons."""

    def __init__(self, timeouts: Timeouts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timeouts = timeouts
        self._at_most = timeouts.read
        self._connecting = self._head_is_next = False
        self._attempt = Attempt()

    @property
    def is_connected(self) -> bool:
        """
        Whether the connection is open and silent. Bytes that came without a request, also within a TLS record that was read already, would
        be taken for the next answer.
        """
        unread = getattr(self.sock, "pending", None)
        return super().is_connected and not (unread and unread())

    def connect(self) -> None:
        """
        Connect, through the proxy if there is one, and shake hands. Nothing of the request is sent before that is done.

        Raises:
            NewConnectionError: If it fails or takes too long, for any reason but TLS.
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
        """
        What comes next is the handshake, in one wait.
        """
        try:
            self._attempt.deadline.limit(sock, self._at_most)
        except TimeoutError:
            sock.close()
            raise

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        """
        Begin a request.

        Args:
            args: What `http.client` begins one with.

            kwargs: The same.
        """
        self._attempt, self._head_is_next = current(), True
        super().putrequest(*args, **kwargs)

    def send(self, data: Any) -> None:
        """
        Send a part of the request.

        Args:
            data: The part; ours are always bytes.
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
            except ssl.SSLError as exc:  # the handshake is done: what was sent before may have arrived
                raise ConnectionAbortedError("TLS broke") from exc

    def _whole(self, data: bytes) -> bytes:
        """
        Put the query on the request line, of which whatever is hooked into urllib3 and `http.client` has seen the rest.
        """
        if not (self._head_is_next and self._attempt.query):
            return data
        method, target, rest = data.split(b" ", 2)
        return UnshownBytes(b"%b %b?%b %b" % (method, target, self._attempt.query.encode("ascii"), rest))

    def response_class(  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]
        self, sock: socket.socket, *args: Any, **kwargs: Any
    ) -> HTTPResponse:
        """
        An answer that is read within this attempt's deadline.
        """
        return StrictResponse(Incoming(sock, self._attempt, self._at_most), *args, **kwargs)


class TlsConnection(Connection, HTTPSConnection):  # pyright: ignore[reportIncompatibleVariableOverride]
    """
    The same over TLS.
    """


class Idle:
    """
    The idle connections of a pool, last in, first out, as urllib3 uses `queue.LifoQueue` when it waits for none.

    Without locks: an exception that strikes just then (a signal handler's, a time limit's) leaves those of `queue` locked for ever.

    Args:
        maxsize: How many there may be.
    """

    def __init__(self, maxsize: int) -> None:
        self._maxsize = maxsize
        self._items: deque[object] = deque()

    def qsize(self) -> int:
        """
        How many there are.
        """
        return len(self._items)

    def get(self, *, block: bool, timeout: float | None = None) -> object:  # noqa: ARG002 - urllib3's call
        """
        Take the one that was put last.

        Raises:
            queue.Empty: If there is none.
        """
        try:
            return self._items.pop()
        except IndexError:
            raise queue.Empty from None

    def put(self, item: object, block: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - urllib3's call
        """
        Put one back.

        Raises:
            queue.Full: If there are too many.
        """
        if len(self._items) >= self._maxsize:
            raise queue.Full
        self._items.append(item)


def pools(timeouts: Timeouts) -> dict[str, Any]:
    """
    urllib3's pools by scheme, of such connections.
    """
    return {
        "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": staticmethod(partial(Connection, timeouts)), "QueueCls": Idle}),
        "https": type(
            "TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": staticmethod(partial(TlsConnection, timeouts)), "QueueCls": Idle}
        ),
    }
