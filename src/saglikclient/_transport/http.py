"""
One HTTP exchange: timeouts, TLS, no redirects, no cookies, no netrc, a limited answer. It raises only errors of this package.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from io import BytesIO
from typing import TYPE_CHECKING, Any

import attrs
import requests
from requests.utils import get_environ_proxies, select_proxy

import saglikclient
from saglikclient._core.masking import UnshownBytes, redact_foreign_logs
from saglikclient._transport import clock_skew, judge
from saglikclient._transport.adapter import Network, QueryAdapter, trust
from saglikclient._transport.attempt import Attempt
from saglikclient._transport.exceptions import FOREIGN, translated, unsendable
from saglikclient.errors import AnswerTooLarge, OutcomeUnknown, SaglikError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from requests.adapters import BaseAdapter

    from saglikclient._transport.client import Transport
    from saglikclient.config import Options

PIECE, SMALL = 64 * 1024, 1024
"""Maximum and minimum size of a chunk, in bytes."""
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?(?!.*\d{7})([a-z0-9][a-z0-9._-]{0,39})\"?\s*(?:;|$)", re.ASCII | re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/(?!.*\d{7})[a-z0-9.+-]{1,60}", re.ASCII)
USER_AGENT = f"saglikclient/{saglikclient.__version__}"


@attrs.define(eq=False)
class Reply:
    """
    An answer whose body is read on demand.

    Attributes:
        status: HTTP status.
        content_type: Media type in lower case, without parameters; empty if there is none.
        retry_after: The requested wait in seconds (`Retry-After`); None if there is none.
        size: Bytes read so far, decompressed.
        date: The `Date` header; empty if there is none.
        charset: The charset that `Content-Type` names, in lower case; empty if there is none.
        ended: Whether the whole body was read.
    """

    status: int
    content_type: str
    retry_after: float | None
    _response: requests.Response = attrs.field(repr=False)
    _limit: int = attrs.field(repr=False)
    _attempt: Attempt = attrs.field(repr=False)
    size: int = 0
    date: str = ""
    charset: str = ""
    ended: bool = attrs.field(default=False, init=False)

    def pieces(self) -> Iterator[bytes]:
        """
        Yield the body in chunks.

        Raises:
            OutcomeUnknown: If the connection fails.
            AnswerTooLarge: If the body exceeds the limit.
        """
        stream = self._response.iter_content(PIECE)
        while (piece := self._following(stream)) is not None:
            self.size += len(piece)
            if self.size > self._limit:
                raise AnswerTooLarge(f"the answer is larger than {self._limit} bytes", limit=self._limit)
            yield piece
        self.ended = True

    def _following(self, stream: Iterator[bytes]) -> UnshownBytes | None:
        try:
            with self._attempt.deadline.running():
                return _gathered(stream)
        except FOREIGN as exc:
            failure = translated(exc, departed=True)
        try:
            raise failure
        finally:
            del failure

    def body(self) -> bytes:
        """Return the whole body; raises the same errors as `pieces()`."""
        whole = BytesIO()  # a list of one-byte chunks would need a hundred times the memory
        for piece in self.pieces():
            whole.write(piece)
        return UnshownBytes(whole.getvalue())

    def close(self, *, keep: bool) -> None:
        """
        Close the answer.

        Args:
            keep: Whether to keep the connection, provided that the end of the answer is unambiguous.
        """
        if not (keep and self.ended and self._attempt.reusable and not self._attempt.leftover):
            self._response.raw.close()
        self._response.close()


def _gathered(stream: Iterator[bytes]) -> UnshownBytes | None:
    """
    Return the next chunk, None at the end. Small chunks are joined, since the overhead of a chunk exceeds the cost of its bytes.
    """
    gathered = bytearray()
    for piece in stream:
        gathered += piece
        if len(gathered) >= SMALL:
            break
    return UnshownBytes(gathered) if gathered else None


@attrs.define(eq=False)
class Exchange:
    """
    A context that sends one message and returns the answer. Errors name the call, and the outcome is logged in one line.

    The connection is kept only if the answer was read completely, nothing followed it, and the block raised no error. Errors of a write
    become `OutcomeUnknown`, unless the service refused it or nothing was sent.

    Attributes:
        transport: The transport of the client.
        method: HTTP verb.
        url: The URL with its query.
        body: The body; None for none.
        headers: Additional headers.
        safe: Whether the call only reads.
        operation: The operation.
        request_id: The id of the message.

    Raises:
        NotSent: If nothing reached the server.
        OutcomeUnknown: If the request may have been processed.
        TlsError: If the certificate or the handshake failed.
        ConfigurationError: If the request or the proxy setting is invalid.
    """

    transport: Transport
    method: str
    url: str = attrs.field(repr=False)
    body: bytes | None = attrs.field(repr=False)
    headers: Mapping[str, str] = attrs.field(repr=False)
    safe: bool = attrs.field(kw_only=True)
    operation: str = attrs.field(kw_only=True)
    request_id: str = attrs.field(kw_only=True)
    _attempt: Attempt = attrs.field(init=False, repr=False)
    _reply: Reply | None = attrs.field(default=None, init=False)
    _release: Callable[[], None] = attrs.field(init=False, repr=False)
    _began: float = attrs.field(init=False, factory=time.monotonic)

    def __enter__(self) -> Reply:
        address, _, query = self.url.partition("?")
        options = self.transport.options
        self._attempt, timeouts = Attempt(query, options.timeouts.total), options.timeouts
        bounds = (_least(timeouts.connect, timeouts.total), _least(timeouts.read, timeouts.total))
        try:
            session = self.transport.session
            request = _prepared(session, self.method, address, self.body, self.headers)
            with self._attempt.under_way():
                response = session.send(request, timeout=bounds, allow_redirects=False, stream=True, proxies=get_environ_proxies(address))
            self._release, self._reply = _held(response.raw), _reply(response, options.max_answer, self._attempt)
        except BaseException as exc:  # noqa: BLE001 - raised below
            failure = translated(exc, departed=self._attempt.departed, status=self._attempt.status) if isinstance(exc, FOREIGN) else exc
        else:
            return self._reply
        try:
            raise self._reported(failure)  # outside `except`: the context of the error would contain the request with its URL
        finally:
            del failure  # breaks the reference cycle of error and frame, which would keep the connection alive

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        reply = self._reply
        assert reply is not None  # noqa: S101 - set by __enter__
        reply.close(keep=error is None)
        self._release()
        if error is None:
            self._log("ok")
        elif (left := self._reported(error)) is not error:
            raise left

    def _reported(self, error: BaseException) -> BaseException:
        """Add the facts of the exchange to an error and log it; return the error to raise."""
        status = self._reply.status if self._reply else 0
        if isinstance(error, SaglikError):
            clock_skew.explain(error, self._reply.date if self._reply else "", self.transport.clock)
            error = error if self.safe else judge.of_a_write(error, status)
            if isinstance(error, OutcomeUnknown):
                error.status = error.status or status
            error.service, error.operation = error.service or self.transport.service, error.operation or self.operation
            error.request_id = error.request_id or self.request_id
        self._log(" ".join(filter(None, (type(error).__name__, str(getattr(error, "code", ""))))))
        return error

    def _log(self, outcome: str) -> None:
        """
        Log one line: operation, id, outcome, status, duration, sizes. Never the content of a message or a URL.
        """
        self.transport.log.info(
            "%s %s: %s, HTTP %s, %.3f s, %d bytes sent, %d received",
            self.operation or "-",
            self.request_id or "-",
            outcome,
            self._reply.status if self._reply else "-",
            time.monotonic() - self._began,
            len(self.body or b""),
            self._reply.size if self._reply else 0,
        )


def _prepared(
    session: requests.Session, method: str, address: str, body: bytes | None, headers: Mapping[str, str]
) -> requests.PreparedRequest:
    """
    Prepare the request.

    Raises:
        ConfigurationError: If requests rejects it.
    """
    try:
        return session.prepare_request(requests.Request(method, address, data=body, headers=dict(headers)))
    except FOREIGN as exc:
        failure = unsendable(exc)
    try:
        raise failure
    finally:
        del failure


def _held(raw: Any) -> Callable[[], None]:
    """
    Prevent urllib3 from returning the connection to the pool when the last byte is read; the answer has not been validated yet.

    Returns:
        A function that returns the connection to the pool.
    """
    release: Callable[[], None] = getattr(raw, "release_conn", _nothing)
    with suppress(AttributeError):  # a replacement of the network may not have it
        raw.release_conn = _nothing
    return release


def _nothing() -> None:
    """Do nothing."""


def _reply(response: requests.Response, limit: int, attempt: Attempt) -> Reply:
    """Create a reply from the head of an answer."""
    full = response.headers.get("Content-Type", "")
    kind, named = full.partition(";")[0].strip().lower(), _CHARSET.search(full)
    kind = kind if _MEDIA_TYPE.fullmatch(kind) else ""  # errors contain it, so it is validated
    wait, date = _seconds(response.headers.get("Retry-After")), response.headers.get("Date", "")
    return Reply(response.status_code, kind, wait, response, limit, attempt, date=date, charset=named[1].lower() if named else "")


def _least(one: float | None, other: float | None) -> float | None:
    """Return the smaller of two limits; None is no limit."""
    return min((bound for bound in (one, other) if bound is not None), default=None)


def _seconds(header: str | None) -> float | None:
    """Parse `Retry-After`: seconds or a date."""
    if not header:
        return None
    if (blank_free := header.strip()).isdecimal():
        return float(blank_free)  # strip() removes more kinds of whitespace than float() accepts
    until = clock_skew.moment(header)
    return None if until is None else max(0.0, until.timestamp() - time.time())


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment sets for a URL, which may contain a password; None for a direct connection."""
    found: str | None = select_proxy(url, get_environ_proxies(url))
    return found


class _Session(requests.Session):
    """
    A session that does not follow redirects. requests would read the body of a redirect even with `allow_redirects=False`.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None."""


def open_session(options: Options, adapter: BaseAdapter | None) -> requests.Session:
    """Create a session that ignores the environment except for proxies: no netrc, no CA bundle, no cookies."""
    redact_foreign_logs()
    session = _Session()
    session.trust_env = False
    session.headers["User-Agent"] = USER_AGENT
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", QueryAdapter(adapter or Network(options.timeouts, trust(options.tls))))
    session.mount("http://", QueryAdapter(adapter or Network(options.timeouts, None)))
    return session
