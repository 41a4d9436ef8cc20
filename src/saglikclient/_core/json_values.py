"""
Readers of the plain values of JSON: nothing is bent into another type, and no error repeats a value.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from saglikclient._core.timing import KEPT, LONGEST, TURKIYE


def text(value: object) -> str:
    """
    A text, blanks around it dropped.
    """
    if not isinstance(value, str):
        raise TypeError("must be a text")
    return value.strip()


def filled(value: object) -> str:
    """
    A text that has to be there: an empty one is none.
    """
    given = text(value)
    if not given:
        raise ValueError("must not be empty")
    return given


def truth(value: object) -> bool:
    """
    True or false; `"false"` is a text.
    """
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def whole(value: object) -> int:
    """
    A whole number.
    """
    if type(value) is not int:
        raise TypeError("must be a whole number")
    return value


def utc_moment(value: object) -> datetime:
    """
    An ISO 8601 moment, in UTC unless it says otherwise; it comes back in Türkiye time if that is in the calendar.
    """
    if not isinstance(value, str):
        raise TypeError("must be a moment as text")
    return _moment(value.strip())


@lru_cache(maxsize=KEPT)
def _moment(text: str) -> datetime:
    if len(text) > LONGEST:
        raise ValueError("must be an ISO 8601 moment")  # what raises is not kept
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be an ISO 8601 moment") from None
    moment = read.replace(tzinfo=UTC) if read.tzinfo is None else read
    try:
        return moment.astimezone(TURKIYE)
    except OverflowError:  # the last hours of the calendar, as some write "without limit"
        return moment
