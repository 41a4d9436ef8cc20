"""
Models of HES answers. The Ministry's public document (v1.4) has no wire details; the fields were observed in public clients.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from saglikclient._core import fields, masking, timing
from saglikclient._core.codes import Unknown
from saglikclient._core.fields import argument
from saglikclient._core.model import Model
from saglikclient._core.timing import Clocked
from saglikclient.errors import SaglikError
from saglikclient.identifiers import HesCode

if TYPE_CHECKING:
    from collections.abc import Callable


class HealthStatus(enum.Enum):
    """
    Whether a person was known as a risk at the time of the query. Source: observed; no third value was seen.
    """

    RISKLESS = "RISKLESS"
    RISKY = "RISKY"


class Riskless:  # noqa: PLW1641 - its value changes over time, so it has no hash
    """
    Whether a person is riskless. Its truth value refers to the current time; call it with a datetime for another time.
    """

    def __init__(self, status: HealthStatus | Unknown, expiration_date: datetime, clock: Callable[[], datetime] = timing.now) -> None:
        self._status, self._until, self._clock = status, expiration_date, clock

    def __reduce__(self) -> tuple[type[Riskless], tuple[HealthStatus | Unknown, datetime]]:
        """Pickle without the clock, which may belong to this process."""
        return Riskless, (self._status, self._until)

    def __call__(self, now: datetime | None = None) -> bool:
        """
        Return True only for RISKLESS and a code that has not expired.

        Args:
            now: The time; a naive one is Türkiye time, None the current time of the client's clock.
        """
        moment = timing.aware(self._clock()) if now is None else argument("now", fields.moment, now)
        return self._status is HealthStatus.RISKLESS and moment < self._until

    def __bool__(self) -> bool:
        return self()

    def __eq__(self, other: object) -> bool:
        """Compare by truth value, so that `== False` works as expected."""
        return bool(self) is bool(other) if isinstance(other, bool | Riskless) else NotImplemented

    def __repr__(self) -> str:
        return repr(self())


@attrs.frozen(kw_only=True)
class HesResult(Clocked, Model):
    """
    The record of one code.

    Attributes:
        hes_code: The requested code; the service does not return it.
        current_health_status: RISKLESS, RISKY, or `Unknown`, which is neither risky nor safe.
        expiration_date: When the code expires, timezone-aware; codes without a limit have a distant year.
        masked_identity_number: Masked by the service, e.g. `********123`.
        masked_firstname: Masked by the service, e.g. `AB****`.
        masked_lastname: Masked by the service.
    """

    hes_code: HesCode
    current_health_status: HealthStatus | Unknown = attrs.field(repr=masking.mask_all)
    expiration_date: datetime
    masked_identity_number: str | None = attrs.field(default=None, repr=masking.mask_all)
    masked_firstname: str | None = attrs.field(default=None, repr=masking.mask_all)
    masked_lastname: str | None = attrs.field(default=None, repr=masking.mask_all)

    @property
    def is_riskless(self) -> Riskless:
        """
        Whether the person is riskless and the code has not expired: `if result.is_riskless` for the current time of the client's clock,
        `result.is_riskless(moment)` for another time.
        """
        return Riskless(self.current_health_status, self.expiration_date, self._present)


@attrs.frozen(kw_only=True)
class HesPlusResult(HesResult):
    """
    The record of one code with vaccination, immunity and tests. None means not shared or unknown, which differs from False. A value that
    cannot be read is an `Unknown`; that of a flag is false in `if`.

    Attributes:
        is_vaccinated: Fully vaccinated.
        is_immune: Recovered within the last six months.
        is_test_data_shared: Whether the person shares test results.
        last_negative_test_date: A negative PCR test within the last 72 hours, timezone-aware.
    """

    is_vaccinated: bool | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    is_immune: bool | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    is_test_data_shared: bool | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    last_negative_test_date: datetime | Unknown | None = attrs.field(default=None, repr=masking.mask_all)


R_co = TypeVar("R_co", bound=HesResult, covariant=True)


class OutcomeKind(enum.Enum):
    """The kind of outcome for one code of a bulk check."""

    RESULT = "result"
    NOT_FOUND = "not found"
    EXPIRED = "expired"
    UNKNOWN_KEY = "unknown key"
    MALFORMED = "malformed"
    UNANSWERED = "unanswered"
    FAILED = "failed"


@attrs.frozen(kw_only=True)
class HesOutcome(Model, Generic[R_co]):
    """
    The outcome for one code of a bulk check.

    Attributes:
        kind: The kind of outcome. MALFORMED: rejected before sending. UNANSWERED: missing in the answer. FAILED: part of a failed request,
            or its member of the answer cannot be read.
        hes_code: The code; None if malformed.
        result: The record; None unless `kind` is RESULT.
        error_key: The service's error key, e.g. `hescodenotfound`; None if there is none.
        error: Why it failed or was rejected; None otherwise.
    """

    kind: OutcomeKind
    hes_code: HesCode | None = None
    result: R_co | None = None
    error_key: str | None = attrs.field(default=None, repr=masking.mask_no_code)
    error: SaglikError | None = None
