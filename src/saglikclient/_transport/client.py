"""
The transport of a client: settings, and a session that is opened at the first call. Importing this module does not import requests.
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
    The transport of a client. Thread-safe; pickled as its settings.

    Attributes:
        service: Name of the service in errors and logs, e.g. `mhrs`. Empty for other requests, e.g. for a contract.
        options: Timeouts, TLS, retries, limits.
        adapter: A requests adapter that replaces the network; None for the network.
        clock: Returns the current time; compared with the `Date` of refusals.
        log: Receives one line per message. Looked up once: `logging.getLogger` takes a lock, which an asynchronous time limit could leave
            locked.
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
        Return the session of this process, created at the first call, since it imports requests.

        After a fork, the parent's session is neither used nor closed: the parent uses its connections, and its locks may be held by threads
        that do not exist in this process.
        """
        process = os.getpid()
        if (session := self._sessions.get(process)) is None:
            from saglikclient._transport.http import open_session

            session = self._sessions.setdefault(
                process, open_session(self.options, self.adapter)
            )  # if two threads race, one session is kept
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

            url: The URL with its query.

            body: The body; None for none.

            headers: Additional headers.

            safe: Whether the call only reads.

            operation: The operation, for errors and logs.

            request_id: The id of the message, for errors and logs.
        """
        from saglikclient._transport.http import Exchange

        return Exchange(self, method, url, body, headers, safe=safe, operation=operation, request_id=request_id)

    def attempts(self, *, safe: bool) -> Iterator[AbstractContextManager[object]]:
        """
        Yield a context for each attempt, until one succeeds or fails in a way that must not be retried.

        Args:
            safe: Whether the call only reads.
        """
        from saglikclient._transport.retry import attempts

        return attempts(self.options.retries, safe=safe)

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        if (session := self._sessions.pop(os.getpid(), None)) is not None:
            session.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Transport, service=self.service, options=self.options, adapter=self.adapter, clock=self.clock), ()


class Client:
    """Base class of the clients: `close()` and the context manager."""

    _transport: Transport

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
