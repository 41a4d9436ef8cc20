"""The interface of the Sandbox's services: they answer a request, and the journal records it."""

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
    """A received request."""

    method: str
    url: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)

    @property
    def path(self) -> str:
        """Return the URL without its query."""
        return self.url.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """Return the query parameters."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


@attrs.frozen(kw_only=True)
class FakeResponse:
    """An answer and its journal entry."""

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
    A page as shown by a browser.

    Attributes:
        status: HTTP status.
        title: The page's title.
    """

    status: int
    title: str


class FakeService(Protocol):
    """One service of the Ministry."""

    base: str

    def identify(self, request: Request) -> FakeResponse:
        """Return the operation and message id of a request without processing it, for requests that a fault intercepts."""
        ...

    def answer(self, request: Request) -> FakeResponse:
        """Process a request and answer it."""
        ...


def json_response(content: object, *, operation: str, outcome: str, status: int = 200) -> FakeResponse:
    """Return a JSON answer; a status other than 200 is a refusal."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return FakeResponse(body=body, outcome=outcome, processed=status == 200, operation=operation, status=status, content_type=JSON)  # noqa: PLR2004 - HTTP OK
