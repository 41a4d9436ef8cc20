"""
Where the network would be: requests adapters that answer at once with bytes that are ready. They do as little as they can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from io import RawIOBase

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

MESSAGE_ID = re.compile(rb'"([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})"')


class Pieces(RawIOBase):
    """
    A body that is made as it is read.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._rest = iter(pieces), b""

    def readable(self) -> bool:
        """
        It is.
        """
        return True

    def readinto(self, buffer: memoryview) -> int:
        """
        Fill a part of the buffer with what comes next.
        """
        piece = self._rest or next(self._pieces, b"")
        count = min(len(buffer), len(piece))
        buffer[:count], self._rest = piece[:count], piece[count:]
        return count


class Null(BaseAdapter):
    """
    Answers each request with what a function makes of its body.
    """

    def __init__(self, respond: Callable[[bytes], Iterable[bytes]], content_type: str) -> None:
        super().__init__()
        self._respond, self._type = respond, content_type

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        """
        The answer, without a network.
        """
        body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response.headers["Content-Type"] = self._type
        response.raw = HTTPResponse(Pieces(self._respond(body)), status=200, preload_content=False)
        return response

    def close(self) -> None:
        """
        Nothing to close.
        """


def hl7(content: Callable[[str], Iterable[bytes]]) -> Null:
    """
    Answers a message of MHRS; the answer is told which message it answers.
    """

    def respond(body: bytes) -> Iterator[bytes]:
        found = MESSAGE_ID.search(body)
        return iter(content(found[1].decode() if found else ""))

    return Null(respond, "text/xml; charset=utf-8")
