"""
What can go wrong between a client and the Ministry, as a server on the loopback interface does it over real TLS.
"""

from __future__ import annotations

import ssl
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import attrs
import trustme

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "transport"))

from loopback import HOST, Step, answer, close, deaf, drip, gibberish, halt, hang_up, mumble, mute, redirect, refusing, reset, spoil, stall

from saglikclient.testing.faults import Wire

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Self

    from loopback import Greeting

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
    """
    The right answer.
    """
    return answer(wire.body, status=wire.status, headers=_typed(wire))


def _typed(wire: Wire) -> dict[str, str]:
    return {"Content-Type": wire.content_type}


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
NO_ANSWER = (
    Fault("first byte late", "does what was asked, and never answers", _always(stall), waits="read"),
    Fault("reset", "does what was asked, and resets the connection", _always(reset)),
    Fault("closed", "does what was asked, and closes the connection", _always(close)),
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
    *(_status(code, processed=False) for code in (401, 403)),
    _status(408, processed=True),
    *(_status(code, processed=False) for code in (413, 428)),
    _status(429, processed=False, told="Retry-After: 1", headers={"Retry-After": "1"}),
    *(_status(code, processed=True) for code in (500, 502)),
    _status(503, processed=False),
    _status(504, processed=True),
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
    *NO_ANSWER,
    *REFUSED,
)
