"""
What can go wrong between a client and the Ministry, as a server on the loopback interface does it over real TLS.
"""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import attrs
import trustme

from saglikclient.testing.faults import Wire
from tests.support.loopback import (
    HOST,
    Step,
    after,
    answer,
    close,
    deaf,
    drip,
    gibberish,
    halt,
    hang_up,
    mumble,
    mute,
    raw,
    redirect,
    refusing,
    reset,
    spoil,
    stall,
    vanish,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Self

    from tests.support.loopback import Greeting

HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = b"<html><head><title>Hata</title></head><body><h1>Hata</h1></body></html>"

Answering = Callable[[Wire], Step]
"""What the server answers, given the right answer; a blank one if the Ministry did not do what was asked."""


class Authority:
    """
    Certificates of all kinds. Use it as a context manager: what it trusts is a file for as long.

    Attributes:
        file: The certificate of the authority that the clients trust.
    """

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self.file = str(Path(self._folder.name) / "ca.pem")
        self._ca, other = trustme.CA(), trustme.CA()
        self._ca.cert_pem.write_to_path(self.file)
        self._contexts = {
            "trusted": _serving(self._ca.issue_cert(HOST)),
            "expired": _serving(self._ca.issue_cert(HOST, not_after=datetime.now(UTC) - timedelta(days=1))),
            "other host": _serving(self._ca.issue_cert("other.example")),
            "other authority": _serving(other.issue_cert(HOST)),
            "self-signed": self._self_signed(other),
            "old": _old(_serving(self._ca.issue_cert(HOST))),
        }

    def context(self, kind: str) -> ssl.SSLContext:
        """
        The server's side of TLS.

        Args:
            kind: Which certificate.
        """
        return self._contexts[kind]

    def _self_signed(self, authority: trustme.CA) -> ssl.SSLContext:
        file = Path(self._folder.name) / "self.pem"
        file.write_bytes(authority.private_key_pem.bytes() + authority.cert_pem.bytes())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


def _serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def _old(context: ssl.SSLContext) -> ssl.SSLContext:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def right(wire: Wire) -> Step:
    """The right answer."""
    return answer(wire.body, status=wire.status, headers=_typed(wire))


def _typed(wire: Wire) -> dict[str, str]:
    return {"Content-Type": wire.content_type}


def two_lengths(wire: Wire) -> bytes:
    """The right answer with a second `Content-Length`."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {wire.content_type}\r\nContent-Length: {len(wire.body)}\r\nContent-Length: 7\r\n\r\n"
    return head.encode("ascii") + wire.body


@attrs.frozen
class Fault:
    """
    Something that goes wrong.

    Attributes:
        name: Its name.
        what: What the server does.
        answers: What it answers to each request that it has read, logins aside; the last one repeats.
        processed: Whether the Ministry does what was asked before the answer goes wrong.
        waits: Which timeout ends an attempt; empty if none has to.
        certificate: Which certificate the server shows.
        greet: What is done with a connection instead of serving it.
        greeted: With how many connections.
        place: An address where no server is.
        reads_succeed: Whether a call that only reads gets its answer in the end.
        writes_succeed: Whether a call that writes does.
        status: HTTP status of the answer.
        cut: Whether the server resets the connection in the middle of a request, logins aside.
        warm: Whether a call that reads was answered before, on the same connection.
        proxy: What a proxy answers to the request for a tunnel, where the environment names one; None without a proxy.
    """

    name: str
    what: str
    answers: tuple[Answering, ...] = (right,)
    processed: bool = attrs.field(default=True, kw_only=True)
    waits: str = attrs.field(default="", kw_only=True)
    certificate: str = attrs.field(default="trusted", kw_only=True)
    greet: Greeting | None = attrs.field(default=None, kw_only=True)
    greeted: float = attrs.field(default=float("inf"), kw_only=True)
    place: Callable[[], AbstractContextManager[str]] | None = attrs.field(default=None, kw_only=True)
    reads_succeed: bool = attrs.field(default=False, kw_only=True)
    writes_succeed: bool = attrs.field(default=False, kw_only=True)
    status: int = attrs.field(default=200, kw_only=True)
    cut: bool = attrs.field(default=False, kw_only=True)
    warm: bool = attrs.field(default=False, kw_only=True)
    proxy: Step | None = attrs.field(default=None, kw_only=True)


def _always(step: Step) -> tuple[Answering, ...]:
    return (lambda _: step,)


def _status(code: int, *, processed: bool, told: str = "a page", headers: dict[str, str] | None = None) -> Fault:
    done = "does what was asked, then" if processed else "reads and"
    page = answer(PAGE, status=code, headers={**HTML, **(headers or {})})
    return Fault(f"HTTP {code}", f"{done} answers {code} with {told}", _always(page), processed=processed, status=code)


NO_CONNECTION = (
    Fault("refused", "refuses the connection", place=refusing),
    Fault("no connection", "leaves the connection unanswered", place=deaf, waits="connect"),
    Fault("handshake stalls", "accepts, and never shakes hands", greet=mute, waits="connect"),
    Fault("handshake drips", "sends a TLS record byte by byte, without end", greet=mumble, waits="connect"),
    Fault("handshake breaks off", "accepts, and resets the connection", greet=hang_up),
    Fault(
        "handshake stalls once",
        "never shakes hands on the first connection, and serves the second",
        greet=mute,
        greeted=1,
        waits="connect",
        reads_succeed=True,
        writes_succeed=True,
    ),
    Fault("expired certificate", "shows a certificate that has expired", certificate="expired"),
    Fault("self-signed certificate", "shows a certificate that only itself vouches for", certificate="self-signed"),
    Fault("unknown authority", "shows a certificate of an authority that is not trusted", certificate="other authority"),
    Fault("wrong host", "shows a trusted certificate of another host", certificate="other host"),
    Fault("TLS 1.0 only", "speaks nothing newer than TLS 1.0", certificate="old"),
)
PROXIES = (
    Fault("proxy: HTTP 407", "is behind a proxy that wants a user name and password", proxy=answer(status=407)),
    Fault("proxy: HTTP 502", "is behind a proxy that cannot reach it", proxy=answer(status=502)),
)
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
INTERIM_ANSWERS = (
    Fault(
        "interim answer",
        "does what was asked, and answers 103 before the right answer",
        (lambda wire: after(INTERIM, right(wire)),),
        reads_succeed=True,
        writes_succeed=True,
    ),
    Fault(
        "interim answers, late",
        "does what was asked, answers 102 twice and 103, and a moment later rightly",
        (lambda wire: after(b"HTTP/1.1 102 Processing\r\n\r\n" * 2 + INTERIM, right(wire), pause=0.3),),
        reads_succeed=True,
        writes_succeed=True,
    ),
    Fault("interim answer only", "does what was asked, answers 103, and never anything else", _always(after(INTERIM, stall)), waits="read"),
    Fault("interim answer, reset", "does what was asked, answers 103, and resets the connection", _always(after(INTERIM, reset))),
    Fault("interim storm", "does what was asked, and answers 103 two hundred times", _always(raw(INTERIM * 200))),
)
NO_ANSWER = (
    Fault("first byte late", "does what was asked, and never answers", _always(stall), waits="read"),
    Fault("reset", "does what was asked, and resets the connection", _always(reset)),
    Fault("closed", "does what was asked, and closes the connection", _always(close)),
    Fault("silent drop", "does what was asked, and from then on every packet is lost", _always(vanish), waits="read"),
    Fault("reset within the request", "resets the connection while the request is sent", cut=True, processed=False),
    Fault(
        "idle connection closed",
        "has answered a call before on this connection, does what was asked, and resets it",
        (right, lambda _: reset),
        warm=True,
    ),
    Fault("status line cut", "does what was asked, and closes within the first line of its answer", _always(raw(b"HTTP/1.1 2"))),
    Fault("two lengths", "does what was asked, and answers with two lengths that differ", (lambda wire: raw(two_lengths(wire)),)),
    Fault(
        "reset once",
        "does what was asked and resets the connection, and answers the next request",
        (lambda _: reset, right),
        reads_succeed=True,
    ),
    Fault("no HTTP", "does what was asked, and answers in another protocol", _always(gibberish)),
    Fault("head drips", "does what was asked, and sends the head of its answer byte by byte", _always(drip(head=True)), waits="total"),
    Fault(
        "body drips",
        "does what was asked, and sends the answer byte by byte",
        (lambda wire: drip(wire.body + b" " * 4096, headers=_typed(wire)),),
        waits="total",
    ),
    Fault(
        "body stalls",
        "does what was asked, and stops in the middle of the answer",
        (lambda wire: halt(wire.body, after=len(wire.body) // 2, headers=_typed(wire)),),
        waits="read",
    ),
    Fault(
        "half an answer",
        "does what was asked, and closes in the middle of the answer",
        (lambda wire: answer(wire.body[: len(wire.body) // 2], headers=_typed(wire), whole=False),),
    ),
    Fault(
        "half in chunks",
        "does what was asked, and closes before the last chunk",
        (lambda wire: answer(wire.body, headers=_typed(wire), whole=False, chunked=True),),
    ),
    Fault(
        "length too large",
        "does what was asked, promises a byte more than it sends, and closes",
        (lambda wire: answer(wire.body, headers=_typed(wire), whole=False),),
    ),
    Fault(
        "length too small",
        "does what was asked, and promises half of what it sends",
        (lambda wire: answer(wire.body, headers=_typed(wire), promised=len(wire.body) // 2),),
    ),
    Fault("TLS breaks", "does what was asked, and spoils the TLS stream within its answer", (lambda wire: spoil(_typed(wire)),)),
    Fault("nothing", "does what was asked, and answers with an empty body", (lambda wire: answer(b"", headers=_typed(wire)),)),
    Fault("a page", "does what was asked, and answers 200 with a page", _always(answer(PAGE, headers=HTML))),
)
REFUSED = (
    Fault(
        "HTTP 301",
        "reads and sends the client elsewhere, to a port where nobody listens",
        _always(redirect("https://127.0.0.1:1/", status=301)),
        processed=False,
        status=301,
    ),
    _status(401, processed=False),
    *(_status(code, processed=True) for code in (202, 403, 408, 413, 428)),
    Fault("HTTP 204", "does what was asked, and answers 204 without a body", _always(answer(status=204)), status=204),
    _status(429, processed=True, told="Retry-After: 1", headers={"Retry-After": "1"}),
    *(_status(code, processed=True) for code in (500, 502, 503, 504)),
    Fault(
        "HTTP 503 once",
        "does what was asked and answers 503, and answers the next request rightly",
        (lambda _: answer(PAGE, status=503, headers=HTML), right),
        reads_succeed=True,
        status=503,
    ),
)
FAULTS: tuple[Fault, ...] = (
    Fault("none", "answers rightly", reads_succeed=True, writes_succeed=True),
    *NO_CONNECTION,
    *PROXIES,
    *INTERIM_ANSWERS,
    *NO_ANSWER,
    *REFUSED,
)
