"""
Plain values of JSON: nothing is bent into another type, and nothing is repeated in an error.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saglikclient._core import json_values
from saglikclient._core.json_values import filled, text, truth, utc_moment, whole
from saglikclient._core.timing import KEPT, TURKIYE

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
documents = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4))
MIB = 2**20


@given(st.datetimes(timezones=st.just(UTC) | st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))))
@example(datetime.max.replace(tzinfo=UTC))
@example(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))))
def test_a_moment_round_trips(moment: datetime) -> None:
    """
    Any moment that can be written is read as the same moment, aware, also at the ends of the calendar.
    """
    read = utc_moment(f" {moment.isoformat()}\n")

    assert read == moment
    assert read.tzinfo is not None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2021-08-09T11:51:30.597Z", datetime(2021, 8, 9, 14, 51, 30, 597000, tzinfo=TURKIYE)),
        ("2021-08-09T11:51:30", datetime(2021, 8, 9, 14, 51, 30, tzinfo=TURKIYE)),
        ("2021-08-09T14:51:30+03:00", datetime(2021, 8, 9, 14, 51, 30, tzinfo=TURKIYE)),
        ("2070-01-01T00:00:00.000Z", datetime(2070, 1, 1, 3, tzinfo=TURKIYE)),
    ],
)
def test_a_moment_without_a_zone_is_utc(written: str, expected: datetime) -> None:
    """
    All dates are UTC unless they say otherwise, and come back in Türkiye time.
    """
    assert utc_moment(written) == expected
    assert utc_moment(written).tzinfo is TURKIYE


def test_long_moments_are_not_kept() -> None:
    """
    ISO 8601 allows any number of digits after the second; answers full of them must not fill the memory.
    """
    before = json_values._moment.cache_info().currsize

    for second in range(60):
        with pytest.raises(ValueError, match="must be an ISO 8601 moment"):
            utc_moment(f"2026-03-02T08:00:{second:02}.{'0' * MIB}")

    assert json_values._moment.cache_info().currsize == before
    assert json_values._moment.cache_info().maxsize == KEPT
    assert utc_moment("2026-03-02T08:00:00.123456789+03:00").microsecond == 123456


@given(st.text() | documents)
def test_junk_is_no_moment(value: Any) -> None:
    """
    What is no moment is refused without being repeated.
    """
    said = ""
    try:
        assert utc_moment(value).tzinfo is not None
    except (TypeError, ValueError) as error:
        said = str(error)

    assert said in {"", "must be a moment as text", "must be an ISO 8601 moment"}


@given(documents)
def test_scalars_are_what_they_are(value: Any) -> None:
    """
    A text, a truth value and a whole number are taken as they are or refused; none becomes another.
    """
    for read, kind in ((text, str), (truth, bool), (whole, int)):
        if type(value) is kind:
            assert read(value) == (value.strip() if kind is str else value)
        else:
            with pytest.raises(TypeError, match="must be"):
                read(value)


@pytest.mark.parametrize("value", ["", " ", None, 5])
def test_a_required_text_is_not_empty(value: object) -> None:
    """
    A text that has to be there is not empty.
    """
    with pytest.raises((TypeError, ValueError), match="must"):
        filled(value)
    assert filled(" a ") == "a"
