"""
Coded fields of MHRS, each with the source of its values. Other values are read as `Unknown`.
"""

from __future__ import annotations

from saglikclient._core.codes import Code


class SablonDurumu(Code):
    """
    Whether a template is in use. Source: modelled (Table 1 names the operation, no document its values).
    """

    AKTIF = 1, "Aktif"
    PASIF = 2, "Pasif"


class GelisDurumu(Code):
    """
    Whether the patient arrived. Source: observed in the SOAP generation of MHRS (`RandevuDurumGuncelle`), the last two in a client of
    Table 1. Only the first two can be reported.
    """

    GELDI = 1, "Geldi"
    GELMEDI = 2, "Gelmedi"
    BEKLEMEDE = 3, "Beklemede"
    IPTAL = 4, "İptal"


class KayitDurumu(Code):
    """
    Whether the appointment is active or cancelled. Source: observed in the REST generation of MHRS (2; 1 on its citizen side).
    """

    AKTIF = 1, "Aktif"
    IPTAL = 2, "İptal"


class IstisnaDurumu(Code):
    """
    The state of an exception request. Source: observed in the SOAP generation of MHRS (`IstisnaDurumKodu`).
    """

    ONAY_BEKLIYOR = 1, "Onay bekliyor"
    ONAYLANDI = 2, "Onaylandı"
    REDDEDILDI = 3, "Reddedildi"


class SlotDurumu(Code):
    """
    Whether a slot can be booked. Source: modelled (the REST generation has a truth value here).
    """

    BOS = 1, "Boş"
    DOLU = 2, "Dolu"


class RandevuKanali(Code):
    """
    Who made the appointment. Source: published, MHRS integration announcement of 02.04.2015 (`EkleyenKullaniciTipi`).
    """

    CAGRI_MERKEZI = 1, "Çağrı Merkezi"
    WEB = 2, "Web"
    MOBIL_UYGULAMA = 3, "Mobil Uygulama"
    HASTANE = 4, "Hastane"
    AILE_HEKIMI = 5, "Aile Hekimi"
    IBB = 6, "İBB"
    GENEL_SEKRETERLIK = 7, "Genel Sekreterlik"
    SMS = 8, "SMS"
    ALO171 = 9, "ALO171"


class RandevuTuru(Code):
    """
    The kind of an appointment. Source: observed in the REST generation of MHRS; the list is known to be longer.
    """

    ENGELLI = 4, "Engelli"
    YUKSEK_RISKLI_GEBE = 6, "Yüksek riskli gebe"


class Cinsiyet(Code):
    """
    Sex. Source: modelled after the order of the SKRS list; the codes are in no available document.
    """

    ERKEK = 1, "Erkek"
    KADIN = 2, "Kadın"


class TelefonTipi(Code):
    """
    The type of a telephone. Source: published, Sağlık-NET HL7 guide 1.5, annex on data types (`TEL`, SKRS codes).
    """

    EV = 1, "Ev"
    IS = 2, "İş"
    CEP = 3, "Cep"
    YAKIN = 4, "Yakını"


class Aksiyon(Code):
    """
    The purposes of a physician's time: the actions of EK 2 that a public client of the SOAP generation lists.

    The models accept any number, since the list of an institution is longer; these are the common ones.
    """

    CALISMA = 1, "Çalışma saati"
    GECICI_GOREVLI = 3, "Geçici görevli"
    YILLIK_IZIN = 5, "Yıllık izin"
    NOBET = 6, "Nöbet"
    AMELIYATTA = 10, "Ameliyatta"
    SERVISTE = 12, "Serviste"
    NOBET_ERTESI_IZIN = 13, "Nöbet ertesi izin"
    EGITIM_KONGRE = 14, "Eğitim / kongre"
    SAGLIK_KURULU = 19, "Sağlık kurulu / heyet"
    RAPORLU = 30, "Raporlu"
    OGLE_ARASI = 46, "Öğle arası"
    IDARI_GOREV = 63, "İdari görev"
    IDARI_IZIN = 70, "İdari izin"
