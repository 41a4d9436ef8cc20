"""
Randevu: appointments, bookings and free slots. Table 1, rows 14 and 16 to 18.
"""

from __future__ import annotations

from datetime import date, datetime

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.identifiers import Tckn, tckn_or_none
from saglikclient.mhrs.model.kisi import Hasta, Telefon
from saglikclient.mhrs.model.kodlar import Cinsiyet, GelisDurumu, KayitDurumu, RandevuKanali, RandevuTuru, SlotDurumu


@attrs.frozen(kw_only=True)
class Randevu(Model):
    """
    An appointment in an answer. Requests never contain one, so its fields are not validated. An optional value that cannot be read is
    `Unknown`.

    Attributes:
        randevu_hrn: The appointment's number, a string; the key in all calls.
        baslangic: Start, aware (Türkiye).
        bitis: End, aware (Türkiye).
        hekim_kodu: The physician, by T.C. kimlik numarası; `Unknown` if invalid.
        hasta_tckn: The patient; `Unknown` if it is not a valid T.C. kimlik numarası (a passport, see also `sanal_tc`), None if there is no
            number (a newborn, a stateless person).
        kurum_adi: The institution's name.
        klinik_kodu: SKRS code of the clinic.
        klinik_adi: The clinic's name.
        poliklinik_kodu: The Ministry's number of the poliklinik.
        eski_poliklinik_adi: The poliklinik's name when the appointment was made; None if not given.
        yeni_poliklinik_adi: Its name now; None if not given.
        hekim_adi_soyadi: The physician's name.
        hasta_adi: The patient's given name.
        hasta_soyadi: The patient's family name.
        dogum_tarihi: The patient's date of birth; None if not given.
        cinsiyet: The patient's sex; None if not given.
        telefonlar: The patient's telephones; empty if none is given.
        kayit_durumu: Active or cancelled; None if not given.
        durum: Whether the patient arrived; None until it is reported.
        refakatci_istiyor: Whether the patient asks for a companion; None if not given.
        engelli: Whether the patient is disabled; None if not given.
        kimsesiz: Whether the patient is without kin; None if not given.
        yuksek_riskli_gebe: Whether it is a high-risk pregnancy; None if not given.
        randevu_turu: Kind of appointment; None if an ordinary one.
        randevu_notu: A note; None if there is none.
        sanal_tc: True if `hasta_tckn` is a placeholder for a person without a number; None if not given.
        eklenme_zamani: Time of booking, aware; None if not given.
        kanal: Booking channel; None if not given.

    Field list: observed (`KurumRandevuBilgileri` of the SOAP generation).
    """

    randevu_hrn: str = attrs.field(repr=masking.mask_number)
    baslangic: datetime
    bitis: datetime
    hekim_kodu: Tckn | Unknown = attrs.field(repr=masking.mask_number)
    hasta_tckn: Tckn | Unknown | None = attrs.field(default=None, repr=masking.mask_number)
    kurum_adi: str | None = None
    klinik_kodu: int | Unknown | None = None
    klinik_adi: str | None = None
    poliklinik_kodu: int | Unknown | None = None
    eski_poliklinik_adi: str | None = None
    yeni_poliklinik_adi: str | None = None
    hekim_adi_soyadi: str | None = attrs.field(default=None, repr=masking.mask_name)
    hasta_adi: str | None = attrs.field(default=None, repr=masking.mask_name)
    hasta_soyadi: str | None = attrs.field(default=None, repr=masking.mask_name)
    dogum_tarihi: date | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    cinsiyet: Cinsiyet | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    telefonlar: tuple[Telefon, ...] = attrs.field(default=(), repr=masking.count_only)
    kayit_durumu: KayitDurumu | Unknown | None = None
    durum: GelisDurumu | Unknown | None = None
    refakatci_istiyor: bool | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    engelli: bool | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    kimsesiz: bool | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    yuksek_riskli_gebe: bool | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    randevu_turu: RandevuTuru | Unknown | None = attrs.field(default=None, repr=masking.mask_all)
    randevu_notu: str | None = attrs.field(default=None, repr=masking.mask_all)
    sanal_tc: bool | Unknown | None = None
    eklenme_zamani: datetime | Unknown | None = None
    kanal: RandevuKanali | Unknown | None = None


def gelis_durumu(value: GelisDurumu | Unknown | int | None) -> GelisDurumu | Unknown | None:
    """
    Convert an arrival state; None means any.
    """
    return None if value is None else GelisDurumu.given(value)


def kayit_durumu(value: KayitDurumu | Unknown | int | None) -> KayitDurumu | Unknown | None:
    """
    Convert a registration state; None means any.
    """
    return None if value is None else KayitDurumu.given(value)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class RandevuTalebi(Model):
    """
    A booking.

    Attributes:
        cetvel_id: The schedule to book in.
        baslangic: Start of the slot; naive means Türkiye time.
        bitis: End of the slot, later on the same day.
        hasta: The patient.
        refakatci_istiyor: Whether the patient asks for a companion; None if not asked.
        randevu_notu: A note; None for none.

    Raises:
        InvalidRequest: If a field breaks its rule. Field list: observed (`RandevuEkleme`).
    """

    cetvel_id: int = attrs.field(validator=fields.positive_long)
    baslangic: datetime
    bitis: datetime = attrs.field(validator=fields.after("baslangic", same_day=True))
    hasta: Hasta
    refakatci_istiyor: bool | None = attrs.field(default=None, repr=masking.mask_all)
    randevu_notu: str | None = attrs.field(default=None, repr=masking.mask_all)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class RandevuIptali(Model):
    """
    The appointment to cancel.
    """

    randevu_hrn: str = attrs.field(repr=masking.mask_number)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class RandevuSorgusu(Model):
    """
    The appointments to list: those of a period, of one clinic or physician, in one state; None means any.
    """

    baslangic: datetime
    bitis: datetime = attrs.field(validator=fields.after("baslangic"))
    klinik_kodu: int | None = attrs.field(default=None, validator=fields.positive)
    hekim_kodu: Tckn | None = attrs.field(default=None, converter=tckn_or_none, repr=masking.mask_number)
    durum: GelisDurumu | Unknown | None = attrs.field(default=None, converter=gelis_durumu)
    kayit_durumu: KayitDurumu | Unknown | None = attrs.field(default=None, converter=kayit_durumu)


@attrs.frozen(kw_only=True)
class Slot(Model):
    """
    A bookable period of a schedule in an answer. An optional value that cannot be read is `Unknown`.

    Attributes:
        cetvel_id: The schedule it belongs to; a booking needs it.
        baslangic: Start, aware (Türkiye).
        bitis: End, aware (Türkiye).
        durum: Free or taken.
        klinik_kodu: SKRS code of the clinic; None if not given.
        poliklinik_kodu: The Ministry's number of the poliklinik; None if not given.
        hekim_kodu: The physician; `Unknown` if it is not a valid T.C. kimlik numarası.
        randevu_turu: Kind of appointment it is reserved for; None if any.

    Field list: observed (`RandevuCetvelOzetDetaySorgulama`).
    """

    cetvel_id: int
    baslangic: datetime
    bitis: datetime
    durum: SlotDurumu | Unknown
    hekim_kodu: Tckn | Unknown = attrs.field(repr=masking.mask_number)
    klinik_kodu: int | Unknown | None = None
    poliklinik_kodu: int | Unknown | None = None
    randevu_turu: RandevuTuru | Unknown | None = None


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class SlotSorgusu(Model):
    """
    The slots to list: those of a period, of one clinic or physician; None means any.
    """

    baslangic: datetime
    bitis: datetime = attrs.field(validator=fields.after("baslangic"))
    klinik_kodu: int | None = attrs.field(default=None, validator=fields.positive)
    hekim_kodu: Tckn | None = attrs.field(default=None, converter=tckn_or_none, repr=masking.mask_number)
