"""
Refusals: what the Ministry named, and which error of ours it becomes. Codes decide, never wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saglikclient import AuthenticationError, Issue, NotPermitted, ServiceError, TryLater
from saglikclient.mhrs._hl7.error_codes import MEANINGS
from saglikclient.mhrs.interactions import POLIKLINIK_KAYIT, POLIKLINIK_SORGULAMA
from tests.support.hl7_answers import answer
from tests.support.hl7_received import GOT
from tests.support.hl7_verdicts import verdict

if TYPE_CHECKING:
    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox
    from tests.support.hl7_golden import Row

WRITE, QUERY = POLIKLINIK_KAYIT, POLIKLINIK_SORGULAMA
WORDS = "Ayşe Örnek (10000000146) için hatalı veri"
"""The Ministry's own words may speak of a person."""

both = pytest.mark.parametrize("row", [WRITE, QUERY], ids=["write", "query"])


@both
@pytest.mark.parametrize("code", ["AE", "AR", "CE", "CR"])
def test_refusal_keeps_everything_that_was_named(row: Row, code: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    All system and application errors of a refusal are kept, in the answer's order, with the Ministry's words.
    """
    system = (("03-003", "yazılamadı"), ("03-001", "veritabanı"))
    application = (("01-001-002-0003-129", WORDS), ("02-001-002-0003-207", "MERNİS'te yok"), ("LOCAL", ""))

    error = verdict(row, answer(row, code=code, query="AE", system=system, application=application), ministry, once)

    assert type(error) is ServiceError
    assert error.code == "03-003"
    assert error.message == "yazılamadı"
    assert error.issues == (
        Issue("03-003", "yazılamadı", system=True),
        Issue("03-001", "veritabanı", system=True),
        Issue("01-001-002-0003-129", WORDS),
        Issue("02-001-002-0003-207", "MERNİS'te yok"),
        Issue("LOCAL", ""),
    )


@both
def test_words_of_the_ministry_are_not_logged(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    `str()` of a refusal tells the code and our own words; the Ministry's, which may name a person, are an attribute.
    """
    error = verdict(row, answer(row, code="AE", application=(("01-001-002-0003-129", WORDS),)), ministry, once)

    assert isinstance(error, ServiceError)
    assert error.message == WORDS
    assert "not a T.C. kimlik numarası" in str(error)
    assert "10000000146" not in str(error) + repr(error)
    assert "Ayşe" not in str(error) + repr(error)


@both
@pytest.mark.parametrize("code", ["AE", "AR", "CE", "CR"])
def test_refusal_without_a_reason_is_a_refusal(row: Row, code: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    An answer that refuses and names nothing is still a refusal, told by its acknowledgement code; records in it do not count.
    """
    error = verdict(row, answer(row, GOT[row.method], code=code), ministry, once)

    assert (type(error), getattr(error, "code", ""), getattr(error, "issues", ())) == (ServiceError, code, ())


@both
@pytest.mark.parametrize("code", ["03-014", "03-015", "03-020"])
def test_wrong_credentials_are_an_error_of_their_own(row: Row, code: str, ministry: Sandbox, mhrs: Mhrs) -> None:
    """
    Codes that speak of user and password become AuthenticationError, wherever they stand among others, and nothing is repeated.
    """
    error = verdict(row, answer(row, code="AR", system=(("03-010", ""), (code, WORDS))), ministry, mhrs)

    assert (type(error), getattr(error, "code", "")) == (AuthenticationError, code)
    assert MEANINGS[code] in str(error)
    assert len(ministry.journal) == 1


@both
def test_missing_right_is_an_error_of_its_own(row: Row, ministry: Sandbox, mhrs: Mhrs) -> None:
    """
    An institution without the right to an operation is NotPermitted, which is not about the password.
    """
    error = verdict(row, answer(row, code="AR", system=(("03-018", ""),)), ministry, mhrs)

    assert isinstance(error, NotPermitted)
    assert len(ministry.journal) == 1


@pytest.mark.parametrize("code", ["03-007", "03-012", "03-013"])
def test_query_is_repeated_when_asked_to_try_later(code: str, ministry: Sandbox, mhrs: Mhrs) -> None:
    """
    Where the Ministry asks to try again, a query is made again under a new message id.
    """
    for _ in range(2):
        ministry.faults.answer(answer(QUERY, code="AR", query="AE", system=((code, ""),)))
    ministry.faults.answer(answer(QUERY, GOT[QUERY.method]))

    assert tuple(mhrs.poliklinik.sorgulama()) == GOT[QUERY.method]
    assert len({entry.message_id for entry in ministry.journal}) == 3


@pytest.mark.parametrize("code", ["03-007", "03-012", "03-013"])
def test_write_is_not_repeated_when_asked_to_try_later(code: str, ministry: Sandbox, mhrs: Mhrs) -> None:
    """
    A write that the Ministry could not take is the caller's to repeat, even where the Ministry asks for it.
    """
    error = verdict(WRITE, answer(WRITE, code="AR", system=((code, ""),)), ministry, mhrs)

    assert isinstance(error, TryLater)
    assert error.retryable
    assert len(ministry.journal) == 1
