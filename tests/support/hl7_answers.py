"""
Answers as the guide shows them: the wrapper is written out here, only the records come from the tables.

`{message_id}` stays in them: the Sandbox puts the request's id there.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lxml import etree

from saglikclient.mhrs.interactions import Kind
from saglikclient.testing._mhrs_hl7.service import answer_element, to_xml
from tests.support.hl7_golden import SOAP, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saglikclient._core.model import Model
    from tests.support.hl7_golden import Row

ENVELOPE = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<{root} xmlns="urn:hl7-org:v3">
  <id root="2.16.840.1.113883.3.129.2.1.2" extension="a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d"/>
  <creationTime value="20260302080001"/>
  <interactionId root="2.16.840.1.113883.3.129.2.1.1" extension="{interaction}"/>
  <processingCode code="T"/>
  <processingModeCode code="T"/>
  <acceptAckCode code="NE"/>
  <receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE">
    <id root="2.16.840.1.113883.3.129.1.1.5" extension="SANDBOX-HBYS"/>
  </device></receiver>
  <sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE">
    <id root="2.16.840.1.113883.3.129.1.1.5" extension="USBS"/>
  </device></sender>
  {acknowledgement}
  {event}
</{root}>
</soap:Body></soap:Envelope>"""

ACKNOWLEDGEMENT = """<acknowledgement>
  <typeCode code="{code}"/>
  {details}
  <message><id root="2.16.840.1.113883.3.129.2.1.2" extension="{{message_id}}"/></message>
</acknowledgement>"""

DETAIL = '<acknowledgementDetail><code {code} codeSystem="2.16.840.1.113883.3.129.2.2.5" codeSystemVersion="1.0"/></acknowledgementDetail>'
REASON = """<reason typeCode="RSON"><detectedIssueEvent classCode="ALRT" moodCode="EVN">
  <code {code} codeSystem="2.16.840.1.113883.3.129.2.2.4" codeSystemVersion="1.0"/>
</detectedIssueEvent></reason>"""
SUBJECT = '<subject typeCode="SUBJ">{act}</subject>'
QUERY_ACK = '<queryAck><queryResponseCode code="{code}"/></queryAck>'
EVENT = '<controlActEvent classCode="CACT" moodCode="EVN">{content}</controlActEvent>'
ACCEPTED = ACKNOWLEDGEMENT.format(code="AA", details="")

Issues = "Sequence[tuple[str, str]]"
"""Codes with their words."""


def answer(
    row: Row,
    records: Sequence[Model] = (),
    *,
    code: str = "AA",
    query: str | None = "OK",
    system: Issues = (),
    application: Issues = (),
    acknowledgement: str | None = None,
) -> bytes:
    """
    Make an answer to a row.

    Args:
        row: The row that is answered.

        records: What it brings.

        code: `acknowledgement/typeCode`.

        query: `queryResponseCode` where the row is a query; None for an answer without `queryAck`.

        system: The Ministry's own errors (`acknowledgementDetail`).

        application: Errors of the sender's data (`detectedIssueEvent`).

        acknowledgement: The whole element, if it is to be another one.
    """
    is_query = row.kind is Kind.QUERY
    parts = [SUBJECT.format(act=_act(row, record)) for record in records]
    parts += [REASON.format(code=_code(*issue)) for issue in application]
    parts += [QUERY_ACK.format(code=query)] if is_query and query else []
    details = "".join(DETAIL.format(code=_code(*issue)) for issue in system)
    text = ENVELOPE.format(
        root=answer_element(row),
        interaction="QUQI_IN000002TR01" if is_query else "MCCI_IN000002TR01",
        acknowledgement=ACKNOWLEDGEMENT.format(code=code, details=details) if acknowledgement is None else acknowledgement,
        event=EVENT.format(content="".join(parts)) if parts else "",
    )
    return text.encode()


def _act(row: Row, record: Model) -> str:
    assert row.answer is not None
    act = etree.tostring(to_xml(row.answer.element, row.answer.encode(record)), encoding="unicode")
    return act.replace(' xmlns="urn:hl7-org:v3"', "", 1)


def _code(code: str, words: str) -> str:
    return f'code="{escape(code)}" displayName="{escape(words)}"'


def file_of(content: bytes) -> bytes:
    """A message as it stands in a golden file."""
    root = parsed(content)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def fault(faultcode: str, words: str, detail: str = "", *, declare: str = "") -> bytes:
    """A SOAP 1.1 fault."""
    inner = f"<faultcode>{faultcode}</faultcode><faultstring>{escape(words)}</faultstring>{f'<detail>{detail}</detail>' if detail else ''}"
    return (
        f'<soap:Envelope xmlns:soap="{SOAP[1:-1]}" {declare}><soap:Body><soap:Fault>{inner}</soap:Fault></soap:Body></soap:Envelope>'
    ).encode()
