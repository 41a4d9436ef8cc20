"""
The golden files: where they are, and how messages are compared with them.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch
from uuid import UUID

from lxml import etree

from saglikclient.mhrs._hl7 import caller
from saglikclient.testing._mhrs_hl7 import service

if TYPE_CHECKING:
    from lxml.etree import _Element

    from saglikclient._core.model import Model
    from saglikclient.mhrs import Mhrs
    from saglikclient.mhrs.interactions import Interaction
    from tests.support.hl7_sent import Call

    Row = Interaction[Model, Model]

GOLDEN = Path(__file__).parents[1] / "golden"
NOW = datetime(2026, 3, 2, 8, 0)  # noqa: DTZ001 - naive means Türkiye time
MESSAGE_ID = "0f1e2d3c-4b5a-4687-8796-a5b4c3d2e1f0"
V3 = "{urn:hl7-org:v3}"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_PARSER = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)


def golden(row: Row, kind: str, *, mod: str = "") -> Path:
    """The file of a row: its request or its response, clean or with a named damage."""
    return GOLDEN / f"{row.method.replace('.', '_')}{f'--mod-{mod}' if mod else ''}.{kind}.xml"


def parsed(content: bytes) -> _Element:
    """XML without the blanks that only indent it."""
    return etree.fromstring(content, _PARSER)


def message(envelope: bytes) -> _Element:
    """The message in a SOAP body."""
    (found,) = parsed(envelope).findall(f"{SOAP}Body/*")
    return found


def plain(element: _Element) -> _Element:
    """The same element, indented and without prefixes: zeep makes up its own."""
    copy = etree.Element(element.tag, dict(element.attrib), nsmap={None: V3[1:-1]})
    copy.text = element.text
    copy.extend(plain(child) for child in element)
    etree.indent(copy)
    return copy


def canonical(element: _Element) -> str:
    """Canonical XML, indented, so that a difference is readable."""
    return etree.tostring(plain(element), method="c14n").decode()


def steps(path: str) -> str:
    """A path of the tables as lxml wants it."""
    return "/".join(f"{V3}{step}" for step in path.split("/"))


def made(mhrs: Mhrs, what: Call) -> object:
    """Make a call whose message has a fixed id."""
    with patch.object(caller, "uuid4", lambda: UUID(MESSAGE_ID)):
        return what(mhrs)


@cache
def schema() -> etree.XMLSchema:
    """The schema of all eighteen rows."""
    return service.schema()


def problems(element: _Element, against: etree.XMLSchema | None = None) -> list[str]:
    """What the schema finds wrong; empty if nothing."""
    judge = against or schema()
    judge.validate(element)
    return [error.message for error in judge.error_log]
