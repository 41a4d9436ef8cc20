"""
Schedules: drafts, finals, and changes of a published plan.
"""

from __future__ import annotations

from collections.abc import Iterable  # noqa: TC003 - the model's constructor takes one
from datetime import date, datetime

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn, tckn_or_none
from saglikclient.mhrs.rest._names import wired
from saglikclient.mhrs.rest.model import kurallar
from saglikclient.mhrs.rest.model.ortak import HEPSI, AksiyonIslemTuru, Answered, CetvelDurumu, CetvelTipi, Kodlu

YEARS = "Y"
"""Age limits in years. The meaning is inferred; other letters are unknown."""
MAX_MINUTES = 24 * 60


@attrs.frozen(kw_only=True)
class AksiyonBilgisi(Answered):
    """
    An action: the purpose of a period. The list belongs to the institution; its numbers differ from the SOAP generation's. An optional
    field is `Unknown` if it cannot be read.

    Attributes:
        aksiyon_id: Its number. 200 is the ordinary working action.
        aksiyon_adi: Its name.
        aciklama: Explanation.
        aksiyon_acik: Whether MHRS can book it.
        aksiyon_islem_turu: Whether it is for schedules or for exceptions.
        cetvel_tipi: The kind of schedules it is for.
        esnek: Flexible; the meaning is not known.
        istisna_belge: Whether an exception with it needs a document.
        kosul_bir_dahil: Not known.
        kosul_iki_grup: Not known.
    """

    aksiyon_id: int
    aksiyon_adi: str | None = None
    aciklama: str | None = None
    aksiyon_acik: bool | Unknown | None = None
    aksiyon_islem_turu: Kodlu[AksiyonIslemTuru] | Unknown | None = None
    cetvel_tipi: Kodlu[CetvelTipi] | Unknown | None = None
    esnek: bool | Unknown | None = None
    istisna_belge: bool | Unknown | None = None
    kosul_bir_dahil: bool | Unknown | None = None
    kosul_iki_grup: Kodlu[Unknown] | Unknown | None = None


def _ozel_durumlar(values: Iterable[int] | None) -> tuple[int, ...] | None:
    return None if values is None else fields.numbers(values)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Kisitlar(Model):
    """
    Whom a schedule is for. The "iş kuralı" of the SOAP generation is part of the schedule here.

    Attributes:
        en_kucuk_yas: Minimum age; no limit if None.
        en_kucuk_yas_tipi: Its unit, `Y` for years.
        en_buyuk_yas: Maximum age; no limit if None.
        en_buyuk_yas_tipi: Its unit, `Y` for years.
        cinsiyet: Only this sex; the service's values are not known.
        ik_ozel_durum_list: Only these special states; the service's values are not known.

    Raises:
        InvalidRequest: If a field breaks its rule.
    """

    en_kucuk_yas: int | None = attrs.field(default=None, validator=kurallar.age)
    en_kucuk_yas_tipi: str | None = None
    en_buyuk_yas: int | None = attrs.field(default=None, validator=[kurallar.age, kurallar.not_under("en_kucuk_yas")])
    en_buyuk_yas_tipi: str | None = None
    cinsiyet: str | None = None
    ik_ozel_durum_list: tuple[int, ...] | None = attrs.field(default=None, converter=_ozel_durumlar)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class CetvelTalebi(Kisitlar):
    """
    A draft to add.

    For an open action, a public client sends one patient per slot, ages 1 to 120 in years, and a place; for a closed one no patient, no
    ages, and a place only for a unit's schedule.

    Attributes:
        aksiyon_id: The purpose of the time, from `aksiyon_bilgileri`.
        baslangic_zamani: Start; naive means Türkiye time.
        bitis_zamani: End, later on the same day.
        cetvel_tipi: A physician's or a unit's.
        klinik_kodu: SKRS code of the clinic.
        randevu_suresi: Minutes per slot; 0 for a closed action.
        slot_hasta_sayisi: Patients per slot; 0 for a closed action.
        hekim_tc_kimlik_no: The physician; required for a physician's schedule, forbidden for a unit's.
        muayene_yeri_id: The examination place.

    Raises:
        InvalidRequest: If a field breaks its rule.
    """

    aksiyon_id: int = attrs.field(validator=fields.positive)
    baslangic_zamani: datetime
    bitis_zamani: datetime = attrs.field(validator=fields.after("baslangic_zamani", same_day=True))
    cetvel_tipi: CetvelTipi | Unknown = attrs.field(converter=kurallar.cetvel_tipi)
    klinik_kodu: int = attrs.field(validator=fields.positive)
    randevu_suresi: int = attrs.field(validator=fields.between(0, MAX_MINUTES))
    slot_hasta_sayisi: int = attrs.field(default=1, validator=fields.between(0, 999))
    hekim_tc_kimlik_no: Tckn | None = attrs.field(
        default=None, converter=tckn_or_none, validator=kurallar.of_physician("cetvel_tipi"), repr=masking.mask_number
    )
    muayene_yeri_id: int | None = attrs.field(default=None, validator=fields.positive)


@attrs.frozen(kw_only=True)
class EklenenCetvel(Answered):
    """
    A draft that was added.

    Attributes:
        cetvel_id: Its number; it stays the same when the draft becomes final.
    """

    cetvel_id: int


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class CetvelSilme(Model):
    """
    The schedule to delete.
    """

    cetvel_id: int = attrs.field(validator=fields.positive_long)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class EklenecekCetvel(Kisitlar):
    """
    A schedule to add by a change of a plan.

    Attributes:
        eklenecek_cetvel_aksiyon_id: The purpose of the time.
        eklenecek_cetvel_baslangic_zamani: Start; naive means Türkiye time.
        eklenecek_cetvel_bitis_zamani: End, later on the same day.
        eklenecek_cetvel_randevu_suresi: Minutes per slot; 0 for a closed action.
        eklenecek_cetvel_slot_hasta_sayisi: Patients per slot; 0 for a closed action.
        eklenecek_cetvel_kurum_kodu: The institution; the client's own if None.
        eklenecek_cetvel_muayene_yeri_id: The examination place; None for none.

    Raises:
        InvalidRequest: If a field breaks its rule.
    """

    eklenecek_cetvel_aksiyon_id: int = attrs.field(validator=fields.positive)
    eklenecek_cetvel_baslangic_zamani: datetime
    eklenecek_cetvel_bitis_zamani: datetime = attrs.field(validator=fields.after("eklenecek_cetvel_baslangic_zamani", same_day=True))
    eklenecek_cetvel_randevu_suresi: int = attrs.field(
        validator=fields.between(0, MAX_MINUTES), metadata=wired("eklenecekCetvelRandevusuresi")
    )
    eklenecek_cetvel_slot_hasta_sayisi: int = attrs.field(default=1, validator=fields.between(0, 999))
    eklenecek_cetvel_kurum_kodu: int | None = attrs.field(default=None, validator=fields.positive)
    eklenecek_cetvel_muayene_yeri_id: int | None = attrs.field(default=None, validator=fields.positive)


def _eklenecekler(values: Iterable[EklenecekCetvel]) -> tuple[EklenecekCetvel, ...]:
    return fields.instances(EklenecekCetvel)(values)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class CalismaPlani(Model):
    """
    A change of a published plan: the schedules to delete and add, and the window to return.

    Attributes:
        sorgulanan_baslangic_zamani: Start of the window; a public client sends the Monday of the week, 00:00.
        sorgulanan_bitis_zamani: End of the window; a public client sends that Monday plus six days.
        sorgulanan_cetvel_tipi: A physician's or a unit's.
        sorgulanan_klinik_kodu: SKRS code of the clinic.
        sorgulanan_hekim_tc_kimlik_no: The physician; required for a physician's schedule, forbidden for a unit's.
        sorgulanan_muayene_yeri_id: The examination place; all of them by default.
        silinecek_cetvel_id_list: Schedules to delete.
        eklenecek_cetvel_talep_list: Schedules to add.
        semt_dahil_mi: Whether to include district polikliniks; True by default, as in a public client.

    Raises:
        InvalidRequest: If a field breaks its rule, or there is nothing to delete or add.
    """

    sorgulanan_baslangic_zamani: datetime
    sorgulanan_bitis_zamani: datetime = attrs.field(validator=fields.after("sorgulanan_baslangic_zamani"))
    sorgulanan_cetvel_tipi: CetvelTipi | Unknown = attrs.field(converter=kurallar.cetvel_tipi)
    sorgulanan_klinik_kodu: int = attrs.field(validator=fields.positive)
    sorgulanan_hekim_tc_kimlik_no: Tckn | None = attrs.field(
        default=None,
        converter=tckn_or_none,
        validator=kurallar.of_physician("sorgulanan_cetvel_tipi"),
        repr=masking.mask_number,
        metadata=wired("sorgulananHekimTCKimlikNo"),
    )
    sorgulanan_muayene_yeri_id: int | None = attrs.field(default=HEPSI, validator=kurallar.place)
    silinecek_cetvel_id_list: tuple[int, ...] = attrs.field(default=(), converter=fields.numbers)
    eklenecek_cetvel_talep_list: tuple[EklenecekCetvel, ...] = attrs.field(default=(), converter=_eklenecekler)
    semt_dahil_mi: bool = True

    def __attrs_post_init__(self) -> None:
        if not self.silinecek_cetvel_id_list and not self.eklenecek_cetvel_talep_list:
            raise InvalidRequest("must not be empty while nothing is added", field="silinecek_cetvel_id_list")


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class CetvelKesinlestirme(Model):
    """
    The drafts to finalise.
    """

    baslangic_tarihi: date
    bitis_tarihi: date = attrs.field(validator=kurallar.not_before("baslangic_tarihi"))
    cetvel_tipi: CetvelTipi | Unknown = attrs.field(converter=kurallar.cetvel_tipi)
    klinik_kodu: int = attrs.field(validator=fields.positive)
    hekim_tc_kimlik_no: Tckn | None = attrs.field(
        default=None, converter=tckn_or_none, validator=kurallar.of_physician("cetvel_tipi"), repr=masking.mask_number
    )
    muayene_yeri_id: int = attrs.field(default=HEPSI, validator=kurallar.place)
    semt_dahil_mi: bool = False


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class CetvelAramasi(Model):
    """
    The schedules to list, drafts and finals.
    """

    baslangic_zamani: datetime
    bitis_zamani: datetime = attrs.field(validator=fields.after("baslangic_zamani"))
    cetvel_tipi: CetvelTipi | Unknown = attrs.field(converter=kurallar.cetvel_tipi)
    klinik_kodu: int = attrs.field(validator=fields.positive)
    hekim_tc_kimlik_no: Tckn | None = attrs.field(
        default=None, converter=tckn_or_none, validator=kurallar.of_physician("cetvel_tipi"), repr=masking.mask_number
    )
    muayene_yeri_id: int = attrs.field(default=HEPSI, validator=kurallar.place)


@attrs.frozen(kw_only=True)
class Cetvel(Answered):
    """
    A schedule in an answer. An optional field is `Unknown` if it cannot be read.

    Attributes:
        cetvel_id: Its number, from draft to final.
        baslangic_zamani: Start, aware (Türkiye).
        bitis_zamani: End, aware (Türkiye).
        cetvel_durumu: Draft or final; None if not given.
        cetvel_tipi: A physician's or a unit's; None if not given.
        aksiyon_id: The purpose of the time; None if not given.
        klinik_kodu: SKRS code of the clinic; None if not given.
        klinik_adi: The clinic's name; only in answers of `search`.
        kurum_kodu: The institution; None if not given.
        muayene_yeri_id: The examination place; None if it has none.
        muayene_yeri_adi: Its name; only in answers of `search`.
        hekim_tc_kimlik_no: The physician; None for a unit's schedule, `Unknown` if it is not a valid T.C. kimlik numarası.
        randevu_suresi: Minutes per slot; None if not given.
        slot_hasta_sayisi: Patients per slot; None if not given.
        en_kucuk_yas: Minimum age; None without a limit.
        en_kucuk_yas_tipi: Its unit, `Y` for years.
        en_buyuk_yas: Maximum age; None without a limit.
        en_buyuk_yas_tipi: Its unit, `Y` for years.
        cinsiyet: Only this sex; None without a limit.
        ik_ozel_durum: Only these special states; empty without a limit.
    """

    cetvel_id: int
    baslangic_zamani: datetime
    bitis_zamani: datetime
    cetvel_durumu: Kodlu[CetvelDurumu] | Unknown | None = None
    cetvel_tipi: Kodlu[CetvelTipi] | Unknown | None = None
    aksiyon_id: int | Unknown | None = None
    klinik_kodu: int | Unknown | None = None
    klinik_adi: str | None = None
    kurum_kodu: int | Unknown | None = None
    muayene_yeri_id: int | Unknown | None = None
    muayene_yeri_adi: str | None = None
    hekim_tc_kimlik_no: Tckn | Unknown | None = attrs.field(default=None, repr=masking.mask_number)
    randevu_suresi: int | Unknown | None = None
    slot_hasta_sayisi: int | Unknown | None = None
    en_kucuk_yas: int | Unknown | None = None
    en_kucuk_yas_tipi: str | None = None
    en_buyuk_yas: int | Unknown | None = None
    en_buyuk_yas_tipi: str | None = None
    cinsiyet: Kodlu[Unknown] | Unknown | None = None
    ik_ozel_durum: tuple[Kodlu[Unknown] | Unknown, ...] | Unknown = ()


def with_institution(plan: CalismaPlani, kurum_kodu: int) -> CalismaPlani:
    """
    Return the plan with the client's institution where none is set.
    """
    added = tuple(
        one if one.eklenecek_cetvel_kurum_kodu is not None else attrs.evolve(one, eklenecek_cetvel_kurum_kodu=kurum_kodu)
        for one in plan.eklenecek_cetvel_talep_list
    )
    return attrs.evolve(plan, eklenecek_cetvel_talep_list=added)
