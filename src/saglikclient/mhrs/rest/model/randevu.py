"""
Appointments of the institution, slots, bookings and arrivals.
"""

from __future__ import annotations

from collections.abc import Iterable  # noqa: TC003 - the model's constructor takes one
from datetime import date, datetime
from typing import Self

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.identifiers import Tckn, tckn_or_none
from saglikclient.mhrs.model.gelis import RandevuDurumu  # noqa: TC001 - a signature
from saglikclient.mhrs.model.kodlar import GelisDurumu, KayitDurumu, RandevuKanali, RandevuTuru, TelefonTipi
from saglikclient.mhrs.model.randevu import gelis_durumu, kayit_durumu
from saglikclient.mhrs.rest._names import wired
from saglikclient.mhrs.rest.model import kurallar
from saglikclient.mhrs.rest.model.ortak import Answered, Kodlu


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class RandevuSorgusu(Model):
    """
    The appointments of a clinic to list; None means any.
    """

    baslangic_zamani: datetime = attrs.field(metadata=wired("strBaslangicZamani"))
    bitis_zamani: datetime = attrs.field(validator=fields.after("baslangic_zamani"), metadata=wired("strBitisZamani"))
    klinik_kodu: int = attrs.field(validator=fields.positive)
    hekim_tc_kimlik_no: Tckn | None = attrs.field(default=None, converter=tckn_or_none, repr=masking.mask_number)
    muayene_yeri_id: int | None = attrs.field(default=None, validator=kurallar.place)
    aksiyon_id: int | None = attrs.field(default=None, validator=fields.positive)
    gerceklesme_durumu: GelisDurumu | Unknown | None = attrs.field(default=None, converter=gelis_durumu)
    kayit_durum_kodu: KayitDurumu | Unknown | None = attrs.field(default=None, converter=kayit_durumu)
    semt_dahil_mi: bool = False


@attrs.frozen(kw_only=True)
class VatandasTelefonu(Answered):
    """
    A patient's telephone. An optional field is `Unknown` if it cannot be read.

    Attributes:
        telefon_numarasi: The number as received; None if not given.
        telefon_tipi: Its type; None if not given.
    """

    telefon_numarasi: str | None = attrs.field(default=None, repr=masking.mask_all)
    telefon_tipi: Kodlu[TelefonTipi] | Unknown | None = attrs.field(default=None, repr=masking.mask_all)


@attrs.frozen(kw_only=True)
class KurumRandevusu(Answered):
    """
    An appointment in an answer. `as_randevu()` converts it to that of Table 1. An optional field is `Unknown` if it cannot be read.

    Attributes:
        hrn: The appointment's number, a string; the key in all calls.
        baslangic_zamani: Start, aware (Türkiye).
        bitis_zamani: End, aware (Türkiye).
        cetvel_id: The schedule; None if not given.
        aksiyon_id: The purpose of the time; None if not given.
        aksiyon_adi: Its name; None if not given.
        randevu_alinma_zamani: Time of booking, aware; None if not given.
        kurum_adi: The institution's name; None if not given.
        klinik_adi: The clinic's name; None if not given.
        klinik_kodu: SKRS code of the clinic; None if not given.
        islem_yapilan_kurum_kodu: The institution; None if not given.
        muayene_yeri_adi: The examination place; None if not given.
        muayene_yeri_id: Its number; None if not given.
        eski_muayene_yeri_adi: The place before it was moved; None if it was not moved.
        eski_muayene_yeri_id: Its number; None if it was not moved.
        hekim_ad_soyad: The physician's name; None if not given.
        hekim_tc_kimlik_no: The physician; None if not given, `Unknown` if it is not a valid T.C. kimlik numarası.
        randevu_kayit_durumu: Active or cancelled; None if not given.
        gerceklesme_durumu: Whether the patient arrived; None if not given. The values of the report (1 arrived, 0 did not) are inferred.
        randevu_turu: Kind of appointment; None if not given.
        randevu_kanali: Booking channel; None if not given. The numbers are inferred from an announcement for the SOAP generation.
        randevu_notu: A note; None if there is none.
        gizli_randevu: Whether it is hidden; None if not given. The meaning is inferred from the name.
        vatandas_tc_kimlik_no: The patient; None if not given, `Unknown` if it is not a valid T.C. kimlik numarası.
        vatandas_adi: Given name; None if not given.
        vatandas_soyadi: Family name; None if not given.
        vatandas_dogum_tarihi: Date of birth; `Unknown` in an unknown format, None if not given.
        vatandas_cinsiyet: Sex; the service's values are unknown. None if not given.
        vatandas_telefon_list: Telephones; empty if none is given.
    """

    hrn: str = attrs.field(repr=masking.mask_number)
    baslangic_zamani: datetime
    bitis_zamani: datetime
    cetvel_id: int | Unknown | None = None
    aksiyon_id: int | Unknown | None = None
    aksiyon_adi: str | None = None
    randevu_alinma_zamani: datetime | Unknown | None = None
    kurum_adi: str | None = None
    klinik_adi: str | None = None
    klinik_kodu: int | Unknown | None = None
    islem_yapilan_kurum_kodu: int | Unknown | None = None
    muayene_yeri_adi: str | None = None
    muayene_yeri_id: int | Unknown | None = None
    eski_muayene_yeri_adi: str | None = None
    eski_muayene_yeri_id: int | Unknown | None = None
    hekim_ad_soyad: str | None = attrs.field(default=None, repr=masking.mask_name)
    hekim_tc_kimlik_no: Tckn | Unknown | None = attrs.field(default=None, repr=masking.mask_number)
    randevu_kayit_durumu: Kodlu[KayitDurumu] | Unknown | None = None
    gerceklesme_durumu: Kodlu[GelisDurumu] | Unknown | None = None
    randevu_turu: Kodlu[RandevuTuru] | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    randevu_kanali: RandevuKanali | Unknown | None = None
    randevu_notu: str | None = attrs.field(default=None, repr=masking.mask_all)
    gizli_randevu: bool | Unknown | None = None
    vatandas_tc_kimlik_no: Tckn | Unknown | None = attrs.field(default=None, repr=masking.mask_number)
    vatandas_adi: str | None = attrs.field(default=None, repr=masking.mask_name)
    vatandas_soyadi: str | None = attrs.field(default=None, repr=masking.mask_name)
    vatandas_dogum_tarihi: date | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    vatandas_cinsiyet: Kodlu[Unknown] | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    vatandas_telefon_list: tuple[VatandasTelefonu | Unknown, ...] | Unknown = attrs.field(default=(), repr=masking.count_only)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class DetaySorgusu(Model):
    """
    The slots to list for a patient.
    """

    aksiyon_id: int = attrs.field(validator=fields.positive)
    hasta_tc_kimlik_no: Tckn = attrs.field(converter=Tckn, repr=masking.mask_number)
    hekim_tc_kimlik_no: Tckn = attrs.field(converter=Tckn, repr=masking.mask_number)
    klinik_kodu: int = attrs.field(validator=fields.positive)
    muayene_yeri_id: int = attrs.field(validator=kurallar.place)
    baslangic_zamani: datetime = attrs.field(metadata=wired("strBaslangicZamani"))
    bitis_zamani: datetime = attrs.field(validator=fields.after("baslangic_zamani"), metadata=wired("strBitisZamani"))
    vatandasa_uygun_mu: bool = True


@attrs.frozen(kw_only=True)
class RandevuSlotu(Answered):
    """
    A slot, free or taken. An optional field is `Unknown` if it cannot be read. Unlike None, an `Unknown` is true: test `durum is True`.

    Attributes:
        slot_id: Its number, required for booking.
        baslangic_zamani: Start, aware (Türkiye).
        bitis_zamani: End, aware; None if not given.
        durum: True if it is free; None if not given.
        cetvel_id: The schedule; None if not given.
        saat: Its time of day as a moment; None if not given.
        muayene_yeri_id: The examination place; None if not given.
        muayene_yeri_adi: Its name; None if not given.
        aksiyon_id: The purpose of the time; None if not given.
        vatandasa_uygun: Whether it suits the patient; None if not given.
        en_kucuk_yas: Minimum age; `Unknown` in an unknown format, None without a limit.
        en_buyuk_yas: Maximum age; likewise.
        cinsiyet: Only this sex, in the service's wording; None without a limit.
        ozellikler: Particulars, in the service's wording; None if there are none.
        ek_mi: Whether it is an extra slot; None if not given.
    """

    slot_id: int
    baslangic_zamani: datetime
    bitis_zamani: datetime | Unknown | None = None
    durum: bool | Unknown | None = None
    cetvel_id: int | Unknown | None = None
    saat: datetime | Unknown | None = None
    muayene_yeri_id: int | Unknown | None = None
    muayene_yeri_adi: str | None = None
    aksiyon_id: int | Unknown | None = None
    vatandasa_uygun: bool | Unknown | None = None
    en_kucuk_yas: int | Unknown | None = attrs.field(default=None, metadata=wired("enkucukyas"))
    en_buyuk_yas: int | Unknown | None = attrs.field(default=None, metadata=wired("enbuyukyas"))
    cinsiyet: str | None = None
    ozellikler: str | None = None
    ek_mi: bool | Unknown | None = None


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class RandevuEklemeTalebi(Model):
    """
    A booking: a slot from `detay_sorgula`, a patient, and a telephone number.

    Attributes:
        hasta_tc_kimlik_no: The patient.
        slot_id: The slot, from `detay_sorgula`.
        telefon_no: Area code and number, 10 digits.
        telefon_tipi: Its type; the service accepts the patient's mobile, a relative's mobile and a home telephone.
        randevu_notu: A note; None for none.

    Raises:
        InvalidRequest: If a field breaks its rule.
    """

    hasta_tc_kimlik_no: Tckn = attrs.field(converter=Tckn, repr=masking.mask_number, metadata=wired("hastaTCKimlikNo"))
    slot_id: int = attrs.field(validator=fields.positive_long, metadata=wired("slotID"))
    telefon_no: int = attrs.field(converter=kurallar.telephone, repr=masking.mask_all)
    telefon_tipi: TelefonTipi | Unknown = attrs.field(default=TelefonTipi.CEP, converter=kurallar.telefon_tipi)
    randevu_notu: str | None = attrs.field(default=None, repr=masking.mask_all)


@attrs.frozen(kw_only=True)
class EklenenRandevu(Answered):
    """
    A confirmed booking. An optional field is `Unknown` if it cannot be read.

    Attributes:
        hasta_randevu_numarasi: The appointment's number (hrn).
        randevu_zamani: Time of the appointment, aware (Türkiye); None if not given.
        hekim_adi_soyadi: The physician's name; None if not given.
        klinik_adi: The clinic's name; None if not given.
        kurum_adi: The institution's name; None if not given.
        muayene_yeri_adi: The examination place; None if not given.
        randevu_uyarisi: Notice for the patient; None if there is none.
    """

    hasta_randevu_numarasi: str = attrs.field(repr=masking.mask_number)
    randevu_zamani: datetime | Unknown | None = None
    hekim_adi_soyadi: str | None = attrs.field(default=None, repr=masking.mask_name)
    klinik_adi: str | None = None
    kurum_adi: str | None = None
    muayene_yeri_adi: str | None = None
    randevu_uyarisi: str | None = attrs.field(default=None, repr=masking.mask_all)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class RandevuIptali(Model):
    """
    The appointment to cancel.
    """

    hasta_randevu_numarasi: str = attrs.field(repr=masking.mask_number)


@attrs.frozen(kw_only=True)
class GerceklesmeBilgisi(Model):
    """
    A report of Table 1 (`RandevuDurumu`) with the names of this service.
    """

    hasta_randevu_numarasi: str = attrs.field(repr=masking.mask_number)
    randevu_gerceklesme_bilgisi: GelisDurumu | Unknown
    hasta_gelis_zamani: datetime | None = None
    randevu_gerceklesme_zamani: datetime | None = None

    @classmethod
    def of(cls, durum: RandevuDurumu) -> Self:
        """
        Convert a report of Table 1.
        """
        return cls(
            hasta_randevu_numarasi=durum.randevu_hrn,
            randevu_gerceklesme_bilgisi=durum.durum,
            hasta_gelis_zamani=durum.gelis_zamani,
            randevu_gerceklesme_zamani=durum.gerceklesme_zamani,
        )


def _bilgiler(bilgiler: Iterable[GerceklesmeBilgisi]) -> tuple[GerceklesmeBilgisi, ...]:
    return fields.instances(GerceklesmeBilgisi)(bilgiler)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class GerceklesmeBildirimi(Model):
    """
    The reports of arrivals.
    """

    randevu_gerceklesme_bilgisi_ekleme_talep_list: tuple[GerceklesmeBilgisi, ...] = attrs.field(
        converter=_bilgiler, validator=fields.at_least_one
    )
