"""
One HTTP exchange: timeouts, TLS, no redirects, no cookies, no netrc, a bounded answer. Everything that leaves here is ours.
"""

from __future__ import annotations

import os
import re
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import requests
from requests.utils import get_environ_proxies, select_proxy

import saglikclient
from saglikclient.errors import AnswerTooLarge
from saglikclient.privacy import UnshownBytes, redact_foreign_logs
from saglikclient.transport import skew
from saglikclient.transport.attempt import Attempt
from saglikclient.transport.foreign import FOREIGN, ours, unsendable
from saglikclient.transport.network import Door, Network, trust

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from requests.adapters import BaseAdapter

    from saglikclient.config import Options
    from saglikclient.errors import SaglikError

T = TypeVar("T")
PIECE, SMALL = 64 * 1024, 1024
"""Bytes that are asked for at a time, and that are waited for at the least."""
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/(?!.*\d{7})[a-z0-9.+-]{1,60}", re.ASCII)
USER_AGENT = f"saglikclient/{saglikclient.__version__}"


def _guarded(call: Callable[[], T], translated: Callable[[Exception], SaglikError]) -> T:
    """
    Turn foreign errors into ours. Raised outside the `except`, so that nothing of theirs hangs on ours: their requests hold addresses.
    """
    try:
        return call()
    except FOREIGN as exc:
        failure = translated(exc)
    try:
        raise failure
    finally:
        del failure  # the error and this frame would hold each other, and with them the connection, until the garbage collector comes


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

        def following() -> UnshownBytes | None:
            with self._attempt.deadline.running():
                return _gathered(stream)

        while (piece := _guarded(following, partial(ours, departed=True))) is not None:
            self.size += len(piece)
            if self.size > self._limit:
                raise AnswerTooLarge(f"the answer is larger than {self._limit} bytes", limit=self._limit)
            yield piece
        self.ended = True

    def body(self) -> bytes:
        """
        Give the whole body; same errors as `pieces()`.
        """
        whole = BytesIO()  # a list of pieces would cost a hundred times as much where they are of one byte each
        for piece in self.pieces():
            whole.write(piece)
        return UnshownBytes(whole.getvalue())


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


class Http:
    """
    A session that is made at the first exchange, and anew in a forked or unpickled copy. Safe to share between threads.

    Args:
        options: Timeouts, TLS, bounds.

        adapter: What stands where the network would be, e.g. the Sandbox; the network if None.
    """

    def __init__(self, options: Options, adapter: BaseAdapter | None = None) -> None:
        self.options = options
        self.adapter = adapter
        self._reset()

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._session: requests.Session | None = None
        self._process = os.getpid()

    def __getstate__(self) -> dict[str, object]:
        return {"options": self.options, "adapter": self.adapter}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.options, self.adapter = state["options"], state["adapter"]
        self._reset()

    @property
    def session(self) -> requests.Session:
        """
        The session of this process.
        """
        if self._process != os.getpid():
            self._reset()
        with self._lock:
            if self._session is None:
                self._session = _session(self.options, self.adapter)
            return self._session

    def close(self) -> None:
        """
        Close the connections; a later exchange opens new ones.
        """
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    @contextmanager
    def exchange(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Generator[Reply]:
        """
        Send one request, once, and hand over the answer. The connection is kept only if the answer was read to its end, nothing followed
        it, and the block ended without an error.

        Raises:
            NotSent: If nothing reached the server.
            OutcomeUnknown: If it may have been processed.
            TlsError: If no trustworthy connection was made.
            ConfigurationError: If the request, or the proxy that the environment names, cannot be used.
        """
        address, _, query = url.partition("?")
        attempt = Attempt(query, self.options.timeouts.total)
        response = self._answered(method, address, body, headers, attempt)
        raw = response.raw
        release, reply = _held(raw), _reply(response, self.options.max_answer, attempt)
        clean = False
        try:
            yield reply
            clean = reply.ended and attempt.reusable and not attempt.leftover
        finally:
            if not clean:
                raw.close()
            response.close()
            release()

    def _answered(self, method: str, address: str, body: bytes | None, headers: Mapping[str, str], attempt: Attempt) -> requests.Response:
        """
        Send a request, and wait for the head of its answer.
        """
        session, timeouts = self.session, self.options.timeouts
        request = _guarded(
            lambda: session.prepare_request(requests.Request(method, address, data=body, headers=dict(headers))),
            unsendable,
        )
        bounds = (_least(timeouts.connect, timeouts.total), _least(timeouts.read, timeouts.total))

        def send() -> requests.Response:
            with attempt.under_way():
                return session.send(request, timeout=bounds, allow_redirects=False, stream=True, proxies=get_environ_proxies(address))

        return _guarded(send, lambda exc: ours(exc, departed=attempt.departed, status=attempt.status))


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
    until = skew.moment(header)
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


def _session(options: Options, adapter: BaseAdapter | None) -> requests.Session:
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
