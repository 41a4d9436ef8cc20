"""
Türkiye time, and the forms in which it travels.

HL7 `TS` (Sağlık-NET HL7 guide 1.5, annex on data types): a day is `yyyyMMdd`, a moment `yyyyMMddHHmm[ss]`, optionally with a zone
`±HHmm`. What carries no zone is Türkiye's local time.
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
"""So many moments that were read are kept: the slots of a hospital's month. Days are not: most are birthdays, all different."""
LONGEST = 64
"""
Characters of a moment as text. ISO 8601 allows any number of digits after the second: without this bound an answer could fill a cache with
long texts. The bound is ours.
"""

_TS = re.compile(r"(\d{8})(\d{4})(\d{2})?(?:\.\d{1,6})?(?:([+-])(\d{2})(\d{2}))?", re.ASCII)
_DAY = re.compile(r"\d{8}", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3])([0-5]\d)", re.ASCII)


def now() -> datetime:
    """
    The present moment in Türkiye, aware.
    """
    return datetime.now(TURKIYE)


def aware(moment: datetime) -> datetime:
    """
    Give a moment as Türkiye time: a naive one is taken for it, an aware one is converted.
    """
    return moment.replace(tzinfo=TURKIYE) if moment.utcoffset() is None else moment.astimezone(TURKIYE)


class Clocked:
    """
    A value that asks for the present moment: it goes by the clock of the client that gave it (`follow`). A copy and a pickle go by the real
    one: the client's may belong to one process.
    """

    __slots__ = ("_clock",)

    @property
    def _present(self) -> Callable[[], datetime]:
        """
        The clock.
        """
        return getattr(self, "_clock", now)


C = TypeVar("C", bound=Clocked)


def follow(value: C, clock: Callable[[], datetime]) -> C:
    """
    Let a value, frozen as it may be, go by a clock.
    """
    object.__setattr__(value, "_clock", clock)
    return value


def to_ts(moment: datetime) -> str:
    """
    Write a moment as `yyyyMMddHHmmss` in Türkiye time; fractions of a second are cut.
    """
    local = aware(moment)
    return f"{local.year:04}{local:%m%d%H%M%S}"


@lru_cache(maxsize=KEPT)
def from_ts(text: str) -> datetime:
    """
    Read a moment; it comes back aware, in Türkiye time. The moments of a day's list are few, so those read last are kept.

    Raises:
        ValueError: If it is no moment; the text is not repeated.
    """
    if len(text) == len("yyyyMMddHHmmss") and text.isascii() and text.isdigit() and text[8:10] < "24":  # as nearly all are written
        try:
            return datetime.fromisoformat(f"{text[:8]}T{text[8:]}").replace(tzinfo=TURKIYE)
        except ValueError:
            raise ValueError("not a moment of the calendar") from None
    match = _TS.fullmatch(text)
    if match is None:
        raise ValueError("not yyyyMMddHHmm[ss]")
    day, clock, seconds, sign, hours, minutes = match.groups()
    try:
        moment = datetime(  # noqa: DTZ001 - the zone is put on below
            int(day[:4]), int(day[4:6]), int(day[6:]), int(clock[:2]), int(clock[2:]), int(seconds or 0)
        )
        if sign is None:
            return moment.replace(tzinfo=TURKIYE)
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return moment.replace(tzinfo=timezone(-offset if sign == "-" else offset)).astimezone(TURKIYE)
    except (ValueError, OverflowError):
        raise ValueError("not a moment of the calendar") from None


def to_day(day: date) -> str:
    """
    Write a day as `yyyyMMdd`.
    """
    return f"{day.year:04}{day.month:02}{day.day:02}"


def from_day(text: str) -> date:
    """
    Read a day. A moment is accepted too, and its day taken as written: some systems send a birth date with `000000` behind it.

    Raises:
        ValueError: If it is no day; the text is not repeated.
    """
    head = text[:8]
    if _DAY.fullmatch(head) is None or (text != head and _TS.fullmatch(text) is None):
        raise ValueError("not yyyyMMdd")
    try:
        return date.fromisoformat(head)
    except ValueError:
        raise ValueError("not a day of the calendar") from None


def to_clock(moment: time) -> str:
    """
    Write a time of day as `HHmm`.
    """
    return f"{moment:%H%M}"


def from_clock(text: str) -> time:
    """
    Read a time of day.

    Raises:
        ValueError: If it is none; the text is not repeated.
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError("not HHmm")
    return time(int(match[1]), int(match[2]))


def to_utc(moment: datetime) -> str:
    """
    Write a moment as WS-Security wants it: UTC with `Z`, whole seconds; a naive one is Türkiye's here too, not the machine's.
    """
    return f"{aware(moment).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
