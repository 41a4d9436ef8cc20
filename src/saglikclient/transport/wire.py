"""
One client's way to the network: a session opened at the first call, retries, one line of log a message. Importing it loads no engine.
"""

from __future__ import annotations

import logging
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self, TypeVar

import attrs

from saglikclient import timing
from saglikclient.errors import AnswerTooLarge, AuthenticationError, HttpError, OutcomeUnknown, ProtocolError, SaglikError, during
from saglikclient.frames import unframed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from datetime import datetime

    from requests.adapters import BaseAdapter

    from saglikclient.config import Options
    from saglikclient.transport.http import Http, Reply

T = TypeVar("T")
FORBIDDEN = 403
"""Without words of the service it may be a gateway's, which says nothing of what became of a write."""


@attrs.frozen(kw_only=True, eq=False)
class Wire:
    """
    What every client holds: settings, and a session when it is needed. Safe to share between threads; pickles as its settings.

    Attributes:
        service: Whose it is, e.g. `mhrs`; names errors and log lines.
        options: Timeouts, TLS, retries, bounds.
        adapter: What stands where the network would be; the network if None.
        clock: The present moment, aware; a refusal is held against it.
    """

    service: str
    options: Options
    adapter: BaseAdapter | None = None
    clock: Callable[[], datetime] = attrs.field(default=timing.now, repr=False)
    _log: logging.Logger = attrs.field(
        init=False, repr=False, default=attrs.Factory(lambda self: logging.getLogger(f"saglikclient.{self.service}"), takes_self=True)
    )
    """Looked up once: the lookup takes a lock of `logging`'s, which a time limit that strikes just then would leave locked."""
    _opened: dict[int, Http] = attrs.field(factory=dict[int, "Http"], init=False, repr=False)

    @property
    def http(self) -> Http:
        """
        The session of this process, made at its first call: it imports requests.

        After a fork the parent's is neither used nor closed here: its connections are in use over there, and its locks may be held by
        threads that this process does not have.
        """
        process = os.getpid()
        if process not in self._opened:
            from saglikclient.transport.http import Http

            self._opened.setdefault(process, Http(self.options, self.adapter))  # of two threads at once, one's is kept
        return self._opened[process]

    @contextmanager
    def exchange(
        self, operation: str, request_id: str, method: str, url: str, body: bytes | None, headers: Mapping[str, str], *, safe: bool
    ) -> Generator[Reply]:
        """
        Send one message, once; errors name the call, and one line of log tells what became of it.

        Raises:
            OutcomeUnknown: If it does not only read, and was answered by anything but a verdict of the service.
        """
        from saglikclient.transport import skew

        with (
            during(self.service, operation, request_id),
            Note(self._log, operation, request_id, len(body or b"")) as note,
            verdicts_only(note, safe=safe),
            self.http.exchange(method, url, body, headers) as reply,
        ):
            note.reply = reply
            with skew.told(reply.date, self.clock()):
                yield reply

    def repeated(self, call: Callable[[], T], *, safe: bool) -> T:
        """
        Make a call, and again as often as it may be.

        Errors leave without the frames below: those hold what was sent, crash reporters show what frames hold, and the retrying would keep
        them alive in a cycle. What an error has to say stands in its attributes.
        """
        from saglikclient.transport.repeat import repeated

        try:
            return repeated(call, self.options.retries, safe=safe)
        except SaglikError as error:
            raise error.with_traceback(None) from None

    def close(self) -> None:
        """
        Close the connections; a later call opens new ones.
        """
        if (http := self._opened.get(os.getpid())) is not None:
            http.close()


class Client:
    """
    What every client can do beside its service's own: be closed, by itself or as a context manager.
    """

    _wire: Wire

    def __init_subclass__(cls) -> None:
        """
        A client's errors hold nothing of what it was called with.
        """
        super().__init_subclass__()
        unframed(cls)

    def close(self) -> None:
        """
        Close the connections; a later call opens new ones.
        """
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def verdicts_only(note: Note, *, safe: bool) -> Generator[None]:
    """
    Let no error of a write say less than that it may have been processed, unless the service itself refused it or nothing was sent.

    Args:
        note: What is known of the exchange.

        safe: Whether the operation only reads.
    """
    try:
        yield
    except OutcomeUnknown as error:
        error.status = error.status or note.status
        raise
    except (HttpError, ProtocolError, AnswerTooLarge, AuthenticationError) as error:
        if safe or (isinstance(error, AuthenticationError) and (error.status != FORBIDDEN or error.issues)):
            raise
        doubt = OutcomeUnknown(
            f"{error.args[0]}; it may have been processed",
            status=note.status,
            path=getattr(error, "path", ""),
            excerpt=getattr(error, "excerpt", ""),
        )
    else:
        return
    raise doubt


@attrs.define
class Note:
    """
    One line of log a message: operation, id, outcome, status, duration, sizes. Never what it says, and never an address.
    """

    log: logging.Logger
    operation: str
    request_id: str
    sent: int
    reply: Reply | None = None
    began: float = 0.0

    @property
    def status(self) -> int:
        """
        The HTTP status; 0 if there was no answer.
        """
        return self.reply.status if self.reply else 0

    def __enter__(self) -> Self:
        self.began = time.monotonic()
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        outcome = "ok" if error is None else " ".join(filter(None, (type(error).__name__, str(getattr(error, "code", "")))))
        self.log.info(
            "%s %s: %s, HTTP %s, %.3f s, %d bytes sent, %d received",
            self.operation,
            self.request_id or "-",
            outcome,
            self.status or "-",
            time.monotonic() - self.began,
            self.sent,
            self.reply.size if self.reply else 0,
        )
