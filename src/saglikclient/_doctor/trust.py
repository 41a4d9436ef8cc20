"""Findings of a TLS handshake: the accepted certificate, or the cause of the failure and a remedy."""

from __future__ import annotations

import re
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from saglikclient._doctor.finding import Finding, failed, ok, warning
from saglikclient._transport.causes import cause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saglikclient._doctor.route import Proxy

SOON = timedelta(days=14)
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")


def examined(sock: ssl.SSLSocket, now: datetime) -> Finding:
    """
    Return the finding for a verified certificate.

    Args:
        sock: The connection.

        now: The current time, timezone-aware.
    """
    certificate = sock.getpeercert() or {}
    expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    detail = f"{sock.version()}, chain verified, by {_issuer(certificate)}, valid until {expires:%Y-%m-%d}"
    if expires - now < SOON:
        return warning(f"{detail}: {(expires - now).days} days left", "the Ministry has to renew it in time")
    return ok(detail)


def _issuer(certificate: Mapping[str, object]) -> str:
    """Return the organisation or common name of the issuer."""
    issuer = cast("tuple[tuple[tuple[str, str], ...], ...]", certificate.get("issuer", ()))
    named = dict(pair for part in issuer for pair in part)
    return named.get("organizationName") or named.get("commonName") or "an authority without a name"


def refused(exc: Exception, *, through: Proxy | None) -> Finding:
    """
    Return the finding for a failed handshake. Texts of a proxy are not repeated, since they may quote the request.

    Args:
        exc: The exception.

        through: The proxy, if any.
    """
    if isinstance(exc, ssl.SSLCertVerificationError):
        return failed(f"the certificate is not trusted: {exc.verify_message}", f"{cause([exc])} (--ca-bundle FILE here)")
    if isinstance(exc, ssl.SSLError):
        remedy = cause([exc]) or "TLS 1.2 or newer is needed; does the port use TLS?"
        return failed(f"the handshake failed: {exc.reason or type(exc).__name__}", remedy)
    if tunnel := _TUNNEL.match(str(exc)):
        return failed(
            f"the proxy {through} refused to connect: HTTP {tunnel[1]}",
            "does it allow this host, and does it require a user name? HTTPS_PROXY=http://user:password@host:port gives one",
        )
    if isinstance(exc, TimeoutError):
        return failed("the handshake was not finished in time", "does something in between hold TLS back?")
    return failed(f"the connection broke off in the handshake: {type(exc).__name__}", "does something in between cut TLS?")
