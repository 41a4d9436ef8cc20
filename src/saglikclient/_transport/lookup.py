"""
From a host's name to a connected socket, within bounds: the system's lookup takes as long as it likes, and a host can have many addresses
that do not answer.
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
"""What `socket.getaddrinfo` gives."""
Option = tuple[int, int, int | bytes]
"""What `socket.setsockopt` takes."""

KEEP_ALIVE_IDLE, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_PROBES = 30, 10, 3
"""
After 30 silent seconds the system asks every 10 whether the other side is still there, and gives up after 3 questions: a connection that a
firewall has forgotten fails after a minute, even without a read timeout.
"""
UNANSWERED_MS = 60_000
"""The same for bytes that were sent and never acknowledged."""


def keep_alive() -> list[Option]:
    """
    The socket options that notice a connection that was dropped silently, as far as this system has them.
    """
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
    Connect to the first address of a host that answers.

    Args:
        host: Its name or address.

        port: The port.

        options: Socket options.

        deadline: What is left for the lookup and all addresses together.

        at_most: Seconds for the lookup, and for each address; None for any.

    Raises:
        OSError: If there is no such host, or none of its addresses accepts; the last one's.
        TimeoutError: If the time is over.
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
    """
    Look a host up in a thread, which is abandoned if it takes too long: nothing can interrupt the system's lookup.
    """
    found: Future[list[Address]] = Future()

    def look_up() -> None:
        try:
            addresses: list[Address] = list(socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM))
        except Exception as exc:  # noqa: BLE001 - whoever waits is to have it
            found.set_exception(exc)
        else:
            found.set_result(addresses)

    with suppress(OSError):  # an address needs no lookup, and no thread
        return list(socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST))
    threading.Thread(target=look_up, name="saglikclient-lookup", daemon=True).start()
    return found.result(seconds)
