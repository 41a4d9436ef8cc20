"""
e-Rapor ekranları: belirteç (token), ekran adresleri, ters sorgu ve yolunda gitmeyenler; gerçek istemciyle, bellek içindeki Sandbox'ta.

Çalıştırmak için: `python examples/erapor_ekrani.py`. Ağ bağlantısı, kullanıcı adı ya da kayıt gerekmez; bütün kişiler uydurmadır.

Adresler burada olduğu gibi yazılır, çünkü Sandbox'ın belirteçleri hiçbir kapıyı açmaz. Gerçek bir adres ise belirteci kadar gizlidir:
yazılmaz, kayda geçirilmez.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from saglikclient import AuthenticationError, InvalidRequest
from saglikclient.erapor import SCREENS, AccessToken, DogumBilgileri, ERapor, GelisSekli, Reason, Role
from saglikclient.testing import Clock, Sandbox

HEKIM = "10000000146"


def baslik(clock: Clock, metin: str) -> None:
    """
    Günün saatini ve ne yapıldığını yazar.
    """
    print(f"\n{clock():%d.%m.%Y %H:%M}  {metin}")


def ac(ministry: Sandbox, url: str) -> None:
    """
    Bir adresi yazar ve Sandbox'ın tarayıcısında açar.
    """
    sayfa = ministry.browse(url)
    print(f"  {url}\n      -> HTTP {sayfa.status}, {sayfa.title}")


def ekranlari_ac(ministry: Sandbox, erapor: ERapor, token: AccessToken) -> None:
    """
    Kılavuzdaki iki ekran, bir de doğum raporu ekranı.
    """
    hasta, anne = ministry.hospital.hastalar[:2]
    urls = erapor.urls(token)
    ac(ministry, urls.create_report())
    ac(ministry, urls.create_report(patient_id=hasta.tckn, reason=Reason.YIVSIZ_AV_TUFEGI))
    print(f"      Veriliş nedeni {int(Reason.YIVSIZ_AV_TUFEGI)}: {Reason.YIVSIZ_AV_TUFEGI.label}")
    ac(ministry, urls.doctor_index())
    dogum = DogumBilgileri(canli=True, gebelik_haftasi=39, agirlik=3200, gelis_sekli=GelisSekli.BAS, baba_adi="Çağrı Örnek")
    ac(ministry, urls.dogum_create(anne.tckn, dogum))
    print(f"      Tabloda {len(SCREENS)} ekran var; ekran eklemek, satır eklemektir.")


def raporlari_sor(ministry: Sandbox, erapor: ERapor, token: AccessToken) -> None:
    """
    Hekim ekranda raporu yazar; HBYS onu ters sorgu ile alır.
    """
    hasta = ministry.hospital.hastalar[0]
    ministry.reports.write(hasta.tckn, rapor_no="2026-1", referans_no="REF-77", hasta_adi=f"{hasta.adi} {hasta.soyadi}", tur="5")
    for rapor in erapor.patient_reports(token, tckn=hasta.tckn):
        print(f"  {rapor}")
        print(f"      tanınmayan alanlar olduğu gibi durur: {dict(rapor.extra)}")


def reddedilenler(ministry: Sandbox, erapor: ERapor, token: AccessToken) -> None:
    """
    Rolün dışındaki ekran, uygun olmayan neden, yanlış rol.
    """
    try:
        erapor.urls(token).open("engelli.secretary_index")
    except InvalidRequest as hata:
        print(f"  ekran açılmadı: {hata.rule}")
    ac(ministry, erapor.urls(token, any_role=True).open("engelli.secretary_index"))
    try:
        erapor.urls(token).create_report(reason=Reason.AKLI_MELEKE)
    except InvalidRequest as hata:
        print(f"  adres yapılmadı: {hata.field} {hata.rule}")
    ministry.reports.people[HEKIM] = {Role.UZMAN_HEKIM}
    try:
        erapor.token(identity_number=HEKIM, role=Role.BASHEKIM)
    except AuthenticationError as hata:
        print(f"  belirteç alınamadı ({Role.BASHEKIM.label}): {hata.message}")


def main() -> None:
    """
    Bir hekimin e-Rapor ile bir saati.
    """
    clock = Clock(datetime(2026, 3, 2, 9))
    with Sandbox(clock=clock) as ministry, ministry.erapor() as erapor:
        print("e-Rapor bellek içi Sandbox'ta: ağ yok, kişiler uydurma")
        baslik(clock, f"Belirteç: {Role.UZMAN_HEKIM.label}")
        token = erapor.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)
        print(f"  {type(token).__name__}: rol {token.role.label}, süre {token.expires_in}, süresi dolmuş mu: {token.is_expired(clock)}")
        baslik(clock, "Ekranlar")
        ekranlari_ac(ministry, erapor, token)
        baslik(clock, "Ters sorgu: hastanın durum bildirir raporları")
        raporlari_sor(ministry, erapor, token)
        baslik(clock, "Reddedilenler")
        reddedilenler(ministry, erapor, token)
        clock.advance(timedelta(hours=1))
        baslik(clock, "Süresi dolan belirteç")
        print(f"  süresi dolmuş mu: {token.is_expired(clock)}")
        ac(ministry, erapor.urls(token).doctor_index())
        try:
            erapor.patient_reports(token, tckn=HEKIM)
        except AuthenticationError as hata:
            print(f"  sorgu reddedildi: {hata.message} Yeni belirteç alınır:")
        yeni = erapor.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)
        ac(ministry, erapor.urls(yeni).doctor_index())


if __name__ == "__main__":
    main()
