"""
The Sandbox's HES, asked in raw HTTP: it is as strict as the Ministry's is known to be.
"""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient.hes import HesCode, OutcomeKind
from saglikclient.testing._hes.service import METHODS, FakeHes
from saglikclient.testing._service import Request
from tests.support.hes_wire import CODE, distinct

if TYPE_CHECKING:
    from saglikclient.hes import Hes
    from saglikclient.mhrs import Hasta
    from saglikclient.testing import Clock, Sandbox

pytestmark = pytest.mark.usefixtures("moved")

BASIC = f"Basic {base64.b64encode(b'sandbox:sandbox-parola').decode()}"


def ask(ministry: Sandbox, method: str, content: Any, *, verb: str = "POST", basic: str = BASIC) -> tuple[int, Any]:
    """
    Send one request; the status and the document that come back.
    """
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    wire = ministry.receive(Request(verb, f"{FakeHes.base}/{method}", {"Authorization": basic}, body), None)
    return wire.status, json.loads(wire.body or b"null")


def test_a_record_looks_like_an_observed_one(sandbox: Sandbox, code: HesCode, hasta: Hasta, clock: Clock) -> None:
    """
    Dates in UTC with three digits, masks of eight asterisks and three digits, a blank behind the last name, no echo of the code.
    """
    sandbox.codes.add(code, hasta, vaccinated=False, test_shared=True, negative_test=clock() - timedelta(hours=10, milliseconds=3))

    status, record = ask(sandbox, "check-hes-code-plus", {"hes_code": code.value})

    assert status == 200
    assert record == {
        "expiration_date": "2027-03-02T05:00:00.000Z",
        "current_health_status": "RISKLESS",
        "masked_identity_number": f"********{hasta.tckn[-3:]}",
        "masked_firstname": f"{hasta.adi[:2].upper()}****",
        "masked_lastname": f"{hasta.soyadi[:2].upper()}**** ",
        "is_vaccinated": False,
        "is_immune": None,
        "is_test_data_shared": True,
        "last_negative_test_date": "2026-03-01T18:59:59.997Z",
    }


@pytest.mark.parametrize("method", METHODS)
def test_every_method_wants_credentials(sandbox: Sandbox, method: str) -> None:
    """
    Nobody is told anything without the right ones.
    """
    for basic in ("", "Basic", "Basic eDp5", BASIC.lower()):
        assert ask(sandbox, method, {"hes_code": CODE.value}, basic=basic)[0] == 401
    assert {entry.outcome for entry in sandbox.journal} == {"401"}


@pytest.mark.parametrize(("verb", "method"), [("GET", "check-hes-code"), ("POST", "check-hes"), ("POST", ""), ("POST", "/check-hes-code")])
def test_another_address_is_not_there(sandbox: Sandbox, verb: str, method: str) -> None:
    """
    Six methods, by POST; a doubled slash is another address.
    """
    assert ask(sandbox, method, b"", verb=verb) == (404, None)


@pytest.mark.parametrize("content", [b"{", [], {}, {"hes_code": None}, {"hes_code": 5}, "K7M2908178"])
def test_a_single_check_wants_an_object(sandbox: Sandbox, content: Any) -> None:
    """
    What holds no code is refused with a key and words.
    """
    status, document = ask(sandbox, "check-hes-code", content)

    assert status == document["status"] == 400
    assert document["errorKey"] == "malformed"
    assert document["title"]


@pytest.mark.parametrize("missing", ["city", "district", "explicit_address"])
def test_a_visitor_check_wants_a_place(sandbox: Sandbox, code: HesCode, missing: str) -> None:
    """
    Each part of the place is required.
    """
    place = {"hes_code": code.value, "city": "06", "district": "Çankaya", "explicit_address": "Bilkent"}

    assert ask(sandbox, "check-visitor-hes-code", place)[0] == 200
    assert ask(sandbox, "check-visitor-hes-code", {**place, missing: ""})[1]["errorKey"] == "malformed"


@pytest.mark.parametrize("spelling", ["K7M2-9081-78", "k7m2908178", " K7M2908178", "K7M2"])
def test_codes_are_taken_bare_only(sandbox: Sandbox, code: HesCode, spelling: str) -> None:
    """
    A client that sends hyphens, blanks or small letters finds nothing.
    """
    assert ask(sandbox, "check-hes-code", {"hes_code": spelling})[1]["errorKey"] == "hescodenotfound"
    assert ask(sandbox, "check-hes-codes", [{"hes_code": spelling}])[1] == {
        "success_map": {},
        "unsuccess_map": {spelling: "hescodenotfound"},
    }
    assert ask(sandbox, "check-hes-codes", [{"hes_code": code.value}])[1]["unsuccess_map"] == {}


@pytest.mark.parametrize("method", ["check-hes-codes", "check-hes-codes-plus"])
def test_more_than_five_hundred_are_refused(sandbox: Sandbox, method: str) -> None:
    """
    500 pass, 501 do not, and neither does an object around them.
    """
    items = [{"hes_code": code.value} for code in distinct(501)]

    assert ask(sandbox, method, items[:500])[0] == 200
    assert ask(sandbox, method, items)[1]["errorKey"] == "local-limit"
    assert ask(sandbox, method, {"codes": items[:1]})[0] == 400
    assert [(entry.outcome, entry.processed) for entry in sandbox.journal] == [
        ("200", True),
        ("local-limit", False),
        ("local-limit", False),
    ]


def test_a_code_may_go_missing(sandbox: Sandbox, hes: Hes, code: HesCode) -> None:
    """
    A forgotten code is in neither map, known or not, and comes back when it is remembered.
    """
    stranger = distinct(1)[0]
    sandbox.codes.missing.update({code, stranger})

    assert ask(sandbox, "check-hes-codes", [{"hes_code": one.value} for one in (code, stranger)])[1] == {
        "success_map": {},
        "unsuccess_map": {},
    }
    assert [outcome.kind for outcome in hes.check_many([code, stranger])] == [OutcomeKind.UNANSWERED] * 2
    sandbox.codes.missing.clear()
    assert [outcome.kind for outcome in hes.check_many([code, stranger])] == [OutcomeKind.RESULT, OutcomeKind.NOT_FOUND]


def test_a_record_may_be_damaged(sandbox: Sandbox, hes: Hes, code: HesCode, hasta: Hasta) -> None:
    """
    The record of a damaged code is empty in bulk answers, basic and plus, and others are as they are.
    """
    other = sandbox.codes.add(distinct(1)[0], hasta)
    sandbox.codes.damaged.add(code)

    for outcomes in (hes.check_many([code, other], on_error="collect"), hes.check_many_plus([code, other], on_error="collect")):
        assert [outcome.kind for outcome in outcomes] == [OutcomeKind.FAILED, OutcomeKind.RESULT]
    assert hes.check(code).hes_code == code


def test_a_code_expires_with_the_clock(sandbox: Sandbox, hes: Hes, hasta: Hasta, clock: Clock) -> None:
    """
    It is good until its time, and over from then on.
    """
    sandbox.codes.add(CODE, hasta, expires=clock() + timedelta(hours=1))

    assert hes.check_many([CODE])[0].kind is OutcomeKind.RESULT
    clock.set(clock() + timedelta(hours=1))
    assert hes.check_many([CODE])[0].kind is OutcomeKind.EXPIRED


def test_the_journal_tells_the_method_and_no_code(sandbox: Sandbox, hes: Hes, code: HesCode) -> None:
    """
    What was received can be counted, faults included.
    """
    sandbox.faults.next("lost-answer")
    sandbox.faults.next("http-503")
    hes.check_employee(code)

    assert [(entry.operation, entry.outcome, entry.fault) for entry in sandbox.journal] == [
        ("check-employee-hes-code", "200", "lost-answer"),
        ("check-employee-hes-code", "http-503", "http-503"),
        ("check-employee-hes-code", "200", ""),
    ]
    assert code.value not in repr(sandbox.journal)


def test_codes_are_given_as_people_write_them(sandbox: Sandbox, hasta: Hasta) -> None:
    """
    What is added is checked like everything else.
    """
    assert sandbox.codes.add("k7m2-9081-78", hasta) == HesCode("K7M2908178")
    with pytest.raises(ValueError, match="HES code"):
        sandbox.codes.add("K7M2", hasta)
