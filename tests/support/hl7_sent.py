"""
What is sent in the golden requests: for each row of Table 1 a call with every field filled that its method takes, and the models behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import attrs

from saglikclient import Tckn
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import (
    Belge,
    CalismaCetveli,
    Cinsiyet,
    GelisDurumu,
    Hasta,
    Istisna,
    IstisnaDurumu,
    KayitDurumu,
    Mhrs,
    Poliklinik,
    RandevuDurumu,
    RandevuTalebi,
    Sablon,
    SablonDilimi,
    SablonDurumu,
    Telefon,
    TelefonTipi,
)
from saglikclient.mhrs.model.calisma_cetveli import CetvelIptali, CetvelSorgusu
from saglikclient.mhrs.model.poliklinik import PoliklinikIptali, PoliklinikSorgusu
from saglikclient.mhrs.model.randevu import RandevuIptali, RandevuSorgusu, SlotSorgusu
from saglikclient.mhrs.model.sablon import SablonDurumDegisikligi, SablonSorgusu

if TYPE_CHECKING:
    from saglikclient._core.model import Model

Call = Callable[[Mhrs], object]

HEKIM = Tckn("10000000146")
GUN = (2026, 3, 5)
BASLANGIC, BITIS = datetime(*GUN, 9, 0, tzinfo=TURKIYE), datetime(*GUN, 12, 30, tzinfo=TURKIYE)


@attrs.frozen
class Sent:
    """
    One golden request.

    Attributes:
        call: What a user types.
        models: What stands in the message, all of it.
    """

    call: Call
    models: tuple[Model, ...]


POLIKLINIK = Poliklinik(klinik_kodu=1001, klinik_adi="Göz Hastalıkları", poliklinik_adi="Göz 1 & <Şaşılık>")
SABLON = Sablon(
    sablon_adi="Göz haftası",
    klinik_kodu=1001,
    durum=SablonDurumu.AKTIF,
    dilimler=(
        SablonDilimi(gun=1, baslangic=time(9), bitis=time(12), aksiyon_kodu=1, tedavi_suresi=15, slot_basina_hasta=2),
        SablonDilimi(gun=5, baslangic=time(13, 30), bitis=time(16, 45), aksiyon_kodu=10, tedavi_suresi=0, slot_basina_hasta=0),
    ),
)
CETVEL = CalismaCetveli(
    hekim_kodu=HEKIM,
    klinik_kodu=1001,
    poliklinik_kodu=2001,
    baslangic=BASLANGIC,
    bitis=BITIS,
    aksiyon_kodu=1,
    tedavi_suresi=15,
    slot_basina_hasta=2,
    sablon_kodu=3001,
    referans_no="HBYS-CETVEL-7",
)
ISTISNA = Istisna(
    hekim_kodu=HEKIM,
    klinik_kodu=1001,
    baslangic=BASLANGIC,
    bitis=BITIS,
    aksiyon_kodu=30,
    aciklama="Hekim raporlu, ekte belgesi",
    eposta="mhrs@hastane.example",
    telefon=Telefon(alan_kodu="312", numara="5551234", tip=TelefonTipi.IS),
    belge=Belge(ad="rapor.pdf", icerik=b"%PDF-1.7 synthetic"),
    durum=IstisnaDurumu.ONAY_BEKLIYOR,
    red_nedeni="Belge okunmuyor",
)
HASTA = Hasta(
    tckn=HEKIM,
    adi="Ayşe Nur",
    soyadi="Örnek",
    cinsiyet=Cinsiyet.KADIN,
    dogum_tarihi=date(1985, 4, 23),
    telefonlar=tuple(Telefon(alan_kodu="555", numara=f"000000{tip.value}", tip=tip) for tip in TelefonTipi),
    eposta="hasta@posta.example",
    engelli=True,
    kimsesiz=False,
)
TALEP = RandevuTalebi(
    cetvel_id=4001,
    baslangic=BASLANGIC,
    bitis=datetime(*GUN, 9, 15, tzinfo=TURKIYE),
    hasta=HASTA,
    refakatci_istiyor=True,
    randevu_notu="Tekerlekli sandalye",
)
DURUMLAR = (
    RandevuDurumu(
        randevu_hrn="HRN0001",
        durum=GelisDurumu.GELDI,
        gelis_zamani=datetime(2026, 3, 2, 7, 40, tzinfo=TURKIYE),
        gerceklesme_zamani=datetime(2026, 3, 2, 7, 55, 30, tzinfo=TURKIYE),
    ),
    RandevuDurumu(randevu_hrn="HRN0002", durum=GelisDurumu.GELMEDI),
)

SENT: dict[str, Sent] = {
    "poliklinik.kayit": Sent(lambda mhrs: mhrs.poliklinik.kayit(POLIKLINIK), (POLIKLINIK,)),
    "poliklinik.guncelleme": Sent(
        lambda mhrs: mhrs.poliklinik.guncelleme(attrs.evolve(POLIKLINIK, poliklinik_kodu=2001)),
        (attrs.evolve(POLIKLINIK, poliklinik_kodu=2001),),
    ),
    "poliklinik.sorgulama": Sent(lambda mhrs: mhrs.poliklinik.sorgulama(klinik_kodu=1001), (PoliklinikSorgusu(klinik_kodu=1001),)),
    "poliklinik.iptal": Sent(lambda mhrs: mhrs.poliklinik.iptal(2001), (PoliklinikIptali(poliklinik_kodu=2001),)),
    "sablon.kayit": Sent(lambda mhrs: mhrs.sablon.kayit(SABLON), (SABLON,)),
    "sablon.guncelleme": Sent(
        lambda mhrs: mhrs.sablon.guncelleme(attrs.evolve(SABLON, sablon_kodu=3001)),
        (attrs.evolve(SABLON, sablon_kodu=3001),),
    ),
    "sablon.durum_guncelleme": Sent(
        lambda mhrs: mhrs.sablon.durum_guncelleme(3001, SablonDurumu.PASIF),
        (SablonDurumDegisikligi(sablon_kodu=3001, durum=SablonDurumu.PASIF),),
    ),
    "sablon.sorgulama": Sent(
        lambda mhrs: mhrs.sablon.sorgulama(klinik_kodu=1001, durum=SablonDurumu.PASIF),
        (SablonSorgusu(klinik_kodu=1001, durum=SablonDurumu.PASIF),),
    ),
    "calisma_cetveli.kayit": Sent(lambda mhrs: mhrs.calisma_cetveli.kayit(CETVEL), (CETVEL,)),
    "calisma_cetveli.guncelleme": Sent(
        lambda mhrs: mhrs.calisma_cetveli.guncelleme(attrs.evolve(CETVEL, cetvel_id=4001)),
        (attrs.evolve(CETVEL, cetvel_id=4001),),
    ),
    "calisma_cetveli.sorgulama": Sent(
        lambda mhrs: mhrs.calisma_cetveli.sorgulama(
            BASLANGIC, BITIS, hekim_kodu=HEKIM, klinik_kodu=1001, poliklinik_kodu=2001, aksiyon_kodu=1
        ),
        (CetvelSorgusu(baslangic=BASLANGIC, bitis=BITIS, hekim_kodu=HEKIM, klinik_kodu=1001, poliklinik_kodu=2001, aksiyon_kodu=1),),
    ),
    "calisma_cetveli.iptal": Sent(lambda mhrs: mhrs.calisma_cetveli.iptal(4001), (CetvelIptali(cetvel_id=4001),)),
    "randevu.istisna": Sent(lambda mhrs: mhrs.randevu.istisna(ISTISNA), (ISTISNA,)),
    "randevu.sorgulama": Sent(
        lambda mhrs: mhrs.randevu.sorgulama(
            BASLANGIC, BITIS, klinik_kodu=1001, hekim_kodu=HEKIM, durum=GelisDurumu.GELDI, kayit_durumu=KayitDurumu.AKTIF
        ),
        (
            RandevuSorgusu(
                baslangic=BASLANGIC,
                bitis=BITIS,
                klinik_kodu=1001,
                hekim_kodu=HEKIM,
                durum=GelisDurumu.GELDI,
                kayit_durumu=KayitDurumu.AKTIF,
            ),
        ),
    ),
    "randevu.durum_guncelleme": Sent(lambda mhrs: mhrs.randevu.durum_guncelleme(DURUMLAR), DURUMLAR),
    "randevu.kayit": Sent(lambda mhrs: mhrs.randevu.kayit(TALEP), (TALEP,)),
    "randevu.iptal": Sent(lambda mhrs: mhrs.randevu.iptal("HRN0001"), (RandevuIptali(randevu_hrn="HRN0001"),)),
    "randevu.bos_slot_sorgulama": Sent(
        lambda mhrs: mhrs.randevu.bos_slot_sorgulama(BASLANGIC, BITIS, klinik_kodu=1001, hekim_kodu=HEKIM),
        (SlotSorgusu(baslangic=BASLANGIC, bitis=BITIS, klinik_kodu=1001, hekim_kodu=HEKIM),),
    ),
}
"""By the row's method."""
