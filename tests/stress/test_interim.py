"""
Interim answers (1xx) over real sockets, for each wire: the final answer belongs to the call that asked, and nothing else ever does.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import attrs
import pytest
from requests.structures import CaseInsensitiveDict

from saglikclient import HttpError, OutcomeUnknown, Retries, Timeouts, TlsOptions
from saglikclient.config import Options
from saglikclient.erapor import Role
from saglikclient.hes import HealthStatus
from saglikclient.identifiers import Tckn
from saglikclient.mhrs import Poliklinik
from saglikclient.mhrs.rest._operations import LOGIN
from saglikclient.testing._service import Request as Received
from tests.stress.fault_calls import CALLS
from tests.support.loopback import HOST, Server, answer

if TYPE_CHECKING:
    from saglikclient.testing import Sandbox
    from tests.support.loopback import Request, Step

pytestmark = pytest.mark.slow

Sent = Callable[["socket.socket", "threading.Event"], None]
"""Sends something in front of an answer."""
CODES = ("E5F6-3456-78", "C3D4-5678-90")
OPTIONS = Options(
    timeouts=Timeouts(connect=5, read=1.0, total=5),
    tls=TlsOptions(allow_http=True),
    retries=Retries(attempts=1),
)


@attrs.frozen
class Wire:
    """
    One of the services, with a question that can be asked about two persons or things.

    Attributes:
        name: The client's name.
        ask: Asks about one of them over a client; gives what came back.
        known: What the Ministry knows of it, past any client.
    """

    name: str
    ask: Callable[[Sandbox, Any, int], object]
    known: Callable[[Sandbox, int], object]

    def connect(self, ministry: Sandbox, server: Server) -> Any:
        """Make a client of a server that the Sandbox stands behind."""
        call = next(call for call in CALLS if call.client == self.name)
        return call.connect(ministry, f"http://{HOST}:{server.port}{urlsplit(call.base).path}", OPTIONS)

    def url(self, target: str) -> str:
        """The address within the Sandbox of what was asked for on the wire."""
        parts = urlsplit(next(call.base for call in CALLS if call.client == self.name))
        return f"{parts.scheme}://{parts.netloc}{target}"


def _status(_: Sandbox, hes: Any, person: int) -> object:
    return hes.check(CODES[person]).current_health_status


def _room(_: Sandbox, rest: Any, person: int) -> object:
    return rest.muayene_yeri.ekle(klinik_kodu=1001, muayene_yeri_adi=f"Göz {person}").data.muayene_yeri_id


def _reports(ministry: Sandbox, erapor: Any, person: int) -> object:
    token = ministry.erapor().token(identity_number=ministry.islem_yapan, role=Role.UZMAN_HEKIM)
    return [report.rapor_no for report in erapor.patient_reports(token, tckn=ministry.hospital.hastalar[person].tckn)]


def _place(_: Sandbox, mhrs: Any, person: int) -> object:
    return mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=1001, poliklinik_adi=f"Göz {person}")).poliklinik_kodu


def _number(ministry: Sandbox, person: int) -> object:
    (number,) = (place.poliklinik_kodu for place in ministry.hospital.poliklinikler.values() if place.poliklinik_adi == f"Göz {person}")
    return number


WIRES = (
    Wire("Hes", _status, lambda _, person: [HealthStatus.RISKY, HealthStatus.RISKLESS][person]),
    Wire("MhrsRest", _room, _number),
    Wire("ERapor", _reports, lambda _, person: [f"R-{person}"]),
    Wire("Mhrs", _place, _number),
)


def interim(status: int) -> bytes:
    return b"HTTP/1.1 %d Interim\r\nLink: </style.css>; rel=preload\r\n\r\n" % status


def before(sent: Sent, right: Step) -> Step:
    """Send something in front of the right answer."""

    def step(sock: socket.socket, request: Request, over: threading.Event) -> socket.socket | None:
        sent(sock, over)
        return right(sock, request, over)

    return step


def late(sock: socket.socket, over: threading.Event) -> None:
    sock.sendall(interim(103))
    over.wait(0.3)


def split(sock: socket.socket, over: threading.Event) -> None:
    for byte in interim(102):
        sock.sendall(bytes([byte]))
        over.wait(0.002)


def repeated(sock: socket.socket, _: threading.Event) -> None:
    sock.sendall(interim(103) * 5 + interim(100) * 3 + interim(199) * 5)


def unusual(sock: socket.socket, _: threading.Event) -> None:
    sock.sendall(interim(199))


def nothing(sock: socket.socket, over: threading.Event) -> None:
    sock.sendall(interim(103))
    over.wait()
    raise OSError


def too_many(sock: socket.socket, _: threading.Event) -> None:
    sock.sendall(interim(103) * 200)


def storm(sock: socket.socket, over: threading.Event) -> None:
    while not over.is_set():
        sock.sendall(interim(100) * 1000)


def upgrade(sock: socket.socket, _: threading.Event) -> None:
    sock.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")


@pytest.fixture(params=WIRES, ids=lambda wire: wire.name)
def wire(request: pytest.FixtureRequest, sandbox: Sandbox) -> Wire:
    """Each service, at which two persons are known."""
    sandbox.hospital.klinikler[1001] = "Göz"
    for person, (code, status) in enumerate(zip(CODES, (HealthStatus.RISKY, HealthStatus.RISKLESS), strict=True)):
        hasta = sandbox.hospital.hastalar[person]
        sandbox.codes.add(code, hasta, status=status.value)
        sandbox.reports.write(Tckn(str(hasta.tckn)), rapor_no=f"R-{person}", referans_no="1", hasta_adi="Ö. D.", tur="5")
    found: Wire = request.param
    return found


def served(sandbox: Sandbox, wire: Wire, first: Sent | None = None, around: Callable[[Step], Step] | None = None) -> Server:
    """The Sandbox behind a socket; the first question meets what is sent in front of its answer, or what is made of it."""
    met: list[bool] = []

    def step(sock: socket.socket, request: Request, over: threading.Event) -> socket.socket | None:
        received = Received(request.method, wire.url(request.target), CaseInsensitiveDict(request.headers), request.body)
        wired = sandbox.receive(received, None)
        right = answer(wired.body, status=wired.status, headers={"Content-Type": wired.content_type})
        if met or request.target.endswith(LOGIN.path):
            return right(sock, request, over)
        met.append(True)
        return (around(right) if around else before(first or late, right))(sock, request, over)

    return Server(step)


@pytest.mark.parametrize("first", [late, split, repeated, unusual])
def test_an_interim_answer_is_skipped(sandbox: Sandbox, wire: Wire, first: Sent) -> None:
    """The call that met an interim answer gets its own final answer, and so does the next one, on the same connection."""
    with served(sandbox, wire, first) as server, wire.connect(sandbox, server) as client:
        found = [wire.ask(sandbox, client, person) for person in range(2)]

    assert found == [wire.known(sandbox, person) for person in range(2)]
    assert server.connections == 1


@pytest.mark.parametrize("first", [nothing, too_many, storm, upgrade])
def test_without_a_final_answer_the_connection_is_given_up(sandbox: Sandbox, wire: Wire, first: Sent) -> None:
    """
    Where no final answer comes, the outcome of a write is unknown, in time; no later call uses that connection, whatever arrives on it.
    """
    with served(sandbox, wire, first) as server, wire.connect(sandbox, server) as client:
        with pytest.raises(OutcomeUnknown if wire.name.startswith("Mhrs") or first is not upgrade else HttpError):
            wire.ask(sandbox, client, 0)
        found = wire.ask(sandbox, client, 1)

    assert found == wire.known(sandbox, 1)
    assert server.connections == 2


def behind(sent: bytes, done: threading.Event, *, together: bool) -> Callable[[Step], Step]:
    """Send something behind an answer that says how long it is: in one go with it, or after it."""

    def around(right: Step) -> Step:
        def step(sock: socket.socket, request: Request, over: threading.Event) -> socket.socket | None:
            if not together:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or the second part waits for the client's acknowledgement
                went_on = right(sock, request, over)
                sock.sendall(sent)
                done.set()
                return went_on
            both = _Together(sock)
            went_on = right(both, request, over)  # type: ignore[arg-type]
            sock.sendall(bytes(both.written) + sent)
            done.set()
            return sock if went_on is not None else None

        return step

    return around


class _Together:
    """A socket that keeps what is sent."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.written = sock, bytearray()

    def sendall(self, data: bytes) -> None:
        self.written += data


FOREIGN = json.dumps({"success": True, "data": {"muayeneYeriId": 666}}).encode()
SECOND = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(FOREIGN), FOREIGN)


@pytest.mark.parametrize("together", [True, False], ids=["in one go", "behind it"])
@pytest.mark.parametrize("sent", [SECOND, b"\r\n" * 9000 + SECOND, b"x"], ids=["an answer", "much, then an answer", "a byte"])
def test_what_follows_an_answer_is_never_read(sandbox: Sandbox, wire: Wire, sent: bytes, *, together: bool) -> None:
    """Bytes behind the end of an answer are nobody's answer: the next call uses another connection."""
    done = threading.Event()
    with served(sandbox, wire, around=behind(sent, done, together=together)) as server, wire.connect(sandbox, server) as client:
        first = wire.ask(sandbox, client, 0)
        assert done.wait(5)
        second = wire.ask(sandbox, client, 1)

    assert [first, second] == [wire.known(sandbox, person) for person in range(2)]
    assert server.connections == 2
