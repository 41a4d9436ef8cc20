"""
The HL7 face of the Sandbox: real bytes in, real bytes out. It checks what the Ministry's server checks, with the Ministry's codes where
they are published, and answers in the bundled contract's local form.
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
"""Sağlık-NET's general answers. Published there; that MHRS uses them is modelled."""
_ROWS = {row.local_id: row for row in TABLE_1}
_ONE_AT_A_TIME = threading.Lock()
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)


def answer_element(row: Row) -> str:
    """
    Root of an answer in our contract. The names of MHRS' answer interactions are not public, so ours say that they are local.
    """
    return f"{row.local_id}_LocalAnswer"


@attrs.frozen
class ParsedRequest:
    """
    A request as far as it was understood.
    """

    row: Row | None
    message_id: str
    message: Element | None
    sender: str = ""


class _Packaged(etree.Resolver):
    """
    Finds the schemas that include each other within the package, however it is installed.
    """

    def resolve(self, system_url: str | None, _: str | None, context: object, /) -> Any:
        """
        Open a schema by the last part of its address.
        """
        content = (files("saglikclient.mhrs.contract") / (system_url or "").rpartition("/")[2]).read_bytes()
        return self.resolve_string(content, context, base_url=system_url)


def schema() -> etree.XMLSchema:
    """
    The schema of all eighteen rows, requests and answers.
    """
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Packaged())
    name = LOCAL.replace(".wsdl", ".xsd")
    content = (files("saglikclient.mhrs.contract") / name).read_bytes()
    with _ONE_AT_A_TIME:  # lxml loses the resolver of a schema that is parsed while another thread parses one
        return etree.XMLSchema(etree.fromstring(content, parser, base_url=f"contract/{name}"))


class FakeMhrsHl7:
    """
    The Ministry's HL7 service over one hospital.

    Args:
        hospital: The hospital.

        credentials: The only ones it accepts.

        source: Where the answers' ids come from.
    """

    def __init__(self, hospital: Hospital, credentials: Credentials, source: random.Random) -> None:
        self.hospital, self.credentials, self._source = hospital, credentials, source
        self._schema = schema()
        self._seen: set[str] = set()

    base = "https://sandbox.invalid/LOCAL_AR001001TR"

    def heard(self, request: Request) -> FakeResponse:
        """
        Which row asks under which id.
        """
        heard, _ = self._hear(request.body)
        return _said(heard, b"", "", processed=False)

    def _hear(self, body: bytes) -> tuple[ParsedRequest, Element | None]:
        """
        Parse a request as far as its message id and row.
        """
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
        """
        Do what a request asks, and answer it.
        """
        if request.url != self.base:
            return FakeResponse(outcome="404", processed=False, status=404, content_type="text/plain")
        heard, root = self._hear(request.body)
        try:
            found = self._process(heard, root)
        except Refused as refused:
            return _said(heard, self._refusal(heard, refused), refused.code, processed=False)
        outcome = "AA" if heard.row is None or heard.row.kind is not Kind.QUERY or found else "NF"
        return _said(heard, self._written(heard, found, outcome), outcome, processed=True)

    def _process(self, heard: ParsedRequest, root: Element | None) -> list[Model]:
        if root is None:
            raise Refused("04-001", "XML okunamadı")
        if heard.row is None or heard.message is None:
            raise Refused("03-011", "SOAP isteği hatalı")
        self._authenticated(root)
        if not self._schema.validate(heard.message):
            raise Refused("03-008", "XML şemaya uygun değil")
        self._addressed(heard)
        event = heard.message.find(f"{V3}controlActEvent")
        assert event is not None  # noqa: S101 - the schema requires it
        if heard.row.kind is Kind.QUERY:
            acts = event.findall(f"{V3}queryByParameter")
        else:
            acts = event.findall(f"{V3}subject/{V3}{heard.row.request.element}")
        try:
            items = [reader(heard.row.request, answer=False)(act) for act in acts]
        except ProtocolError as error:
            raise Refused("03-009", f"zorunlu alan boş ya da okunamıyor: {error.path}") from None
        return list(HANDLERS[heard.row.number](self.hospital, items))

    def _authenticated(self, root: Element) -> None:
        token = root.find(f"{SOAP}Header/{WSSE}Security/{WSSE}UsernameToken")
        if token is None:
            raise Refused("03-015", "SOAP başlığı yok")
        given = (token.findtext(f"{WSSE}Username"), token.findtext(f"{WSSE}Password"))
        if given != (self.credentials.username, self.credentials.password.reveal()):
            raise Refused("03-014", "kullanıcı adı veya şifre hatalı")

    def _addressed(self, heard: ParsedRequest) -> None:
        """
        A message is new, says what it is, and comes from this institution.
        """
        message = heard.message
        assert message is not None and heard.row is not None  # noqa: S101, PT018 - the caller checked
        if _extension(message, "interactionId") != heard.row.local_id:
            raise Refused("03-011", "interactionId mesaj adıyla uyuşmuyor")
        kurum = _extension(message, "controlActEvent/authorOrPerformer/assignedPerson/representedOrganization/id")
        if kurum != str(int(self.hospital.kurum_kodu)):
            raise Refused("03-020", "kullanıcı ile kurum uyuşmuyor")
        if heard.message_id in self._seen:
            raise Refused("LOCAL-REPEATED", "bu mesaj daha önce alındı")
        self._seen.add(heard.message_id)

    def _refusal(self, heard: ParsedRequest, refused: Refused) -> bytes:
        """
        Structural codes are the Ministry's side's errors, all others the sender's.
        """
        code = {"code": refused.code, "displayName": refused.words, "codeSystemVersion": "1.0"}
        query = {"queryAck": {"queryResponseCode": {"code": "AE"}}} if heard.row is not None and heard.row.kind is Kind.QUERY else {}
        if refused.code.startswith(("03-", "04-")):
            detail: Node = {"acknowledgementDetail": {"code": {**code, "codeSystem": names.SYSTEM_ERROR}}}
            event: Node = query
        else:
            issue = {"classCode": "ALRT", "moodCode": "EVN", "code": {**code, "codeSystem": names.APPLICATION_ERROR}}
            detail, event = {}, {"reason": {"typeCode": "RSON", "detectedIssueEvent": issue}, **query}
        return self._message(heard, "AR" if detail else "AE", detail, event)

    def _written(self, heard: ParsedRequest, found: Sequence[Model], outcome: str) -> bytes:
        row = heard.row
        assert row is not None  # noqa: S101 - only understood requests are answered so
        subjects: list[Node] = []
        if row.answer is not None:
            structure = names.structure("controlActEvent", "subject")
            subjects = [{**structure, row.answer.element: row.answer.encode(item)} for item in found]
        event: Node = {"subject": subjects}
        if row.kind is Kind.QUERY:
            event["queryAck"] = {"queryResponseCode": {"code": "OK" if outcome == "AA" else outcome}}
        return self._message(heard, "AA", {}, event)

    def _message(self, heard: ParsedRequest, code: str, detail: Node, event: Node) -> bytes:
        row = heard.row
        general = ANSWER_TO_QUERY if row is not None and row.kind is Kind.QUERY else ANSWER_TO_WRITE
        own = str(UUID(int=self._source.getrandbits(128), version=4))
        target = {"id": {"root": names.MESSAGE_ID, "extension": heard.message_id}}
        node: Node = {
            "id": {"root": names.MESSAGE_ID, "extension": own},
            "creationTime": {"value": to_ts(self.hospital.clock())},
            "interactionId": {"root": names.INTERACTION_ID, "extension": general},
            "processingCode": {"code": "T"},
            "processingModeCode": {"code": "T"},
            "acceptAckCode": {"code": "NE"},
            "receiver": device("receiver", heard.sender or "HBYS"),
            "sender": device("sender", "SANDBOX"),
            "acknowledgement": {"typeCode": {"code": code}, **detail, "message": target},
        }
        if event:
            node["controlActEvent"] = {**names.structure("", "controlActEvent"), **event}
        message = to_xml(answer_element(row) if row is not None else "LocalAnswer", node)
        envelope = etree.Element(f"{SOAP}Envelope", nsmap={"soap": names.SOAP})
        etree.SubElement(envelope, f"{SOAP}Body").append(message)
        return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")


def _said(heard: ParsedRequest, body: bytes, outcome: str, *, processed: bool) -> FakeResponse:
    operation = heard.row.method if heard.row is not None else ""
    return FakeResponse(body=body, outcome=outcome, processed=processed, operation=operation, message_id=heard.message_id)


def _extension(message: Element, path: str) -> str:
    element = message.find("/".join(f"{V3}{step}" for step in path.split("/")))
    return (element.get("extension") or "") if element is not None else ""


def to_xml(name: str, node: Node) -> Element:
    """
    Write an element out of the form that `Act.encode` gives: texts are attributes, dicts child elements, lists repeated ones.
    """
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
