"""
The way to a service: straight, or through the proxy that the environment names.
"""

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
    A machine that is connected to.

    Attributes:
        host: Its name or number.
        port: Its port.
    """

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@attrs.frozen
class Proxy(Hop):
    """
    A proxy on the way.

    Attributes:
        scheme: How one speaks to it; `http` is the common one.
        authorization: The header that lets us through; empty if it carries no user name.
    """

    scheme: str = "http"
    authorization: str = attrs.field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """
        What goes with `CONNECT`.
        """
        return {"Proxy-Authorization": self.authorization} if self.authorization else {}

    @classmethod
    def parse(cls, address: str) -> Proxy:
        """
        Read what the environment holds, which may lack the scheme.

        Raises:
            ValueError: If it is no address.
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
    One service's address, and what the checks found out on the way to it.

    Attributes:
        url: The address.
        transport: A session as calls have it: the same trust, the same proxies.
        timeout: How long one step may take, in seconds.
        clock: The present moment, aware.
        proxy: What stands between; None before it was looked for, or if nothing does.
        skew: By how many seconds our clock is ahead of the server's; None if not known.
    """

    url: str
    transport: Transport
    timeout: float
    clock: Callable[[], datetime] = timing.now
    proxy: Proxy | None = None
    skew: float | None = None

    @property
    def target(self) -> Hop:
        """
        The service's own machine.
        """
        parts = urlsplit(self.url)
        return Hop(parts.hostname or "", parts.port or PORTS[parts.scheme])

    @property
    def hop(self) -> Hop:
        """
        The machine that we connect to.
        """
        return self.proxy or self.target

    @property
    def encrypted(self) -> bool:
        """
        Whether the address is an https one.
        """
        return urlsplit(self.url).scheme == "https"

    @property
    def root(self) -> str:
        """
        The root of the service's host: whoever answers there does no business.
        """
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/"
