"""
Retries. Reads are retried after a transient failure, writes only if nothing reached the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saglikclient.errors import CaptchaRequired, HttpError, NotSent, OutcomeUnknown, SaglikError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from saglikclient.config import Retries


def may_repeat(error: BaseException, *, safe: bool) -> bool:
    """
    Return whether a failed call may be retried automatically.

    Args:
        error: The error.

        safe: Whether the operation only reads.
    """
    if isinstance(error, NotSent):
        return True
    if isinstance(error, CaptchaRequired):
        return False
    return safe and isinstance(error, SaglikError) and (error.retryable or isinstance(error, OutcomeUnknown))


class _First:
    """
    The first attempt. It suppresses and stores a retryable failure; any other propagates.
    """

    def __init__(self, *, safe: bool) -> None:
        self._safe = safe
        self.failure: SaglikError | None = None

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if isinstance(error, SaglikError) and may_repeat(error, safe=self._safe):
            self.failure = error
        return self.failure is not None


def attempts(retries: Retries, *, safe: bool) -> Iterator[AbstractContextManager[object]]:
    """
    Yield a context for each attempt: `for attempt in …: with attempt: return call()`.

    The call builds a new message for each attempt, so no id or nonce is used twice. stamina is imported only after a failure: it imports
    asyncio and, if installed, tornado, which takes longer than all models and tables.

    Args:
        retries: The retry policy.

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
        with attempt:  # the failed attempt counts as the first
            failure, first.failure = first.failure, None
            raise failure or AssertionError
