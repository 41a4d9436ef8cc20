"""
Bulk checks: any number of codes in parts of 500, one outcome a code, in the asked order; a part that fails does not lose the others.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

import attrs

from saglikclient._core.progress import Meter
from saglikclient.errors import AuthenticationError, InvalidRequest, PartialResult, SaglikError
from saglikclient.hes.models import HesOutcome, HesResult, OutcomeKind
from saglikclient.identifiers import HesCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

R = TypeVar("R", bound=HesResult)
Answers = dict[str, HesOutcome[R]]
"""By the code's value."""

LARGEST_PART = 500
"""Codes in one request. Source: observed (doc comments of a public client that read like the service document)."""
OnError = Literal["raise", "collect"]


@attrs.define
class Batch(Generic[R]):
    """
    Some asked codes, in order, and those of them that have to be sent.
    """

    asked: list[HesOutcome[R] | HesCode] = attrs.field(factory=list)
    fresh: list[HesCode] = attrs.field(factory=list[HesCode])


def parts(codes: Iterable[str | HesCode], known: set[str] | None = None) -> Iterator[Batch[R]]:
    """
    Cut codes into parts: malformed ones become outcomes at once, and a code that stands twice is sent once.

    Args:
        codes: The codes, as they come.

        known: Codes of earlier parts, which are not sent again; each part stands for itself if None.
    """
    source = iter(codes)
    while batch := list(islice(source, LARGEST_PART)):
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
        return HesOutcome(kind=OutcomeKind.MALFORMED, error=error.with_traceback(None))  # its frames hold what was given, in clear


@attrs.frozen
class Bulk(Generic[R]):
    """
    How parts are asked.

    Attributes:
        ask: Asks for up to 500 codes.
        workers: How many parts at a time.
        on_error: `raise` a `PartialResult` with what is known, or `collect` the failure as the outcome of its codes.
        told: Told how many codes are done, after each part.
    """

    ask: Callable[[Sequence[HesCode]], Answers[R]]
    workers: int = 1
    on_error: OnError = "raise"
    told: Meter = attrs.field(factory=Meter)

    def outcomes(self, codes: Iterable[str | HesCode], *, remember: bool) -> Iterator[HesOutcome[R]]:
        """
        Give the outcomes in the asked order, holding no more than the parts under way.

        Args:
            codes: The codes, as they come.

            remember: Keep all answers, so that a code is asked once however far apart it stands twice.

        Raises:
            PartialResult: If a part failed and `on_error` says so; it holds what the parts behind it brought.
        """
        answers: Answers[R] = {}
        done = 0
        source = self._answered(parts(codes, set() if remember else None))
        for part, answer in source:
            if isinstance(answer, SaglikError):
                raise _partial(answer, part, source, answers)
            if not remember:
                answers.clear()
            answers.update(answer)
            yield from _known(part, answers)
            done += len(part.asked)
            self.told.reach(done)

    def _answered(self, source: Iterator[Batch[R]]) -> Iterator[tuple[Batch[R], Answers[R] | SaglikError]]:
        """
        Ask part by part, with some under way at once; the order of the parts is kept. After a failure that ends the check nothing more is
        sent.
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
        Ask in a thread of its own. A daemon, unlike those of a pool: neither a caller who gives up nor the interpreter's end waits for it.
        """
        future = Future[Answers[R]]()
        Thread(target=self._ask, args=(codes, future), name="saglikclient-hes", daemon=True).start()
        return future

    def _ask(self, codes: Sequence[HesCode], future: Future[Answers[R]]) -> None:
        try:
            future.set_result(self.ask(codes) if codes else {})
        except BaseException as error:  # noqa: BLE001 - whatever it is, the caller's thread has to raise it
            future.set_exception(error)


def _failed(part: Batch[R], error: SaglikError) -> Answers[R]:
    """
    Every code of a part that failed fails with it. With wrong credentials the rest is not even asked: an account may be locked for it.
    """
    return {code.value: HesOutcome(kind=OutcomeKind.FAILED, hes_code=code, error=error) for code in part.fresh}


def _partial(
    error: SaglikError, failed: Batch[R], behind: Iterator[tuple[Batch[R], Answers[R] | SaglikError]], answers: Answers[R]
) -> PartialResult:
    """
    The failure of a part, with what is known of it all the same, and what the parts behind it brought, which were under way already.
    """
    rest = list(_known(failed, answers))
    for part, brought in behind:
        if not isinstance(brought, SaglikError):
            answers.update(brought)
            rest.extend(_known(part, answers))
    return PartialResult(f"a part of the check failed: {type(error).__name__}", outcomes=tuple(rest), error=error)


def _known(part: Batch[R], answers: Answers[R]) -> Iterator[HesOutcome[R]]:
    """
    The outcomes of a part, as far as they are known: a code that stood in a part that failed is not.
    """
    for item in part.asked:
        outcome = answers.get(item.value) if isinstance(item, HesCode) else item
        if outcome is not None:
            yield outcome


def collected(outcomes: Iterable[HesOutcome[R]]) -> tuple[HesOutcome[R], ...]:
    """
    All outcomes at once.

    Raises:
        PartialResult: If a part failed; it holds all outcomes that are known.
    """
    found: list[HesOutcome[R]] = []
    try:
        for outcome in outcomes:
            found.append(outcome)  # noqa: PERF402 - what was given before a failure is kept
    except PartialResult as problem:
        problem.outcomes = (*found, *problem.outcomes)
        raise
    return tuple(found)
