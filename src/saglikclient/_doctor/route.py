"""The network path to a service: direct, or through a proxy."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

import attrs

from saglikclient._core import timing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from saglikclient._transport.client import Transport

PORTS = {"http": 80, "https": 443}
SOCKS = 1080


@attrs.frozen
class Hop:
    """
    A host and port to connect to.

    Attributes:
        host: The name or address.
        port: The port.
    """

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@attrs.frozen
class Proxy(Hop):
    """
    A proxy.

    Attributes:
        scheme: The scheme, usually `http`.
        authorization: The `Proxy-Authorization` header; empty without a user name.
    """

    scheme: str = "http"
    authorization: str = attrs.field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers of `CONNECT`."""
        return {"Proxy-Authorization": self.authorization} if self.authorization else {}

    @classmethod
    def parse(cls, address: str) -> Proxy:
        """
        Parse a proxy URL; the scheme is optional.

        Raises:
            ValueError: If the URL is invalid.
        """
        parts = urlsplit(address if "://" in address else f"http://{address}")
        if not parts.hostname:
            raise ValueError("no host")
        return cls(parts.hostname, parts.port or PORTS.get(parts.scheme, SOCKS), parts.scheme, _authorization(parts))


def _authorization(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"


@attrs.define
class Visit:
    """
    The address of a service, and the intermediate results of its checks.

    Attributes:
        url: The address.
        transport: A transport with the same TLS and proxy settings as calls.
        timeout: Timeout of each step, in seconds.
        clock: Returns the current time, timezone-aware.
        proxy: The proxy; None before the check, or if there is none.
        skew: Seconds by which the local clock is ahead of the server's; None if unknown.
    """

    url: str
    transport: Transport
    timeout: float
    clock: Callable[[], datetime] = timing.now
    proxy: Proxy | None = None
    skew: float | None = None

    @property
    def target(self) -> Hop:
        """Return the host and port of the service."""
        parts = urlsplit(self.url)
        return Hop(parts.hostname or "", parts.port or PORTS[parts.scheme])

    @property
    def hop(self) -> Hop:
        """Return the host and port to connect to."""
        return self.proxy or self.target

    @property
    def encrypted(self) -> bool:
        """Return whether the scheme is https."""
        return urlsplit(self.url).scheme == "https"

    @property
    def root(self) -> str:
        """Return the root URL of the host, which is not a service endpoint."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/"
