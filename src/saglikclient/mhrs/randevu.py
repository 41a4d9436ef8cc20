"""
`mhrs.randevu`: rows 13 to 18 of Table 1, and item 4 of EK 1 (`esitleme`, `gun_sonu`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from saglikclient._core import fields
from saglikclient._core.boundary import service
from saglikclient._core.fields import argument
from saglikclient._core.progress import meter
from saglikclient.errors import NumberMissing, SaglikError
from saglikclient.mhrs import rules
from saglikclient.mhrs._hl7.names import SERVICE
from saglikclient.mhrs.interactions import (
    BOS_SLOT_SORGULAMA,
    CETVEL_SORGULAMA,
    RANDEVU_DURUM_GUNCELLEME,
    RANDEVU_IPTAL,
    RANDEVU_ISTISNA,
    RANDEVU_KAYIT,
    RANDEVU_SORGULAMA,
)
from saglikclient.mhrs.model.calisma_cetveli import CetvelSorgusu
from saglikclient.mhrs.model.gelis import RandevuDurumSonucu, RandevuDurumu
from saglikclient.mhrs.model.kodlar import KayitDurumu
from saglikclient.mhrs.model.randevu import Randevu, RandevuIptali, RandevuSorgusu, SlotSorgusu
from saglikclient.mhrs.sync import Esitleme, EsitlemeDurumu, gun_sonu
from saglikclient.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from saglikclient._core.codes import Unknown
    from saglikclient._core.progress import Progress
    from saglikclient.mhrs._hl7.caller import Hl7Caller
    from saglikclient.mhrs.model.istisna import Istisna
    from saglikclient.mhrs.model.kodlar import GelisDurumu
    from saglikclient.mhrs.model.randevu import RandevuTalebi, Slot
    from saglikclient.mhrs.receipt import Receipt


@service(SERVICE, "randevu")
@attrs.frozen(eq=False)
class RandevuServisi:
    """
    Appointments.
    """

    _caller: Hl7Caller = attrs.field(repr=False)
    _ek2: rules.Ek2 = attrs.field(repr=False)

    def istisna(self, istisna: Istisna) -> Records[Istisna]:
        """
        Ask to close a published schedule for a while (row 13, Randevu İstisna, PRSC_IN001010TR01).

        Args:
            istisna: The request. EK 2 lists the permitted reasons.

        Returns:
            One record for each request that the Ministry created from it, with its number and state.

        Raises:
            InvalidRequest: If it already has a number.
            OutcomeUnknown: If it may have been registered.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        rules.unnumbered(RANDEVU_ISTISNA.given("istisna", istisna), "istisna_id")
        return self._caller.records(RANDEVU_ISTISNA, [istisna])

    def sorgulama(
        self,
        baslangic: datetime,
        bitis: datetime,
        *,
        klinik_kodu: int | None = None,
        hekim_kodu: str | None = None,
        durum: GelisDurumu | Unknown | None = None,
        kayit_durumu: KayitDurumu | Unknown | None = None,
    ) -> Records[Randevu]:
        """
        List appointments of a period (row 14, Randevu Sorgulama, QUSC_IN001001TR01).

        Args:
            baslangic: Start of the period; naive means Türkiye time.

            bitis: End of the period, later than the start.

            klinik_kodu: Only of this clinic (SKRS code); of all if None.

            hekim_kodu: Only this physician's (T.C. kimlik numarası); everyone's if None.

            durum: Only those whose patients arrived, or did not; any if None.

            kayit_durumu: Only active or only cancelled ones; any if None.

        Returns:
            The appointments; empty if there are none.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        query = RandevuSorgusu(
            baslangic=baslangic, bitis=bitis, klinik_kodu=klinik_kodu, hekim_kodu=hekim_kodu, durum=durum, kayit_durumu=kayit_durumu
        )
        return self._caller.records(RANDEVU_SORGULAMA, [query])

    def akis(
        self,
        baslangic: datetime,
        bitis: datetime,
        *,
        klinik_kodu: int | None = None,
        hekim_kodu: str | None = None,
        durum: GelisDurumu | Unknown | None = None,
        kayit_durumu: KayitDurumu | Unknown | None = None,
    ) -> Iterator[Randevu]:
        """
        Same as `sorgulama`, but yield the appointments one by one as they arrive, in constant memory.

        The answer is only verified at its end: an error may follow appointments that were already yielded. Close or exhaust the iterator to
        release the connection.

        Args:
            baslangic: Start of the period; naive means Türkiye time.

            bitis: End of the period, later than the start.

            klinik_kodu: Only of this clinic (SKRS code); of all if None.

            hekim_kodu: Only this physician's (T.C. kimlik numarası); everyone's if None.

            durum: Only those whose patients arrived, or did not; any if None.

            kayit_durumu: Only active or only cancelled ones; any if None.

        Yields:
            The appointments.

        Raises:
            InvalidRequest: If an argument breaks its rule.
            OutcomeUnknown: If the answer is truncated.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        query = RandevuSorgusu(
            baslangic=baslangic, bitis=bitis, klinik_kodu=klinik_kodu, hekim_kodu=hekim_kodu, durum=durum, kayit_durumu=kayit_durumu
        )
        return self._caller.stream(RANDEVU_SORGULAMA, [query], "randevu.akis")

    def durum_guncelleme(
        self, durumlar: Iterable[RandevuDurumu], *, randevular: Iterable[Randevu] = (), progress: Progress | None = None
    ) -> Records[RandevuDurumSonucu]:
        """
        Report whether patients arrived (row 15, Randevu Durum Güncelleme, PRSC_IN001009TR01).

        Args:
            durumlar: The reports, one per appointment.

            randevular: The appointments of the reports, as far as you have them. They are used to reject reports on future appointments
                or other days before sending; without them the Ministry rejects those (RDG-006).

            progress: A function called with the number of reports done; True shows a bar (`saglikclient[progress]`). All reports are
                sent in one message, so there is one step.

        Returns:
            One result per report, in the same order. A report without a result in the answer has failed without a code.

        Raises:
            InvalidRequest: If a report is in the future or on another day, or an appointment is repeated (EK 1, item 4).
            ConfigurationError: If a bar is requested and tqdm is not installed.
            OutcomeUnknown: If they may have been accepted; sending a report again is harmless (RDG-008).
            ServiceError: If the Ministry refused the message.

        .. versionadded:: 0.1.0
        """
        items = argument("durumlar", fields.instances(RandevuDurumu), durumlar)
        rules.reportable(items, argument("randevular", fields.instances(Randevu), randevular), self._caller.clock())
        with meter(progress, unit="reports", of=items) as bar:
            found = self._caller.records(RANDEVU_DURUM_GUNCELLEME, items)
            bar.reach(len(items))
        # Failure outweighs success: of two results for one report, the last one of this order is kept.
        results = {result.randevu_hrn: result for result in sorted(found, key=lambda result: not result.basarili)}
        missing = (RandevuDurumSonucu(randevu_hrn=item.randevu_hrn, basarili=False) for item in items)
        reports = tuple(results.get(item.randevu_hrn, absent) for item, absent in zip(items, missing, strict=True))
        return Records(reports, request_id=found.request_id)

    def kayit(self, talep: RandevuTalebi, *, lookup: bool = False) -> Randevu:
        """
        Book an appointment (row 16, Randevu Kayıt; its interaction id is not published, see `interaction_ids`).

        Args:
            talep: Schedule, slot and patient.

            lookup: Whether to look the appointment up, with two queries, if the answer accepts it without its number.

        Returns:
            The appointment, with its `randevu_hrn`.

        Raises:
            ConfigurationError: If no interaction id is known for it.
            NumberMissing: If it was booked, but the answer does not contain its number; with `lookup`, if it was not found either.
            OutcomeUnknown: If it may have been booked; check with `sorgulama` before you retry.
            SlotTaken: If the slot is taken.
            ServiceError: If the Ministry refused for another reason.

        Warns:
            Ek2Warning: If it is earlier or later than EK 2 allows.

        .. versionadded:: 0.1.0
        """
        self._ek2.booking(RANDEVU_KAYIT.given("talep", talep).baslangic, self._caller.clock())
        wanted = argument("lookup", fields.truth, lookup)
        try:
            return self._caller.records(RANDEVU_KAYIT, [talep])[0]
        except NumberMissing as error:
            missing = error
        booked = self._looked_up(talep) if wanted else None
        if booked is None:
            raise missing
        return booked

    def _looked_up(self, talep: RandevuTalebi) -> Randevu | None:
        """
        Return the appointment of a booking: the only one of this patient with the schedule's physician at that time. None if there is none,
        several, or if a query fails: the booking itself has succeeded.
        """
        schedules = CetvelSorgusu(baslangic=talep.baslangic, bitis=talep.bitis)
        appointments = RandevuSorgusu(baslangic=talep.baslangic, bitis=talep.bitis)
        try:
            cetveller = self._caller.records(CETVEL_SORGULAMA, [schedules])
            found = self._caller.records(RANDEVU_SORGULAMA, [appointments])
        except SaglikError:
            return None
        hekimler = {cetvel.hekim_kodu for cetvel in cetveller if cetvel.cetvel_id == talep.cetvel_id}
        booked = [
            one
            for one in found
            if one.hekim_kodu in hekimler
            and one.baslangic == talep.baslangic
            and one.hasta_tckn == talep.hasta.tckn
            and one.kayit_durumu is not KayitDurumu.IPTAL
        ]
        return booked[0] if len(booked) == 1 else None

    def iptal(self, randevu_hrn: str) -> Receipt[None]:
        """
        Cancel an appointment (row 17, Randevu İptal; its interaction id is not published, see `interaction_ids`).

        Args:
            randevu_hrn: The appointment's number.

        Raises:
            ConfigurationError: If no interaction id is known for it.
            InvalidRequest: If the number is empty.
            OutcomeUnknown: If it may have been cancelled.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return self._caller.write(RANDEVU_IPTAL, RandevuIptali(randevu_hrn=randevu_hrn), None)

    def bos_slot_sorgulama(
        self, baslangic: datetime, bitis: datetime, *, klinik_kodu: int | None = None, hekim_kodu: str | None = None
    ) -> Records[Slot]:
        """
        List slots of a period (row 18, Randevu Boş Slot Sorgulama; its interaction id is not published, see `interaction_ids`).

        Args:
            baslangic: Start of the period; naive means Türkiye time.

            bitis: End of the period, later than the start.

            klinik_kodu: Only of this clinic (SKRS code); of all if None.

            hekim_kodu: Only this physician's (T.C. kimlik numarası); everyone's if None.

        Returns:
            The slots, free and taken; empty if there are none.

        Raises:
            ConfigurationError: If no interaction id is known for it.
            InvalidRequest: If an argument breaks its rule.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        query = SlotSorgusu(baslangic=baslangic, bitis=bitis, klinik_kodu=klinik_kodu, hekim_kodu=hekim_kodu)
        return self._caller.records(BOS_SLOT_SORGULAMA, [query])

    def esitleme(
        self,
        *,
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
            interval: Time between two queries; EK 1 asks for the shortest appointment of the institution.

            horizon: How far ahead to query, from today's midnight; 15 days by default, as in a public client.

            physicians: Only these physicians (T.C. kimlik numarası), with one query each; everyone, with a single query, if None.

            state: The state of an earlier synchronisation (`Esitleme.state`); start from scratch if None.

            on_error: Called with each failure that may be temporary; such failures are only logged if None.

            sleep: Waits the given number of seconds; if None, a wait that `stop()` interrupts.

            progress: A function called with the number of changes so far, before each change is yielded; True shows a counter
                (`saglikclient[progress]`).

        Returns:
            An iterator over `Degisiklik`, endless until its `stop()` is called.

        Raises:
            ConfigurationError: If a bar is requested and tqdm is not installed.
            InvalidRequest: If a duration is not positive, or a physician's number is not a T.C. kimlik numarası.

        .. versionadded:: 0.1.0
        """
        return Esitleme(
            self.sorgulama,
            clock=self._caller.clock,
            interval=interval,
            horizon=horizon,
            physicians=physicians,
            state=state,
            on_error=on_error,
            sleep=sleep,
            progress=progress,
        )

    def gun_sonu(self, *, days: int = 1, physicians: Iterable[str] | None = None) -> Records[Randevu]:
        """
        The end-of-day query: list the appointments of the next day or days (EK 1, item 4.a).

        Args:
            days: Number of days, starting tomorrow, 1 to 366.

            physicians: Only these physicians (T.C. kimlik numarası), with one query each; everyone, with a single query, if None.

        Returns:
            The appointments; empty if there are none.

        Raises:
            InvalidRequest: If `days` is not 1 to 366, or a physician's number is not a T.C. kimlik numarası.
            ServiceError: If the Ministry refused.

        .. versionadded:: 0.1.0
        """
        return gun_sonu(self.sorgulama, self._caller.clock(), days, physicians)
