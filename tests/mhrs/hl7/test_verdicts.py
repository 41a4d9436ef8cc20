"""
The verdict on an answer: accepted, refused, nothing found, queued, or none at all. Codes decide, never wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hl7_answers import answer
from hl7_golden import made
from hl7_got import GOT, taken
from hl7_sent import SENT

from saglikclient import (
    AuthenticationError,
    Issue,
    NotPermitted,
    OutcomeUnknown,
    ProtocolError,
    Records,
    SaglikError,
    ServiceError,
    TryLater,
)
from saglikclient.mhrs.hl7.hata import MEANINGS
from saglikclient.mhrs.interactions import (
    POLIKLINIK_GUNCELLEME,
    POLIKLINIK_IPTAL,
    POLIKLINIK_KAYIT,
    POLIKLINIK_SORGULAMA,
    RANDEVU_SORGULAMA,
    TABLE_1,
    Kind,
)

if TYPE_CHECKING:
    from hl7_golden import Row

    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox

WRITE, QUERY = POLIKLINIK_KAYIT, POLIKLINIK_SORGULAMA
WORDS = "Ayşe Örnek (10000000146) için hatalı veri"
"""The Ministry's own words may speak of a person."""
ACKNOWLEDGEMENT_CODE, QUERY_CODE = "acknowledgement/typeCode", "controlActEvent/queryAck/queryResponseCode"

both = pytest.mark.parametrize("row", [WRITE, QUERY], ids=["write", "query"])


def asked(row: Row, mhrs: Mhrs) -> tuple[object, ...]:
    """
    The golden call of a row.
    """
    return taken(made(mhrs, SENT[row.method].call))


def verdict(row: Row, content: bytes, ministry: Sandbox, mhrs: Mhrs) -> SaglikError:
    """
    The error that an answer becomes.
    """
    ministry.faults.answer(content)
    with pytest.raises(SaglikError) as caught:
        asked(row, mhrs)
    assert caught.value.operation == row.method
    return caught.value


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

    assert error.__getattribute__("message") == WORDS
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


@pytest.mark.parametrize("row", [row for row in TABLE_1 if row.kind is Kind.QUERY], ids=lambda row: row.method)
def test_nothing_found_is_no_error(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    NF with AA means that there is nothing: empty records.
    """
    ministry.faults.answer(answer(row, query="NF"))

    assert made(once, SENT[row.method].call) == Records()


def test_found_without_records_is_empty(ministry: Sandbox, once: Mhrs) -> None:
    """
    OK without a record is as empty as NF.
    """
    ministry.faults.answer(answer(QUERY, query="OK"))

    assert asked(QUERY, once) == ()


def test_nothing_found_with_records_is_a_contradiction(ministry: Sandbox, once: Mhrs) -> None:
    """
    An answer that says NF and brings records says nothing that can be trusted.
    """
    error = verdict(QUERY, answer(QUERY, GOT[QUERY.method], query="NF"), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (ProtocolError, QUERY_CODE)


@pytest.mark.parametrize(("code", "query"), [("AE", "OK"), ("AE", "AE"), ("AR", "NF"), ("AA", "AE"), ("AA", "QE"), ("AE", "QE")])
def test_query_that_failed_is_refused(code: str, query: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    A query is refused if either of its two codes says so: OK with AE means errors in the document, QE and AE errors in the query.
    """
    application = (("01-001-002-0003-107", ""),)

    error = verdict(QUERY, answer(QUERY, GOT[QUERY.method], code=code, query=query, application=application), ministry, once)

    assert isinstance(error, ServiceError)
    assert error.issues == (Issue("01-001-002-0003-107"),)


@pytest.mark.parametrize("query", ["", "XX", "ok", None])
def test_query_that_does_not_say_how_it_went_has_failed(query: str | None, ministry: Sandbox, once: Mhrs) -> None:
    """
    Without a `queryResponseCode` that is known, AA and records are not enough.
    """
    error = verdict(QUERY, answer(QUERY, GOT[QUERY.method], query=query), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (ProtocolError, QUERY_CODE)


@both
@pytest.mark.parametrize("code", ["", "XX", "aa", "OK"])
def test_unknown_acknowledgement_is_no_success(row: Row, code: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    An acknowledgement code that nobody knows neither accepts nor refuses.
    """
    error = verdict(row, answer(row, GOT[row.method], code=code), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (ProtocolError, ACKNOWLEDGEMENT_CODE)


@both
def test_answer_without_acknowledgement_is_no_success(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    Records alone are no success: an answer that does not say it succeeded has not succeeded.
    """
    error = verdict(row, answer(row, GOT[row.method], acknowledgement=""), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (ProtocolError, "acknowledgement")


@pytest.mark.parametrize("row", [row for row in TABLE_1 if row.brings], ids=lambda row: row.method)
def test_queued_without_its_number_is_unknown(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    CA says that the request waits in a queue. Where a number was to come back, nobody knows yet whether there will be one.
    """
    error = verdict(row, answer(row, code="CA"), ministry, once)

    assert isinstance(error, OutcomeUnknown)
    assert error.message_id


@pytest.mark.parametrize("row", [row for row in TABLE_1 if row.brings], ids=lambda row: row.method)
def test_accepted_without_its_number_is_no_success(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    AA without the record that brings the number is not what the contract says.
    """
    error = verdict(row, answer(row), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (ProtocolError, "controlActEvent/subject")


@pytest.mark.parametrize("row", [row for row in TABLE_1 if row.brings], ids=lambda row: row.method)
def test_queued_with_its_number_is_taken(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    CA that brings the number all the same says what the caller wants to know.
    """
    ministry.faults.answer(answer(row, GOT[row.method], code="CA"))

    assert asked(row, once) == GOT[row.method]


@pytest.mark.parametrize("records", [(), GOT[QUERY.method]], ids=["empty", "with records"])
def test_queued_query_is_no_answer(records: tuple[object, ...], ministry: Sandbox, once: Mhrs) -> None:
    """
    A query is answered at once or not at all; one that was queued has not found anything.
    """
    error = verdict(QUERY, answer(QUERY, records, code="CA"), ministry, once)  # type: ignore[arg-type]

    assert isinstance(error, ProtocolError)


@pytest.mark.parametrize("code", ["AA", "CA"])
def test_change_that_is_only_acknowledged_gives_back_what_was_sent(code: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    Where the answer to a change need not bring a record, the sent one is returned.
    """
    ministry.faults.answer(answer(POLIKLINIK_GUNCELLEME, code=code))

    assert asked(POLIKLINIK_GUNCELLEME, once) == SENT[POLIKLINIK_GUNCELLEME.method].models


def test_records_where_none_are_expected_are_passed_over(ministry: Sandbox, once: Mhrs) -> None:
    """
    A cancellation returns nothing, whatever its answer brings beside the acknowledgement.
    """
    content = answer(POLIKLINIK_GUNCELLEME, GOT[POLIKLINIK_GUNCELLEME.method])
    ministry.faults.answer(content)

    assert asked(POLIKLINIK_IPTAL, once) == ()


def test_subject_without_its_act_is_named(ministry: Sandbox, once: Mhrs) -> None:
    """
    A record of another kind than the operation brings is an error, not a record left out.
    """
    error = verdict(RANDEVU_SORGULAMA, answer(POLIKLINIK_SORGULAMA, GOT["poliklinik.sorgulama"]), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (ProtocolError, "controlActEvent/subject/actAppointment")
