"""
Türkiye time and its wire formats.

HL7 `TS` (Sağlık-NET HL7 guide 1.5, annex on data types; the samples and HL7 v3 for the rest): a date is `yyyyMMdd`, a timestamp
`yyyyMMddHH[mm[ss]]`, optionally with fractions and a zone `±HH[mm]`. A timestamp without a zone is Türkiye's local time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

TURKIYE = ZoneInfo("Europe/Istanbul")
KEPT = 4096
"""Size of the cache of timestamps: the slots of a hospital's month. Dates are not cached: most are birthdays, all different."""
MAX_LENGTH = 64
"""
Maximum characters of a timestamp. ISO 8601 allows any number of fractional digits; without a limit, an answer could fill the cache with
long strings. The limit is not from a document.
"""

_TS = re.compile(r"(\d{8})(\d{2})(?:(\d{2})(\d{2})?)?(?:\.\d{1,18})?(?:([+-])(\d{2})(\d{2})?)?", re.ASCII)
_DAY = re.compile(r"\d{8}(?:[+-]\d{2}(?:\d{2})?)?", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3])([0-5]\d)", re.ASCII)


def now() -> datetime:
    """Return the current time in Türkiye, timezone-aware."""
    return datetime.now(TURKIYE)


def aware(moment: datetime) -> datetime:
    """Convert a datetime to Türkiye time; a naive one is taken as Türkiye time."""
    return moment.replace(tzinfo=TURKIYE) if moment.utcoffset() is None else moment.astimezone(TURKIYE)


class Clocked:
    """
    A value that depends on the current time. It uses the clock of the client that returned it (`follow`); copies and pickles use the system
    clock, since the client's may belong to one process.
    """

    __slots__ = ("_clock",)

    @property
    def _present(self) -> Callable[[], datetime]:
        """Return the clock."""
        return getattr(self, "_clock", now)


C = TypeVar("C", bound=Clocked)


def follow(value: C, clock: Callable[[], datetime]) -> C:
    """Set the clock of a value, even a frozen one."""
    object.__setattr__(value, "_clock", clock)
    return value


def to_ts(moment: datetime) -> str:
    """Format a datetime as `yyyyMMddHHmmss` in Türkiye time; fractions of a second are truncated."""
    local = aware(moment)
    return f"{local.year:04}{local:%m%d%H%M%S}"


@lru_cache(maxsize=KEPT)
def from_ts(text: str) -> datetime:
    """
    Parse a timestamp into Türkiye time; without minutes it is the full hour. Results are cached, since the timestamps of a day's list
    repeat.

    Raises:
        ValueError: If the timestamp is invalid. The error does not contain it.
    """
    if len(text) == len("yyyyMMddHHmmss") and text.isascii() and text.isdigit() and text[8:10] < "24":  # the common form
        try:
            return datetime.fromisoformat(f"{text[:8]}T{text[8:]}").replace(tzinfo=TURKIYE)
        except ValueError:
            raise ValueError("not a moment of the calendar") from None
    match = _TS.fullmatch(text)
    if match is None:
        raise ValueError("not yyyyMMddHHmm[ss]")
    day, hour, minute, second, sign, hours, minutes = match.groups()
    try:
        moment = datetime(  # noqa: DTZ001 - the zone is set below
            int(day[:4]), int(day[4:6]), int(day[6:]), int(hour), int(minute or 0), int(second or 0)
        )
        if sign is None:
            return moment.replace(tzinfo=TURKIYE)
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return moment.replace(tzinfo=timezone(-offset if sign == "-" else offset)).astimezone(TURKIYE)
    except (ValueError, OverflowError):
        raise ValueError("not a moment of the calendar") from None


@lru_cache(maxsize=KEPT)
def start_of(text: str) -> datetime:
    """
    Parse the start of a period; of a day, its midnight.

    Raises:
        ValueError: If it is neither a timestamp nor a day. The error does not contain it.
    """
    return datetime.combine(from_day(text), time(), TURKIYE) if _DAY.fullmatch(text) else from_ts(text)


@lru_cache(maxsize=KEPT)
def end_of(text: str) -> datetime:
    """
    Parse the end of a period; of a day, the midnight after it.

    Raises:
        ValueError: If it is neither a timestamp nor a day. The error does not contain it.
    """
    if not _DAY.fullmatch(text):
        return from_ts(text)
    try:
        return datetime.combine(from_day(text) + timedelta(days=1), time(), TURKIYE)
    except OverflowError:
        raise ValueError("not a day of the calendar") from None


def to_day(day: date) -> str:
    """Format a date as `yyyyMMdd`."""
    return f"{day.year:04}{day.month:02}{day.day:02}"


def from_day(text: str) -> date:
    """
    Parse a date. The date part of a timestamp is accepted too: some systems append `000000` to a birth date.

    Raises:
        ValueError: If the date is invalid. The error does not contain it.
    """
    if _DAY.fullmatch(text) is None and _TS.fullmatch(text) is None:
        raise ValueError("not yyyyMMdd")
    try:
        return date.fromisoformat(text[:8])
    except ValueError:
        raise ValueError("not a day of the calendar") from None


def to_clock(moment: time) -> str:
    """Format a time of day as `HHmm`."""
    return f"{moment:%H%M}"


def from_clock(text: str) -> time:
    """
    Parse a time of day.

    Raises:
        ValueError: If the time is invalid. The error does not contain it.
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError("not HHmm")
    return time(int(match[1]), int(match[2]))


def to_utc(moment: datetime) -> str:
    """
    Format a datetime for WS-Security: UTC with `Z`, whole seconds. A naive one is taken as Türkiye time, not the machine's.
    """
    return f"{aware(moment).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
