"""A requests adapter that replaces the network: it exchanges bytes with the services of the Sandbox, without a socket."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from saglikclient.testing._service import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from saglikclient.testing.faults import Wire
    from saglikclient.testing.sandbox import Sandbox


class SandboxAdapter(HTTPAdapter):
    """Delivers requests to one Sandbox; pickled as a reference to it."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (self._sandbox, "adapter")

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - requests' signature
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: ARG002, FBT001, FBT002
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """Deliver a request and return its response; network settings are ignored."""
        body = request.body or b""
        read_timeout = timeout[1] if isinstance(timeout, tuple) else timeout
        sent = Request(request.method or "", request.url or "", request.headers, body.encode() if isinstance(body, str) else bytes(body))
        wire = self._sandbox.receive(sent, read_timeout)
        return self.build_response(request, _raw(wire))

    def close(self) -> None:
        """Do nothing."""


def _raw(wire: Wire) -> HTTPResponse:
    headers = {"Content-Type": wire.content_type, "Content-Length": str(len(wire.body) if wire.length is None else wire.length)}
    if wire.retry_after is not None:
        headers["Retry-After"] = str(wire.retry_after)
    return HTTPResponse(
        BytesIO(wire.body), headers=headers, status=wire.status, reason="", preload_content=False, enforce_content_length=True
    )
