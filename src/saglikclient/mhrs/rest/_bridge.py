"""
Convert appointments of the REST service to those of Table 1, so that an HBYS can treat both services alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saglikclient._core.codes import Unknown
from saglikclient._core.model import build
from saglikclient.errors import InvalidRequest
from saglikclient.mhrs.model.kisi import as_telefon
from saglikclient.mhrs.model.kodlar import RandevuTuru, TelefonTipi
from saglikclient.mhrs.model.randevu import Randevu
from saglikclient.mhrs.rest.model.ortak import Kodlu
from saglikclient.mhrs.rest.model.randevu import KurumRandevusu

if TYPE_CHECKING:
    from saglikclient.mhrs.model.kisi import Telefon
    from saglikclient.mhrs.rest.model.randevu import VatandasTelefonu


def as_randevu(kurum_randevusu: KurumRandevusu) -> Randevu:
    """
    Convert an appointment to that of Table 1.

    Fields that this service lacks are None: `kimsesiz`, `sanal_tc`, `refakatci_istiyor`. `engelli` and `yuksek_riskli_gebe` are True if the
    kind of appointment implies it, otherwise None. What cannot be read stays `Unknown`.

    Args:
        kurum_randevusu: The appointment of `kurum_randevulari_sorgula`.
    """
    if not isinstance(kurum_randevusu, KurumRandevusu):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest(f"must be a {KurumRandevusu.__name__}", field="kurum_randevusu")
    one = kurum_randevusu
    turu = _val(one.randevu_turu)
    values: dict[str, Any] = {
        "randevu_hrn": one.hrn,
        "baslangic": one.baslangic_zamani,
        "bitis": one.bitis_zamani,
        "hekim_kodu": one.hekim_tc_kimlik_no or Unknown(""),
        "hasta_tckn": one.vatandas_tc_kimlik_no,
        "kurum_adi": one.kurum_adi,
        "klinik_kodu": one.klinik_kodu,
        "klinik_adi": one.klinik_adi,
        "poliklinik_kodu": one.muayene_yeri_id,
        "eski_poliklinik_adi": one.eski_muayene_yeri_adi,
        "yeni_poliklinik_adi": one.muayene_yeri_adi,
        "hekim_adi_soyadi": one.hekim_ad_soyad,
        "hasta_adi": one.vatandas_adi,
        "hasta_soyadi": one.vatandas_soyadi,
        "dogum_tarihi": one.vatandas_dogum_tarihi,
        "cinsiyet": _val(one.vatandas_cinsiyet),
        "telefonlar": _telefonlar(one.vatandas_telefon_list),
        "kayit_durumu": _val(one.randevu_kayit_durumu),
        "durum": _val(one.gerceklesme_durumu),
        "engelli": True if turu is RandevuTuru.ENGELLI else None,
        "yuksek_riskli_gebe": True if turu is RandevuTuru.YUKSEK_RISKLI_GEBE else None,
        "randevu_turu": turu,
        "randevu_notu": one.randevu_notu,
        "eklenme_zamani": one.randevu_alinma_zamani,
        "kanal": one.randevu_kanali,
    }
    return build(Randevu, values)


def _val(coded: Kodlu[Any] | Unknown | None) -> Any:
    return coded.val if isinstance(coded, Kodlu) else coded


def _telefonlar(telefonlar: tuple[VatandasTelefonu | Unknown, ...] | Unknown) -> tuple[Telefon, ...]:
    """
    Return the telephones that have a number; Table 1 has no place for those that cannot be read.
    """
    readable = () if isinstance(telefonlar, Unknown) else telefonlar
    return tuple(filter(None, (_telefon(one) for one in readable if not isinstance(one, Unknown))))


def _telefon(telefon: VatandasTelefonu) -> Telefon | None:
    tip = _val(telefon.telefon_tipi)
    return as_telefon(telefon.telefon_numarasi or "", TelefonTipi.CEP if tip is None else tip)
