"""
What the Sandbox's services have in common: they take a request and say something, and the journal remembers what.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl, urlsplit

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

XML = "text/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"


@attrs.frozen
class Request:
    """
    A request as it arrives.
    """

    method: str
    url: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)

    @property
    def path(self) -> str:
        """
        The address without its query.
        """
        return self.url.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """
        The parameters in the address.
        """
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


@attrs.frozen(kw_only=True)
class FakeResponse:
    """
    An answer, and what the journal keeps of it.
    """

    body: bytes = b""
    outcome: str
    processed: bool
    operation: str = ""
    message_id: str = ""
    status: int = 200
    content_type: str = XML


@attrs.frozen
class Page:
    """
    What a browser would show.

    Attributes:
        status: HTTP status.
        title: The page's title.
    """

    status: int
    title: str


class FakeService(Protocol):
    """
    One service of the Ministry.
    """

    base: str

    def heard(self, request: Request) -> FakeResponse:
        """
        Who asks for what, without doing it: for a request that meets a fault on its way.
        """
        ...

    def answer(self, request: Request) -> FakeResponse:
        """
        Do what a request asks, and answer it.
        """
        ...


def said_json(content: object, *, operation: str, outcome: str, status: int = 200) -> FakeResponse:
    """
    Say something in JSON; a status other than 200 refuses.
    """
    body = json.dumps(content, ensure_ascii=False).encode()
    return FakeResponse(body=body, outcome=outcome, processed=status == 200, operation=operation, status=status, content_type=JSON)  # noqa: PLR2004 - HTTP OK
