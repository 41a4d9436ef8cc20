"""
A member of a bulk answer that cannot be read costs its own code, and no other.
"""

from __future__ import annotations

import logging
import pickle
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from saglikclient import HttpError, ProtocolError
from saglikclient.errors import PartialResult
from saglikclient.hes import OutcomeKind
from tests.support.hes_wire import BASIC, PLUS, distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from saglikclient.hes import Hes, HesOutcome, HesResult

    Script = Callable[..., None]

CODES = distinct(1000)
BROKEN = (CODES[3], CODES[997])
"""One in each part."""
VALUE = "GİZLİ-DEĞER"
WORKERS = pytest.mark.parametrize("workers", [1, 2])
RECORDS: dict[str, tuple[object, str]] = {
    "status-null": ({**PLUS, "current_health_status": None}, "$.success_map.*.current_health_status"),
    "status-number": ({**PLUS, "current_health_status": 5}, "$.success_map.*.current_health_status"),
    "expiration-words": ({**PLUS, "expiration_date": VALUE}, "$.success_map.*.expiration_date"),
    "text": (VALUE, "$.success_map.*"),
    "list": ([PLUS], "$.success_map.*"),
    "null": (None, "$.success_map.*"),
}
KEYS: dict[str, object] = {"null": None, "number": 5, "object": {"errorKey": VALUE}, "list": [VALUE], "true": True}


@pytest.fixture
def answered(answers: Script) -> Callable[..., None]:
    """
    Lets both parts be answered with these maps; a part passes over the codes of the other.
    """

    def script(found: dict[str, object], failed: dict[str, object]) -> None:
        for _ in range(2):
            answers({"success_map": found, "unsuccess_map": failed})

    return script


def told(outcomes: Iterable[HesOutcome[HesResult]], path: str, readable: OutcomeKind) -> None:
    """
    The broken codes failed for their own reason, which names the call and nobody; all others are as they came.
    """
    given = list(outcomes)
    failed = [outcome for outcome in given if outcome.kind is OutcomeKind.FAILED]
    assert [outcome.hes_code for outcome in given] == CODES
    assert Counter(outcome.kind for outcome in given) == {readable: 998, OutcomeKind.FAILED: 2}
    assert [outcome.hes_code for outcome in failed] == list(BROKEN)
    for outcome in failed:
        error = outcome.error
        assert isinstance(error, ProtocolError)
        assert (error.path, error.service, error.__traceback__, error.__context__) == (path, "hes", None, None)
        assert error.request_id
        assert not [part for part in (VALUE, BROKEN[0].value, BROKEN[1].value) if part in f"{error} {vars(error)} {outcome!r}"]
        assert (outcome.result, outcome.error_key) == (None, None)


@WORKERS
@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_cannot_be_read_costs_its_code(hes: Hes, answered: Script, name: str, workers: int) -> None:
    """
    Two members of a wrong type among a thousand results: 998 results, and two failures with the path, without the code.
    """
    broken, path = RECORDS[name]
    found: dict[str, object] = {code.value: broken if code in BROKEN else dict(PLUS) for code in CODES}
    answered(found, {})
    outcomes = hes.check_many_plus(CODES, on_error="collect", workers=workers)

    told(outcomes, path, OutcomeKind.RESULT)
    assert pickle.loads(pickle.dumps(outcomes[3])).error.path == path
    assert outcomes[3].error is not outcomes[997].error


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_cannot_be_read_costs_its_code(hes: Hes, answered: Script, name: str) -> None:
    """
    The same in the map of codes without a result.
    """
    failed: dict[str, object] = {code.value: KEYS[name] if code in BROKEN else "hescodenotfound" for code in CODES}
    answered({}, failed)

    told(hes.check_many(CODES, on_error="collect"), "$.unsuccess_map.*", OutcomeKind.NOT_FOUND)


def test_a_code_in_both_maps_costs_itself(hes: Hes, answered: Script) -> None:
    """
    What the service both found and did not find has no outcome of its own; the others have.
    """
    answered({code.value: dict(BASIC) for code in CODES}, {code.value: "hescodenotfound" for code in BROKEN})

    told(hes.check_many(CODES, on_error="collect"), "$.unsuccess_map.*", OutcomeKind.RESULT)


def test_each_kind_stays_what_it_is(hes: Hes, answers: Script) -> None:
    """
    Beside a broken member, codes that were found, not found, forgotten and malformed have their own outcomes.
    """
    found, broken, unknown, forgotten = CODES[:4]
    answers({"success_map": {found.value: BASIC, broken.value: 5}, "unsuccess_map": {unknown.value: "hescodenotfound"}})
    outcomes = hes.check_many([found, broken, "x", unknown, forgotten, broken], on_error="collect")

    kinds = OutcomeKind.RESULT, OutcomeKind.FAILED, OutcomeKind.MALFORMED, OutcomeKind.NOT_FOUND, OutcomeKind.UNANSWERED, OutcomeKind.FAILED
    assert tuple(outcome.kind for outcome in outcomes) == kinds
    assert outcomes[1] == outcomes[5]


@WORKERS
def test_by_default_they_are_raised_after_the_last_part(hes: Hes, answered: Script, workers: int) -> None:
    """
    A member that cannot be read stops nothing: every part is sent, the error at the end is that of the first, and its outcomes are all.
    """
    found: dict[str, object] = {code.value: 5 if code in BROKEN else dict(BASIC) for code in CODES}
    answered(found, {})
    progress: list[int] = []
    with pytest.raises(PartialResult) as caught:
        hes.check_many(CODES, workers=workers, progress=progress.append)

    told(caught.value.outcomes, "$.success_map.*", OutcomeKind.RESULT)  # type: ignore[arg-type]
    assert caught.value.error is caught.value.outcomes[3].error  # type: ignore[attr-defined]
    assert (caught.value.service, caught.value.operation) == ("hes", "check_many")
    assert "cannot be read" in str(caught.value)
    assert progress == [500, 1000]


def test_the_iterator_gives_all_before_it_raises(hes: Hes, answered: Script) -> None:
    """
    One outcome a code, the failed ones in their places, and the error at the end repeats none of them.
    """
    answered({code.value: 5 if code in BROKEN else dict(BASIC) for code in CODES}, {})
    given: list[HesOutcome[HesResult]] = []
    with pytest.raises(PartialResult) as caught:
        given.extend(outcome for outcome in hes.iter_check_many(CODES))

    told(given, "$.success_map.*", OutcomeKind.RESULT)
    assert caught.value.outcomes == ()
    assert caught.value.error is given[3].error


def test_a_part_that_fails_later_is_the_error(hes: Hes, answers: Script) -> None:
    """
    A part without an answer stops the check as ever, with its own error; outcomes of the part before it, failed ones among them, are known.
    """
    answers({"success_map": {code.value: 5 if code in BROKEN else BASIC for code in CODES}})
    answers({"errorKey": ""}, status=400)
    with pytest.raises(PartialResult) as caught:
        hes.check_many(CODES)

    assert isinstance(caught.value.error, HttpError)
    assert [outcome.kind for outcome in caught.value.outcomes].count(OutcomeKind.FAILED) == 1  # type: ignore[attr-defined]
    assert [outcome.hes_code for outcome in caught.value.outcomes] == CODES[:500]  # type: ignore[attr-defined]


def test_the_log_counts_them(hes: Hes, answers: Script, caplog: pytest.LogCaptureFixture) -> None:
    """
    One line of warning a part: how many of how many, and where the first is; nobody's code.
    """
    answers({"success_map": {code.value: BASIC if code in CODES[:8] else VALUE for code in CODES[:10]}})
    with caplog.at_level(logging.WARNING, "saglikclient.hes"):
        outcomes = hes.check_many(CODES[:10], on_error="collect")
    (line,) = caplog.messages

    assert outcomes[8].error is not None
    assert line == f"check_many {outcomes[8].error.request_id}: 2 of 10 outcomes cannot be read, the first at $.success_map.*"


def test_the_log_is_silent_where_all_can_be_read(hes: Hes, caplog: pytest.LogCaptureFixture) -> None:
    """
    Codes that are not found, malformed or forgotten are no trouble of ours.
    """
    with caplog.at_level(logging.WARNING, "saglikclient.hes"):
        hes.check_many([*CODES[:3], "x"])

    assert caplog.messages == []
