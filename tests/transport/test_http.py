"""
One HTTP exchange against a real socket: what each kind of trouble is called, and how much of an answer is taken in.
"""

from __future__ import annotations

import gc
import socket
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saglikclient._transport.http import PIECE, _seconds
from saglikclient.config import MIB, Timeouts
from saglikclient.errors import AnswerTooLarge, NotSent, OutcomeUnknown, SaglikError
from tests.support.loopback import (
    HOST,
    Greeting,
    Server,
    Step,
    answer,
    bomb,
    close,
    deaf,
    gibberish,
    hang_up,
    mumble,
    mute,
    redirect,
    refusing,
    reset,
    spoilt,
    stall,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from saglikclient._transport.client import Transport
    from saglikclient.config import TlsOptions

GZIP = {"Content-Encoding": "gzip"}


def post(http: Transport, url: str) -> bytes:
    with http.exchange("POST", url, b"<ask/>", {}) as reply:
        return reply.body()


def failure(http: Transport, url: str) -> SaglikError:
    with pytest.raises(SaglikError) as caught:
        post(http, url)
    return caught.value


@pytest.mark.parametrize("chunked", [False, True], ids=["by-length", "chunked"])
def test_answer(client: Callable[..., Transport], *, chunked: bool) -> None:
    """
    What was sent is read whole, and what was answered comes back whole.
    """
    body, typed = b"<answer>" + b"x" * 3 * PIECE + b"</answer>", {"Content-Type": "Text/XML ; charset=utf-8"}
    with (
        Server(answer(body, chunked=chunked, headers=typed)) as server,
        client().exchange("POST", server.url, b"<ask/>", {"SOAPAction": '"x"'}) as reply,
    ):
        assert (reply.status, reply.content_type, reply.size) == (200, "text/xml", 0)
        assert b"".join(reply.pieces()) == body
        assert reply.size == len(body)

    (request,) = server.requests
    assert (request.method, request.target, request.body, request.headers["soapaction"]) == ("POST", "/ws", b"<ask/>", '"x"')


def test_no_content_type(client: Callable[..., Transport]) -> None:
    """
    An answer that does not say its type has the empty one.
    """
    with Server(answer(headers={"Content-Type": ""})) as server, client().exchange("GET", server.url, None, {}) as reply:
        assert reply.content_type == ""


def test_refused_port(client: Callable[..., Transport]) -> None:
    """
    A refused connection was never sent.
    """
    with refusing() as url:
        assert type(failure(client(), url)) is NotSent


def test_connect_timeout(client: Callable[..., Transport]) -> None:
    """
    A connection that is not established in time was never sent; the time is the connect timeout.
    """
    with deaf() as url:
        began = monotonic()
        assert type(failure(client(timeouts=Timeouts(connect=0.1, read=None)), url)) is NotSent
        assert monotonic() - began < 5


def test_read_timeout(client: Callable[..., Transport]) -> None:
    """
    A server that reads and says nothing is waited for as long as the read timeout says.
    """
    with Server(stall) as server:
        began = monotonic()
        assert type(failure(client(timeouts=Timeouts(connect=None, read=0.1)), server.url)) is OutcomeUnknown
        assert monotonic() - began < 5


def test_unknown_host(client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A host that nobody knows was never sent to.
    """

    def unknown(*_: object, **__: object) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert type(failure(client(), "http://mhrs.invalid/")) is NotSent


BROKEN = {
    "reset": reset,
    "closed": close,
    "stall": stall,
    "half-by-length": answer(b"<half/>", whole=False),
    "half-chunked": answer(b"<half/>", whole=False, chunked=True),
    "half-redirect": answer(b"<half/>", whole=False, status=302, headers={"Location": "/elsewhere"}),
    "broken-gzip": answer(b"no gzip", headers=GZIP),
    "no-http": gibberish,
}


@pytest.mark.parametrize("step", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_lost_after_reading(
    step: Step, client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions, *, tls: bool
) -> None:
    """
    Once the server has read the request, nobody knows what became of it; and it is not sent a second time.
    """
    with Server(step, tls=server_tls if tls else None) as server:
        assert type(failure(client(timeouts=Timeouts(connect=5, read=0.2), tls=trusting), server.url)) is OutcomeUnknown

    assert len(server.requests) == 1


def test_tls_breaks_within_an_answer(client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions) -> None:
    """
    A TLS error after the request was read is doubt, not distrust: the request may have been processed.
    """
    with Server(spoilt, tls=server_tls) as server:
        assert type(failure(client(tls=trusting), server.url)) is OutcomeUnknown

    assert len(server.requests) == 1


@pytest.mark.parametrize("greeting", [mute, mumble])
def test_endless_handshake(greeting: Greeting, client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions) -> None:
    """
    A TLS handshake that never ends is given up after the connect timeout, whatever is said in it; nothing was sent then.
    """
    with Server(tls=server_tls, greet=greeting) as server:
        began = monotonic()
        error = failure(client(timeouts=Timeouts(connect=0.1, read=None, total=None), tls=trusting), server.url)

    assert type(error) is NotSent
    assert monotonic() - began < 5
    assert server.requests == []


def test_handshake_that_breaks_off(client: Callable[..., Transport], server_tls: ssl.SSLContext, trusting: TlsOptions) -> None:
    """
    A connection that is reset before TLS stands has carried nothing.
    """
    with Server(tls=server_tls, greet=hang_up) as server:
        assert type(failure(client(tls=trusting), server.url)) is NotSent


@pytest.mark.parametrize(
    "step",
    [answer(bytes(MIB)), answer(bytes(MIB), chunked=True), bomb(1), bomb(1, chunked=True), redirect("/", body=bytes(MIB))],
    ids=["by-length", "chunked", "gzip", "gzip-chunked", "redirect"],
)
def test_too_large(step: Step, client: Callable[..., Transport]) -> None:
    """
    An answer beyond the bound is an error that tells the bound; one that just fits is none.
    """
    with Server(step) as server:
        error = failure(client(max_answer=MIB - 1), server.url)
        assert len(post(client(max_answer=MIB), server.url)) == MIB

    assert isinstance(error, AnswerTooLarge)
    assert error.limit == MIB - 1
    assert str(error).startswith(f"the answer is larger than {MIB - 1} bytes")


@pytest.mark.parametrize("chunked", [False, True], ids=["by-length", "chunked"])
@pytest.mark.parametrize("headers", [{}, {"Location": "/elsewhere"}], ids=["answer", "redirect"])
def test_bomb_is_not_unpacked(client: Callable[..., Transport], headers: dict[str, str], *, chunked: bool) -> None:
    """
    A small answer that decompresses to a large one costs no memory beyond the bound, a redirect's body neither.
    """
    http = client(max_answer=MIB)
    with Server(bomb(64, status=302 if headers else 200, headers=headers, chunked=chunked)) as server:
        tracemalloc.start()
        try:
            error = failure(http, server.url)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert type(error) is AnswerTooLarge
    assert peak < 8 * MIB


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/elsewhere", "http://127.0.0.1:1/", "http://[broken", "http://é\xff/"])
def test_redirects_are_not_followed(client: Callable[..., Transport], status: int, location: str) -> None:
    """
    A redirect is an answer like any other, wherever it leads: envelope and password go nowhere else.
    """
    with Server(redirect(location, status=status)) as server, client().exchange("POST", server.url, b"<ask/>", {}) as reply:
        assert (reply.status, reply.body()) == (status, b"")

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("", None),
    ],
)
def test_retry_after(client: Callable[..., Transport], header: str, seconds: float | None) -> None:
    """
    `Retry-After` is read as seconds or a date, one that has passed is zero, and nonsense is as good as none.
    """
    with Server(answer(headers={"Retry-After": header})) as server, client().exchange("GET", server.url, None, {}) as reply:
        assert reply.retry_after == seconds


def test_retry_after_date(client: Callable[..., Transport]) -> None:
    """
    A date to come is the seconds until then.
    """
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    with Server(answer(headers={"Retry-After": then})) as server, client().exchange("GET", server.url, None, {}) as reply:
        assert reply.retry_after == pytest.approx(100, abs=5)


ZONES = st.sampled_from(["GMT", "-0000", "+0300", "+9999", "-2400", "-9999999999999"])
YEARS = st.integers(0, 9999).map("{:04}".format) | st.just("99999999999")
CLOCKS = st.tuples(st.integers(0, 30), st.integers(0, 70), st.integers(0, 70)).map(lambda parts: "{:02}:{:02}:{:02}".format(*parts))
DATES = st.builds("Mon, {} {} {} {} {}".format, st.integers(0, 40), st.sampled_from(["Jan", "Dec"]), YEARS, CLOCKS, ZONES)


@example("0\x1f")
@given(st.text(st.characters(max_codepoint=255)) | DATES)
def test_any_retry_after_is_read(header: str) -> None:
    """
    Whatever the header holds, it is None or a number of seconds that is not negative.
    """
    seconds = _seconds(header)

    assert seconds is None or seconds >= 0


@pytest.mark.parametrize("step", [answer(b"no gzip", headers=GZIP), answer(bytes(MIB))], ids=["broken-gzip", "too-large"])
def test_failed_exchange_leaves_nothing_open(step: Step, client: Callable[..., Transport]) -> None:
    """
    After a failure the connection ends when the client is closed, not when the garbage collector comes by.
    """
    http = client(max_answer=MIB // 2)
    gc.disable()
    try:
        with Server(step) as server:
            with suppress(SaglikError):  # pytest.raises would keep the error, and with it the connection
                post(http, server.url)
            http.close()
            assert server.abandoned()
    finally:
        gc.enable()


def test_port_of_the_test() -> None:
    """
    The double is a real socket on the loopback interface.
    """
    with Server(answer(b"x")) as server, socket.create_connection((HOST, server.port)) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")
        assert sock.recv(1000).startswith(b"HTTP/1.1 200")

    assert server.requests[0].body == b"abc"
