"""
Causes of failed connections, with advice for the operator. Derived from codes and classes, not from the texts of other libraries, with one
exception noted below.
"""

from __future__ import annotations

import re
import socket
import ssl
from http.client import BadStatusLine, HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected, UnknownProtocol
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PROXY_CREDENTIALS = "the proxy asks for a user name and password (HTTP 407)"

CERTIFICATE = {
    9: "the certificate is not valid yet; is this machine's clock right?",
    10: "the certificate has expired; is this machine's clock right? Otherwise its operator has to renew it",
    18: "the certificate is self-signed; TlsOptions(ca_bundle=...) trusts it",
    19: "the certificate's root is not trusted; TlsOptions(ca_bundle=...) or system_store=True",
    20: "the certificate's issuer is not known: its root is not trusted, or the service leaves out an intermediate certificate; "
    "TlsOptions(ca_bundle=...) takes a file that holds the root and the intermediate",
    21: "the certificate's issuer is not known: the service leaves out an intermediate certificate; "
    "TlsOptions(ca_bundle=...) takes a file that holds the root and the intermediate",
    62: "the certificate belongs to another host; is the address right?",
    64: "the certificate belongs to another host; is the address right?",
}
"""By OpenSSL's `X509_V_ERR_...` numbers."""

TLS = {
    "DH_KEY_TOO_SMALL": "the service's TLS is too old: its Diffie-Hellman key is too small; ask its operator to fix it",
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": "the service's TLS is too old: it lacks secure renegotiation (RFC 5746); ask its operator to "
    "fix it, or accept it with TlsOptions(legacy_renegotiation=True)",
    "UNSUPPORTED_PROTOCOL": "the service offers no TLS 1.2 or newer",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the service offers no TLS 1.2 or newer",
    "WRONG_VERSION_NUMBER": "the service does not answer with TLS; is the port right, or is a proxy in between?",
    "HTTP_REQUEST": "the service does not answer with TLS; is the port right?",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the service refused the handshake: no common cipher, or it wants a client certificate",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "the service wants a client certificate: TlsOptions(client_certificate=...)",
    "TLSV1_ALERT_UNKNOWN_CA": "the service does not trust the client certificate",
    "SSLV3_ALERT_BAD_CERTIFICATE": "the service refused the client certificate",
    "CA_MD_TOO_WEAK": "a certificate of the service is signed too weakly; ask its operator for a new one",
    "EE_KEY_TOO_SMALL": "the service's key is too small; ask its operator for a new certificate",
}
"""By OpenSSL's reason."""

CLASSES: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "the host's name is not known"),
    (ConnectionRefusedError, "the connection was refused"),
    (RemoteDisconnected, "the connection was closed before an answer came"),
    (ConnectionResetError, "the connection was reset"),
    (BrokenPipeError, "the connection was closed while the request was sent"),
    (IncompleteRead, "the answer was cut off"),
    (BadStatusLine, "the answer is not HTTP"),
    (UnknownProtocol, "the answer is not HTTP/1"),
    (LineTooLong, "the answer's head is too large"),
)

_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
"""`http.client` raises a plain `OSError` for it, so only the text identifies it."""


def cause(chain: Sequence[BaseException]) -> str:
    """
    Return the cause of a failed connection.

    Args:
        chain: The error and the errors it wraps, outermost first.

    Returns:
        The cause; empty if only the classes of the errors are known.
    """
    found = [words for error in reversed(chain) if (words := _one(error))]
    return found[0] if found else ""


def _one(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return CERTIFICATE.get(error.verify_code, "the certificate cannot be verified")
    if isinstance(error, ssl.SSLEOFError):
        return "TLS was cut off by the other side; does it want a client certificate?"
    if isinstance(error, ssl.SSLError):
        return TLS.get(error.reason or "", "")
    if type(error) is OSError and (refused := _TUNNEL.match(str(error))):
        return PROXY_CREDENTIALS if refused[1] == "407" else f"the proxy opened no tunnel (HTTP {refused[1]})"
    if type(error) is HTTPException and len(error.args) == 1:
        return str(error.args[0]) if error.args[0] in OWN else ""
    return next((words for kind, words in CLASSES if isinstance(error, kind)), "")


OWN = frozenset({"the head of the answer is too large", "too many interim answers"})
"""Texts that `StrictResponse` raises. `http.client` raises the same class with other texts."""
