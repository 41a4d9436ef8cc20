"""
Convert models to the requests of the REST service: JSON or, for an exception with its document, a form.
"""

from __future__ import annotations

import mimetypes
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from saglikclient._core.codes import Code, Unknown
from saglikclient._core.masking import UnshownDict
from saglikclient._core.model import Model
from saglikclient._core.timing import aware
from saglikclient._transport.json_call import File, as_list, as_object
from saglikclient.config import Secret
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.model.istisna import Belge
from saglikclient.mhrs.model.kodlar import GelisDurumu, TelefonTipi
from saglikclient.mhrs.rest._names import wire_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs.rest._operations import Call

CODES: dict[type[Code], dict[Code, int]] = {
    GelisDurumu: {GelisDurumu.GELDI: 1, GelisDurumu.GELMEDI: 0},
    TelefonTipi: {TelefonTipi.CEP: 1, TelefonTipi.YAKIN: 2, TelefonTipi.EV: 4},
}
"""Codes with other numbers than in Table 1. Source: observed; all others have the same numbers."""
DOCUMENT_NAME, DOCUMENT = "istisnaBelgeAdi", "istisnaBelgesi"


def members(model: Model, kind: type[Model] | None = None) -> dict[str, Any]:
    """
    Return the fields of a model by their wire names, as JSON values.

    Args:
        model: The model.

        kind: The class whose fields are taken; its own if None.
    """
    return {wire: _written(getattr(model, name)) for name, wire in wire_names(kind or type(model)).items()}


def _written(value: Any) -> Any:
    """Return a value as a JSON value."""
    if isinstance(value, Model):
        return members(value)
    if isinstance(value, tuple):
        return [_written(item) for item in cast("Any", value)]
    write = next((write for kind, write in WRITERS.items() if isinstance(value, kind)), None)
    return write(value) if write else value


def _moment(value: datetime) -> str:
    return f"{aware(value):%Y-%m-%d %H:%M:%S}"


def _unknown(value: Unknown) -> int | str:
    """
    Return the code of an answer in its original form: a number if it is one.
    """
    return int(value.value) if value.value.isascii() and value.value.isdigit() else value.value


def _code(value: Code) -> int:
    return CODES.get(type(value), {}).get(value, int(value))


WRITERS: dict[type, Callable[[Any], Any]] = {
    datetime: _moment,  # before date, since it is a date as well
    date: date.isoformat,
    Tckn: int,
    Unknown: _unknown,
    Secret: Secret.reveal,
    Code: _code,
}


def content(row: Call[Any, Any], request: Model, more: dict[str, object]) -> dict[str, Any]:
    """
    Return the JSON of a request. The service expects fields without a value as `null` in some calls, and omitted in others.

    Args:
        row: The call.

        request: The model.

        more: Members of every call, by their wire names.
    """
    made: dict[str, Any] = {**members(request, row.request), **more}
    return UnshownDict(made if row.nulls else _without_nulls(made))


def _without_nulls(value: Any) -> Any:
    if (members := as_object(value)) is not None:
        return {name: _without_nulls(item) for name, item in members.items() if item is not None}
    items = as_list(value)
    return value if items is None else [_without_nulls(item) for item in items]


def form(request: Model, more: dict[str, object]) -> dict[str, str | File]:
    """
    Return the parts of a form: every field as a string, and the document as a file.

    Args:
        request: The model; its field `belge` contains the document.

        more: Members of every call, by their wire names.
    """
    belge = getattr(request, "belge", None)
    plain: dict[str, Any] = {**members(request), **more}
    parts: dict[str, str | File] = {name: str(value) for name, value in plain.items() if name != "belge" and value is not None}
    if isinstance(belge, Belge):
        kind = mimetypes.guess_type(belge.ad)[0] or "application/octet-stream"
        parts[DOCUMENT_NAME], parts[DOCUMENT] = belge.ad, File(belge.ad, belge.icerik, kind)
    return UnshownDict(parts)
