"""
HL7 data types: how values are written as an element. Each type encodes, reads and names its XSD type.

Source: Sağlık-NET HL7 guide 1.5, annex on data types, for II, CS, CE, TS, IVL_TS, PN and TEL. INT, BL, ST, ED and PQ are HL7 v3's own, used
where the payload had to be modelled; TIME is an extension, since HL7 has no time of day without a date.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from saglikclient._core import timing
from saglikclient._core.codes import Code, Unknown
from saglikclient._core.model import build
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn, adds_up
from saglikclient.mhrs.model.istisna import Belge
from saglikclient.mhrs.model.kisi import Telefon, as_telefon
from saglikclient.mhrs.model.kodlar import TelefonTipi

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from saglikclient.mhrs._hl7.element import Element
Node = dict[str, Any]
"""
An element before serialisation: attributes are strings, child elements dicts or lists of them, the text is `_value_1` (as in zeep).
"""

Values = tuple[Any, ...]
TEXT = "_value_1"
NS = "{urn:hl7-org:v3}"

_WHOLE = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


class DataType(Protocol):
    """
    An HL7 data type. `read` returns None for absent values and raises ValueError for unreadable ones.
    """

    @property
    def xsd(self) -> str:
        """Name of the type in the contract."""
        ...

    def encode(self, *values: Any) -> Node | list[Node] | None:
        """Return the element; None if all values are absent."""
        ...

    def read(self, elements: Sequence[Element]) -> Values:
        """Return the values, one for each field of the line."""
        ...


@lru_cache(maxsize=timing.KEPT)
def number(text: str) -> int:
    """
    Read a whole number; `int()` alone would also accept blanks, underscores and non-ASCII digits.
    """
    if not _WHOLE.fullmatch(text):
        raise ValueError("not a whole number")
    return int(text)


def code(text: str) -> int | None:
    """
    Read a numeric code. 0 means absent (Sağlık-NET HL7 guide 1.5, annex on error codes and values).
    """
    return number(text) or None


def truth(text: str) -> bool:
    """
    Read `true` or `false`.
    """
    value = _TRUTHS.get(text)
    if value is None:
        raise ValueError("not true or false")
    return value


def identity(text: str) -> Tckn | Unknown:
    """
    Read a T.C. kimlik numarası. An invalid one (a placeholder, a foreign number) becomes `Unknown`, so that the record can be read.
    """
    if adds_up(text):
        return str.__new__(Tckn, text)
    try:
        return Tckn(text)
    except InvalidRequest:
        return Unknown(text)


def plain(value: Any) -> str:
    """
    Write a number, a code or a string.
    """
    if isinstance(value, Unknown):
        return value.value
    return str(int(value)) if isinstance(value, Code) else str(value)


@attrs.frozen
class Attribute:
    """
    A type with its value in one attribute: II's extension, the value of INT, BL, TS and TIME, the code of CS.

    `outweighs` is the value that wins if the element is repeated with different values; if None, the first one wins.
    """

    xsd: str
    parse: Callable[[str], Any]
    name: str = "value"
    write: Callable[[Any], str] = plain
    root: str | None = None
    outweighs: bool | None = None

    def encode(self, *values: Any) -> Node | None:
        """Write the attribute, after the OID if the type has one."""
        (value,) = values
        if value is None:
            return None
        node = {self.name: self.write(value)}
        return {"root": self.root, **node} if self.root else node

    def read(self, elements: Sequence[Element]) -> Values:
        """Read the attribute; an element without it (nullFlavor) is absent."""
        text = elements[0].get(self.name)
        return (self.parse(text.strip()) if text else None,)


@attrs.frozen
class Coded:
    """
    CE: a code with its code system, and the display name as a second value if `named`.
    """

    parse: Callable[[str], Any]
    system: str | None = None
    named: bool = False
    xsd: str = "CE"
    name: str = "code"

    def encode(self, *values: Any) -> Node | None:
        """Write code, code system and display name."""
        if values[0] is None:
            return None
        node = {"code": plain(values[0])}
        if self.system:
            node["codeSystem"] = self.system
        if self.named and values[1]:
            node["displayName"] = values[1]
        return node

    def read(self, elements: Sequence[Element]) -> Values:
        """Read the code, and the display name if `named`."""
        code, name = elements[0].get("code"), elements[0].get("displayName")
        value = self.parse(code.strip()) if code else None
        return (value, name or None) if self.named else (value,)


LOW, HIGH, GIVEN, FAMILY = (f"{NS}{name}" for name in ("low", "high", "given", "family"))


@attrs.frozen
class Interval:
    """
    IVL_TS: a start and an end.
    """

    xsd: str = "IVL_TS"

    def encode(self, *values: Any) -> Node | None:
        """Write `low` and `high`."""
        ends = {name: {"value": timing.to_ts(value)} for name, value in zip(("low", "high"), values, strict=True) if value is not None}
        return ends or None

    def read(self, elements: Sequence[Element]) -> Values:
        """Read `low` and `high`."""
        low = high = None
        for child in elements[0][:]:
            tag, text = child.tag, child.get("value")
            if text and tag == LOW:
                low = timing.from_ts(text.strip())
            elif text and tag == HIGH:
                high = timing.from_ts(text.strip())
        return low, high


@attrs.frozen
class Text:
    """
    ST: a text.
    """

    xsd: str = "ST"

    def encode(self, *values: Any) -> Node | None:
        """Write the text."""
        return None if values[0] is None else {TEXT: plain(values[0])}

    def read(self, elements: Sequence[Element]) -> Values:
        """Read the text; blank is absent."""
        return ((elements[0].text or "").strip() or None,)


@attrs.frozen
class PersonName:
    """
    PN: given and family name. On the wire `family` comes first.
    """

    xsd: str = "PN"

    def encode(self, *values: Any) -> Node | None:
        """Write `family` and `given`."""
        given, family = values
        parts = {name: {TEXT: value} for name, value in (("family", family), ("given", given)) if value is not None}
        return parts or None

    def read(self, elements: Sequence[Element]) -> Values:
        """Read given and family name; several given names are joined."""
        given: list[str] = []
        family: list[str] = []
        for child in elements[0][:]:
            tag, text = child.tag, child.text
            if text and tag == GIVEN:
                given.append(text.strip())
            elif text and tag == FAMILY:
                family.append(text.strip())
        return " ".join(given) or None, " ".join(family) or None


USES = {TelefonTipi.EV: "HP", TelefonTipi.IS: "WP", TelefonTipi.CEP: "MC", TelefonTipi.YAKIN: "H"}
"""`use` of TEL by SKRS telephone type. Published: the guide's annex on data types."""

_TIPLER = {use: tip for tip, use in USES.items()}


def to_tel(telefon: Telefon) -> Node:
    """
    Write a telephone number; the international form is modelled, the guide only shows `tel:…`.
    """
    use = USES.get(telefon.tip) if isinstance(telefon.tip, TelefonTipi) else telefon.tip.value
    prefix = "tel:+90" if telefon.alan_kodu else "tel:"
    return {"value": f"{prefix}{telefon.alan_kodu}{telefon.numara}", **({"use": use} if use else {})}


@attrs.frozen
class Telecom:
    """
    TEL, repeated: telephones, and an e-mail address as a second value if `with_email`.
    """

    single: bool = False
    with_email: bool = True
    xsd: str = "TEL"

    def encode(self, *values: Any) -> list[Node] | None:
        """Write `tel:` and `mailto:` addresses."""
        phones = values[0] or ()
        nodes = [to_tel(phone) for phone in ((phones,) if isinstance(phones, Telefon) else phones)]
        if self.with_email and values[1]:
            nodes.append({"value": f"mailto:{values[1]}"})
        return nodes or None

    def read(self, elements: Sequence[Element]) -> Values:
        """Read the addresses; other kinds (fax, web pages) are ignored."""
        phones: list[Telefon] = []
        email = None
        for element in elements:
            kind, scheme, rest = (element.get("value") or "").strip().partition(":")
            kind, rest = (kind.lower(), rest) if scheme else ("tel", kind)
            if kind == "tel":
                use = element.get("use") or "MC"
                if phone := as_telefon(rest, _TIPLER.get(use) or Unknown(use)):
                    phones.append(phone)
            elif kind == "mailto" and rest:
                email = email or rest
        first: Any = (phones[0] if phones else None) if self.single else tuple(phones)
        return (first, email) if self.with_email else (first,)


@attrs.frozen
class Attachment:
    """
    ED: a document, base64, with its name.
    """

    xsd: str = "ED"

    def encode(self, *values: Any) -> Node | None:
        """Write name and content."""
        document = values[0]
        if document is None:
            return None
        return {
            "representation": "B64",
            "fileName": document.ad,
            TEXT: base64.b64encode(document.icerik).decode("ascii"),
        }

    def read(self, elements: Sequence[Element]) -> Values:
        """Read name and content; a document without content is absent."""
        try:
            content = base64.b64decode("".join((elements[0].text or "").split()), validate=True)
        except binascii.Error:
            raise ValueError("not base64") from None
        return (build(Belge, {"ad": elements[0].get("fileName") or "", "icerik": content}) if content else None,)
