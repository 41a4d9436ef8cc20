"""
Bulk checks: any number of codes in parts of 500, one outcome per code, in input order. A failed part does not affect the others.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

import attrs

from saglikclient._core.boundary import alone
from saglikclient._core.progress import Meter
from saglikclient.errors import AuthenticationError, InvalidRequest, PartialResult, SaglikError
from saglikclient.hes.models import HesOutcome, HesResult, OutcomeKind
from saglikclient.identifiers import HesCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

R = TypeVar("R", bound=HesResult)
Answers = dict[str, HesOutcome[R]]
"""Outcomes by the value of the code."""

MAX_CODES = 500
"""Codes in one request. Source: observed (doc comments of a public client that read like the service document)."""
OnError = Literal["raise", "collect"]


@attrs.define
class Batch(Generic[R]):
    """One part: its codes in order, and those that have to be sent."""

    asked: list[HesOutcome[R] | HesCode] = attrs.field(factory=list)
    fresh: list[HesCode] = attrs.field(factory=list[HesCode])


def parts(codes: Iterable[str | HesCode], known: set[str] | None = None) -> Iterator[Batch[R]]:
    """
    Split codes into parts. Malformed codes become outcomes immediately; duplicates are sent once.

    Args:
        codes: The codes.

        known: Codes of earlier parts, which are not sent again; None to deduplicate within each part only.
    """
    source = iter(codes)
    while batch := list(islice(source, MAX_CODES)):
        part: Batch[R] = Batch()
        seen: set[str] = set() if known is None else known
        for code in batch:
            item: HesCode | HesOutcome[R] = _parsed(code)
            part.asked.append(item)
            if isinstance(item, HesCode) and item.value not in seen:
                part.fresh.append(item)
                seen.add(item.value)
        yield part


def _parsed(code: str | HesCode) -> HesCode | HesOutcome[R]:
    try:
        return code if isinstance(code, HesCode) else HesCode(code)
    except InvalidRequest as error:
        return HesOutcome(kind=OutcomeKind.MALFORMED, error=error.with_traceback(None))  # its frames contain the unmasked value


@attrs.frozen
class Bulk(Generic[R]):
    """
    The settings of a bulk check.

    Attributes:
        ask: Checks up to 500 codes.
        workers: Number of parts sent in parallel.
        on_error: `raise` a `PartialResult` with the known outcomes, or `collect` the error as the outcome of the codes that it concerns.
        counter: Reports the number of checked codes after each part.
    """

    ask: Callable[[Sequence[HesCode]], Answers[R]]
    workers: int = 1
    on_error: OnError = "raise"
    counter: Meter = attrs.field(factory=Meter)

    def outcomes(self, codes: Iterable[str | HesCode], *, remember: bool) -> Iterator[HesOutcome[R]]:
        """
        Yield the outcomes in input order, keeping only the parts in progress in memory.

        Args:
            codes: The codes.

            remember: Keep all answers, so that a duplicate is sent once even across parts.

        Raises:
            PartialResult: If `on_error` is `raise`: at once if a part failed, with the outcomes of the parts already in progress; at the
                end if single outcomes could not be read.
        """
        answers: Answers[R] = {}
        done, unread = 0, None
        source = self._answered(parts(codes, set() if remember else None))
        for part, answer in source:
            if isinstance(answer, SaglikError):
                raise _partial(answer, part, source, answers)
            if not remember:
                answers.clear()
            answers.update(answer)
            yield from _known(part, answers)
            done += len(part.asked)
            self.counter.reach(done)
            unread = unread or first_error(answer)
        if unread is not None and self.on_error == "raise":
            raise PartialResult("the outcomes of some codes cannot be read", error=unread)

    def _answered(self, source: Iterator[Batch[R]]) -> Iterator[tuple[Batch[R], Answers[R] | SaglikError]]:
        """
        Check the parts in parallel, and yield their answers in order. After a fatal failure no further part is sent.
        """
        under_way: deque[tuple[Batch[R], Future[Answers[R]]]] = deque()
        final: SaglikError | None = None
        while True:
            while final is None and len(under_way) < self.workers and (part := next(source, None)) is not None:
                under_way.append((part, self._begun(part.fresh)))
            if not under_way:
                break
            part, future = under_way.popleft()
            error = future.exception()
            if not isinstance(error, SaglikError):
                yield part, future.result()
            elif self.on_error == "raise":
                final = error
                yield part, error
            else:
                final = final or (error if isinstance(error, AuthenticationError) else None)
                yield part, _failed(part, error)
        if final is not None and self.on_error == "collect":
            yield from ((part, _failed(part, final)) for part in source)

    def _begun(self, codes: Sequence[HesCode]) -> Future[Answers[R]]:
        """
        Check a part in a daemon thread. Unlike a thread pool, neither the caller nor interpreter shutdown has to wait for it.
        """
        future = Future[Answers[R]]()
        Thread(target=self._ask, args=(codes, future), name="saglikclient-hes", daemon=True).start()
        return future

    def _ask(self, codes: Sequence[HesCode], future: Future[Answers[R]]) -> None:
        try:
            future.set_result(self.ask(codes) if codes else {})
        except SaglikError as error:
            future.set_exception(alone(error))  # without this frame, which holds the codes
        except BaseException as error:  # noqa: BLE001 - raised in the caller's thread
            future.set_exception(error)


def first_error(answer: Answers[R]) -> SaglikError | None:
    """Return the error of the first failed outcome."""
    return next((outcome.error for outcome in answer.values() if outcome.kind is OutcomeKind.FAILED), None)


def _failed(part: Batch[R], error: SaglikError) -> Answers[R]:
    """Return the failed outcome for every code of a part."""
    return {code.value: HesOutcome(kind=OutcomeKind.FAILED, hes_code=code, error=error) for code in part.fresh}


def _partial(
    error: SaglikError, failed: Batch[R], behind: Iterator[tuple[Batch[R], Answers[R] | SaglikError]], answers: Answers[R]
) -> PartialResult:
    """Return the error for a failed part, with the known outcomes of that part and of the parts already in progress."""
    rest = list(_known(failed, answers))
    for part, answer in behind:
        if not isinstance(answer, SaglikError):
            answers.update(answer)
            rest.extend(_known(part, answers))
    return PartialResult(f"a part of the check failed: {type(error).__name__}", outcomes=tuple(rest), error=error)


def _known(part: Batch[R], answers: Answers[R]) -> Iterator[HesOutcome[R]]:
    """Yield the known outcomes of a part; codes of a failed part have none."""
    for item in part.asked:
        outcome = answers.get(item.value) if isinstance(item, HesCode) else item
        if outcome is not None:
            yield outcome


def collected(outcomes: Iterable[HesOutcome[R]]) -> tuple[HesOutcome[R], ...]:
    """
    Collect all outcomes.

    Raises:
        PartialResult: If a part failed or outcomes could not be read; it contains all known outcomes.
    """
    found: list[HesOutcome[R]] = []
    try:
        for outcome in outcomes:
            found.append(outcome)  # noqa: PERF402 - keeps the outcomes before a failure
    except PartialResult as problem:
        problem.outcomes = (*found, *problem.outcomes)
        raise
    return tuple(found)
