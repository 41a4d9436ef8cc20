"""
`rest.yesil_liste`: the green list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient._core.boundary import service
from saglikclient.mhrs.rest._operations import SERVICE, YESIL_LISTE_EKLE, YESIL_LISTE_ONAYLA, YESIL_LISTE_SORGULA
from saglikclient.mhrs.rest.model.yesil_liste import YesilListeSorgusu

if TYPE_CHECKING:
    from saglikclient.mhrs.rest._caller import RestCaller
    from saglikclient.mhrs.rest.answer import Answer
    from saglikclient.mhrs.rest.model.yesil_liste import YesilListeKaydi, YesilListeOnayi, YesilListeTalebi
    from saglikclient.records import Records


@service(SERVICE, "yesil_liste")
@attrs.frozen(eq=False)
class YesilListeServisi:
    """
    The green list.
    """

    _caller: RestCaller = attrs.field(repr=False)

    def ekle(self, talep: YesilListeTalebi) -> Answer[None]:
        """
        Add a patient (`POST hasta-yesil-liste`).

        Args:
            talep: Patient, diagnoses, physician and duration.

        Raises:
            OutcomeUnknown: If the patient may have been added; check with `sorgula` before you retry.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.done(YESIL_LISTE_EKLE, talep)

    def onayla(self, onay: YesilListeOnayi) -> Answer[None]:
        """
        Approve a patient (`PUT hasta-yesil-liste/onayla`).

        Args:
            onay: Patient, diagnoses and physician.

        Raises:
            OutcomeUnknown: If it may have been approved.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.done(YESIL_LISTE_ONAYLA, onay)

    def sorgula(self, *, hasta_kimlik_no: str, klinik_kodu: int) -> Answer[Records[YesilListeKaydi]]:
        """
        List the entries of a patient (`POST hasta-yesil-liste/sorgula`).

        Args:
            hasta_kimlik_no: The patient (T.C. kimlik numarası).

            klinik_kodu: SKRS code of the clinic.

        Returns:
            The entries; empty if there are none.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.many(YESIL_LISTE_SORGULA, YesilListeSorgusu(hasta_kimlik_no=hasta_kimlik_no, klinik_kodu=klinik_kodu))
