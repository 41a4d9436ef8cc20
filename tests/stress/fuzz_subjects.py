"""
What is fuzzed: calls of the clients, each with the answers that are good for it. A new service is one function more in `ALL`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from saglikclient import Credentials, Environment, Records
from saglikclient.erapor import AccessToken, ERapor, Role
from saglikclient.hes import Hes, HesCode, HesOutcome, HesResult
from saglikclient.mhrs import Contract, Mhrs
from saglikclient.mhrs.contract import LOCAL
from saglikclient.mhrs.interactions import RANDEVU_SORGULAMA, TABLE_1
from saglikclient.testing import Clock, Sandbox
from saglikclient.testing._service import JSON, XML
from tests.stress import fuzz_oracle as oracle
from tests.stress.fuzz_call import GOLDEN, HEKIM, ONCE, Subject, bound, clean_first
from tests.stress.fuzz_line import PLACE, Line
from tests.stress.fuzz_rest import rest
from tests.support.hl7_golden import NOW
from tests.support.hl7_sent import BASLANGIC, BITIS, SENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient._transport.soap import UsernameToken
    from saglikclient.testing._service import Request
    from saglikclient.testing.faults import Wire

R = TypeVar("R", bound=HesResult)
CREDENTIALS = Credentials(username="sandbox", password="sandbox-parola")
CODES = tuple(HesCode(text) for text in ("K7M2-9081-78", "A1B2-3456-78", "Z9Z9-9999-99"))


class BuiltOnce(Contract):
    """The bundled contract, whose messages are built once each and then only get a new id: it is the answers that are fuzzed."""

    @property
    def wsdl(self) -> Any:
        """What builds the messages."""
        return self

    def envelope(self, element: str, content: Any, token: UsernameToken) -> tuple[bytes, dict[str, str]]:
        """A message under its own id; the first one of each operation is built by zeep."""
        own = content["id"]["extension"].encode()
        if element not in _BUILT:
            body, headers = super().wsdl.envelope(element, content, token)
            _BUILT[element] = (body.replace(own, PLACE), headers)
        body, headers = _BUILT[element]
        return body.replace(PLACE, own), headers


_BUILT: dict[str, tuple[bytes, dict[str, str]]] = {}


def mhrs() -> Iterator[Subject]:
    """The eighteen rows of Table 1 and the stream, from every golden answer, the damaged ones included."""
    line = Line()
    client = Mhrs(
        CREDENTIALS,
        kurum_kodu=123456,
        gonderen="SANDBOX-HBYS",
        islem_yapan=HEKIM,
        environment=Environment.TEST,
        endpoint="https://mhrs.invalid/ws",
        contract=BuiltOnce(f"bundled:{LOCAL}"),
        interaction_ids={row.number: row.local_id for row in TABLE_1 if row.interaction_id is None},
        retries=ONCE,
        clock=Clock(NOW),
        adapter=line,
    )
    for row in TABLE_1:
        bodies = tuple(path.read_bytes() for path in sorted(GOLDEN.glob(f"{row.method.replace('.', '_')}*.response.xml"), key=clean_first))
        made, sent = oracle.hl7(row), SENT[row.method].call
        yield Subject(
            name=f"mhrs {row.method}", bodies=bodies, content_type=XML, call=bound(sent, client), unlike=made, line=line, safe=row.safe
        )
        if row is RANDEVU_SORGULAMA:
            yield Subject(
                name="mhrs randevu.akis",
                bodies=bodies,
                content_type=XML,
                call=bound(lambda known: list(known.randevu.akis(BASLANGIC, BITIS)), client),
                unlike=made,
                line=line,
            )


def hes() -> Iterator[Subject]:
    """The six methods; the answers are the Sandbox's own bytes."""
    line, told = Line(), Told(clock=Clock(NOW))
    settings = {"endpoint": "https://hes.sandbox.invalid/hes", "retries": ONCE}
    client = Hes(CREDENTIALS, adapter=line, **settings)
    hastalar = told.hospital.hastalar
    for code, hasta, status in zip(CODES[:2], hastalar, ("RISKLESS", "RISKY"), strict=False):
        told.codes.add(code, hasta, status=status, vaccinated=True, immune=None, negative_test=datetime(2026, 3, 1, 12))  # noqa: DTZ001
    place = {"city": "Ankara", "district": "Çankaya", "explicit_address": "Örnek Cad. 1", "latitude": 39.9, "longitude": 32.8}
    calls: dict[str, Callable[[Hes], object]] = {
        "check": lambda one: one.check(CODES[0]),
        "check_plus": lambda one: one.check_plus(CODES[0]),
        "check_employee": lambda one: one.check_employee(CODES[0]),
        "check_visitor": lambda one: one.check_visitor(CODES[0], **place),
        "check_many": lambda one: _answered(one.check_many(CODES, on_error="collect")),
        "check_many_plus": lambda one: _answered(one.check_many_plus(CODES, on_error="collect")),
    }
    with told.hes() as known:
        for name, call in calls.items():
            call(known)
            unlike = oracle.hes_many(CODES) if "many" in name else oracle.hes_one
            yield Subject(name=f"hes {name}", bodies=(told.last,), content_type=JSON, call=bound(call, client), unlike=unlike, line=line)


def _answered(outcomes: Records[HesOutcome[R]]) -> Records[HesOutcome[R]]:
    """What a bulk check brought; an error that all codes share is that of the answer, not of its members."""
    first = outcomes[0].error
    if first is not None and all(outcome.error is first for outcome in outcomes):
        raise first
    return outcomes


def erapor() -> Iterator[Subject]:
    """The token and the reverse query; the answers are the Sandbox's own bytes, and the other forms that the client understands."""
    line, told = Line(), Told(clock=Clock(NOW))
    settings = {"application_code": "SANDBOX-UYGULAMA", "endpoint": "https://erapor.sandbox.invalid", "retries": ONCE}
    client = ERapor(CREDENTIALS, clock=told.clock, adapter=line, **settings)
    bearer = AccessToken(value="abc.DEF-123+/=", role=Role.UZMAN_HEKIM, obtained_at=told.clock())
    hasta = told.hospital.hastalar[0]
    for number in ("R-1", "R-2"):
        told.reports.write(hasta.tckn, rapor_no=number, referans_no=f"9{number}", hasta_adi=hasta.adi, tur="e-Durum Bildirir")
    with told.erapor() as known:
        given = known.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)
        token = told.last
        known.patient_reports(given, tckn=hasta.tckn)
        reports = told.last
    yield Subject(
        name="erapor token",
        bodies=(token, b'{"access_token": "eyJhbGciOi.J9.x-y_z", "token_type": "bearer", "expires_in": 3599}'),
        content_type=JSON,
        call=bound(lambda known: known.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM), client),
        unlike=oracle.token,
        line=line,
    )
    yield Subject(
        name="erapor patient_reports",
        bodies=(reports, b'[{"raporNo": "R-9", "hastaTCKN": 24427250916, "tarih": "02.03.2026 08:00"}]'),
        content_type=JSON,
        call=lambda: client.patient_reports(bearer, tckn=HEKIM),
        unlike=oracle.reports,
        line=line,
    )


class Told(Sandbox):
    """A Sandbox whose answers can be kept."""

    last = b""

    def receive(self, request: Request, read_timeout: float | None) -> Wire:
        """Answer as usual, and remember the answer."""
        wire = super().receive(request, read_timeout)
        self.last = wire.body
        return wire


ALL: tuple[Callable[[], Iterator[Subject]], ...] = (mhrs, rest, hes, erapor)


def subjects() -> list[Subject]:
    """All of them."""
    return [subject for service in ALL for subject in service()]
