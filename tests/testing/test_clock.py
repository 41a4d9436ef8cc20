"""
The Sandbox's own time: a moment that is written down, the same for everything that a client gives, until a test moves it.
"""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from saglikclient._core import timing
from saglikclient._core.timing import TURKIYE
from saglikclient.erapor import Role
from saglikclient.testing import SANDBOX_START, Clock, Sandbox

if TYPE_CHECKING:
    from saglikclient.mhrs import Hasta

CODE = "A1B2-3456-78"
HEKIM = "10000000146"


def test_the_start_is_a_monday_morning() -> None:
    """
    `SANDBOX_START` is what the documents say: eight o'clock on a Monday in Türkiye.
    """
    assert (SANDBOX_START.isoweekday(), SANDBOX_START.isoformat(), SANDBOX_START.tzinfo) == (1, "2026-03-02T08:00:00+03:00", TURKIYE)


@pytest.mark.parametrize("ministry", [Sandbox, lambda: Sandbox.with_hospital(hekim=1, gun=1)], ids=["bare", "with_hospital"])
def test_a_sandbox_stands_at_its_start(ministry: type[Sandbox]) -> None:
    """
    Without `clock=` it is that moment, for its clients too, whatever the machine's clock says.
    """
    sandbox = ministry()
    sandbox.mhrs().poliklinik.sorgulama()

    assert sandbox.clock() == sandbox.now() == sandbox.journal[0].received_at == SANDBOX_START


def test_each_sandbox_has_a_clock_of_its_own() -> None:
    """
    Time that passes in one Sandbox does not pass in another.
    """
    one, other = Sandbox(), Sandbox()

    one.clock.advance(timedelta(days=1))

    assert (one.now() - SANDBOX_START, other.now()) == (timedelta(days=1), SANDBOX_START)


def test_a_sandbox_can_have_the_real_time(moved: datetime) -> None:
    """
    `clock=timing.now` is the machine's own present moment.
    """
    assert timedelta() <= Sandbox(clock=timing.now).now() - moved < timedelta(minutes=1)


def test_a_clock_that_follows_another_can_be_moved() -> None:
    """
    Ahead of the one that it follows it goes on with it; set to a moment it stands still there.
    """
    leading = Clock(SANDBOX_START)
    following = Sandbox(clock=lambda: leading().astimezone(UTC)).clock

    following.advance(timedelta(days=1))
    leading.advance(timedelta(hours=1))
    assert (following(), following().tzinfo) == (SANDBOX_START + timedelta(days=1, hours=1), TURKIYE)

    following.set(SANDBOX_START.replace(tzinfo=None))
    leading.advance(timedelta(hours=1))
    assert following() == SANDBOX_START


def test_a_code_ends_by_the_sandboxs_clock(sandbox: Sandbox, hasta: Hasta) -> None:
    """
    `is_riskless` without a moment goes by the clock of the client that gave the result, single and bulk.
    """
    sandbox.codes.add(CODE, hasta, expires=sandbox.clock() + timedelta(hours=1))
    with sandbox.hes() as hes:
        results = [hes.check(CODE), *(outcome.result for outcome in hes.check_many([CODE])), hes.check_plus(CODE)]
    verdicts = [result.is_riskless for result in results if result is not None]
    assert [bool(verdict) for verdict in verdicts] == [True] * 3

    sandbox.clock.advance(timedelta(hours=1))
    assert [bool(verdict) for verdict in verdicts] == [False] * 3


def test_a_token_ends_by_the_sandboxs_clock(sandbox: Sandbox) -> None:
    """
    `is_expired` goes by the clock of the client that got the token; another one may be asked.
    """
    token = sandbox.erapor().token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)
    assert token.is_expired() is False

    sandbox.clock.advance(timedelta(hours=1))
    assert token.is_expired() is True
    assert token.is_expired(lambda: SANDBOX_START) is False


def test_what_was_pickled_goes_by_the_real_clock(sandbox: Sandbox, hasta: Hasta) -> None:
    """
    Results and tokens can go to another process, where the Sandbox's clock is not: there they are equal, and go by the real time.
    """
    sandbox.codes.add(CODE, hasta, expires=SANDBOX_START + timedelta(hours=1))
    result = sandbox.hes().check(CODE)
    token = sandbox.erapor().token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)
    sandbox.clock.advance(timedelta(days=1))

    there = pickle.loads(pickle.dumps((result, token, result.is_riskless)))

    assert there[:2] == (result, token)
    for hours, over in ((0, False), (2, True)):
        with time_machine.travel((SANDBOX_START + timedelta(hours=hours)).timestamp(), tick=False):
            assert (there[0].is_riskless == (not over), there[1].is_expired(), there[2]()) == (True, over, not over)
