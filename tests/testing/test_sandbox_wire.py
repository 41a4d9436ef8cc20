"""
The Sandbox at the wire: raw bytes in, raw bytes out, and the Ministry's codes for what is wrong with them.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import attrs
import pytest
import requests
from lxml import etree
from requests.adapters import HTTPAdapter

from saglikclient import AuthenticationError, Credentials, OutcomeUnknown, Retries
from saglikclient.mhrs import CalismaCetveli, Mhrs, Poliklinik, Sablon, SablonDilimi
from saglikclient.mhrs.hl7.contract import LOCAL, Contract
from saglikclient.testing.hl7_face import schema
from saglikclient.testing.sandbox import ENDPOINT, KURUM
from saglikclient.timing import TURKIYE

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.testing import Clock, Sandbox

NS = {"v3": "urn:hl7-org:v3", "soap": "http://schemas.xmlsoap.org/soap/envelope/"}


NEW = Poliklinik(klinik_kodu=7, poliklinik_adi="Göz 1")
SABLON = Sablon(
    sablon_adi="Salı",
    klinik_kodu=7,
    dilimler=(SablonDilimi(gun=2, baslangic=time(9), bitis=time(10), aksiyon_kodu=1, tedavi_suresi=20),),
)
CETVEL = CalismaCetveli(
    hekim_kodu="10000000146",
    klinik_kodu=7,
    poliklinik_kodu=1,
    baslangic=datetime(2026, 3, 3, 9, tzinfo=TURKIYE),
    bitis=datetime(2026, 3, 3, 10, tzinfo=TURKIYE),
    aksiyon_kodu=1,
)


class Recorder(HTTPAdapter):
    """
    Keeps what a client sends and delivers it nowhere.
    """

    body = b""

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # noqa: D102 - requests' own
        assert isinstance(request.body, bytes)
        self.body = request.body
        raise requests.ReadTimeout


def written(sandbox: Sandbox, call: Callable[[Mhrs], object]) -> bytes:
    """
    What a client of the Sandbox would send, undelivered.
    """
    recorder = Recorder()
    client = Mhrs(
        sandbox.credentials,
        kurum_kodu=KURUM,
        gonderen="HBYS",
        islem_yapan=sandbox.islem_yapan,
        endpoint=ENDPOINT,
        contract=Contract(f"bundled:{LOCAL}"),
        retries=Retries(attempts=1),
        clock=sandbox.clock,
        adapter=recorder,
    )
    with pytest.raises(OutcomeUnknown):
        call(client)
    return recorder.body


@pytest.fixture
def query(sandbox: Sandbox) -> bytes:
    """
    A list of the polikliniks of clinic 7.
    """
    return written(sandbox, lambda mhrs: mhrs.poliklinik.sorgulama(klinik_kodu=7))


@pytest.fixture
def write(sandbox: Sandbox) -> bytes:
    """
    A registration.
    """
    return written(sandbox, lambda mhrs: mhrs.poliklinik.kayit(NEW))


@attrs.frozen
class Answer:
    """
    What came back, taken apart.
    """

    status: int
    code: str
    system: list[str]
    application: list[str]
    query: list[str]
    message: etree._Element


def post(sandbox: Sandbox, body: bytes) -> Answer:
    with requests.Session() as session:
        session.mount("https://", sandbox.adapter)
        response = session.post(ENDPOINT, data=body, timeout=1)
    message = etree.fromstring(response.content).find("soap:Body", NS)[0]

    def codes(path: str) -> list[str]:
        return [str(code) for code in message.xpath(f"{path}/@code", namespaces=NS)]

    (code,) = codes("v3:acknowledgement/v3:typeCode")
    system = codes("v3:acknowledgement/v3:acknowledgementDetail/v3:code")
    application = codes("v3:controlActEvent/v3:reason/v3:detectedIssueEvent/v3:code")
    return Answer(response.status_code, code, system, application, codes("v3:controlActEvent/v3:queryAck/v3:queryResponseCode"), message)


def test_a_request_is_answered_and_noted(sandbox: Sandbox, clock: Clock, write: bytes) -> None:
    """
    The journal tells operation, id, moment, size and outcome of what was received.
    """
    answer = post(sandbox, write)
    (entry,) = sandbox.journal

    assert (answer.status, answer.code) == (200, "AA")
    assert (entry.operation, entry.outcome, entry.processed, entry.fault) == ("poliklinik.kayit", "AA", True, "")
    assert (entry.received_at, entry.size) == (clock(), len(write))
    assert entry.message_id == answer.message.find("v3:acknowledgement/v3:message/v3:id", NS).get("extension")
    assert f'extension="{entry.message_id}"'.encode() in write


def test_a_query_says_whether_it_found_something(sandbox: Sandbox, query: bytes, write: bytes) -> None:
    """
    The response code is OK with records and NF without; the acknowledgement is AA both times.
    """
    before = post(sandbox, query)
    post(sandbox, write)
    after = post(sandbox, written(sandbox, lambda mhrs: mhrs.poliklinik.sorgulama(klinik_kodu=7)))

    assert (before.code, before.query) == ("AA", ["NF"])
    assert (after.code, after.query) == ("AA", ["OK"])


def test_one_message_is_processed_once(sandbox: Sandbox, write: bytes) -> None:
    """
    The same bytes a second time are refused: a message id is used once.
    """
    assert post(sandbox, write).code == "AA"
    again = post(sandbox, write)

    assert (again.code, again.application) == ("AE", ["LOCAL-REPEATED"])
    assert [entry.processed for entry in sandbox.journal] == [True, False]
    assert len(sandbox.hospital.poliklinikler) == 1


def without(path: str) -> Callable[[bytes], bytes]:
    """
    Damage: an element is missing.
    """

    def damage(body: bytes) -> bytes:
        root = etree.fromstring(body)
        (element,) = root.xpath(path, namespaces=NS)
        element.getparent().remove(element)
        return etree.tostring(root)

    return damage


def put(path: str, name: str, value: str) -> Callable[[bytes], bytes]:
    """
    Damage: an attribute says something else.
    """

    def damage(body: bytes) -> bytes:
        root = etree.fromstring(body)
        (element,) = root.xpath(path, namespaces=NS)
        element.set(name, value)
        return etree.tostring(root)

    return damage


def added(body: bytes) -> bytes:
    """
    Damage: an element that the contract does not know.
    """
    return body.replace(b"</ns0:controlActEvent>", b"<ns0:surprise/></ns0:controlActEvent>")


DAMAGE: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "no header": ("03-015", without("soap:Header")),
    "no token": ("03-015", without("soap:Header/*[local-name()='Security']/*[local-name()='UsernameToken']")),
    "no password": ("03-014", without("//*[local-name()='Password']")),
    "element missing": ("03-008", without("//v3:controlActEvent/v3:authorOrPerformer")),
    "element unknown": ("03-008", added),
    "wrong class": ("03-008", put("//v3:controlActEvent", "classCode", "ACT")),
    "value unreadable": ("03-009", put("//v3:klinikKodu/v3:value", "code", "göz")),
    "another interaction": ("03-011", put("//v3:interactionId", "extension", "QUSC_IN001003TR01")),
    "unknown message": ("03-011", lambda body: body.replace(b"QUSC_IN001005TR01", b"QUSC_IN999999TR01")),
    "empty body": ("03-011", without("soap:Body/*")),
    "no body": ("03-011", without("soap:Body")),
    "not SOAP": ("03-011", lambda _: b"<hello/>"),
    "not XML": ("04-001", lambda body: body[:-20]),
    "nothing": ("04-001", lambda _: b""),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_by_the_ministrys_code(sandbox: Sandbox, query: bytes, damage: str) -> None:
    """
    Each structural fault has its published code, reported as an error of the system with AR, and nothing is processed.
    """
    code, harm = DAMAGE[damage]
    body = harm(query)
    assert body != query

    answer = post(sandbox, body)

    assert (answer.code, answer.system, answer.application) == ("AR", [code], [])
    assert [(entry.outcome, entry.processed) for entry in sandbox.journal] == [(code, False)]


RECORDS = {
    "poliklinik": ("PRSC_IN001023TR01", "PRSC_IN001024TR01", lambda mhrs: mhrs.poliklinik.kayit(NEW)),
    "sablon": ("PRSC_IN001012TR01", "PRSC_IN001014TR01", lambda mhrs: mhrs.sablon.kayit(SABLON)),
    "cetvel": ("PRSC_IN001017TR01", "PRSC_IN001019TR01", lambda mhrs: mhrs.calisma_cetveli.kayit(CETVEL)),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_change_says_what_it_changes(sandbox: Sandbox, kind: str) -> None:
    """
    An update without a number is refused by the Ministry too, and creates nothing.
    """
    kayit, guncelleme, call = RECORDS[kind]
    body = written(sandbox, call).replace(kayit.encode(), guncelleme.encode())

    answer = post(sandbox, body)

    assert (answer.code, answer.application) == ("AE", ["LOCAL-NOT-FOUND"])
    assert [*sandbox.hospital.poliklinikler, *sandbox.hospital.sablonlar, *sandbox.hospital.cetveller] == []


@pytest.mark.parametrize(
    "credentials",
    [Credentials(username="sandbox", password="yanlış"), Credentials(username="baska", password="sandbox-parola")],
    ids=["password", "user"],
)
def test_only_its_own_credentials_are_accepted(sandbox: Sandbox, credentials: Credentials) -> None:
    """
    Another password and another user name are 03-014.
    """
    with pytest.raises(AuthenticationError) as caught:
        sandbox.mhrs(credentials=credentials).poliklinik.sorgulama()

    assert caught.value.code == "03-014"


def test_only_its_own_institution_is_accepted(sandbox: Sandbox) -> None:
    """
    Right credentials under another institution's number are 03-020.
    """
    with pytest.raises(AuthenticationError) as caught:
        sandbox.mhrs(kurum_kodu=KURUM + 1).poliklinik.sorgulama()

    assert caught.value.code == "03-020"


def test_there_is_one_address(sandbox: Sandbox, write: bytes) -> None:
    """
    Any other address answers 404 and does nothing.
    """
    with requests.Session() as session:
        session.mount("https://", sandbox.adapter)
        response = session.post(f"{ENDPOINT}/other", data=write, timeout=1)

    assert (response.status_code, response.content) == (404, b"")
    assert [(entry.outcome, entry.processed) for entry in sandbox.journal] == [("404", False)]
    assert not sandbox.hospital.poliklinikler


@pytest.mark.parametrize("where", ["</ns0:controlActEvent>", "</soap-env:Body>"])
def test_a_document_type_is_refused(sandbox: Sandbox, query: bytes, where: str) -> None:
    """
    SOAP knows no document types: one with a file behind it is neither followed nor a reason to fail.
    """
    bomb = b'<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    body = query[query.index(b"?>") + 2 :].replace(where.encode(), b"&file;" + where.encode())

    assert post(sandbox, bomb + body).system == ["04-001"]


def test_what_is_not_content_is_passed_over(sandbox: Sandbox, query: bytes) -> None:
    """
    Comments and processing instructions change nothing, wherever they stand.
    """
    body = query.replace(b"<soap-env:Body>", b"<soap-env:Body><!-- note --><?note?>")

    assert post(sandbox, body).code == "AA"


def test_refusals_fit_the_contract_too(sandbox: Sandbox, query: bytes, write: bytes) -> None:
    """
    An answer that refuses is as valid as one that accepts, for a query and for a write.
    """
    rules = schema()
    for body in (query, write):
        fine, repeated = post(sandbox, body), post(sandbox, body)
        refused = post(sandbox, without("soap:Header")(body))

        for answer in (fine, repeated, refused):
            rules.assertValid(answer.message)


def test_ids_of_answers_follow_the_seed(query: bytes, clock: Clock) -> None:
    """
    Two Sandboxes of the same seed answer the same bytes; one of another seed answers under another id.
    """
    from saglikclient.testing import Sandbox

    def answer(seed: int) -> bytes:
        return etree.tostring(post(Sandbox(clock=clock, seed=seed), query).message)

    assert answer(1) == answer(1) != answer(2)
