"""
The transmission wrapper of every request, field by field as the guide has it.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from saglikclient import ConfigurationError, Environment
from saglikclient.mhrs.interactions import TABLE_1
from saglikclient.testing import Clock
from tests.support.hl7_answers import answer
from tests.support.hl7_golden import SOAP, V3, message, parsed, steps
from tests.support.hl7_received import GOT
from tests.support.hl7_sent import SENT
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from lxml.etree import _Element

    from tests.support.hl7_golden import Row

ROOT = "2.16.840.1.113883.3.129"
QUEUED = {1, 2, 5, 6, 7, 9, 10, 13, 15, 16}
"""Rows that record or update: `responseModeCode` Q. All others query or cancel: I."""
QUERIES = {3, 8, 11, 14, 18}
TABLE = {
    1: "PRSC_IN001023TR01",
    2: "PRSC_IN001024TR01",
    3: "QUSC_IN001005TR01",
    4: "PRSC_IN001026TR01",
    5: "PRSC_IN001012TR01",
    6: "PRSC_IN001014TR01",
    7: "PRSC_IN001015TR01",
    8: "QUSC_IN001003TR01",
    9: "PRSC_IN001017TR01",
    10: "PRSC_IN001019TR01",
    11: "QUSC_IN001004TR01",
    12: "PRSC_IN001022TR01",
    13: "PRSC_IN001010TR01",
    14: "QUSC_IN001001TR01",
    15: "PRSC_IN001009TR01",
    16: "-",
    17: "-",
    18: "-",
}
"""MHRS Yönergesi EK 1, Tablo 1."""
ORDER = [
    "id",
    "creationTime",
    "responseModeCode",
    "interactionId",
    "processingCode",
    "processingModeCode",
    "acceptAckCode",
    "receiver",
    "sender",
    "controlActEvent",
]
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE, WSU = f"{{{SECURITY}wssecurity-secext-1.0.xsd}}", f"{{{SECURITY}wssecurity-utility-1.0.xsd}}"

every_row = pytest.mark.parametrize("row", TABLE_1, ids=lambda row: row.method)


def line_of(row: Row, **settings: Any) -> Line:
    """
    The line after the golden call of a row.
    """
    line = Line(answer(row, GOT[row.method]))
    with client(line, **settings) as mhrs:
        SENT[row.method].call(mhrs)
    return line


def sent(row: Row, **settings: Any) -> _Element:
    """
    The message that the golden call of a row sends.
    """
    return message(line_of(row, **settings).bodies[0])


def attributes(within: _Element, path: str) -> dict[str, str]:
    """
    The attributes of the one element at a path.
    """
    (element,) = within.findall(steps(path))
    return dict(element.attrib)  # type: ignore[arg-type]


@every_row
def test_elements_stand_in_their_order(row: Row) -> None:
    """
    The wrapper's elements are all there, once, in the order of the guide.
    """
    root = sent(row)

    assert root.tag == f"{V3}{row.local_id}"
    assert [element.tag for element in root] == [f"{V3}{name}" for name in ORDER]


@every_row
def test_wrapper_is_as_published(row: Row) -> None:
    """
    Every code, OID and class of the wrapper is the guide's; Q where the service queues, I where it answers at once.
    """
    root = sent(row)

    assert attributes(root, "creationTime") == {"value": "20260302080000"}
    assert attributes(root, "responseModeCode") == {"code": "Q" if row.number in QUEUED else "I"}
    assert attributes(root, "interactionId") == {"root": f"{ROOT}.2.1.1", "extension": row.local_id}
    assert attributes(root, "processingCode") == {"code": "T"}
    assert attributes(root, "processingModeCode") == {"code": "T"}
    assert attributes(root, "acceptAckCode") == {"code": "AL"}
    for role, code, application in (("receiver", "RCV", "USBS"), ("sender", "SND", "SANDBOX-HBYS")):
        assert attributes(root, role) == {"typeCode": code}
        assert attributes(root, f"{role}/device") == {"classCode": "DEV", "determinerCode": "INSTANCE"}
        assert attributes(root, f"{role}/device/id") == {"root": f"{ROOT}.1.1.5", "extension": application}


@every_row
def test_event_holds_who_acts_and_the_payload(row: Row) -> None:
    """
    The control act names acting person and institution, then holds the query's parameters with status `new`, or the acts as subjects.
    """
    event = sent(row).findall(f"{V3}controlActEvent")[0]

    author, *payload = event
    person = "authorOrPerformer/assignedPerson"
    assert dict(event.attrib) == {"classCode": "CACT", "moodCode": "EVN"}
    assert author.tag == f"{V3}authorOrPerformer"
    assert attributes(event, f"{person}/id") == {"root": f"{ROOT}.1.1.1", "extension": "10000000146"}
    assert attributes(event, f"{person}/representedOrganization/id") == {"root": f"{ROOT}.1.1.6", "extension": "123456"}
    if row.number in QUERIES:
        assert [element.tag for element in payload] == [f"{V3}queryByParameter"]
        assert attributes(event, "queryByParameter/statusCode") == {"code": "new"}
        assert all([inner.tag for inner in parameter] == [f"{V3}value"] for parameter in payload[0][1:])
    else:
        assert len(payload) == len(SENT[row.method].models)
        assert all((element.tag, dict(element.attrib)) == (f"{V3}subject", {"typeCode": "SUBJ"}) for element in payload)
        assert all([inner.tag for inner in element] == [f"{V3}{row.request.element}"] for element in payload)


@every_row
def test_published_id_is_the_tables(row: Row) -> None:
    """
    The interaction ids are those of Table 1; rows that it leaves empty have none, and the Sandbox's own for them are no HL7 ids.
    """
    assert (row.interaction_id or "-") == TABLE[row.number]
    assert row.interaction_id is not None or row.local_id == f"LOCAL_IN{row.number:06}"


@every_row
def test_soap_action_is_the_interaction(row: Row) -> None:
    """
    The HTTP header SOAPAction is `urn:hl7-org:v3:` and the interaction id, quoted as SOAP 1.1 wants it; the body is UTF-8 XML.
    """
    (request,) = line_of(row).requests

    assert request.headers["SOAPAction"] == f'"urn:hl7-org:v3:{row.local_id}"'
    assert request.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert request.method == "POST"


def test_message_id_is_a_new_guid_each_time() -> None:
    """
    Each message has a GUID of its own, lower case with dashes, under the OID of message ids.
    """
    row = TABLE_1[2]
    line = Line(answer(row, GOT[row.method]))
    with client(line) as mhrs:
        for _ in range(20):
            SENT[row.method].call(mhrs)

    ids = [attributes(message(body), "id") for body in line.bodies]
    assert {each["root"] for each in ids} == {f"{ROOT}.2.1.2"}
    assert len({each["extension"] for each in ids}) == 20
    assert all(GUID.fullmatch(each["extension"]) for each in ids)


@pytest.mark.parametrize(("environment", "code"), [(Environment.PRODUCTION, "P"), (Environment.TEST, "T")])
def test_processing_code_tells_the_environment(environment: Environment, code: str) -> None:
    """
    P in production, T in the test environment; the mode is T in both.
    """
    root = sent(TABLE_1[0], environment=environment)

    assert attributes(root, "processingCode") == {"code": code}
    assert attributes(root, "processingModeCode") == {"code": "T"}


def test_creation_time_is_local_time_of_turkiye() -> None:
    """
    `creationTime` is Türkiye's time to the second, wherever the clock that told it stands.
    """
    tokyo = datetime(2026, 3, 3, 1, 2, 3, 999_999, tzinfo=ZoneInfo("Asia/Tokyo"))

    assert attributes(sent(TABLE_1[3], clock=lambda: tokyo), "creationTime") == {"value": "20260302190203"}


def test_receiver_is_a_setting() -> None:
    """
    MHRS' own receiver is not published: the caller may name another than Sağlık-NET's.
    """
    root = sent(TABLE_1[3], alici="MHRS", gonderen=" HBYS-7 ")

    assert attributes(root, "receiver/device/id")["extension"] == "MHRS"
    assert attributes(root, "sender/device/id")["extension"] == "HBYS-7"


@pytest.mark.parametrize("setting", ["gonderen", "alici"])
def test_empty_device_is_refused(setting: str) -> None:
    """
    A message without sender or receiver would be lost: an empty one is refused when the client is made.
    """
    with pytest.raises(ConfigurationError, match=f"^{setting} must not be empty"):
        client(Line(b""), **{setting: " "})


def test_security_header_is_as_published() -> None:
    """
    UsernameToken with PasswordText, 16 bytes of nonce and Created, a Timestamp of five minutes in UTC, and mustUnderstand 0, never 1.
    """
    (body,) = line_of(TABLE_1[0]).bodies
    (security,) = parsed(body).findall(f"{SOAP}Header/{WSSE}Security")
    (token,) = security.findall(f"{WSSE}UsernameToken")
    texts = {element.tag: element.text for element in token}

    assert security.get(f"{SOAP}mustUnderstand") == "0"
    assert [stamp.text for stamp in security.findall(f"{WSU}Timestamp/*")] == ["2026-03-02T05:00:00Z", "2026-03-02T05:05:00Z"]
    assert (texts[f"{WSSE}Username"], texts[f"{WSSE}Password"]) == ("sandbox", "sandbox-parola")
    assert texts[f"{WSU}Created"] == "2026-03-02T05:00:00Z"
    assert token.findall(f"{WSSE}Password")[0].get("Type") == f"{SECURITY}username-token-profile-1.0#PasswordText"
    assert len(base64.b64decode(texts[f"{WSSE}Nonce"] or "", validate=True)) == 16


def test_nonce_and_time_are_new_in_each_message() -> None:
    """
    A nonce is used once, and Created moves with the clock: neither can be played back.
    """
    row, clock = TABLE_1[2], Clock(datetime(2026, 3, 2, 8, 0))  # noqa: DTZ001 - Türkiye time
    line = Line(answer(row, GOT[row.method]))
    with client(line, clock=clock) as mhrs:
        for _ in range(5):
            SENT[row.method].call(mhrs)
            clock.advance(timedelta(seconds=1))

    tokens = [parsed(body).findall(f"{SOAP}Header/{WSSE}Security/{WSSE}UsernameToken")[0] for body in line.bodies]
    assert len({token.findtext(f"{WSSE}Nonce") for token in tokens}) == 5
    assert len({token.findtext(f"{WSU}Created") for token in tokens}) == 5
