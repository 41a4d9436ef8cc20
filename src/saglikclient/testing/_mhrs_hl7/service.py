"""
The HL7 service of the Sandbox, on the level of bytes. It applies the checks of the Ministry's server, with the Ministry's codes where
published, and answers in the local form of the bundled contract.
"""

from __future__ import annotations

import threading
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import attrs
from lxml import etree

from saglikclient._core.timing import to_ts
from saglikclient.errors import ProtocolError
from saglikclient.mhrs._hl7 import names
from saglikclient.mhrs._hl7.envelope import device
from saglikclient.mhrs._hl7.table_reader import reader
from saglikclient.mhrs.contract import LOCAL
from saglikclient.mhrs.interactions import TABLE_1, Kind
from saglikclient.testing._hospital.hospital import Refused
from saglikclient.testing._mhrs_hl7.handlers import HANDLERS
from saglikclient.testing._service import FakeResponse, Request

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from saglikclient._core.model import Model
    from saglikclient.config import Credentials
    from saglikclient.mhrs._hl7.datatypes import Node
    from saglikclient.mhrs._hl7.element import Element
    from saglikclient.mhrs.interactions import Interaction
    from saglikclient.testing._hospital.hospital import Hospital

    Row = Interaction[Model, Model]

V3 = f"{{{names.HL7}}}"
SOAP = f"{{{names.SOAP}}}"
WSSE = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"
ANSWER_TO_WRITE, ANSWER_TO_QUERY = "MCCI_IN000002TR01", "QUQI_IN000002TR01"
"""Sağlık-NET's general answers. Published there; their use by MHRS is modelled."""
_ROWS = {row.local_id: row for row in TABLE_1}
_ONE_AT_A_TIME = threading.Lock()
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)


def answer_element(row: Row) -> str:
    """
    Return the root name of an answer in the bundled contract. The names of MHRS' answers are not public; these begin with LOCAL.
    """
    return f"{row.local_id}_LocalAnswer"


@attrs.frozen
class ParsedRequest:
    """The recognised parts of a request."""

    row: Row | None
    message_id: str
    message: Element | None
    sender: str = ""


class _Packaged(etree.Resolver):
    """Resolves schema includes within the package, however it is installed."""

    def resolve(self, system_url: str | None, _: str | None, context: object, /) -> Any:
        """Open a schema by the last part of its URL."""
        content = (files("saglikclient.mhrs.contract") / (system_url or "").rpartition("/")[2]).read_bytes()
        return self.resolve_string(content, context, base_url=system_url)


def schema() -> etree.XMLSchema:
    """Return the schema of all eighteen rows, requests and answers."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Packaged())
    name = LOCAL.replace(".wsdl", ".xsd")
    content = (files("saglikclient.mhrs.contract") / name).read_bytes()
    with _ONE_AT_A_TIME:  # lxml loses the resolver if two threads parse schemas concurrently
        return etree.XMLSchema(etree.fromstring(content, parser, base_url=f"contract/{name}"))


class FakeMhrsHl7:
    """
    The Ministry's HL7 service over one hospital.

    Args:
        hospital: The hospital.

        credentials: The only valid credentials.

        source: The random source of message ids.
    """

    def __init__(self, hospital: Hospital, credentials: Credentials, source: random.Random) -> None:
        self.hospital, self.credentials, self._source = hospital, credentials, source
        self._schema = schema()
        self._seen: set[str] = set()

    base = "https://sandbox.invalid/LOCAL_AR001001TR"

    def identify(self, request: Request) -> FakeResponse:
        """Return the row and message id of a request."""
        parsed, _ = self._parse(request.body)
        return _response(parsed, b"", "", processed=False)

    def _parse(self, body: bytes) -> tuple[ParsedRequest, Element | None]:
        """Parse a request as far as its message id and row."""
        try:
            root = etree.fromstring(body, _PARSER)
        except etree.XMLSyntaxError:
            return ParsedRequest(None, "", None), None
        if root.getroottree().docinfo.doctype:  # SOAP forbids it
            return ParsedRequest(None, "", None), None
        content = root.find(f"{SOAP}Body")
        message = content[0] if content is not None and len(content) else None
        if message is None:
            return ParsedRequest(None, "", None), root
        row = _ROWS.get(etree.QName(message).localname)
        sender = _extension(message, "sender/device/id")
        return ParsedRequest(row, _extension(message, "id"), message, sender), root

    def answer(self, request: Request) -> FakeResponse:
        """Process a request and answer it."""
        if request.url != self.base:
            return FakeResponse(outcome="404", processed=False, status=404, content_type="text/plain")
        parsed, root = self._parse(request.body)
        try:
            found = self._process(parsed, root)
        except Refused as refused:
            return _response(parsed, self._refusal(parsed, refused), refused.code, processed=False)
        outcome = "AA" if parsed.row is None or parsed.row.kind is not Kind.QUERY or found else "NF"
        return _response(parsed, self._written(parsed, found, outcome), outcome, processed=True)

    def _process(self, parsed: ParsedRequest, root: Element | None) -> list[Model]:
        if root is None:
            raise Refused("04-001", "XML okunamadı")
        if parsed.row is None or parsed.message is None:
            raise Refused("03-011", "SOAP isteği hatalı")
        self._authenticated(root)
        if not self._schema.validate(parsed.message):
            raise Refused("03-008", "XML şemaya uygun değil")
        self._addressed(parsed)
        event = parsed.message.find(f"{V3}controlActEvent")
        assert event is not None  # noqa: S101 - the schema requires it
        if parsed.row.kind is Kind.QUERY:
            acts = event.findall(f"{V3}queryByParameter")
        else:
            acts = event.findall(f"{V3}subject/{V3}{parsed.row.request.element}")
        try:
            items = [reader(parsed.row.request, answer=False)(act) for act in acts]
        except ProtocolError as error:
            raise Refused("03-009", f"zorunlu alan boş ya da okunamıyor: {error.path}") from None
        return list(HANDLERS[parsed.row.number](self.hospital, items))

    def _authenticated(self, root: Element) -> None:
        token = root.find(f"{SOAP}Header/{WSSE}Security/{WSSE}UsernameToken")
        if token is None:
            raise Refused("03-015", "SOAP başlığı yok")
        given = (token.findtext(f"{WSSE}Username"), token.findtext(f"{WSSE}Password"))
        if given != (self.credentials.username, self.credentials.password.reveal()):
            raise Refused("03-014", "kullanıcı adı veya şifre hatalı")

    def _addressed(self, parsed: ParsedRequest) -> None:
        """Check that a message is new, has the matching interaction id, and comes from this institution."""
        message = parsed.message
        assert message is not None and parsed.row is not None  # noqa: S101, PT018 - the caller checked
        if _extension(message, "interactionId") != parsed.row.local_id:
            raise Refused("03-011", "interactionId mesaj adıyla uyuşmuyor")
        kurum = _extension(message, "controlActEvent/authorOrPerformer/assignedPerson/representedOrganization/id")
        if kurum != str(int(self.hospital.kurum_kodu)):
            raise Refused("03-020", "kullanıcı ile kurum uyuşmuyor")
        if parsed.message_id in self._seen:
            raise Refused("LOCAL-REPEATED", "bu mesaj daha önce alındı")
        self._seen.add(parsed.message_id)

    def _refusal(self, parsed: ParsedRequest, refused: Refused) -> bytes:
        """
        Build a refusal. Structural codes mark errors of the Ministry's side, all others errors of the sender.
        """
        code = {"code": refused.code, "displayName": refused.words, "codeSystemVersion": "1.0"}
        query = {"queryAck": {"queryResponseCode": {"code": "AE"}}} if parsed.row is not None and parsed.row.kind is Kind.QUERY else {}
        if refused.code.startswith(("03-", "04-")):
            detail: Node = {"acknowledgementDetail": {"code": {**code, "codeSystem": names.SYSTEM_ERROR}}}
            event: Node = query
        else:
            issue = {"classCode": "ALRT", "moodCode": "EVN", "code": {**code, "codeSystem": names.APPLICATION_ERROR}}
            detail, event = {}, {"reason": {"typeCode": "RSON", "detectedIssueEvent": issue}, **query}
        return self._message(parsed, "AR" if detail else "AE", detail, event)

    def _written(self, parsed: ParsedRequest, found: Sequence[Model], outcome: str) -> bytes:
        row = parsed.row
        assert row is not None  # noqa: S101 - only recognised requests reach this
        subjects: list[Node] = []
        if row.answer is not None:
            structure = names.structure("controlActEvent", "subject")
            subjects = [{**structure, row.answer.element: row.answer.encode(item, answer=True)} for item in found]
        event: Node = {"subject": subjects}
        if row.kind is Kind.QUERY:
            event["queryAck"] = {"queryResponseCode": {"code": "OK" if outcome == "AA" else outcome}}
        return self._message(parsed, "AA", {}, event)

    def _message(self, parsed: ParsedRequest, code: str, detail: Node, event: Node) -> bytes:
        row = parsed.row
        general = ANSWER_TO_QUERY if row is not None and row.kind is Kind.QUERY else ANSWER_TO_WRITE
        own = str(UUID(int=self._source.getrandbits(128), version=4))
        target = {"id": {"root": names.MESSAGE_ID, "extension": parsed.message_id}}
        node: Node = {
            "id": {"root": names.MESSAGE_ID, "extension": own},
            "creationTime": {"value": to_ts(self.hospital.clock())},
            "interactionId": {"root": names.INTERACTION_ID, "extension": general},
            "processingCode": {"code": "T"},
            "processingModeCode": {"code": "T"},
            "acceptAckCode": {"code": "NE"},
            "receiver": device("receiver", parsed.sender or "HBYS"),
            "sender": device("sender", "SANDBOX"),
            "acknowledgement": {"typeCode": {"code": code}, **detail, "message": target},
        }
        if event:
            node["controlActEvent"] = {**names.structure("", "controlActEvent"), **event}
        message = to_xml(answer_element(row) if row is not None else "LocalAnswer", node)
        envelope = etree.Element(f"{SOAP}Envelope", nsmap={"soap": names.SOAP})
        etree.SubElement(envelope, f"{SOAP}Body").append(message)
        return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")


def _response(parsed: ParsedRequest, body: bytes, outcome: str, *, processed: bool) -> FakeResponse:
    operation = parsed.row.method if parsed.row is not None else ""
    return FakeResponse(body=body, outcome=outcome, processed=processed, operation=operation, message_id=parsed.message_id)


def _extension(message: Element, path: str) -> str:
    element = message.find("/".join(f"{V3}{step}" for step in path.split("/")))
    return (element.get("extension") or "") if element is not None else ""


def to_xml(name: str, node: Node) -> Element:
    """Write an element from the form of `Act.encode`: strings are attributes, dicts child elements, lists repeated elements."""
    element = etree.Element(f"{V3}{name}", nsmap={None: names.HL7})
    for key, value in node.items():
        if key == "_value_1":
            element.text = value
        elif isinstance(value, str):
            element.set(key, value)
        else:
            children = cast("list[Node]", value if isinstance(value, list) else [value])
            element.extend(to_xml(key, child) for child in children)
    return element
