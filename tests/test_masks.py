"""
The masks at their bounds: what is as short as the part that is shown is not shown at all.
"""

from __future__ import annotations

import pytest

from saglikclient.privacy import UnshownBytes, UnshownDict, UnshownText, mask_code


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
