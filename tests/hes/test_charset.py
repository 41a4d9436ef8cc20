"""
Answers that a gateway transcoded, or that hold a control character: names are what they were, or the answer is refused.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from saglikclient import ProtocolError
from tests.support.hes_wire import BASIC, CODE

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.hes import Hes

    Script = Callable[..., None]

NAME = "ĞÜŞİÖÇğüşıöç Â°"
BODY = json.dumps({**BASIC, "masked_firstname": NAME}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("application/json", "utf-8"),
        ("application/json; charset=UTF-8", "utf-8"),
        ("application/json;charset=utf8", "utf-8-sig"),
        ("application/json; charset=iso-8859-9", "iso-8859-9"),
        ('application/json; charset="ISO-8859-9"', "iso-8859-9"),
        ("application/json; version=1 ; Charset = Windows-1254 ; x=y", "windows-1254"),
        ("application/problem+json; charset=latin5", "iso-8859-9"),
        ("application/json; charset=iso-8859-9", "utf-8"),
        ("application/json; charset=iso-8859-1", "utf-8"),
        ("application/json; charset=us-ascii", "utf-8"),
        ("application/json; charset=utf-16", "utf-8"),
        ("application/json; charset=x-none", "utf-8"),
    ],
)
def test_names_are_read_as_they_were_written(hes: Hes, answers: Script, kind: str, encoding: str) -> None:
    """
    The charset of the head is followed; over UTF-8, which JSON is and which nothing else looks like, it is a server's default.
    """
    answers(BODY.encode(encoding), content_type=kind)

    assert hes.check(CODE).masked_firstname == NAME


def test_an_iso_charset_is_read_as_its_windows_one(hes: Hes, answers: Script) -> None:
    """
    As in browsers: servers that name ISO 8859-9 often send the quotation marks of Windows.
    """
    answers(BODY.replace(NAME, "“Ş”").encode("windows-1254"), content_type="application/json; charset=iso-8859-9")
    answers(BODY.replace(NAME, "“É”").encode("windows-1252"), content_type="application/json; charset=iso-8859-1")

    assert [hes.check(CODE).masked_firstname for _ in range(2)] == ["“Ş”", "“É”"]


@pytest.mark.parametrize(
    ("charset", "told"),
    [
        ("", "UnicodeDecodeError"),
        ("; charset=utf-8", "UnicodeDecodeError"),
        ("; charset=us-ascii", "neither UTF-8 nor us-ascii"),
        ("; charset=utf-16", "neither UTF-8 nor utf-16"),
        ("; charset=zip", "neither UTF-8 nor zip"),
        ("; charset=unicode_escape", "neither UTF-8 nor unicode_escape"),
        ("; charset=10000000146", "UnicodeDecodeError"),
        ("; charset=Ayşe", "UnicodeDecodeError"),
    ],
)
def test_what_fits_neither_is_refused(hes: Hes, answers: Script, charset: str, told: str) -> None:
    """
    Bytes that are neither UTF-8 nor what the head names are no answer: the error names both, unless the head may name a person.
    """
    answers(BODY.encode("iso-8859-9"), content_type=f"application/json{charset}")
    with pytest.raises(ProtocolError) as caught:
        hes.check(CODE)

    assert told in str(caught.value)
    assert caught.value.path == "$"
    assert "10000000146" not in str(caught.value)


def test_a_byte_that_the_charset_lacks_is_refused(hes: Hes, answers: Script) -> None:
    """
    A charset that gateways use is followed strictly, too.
    """
    answers(BODY.encode("windows-1254").replace("°".encode("windows-1254"), b"\x81"), content_type="application/json; charset=windows-1254")
    with pytest.raises(ProtocolError, match="neither UTF-8 nor windows-1254"):
        hes.check(CODE)


@pytest.mark.parametrize("one", ["\x00", "\x01", "\t", "\n", "\x0b", "\x1f", "\x7f", "\x85"], ids=ascii)
def test_a_control_character_costs_nothing(hes: Hes, answers: Script, one: str) -> None:
    """
    JSON forbids control characters in texts, and old systems hold them: the value is kept with it, and all others as they are.
    """
    answers(BASIC)
    answers(BODY.replace(NAME, f"AY{one}ŞE").encode())
    plain, odd = hes.check(CODE).to_dict(), hes.check(CODE).to_dict()

    assert odd == {**plain, "masked_firstname": f"AY{one}ŞE"}


@pytest.mark.parametrize("body", [b'{"a":\x01 1}', b'{"a\n":1,"a\n":2}', b'{"a\x01":1,"a\x01":2}', b'"a'])
def test_a_control_character_excuses_nothing_else(hes: Hes, answers: Script, body: bytes) -> None:
    """
    Outside of a text it is no JSON, and names that stand twice stand twice.
    """
    answers(body)
    with pytest.raises(ProtocolError, match="not readable JSON"):
        hes.check(CODE)
