"""
From the service's JSON to models: its wire names, its coded values, its two forms of a moment. What no field stands for is kept.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

import attrs
from cattrs.gen import make_dict_structure_fn, override

from saglikclient import structuring, timing
from saglikclient.codes import Code, Unknown
from saglikclient.config import Secret
from saglikclient.errors import InvalidRequest, ProtocolError
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.rest.model.ortak import Answered, Kodlu
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
EXTRA = ""
_DIGITS = re.compile(r"-?\d{1,19}", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}", re.ASCII)
_TURKISH_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.ASCII)
_CLOCK = 16


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
    if not isinstance(value, str) or len(value.strip()) < _CLOCK:
        raise TypeError("must be a moment as text")
    try:
        return timing.aware(datetime.fromisoformat(value.strip()))
    except (ValueError, OverflowError):
        raise ValueError("must be yyyy-MM-dd HH:mm:ss or ISO 8601") from None


def day(value: object, _: object = date) -> date:
    """
    A day, whatever time of day stands behind it.
    """
    text = structuring.text(value)
    if turkish := _TURKISH_DAY.fullmatch(text):
        return date(int(turkish[3]), int(turkish[2]), int(turkish[1]))
    if iso := _DAY.fullmatch(text):
        return date.fromisoformat(iso[1])
    raise ValueError("must be yyyy-MM-dd or dd.MM.yyyy")


def identity(value: object, _: object = Tckn) -> Tckn:
    """
    A T.C. kimlik numarası; it travels as a number.
    """
    try:
        return Tckn(str(number(value)))
    except InvalidRequest:
        raise ValueError("must be a valid T.C. kimlik numarası") from None


def filled(value: object, _: object = str) -> str:
    """
    A text that has to be there: later calls need it, and an empty one is none.
    """
    text = structuring.text(value)
    if not text:
        raise ValueError("must not be empty")
    return text


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
    numbers: dict[Code, int] = {} if of is Unknown else CODES.get(of) or {member: int(member) for member in of}
    names = {str(number): member for member, number in numbers.items()}

    def read(value: object) -> Code | Unknown:
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise TypeError("must be a code")
        text = str(value).strip()
        return names[text] if text in names else Unknown(text)

    return read


def _coded(kind: Any, _: Converter) -> Callable[[object, object], Any]:
    """
    Reads `{val, valText}`; an older form wraps that into an object of its own once more.
    """
    read_code = codes(get_args(kind)[0])

    def read(document: object, _: object) -> Any:
        given = as_object(document)
        if given is None:
            raise TypeError("must be an object")
        if "val" not in given and len(given) == 1:
            given = as_object(next(iter(given.values()))) or given
        rest = {name: value for name, value in given.items() if name not in {"val", "valText"}}
        words = given.get("valText")
        made: Kodlu[Unknown] = Kodlu(val=read_code(given["val"]), val_text=None if words is None else structuring.text(words), extra=rest)
        return made

    return read


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


def _model(kind: type[Model], converter: Converter) -> Callable[[object, object], Any]:
    """
    Reads a model by its wire names. Null is absent; members without a field go into `extra`.
    """
    names = {name: wire for name, wire in wire_names(kind).items() if name != "extra"}
    overrides: dict[str, Any] = {name: override(rename=wire) for name, wire in names.items()}
    overrides |= {name: override(rename=names[name], struct_hook=filled) for name in _required_texts(kind)}
    keeps = issubclass(kind, Answered)
    if keeps:
        overrides["extra"] = override(rename=EXTRA, struct_hook=_as_it_is)
    known = frozenset(names.values())
    made: Any = make_dict_structure_fn(kind, converter, **overrides)

    def read(document: object, _: object) -> Any:
        members = as_object(document)
        if members is None:
            raise TypeError("must be an object")
        given = {name: value for name, value in members.items() if value is not None}
        if keeps and not members.keys() <= known:
            given[EXTRA] = {name: value for name, value in members.items() if name not in known}
        return made(given, kind)

    return read


def _required_texts(kind: type[Model]) -> list[str]:
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(kind)
    kinds = get_type_hints(kind)
    return [field.name for field in fields if field.default is attrs.NOTHING and kinds[field.name] is str]


def _as_it_is(value: object, _: object) -> object:
    return value


def _is_union_with_unknown(kind: object) -> bool:
    return Unknown in get_args(kind) and get_origin(kind) is not Kodlu


STRUCTURING = Structuring(
    {int: number, datetime: moment, date: day, Tckn: identity, Secret: secret},
    [
        (lambda kind: isinstance(kind, type) and issubclass(kind, Model), _model),
        (_is_union_with_unknown, _surviving),
        (lambda kind: get_origin(kind) is Kodlu, _coded),
    ],
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
    return Records(tuple(_made(row.answer, item, f"$.data[{index}]") for index, item in enumerate(items)))


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
