"""
The charset of an answer. RFC 7303: a byte order mark outweighs the header, and the header the declaration.

Gateways transcode an answer and keep its declaration, or add a charset to the header without looking at the body. Where the two contradict
each other, UTF-8 is tried first: text in another charset is almost never valid UTF-8, while every sequence of bytes is valid ISO-8859-9,
and names would silently become mojibake.
"""

from __future__ import annotations

import codecs
import re
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from saglikclient._core.masking import UnshownBytes
from saglikclient.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UTF_8 = "utf-8"
_MARKS = {codecs.BOM_UTF8: UTF_8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
"""What an answer may begin with, by XML 1.0, appendix F."""
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z][\w.-]{0,39})[\"']", re.ASCII)
_SUPPORTED = re.compile(r"ascii|utf-8|iso8859-\d{1,2}|cp\d{3,4}|mac-turkish", re.ASCII)
"""Charsets that a header or a declaration may name. UTF-16 shows in the first bytes: a declaration that can be read is not in it."""
_ESCAPED = re.compile(r"utf-7|hz|iso2022.*", re.ASCII)
"""Charsets that write other letters in ASCII: in any other charset they are valid, and mojibake."""
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_LETTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
REPLACEMENT = "\ufffd"
"""Replaces a control character, which XML forbids. It is no markup, so an answer that is malformed stays so."""


@attrs.define
class Charset:
    """
    The charset of one answer.

    Attributes:
        header: The charset of `Content-Type`; empty if there is none.
        declared: The charset of the XML declaration; UTF-8 if there is none.
    """

    header: str
    declared: str = UTF_8

    def utf8(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """
        Yield an answer in UTF-8, control characters replaced.

        Args:
            pieces: The body as it arrives; the declaration is in the first piece.

        Raises:
            ProtocolError: If the charset is not supported, or the bytes fit neither of two.
        """
        rest = iter(pieces)
        first = next(rest, b"")
        names = self._names(first)
        if names == [UTF_8]:
            for piece in chain((first,), rest):
                yield _cleaned(piece) if any(map(piece.__contains__, _CONTROLS)) else piece
        else:
            yield from self._decoded(chain((first,), rest), names)

    def misfit(self, path: str) -> ProtocolError:
        """
        Return the error for bytes that are in neither charset.
        """
        header, declared = (_known(name) or "unknown" for name in (self.header or self.declared, self.declared))
        return ProtocolError(
            f"the bytes of the answer fit neither the charset of Content-Type ({header}) nor the declared one ({declared})", path=path
        )

    def _names(self, first: bytes) -> list[str]:
        """
        Return the charsets to be tried, the most distinctive one first.
        """
        for mark, name in _MARKS.items():
            if first.startswith(mark):
                return [name]
        if match := _DECLARED.match(first):
            self.declared = match[1].decode("ascii")
        known = [_known(self.header), _known(self.declared)]
        names = [name for name in dict.fromkeys(known) if _SUPPORTED.fullmatch(name)]
        if not names or any(map(_ESCAPED.fullmatch, known)):
            raise ProtocolError("the charset of the answer is not supported", path="line 1")
        return sorted(names, key=lambda name: name != UTF_8) if UTF_8 in names else names[:1]

    def _decoded(self, pieces: Iterable[bytes], names: list[str]) -> Iterator[bytes]:
        decoders = [codecs.getincrementaldecoder(name)() for name in names]
        for piece in pieces:
            yield UnshownBytes(_CONTROL_LETTER.sub(REPLACEMENT, self._text(decoders, piece)).encode())

    def _text(self, decoders: list[codecs.IncrementalDecoder], piece: bytes) -> str:
        """
        Decode a piece. The first letter beyond ASCII decides between two charsets.
        """
        pending: bytes = decoders[0].getstate()[0]
        try:
            text = decoders[0].decode(piece)
        except UnicodeError:
            del decoders[0]
        else:
            if not text.isascii():
                del decoders[1:]
            return text
        if not decoders:
            raise self.misfit("Content-Type")
        return self._text(decoders, pending + piece)


def _known(name: str) -> str:
    """
    Return the canonical name of a charset; empty if there is none of that name.
    """
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _cleaned(piece: bytes) -> bytes:
    return UnshownBytes(_CONTROL.sub(REPLACEMENT.encode(), piece))
