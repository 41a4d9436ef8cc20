"""
JSON calls: build, send, check and parse. Each service interprets the document itself.
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

from saglikclient._core.json_values import REPLACEMENT
from saglikclient._core.masking import UnshownBytes, UnshownText
from saglikclient.errors import InvalidRequest, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from saglikclient._transport.client import Transport
    from saglikclient._transport.http import Reply

T = TypeVar("T")
JSON = frozenset({"application/json", "application/problem+json", "text/json"})

MAX_VALUES = 2_000_000
"""Maximum number of members and items. Three bytes (`[],`) become an object of fifty, so 64 MiB could expand to gigabytes."""

CHARSETS = {
    **dict.fromkeys(("iso-8859-9", "iso8859-9", "latin5", "windows-1254", "cp1254"), "cp1254"),
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252"), "cp1252"),
}
"""Charsets of gateways that transcode. As in browsers, an ISO charset is read as the Windows one that extends it (WHATWG Encoding)."""

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escaped surrogate; an unpaired one cannot be encoded."""

_ESCAPES = re.compile(r"\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(\\u[dD][89a-fA-F][\da-fA-F]{2})", re.ASCII)
"""Escaped backslashes and pairs of surrogates, which are skipped, and unpaired ones."""

_LETTER = re.compile(rf"[^\x00-\x7f{REPLACEMENT}]")

_LOOSE = (b"\t", b"\r", b"\n", b" :")
"""In a document without these, `":` occurs at least once for each member; a text may contain it as well."""

Document = dict[str, Any] | list[Any] | str | int | float | bool | None


@attrs.frozen
class File:
    """
    A file in a multipart form.

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
    A request with a JSON answer.

    Attributes:
        operation: The calling method.
        method: HTTP verb.
        url: The URL without a query.
        query: Parameters of the query, percent-encoded when sent.
        form: Parameters of an urlencoded body; None for none.
        parts: Parts of a multipart body; None for none.
        content: Content of a JSON body; None for none.
        accept: The `Accept` header.
        headers: Additional headers; they may contain a secret.
        safe: Whether the call only reads.
        refusals: Statuses whose JSON body is an answer of the service.
        bodiless: Statuses that are an answer of the service without a body.
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
    bodiless: Collection[int] = ()

    @property
    def address(self) -> str:
        """Return the URL with its query; masked in `repr()`."""
        return UnshownText(f"{self.url}?{encoded(self.query)}") if self.query else self.url

    @property
    def body(self) -> tuple[bytes | None, dict[str, str]]:
        """Return the body, masked in `repr()`, and its `Content-Type` header."""
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
    A parsed answer.

    Attributes:
        status: HTTP status.
        document: The document.
        request_id: Our id of the request, as in the logs.
    """

    status: int
    document: Document = attrs.field(repr=False)
    request_id: str = ""


def encoded(parameters: Mapping[str, str]) -> str:
    """
    Percent-encode parameters. A space becomes `%20`, since some servers do not decode `+`.

    Raises:
        InvalidRequest: If a parameter contains an unpaired surrogate.
    """
    with suppress(UnicodeEncodeError):  # it contains the text, so the error is raised outside
        return urlencode(parameters, quote_via=quote, safe="")
    raise InvalidRequest("a parameter contains an unpaired surrogate")


def ask(transport: Transport, question: JsonRequest, read: Callable[[JsonResponse], T]) -> T:
    """
    Send a request, with retries, and read the answer.

    Args:
        transport: The transport of the client.

        question: The request.

        read: Reads the answer, or raises a refusal. Called within the exchange, so that the outcome is logged.

    Raises:
        TransportError: If the network failed.
        AuthenticationError: For 401 and 403, unless their body is an answer of the service.
        HttpError: For another status, or an answer that is not JSON.
        ProtocolError: If the JSON is invalid.
    """
    body, kind = question.body
    headers = {"Accept": question.accept, **kind, **{name: UnshownText(value) for name, value in question.headers.items()}}
    for attempt in transport.attempts(safe=question.safe):
        own_id = str(uuid4())  # for logs and errors; the services do not receive it
        with (
            attempt,
            transport.exchange(
                question.method, question.address, body, headers, safe=question.safe, operation=question.operation, request_id=own_id
            ) as reply,
        ):
            return read(_answered(reply, question, own_id))
    raise AssertionError  # pragma: no cover - the last attempt returns or raises


def _answered(reply: Reply, question: JsonRequest, own_id: str) -> JsonResponse:
    """Check and parse an answer."""
    from saglikclient._transport import judge

    if reply.status in question.bodiless:
        reply.body()
        return JsonResponse(reply.status, None, own_id)
    judge.accept(reply, kinds=JSON, error_kinds=question.refusals)
    try:
        return JsonResponse(reply.status, parsed(reply.body(), reply.charset), own_id)
    except ProtocolError:
        if reply.status == judge.OK:
            raise
        return JsonResponse(reply.status, None, own_id)  # the status is sufficient


def parsed(body: bytes, charset: str = "") -> Document:
    """
    Parse strict JSON: no NaN or infinity, no duplicate names, limited size. Its depth is limited by Python's stack; `json_values.kept`
    limits it further for what goes into models. Control characters in strings, which JSON forbids, are kept; an unpaired surrogate, e.g. of
    a text that was cut within an emoji, becomes U+FFFD, and so does a byte that is cut from a text in UTF-8.

    Args:
        body: The document.

        charset: The charset that `Content-Type` names, in lower case; empty if there is none.

    Raises:
        ProtocolError: If the document is invalid. The error does not quote it.
    """
    try:
        document = _read(body, charset)
    except (ValueError, RecursionError) as exc:
        no_text = isinstance(exc, UnicodeDecodeError) and charset not in {"", "utf-8", "utf8"}
        problem = f"neither UTF-8 nor {charset}" if no_text else type(exc).__name__
    else:
        return document
    del body  # a traceback with locals would contain it
    raise ProtocolError(f"the answer is not readable JSON ({problem})", path="$")


def as_object(document: object) -> dict[str, Any] | None:
    """Return a JSON object; None for any other value."""
    return cast("dict[str, Any]", document) if isinstance(document, dict) else None


def as_list(document: object) -> list[object] | None:
    """Return a JSON array; None for any other value."""
    return cast("list[object]", document) if isinstance(document, list) else None


def _text(body: bytes, charset: str) -> str:
    """
    Decode a document. What can be read as UTF-8 is UTF-8, as RFC 8259 demands: text of another charset is hardly ever valid UTF-8, while
    servers often name their default charset over UTF-8.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        mended = body.decode("utf-8-sig", "replace")
        if len(_LETTER.findall(mended)) > mended.count(REPLACEMENT):
            return mended  # UTF-8 with a few bytes that were cut or damaged, which stay visible
        if charset not in CHARSETS:
            raise
    return body.decode(CHARSETS[charset])


def _read(body: bytes, charset: str) -> Document:
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MAX_VALUES:
        raise ValueError("too many values")
    text = _text(body, charset)
    sizes: list[int] = []

    def counted(made: dict[str, Any]) -> dict[str, Any]:
        sizes.append(len(made))
        return made

    if _SURROGATE.search(body):
        text = _ESCAPES.sub(lambda match: rf"\u{ord(REPLACEMENT):x}" if match[1] else match[0], text)
    document: Document = json.loads(text, strict=False, object_hook=counted, parse_constant=_no_constant, parse_float=_finite)
    if sum(sizes) != body.count(b'":') or any(blank in body for blank in _LOOSE):
        json.loads(text, strict=False, object_pairs_hook=_no_duplicates)  # on every parse the hook would cost up to half of the time
    return document


def _no_constant(_: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number exceeds the range of float")
    return number


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name appears twice")
    return made
