"""
The hospital of the Sandbox and the Ministry's rules for it, in terms of models, independent of the wire format.

The Ministry's codes for these rules are not public (except RDG-001 to RDG-008, see `arrivals`); codes of the Sandbox begin with `LOCAL-`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, TypeVar

import attrs

from saglikclient._core import masking
from saglikclient.mhrs.model.calisma_cetveli import CalismaCetveli
from saglikclient.mhrs.model.istisna import Istisna
from saglikclient.mhrs.model.kodlar import Aksiyon, IstisnaDurumu, KayitDurumu, RandevuKanali, SlotDurumu
from saglikclient.mhrs.model.poliklinik import Poliklinik
from saglikclient.mhrs.model.randevu import Randevu, Slot
from saglikclient.mhrs.model.sablon import Sablon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from saglikclient._core.codes import Unknown
    from saglikclient.identifiers import KurumKodu, Tckn
    from saglikclient.mhrs.model.kisi import Hasta
    from saglikclient.mhrs.model.randevu import RandevuTalebi

T = TypeVar("T")
CLOSED = frozenset(int(aksiyon) for aksiyon in Aksiyon if aksiyon is not Aksiyon.CALISMA)
"""Actions without bookable slots."""


class Refused(Exception):
    """
    A refusal by the Ministry.

    Attributes:
        code: The Ministry's code, or a `LOCAL-` one.
        words: The message.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code)
        self.code, self.words = code, words


@attrs.frozen
class Hekim:
    """A physician of the hospital."""

    tckn: Tckn
    ad_soyad: str = attrs.field(repr=masking.mask_name)


def readable(number: int | Unknown | None) -> int:
    """Return a number of a schedule; 0 if it is absent or cannot be read."""
    return number if isinstance(number, int) else 0


def _found(table: Mapping[int, T], key: int | None, what: str) -> T:
    if key is None or key not in table:
        raise Refused("LOCAL-NOT-FOUND", f"{what} bulunamadı")
    return table[key]


def _overlap(one: CalismaCetveli | Randevu | Istisna | Slot, other: CalismaCetveli | Randevu | Istisna | Slot) -> bool:
    return one.baslangic < other.bitis and other.baslangic < one.bitis


@attrs.define(eq=False)
class Hospital:
    """
    One institution with its MHRS data.

    Attributes:
        kurum_kodu: The number of the institution.
        kurum_adi: The name of the institution.
        clock: Returns the current time.
        durum_yetkisi: Whether the user may report arrivals (otherwise RDG-005).
        baska_kurum: Numbers of appointments that belong to another institution (RDG-004).
    """

    kurum_kodu: KurumKodu
    kurum_adi: str
    clock: Callable[[], datetime]
    durum_yetkisi: bool = True
    baska_kurum: set[str] = attrs.field(factory=set[str])
    klinikler: dict[int, str] = attrs.field(factory=dict[int, str])
    hekimler: dict[str, Hekim] = attrs.field(factory=dict[str, Hekim], repr=False)
    hastalar: list[Hasta] = attrs.field(factory=list["Hasta"], repr=False)
    poliklinikler: dict[int, Poliklinik] = attrs.field(factory=dict[int, Poliklinik], repr=False)
    sablonlar: dict[int, Sablon] = attrs.field(factory=dict[int, Sablon], repr=False)
    cetveller: dict[int, CalismaCetveli] = attrs.field(factory=dict[int, CalismaCetveli], repr=False)
    istisnalar: dict[int, Istisna] = attrs.field(factory=dict[int, Istisna], repr=False)
    randevular: dict[str, Randevu] = attrs.field(factory=dict[str, Randevu], repr=False)
    _numbers: Iterator[int] = attrs.field(factory=lambda: count(1001), repr=False)

    def klinik_adi(self, klinik_kodu: int) -> str:
        """
        Return the name of a clinic, or its number if unknown. The SKRS list is not included, since it is not licensed for copying.
        """
        return self.klinikler.get(klinik_kodu, f"Klinik {klinik_kodu}")

    def hekim(self, tckn: Tckn | Unknown) -> Hekim:
        """A physician of the hospital."""
        if not isinstance(tckn, str) or tckn not in self.hekimler:
            raise Refused("LOCAL-NOT-FOUND", "hekim bulunamadı")
        return self.hekimler[tckn]

    def put_poliklinik(self, poliklinik: Poliklinik) -> Poliklinik:
        """Register or change a poliklinik; names are unique within a clinic."""
        number = poliklinik.poliklinik_kodu
        if number is not None:
            _found(self.poliklinikler, number, "poliklinik")
        for other in self.poliklinikler.values():
            same_name = (other.klinik_kodu, other.poliklinik_adi) == (poliklinik.klinik_kodu, poliklinik.poliklinik_adi)
            if same_name and other.poliklinik_kodu != number:
                raise Refused("LOCAL-DUPLICATE", "bu klinikte aynı adlı poliklinik var")
        kept = attrs.evolve(poliklinik, poliklinik_kodu=number or next(self._numbers), klinik_adi=self.klinik_adi(poliklinik.klinik_kodu))
        self.poliklinikler[kept.poliklinik_kodu or 0] = kept
        return kept

    def close_poliklinik(self, poliklinik_kodu: int) -> None:
        """Close a poliklinik without future schedules."""
        _found(self.poliklinikler, poliklinik_kodu, "poliklinik")
        now = self.clock()
        if any(c.poliklinik_kodu == poliklinik_kodu and c.bitis > now for c in self.cetveller.values()):
            raise Refused("LOCAL-IN-USE", "polikliniğin çalışma cetveli var")
        del self.poliklinikler[poliklinik_kodu]

    def put_sablon(self, sablon: Sablon) -> Sablon:
        """Register or change a template."""
        if sablon.sablon_kodu is not None:
            _found(self.sablonlar, sablon.sablon_kodu, "şablon")
        if any(o.sablon_adi == sablon.sablon_adi and o.sablon_kodu != sablon.sablon_kodu for o in self.sablonlar.values()):
            raise Refused("LOCAL-DUPLICATE", "aynı adlı şablon var")
        kept = attrs.evolve(sablon, sablon_kodu=sablon.sablon_kodu or next(self._numbers))
        self.sablonlar[kept.sablon_kodu or 0] = kept
        return kept

    def number(self) -> int:
        """Return the next number."""
        return next(self._numbers)

    def put_cetvel(self, cetvel: CalismaCetveli, *, taslak: int | None = None) -> CalismaCetveli:
        """
        Publish or change a schedule; schedules of a physician must not overlap.

        Args:
            cetvel: The schedule.

            taslak: The number of the draft, which is kept; None for a new number.
        """
        self.hekim(cetvel.hekim_kodu)
        poliklinik = _found(self.poliklinikler, cetvel.poliklinik_kodu, "poliklinik")
        if poliklinik.klinik_kodu != cetvel.klinik_kodu:
            raise Refused("LOCAL-MISMATCH", "poliklinik bu kliniğe ait değil")
        if cetvel.sablon_kodu is not None:
            _found(self.sablonlar, readable(cetvel.sablon_kodu), "şablon")
        if cetvel.cetvel_id is not None:
            self._unbooked(_found(self.cetveller, cetvel.cetvel_id, "çalışma cetveli"))
        for other in self.cetveller.values():
            if other.hekim_kodu == cetvel.hekim_kodu and other.cetvel_id != cetvel.cetvel_id and _overlap(cetvel, other):
                raise Refused("LOCAL-OVERLAP", "hekimin çakışan çalışma cetveli var")
        kept = attrs.evolve(cetvel, cetvel_id=cetvel.cetvel_id or taslak or next(self._numbers))
        self.cetveller[kept.cetvel_id or 0] = kept
        return kept

    def cancel_cetvel(self, cetvel_id: int) -> None:
        """Cancel a schedule without appointments; one with appointments requires an exception request (EK 2)."""
        self._unbooked(_found(self.cetveller, cetvel_id, "çalışma cetveli"))
        del self.cetveller[cetvel_id]

    def _unbooked(self, cetvel: CalismaCetveli) -> None:
        if self._booked(cetvel):
            raise Refused("LOCAL-BOOKED", "cetvelde randevu var, istisna bildirilmeli")

    def _booked(self, cetvel: CalismaCetveli) -> list[Randevu]:
        """Return the active appointments of a schedule: those of its physician within its time."""
        own = (randevu for randevu in self.randevular.values() if randevu.hekim_kodu == cetvel.hekim_kodu)
        return [randevu for randevu in own if randevu.kayit_durumu is KayitDurumu.AKTIF and _overlap(randevu, cetvel)]

    def add_istisna(self, istisna: Istisna) -> Istisna:
        """Record an exception request, pending a decision."""
        self.hekim(istisna.hekim_kodu)
        kept = attrs.evolve(istisna, istisna_id=next(self._numbers), durum=IstisnaDurumu.ONAY_BEKLIYOR)
        self.istisnalar[kept.istisna_id or 0] = kept
        return kept

    def decide(self, istisna_id: int, *, onay: bool, red_nedeni: str | None = None) -> Istisna:
        """
        Decide on an exception request; it is not published who decides. An approved request closes the slots of its period.

        Args:
            istisna_id: The number of the request.

            onay: True to approve, False to reject.

            red_nedeni: The reason of a rejection.
        """
        durum = IstisnaDurumu.ONAYLANDI if onay else IstisnaDurumu.REDDEDILDI
        decided = attrs.evolve(_found(self.istisnalar, istisna_id, "istisna"), durum=durum, red_nedeni=red_nedeni)
        self.istisnalar[istisna_id] = decided
        return decided

    def slots(self, cetvel: CalismaCetveli) -> Iterator[Slot]:
        """Return the slots of a schedule, free and booked, except those that have begun or are closed by an exception."""
        if not readable(cetvel.tedavi_suresi) or not readable(cetvel.slot_basina_hasta) or cetvel.aksiyon_kodu in CLOSED:
            return
        step, start, now = timedelta(minutes=readable(cetvel.tedavi_suresi)), cetvel.baslangic, self.clock()
        closed = [one for one in self.istisnalar.values() if one.durum is IstisnaDurumu.ONAYLANDI and one.hekim_kodu == cetvel.hekim_kodu]
        booked = self._booked(cetvel)
        while start + step <= cetvel.bitis:
            full = sum(one.baslangic < start + step and start < one.bitis for one in booked) >= readable(cetvel.slot_basina_hasta)
            slot = Slot(
                cetvel_id=cetvel.cetvel_id or 0,
                baslangic=start,
                bitis=start + step,
                durum=SlotDurumu.DOLU if full else SlotDurumu.BOS,
                hekim_kodu=cetvel.hekim_kodu,
                klinik_kodu=cetvel.klinik_kodu,
                poliklinik_kodu=cetvel.poliklinik_kodu,
            )
            if start > now and not any(_overlap(slot, istisna) for istisna in closed):
                yield slot
            start += step

    def book(self, talep: RandevuTalebi, kanal: RandevuKanali = RandevuKanali.HASTANE) -> Randevu:
        """Book a slot; the patient must not have another appointment at that time."""
        cetvel = _found(self.cetveller, talep.cetvel_id, "çalışma cetveli")
        slot = next((s for s in self.slots(cetvel) if (s.baslangic, s.bitis) == (talep.baslangic, talep.bitis)), None)
        if slot is None:
            raise Refused("LOCAL-NO-SLOT", "bu saatte randevu verilemez")
        if slot.durum is SlotDurumu.DOLU:
            raise Refused("LOCAL-TAKEN", "randevu saati dolu")
        for other in self.randevular.values():
            mine = other.hasta_tckn == talep.hasta.tckn and other.kayit_durumu is KayitDurumu.AKTIF
            if mine and other.baslangic < talep.bitis and talep.baslangic < other.bitis:
                raise Refused("LOCAL-DOUBLE-BOOKING", "hastanın aynı saatte randevusu var")
        randevu = self._appointment(talep, cetvel, kanal)
        self.randevular[randevu.randevu_hrn] = randevu
        return randevu

    def _appointment(self, talep: RandevuTalebi, cetvel: CalismaCetveli, kanal: RandevuKanali) -> Randevu:
        hasta = talep.hasta
        return Randevu(
            randevu_hrn=f"SBX{next(self._numbers):08}",
            baslangic=talep.baslangic,
            bitis=talep.bitis,
            kurum_adi=self.kurum_adi,
            klinik_kodu=cetvel.klinik_kodu,
            klinik_adi=self.klinik_adi(cetvel.klinik_kodu),
            poliklinik_kodu=cetvel.poliklinik_kodu,
            yeni_poliklinik_adi=self.poliklinikler[cetvel.poliklinik_kodu].poliklinik_adi,
            hekim_kodu=cetvel.hekim_kodu,
            hekim_adi_soyadi=self.hekim(cetvel.hekim_kodu).ad_soyad,
            hasta_tckn=hasta.tckn,
            hasta_adi=hasta.adi,
            hasta_soyadi=hasta.soyadi,
            dogum_tarihi=hasta.dogum_tarihi,
            cinsiyet=hasta.cinsiyet,
            telefonlar=hasta.telefonlar,
            kayit_durumu=KayitDurumu.AKTIF,
            refakatci_istiyor=talep.refakatci_istiyor,
            engelli=hasta.engelli,
            kimsesiz=hasta.kimsesiz,
            randevu_notu=talep.randevu_notu,
            sanal_tc=False,
            eklenme_zamani=self.clock().replace(microsecond=0),
            kanal=kanal,
        )

    def cancel_randevu(self, randevu_hrn: str) -> None:
        """Cancel an active appointment."""
        randevu = self.randevular.get(randevu_hrn)
        if randevu is None:
            raise Refused("LOCAL-NOT-FOUND", "randevu bulunamadı")
        if randevu.kayit_durumu is KayitDurumu.IPTAL:
            raise Refused("LOCAL-CANCELLED", "randevu daha önce iptal edilmiş")
        self.randevular[randevu_hrn] = attrs.evolve(randevu, kayit_durumu=KayitDurumu.IPTAL)
