"""
Name lookup and connection within time limits. The system's lookup has no timeout, and a host can have many addresses that do not answer.
"""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from urllib3.util.connection import allowed_gai_family

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saglikclient._transport.deadline import Deadline

Address = tuple[int, int, int, str, Any]
"""An item of `socket.getaddrinfo`."""
Option = tuple[int, int, int | bytes]
"""The arguments of `socket.setsockopt`."""

KEEP_ALIVE_IDLE, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_PROBES = 30, 10, 3
"""
After 30 idle seconds the system sends a probe every 10 seconds and fails the connection after 3 lost probes. A connection that a firewall
dropped silently fails within a minute, even without a read timeout.
"""
UNANSWERED_MS = 60_000
"""The same limit for sent bytes that are not acknowledged."""


def keep_alive() -> list[Option]:
    """Return the socket options that detect silently dropped connections, as far as the system supports them."""
    named = (
        ("TCP_KEEPIDLE", KEEP_ALIVE_IDLE),
        ("TCP_KEEPALIVE", KEEP_ALIVE_IDLE),  # macOS' name for it
        ("TCP_KEEPINTVL", KEEP_ALIVE_INTERVAL),
        ("TCP_KEEPCNT", KEEP_ALIVE_PROBES),
        ("TCP_USER_TIMEOUT", UNANSWERED_MS),
    )
    known = [(socket.IPPROTO_TCP, getattr(socket, name), value) for name, value in named if hasattr(socket, name)]
    return [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), *known]


def connected(host: str, port: int, options: Iterable[Option], deadline: Deadline, at_most: float | None) -> socket.socket:
    """
    Connect to the first address of a host that accepts.

    Args:
        host: The name or address.

        port: The port.

        options: Socket options.

        deadline: The deadline for the lookup and all addresses together.

        at_most: Seconds for the lookup, and for each address; None for no limit.

    Raises:
        OSError: If the host is unknown, or no address accepts; the error of the last one.
        TimeoutError: If the deadline passes.
    """
    failed: OSError = OSError("the host has no address")
    for address in _addresses(host.strip("[]"), port, deadline.at_most(at_most)):
        sock = socket.socket(*address[:3])
        try:
            for option in options:
                sock.setsockopt(*option)
            deadline.limit(sock, at_most)
            sock.connect(address[4])
        except OSError as exc:
            sock.close()
            failed = exc
        else:
            return sock
    raise failed


def _addresses(host: str, port: int, seconds: float | None) -> list[Address]:
    """Look up a host in a thread, which is abandoned on timeout, since the system's lookup cannot be interrupted."""
    found: Future[list[Address]] = Future()

    def look_up() -> None:
        try:
            addresses: list[Address] = list(socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM))
        except Exception as exc:  # noqa: BLE001 - passed to the waiting thread
            found.set_exception(exc)
        else:
            found.set_result(addresses)

    with suppress(OSError):  # a numeric address needs no lookup
        return list(socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST))
    threading.Thread(target=look_up, name="saglikclient-lookup", daemon=True).start()
    return found.result(seconds)
