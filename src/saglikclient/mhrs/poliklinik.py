"""
`mhrs.poliklinik`: rows 1 to 4 of Table 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient._core.boundary import service
from saglikclient.mhrs import rules
from saglikclient.mhrs._hl7.names import SERVICE
from saglikclient.mhrs.interactions import (
    POLIKLINIK_GUNCELLEME,
    POLIKLINIK_IPTAL,
    POLIKLINIK_KAYIT,
    POLIKLINIK_SORGULAMA,
)
from saglikclient.mhrs.model.poliklinik import Poliklinik, PoliklinikIptali, PoliklinikSorgusu

if TYPE_CHECKING:
    from saglikclient.mhrs._hl7.caller import Hl7Caller
    from saglikclient.mhrs.receipt import Receipt
    from saglikclient.records import Records


@service(SERVICE, "poliklinik")
@attrs.frozen(eq=False)
class PoliklinikServisi:
    """
    Places of examination.
    """

    _caller: Hl7Caller = attrs.field(repr=False)

    def kayit(self, poliklinik: Poliklinik) -> Poliklinik:
        """
        Register a poliklinik (row 1, Poliklinik Kayıt, PRSC_IN001023TR01).

        Args:
            poliklinik: The new poliklinik, without `poliklinik_kodu`.

        Returns:
            The poliklinik as registered by the Ministry, with its `poliklinik_kodu`.

        Raises:
            InvalidRequest: If it already has a number.
            OutcomeUnknown: If it may have been registered; check with `sorgulama` before you retry.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        rules.unnumbered(POLIKLINIK_KAYIT.given("poliklinik", poliklinik), "poliklinik_kodu")
        return self._caller.records(POLIKLINIK_KAYIT, [poliklinik])[0]

    def guncelleme(self, poliklinik: Poliklinik) -> Receipt[Poliklinik]:
        """
        Change a poliklinik (row 2, Poliklinik Güncelleme, PRSC_IN001024TR01).

        Args:
            poliklinik: The changed poliklinik, with its `poliklinik_kodu`.

        Returns:
            The receipt; its `record` is the poliklinik as registered by the Ministry, or as sent if the answer contains none.

        Raises:
            InvalidRequest: If it has no number.
            OutcomeUnknown: If it may have been changed.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        rules.numbered(POLIKLINIK_GUNCELLEME.given("poliklinik", poliklinik), "poliklinik_kodu")
        return self._caller.write(POLIKLINIK_GUNCELLEME, poliklinik, poliklinik)

    def sorgulama(self, *, klinik_kodu: int | None = None) -> Records[Poliklinik]:
        """
        List polikliniks (row 3, Poliklinik Sorgulama, QUSC_IN001005TR01).

        Args:
            klinik_kodu: Only those of this clinic (SKRS code); all if None.

        Returns:
            The polikliniks; empty if there are none.

        Raises:
            InvalidRequest: If the code is not a positive number.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.records(POLIKLINIK_SORGULAMA, [PoliklinikSorgusu(klinik_kodu=klinik_kodu)])

    def iptal(self, poliklinik_kodu: int) -> Receipt[None]:
        """
        Close a poliklinik (row 4, Poliklinik İptal, PRSC_IN001026TR01).

        Args:
            poliklinik_kodu: The Ministry's number for it.

        Raises:
            InvalidRequest: If the number is not positive.
            OutcomeUnknown: If it may have been closed.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.write(POLIKLINIK_IPTAL, PoliklinikIptali(poliklinik_kodu=poliklinik_kodu), None)
