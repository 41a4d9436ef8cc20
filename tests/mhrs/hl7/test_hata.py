"""
Error codes: their grammar, and which error of ours each becomes.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient import AuthenticationError, Issue, NotPermitted, ServiceError, TryLater
from saglikclient.mhrs._hl7.error_codes import AUTHENTICATION, LATER, MEANINGS, PERMISSION, RULES, SECURITY, HataKodu, issue, refusal

structural = st.from_regex(r"[0-9]{2}-[0-9]{3}", fullmatch=True)
rules = st.from_regex(r"[0-9]{2}-[0-9]{3}-[0-9]{3}-[0-9]{4}-[0-9]{3}", fullmatch=True)
fences = st.sampled_from(["", " ", "(", ":", ".", "\n", "<"])


@given(code=structural | rules, before=fences, after=fences)
def test_code_is_found_and_written_as_it_came(code: str, before: str, after: str) -> None:
    """
    A code, alone or within words, is taken apart and put together again without a change.
    """
    found = HataKodu.find(f"hata{before or ' '}{code}{after}")

    assert str(found) == code
    assert HataKodu.find(str(found)) == found


@given(rules)
def test_parts_stand_where_the_grammar_says(code: str) -> None:
    """
    XX-YYY-ZZZ-TTTT-UUU: kind, sending schema, data set, data element, rule.
    """
    found = HataKodu.find(code)

    assert found is not None
    assert [found.tur, found.sema, found.veri_seti, found.veri_elemani, found.kural] == code.split("-")


@pytest.mark.parametrize(
    "text",
    ["", "03", "03-14", "3-014", "03-0145", "x03-014", "03-014-", "2026-03-014", "03-014x", "٠٣-٠١٤", "0312-555", "03 014"],
)
def test_other_numbers_are_no_codes(text: str) -> None:
    """
    Dates, telephone numbers and words that only resemble a code are not taken for one.
    """
    assert HataKodu.find(text) is None


@given(st.text())
def test_any_text_may_be_searched(text: str) -> None:
    """
    Whatever the Ministry writes, what is found in it stood in it.
    """
    found = HataKodu.find(text)

    assert found is None or str(found) in text


def test_all_published_structural_codes_have_a_meaning() -> None:
    """
    The annex lists 03-001 to 03-021 and 04-001; each is told in our words.
    """
    assert MEANINGS.keys() == {*(f"03-{number:03}" for number in range(1, 22)), "04-001"}
    assert {HataKodu.find(code).meaning for code in MEANINGS} == set(MEANINGS.values())  # type: ignore[union-attr]


def test_meaning_of_a_rule_is_its_last_part() -> None:
    """
    A validity or business rule means what its rule number says; one that no document explains means nothing to us.
    """
    assert HataKodu("01", "001", "002", "0003", "129").meaning == RULES["129"] == "not a T.C. kimlik numarası"
    assert HataKodu("01", "001", "002", "0003", "999").meaning == ""
    assert HataKodu("99", "999").meaning == ""


def test_codes_with_a_consequence_are_published_ones() -> None:
    """
    Which error a code becomes is only said of codes that the annex, or WS-Security, defines.
    """
    known = AUTHENTICATION | PERMISSION | LATER

    assert {code for code in known if re.match(r"\d", code)} <= MEANINGS.keys()
    assert len(known) == len(AUTHENTICATION) + len(PERMISSION) + len(LATER)


@pytest.mark.parametrize(
    ("codes", "kind", "code"),
    [
        ((), ServiceError, "AE"),
        (("",), ServiceError, "AE"),
        (("03-008", "03-014"), AuthenticationError, "03-014"),
        (("03-012", "03-018", "03-020"), AuthenticationError, "03-020"),
        (("03-012", "03-018"), NotPermitted, "03-018"),
        (("LOCAL", "03-013"), TryLater, "03-013"),
        (("03-019", "03-021"), ServiceError, "03-019"),
        (("", "04-001"), ServiceError, "04-001"),
    ],
)
def test_what_a_caller_must_act_upon_comes_first(codes: tuple[str, ...], kind: type[ServiceError], code: str) -> None:
    """
    Of several codes the one that decides what to do is told: credentials, then rights, then patience, then whatever came first.
    """
    error = refusal(tuple(Issue(each, f"sözü {each}") for each in codes), "AE")

    assert (type(error), getattr(error, "code", "")) == (kind, code)
    assert getattr(error, "issues", ()) == tuple(Issue(each, f"sözü {each}") for each in codes)
    if code in codes:
        assert getattr(error, "message", "") == f"sözü {code}"


@pytest.mark.parametrize("system", [True, False])
@pytest.mark.parametrize("code", SECURITY)
def test_fault_codes_of_ws_security_have_words(code: str, system: bool) -> None:
    """
    What WS-Security names refuses the credentials, whoever is to blame, and `str()` tells in our words what was wrong.
    """
    error = refusal((Issue(code, "sözü", system=system),), "Fault")

    assert isinstance(error, AuthenticationError)
    assert (str(error), error.message) == (f"{code}: {SECURITY[code]}", "sözü")


def test_an_expired_message_points_at_the_clock() -> None:
    """
    A message that had expired on arrival comes of a wrong clock, not of a wrong password.
    """
    told = str(refusal((Issue("MessageExpired"),), "Fault"))

    assert told == "MessageExpired: the message had expired on arrival; the clock of this machine may be wrong"


def test_whose_fault_it_was_is_told() -> None:
    """
    Without a meaning of its own, a refusal says whether the Ministry's side failed or refused.
    """
    assert "the Ministry's side failed" in str(refusal((Issue("X", system=True),), "AE"))
    assert "the Ministry refused" in str(refusal((Issue("X"),), "AE"))


@given(structural | rules | st.sampled_from(["RDG-008", "LOCAL-TAKEN", "AE", "ns.Fault_1", "FailedAuthentication"]), st.booleans())
def test_code_with_the_form_of_one_is_a_code(code: str, system: bool) -> None:
    """
    What looks like a code, the Ministry's or another's, is told as one.
    """
    assert issue(code, "sözü", system=system) == Issue(code, "sözü", system=system)


@pytest.mark.parametrize(
    "code",
    ["10000000146", "TCKN-10000000146", "05551234567", "Ayşe", "Ayse Ornek", "a@b.example", "x" * 41, "-", "1\n2", "<kod/>"],
)
def test_code_that_may_be_a_person_is_words(code: str) -> None:
    """
    A number of a person, a name or an address in the place of a code goes to the words, which are not for logs.
    """
    told = issue(code, "sözü", system=False)

    assert told == Issue("", f"{code} sözü")
    assert code not in str(refusal((told,), "AE")) + repr(refusal((told,), "AE"))
    assert code not in repr(told)


def test_no_code_is_no_code() -> None:
    """
    An issue without a code has its words only.
    """
    assert issue("", "sözü", system=True) == Issue("", "sözü", system=True)
    assert issue("", "", system=False) == Issue()
