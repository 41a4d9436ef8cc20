"""
What is done to a good answer: to its bytes, its elements or members, its encoding, its HTTP. All of it follows from one seeded source.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import attrs
from fuzz_line import Answer
from lxml import etree

if TYPE_CHECKING:
    from random import Random

Bytes = Callable[["Random", bytes], bytes]

NASTY = (
    *("", " ", "0", "-1", "1", "true", "false", "TRUE", "null", "NaN", "Infinity", "1e999", "9" * 25, "9" * 5000, "0x10", "１２３", "٣"),
    *("AA", "AE", "AR", "CA", "CE", "CR", "aa", " AA", "OK", "NF", "QE", "ok", "E", "RISKLESS", "RISKY", "riskless", "03-014", "01-001"),
    *("24427250916", "10000000146", "Ayşe Nur Örnek", "tel:+905550000001", "2026", "20260230250000", "99999999999999", "00000000000000"),
    *("20260305090000+9999", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2026-03-02T08:00:00", "31.02.2026", "x" * 20_000),
    *(
        "\u202e\u2066\ufeff",
        "\U0001f3e5",
        "i\u0307",
        "İıŞş",
        "{message_id}",
        "&amp;",
        "../../etc",
        "' OR 1=1",
        "%s{0}",
        "PRSC_IN000001TR01",
    ),
)
CHUNKS = (
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"'",
        b"/",
        b"=",
        b"\x00",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xc0\xaf",
        b"{",
        b"}",
        b"[",
    ),
    *(b"]", b",", b":", b"<!DOCTYPE x>", b'<!DOCTYPE x [<!ENTITY e "AA">]>', b"&e;", b"&#0;", b"&#x41;", b"<![CDATA[", b"]]>", b"<?x y?>"),
    *(b"<!--", b"-->", b"<a>" * 300, b"[" * 3000, b'{"a":' * 500, b"\n" * 2000, b"\\ud800", b"\\u0000", b"NaN", b"1e999", b"null", b"true"),
    *(b'{"errorKey":"x"}', b'"errorKey":"hescodenotfound",', b'"result":false,', b'"result":true,', b'"error":"x",', b"<acknowledgement/>"),
)
STATUSES = (
    200,
    200,
    201,
    202,
    204,
    206,
    301,
    302,
    304,
    400,
    401,
    403,
    404,
    408,
    409,
    410,
    413,
    418,
    422,
    429,
    500,
    500,
    502,
    503,
    504,
    599,
)
TYPES = (
    *("text/xml", "application/soap+xml; charset=utf-16", "application/json", "application/problem+json", "text/html", "text/plain", ""),
    *("application/octet-stream", "text/xml; charset=windows-1254", "TEXT/XML", "application/json; charset=utf-16", ";", "x" * 5000, "*/*"),
)
WAITS = ("0", "2", "-1", "1e308", "9" * 400, "nan", "x", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 1 Jan 1970 00:00:00 +9999", "٣", "1,5")
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1254", "iso-8859-9", "utf-8-sig", "cp037", "utf-7")


def mutated(source: Random, answer: Answer) -> Answer:
    """
    One answer that is different from a good one, in one to four ways.

    Args:
        source: What decides.

        answer: The good one.
    """
    structural = _xml if "xml" in answer.content_type else _json
    body = answer.body if isinstance(answer.body, bytes) else b"".join(answer.pieces)
    way = source.random()
    if way < 0.5:
        body = structural(source, body)
    if 0.45 < way < 0.85:
        for _ in range(source.choice((1, 1, 1, 2, 4, 16))):
            body = source.choice(BYTE_WAYS)(source, body)
    answer = attrs.evolve(answer, body=_encoded(source, body) if 0.85 < way < 0.92 else body)
    return _http(source, answer) if way > 0.9 or source.random() < 0.05 else answer


def _flip(source: Random, body: bytes) -> bytes:
    at, end = _at(source, body)
    return body[:at] + bytes(byte ^ (1 << source.randrange(8)) for byte in body[at : at + 1]) + body[at + 1 :] if end else body


def _drop(source: Random, body: bytes) -> bytes:
    at, end = _at(source, body)
    return body[:at] + body[end:]


def _double(source: Random, body: bytes) -> bytes:
    at, end = _at(source, body)
    return body[:end] + body[at:end] * source.choice((1, 1, 2, 40)) + body[end:]


def _move(source: Random, body: bytes) -> bytes:
    at, end = _at(source, body)
    rest = body[:at] + body[end:]
    to = source.randrange(len(rest) + 1)
    return rest[:to] + body[at:end] + rest[to:]


def _insert(source: Random, body: bytes) -> bytes:
    at, _ = _at(source, body)
    return body[:at] + source.choice(CHUNKS) + body[at:]


def _overwrite(source: Random, body: bytes) -> bytes:
    at, _ = _at(source, body)
    chunk = source.choice(CHUNKS)
    return body[:at] + chunk + body[at + len(chunk) :]


def _noise(source: Random, body: bytes) -> bytes:
    at, end = _at(source, body)
    return body[:at] + source.randbytes(end - at) + body[end:]


def _cut(source: Random, body: bytes) -> bytes:
    at, _ = _at(source, body)
    return body[:at]


def _at(source: Random, body: bytes) -> tuple[int, int]:
    """
    A place, and the end of a stretch that begins there.
    """
    at = source.randrange(len(body) + 1)
    return at, min(len(body), at + source.choice((1, 1, 2, 4, 8, 30, 200)))


BYTE_WAYS: tuple[Bytes, ...] = (_flip, _flip, _drop, _double, _move, _insert, _insert, _overwrite, _noise, _cut)


def _encoded(source: Random, body: bytes) -> bytes:
    """
    The same text in another encoding, declared or not.
    """
    encoding = source.choice(ENCODINGS)
    text = body.decode("utf-8", "replace")
    if source.random() < 0.5:
        text = text.replace("encoding='utf-8'", f"encoding='{encoding}'", 1)
    return text.encode(encoding, "replace")


def _http(source: Random, answer: Answer) -> Answer:
    """
    Another status, type, length, compression, or wish to be asked later.
    """
    way = source.randrange(6)
    body = answer.body if isinstance(answer.body, bytes) else b""
    if way == 0:
        return attrs.evolve(answer, content_type=source.choice(TYPES))
    if way == 1:
        return attrs.evolve(answer, headers={"Content-Encoding": source.choice(("gzip", "deflate", "gzip, gzip", "br", "x", ""))})
    if way == 2:
        squeezed, how = source.choice(((gzip.compress(body, mtime=0), "gzip"), (zlib.compress(body), "deflate")))
        return attrs.evolve(answer, body=_cut(source, squeezed) if source.random() < 0.5 else squeezed, headers={"Content-Encoding": how})
    if way == 3:
        return attrs.evolve(answer, status=source.choice((429, 503)), headers={"Retry-After": source.choice(WAITS)})
    return attrs.evolve(answer, status=source.choice(STATUSES))


def _xml(source: Random, body: bytes) -> bytes:
    root = etree.fromstring(body)
    for _ in range(source.choice((1, 1, 1, 2, 3))):
        source.choice(XML_WAYS)(source, root, source.choice(list(root.iter())))
    return etree.tostring(root, xml_declaration=source.random() < 0.8, encoding=source.choice(("utf-8",) * 8 + ("utf-16", "iso-8859-9")))


def _other(source: Random, root: etree._Element) -> etree._Element:
    return source.choice(list(root.iter()))


def _remove(_: Random, __: etree._Element, one: etree._Element) -> None:
    if (parent := one.getparent()) is not None:
        parent.remove(one)


def _repeat(source: Random, root: etree._Element, one: etree._Element) -> None:
    """
    An element once more, the same or with another value, beside itself or elsewhere.
    """
    twin = deepcopy(one)
    if source.random() < 0.6:
        _value(source, twin, source.choice(list(twin.iter())))
    where = one if source.random() < 0.7 else _other(source, root)
    if where.getparent() is not None:
        (where.addprevious if source.random() < 0.5 else where.addnext)(twin)
    else:
        where.append(twin)


def _swap(source: Random, root: etree._Element, one: etree._Element) -> None:
    """
    Two elements change their values.
    """
    other = _other(source, root)
    mine, theirs = dict(one.attrib), dict(other.attrib)
    one.attrib.clear()
    other.attrib.clear()
    one.attrib.update(theirs)
    other.attrib.update(mine)
    one.text, other.text = other.text, one.text


def _carry(source: Random, root: etree._Element, one: etree._Element) -> None:
    """
    An element goes elsewhere.
    """
    other = _other(source, root)
    if one.getparent() is not None and one is not other and not any(above is one for above in other.iterancestors()):
        other.insert(source.randrange(len(other) + 1), one)


def _rename(source: Random, root: etree._Element, one: etree._Element) -> None:
    name = etree.QName(one)
    one.tag = source.choice((_other(source, root).tag, f"{{urn:x}}{name.localname}", name.localname, f"{{{name.namespace}}}x"))


def _value(source: Random, _: etree._Element, one: etree._Element) -> None:
    nasty = source.choice(NASTY)
    if one.attrib and source.random() < 0.8:
        name = source.choice(list(one.attrib))
        if source.random() < 0.2:
            del one.attrib[name]
        else:
            one.set(name, nasty)
    else:
        one.text = nasty


def _wrap(source: Random, _: etree._Element, one: etree._Element) -> None:
    """
    An element sinks deeper.
    """
    parent = one.getparent()
    if parent is None:
        return
    outer = inner = etree.Element(source.choice((one.tag, "{urn:hl7-org:v3}x")))
    for _ in range(source.choice((0, 3, 300))):
        inner = etree.SubElement(inner, outer.tag)
    parent.replace(one, outer)
    inner.append(one)


XML_WAYS = (_remove, _remove, _repeat, _repeat, _swap, _carry, _rename, _value, _value, _value, _value, _wrap)


class Raw(str):
    """
    A text that goes into JSON as it is.
    """

    __slots__ = ()


JSON_NASTY: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.5, 1e308, 10**18, -(10**30), [], {}, [[]], [None], {"": None}, [{}], {"errorKey": "x"}, [1, "a"]),
    *(
        Raw(text)
        for text in ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 4000, "9" * 10_000, "1E400", "0.1e-400", '"\\ud800"')
    ),
    *(Raw("[" * depth + "]" * depth) for depth in (60, 900, 50_000)),
    *(Raw('{"a":' * depth + "1" + "}" * depth) for depth in (60, 900, 50_000)),
)


def _json(source: Random, body: bytes) -> bytes:
    document = json.loads(body)
    for _ in range(source.choice((1, 1, 1, 2, 3))):
        document = _changed(source, document)
    text = written(document)
    return text.encode("ascii", "backslashreplace") if source.random() < 0.1 else text.encode()


def _changed(source: Random, document: Any) -> Any:
    places = list(_places(document))
    if not places or source.random() < 0.05:
        return deepcopy(source.choice((*JSON_NASTY, [document], {"data": document})))
    holder, key = source.choice(places)
    way = source.randrange(8)
    if way == 0:
        del holder[key]
    elif way == 1 and isinstance(holder, dict):
        holder[source.choice((key.upper(), key.title(), f"{key} ", f"\u200b{key}", "errorKey", "error", "x"))] = holder.pop(key)
    elif way == 2 and isinstance(holder, dict):
        holder[Twin(key)] = deepcopy(source.choice((holder[key], *JSON_NASTY)))
    elif way == 3:
        other, name = source.choice(places)
        if other is holder or all(isinstance(value, str | int | float | None) for value in (holder[key], other[name])):
            holder[key], other[name] = other[name], holder[key]
    elif way in {4, 5}:
        holder[key] = source.choice(NASTY)
    else:
        holder[key] = deepcopy(source.choice(JSON_NASTY))
    return document


class Twin(str):
    """
    A name that stands beside its like.
    """

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def _places(document: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    rest = [document]
    while rest:
        holder = rest.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        found += [(holder, key) for key in keys]
        rest += [holder[key] for key in keys]
    return found


def written(document: Any) -> str:
    """
    JSON, with what is `Raw` as it is and names that stand twice.
    """
    if isinstance(document, Raw):
        return str(document)
    if isinstance(document, dict):
        return "{" + ", ".join(f"{json.dumps(str(name), ensure_ascii=False)}: {written(value)}" for name, value in document.items()) + "}"
    if isinstance(document, list):
        return "[" + ", ".join(map(written, document)) + "]"
    return json.dumps(document, ensure_ascii=False)
