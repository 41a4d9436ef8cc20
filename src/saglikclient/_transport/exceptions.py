"""
Where foreign errors become ours: every exception of requests and urllib3 has a translation here, and nowhere else.

Which side of the wire an error arises on decides. A connection or TLS handshake that fails has carried nothing of the request; our
connections mark whatever fails before that (`NewConnectionError`, `ssl.SSLError`). Once a byte may have left, the outcome is unknown.
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
"""What requests and urllib3 may raise; urllib3 lets some of its own and some `OSError` and `ValueError` through."""

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
"""First match counts. The last row is the doubt: it may have been processed."""


def unsendable(exc: Exception) -> ConfigurationError:
    """
    Translate what fails while a request is prepared, before anything is sent.

    Args:
        exc: What was raised.
    """
    return ConfigurationError(f"the request cannot be sent: {type(exc).__name__}")


def ours(exc: Exception, *, departed: bool = False, status: int = 0) -> SaglikError:
    """
    Translate what fails while a request is sent or its answer read. Only kinds and causes are told, never the texts of others: those hold
    addresses, and with some services a password.

    Args:
        exc: What was raised.

        departed: Whether a byte of the request may have left, so that nothing may be taken for not sent.

        status: The HTTP status, if an answer had begun; 0 else.
    """
    chain = list(_chain(exc))
    kinds = " < ".join(type(link).__name__ for link in chain)
    late = any(isinstance(link, TimeoutError) for link in chain)
    why = cause(chain) or (("no answer in time" if departed else "no connection in time") if late else "")
    if departed:
        return OutcomeUnknown(f"{why or _row(exc, departed=True)[1]}: {kinds}", status=status)
    if any(isinstance(link, UnicodeError) for link in chain):
        return ConfigurationError(f"the name of the host or of the proxy cannot be one: {kinds}")
    if why == PROXY_CREDENTIALS:
        return ConfigurationError(f"{why}: {kinds}")
    if any(isinstance(link, u3.ConnectTimeoutError | u3.ClosedPoolError) for link in chain):
        return NotSent(f"{why or 'no connection'}: {kinds}")
    kind, words = _row(exc, departed=False)
    return kind(f"{why or words}: {kinds}")


def _row(exc: Exception, *, departed: bool) -> tuple[type[SaglikError], str]:
    """
    What the table says of an error.
    """
    for kinds, translation, words in TABLE:
        if isinstance(exc, kinds) and (translation is OutcomeUnknown or not departed):
            return translation, words
    return OutcomeUnknown, "the exchange failed"


def _chain(exc: object) -> Iterator[BaseException]:
    """
    The error and what it wraps: requests keeps urllib3's in `args`, urllib3 its reason in `reason` or `original_error`, or as the cause.
    """
    seen: set[int] = set()
    while isinstance(exc, BaseException) and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        inner = [getattr(exc, "reason", None), getattr(exc, "original_error", None), *exc.args, exc.__cause__]
        exc = next((link for link in inner if isinstance(link, BaseException)), None)
