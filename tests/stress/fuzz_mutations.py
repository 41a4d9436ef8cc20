"""
What is done to a good answer: to its bytes, its elements or members, its encoding, its HTTP. All of it follows from one seeded source.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from tests.stress import fuzz_json, fuzz_xml
from tests.stress.fuzz_line import Answer

if TYPE_CHECKING:
    from random import Random

Bytes = Callable[["Random", bytes], bytes]

CHUNKS = (
    *(b"<", b">", b"&", b'"', b"'", b"/", b"=", b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\xaf"),
    *(b"{", b"}", b"["),
    *(b"]", b",", b":", b"<!DOCTYPE x>", b'<!DOCTYPE x [<!ENTITY e "AA">]>', b"&e;", b"&#0;", b"&#x41;", b"<![CDATA[", b"]]>", b"<?x y?>"),
    *(b"<!--", b"-->", b"<a>" * 300, b"[" * 3000, b'{"a":' * 500, b"\n" * 2000, b"\\ud800", b"\\u0000", b"NaN", b"1e999", b"null", b"true"),
    *(b'{"errorKey":"x"}', b'"errorKey":"hescodenotfound",', b'"result":false,', b'"result":true,', b'"error":"x",', b"<acknowledgement/>"),
    *(b'"success":false,', b'"success":true,', b'"valid":false,', b'"valid":true,', b'"errors":[{}],', b'"httpStatus":400,'),
)
STATUSES = (
    *(200, 200, 201, 202, 204, 206, 301, 302, 304, 400, 401, 403, 404, 408, 409, 410, 413, 418, 422, 428, 429),
    *(500, 500, 502, 503, 504, 599),
)
TYPES = (
    *("text/xml", "application/soap+xml; charset=utf-16", "application/json", "application/problem+json", "text/html", "text/plain", ""),
    *(
        "application/octet-stream",
        "text/xml; charset=windows-1254",
        "TEXT/XML",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-9",
        ";",
        "x" * 5000,
        "*/*",
    ),
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
    structural = fuzz_xml.changed if "xml" in answer.content_type else fuzz_json.changed
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
    """A place, and the end of a stretch that begins there."""
    at = source.randrange(len(body) + 1)
    return at, min(len(body), at + source.choice((1, 1, 2, 4, 8, 30, 200)))


BYTE_WAYS: tuple[Bytes, ...] = (_flip, _flip, _drop, _double, _move, _insert, _insert, _overwrite, _noise, _cut)


def _encoded(source: Random, body: bytes) -> bytes:
    """The same text in another encoding, declared or not."""
    encoding = source.choice(ENCODINGS)
    text = body.decode("utf-8", "replace")
    if source.random() < 0.5:
        text = text.replace("encoding='utf-8'", f"encoding='{encoding}'", 1)
    return text.encode(encoding, "replace")


def _http(source: Random, answer: Answer) -> Answer:
    """Another status, type, length, compression, or wish to be asked later."""
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
