"""
Rules of single fields: converters and validators of the models. An error names the field and the rule, never the value.

A converter does not know which field it converts. `argument` and `setting` call a converter and name the argument in its error; the field
transformers `named` (models) and `configured` (settings) do the same for each field. A field without a converter gets the rule of its
annotation. It needs its own converter only if it accepts more than the annotation (a `str` for a `Tckn`; type checkers read that from the
converter's parameter), or less.
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
MAX_TEXT = 255
"""Not from a document: a limit that rejects mistakes, such as a whole file in a note, before they are sent."""

_SURROGATES = re.compile(r"[\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class _Validator(Protocol):
    def __call__(self, instance: Any, attribute: attrs.Attribute[Any], value: Any, /) -> None: ...


def named(model: type, attributes: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """
    Give each field the rule of its annotation, and name the field in the rule's errors. Inherited fields keep the rule of the base.

    Raises:
        TypeError: If a field has no converter and no rule follows from its annotation.
    """
    return _ruled(model, attributes, argument)


def configured(model: type, attributes: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Like `named`, for classes of settings: the errors become `ConfigurationError`."""
    return _ruled(model, attributes, setting)


def _ruled(model: type, attributes: list[attrs.Attribute[Any]], how: _How) -> list[attrs.Attribute[Any]]:
    own = [cast("Any", field) for field in attributes]  # the stubs of attrs type fields as they are after the decorator
    derived = any(not field.inherited and field.converter is None for field in own)
    types = get_annotations(model, eval_str=True) if derived else {}
    return [field if field.inherited else field.evolve(converter=_naming(*_rule(model, field, types), how)) for field in own]


def _rule(model: type, field: Any, types: dict[str, Any]) -> tuple[_Convert, Any]:
    """Return the rule of a field and the type it accepts, as shown by help(model)."""
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
    """Return the type a converter accepts; cached, since many fields share a converter."""
    return next(iter(signature(convert).parameters.values())).annotation


def argument(name: str, convert: Callable[[Any], T], value: Any) -> T:
    """Convert an argument of a method; errors of the converter name the argument."""
    try:
        return convert(value)
    except InvalidRequest as error:
        error.field = f"{name}.{error.field}" if "." in error.field else name
        raise


def setting(name: str, convert: Callable[[Any], T], value: Any) -> T:
    """
    Convert a setting.

    Raises:
        ConfigurationError: If the converter rejects the value; it names the setting.
    """
    try:
        return convert(value)
    except InvalidRequest as error:
        problem = f"{name} {error.rule}"
    del value  # a traceback with locals would contain it
    raise ConfigurationError(problem)


def encodable(value: str) -> str:
    """
    A string that UTF-8 can encode. An unpaired surrogate usually results from reading a variable or file in another encoding.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a text")
    if _SURROGATES.search(value):
        raise InvalidRequest("must be encodable as UTF-8; was it read in another encoding?")
    return value


def filled(value: str) -> str:
    """A non-empty string that UTF-8 and XML can encode, unchanged."""
    if not encodable(value).strip():
        raise InvalidRequest("must not be empty")
    if _UNPRINTABLE.search(value):
        raise InvalidRequest("must not contain control characters")
    return value


def text(value: str) -> str:
    """A string for XML: stripped, not empty, no control characters."""
    stripped = filled(encodable(value).strip())
    if len(stripped) > MAX_TEXT:
        raise InvalidRequest(f"must not be longer than {MAX_TEXT} characters")
    return stripped


def whole(value: int) -> int:
    """An integer; neither a string nor a bool."""
    if isinstance(value, bool) or not isinstance(value, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a whole number")
    return value


def whole_or_none(value: int | None) -> int | None:
    """An integer, or None."""
    return None if value is None else whole(value)


def truth(value: bool) -> bool:  # noqa: FBT001 - a converter
    """A bool; truthy values are rejected."""
    if not isinstance(value, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be True or False")
    return value


def moment(value: datetime) -> datetime:
    """A datetime; a naive one is taken as Türkiye time."""
    if not isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a datetime (a date has no time of day)")
    try:
        local = aware(value)
        local.toordinal()  # pandas' NaT is a datetime without a date
    except (OverflowError, ValueError, NotImplementedError):  # the last: a tzinfo without an offset
        raise InvalidRequest("must be a datetime within the supported range") from None
    return local


def day(value: date) -> date:
    """A date; a datetime is rejected, since its day depends on the time zone."""
    if isinstance(value, datetime) or not isinstance(value, date):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a date")
    return value


def clock(value: time) -> time:
    """A time of day in whole minutes, without a zone."""
    if not isinstance(value, time) or value.second or value.microsecond or value.tzinfo:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a time of day in whole minutes, without a zone")
    return value


def numbers(values: Iterable[int]) -> tuple[int, ...]:
    """Integers."""
    return each(whole)(values)


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """Non-empty strings."""
    return each(text)(values)


def each(convert: Callable[[Any], T]) -> Callable[[Iterable[Any]], tuple[T, ...]]:
    """Return a converter that applies another one to each item."""
    return lambda values: tuple(convert(value) for value in several(values))


def several(values: Iterable[T]) -> Iterable[T]:
    """
    An iterable. A single string is rejected, not taken as a list of characters.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a list")
    return values


def instances(kind: type[T]) -> Callable[[Iterable[T]], tuple[T, ...]]:
    """Return a converter to a tuple of instances of one class."""

    def convert(values: Iterable[T]) -> tuple[T, ...]:
        if isinstance(values, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
            items = tuple(values)
            if all(isinstance(item, kind) for item in items):
                return items
        raise InvalidRequest(f"must be a list of {kind.__name__}")

    return convert


def instance(kind: type[T]) -> Callable[[T], T]:
    """Return a converter that accepts an instance of a class."""

    def convert(value: T) -> T:
        if not isinstance(value, kind):
            raise InvalidRequest(f"must be a {kind.__name__}")
        return value

    return convert


def optional(convert: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """Return a converter that also accepts None."""
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
"""The rule of an annotation; for any other class, an instance of it is required."""


def between(low: int, high: int) -> _Validator:
    """Validate that a number is within bounds, both inclusive; None is valid."""

    def check(_: Any, attribute: attrs.Attribute[Any], value: int | None) -> None:
        if value is not None and not low <= value <= high:
            raise InvalidRequest(f"must be {low} to {high}", field=attribute.name)

    return check


positive = between(1, 2**31 - 1)
"""A number that the observed services store in 32 bits."""

positive_long = between(1, 2**63 - 1)
"""A number that the observed services store in 64 bits."""


def at_least_one(_: Any, attribute: attrs.Attribute[Any], value: tuple[Any, ...]) -> None:
    """Validate that a list is not empty."""
    if not value:
        raise InvalidRequest("must not be empty", field=attribute.name)


def email(_: Any, attribute: attrs.Attribute[Any], value: str | None) -> None:
    """Validate the form of an e-mail address; None is valid."""
    if value is not None and not _EMAIL.fullmatch(value):
        raise InvalidRequest("must be an e-mail address", field=attribute.name)


def after(start: str, *, same_day: bool = False) -> _Validator:
    """Validate that an end is after its start, optionally on the same day (Türkiye time)."""

    def check(model: Any, attribute: attrs.Attribute[Any], end: Any) -> None:
        begin = getattr(model, start)
        if begin is None or end is None:
            return
        if end <= begin:
            raise InvalidRequest(f"must be after {start}", field=attribute.name)
        if same_day and end.date() != begin.date():
            raise InvalidRequest(f"must be on the same day as {start}", field=attribute.name)

    return check
