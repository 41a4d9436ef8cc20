"""
The connections of many threads: kept for the next call, and gone without a doubt where another thread closed them.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import requests
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import ClosedPoolError

from saglikclient import NotSent
from saglikclient._transport.exceptions import translated
from saglikclient._transport.retry import may_repeat
from tests.support.loopback import Request, Server, answer

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from saglikclient._transport.client import Transport

THREADS = 32


def test_pool_that_was_closed_meanwhile() -> None:
    """
    A call that finds its connections closed by another thread, before it got one, sent nothing: it can be made again, also a write.
    """
    error = translated(requests.ConnectionError(ClosedPoolError(HTTPConnectionPool("mhrs.example"), "Pool is closed.")))

    assert type(error) is NotSent
    assert may_repeat(error, safe=False)


def test_thirty_two_connections_are_kept(client: Callable[..., Transport]) -> None:
    """
    Each of thirty-two threads keeps a connection: a second round of calls opens none.
    """
    together = threading.Barrier(THREADS)

    def step(sock: socket.socket, request: Request, over: threading.Event) -> socket.socket | None:
        together.wait()
        return answer(b"<x/>")(sock, request, over)

    with Server(step) as server, ThreadPoolExecutor(THREADS) as pool:
        http = client()

        def call(_: int) -> bytes:
            with http.exchange("POST", server.url, b"<x/>", {}) as reply:
                return reply.body()

        for _ in range(2):
            assert list(pool.map(call, range(THREADS))) == [b"<x/>"] * THREADS
        assert server.connections == THREADS
