"""
When a call is made again. Reads are repeated after a passing failure; writes only if nothing had reached the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from saglikclient.errors import HttpError, NotSent, OutcomeUnknown, SaglikError

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.config import Retries

T = TypeVar("T")


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


def repeated(call: Callable[[], T], retries: Retries, *, safe: bool) -> T:
    """
    Make a call, and again as often as it may be.

    Args:
        call: The call; it makes its own message each time, so that no id or nonce is used twice.

        retries: How often, and how long to wait.

        safe: Whether the operation only reads.
    """
    try:
        return call()
    except SaglikError as error:
        if not may_repeat(error, safe=safe):
            raise
        failed = error
    return _again(failed, call, retries, safe=safe)


def _again(failed: SaglikError, call: Callable[[], T], retries: Retries, *, safe: bool) -> T:
    """
    Wait, and go on. stamina is loaded only here: what stands behind it loads asyncio and, if it is installed, tornado, which takes longer
    than all models and tables together.
    """
    import stamina

    def again(error: Exception) -> bool | float:
        if not may_repeat(error, safe=safe):
            return False
        asked = error.retry_after if isinstance(error, HttpError) else None
        if asked is None:
            return True
        return asked <= retries.longest_retry_after and retries.pace(asked)

    attempts = stamina.retry_context(
        on=again,
        attempts=retries.attempts,
        timeout=None,
        wait_initial=retries.wait_initial,
        wait_max=retries.wait_max,
        wait_jitter=retries.wait_jitter,
    )
    for attempt in attempts:
        with attempt:
            if attempt.num == 1:
                raise failed
            return call()
    raise AssertionError("stamina gives at least one attempt")  # pragma: no cover
