"""
One client's way to the network: settings, and a session that is opened at the first call. Importing it loads no engine.
"""

from __future__ import annotations

import logging
import os
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import attrs

from saglikclient._core import timing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    import requests
    from requests.adapters import BaseAdapter

    from saglikclient._transport.http import Exchange
    from saglikclient.config import Options


def _logger(transport: Transport) -> logging.Logger:
    return logging.getLogger(f"saglikclient.{transport.service}".rstrip("."))


@attrs.frozen(kw_only=True, eq=False)
class Transport:
    """
    What every client holds. Safe to share between threads; pickles as its settings.

    Attributes:
        service: Whose it is, e.g. `mhrs`; names errors and log lines. Empty for what is fetched otherwise, e.g. a contract.
        options: Timeouts, TLS, retries, bounds.
        adapter: What stands where the network would be; the network if None.
        clock: The present moment, aware; a refusal is held against it.
        log: Gets one line a message. Looked up once: the lookup takes a lock of `logging`'s, which a time limit that strikes just then
            would leave locked.
    """

    service: str = ""
    options: Options
    adapter: BaseAdapter | None = None
    clock: Callable[[], datetime] = attrs.field(default=timing.now, repr=False)
    log: logging.Logger = attrs.field(init=False, repr=False, default=attrs.Factory(_logger, takes_self=True))
    _sessions: dict[int, requests.Session] = attrs.field(factory=dict[int, "requests.Session"], init=False, repr=False)

    @property
    def session(self) -> requests.Session:
        """
        The session of this process, made at its first call: it imports requests.

        After a fork the parent's is neither used nor closed here: its connections are in use over there, and its locks may be held by
        threads that this process does not have.
        """
        process = os.getpid()
        if (session := self._sessions.get(process)) is None:
            from saglikclient._transport.http import open_session

            session = self._sessions.setdefault(process, open_session(self.options, self.adapter))  # of two threads, one's is kept
        return session

    def exchange(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        *,
        safe: bool,
        operation: str = "",
        request_id: str = "",
    ) -> Exchange:
        """
        Send one message, once: `with transport.exchange(...) as reply`.

        Args:
            method: HTTP verb.

            url: Where, its query included.

            body: What is sent; None for nothing.

            headers: Headers beside the usual ones.

            safe: Whether it only reads.

            operation: The call that it belongs to, for errors and logs.

            request_id: The message's id, for the same.
        """
        from saglikclient._transport.http import Exchange

        return Exchange(self, method, url, body, headers, safe=safe, operation=operation, request_id=request_id)

    def attempts(self, *, safe: bool) -> Iterator[AbstractContextManager[object]]:
        """
        Give contexts to make a call in, until one of them ends without a failure that may be repeated.

        Args:
            safe: Whether the call only reads.
        """
        from saglikclient._transport.retry import attempts

        return attempts(self.options.retries, safe=safe)

    def close(self) -> None:
        """
        Close the connections; a later call opens new ones.
        """
        if (session := self._sessions.pop(os.getpid(), None)) is not None:
            session.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Transport, service=self.service, options=self.options, adapter=self.adapter, clock=self.clock), ()


class Client:
    """
    What every client can do beside its service's own: be closed, by itself or as a context manager.
    """

    _transport: Transport

    def close(self) -> None:
        """
        Close the connections; a later call opens new ones.
        """
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
