"""
Renders the bundled contract from the tables: payload and messages as XSD, operations as WSDL.

`make contract` writes the files into `src/saglikclient/mhrs/contract/`, and a test compares them, so that the tables stay the only place
where a field is written down, and people and other SOAP stacks have plain files to read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml.builder import ElementMaker

from saglikclient.mhrs._hl7.names import HL7, PRODUCTION_ENDPOINT
from saglikclient.mhrs._hl7.tables import Act, Branch, Field, Need, Part
from saglikclient.mhrs.interactions import TABLE_1, Kind
from saglikclient.testing._mhrs_hl7.service import answer_element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient._core.model import Model
    from saglikclient.mhrs._hl7.element import Element
    from saglikclient.mhrs.interactions import Interaction

    Row = Interaction[Model, Model]

XSD = "http://www.w3.org/2001/XMLSchema"
WSDL = "http://schemas.xmlsoap.org/wsdl/"
SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
SERVICE = "PRSC_AR001001TR"
LOCAL_SERVICE = "LOCAL_AR001001TR"
NOTE = " Rendered by saglikclient from its tables. The wrapper is published, the payload is a reconstruction: not an official file. "

FOLDER = Path(__file__).parents[1] / "src" / "saglikclient" / "mhrs" / "contract"

X = ElementMaker(namespace=XSD, nsmap={"xs": XSD, None: HL7})
W = ElementMaker(namespace=WSDL, nsmap={"wsdl": WSDL, "soap": SOAP, "xs": XSD, "hl7": HL7})
S = ElementMaker(namespace=SOAP)


def files() -> dict[str, bytes]:
    """
    The rendered files by name: the published rows as one service, and all rows with local ids as the Sandbox's.
    """
    published = tuple(row for row in TABLE_1 if row.interaction_id)
    return {
        "payload.xsd": _written(_payload()),
        f"{SERVICE}.xsd": _written(_messages(published)),
        f"{SERVICE}.wsdl": _written(_wsdl(SERVICE, published)),
        f"{LOCAL_SERVICE}.xsd": _written(_messages(TABLE_1)),
        f"{LOCAL_SERVICE}.wsdl": _written(_wsdl(LOCAL_SERVICE, TABLE_1)),
    }


def write(folder: Path = FOLDER) -> None:
    """
    Write the files.

    Args:
        folder: Where to.
    """
    for name, content in files().items():
        (folder / name).write_bytes(content)


def _written(root: Element) -> bytes:
    root.insert(0, etree.Comment(NOTE))
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def _schema(include: str, *content: Element) -> Element:
    return X.schema(X.include(schemaLocation=include), *content, targetNamespace=HL7, elementFormDefault="qualified")


def _payload() -> Element:
    acts = {act.name: act for row in TABLE_1 for act in (row.request, row.answer) if act is not None}
    for act in tuple(acts.values()):
        acts.update({line.act.name: line.act for line in act.fields if isinstance(line, Part)})
    return _schema("wrapper.xsd", *(kind for act in acts.values() for kind in _act(act)))


def _act(act: Act[Any]) -> list[Element]:
    name = f"{act.name}.Act"
    whole = X.complexType(_content(act.tree, name), *_attributes(act.attributes), name=name)
    return [whole, *_inner(act.tree, name)]


def _inner(branch: Branch, name: str) -> Iterator[Element]:
    """
    The types of the elements that only hold other elements. They have names, since generators for Java make a class of each type, and a
    class may not be nested in one of its own name.
    """
    for child in branch.below.values():
        if child.line is None:
            own = f"{name}.{child.element}"
            yield X.complexType(_content(child, own), *_attributes(child.structure), name=own)
            yield from _inner(child, own)


def _content(branch: Branch, name: str) -> Element:
    return X.sequence(X.group(ref="Infrastructure"), *(_element(child, name) for child in branch.below.values()))


def _attributes(fixed: dict[str, str]) -> list[Element]:
    known = [X.attribute(name=name, type="xs:string", use="required", fixed=value) for name, value in fixed.items()]
    return [*known, X.attribute(name="nullFlavor", type="xs:string")]


def _element(branch: Branch, above: str) -> Element:
    line = branch.line
    bounds = {} if _needed(branch) else {"minOccurs": "0"}
    if line is not None and line.many:
        bounds["maxOccurs"] = "unbounded"
    if line is None:
        return X.element(name=branch.element, type=f"{above}.{branch.element}", **bounds)
    note = X.annotation(X.documentation(f"{', '.join(line.names if isinstance(line, Field) else (line.name,))}: {line.source.value}"))
    kind = line.type.xsd if isinstance(line, Field) else f"{line.act.name}.Act"
    return X.element(note, name=branch.element, type=kind, **bounds)


def _needed(branch: Branch) -> bool:
    if branch.line is not None:
        return branch.line.need is Need.ALWAYS
    return any(_needed(child) for child in branch.below.values())


def _messages(rows: tuple[Row, ...]) -> Element:
    return _schema("payload.xsd", *(element for row in rows for element in (*_request(row), *_answer(row))))


def _message(name: str, wrapper: str, event: Element) -> list[Element]:
    body = X.sequence(X.group(ref=wrapper), event)
    return [
        X.element(name=name, type=f"{name}.Message"),
        X.complexType(body, X.attribute(name="nullFlavor", type="xs:string"), name=f"{name}.Message"),
    ]


def _event(*content: Element, **bounds: str) -> Element:
    fixed = _attributes({"classCode": "CACT", "moodCode": "EVN"})
    return X.element(X.complexType(X.sequence(X.group(ref="Infrastructure"), *content), *fixed), name="controlActEvent", **bounds)


def _subject(act: Act[Any], **bounds: str) -> Element:
    inner = X.sequence(X.group(ref="Infrastructure"), X.element(name=act.element, type=f"{act.name}.Act"))
    return X.element(X.complexType(inner, *_attributes({"typeCode": "SUBJ"})), name="subject", **bounds)


def _request(row: Row) -> list[Element]:
    author = X.element(name="authorOrPerformer", type="AuthorOrPerformer")
    if row.kind is Kind.QUERY:
        inner = _content(row.request.tree, f"{row.request.name}.Act")
        inner.insert(1, X.element(name="statusCode", type="CS"))
        content = X.element(X.complexType(inner, *_attributes({})), name="queryByParameter")
    else:
        content = _subject(row.request, maxOccurs="unbounded")
    return _message(row.local_id, "RequestWrapper", _event(author, content))


def _answer(row: Row) -> list[Element]:
    subject = [_subject(row.answer, minOccurs="0", maxOccurs="unbounded")] if row.answer else []
    reason = X.element(name="reason", type="Reason", minOccurs="0", maxOccurs="unbounded")
    ack = [X.element(name="queryAck", type="QueryAck", minOccurs="0")] if row.kind is Kind.QUERY else []
    return _message(answer_element(row), "AnswerWrapper", _event(*subject, reason, *ack, minOccurs="0"))


def _operation_name(service: str, row: Row) -> str:
    """
    Application role and interaction without its version suffix. Source: the guide's WSDL of `MCCI_AR000001TR`.
    """
    return f"{service}_{row.local_id.removesuffix('01') if row.interaction_id else row.local_id}"


def _wsdl(service: str, rows: tuple[Row, ...]) -> Element:
    messages = [
        W.message(W.part(name="Body", element=f"hl7:{element}"), name=f"{element}_Message")
        for row in rows
        for element in (row.local_id, answer_element(row))
    ]
    ports = [
        W.operation(
            W.input(message=f"hl7:{row.local_id}_Message"),
            W.output(message=f"hl7:{answer_element(row)}_Message"),
            name=_operation_name(service, row),
        )
        for row in rows
    ]
    bindings = [
        W.operation(
            S.operation(soapAction=f"{HL7}:{row.local_id}"),
            W.input(S.body(use="literal")),
            W.output(S.body(use="literal")),
            name=_operation_name(service, row),
        )
        for row in rows
    ]
    transport = S.binding(style="document", transport="http://schemas.xmlsoap.org/soap/http")
    binding = W.binding(transport, *bindings, name=f"{service}_Binding", type=f"hl7:{service}_PortType")
    address = S.address(location=PRODUCTION_ENDPOINT if service == SERVICE else "https://sandbox.invalid/" + LOCAL_SERVICE)
    return W.definitions(
        W.types(X.schema(X.include(schemaLocation=f"{service}.xsd"), targetNamespace=HL7, elementFormDefault="qualified")),
        *messages,
        W.portType(*ports, name=f"{service}_PortType"),
        binding,
        W.service(W.port(address, name=f"{service}_Port", binding=f"hl7:{service}_Binding"), name=f"{service}_Service"),
        name=service,
        targetNamespace=HL7,
    )


if __name__ == "__main__":
    write()
