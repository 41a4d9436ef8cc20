"""
Rules of single fields: converters and validators of the models. An error names the field and the rule, never the value.

A converter does not know which field it serves. `argument` and `setting` call one for an argument and name it in the error; a model is
made with `field_transformer=named`, and a class of settings with `configured`, which do the same for each field. A field without a
converter gets the rule of its annotation; it needs a converter of its own only where it takes more than its annotation says (a `str` for a
`Tckn`), which type checkers read from the converter's parameter, or less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from inspect import get_annotations, signature
from types import NoneType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, get_args

import attrs

from saglikclient._core.timing import aware
from saglikclient.errors import ConfigurationError, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    _Convert = Callable[[Any], Any]
    _How = Callable[[str, _Convert, Any], Any]

T = TypeVar("T")
LONGEST_TEXT = 255
"""No document names the longest name or note; this bound is ours and keeps mistakes (a whole file in a note) from the wire."""

_HALVES = re.compile(r"[\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class _Validator(Protocol):
    def __call__(self, instance: Any, attribute: attrs.Attribute[Any], value: Any, /) -> None: ...


def named(model: type, attributes: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """
    Give each field its rule, and let the rule's error carry the field's name. What a model inherits has been seen to in its base.

    Raises:
        TypeError: If a field has no converter, and its annotation no rule.
    """
    return _ruled(model, attributes, argument)


def configured(model: type, attributes: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """
    The same for a class of settings: a rule's error becomes a `ConfigurationError`.
    """
    return _ruled(model, attributes, setting)


def _ruled(model: type, attributes: list[attrs.Attribute[Any]], how: _How) -> list[attrs.Attribute[Any]]:
    own = [cast("Any", field) for field in attributes]  # the stubs of attrs know only what the class decorator makes of a field
    derived = any(not field.inherited and field.converter is None for field in own)
    types = get_annotations(model, eval_str=True) if derived else {}
    return [field if field.inherited else field.evolve(converter=_naming(*_rule(model, field, types), how)) for field in own]


def _rule(model: type, field: Any, types: dict[str, Any]) -> tuple[_Convert, Any]:
    """
    A field's rule, and what it takes, as help(model) shows it.
    """
    if field.converter is not None:
        return field.converter, _taken(field.converter)
    rule = _rule_of(types[field.name])
    if rule is None:
        raise TypeError(f"{model.__qualname__}.{field.name}: its annotation has no rule; give it a converter")
    return rule, field.type


def _rule_of(kind: Any) -> _Convert | None:
    given = get_args(kind)
    if NoneType in given and len(given) == 2:  # noqa: PLR2004 - X | None
        rule = _rule_of(next(one for one in given if one is not NoneType))
        return rule and optional(rule)
    if kind in _RULES:
        return _RULES[kind]
    return instance(kind) if isinstance(kind, type) and kind.__module__ not in {"builtins", "typing"} else None


def _naming(convert: _Convert, taken: Any, how: _How) -> attrs.Converter[Any, Any]:
    def convert_named(value: Any, field: attrs.Attribute[Any]) -> Any:
        return how(field.alias or field.name, convert, value)

    convert_named.__annotations__["value"] = taken
    return attrs.Converter(convert_named, takes_field=True)


@cache
def _taken(convert: _Convert) -> Any:
    """
    What a converter takes; many fields share one.
    """
    return next(iter(signature(convert).parameters.values())).annotation


def argument(name: str, convert: Callable[[Any], T], value: Any) -> T:
    """
    Convert an argument of a method; what the converter raises carries the argument's name.
    """
    try:
        return convert(value)
    except InvalidRequest as error:
        error.field = f"{name}.{error.field}" if "." in error.field else name
        raise


def setting(name: str, convert: Callable[[Any], T], value: Any) -> T:
    """
    Convert a setting; what the converter refuses is a wrong setting, and the error names it.

    Raises:
        ConfigurationError: If the converter refuses the value.
    """
    try:
        return convert(value)
    except InvalidRequest as error:
        problem = f"{name} {error.rule}"
    del value  # a traceback with locals would show it
    raise ConfigurationError(problem)


def encodable(value: str) -> str:
    """
    A text that UTF-8 can carry. A lone surrogate usually comes of an environment or a file that was read in another encoding.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a text")
    if _HALVES.search(value):
        raise InvalidRequest("must be text that UTF-8 can carry; was it read in another encoding?")
    return value


def filled(value: str) -> str:
    """
    A text that is not empty and that UTF-8 and XML can carry, as it stands.
    """
    if not encodable(value).strip():
        raise InvalidRequest("must not be empty")
    if _UNPRINTABLE.search(value):
        raise InvalidRequest("must not hold control characters")
    return value


def text(value: str) -> str:
    """
    A text for XML: blanks around it dropped, not empty, no control characters.
    """
    stripped = filled(encodable(value).strip())
    if len(stripped) > LONGEST_TEXT:
        raise InvalidRequest(f"must not be longer than {LONGEST_TEXT} characters")
    return stripped


def whole(value: int) -> int:
    """
    A whole number; neither a text nor True.
    """
    if isinstance(value, bool) or not isinstance(value, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a whole number")
    return value


def truth(value: bool) -> bool:  # noqa: FBT001 - a converter
    """
    True or False, nothing that merely looks like it.
    """
    if not isinstance(value, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be True or False")
    return value


def moment(value: datetime) -> datetime:
    """
    A moment; a naive one is Türkiye time.
    """
    if not isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a datetime (a date has no time of day)")
    try:
        local = aware(value)
        local.toordinal()  # pandas' NaT is a datetime, but on no day
    except (OverflowError, ValueError, NotImplementedError):  # the last: a zone that does not tell its offset
        raise InvalidRequest("must be a moment that Türkiye's calendar holds") from None
    return local


def day(value: date) -> date:
    """
    A day; a datetime is refused, since its zone would decide the day.
    """
    if isinstance(value, datetime) or not isinstance(value, date):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a date")
    return value


def clock(value: time) -> time:
    """
    A time of day in whole minutes.
    """
    if not isinstance(value, time) or value.second or value.microsecond or value.tzinfo:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a time of day in whole minutes, without a zone")
    return value


def numbers(values: Iterable[int]) -> tuple[int, ...]:
    """
    Whole numbers.
    """
    return each(whole)(values)


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """
    Texts, none of them empty.
    """
    return each(text)(values)


def each(convert: Callable[[Any], T]) -> Callable[[Iterable[Any]], tuple[T, ...]]:
    """
    Converter of a list, item by item.
    """
    return lambda values: tuple(convert(value) for value in several(values))


def several(values: Iterable[T]) -> Iterable[T]:
    """
    Something that can be iterated over. A single text is a mistake, not a list of letters.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a list")
    return values


def instances(kind: type[T]) -> Callable[[Iterable[T]], tuple[T, ...]]:
    """
    Converter to a tuple of models of one kind.
    """

    def convert(values: Iterable[T]) -> tuple[T, ...]:
        if isinstance(values, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
            items = tuple(values)
            if all(isinstance(item, kind) for item in items):
                return items
        raise InvalidRequest(f"must be a list that holds {kind.__name__} only")

    return convert


def instance(kind: type[T]) -> Callable[[T], T]:
    """
    Converter that accepts one model of a kind.
    """

    def convert(value: T) -> T:
        if not isinstance(value, kind):
            raise InvalidRequest(f"must be a {kind.__name__}")
        return value

    return convert


def optional(convert: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """
    Converter that lets None pass.
    """
    return lambda value: None if value is None else convert(value)


_RULES: dict[object, _Convert] = {
    str: text,
    int: whole,
    bool: truth,
    datetime: moment,
    date: day,
    time: clock,
    timedelta: instance(timedelta),
}
"""What follows from a field's annotation; any other class of ours asks for one of its kind."""


def between(low: int, high: int) -> _Validator:
    """
    A number within bounds, both included; None passes.
    """

    def check(_: Any, attribute: attrs.Attribute[Any], value: int | None) -> None:
        if value is not None and not low <= value <= high:
            raise InvalidRequest(f"must be {low} to {high}", field=attribute.name)

    return check


positive = between(1, 2**31 - 1)
"""A number of the Ministry's that the observed services carry in 32 bits."""

positive_long = between(1, 2**63 - 1)
"""A number of the Ministry's that the observed services carry in 64 bits."""


def at_least_one(_: Any, attribute: attrs.Attribute[Any], value: tuple[Any, ...]) -> None:
    """
    A list that is not empty.
    """
    if not value:
        raise InvalidRequest("must not be empty", field=attribute.name)


def email(_: Any, attribute: attrs.Attribute[Any], value: str | None) -> None:
    """
    An e-mail address by its form; None passes.
    """
    if value is not None and not _EMAIL.fullmatch(value):
        raise InvalidRequest("must be an e-mail address", field=attribute.name)


def after(start: str, *, same_day: bool = False) -> _Validator:
    """
    An end that lies after its start, on the same day (Türkiye time) if that is asked for.
    """

    def check(model: Any, attribute: attrs.Attribute[Any], end: Any) -> None:
        begin = getattr(model, start)
        if begin is None or end is None:
            return
        if end <= begin:
            raise InvalidRequest(f"must be after {start}", field=attribute.name)
        if same_day and end.date() != begin.date():
            raise InvalidRequest(f"must be on the same day as {start}", field=attribute.name)

    return check
