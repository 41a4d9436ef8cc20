"""
From the service's JSON to models: its wire names, its coded values, its two forms of a moment. What no field stands for is kept.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

import attrs

from saglikclient import structuring, timing
from saglikclient.codes import Code, Unknown
from saglikclient.config import Secret
from saglikclient.errors import InvalidRequest, ProtocolError
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.rest.model.ortak import Kodlu, Nothing
from saglikclient.mhrs.rest.names import to_camel, wire_names
from saglikclient.mhrs.rest.sent import CODES
from saglikclient.records import Model, Records
from saglikclient.structuring import Structuring
from saglikclient.transport.json_call import as_list, as_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from cattrs import Converter

    from saglikclient.mhrs.rest.calls import Call

Got = TypeVar("Got", bound=Model)
_DIGITS = re.compile(r"-?\d{1,19}", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}", re.ASCII)
_TURKISH_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.ASCII)
_CLOCK = 16
_CODED = frozenset({"val", "valText"})
LONGEST_WORDING = 100
"""Characters; what is longer is read like anything else, and not kept. The bound is ours."""
KEPT_WORDINGS = 256
"""Coded values that are shared, for each list of codes: a list has a few dozen codes, and one wording for each."""


def number(value: object, _: object = int) -> int:
    """
    A whole number; the service writes some of them as text.
    """
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return int(value)
    return structuring.whole(value)


def moment(value: object, _: object = datetime) -> datetime:
    """
    A moment in one of its two forms, `yyyy-MM-dd HH:mm:ss` or ISO with a `T`; without a zone it is Türkiye's local time.
    """
    if not isinstance(value, str):
        raise TypeError("must be a moment as text")
    return _moment(value.strip())


@lru_cache(maxsize=timing.KEPT)
def _moment(text: str) -> datetime:
    """
    The moments of a list are few: those that were read last are kept.
    """
    if len(text) > timing.LONGEST:
        raise ValueError("must be yyyy-MM-dd HH:mm:ss or ISO 8601")  # what raises is not kept
    if len(text) < _CLOCK:
        raise ValueError("must have a time of day")
    try:
        return timing.aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise ValueError("must be yyyy-MM-dd HH:mm:ss or ISO 8601") from None


def day(value: object, _: object = date) -> date:
    """
    A day, whatever time of day stands behind it.
    """
    text = structuring.text(value)
    if iso := _DAY.fullmatch(text):
        return date.fromisoformat(iso[1])
    if turkish := _TURKISH_DAY.fullmatch(text):
        return date(int(turkish[3]), int(turkish[2]), int(turkish[1]))
    raise ValueError("must be yyyy-MM-dd or dd.MM.yyyy")


def identity(value: object, _: object = Tckn) -> Tckn:
    """
    A T.C. kimlik numarası; it travels as a number.
    """
    try:
        return Tckn(str(value if type(value) is int else number(value)))
    except InvalidRequest:
        raise ValueError("must be a valid T.C. kimlik numarası") from None


def secret(value: object, _: object = Secret) -> Secret:
    """
    A token, which has to fit into a header.
    """
    text = structuring.text(value)
    if not _TOKEN.fullmatch(text):
        raise ValueError("must be a token")
    return Secret(text)


def codes(of: Any) -> Callable[[object], Any]:
    """
    What reads codes of one list by their numbers here; without a list (`Unknown`) nothing has a name.
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


def _coded(kind: Any, _: Converter) -> Callable[[object, object], Any]:
    """
    Reads `{val, valText}`; an older form wraps that into an object of its own once more.

    A list brings the same few values again and again: codes of a list with wording as long as wording is are kept, and shared. Anything
    else may be anybody's name, or as long as an answer.
    """
    (of,) = get_args(kind)
    named, read_code = _named(of), codes(of)

    @lru_cache(maxsize=KEPT_WORDINGS)
    def shared(val: int, words: str) -> Kodlu[Code]:
        return Kodlu(val=named[val], val_text=words, extra=Nothing())

    def read(document: object, _: object) -> Any:
        given = as_object(document)
        if given is None:
            raise TypeError("must be an object")
        if len(given) == len(_CODED):  # as nearly all are written
            val, words = given.get("val"), given.get("valText")
            if type(val) is int and val in named and type(words) is str and len(words) <= LONGEST_WORDING:
                return shared(val, words.strip())
        if "val" not in given and len(given) == 1:
            given = as_object(next(iter(given.values()))) or given
        rest = {name: value for name, value in given.items() if name not in _CODED}
        words = given.get("valText")
        made: Kodlu[Unknown] = Kodlu(val=read_code(given["val"]), val_text=None if words is None else structuring.text(words), extra=rest)
        return made

    return read


def _code(value: object) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("must be a code")
    return value


def _surviving(kind: Any, converter: Converter) -> Callable[[object, object], Any]:
    """
    Reads a union with `Unknown`: what cannot be read in a form that we know survives as it came.
    """
    of = next(part for part in get_args(kind) if part not in {Unknown, type(None)})
    if isinstance(of, type) and issubclass(of, Code):
        read_code = codes(of)
        return lambda value, _: read_code(value)
    read_it: Callable[[object, object], Any] = converter.get_structure_hook(of)

    def read(value: object, kind: object) -> Any:
        try:
            return read_it(value, kind)
        except (TypeError, ValueError):
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                return Unknown(str(value))
            raise

    return read


def _is_union_with_unknown(kind: object) -> bool:
    return Unknown in get_args(kind) and get_origin(kind) is not Kodlu


STRUCTURING = Structuring(
    {int: number, datetime: moment, date: day, Tckn: identity, Secret: secret},
    [
        (_is_union_with_unknown, _surviving),
        (lambda kind: get_origin(kind) is Kodlu, _coded),
    ],
    wire_names,
)


def one(row: Call[Any, Got], document: dict[str, Any]) -> Got:
    """
    The one thing that an answer brings.

    Raises:
        ProtocolError: If it is missing, or not what it should be.
    """
    assert row.answer is not None  # noqa: S101 - the caller asks for rows that bring something
    data, path = document.get("data"), "$.data"
    if data is None and row.at_root:
        data, path = document, "$"
    if data is None:
        raise ProtocolError("required, but missing in the answer", path=path)
    return _made(row.answer, data, path)


def many(row: Call[Any, Got], document: dict[str, Any]) -> Records[Got]:
    """
    The list that an answer brings; null is an empty one, unless it had to bring something.

    Raises:
        ProtocolError: If it is missing, or not what it should be.
    """
    assert row.answer is not None  # noqa: S101 - the caller asks for rows that bring something
    data = document.get("data")
    items = [] if data is None else as_list(data)
    if items is None or (row.brings and not items):
        raise ProtocolError("must be a list" if items is None else "accepted, but without what it had to bring", path="$.data")
    made: list[Got] = []
    for index, item in enumerate(items):
        items[index] = None  # let go as soon as it is a model: a list is then in memory once, not twice
        made.append(_made(row.answer, item, f"$.data[{index}]"))
    return Records(tuple(made))


def _made(kind: type[Got], document: object, path: str) -> Got:
    """
    A model. What does not fit is told by its wire name, since that is what stands in the answer.
    """
    try:
        return STRUCTURING.make(kind, document, path)
    except ProtocolError as error:
        head, dot, rest = error.path.removeprefix(path).removeprefix(".").partition(".")
        field, bracket, index = head.partition("[")
        wire = wire_names(kind).get(field, field) + bracket + index + dot + to_camel(rest)
        problem = ProtocolError(str(error.args[0]), path=f"{path}.{wire}" if wire else path)
    raise problem


def proof(row: Call[Any, Any]) -> str:
    """
    The member that says by itself that a call succeeded, where an answer may stand without an envelope.
    """
    if not row.at_root or row.answer is None:
        return ""
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(row.answer)
    return next(wire_names(row.answer)[field.name] for field in fields if field.default is attrs.NOTHING)
