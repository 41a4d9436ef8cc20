"""
Identifiers: what is one passes unchanged, what is none is refused, and neither is shown.
"""

from __future__ import annotations

import json
import pickle
import random
import traceback
import unicodedata
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from stdnum.tr import tckimlik

from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import HesCode, KurumKodu, Tckn, adds_up

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


alphanumerics = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=10, max_size=10)


UNSEEN = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202e\u2060\u2064\u2066\u2069\ufeff"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
BLANKS = " \t\n\u00a0\u2007\u2009\u202f\u3000"


@pytest.mark.parametrize("one", [*UNSEEN, *DASHES, *BLANKS], ids=ascii)
def test_a_hes_code_is_read_as_it_is_copied(one: str) -> None:
    """
    Phones turn the hyphens of a message into dashes, and pages hide characters without a width: neither is part of a code.
    """
    assert HesCode(f"{one}A1B2{one}3456{one}{one}78{one}") == HesCode.from_qr(f"x|A1B2{one}345678") == HesCode("A1B2345678")


@pytest.mark.parametrize("one", UNSEEN, ids=ascii)
def test_numbers_are_read_as_they_are_copied(one: str) -> None:
    """
    Characters without a width are dropped from numbers; what is left is judged as ever, and nothing of them is kept.
    """
    assert Tckn(f"{one}100{one}00000146 {one}") == PERSON
    assert type(Tckn(f"{PERSON}{one}")) is Tckn
    assert KurumKodu(f"{one}123{one}456 {one}") == 123456
    for wrong in (f"{one}10000000147", one * 11, f"1{one}"):
        with pytest.raises(InvalidRequest):
            Tckn(wrong)


@pytest.mark.parametrize("one", [*DASHES, " ", "\u00a0", "\u202f"], ids=ascii)
def test_a_number_in_parts_is_refused(one: str) -> None:
    """
    Visible separators within a number may be the seam of two cells: unlike a HES code, no number is written so.
    """
    with pytest.raises(InvalidRequest):
        Tckn(f"100{one}00000146")
    with pytest.raises(InvalidRequest):
        KurumKodu(f"123{one}456")


@given(alphanumerics, st.randoms(use_true_random=False))
def test_hes_code_is_read_as_people_write_it(code: str, source: random.Random) -> None:
    """
    Hyphens and blanks anywhere are dropped and small letters accepted; `str()` is 4-4-2, and reads back.
    """
    written = "".join(source.choice(("", "-", " ", "\t", "\u00a0")) + source.choice((char, char.lower())) for char in code) + " "
    parsed = HesCode.parse(written)

    assert parsed == HesCode(code) == HesCode.parse(str(parsed))
    assert (parsed.value, str(parsed)) == (code, f"{code[:4]}-{code[4:8]}-{code[8:]}")


@given(junk | st.integers() | st.text("AZaz09-ıİiüÜ٣ \u212a|_", max_size=14))
@example("ı1B2345678")
@example("İ1B2345678")
@example("i̇1B234567")
@example("\u212a1B2345678")
@example("A1B234567٨")
@example("A1B2345678\u0000")
def test_hes_code_is_ten_ascii_letters_and_digits(value: Any) -> None:
    """
    Whatever comes is a code of ten ASCII letters and digits, or an `InvalidRequest`: upper-casing knows ASCII only, so that neither `ı` nor
    the Kelvin sign becomes a letter of a code.
    """
    try:
        code = HesCode(value)
    except InvalidRequest:
        return

    kept = [char for char in value if char not in f"-{DASHES}" and not char.isspace() and unicodedata.category(char) != "Cf"]
    assert len(kept) == 10
    assert all(char.isascii() and char.isalnum() for char in kept)
    assert code.value == "".join(kept).upper()


@pytest.mark.parametrize("small", ["i1b2345678", "I1B2-3456-78", "i1b2 3456 78"])
def test_hes_code_has_an_english_capital(small: str) -> None:
    """
    The capital of `i` is `I`, in Türkiye too.
    """
    assert HesCode(small).value == "I1B2345678"


@given(st.lists(st.text(st.characters(exclude_characters="|")), max_size=4), seeds)
def test_hes_code_is_the_last_field_of_a_qr_code(fields: list[str], seed: int) -> None:
    """
    The fields before the last bar are dropped; a bare code is one too.
    """
    code = HesCode.random(random.Random(seed))

    assert HesCode.from_qr("|".join([*fields, str(code)])) == code


@pytest.mark.parametrize("text", ["Ayşe Örnek|10000000146|", "Ayşe Örnek|10000000146|A1B2-345", "A1B2345678|Ayşe Örnek"])
def test_a_qr_code_without_a_code_is_not_repeated(text: str) -> None:
    """
    The other fields may be a person's: no error holds them.
    """
    with pytest.raises(InvalidRequest) as caught:
        HesCode.from_qr(text)
    report = "".join(traceback.TracebackException.from_exception(caught.value).format())

    assert not any(part in f"{report} {vars(caught.value)}" for part in ("Ayşe", "10000000146", "A1B2-345\n", "A1B2345678"))


@given(seeds)
def test_made_up_hes_code_round_trips_and_is_shown_masked(seed: int) -> None:
    """
    `random()` gives codes, the same for the same seed; `repr()` shows the first group only, and pickling keeps the code.
    """
    code = HesCode.random(random.Random(seed))

    assert code == HesCode.random(random.Random(seed)) == pickle.loads(pickle.dumps(code))
    assert hash(code) == hash(HesCode(str(code)))
    assert repr(code) == f"HesCode('{code.value[:4]}******')"
    assert code.value[4:8] not in repr([code]) or code.value[4:8] == code.value[:4]
    assert len({HesCode.random() for _ in range(20)}) > 1


@given(seeds | elevens | st.text(max_size=13))
@example("٢٠٢٦٠٣٠٥١٢٣")
@example("10000000146 ")
@example("00000000000")
def test_quick_look_says_what_stdnum_says(given: int | str) -> None:
    """
    The quick look at a number never disagrees with stdnum's: what it passes is valid as it stands, and a valid one that stands so passes.
    """
    text = str(Tckn.random(random.Random(given))) if isinstance(given, int) else given

    assert adds_up(text) == (tckimlik.is_valid(text) and tckimlik.compact(text) == text and text.isascii())
