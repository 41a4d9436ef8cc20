"""
What is no answer of the contract: faults, forbidden XML, other documents, half an answer. Never success, never a foreign exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saglikclient import (
    AuthenticationError,
    HttpError,
    Issue,
    NotPermitted,
    OutcomeUnknown,
    SaglikError,
    ServiceError,
    TryLater,
)
from saglikclient.mhrs.interactions import POLIKLINIK_IPTAL, POLIKLINIK_KAYIT, RANDEVU_SORGULAMA
from tests.support.hl7_answers import answer, fault
from tests.support.hl7_golden import golden, made
from tests.support.hl7_received import GOT
from tests.support.hl7_sent import SENT
from tests.support.hl7_verdicts import unreadable, verdict
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from pathlib import Path

    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox
    from tests.support.hl7_golden import Row

both = pytest.mark.parametrize("row", [POLIKLINIK_KAYIT, RANDEVU_SORGULAMA], ids=["write", "query"])
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
SECRET = "gizli-4711"
SOAP_12 = '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>{}</e:Body></e:Envelope>'
ENVELOPE = '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">{}</soap:Envelope>'


@both
@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (fault("soap:Server", "03-014 kullanıcı adı veya şifre hatalı"), AuthenticationError, "03-014"),
        (fault("soap:Server", "hata", "<kod>03-018</kod>"), NotPermitted, "03-018"),
        (fault("soap:Server", "03-012: hata"), TryLater, "03-012"),
        (fault("soap:Client", "01-001-002-0003-129"), ServiceError, "01-001-002-0003-129"),
        (fault("wsse:FailedAuthentication", "hata", declare=f'xmlns:wsse="{WSSE}"'), AuthenticationError, "FailedAuthentication"),
        (fault("wsse:InvalidSecurity", "hata", declare=f'xmlns:wsse="{WSSE}"'), AuthenticationError, "InvalidSecurity"),
        (fault("Client", "geçersiz"), ServiceError, "Client"),
        (fault("soap:VersionMismatch", "sürüm"), ServiceError, "VersionMismatch"),
    ],
    ids=["code in words", "code in detail", "later", "rule", "wsse", "wsse invalid", "no prefix", "not processed"],
)
def test_fault_becomes_the_error_of_its_code(
    row: Row, status: int, content: bytes, kind: type[SaglikError], code: str, ministry: Sandbox, once: Mhrs
) -> None:
    """
    A SOAP fault that says why is a refusal: by the Ministry's code if it holds one, by its own else; the status does not matter.
    """
    error = verdict(row, content, ministry, once, status=status)

    assert (type(error), getattr(error, "code", "")) == (kind, code)


def fault_12(code: str, words: str, *, subcode: str = "", detail: str = "") -> bytes:
    """
    A SOAP 1.2 fault.
    """
    inner = f"<e:Subcode><e:Value>{subcode}</e:Value></e:Subcode>" if subcode else ""
    reason = f'<e:Reason><e:Text xml:lang="tr">{words}</e:Text><e:Text xml:lang="en">error</e:Text></e:Reason>'
    content = f"<e:Fault><e:Code><e:Value>{code}</e:Value>{inner}</e:Code>{reason}<e:Detail>{detail}</e:Detail></e:Fault>"
    return SOAP_12.format(content).encode()


@both
@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (fault_12("e:Sender", "geçersiz"), ServiceError, "Sender"),
        (fault_12("e:Sender", "hata", subcode="w:FailedAuthentication"), AuthenticationError, "FailedAuthentication"),
        (fault_12("e:Receiver", "03-018 yetki yok"), NotPermitted, "03-018"),
        (fault_12("e:Receiver", "hata", detail="<kod>03-012</kod>"), TryLater, "03-012"),
        (fault_12("e:VersionMismatch", "sürüm"), ServiceError, "VersionMismatch"),
    ],
)
def test_fault_of_soap_12_keeps_its_code_and_reason(
    row: Row, content: bytes, kind: type[SaglikError], code: str, ministry: Sandbox, once: Mhrs
) -> None:
    """
    A fault of SOAP 1.2, which some servers answer a request in SOAP 1.1 with, is read as well: its code and its first reason.
    """
    error = verdict(row, content, ministry, once, status=500, kind="application/soap+xml")

    assert (type(error), getattr(error, "code", "")) == (kind, code)
    assert getattr(error, "message", "") in {"geçersiz", "hata", "03-018 yetki yok", "sürüm"}


@both
def test_fault_of_soap_12_of_the_servers_own_side(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    One that only says that the server failed is no verdict on a write.
    """
    error = verdict(row, fault_12("e:Receiver", "java.lang.NullPointerException"), ministry, once, status=500)

    assert type(error) is (ServiceError if row.safe else OutcomeUnknown)


@both
def test_attachments_are_named(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    A multipart answer (MTOM) is not read, and the error says what it is.
    """
    error = verdict(row, b"--x\r\n", ministry, once, kind='multipart/related; boundary="x"; type="application/xop+xml"')

    assert type(error) is (HttpError if row.safe else OutcomeUnknown)
    assert "multipart/related (MTOM or attachments), which is not supported" in str(error)


@pytest.mark.parametrize("words", ["node 03-012 did not answer", "Transaction 12-345 timed out", "12-345 timed out"])
def test_a_code_within_a_sentence_refuses_no_write(words: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    A gateway's sentence may hold what looks like a code. Only one in its place, at the beginning, is the Ministry's word on a write.
    """
    error = verdict(POLIKLINIK_KAYIT, fault("soap:Server", words), ministry, once, status=500)

    assert type(error) is OutcomeUnknown
    assert not error.retryable


@both
@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("soap:Server", "Server"),
        ("Server", "Server"),
        ("soap:Receiver", "Receiver"),
        ("soap:Server.userException", "Server.userException"),
        ("soap:server", "server"),
        ("soap:InternalServiceFault", "InternalServiceFault"),
        ("101504", "101504"),
        ("soap:ESB_TIMEOUT", "ESB_TIMEOUT"),
        ("", ""),
    ],
)
def test_fault_of_the_servers_own_side(row: Row, status: int, name: str, told: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    A fault that only says that the server failed (SOAP 1.1 lets it add a kind behind a dot), or nothing at all, is no verdict: an
    application server answers so after processing as well. A write may have been processed; a query is refused.
    """
    error = verdict(row, fault(name, "java.lang.NullPointerException: 10000000146"), ministry, once, status=status)

    if row.safe:
        assert (type(error), getattr(error, "code", "")) == (ServiceError, told or "Fault")
    else:
        assert (type(error), getattr(error, "status", 0)) == (OutcomeUnknown, status)
        assert getattr(error, "path", "") == "Envelope/Body/Fault"
    assert "10000000146" not in f"{error} {error!r}"


@pytest.mark.parametrize(
    ("name", "system"), [("soap:Server", True), ("soap:Client", False), ("soap:Client.a", False), ("soap:VersionMismatch", True)]
)
def test_fault_says_whose_it_is(name: str, system: bool, ministry: Sandbox, once: Mhrs) -> None:
    """
    SOAP's Client means that the request was wrong; every other fault is the Ministry's side's.
    """
    error = verdict(POLIKLINIK_KAYIT, fault(name, "03-010 hata"), ministry, once)

    assert getattr(error, "issues", ()) == (Issue("03-010", "03-010 hata", system=system),)


@both
@pytest.mark.parametrize(
    ("content", "path"),
    [
        (ENVELOPE.format("<soap:Body/>"), "Envelope/Body"),
        (ENVELOPE.format("<soap:Body><!-- --></soap:Body>"), "Envelope/Body"),
        (ENVELOPE.format(""), "Envelope/Body"),
        ("<Envelope><Body><x/></Body></Envelope>", "Envelope/Body"),
        (SOAP_12.format("<x/>"), "Envelope"),
        ("<html><body><h1>Bakım</h1></body></html>", "Envelope/Body"),
        ("<x/>", "Envelope/Body"),
        (ENVELOPE.format("<soap:Body><x/></soap:Body>"), "acknowledgement"),
        (ENVELOPE.format("<soap:Body>metin</soap:Body>"), "Envelope/Body"),
    ],
    ids=["empty body", "comment", "no body", "no namespace", "SOAP 1.2", "HTML", "other XML", "no message", "text"],
)
def test_other_document_is_no_answer(row: Row, content: str, path: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    A document that is well-formed but no SOAP answer cannot be read, and the error says where it differs. A write may have been processed.
    """
    error = verdict(row, content.encode(), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (unreadable(row), path)


@both
@pytest.mark.parametrize(
    "content",
    [
        "<html><br></html> Bakım",
        "<a></b>",
        "\x00\x01\x02\x03\x04\x05",
        "Bakımdayız",
        '{"hata": "Bakım"}',
        "<x/><x/>",
        "<x>&#0;</x>",
        "<x>&yok;</x>",
        "<y:x/>",
        '<?xml version="1.0" encoding="x-yok"?><x/>',
    ],
    ids=["HTML", "tags", "bytes", "text", "JSON", "two roots", "character", "entity", "prefix", "encoding"],
)
def test_broken_xml_is_no_answer(row: Row, content: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    What is not well-formed cannot be read: the error tells line and column, and none of the text. A write may have been processed.
    """
    error = verdict(row, content.encode(), ministry, once)

    assert type(error) is unreadable(row)
    assert getattr(error, "path", "").startswith("line ")
    assert "Bakım" not in str(error) + repr(error)


@both
@pytest.mark.parametrize(
    "content",
    [b"", b" \n ", b'<?xml version="1.0"?>', b"\xef\xbb\xbf", b"{}", b"<html><p>Bak"],
    ids=["nothing", "blank", "declaration", "mark", "too short to tell", "HTML"],
)
def test_nothing_is_half_an_answer(row: Row, content: bytes, ministry: Sandbox, once: Mhrs) -> None:
    """
    A body that ends before its root does leaves the outcome unknown.
    """
    assert type(verdict(row, content, ministry, once)) is OutcomeUnknown


@both
@pytest.mark.parametrize(
    ("kind", "status"), [("text/html", 200), ("application/json", 200), ("text/html", 500), ("", 200), ("text/xml", 404), ("text/xml", 503)]
)
def test_good_answer_of_another_kind_is_not_read(row: Row, kind: str, status: int, ministry: Sandbox, once: Mhrs) -> None:
    """
    Status and content type are judged before the body: what does not come as XML with 200 or 500 is not read, however good it looks. A
    gateway answers so in the middle of a write, which may have been processed; both errors have the same facts.
    """
    error = verdict(row, golden(row, "response").read_bytes(), ministry, once, status=status, kind=kind)

    assert type(error) is (HttpError if row.safe else OutcomeUnknown)
    assert getattr(error, "status", 0) == status
    assert getattr(error, "excerpt", "").startswith(f"{kind or 'no content type'}, ")


DOCTYPES = {
    "plain": "<!DOCTYPE x>",
    "outside": '<!DOCTYPE x SYSTEM "http://dtd.example/x.dtd">',
    "file": '<!DOCTYPE x [<!ENTITY a0 SYSTEM "{file}">]>',
    "inside": '<!DOCTYPE x [<!ENTITY a0 "2002">]>',
    "bomb": '<!DOCTYPE x [<!ENTITY a0 "lol">{bomb}]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "{file}"> %p;]>',
    "default": '<!DOCTYPE x [<!ATTLIST typeCode code CDATA "AA">]>',
}
"""Document types that are up to something, or not."""
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def with_doctype(row: Row, kind: str, entity: str, secret: Path) -> bytes:
    """
    The golden answer of a row with a document type, and an entity in a name.
    """
    secret.write_text(SECRET)
    head = DOCTYPES[kind].replace("{file}", secret.as_uri()).replace("{bomb}", BOMB)
    content = golden(row, "response").read_text(encoding="utf-8").partition("?>")[2]
    return (head + content.replace("Göz 1", f"Göz {entity}", 1)).encode()


@both
@pytest.mark.parametrize("kind", DOCTYPES)
def test_document_type_is_refused(row: Row, kind: str, tmp_path: Path, ministry: Sandbox, once: Mhrs) -> None:
    """
    SOAP forbids document types: an answer with one is not read, good as it may look otherwise. A write may have been processed.
    """
    error = verdict(row, with_doctype(row, kind, "1", tmp_path / "secret"), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (unreadable(row), "Envelope")


@both
@pytest.mark.parametrize("kind", DOCTYPES)
@pytest.mark.parametrize("entity", ["&a0;", "&a9;"])
def test_entity_is_never_put_in(row: Row, kind: str, entity: str, tmp_path: Path, ministry: Sandbox, once: Mhrs) -> None:
    """
    No entity is expanded, nothing is loaded, and no record comes of it; one that nobody declared makes the answer unreadable. A write may
    have been processed.
    """
    error = verdict(row, with_doctype(row, kind, entity, tmp_path / "secret"), ministry, once)

    assert type(error) is unreadable(row)
    assert SECRET not in str(error) + repr(error)


@both
@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE x",
        '<!DOCTYPE x SYSTEM "y"',
        "<!DOCTYPE x [",
        "<!DOCTYPE x [<!ENTITY a",
        "<!DOCTYPE x [<!ENTITY a '1'>",
        "<!DOCTYPE x [<!ATTLIST x y CDATA",
        "<!DOCTYPE x [<!ELEMENT x (y",
        "<!DOCTYPE x [<!NOTATION x",
        '<!DOCTYPE x SYSTEM "y"><x>&yok;',
        '<!DOCTYPE x SYSTEM "y"><x y="&yok;">',
        "<!DOCTYPE x [<!ENTITY a '1'>]><x>&yok;",
    ],
)
def test_half_a_document_type_is_refused(row: Row, content: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    An answer that breaks off within a document type, or behind one over an entity that nobody declared, is not read. A write may have been
    processed.
    """
    assert type(verdict(row, content.encode(), ministry, once)) is unreadable(row)


@pytest.mark.parametrize("row", [POLIKLINIK_KAYIT, POLIKLINIK_IPTAL, RANDEVU_SORGULAMA], ids=lambda row: row.method)
@pytest.mark.parametrize("broken", [True, False], ids=["connection broke", "server stopped"])
def test_half_an_answer_is_never_a_success(row: Row, broken: bool) -> None:
    """
    Wherever an answer stops, be it that the connection broke or that the server wrote no more, the outcome is unknown.
    """
    whole = answer(row, GOT[row.method])
    for cut in (*range(0, len(whole), 200), len(whole) - 1):
        with client(Line(whole[:cut], promised=len(whole) if broken else None)) as mhrs, pytest.raises(SaglikError) as caught:
            made(mhrs, SENT[row.method].call)

        assert type(caught.value) is OutcomeUnknown, cut
        assert caught.value.request_id, cut
