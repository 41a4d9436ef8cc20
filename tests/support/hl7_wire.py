"""
A line that stands where the network would be: it keeps what is sent, and delivers an answer as slowly as it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from saglikclient import Credentials, Environment, Retries
from saglikclient.mhrs import Contract, Mhrs
from saglikclient.mhrs.contract import LOCAL
from saglikclient.mhrs.interactions import TABLE_1
from saglikclient.testing import Clock
from tests.support.hl7_golden import NOW, V3, message

if TYPE_CHECKING:
    import requests

Body = bytes | Callable[[str], Iterable[bytes]]
"""An answer: bytes in which `{message_id}` becomes the request's id, or a function from that id to the pieces of the body."""


class Delivery:
    """
    A body on its way.

    Attributes:
        delivered: How many bytes have been read.
        over: Whether all of them have.
        closed: Whether the connection was given back.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._rest = iter(pieces), b""
        self.delivered, self.over, self.closed = 0, False, False

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; what is not asked for is not made."""
        gathered = [self._rest]
        length = len(self._rest)
        while size < 0 or length < size:
            piece = next(self._pieces, None)
            if piece is None:
                self.over = True
                break
            gathered.append(piece)
            length += len(piece)
        whole = b"".join(gathered)
        end = len(whole) if size < 0 else size
        given, self._rest = whole[:end], whole[end:]
        self.delivered += len(given)
        return given

    def close(self) -> None:
        """Give the connection back."""
        self.closed = True


class Line(HTTPAdapter):
    """
    The line. Each request takes the next answer; the last one repeats.

    Args:
        answers: The answers.

        status: HTTP status of each.

        kind: Content type of each.

        promised: `Content-Length` of each; none if None.
    """

    def __init__(self, *answers: Body, status: int = 200, kind: str = "text/xml; charset=utf-8", promised: int | None = None) -> None:
        super().__init__()
        self._answers, self._status, self._kind, self._promised = answers, status, kind, promised
        self.requests: list[requests.PreparedRequest] = []
        self.deliveries: list[Delivery] = []
        self._kept: list[HTTPResponse] = []

    @property
    def bodies(self) -> list[bytes]:
        """What was sent."""
        return [bytes(request.body or b"") for request in self.requests]  # type: ignore[arg-type]

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Keep a request, and begin to answer it."""
        self.requests.append(request)
        body = self._answers[min(len(self.requests), len(self._answers)) - 1]
        own = message(self.bodies[-1]).findall(f"{V3}id")[0].get("extension", "")
        delivery = Delivery([body.replace(b"{message_id}", own.encode())] if isinstance(body, bytes) else body(own))
        self.deliveries.append(delivery)
        length = {} if self._promised is None else {"Content-Length": str(self._promised)}
        headers = {"Content-Type": self._kind, **length}
        raw = HTTPResponse(delivery, headers=headers, status=self._status, preload_content=False, enforce_content_length=True)  # type: ignore[arg-type]
        self._kept.append(raw)  # so that it is closed by whoever has to, not by the garbage collector
        return self.build_response(request, raw)


def client(line: Line, **changed: Any) -> Mhrs:
    """A client at the other end of a line; all eighteen rows, each call once."""
    settings: dict[str, Any] = {
        "kurum_kodu": 123456,
        "gonderen": "SANDBOX-HBYS",
        "islem_yapan": "10000000146",
        "environment": Environment.TEST,
        "endpoint": "https://mhrs.example/PRSC_AR001001TR01",
        "contract": Contract(f"bundled:{LOCAL}"),
        "interaction_ids": {row.number: row.local_id for row in TABLE_1 if row.interaction_id is None},
        "retries": Retries(attempts=1),
        "clock": Clock(NOW),
        "adapter": line,
    }
    return Mhrs(Credentials(username="sandbox", password="sandbox-parola"), **{**settings, **changed})
