"""
What the tests of e-Rapor share: a client of the Sandbox, a token, and a line that answers what a test wants and keeps what was sent.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from saglikclient import Credentials, Retries
from saglikclient.erapor import ERapor, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import requests

    from saglikclient.erapor import AccessToken
    from saglikclient.testing import Sandbox

HEKIM = "10000000146"


class Line(HTTPAdapter):
    """
    Stands where the network would be: answers in turn, the last answer again and again.
    """

    def __init__(self, *answers: object, status: int = 200, content_type: str = "application/json; charset=utf-8") -> None:
        super().__init__()
        self._answers = [answer if isinstance(answer, bytes) else json.dumps(answer).encode() for answer in answers]
        self._status, self._content_type = status, content_type
        self.sent: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """
        Keep a request and answer it.
        """
        self.sent.append(request)
        body = self._answers[min(len(self.sent), len(self._answers)) - 1]
        headers = {"Content-Type": self._content_type, "Content-Length": str(len(body))}
        return self.build_response(request, HTTPResponse(BytesIO(body), headers=headers, status=self._status, preload_content=False))

    @property
    def query(self) -> list[tuple[str, str]]:
        """
        The parameters in the address of the last request.
        """
        return parse_qsl(urlsplit(self.sent[-1].url or "").query, keep_blank_values=True, strict_parsing=True)

    def client(self, *, password: str = "gizli-parola", application_code: str = "UYG", **settings: Any) -> ERapor:
        """
        A client on this line.
        """
        retries = Retries(wait_initial=0.0, wait_max=0.0, wait_jitter=0.0)
        credentials = Credentials(username="123456", password=password)
        return ERapor(credentials, application_code=application_code, retries=retries, adapter=self, **settings)


@pytest.fixture(scope="session")
def line() -> Callable[..., Line]:
    """
    Makes a line from its answers: bytes as they are, anything else as JSON.
    """
    return Line


@pytest.fixture
def erapor(sandbox: Sandbox) -> Iterator[ERapor]:
    """
    A client of the Sandbox.
    """
    with sandbox.erapor() as client:
        yield client


@pytest.fixture
def token(erapor: ERapor) -> AccessToken:
    """
    The physician's token.
    """
    return erapor.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)


@pytest.fixture
def outcomes(sandbox: Sandbox) -> Callable[[], Sequence[tuple[str, str, str]]]:
    """
    What the Sandbox received so far: operation, outcome and fault of each request.
    """
    return lambda: [(entry.operation, entry.outcome, entry.fault) for entry in sandbox.journal]
