"""
What an answer says beside its verdict is kept: that a request waits in a queue, problems beside an acceptance, a number that is missing.
"""

from __future__ import annotations

import logging
import pickle
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import Issue, NumberMissing, ServiceError, SlotTaken
from saglikclient.errors import IssueWarning
from saglikclient.mhrs import KayitDurumu, Receipt
from saglikclient.mhrs.interactions import (
    CETVEL_GUNCELLEME,
    CETVEL_IPTAL,
    CETVEL_SORGULAMA,
    POLIKLINIK_GUNCELLEME,
    POLIKLINIK_IPTAL,
    POLIKLINIK_KAYIT,
    POLIKLINIK_SORGULAMA,
    RANDEVU_IPTAL,
    RANDEVU_KAYIT,
    RANDEVU_SORGULAMA,
    SABLON_DURUM_GUNCELLEME,
    SABLON_GUNCELLEME,
    TABLE_1,
)
from tests.support.hl7_answers import answer
from tests.support.hl7_golden import made
from tests.support.hl7_received import CETVEL, GOT, HASTA, RANDEVU
from tests.support.hl7_sent import SENT, TALEP
from tests.support.hl7_verdicts import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saglikclient.mhrs import Mhrs, Randevu
    from saglikclient.testing import Sandbox
    from tests.support.hl7_golden import Row

CHANGES = (POLIKLINIK_GUNCELLEME, SABLON_GUNCELLEME, CETVEL_GUNCELLEME)
COMMANDS = (POLIKLINIK_IPTAL, CETVEL_IPTAL, RANDEVU_IPTAL, SABLON_DURUM_GUNCELLEME)
PROBLEM = ("02-001-002-0003-207", "Ayşe Örnek (10000000146) MERNİS'te yok")
every = pytest.mark.parametrize("row", [*CHANGES, *COMMANDS], ids=lambda row: row.method)


def receipt(row: Row, mhrs: Mhrs) -> Receipt[object]:
    """
    What the golden call of a row returns.
    """
    found = made(mhrs, SENT[row.method].call)
    assert isinstance(found, Receipt)
    return found


@every
@pytest.mark.parametrize(("code", "queued"), [("AA", False), ("CA", True)])
def test_queue_can_be_seen(row: Row, code: str, queued: bool, ministry: Sandbox, once: Mhrs) -> None:
    """
    Every change and cancellation says whether it is done or only queued, and under which id.
    """
    ministry.faults.answer(answer(row, code=code))

    found = receipt(row, once)

    assert (found.queued, found.issues) == (queued, ())
    assert found.request_id == ministry.journal[-1].message_id
    assert found.record == (None if row in COMMANDS else SENT[row.method].models[0])


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: row.method)
def test_receipt_has_the_registered_record(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    If the answer to a change brings the record, the receipt has it.
    """
    ministry.faults.answer(answer(row, GOT[row.method]))

    found = receipt(row, once)

    assert (found.record, found.queued) == (GOT[row.method][0], False)
    assert pickle.loads(pickle.dumps(found)) == found


@every
def test_problems_beside_an_acceptance_are_kept(row: Row, ministry: Sandbox, once: Mhrs, caplog: pytest.LogCaptureFixture) -> None:
    """
    Problems beside an acceptance are in the receipt, and warned of and logged by their codes; the Ministry's words are in neither.
    """
    ministry.faults.answer(answer(row, code="CA", system=(("03-007", "MERNİS"),), application=(PROBLEM, ("", ""))))
    caplog.set_level(logging.WARNING, "saglikclient.mhrs")

    with pytest.warns(IssueWarning, match=f"^{row.method}: .* problems: 03-007, {PROBLEM[0]}$") as warned:
        found = receipt(row, once)

    assert found.issues == (Issue("03-007", "MERNİS", system=True), Issue(*PROBLEM))
    assert warned[0].filename.endswith("hl7_sent.py")
    (line,) = caplog.messages
    assert found.request_id in line
    assert PROBLEM[0] in line
    assert "Ayşe" not in f"{line} {found!r} {warned[0].message}"


@pytest.mark.parametrize("row", [POLIKLINIK_KAYIT, POLIKLINIK_SORGULAMA, RANDEVU_SORGULAMA], ids=lambda row: row.method)
def test_problems_beside_records_are_warned_of(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    A call that returns records warns of problems beside them, and returns the records.
    """
    ministry.faults.answer(answer(row, GOT[row.method], application=(PROBLEM,)))

    with pytest.warns(IssueWarning, match=PROBLEM[0]):
        found = made(once, SENT[row.method].call)

    assert found in (GOT[row.method][0], None) or tuple(found) == GOT[row.method]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "system", "blames"),
    [
        ("system", "2.2.5", True),
        ("system", "3.1.3", True),
        ("application", "2.2.4", False),
        ("application", "3.1.4", False),
        ("system", "3.1.4", False),
        ("application", "2.2.5", True),
        ("application", "3.1.3", True),
        ("system", "9.9", True),
        ("application", "9.9", False),
    ],
)
def test_either_numbering_of_errors_is_understood(place: str, system: str, blames: bool, ministry: Sandbox, once: Mhrs) -> None:
    """
    Whose error it is follows from its code system, Sağlık-NET's or MHRS', whose numbers are in the other order; else from its place.
    """
    content = answer(POLIKLINIK_KAYIT, code="AE", **{place: (("03-010", "hata"),)})  # type: ignore[arg-type]
    old = b"2.2.5" if place == "system" else b"2.2.4"
    error = verdict(POLIKLINIK_KAYIT, content.replace(b"113883.3.129." + old, b"113883.3.129." + system.encode()), ministry, once)

    assert getattr(error, "issues", ()) == (Issue("03-010", "hata", system=blames),)


NUMBERED = [row for row in TABLE_1 if row.numbered]


@pytest.mark.parametrize("row", NUMBERED, ids=lambda row: row.method)
def test_problems_beside_a_missing_number_are_kept(row: Row, ministry: Sandbox, mhrs: Mhrs) -> None:
    """
    What the Ministry reports beside an acceptance is in the error, if there is no record to return.
    """
    error = verdict(row, answer(row, application=(PROBLEM,)), ministry, mhrs)

    assert (type(error), getattr(error, "issues", ())) == (NumberMissing, (Issue(*PROBLEM),))
    assert getattr(pickle.loads(pickle.dumps(error)), "issues", ()) == (Issue(*PROBLEM),)


@pytest.mark.parametrize("row", NUMBERED, ids=lambda row: row.method)
def test_accepted_without_its_number_is_accepted(row: Row, ministry: Sandbox, mhrs: Mhrs) -> None:
    """
    The official answer to a write has no place for records. A plain AA is an acceptance: not in doubt, not to be repeated, to be queried.
    """
    error = verdict(row, answer(row), ministry, mhrs)

    assert type(error) is NumberMissing
    assert not error.retryable
    assert error.request_id == ministry.journal[-1].message_id
    assert len(ministry.journal) == 1


def looked_up(ministry: Sandbox, mhrs: Mhrs, found: Sequence[Randevu], cetveller: Sequence[object] = (CETVEL,)) -> Randevu:
    """
    Book with `lookup=True`, where the answer has no number and the Ministry then lists these appointments.
    """
    ministry.faults.answer(answer(RANDEVU_KAYIT))
    ministry.faults.answer(answer(CETVEL_SORGULAMA, cetveller))  # type: ignore[arg-type]
    ministry.faults.answer(answer(RANDEVU_SORGULAMA, found))
    return mhrs.randevu.kayit(TALEP, lookup=True)


MINE = attrs.evolve(RANDEVU, hasta_tckn=TALEP.hasta.tckn)
OTHERS = (
    attrs.evolve(MINE, hasta_tckn=HASTA),
    attrs.evolve(MINE, baslangic=MINE.baslangic - timedelta(minutes=15)),
    attrs.evolve(MINE, hekim_kodu=HASTA),
    attrs.evolve(MINE, kayit_durumu=KayitDurumu.IPTAL),
)


def test_booking_without_its_number_is_looked_up(ministry: Sandbox, once: Mhrs) -> None:
    """
    With `lookup=True` the appointment of this patient, with the schedule's physician, at this time is queried and returned.
    """
    assert looked_up(ministry, once, (*OTHERS, MINE)) == MINE
    assert [entry.operation for entry in ministry.journal] == ["randevu.kayit", "calisma_cetveli.sorgulama", "randevu.sorgulama"]


@pytest.mark.parametrize(
    ("found", "cetveller"),
    [((), (CETVEL,)), (OTHERS, (CETVEL,)), ((MINE, attrs.evolve(MINE, randevu_hrn="HRN2")), (CETVEL,)), ((MINE,), ())],
    ids=["none", "others", "two", "no schedule"],
)
def test_booking_that_cannot_be_told_is_not_guessed(
    found: Sequence[Randevu], cetveller: Sequence[object], ministry: Sandbox, once: Mhrs
) -> None:
    """
    Unless there is exactly one, the number stays missing, and the booking accepted.
    """
    with pytest.raises(NumberMissing) as caught:
        looked_up(ministry, once, found, cetveller)

    assert caught.value.request_id == ministry.journal[0].message_id


@pytest.mark.parametrize("fault", ["refused", "reset", "http-503", "garbage-xml"])
def test_failed_lookup_does_not_hide_the_booking(fault: str, ministry: Sandbox, once: Mhrs) -> None:
    """
    If the query fails, the error is still that the booking was accepted, not that nothing was sent.
    """
    ministry.faults.answer(answer(RANDEVU_KAYIT))
    ministry.faults.next(fault)

    with pytest.raises(NumberMissing):
        once.randevu.kayit(TALEP, lookup=True)


def test_lookup_is_not_needed_where_the_number_came(ministry: Sandbox, once: Mhrs) -> None:
    """
    A booking whose answer has the appointment is one call.
    """
    ministry.faults.answer(answer(RANDEVU_KAYIT, GOT["randevu.kayit"]))

    assert once.randevu.kayit(TALEP, lookup=True) == RANDEVU
    assert len(ministry.journal) == 1


def test_taken_slot_has_its_own_error(ministry: Sandbox, once: Mhrs) -> None:
    """
    A slot that is taken is a refusal of its own, since another one may be free.
    """
    error = verdict(RANDEVU_KAYIT, answer(RANDEVU_KAYIT, code="AE", application=(("LOCAL-TAKEN", "dolu"),)), ministry, once)

    assert type(error) is SlotTaken
    assert isinstance(error, ServiceError)
    assert str(error).startswith("LOCAL-TAKEN: the slot is taken")
