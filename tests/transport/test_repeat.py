"""
When a call is made again: the whole table of failures, for operations that only read and for those that write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saglikclient._transport.retry import attempts, may_repeat
from saglikclient.config import Retries
from saglikclient.errors import (
    AnswerTooLarge,
    AuthenticationError,
    ConfigurationError,
    HttpError,
    InvalidRequest,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    ProtocolError,
    SaglikError,
    ServiceError,
    TlsError,
    TransportError,
    TryLater,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ATTEMPTS = 3
AT_ONCE = Retries(attempts=ATTEMPTS, wait_initial=0, wait_max=0, wait_jitter=0)


class Call:
    """
    A call that fails as often as it is told, then succeeds.
    """

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.made = list(errors), 0

    def __call__(self) -> str:
        """
        Fail, or answer.
        """
        self.made += 1
        if self.errors:
            raise self.errors.pop(0)
        return "answer"


def repeated(call: Callable[[], str], retries: Retries, *, safe: bool) -> str:
    """
    Make a call as the callers in the package do.
    """
    for attempt in attempts(retries, safe=safe):
        with attempt:
            return call()
    raise AssertionError


def status(code: int, retry_after: float | None = None) -> HttpError:
    return HttpError("HTTP", status=code, retry_after=retry_after)


def always(error: Exception) -> Call:
    return Call(*[error] * 10)


PASSING = {
    "outcome-unknown": OutcomeUnknown("x"),
    "429": status(429),
    "502": status(502),
    "503": status(503),
    "504": status(504),
    "try-later": TryLater("x"),
}
"""What may have passed at the next attempt, but may have done something as well."""

FINAL = {
    "tls": TlsError("x"),
    "too-large": AnswerTooLarge("x"),
    "transport": TransportError("x"),
    "200": status(200),
    "302": status(302),
    "400": status(400),
    "404": status(404),
    "500": status(500),
    "501": status(501),
    "authentication": AuthenticationError("x"),
    "not-permitted": NotPermitted("x"),
    "service": ServiceError("x"),
    "protocol": ProtocolError("x"),
    "configuration": ConfigurationError("x"),
    "invalid": InvalidRequest("x"),
    "ours": SaglikError("x"),
    "bug": ZeroDivisionError(),
}
"""What a second attempt cannot change."""


@pytest.mark.parametrize("safe", [False, True], ids=["write", "read"])
def test_not_sent(*, safe: bool) -> None:
    """
    What never reached a server is sent again, be it a write.
    """
    call = Call(NotSent("x"), NotSent("x"))

    assert repeated(call, AT_ONCE, safe=safe) == "answer"
    assert call.made == ATTEMPTS


@pytest.mark.parametrize("error", PASSING.values(), ids=PASSING)
def test_reads_pass_over_passing_failures(error: Exception) -> None:
    """
    A read is made again after a failure that may pass.
    """
    call = Call(error)

    assert repeated(call, AT_ONCE, safe=True) == "answer"
    assert call.made == 2


@pytest.mark.parametrize("error", [*PASSING.values(), *FINAL.values()], ids=[*PASSING, *FINAL])
def test_writes_are_made_once(error: Exception) -> None:
    """
    A write that may have reached a server is never made again, and its error is the one that is raised.
    """
    call = Call(error)

    with pytest.raises(type(error)) as caught:
        repeated(call, AT_ONCE, safe=False)

    assert caught.value is error
    assert call.made == 1


@pytest.mark.parametrize("error", FINAL.values(), ids=FINAL)
def test_final_failures_are_not_repeated(error: Exception) -> None:
    """
    A read is not made again where the second answer would be the first.
    """
    call = Call(error)

    with pytest.raises(type(error)):
        repeated(call, AT_ONCE, safe=True)

    assert call.made == 1


def test_a_write_after_not_sent_is_still_a_write() -> None:
    """
    A second attempt that may have been processed ends the matter.
    """
    call = Call(NotSent("x"), OutcomeUnknown("y"))

    with pytest.raises(OutcomeUnknown):
        repeated(call, AT_ONCE, safe=False)

    assert call.made == 2


@pytest.mark.parametrize("allowed", [1, 2, 5])
def test_attempts(allowed: int) -> None:
    """
    `attempts` counts the first one, and the last error is the one that is raised.
    """
    call = Call(*(NotSent(str(number)) for number in range(10)))

    with pytest.raises(NotSent, match=f"^{allowed - 1}$"):
        repeated(call, Retries(attempts=allowed, wait_initial=0, wait_max=0, wait_jitter=0), safe=True)

    assert call.made == allowed


def test_success_is_not_repeated() -> None:
    """
    A call that works is made once.
    """
    call = Call()

    repeated(call, AT_ONCE, safe=True)

    assert call.made == 1


def pacing(longest: float = 60.0) -> tuple[Retries, list[float]]:
    """
    Retries that write down what a server asked for, and wait for nothing.
    """
    asked: list[float] = []

    def pace(seconds: float) -> float:
        asked.append(seconds)
        return 0.0

    return Retries(attempts=ATTEMPTS, wait_initial=0, wait_max=0, wait_jitter=0, longest_retry_after=longest, pace=pace), asked


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_retry_after_is_honoured(code: int) -> None:
    """
    What the server asks for goes through `pace`, each time.
    """
    retries, asked = pacing()
    call = Call(status(code, 7.0), status(code, 0.0))

    assert repeated(call, retries, safe=True) == "answer"
    assert asked == [7.0, 0.0]


def test_waits_as_long_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    By default the wait is the one the server asked for, not the one of the settings.
    """
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)

    repeated(Call(status(503, 7.0)), Retries(), safe=True)

    assert slept == [7.0]


def test_waits_are_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Waits begin with `wait_initial`, double up to `wait_max`, and have no random part if none is wanted.
    """
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)

    with pytest.raises(NotSent):
        repeated(always(NotSent("x")), Retries(attempts=5, wait_initial=2.0, wait_max=5.0, wait_jitter=0), safe=False)

    assert slept == [2.0, 4.0, 5.0, 5.0]


def test_the_random_part_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The random part is up to `wait_jitter`, and it is there: many clients that failed at once do not come back at once.
    """
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)

    for _ in range(20):
        repeated(Call(NotSent("x")), Retries(attempts=2, wait_initial=10.0, wait_max=100.0, wait_jitter=40.0), safe=False)

    assert all(10.0 <= wait <= 50.0 for wait in slept)
    assert max(slept) > 15.0
    assert len(set(slept)) > 1


def test_patience_has_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Attempts are counted, not timed: however long they take, as many are made as are allowed.
    """
    now = iter(range(0, 10**9, 3600))
    monkeypatch.setattr("time.monotonic", lambda: float(next(now)))
    call = always(NotSent("x"))

    with pytest.raises(NotSent):
        repeated(call, AT_ONCE, safe=True)

    assert call.made == ATTEMPTS


@pytest.mark.parametrize(("asked_for", "made"), [(60.0, 2), (60.5, 1), (float("inf"), 1)])
def test_too_long_is_not_waited_for(asked_for: float, made: int) -> None:
    """
    A server that asks for more than the longest is not waited for: its error is raised at once.
    """
    retries, asked = pacing(longest=60.0)
    call = Call(status(503, asked_for))

    if made == 1:
        with pytest.raises(HttpError):
            repeated(call, retries, safe=True)
    else:
        repeated(call, retries, safe=True)

    assert (call.made, asked) == (made, [asked_for] * (made - 1))


def test_no_write_waits_for_a_server() -> None:
    """
    `Retry-After` on a write is told to the caller, and not acted upon.
    """
    retries, asked = pacing()
    call = Call(status(503, 1.0))

    with pytest.raises(HttpError):
        repeated(call, retries, safe=False)

    assert (call.made, asked) == (1, [])


def leaves(kind: type[SaglikError]) -> set[type[SaglikError]]:
    """
    An error of ours and all below it.
    """
    below = (other for other in kind.__subclasses__() if other.__module__ == kind.__module__)
    return {kind}.union(*map(leaves, below))


def test_only_not_sent_repeats_a_write() -> None:
    """
    Of all errors there are, one kind lets a write be made again.
    """
    assert {kind for kind in leaves(SaglikError) if may_repeat(kind("x"), safe=False)} == {NotSent}


def test_reads_repeat_what_is_retryable() -> None:
    """
    What an error says of itself is what reads go by; only doubt is added, since reading twice does nothing.
    """
    assert {kind for kind in leaves(SaglikError) if may_repeat(kind("x"), safe=True)} == {NotSent, OutcomeUnknown, TryLater}
