"""
What the Sandbox's HES knows: codes, the people behind them, and how they stand. It speaks plain values and knows no wire.
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
    One code and its person.

    Attributes:
        hasta: The person.
        status: `RISKLESS`, `RISKY`, or anything else that a service may say one day.
        expires: Until when the code is good, aware.
        vaccinated: Vaccinated; None if not shared.
        immune: Immune; None if not shared.
        test_shared: Whether tests are shared; None if not known.
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
        credentials: The only ones it accepts.
        clock: The present moment.
        codes: The codes it knows.
        missing: Codes that a bulk answer forgets: they are in neither of its maps.
        limit: How many codes a bulk request may hold.
    """

    credentials: Credentials
    clock: Callable[[], datetime]
    codes: dict[HesCode, Known] = attrs.field(factory=dict[HesCode, Known], repr=False)
    missing: set[HesCode] = attrs.field(factory=set[HesCode], repr=False)
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
        Give a person a code.

        Args:
            code: The code.

            hasta: The person.

            status: How the person stands.

            expires: Until when the code is good; a year from now if None.

            vaccinated: Vaccinated; None if not shared.

            immune: Immune; None if not shared.

            test_shared: Whether tests are shared; None if not known.

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
        """
        A code's record as the service writes it; last names came with a blank behind them.
        """
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
    """
    A moment as HES writes it: UTC with three digits of a second.
    """
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
