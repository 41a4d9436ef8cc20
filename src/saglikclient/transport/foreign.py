"""
Where foreign errors become ours: every exception of requests and urllib3 has a translation here, and nowhere else.

The facts behind it were measured against a local socket: a refused port, an unknown host, and a connection or TLS handshake that broke off
or took too long never reached the server; whatever happens later may have, and when in doubt we do not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from requests import exceptions as rq
from urllib3 import exceptions as u3

from saglikclient.errors import ConfigurationError, NotSent, OutcomeUnknown, SaglikError, TlsError

if TYPE_CHECKING:
    from collections.abc import Iterator

FOREIGN: tuple[type[Exception], ...] = (rq.RequestException, u3.HTTPError, OSError, ValueError)
"""What requests and urllib3 may raise; urllib3 lets some of its own and some `OSError` and `ValueError` through."""

TABLE: tuple[tuple[tuple[type[Exception], ...], type[SaglikError], str], ...] = (
    ((rq.SSLError, u3.SSLError), TlsError, "no trustworthy connection: the certificate or the handshake failed"),
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
    ((rq.InvalidHeader,), ConfigurationError, "a header of the request cannot be sent"),
    ((rq.ChunkedEncodingError, u3.ProtocolError, u3.IncompleteRead), OutcomeUnknown, "the connection broke off"),
    ((rq.ContentDecodingError, u3.DecodeError), OutcomeUnknown, "the answer could not be decompressed"),
    ((rq.RequestException, u3.HTTPError, OSError, ValueError), OutcomeUnknown, "the exchange failed"),
)
"""First match counts. The last row is the doubt: it may have been processed."""


def ours(exc: Exception, *, answering: bool = False) -> SaglikError:
    """
    Translate. Only the kinds of the errors are told, never their texts: those hold addresses, and with some services a password.

    Args:
        exc: What was raised.

        answering: Whether the answer had begun: the request was read then, so whatever breaks, nobody may take it for not sent.
    """
    chain = list(_chain(exc))
    told = " < ".join(type(link).__name__ for link in chain)
    if not answering and any(isinstance(link, u3.ConnectTimeoutError | u3.ClosedPoolError) for link in chain):
        return NotSent(f"no connection: {told}")
    for kinds, translation, message in TABLE:
        if isinstance(exc, kinds) and (translation is OutcomeUnknown or not answering):
            return translation(f"{message}: {told}")
    return OutcomeUnknown(f"the exchange failed: {told}")


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
