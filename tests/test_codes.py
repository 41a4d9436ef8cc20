"""
Coded values: a code we know is its member, one we do not know stays readable, and nothing becomes a wrong member.
"""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saglikclient._core.codes import Code, Unknown
from saglikclient.errors import InvalidRequest


class Renk(Code):
    """
    A code whose 0 means absent.
    """

    AK = 1, "Ak"
    KARA = 2, "Kara"


class Sayac(Code):
    """
    A code that has a 0 of its own.
    """

    SIFIR = 0, "Sıfır"


@given(st.text() | st.integers().map(str) | st.sampled_from(["0", "1", "2", "3"]))
@example("0_1")
@example(" 1")
@example("+1")
@example("1.0")
@example("２")
@example("٢")
@example("-1")
@example("9" * 5000)
def test_only_its_own_number_becomes_a_member(text: str) -> None:
    """
    A member comes from its digits only; 0 is absent; everything else is kept as it came, however odd.
    """
    expected = {"1": Renk.AK, "2": Renk.KARA, "0": None}

    found = Renk.read(text)

    assert found == expected.get(text.lstrip("0") or text, Unknown(text)) if text.isascii() else found == Unknown(text)


def test_leading_zeros_are_the_same_number() -> None:
    """
    A code that is filled up with zeros is the member all the same.
    """
    assert Renk.read("02") is Renk.KARA


def test_zero_is_a_member_where_the_list_has_it() -> None:
    """
    0 means absent, except where a list names it.
    """
    assert Renk.read("0") is None
    assert Sayac.read("0") is Sayac.SIFIR


@pytest.mark.parametrize("value", [Renk.KARA, 2])
def test_caller_gives_a_member_or_its_number(value: Any) -> None:
    """
    A member and its number mean the same.
    """
    assert Renk.given(value) is Renk.KARA


def test_unknown_goes_back_as_it_came() -> None:
    """
    A code that an answer brought and we do not know can be sent back.
    """
    unknown = Renk.read("97")

    assert isinstance(unknown, Unknown)
    assert Renk.given(unknown) is unknown
    assert unknown.value == "97"


@pytest.mark.parametrize("value", [0, 3, -1, "1", "KARA", "", None, 1.0, True, False, Sayac.SIFIR, [], b"1"])
def test_nothing_else_is_taken_from_a_caller(value: Any) -> None:
    """
    What merely compares equal to a member (True, 1.0, the member of another field) is refused, and the error lists the names.
    """
    with pytest.raises(InvalidRequest, match=r"^value: must be one of AK, KARA$"):
        Renk.given(value)


def test_member_of_another_field_is_refused() -> None:
    """
    Two fields may use the same number for different things; a mix-up is refused, not sent.
    """

    class Tat(Code):
        ACI = 1, "Acı"

    with pytest.raises(InvalidRequest):
        Renk.given(Tat.ACI)  # type: ignore[arg-type]


def test_member_is_its_number_and_has_a_label() -> None:
    """
    A member can be stored as a number and shown in Turkish.
    """
    assert Renk.KARA == 2
    assert Renk.KARA.label == "Kara"
    assert Renk(1) is Renk.AK


def test_unknown_compares_by_value() -> None:
    """
    Two unknown codes are the same if their texts are; an unknown code is no member even if its text is one's number.
    """
    assert Unknown("97") == Unknown("97")
    assert len({Unknown("97"), Unknown("97"), Unknown("98")}) == 2
    assert Unknown("1") != Renk.AK
    assert pickle.loads(pickle.dumps(Unknown("97"))) == Unknown("97")
