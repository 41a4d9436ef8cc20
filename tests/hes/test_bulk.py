"""
Bulk checks: one outcome for each asked code, in the asked order, and each code sent once.
"""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from saglikclient import InvalidRequest, Records
from saglikclient.hes import Hes, HesCode, HesOutcome, HesPlusResult, HesResult, OutcomeKind
from saglikclient.testing import Sandbox
from saglikclient.testing._hes.service import FakeHes
from saglikclient.testing.sandbox import AT_ONCE
from tests.support.hes_wire import BASIC, CODE, Line, distinct

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs import Hasta

    Script = Callable[..., None]

Kind = OutcomeKind
MALFORMED: tuple[Any, ...] = ("", "K7M2-9081-7", "K7M2908178X", "İ1B2908178", "K7M2|9081|78", None, 1290817890)


@attrs.frozen
class Crowd:
    """
    Codes of every kind, a wire and a client.
    """

    kinds: dict[HesCode, OutcomeKind]
    line: Line
    hes: Hes
    ministry: Sandbox

    def asked(self, count: int, seed: int) -> list[Any]:
        """
        So many of them as people write them, some more than once, with junk between.
        """
        source, codes = random.Random(seed), list(self.kinds)
        spellings: tuple[Callable[[HesCode], object], ...] = (lambda c: c, str, lambda c: f" {c.value.lower()}\n", lambda c: c.value)
        return [source.choice(MALFORMED) if source.random() < 0.1 else source.choice(spellings)(source.choice(codes)) for _ in range(count)]

    def expected(self, asked: list[Any]) -> list[tuple[OutcomeKind, HesCode | None]]:
        """
        What must become of each.
        """
        parsed = [None if item in MALFORMED else item if isinstance(item, HesCode) else HesCode(item) for item in asked]
        return [(Kind.MALFORMED, None) if code is None else (self.kinds[code], code) for code in parsed]


@cache
def crowd() -> Crowd:
    """
    Four hundred codes each that are good, over, unknown, and forgotten by the service.
    """
    ministry = Sandbox()
    hasta, codes = ministry.hospital.hastalar[0], distinct(1600)
    kinds = dict(zip(codes, [Kind.RESULT, Kind.EXPIRED, Kind.NOT_FOUND, Kind.UNANSWERED] * 400, strict=True))
    for code, kind in kinds.items():
        if kind in {Kind.RESULT, Kind.EXPIRED}:
            ministry.codes.add(code, hasta, expires=ministry.clock() - timedelta(days=1) if kind is Kind.EXPIRED else None)
    ministry.codes.missing.update(code for code, kind in kinds.items() if kind is Kind.UNANSWERED)
    line = Line(ministry.adapter)
    return Crowd(kinds, line, Hes(ministry.credentials, endpoint=FakeHes.base, retries=AT_ONCE, adapter=line), ministry)


def told(outcomes: Any) -> list[tuple[OutcomeKind, HesCode | None]]:
    """
    Kinds and codes.
    """
    return [(outcome.kind, outcome.hes_code) for outcome in outcomes]


@settings(max_examples=12, deadline=None)
@given(count=st.integers(0, 1600), seed=st.integers(0, 2**32), workers=st.integers(1, 4))
@example(count=1001, seed=1, workers=1)
@example(count=1600, seed=2, workers=4)
def test_every_asked_code_has_its_outcome(count: int, seed: int, workers: int) -> None:
    """
    Whatever is asked, in whatever spelling and however often: as many outcomes as asked, in the asked order, each right, with each
    distinct code sent exactly once.
    """
    here = crowd()
    here.line.sent.clear()
    asked = here.asked(count, seed)
    expected = here.expected(asked)

    outcomes = here.hes.check_many(iter(asked), workers=workers)

    sent = [code for request in here.line.sent for code in request.codes]
    assert told(outcomes) == expected
    assert told(here.hes.iter_check_many(iter(asked), workers=workers)) == expected
    assert sorted(sent) == sorted({code.value for _, code in expected if code is not None})
    assert all((outcome.result is not None) is (outcome.kind is Kind.RESULT) for outcome in outcomes)
    assert all((outcome.error is not None) is (outcome.kind is Kind.MALFORMED) for outcome in outcomes)


@pytest.mark.parametrize(("count", "parts"), [(0, []), (1, [1]), (499, [499]), (500, [500]), (501, [500, 1]), (1001, [500, 500, 1])])
@pytest.mark.parametrize("workers", [1, 3])
def test_parts_are_of_five_hundred(watched: Hes, line: Line, count: int, parts: list[int], workers: int) -> None:
    """
    A request holds 500 codes at the most, as an array of objects; nothing is sent for nothing.
    """
    codes = distinct(count)
    outcomes = watched.check_many(codes, workers=workers)

    assert sorted((len(sent.content) for sent in line.sent), reverse=True) == parts
    assert all(sent.url == f"{FakeHes.base}/check-hes-codes" for sent in line.sent)
    assert all(item.keys() == {"hes_code"} for sent in line.sent for item in sent.content)
    assert told(outcomes) == [(Kind.NOT_FOUND, code) for code in codes]


def test_plus_asks_for_plus(watched: Hes, line: Line, sandbox: Sandbox, hasta: Hasta) -> None:
    """
    The plus method answers with plus results.
    """
    sandbox.codes.add(CODE, hasta, vaccinated=True, immune=False)
    (plus,), (basic,) = watched.check_many_plus([CODE]), watched.check_many([CODE])

    assert [sent.url.rpartition("/")[2] for sent in line.sent] == ["check-hes-codes-plus", "check-hes-codes"]
    assert isinstance(plus.result, HesPlusResult)
    assert (plus.result.is_vaccinated, plus.result.is_immune, plus.result.is_test_data_shared) == (True, False, None)
    assert type(basic.result) is HesResult


def test_each_key_has_its_outcome(hes: Hes, answers: Script) -> None:
    """
    A key without a name here is kept, and is no other outcome.
    """
    good, gone, over, odd, lost = distinct(5)
    answers(
        {
            "success_map": {good.value: BASIC},
            "unsuccess_map": {gone.value: "hescodenotfound", over.value: "hescodehasbeenexpired", odd.value: "yenihata"},
        }
    )
    outcomes = hes.check_many([odd, lost, good, over, gone])

    assert [(outcome.kind, outcome.error_key) for outcome in outcomes] == [
        (Kind.UNKNOWN_KEY, "yenihata"),
        (Kind.UNANSWERED, None),
        (Kind.RESULT, None),
        (Kind.EXPIRED, "hescodehasbeenexpired"),
        (Kind.NOT_FOUND, "hescodenotfound"),
    ]
    assert isinstance(outcomes, Records)
    assert outcomes[2].result == hes_result(good, outcomes[2])


def hes_result(code: HesCode, outcome: HesOutcome[HesResult]) -> HesResult:
    """
    The same result, of that code.
    """
    assert outcome.result is not None
    return attrs.evolve(outcome.result, hes_code=code)


def test_a_malformed_code_hurts_no_other(watched: Hes, line: Line, code: HesCode) -> None:
    """
    What is no code is refused before sending, told in its place, and not repeated.
    """
    before, good, behind = watched.check_many(["Z9Y8-7654-3", code, None])  # type: ignore[list-item]

    assert line.sent[0].codes == [code.value]
    assert (before.kind, good.kind, behind.kind) == (Kind.MALFORMED, Kind.RESULT, Kind.MALFORMED)
    assert isinstance(before.error, InvalidRequest)
    assert before.error.field == "hes_code"
    assert "7654" not in f"{before!r} {before.error}"


def test_only_malformed_codes_send_nothing(watched: Hes, line: Line) -> None:
    """
    There may be nothing left to ask.
    """
    assert told(watched.check_many([*MALFORMED] * 200)) == [(Kind.MALFORMED, None)] * 200 * len(MALFORMED)
    assert not line.sent


def test_a_single_text_is_no_list_of_codes(watched: Hes, line: Line) -> None:
    """
    A text is an iterable of letters: taken as codes it would be ten malformed ones.
    """
    with pytest.raises(InvalidRequest) as caught:
        watched.check_many("K7M2908178")

    assert caught.value.field == "codes"
    assert not line.sent


@pytest.mark.parametrize("options", [{"workers": 0}, {"workers": -1}, {"on_error": "ignore"}])
def test_options_are_checked_at_once(watched: Hes, line: Line, options: dict[str, Any]) -> None:
    """
    A wrong option is refused before the first code is read, by the iterator too.
    """
    for method in (watched.check_many, watched.check_many_plus, watched.iter_check_many):
        with pytest.raises(InvalidRequest) as caught:
            method(iter([CODE]), **options)
        assert caught.value.field == next(iter(options))
        assert caught.value.operation == method.__name__
    assert not line.sent


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_code_that_stands_twice_is_sent_once(watched: Hes, line: Line, code: HesCode, workers: int) -> None:
    """
    However far apart and however written; each place has the outcome.
    """
    others = distinct(1200)
    outcomes = watched.check_many([code, *others, str(code).lower(), *others, code], workers=workers)

    assert sorted(one for sent in line.sent for one in sent.codes) == sorted(one.value for one in (code, *others))
    assert outcomes[0] == outcomes[1201] == outcomes[-1]
    assert outcomes[0].kind is Kind.RESULT
    assert len(outcomes) == 2403


def test_the_iterator_dedupes_within_a_part(watched: Hes, line: Line) -> None:
    """
    Which holds nothing of earlier parts: a code that stands again further on is asked again.
    """
    first, *others = distinct(500)
    outcomes = list(watched.iter_check_many([first, first, *others, first]))

    assert [sent.codes.count(first.value) for sent in line.sent] == [1, 1]
    assert len(outcomes) == 502


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_progress_is_told_after_each_part(hes: Hes, workers: int) -> None:
    """
    It counts asked codes, duplicates and malformed ones included, in order, up to all of them.
    """
    told_of: list[int] = []
    codes = distinct(400)
    hes.check_many([*codes, "x", *codes, *codes], workers=workers, progress=told_of.append)
    hes.check_many_plus(codes, workers=workers, progress=told_of.append)

    assert told_of == [500, 1000, 1201, 400]


def test_outcomes_become_plain_values(hes: Hes, code: HesCode) -> None:
    """
    For a table, the code is its text, and the result a dict.
    """
    (plain,) = hes.check_many([code]).to_dicts()

    assert plain["hes_code"] == code.value
    assert plain["kind"] is Kind.RESULT
    assert isinstance(plain["result"], dict)
    assert plain["result"]["hes_code"] == code.value
