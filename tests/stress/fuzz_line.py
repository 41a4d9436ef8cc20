"""
Where the network would be: a requests adapter that answers the next request with the bytes it was given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

import attrs
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from saglikclient.mhrs._hl7 import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

PLACE = b"{message_id}"
"""What stands in a golden answer where the request's id belongs."""
ENCODINGS = ("ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp037")
_ID = re.compile(rb"<[^<>]*root=\"" + re.escape(names.MESSAGE_ID.encode()) + rb"\"[^<>]*extension=\"([^\"]+)\"")


@attrs.frozen(kw_only=True)
class Answer:
    """
    What goes back over the wire.

    Attributes:
        body: The body; a large one as a function that makes its pieces.
        status: HTTP status.
        content_type: Media type.
        headers: Other headers.
        message_id: The id under which it was asked for; empty before that.
    """

    body: bytes | Callable[[], Iterable[bytes]] = attrs.field(repr=False)
    status: int = 200
    content_type: str
    headers: Mapping[str, str] = attrs.field(factory=dict)
    message_id: str = ""

    def named(self, message_id: bytes) -> Answer:
        """The same with the request's id where it belongs."""
        body = self.body
        filled = _filled(body, message_id) if callable(body) else _put(body, message_id)
        return attrs.evolve(self, body=filled, message_id=message_id.decode())

    @property
    def pieces(self) -> Iterator[bytes]:
        """The body, piece by piece."""
        return iter([self.body]) if isinstance(self.body, bytes) else iter(self.body())


def _put(body: bytes, message_id: bytes) -> bytes:
    """Put an id in its place, whatever the document is encoded in."""
    for encoding in ENCODINGS:
        body = body.replace(PLACE.decode().encode(encoding), message_id.decode().encode(encoding))
    return body


def _filled(body: Callable[[], Iterable[bytes]], message_id: bytes) -> Callable[[], Iterable[bytes]]:
    return lambda: (piece.replace(PLACE, message_id) for piece in body())


class Line(HTTPAdapter):
    """
    The line to a service.

    Args:
        beside: What requests to some addresses, by how these end, are always answered with; for what a call needs beside its own request.

    Attributes:
        answer: What the next other request is answered with.
        said: What the last of those was answered with, its own id included.
        asked: How many requests were sent.
    """

    def __init__(self, beside: Mapping[str, Answer] | None = None) -> None:
        super().__init__()
        self._beside = beside or {}
        self.answer = Answer(body=b"", content_type="")
        self.said = self.answer
        self.asked = 0

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Take a request, and answer it."""
        self.asked += 1
        said = next((answer for end, answer in self._beside.items() if str(request.url).endswith(end)), None)
        if said is None:
            sent = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
            found = _ID.search(sent)
            said = self.said = self.answer.named(found[1] if found else b"")
        return self._built(request, said)

    def _built(self, request: requests.PreparedRequest, answer: Answer) -> requests.Response:
        headers = {"Content-Type": answer.content_type, **answer.headers}
        raw: Any = Stream(answer.pieces)
        return self.build_response(request, HTTPResponse(raw, headers=headers, status=answer.status, preload_content=False))

    def close(self) -> None:
        """Nothing to close."""


class Stream:
    """A body that is made while it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest, self.closed = pieces, b"", False

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes."""
        if size < 0:
            return b"".join(chain([self._rest], self._pieces))
        gathered, length = [self._rest], len(self._rest)
        while length < size and (piece := next(self._pieces, None)) is not None:
            gathered.append(piece)
            length += len(piece)
        whole = b"".join(gathered)
        self._rest = whole[size:]
        return whole[:size]

    def close(self) -> None:
        """It has been read; urllib3 goes on until somebody says so."""
        self.closed = True
