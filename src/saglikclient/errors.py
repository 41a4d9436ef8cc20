"""
The error hierarchy. Every failed call raises a `SaglikError`, whose `str()` is safe to log.

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
    ├─ NumberMissing
    ├─ PartialResult
    └─ ServiceError
       ├─ AlreadyCancelled
       ├─ Expired
       ├─ GreenListRequired
       ├─ NotFound
       ├─ NotPermitted
       ├─ SlotTaken
       └─ TryLater
          └─ CaptchaRequired
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from saglikclient.records import Unreadable

RETRYABLE_STATUSES = frozenset({429, 502, 503, 504})
"""Statuses caused by load or a gateway, not by the request."""


@attrs.frozen
class Issue:
    """
    One problem that the Ministry reported in a refusal.

    Attributes:
        code: The code as received, e.g. `03-014`; empty if there is none.
        message: The Ministry's text. It may contain personal data: show it to a user, do not log it.
        system: True for a failure on the Ministry's side, False for a problem with the request.
    """

    code: str = ""
    message: str = attrs.field(default="", repr=False)
    system: bool = False


def _restore(cls: type[SaglikError], args: tuple[Any, ...], facts: dict[str, Any]) -> SaglikError:
    """Rebuild a pickled error; `BaseException` does not support keyword-only arguments."""
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(facts)
    return error


class SaglikError(Exception):
    """
    Base class of all errors of this package. `str()` is safe to log: it contains neither secrets nor personal data.

    Args:
        message: What happened, safe to log.

    Attributes:
        service: The service that was called, e.g. `mhrs`; empty if none was.
        operation: The method, e.g. `randevu.kayit`.
        request_id: The id of the message, as in the logs; empty if there was none. Only MHRS' HL7 service receives it.
        retryable: True if the call can be repeated without doing anything twice. Automatic retries are decided per operation, see the
            documentation on retries.
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
    """A setting is wrong or missing; nothing was sent."""


class InvalidRequest(SaglikError, ValueError):
    """
    A value violates a rule; nothing was sent. The error does not contain the value.

    Attributes:
        field: The Python name of the field, e.g. `hasta_tckn`.
        rule: The violated rule.
    """

    def __init__(self, rule: str = "", *, field: str = "", service: str = "", operation: str = "", request_id: str = "") -> None:
        super().__init__(rule, service=service, operation=operation, request_id=request_id)
        self.field, self.rule = field, rule

    def __str__(self) -> str:
        return f"{self.field}: {super().__str__()}" if self.field else super().__str__()


class TransportError(SaglikError):
    """The network failed: there was no answer, or an incomplete one."""


class NotSent(TransportError):
    """
    The request did not reach the server: connection refused, unknown host, connect timeout, or a login without a result. Repeating the
    call is safe.
    """

    retryable = True


class OutcomeUnknown(TransportError):
    """
    The request may have been processed, but the service's result is missing: read timeout, connection reset, truncated answer, gateway
    page (502, 503, 504, 408, 429 and the like), unreadable answer, or an acknowledgement that the request is only queued.

    Such a write is never retried automatically. Query the state before you repeat it.

    Attributes:
        message_id: Same as `request_id`. MHRS' HL7 service receives it in the message, so the Ministry can look it up; the other services
            do not, and it appears only in logs.
        status: The HTTP status; 0 if there was no answer.
        path: Where the answer became unreadable: element or member names, never a value. Empty if it was not parsed.
        excerpt: A summary of the body: content type, length, element names. Never its text. Empty if there was no body.
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
        """The id to give to the Ministry's help desk."""
        return self.request_id

    def __str__(self) -> str:
        return f"{self.path}: {super().__str__()}" if self.path else super().__str__()


class TlsError(TransportError):
    """
    Certificate verification or the TLS handshake failed, so the request was not sent. A TLS failure after the handshake is
    `OutcomeUnknown`.
    """


class AnswerTooLarge(TransportError):
    """
    The answer of a query exceeds `max_answer` after decompression. For a write, `OutcomeUnknown` is raised instead.

    Attributes:
        limit: The limit in bytes.
    """

    def __init__(self, message: str = "", *, limit: int = 0, service: str = "", operation: str = "", request_id: str = "") -> None:
        super().__init__(message, service=service, operation=operation, request_id=request_id)
        self.limit = limit


class HttpError(SaglikError):
    """
    A query was answered with an HTTP status and no message of the service, e.g. by a gateway. For a write, `OutcomeUnknown` is raised
    instead, with the same `status` and `excerpt`.

    Attributes:
        status: The HTTP status code.
        excerpt: A summary of the body: content type, length, element names. Never its text.
        retry_after: The requested wait in seconds (`Retry-After`); None if there is none.
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
    The answer of a query violates the contract. For a write, `OutcomeUnknown` is raised instead, with the same `path`.

    Attributes:
        path: Where in the answer: element or member names, never a value.
    """

    def __init__(self, message: str = "", *, path: str = "", service: str = "", operation: str = "", request_id: str = "") -> None:
        super().__init__(message, service=service, operation=operation, request_id=request_id)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {super().__str__()}" if self.path else super().__str__()


class NumberMissing(SaglikError):
    """
    The Ministry accepted a new record, but its answer does not contain the record's number. The record exists: find it with a query, and do
    not send it again.

    Attributes:
        issues: The problems that the Ministry reported beside the acceptance; usually empty.
    """

    def __init__(
        self, message: str = "", *, issues: tuple[Issue, ...] = (), service: str = "", operation: str = "", request_id: str = ""
    ) -> None:
        super().__init__(message, service=service, operation=operation, request_id=request_id)
        self.issues = issues


class IssueWarning(UserWarning):
    """The Ministry accepted a request and reported problems beside the acceptance."""


class UnreadableWarning(UserWarning):
    """Some records of an answer could not be read. The others were returned; `Records.unreadable` lists those that were not."""


class _Refusal(SaglikError):
    """
    Base class of refusals by the Ministry.

    Args:
        summary: What the refusal means, safe to log.
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
        text = f"{self.code}: {super().__str__()}" if self.code else super().__str__()
        if self.clock_skew is None:
            return text
        seconds = round(self.clock_skew.total_seconds())
        where = f"{abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} the service's"
        return f"{text}; the clock of this machine may be wrong, it is {where}"


class AuthenticationError(_Refusal):
    """
    The Ministry rejected the credentials, or the role they were used in.

    Attributes:
        code: The Ministry's code, e.g. `03-014`; empty if there is none.
        message: The Ministry's text. It may contain personal data and is not part of `str()`.
        issues: All reported problems.
        status: The HTTP status if the status was the refusal; 0 otherwise.
        clock_skew: How far this machine's clock is ahead of the service's (negative if behind), a possible cause of the refusal. None if
            they agree within a minute, or if the answer had no `Date`.
    """

    status: int = 0


class ServiceError(_Refusal):
    """
    The Ministry understood the request and refused it.

    Attributes:
        code: The first code, e.g. `03-008`; empty if there is none.
        message: The Ministry's text. It may contain personal data and is not part of `str()`.
        issues: All reported problems, in order.
        clock_skew: How far this machine's clock is ahead of the service's (negative if behind), a possible cause of the refusal. None if
            they agree within a minute, if the answer had no `Date`, or if the refusal has a known meaning.
    """


class AlreadyCancelled(ServiceError):
    """The appointment to cancel has been cancelled before."""


class GreenListRequired(ServiceError):
    """The clinic takes appointments only for patients on its green list."""


class NotFound(ServiceError):
    """The requested record does not exist."""


class Expired(ServiceError):
    """
    The requested record exists, but has expired.

    Attributes:
        expiration_date: When it expired, timezone-aware; None if unknown.
    """

    expiration_date: datetime | None = None


class NotPermitted(ServiceError):
    """The credentials are valid, but the institution or user may not call this operation."""


class SlotTaken(ServiceError):
    """The slot of a booking is taken; another one may be free."""


class TryLater(ServiceError):
    """The Ministry could not process the request and asks to retry later."""

    retryable = True


class CaptchaRequired(TryLater):
    """
    There were so many queries that the service asks for a captcha. It is never repeated automatically, since each further query makes it
    worse.
    """


class PartialResult(SaglikError):
    """
    A part of a bulk call failed, or some records of a streamed answer could not be read; the other results are kept.

    Attributes:
        outcomes: The known outcomes of a bulk call, in input order. Records that were streamed have been yielded already.
        error: The error of the failed part, or of the first unreadable record.
        unreadable: The records of a streamed answer that could not be read.
    """

    def __init__(
        self,
        message: str = "",
        *,
        outcomes: tuple[object, ...] = (),
        error: SaglikError | None = None,
        unreadable: tuple[Unreadable, ...] = (),
        service: str = "",
        operation: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(message, service=service, operation=operation, request_id=request_id)
        self.outcomes, self.error, self.unreadable = outcomes, error, unreadable
