"""
EK 1, item 4.a, from end to end: what happens at the Ministry behind the client's back reaches the HBYS exactly once.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import AuthenticationError, Credentials, HttpError, OutcomeUnknown, SaglikError
from saglikclient.mhrs import EsitlemeDurumu, KayitDurumu, Randevu
from tests.support.sync_story import DEGISTI, EKLENDI, EVERY, IPTAL, PASSING, Ministry, kinds, story

if TYPE_CHECKING:
    from saglikclient.testing import Clock, Sandbox


@pytest.fixture
def ministry(hastane: Sandbox) -> Ministry:
    """
    The other side.
    """
    return Ministry(hastane)


def test_each_change_is_given_once(hastane: Sandbox, ministry: Ministry) -> None:
    """
    Bookings, changes and cancellations come in the round in which they were found, and never again.
    """
    old, doomed = ministry.book(0), ministry.book(1)
    new: list[Randevu] = []
    changes, _ = story(
        hastane,
        lambda: new.append(ministry.book(2)),
        lambda: ministry.change(old, "refakatçi gelecek"),
        lambda: None,
        lambda: ministry.cancel(doomed),
        lambda: ministry.erase(new[0]),
        lambda: None,
    )

    assert kinds(changes) == [
        (EKLENDI, old.randevu_hrn),
        (EKLENDI, doomed.randevu_hrn),
        (EKLENDI, new[0].randevu_hrn),
        (DEGISTI, old.randevu_hrn),
        (IPTAL, doomed.randevu_hrn),
        (IPTAL, new[0].randevu_hrn),
    ]
    assert [change.randevu for change in changes[:4]] == [old, doomed, new[0], attrs.evolve(old, randevu_notu="refakatçi gelecek")]
    assert changes[4].randevu == attrs.evolve(doomed, kayit_durumu=KayitDurumu.IPTAL)
    assert changes[5].randevu == new[0]


def test_what_came_and_went_between_two_queries_is_not_told(hastane: Sandbox, ministry: Ministry) -> None:
    """
    An appointment that the HBYS never saw is not cancelled for it.
    """
    assert story(hastane, lambda: ministry.cancel(ministry.book(0)))[0] == []


def test_a_rebooked_slot_is_a_cancellation_and_a_booking(hastane: Sandbox, ministry: Ministry) -> None:
    """
    The same time under another number is another appointment.
    """
    old = ministry.book(0)
    new: list[Randevu] = []

    def rebook() -> None:
        ministry.cancel(old)
        new.append(ministry.book(0))

    changes, _ = story(hastane, rebook)

    assert sorted(kinds(changes)[1:], key=str) == sorted([(IPTAL, old.randevu_hrn), (EKLENDI, new[0].randevu_hrn)], key=str)


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_failure_changes_nothing(hastane: Sandbox, ministry: Ministry, fault: str) -> None:
    """
    While queries fail nothing is taken for cancelled; what happened meanwhile comes with the next one, once. Each failure is told.
    """
    old, doomed = ministry.book(0), ministry.book(1)
    told: list[SaglikError] = []

    def trouble() -> None:
        ministry.cancel(doomed)
        hastane.faults.next(fault, times=2)

    changes, _ = story(hastane, trouble, lambda: None, lambda: None, on_error=told.append)

    assert kinds(changes) == [(EKLENDI, old.randevu_hrn), (EKLENDI, doomed.randevu_hrn), (IPTAL, doomed.randevu_hrn)]
    assert len(told) == 2
    assert all(error.operation == "randevu.sorgulama" for error in told)


def test_half_an_answer_cancels_nobody(hastane: Sandbox, ministry: Ministry) -> None:
    """
    An answer that breaks off after some records is dropped whole.
    """
    for number in range(40):
        ministry.book(number)
    told: list[SaglikError] = []

    changes, _ = story(hastane, lambda: hastane.faults.next("half-answer"), lambda: None, on_error=told.append)

    assert [change.tur for change in changes] == [EKLENDI] * 40
    assert [type(error) for error in told] == [OutcomeUnknown]


def test_a_lasting_failure_ends_it(hastane: Sandbox) -> None:
    """
    A wrong password is not mended by asking again.
    """
    wrong = hastane.mhrs(credentials=Credentials(username="sandbox", password="yanlış"))

    with pytest.raises(AuthenticationError, match="03-014"):
        next(wrong.randevu.esitleme(interval=EVERY, sleep=lambda _: None))


def test_it_can_go_on_after_an_error(hastane: Sandbox, ministry: Ministry) -> None:
    """
    A refused password is raised; whoever goes on after `retry_login()` has missed nothing and sees nothing twice.
    """
    old = ministry.book(0)
    mhrs = hastane.mhrs()
    esitleme = mhrs.randevu.esitleme(interval=EVERY, sleep=lambda _: None)
    assert next(esitleme).randevu_hrn == old.randevu_hrn
    new = ministry.book(1)
    hastane.faults.answer(b"", status=401)

    with pytest.raises(AuthenticationError):
        next(esitleme)

    mhrs.retry_login()
    assert kinds([next(esitleme)]) == [(EKLENDI, new.randevu_hrn)]


def test_it_goes_on_where_it_stood(hastane: Sandbox, ministry: Ministry) -> None:
    """
    State that was kept as JSON leads on in another process: known appointments are not given again, lost ones are, without their data.
    """
    kept, doomed, changed = (ministry.book(number) for number in range(3))
    _, before = story(hastane)
    plain = json.loads(json.dumps(before.state.to_dict()))
    ministry.erase(doomed)
    ministry.change(changed, "değişti")
    new = ministry.book(3)

    changes, after = story(hastane, state=EsitlemeDurumu.from_dict(plain))

    assert set(kinds(changes)) == {(IPTAL, doomed.randevu_hrn), (DEGISTI, changed.randevu_hrn), (EKLENDI, new.randevu_hrn)}
    assert next(change.randevu for change in changes if change.tur is IPTAL) is None
    standing = {hrn for hrn, seen in after.state.seen.items() if not seen.cancelled}
    assert standing == {kept.randevu_hrn, changed.randevu_hrn, new.randevu_hrn}


def test_kept_state_holds_no_patient(hastane: Sandbox, ministry: Ministry) -> None:
    """
    State is made to be stored, so it has neither number nor name nor telephone of a patient.
    """
    randevu = ministry.book(0)
    _, esitleme = story(hastane)
    stored = json.dumps(esitleme.state.to_dict(), ensure_ascii=False)

    assert randevu.randevu_hrn in stored
    for secret in (str(randevu.hasta_tckn), randevu.hasta_adi, randevu.hasta_soyadi, randevu.telefonlar[0].numara):
        assert str(secret) not in stored


def test_some_physicians_are_asked_for_one_by_one(hastane: Sandbox, ministry: Ministry) -> None:
    """
    With `physicians` each has a query of its own, one that fails leaves the others alone, and nobody else's appointments are given.
    """
    first, second = hastane.hospital.hekimler
    per_physician = {hekim: next(n for n, slot in enumerate(ministry.slots) if slot.hekim_kodu == hekim) for hekim in (first, second)}
    booked = {hekim: ministry.book(number) for hekim, number in per_physician.items()}
    told: list[SaglikError] = []

    def trouble() -> None:
        ministry.cancel(booked[first])
        ministry.cancel(booked[second])
        hastane.faults.next("http-503")

    changes, _ = story(hastane, trouble, physicians=[first, second], on_error=told.append)
    alone, _ = story(hastane, lambda: None, physicians=[second])

    assert kinds(changes) == [
        (EKLENDI, booked[first].randevu_hrn),
        (EKLENDI, booked[second].randevu_hrn),
        (IPTAL, booked[second].randevu_hrn),
    ]
    assert [type(error) for error in told] == [HttpError]
    assert alone == []


def test_days_go_by(hastane: Sandbox, ministry: Ministry, clock: Clock) -> None:
    """
    An appointment of a day that has passed is over, not cancelled; the horizon moves along.
    """
    soon = ministry.book(0)
    late = Ministry(hastane)
    late.slots = [slot for cetvel in hastane.hospital.cetveller.values() for slot in hastane.hospital.slots(cetvel)][-1:]
    far = late.book(0)

    changes, esitleme = story(hastane, lambda: clock.advance(timedelta(days=2)), horizon=timedelta(days=3))

    assert kinds(changes) == [(EKLENDI, soon.randevu_hrn), (EKLENDI, far.randevu_hrn)]
    assert set(esitleme.state.seen) == {far.randevu_hrn}
