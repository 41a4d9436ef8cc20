"""
Readers of plain JSON values. Except for `as_text`, they never coerce types, and their errors do not contain values.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from saglikclient._core.timing import KEPT, MAX_LENGTH, TURKIYE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REPLACEMENT = chr(0xFFFD)
"""Replaces what was damaged on the way."""
MAX_DEPTH = 64
"""Maximum nesting of a value that is kept as it is; known answers have four levels."""


class ReadOnly(dict[str, object]):
    """An empty dict that many models share; it refuses writes."""

    def _refused(self: object, *_: object, **__: object) -> NoReturn:
        raise TypeError("extra is read-only")

    __setitem__ = setdefault = update = __ior__ = _refused


NONE_KEPT: Mapping[str, object] = ReadOnly()


def text(value: object) -> str:
    """Read a string, stripped."""
    if not isinstance(value, str):
        raise TypeError("must be a text")
    return value.strip()


def as_text(value: object) -> str:
    """Return a string, stripped, or the JSON text of any other value."""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def kept(document: dict[str, object], known: frozenset[str]) -> Mapping[str, object]:
    """
    Return the members of an object without a field of its model, to be kept as they are.

    Args:
        document: The object.

        known: The names of the members with a field.

    Raises:
        ValueError: If one is nested too deep for recursion over it, e.g. in `to_dict()`.
    """
    if known.issuperset(document):
        return NONE_KEPT
    rest = {name: value for name, value in document.items() if name not in known}
    level: list[Any] = list(rest.values())
    for _ in range(MAX_DEPTH + 1):
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return rest
    raise ValueError("nested too deep")


def _inside(item: Any) -> Iterable[Any]:
    kind = item.__class__
    return item.values() if kind is dict else item if kind is list else ()


def filled(value: object) -> str:
    """
    Read a string that must not be empty. The required strings of all answers are numbers of records: one with a damaged or invisible
    character in it would be the number of nothing.
    """
    given = text(value)
    if not given:
        raise ValueError("must not be empty")
    if REPLACEMENT in given or not given.isprintable():
        raise ValueError("must not contain damaged or invisible characters")
    return given


def truth(value: object) -> bool:
    """Read a bool; `"false"` is a string."""
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def whole(value: object) -> int:
    """Read an integer."""
    if type(value) is not int:
        raise TypeError("must be a whole number")
    return value


def utc_moment(value: object) -> datetime:
    """Read an ISO 8601 timestamp, UTC by default; returned in Türkiye time if that is within the range of datetime."""
    if not isinstance(value, str):
        raise TypeError("must be a moment as text")
    return _moment(value.strip())


@lru_cache(maxsize=KEPT)
def _moment(text: str) -> datetime:
    if len(text) > MAX_LENGTH:
        raise ValueError("must be an ISO 8601 moment")  # errors are not cached
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be an ISO 8601 moment") from None
    moment = read.replace(tzinfo=UTC) if read.tzinfo is None else read
    try:
        return moment.astimezone(TURKIYE)
    except OverflowError:  # datetime.max, which some services use for "no limit"
        return moment
