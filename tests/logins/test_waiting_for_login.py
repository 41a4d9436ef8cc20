"""
Threads that wait for another one's first call: what becomes of them when that one is refused, fails, or is interrupted.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import requests

from saglikclient import NotFound, NotSent, OutcomeUnknown
from saglikclient.testing import Sandbox
from tests.support.login_calls import CALLS, PATIENCE, Caller, failures, held, known, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

EACH = pytest.mark.parametrize("name", CALLS)
MANY = 8


class SoftTimeLimitExceeded(Exception):
    """
    As celery raises it in the middle of a task.
    """


class Timeout(BaseException):
    """
    As gevent raises it.
    """


@EACH
@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit, SoftTimeLimitExceeded, Timeout, MemoryError])
def test_an_interrupted_call_takes_nobody_with_it(name: str, interrupt: type[BaseException]) -> None:
    """
    The exception belongs to the thread that it hit. One of those who wait goes ahead in its place, and all of them get their answers.
    """
    failure = interrupt()
    with known(Sandbox()) as ministry:
        client, line = held(name, ministry, failure)
        first = Caller(lambda: CALLS[name](client))
        assert line.arrived.wait(PATIENCE)
        others = waiting(MANY, lambda: CALLS[name](client))
        line.go.set()

        assert first.outcome.exception(PATIENCE) is failure
        assert failures(others) == [None] * MANY
        if name == "MhrsRest":
            assert ministry.rest.logins == 1


def raise_in(caller: Caller, kind: type[BaseException]) -> None:
    """
    Let an exception come up in a thread from outside, as time limits and debuggers do.
    """
    assert ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(caller.ident or 0), ctypes.py_object(kind)) == 1


@pytest.fixture
def _untraced() -> Iterator[None]:
    """
    No tracer, so no coverage: while an exception waits for a thread that is blocked, CPython 3.11 enters no traced function in any other.
    """
    own, others = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type] # typeshed forgets that it takes None
    yield
    threading.settrace(others)  # type: ignore[arg-type]
    sys.settrace(own)


@EACH
@pytest.mark.usefixtures("_untraced")
@pytest.mark.parametrize("waits", [False, True])
def test_an_exception_from_outside_hits_one_thread_only(name: str, *, waits: bool) -> None:
    """
    Whether it hits the thread that is under way or one that waits: that one ends with it, and the others get their answers.
    """
    with known(Sandbox()) as ministry:
        client, line = held(name, ministry)
        first = Caller(lambda: CALLS[name](client))
        assert line.arrived.wait(PATIENCE)
        others = waiting(MANY, lambda: CALLS[name](client))
        hit = others.pop() if waits else first
        raise_in(hit, SoftTimeLimitExceeded)
        line.go.set()

        assert isinstance(hit.outcome.exception(PATIENCE), SoftTimeLimitExceeded)
        assert failures(others) == [None] * len(others)
        CALLS[name](client)


@pytest.mark.parametrize("name", ["Mhrs", "ERapor", "Hes"])
def test_those_who_wait_for_an_unanswered_call_were_not_sent(name: str) -> None:
    """
    They do not queue up for one timeout after the other: their calls end together with the first one, unsent, and may be made again.
    """
    with known(Sandbox()) as ministry:
        client, line = held(name, ministry, requests.ReadTimeout("x"))
        ministry.faults.next("lost-answer", times=2)
        first = Caller(lambda: CALLS[name](client))
        assert line.arrived.wait(PATIENCE)
        others = waiting(MANY, lambda: CALLS[name](client))
        line.go.set()
        errors = failures(others)

        assert isinstance(first.outcome.exception(PATIENCE), OutcomeUnknown)
        assert line.sent == 3
        assert {type(error) for error in errors} == {NotSent}
        assert len({id(error) for error in errors}) == MANY
        assert all(error.operation for error in errors if isinstance(error, NotSent))
        CALLS[name](client)


def test_a_failed_login_fails_for_everybody_who_waits_for_it() -> None:
    """
    A login is made for all of them: each gets its error, as an object of its own, and nobody logs in again at once.
    """
    with Sandbox() as ministry:
        client, line = held("MhrsRest", ministry)
        ministry.faults.answer(b"<html>", status=404, content_type="text/html", processed=False)
        first = Caller(lambda: CALLS["MhrsRest"](client))
        assert line.arrived.wait(PATIENCE)
        others = waiting(MANY, lambda: CALLS["MhrsRest"](client))
        line.go.set()
        errors = [first.outcome.exception(PATIENCE), *failures(others)]

        assert line.sent == 1
        assert all(isinstance(error, NotSent) and "HTTP 404" in str(error) for error in errors)
        assert len({id(error) for error in errors}) == MANY + 1


def test_a_session_that_ends_is_renewed_once() -> None:
    """
    However many calls are turned away at once, and though the account was accepted before: a second login would end the first session.
    """
    with Sandbox() as ministry:
        client, line = held("MhrsRest", ministry, ending="nothing yet")
        CALLS["MhrsRest"](client)
        line.ending = "/login"
        ministry.rest.end_session()
        before = ministry.rest.logins
        first = Caller(lambda: CALLS["MhrsRest"](client))
        assert line.arrived.wait(PATIENCE)
        others = waiting(MANY, lambda: CALLS["MhrsRest"](client))
        line.go.set()

        assert failures([first, *others]) == [None] * (MANY + 1)
        assert ministry.rest.logins == before + 1


def ask(name: str, client: object) -> bool:
    """
    Make the call; what it asks for may not exist.
    """
    with suppress(NotFound):
        CALLS[name](client)
    return True


@pytest.mark.parametrize("name", ["Mhrs", "Hes", "ERapor"])
@pytest.mark.parametrize("exists", [True, False])
def test_accepted_credentials_let_calls_go_side_by_side(name: str, *, exists: bool) -> None:
    """
    Only unproven credentials make threads wait: after the first answer, be it that there is no such code, all are on the wire at once.
    """
    together = threading.Barrier(MANY, timeout=PATIENCE)
    with known(Sandbox()) if exists else Sandbox() as ministry:
        client, line = held(name, ministry)
        line.go.set()
        ask(name, client)
        deliver = line.behind.send

        def meet(*args: object, **kwargs: object) -> requests.Response:
            together.wait()
            return deliver(*args, **kwargs)  # type: ignore[arg-type]

        line.behind.send = meet  # type: ignore[method-assign]
        callers = [Caller(lambda: ask(name, client)) for _ in range(MANY)]
        try:
            assert failures(callers) == [None] * MANY
        finally:
            line.behind.send = deliver  # type: ignore[method-assign]
