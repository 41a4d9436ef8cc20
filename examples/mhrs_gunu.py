"""
Bir hastanenin MHRS ile bir günü: Tablo 1'in on sekiz işlemi, gerçek istemci ve gerçek HL7 iletileriyle, bellek içindeki Sandbox üzerinde.

Çalıştırmak için: `python examples/mhrs_gunu.py`. Ağ bağlantısı, kullanıcı adı ya da kayıt gerekmez; bütün kişiler uydurmadır.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import attrs

from saglikclient import OutcomeUnknown
from saglikclient._core.masking import mask_number
from saglikclient.mhrs import (
    Aksiyon,
    CalismaCetveli,
    GelisDurumu,
    Istisna,
    Mhrs,
    Poliklinik,
    Randevu,
    RandevuDurumu,
    RandevuTalebi,
    Sablon,
    SablonDilimi,
    SablonDurumu,
    Slot,
)
from saglikclient.mhrs.interactions import TABLE_1
from saglikclient.testing import Clock, Sandbox

GOZ = 1001
HEKIM = "10000000146"
BUGUN, YARIN = datetime(2026, 3, 2), datetime(2026, 3, 3)
SATIRLAR = {satir.number: satir for satir in TABLE_1}


def yaz(no: int, sonuc: str) -> None:
    """
    Tablo 1'in bir satırını ve sonucunu yazar.
    """
    satir = SATIRLAR[no]
    print(f"  {no:>2}  {satir.title:<27} {satir.interaction_id or '(yayımlanmamış)':<18} {sonuc}")


def baslik(clock: Clock, metin: str) -> None:
    """
    Günün saatini ve ne yapıldığını yazar.
    """
    print(f"\n{clock():%d.%m.%Y %H:%M}  {metin}")


def tanimla(mhrs: Mhrs) -> CalismaCetveli:
    """
    Poliklinik, şablon ve çalışma cetveli: satır 1-12.
    """
    poliklinik = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=GOZ, poliklinik_adi="Göz Polikliniği 1"))
    yaz(1, f"{poliklinik.poliklinik_adi} -> poliklinik_kodu {poliklinik.poliklinik_kodu}")
    gecici = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=GOZ, poliklinik_adi="Geçici"))
    mhrs.poliklinik.guncelleme(attrs.evolve(gecici, poliklinik_adi="Göz Polikliniği 2"))
    yaz(2, "Geçici -> Göz Polikliniği 2")
    yaz(3, ", ".join(p.poliklinik_adi for p in mhrs.poliklinik.sorgulama(klinik_kodu=GOZ)))
    assert gecici.poliklinik_kodu is not None
    mhrs.poliklinik.iptal(gecici.poliklinik_kodu)
    yaz(4, "Göz Polikliniği 2 kapandı")

    sabah = SablonDilimi(gun=2, baslangic=time(9), bitis=time(12), aksiyon_kodu=Aksiyon.CALISMA, tedavi_suresi=15)
    sablon = mhrs.sablon.kayit(Sablon(sablon_adi="Salı sabahı", klinik_kodu=GOZ, dilimler=(sabah,)))
    assert sablon.sablon_kodu is not None
    yaz(5, f"{sablon.sablon_adi} -> sablon_kodu {sablon.sablon_kodu}")
    mhrs.sablon.guncelleme(attrs.evolve(sablon, sablon_adi="Salı 09-12"))
    yaz(6, "Salı sabahı -> Salı 09-12")
    mhrs.sablon.durum_guncelleme(sablon.sablon_kodu, SablonDurumu.PASIF)
    mhrs.sablon.durum_guncelleme(sablon.sablon_kodu, SablonDurumu.AKTIF)
    yaz(7, "pasif, sonra yeniden aktif")
    yaz(8, f"{len(mhrs.sablon.sorgulama(durum=SablonDurumu.AKTIF))} aktif şablon")

    assert poliklinik.poliklinik_kodu is not None
    taslak = CalismaCetveli(
        hekim_kodu=HEKIM,
        klinik_kodu=GOZ,
        poliklinik_kodu=poliklinik.poliklinik_kodu,
        baslangic=YARIN.replace(hour=9),
        bitis=YARIN.replace(hour=12),
        aksiyon_kodu=Aksiyon.CALISMA,
        tedavi_suresi=20,
        sablon_kodu=sablon.sablon_kodu,
    )
    cetvel = mhrs.calisma_cetveli.kayit(taslak)
    yaz(9, f"{cetvel.baslangic:%d.%m. %H:%M}-{cetvel.bitis:%H:%M} -> cetvel_id {cetvel.cetvel_id}")
    cetvel = mhrs.calisma_cetveli.guncelleme(attrs.evolve(cetvel, tedavi_suresi=15)).record
    yaz(10, f"muayene süresi 20 -> {cetvel.tedavi_suresi} dakika")
    ogleden_sonra = attrs.evolve(taslak, baslangic=YARIN.replace(hour=13), bitis=YARIN.replace(hour=16))
    fazla = mhrs.calisma_cetveli.kayit(ogleden_sonra, mevcut=[cetvel])
    yaz(11, f"{len(mhrs.calisma_cetveli.sorgulama(YARIN, YARIN + timedelta(days=1)))} cetvel")
    assert fazla.cetvel_id is not None
    mhrs.calisma_cetveli.iptal(fazla.cetvel_id)
    yaz(12, "öğleden sonraki cetvel kalktı")
    return cetvel


def randevu_ver(ministry: Sandbox, mhrs: Mhrs) -> list[Randevu]:
    """
    Boş slotlar, randevular, bir iptal ve yanıtı yolda kaybolan bir kayıt: satır 16-18.
    """
    slotlar = mhrs.randevu.bos_slot_sorgulama(YARIN, YARIN + timedelta(days=1), klinik_kodu=GOZ)
    yaz(18, f"{len(slotlar)} boş slot, ilki {slotlar[0].baslangic:%H:%M}")
    hastalar = ministry.hospital.hastalar

    def talep(slot: Slot, sira: int) -> RandevuTalebi:
        return RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=hastalar[sira])

    randevular = [mhrs.randevu.kayit(talep(slot, sira)) for sira, slot in enumerate(slotlar[:3])]
    for randevu in randevular:
        yaz(16, f"{randevu.baslangic:%H:%M} -> randevu_hrn {mask_number(randevu.randevu_hrn)}")
    mhrs.randevu.iptal(randevular[2].randevu_hrn)
    yaz(17, f"{mask_number(randevular[2].randevu_hrn)} iptal edildi")

    ministry.faults.next("lost-answer")
    try:
        mhrs.randevu.kayit(talep(slotlar[3], 3))
    except OutcomeUnknown as hata:
        print(f"      ! yanıt yolda kayboldu: {type(hata).__name__}; kayıt kendiliğinden yinelenmedi")
    bulunan = [r for r in mhrs.randevu.sorgulama(YARIN, YARIN + timedelta(days=1)) if r.baslangic == slotlar[3].baslangic]
    yaz(14, f"aranıp bulundu: {mask_number(bulunan[0].randevu_hrn)} (tek kayıt: {len(bulunan) == 1})")
    return [*randevular[:2], *bulunan]


def istisna_bildir(mhrs: Mhrs) -> None:
    """
    Yayımlanmış cetvelin bir saati kapatılmak istenir: satır 13.
    """
    (istisna,) = mhrs.randevu.istisna(
        Istisna(
            hekim_kodu=HEKIM,
            klinik_kodu=GOZ,
            baslangic=YARIN.replace(hour=11),
            bitis=YARIN.replace(hour=12),
            aksiyon_kodu=Aksiyon.AMELIYATTA,
            aciklama="Acil ameliyat",
            eposta="bashekimlik@ornek.example",
        )
    )
    yaz(13, f"istisna_id {istisna.istisna_id}: {getattr(istisna.durum, 'label', istisna.durum)}")


def gelisleri_bildir(mhrs: Mhrs, clock: Clock, randevular: list[Randevu]) -> None:
    """
    Gün içinde kim geldi, kim gelmedi: satır 14 ve 15.
    """
    gunun = mhrs.randevu.sorgulama(YARIN, YARIN + timedelta(days=1))
    yaz(14, f"günün {len(gunun)} randevusu, biri iptal; kişiler hep maskeli: {gunun[0].hasta_tckn!r}")
    durumlar = [
        RandevuDurumu(randevu_hrn=randevular[0].randevu_hrn, durum=GelisDurumu.GELDI, gelis_zamani=clock() - timedelta(minutes=50)),
        RandevuDurumu(randevu_hrn=randevular[1].randevu_hrn, durum=GelisDurumu.GELMEDI),
    ]
    for durum, sonuc in zip(durumlar, mhrs.randevu.durum_guncelleme(durumlar, randevular=randevular), strict=True):
        ne = "işlendi" if sonuc.basarili else sonuc.hata_kodu
        yaz(15, f"{mask_number(sonuc.randevu_hrn)} {getattr(durum.durum, 'label', durum.durum)}: {ne}")


def esitle(ministry: Sandbox, mhrs: Mhrs, randevu: Randevu) -> None:
    """
    EK 1 madde 4.a: vatandaş gün içinde başka bir kanaldan iptal eder, HBYS'nin haberi olur.
    """
    araliklar = iter([lambda: ministry.hospital.cancel_randevu(randevu.randevu_hrn)])

    def bekle(_: float) -> None:
        next(araliklar, esitleme.stop)()

    esitleme = mhrs.randevu.esitleme(interval=timedelta(minutes=15), sleep=bekle)
    for degisiklik in esitleme:
        print(f"      {degisiklik.tur.value:<8} {mask_number(degisiklik.randevu_hrn)}")


def main() -> None:
    """
    Günü baştan sona yürütür.
    """
    clock = Clock(BUGUN.replace(hour=8))
    with Sandbox(clock=clock) as ministry, ministry.mhrs() as mhrs:
        hastane = ministry.hospital
        print(f"{hastane.kurum_adi} (kurum {hastane.kurum_kodu}), MHRS bellek içi Sandbox'ta: ağ yok, kişiler uydurma")
        baslik(clock, "Hazırlık: poliklinik, şablon, çalışma cetveli")
        cetvel = tanimla(mhrs)
        baslik(clock, f"Randevular ({cetvel.baslangic:%d.%m.%Y} için)")
        randevular = randevu_ver(ministry, mhrs)
        istisna_bildir(mhrs)
        clock.set(YARIN.replace(hour=10))
        baslik(clock, "Muayene günü: gelenler ve gelmeyenler")
        gelisleri_bildir(mhrs, clock, randevular)
        baslik(clock, "Eşitleme: MHRS'deki her değişiklik bir kez bildirilir")
        esitle(ministry, mhrs, randevular[2])
        kullanilan = {kayit.operation for kayit in ministry.journal}
        islenen = [kayit.message_id for kayit in ministry.journal if kayit.processed]
        yinelenen = len(islenen) - len(set(islenen))
        print(f"\nTablo 1: {len(kullanilan)}/{len(TABLE_1)} işlem, {len(ministry.journal)} ileti, yinelenen {yinelenen}.")


if __name__ == "__main__":
    main()
