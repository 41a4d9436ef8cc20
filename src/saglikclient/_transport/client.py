"""
The transport of a client: settings, and a session that is opened at the first call. Importing this module does not import requests.
"""

from __future__ import annotations

import logging
import os
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

import attrs

from saglikclient._core import timing
from saglikclient._core.boundary import caller_level
from saglikclient._core.model import Model
from saglikclient.errors import UnreadableWarning
from saglikclient.records import Records, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    import requests
    from requests.adapters import BaseAdapter

    from saglikclient._transport.http import Exchange
    from saglikclient.config import Options

T = TypeVar("T", bound=Model)


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

    def collect(self, found: Iterable[T | Unreadable], *, operation: str, request_id: str = "") -> Records[T]:
        """
        Return the records of an answer; those that cannot be read are reported, see `report`.

        Args:
            found: The records in the order of the answer.

            operation: The operation, for the warning and the log.

            request_id: The id of the request.
        """
        good: list[T] = []
        bad: list[Unreadable] = []
        for one in found:
            if isinstance(one, Unreadable):
                bad.append(one)
            else:
                good.append(one)
        self.report(bad, operation=operation, request_id=request_id)
        return Records(tuple(good), tuple(bad), request_id or None)

    def report(self, unreadable: Sequence[Unreadable], *, operation: str, request_id: str = "") -> None:
        """
        Warn and log how many records of an answer could not be read; with `on_unreadable="raise"`, raise the error of the first.

        Args:
            unreadable: The records that could not be read.

            operation: The operation, for the warning and the log.

            request_id: The id of the request.

        Raises:
            ProtocolError: With `on_unreadable="raise"`.
        """
        if not unreadable:
            return
        if self.options.on_unreadable == "raise":
            raise unreadable[0].error
        first = unreadable[0]
        self.log.warning("%s %s: %d records cannot be read, the first at %s", operation, request_id, len(unreadable), first.path)
        warnings.warn(
            f"{operation}: {len(unreadable)} records of the answer cannot be read, the first at {first.path}; see Records.unreadable",
            UnreadableWarning,
            stacklevel=caller_level(),
        )

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
