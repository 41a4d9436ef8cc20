"""
The fault table: what a real client makes of each way a call can fail, over real sockets, and how often the server then has read it.

A write is read at most once, whatever happens, and ends in doubt unless the service itself refused it or nothing was sent. A read is read
as often as `Retries.attempts` allows where the failure may pass, else once.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs
import pytest
import trustme
from lxml import etree

from saglikclient import (
    AnswerTooLarge,
    AuthenticationError,
    Credentials,
    HttpError,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    ProtocolError,
    Retries,
    SaglikError,
    ServiceError,
    Timeouts,
    TlsError,
    TlsOptions,
    TryLater,
)
from saglikclient.mhrs import Mhrs, Poliklinik

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.support.loopback import Greeting, Request, Step

from tests.support.loopback import (
    Server,
    answer,
    bomb,
    close,
    deaf,
    drip,
    echo,
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

# Where a reset arrives between connect() and the handshake, CPython's ssl gives up a socket that it has taken over and not closed.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning")

ATTEMPTS = 2
PASSWORD, TCKN = "cok-gizli-parola", "10000000146"
FAULTY = "Envelope/Body/Fault"
HTML = {"Content-Type": "text/html"}
PAGE = b"<html><body><h1>10000000146</h1></body></html>"
V3 = "{urn:hl7-org:v3}"
ACCEPTED = """<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m xmlns="urn:hl7-org:v3"><acknowledgement>
<typeCode code="AA"/><message><id extension="{}"/></message></acknowledgement></m></e:Body></e:Envelope>"""
FOUND_NOTHING = """</acknowledgement><controlActEvent><queryAck><queryResponseCode code="NF"/></queryAck></controlActEvent>"""
FAULT = """<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:Server</faultcode>
<faultstring>{} 10000000146</faultstring></e:Fault></e:Body></e:Envelope>"""


def fault(code: str) -> Step:
    return answer(FAULT.format(code).encode(), status=500)


def message_id(request: Request) -> str:
    body = etree.fromstring(request.body).find("{*}Body")
    assert body is not None
    identifier = body[0].find(f"{V3}id")
    assert identifier is not None
    return identifier.get("extension", "")


def accept(request: Request) -> bytes:
    """
    Accept the message.
    """
    return ACCEPTED.format(message_id(request)).encode()


ONLY_READS = {HttpError, ProtocolError, AnswerTooLarge}
"""What only a read can end in."""


@attrs.frozen
class Row:
    """
    A fault.

    Attributes:
        name: What goes wrong.
        step: What the server does, or the address of something that is no server.
        error: What it is called, if the operation only reads.
        read: How often the server has read it, if the operation only reads; a write is read once, or not at all if this is 0.
        facts: Attributes of the error.
        write: What it is called otherwise; the same, unless it is one of those that a write does not raise.
        known: Attributes of that; the same, as far as it has them.
        tls: Whether the server has a certificate, and whether it is trusted.
        greet: What the server does with the connection instead of reading.
    """

    name: str
    step: Step | Callable[[], AbstractContextManager[str]]
    error: type[SaglikError]
    read: int
    facts: dict[str, object] = attrs.field(factory=dict)
    tls: str = ""
    greet: Greeting | None = None
    write: type[SaglikError] = attrs.field(
        default=attrs.Factory(lambda row: OutcomeUnknown if row.error in ONLY_READS else row.error, takes_self=True), kw_only=True
    )
    known: dict[str, object] = attrs.field(
        default=attrs.Factory(lambda row: {name: row.facts[name] for name in row.facts if hasattr(row.write(), name)}, takes_self=True),
        kw_only=True,
    )


def status(code: int, read: int) -> Row:
    return Row(f"status {code}", answer(PAGE, status=code, headers=HTML), HttpError, read, {"status": code})


TABLE = (
    Row("port refused", refusing, NotSent, 0),
    Row("no connection in time", deaf, NotSent, 0),
    Row("certificate not trusted", answer(), TlsError, 0, tls="unknown"),
    Row("handshake stalls", answer(), NotSent, 0, tls="trusted", greet=mute),
    Row("handshake drips", answer(), NotSent, 0, tls="trusted", greet=mumble),
    Row("handshake breaks off", answer(), NotSent, 0, tls="trusted", greet=hang_up),
    Row("accepted and left alone", answer(), OutcomeUnknown, 0, greet=mute),
    Row("reset", reset, OutcomeUnknown, ATTEMPTS),
    Row("reset within TLS", reset, OutcomeUnknown, ATTEMPTS, tls="trusted"),
    Row("closed", close, OutcomeUnknown, ATTEMPTS),
    Row("no answer in time", stall, OutcomeUnknown, ATTEMPTS, {"status": 0}),
    Row("head drips", drip(head=True), OutcomeUnknown, ATTEMPTS),
    Row("body drips", drip(), OutcomeUnknown, ATTEMPTS),
    Row("body drips within TLS", drip(), OutcomeUnknown, ATTEMPTS, tls="trusted"),
    Row("half by length", answer(b"<half/>", whole=False), OutcomeUnknown, ATTEMPTS, {"status": 200}),
    Row("half chunked", answer(b"<half/>", whole=False, chunked=True), OutcomeUnknown, ATTEMPTS),
    Row("half an envelope", answer(ACCEPTED[:-20].encode()), OutcomeUnknown, ATTEMPTS),
    Row("nothing", answer(), OutcomeUnknown, ATTEMPTS),
    Row("TLS breaks within the answer", spoilt, OutcomeUnknown, ATTEMPTS, tls="trusted"),
    Row("broken gzip", answer(b"no gzip", headers={"Content-Encoding": "gzip"}), OutcomeUnknown, ATTEMPTS),
    Row("no HTTP", gibberish, OutcomeUnknown, ATTEMPTS),
    Row("gzip bomb", bomb(2), AnswerTooLarge, 1, {"limit": 1024 * 1024}, known={"status": 200}),
    Row("redirect", redirect("http://127.0.0.1:1/"), HttpError, 1, {"status": 302}),
    Row("401", answer(PAGE, status=401, headers=HTML), AuthenticationError, 1, {"code": "401", "message": ""}),
    Row(
        "403",
        answer(PAGE, status=403),
        AuthenticationError,
        1,
        {"code": "403", "message": ""},
        write=OutcomeUnknown,
        known={"status": 403},
    ),
    Row("403 with a page", answer(PAGE, status=403, headers=HTML), HttpError, 1, {"status": 403}),
    *(status(code, 1) for code in (400, 404, 405, 500, 501)),
    *(status(code, ATTEMPTS) for code in (429, 502, 503, 504)),
    Row("asks to wait", answer(status=503, headers={"Retry-After": "9"}), HttpError, ATTEMPTS, {"status": 503, "retry_after": 9.0}),
    Row("asks to wait too long", answer(status=503, headers={"Retry-After": "3600"}), HttpError, 1, {"status": 503, "retry_after": 3600.0}),
    Row("a page with 200", answer(PAGE, headers=HTML), HttpError, 1, {"status": 200}),
    Row("no XML", answer(b"10000000146"), ProtocolError, 1, {"path": "line 1, column 1"}),
    Row("no envelope", answer(b"<x/>"), ProtocolError, 1, {"path": "Envelope/Body"}),
    Row("a DTD", answer(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), ProtocolError, 1),
    Row("half a DTD", answer(b"<!DOCTYPE x [<!ENTITY a"), ProtocolError, 1),
    Row("half an answer with a DTD", answer(b"<!DOCTYPE x SYSTEM 'y'><x>&nobody;"), ProtocolError, 1),
    Row("another message's answer", answer(ACCEPTED.format("another").encode()), ProtocolError, 1, {"path": "acknowledgement/message/id"}),
    Row("fault", fault("e"), ServiceError, 1, {"code": "Server"}, write=OutcomeUnknown, known={"status": 500, "path": FAULTY}),
    Row("fault: password", fault("03-014"), AuthenticationError, 1, {"code": "03-014"}),
    Row("fault: no right", fault("03-018"), NotPermitted, 1, {"code": "03-018"}),
    Row("fault: database", fault("03-001"), ServiceError, ATTEMPTS, {"code": "03-001"}),
    Row("fault: SKRS", fault("03-002"), ServiceError, ATTEMPTS, {"code": "03-002"}),
    Row("fault: write failed", fault("03-003"), ServiceError, ATTEMPTS, {"code": "03-003"}),
    Row("fault: general", fault("03-010"), ServiceError, ATTEMPTS, {"code": "03-010"}),
    Row("fault: schema", fault("03-008"), ServiceError, 1, {"code": "03-008"}),
    Row("MTOM", answer(b"--x", headers={"Content-Type": 'multipart/related; type="application/xop+xml"'}), HttpError, 1, {"status": 200}),
    Row("fault: try again", fault("03-012"), TryLater, ATTEMPTS, {"code": "03-012"}),
)

READ = "poliklinik.sorgulama"
OPERATIONS: dict[str, Callable[[Mhrs], object]] = {
    READ: lambda mhrs: mhrs.poliklinik.sorgulama(),
    "poliklinik.kayit": lambda mhrs: mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=1, poliklinik_adi="Göz 1")),
}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    No test sees the proxy of the machine it runs on.
    """
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def connect(ca: trustme.CA, tmp_path: Path) -> Iterator[Callable[[str], Mhrs]]:
    """
    Makes a real client of an address.
    """
    made: list[Mhrs] = []
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def client(endpoint: str) -> Mhrs:
        made.append(
            Mhrs(
                Credentials(username="kullanici", password=PASSWORD),
                kurum_kodu=123456,
                gonderen="HBYS",
                islem_yapan=TCKN,
                endpoint=endpoint,
                timeouts=Timeouts(connect=0.2, read=0.2, total=0.5),
                tls=TlsOptions(allow_http=True, ca_bundle=str(tmp_path / "ca.pem")),
                retries=Retries(attempts=ATTEMPTS, wait_initial=0, wait_max=0, wait_jitter=0, pace=lambda _: 0.0),
                max_answer=1024 * 1024,
            )
        )
        return made[-1]

    yield client
    for mhrs in made:
        mhrs.close()


@contextmanager
def suffered(row: Row, ca: trustme.CA) -> Iterator[tuple[str, list[Request]]]:
    """
    The address where a fault happens, and what was read there.
    """
    if row.step in {refusing, deaf}:
        with row.step() as url:  # type: ignore[call-arg, union-attr]
            yield url, []
        return
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if row.tls else None
    if tls:
        (ca if row.tls == "trusted" else trustme.CA()).issue_cert("127.0.0.1").configure_cert(tls)
    with Server(row.step, tls=tls, greet=row.greet) as server:  # type: ignore[arg-type]
        yield server.url, server.requests


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_fault(row: Row, operation: str, connect: Callable[[str], Mhrs], ca: trustme.CA) -> None:
    """
    Each fault has its error, which names the call and gives nothing away; a read is repeated if the fault may pass, a write never. For a
    write only what was certainly not done is called retryable.
    """
    with suffered(row, ca) as (url, requests), pytest.raises(SaglikError) as caught:
        OPERATIONS[operation](connect(url))

    error = caught.value
    kind, facts = (row.error, row.facts) if operation == READ else (row.write, row.known)
    assert type(error) is kind
    assert {name: getattr(error, name) for name in facts} == facts
    assert operation == READ or error.retryable is isinstance(error, NotSent | TryLater)
    assert (error.service, error.operation) == ("mhrs", operation)
    assert [word for word in (PASSWORD, TCKN, "kullanici", "Göz") if word in f"{error} {error!r} {error.args}"] == []
    assert len(requests) == (row.read if operation == READ else min(row.read, 1))
    assert [message_id(request) for request in requests][-1:] in ([], [error.request_id])


def nonce(request: Request) -> str | None:
    return etree.fromstring(request.body).findtext(".//{*}Nonce")


def test_no_message_is_sent_twice(connect: Callable[[str], Mhrs]) -> None:
    """
    A repeated read is a new message: it has an id and a nonce of its own, and the error tells the last one.
    """
    with Server(close) as server, pytest.raises(OutcomeUnknown) as caught:
        connect(server.url).poliklinik.sorgulama()

    assert len({message_id(request) for request in server.requests}) == len({nonce(request) for request in server.requests}) == ATTEMPTS
    assert caught.value.message_id == message_id(server.requests[-1])


def test_a_write_that_was_not_sent_is_sent(connect: Callable[[str], Mhrs], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A write is made again if nothing had reached the server, and then it is read once.
    """
    with Server(echo(accept)) as server:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
        answers: list[Any] = [socket.gaierror(socket.EAI_NONAME, "Name or service not known"), found]

        def lookup(*_: object) -> Any:
            if isinstance(answered := answers.pop(0), Exception):
                raise answered
            return answered

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        connect(f"http://mhrs.invalid:{server.port}/ws").poliklinik.iptal(7)

    assert answers == []
    assert len(server.requests) == 1


def test_a_read_that_failed_succeeds(connect: Callable[[str], Mhrs]) -> None:
    """
    A read that is made again gives the answer of the second time.
    """
    found = ACCEPTED.replace("</acknowledgement>", FOUND_NOTHING)
    with Server(reset, echo(lambda request: found.format(message_id(request)).encode())) as server:
        assert list(connect(server.url).poliklinik.sorgulama()) == []

    assert len(server.requests) == 2
