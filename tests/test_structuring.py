"""
From JSON to models: nothing is bent into another type, and what does not fit is told by its path.
"""

from __future__ import annotations

import traceback
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saglikclient import structuring
from saglikclient.errors import ProtocolError
from saglikclient.structuring import Structuring, text, truth, utc_moment, whole
from saglikclient.timing import KEPT, TURKIYE

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
documents = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4))
MIB = 2**20
NAMES = ("name", "good", "count", "since", "inner", "notes", "own", "list", "new")


@attrs.frozen
class Own:
    words: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Inner:
    since: datetime
    good: bool | None = None


@attrs.frozen(kw_only=True)
class Outer:
    name: str
    count: int = 0
    notes: str | None = None
    inner: Inner | None = None
    own: Own | None = None


def own(value: Any, _: object) -> Own:
    """
    A type that the service writes as one text.
    """
    return Own(tuple(value.split()))


STRUCTURING = Structuring({Own: own})
RIGHT: dict[str, Any] = {"name": " a ", "count": 3, "inner": {"since": "2026-03-02T05:00:00Z", "good": False}, "own": "x y"}


def test_what_fits_is_made() -> None:
    """
    Blanks are dropped, moments come in Türkiye time, null is absent, absent members take their default, and new ones hide nothing.
    """
    made = STRUCTURING.make(Outer, {**RIGHT, "new": {"x": [None]}}, "$")

    assert made == Outer(name="a", count=3, inner=Inner(since=datetime(2026, 3, 2, 8, tzinfo=TURKIYE), good=False), own=Own(("x", "y")))
    assert STRUCTURING.make(Outer, {"name": "a", "count": None, "own": None}, "$") == Outer(name="a")


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": None}, "$.name"),
        ({"name": 5}, "$.name"),
        ({"count": "3"}, "$.count"),
        ({"count": 3.0}, "$.count"),
        ({"count": True}, "$.count"),
        ({"notes": []}, "$.notes"),
        ({"inner": "GİZLİ"}, "$.inner"),
        ({"inner": {}}, "$.inner.since"),
        ({"inner": {"since": "GİZLİ"}}, "$.inner.since"),
        ({"inner": {"since": "2026-03-02T05:00:00Z", "good": "false"}}, "$.inner.good"),
        ({"inner": {"since": "2026-03-02T05:00:00Z", "good": 0}}, "$.inner.good"),
        ({"own": ["GİZLİ"]}, "$.own"),
    ],
)
def test_what_does_not_fit_is_told_by_its_path(changed: dict[str, Any], path: str) -> None:
    """
    The first member that does not fit is named, no value of the document is, and nothing of cattrs hangs on the error.
    """
    with pytest.raises(ProtocolError) as caught:
        STRUCTURING.make(Outer, {**RIGHT, **changed}, "$")

    assert caught.value.path == path
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "GİZLİ" not in "".join(traceback.TracebackException.from_exception(caught.value).format())


@given(st.dictionaries(st.sampled_from(NAMES), documents) | documents)
def test_any_document_is_a_model_or_a_protocol_error(document: Any) -> None:
    """
    Whatever JSON comes: a model whose members have their types, or our error with a path below the given one.
    """
    path, made = "", None
    try:
        made = STRUCTURING.make(Outer, document, "$.x")
    except ProtocolError as error:
        path = error.path

    if made is None:
        assert path.startswith("$.x")
        assert all(part in {"$", "x", *NAMES} for part in path.split("."))
    else:
        assert (type(made.name), type(made.count)) == (str, int)
        assert made.inner is None or made.inner.since.tzinfo is not None


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
    before = structuring._moment.cache_info().currsize

    for second in range(60):
        with pytest.raises(ValueError, match="must be an ISO 8601 moment"):
            utc_moment(f"2026-03-02T08:00:{second:02}.{'0' * MIB}")

    assert structuring._moment.cache_info().currsize == before
    assert structuring._moment.cache_info().maxsize == KEPT
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


class TimeLimit(Exception):
    """
    What a job runner throws into whatever runs, e.g. celery's soft time limit.
    """


def test_a_time_limit_is_not_the_documents_fault() -> None:
    """
    An exception that strikes while a document is read, and that no document can cause, reaches the caller.
    """

    def struck(_: object, __: object) -> Own:
        raise TimeLimit

    with pytest.raises(TimeLimit):
        Structuring({Own: struck}).make(Outer, RIGHT, "$")
