"""
`mhrs.sablon`: rows 5 to 8 of Table 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient._core import fields
from saglikclient._core.boundary import service
from saglikclient._core.fields import argument
from saglikclient.mhrs import rules
from saglikclient.mhrs._hl7.names import SERVICE
from saglikclient.mhrs.interactions import SABLON_DURUM_GUNCELLEME, SABLON_GUNCELLEME, SABLON_KAYIT, SABLON_SORGULAMA
from saglikclient.mhrs.model.sablon import Sablon, SablonDurumDegisikligi, SablonSorgusu

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saglikclient._core.codes import Unknown
    from saglikclient.mhrs._hl7.caller import Hl7Caller
    from saglikclient.mhrs.model.kodlar import SablonDurumu
    from saglikclient.mhrs.receipt import Receipt
    from saglikclient.records import Records


@service(SERVICE, "sablon")
@attrs.frozen(eq=False)
class SablonServisi:
    """
    Templates of schedules.
    """

    _caller: Hl7Caller = attrs.field(repr=False)

    def kayit(self, sablon: Sablon, *, mevcut: Iterable[Sablon] = ()) -> Sablon:
        """
        Register a template (row 5, Şablon Kayıt, PRSC_IN001012TR01).

        Args:
            sablon: The new template, without `sablon_kodu`.

            mevcut: The templates that the HBYS already has; the same definition under a new name is an error (EK 1, item 2).

        Returns:
            The template as registered by the Ministry, with its `sablon_kodu`.

        Raises:
            InvalidRequest: If it already has a number, or repeats one of `mevcut`.
            OutcomeUnknown: If it may have been registered; check with `sorgulama` before you retry.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        rules.unnumbered(SABLON_KAYIT.given("sablon", sablon), "sablon_kodu")
        rules.no_twin(sablon, argument("mevcut", fields.instances(Sablon), mevcut))
        return self._caller.records(SABLON_KAYIT, [sablon])[0]

    def guncelleme(self, sablon: Sablon) -> Receipt[Sablon]:
        """
        Change a template (row 6, Şablon Güncelleme, PRSC_IN001014TR01).

        Args:
            sablon: The changed template, with its `sablon_kodu`.

        Returns:
            The receipt; its `record` is the template as registered by the Ministry, or as sent if the answer contains none.

        Raises:
            InvalidRequest: If it has no number.
            OutcomeUnknown: If it may have been changed.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        rules.numbered(SABLON_GUNCELLEME.given("sablon", sablon), "sablon_kodu")
        return self._caller.write(SABLON_GUNCELLEME, sablon, sablon)

    def durum_guncelleme(self, sablon_kodu: int, durum: SablonDurumu | Unknown) -> Receipt[None]:
        """
        Activate or deactivate a template (row 7, Şablon Durum Güncelleme, PRSC_IN001015TR01).

        Args:
            sablon_kodu: The Ministry's number for it.

            durum: Its new state.

        Raises:
            InvalidRequest: If the number is not positive, or the state is invalid.
            OutcomeUnknown: If it may have been changed.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.write(SABLON_DURUM_GUNCELLEME, SablonDurumDegisikligi(sablon_kodu=sablon_kodu, durum=durum), None)

    def sorgulama(self, *, klinik_kodu: int | None = None, durum: SablonDurumu | Unknown | None = None) -> Records[Sablon]:
        """
        List templates (row 8, Şablon Sorgulama, QUSC_IN001003TR01).

        Args:
            klinik_kodu: Only those of this clinic (SKRS code); of all if None.

            durum: Only those in this state; in any if None.

        Returns:
            The templates; empty if there are none.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.records(SABLON_SORGULAMA, [SablonSorgusu(klinik_kodu=klinik_kodu, durum=durum)])
