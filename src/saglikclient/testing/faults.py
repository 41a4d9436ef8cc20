"""
Fault injection. Each fault raises or returns exactly what requests does on a real network.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import attrs
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError, ReadTimeoutError

from saglikclient._core import fields, kinds
from saglikclient._core.fields import setting
from saglikclient.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"
_PAGE = b"<html><head><title>503</title></head><body><h1>Service Unavailable</h1></body></html>"
_FAULT = (
    b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:Server</faultcode>'
    b"<faultstring>03-001 sandbox</faultstring></e:Fault></e:Body></e:Envelope>"
)


@attrs.frozen
class Wire:
    """
    A response on the wire.

    Attributes:
        body: The body.
        status: HTTP status.
        content_type: Media type.
        length: `Content-Length`, if it is not the body's.
        retry_after: `Retry-After` in seconds; None for none.
    """

    body: bytes = attrs.field(repr=False)
    status: int = 200
    content_type: str = XML
    length: int | None = None
    retry_after: int | None = None


@attrs.frozen
class Fault:
    """
    A fault.

    Attributes:
        name: The name.
        processed: Whether the request is processed.
        answer: Transforms the correct response, or raises. Its second argument is the read timeout, None for no limit.
    """

    name: str
    processed: bool
    answer: Callable[[Wire, float | None], Wire]


def _refused(_: Wire, __: float | None) -> Wire:
    reason = NewConnectionError(None, "refused")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    raise requests.ConnectionError(MaxRetryError(None, "", reason))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def _no_connection(_: Wire, __: float | None) -> Wire:
    raise requests.ConnectTimeout("connect timed out")


def _lost(_: Wire, __: float | None) -> Wire:
    raise requests.ReadTimeout(ReadTimeoutError(None, "", "read timed out"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def _reset(_: Wire, __: float | None) -> Wire:
    raise requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError(104, "reset")))


SLOW_ANSWER_SECONDS = 60.0


def _slow(right: Wire, read_timeout: float | None) -> Wire:
    """Simulate an answer after a minute, which exceeds most read timeouts, without waiting."""
    if read_timeout is not None and read_timeout < SLOW_ANSWER_SECONDS:
        return _lost(right, read_timeout)
    return right


def _half(right: Wire, _: float | None) -> Wire:
    return attrs.evolve(right, body=right.body[: len(right.body) // 2], length=len(right.body))


def _garbage(right: Wire, _: float | None) -> Wire:
    """Corrupt a response. The quote ends a string of JSON, or begins one that does not end; after it `<<<` is invalid in XML and JSON."""
    cut = min(200, len(right.body) // 2)
    return attrs.evolve(right, body=right.body[:cut] + b'"<<<\0>' + right.body[cut:])


def _other_message(right: Wire, _: float | None) -> Wire:
    before, found, behind = right.body.partition(b"<message>")
    return attrs.evolve(right, body=before + found + behind.replace(b'extension="', b'extension="0', 1))


_ALL = (
    Fault("refused", processed=False, answer=_refused),
    Fault("connect-timeout", processed=False, answer=_no_connection),
    Fault("lost-answer", processed=True, answer=_lost),
    Fault("reset", processed=True, answer=_reset),
    Fault("half-answer", processed=True, answer=_half),
    Fault("http-503", processed=False, answer=lambda _, __: Wire(_PAGE, 503, HTML)),
    Fault("http-503-retry-after", processed=False, answer=lambda _, __: Wire(_PAGE, 503, HTML, retry_after=2)),
    Fault("soap-fault", processed=False, answer=lambda _, __: Wire(_FAULT, 500)),
    Fault("garbage-xml", processed=True, answer=_garbage),
    Fault("wrong-message-id", processed=True, answer=_other_message),
    Fault("slow-answer", processed=True, answer=_slow),
)

FAULTS: tuple[str, ...] = tuple(fault.name for fault in _ALL)
"""The names of the available faults."""


class Faults:
    """The queue of injected faults."""

    def __init__(self) -> None:
        self._queue: deque[Fault] = deque()

    def next(self, name: str, *, times: int = 1) -> None:
        """
        Inject a fault into the next requests; faults are queued, one per request.

        Args:
            name: One of `FAULTS`.

            times: Number of affected requests.

        Raises:
            ConfigurationError: If the name or the number is invalid.
        """
        fault = next((fault for fault in _ALL if isinstance(name, str) and fault.name == name), None)  # pyright: ignore[reportUnnecessaryIsInstance]
        if fault is None:
            raise ConfigurationError(f"name must be one of {', '.join(FAULTS)}{f', not {name[:40]!r}' if isinstance(name, str) else ''}")  # pyright: ignore[reportUnnecessaryIsInstance]
        self._queue.extend([fault] * setting("times", kinds.bounded(0, 10_000), times))

    def answer(self, body: bytes, *, status: int = 200, content_type: str = XML, processed: bool = True) -> None:
        """
        Answer the next request with this body; `{message_id}` is replaced by the id of the request.

        Args:
            body: The body.

            status: HTTP status.

            content_type: Media type.

            processed: Whether the request is processed nevertheless.

        Raises:
            ConfigurationError: If an argument has the wrong type.
        """
        wire = Wire(
            setting("body", fields.instance(bytes), body),
            setting("status", kinds.bounded(100, 599), status),
            setting("content_type", fields.encodable, content_type),
        )
        self._queue.append(Fault("scripted", processed=setting("processed", fields.truth, processed), answer=lambda _, __: wire))

    def take(self) -> Fault | None:
        """Return the fault for this request, if any."""
        return self._queue.popleft() if self._queue else None
