"""
The verdict on an answer: accepted, nothing found, queued, or none at all. What does not say that it succeeded has not succeeded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saglikclient import Issue, OutcomeUnknown, ProtocolError, Records, ServiceError
from saglikclient.errors import IssueWarning, UnreadableWarning
from saglikclient.mhrs.interactions import (
    POLIKLINIK_GUNCELLEME,
    POLIKLINIK_IPTAL,
    POLIKLINIK_KAYIT,
    POLIKLINIK_SORGULAMA,
    RANDEVU_DURUM_GUNCELLEME,
    RANDEVU_SORGULAMA,
    TABLE_1,
    Kind,
)
from tests.support.hl7_answers import answer
from tests.support.hl7_golden import made
from tests.support.hl7_received import GOT
from tests.support.hl7_sent import BASLANGIC, BITIS, SENT
from tests.support.hl7_verdicts import asked, unreadable, verdict

if TYPE_CHECKING:
    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox
    from tests.support.hl7_golden import Row

WRITE, QUERY = POLIKLINIK_KAYIT, POLIKLINIK_SORGULAMA
ACKNOWLEDGEMENT_CODE, QUERY_CODE = "acknowledgement/typeCode", "controlActEvent/queryAck/queryResponseCode"

both = pytest.mark.parametrize("row", [WRITE, QUERY], ids=["write", "query"])


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
    An acknowledgement code that nobody knows neither accepts nor refuses: a query has failed, and a write may have been processed.
    """
    error = verdict(row, answer(row, GOT[row.method], code=code), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (unreadable(row), ACKNOWLEDGEMENT_CODE)


@both
def test_answer_without_acknowledgement_is_no_success(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    Records alone are no success: an answer that does not say it succeeded has not succeeded, and a write may have been processed.
    """
    error = verdict(row, answer(row, GOT[row.method], acknowledgement=""), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (unreadable(row), "acknowledgement")


@pytest.mark.parametrize("row", [row for row in TABLE_1 if row.single], ids=lambda row: row.method)
def test_a_second_record_for_one_thing_is_in_doubt(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    Where one thing was recorded or changed, two records say two things: none of them is taken for ours. It may have been processed, and the
    error names the message.
    """
    one = GOT[row.method][0]

    error = verdict(row, answer(row, (one, one)), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (unreadable(row), "controlActEvent/subject[2]")
    assert error.request_id


@pytest.mark.parametrize("row", [row for row in TABLE_1 if row.must_return], ids=lambda row: row.method)
def test_queued_without_its_number_is_unknown(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    CA says that the request waits in a queue. Where a number was to come back, nobody knows yet whether there will be one.
    """
    error = verdict(row, answer(row, code="CA"), ministry, once)

    assert isinstance(error, OutcomeUnknown)
    assert error.message_id


def test_accepted_without_results_is_no_success(ministry: Sandbox, once: Mhrs) -> None:
    """
    AA without the results of the reports says nothing of any of them: they may have been accepted.
    """
    error = verdict(RANDEVU_DURUM_GUNCELLEME, answer(RANDEVU_DURUM_GUNCELLEME), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (OutcomeUnknown, "controlActEvent/subject")


@pytest.mark.parametrize("row", [row for row in TABLE_1 if row.must_return], ids=lambda row: row.method)
def test_queued_with_its_number_is_taken(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    CA that brings the number all the same says what the caller wants to know, and a warning that it is not processed yet.
    """
    ministry.faults.answer(answer(row, GOT[row.method], code="CA"))

    with pytest.warns(IssueWarning, match=f"^{row.method}: the Ministry has queued the request"):
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
    A record of another kind than the operation brings cannot be read, and is not left out silently.
    """
    ministry.faults.answer(answer(POLIKLINIK_SORGULAMA, GOT["poliklinik.sorgulama"]))
    with pytest.warns(UnreadableWarning):
        found = once.randevu.sorgulama(BASLANGIC, BITIS)

    assert not found
    assert [one.path for one in found.unreadable] == [f"controlActEvent/subject[{number}]/actAppointment" for number in (1, 2)]


def with_two_acts(row: Row) -> bytes:
    """
    An answer whose first record is there twice, in one subject.
    """
    assert row.answer is not None
    content = answer(row, GOT[row.method])
    end = f"</{row.answer.element}>".encode()
    start = content.index(f"<{row.answer.element} ".encode())
    return content.replace(end, end + content[start : content.index(end)] + end, 1)


def test_two_acts_in_one_subject_are_lost_visibly(ministry: Sandbox, once: Mhrs) -> None:
    """
    Which of two acts in one place is the record is not guessed; the second one is not left out silently either.
    """
    ministry.faults.answer(with_two_acts(RANDEVU_SORGULAMA))
    with pytest.warns(UnreadableWarning):
        found = once.randevu.sorgulama(BASLANGIC, BITIS)

    assert [one.path for one in found.unreadable] == ["controlActEvent/subject[1]/actAppointment"]
    assert type(verdict(RANDEVU_DURUM_GUNCELLEME, with_two_acts(RANDEVU_DURUM_GUNCELLEME), ministry, once)) is OutcomeUnknown


def test_write_without_its_act_is_in_doubt(ministry: Sandbox, once: Mhrs) -> None:
    """
    For a write that is an answer that cannot be read.
    """
    error = verdict(POLIKLINIK_KAYIT, answer(RANDEVU_SORGULAMA, GOT["randevu.sorgulama"]), ministry, once)

    assert (type(error), getattr(error, "path", "")) == (OutcomeUnknown, "controlActEvent/subject/serviceDeliveryLocation")


def with_second_event(wrap: bytes) -> bytes:
    """
    A good answer with its control act once more.
    """
    content = answer(QUERY, GOT[QUERY.method])
    start, end = content.index(b"<controlActEvent"), content.index(b"</controlActEvent>") + len(b"</controlActEvent>")
    return content[:end] + wrap % content[start:end] + content[end:]


def test_records_within_something_new_are_not_the_messages(ministry: Sandbox, once: Mhrs) -> None:
    """
    Records within an element that we do not know are not the message's.
    """
    ministry.faults.answer(with_second_event(b"<yeni>%b</yeni>"))

    assert asked(QUERY, once) == GOT[QUERY.method]


def test_what_says_the_verdict_stands_once(ministry: Sandbox, once: Mhrs) -> None:
    """
    Two control acts, acknowledgements, codes or bodies may say two things: such an answer is no success, whatever the first one says.
    """
    good = answer(QUERY, GOT[QUERY.method])
    twins = {
        "controlActEvent": with_second_event(b"%b"),
        "acknowledgement": good.replace(
            b"<controlActEvent", b'<acknowledgement><typeCode code="AE"/></acknowledgement><controlActEvent', 1
        ),
        "acknowledgement/typeCode": good.replace(b"<typeCode", b'<typeCode code="AA"/><typeCode', 1),
        "acknowledgement/message/id": good.replace(b"</message>", b'<id extension="x"/></message>', 1),
        "controlActEvent/queryAck/queryResponseCode": good.replace(b"</queryAck>", b'<queryResponseCode code="QE"/></queryAck>', 1),
        "Envelope/Body": good.replace(b"</soap:Envelope>", b"<soap:Body><x/></soap:Body></soap:Envelope>"),
    }
    for path, content in twins.items():
        error = verdict(QUERY, content, ministry, once)

        assert (type(error), getattr(error, "path", "")) == (ProtocolError, path)


def test_a_second_message_brings_nothing(ministry: Sandbox, once: Mhrs) -> None:
    """
    Records of another message in the same body are not the answer's.
    """
    good = answer(QUERY, GOT[QUERY.method])
    start, end = good.index(b"<soap:Body>") + len(b"<soap:Body>"), good.index(b"</soap:Body>")
    ministry.faults.answer(good[:end] + good[start:end] + good[end:])

    assert asked(QUERY, once) == GOT[QUERY.method]


def test_a_fault_beside_a_message_counts(ministry: Sandbox, once: Mhrs) -> None:
    """
    SOAP lets a fault stand alone; one behind a good message is heard all the same.
    """
    good = answer(QUERY, GOT[QUERY.method])
    fault = b"<soap:Fault><faultcode>soap:Server</faultcode><faultstring>03-010</faultstring></soap:Fault></soap:Body>"
    error = verdict(QUERY, good.replace(b"</soap:Body>", fault), ministry, once)

    assert getattr(error, "code", "") == "03-010"


@pytest.mark.parametrize("row", [QUERY, POLIKLINIK_KAYIT], ids=["query", "write"])
def test_a_good_answer_with_http_500_is_no_success(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    SOAP sends 500 with faults only: an acceptance that comes with it says two things. A write may have been processed.
    """
    error = verdict(row, answer(row, GOT[row.method]), ministry, once, status=500)

    assert (type(error), getattr(error, "path", "")) == (unreadable(row), "acknowledgement/typeCode")


def test_an_answer_within_an_answer_brings_nothing(ministry: Sandbox, once: Mhrs) -> None:
    """
    A whole answer that stands within a record of another one, e.g. in a note, brings no records of its own.
    """
    good = answer(QUERY, GOT[QUERY.method])
    ministry.faults.answer(good.replace(b"</serviceDeliveryLocation>", good + b"</serviceDeliveryLocation>", 1))

    assert asked(QUERY, once) == GOT[QUERY.method]


@pytest.mark.parametrize("flags", [("true", "false"), ("false", "true"), ("", "false"), ("false", ""), ("true", "true", "false")])
def test_a_no_within_a_result_outweighs_a_yes(flags: tuple[str, ...], ministry: Sandbox, once: Mhrs) -> None:
    """
    Where one result says both that a report was taken and that it was not, in whatever order, it was not; what is empty says nothing.
    """
    said = "".join(f'<updatedInd value="{flag}"/>' if flag else "<updatedInd/>" for flag in flags).encode()
    body = answer(RANDEVU_DURUM_GUNCELLEME, GOT[RANDEVU_DURUM_GUNCELLEME.method])
    assert body.count(b'<updatedInd value="true"/>') == 1
    ministry.faults.answer(body.replace(b'<updatedInd value="true"/>', said))

    assert [one.basarili for one in asked(RANDEVU_DURUM_GUNCELLEME, once)] == [False, False]
