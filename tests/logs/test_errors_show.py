"""
What errors show holds neither a secret nor a person: text, `repr()`, traceback with local values.
"""

from __future__ import annotations

import pickle
import traceback
import warnings
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from saglikclient import ConfigurationError, SaglikError
from tests.support.person import ANSWERS, FAMILY, WORDS, answer, people, refused, talep, told_by
from tests.support.person_calls import failed, failures

if TYPE_CHECKING:
    import pytest

    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox


def test_errors_hold_neither_secret_nor_person(ministry: Sandbox, hbys: Mhrs) -> None:
    """
    An error's text, its `repr()`, and its traceback with the values of all local variables, as error trackers send them, tell of nobody.
    """
    for call in failures(ministry, hbys):
        error = failed(call)
        trace = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        shown = f"{error} {error!r} {error.args!r} {trace}"

        assert "saglikclient/_core/boundary.py" in trace or "saglikclient/identifiers.py" in trace
        assert "_attempt" not in trace
        assert told_by(shown) == set(), f"{error}"
        assert [person for person in people(ministry) if person in shown] == []


def test_nothing_foreign_hangs_on_an_error(ministry: Sandbox, hbys: Mhrs) -> None:
    """
    Errors of other libraries hold requests and addresses, so none is the cause or context of one of ours.
    """
    for call in failures(ministry, hbys):
        error = failed(call)

        assert error.__cause__ is None
        assert error.__context__ is None or error.__suppress_context__, f"{error}"


def test_unreadable_records_hold_nobody(ministry: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    """
    What is listed, warned of and logged of a record that cannot be read tells of nobody either.
    """
    week = (ministry.clock(), ministry.clock() + timedelta(days=7))
    shown: list[str] = []
    lenient = ministry.mhrs()
    for body, status, kind in ANSWERS.values():
        ministry.faults.answer(body.encode(), status=status, content_type=kind)
        with suppress(SaglikError), warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            found = lenient.randevu.sorgulama(*week)
            shown += [f"{one!r} {one.error} {one.error!r} {one.error.__notes__}" for one in found.unreadable]
            shown += [str(one.message) for one in warned]

    assert shown
    assert told_by(f"{shown} {caplog.text}") == set()


def test_the_ministrys_words_are_there_for_those_who_ask(ministry: Sandbox, hbys: Mhrs) -> None:
    """
    What the Ministry said about a person is kept, apart from what is logged: a clerk has to read it. It survives pickling.
    """
    ministry.faults.answer(answer("AE", rest=refused(WORDS)).encode())
    error = failed(lambda: hbys.randevu.sorgulama(ministry.clock(), ministry.clock() + timedelta(days=1)))
    copy = pickle.loads(pickle.dumps(error))

    for one in (error, copy):
        assert isinstance(one.message, str)
        assert FAMILY in one.message
        assert told_by(f"{one} {one!r} {one.issues!r}") == set()


def test_a_contract_that_does_not_fit_quotes_nothing(ministry: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    If the contract does not take our message, the error says so without the message.
    """
    hbys, booking = ministry.mhrs(), talep(ministry)
    operations = hbys.contract.wsdl._operations
    monkeypatch.setitem(operations, "LOCAL_IN000016", operations["LOCAL_IN000018"])

    error = failed(lambda: hbys.randevu.kayit(booking))
    trace = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())

    assert isinstance(error, ConfigurationError)
    assert "does not accept the LOCAL_IN000016" in str(error)
    assert told_by(trace) == set()
