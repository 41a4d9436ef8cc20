"""
When a call is made again. Reads are repeated after a passing failure; writes only if nothing had reached the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saglikclient.errors import HttpError, NotSent, OutcomeUnknown, SaglikError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from saglikclient.config import Retries


def may_repeat(error: BaseException, *, safe: bool) -> bool:
    """
    Whether a call that failed so may be made again by itself.

    Args:
        error: What happened.

        safe: Whether the operation only reads, as its row says.
    """
    if isinstance(error, NotSent):
        return True
    return safe and isinstance(error, SaglikError) and (error.retryable or isinstance(error, OutcomeUnknown))


class _First:
    """
    The first attempt: it keeps a failure that may be repeated, and lets any other through.
    """

    def __init__(self, *, safe: bool) -> None:
        self._safe = safe
        self.failure: SaglikError | None = None

    def __enter__(self) -> None:
        """
        Nothing to begin.
        """

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if isinstance(error, SaglikError) and may_repeat(error, safe=self._safe):
            self.failure = error
        return self.failure is not None


def attempts(retries: Retries, *, safe: bool) -> Iterator[AbstractContextManager[object]]:
    """
    Give a context for each attempt, to be used as `for attempt in …: with attempt: return call()`.

    The call makes its own message each time, so that no id or nonce is used twice. stamina is loaded only after a failure: it imports
    asyncio and, if it is installed, tornado, which takes longer than all models and tables together.

    Args:
        retries: How often, and how long to wait.

        safe: Whether the operation only reads.
    """
    first = _First(safe=safe)
    yield first
    if first.failure is None:
        return
    import stamina

    def again(error: Exception) -> bool | float:
        if not may_repeat(error, safe=safe):
            return False
        asked = error.retry_after if isinstance(error, HttpError) else None
        if asked is None:
            return True
        return asked <= retries.longest_retry_after and retries.pace(asked)

    for attempt in stamina.retry_context(
        on=again,
        attempts=retries.attempts,
        timeout=None,
        wait_initial=retries.wait_initial,
        wait_max=retries.wait_max,
        wait_jitter=retries.wait_jitter,
    ):
        if attempt.num > 1:
            yield attempt
            continue
        with attempt:  # what has failed already counts as the first
            failure, first.failure = first.failure, None
            raise failure or AssertionError
