"""
What HES answers. The Ministry's public document (v1.4) has no wire details; the fields were seen in public clients.
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
    Whether a person was known as a risk at the moment of the query. Source: observed; no third value was ever seen.
    """

    RISKLESS = "RISKLESS"
    RISKY = "RISKY"


class Riskless:  # noqa: PLW1641 - its truth passes with time, so it has no hash
    """
    The answer to "may this person come in?". As a truth value it holds for now; called with a moment, for that moment.
    """

    def __init__(self, status: HealthStatus | Unknown, expiration_date: datetime, clock: Callable[[], datetime] = timing.now) -> None:
        self._status, self._until, self._clock = status, expiration_date, clock

    def __reduce__(self) -> tuple[type[Riskless], tuple[HealthStatus | Unknown, datetime]]:
        """
        It pickles without its clock, which may belong to this process.
        """
        return Riskless, (self._status, self._until)

    def __call__(self, now: datetime | None = None) -> bool:
        """
        True only for RISKLESS and a code whose time is not over.

        Args:
            now: The moment in question; naive means Türkiye time, None the present by the client's clock.
        """
        moment = timing.aware(self._clock()) if now is None else argument("now", fields.moment, now)
        return self._status is HealthStatus.RISKLESS and moment < self._until

    def __bool__(self) -> bool:
        return self()

    def __eq__(self, other: object) -> bool:
        """
        Compares as the truth value it is, so that `== False` does not let anybody in.
        """
        return bool(self) is bool(other) if isinstance(other, bool | Riskless) else NotImplemented

    def __repr__(self) -> str:
        return repr(self())


@attrs.frozen(kw_only=True)
class HesResult(Clocked, Model):
    """
    What is known of one code.

    Attributes:
        hes_code: The code that was asked for; the service does not echo it.
        current_health_status: RISKLESS, RISKY, or `Unknown`, which is neither risky nor safe.
        expiration_date: Until when the code is good, aware; codes without a limit come with a far year.
        masked_identity_number: As the service masks it, e.g. `********123`.
        masked_firstname: As the service masks it, e.g. `AB****`.
        masked_lastname: The same.
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
        Whether the person was known as no risk and the code is good: `if result.is_riskless` for now, `result.is_riskless(moment)` else.
        Now is by the clock of the client that gave the result.
        """
        return Riskless(self.current_health_status, self.expiration_date, self._present)


@attrs.frozen(kw_only=True)
class HesPlusResult(HesResult):
    """
    The same with vaccination, immunity and tests. None means not shared or not known; it is never folded into False.

    Attributes:
        is_vaccinated: Vaccinated in full.
        is_immune: Recovered within the last six months.
        is_test_data_shared: Whether the person shares test results.
        last_negative_test_date: A negative PCR test of the last 72 hours, aware.
    """

    is_vaccinated: bool | None = attrs.field(default=None, repr=masking.mask_all)
    is_immune: bool | None = attrs.field(default=None, repr=masking.mask_all)
    is_test_data_shared: bool | None = attrs.field(default=None, repr=masking.mask_all)
    last_negative_test_date: datetime | None = attrs.field(default=None, repr=masking.mask_all)


R_co = TypeVar("R_co", bound=HesResult, covariant=True)


class OutcomeKind(enum.Enum):
    """
    What became of one code of a bulk check.
    """

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
    The outcome for one asked code.

    Attributes:
        kind: What became of it. MALFORMED was refused before sending, UNANSWERED is in no part of the answer, FAILED was in a part that
            failed.
        hes_code: The code; None if it is none.
        result: What is known; None unless `kind` is RESULT.
        error_key: The service's own key, e.g. `hescodenotfound`; None if it gave none.
        error: Why it failed or was refused; None else.
    """

    kind: OutcomeKind
    hes_code: HesCode | None = None
    result: R_co | None = None
    error_key: str | None = attrs.field(default=None, repr=masking.mask_no_code)
    error: SaglikError | None = None
