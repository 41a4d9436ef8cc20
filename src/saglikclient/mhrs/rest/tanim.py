"""
`rest.kurum_klinik`, `rest.muayene_yeri`, `rest.klinik_hekim`: the master data of an institution.

A public client waits a second between two additions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient._core.boundary import service
from saglikclient.mhrs.rest._operations import KLINIK_HEKIM_EKLE, KURUM_KLINIK_EKLE, MUAYENE_YERI_EKLE, SERVICE
from saglikclient.mhrs.rest.model.tanim import KlinikHekimi, KurumKlinigi, YeniMuayeneYeri

if TYPE_CHECKING:
    from saglikclient.mhrs.rest._caller import RestCaller
    from saglikclient.mhrs.rest.answer import Answer
    from saglikclient.mhrs.rest.model.tanim import MuayeneYeri


@service(SERVICE, "kurum_klinik")
@attrs.frozen(eq=False)
class KurumKlinikServisi:
    """
    Clinics.
    """

    _caller: RestCaller = attrs.field(repr=False)

    def kurum_klinik_ekle(self, klinik_kodu: int) -> Answer[None]:
        """
        Add a clinic to the institution (`POST kurum-klinik/kurum-klinik-ekle`).

        Args:
            klinik_kodu: SKRS code of the clinic.

        Raises:
            InvalidRequest: If the number is not positive.
            OutcomeUnknown: If it may have been added.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.done(KURUM_KLINIK_EKLE, KurumKlinigi(klinik_kodu=klinik_kodu))


@service(SERVICE, "muayene_yeri")
@attrs.frozen(eq=False)
class MuayeneYeriServisi:
    """
    Examination places: what Table 1 calls polikliniks.
    """

    _caller: RestCaller = attrs.field(repr=False)

    def ekle(self, *, klinik_kodu: int, muayene_yeri_adi: str) -> Answer[MuayeneYeri]:
        """
        Add an examination place to a clinic (`POST muayene-yeri/ekle`).

        Args:
            klinik_kodu: SKRS code of the clinic.

            muayene_yeri_adi: Its name; it seems that it must be unique in the clinic.

        Returns:
            The place with its number.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            OutcomeUnknown: If it may have been added.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.one(MUAYENE_YERI_EKLE, YeniMuayeneYeri(klinik_kodu=klinik_kodu, muayene_yeri_adi=muayene_yeri_adi))


@service(SERVICE, "klinik_hekim")
@attrs.frozen(eq=False)
class KlinikHekimServisi:
    """
    Physicians of clinics.
    """

    _caller: RestCaller = attrs.field(repr=False)

    def ekle(
        self, *, klinik_kodu: int, hekim_tc_kimlik_no: str, gecici_gorevli: bool = False, hekim_oncelik_sirasi: bool = False
    ) -> Answer[None]:
        """
        Add a physician to a clinic (`POST klinik-hekim/ekle`).

        Args:
            klinik_kodu: SKRS code of the clinic.

            hekim_tc_kimlik_no: The physician (T.C. kimlik numarası).

            gecici_gorevli: Whether the assignment is temporary.

            hekim_oncelik_sirasi: Whether the clinic's priority order applies to this physician (inferred from the name).

        Raises:
            InvalidRequest: If an argument breaks its rule.
            OutcomeUnknown: If it may have been added.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        hekim = KlinikHekimi(
            klinik_kodu=klinik_kodu,
            hekim_tc_kimlik_no=hekim_tc_kimlik_no,
            gecici_gorevli=gecici_gorevli,
            hekim_oncelik_sirasi=hekim_oncelik_sirasi,
        )
        return self._caller.done(KLINIK_HEKIM_EKLE, hekim)
