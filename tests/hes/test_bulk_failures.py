"""
A part that fails: what the others brought is not lost, and the outcomes stay in the asked order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saglikclient import AuthenticationError, HttpError, OutcomeUnknown
from saglikclient.errors import PartialResult
from saglikclient.hes import HesCode, OutcomeKind
from tests.support.hes_wire import Line, distinct

if TYPE_CHECKING:
    from saglikclient.hes import Hes, HesOutcome, HesResult
    from saglikclient.testing import Sandbox

CODES = distinct(1700)
PARTS = [CODES[start : start + 500] for start in range(0, 1700, 500)]
WORKERS = pytest.mark.parametrize("workers", [1, 3])
POSITION = pytest.mark.parametrize("position", range(len(PARTS)))


def known(outcomes: object) -> list[HesCode | None]:
    """
    The codes that have been answered.
    """
    found: list[HesOutcome[HesResult]] = list(outcomes)  # type: ignore[call-overload]
    assert {outcome.kind for outcome in found} <= {OutcomeKind.NOT_FOUND}
    return [outcome.hes_code for outcome in found]


@WORKERS
@POSITION
def test_a_failed_part_is_told_with_what_is_known(watched: Hes, line: Line, position: int, workers: int) -> None:
    """
    By default the failure is raised, holding every outcome of the parts before it and of those under way, in order.
    """
    line.breaks_for(PARTS[position][7:8], 500)
    with pytest.raises(PartialResult) as caught:
        watched.check_many(CODES, workers=workers)

    sent = PARTS[: position + workers]
    assert known(caught.value.outcomes) == [code for part in sent if part is not PARTS[position] for code in part]
    assert isinstance(caught.value.error, HttpError)
    assert (caught.value.service, caught.value.operation) == ("hes", "check_many")
    assert caught.value.error.operation == "check_many"
    assert len(line.sent) == len(sent)


@WORKERS
@POSITION
def test_the_iterator_gives_before_it_raises(watched: Hes, line: Line, position: int, workers: int) -> None:
    """
    What was given is not repeated in the error, which holds the rest that is known.
    """
    line.breaks_for(PARTS[position][499:] or PARTS[position][:1], 500)
    given: list[HesOutcome[HesResult]] = []
    outcomes = watched.iter_check_many(CODES, workers=workers)
    with pytest.raises(PartialResult) as caught:
        given.extend(outcome for outcome in outcomes)

    assert known(given) == [code for part in PARTS[:position] for code in part]
    assert known(caught.value.outcomes) == [code for part in PARTS[position + 1 : position + workers] for code in part]
    assert caught.value.operation == "iter_check_many"


@WORKERS
@POSITION
def test_a_failure_can_be_collected(watched: Hes, line: Line, position: int, workers: int) -> None:
    """
    With `collect` everything is asked; the codes of the failed part carry the failure, all others their own outcome.
    """
    line.breaks_for(PARTS[position][:1], 500)
    progress: list[int] = []
    outcomes = watched.check_many(CODES, workers=workers, on_error="collect", progress=progress.append)

    failed = [outcome for outcome in outcomes if outcome.kind is OutcomeKind.FAILED]
    assert [outcome.hes_code for outcome in outcomes] == CODES
    assert [outcome.hes_code for outcome in failed] == PARTS[position]
    assert all(isinstance(outcome.error, HttpError) and outcome.error.status == 500 for outcome in failed)
    rest = [code for part in PARTS if part is not PARTS[position] for code in part]
    assert known(outcome for outcome in outcomes if outcome.kind is not OutcomeKind.FAILED) == rest
    assert len(line.sent) == len(PARTS)
    assert progress == [500, 1000, 1500, 1700]


def test_every_part_may_fail(watched: Hes, line: Line) -> None:
    """
    Then every code has failed, and none is missing.
    """
    line.breaks_for(CODES, 500)

    assert {outcome.kind for outcome in watched.iter_check_many(CODES, on_error="collect")} == {OutcomeKind.FAILED}
    assert len(watched.check_many(CODES, on_error="collect", workers=3)) == len(CODES)


@WORKERS
@POSITION
def test_wrong_credentials_end_the_check(watched: Hes, line: Line, position: int, workers: int) -> None:
    """
    After a 401 nothing more is sent, in `collect` too: hundreds of wrong passwords may lock an account. The rest fails with the same error,
    parts that were about to be sent included.
    """
    watched.check_many(CODES[:1])  # accepted, so that parts go side by side
    line.sent.clear()
    line.breaks_for(PARTS[position][:1], 401)
    outcomes = watched.check_many(CODES, workers=workers, on_error="collect")

    sent = [code.value for part in PARTS[: position + workers] for code in part]
    answered = [code.value for code in known(outcome for outcome in outcomes if outcome.kind is not OutcomeKind.FAILED) if code]
    assert [outcome.hes_code for outcome in outcomes] == CODES
    assert set(answered) <= set(sent) - {code.value for code in PARTS[position]}
    assert workers > 1 or len(answered) == 500 * position
    assert all(isinstance(outcome.error, AuthenticationError) for outcome in outcomes if outcome.kind is OutcomeKind.FAILED)
    assert {code for request in line.sent for code in request.codes} <= set(sent)


def test_malformed_and_known_codes_of_a_failed_part_are_known(watched: Hes, line: Line) -> None:
    """
    What needed no answer of the failed part has its outcome: malformed codes, and those that an earlier part has answered.
    """
    line.breaks_for(PARTS[1][:1], 500)
    asked = [*PARTS[0], "junk", CODES[0], *PARTS[1]]
    with pytest.raises(PartialResult) as caught:
        watched.check_many(asked)
    collected = watched.check_many(asked, on_error="collect")

    *first, junk, again = caught.value.outcomes
    assert known(first) == PARTS[0]
    assert again == first[0]
    assert junk.kind is OutcomeKind.MALFORMED  # type: ignore[attr-defined]
    kinds = [OutcomeKind.MALFORMED, OutcomeKind.NOT_FOUND, *[OutcomeKind.FAILED] * 498, *[OutcomeKind.NOT_FOUND] * 2]
    assert [outcome.kind for outcome in collected[500:]] == kinds


def test_a_code_of_a_failed_part_that_stands_again_is_not_sent_again(watched: Hes, line: Line) -> None:
    """
    Asked once means once: the second place carries the same failure.
    """
    line.breaks_for(CODES[:1], 500)
    outcomes = watched.check_many([*PARTS[0], CODES[0], *PARTS[1]], on_error="collect")

    assert outcomes[500] == outcomes[0]
    assert outcomes[0].kind is OutcomeKind.FAILED
    assert sum(sent.codes.count(CODES[0].value) for sent in line.sent) == 1


@pytest.mark.parametrize(("fault", "requests"), [("http-503", 1), ("lost-answer", 1), ("http-503-retry-after", 2)])
def test_a_passing_failure_of_a_part_is_repeated(sandbox: Sandbox, hes: Hes, fault: str, requests: int) -> None:
    """
    A part is a read: it is asked again, as single checks are.
    """
    sandbox.faults.next(fault, times=requests)
    outcomes = hes.check_many(CODES[:1200])

    assert known(outcomes) == CODES[:1200]
    assert len(sandbox.journal) == 3 + requests


def test_a_lasting_failure_of_a_part_is_told(sandbox: Sandbox, hes: Hes) -> None:
    """
    After the last attempt it is this part's failure.
    """
    sandbox.faults.next("lost-answer", times=3)
    outcomes = hes.check_many(CODES[:600], on_error="collect")

    assert {type(outcome.error) for outcome in outcomes[:500]} == {OutcomeUnknown}
    assert known(outcomes[500:]) == CODES[500:600]


def test_a_refused_part_is_a_failed_one(sandbox: Sandbox, hes: Hes) -> None:
    """
    A service with a smaller limit refuses whole parts, with its key and words.
    """
    sandbox.codes.limit = 499
    with pytest.raises(PartialResult) as caught:
        hes.check_many(CODES[:500])

    assert caught.value.error is not None
    assert getattr(caught.value.error, "code", "") == "local-limit"
    assert known(hes.check_many(CODES[:499])) == CODES[:499]


def test_a_mistake_of_the_caller_stays_his(hes: Hes) -> None:
    """
    What the source of codes or the callback raises comes through as it is.
    """

    def source() -> object:
        yield CODES[0]
        raise KeyError("source")

    with pytest.raises(KeyError, match="source"):
        hes.check_many(source())  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        hes.check_many(CODES[:1], progress=lambda done: 1 // (done - 1))  # type: ignore[arg-type, return-value]
