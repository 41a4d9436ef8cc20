"""
`rest.cetvel`: schedules, from draft to final.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient._core import fields
from saglikclient._core.boundary import service
from saglikclient._core.fields import argument
from saglikclient.mhrs.rest._operations import (
    AKSIYON_BILGILERI,
    CALISMA_PLANI_GUNCELLE,
    CETVEL_DELETE,
    CETVEL_EKLE,
    CETVEL_SEARCH,
    KESINLESTIR,
    SERVICE,
)
from saglikclient.mhrs.rest.model.cetvel import CalismaPlani, CetvelAramasi, CetvelKesinlestirme, CetvelSilme, with_institution
from saglikclient.mhrs.rest.model.ortak import HEPSI

if TYPE_CHECKING:
    from datetime import date, datetime

    from saglikclient.mhrs.rest._caller import RestCaller
    from saglikclient.mhrs.rest.answer import Answer
    from saglikclient.mhrs.rest.model.cetvel import AksiyonBilgisi, Cetvel, CetvelTalebi, EklenenCetvel
    from saglikclient.mhrs.rest.model.ortak import CetvelTipi
    from saglikclient.records import Records


@service(SERVICE, "cetvel")
@attrs.frozen(eq=False)
class CetvelServisi:
    """
    Schedules.
    """

    _caller: RestCaller = attrs.field(repr=False)

    def aksiyon_bilgileri(self) -> Answer[Records[AksiyonBilgisi]]:
        """
        List the actions: the possible purposes of a period (`GET cetvel/aksiyon-bilgileri`).

        Their numbers differ from the SOAP generation's: map them by `aksiyon_adi`.

        Returns:
            The actions.

        Raises:
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.many(AKSIYON_BILGILERI)

    def ekle(self, talep: CetvelTalebi) -> Answer[Records[EklenenCetvel]]:
        """
        Add a draft (`POST cetvel/ekle`). `kesinlestir` publishes it.

        Args:
            talep: The draft.

        Returns:
            Its number.

        Raises:
            OutcomeUnknown: If it may have been added; check with `search` before you retry.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.many(CETVEL_EKLE, talep)

    def delete(self, cetvel_id: int) -> Answer[None]:
        """
        Delete a draft (`DELETE cetvel`). Use `calisma_plani_guncelle` to delete a final schedule.

        Args:
            cetvel_id: Its number.

        Raises:
            InvalidRequest: If the number is not positive.
            OutcomeUnknown: If it may have been deleted.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.done(CETVEL_DELETE, CetvelSilme(cetvel_id=cetvel_id))

    def calisma_plani_guncelle(self, plan: CalismaPlani) -> Answer[Records[Cetvel]]:
        """
        Change a published plan: delete and add in one call (`POST cetvel/calisma-plani-guncelle`).

        Args:
            plan: The schedules to delete and add, and the window to return.

        Returns:
            All schedules of the window. New ones are not marked: find them by action, start and end.

        Raises:
            OutcomeUnknown: If it may have been changed; check with `search` before you retry.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        checked = argument("plan", fields.instance(CalismaPlani), plan)
        return self._caller.many(CALISMA_PLANI_GUNCELLE, with_institution(checked, int(self._caller.kurum_kodu)))

    def kesinlestir(
        self,
        baslangic_tarihi: date,
        bitis_tarihi: date,
        *,
        cetvel_tipi: CetvelTipi,
        klinik_kodu: int,
        hekim_tc_kimlik_no: str | None = None,
        muayene_yeri_id: int = HEPSI,
        semt_dahil_mi: bool = False,
    ) -> Answer[Records[Cetvel]]:
        """
        Publish the drafts of a period (`POST cetvel/kesinlestir`); they keep their numbers.

        Args:
            baslangic_tarihi: The first day; a public client never starts before tomorrow.

            bitis_tarihi: The last day.

            cetvel_tipi: A physician's or a unit's.

            klinik_kodu: SKRS code of the clinic.

            hekim_tc_kimlik_no: The physician; required for a physician's schedules, forbidden for a unit's.

            muayene_yeri_id: The examination place; all of them by default, including time without work.

            semt_dahil_mi: District polikliniks included.

        Returns:
            The schedules.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            OutcomeUnknown: If they may have been published.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        which = CetvelKesinlestirme(
            baslangic_tarihi=baslangic_tarihi,
            bitis_tarihi=bitis_tarihi,
            cetvel_tipi=cetvel_tipi,
            klinik_kodu=klinik_kodu,
            hekim_tc_kimlik_no=hekim_tc_kimlik_no,
            muayene_yeri_id=muayene_yeri_id,
            semt_dahil_mi=semt_dahil_mi,
        )
        return self._caller.many(KESINLESTIR, which)

    def search(
        self,
        baslangic_zamani: datetime,
        bitis_zamani: datetime,
        *,
        cetvel_tipi: CetvelTipi,
        klinik_kodu: int,
        hekim_tc_kimlik_no: str | None = None,
        muayene_yeri_id: int = HEPSI,
    ) -> Answer[Records[Cetvel]]:
        """
        List schedules, drafts and finals (`POST cetvel/search`).

        Args:
            baslangic_zamani: Start of the period; naive means Türkiye time.

            bitis_zamani: End of the period, later than the start.

            cetvel_tipi: A physician's or a unit's.

            klinik_kodu: SKRS code of the clinic.

            hekim_tc_kimlik_no: The physician; required for a physician's schedules, forbidden for a unit's.

            muayene_yeri_id: The examination place; all of them by default.

        Returns:
            The schedules; empty if there are none.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        which = CetvelAramasi(
            baslangic_zamani=baslangic_zamani,
            bitis_zamani=bitis_zamani,
            cetvel_tipi=cetvel_tipi,
            klinik_kodu=klinik_kodu,
            hekim_tc_kimlik_no=hekim_tc_kimlik_no,
            muayene_yeri_id=muayene_yeri_id,
        )
        return self._caller.many(CETVEL_SEARCH, which)
