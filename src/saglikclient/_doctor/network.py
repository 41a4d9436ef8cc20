"""
Checks of the network path to a service, in the order of a call. They return findings and raise nothing.
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
"""Seconds. WS-Security timestamps and tokens are valid for minutes: with five minutes of skew, a server rejects them."""


def proxy(visit: Visit) -> Finding:
    """Check the proxy that the environment sets (`HTTPS_PROXY`, `NO_PROXY`), the only environment setting that clients use."""
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
    """Look up the host, or the proxy, which then looks up the host."""
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
    """Return the addresses of a host, the error, or None on timeout; the system's lookup has no timeout."""
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
    """Connect to the port."""
    began = time.monotonic()
    try:
        socket.create_connection((visit.hop.host, visit.hop.port), visit.timeout).close()
    except TimeoutError:
        return failed(f"{visit.hop} did not answer within {visit.timeout:g} s", "does a firewall drop it, here or there?")
    except OSError as exc:
        return failed(f"{visit.hop}: {exc.strerror or type(exc).__name__}", "is the address right, and does a firewall let it through?")
    return ok(f"{visit.hop} in {(time.monotonic() - began) * 1000:.0f} ms")


def tls(visit: Visit) -> Finding:
    """Verify the certificate with the same TLS settings as calls."""
    if not visit.encrypted:
        return warning("plain http: the password and all persons travel in clear", "only for a test machine in your own network; use https")
    if visit.proxy is not None and visit.proxy.scheme != "http":
        return skipped(f"not checked through a {visit.proxy.scheme} proxy; the next check covers it")
    context = trust(visit.transport.options.tls)
    connection = HTTPSConnection(visit.hop.host, visit.hop.port, timeout=visit.timeout, context=context)
    connection.set_debuglevel(0)  # otherwise a debug level of `http.client` would print the proxy's password
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
    Request HEAD / from the host in the same way as calls. Any HTTP answer is accepted.
    """
    try:
        with visit.transport.exchange("HEAD", visit.root, None, {}, safe=True) as reply:
            now = visit.clock()
            served = moment(reply.date)
            visit.skew = (now - served).total_seconds() if served else None
            status = reply.status
    except SaglikError as error:
        return failed(str(error), "the answer is not valid HTTP; is a proxy in between?")
    if status == PROXY_CREDENTIALS:
        return failed("the proxy asks for a user name and password (HTTP 407)", "HTTP_PROXY=http://user:password@host:port gives one")
    if status >= SERVER_TROUBLE:
        return warning(f"HTTP {status} for HEAD /", "the server or a gateway in front of it is failing; try again later")
    return ok(f"HTTP {status} for HEAD /")


def clock(visit: Visit) -> Finding:
    """Compare the local clock with the server's `Date`."""
    if visit.skew is None:
        return skipped("the answer has no Date header")
    offset = f"{abs(visit.skew):.0f} s {'ahead of' if visit.skew > 0 else 'behind'} the server's"
    remedy = "synchronise this machine's clock with a time server (NTP)"
    if abs(visit.skew) > SKEW_REFUSED:
        return failed(f"the local clock is {offset}; signed times and tokens will be refused", remedy)
    if abs(visit.skew) > SKEW_NOTED:
        return warning(f"the local clock is {offset}", remedy)
    return ok(f"the local clock is {offset}")
