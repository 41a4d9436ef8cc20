"""
The Sandbox's wire for tests: what a client would send, as bytes, and what comes back for them, taken apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
import requests
from lxml import etree
from requests.adapters import HTTPAdapter

from saglikclient import OutcomeUnknown, Retries
from saglikclient.mhrs import Mhrs
from saglikclient.mhrs.contract import LOCAL, Contract
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7
from saglikclient.testing.sandbox import KURUM

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.testing import Sandbox

NS = {"v3": "urn:hl7-org:v3", "soap": "http://schemas.xmlsoap.org/soap/envelope/"}


class Recorder(HTTPAdapter):
    """Keeps what a client sends and delivers it nowhere."""

    body = b""

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # noqa: D102 - requests' own
        assert isinstance(request.body, bytes)
        self.body = request.body
        raise requests.ReadTimeout


def written(sandbox: Sandbox, call: Callable[[Mhrs], object]) -> bytes:
    """What a client of the Sandbox would send, undelivered."""
    recorder = Recorder()
    client = Mhrs(
        sandbox.credentials,
        kurum_kodu=KURUM,
        gonderen="HBYS",
        islem_yapan=sandbox.islem_yapan,
        endpoint=FakeMhrsHl7.base,
        contract=Contract(f"bundled:{LOCAL}"),
        retries=Retries(attempts=1),
        clock=sandbox.clock,
        adapter=recorder,
    )
    with pytest.raises(OutcomeUnknown):
        call(client)
    return recorder.body


@attrs.frozen
class Answer:
    """What came back, taken apart."""

    status: int
    code: str
    system: list[str]
    application: list[str]
    query: list[str]
    message: etree._Element


def post(sandbox: Sandbox, body: bytes) -> Answer:
    with requests.Session() as session:
        session.mount("https://", sandbox.adapter)
        response = session.post(FakeMhrsHl7.base, data=body, timeout=1)
    message = etree.fromstring(response.content).find("soap:Body", NS)[0]

    def codes(path: str) -> list[str]:
        return [str(code) for code in message.xpath(f"{path}/@code", namespaces=NS)]

    (code,) = codes("v3:acknowledgement/v3:typeCode")
    system = codes("v3:acknowledgement/v3:acknowledgementDetail/v3:code")
    application = codes("v3:controlActEvent/v3:reason/v3:detectedIssueEvent/v3:code")
    return Answer(response.status_code, code, system, application, codes("v3:controlActEvent/v3:queryAck/v3:queryResponseCode"), message)


def without(path: str) -> Callable[[bytes], bytes]:
    """Damage: an element is missing."""

    def damage(body: bytes) -> bytes:
        root = etree.fromstring(body)
        (element,) = root.xpath(path, namespaces=NS)
        element.getparent().remove(element)
        return etree.tostring(root)

    return damage


def put(path: str, name: str, value: str) -> Callable[[bytes], bytes]:
    """Damage: an attribute says something else."""

    def damage(body: bytes) -> bytes:
        root = etree.fromstring(body)
        (element,) = root.xpath(path, namespaces=NS)
        element.set(name, value)
        return etree.tostring(root)

    return damage


def added(body: bytes) -> bytes:
    """Damage: an element that the contract does not know."""
    return body.replace(b"</ns0:controlActEvent>", b"<ns0:surprise/></ns0:controlActEvent>")
