"""
HL7 data types: how values are written as an element. Each type encodes, reads and names its XSD type.

Source: Sağlık-NET HL7 guide 1.5, annex on data types, for II, CS, CE, TS, IVL_TS, PN and TEL. INT, BL, ST, ED and PQ are HL7 v3's own, used
where the payload had to be modelled; TIME is an extension, since HL7 has no time of day without a date.
"""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from saglikclient._core import timing
from saglikclient._core.codes import Code, Unknown
from saglikclient._core.model import build
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn, adds_up
from saglikclient.mhrs._hl7.charset import REPLACEMENT
from saglikclient.mhrs.model.istisna import Belge
from saglikclient.mhrs.model.kisi import Telefon, as_telefon
from saglikclient.mhrs.model.kodlar import TelefonTipi

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from saglikclient.mhrs._hl7.element import Element
Node = dict[str, Any]
"""
An element before serialisation: attributes are strings, child elements dicts or lists of them, the text is `_value_1` (as in zeep).
"""

Values = tuple[Any, ...]
TEXT = "_value_1"
NS = "{urn:hl7-org:v3}"

_WHOLE = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_WIDTH = re.compile(r"\d{1,6}(?:\.\d{1,6})?", re.ASCII)
_UNITS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "wk": timedelta(weeks=1)}
"""The UCUM units of a width that are always equally long."""
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


def reading_or_keeping(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """
    Return a parser that keeps a text which another one cannot read as `Unknown`.
    """

    def read(text: str) -> Any:
        try:
            return parse(text)
        except ValueError:
            return Unknown(text)

    return read


def reference(text: str) -> str:
    """
    Read a number that is a text. With a control character in it, it would be the number of nothing.
    """
    if REPLACEMENT in text:
        raise ValueError("not a number without control characters")
    return text


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
        node = {self.name: value.value if isinstance(value, Unknown) else self.write(value)}
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


def can_be_sent(kind: DataType, value: Unknown) -> bool:
    """
    Whether the text of an `Unknown` is one that this type accepts, e.g. a code without a name.
    """
    if not isinstance(kind, Attribute | Coded):
        return False
    try:
        kind.parse(value.value)
    except ValueError:
        return False
    return True


LOW, HIGH, GIVEN, FAMILY = (f"{NS}{name}" for name in ("low", "high", "given", "family"))


@attrs.frozen
class Interval:
    """
    IVL_TS: a start and an end. In answers, a day is that whole day, and `center` and `width` are understood.
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
                low = timing.start_of(text.strip())
            elif text and tag == HIGH:
                high = (timing.end_of if child.get("inclusive") != "false" else timing.start_of)(text.strip())
        return _completed(elements[0], low, high) if low is None or high is None else (low, high)


def _completed(element: Element, low: datetime | None, high: datetime | None) -> Values:
    """
    Return the ends of an interval that lacks one: from its width, its center, or its own value, which is a moment or a day.
    """
    text, center, width = (element.get("value"), *map(element.find, (f"{NS}center", f"{NS}width")))
    if low is None and high is None and text:
        return timing.start_of(text.strip()), timing.end_of(text.strip())
    length = None if width is None else _length(width)
    if length is None:
        return low, high
    try:
        if low is None and high is None and center is not None and center.get("value"):
            low = timing.from_ts((center.get("value") or "").strip()) - length / 2
        return (high - length if low is None and high is not None else low), (low + length if high is None and low is not None else high)
    except OverflowError:
        raise ValueError("not within the calendar") from None


def _length(width: Element) -> timedelta | None:
    """
    Read a width (PQ); None if it is absent.
    """
    value, unit = (width.get("value") or "").strip(), _UNITS.get((width.get("unit") or "").strip())
    if not value:
        return None
    if unit is None or not _WIDTH.fullmatch(value):
        raise ValueError("not a width in s, min, h, d or wk")
    return unit * float(value)


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


def document(text: str) -> bytes:
    """
    Read the content of a document.
    """
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:  # binascii.Error, or letters beyond ASCII
        raise ValueError("not base64") from None


@attrs.frozen
class Attachment:
    """
    ED: a document, base64, with its name.
    """

    parse: Callable[[str], bytes | Unknown] = document
    xsd: str = "ED"

    def encode(self, *values: Any) -> Node | None:
        """Write name and content."""
        belge = values[0]
        if belge is None or isinstance(belge, Unknown):
            return None if belge is None else {TEXT: belge.value}
        return {"representation": "B64", "fileName": belge.ad, TEXT: base64.b64encode(belge.icerik).decode("ascii")}

    def read(self, elements: Sequence[Element]) -> Values:
        """Read name and content; a document without content is absent."""
        content = self.parse(elements[0].text or "")
        if isinstance(content, Unknown):
            return (content,)
        return (build(Belge, {"ad": elements[0].get("fileName") or "", "icerik": content}) if content else None,)
