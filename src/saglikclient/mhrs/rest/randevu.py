"""
`rest.randevu`: appointments, and item 4 of EK 1 (`esitleme`, `gun_sonu`) over this service.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import attrs

from saglikclient._core import fields
from saglikclient._core.boundary import service
from saglikclient._core.fields import argument
from saglikclient.errors import AnswerTooLarge, HttpError, InvalidRequest, OutcomeUnknown, ProtocolError, ServiceError, TryLater
from saglikclient.mhrs import rules
from saglikclient.mhrs.model.gelis import RandevuDurumu
from saglikclient.mhrs.rest._bridge import as_randevu
from saglikclient.mhrs.rest._operations import (
    DETAY_SORGULA,
    KURUM_RANDEVULARI_SORGULA,
    RANDEVU_EKLE,
    RANDEVU_GERCEKLESME_BILGISI,
    RANDEVU_IPTAL,
    SERVICE,
)
from saglikclient.mhrs.rest.model.randevu import (
    DetaySorgusu,
    GerceklesmeBildirimi,
    GerceklesmeBilgisi,
    KurumRandevusu,
    RandevuIptali,
    RandevuSorgusu,
)
from saglikclient.mhrs.sync import Esitleme, EsitlemeDurumu, gun_sonu
from saglikclient.records import Records, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from saglikclient._core.codes import Unknown
    from saglikclient._core.progress import Progress
    from saglikclient.errors import SaglikError
    from saglikclient.mhrs.model.kodlar import GelisDurumu, KayitDurumu
    from saglikclient.mhrs.model.randevu import Randevu
    from saglikclient.mhrs.rest._caller import RestCaller
    from saglikclient.mhrs.rest.answer import Answer
    from saglikclient.mhrs.rest.model.randevu import EklenenRandevu, RandevuEklemeTalebi, RandevuSlotu

_OF_A_CLINIC = (AnswerTooLarge, HttpError, OutcomeUnknown, ProtocolError, ServiceError)
"""Errors of one clinic's query. Others, e.g. a refused login or an unreachable host, concern all clinics."""


@service(SERVICE, "randevu")
@attrs.frozen(eq=False)
class KurumRandevuServisi:
    """
    Appointments.
    """

    _caller: RestCaller = attrs.field(repr=False)

    def kurum_randevulari_sorgula(
        self,
        baslangic_zamani: datetime,
        bitis_zamani: datetime,
        *,
        klinik_kodu: int,
        hekim_tc_kimlik_no: str | None = None,
        muayene_yeri_id: int | None = None,
        aksiyon_id: int | None = None,
        gerceklesme_durumu: GelisDurumu | Unknown | None = None,
        kayit_durum_kodu: KayitDurumu | Unknown | None = None,
        semt_dahil_mi: bool = False,
    ) -> Answer[Records[KurumRandevusu]]:
        """
        List the appointments of a clinic (`POST randevu/kurum-randevulari-sorgula`).

        Args:
            baslangic_zamani: Start of the period; naive means Türkiye time.

            bitis_zamani: End of the period, later than the start.

            klinik_kodu: SKRS code of the clinic.

            hekim_tc_kimlik_no: Only this physician's (T.C. kimlik numarası); everyone's if None.

            muayene_yeri_id: Only of this examination place; of all if None.

            aksiyon_id: Only of this action; of all if None.

            gerceklesme_durumu: Only those whose patients arrived, or did not; any if None.

            kayit_durum_kodu: Only active or only cancelled ones; any if None.

            semt_dahil_mi: Whether to include district polikliniks.

        Returns:
            The appointments; empty if there are none.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        which = RandevuSorgusu(
            baslangic_zamani=baslangic_zamani,
            bitis_zamani=bitis_zamani,
            klinik_kodu=klinik_kodu,
            hekim_tc_kimlik_no=hekim_tc_kimlik_no,
            muayene_yeri_id=muayene_yeri_id,
            aksiyon_id=aksiyon_id,
            gerceklesme_durumu=gerceklesme_durumu,
            kayit_durum_kodu=kayit_durum_kodu,
            semt_dahil_mi=semt_dahil_mi,
        )
        return self._caller.many(KURUM_RANDEVULARI_SORGULA, which)

    def detay_sorgula(
        self,
        baslangic_zamani: datetime,
        bitis_zamani: datetime,
        *,
        aksiyon_id: int,
        hasta_tc_kimlik_no: str,
        hekim_tc_kimlik_no: str,
        klinik_kodu: int,
        muayene_yeri_id: int,
        vatandasa_uygun_mu: bool = True,
    ) -> Answer[Records[RandevuSlotu]]:
        """
        List a physician's slots for a patient, free and taken (`POST randevu/detay-sorgula`).

        Args:
            baslangic_zamani: Start of the period; naive means Türkiye time. The public client sends it as the end too, probably by mistake.

            bitis_zamani: End of the period, later than the start.

            aksiyon_id: The purpose of the time, from `cetvel.aksiyon_bilgileri`.

            hasta_tc_kimlik_no: The patient (T.C. kimlik numarası).

            hekim_tc_kimlik_no: The physician (T.C. kimlik numarası).

            klinik_kodu: SKRS code of the clinic.

            muayene_yeri_id: The examination place; `HEPSI` (-1) for all.

            vatandasa_uygun_mu: Whether to list only slots that suit the patient.

        Returns:
            The slots; empty if there are none.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        which = DetaySorgusu(
            aksiyon_id=aksiyon_id,
            hasta_tc_kimlik_no=hasta_tc_kimlik_no,
            hekim_tc_kimlik_no=hekim_tc_kimlik_no,
            klinik_kodu=klinik_kodu,
            muayene_yeri_id=muayene_yeri_id,
            baslangic_zamani=baslangic_zamani,
            bitis_zamani=bitis_zamani,
            vatandasa_uygun_mu=vatandasa_uygun_mu,
        )
        return self._caller.many(DETAY_SORGULA, which)

    def randevu_ekle(self, talep: RandevuEklemeTalebi) -> Answer[EklenenRandevu]:
        """
        Book a slot (`POST randevu/randevu-ekle`).

        Args:
            talep: Slot, patient and telephone.

        Returns:
            The appointment's number and the notice for the patient.

        Raises:
            OutcomeUnknown: If it may have been booked; check with `kurum_randevulari_sorgula` before you retry.
            ServiceError: If the Ministry refused, e.g. because the slot is taken.

        .. versionadded:: 0.1.0
        """
        return self._caller.one(RANDEVU_EKLE, talep)

    def randevu_iptal(self, hasta_randevu_numarasi: str) -> Answer[None]:
        """
        Cancel an appointment (`POST randevu/randevu-iptal`).

        Args:
            hasta_randevu_numarasi: The appointment's number (hrn).

        Raises:
            InvalidRequest: If the number is empty.
            OutcomeUnknown: If it may have been cancelled.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.done(RANDEVU_IPTAL, RandevuIptali(hasta_randevu_numarasi=hasta_randevu_numarasi))

    def randevu_gerceklesme_bilgisi(self, durumlar: Iterable[RandevuDurumu], *, randevular: Iterable[KurumRandevusu] = ()) -> Answer[None]:
        """
        Report whether patients arrived (`POST randevu/randevu-gerceklesme-bilgisi`).

        How the service reports on the items of a batch is unknown: send one report per call if the result of each one matters, as the
        public client does. `answer.says("RND6032")` is true if a report was accepted.

        Args:
            durumlar: The reports of Table 1, one per appointment. The service's code for a patient who did not arrive is 0 instead of 2;
                it is converted.

            randevular: The appointments of the reports, as far as you have them. They are used to reject reports on future appointments
                or other days before sending.

        Raises:
            InvalidRequest: If a report is in the future or on another day, or an appointment is repeated (EK 1, item 4).
            OutcomeUnknown: If they may have been accepted.
            ServiceError: If the Ministry refused, also if an appointment is already in this state or cancelled.

        .. versionadded:: 0.1.0
        """
        items = argument("durumlar", fields.instances(RandevuDurumu), durumlar)
        rules.reportable(items, _as_randevular(randevular), self._caller.clock())
        report = GerceklesmeBildirimi(randevu_gerceklesme_bilgisi_ekleme_talep_list=map(GerceklesmeBilgisi.of, items))
        return self._caller.done(RANDEVU_GERCEKLESME_BILGISI, report)

    def esitleme(
        self,
        *,
        clinics: Iterable[int],
        interval: timedelta,
        horizon: timedelta = timedelta(days=15),
        physicians: Iterable[str] | None = None,
        state: EsitlemeDurumu | None = None,
        on_error: Callable[[SaglikError], None] | None = None,
        sleep: Callable[[float], object] | None = None,
        progress: Progress | None = None,
    ) -> Esitleme:
        """
        Synchronise the HBYS with MHRS: query repeatedly and yield each change once (EK 1, item 4.a, automatic query).

        Args:
            clinics: SKRS codes of the clinics; this service lists one clinic at a time.

            interval: Time between two queries; EK 1 asks for the shortest appointment of the institution.

            horizon: How far ahead to query, from today's midnight; 15 days by default, as in a public client.

            physicians: Only these physicians (T.C. kimlik numarası), with one query for each and each clinic; everyone if None.

            state: The state of an earlier synchronisation, over this service or Table 1's (`Esitleme.state`); start from scratch if None.

            on_error: Called with each failure that may be temporary, and with a `PartialResult` if a clinic was refused or appointments
                cannot be read; these are only logged if None.

            sleep: Waits the given number of seconds; if None, a wait that `stop()` interrupts.

            progress: A function called with the number of changes so far, before each change is yielded; True shows a counter
                (`saglikclient[progress]`).

        Returns:
            An iterator over `Degisiklik`, endless until its `stop()` is called.

        Raises:
            InvalidRequest: If there is no clinic, a duration is not positive, or a physician's number is not a T.C. kimlik numarası.

        .. versionadded:: 0.1.0
        """
        return Esitleme(
            self._of_clinics(clinics),
            clock=self._caller.clock,
            interval=interval,
            horizon=horizon,
            physicians=physicians,
            state=state,
            on_error=on_error,
            sleep=sleep,
            progress=progress,
        )

    def gun_sonu(self, *, clinics: Iterable[int], days: int = 1, physicians: Iterable[str] | None = None) -> Records[Randevu]:
        """
        The end-of-day query: list the appointments of the next day or days (EK 1, item 4.a).

        Args:
            clinics: SKRS codes of the clinics; this service lists one clinic at a time.

            days: Number of days, starting tomorrow, 1 to 366.

            physicians: Only these physicians (T.C. kimlik numarası); everyone if None.

        Returns:
            The appointments in the form of Table 1; empty if there are none. Its `unreadable` has the clinics that were refused, too.

        Raises:
            InvalidRequest: If there is no clinic, `days` is not 1 to 366, or a physician's number is not a T.C. kimlik numarası.
            ServiceError: If the Ministry refused every clinic.

        .. versionadded:: 0.1.0
        """
        return gun_sonu(self._of_clinics(clinics), self._caller.clock(), days, physicians)

    def _of_clinics(self, clinics: Iterable[int]) -> _ListClinics:
        codes = argument("clinics", fields.numbers, clinics)
        if not codes:
            raise InvalidRequest("must not be empty", field="clinics")
        report = partial(self._caller.transport.report, operation=KURUM_RANDEVULARI_SORGULA.method)
        return _ListClinics(self, codes, report)


def _as_randevular(randevular: Iterable[KurumRandevusu]) -> Iterator[Randevu]:
    return map(as_randevu, argument("randevular", fields.instances(KurumRandevusu), randevular))


@attrs.frozen(eq=False)
class _ListClinics:
    """
    Lists the appointments of some clinics in the form of Table 1. A clinic that is refused or cannot be read costs only itself: it is
    listed among what could not be read, so its appointments do not look cancelled.
    """

    servis: KurumRandevuServisi
    clinics: tuple[int, ...]
    report: Callable[[list[Unreadable]], None]

    def __call__(self, baslangic: datetime, bitis: datetime, /, *, hekim_kodu: str | None = None) -> Records[Randevu]:
        query, answers, failed = self.servis.kurum_randevulari_sorgula, list[Records[KurumRandevusu]](), list[Unreadable]()
        for index, clinic in enumerate(self.clinics):
            try:
                answers.append(query(baslangic, bitis, klinik_kodu=clinic, hekim_tc_kimlik_no=hekim_kodu).data)
            except _OF_A_CLINIC as error:
                limited = isinstance(error, TryLater)  # the limit is the account's, so that the other clinics are not asked either
                for at, code in enumerate(self.clinics[index:] if limited else [clinic], index):
                    failed.append(Unreadable(index=at, path=f"klinik_kodu={code}", error=error))
                if limited:
                    break
        if not answers:
            raise next((one.error for one in failed if one.error.retryable), failed[0].error)
        self.report(failed)
        found = tuple(as_randevu(randevu) for records in answers for randevu in records)
        return Records(found, (*failed, *(one for records in answers for one in records.unreadable)))
