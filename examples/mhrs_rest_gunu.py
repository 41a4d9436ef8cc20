"""
Bir hastanenin MHRS ile bir günü, bugünkü REST servisi üzerinden: cetvelden randevuya, gelenlerin bildiriminden eşitlemeye.

Çalıştırmak için: `python examples/mhrs_rest_gunu.py`. Ağ bağlantısı, kullanıcı adı ya da kayıt gerekmez; bütün kişiler uydurmadır.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice

from saglikclient import OutcomeUnknown, ServiceError
from saglikclient._core.masking import mask_number
from saglikclient.mhrs import Belge, GelisDurumu, RandevuDurumu
from saglikclient.mhrs.rest import (
    CalismaPlani,
    CetvelTalebi,
    CetvelTipi,
    EklenecekCetvel,
    IstisnaTalebi,
    KurumRandevusu,
    MhrsRest,
    RandevuEklemeTalebi,
    YesilListeTalebi,
)
from saglikclient.testing import Clock, Sandbox

GOZ, CALISMA = 1001, 200
HEKIM = "10000000146"
BUGUN, YARIN = date(2026, 3, 2), date(2026, 3, 3)


def saat(gun: date, bir: int, dakika: int = 0) -> datetime:
    """
    Günün bir saati, Türkiye saatiyle.
    """
    return datetime(gun.year, gun.month, gun.day, bir, dakika)


def tanimla(rest: MhrsRest) -> int:
    """
    Klinik, muayene yeri ve hekim; döndürdüğü muayene yerinin numarasıdır.
    """
    rest.kurum_klinik.kurum_klinik_ekle(GOZ)
    yer = rest.muayene_yeri.ekle(klinik_kodu=GOZ, muayene_yeri_adi="Göz 1").data
    rest.klinik_hekim.ekle(klinik_kodu=GOZ, hekim_tc_kimlik_no=HEKIM)
    print(f"  muayene yeri: {yer.muayene_yeri_adi} -> {yer.muayene_yeri_id}")
    return yer.muayene_yeri_id


def planla(rest: MhrsRest, yer: int) -> int:
    """
    Taslak, kesinleştirme, yayımlanmış planda değişiklik; döndürdüğü kesin cetvelin numarasıdır.
    """
    acik = [aksiyon.aksiyon_id for aksiyon in rest.cetvel.aksiyon_bilgileri().data if aksiyon.aksiyon_acik]
    print(f"  randevuya açık aksiyonlar: {acik}")
    taslak = CetvelTalebi(
        aksiyon_id=CALISMA,
        baslangic_zamani=saat(YARIN, 9),
        bitis_zamani=saat(YARIN, 12),
        cetvel_tipi=CetvelTipi.HEKIM,
        klinik_kodu=GOZ,
        randevu_suresi=15,
        hekim_tc_kimlik_no=HEKIM,
        muayene_yeri_id=yer,
    )
    (eklenen,) = rest.cetvel.ekle(taslak).data
    (fazla,) = rest.cetvel.ekle(taslak).data
    rest.cetvel.delete(fazla.cetvel_id)
    (kesin,) = rest.cetvel.kesinlestir(YARIN, YARIN, cetvel_tipi=CetvelTipi.HEKIM, klinik_kodu=GOZ, hekim_tc_kimlik_no=HEKIM).data
    print(f"  taslak {eklenen.cetvel_id} kesinleşti, numarası aynı: {kesin.cetvel_id}")
    ogleden_sonra = EklenecekCetvel(
        eklenecek_cetvel_aksiyon_id=CALISMA,
        eklenecek_cetvel_baslangic_zamani=saat(YARIN, 13, 30),
        eklenecek_cetvel_bitis_zamani=saat(YARIN, 15),
        eklenecek_cetvel_randevu_suresi=15,
        eklenecek_cetvel_muayene_yeri_id=yer,
    )
    plan = CalismaPlani(
        sorgulanan_baslangic_zamani=saat(BUGUN, 0),
        sorgulanan_bitis_zamani=saat(BUGUN, 0) + timedelta(days=6),
        sorgulanan_cetvel_tipi=CetvelTipi.HEKIM,
        sorgulanan_klinik_kodu=GOZ,
        sorgulanan_hekim_tc_kimlik_no=HEKIM,
        eklenecek_cetvel_talep_list=[ogleden_sonra],
    )
    rest.cetvel.calisma_plani_guncelle(plan)
    cetveller = rest.cetvel.search(
        saat(YARIN, 0), saat(YARIN, 23, 59), cetvel_tipi=CetvelTipi.HEKIM, klinik_kodu=GOZ, hekim_tc_kimlik_no=HEKIM
    ).data
    print(f"  yarının cetvelleri: {[f'{cetvel.baslangic_zamani:%H:%M}-{cetvel.bitis_zamani:%H:%M}' for cetvel in cetveller]}")
    return kesin.cetvel_id


def randevu_ver(rest: MhrsRest, ministry: Sandbox, yer: int) -> list[KurumRandevusu]:
    """
    Slot arar, randevu verir, yanıtı kaybolanı sorgulayarak bulur, birini iptal eder.
    """
    ilk, ikinci, *_ = ministry.hospital.hastalar
    slotlar = rest.randevu.detay_sorgula(
        saat(YARIN, 9),
        saat(YARIN, 12),
        aksiyon_id=CALISMA,
        hasta_tc_kimlik_no=ilk.tckn,
        hekim_tc_kimlik_no=HEKIM,
        klinik_kodu=GOZ,
        muayene_yeri_id=yer,
    ).data
    bos = [slot for slot in slotlar if slot.durum is True]
    print(f"  {len(bos)} boş slot, ilki {bos[0].baslangic_zamani:%H:%M}")
    talep = RandevuEklemeTalebi(hasta_tc_kimlik_no=ilk.tckn, slot_id=bos[0].slot_id, telefon_no="5550000000")
    onay = rest.randevu.randevu_ekle(talep)
    print(f"  randevu {mask_number(onay.data.hasta_randevu_numarasi)}: {onay.data.muayene_yeri_adi}, uyarılar: {len(onay.warnings)}")
    try:
        rest.randevu.randevu_ekle(talep)
    except ServiceError as hata:
        print(f"  aynı slot ikinci kez: reddedildi ({hata.code})")
    ministry.faults.next("lost-answer")
    try:
        rest.randevu.randevu_ekle(RandevuEklemeTalebi(hasta_tc_kimlik_no=ikinci.tckn, slot_id=bos[1].slot_id, telefon_no="5550000001"))
    except OutcomeUnknown:
        print("  yanıt kayboldu: istek yinelenmez, sorgulanır")
    randevular = rest.randevu.kurum_randevulari_sorgula(saat(BUGUN, 0), saat(BUGUN, 0) + timedelta(days=15), klinik_kodu=GOZ).data
    rest.randevu.randevu_iptal(randevular[1].hrn)
    print(f"  {len(randevular)} randevu, ikincisi iptal edildi")
    return list(randevular)


def bildir(rest: MhrsRest, clock: Clock, randevu: KurumRandevusu) -> None:
    """
    Hastanın geldiğini, randevu saatinden sonra ve aynı gün bildirir.
    """
    clock.set(saat(YARIN, 9, 30))
    geldi = RandevuDurumu(randevu_hrn=randevu.hrn, durum=GelisDurumu.GELDI, gelis_zamani=saat(YARIN, 8, 55))
    yanit = rest.randevu.randevu_gerceklesme_bilgisi([geldi], randevular=[randevu])
    print(f"  geldi bildirildi: {yanit.says('RND6032')}")


def istisna_ve_yesil_liste(rest: MhrsRest, ministry: Sandbox) -> None:
    """
    Belgeli istisna bildirimi, geri alınışı ve yeşil liste.
    """
    raporlu = next(aksiyon.aksiyon_id for aksiyon in rest.cetvel.aksiyon_bilgileri().data if aksiyon.istisna_belge)
    talep = IstisnaTalebi(
        aciklama="Hekim raporlu",
        aksiyon_id=raporlu,
        baslangic_tarih_saati=saat(YARIN, 13, 30),
        bitis_tarih_saati=saat(YARIN, 15),
        cetvel_tipi=CetvelTipi.HEKIM,
        klinik_kodu=GOZ,
        eposta="mhrs@ornek.invalid",
        telefon_no="3120000000",
        hekim_tc_kimlik_no=HEKIM,
        belge=Belge(ad="rapor.pdf", icerik=b"%PDF-1.7 uydurma"),
    )
    istisna = rest.istisna.ekle(talep).data
    rest.istisna.delete(istisna.istisna_id)
    hasta = ministry.hospital.hastalar[2].tckn
    yesil = YesilListeTalebi(
        hasta_kimlik_no=hasta,
        hekim_aciklama="Düzenli kontrol",
        icd_tanilar=["H40"],
        islem_yapan_hekim_tc_kimlik_no=HEKIM,
        islem_yapan_klinik_kodu=GOZ,
        islem_yapilan_klinik_kodu=GOZ,
    )
    rest.yesil_liste.ekle(yesil)
    rest.yesil_liste.onayla(yesil)
    (kayit,) = rest.yesil_liste.sorgula(hasta_kimlik_no=hasta, klinik_kodu=GOZ).data
    print(f"  istisna {istisna.istisna_id} bildirildi ve geri alındı; yeşil listede {kayit.gecerlilik_tarihi} gününe dek")


def esitle(rest: MhrsRest) -> None:
    """
    HBYS'yi MHRS ile eşit tutar: her değişiklik bir kez.
    """
    for degisiklik in islice(rest.randevu.esitleme(clinics=[GOZ], interval=timedelta(minutes=10)), 1):
        print(f"  {degisiklik.tur.value}: {degisiklik.randevu}")


def main() -> None:
    """
    Bütün gün.
    """
    clock = Clock(saat(BUGUN, 8))
    with Sandbox(clock=clock) as ministry, ministry.mhrs_rest() as rest:
        print("\n08:00  Tanımlar ve cetveller")
        yer = tanimla(rest)
        planla(rest, yer)
        print("\n08:30  Randevular")
        randevular = randevu_ver(rest, ministry, yer)
        esitle(rest)
        print("\nErtesi gün 09:30  Gelenler, istisna, yeşil liste")
        bildir(rest, clock, randevular[0])
        istisna_ve_yesil_liste(rest, ministry)
        with ministry.mhrs() as tablo_1:  # aynı hastane, öteki tel
            ayni = tablo_1.randevu.sorgulama(saat(YARIN, 0), saat(YARIN, 23))
            print(f"\n  Tablo 1 servisinden bakınca: {[(mask_number(r.randevu_hrn), r.durum) for r in ayni]}")
        print(f"  {ministry.rest.logins} oturum, {len(ministry.journal)} ileti; hiçbiri yinelenmedi")


if __name__ == "__main__":
    main()
