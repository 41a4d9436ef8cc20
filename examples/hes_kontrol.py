"""
Bir ziyaretçi listesinin (CSV) toplu HES kontrolü: gerçek istemci, bellek içindeki Sandbox üzerinde.

Çalıştırmak için: `python examples/hes_kontrol.py`. Ağ bağlantısı, kullanıcı adı ya da kayıt gerekmez; bütün kişiler uydurmadır.
HES salgın dönemine aittir: sorgulama zorunluluğu 2022'de kalktı, gerçek servis artık yanıt vermiyor olabilir.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from saglikclient.hes import HealthStatus, HesCode, HesOutcome, HesResult, OutcomeKind
from saglikclient.testing import Clock, Sandbox

KISI = 1203
BILINMEYEN, RISKLI, SURESI_DOLMUS = range(13, KISI, 100), range(7, KISI, 40), range(21, KISI, 60)  # sıra numaraları
DURUMLAR = {
    OutcomeKind.NOT_FOUND: "kod bulunamadı",
    OutcomeKind.EXPIRED: "kodun süresi dolmuş",
    OutcomeKind.UNKNOWN_KEY: "servis reddetti",
    OutcomeKind.MALFORMED: "kod hatalı yazılmış",
    OutcomeKind.UNANSWERED: "servis yanıtlamadı",
    OutcomeKind.FAILED: "sorgulanamadı",
}


def hazirla(ministry: Sandbox, dosya: Path) -> None:
    """
    Kişilere kod verir ve listeyi yazar: kimi riskli, kiminin süresi dolmuş, kimi yanlış yazılmış, biri iki kez.
    """
    kaynak = random.Random(2026)  # noqa: S311 - uydurma kodlar
    kodlar = [HesCode.random(kaynak) for _ in range(KISI)]
    for sira, kod in enumerate(kodlar):
        if sira not in BILINMEYEN:
            ministry.codes.add(
                kod,
                ministry.hospital.hastalar[sira % len(ministry.hospital.hastalar)],
                status="RISKY" if sira in RISKLI else "RISKLESS",
                expires=ministry.clock() + timedelta(days=-1 if sira in SURESI_DOLMUS else 90),
            )
    ministry.codes.missing.add(kodlar[2])
    yazilan = [str(kod) if sira % 3 else kod.value.lower() for sira, kod in enumerate(kodlar)]
    yazilan[4] = yazilan[4][:-1]
    with dosya.open("w", encoding="utf-8", newline="") as cikti:
        yazici = csv.writer(cikti, delimiter=";")
        yazici.writerow(["sira", "hes_kodu"])
        yazici.writerows(enumerate([*yazilan, yazilan[0]], 1))


def oku(dosya: Path) -> list[str]:
    """
    CSV'deki kodları, yazıldıkları gibi verir.
    """
    with dosya.open(encoding="utf-8", newline="") as girdi:
        return [satir["hes_kodu"] for satir in csv.DictReader(girdi, delimiter=";")]


def durum(sonuc: HesOutcome[HesResult], simdi: datetime) -> str:
    """
    Kapıdaki görevliye ne denir: yalnız risksiz ve süresi dolmamış kod girer.
    """
    if sonuc.result is None:
        return DURUMLAR[sonuc.kind]
    if sonuc.result.is_riskless(simdi):
        return "risksiz"
    return "RİSKLİ" if sonuc.result.current_health_status is HealthStatus.RISKY else "durumu bilinmiyor"


def main() -> None:
    """
    Listeyi okur, sorar, özetler.
    """
    simdi = datetime(2022, 1, 10, 9)
    with tempfile.TemporaryDirectory() as klasor, Sandbox(clock=Clock(simdi)) as ministry, ministry.hes() as hes:
        dosya = Path(klasor) / "ziyaretciler.csv"
        hazirla(ministry, dosya)
        kodlar = oku(dosya)
        print(f"{dosya.name}: {len(kodlar)} satır; HES bellek içi Sandbox'ta: ağ yok, kişiler uydurma\n")
        ministry.faults.next("lost-answer", times=3)  # ilk 500'lük parça üç denemede de yanıtsız kalır
        sonuclar = hes.check_many(kodlar, on_error="collect", progress=lambda biten: print(f"  {biten:>5} kod bitti"))
        basarisiz = [sira for sira, sonuc in enumerate(sonuclar) if sonuc.kind is OutcomeKind.FAILED]
        print(f"\n  {len(basarisiz)} kod sorgulanamadı ({sonuclar[basarisiz[0]].error}); yalnız onlar yeniden soruluyor")
        yeniden = hes.check_many([kodlar[sira] for sira in basarisiz], on_error="collect")
        hepsi = {**dict(enumerate(sonuclar)), **dict(zip(basarisiz, yeniden, strict=True))}

        print("\n  durum                  adet   örnek (maskeli)")
        ozet = Counter(durum(hepsi[sira], simdi) for sira in range(len(kodlar)))
        for ad, adet in ozet.most_common():
            ornek = next(hepsi[sira] for sira in range(len(kodlar)) if durum(hepsi[sira], simdi) == ad)
            print(f"  {ad:<20} {adet:>6}   {ornek.hes_code!r}")
        assert sum(ozet.values()) == len(kodlar)
        print(f"\n{len(kodlar)} satır, {len(ministry.journal)} istek; her satırın tam bir sonucu var.")


if __name__ == "__main__":
    main()
