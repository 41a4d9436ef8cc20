"""
The checks of the way to a service, in the order in which a call goes it. Each is short, says what it saw, and raises nothing.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from contextlib import closing
from http.client import HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, cast

from saglikclient._doctor.finding import Finding, failed, ok, skipped, warning
from saglikclient._doctor.route import Proxy
from saglikclient._doctor.trust import examined, refused
from saglikclient._transport.adapter import trust
from saglikclient._transport.clock_skew import moment
from saglikclient._transport.http import proxy_for
from saglikclient.errors import SaglikError

if TYPE_CHECKING:
    import ssl

    from saglikclient._doctor.route import Hop, Visit

SHOWN_ADDRESSES = 4
PROXY_CREDENTIALS, SERVER_TROUBLE = 407, 500
SKEW_NOTED, SKEW_REFUSED = 60.0, 300.0
"""Seconds. WS-Security's timestamp and tokens live for minutes: five minutes off, a server takes them for expired or not yet valid."""


def proxy(visit: Visit) -> Finding:
    """
    What the environment puts between us and the service (`HTTPS_PROXY`, `NO_PROXY`); the only thing that a client takes from there.
    """
    address = proxy_for(visit.url)
    if address is None:
        return ok(f"none, straight to {visit.target}")
    try:
        visit.proxy = Proxy.parse(address)
    except ValueError:
        return failed(
            "the environment names a proxy that is no address",
            "set HTTPS_PROXY (for an http address HTTP_PROXY) to http://host:port, or NO_PROXY",
        )
    return ok(f"through {visit.proxy} ({visit.proxy.scheme}) to {visit.target}")


def dns(visit: Visit) -> Finding:
    """
    Whether the name is known here. Behind a proxy it is the proxy's name: the service's is looked up over there.
    """
    host = visit.hop.host
    found = _resolved(visit.hop, visit.timeout)
    if found is None:
        return failed(f"no answer about {host} within {visit.timeout:g} s", "ask whether this machine's name server works")
    if isinstance(found, Exception):
        why = found.strerror if isinstance(found, OSError) else "it is no host name"
        return failed(f"{host}: {why}", "is the name right, and may this machine look up names outside your network?")
    shown = ", ".join(found[:SHOWN_ADDRESSES])
    return ok(f"{host} is {shown}{' ...' if len(found) > SHOWN_ADDRESSES else ''}")


def _resolved(hop: Hop, timeout: float) -> list[str] | Exception | None:
    """
    The addresses of a host, why there are none, or None if nobody answers in time: the system's look-up knows no timeout.
    """
    answers: queue.Queue[list[str] | Exception] = queue.Queue()

    def look_up() -> None:
        try:
            answers.put(sorted({str(found[4][0]) for found in socket.getaddrinfo(hop.host, hop.port, type=socket.SOCK_STREAM)}))
        except (OSError, ValueError) as exc:
            answers.put(exc)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        return answers.get(timeout=timeout)
    except queue.Empty:
        return None


def tcp(visit: Visit) -> Finding:
    """
    Whether somebody answers at that port.
    """
    began = time.monotonic()
    try:
        socket.create_connection((visit.hop.host, visit.hop.port), visit.timeout).close()
    except TimeoutError:
        return failed(f"{visit.hop} did not answer within {visit.timeout:g} s", "does a firewall drop it, here or there?")
    except OSError as exc:
        return failed(f"{visit.hop}: {exc.strerror or type(exc).__name__}", "is the address right, and does a firewall let it through?")
    return ok(f"{visit.hop} in {(time.monotonic() - began) * 1000:.0f} ms")


def tls(visit: Visit) -> Finding:
    """
    Whether the server proves who it is, to the same trust that calls have.
    """
    if not visit.encrypted:
        return warning("plain http: the password and all persons travel in clear", "only for a test machine in your own network; use https")
    if visit.proxy is not None and visit.proxy.scheme != "http":
        return skipped(f"not looked into through a {visit.proxy.scheme} proxy; the next check tells whether it works")
    context = trust(visit.transport.options.tls)
    connection = HTTPSConnection(visit.hop.host, visit.hop.port, timeout=visit.timeout, context=context)
    connection.set_debuglevel(0)  # a program that debugs its own HTTP would have the proxy's password printed
    if visit.proxy is not None:
        connection.set_tunnel(visit.target.host, visit.target.port, visit.proxy.headers)
    with closing(connection):
        try:
            connection.connect()
        except (OSError, HTTPException, ValueError) as exc:
            return refused(exc, through=visit.proxy)
        return examined(cast("ssl.SSLSocket", connection.sock), visit.clock())


def http(visit: Visit) -> Finding:
    """
    Whether HTTP is spoken at the host's root, asked for exactly as calls are. Any answer will do: nobody has to offer anything there.
    """
    try:
        with visit.transport.exchange("HEAD", visit.root, None, {}, safe=True) as reply:
            now = visit.clock()
            theirs = moment(reply.date)
            visit.skew = (now - theirs).total_seconds() if theirs else None
            status = reply.status
    except SaglikError as error:
        return failed(str(error), "what answers there does not speak HTTP as it should; is a proxy in between?")
    if status == PROXY_CREDENTIALS:
        return failed("the proxy asks for a user name and password (HTTP 407)", "HTTP_PROXY=http://user:password@host:port gives one")
    if status >= SERVER_TROUBLE:
        return warning(f"HTTP {status} for HEAD /", "the server, or what stands before it, has trouble; try again later")
    return ok(f"HTTP {status} for HEAD /")


def clock(visit: Visit) -> Finding:
    """
    Whether our clock is right, by the server's `Date`.
    """
    if visit.skew is None:
        return skipped("the server does not tell its time")
    told = f"{abs(visit.skew):.0f} s {'ahead of' if visit.skew > 0 else 'behind'} the server's"
    remedy = "let this machine's clock be set by a time server (NTP)"
    if abs(visit.skew) > SKEW_REFUSED:
        return failed(f"our clock is {told}; signed times and tokens will be refused", remedy)
    if abs(visit.skew) > SKEW_NOTED:
        return warning(f"our clock is {told}", remedy)
    return ok(f"our clock is {told}")
