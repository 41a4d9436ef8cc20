"""
A call that is answered in JSON: build, send, judge, parse. What the document means is the service's own business.
"""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import quote, urlencode
from uuid import uuid4

import attrs

from saglikclient._core.masking import UnshownBytes, UnshownText
from saglikclient.errors import InvalidRequest, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from saglikclient._transport.client import Transport
    from saglikclient._transport.http import Reply

T = TypeVar("T")
JSON = frozenset({"application/json", "application/problem+json", "text/json"})

DEEPEST = 64
"""How far an answer may be nested; those that we know have four levels."""
MOST_VALUES = 2_000_000
"""Members and items. Bytes alone are no measure: three of them (`[],`) make an object of fifty, so 64 MiB could become gigabytes."""

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""A surrogate; if its other half is missing, the text cannot be written anywhere."""

_LOOSE = (b"\t", b"\r", b"\n", b" :")
"""Where none of these is, `":` occurs at least once for each member that is written, since a text may contain it as well."""

_CONTAINERS = frozenset({dict, list})

Document = dict[str, Any] | list[Any] | str | int | float | bool | None


@attrs.frozen
class File:
    """
    A file that travels in a form.

    Attributes:
        name: File name.
        content: Its bytes.
        kind: Media type.
    """

    name: str = attrs.field(repr=False)
    content: bytes = attrs.field(repr=False)
    kind: str


@attrs.frozen(kw_only=True)
class JsonRequest:
    """
    What is asked.

    Attributes:
        operation: The method of ours that asks.
        method: HTTP verb.
        url: Where, without a query.
        query: Parameters that travel in the address, percent-encoded.
        form: Parameters that travel in the body as a form; None for none.
        parts: What travels in the body as a form with files (multipart); None for none.
        content: What travels in the body as JSON; None for nothing.
        accept: Media types that are wanted.
        headers: Headers beside the usual ones; they may hold a secret.
        safe: Whether it only reads.
        refusals: Statuses whose JSON body speaks for the service.
    """

    operation: str
    method: str
    url: str
    query: Mapping[str, str] = attrs.field(factory=dict[str, str], repr=False)
    form: Mapping[str, str] | None = attrs.field(default=None, repr=False)
    parts: Mapping[str, str | File] | None = attrs.field(default=None, repr=False)
    content: object = attrs.field(default=None, repr=False)
    accept: str = "application/json"
    headers: Mapping[str, str] = attrs.field(factory=dict[str, str], repr=False)
    safe: bool
    refusals: Collection[int] = ()

    @property
    def address(self) -> str:
        """
        The address with its query; it shows itself masked.
        """
        return UnshownText(f"{self.url}?{encoded(self.query)}") if self.query else self.url

    @property
    def body(self) -> tuple[bytes | None, dict[str, str]]:
        """
        The body, which shows itself masked, and the header that names its type.
        """
        if self.form is not None:
            return UnshownBytes(encoded(self.form).encode("ascii")), {"Content-Type": "application/x-www-form-urlencoded"}
        if self.parts is not None:
            return _multipart(self.parts)
        if self.content is not None:
            body = json.dumps(self.content, ensure_ascii=False, allow_nan=False).encode()
            return UnshownBytes(body), {"Content-Type": "application/json"}
        return None, {}


def _multipart(parts: Mapping[str, str | File]) -> tuple[bytes, dict[str, str]]:
    from urllib3.filepost import encode_multipart_formdata

    fields = [(name, (part.name, part.content, part.kind) if isinstance(part, File) else part) for name, part in parts.items()]
    body, kind = encode_multipart_formdata(fields)
    return UnshownBytes(body), {"Content-Type": kind}


@attrs.frozen
class JsonResponse:
    """
    What was answered: the HTTP status and the parsed document.
    """

    status: int
    document: Document = attrs.field(repr=False)


def encoded(parameters: Mapping[str, str]) -> str:
    """
    Percent-encode parameters; a blank becomes `%20`, since some servers leave `+` as it is.

    Raises:
        InvalidRequest: If there is half a character in one (a lone surrogate).
    """
    with suppress(UnicodeEncodeError):  # it holds the text; ours is raised outside of it, and holds nothing
        return urlencode(parameters, quote_via=quote, safe="")
    raise InvalidRequest("a parameter holds half a character and cannot be sent")


def ask(transport: Transport, question: JsonRequest, read: Callable[[JsonResponse], T]) -> T:
    """
    Ask, and again as often as it may be.

    Args:
        transport: The way to the network.

        question: What is asked.

        read: Takes the answer, or raises what it refuses with; within the exchange, so that the log tells that too.

    Raises:
        TransportError: If the network failed.
        AuthenticationError: For 401 and 403 that do not speak for the service.
        HttpError: For another status, or an answer that is no JSON.
        ProtocolError: If the JSON cannot be read.
    """
    body, kind = question.body
    headers = {"Accept": question.accept, **kind, **{name: UnshownText(value) for name, value in question.headers.items()}}
    for attempt in transport.attempts(safe=question.safe):
        own_id = str(uuid4())  # for logs and errors; none of these services takes one
        with (
            attempt,
            transport.exchange(
                question.method, question.address, body, headers, safe=question.safe, operation=question.operation, request_id=own_id
            ) as reply,
        ):
            return read(_answered(reply, question))
    raise AssertionError  # pragma: no cover - the last attempt returns or raises


def _answered(reply: Reply, question: JsonRequest) -> JsonResponse:
    """
    An answer that is let through, parsed.
    """
    from saglikclient._transport import judge

    judge.accept(reply, kinds=JSON, error_kinds=question.refusals)
    try:
        return JsonResponse(reply.status, parsed(reply.body()))
    except ProtocolError:
        if reply.status == judge.OK:
            raise
        return JsonResponse(reply.status, None)  # its status says enough, whatever its body was to say


def parsed(body: bytes) -> Document:
    """
    Parse JSON as strictly as it is written down: UTF-8, no NaN, no number without end, no name twice, no half characters, and neither
    deeper nor more of it than any answer is.

    Raises:
        ProtocolError: If it is something else; nothing of it is quoted.
    """
    try:
        document = _read(body)
    except (ValueError, RecursionError) as exc:
        problem = type(exc).__name__
    else:
        return document
    del body  # a traceback with locals would show it
    raise ProtocolError(f"the answer is not readable JSON ({problem})", path="$")


def as_object(document: object) -> dict[str, Any] | None:
    """
    A JSON object, or None if it is something else.
    """
    return cast("dict[str, Any]", document) if isinstance(document, dict) else None


def as_list(document: object) -> list[object] | None:
    """
    A JSON array, or None if it is something else.
    """
    return cast("list[object]", document) if isinstance(document, list) else None


def _read(body: bytes) -> Document:
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MOST_VALUES:
        raise ValueError("too many values")
    text = body.decode("utf-8-sig")
    document: Document = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    if _members(document) != body.count(b'":') or any(blank in body for blank in _LOOSE):
        json.loads(text, object_pairs_hook=_no_twins)  # at each object it costs half of the parsing, so only where it may find something
    if _HALF.search(body):
        json.dumps(document, ensure_ascii=False).encode()
    return document


def _no_constant(_: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number that no float can hold")
    return number


def _members(document: Document) -> int:
    """
    Count the members of all objects, and refuse what is nested too deep: whoever walks the document later, e.g. `to_dict()`, must not run
    out of stack.
    """
    found = 0
    level: list[Any] = [document] if document.__class__ in _CONTAINERS else []
    for _ in range(DEEPEST):
        found += sum(len(item) for item in level if item.__class__ is dict)
        inside = (item.values() if item.__class__ is dict else item for item in level)
        level = [inner for items in inside for inner in items if inner.__class__ in _CONTAINERS]
        if not level:
            return found
    raise ValueError("nested too deep")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made
