"""
What zeep builds for us, and what becomes of it when it cannot.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NoReturn

import pytest
from lxml import etree

from saglikclient._transport import soap
from saglikclient._transport.soap import Wsdl
from saglikclient.errors import ConfigurationError
from tests.support.small_contract import CONTENT, NAMESPACES, PASSWORD, PERSON, SMALL, TCKN, documents, small

if TYPE_CHECKING:
    from saglikclient._transport.soap import UsernameToken


def assert_says_nothing(error: BaseException) -> None:
    """
    Neither the error nor what hangs on it holds a value of the content or the password.
    """
    link: BaseException | None = error
    while link is not None:
        told = f"{link} {link!r} {link.args} {vars(link)}"
        assert [word for word in (TCKN, PASSWORD, "Göz") if word in told] == []
        link = link.__cause__ or link.__context__


def test_message(token: UsernameToken) -> None:
    """
    The content stands in the body as the contract says, and the headers name the operation.
    """
    message, headers = small().envelope("Ask", CONTENT, token)
    body = etree.fromstring(message).find("soap:Body", NAMESPACES)

    assert message.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert headers == {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"urn:test:Ask"'}
    assert body is not None
    assert [element.tag for element in body] == ["{urn:test}Ask"]
    assert body.findtext("t:Ask/t:note", namespaces=NAMESPACES) == "Göz"
    assert body.findtext("t:Ask/t:person[@code='x']/t:tckn", namespaces=NAMESPACES) == TCKN


def test_soap_1_1_only(token: UsernameToken) -> None:
    """
    A service that offers SOAP 1.2 and HTTP twins as well is spoken to in SOAP 1.1, the version our readers know.

    What has no request element has no name either, and is not offered.
    """
    wsdl = small()
    message, _ = wsdl.envelope("Ask", CONTENT, token)

    assert wsdl.operations == ("Ask",)
    assert etree.fromstring(message).tag == "{http://schemas.xmlsoap.org/soap/envelope/}Envelope"


def test_no_soap_action(token: UsernameToken) -> None:
    """
    An operation without an action has the empty one.
    """
    _, headers = small(SMALL.replace(b'soapAction="urn:test:Ask" ', b"")).envelope("Ask", CONTENT, token)

    assert headers["SOAPAction"] == '""'


def test_unknown_operation(token: UsernameToken) -> None:
    """
    An operation that the contract has not is a wrong setting.
    """
    with pytest.raises(ConfigurationError, match="no operation for Tell") as caught:
        small().envelope("Tell", CONTENT, token)

    assert_says_nothing(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"note": "Göz"},
        {**CONTENT, TCKN: "x"},
        {**CONTENT, "person": [{**PERSON, TCKN: "x"}]},
        {**CONTENT, "person": [{"tckn": TCKN}]},
        {**CONTENT, "person": [PERSON] * 3},
        {**CONTENT, "person": TCKN},
        {**CONTENT, "note": f"{TCKN}\x00"},
        {**CONTENT, "note": f"{TCKN}\ud800"},
        {**CONTENT, "note": {TCKN: TCKN}},
        {**CONTENT, "note": [TCKN, TCKN]},
        {**CONTENT, "person": [{**PERSON, "tckn": [TCKN]}]},
    ],
    ids=range(12),
)
def test_content_that_does_not_fit(content: dict[str, object], token: UsernameToken) -> None:
    """
    Content that the contract does not take is a wrong setting, nothing is built, and the error holds nothing of it.
    """
    with pytest.raises(ConfigurationError, match="does not accept the Ask") as caught:
        small().envelope("Ask", content, token)

    assert_says_nothing(caught.value)


DTD = b"<!DOCTYPE wsdl:definitions [%b]>"
ROOT = b"<wsdl:definitions "


@pytest.mark.parametrize(
    "wsdl",
    [
        b"",
        b"no xml",
        b"<html/>",
        SMALL[:-20],
        SMALL.replace(b"schemas.xmlsoap.org/wsdl/soap/", b"schemas.example.org/wsdl/soap/"),
        SMALL.replace(ROOT, DTD % b"" + ROOT),
        SMALL.replace(ROOT, DTD % b"<!ENTITY a 'b'>" + ROOT),
        SMALL.replace(ROOT, DTD % b"<!ENTITY a SYSTEM 'file:///etc/hostname'>" + ROOT),
        SMALL.replace(b"small.xsd", b"nowhere.xsd"),
        SMALL.replace(b'element="t:Ask"', b'element="t:Nothing"'),
    ],
    ids=["empty", "no-xml", "no-wsdl", "half", "no-soap-1.1", "dtd", "entity", "external-entity", "missing-schema", "missing-element"],
)
def test_unusable_wsdl(wsdl: bytes) -> None:
    """
    What is no WSDL, lacks a part, offers no SOAP 1.1 or declares a DTD is a wrong setting, said when it is loaded.
    """
    with pytest.raises(ConfigurationError, match="the contract"):
        small(wsdl)


def test_dtd_in_a_schema() -> None:
    """
    A document that the WSDL imports may not declare entities either.
    """

    def load(location: str) -> bytes:
        content = documents()(location)
        return content if location.endswith(".wsdl") else content.replace(b"<xs:schema", b"<!DOCTYPE a [<!ENTITY a 'b'>]><xs:schema", 1)

    with pytest.raises(ConfigurationError, match="DTDForbidden"):
        Wsdl("file:///contract/small.wsdl", load)


def test_errors_of_the_loader_pass() -> None:
    """
    A wrong setting that the loader names is told as it is.
    """

    def load(_: str) -> NoReturn:
        raise ConfigurationError("a document of the contract cannot be read")

    with pytest.raises(ConfigurationError, match=r"^a document of the contract cannot be read"):
        Wsdl("file:///contract/small.wsdl", load)


def test_every_document_comes_through_the_loader() -> None:
    """
    Zeep fetches nothing by itself: what the WSDL includes is asked of the loader too, by its full location.
    """
    asked: list[str] = []

    def load(location: str) -> bytes:
        asked.append(location)
        return documents()(location)

    Wsdl("https://mhrs.example/ws/small.wsdl", load)

    assert asked == ["https://mhrs.example/ws/small.wsdl", "https://mhrs.example/ws/small.xsd"]


@pytest.mark.parametrize(
    "failure", [ImportError("xmlsec"), OSError("wheel mismatch"), SystemError("binary")], ids=lambda e: type(e).__name__
)
def test_broken_zeep(failure: Exception, token: UsernameToken, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    However the import of zeep or its xmlsec fails, it is a wrong setting, at loading as at building.
    """

    def broken(_: str) -> NoReturn:
        raise failure

    wsdl = small()
    monkeypatch.setattr(soap, "import_module", broken)

    with pytest.raises(ConfigurationError, match="xmlsec is the usual cause"):
        small()
    with pytest.raises(ConfigurationError, match="xmlsec is the usual cause"):
        wsdl.envelope("Ask", CONTENT, token)


def test_zeep_logs_no_secret(token: UsernameToken, caplog: pytest.LogCaptureFixture) -> None:
    """
    At DEBUG neither password nor patient is logged, whether the message can be built or not.
    """
    with caplog.at_level(logging.DEBUG):
        wsdl = small()
        wsdl.envelope("Ask", CONTENT, token)
        with pytest.raises(ConfigurationError):
            wsdl.envelope("Ask", {**CONTENT, TCKN: PASSWORD}, token)

    assert caplog.records
    assert [record.name for record in caplog.records if any(word in record.getMessage() for word in (PASSWORD, TCKN, "Göz"))] == []
