"""
Where the network would be, for MHRS' REST service: it remembers what was sent and answers from a script.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from io import BytesIO
from typing import TYPE_CHECKING, Any

import attrs
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from saglikclient import Credentials, Retries
from saglikclient.mhrs.rest import MhrsRest
from saglikclient.testing import Clock
from saglikclient.testing.sandbox import AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from saglikclient.config import OnUnreadable
    from saglikclient.mhrs.rest import TokenStore

from datetime import datetime

NOW = Clock(datetime(2026, 3, 2, 8, 0))  # noqa: DTZ001 - Clock takes naive time for Türkiye's
ACCOUNT = Credentials(username="10000000146", password="rest-parola")
HOST = "https://rest.example.invalid"
LOGIN = f"{HOST}/api/rs/login"


def jwt(exp: object = None, name: str = "t") -> str:
    """A token; its `exp` is left out if None."""
    claims = {"jti": name} if exp is None else {"jti": name, "exp": exp}
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.s"


def envelope(data: object = None, **members: object) -> dict[str, Any]:
    """An answer that says it succeeded."""
    return {"lang": "tr-TR", "success": True, "infos": [], "warnings": [], "errors": [], "data": data, **members}


def refusal(kodu: str, mesaj: str = "olmaz", **members: object) -> dict[str, Any]:
    """An answer that refuses."""
    return envelope(success=False, errors=[{"kodu": kodu, "mesaj": mesaj}], **members)


@attrs.frozen
class Sent:
    """One request as it left."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        """Its JSON."""
        return json.loads(self.body)

    @property
    def token(self) -> str:
        """The token it carries."""
        return self.headers.get("Authorization", "").removeprefix("Bearer ")


@attrs.frozen
class Reply:
    """One scripted answer."""

    body: bytes
    status: int = 200
    kind: str = "application/json"


class Line(HTTPAdapter):
    """
    The wire. Logins are answered with tokens t1, t2 … unless one is scripted; other requests by the script, whose last answer
    is given again and again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Sent] = []
        self.logins = 0
        self.login_replies: deque[Reply | Exception] = deque()
        self.replies: deque[Reply | Exception] = deque([reply(envelope())])
        self._lock = threading.Lock()

    def script(self, *replies: Reply | Exception) -> None:
        """What the next requests get."""
        self.replies = deque(replies)

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Remember, then answer."""
        body = request.body or b""
        sent = Sent(request.method or "", request.url or "", dict(request.headers), body.encode() if isinstance(body, str) else body)
        with self._lock:
            self.sent.append(sent)
            answer = self._login() if sent.url == LOGIN else self._next()
        if isinstance(answer, Exception):
            raise answer
        raw = HTTPResponse(BytesIO(answer.body), headers={"Content-Type": answer.kind}, status=answer.status, preload_content=False)
        return self.build_response(request, raw)

    def _login(self) -> Reply | Exception:
        self.logins += 1
        return self.login_replies.popleft() if self.login_replies else reply(envelope({"jwt": jwt(name=f"t{self.logins}")}))

    def _next(self) -> Reply | Exception:
        return self.replies.popleft() if len(self.replies) > 1 else self.replies[0]

    @property
    def calls(self) -> list[Sent]:
        """What was sent beside logins."""
        return [sent for sent in self.sent if sent.url != LOGIN]

    def close(self) -> None:
        """Nothing to close."""


def reply(document: object, status: int = 200, kind: str = "application/json;charset=UTF-8") -> Reply:
    """An answer in JSON."""
    return Reply(json.dumps(document, ensure_ascii=False).encode(), status, kind)


def client(
    line: HTTPAdapter,
    *,
    clock: Any = NOW,
    store: TokenStore | None = None,
    credentials: Credentials = ACCOUNT,
    retries: Retries = AT_ONCE,
    on_unreadable: OnUnreadable = "keep",
) -> MhrsRest:
    """A real client on that wire."""
    return MhrsRest(
        credentials,
        kurum_kodu=123456,
        uygulama_kodu="UYGULAMA",
        islem_yapan="10000000146",
        endpoint=HOST,
        token_store=store,
        retries=retries,
        clock=clock,
        adapter=line,
        on_unreadable=on_unreadable,
    )
