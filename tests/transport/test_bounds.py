"""
What a hostile or broken peer cannot do: hold an attempt beyond its total, or make it take memory without bound.
"""

from __future__ import annotations

import gzip
import socket
import sys
import threading
import tracemalloc
from contextlib import ExitStack
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from saglikclient import AnswerTooLarge, NotSent, OutcomeUnknown, SaglikError, Timeouts
from saglikclient._transport import lookup
from saglikclient.config import MIB
from tests.support.loopback import HOST, Server, answer, deaf, vanish

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient._transport.client import Transport
    from tests.support.loopback import Request, Step

TOTAL = 0.5
LATE = 4.0
"""Seconds after which a call that should take `TOTAL` hangs, on however loaded a machine."""
BOUNDED = Timeouts(connect=5, read=5, total=TOTAL)


def lost(http: Transport, url: str) -> tuple[SaglikError, float]:
    """
    The error of a call, and the seconds that it took.
    """
    began = monotonic()
    with pytest.raises(SaglikError) as caught, http.exchange("POST", url, b"<ask/>", {}) as reply:
        reply.body()
    return caught.value, monotonic() - began


def without_end(head: bytes, repeated: bytes) -> Step:
    """
    Send something, and then something else as fast as the client takes it, as long as the test goes on.
    """

    def step(sock: socket.socket, _: Request, over: threading.Event) -> None:
        sock.sendall(head)
        while not over.is_set():
            sock.sendall(repeated)

    return step


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n"
EMPTY_MEMBERS = gzip.compress(b"") * 3000
STORMS = {
    "100": without_end(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "103": without_end(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
    "trailers": without_end(CHUNKED + b"\r\n0\r\n", b"X-Trailer: y\r\n" * 1000),
    "one trailer": without_end(CHUNKED + b"\r\n0\r\nX: ", b"y" * 4096),
    "chunk size": without_end(CHUNKED + b"\r\n", b"0" * 4096),
    "tiny chunks": without_end(CHUNKED + b"\r\n", b"1\r\n \r\n" * 5000),
    "empty gzip members": without_end(CHUNKED + b"Content-Encoding: gzip\r\n\r\n", b"%x\r\n%b\r\n" % (len(EMPTY_MEMBERS), EMPTY_MEMBERS)),
    "headers": without_end(b"HTTP/1.1 200 OK\r\n", b"X-Header: y\r\n" * 1000),
    "one header": without_end(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 4096),
    "status line": without_end(b"HTTP/1.1 200 ", b"y" * 4096),
}
"""Each sends without a pause, so that no single wait takes long."""


@pytest.mark.parametrize("storm", STORMS.values(), ids=STORMS)
def test_a_storm_is_cut_off(storm: Step, client: Callable[..., Transport]) -> None:
    """
    An answer that never ends is given up within the total, also if there is always something to read, and never takes memory without bound.
    """
    tracemalloc.start()
    try:
        with Server(storm) as server:
            error, seconds = lost(client(timeouts=BOUNDED), server.url)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert type(error) is OutcomeUnknown
    assert seconds < LATE
    assert peak < 16 * MIB


def test_a_body_in_tiny_chunks_takes_its_own_size(client: Callable[..., Transport]) -> None:
    """
    A body costs memory by its bytes, not by the number of chunks that it comes in.
    """
    body = bytes(MIB // 16)
    chunks = b"1\r\n\0\r\n" * len(body) + b"0\r\n\r\n"

    def step(sock: socket.socket, _: Request, __: threading.Event) -> socket.socket:
        sock.sendall(CHUNKED + b"\r\n" + chunks)
        return sock

    with Server(step) as server, client().exchange("POST", server.url, b"<ask/>", {}) as reply:
        tracemalloc.start()
        try:
            assert reply.body() == body
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert peak < 20 * len(body)


def test_a_large_answer_in_tiny_chunks_is_refused(client: Callable[..., Transport]) -> None:
    """
    The bound of an answer counts its bytes however they come.
    """
    with Server(without_end(CHUNKED + b"\r\n", b"1\r\nx\r\n" * 1000)) as server:
        error, _ = lost(client(max_answer=10_000), server.url)

    assert type(error) is AnswerTooLarge


def test_many_dead_addresses_share_one_total(client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A host with many addresses that do not answer is given up after the total, not after a connect timeout for each.
    """
    with ExitStack() as stack:
        dead = [int(stack.enter_context(deaf()).rpartition(":")[2].partition("/")[0]) for _ in range(12)]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (HOST, port)) for port in dead]
        monkeypatch.setattr(socket, "getaddrinfo", names(found))
        error, seconds = lost(client(timeouts=BOUNDED), "http://mhrs.example/ws")

    assert type(error) is NotSent
    assert seconds < LATE


def test_the_next_address_is_tried(client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A host is reached by the first of its addresses that accepts.
    """
    with Server(answer(b"<x/>")) as server, socket.socket() as held:
        held.bind((HOST, 0))
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (HOST, port)) for port in (held.getsockname()[1], server.port)]
        monkeypatch.setattr(socket, "getaddrinfo", names(found))
        with client().exchange("POST", "http://mhrs.example/ws", b"<ask/>", {}) as reply:
            assert reply.body() == b"<x/>"


def names(found: list[object]) -> Callable[..., object]:
    """
    A resolver that knows one name.
    """

    def look_up(host: str, *_: object) -> object:
        if host != "mhrs.example" or socket.AI_NUMERICHOST in _:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return found

    return look_up


def test_a_lookup_that_hangs_is_abandoned(client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A resolver that does not answer costs the time that connecting may take, and nothing was sent.
    """
    over = threading.Event()

    def hang(_: str, *rest: object) -> object:
        if socket.AI_NUMERICHOST in rest:
            raise socket.gaierror(socket.EAI_NONAME, "a name")
        over.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    error, seconds = lost(client(timeouts=Timeouts(connect=TOTAL, read=None, total=None)), "http://mhrs.example/ws")
    over.set()

    assert type(error) is NotSent
    assert seconds < LATE


def test_an_unknown_host_is_said_to_be_unknown(client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A name that the resolver does not know is told as such, without the name.
    """
    monkeypatch.setattr(socket, "getaddrinfo", names([]))
    error, _ = lost(client(), "http://unknown.example/ws")

    assert type(error) is NotSent
    assert "the host's name is not known" in str(error)
    assert "unknown.example" not in str(error)


@pytest.mark.skipif(sys.platform != "linux", reason="socket filters are Linux'")
def test_a_silent_drop_is_noticed(client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without any timeout of ours the system notices that the other side is gone, here after 3 seconds instead of 60; the write may be done.
    """
    for name in ("KEEP_ALIVE_IDLE", "KEEP_ALIVE_INTERVAL"):
        monkeypatch.setattr(lookup, name, 1)
    monkeypatch.setattr(lookup, "KEEP_ALIVE_PROBES", 2)
    monkeypatch.setattr(lookup, "UNANSWERED_MS", 3000)

    with Server(vanish) as server:
        error, seconds = lost(client(timeouts=Timeouts(connect=None, read=None, total=None)), server.url)

    assert type(error) is OutcomeUnknown
    assert 1 < seconds < 30
