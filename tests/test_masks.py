"""
The masks at their bounds: what is as short as the part that is shown is not shown at all.
"""

from __future__ import annotations

import pprint
import reprlib
from typing import TYPE_CHECKING

import pytest
from rich.pretty import pretty_repr
from sentry_sdk.serializer import serialize

from saglikclient import HesCode, Tckn
from saglikclient._core.masking import UnshownBytes, UnshownDict, UnshownText, mask_code

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWS: dict[str, Callable[[object], str]] = {
    "repr": repr,
    "pprint": pprint.pformat,
    "reprlib": reprlib.repr,
    "rich": pretty_repr,
    "rich, in a traceback": lambda value: pretty_repr(value, max_length=10, max_string=80),
    "Sentry": lambda value: str(serialize({"value": value}, is_vars=True)),
}


@pytest.mark.parametrize(
    ("code", "shown"),
    [("", "***"), ("A1", "***"), ("A1B2", "***"), ("A1B23", "A1B2*"), ("A1B2345678", "A1B2******")],
)
def test_code_shows_its_first_group(code: str, shown: str) -> None:
    """
    A code shows its first four characters if there are more; a shorter one would be told whole.
    """
    assert mask_code(code) == shown


def test_what_travels_does_not_show_itself() -> None:
    """
    A body shows its length, an address nothing, a message the names of its parts.
    """
    assert repr(UnshownBytes(b"gizli")) == "<5 bytes>"
    assert repr(UnshownText("https://a.example/?password=gizli")) == "'***'"
    assert repr(UnshownDict(ad="Ay", soyad="Or")) == "<ad, soyad>"


LONG = "https://a.example/?password=gizli" * 10
HELD = {
    "bytes": UnshownBytes(LONG.encode()),
    "a part of bytes": UnshownBytes(LONG.encode())[20:90],
    "text": UnshownText(LONG),
    "a part of text": UnshownText(LONG)[10:90],
    "a message": UnshownDict(ad="gizli", soyad=["gizli"]),
    "a message within": [{"one": UnshownDict(ad="gizli", soyad={"gizli": "gizli"})}],
    "a person": [Tckn("10000000146"), {"who": Tckn("10000000146")}],
    "a code": [HesCode("A1B2-3456-78"), (HesCode("A1B2-3456-78"),)],
}


@pytest.mark.parametrize("what", HELD)
@pytest.mark.parametrize("show", SHOWS)
def test_no_tool_shows_what_travels(what: str, show: str) -> None:
    """
    Rich slices long texts before it asks for `repr()`, Sentry walks through what it can, `reprlib` does the first: none shows a thing.
    """
    shown = SHOWS[show](HELD[what])

    assert [secret for secret in ("gizli", "10000000146", "3456") if secret in shown] == []


def test_a_part_is_still_what_it_was() -> None:
    """
    Masks change what is shown, and nothing that is sent.
    """
    body, text = UnshownBytes(b"gizli"), UnshownText("gizli")

    assert (body[0], body[1:3], body[-1:], bytes(body[:])) == (ord("g"), b"iz", b"i", b"gizli")
    assert (text[0], text[1:3], text[-1:], f"{text[:2]}|{text}") == ("g", "iz", "i", "gi|gizli")
    assert (Tckn("10000000146")[:3], f"{Tckn('10000000146')}") == ("100", "10000000146")
