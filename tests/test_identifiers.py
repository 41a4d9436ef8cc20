"""
Identifiers: what is one passes unchanged, what is none is refused, and neither is shown.
"""

from __future__ import annotations

import json
import pickle
import random
import traceback
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import KurumKodu, Tckn

PERSON = "10000000146"
LARGEST = 2**31 - 1

seeds = st.integers(min_value=0, max_value=2**64)
elevens = st.text("0123456789", min_size=11, max_size=11)
junk = st.none() | st.booleans() | st.floats() | st.binary() | st.text() | st.lists(st.integers()) | st.integers(max_value=0)


def valid(number: str) -> bool:
    """
    The check digits by the published rule, written down here once more: the tenth from sums of places, the eleventh from the sum of all.
    """
    digits = [int(digit) for digit in number]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[0] != 0 and digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


@given(seeds)
def test_made_up_tckn_is_valid_and_round_trips(seed: int) -> None:
    """
    `random()` gives valid numbers only, the same ones for the same seed, and each comes back from its text.
    """
    tckn = Tckn.random(random.Random(seed))

    assert valid(str(tckn))
    assert Tckn.random(random.Random(seed)) == tckn == Tckn(str(tckn)) == Tckn.parse(f" {tckn}\n")


def test_made_up_numbers_differ_without_a_seed() -> None:
    """
    Without a source every number is a new one, and of its type.
    """
    assert len({Tckn.random() for _ in range(20)}) > 1
    assert len({KurumKodu.random() for _ in range(20)}) > 1
    assert type(KurumKodu.random()) is KurumKodu


@given(seeds, st.integers(0, 10), st.sampled_from("0123456789"))
def test_single_wrong_digit_passes_only_by_the_check_digits(seed: int, place: int, digit: str) -> None:
    """
    A number with one other digit is taken exactly if its check digits are right all the same.
    """
    number = str(Tckn.random(random.Random(seed)))
    assume(number[place] != digit)
    changed = number[:place] + digit + number[place + 1 :]

    assert accepted(changed) is valid(changed)


@given(elevens | elevens.map(lambda text: text[:9] + str(Tckn(PERSON))[9:]))
@example(PERSON)
@example("00000000000")
def test_eleven_digits_are_judged_by_the_check_digits(number: str) -> None:
    """
    Eleven digits are a T.C. kimlik numarası exactly if the first is not 0 and the last two are right.
    """
    assert accepted(number) is valid(number)


def accepted(number: str) -> bool:
    try:
        return str(Tckn(number)) == number
    except InvalidRequest:
        return False


@given(junk | st.integers() | st.text("0123456789", max_size=15))
def test_junk_is_refused_with_our_error(value: Any) -> None:
    """
    Whatever comes, it is a valid number in plain digits or an `InvalidRequest`, never another error.
    """
    with suppress(InvalidRequest):
        tckn = Tckn(value)
        assert tckn.isascii()
        assert valid(tckn)


@pytest.mark.parametrize("value", [10000000146, b"10000000146", None, ["10000000146"], "100 000 001 46", "100-00000146"])
def test_only_a_text_is_a_tckn(value: Any) -> None:
    """
    A number that is no text, or is written with separators, is refused, as e.g. a spreadsheet may have damaged it.
    """
    with pytest.raises(InvalidRequest) as caught:
        Tckn(value)

    assert caught.value.field == "tckn"


@pytest.mark.parametrize("number", ["10000000147", "1000000014", "TC10000000146"])
def test_refused_tckn_is_not_repeated(number: str) -> None:
    """
    The error for a mistyped number does not tell the number, nor does its traceback: it is still nearly somebody's.
    """
    with pytest.raises(InvalidRequest) as caught:
        Tckn(number)
    report = "".join(traceback.TracebackException.from_exception(caught.value).format())

    assert number not in report


@given(seeds)
def test_tckn_is_shown_masked(seed: int) -> None:
    """
    `repr()` shows the first and last three digits only, inside of containers too.
    """
    tckn = Tckn.random(random.Random(seed))
    number = str(tckn)

    assert repr(tckn) == f"Tckn('{number[:3]}*****{number[-3:]}')"
    assert number not in repr({"hasta": [tckn]})


def test_tckn_is_a_plain_text_where_data_goes() -> None:
    """
    In JSON, as a key and in comparisons it is the number itself.
    """
    tckn = Tckn(PERSON)

    assert json.dumps({"tckn": tckn}) == '{"tckn": "10000000146"}'
    assert {PERSON: 1}[tckn] == 1
    assert type(str(tckn)) is str
    assert Tckn(tckn) is tckn


@pytest.mark.parametrize("value", [Tckn(PERSON), KurumKodu(123456)])
def test_identifier_pickles(value: object) -> None:
    """
    An identifier that crosses a process boundary is still one.
    """
    twin = pickle.loads(pickle.dumps(value))

    assert (twin, type(twin)) == (value, type(value))


@given(st.integers(1, LARGEST))
def test_institution_number_round_trips(number: int) -> None:
    """
    A number within the bounds passes, as a number or as its digits.
    """
    kurum = KurumKodu(number)

    assert kurum == number == KurumKodu(f" {number} ") == KurumKodu.parse(str(kurum)) == KurumKodu(kurum)
    assert type(kurum) is KurumKodu


@given(junk | st.integers(min_value=LARGEST + 1) | st.text("0123456789", min_size=11))
@example(0)
@example("0")
@example(LARGEST + 1)
@example(True)
@example(1.0)
@example("1_0")
@example("+1")
@example("٣")
@example("9" * 5000)
@example(10**5000)
def test_other_institution_numbers_are_refused(value: Any) -> None:
    """
    What is not 1 to 2147483647 in plain digits is refused with our error, however large it is.
    """
    assume(not (isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 11 and int(value) > 0))

    with pytest.raises(InvalidRequest) as caught:
        KurumKodu(value)

    assert caught.value.field == "kurum_kodu"


@given(seeds)
def test_made_up_institution_number_repeats_by_seed(seed: int) -> None:
    """
    `random()` gives six digits, the same ones for the same seed.
    """
    kurum = KurumKodu.random(random.Random(seed))

    assert kurum == KurumKodu.random(random.Random(seed))
    assert len(str(int(kurum))) == 6
