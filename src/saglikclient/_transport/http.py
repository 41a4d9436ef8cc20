"""
One HTTP exchange: timeouts, TLS, no redirects, no cookies, no netrc, a bounded answer. Everything that leaves here is ours.
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
from saglikclient._transport.adapter import Door, Network, trust
from saglikclient._transport.attempt import Attempt
from saglikclient._transport.exceptions import FOREIGN, ours, unsendable
from saglikclient.errors import AnswerTooLarge, OutcomeUnknown, SaglikError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from requests.adapters import BaseAdapter

    from saglikclient._transport.client import Transport
    from saglikclient.config import Options

PIECE, SMALL = 64 * 1024, 1024
"""Bytes that are asked for at a time, and that are waited for at the least."""
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/(?!.*\d{7})[a-z0-9.+-]{1,60}", re.ASCII)
USER_AGENT = f"saglikclient/{saglikclient.__version__}"


@attrs.define(eq=False)
class Reply:
    """
    An answer whose body has not been read yet.

    Attributes:
        status: HTTP status.
        content_type: Media type in lower case, without parameters; empty if there is none.
        retry_after: Seconds the server asks to wait; None if it does not say.
        size: Bytes read so far, decompressed.
        date: When the server says it answered (`Date`), as it stands there; empty if it does not say.
        ended: Whether the body was read to its end.
    """

    status: int
    content_type: str
    retry_after: float | None
    _response: requests.Response = attrs.field(repr=False)
    _limit: int = attrs.field(repr=False)
    _attempt: Attempt = attrs.field(repr=False)
    size: int = 0
    date: str = ""
    ended: bool = attrs.field(default=False, init=False)

    def pieces(self) -> Iterator[bytes]:
        """
        Give the body as it arrives.

        Raises:
            OutcomeUnknown: If it breaks off.
            AnswerTooLarge: If it is larger than the client accepts.
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
            failure = ours(exc, departed=True)
        try:
            raise failure
        finally:
            del failure

    def body(self) -> bytes:
        """
        Give the whole body; same errors as `pieces()`.
        """
        whole = BytesIO()  # a list of pieces would cost a hundred times as much where they are of one byte each
        for piece in self.pieces():
            whole.write(piece)
        return UnshownBytes(whole.getvalue())

    def close(self, *, keep: bool) -> None:
        """
        End the answer.

        Args:
            keep: Whether its connection may be used again, if there is no doubt where the answer ended.
        """
        if not (keep and self.ended and self._attempt.reusable and not self._attempt.leftover):
            self._response.raw.close()
        self._response.close()


def _gathered(stream: Iterator[bytes]) -> UnshownBytes | None:
    """
    The next piece; small ones together, since each costs its reader more time than its bytes are worth. None at the end.
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
    One message, sent once: a context that gives the answer. Errors that leave it name the call, and one line of log says what became of it.

    A connection is kept only if the answer was read to its end, nothing followed it, and the block ended without an error. An error of a
    write says no less than that it may have been processed, unless the service itself refused it or nothing was sent.

    Attributes:
        transport: The client's way to the network.
        method: HTTP verb.
        url: Where, its query included.
        body: What is sent; None for nothing.
        headers: Headers beside the usual ones.
        safe: Whether it only reads.
        operation: The call that it belongs to.
        request_id: The message's id.

    Raises:
        NotSent: If nothing reached the server.
        OutcomeUnknown: If it may have been processed.
        TlsError: If no trustworthy connection was made.
        ConfigurationError: If the request, or the proxy that the environment names, cannot be used.
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
        except BaseException as exc:  # noqa: BLE001 - whatever it is, it is raised below
            failure = ours(exc, departed=self._attempt.departed, status=self._attempt.status) if isinstance(exc, FOREIGN) else exc
        else:
            return self._reply
        try:
            raise self._told(failure)  # outside the `except`, so that nothing of theirs hangs on ours: their requests hold addresses
        finally:
            del failure  # the error and this frame would hold each other, and with them the connection, until the garbage collector comes

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        reply = self._reply
        assert reply is not None  # noqa: S101 - __enter__ gave it
        reply.close(keep=error is None)
        self._release()
        if error is None:
            self._log("ok")
        elif (left := self._told(error)) is not error:
            raise left

    def _told(self, error: BaseException) -> BaseException:
        """
        The error that leaves for one that happened, with what is known of the exchange.
        """
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
        One line of log: operation, id, outcome, status, duration, sizes. Never what the message says, and never an address.
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
    The request as requests makes it.

    Raises:
        SaglikError: If it makes none of it.
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
    Keep urllib3 from giving a connection back to the pool as soon as the last byte was read: what the answer is worth is not known yet.

    Returns:
        Gives it back.
    """
    release: Callable[[], None] = getattr(raw, "release_conn", _nothing)
    with suppress(AttributeError):  # what stands where the network would be may have none
        raw.release_conn = _nothing
    return release


def _nothing() -> None:
    """
    Release later.
    """


def _reply(response: requests.Response, limit: int, attempt: Attempt) -> Reply:
    """
    What the head of an answer says.
    """
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    kind = kind if _MEDIA_TYPE.fullmatch(kind) else ""  # it is told in errors, so it has to look like one
    wait, date = _seconds(response.headers.get("Retry-After")), response.headers.get("Date", "")
    return Reply(response.status_code, kind, wait, response, limit, attempt, date=date)


def _least(one: float | None, other: float | None) -> float | None:
    """
    The smaller of two bounds; None is no bound.
    """
    return min((bound for bound in (one, other) if bound is not None), default=None)


def _seconds(header: str | None) -> float | None:
    """
    Read `Retry-After`: seconds, or a date.
    """
    if not header:
        return None
    if (blank_free := header.strip()).isdecimal():
        return float(blank_free)  # strip() takes more for blanks than float() does
    until = clock_skew.moment(header)
    return None if until is None else max(0.0, until.timestamp() - time.time())


def proxy_for(url: str) -> str | None:
    """
    The proxy that an exchange with an address goes through, as the environment names it: it may carry a password. None if it needs none.
    """
    found: str | None = select_proxy(url, get_environ_proxies(url))
    return found


class _Session(requests.Session):
    """
    A session to which a redirect is an answer like any other; requests reads one whole, in search of where it leads, even if not to follow.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        """
        Nowhere.
        """


def open_session(options: Options, adapter: BaseAdapter | None) -> requests.Session:
    """
    A session that takes nothing from its surroundings but the proxies: no netrc password, no CA bundle, no cookies.
    """
    redact_foreign_logs()
    session = _Session()
    session.trust_env = False
    session.headers["User-Agent"] = USER_AGENT
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", Door(adapter or Network(options.timeouts, trust(options.tls))))
    session.mount("http://", Door(adapter or Network(options.timeouts, None)))
    return session
