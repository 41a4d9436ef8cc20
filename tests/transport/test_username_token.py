"""
The WS-Security header of a message, as the Sağlık-NET guide asks for it.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lxml import etree

from saglikclient._core.timing import TURKIYE
from saglikclient._transport import soap
from saglikclient._transport.soap import UsernameToken
from saglikclient.config import Credentials
from tests.support.small_contract import CONTENT, NAMESPACES, PASSWORD, small

if TYPE_CHECKING:
    from lxml.etree import _Element


def security(message: bytes) -> _Element:
    (header,) = etree.fromstring(message).findall("soap:Header/wsse:Security", NAMESPACES)
    return header


def test_username_and_password(token: UsernameToken) -> None:
    """
    UsernameToken Profile 1.0 with PasswordText, as the Sağlık-NET guide asks for.
    """
    header = security(small().envelope("Ask", CONTENT, token)[0])
    password = header.find("wsse:UsernameToken/wsse:Password", NAMESPACES)

    assert header.findtext("wsse:UsernameToken/wsse:Username", namespaces=NAMESPACES) == "kullanici & ortak"
    assert password is not None
    assert password.text == PASSWORD
    assert password.get("Type", "").endswith("username-token-profile-1.0#PasswordText")


def test_must_not_understand(token: UsernameToken) -> None:
    """
    `mustUnderstand` is 0: the server rejects 1.
    """
    header = security(small().envelope("Ask", CONTENT, token)[0])

    assert header.attrib == {"{http://schemas.xmlsoap.org/soap/envelope/}mustUnderstand": "0"}


def test_moments(token: UsernameToken) -> None:
    """
    The timestamp lasts five minutes, and is UTC with whole seconds; the token was created when the message was.
    """
    header = security(small().envelope("Ask", CONTENT, token)[0])
    stamp = header.find("wsu:Timestamp", NAMESPACES)

    assert stamp is not None
    assert [(child.tag.rpartition("}")[2], child.text) for child in stamp] == [
        ("Created", "2026-01-02T07:30:15Z"),
        ("Expires", "2026-01-02T07:35:15Z"),
    ]
    assert header.findtext("wsse:UsernameToken/wsu:Created", namespaces=NAMESPACES) == "2026-01-02T07:30:15Z"
    assert timedelta(minutes=5) == soap.LIFETIME


def test_present_moment() -> None:
    """
    Without a clock it is now.
    """
    token = UsernameToken(Credentials(username="u", password=PASSWORD))
    created = security(small().envelope("Ask", CONTENT, token)[0]).findtext("wsu:Timestamp/wsu:Created", namespaces=NAMESPACES)

    assert created is not None
    assert abs(datetime.fromisoformat(created) - datetime.now(TURKIYE)) < timedelta(seconds=10)


def test_nonces(token: UsernameToken) -> None:
    """
    Each message has a nonce of its own, of sixteen bytes.
    """
    wsdl = small()
    path = "wsse:UsernameToken/wsse:Nonce[@EncodingType]"
    nonces = {security(wsdl.envelope("Ask", CONTENT, token)[0]).findtext(path, namespaces=NAMESPACES) for _ in range(20)}

    assert len(nonces) == 20
    assert {len(base64.b64decode(nonce or "", validate=True)) for nonce in nonces} == {16}


def test_token_hides_the_password(token: UsernameToken) -> None:
    """
    A token that is printed shows no password.
    """
    assert PASSWORD not in repr(token)
