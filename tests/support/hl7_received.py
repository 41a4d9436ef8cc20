"""
What the golden answers mean: the models that each of them has to become, written out.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import attrs

from saglikclient import Records, Tckn
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import (
    CalismaCetveli,
    Cinsiyet,
    GelisDurumu,
    Istisna,
    IstisnaDurumu,
    KayitDurumu,
    Poliklinik,
    Randevu,
    RandevuDurumSonucu,
    RandevuKanali,
    RandevuTuru,
    Receipt,
    Sablon,
    SablonDilimi,
    SablonDurumu,
    Slot,
    SlotDurumu,
    Telefon,
    TelefonTipi,
)
from tests.support import hl7_sent
from tests.support.hl7_sent import BASLANGIC, BITIS, GUN, HEKIM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saglikclient._core.model import Model

HASTA = Tckn("24427250916")
DOKUZ, CEYREK, YARIM = BASLANGIC, datetime(*GUN, 9, 15, tzinfo=TURKIYE), BITIS

POLIKLINIK = attrs.evolve(hl7_sent.POLIKLINIK, poliklinik_kodu=2001)
SABLON = attrs.evolve(
    hl7_sent.SABLON,
    sablon_kodu=3001,
    durum=SablonDurumu.PASIF,
    dilimler=(
        hl7_sent.SABLON.dilimler[0],
        SablonDilimi(gun=7, baslangic=time(0), bitis=time(23, 59), aksiyon_kodu=6, tedavi_suresi=0, slot_basina_hasta=0),
    ),
)
CETVEL = attrs.evolve(hl7_sent.CETVEL, cetvel_id=4001)
ISTISNA = attrs.evolve(hl7_sent.ISTISNA, istisna_id=5001, durum=IstisnaDurumu.REDDEDILDI)
RANDEVU = Randevu(
    randevu_hrn="HRN0001",
    baslangic=DOKUZ,
    bitis=CEYREK,
    hekim_kodu=HEKIM,
    hekim_adi_soyadi="Müge Örnek",
    hasta_tckn=HASTA,
    hasta_adi="Ayşe Nur",
    hasta_soyadi="Örnek",
    dogum_tarihi=date(1985, 4, 23),
    cinsiyet=Cinsiyet.KADIN,
    telefonlar=(
        Telefon(alan_kodu="555", numara="0000001", tip=TelefonTipi.CEP),
        Telefon(alan_kodu="312", numara="0000002", tip=TelefonTipi.EV),
        Telefon(alan_kodu="312", numara="0000003", tip=TelefonTipi.IS),
        Telefon(alan_kodu="555", numara="0000004", tip=TelefonTipi.YAKIN),
    ),
    kurum_adi="Örnek Devlet Hastanesi",
    klinik_kodu=1001,
    klinik_adi="Göz Hastalıkları",
    poliklinik_kodu=2001,
    yeni_poliklinik_adi="Göz 1",
    eski_poliklinik_adi="Göz A",
    kayit_durumu=KayitDurumu.AKTIF,
    durum=GelisDurumu.GELDI,
    refakatci_istiyor=True,
    engelli=False,
    kimsesiz=True,
    yuksek_riskli_gebe=False,
    randevu_turu=RandevuTuru.YUKSEK_RISKLI_GEBE,
    randevu_notu="Tekerlekli sandalye",
    sanal_tc=False,
    eklenme_zamani=datetime(2026, 2, 27, 23, 59, 58, tzinfo=TURKIYE),
    kanal=RandevuKanali.ALO171,
)
SONUCLAR = (
    RandevuDurumSonucu(randevu_hrn="HRN0001", basarili=False, hata_kodu="RDG-008", aciklama="durumu zaten 1 olduğu için değiştirilmedi"),
    RandevuDurumSonucu(randevu_hrn="HRN0002", basarili=True),
)
SLOT = Slot(
    cetvel_id=4001,
    baslangic=DOKUZ,
    bitis=CEYREK,
    durum=SlotDurumu.BOS,
    hekim_kodu=HEKIM,
    klinik_kodu=1001,
    poliklinik_kodu=2001,
    randevu_turu=RandevuTuru.ENGELLI,
)

GOT: Mapping[str, tuple[Model, ...]] = {
    "poliklinik.kayit": (POLIKLINIK,),
    "poliklinik.guncelleme": (POLIKLINIK,),
    "poliklinik.sorgulama": (POLIKLINIK, Poliklinik(poliklinik_kodu=2002, klinik_kodu=1001, poliklinik_adi="Göz 2")),
    "poliklinik.iptal": (),
    "sablon.kayit": (SABLON,),
    "sablon.guncelleme": (SABLON,),
    "sablon.durum_guncelleme": (),
    "sablon.sorgulama": (SABLON,),
    "calisma_cetveli.kayit": (CETVEL,),
    "calisma_cetveli.guncelleme": (CETVEL,),
    "calisma_cetveli.sorgulama": (CETVEL,),
    "calisma_cetveli.iptal": (),
    "randevu.istisna": (ISTISNA,),
    "randevu.sorgulama": (RANDEVU, Randevu(randevu_hrn="HRN0002", baslangic=CEYREK, bitis=YARIM, hekim_kodu=HEKIM, hasta_tckn=HASTA)),
    "randevu.durum_guncelleme": SONUCLAR,
    "randevu.kayit": (RANDEVU,),
    "randevu.iptal": (),
    "randevu.bos_slot_sorgulama": (SLOT,),
}
"""By the row's method; empty where only the acknowledgement comes back."""

ONLY_REQUIRED: Mapping[str, Model] = {
    "Poliklinik": Poliklinik(poliklinik_kodu=2001, klinik_kodu=1001, poliklinik_adi="Göz 1 & <Şaşılık>"),
    "Sablon": Sablon(
        sablon_kodu=3001,
        sablon_adi="Göz haftası",
        klinik_kodu=1001,
        durum=SablonDurumu.PASIF,
        dilimler=(
            SablonDilimi(gun=1, baslangic=time(9), bitis=time(12), aksiyon_kodu=1, tedavi_suresi=15),
            SablonDilimi(gun=7, baslangic=time(0), bitis=time(23, 59), aksiyon_kodu=6, tedavi_suresi=0),
        ),
    ),
    "CalismaCetveli": CalismaCetveli(
        cetvel_id=4001, hekim_kodu=HEKIM, klinik_kodu=1001, poliklinik_kodu=2001, baslangic=DOKUZ, bitis=YARIM, aksiyon_kodu=1
    ),
    "Istisna": Istisna(
        istisna_id=5001,
        hekim_kodu=HEKIM,
        klinik_kodu=1001,
        baslangic=DOKUZ,
        bitis=YARIM,
        aksiyon_kodu=30,
        aciklama="Hekim raporlu, ekte belgesi",
        eposta="mhrs@hastane.example",
        durum=IstisnaDurumu.REDDEDILDI,
    ),
    "Randevu": Randevu(randevu_hrn="HRN0001", baslangic=DOKUZ, bitis=CEYREK, hekim_kodu=HEKIM),
    "RandevuDurumSonucu": RandevuDurumSonucu(randevu_hrn="HRN0001", basarili=False),
    "Slot": Slot(cetvel_id=4001, baslangic=DOKUZ, bitis=CEYREK, durum=SlotDurumu.BOS, hekim_kodu=HEKIM),
}
"""By the table's name: the first record of a golden answer, if nothing that is optional came with it."""


def taken(result: object) -> tuple[object, ...]:
    """What a method returned, as a tuple of records."""
    result = result.record if isinstance(result, Receipt) else result
    if result is None:
        return ()
    return result.items if isinstance(result, Records) else (result,)
