"""
The state of the Sandbox's HES: codes, people and their status. Independent of the wire format.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from saglikclient._core.timing import aware
from saglikclient.identifiers import HesCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.config import Credentials
    from saglikclient.mhrs.model.kisi import Hasta

GOOD_FOR = timedelta(days=365)


@attrs.frozen(kw_only=True)
class Known:
    """
    A code and its person.

    Attributes:
        hasta: The person.
        status: `RISKLESS`, `RISKY`, or any other value.
        expires: When the code expires, timezone-aware.
        vaccinated: Vaccinated; None if not shared.
        immune: Immune; None if not shared.
        test_shared: Whether tests are shared; None if unknown.
        negative_test: The last negative test; None if there is none.
    """

    hasta: Hasta = attrs.field(repr=False)
    status: str
    expires: datetime
    vaccinated: bool | None = None
    immune: bool | None = None
    test_shared: bool | None = None
    negative_test: datetime | None = None


@attrs.define(eq=False)
class HesState:
    """
    HES in memory.

    Attributes:
        credentials: The only valid credentials.
        clock: Returns the current time.
        codes: The known codes.
        missing: Codes that bulk answers omit: they are in neither map.
        damaged: Codes whose records in bulk answers are empty objects, which cannot be read.
        limit: Maximum number of codes in a bulk request.
    """

    credentials: Credentials
    clock: Callable[[], datetime]
    codes: dict[HesCode, Known] = attrs.field(factory=dict[HesCode, Known], repr=False)
    missing: set[HesCode] = attrs.field(factory=set[HesCode], repr=False)
    damaged: set[HesCode] = attrs.field(factory=set[HesCode], repr=False)
    limit: int = 500

    def add(
        self,
        code: str | HesCode,
        hasta: Hasta,
        *,
        status: str = "RISKLESS",
        expires: datetime | None = None,
        vaccinated: bool | None = None,
        immune: bool | None = None,
        test_shared: bool | None = None,
        negative_test: datetime | None = None,
    ) -> HesCode:
        """
        Add a code for a person.

        Args:
            code: The code.

            hasta: The person.

            status: The health status.

            expires: When the code expires; a year from now if None.

            vaccinated: Vaccinated; None if not shared.

            immune: Immune; None if not shared.

            test_shared: Whether tests are shared; None if unknown.

            negative_test: The last negative test; None if there is none.
        """
        parsed = code if isinstance(code, HesCode) else HesCode(code)
        self.codes[parsed] = Known(
            hasta=hasta,
            status=status,
            expires=aware(expires) if expires is not None else self.clock() + GOOD_FOR,
            vaccinated=vaccinated,
            immune=immune,
            test_shared=test_shared,
            negative_test=negative_test,
        )
        return parsed

    def record(self, known: Known, *, plus: bool) -> dict[str, object]:
        """Return the record of a code in the wire format; last names were observed with a trailing space."""
        hasta = known.hasta
        basic: dict[str, object] = {
            "expiration_date": utc(known.expires),
            "current_health_status": known.status,
            "masked_identity_number": f"********{hasta.tckn[-3:]}",
            "masked_firstname": f"{hasta.adi[:2].upper()}****",
            "masked_lastname": f"{hasta.soyadi[:2].upper()}**** ",
        }
        if not plus:
            return basic
        return {
            **basic,
            "is_vaccinated": known.vaccinated,
            "is_immune": known.immune,
            "is_test_data_shared": known.test_shared,
            "last_negative_test_date": utc(known.negative_test) if known.negative_test is not None else None,
        }


def utc(moment: datetime) -> str:
    """Format a datetime as HES does: UTC with milliseconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
