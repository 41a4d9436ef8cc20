"""
Masking of persons, and redaction of what urllib3 logs.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from typing import Any

import pytest
import urllib3
import urllib3.util
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import HeaderParsingError, MaxRetryError, NewConnectionError
from urllib3.util import Retry

from saglikclient._core.codes import Unknown
from saglikclient._core.masking import (
    UnshownBytes,
    UnshownDict,
    WithoutQuery,
    code_and_words,
    count_only,
    mask_all,
    mask_name,
    mask_number,
    redact_foreign_logs,
)

POOL = urllib3.HTTPSConnectionPool("a.example")
URL = "/AccessToken?userName=10000000146&password=gizli"
FIXED_TEXTS = {"urllib3.response"}  # its one line is a fixed text


def passed(message: str, *args: object, exc_info: Any = None) -> str:
    """
    What a handler would print of a record that went through the filter.
    """
    record = logging.LogRecord("urllib3.connectionpool", logging.DEBUG, __file__, 1, message, args, exc_info)
    assert WithoutQuery().filter(record) is True
    return logging.Formatter().format(record)


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        *(("10000000146", "100*****146"), (10000000146, "100*****146"), ("5321234567", "532*****567")),
        *(("1234567890", "123*****890"), ("123456789", "***"), ("", "***"), (None, "None"), (Unknown("10000000147"), "100*****147")),
    ],
)
def test_number_is_masked_as_enabiz_does(value: object, masked: str) -> None:
    """
    Three digits at each end are shown; a number so short that they would give it away is masked whole.
    """
    assert mask_number(value) == masked


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        *(("Ayşe", "Ay***"), ("Ayşe Yılmaz", "Ay*** Yı***"), (" Ayşe  Nur ", "Ay*** Nu***")),
        *(("Al", "***"), ("", "***"), ("  ", "***"), (None, "None")),
    ],
)
def test_name_is_masked_part_by_part(value: object, masked: str) -> None:
    """
    Of each part of a name two letters are shown, and of a part as short as that none.
    """
    assert mask_name(value) == masked


@given(st.text(min_size=10))
def test_mask_never_shows_the_middle(text: str) -> None:
    """
    Masked numbers all have the same length and show the ends only.
    """
    assert mask_number(text) == f"{text[:3]}*****{text[-3:]}"


def test_mask_all_tells_only_whether_there_is_something() -> None:
    """
    Absent and present are told apart, and nothing else.
    """
    assert [mask_all(None), mask_all(""), mask_all("gizli"), mask_all(b"gizli")] == ["None", "***", "***", "***"]


def test_count_only_tells_how_many() -> None:
    """
    A list shows its length; what is no list is masked, so that a wrong value is not printed either.
    """
    assert [count_only(()), count_only(["gizli", "x"]), count_only(None), count_only(5)] == ["<0>", "<2>", "None", "***"]


@given(st.binary(), st.dictionaries(st.sampled_from(["Username", "Created"]), st.just("gizli")))
def test_what_travels_shows_its_size_or_names_only(body: bytes, values: dict[str, str]) -> None:
    """
    A message's bytes and values are what they are, and print as a length or as names, since tracebacks may show local values.
    """
    assert UnshownBytes(body) == body
    assert UnshownDict(values) == values
    assert repr(UnshownBytes(body)) == f"<{len(body)} bytes>"
    assert repr([UnshownDict(values)]) == f"[<{', '.join(values)}>]"


@given(st.from_regex(r"[^\s\"?]+", fullmatch=True))
def test_query_is_cut_out_of_a_request_line(query: str) -> None:
    """
    urllib3's request line keeps method, path and status, and loses the query whatever it holds.
    """
    line = '%s://%s:%s "%s %s %s" %s %s'

    shown = passed(line, "https", "a.example", 443, "GET", f"/AccessToken?{query}", "HTTP/1.1", 200, None)

    assert shown == 'https://a.example:443 "GET /AccessToken?*** HTTP/1.1" 200 None'


def test_exceptions_are_reduced_to_their_kind() -> None:
    """
    An exception among the arguments prints an address, query included: only its kind is left. Numbers format as they are.
    """
    refused = NewConnectionError(None, f"refused {URL}")  # type: ignore[arg-type]
    retry = Retry(3, raise_on_status=False).increment("GET", URL, error=refused)

    shown = passed("Retrying (%r) after connection broken by '%r': %s (%d)", retry, MaxRetryError(POOL, URL, refused), URL, 3)

    assert "gizli" not in shown
    assert "10000000146" not in shown
    assert "MaxRetryError" in shown
    assert "(3)" in shown


def test_traceback_of_a_bad_header_is_dropped() -> None:
    """
    urllib3 logs unreadable headers with a traceback that quotes what came after them, which may be the answer itself.
    """
    error = HeaderParsingError([], b"Ay\xc5\x9fe gizli")

    shown = passed("Failed to parse headers (url=%s): %s", URL, error, exc_info=(type(error), error, None))

    assert shown == "Failed to parse headers (url=/AccessToken?***): HeaderParsingError"


@given(st.lists(st.text() | st.integers() | st.floats() | st.none() | st.booleans() | st.binary() | st.builds(object)))
def test_no_record_is_dropped_or_broken(args: list[object]) -> None:
    """
    Whatever the arguments are, the record is printed with as many of them as it had.
    """
    assert passed(" ".join(["%s"] * len(args)).replace("%s", "[%s]"), *args).count("[") >= len(args)


def test_named_arguments_are_cut_too() -> None:
    """
    Arguments that a log line takes by name are treated like the others.
    """
    assert passed("%(verb)s %(url)s %(error)s %(code)d", {"verb": "GET", "url": URL, "error": OSError(URL), "code": 5}) == (
        "GET /AccessToken?*** OSError 5"
    )


def test_a_record_without_arguments_passes() -> None:
    """
    A fixed text passes unchanged, also if it looks like a format.
    """
    assert passed("100% done") == "100% done"
    bare = logging.makeLogRecord({"msg": "100% done", "args": None})
    assert WithoutQuery().filter(bare) is True
    assert bare.getMessage() == "100% done"


def talking_loggers() -> set[str]:
    """
    The loggers of urllib3 that log values, by looking into its modules.
    """
    found = set()
    for package in (urllib3, urllib3.util):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            log = getattr(importlib.import_module(module.name), "log", None) if not module.ispkg else None
            found |= {log.name} if isinstance(log, logging.Logger) else set()
    return found - FIXED_TEXTS


def test_every_logger_of_urllib3_is_filtered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Each of urllib3's loggers gets one filter, however often clients are made, and keeps the filters of others.
    """
    names = talking_loggers()
    assert "urllib3.connectionpool" in names
    other = logging.Filter()
    for name in names:
        monkeypatch.setattr(logging.getLogger(name), "filters", [other])

    redact_foreign_logs()
    redact_foreign_logs()

    for name in names:
        first, second = logging.getLogger(name).filters
        assert first is other
        assert isinstance(second, WithoutQuery)


@pytest.mark.parametrize(
    ("code", "words", "kept"),
    [
        ("RND6032", "Tamam.", ("RND6032", "Tamam.")),
        ("01-001-002-0003-107", "", ("01-001-002-0003-107", "")),
        ("5551234567", "olmaz", ("", "5551234567 olmaz")),
        ("Ad Soyad", "olmaz", ("", "Ad Soyad olmaz")),
        ("A" * 41, "", ("", "A" * 41)),
        ("", "olmaz", ("", "olmaz")),
        ("", "", ("", "")),
    ],
)
def test_only_a_code_is_a_code(code: str, words: str, kept: tuple[str, str]) -> None:
    """
    What has not the form of a code may be a person's number or name: it is not shown with the error, and not lost either.
    """
    assert code_and_words(code, words) == kept
