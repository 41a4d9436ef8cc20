"""
Convert the service's JSON to models: wire names, coded values, two formats of a datetime. Members without a field are kept.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin

import attrs

from saglikclient._core import json_values, timing
from saglikclient._core.boundary import alone
from saglikclient._core.codes import Code, Unknown
from saglikclient._core.json_models import JsonModels
from saglikclient._core.model import Model
from saglikclient._transport.json_call import as_list, as_object
from saglikclient.config import Secret
from saglikclient.errors import InvalidRequest, ProtocolError
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.rest._names import wire_names
from saglikclient.mhrs.rest._operations import SERVICE
from saglikclient.mhrs.rest._writing import CODES
from saglikclient.mhrs.rest.model.ortak import Kodlu
from saglikclient.records import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient._core.json_models import Read
    from saglikclient.mhrs.rest._operations import Call

Got = TypeVar("Got", bound=Model)
_DIGITS = re.compile(r"-?\d{1,19}", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}", re.ASCII)
_TURKISH_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
_ZONE = r"(?:Z|[+-]\d{2}(?::?\d{2})?)?"
_DAY = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}}|\d{{8}})(?:[T ].*|{_ZONE})", re.ASCII)
_MOMENT = re.compile(rf"\d{{4}}-?\d{{2}}-?\d{{2}}[T ]\d{{2}}(?::?\d{{2}}(?::?\d{{2}}(?:[.,]\d+)?)?)?{_ZONE}", re.ASCII)
_USUAL, _DATE = len("yyyy-MM-dd HH:mm:ss"), len("yyyy-MM-dd")
_SPELLINGS = {"hastaRandevuNumarası": "hastaRandevuNumarasi"}
"""Second spellings of members, observed in the same client."""
_CODED = frozenset({"val", "valText"})
MAX_WORDING_LENGTH = 100
"""Characters; a longer wording is read, but not cached."""
MAX_WORDINGS = 256
"""Cached coded values per list of codes: a list has a few dozen codes, with one wording each."""


def number(value: object) -> int:
    """
    Read a whole number; the service writes some of them as strings.
    """
    if type(value) is int:
        return value
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return int(value)
    raise TypeError("must be a whole number")


def moment(value: object) -> datetime:
    """
    Read a datetime, `yyyy-MM-dd HH:mm:ss` or ISO with a `T`; without a zone it is Türkiye's local time.
    """
    if not isinstance(value, str):
        raise TypeError("must be a moment as text")
    return _moment(value.strip())


@lru_cache(maxsize=timing.KEPT)
def _moment(text: str) -> datetime:
    """
    Parse a datetime; cached, since the records of a list share a few of them.
    """
    if len(text) > timing.MAX_LENGTH:
        raise ValueError("must be yyyy-MM-dd HH:mm:ss or ISO 8601")  # exceptions are not cached
    if not (len(text) == _USUAL and text[_DATE] in "T ") and not _MOMENT.fullmatch(text):
        raise ValueError("must be yyyy-MM-dd HH:mm:ss or ISO 8601")
    try:
        return timing.aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise ValueError("must be yyyy-MM-dd HH:mm:ss or ISO 8601") from None


def day(value: object) -> date:
    """
    Read a date; a time of day or a zone after it is ignored.
    """
    text = json_values.text(value)
    if iso := _DAY.fullmatch(text):
        return date.fromisoformat(iso[1])
    if turkish := _TURKISH_DAY.fullmatch(text):
        return date(int(turkish[3]), int(turkish[2]), int(turkish[1]))
    raise ValueError("must be yyyy-MM-dd or dd.MM.yyyy")


def identity(value: object) -> Tckn:
    """
    Read a T.C. kimlik numarası; it is sent as a number.
    """
    try:
        return Tckn(str(number(value)))
    except InvalidRequest:
        raise ValueError("must be a valid T.C. kimlik numarası") from None


def secret(value: object) -> Secret:
    """
    Read a token, which must be valid in a header.
    """
    text = json_values.text(value)
    if not _TOKEN.fullmatch(text):
        raise ValueError("must be a token")
    return Secret(text)


def content(value: object) -> bytes:
    """
    Read the content of a file; only forms contain one, answers never do.
    """
    if not isinstance(value, bytes):
        raise TypeError("must be a file's content")
    return value


def codes(of: Any) -> Read:
    """
    Return a reader for the codes of a list, by the numbers of this service; without a list (`Unknown`) no code has a name.
    """
    named = _named(of)

    def read(value: object) -> Code | Unknown:
        code = _code(value)
        text = code.strip() if isinstance(code, str) else code
        return named[text] if text in named else Unknown(str(text))

    return read


def _named(of: Any) -> dict[object, Code]:
    numbers: dict[Code, int] = {} if of is Unknown else CODES.get(of) or {member: int(member) for member in of}
    return {written: member for member, number in numbers.items() for written in (number, str(number))}


def _coded(of: Any) -> Read:
    """
    Return a reader for `{val, valText}`; an older form wraps that in another object.

    The records of a list repeat a few values, so known codes with a short wording are cached and shared. Anything else may be a person's
    name, or very long.
    """
    named, read_code = _named(of), codes(of)

    @lru_cache(maxsize=MAX_WORDINGS)
    def shared(val: int, words: str) -> Kodlu[Code]:
        return Kodlu(val=named[val], val_text=words, extra=json_values.NONE_KEPT)

    def read(document: object) -> Any:
        given = as_object(document)
        if given is None:
            raise TypeError("must be an object")
        if len(given) == len(_CODED):  # the usual form
            val, words = given.get("val"), given.get("valText")
            if type(val) is int and val in named and type(words) is str and len(words) <= MAX_WORDING_LENGTH:
                return shared(val, words.strip())
        if "val" not in given and len(given) == 1:
            given = as_object(next(iter(given.values()))) or given
        words = None if (words := given.get("valText")) is None else json_values.as_text(words)
        return Kodlu(val=read_code(given["val"]), val_text=words, extra=json_values.kept(given, _CODED))

    return read


def _code(value: object) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("must be a code")
    return value


def _special(kind: Any) -> Read | None:
    """
    Return the reader for codes and coded values.
    """
    if get_origin(kind) is Kodlu:
        return _coded(get_args(kind)[0])
    return codes(kind) if isinstance(kind, type) and issubclass(kind, Code) else None


STRUCTURING = JsonModels({int: number, bytes: content, datetime: moment, date: day, Tckn: identity, Secret: secret}, _special, wire_names)


def one(row: Call[Any, Got], document: dict[str, Any]) -> Got:
    """
    Return the data of an answer as one model.

    Raises:
        ProtocolError: If it is missing or invalid.
    """
    assert row.answer is not None  # noqa: S101 - only called for rows with an answer model
    data, path = document.get("data"), "$.data"
    if data is None and row.at_root:
        data, path = document, "$"
    if data is None:
        raise ProtocolError("required, but missing in the answer", path=path)
    return STRUCTURING.make(row.answer, _spelled(data), path)


def _spelled(data: Any) -> Any:
    """Return the data with the usual spelling of its members, where that has no value of its own."""
    members = as_object(data)
    if members is None or members.keys().isdisjoint(_SPELLINGS):
        return data
    found = {usual: members[spelt] for spelt, usual in _SPELLINGS.items() if spelt in members and members.get(usual) is None}
    return {name: value for name, value in members.items() if _SPELLINGS.get(name) not in found} | found


def many(row: Call[Any, Got], document: dict[str, Any]) -> Iterator[Got | Unreadable]:
    """
    Yield the records of an answer; null is an empty list, unless the row must return something. Each record of such a row is required.

    Raises:
        ProtocolError: If the list is missing or invalid.
    """
    assert row.answer is not None  # noqa: S101 - only called for rows with an answer model
    data = document.get("data")
    items = [] if data is None else as_list(data)
    if items is None or (row.must_return and not items):
        raise ProtocolError("must be a list" if items is None else "accepted, but the required data is missing", path="$.data")
    members = frozenset(() if _first_required(row) else wire_names(row.answer).values())
    for index, item in enumerate(items):
        items[index] = None  # released once it is a model, so that the list is not in memory twice
        try:
            foreign = members and members.isdisjoint(as_object(item) or ())  # the record would be empty
            yield STRUCTURING.make(row.answer, None if foreign else item, f"$.data[{index}]")
        except ProtocolError as error:
            if row.must_return:
                raise
            alone(error, SERVICE, row.method)  # its frames hold the answer
            yield Unreadable(index=index, path=error.path, error=error, key=_key(row, item))


def _key(row: Call[Any, Any], item: object) -> str | None:
    """
    Return the number of a record that cannot be read, its first required member; None if that cannot be read either.
    """
    given = (as_object(item) or {}).get(_first_required(row))
    try:
        return json_values.filled(str(given) if type(given) is int else given)
    except (TypeError, ValueError):
        return None


def proof(row: Call[Any, Any]) -> str:
    """
    Return the member that implies success in an answer without an envelope.
    """
    return _first_required(row) if row.at_root else ""


def _first_required(row: Call[Any, Any]) -> str:
    """Return the wire name of the member without which an answer is none; empty if all are optional."""
    if row.answer is None:
        return ""
    names, fields = wire_names(row.answer), cast("tuple[attrs.Attribute[Any], ...]", attrs.fields(row.answer))
    return next((names[field.name] for field in fields if field.default is attrs.NOTHING), "")
