"""
A small contract, synthetic: one operation that takes a note and one or two persons.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from saglikclient._transport.soap import Wsdl

FOLDER = Path(__file__).parent
SMALL = (FOLDER / "small.wsdl").read_bytes()
PASSWORD, TCKN = "cok-gizli-parola", "10000000146"
PERSON = {"code": "x", "tckn": TCKN}
CONTENT = {"note": "Göz", "person": [PERSON]}
NAMESPACES = {
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "wsu": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    "t": "urn:test",
}

Load = Callable[[str], bytes]


def documents(wsdl: bytes = SMALL) -> Load:
    """Gives the small contract's documents, with another WSDL if asked."""
    return lambda location: wsdl if location.endswith(".wsdl") else (FOLDER / location.rpartition("/")[2]).read_bytes()


def small(wsdl: bytes = SMALL) -> Wsdl:
    return Wsdl("file:///contract/small.wsdl", documents(wsdl))
