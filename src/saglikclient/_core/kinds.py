"""
Rules of what is no field of a message: functions, files, periods, mappings and objects that have to do something.

Like the rules in `fields` they raise `InvalidRequest`, and `argument` and `setting` name what they serve.
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
LONGEST_PERIOD = timedelta(days=366)
"""Ours: no system waits or looks ahead for longer, and no calculation with it leaves the calendar."""


def function(value: F) -> F:
    """
    Something that can be called.
    """
    if not callable(value):
        raise InvalidRequest("must be a function")
    return value


def clock(value: Callable[[], datetime]) -> Callable[[], datetime]:
    """
    A function that gives the present moment; it is asked once, since a wrong one would show only after something was sent.
    """
    try:
        now: object = function(value)()
    except TypeError:
        now = None  # it wants arguments
    if not isinstance(now, datetime) or now != now:  # noqa: PLR0124 - pandas' NaT is a datetime that equals nothing
        raise InvalidRequest("must be a function without arguments that gives a datetime")
    return value


def with_methods(*names: str) -> Callable[[T], T]:
    """
    Converter that accepts an object with these methods, whatever its class.
    """

    def convert(value: T) -> T:
        if isinstance(value, type) or not all(callable(getattr(value, name, None)) for name in names):
            raise InvalidRequest(f"must be an object with {', '.join(names)}")
        return value

    return convert


def choice(*texts: str) -> Callable[[S], S]:
    """
    Converter that accepts one of these texts.
    """

    def convert(value: S) -> S:
        if not isinstance(value, str) or value not in texts:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidRequest(f"must be one of {', '.join(texts)}")
        return value

    return convert


def bounded(low: int, high: int) -> Callable[[int], int]:
    """
    Converter that accepts a whole number within bounds, both included.
    """

    def convert(value: int) -> int:
        if not low <= fields.whole(value) <= high:
            raise InvalidRequest(f"must be {low} to {high}")
        return value

    return convert


def share(value: float) -> float:
    """
    A share, 0 to 1.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a number, 0 to 1")
    return value


def duration(value: timedelta) -> timedelta:
    """
    A stretch of time, also backwards.
    """
    if not isinstance(value, timedelta) or not -LONGEST_PERIOD <= value <= LONGEST_PERIOD:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a timedelta of at most 366 days")
    return value


def period(value: timedelta) -> timedelta:
    """
    A stretch of time that is above zero.
    """
    if duration(value) <= timedelta():
        raise InvalidRequest("must be above zero")
    return value


def mapping(value: Mapping[Any, T]) -> Mapping[Any, T]:
    """
    A dict, or what is like one.
    """
    if not isinstance(value, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a mapping")
    return value


def texts_by_name(value: Mapping[str, str]) -> dict[str, str]:
    """
    Texts that UTF-8 can carry, by texts.
    """
    return {fields.encodable(name): fields.encodable(text) for name, text in mapping(value).items()}


def path(value: object) -> str:
    """
    The path of a file.
    """
    given: object = os.fspath(cast("os.PathLike[str]", value)) if isinstance(value, os.PathLike) else value
    if not isinstance(given, str) or not given.strip() or "\0" in given:
        raise InvalidRequest("must be a path")
    try:
        os.fsencode(given)
    except UnicodeEncodeError:
        raise InvalidRequest("must be a path") from None
    return given
