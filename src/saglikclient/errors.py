"""
The one error taxonomy. Whatever goes wrong in a call is a `SaglikError`; `str()` of each is safe to log.

::

    SaglikError
    ├─ ConfigurationError
    ├─ InvalidRequest
    ├─ TransportError
    │  ├─ NotSent
    │  ├─ OutcomeUnknown
    │  ├─ TlsError
    │  └─ AnswerTooLarge
    ├─ AuthenticationError
    ├─ HttpError
    ├─ ProtocolError
    ├─ PartialResult
    └─ ServiceError
       ├─ Expired
       ├─ NotFound
       ├─ NotPermitted
       └─ TryLater
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from datetime import datetime, timedelta

RETRYABLE_STATUSES = frozenset({429, 502, 503, 504})
"""Statuses that speak of load or of a gateway, not of the request."""


@attrs.frozen
class Issue:
    """
    One thing the Ministry named when it refused.

    Attributes:
        code: Its code as it came, e.g. `03-014`; empty if it gave none.
        message: Its own words. They may speak of a person: show them to a user, do not log them.
        system: True if the Ministry reported a failure of its own side, False if it found fault with the request.
    """

    code: str = ""
    message: str = attrs.field(default="", repr=False)
    system: bool = False


def _restore(cls: type[SaglikError], args: tuple[Any, ...], facts: dict[str, Any]) -> SaglikError:
    """
    Rebuild a pickled error; facts are keyword-only, which `BaseException` cannot know.
    """
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(facts)
    return error


class SaglikError(Exception):
    """
    Base of everything we raise. `str()` is safe to log: it holds neither a secret nor a person.

    Args:
        message: What happened, in words that are safe to log.

    Attributes:
        service: Which service was called, e.g. `mhrs`; empty if none was.
        operation: Which method, e.g. `randevu.kayit`.
        request_id: The id of the message that was (to be) sent, as logs have it too; empty if there was none. Only MHRS' HL7 service is
            sent it.
        retryable: True if the same call may simply be made again, because that cannot do a thing twice. What repeats by itself is decided
            per operation, see the docs on retries.
    """

    retryable: bool = False

    def __init__(self, message: str = "", *, service: str = "", operation: str = "", request_id: str = "") -> None:
        super().__init__(message)
        self.service, self.operation, self.request_id = service, operation, request_id

    def __str__(self) -> str:
        facts = ", ".join(filter(None, (self.service, self.operation, self.request_id)))
        return f"{self.args[0]} ({facts})" if facts else str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)


class ConfigurationError(SaglikError):
    """
    A setting is wrong or missing; nothing was sent.
    """


class InvalidRequest(SaglikError, ValueError):
    """
    Refused before sending: one of the values breaks a rule. The value itself is not repeated here.

    Attributes:
        field: The field's name in Python, e.g. `hasta_tckn`.
        rule: The rule, in one sentence.
    """

    def __init__(self, rule: str = "", *, field: str = "", service: str = "", operation: str = "", request_id: str = "") -> None:
        super().__init__(rule, service=service, operation=operation, request_id=request_id)
        self.field, self.rule = field, rule

    def __str__(self) -> str:
        return f"{self.field}: {super().__str__()}" if self.field else super().__str__()


class TransportError(SaglikError):
    """
    The network failed; the Ministry said nothing, or not all of it.
    """


class NotSent(TransportError):
    """
    Nothing of the call reached the server: refused, unknown host, no connection in time, or the login before it got no verdict. Calling
    again cannot do anything twice.
    """

    retryable = True


class OutcomeUnknown(TransportError):
    """
    The request may have been processed, and the service's own verdict is missing: no answer in time, a reset, a truncated answer, a page
    of a gateway (502, 503, 504, 408, 429 and the like), an answer that cannot be read, or one that only says that the request is queued.

    A write that ends so is never repeated by us. Find out with a query before you repeat it.

    Attributes:
        message_id: Same as `request_id`. With MHRS' HL7 service it travels in the message, so the Ministry may know it; the other services
            have no such id, and it is ours alone, for logs.
        status: The HTTP status, where an answer had begun; 0 else.
        path: Where in the answer it became unreadable; element or member names, never a value. Empty if the answer did not get so far.
        excerpt: What a page was made of: content type, length, element names. Never its text. Empty if there was none.
    """

    def __init__(
        self,
        message: str = "",
        *,
        status: int = 0,
        path: str = "",
        excerpt: str = "",
        service: str = "",
        operation: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(message, service=service, operation=operation, request_id=request_id)
        self.status, self.path, self.excerpt = status, path, excerpt

    @property
    def message_id(self) -> str:
        """
        The id to ask the Ministry about.
        """
        return self.request_id

    def __str__(self) -> str:
        return f"{self.path}: {super().__str__()}" if self.path else super().__str__()


class TlsError(TransportError):
    """
    No trustworthy connection: the certificate or the handshake failed, so nothing of the request was sent. TLS that breaks after the
    handshake is `OutcomeUnknown`.
    """


class AnswerTooLarge(TransportError):
    """
    The answer of a query, decompressed, is larger than the client accepts. For a write it is `OutcomeUnknown`.

    Attributes:
        limit: The bound that was crossed, in bytes.
    """

    def __init__(self, message: str = "", *, limit: int = 0, service: str = "", operation: str = "", request_id: str = "") -> None:
        super().__init__(message, service=service, operation=operation, request_id=request_id)
        self.limit = limit


class HttpError(SaglikError):
    """
    A query was answered by something that is not the service: an HTTP status without a message of the contract. For a write it is
    `OutcomeUnknown`, with the same `status` and `excerpt`.

    Attributes:
        status: The HTTP status code.
        excerpt: What the body was made of: content type, length, element names. Never its text.
        retry_after: Seconds that the server asked to wait; None if it did not say.
    """

    def __init__(
        self,
        message: str = "",
        *,
        status: int = 0,
        excerpt: str = "",
        retry_after: float | None = None,
        service: str = "",
        operation: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(message, service=service, operation=operation, request_id=request_id)
        self.status, self.excerpt, self.retry_after = status, excerpt, retry_after
        self.retryable = status in RETRYABLE_STATUSES


class ProtocolError(SaglikError):
    """
    The answer of a query is not what the contract says. For a write it is `OutcomeUnknown`, with the same `path`.

    Attributes:
        path: Where in the answer; element or member names, never a value.
    """

    def __init__(self, message: str = "", *, path: str = "", service: str = "", operation: str = "", request_id: str = "") -> None:
        super().__init__(message, service=service, operation=operation, request_id=request_id)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {super().__str__()}" if self.path else super().__str__()


class _Refusal(SaglikError):
    """
    What a refusal by the Ministry carries, whatever its kind.

    Args:
        summary: What it means, in words of ours that are safe to log.
    """

    clock_skew: timedelta | None = None

    def __init__(
        self,
        summary: str = "",
        *,
        code: str = "",
        message: str = "",
        issues: tuple[Issue, ...] = (),
        service: str = "",
        operation: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(summary, service=service, operation=operation, request_id=request_id)
        self.code, self.message, self.issues = code, message, issues

    def __str__(self) -> str:
        told = f"{self.code}: {super().__str__()}" if self.code else super().__str__()
        if self.clock_skew is None:
            return told
        seconds = round(self.clock_skew.total_seconds())
        where = f"{abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} the service's"
        return f"{told}; the clock of this machine may be wrong, it is {where}"


class AuthenticationError(_Refusal):
    """
    The Ministry does not know these credentials, or not in this role.

    Attributes:
        code: Its code, e.g. `03-014`; empty if it gave none.
        message: Its own words; they may speak of a person and are not part of `str()`.
        issues: Everything it named.
        status: The HTTP status, where that is what refused; 0 else.
        clock_skew: How far this machine's clock is ahead of the service's, negative if behind: the refusal may come of that. None if they
            agree within a minute, or if the answer did not say when it was made.
    """

    status: int = 0


class ServiceError(_Refusal):
    """
    The Ministry understood and refused.

    Attributes:
        code: The first code it gave, e.g. `03-008`; empty if it gave none.
        message: Its own words; they may speak of a person and are not part of `str()`.
        issues: Everything it named, in its order.
        clock_skew: How far this machine's clock is ahead of the service's, negative if behind: the refusal may come of that. None if they
            agree within a minute, if the answer did not say when it was made, or if the refusal has a meaning of its own.
    """


class NotFound(ServiceError):
    """
    What was asked for does not exist.
    """


class Expired(ServiceError):
    """
    What was asked for exists, but its time is over.

    Attributes:
        expiration_date: Until when it was good, aware; None if the Ministry did not say.
    """

    expiration_date: datetime | None = None


class NotPermitted(ServiceError):
    """
    The credentials are right, but the institution or user has no right to this operation.
    """


class TryLater(ServiceError):
    """
    The Ministry could not do it now and asks to try again.
    """

    retryable = True


class PartialResult(SaglikError):
    """
    A part of a bulk call failed; what the other parts brought is not lost.

    Attributes:
        outcomes: What is known so far, in the asked order.
        error: Why the rest is not.
    """

    def __init__(
        self,
        message: str = "",
        *,
        outcomes: tuple[object, ...] = (),
        error: SaglikError | None = None,
        service: str = "",
        operation: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(message, service=service, operation=operation, request_id=request_id)
        self.outcomes, self.error = outcomes, error
