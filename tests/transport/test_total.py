"""
The total: how long one attempt waits at most, whatever the server does in the meantime, and what does not count.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from time import monotonic
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from saglikclient._transport.deadline import Deadline
from saglikclient.config import MIB, Retries, Timeouts
from saglikclient.errors import ConfigurationError, NotSent, OutcomeUnknown, SaglikError
from tests.support.loopback import PIECE, Server, answer, deaf, drip, echo, halt, mumble, refusing, stall, tunnel

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from saglikclient._transport.client import Transport
    from saglikclient.config import TlsOptions
    from saglikclient.testing import Sandbox
    from tests.support.loopback import Request, Step

TOTAL = 0.4
LATE = 3.0
"""Seconds after which a call that should take `TOTAL` hangs, on however loaded a machine."""
PATIENT = Timeouts(connect=None, read=None, total=TOTAL)
SLOWLY = Timeouts(connect=None, read=None, total=1.0)
"""Long enough to tell one total from nearly two, and not to be used up by a loaded machine."""
DRIPPING = {
    "head": drip(head=True),
    "body": drip(),
    "chunked": drip(b"1\r\nx\r\n" * 1000, chunked=True),
    "chunk size": drip(b"0" * PIECE, chunked=True),
    "gzip": drip(b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * PIECE, headers={"Content-Encoding": "gzip"}),
    "page": drip(status=503),
    "stall": stall,
    "half": halt(b"<half/>", after=3),
}
"""Each sends a byte well within any read timeout, for ever, or nothing at all."""


def post(http: Transport, url: str, body: bytes = b"<ask/>") -> bytes:
    with http.exchange("POST", url, body, {}) as reply:
        return reply.body()


def lost(http: Transport, url: str, body: bytes = b"<ask/>") -> tuple[type[SaglikError], float]:
    began = monotonic()
    with pytest.raises(SaglikError) as caught:
        post(http, url, body)
    return type(caught.value), monotonic() - began


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("step", DRIPPING.values(), ids=DRIPPING)
def test_dripping_is_cut_off(
    step: Step, client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions, *, tls: bool
) -> None:
    """
    An answer that never ends is given up after the total, wherever it drips; it was sent once, and nobody knows what became of it.
    """
    with Server(step, tls=server_tls if tls else None) as server:
        error, seconds = lost(client(timeouts=PATIENT, tls=trusting), server.url)

    assert error is OutcomeUnknown
    assert TOTAL * 0.9 < seconds < LATE
    assert len(server.requests) == 1


def test_dripping_is_cut_off_on_a_connection_in_use(client: Callable[..., Transport]) -> None:
    """
    Each attempt has the whole total, on a connection that has served before as well.
    """
    http = client(timeouts=SLOWLY)
    with Server(answer(b"x"), answer(b"x"), drip()) as server:
        post(http, server.url)
        post(http, server.url)
        error, seconds = lost(http, server.url)

    assert [request.connection for request in server.requests] == [1, 1, 1]
    assert error is OutcomeUnknown
    assert 0.9 < seconds < LATE


def test_each_attempt_has_its_own(client: Callable[..., Transport]) -> None:
    """
    What earlier calls on a connection have waited is not held against later ones.
    """

    def late(sock: socket.socket, request: Request, over: threading.Event) -> socket.socket | None:
        over.wait(0.4)
        return answer(request.body)(sock, request, over)

    http = client(timeouts=SLOWLY)
    with Server(late) as server:
        for _ in range(3):
            assert post(http, server.url) == b"<ask/>"

    assert [request.connection for request in server.requests] == [1, 1, 1]


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_slow_reader_is_not_cut_off(
    client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions, *, tls: bool
) -> None:
    """
    Only waiting for the network counts: whoever takes longer than the total between two pieces of a stream gets it whole.
    """
    body = bytes(8 * MIB)
    with (
        Server(answer(body), tls=server_tls if tls else None) as server,
        client(timeouts=SLOWLY, tls=trusting).exchange("POST", server.url, b"<ask/>", {}) as reply,
    ):
        pieces = reply.pieces()
        read = len(next(pieces))
        threading.Event().wait(1.2)
        assert read + sum(map(len, pieces)) == len(body)


@pytest.mark.parametrize("bound", [{"read": None, "total": TOTAL}, {"read": TOTAL, "total": None}], ids=["total", "read"])
@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_server_that_does_not_read(
    bound: dict[str, float | None], client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions, *, tls: bool
) -> None:
    """
    A large request that the server stops reading is given up too; the part that it has read may have been enough for it.
    """

    def shake_hands(sock: socket.socket, over: threading.Event) -> None:
        kept = server_tls.wrap_socket(sock, server_side=True) if tls else sock
        over.wait()
        kept.close()

    with Server(tls=server_tls if tls else None, greet=shake_hands) as server:
        error, seconds = lost(client(timeouts=Timeouts(connect=5, **bound), tls=trusting), server.url, bytes(32 * MIB))

    assert error is OutcomeUnknown
    assert TOTAL * 0.9 < seconds < LATE


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_large_request_arrives_whole(
    client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions, *, tls: bool
) -> None:
    """
    A request of many parts arrives as it was given.
    """
    body = bytes(range(256)) * 4096 + b"end"
    with Server(echo(lambda request: request.body), tls=server_tls if tls else None) as server:
        assert post(client(tls=trusting), server.url, body) == body


def test_total_of_the_handshake(client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions) -> None:
    """
    Where no connection stands within the total, nothing was sent.
    """
    with Server(tls=server_tls, greet=mumble) as server:
        error, seconds = lost(client(timeouts=PATIENT, tls=trusting), server.url)

    assert error is NotSent
    assert seconds < LATE


@pytest.mark.parametrize(
    ("step", "kind"),
    [(stall, NotSent), (drip(head=True), NotSent), (answer(status=407), ConfigurationError), (answer(status=502), NotSent)],
    ids=["silent", "drips", "407", "502"],
)
def test_proxy_that_opens_no_tunnel(
    step: Step, kind: type[SaglikError], client: Callable[..., Transport], trusting: TlsOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A proxy that is silent, drips or refuses has got its CONNECT and nothing of the request. One that asks for a password will ask again.
    """
    with Server(step) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.removesuffix("/ws"))
        error, seconds = lost(client(timeouts=PATIENT, tls=trusting), "https://mhrs.example/ws")

    assert error is kind
    assert seconds < LATE
    assert [request.method for request in proxy.requests] == ["CONNECT"]


@pytest.mark.parametrize("connect", [TOTAL, None], ids=["connect", "total"])
def test_handshake_behind_a_proxy(
    connect: float | None, client: Callable[..., Transport], trusting: TlsOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A handshake that stalls behind an open tunnel has carried nothing either.
    """

    def open_and_stall(sock: socket.socket, request: Request, over: threading.Event) -> None:
        sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        stall(sock, request, over)

    with Server(open_and_stall) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.removesuffix("/ws"))
        timeouts = Timeouts(connect=connect, read=None, total=None if connect else TOTAL)
        error, seconds = lost(client(timeouts=timeouts, tls=trusting), "https://mhrs.example/ws")

    assert error is NotSent
    assert seconds < LATE


def slow_tunnel(context: ssl.SSLContext, *, before: float = 0.0, after: float = 0.0) -> Step:
    """
    Be a proxy that takes its time to answer its CONNECT, or a server behind it that takes its time to shake hands.
    """

    def step(sock: socket.socket, request: Request, over: threading.Event) -> socket.socket:
        over.wait(before)
        sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        over.wait(after)
        return context.wrap_socket(sock, server_side=True)

    return step


@pytest.mark.parametrize(
    ("slow", "error"),
    [({"before": 0.7, "after": 30}, NotSent), ({"after": 0.7}, OutcomeUnknown)],
    ids=["tunnel, then handshake", "handshake, then answer"],
)
def test_waits_add_up(
    slow: dict[str, float],
    error: type[SaglikError],
    client: Callable[..., Transport],
    trusting: TlsOptions,
    server_tls: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    What was waited for the tunnel is missing for the handshake, and what was waited for the handshake for the answer.
    """
    with Server(slow_tunnel(server_tls, **slow), stall) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.removesuffix("/ws"))
        found, seconds = lost(client(timeouts=SLOWLY, tls=trusting), "https://mhrs.example/ws")

    assert found is error
    assert 0.9 < seconds < 1.6


def test_slow_lookup_counts(
    client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    If the time is over once the host's name is known, nothing is sent to it any more.
    """
    with Server(answer(), tls=server_tls) as server:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]

        def lookup(*_: object) -> object:
            threading.Event().wait(TOTAL * 1.2)
            return found

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        error, _ = lost(client(timeouts=PATIENT, tls=trusting), f"https://mhrs.example:{server.port}/ws")

    assert error is NotSent
    assert server.requests == []


def test_total_of_the_connection(client: Callable[..., Transport]) -> None:
    """
    A connection that nobody answers is given up after the total as well.
    """
    with deaf() as url:
        error, seconds = lost(client(timeouts=PATIENT), url)

    assert error is NotSent
    assert TOTAL * 0.9 < seconds < LATE


@pytest.mark.parametrize(("total", "answered"), [(59.0, False), (61.0, True), (None, True)])
def test_total_bounds_each_wait(total: float | None, answered: bool, sandbox: Sandbox) -> None:
    """
    No single wait is longer than the total, so that what stands where the network would be knows when its answer comes too late.
    """
    code = sandbox.codes.add("A1B2-3456-78", sandbox.hospital.hastalar[0])
    sandbox.faults.next("slow-answer")
    with sandbox.hes(timeouts=Timeouts(read=None, total=total), retries=Retries(attempts=1)) as hes:
        if answered:
            assert hes.check(code)
        else:
            with pytest.raises(OutcomeUnknown):
                hes.check(code)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_total_behind_a_proxy(
    scheme: str, client: Callable[..., Transport], trusting: TlsOptions, server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Behind a proxy an answer that drips is given up as well.
    """
    steps = (tunnel(server_tls), drip()) if scheme == "https" else (drip(),)
    with Server(*steps) as proxy:
        monkeypatch.setenv(f"{scheme}_proxy", proxy.url.removesuffix("/ws"))
        error, seconds = lost(client(timeouts=PATIENT, tls=trusting), f"{scheme}://mhrs.example/ws")

    assert error is OutcomeUnknown
    assert seconds < LATE


def test_reason_is_told(client: Callable[..., Transport]) -> None:
    """
    The error names the kinds of what lies beneath, down to the system's own.
    """
    with refusing() as url, pytest.raises(NotSent, match=r"< ConnectionRefusedError$"):
        post(client(), url)


def test_a_deadline_runs_only_where_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The clock stands still between two blocks, goes on where it stood, and a block that fails has taken its time too.
    """
    now = 100.0
    monkeypatch.setattr("saglikclient._transport.deadline.time", SimpleNamespace(monotonic=lambda: now))
    deadline = Deadline(10)
    with suppress(ZeroDivisionError), deadline.running():
        now += 3
        raise ZeroDivisionError
    now += 1000
    assert deadline.left == 7
    with deadline.running():
        now += 2
        assert deadline.left == 5
        now += 6
    assert deadline.left == -1


@pytest.mark.parametrize(("total", "own", "wait"), [(10, None, 10), (10, 5, 5), (5, 10, 5), (None, 5, 5), (None, None, None)], ids=str)
def test_a_wait_takes_the_smaller_bound(total: float | None, own: float | None, wait: float | None) -> None:
    """
    A wait has its own bound and what is left of the attempt, whichever is smaller, and none if there is neither.
    """
    with socket.socket() as sock:
        Deadline(total).limit(sock, own)

        assert (Deadline(total).at_most(own), sock.gettimeout()) == (wait, wait)


@pytest.mark.parametrize("left", [0, -1])
@pytest.mark.parametrize("own", [5, None])
def test_with_nothing_left_nothing_is_waited_for(left: float, own: float | None) -> None:
    """
    A deadline that has passed raises: a timeout of 0 would make a socket non-blocking, and a negative one is refused as a wrong value.
    """
    with socket.socket() as sock:
        with pytest.raises(TimeoutError):
            Deadline(left).limit(sock, own)

        assert sock.gettimeout() is None


def test_without_any_limit_a_call_is_made(client: Callable[..., Transport]) -> None:
    """
    No bound at all is a setting like others: the call waits for its answer, however long that takes.
    """
    with Server(echo(lambda request: request.body)) as server:
        assert post(client(timeouts=Timeouts(connect=None, read=None, total=None)), server.url, b"<ask/>") == b"<ask/>"


@pytest.mark.parametrize("step", [stall, halt(b"<half/>", after=3)], ids=["silent", "half"])
def test_read_without_a_total(step: Step, client: Callable[..., Transport]) -> None:
    """
    `read` alone ends the wait for a server that falls silent, before its answer or within it.
    """
    with Server(step) as server:
        error, seconds = lost(client(timeouts=Timeouts(connect=None, read=TOTAL, total=None)), server.url)

    assert error is OutcomeUnknown
    assert seconds < LATE
