"""
Connections that know how long an attempt may wait, and that nothing is sent before they stand.

urllib3's own count each wait for itself, so that a server which drips bytes holds them for ever; and they call a TLS handshake that stalls
a lost answer.
"""

from __future__ import annotations

import io
import math
import ssl
import time
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

if TYPE_CHECKING:
    import socket
    from collections.abc import Generator

    from saglikclient.config import Timeouts

    Buffer = bytearray | memoryview

SENT_AT_ONCE = 16 * 1024
"""Bytes of a request that are waited for at a time: what fits into one TLS record."""


class Patience:
    """
    What is left of the seconds that one attempt may wait for the network.

    Only waiting counts. Whoever takes his time between two records of a stream does not use it up.

    Args:
        seconds: How many; None for any number.
    """

    def __init__(self, seconds: float | None) -> None:
        self.left = math.inf if seconds is None else seconds

    @contextmanager
    def waiting(self, sock: socket.socket, at_most: float | None) -> Generator[None]:
        """
        Wait within this block, no longer than is left.

        Args:
            sock: What is waited for.

            at_most: The longest that this one wait may take; None for as long as is left.

        Raises:
            TimeoutError: If nothing is left; the socket raises it too, when the time is over.
        """
        self.limit(sock, at_most)
        with self.spending():
            yield

    def limit(self, sock: socket.socket, at_most: float | None) -> None:
        """
        Let a socket wait no longer than is left.
        """
        seconds = min(self.left, math.inf if at_most is None else at_most)
        if seconds <= 0:
            raise TimeoutError("the time for this attempt is over")
        sock.settimeout(None if math.isinf(seconds) else seconds)

    @contextmanager
    def spending(self) -> Generator[None]:
        """
        Count the time of a block once, whatever was counted within it.
        """
        before, began = self.left, time.monotonic()
        try:
            yield
        finally:
            self.left = before - (time.monotonic() - began)


class _Incoming(io.RawIOBase):
    """
    The bytes of an answer, waited for with patience. It stands where `http.client` expects the socket, of which it wants the file only.
    """

    def __init__(self, sock: socket.socket, patience: Patience, at_most: float | None) -> None:
        self._sock, self._patience, self._at_most = sock, patience, at_most
        self._raw = sock.makefile("rb", buffering=0)

    def makefile(self, _: str) -> io.BufferedReader:
        """
        Give the file.
        """
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """
        It is for reading.
        """
        return True

    def readinto(self, buffer: Buffer) -> int | None:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        """
        Read what there is, or wait for it.
        """
        with self._patience.waiting(self._sock, self._at_most):
            return self._raw.readinto(buffer)

    def close(self) -> None:
        """
        Let go of the socket.
        """
        self._raw.close()
        super().close()


class Connection(HTTPConnection):
    """
    A connection that bounds each attempt, and whose failures before it stands are told from those of the request.

    Args:
        timeouts: How long to wait.

        args: What urllib3 makes a connection with.

        kwargs: The same.
    """

    debuglevel = 0
    """Whoever sets it on `http.client` has the requests of all others printed, but not ours: a password and persons stand in them."""

    def __init__(self, timeouts: Timeouts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timeouts = timeouts
        self._patience = Patience(timeouts.total)
        self._at_most = timeouts.read

    def connect(self) -> None:
        """
        Connect, through the proxy if there is one, and shake hands. Nothing of the request is sent before that is done.

        Raises:
            NewConnectionError: If it takes too long, whatever it is that does, or breaks off.
        """
        self._at_most = self._timeouts.connect
        try:
            with self._patience.spending():
                super().connect()
        except ssl.SSLError:
            raise
        except (OSError, HTTPException) as exc:
            raise NewConnectionError(self, type(exc).__name__) from exc
        finally:
            self._at_most = self._timeouts.read

    def _new_conn(self) -> socket.socket:
        with self._patience.spending():
            sock = super()._new_conn()
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
            self._patience.limit(sock, self._at_most)
        except TimeoutError:
            sock.close()
            raise

    def send(self, data: Any) -> None:
        """
        Send a part of the request.

        Args:
            data: The part; ours are always bytes.
        """
        if self.sock is None:
            self.connect()
        sock: Any = self.sock
        for start in range(0, len(data), SENT_AT_ONCE):
            with self._patience.waiting(sock, self._at_most):
                super().send(data[start : start + SENT_AT_ONCE])

    def response_class(  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]
        self, sock: socket.socket, *args: Any, **kwargs: Any
    ) -> HTTPResponse:
        """
        An answer that is read with what patience this attempt still has.
        """
        incoming: Any = _Incoming(sock, self._patience, self._at_most)
        return HTTPResponse(incoming, *args, **kwargs)

    def getresponse(self) -> Any:
        """
        The answer up to its body, which keeps the patience of its attempt; the next attempt on this connection has its own.
        """
        answer = super().getresponse()
        self._patience = Patience(self._timeouts.total)
        return answer


class TlsConnection(Connection, HTTPSConnection):  # pyright: ignore[reportIncompatibleVariableOverride]
    """
    The same over TLS.
    """


def pools(timeouts: Timeouts) -> dict[str, Any]:
    """
    urllib3's pools by scheme, of such connections.
    """
    return {
        "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": staticmethod(partial(Connection, timeouts))}),
        "https": type("TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": staticmethod(partial(TlsConnection, timeouts))}),
    }
