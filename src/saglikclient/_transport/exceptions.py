"""
Translation of the exceptions of requests and urllib3 into errors of this package.

The translation depends on whether anything was sent. A failed connection or TLS handshake has sent nothing of the request; our connections
mark these failures (`NewConnectionError`, `ssl.SSLError`). Once a byte may have been sent, the outcome is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from requests import exceptions as rq
from urllib3 import exceptions as u3

from saglikclient._transport.causes import PROXY_CREDENTIALS, cause
from saglikclient.errors import ConfigurationError, NotSent, OutcomeUnknown, SaglikError, TlsError

if TYPE_CHECKING:
    from collections.abc import Iterator

FOREIGN: tuple[type[Exception], ...] = (rq.RequestException, u3.HTTPError, OSError, ValueError)
"""Exceptions that requests may raise; some of urllib3, `OSError` and `ValueError` propagate unwrapped."""

TABLE: tuple[tuple[tuple[type[Exception], ...], type[SaglikError], str], ...] = (
    ((rq.SSLError, u3.SSLError), TlsError, "the TLS handshake failed"),
    ((rq.ConnectTimeout, u3.ConnectTimeoutError), NotSent, "no connection in time"),
    ((rq.ReadTimeout, rq.Timeout, u3.ReadTimeoutError, u3.TimeoutError), OutcomeUnknown, "no answer in time"),
    (
        (
            rq.InvalidURL,
            rq.InvalidSchema,
            rq.MissingSchema,
            rq.URLRequired,
            u3.LocationValueError,
            u3.ProxySchemeUnsupported,
        ),
        ConfigurationError,
        "the address or the proxy's address cannot be used",
    ),
    ((rq.InvalidHeader, u3.InvalidHeader), OutcomeUnknown, "the answer's headers contradict each other"),
    ((rq.ChunkedEncodingError, u3.ProtocolError, u3.IncompleteRead), OutcomeUnknown, "the connection broke off"),
    ((rq.ContentDecodingError, u3.DecodeError), OutcomeUnknown, "the answer could not be decompressed"),
    ((rq.RequestException, u3.HTTPError, OSError, ValueError), OutcomeUnknown, "the exchange failed"),
)
"""The first match applies. The last row covers the rest: the request may have been processed."""


def unsendable(exc: Exception) -> ConfigurationError:
    """
    Translate an error of preparing a request; nothing was sent.

    Args:
        exc: The exception.
    """
    return ConfigurationError(f"the request cannot be sent: {type(exc).__name__}")


def translated(exc: Exception, *, departed: bool = False, status: int = 0) -> SaglikError:
    """
    Translate an error of sending a request or reading its answer. The result contains class names and causes, never the original text,
    which contains URLs and, with some services, a password.

    Args:
        exc: The exception.

        departed: Whether a byte of the request may have been sent.

        status: The HTTP status; 0 if there was no answer.
    """
    chain = list(_chain(exc))
    kinds = " < ".join(type(link).__name__ for link in chain)
    late = any(isinstance(link, TimeoutError) for link in chain)
    why = cause(chain) or (("no answer in time" if departed else "no connection in time") if late else "")
    if departed:
        return OutcomeUnknown(f"{why or _row(exc, departed=True)[1]}: {kinds}", status=status)
    if any(isinstance(link, UnicodeError) for link in chain):
        return ConfigurationError(f"the host name or the proxy's host name is invalid: {kinds}")
    if why == PROXY_CREDENTIALS:
        return ConfigurationError(f"{why}: {kinds}")
    if any(isinstance(link, u3.ConnectTimeoutError | u3.ClosedPoolError) for link in chain):
        return NotSent(f"{why or 'no connection'}: {kinds}")
    kind, words = _row(exc, departed=False)
    return kind(f"{why or words}: {kinds}")


def _row(exc: Exception, *, departed: bool) -> tuple[type[SaglikError], str]:
    """Return the class and text of an error in the table."""
    for kinds, translation, words in TABLE:
        if isinstance(exc, kinds) and (translation is OutcomeUnknown or not departed):
            return translation, words
    return OutcomeUnknown, "the exchange failed"


def _chain(exc: object) -> Iterator[BaseException]:
    """Yield an error and the errors it wraps: requests keeps them in `args`, urllib3 in `reason`, `original_error` or the cause."""
    seen: set[int] = set()
    while isinstance(exc, BaseException) and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        inner = [getattr(exc, "reason", None), getattr(exc, "original_error", None), *exc.args, exc.__cause__]
        exc = next((link for link in inner if isinstance(link, BaseException)), None)
