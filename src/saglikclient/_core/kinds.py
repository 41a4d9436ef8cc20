"""
Rules of arguments that are not message fields: functions, files, periods, mappings and objects with certain methods.

Like the rules in `fields` they raise `InvalidRequest`; `argument` and `setting` add the name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from saglikclient._core import fields
from saglikclient.errors import InvalidRequest

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
S = TypeVar("S", bound=str)
MAX_PERIOD = timedelta(days=366)
"""Not from a document: longer periods are mistakes, and this one keeps date calculations within the range of datetime."""


def function(value: F) -> F:
    """A callable."""
    if not callable(value):
        raise InvalidRequest("must be a function")
    return value


def clock(value: Callable[[], datetime]) -> Callable[[], datetime]:
    """
    A function that returns the current time. It is called once, since an invalid one would otherwise fail after a request was sent.
    """
    try:
        now: object = function(value)()
    except TypeError:
        now = None  # it requires arguments
    if not isinstance(now, datetime) or now != now:  # noqa: PLR0124 - pandas' NaT is a datetime that equals nothing
        raise InvalidRequest("must be a function without arguments that returns a datetime")
    return value


def with_methods(*names: str) -> Callable[[T], T]:
    """Return a converter that accepts any object with these methods."""

    def convert(value: T) -> T:
        if isinstance(value, type) or not all(callable(getattr(value, name, None)) for name in names):
            raise InvalidRequest(f"must be an object with {', '.join(names)}")
        return value

    return convert


def choice(*texts: str) -> Callable[[S], S]:
    """Return a converter that accepts one of these strings."""

    def convert(value: S) -> S:
        if not isinstance(value, str) or value not in texts:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidRequest(f"must be one of {', '.join(texts)}")
        return value

    return convert


def bounded(low: int, high: int) -> Callable[[int], int]:
    """Return a converter that accepts an integer within bounds, both inclusive."""

    def convert(value: int) -> int:
        if not low <= fields.whole(value) <= high:
            raise InvalidRequest(f"must be {low} to {high}")
        return value

    return convert


def share(value: float) -> float:
    """A fraction, 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a number, 0 to 1")
    return value


def duration(value: timedelta) -> timedelta:
    """A timedelta, possibly negative."""
    if not isinstance(value, timedelta) or not -MAX_PERIOD <= value <= MAX_PERIOD:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a timedelta of at most 366 days")
    return value


def period(value: timedelta) -> timedelta:
    """A positive timedelta."""
    if duration(value) <= timedelta():
        raise InvalidRequest("must be above zero")
    return value


def mapping(value: Mapping[Any, T]) -> Mapping[Any, T]:
    """A mapping."""
    if not isinstance(value, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a mapping")
    return value


def texts_by_name(value: Mapping[str, str]) -> dict[str, str]:
    """A mapping of strings that UTF-8 can encode."""
    return {fields.encodable(name): fields.encodable(text) for name, text in mapping(value).items()}


def path(value: object) -> str:
    """A file path."""
    given: object = os.fspath(cast("os.PathLike[str]", value)) if isinstance(value, os.PathLike) else value
    if not isinstance(given, str) or not given.strip() or "\0" in given:
        raise InvalidRequest("must be a path")
    try:
        os.fsencode(given)
    except UnicodeEncodeError:
        raise InvalidRequest("must be a path") from None
    return given
