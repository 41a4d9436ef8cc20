"""
Türkiye time and its wire forms: what is written can be read, and what cannot be read is refused without being repeated.
"""

from __future__ import annotations

import time as clock_of_the_machine
import traceback
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient._core import timing

if TYPE_CHECKING:
    from collections.abc import Callable

SINCE = datetime.fromisoformat("2017-01-01")
"""Since 2016 Türkiye's clock is not changed, so that local time names each moment once."""

UNTIL = datetime.fromisoformat("9998-12-31")

local = st.datetimes()
placed = st.datetimes(min_value=SINCE, max_value=UNTIL, timezones=st.timezones(), allow_imaginary=False)
nearly = st.from_regex(r"[0-9]{4,20}([.][0-9]{0,7})?([+-][0-9]{2,5})?Z?", fullmatch=True)
digits = st.from_regex(r"[0-9]{8}|[0-9]{12}|[0-9]{14}", fullmatch=True)
junk = nearly | digits | st.text(min_size=4) | st.from_regex(r"\d{8,14}", fullmatch=True)
READERS: list[Callable[[str], object]] = [timing.from_ts, timing.from_day, timing.from_clock]


def at(text: str) -> datetime:
    """
    A moment in Türkiye.
    """
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Istanbul"))


@pytest.mark.parametrize("text", ["20260302080000.{}", "{}20260302080000", "202603020800{}", "20260302080000+0300{}"])
def test_long_texts_are_not_kept(text: str) -> None:
    """
    The cache of moments is bounded in number and in the length of its keys, whatever an answer brings.
    """
    before = timing.from_ts.cache_info().currsize

    for digit in "0123456789":
        with pytest.raises(ValueError, match="not yyyyMMddHHmm"):
            timing.from_ts(text.format(digit * 2**20))

    assert timing.from_ts.cache_info().currsize == before
    assert timing.from_ts.cache_info().maxsize == timing.KEPT


@given(placed)
def test_moment_of_any_zone_round_trips(moment: datetime) -> None:
    """
    A moment comes back as the same moment, whatever its zone was: in Türkiye time, its fraction of a second cut.
    """
    back = timing.from_ts(timing.to_ts(moment))

    assert timedelta() <= moment - back < timedelta(seconds=1)
    assert back.tzinfo is timing.TURKIYE
    assert back.microsecond == 0


@given(local)
def test_naive_moment_is_turkiye_time(moment: datetime) -> None:
    """
    A moment without a zone is written as it stands, in fourteen digits for every year, and read back in Türkiye time.
    """
    text = timing.to_ts(moment)
    back = timing.from_ts(text)

    assert text == moment.isoformat()[:19].translate(str.maketrans("", "", "-:T"))
    assert back.replace(tzinfo=None) == moment.replace(microsecond=0)
    assert back.tzinfo is timing.TURKIYE


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("202403051030", at("2024-03-05T10:30:00")),
        ("20240305103015", at("2024-03-05T10:30:15")),
        ("20240305103015.123", at("2024-03-05T10:30:15")),
        ("202403051030+0300", at("2024-03-05T10:30:00")),
        ("202403051030+0000", at("2024-03-05T13:30:00")),
        ("202403051030-0000", at("2024-03-05T13:30:00")),
        ("202403052330-0530", at("2024-03-06T08:00:00")),
        ("20240305103015.5+0130", at("2024-03-05T12:00:15")),
        ("202401010100+0400", at("2024-01-01T00:00:00")),
        ("202402291200", at("2024-02-29T12:00:00")),
    ],
)
def test_each_form_of_ts_is_read(text: str, moment: datetime) -> None:
    """
    Seconds, fraction and zone may be missing; a zone is honoured, and without one it is Türkiye time.
    """
    assert timing.from_ts(text) == moment
    assert timing.from_ts(text).tzinfo is timing.TURKIYE


@pytest.mark.parametrize(("text", "hours"), [("201501151200", 2), ("201507151200", 3), ("202401151200", 3)])
def test_old_moments_keep_their_old_clock(text: str, hours: int) -> None:
    """
    Türkiye had winter time until 2016: a zone fixed at +03:00 would be wrong for what lies before.
    """
    assert timing.from_ts(text).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "20240305",
        "2024030524",
        "20240305103",
        "202402301030",
        "202413011030",
        "202403052400",
        "202403051060",
        "20240305103060",
        "000003051030",
        "202403051030+9900",
        "202403051030+3",
        "202403051030+030",
        "202403051030Z",
        "20240305103015.",
        "2024-03-05T10:30",
        " 202403051030",
        "202403051030\n",
        "２０２４０３０５１０３０",
        "000101010000+0300",
        "999912312359-0900",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    """
    Half a form, a moment that no calendar has, or digits of another alphabet are not guessed at.
    """
    with pytest.raises(ValueError, match=r"^not "):
        timing.from_ts(text)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("2024030510", "20240305100000"),
        ("2024030510+03", "20240305100000"),
        ("202403051030+03", "20240305103000"),
        ("20240305073015+00", "20240305103015"),
        ("20240305103015.1234567", "20240305103015"),
        ("20240305103015.1234567+0300", "20240305103015"),
    ],
)
def test_moment_in_other_precisions(text: str, full: str) -> None:
    """
    A full hour, a zone in hours, and fractions of any usual length are read for what they are.
    """
    assert timing.from_ts(text) == timing.from_ts(full)


@pytest.mark.parametrize("text", ["20240305", "20240305+03", "20240305-0500"])
def test_day_as_a_period_is_that_whole_day(text: str) -> None:
    """
    A day where a period begins or ends is that day as written, from midnight to midnight in Türkiye.
    """
    assert timing.start_of(text) == datetime(2024, 3, 5, tzinfo=timing.TURKIYE)
    assert timing.end_of(text) == datetime(2024, 3, 6, tzinfo=timing.TURKIYE)
    assert timing.start_of("202403051030") == timing.end_of("202403051030") == timing.from_ts("202403051030")


@pytest.mark.parametrize("text", ["", "2024", "202403", "00000000", "20240230", "99991231"])
def test_what_is_no_day_is_no_period(text: str) -> None:
    """
    A year, a month and a day that no calendar has are not guessed at; neither is what lies behind the calendar.
    """
    with pytest.raises(ValueError, match=r"^not "):
        timing.end_of(text)


def refusal(read: Callable[[str], object], text: str) -> ValueError | None:
    try:
        read(text)
    except ValueError as error:
        return error
    return None


@pytest.mark.parametrize("read", READERS)
@given(text=junk)
def test_unreadable_text_is_not_repeated(read: Callable[[str], object], text: str) -> None:
    """
    Whatever the text is, it is read or a `ValueError`; neither the error nor its traceback holds a digit of it, e.g. of a birth date.
    """
    error = refusal(read, text)

    assert error is None or type(error) is ValueError
    assert not any(char.isdigit() for char in str(error))
    assert error is None or "During handling" not in "".join(traceback.format_exception(error))


@given(st.dates())
def test_day_round_trips(day: date) -> None:
    """
    A day is written in eight digits and comes back; with a time behind it, it is still that day.
    """
    text = timing.to_day(day)

    assert len(text) == 8
    assert timing.from_day(text) == timing.from_day(f"{text}000000") == timing.from_day(f"{text}2359+1200") == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "202402",
        "20240230",
        "20241301",
        "00000101",
        "2024-3-5",
        "202402290",
        "20240229000",
        "20240229+3",
        "20240229Z",
        "20240229x",
        " 20240229",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    """
    A month alone, a day that no calendar has, or a day with half a time behind it is refused.
    """
    with pytest.raises(ValueError, match=r"^not "):
        timing.from_day(text)


@given(st.times())
def test_clock_round_trips_in_minutes(clock: time) -> None:
    """
    A time of day is written in four digits and comes back in whole minutes.
    """
    text = timing.to_clock(clock)

    assert text == f"{clock.hour:02}{clock.minute:02}"
    assert timing.from_clock(text) == clock.replace(second=0, microsecond=0)


@given(st.text("0123456789", max_size=6) | st.text())
def test_clock_is_four_digits_of_a_day(text: str) -> None:
    """
    Exactly the 1440 minutes of a day can be read.
    """
    minutes = {f"{hour:02}{minute:02}" for hour in range(24) for minute in range(60)}
    if text in minutes:
        assert timing.to_clock(timing.from_clock(text)) == text
    else:
        with pytest.raises(ValueError, match=r"^not HHmm$"):
            timing.from_clock(text)


@given(placed)
def test_utc_is_the_same_moment(moment: datetime) -> None:
    """
    WS-Security's form is UTC with a `Z`, and Python's own parser reads the same moment from it.
    """
    text = timing.to_utc(moment)

    assert text.endswith("Z")
    assert timedelta() <= moment - datetime.fromisoformat(text) < timedelta(seconds=1)


@pytest.mark.skipif(not hasattr(clock_of_the_machine, "tzset"), reason="this system's zone cannot be set")
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "UTC"])
def test_naive_moment_is_turkiye_time_in_utc_too(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A naive moment is Türkiye's, never that of the machine's zone.
    """
    monkeypatch.setenv("TZ", zone)
    clock_of_the_machine.tzset()
    try:
        assert timing.to_utc(datetime.fromisoformat("2026-03-08T02:30:15")) == "2026-03-07T23:30:15Z"
    finally:
        monkeypatch.undo()
        clock_of_the_machine.tzset()


class NoOffset(tzinfo):
    """
    A zone that does not know its offset.
    """

    def utcoffset(self, _: datetime | None) -> None:
        """Not known."""


def test_moment_of_a_zone_without_offset_is_turkiye_time() -> None:
    """
    Python counts a moment whose zone gives no offset as naive, so it is Türkiye's here too, not the machine's.
    """
    assert timing.aware(datetime(2026, 3, 2, 8, tzinfo=NoOffset())) == at("2026-03-02T08:00")


@given(placed)
def test_aware_moment_is_converted_not_relabelled(moment: datetime) -> None:
    """
    A moment of another zone stays the moment it is.
    """
    assert timing.aware(moment) - moment == timedelta()
    assert timing.aware(moment).tzinfo is timing.TURKIYE


def test_now_is_now_in_turkiye() -> None:
    """
    The present moment is aware, and is the present moment.
    """
    before, now, after = datetime.now(UTC), timing.now(), datetime.now(UTC)

    assert before <= now <= after
    assert now.tzinfo is timing.TURKIYE
