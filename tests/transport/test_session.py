"""
The session behind a client: made late, shared between threads, never between processes.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from saglikclient._transport.client import Transport
from saglikclient.config import Options, Timeouts
from tests.support.loopback import Server, answer, echo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import requests

FORK = """
import os, sys
from saglikclient.config import Options
from saglikclient._transport.client import Transport

def call(http, text):
    with http.exchange("POST", sys.argv[1], text, {}, safe=True) as reply:
        assert reply.body() == text

http = Transport(options=Options())
call(http, b"parent")
child = os.fork()
if child == 0:
    call(http, b"child")
    http.close()
    os._exit(0)
_, status = os.waitpid(child, 0)
call(http, b"parent again")
http.close()
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(echo(lambda request: request.body)) as running:
        yield running


def call(http: Transport, url: str, text: bytes = b"<x/>") -> bytes:
    with http.exchange("POST", url, text, {}, safe=True) as reply:
        return reply.body()


def test_connection_is_reused(client: Callable[..., Transport], server: Server) -> None:
    """
    Calls in a row use one connection.
    """
    http = client()
    for _ in range(3):
        call(http, server.url)

    assert [request.connection for request in server.requests] == [1, 1, 1]


def test_connection_is_given_back_unread(client: Callable[..., Transport]) -> None:
    """
    An answer that nobody reads to its end costs its connection, and the next call works.
    """
    http = client()
    with Server(answer(bytes(1024 * 1024))) as server:
        for _ in range(2):
            with http.exchange("GET", server.url, None, {}) as reply:
                assert reply.size == 0
        assert server.abandoned() is True
        assert server.connections == 2


def test_a_raise_gives_the_connection_back(client: Callable[..., Transport], server: Server) -> None:
    """
    Whatever fails while an answer is handled, the connection does not leak.
    """
    http = client()
    with pytest.raises(ZeroDivisionError), http.exchange("GET", server.url, None, {}):
        raise ZeroDivisionError

    http.close()
    assert server.abandoned()


def test_close_and_call_again(client: Callable[..., Transport], server: Server) -> None:
    """
    `close()` ends the connection, twice is no error, and a later call opens a new one.
    """
    http = client()
    call(http, server.url)
    session = http.session
    http.close()
    http.close()
    assert server.abandoned()

    call(http, server.url)

    assert http.session is not session
    assert [request.connection for request in server.requests] == [1, 2]


def test_building_opens_nothing() -> None:
    """
    A client that was never used has nothing to close.
    """
    http = Transport(options=Options())

    assert http._sessions == {}
    http.close()


def test_pickle(client: Callable[..., Transport], server: Server) -> None:
    """
    A client that was used pickles; the copy has its settings and a connection of its own.
    """
    http = client(timeouts=Timeouts(connect=3))
    call(http, server.url)

    copy = pickle.loads(pickle.dumps(http))
    try:
        assert copy.options == http.options
        assert call(copy, server.url) == b"<x/>"
    finally:
        copy.close()

    assert [request.connection for request in server.requests] == [1, 2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_fork(server: Server) -> None:
    """
    A forked process opens a connection of its own, and its parent goes on with the old one.
    """
    subprocess.run([sys.executable, "-W", "error", "-c", FORK, server.url], check=True, timeout=60)

    assert [(request.body, request.connection) for request in server.requests] == [(b"parent", 1), (b"child", 2), (b"parent again", 1)]


def test_session_of_another_process_is_left_alone(client: Callable[..., Transport], server: Server) -> None:
    """
    A session that another process made is not used; it is the same rule as for a fork, seen from within.
    """
    http = client()
    call(http, server.url)
    theirs = http.session
    http._sessions[os.getpid() - 1] = http._sessions.pop(os.getpid())

    call(http, server.url)

    assert http.session is not theirs
    assert [request.connection for request in server.requests] == [1, 2]
    theirs.close()


def test_threads_share_one_session(client: Callable[..., Transport], server: Server) -> None:
    """
    Threads that call at once make one session, and each gets its own answer.
    """
    http, threads = client(), 8
    ready = threading.Barrier(threads)

    def work(number: int) -> requests.Session:
        ready.wait()
        texts = [b"<x>%d-%d</x>" % (number, turn) for turn in range(10)]
        assert [call(http, server.url, text) for text in texts] == texts
        return http.session

    with ThreadPoolExecutor(threads) as pool:
        assert len(set(pool.map(work, range(threads)))) == 1

    assert len(server.requests) == 10 * threads
    assert server.connections <= threads
