"""
Rules of single fields: converters and validators of the models. An error names the field and the rule, never the value.

A converter does not know which field it serves. `argument` and `setting` call one for an argument and name it in the error; a model is
made with `field_transformer=named`, and a class of settings with `configured`, which do the same for each field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from inspect import signature
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import attrs

from saglikclient.errors import ConfigurationError, InvalidRequest
from saglikclient.timing import aware

if TYPE_CHECKING:
    from collections.abc import Callable

    _Convert = Callable[[Any], Any]

T = TypeVar("T")
LONGEST_TEXT = 255
"""No document names the longest name or note; this bound is ours and keeps mistakes (a whole file in a note) from the wire."""

_HALVES = re.compile(r"[\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class _Validator(Protocol):
    def __call__(self, instance: Any, attribute: attrs.Attribute[Any], value: Any, /) -> None: ...


def named(_: type, attributes: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """
    Let each converter's error carry the name of its field. What a model inherits has been seen to in its base.
    """
    return _told(attributes, argument)


def configured(_: type, attributes: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """
    The same for a class of settings: a converter's error becomes a `ConfigurationError`.
    """
    return _told(attributes, setting)


def _told(attributes: list[attrs.Attribute[Any]], how: Callable[[str, _Convert, Any], Any]) -> list[attrs.Attribute[Any]]:
    own = {field.name: _converter(field) for field in attributes if not _inherited(field)}
    return [field.evolve(converter=_naming(convert, how)) if (convert := own.get(field.name)) else field for field in attributes]


def _inherited(field: attrs.Attribute[Any]) -> bool:
    return bool(cast("Any", field).inherited)


def _converter(field: attrs.Attribute[Any]) -> _Convert | None:
    found: _Convert | None = cast("Any", field).converter  # the stubs of attrs know only what the class decorator makes of it
    return found


def _naming(convert: _Convert, how: Callable[[str, _Convert, Any], Any]) -> attrs.Converter[Any, Any]:
    def convert_named(value: Any, field: attrs.Attribute[Any]) -> Any:
        return how(field.alias or field.name, convert, value)

    convert_named.__annotations__["value"] = _taken(convert)  # what help(model) shows
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


def email(value: str) -> str:
    """
    An e-mail address by its form.
    """
    stripped = text(value)
    if not _EMAIL.fullmatch(stripped):
        raise InvalidRequest("must be an e-mail address")
    return stripped


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
