"""
The Ministry's answers to reports of arrival, item by item.

Source of the codes and their conditions: MHRS integration announcement of 02.04.2015 (RDG-001 to RDG-008 of RandevuDurumGuncelle).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient.mhrs.model.gelis import RandevuDurumSonucu
from saglikclient.mhrs.model.kodlar import GelisDurumu, KayitDurumu

if TYPE_CHECKING:
    from saglikclient.mhrs.model.gelis import RandevuDurumu
    from saglikclient.mhrs.model.randevu import Randevu
    from saglikclient.testing._hospital.hospital import Hospital


def report(hospital: Hospital, item: RandevuDurumu) -> RandevuDurumSonucu:
    """Process one report."""
    randevu = hospital.randevular.get(item.randevu_hrn)
    code, words = _refused(hospital, item, randevu)
    if not code and randevu is not None and isinstance(item.durum, GelisDurumu):
        hospital.randevular[item.randevu_hrn] = attrs.evolve(randevu, durum=item.durum)
    return RandevuDurumSonucu(randevu_hrn=item.randevu_hrn, basarili=not code, hata_kodu=code or None, aciklama=words or None)


def _refused(hospital: Hospital, item: RandevuDurumu, randevu: Randevu | None) -> tuple[str, str]:  # noqa: PLR0911 - eight codes
    """Return the code and text of the first matching condition, in the order of the announcement; two empty strings if none matches."""
    durum = item.durum
    if not isinstance(durum, GelisDurumu):
        return "RDG-001", f"{durum.value} durum kodu sistemde kayıtlı değil"
    if durum is GelisDurumu.GELDI and item.gelis_zamani is None:
        return "RDG-002", f"durum {int(durum)} ise geliş zamanı zorunludur"
    if randevu is None:
        return "RDG-003", f"{item.randevu_hrn} numaralı randevu bulunamadı"
    if item.randevu_hrn in hospital.baska_kurum:
        return "RDG-004", "bu randevunun durumunu güncelleme yetkiniz yok"
    if not hospital.durum_yetkisi:
        return "RDG-005", "randevu durumu güncelleme yetkiniz yok"
    if randevu.baslangic > hospital.clock():
        return "RDG-006", "randevu saati gelmediği için güncellenemez"
    if randevu.kayit_durumu is KayitDurumu.IPTAL:
        return "RDG-007", "iptal edilmiş randevuda geldi/gelmedi bilgisi güncellenemez"
    if randevu.durum is durum:
        return "RDG-008", f"randevunun durumu zaten {int(durum)} olduğu için değiştirilmedi"
    return "", ""
