"""
The Sandbox behind a real socket on 127.0.0.1, with real TLS: for what a socket can do and an adapter cannot, such as cross a fork.
"""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import attrs
import trustme
from requests.structures import CaseInsensitiveDict

from saglikclient.config import TlsOptions
from saglikclient.testing._service import Request
from tests.support import loopback

if TYPE_CHECKING:
    import socket
    import threading
    from collections.abc import Iterator

    from saglikclient.testing import Sandbox


@attrs.frozen
class Served:
    """
    Where a Sandbox is served.

    Attributes:
        server: The server; it counts connections and requests.
        url: Its address.
        tls: Trust in its certificate.
    """

    server: loopback.Server
    url: str
    tls: TlsOptions


@contextmanager
def served(ministry: Sandbox, base: str) -> Iterator[Served]:
    """
    Serve one service of a Sandbox over TLS.

    Args:
        ministry: The Sandbox.

        base: Where that service stands within it.
    """
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(loopback.HOST).configure_cert(context)
    with TemporaryDirectory() as folder, loopback.Server(_step(ministry, base), tls=context) as server:
        bundle = Path(folder) / "ca.pem"
        authority.cert_pem.write_to_path(str(bundle))
        yield Served(server, server.url, TlsOptions(ca_bundle=str(bundle)))


def _step(ministry: Sandbox, base: str) -> loopback.Step:
    """Hand each request to the Sandbox, and its answer back."""

    def step(sock: socket.socket, request: loopback.Request, over: threading.Event) -> socket.socket | None:
        url = base + request.target.removeprefix("/ws")
        wire = ministry.receive(Request(request.method, url, CaseInsensitiveDict(request.headers), request.body), None)
        headers = {"Content-Type": wire.content_type}
        return loopback.answer(wire.body, status=wire.status, headers=headers)(sock, request, over)

    return step
