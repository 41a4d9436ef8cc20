"""
Bodies that are up to something, by name. Each is made of a good answer, so that nothing but the trick is wrong with it; the large ones are
made while they are read.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, repeat

import attrs

from tests.stress.fuzz_line import Answer

MIB = 1024 * 1024
LARGE = 100 * MIB
PIECE = 64 * 1024
MARK = "SPILT-4711"
"""What stands in the file that external entities ask for; it must show up nowhere."""

Bodies = dict[str, Callable[[Answer], Answer]]


def _with(body: Callable[[bytes], bytes]) -> Callable[[Answer], Answer]:
    return lambda good: attrs.evolve(good, body=body(_bytes(good)))


def _bytes(good: Answer) -> bytes:
    return b"".join(good.pieces)


def _large(place: Callable[[bytes], tuple[bytes, bytes]], filling: Callable[[], Iterable[bytes]]) -> Callable[[Answer], Answer]:
    """A good answer with something large at a place of it."""

    def made(good: Answer) -> Answer:
        before, behind = place(_bytes(good))
        return attrs.evolve(good, body=lambda: chain([before], filling(), [behind]))

    return made


def _times(piece: bytes, size: int) -> Iterator[bytes]:
    """A piece again and again, some thousand at a time."""
    many = piece * max(1, PIECE // len(piece))
    return repeat(many, size // len(many))


def _packed(encoding: str, body: Callable[[bytes], bytes]) -> Callable[[Answer], Answer]:
    return lambda good: attrs.evolve(good, body=body(_bytes(good)), headers={"Content-Encoding": encoding})


@cache
def _bomb(mib: int) -> bytes:
    """Blanks, small on the wire."""
    press = zlib.compressobj(9, wbits=31)
    return b"".join([*(press.compress(b" " * MIB) for _ in range(mib)), press.flush()])


def compressed() -> Bodies:
    """What `Content-Encoding` can be used for."""
    return {
        "gzip bomb, 1 GiB of blanks": _packed("gzip", lambda _: _bomb(1024)),
        "gzip within gzip, 1 GiB": _packed("gzip, gzip", lambda _: gzip.compress(_bomb(1024), mtime=0)),
        "gzip ten times over": _packed(", ".join(["gzip"] * 10), lambda body: body),
        "gzip that is cut off": _packed("gzip", lambda body: gzip.compress(body, mtime=0)[:-20]),
        "gzip that is none": _packed("gzip", lambda body: body),
        "deflate bomb, 1 GiB of blanks": _packed("deflate", lambda _: _deflated(1024)),
    }


@cache
def _deflated(mib: int) -> bytes:
    press = zlib.compressobj(9)
    return b"".join([*(press.compress(b" " * MIB) for _ in range(mib)), press.flush()])


def encoded() -> Bodies:
    """The good answer in encodings: declared ones may be read, but never as something else."""
    return {
        "UTF-16 with a mark": _with(lambda body: _redeclared(body, "utf-16").encode("utf-16")),
        "UTF-16 without a mark": _with(lambda body: body.decode().encode("utf-16-le")),
        "UTF-16 that is declared as UTF-8": _with(lambda body: body.decode().encode("utf-16")),
        "UTF-32": _with(lambda body: _redeclared(body, "utf-32").encode("utf-32")),
        "windows-1254, declared": _with(lambda body: _redeclared(body, "windows-1254").encode("cp1254")),
        "windows-1254 that is declared as UTF-8": _with(lambda body: _turkish(body).decode().encode("cp1254")),
        "an encoding that does not exist": _with(lambda body: b"<?xml version='1.0' encoding='x-yok'?>" + _turkish(body)),
        "EBCDIC": _with(lambda body: body.decode().encode("cp037", "replace")),
        "invalid UTF-8: half a letter": _with(lambda body: _turkish(body).replace("ş".encode(), b"\xc5", 1)),
        "invalid UTF-8: overlong": _with(lambda body: _turkish(body).replace("ş".encode(), b"\xc0\xaf", 1)),
        "invalid UTF-8: a surrogate": _with(lambda body: _turkish(body).replace("ş".encode(), b"\xed\xa0\x80", 1)),
    }


def _redeclared(body: bytes, encoding: str) -> str:
    return body.decode().replace("encoding='utf-8'", f"encoding='{encoding}'", 1)


def _turkish(body: bytes) -> bytes:
    """A good answer with a Turkish letter in a place that nobody reads."""
    if body.lstrip().startswith(b"<"):
        return b"".join(_in_xml(body)[:1]) + "<x>ş</x>".encode() + _in_xml(body)[1]
    before, behind = _in_json(body)
    return before + '"x": "ş", '.encode() + behind


def _in_xml(body: bytes) -> tuple[bytes, bytes]:
    """Before the message's first element that the verdict needs."""
    before, found, behind = body.partition(b"<acknowledgement>")
    return before, found + behind


def _in_text(body: bytes) -> tuple[bytes, bytes]:
    """Within an attribute that is read."""
    before, found, behind = body.partition(b'displayName="')
    return (before + found, behind) if found else _in_code(body)


def _in_code(body: bytes) -> tuple[bytes, bytes]:
    before, found, behind = body.partition(b'<typeCode code="')
    return before + found, behind


def _in_json(body: bytes) -> tuple[bytes, bytes]:
    """Before the first member of the outermost object."""
    return body[: body.index(b"{") + 1], body[body.index(b"{") + 1 :]


def _around(opening: bytes, closing: bytes, place: Callable[[bytes], tuple[bytes, bytes]] = _in_xml) -> Callable[[Answer], Answer]:
    return _with(lambda body: place(body)[0] + opening + closing + place(body)[1])


def _doctype(subset: str, use: str = "") -> Callable[[Answer], Answer]:
    """A document type before the root, and the use of an entity in it."""

    def made(body: bytes) -> bytes:
        before, behind = _in_xml(body.partition(b"?>")[2])
        return f"<!DOCTYPE x {subset}>".encode() + before + f"<x>{use}</x>".encode() + behind

    return _with(made)


def xml(files: Mapping[str, str]) -> Bodies:
    """
    What XML can be used for.

    Args:
        files: Addresses that entities ask for: of a file, and of a port that counts who comes.
    """
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = "x" * 50_000
    return {
        "document type": _doctype("[]"),
        "document type from elsewhere": _doctype(f'SYSTEM "{files["port"]}"'),
        "entity that is never used": _doctype('[<!ENTITY e "AA">]'),
        "entity bomb (billion laughs)": _doctype(f'[<!ENTITY l0 "lol">{laughs}]', "&l9;"),
        "entity bomb (quadratic)": _doctype(f'[<!ENTITY e "{text}">]', "&e;" * 20_000),
        "entity that holds itself": _doctype('[<!ENTITY a "&b;"><!ENTITY b "&a;">]', "&a;"),
        "external entity: a file": _doctype(f'[<!ENTITY e SYSTEM "{files["file"]}">]', "&e;"),
        "external entity: an address": _doctype(f'[<!ENTITY e SYSTEM "{files["port"]}">]', "&e;"),
        "parameter entity": _doctype(f'[<!ENTITY % p SYSTEM "{files["port"]}"> %p;]'),
        "default attribute": _doctype('[<!ATTLIST typeCode code CDATA "AA">]'),
        "entity without a document type": _around(b"<x>&e;", b"</x>"),
        "XInclude": _around(
            b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="' + files["file"].encode() + b'"/>', b""
        ),
        "10,000 levels": _around(b"<x>" * 10_000, b"</x>" * 10_000),
        "10,000 levels that never end": _around(b"<x>" * 10_000, b""),
        "a text of 100 MB": _large(_in_xml, lambda: chain([b"<x>"], _times(b"x", LARGE), [b"</x>"])),
        "an attribute of 100 MB": _large(_in_text, lambda: _times(b"x", LARGE)),
        "a comment of 100 MB": _large(_in_xml, lambda: chain([b"<!--"], _times(b"x", LARGE), [b"-->"])),
        "a processing instruction of 100 MB": _large(_in_xml, lambda: chain([b"<?x "], _times(b"x", LARGE), [b"?>"])),
        "a name of 100 MB": _large(_in_xml, lambda: chain([b"<"], _times(b"x", LARGE), [b"/>"])),
        "CDATA without end": _large(_in_xml, lambda: chain([b"<x><![CDATA["], _times(b"]", LARGE))),
        "1,000,000 attributes": _large(_in_xml, lambda: chain([b"<x"], (b' a%d=""' % n for n in range(1_000_000)), [b"/>"])),
        "1,000,000 namespaces": _large(_in_xml, lambda: chain([b"<x"], (b' xmlns:a%d="u"' % n for n in range(1_000_000)), [b"/>"])),
        "200,000 attributes": _large(_in_xml, lambda: chain([b"<x"], (b' a%d=""' % n for n in range(200_000)), [b"/>"])),
        "60 MB of empty elements": _large(_in_xml, lambda: _times(b"<x/>", 60 * MIB)),
        "60 MB of records that are none": _large(
            _in_xml, lambda: chain([b"<controlActEvent>"], _times(b"<subject/>", 60 * MIB), [b"</controlActEvent>"])
        ),
        "60 MB of character references": _large(_in_xml, lambda: chain([b"<x>"], _times(b"&#65;", 60 * MIB), [b"</x>"])),
        "an answer without end": _large(_in_xml, lambda: repeat(b"<x>x</x>" * 8000)),
        "a null character": _around(b"<x>\x00", b"</x>"),
        "a null character as a reference": _around(b"<x>&#0;", b"</x>"),
        "an acknowledgement for each taste": _around(b'<acknowledgement><typeCode code="AE"/></acknowledgement>', b""),
        "UTF-7, declared": _with(lambda body: _redeclared(body, "utf-7").encode("utf-7")),
        "JSON": _with(lambda _: b'{"result": true, "data": []}'),
        "nothing": _with(lambda _: b""),
    }


def json() -> Bodies:
    """What JSON can be used for."""
    member = {
        "NaN": b"NaN",
        "-Infinity": b"-Infinity",
        "1e999": b"1e999",
        "a number of 100,000 digits": b"9" * 100_000,
        "a fraction of 100,000 digits": b"0." + b"9" * 100_000 + b"e-400000",
        "100,000 levels of lists": b"[" * 100_000 + b"]" * 100_000,
        "100,000 levels of objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "900 levels": b"[" * 900 + b"]" * 900,
        "levels that never end": b"[" * 100_000,
        "a name twice, further in": b'{"a": 1, "a": 2}',
        "half a character": b'"\\ud800"',
        "half a character as a name": b'{"\\udfff": 1}',
        "a control character": b'"\x00"',
    }
    return {
        **{name: _around(b'"x": ' + value + b", ", b"", _in_json) for name, value in member.items()},
        "a name twice": _with(lambda body: _in_json(body)[0] + _in_json(body)[1].rstrip()[:-1] + b", " + _in_json(body)[1]),
        "a second document": _with(lambda body: body + body),
        "a comma too many": _with(lambda body: body.rstrip()[:-1] + b",}"),
        "a comment": _with(lambda body: b"/* x */" + body),
        "everything is a list": _with(lambda body: b"[" + body + b"]"),
        "everything is a text": _with(lambda body: b'"' + body.replace(b'"', b"'") + b'"'),
        "true": _with(lambda _: b"true"),
        "a text of 100 MB": _large(_in_json, lambda: chain([b'"x": "'], _times(b"x", LARGE), [b'", '])),
        "a text of 60 MB": _large(_in_json, lambda: chain([b'"x": "'], _times("ğ".encode(), 60 * MIB), [b'", '])),
        "a text of 60 MB with one rare letter": _large(
            _in_json, lambda: chain(['"x": "\U0001f3e5'.encode()], _times(b"x", 60 * MIB), [b'", '])
        ),
        "60 MB of empty lists": _large(_in_json, lambda: chain([b'"x": ['], _times(b"[],", 60 * MIB), [b"1], "])),
        "60 MB of names": _large(_in_json, lambda: (b'"a%d":1,' % n for n in range(5_000_000))),
        "60 MB of numbers": _large(_in_json, lambda: chain([b'"x": ['], _times(b"1e9,", 60 * MIB), [b"1], "])),
        "950,000 empty objects": _large(_in_json, lambda: chain([b'"x": ['], _times(b"{},", 950_000 * 3), [b"1], "])),
        "an answer without end": _large(_in_json, lambda: chain([b'"x": "'], repeat(b"x" * PIECE))),
        "XML": _with(lambda _: b"<result>true</result>"),
        "nothing": _with(lambda _: b""),
    }


def bodies(kind: str, files: Mapping[str, str]) -> Bodies:
    """
    All of them that fit a service.

    Args:
        kind: `xml` or `json`.

        files: See `xml`.
    """
    return {**(xml(files) if kind == "xml" else json()), **encoded(), **compressed()}
