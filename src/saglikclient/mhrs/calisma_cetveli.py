"""
`mhrs.calisma_cetveli`: rows 9 to 12 of Table 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import attrs

from saglikclient._core import fields
from saglikclient._core.boundary import service
from saglikclient._core.fields import argument
from saglikclient.mhrs import rules
from saglikclient.mhrs._hl7.names import SERVICE
from saglikclient.mhrs.interactions import CETVEL_GUNCELLEME, CETVEL_IPTAL, CETVEL_KAYIT, CETVEL_SORGULAMA
from saglikclient.mhrs.model.calisma_cetveli import CalismaCetveli, CetvelIptali, CetvelSorgusu

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from saglikclient.mhrs._hl7.caller import Hl7Caller
    from saglikclient.mhrs.receipt import Receipt
    from saglikclient.records import Records


@service(SERVICE, "calisma_cetveli")
@attrs.frozen(eq=False)
class CalismaCetveliServisi:
    """
    Schedules of physicians.
    """

    _caller: Hl7Caller = attrs.field(repr=False)
    _ek2: rules.Ek2 = attrs.field(repr=False)

    def kayit(self, cetvel: CalismaCetveli, *, mevcut: Iterable[CalismaCetveli] = ()) -> CalismaCetveli:
        """
        Publish a schedule (row 9, Çalışma Cetveli Kayıt, PRSC_IN001017TR01).

        Args:
            cetvel: The new schedule, without `cetvel_id`. A missing `referans_no` is generated.

            mevcut: The schedules that the HBYS already has; an overlap with one of them is an error (EK 1, item 3).

        Returns:
            The schedule as registered by the Ministry, with its `cetvel_id`.

        Raises:
            InvalidRequest: If it already has a number, or overlaps one of `mevcut`.
            OutcomeUnknown: If it may have been published; check with `sorgulama` before you retry.
            ServiceError: If the Ministry refused.

        Warns:
            Ek2Warning: If, by `mevcut`, too little of the physician's day is open to MHRS.

        .. versionadded:: 0.1.0
        """
        rules.unnumbered(CETVEL_KAYIT.given("cetvel", cetvel), "cetvel_id")
        self._check(cetvel, _known(mevcut))
        return self._caller.records(CETVEL_KAYIT, [_referenced(cetvel)])[0]

    def guncelleme(self, cetvel: CalismaCetveli, *, mevcut: Iterable[CalismaCetveli] = ()) -> Receipt[CalismaCetveli]:
        """
        Change a schedule (row 10, Çalışma Cetveli Güncelleme, PRSC_IN001019TR01).

        Args:
            cetvel: The changed schedule, with its `cetvel_id`.

            mevcut: The schedules that the HBYS has; the changed one is ignored.

        Returns:
            The receipt; its `record` is the schedule as registered by the Ministry, or as sent if the answer contains none.

        Raises:
            InvalidRequest: If it has no number, or overlaps one of `mevcut`.
            OutcomeUnknown: If it may have been changed.
            ServiceError: If the Ministry refused.

        Warns:
            Ek2Warning: If, by `mevcut`, too little of the physician's day is open to MHRS.

        .. versionadded:: 0.1.0
        """
        rules.numbered(CETVEL_GUNCELLEME.given("cetvel", cetvel), "cetvel_id")
        self._check(cetvel, tuple(other for other in _known(mevcut) if other.cetvel_id != cetvel.cetvel_id))
        sent = _referenced(cetvel)
        return self._caller.write(CETVEL_GUNCELLEME, sent, sent)

    def sorgulama(
        self,
        baslangic: datetime,
        bitis: datetime,
        *,
        hekim_kodu: str | None = None,
        klinik_kodu: int | None = None,
        poliklinik_kodu: int | None = None,
        aksiyon_kodu: int | None = None,
    ) -> Records[CalismaCetveli]:
        """
        List schedules that touch a period (row 11, Çalışma Cetveli Sorgulama, QUSC_IN001004TR01).

        Args:
            baslangic: Start of the period; naive means Türkiye time.

            bitis: End of the period, later than the start.

            hekim_kodu: Only this physician's (T.C. kimlik numarası); everyone's if None.

            klinik_kodu: Only of this clinic (SKRS code); of all if None.

            poliklinik_kodu: Only of this poliklinik; of all if None.

            aksiyon_kodu: Only with this action; with any if None.

        Returns:
            The schedules; empty if there are none.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        query = CetvelSorgusu(
            baslangic=baslangic,
            bitis=bitis,
            hekim_kodu=hekim_kodu,
            klinik_kodu=klinik_kodu,
            poliklinik_kodu=poliklinik_kodu,
            aksiyon_kodu=aksiyon_kodu,
        )
        return self._caller.records(CETVEL_SORGULAMA, [query])

    def iptal(self, cetvel_id: int) -> Receipt[None]:
        """
        Cancel a schedule (row 12, Çalışma Cetveli İptal, PRSC_IN001022TR01). A schedule with appointments needs an `istisna` instead.

        Args:
            cetvel_id: The Ministry's number for it.

        Raises:
            InvalidRequest: If the number is not positive.
            OutcomeUnknown: If it may have been cancelled.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.write(CETVEL_IPTAL, CetvelIptali(cetvel_id=cetvel_id), None)

    def _check(self, cetvel: CalismaCetveli, mevcut: tuple[CalismaCetveli, ...]) -> None:
        rules.no_overlap(cetvel, mevcut)
        if mevcut:
            self._ek2.share(cetvel, mevcut)


def _known(mevcut: Iterable[CalismaCetveli]) -> tuple[CalismaCetveli, ...]:
    return argument("mevcut", fields.instances(CalismaCetveli), mevcut)


def _referenced(cetvel: CalismaCetveli) -> CalismaCetveli:
    return cetvel if cetvel.referans_no else attrs.evolve(cetvel, referans_no=str(uuid4()))
