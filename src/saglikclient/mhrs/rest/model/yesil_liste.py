"""
The green list: patients with priority for appointments.
"""

from __future__ import annotations

from datetime import date, datetime

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.rest._names import wired
from saglikclient.mhrs.rest.model.ortak import Answered, YesilListeDurumu

DAYS = 180
"""The duration for which a public client adds a patient. The unit (days) is inferred."""


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class YesilListeOnayi(Model):
    """
    A patient of the green list to approve.

    Attributes:
        hasta_kimlik_no: The patient.
        hekim_aciklama: The physician's explanation.
        icd_tanilar: Diagnoses by their ICD codes, at least one.
        islem_yapan_hekim_tc_kimlik_no: The physician.
        islem_yapan_klinik_kodu: The physician's clinic.
        islem_yapilan_klinik_kodu: The clinic whose list it is.

    Raises:
        InvalidRequest: If a field breaks its rule.
    """

    hasta_kimlik_no: Tckn = attrs.field(converter=Tckn, repr=masking.mask_number)
    hekim_aciklama: str = attrs.field(repr=masking.mask_all)
    icd_tanilar: tuple[str, ...] = attrs.field(converter=fields.texts, validator=fields.at_least_one, repr=masking.count_only)
    islem_yapan_hekim_tc_kimlik_no: Tckn = attrs.field(converter=Tckn, repr=masking.mask_number)
    islem_yapan_klinik_kodu: int = attrs.field(validator=fields.positive)
    islem_yapilan_klinik_kodu: int = attrs.field(validator=fields.positive)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class YesilListeTalebi(YesilListeOnayi):
    """
    A patient to add to the green list.

    Attributes:
        eklenme_suresi: The duration; the unit (days) is inferred.
    """

    eklenme_suresi: int = attrs.field(default=DAYS, validator=fields.positive)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class YesilListeSorgusu(Model):
    """
    The entries to list: those of a patient and a clinic.
    """

    hasta_kimlik_no: Tckn = attrs.field(converter=Tckn, repr=masking.mask_number)
    klinik_kodu: int = attrs.field(validator=fields.positive)


@attrs.frozen(kw_only=True)
class YesilListeKaydi(Answered):
    """
    An entry of the green list. An optional field is `Unknown` if it cannot be read.

    Attributes:
        klinik_kodu: The clinic; None if not given.
        klinik_adi: Its name; None if not given.
        gecerlilik_tarihi: Its last day of validity; `Unknown` in an unknown format, None if not given.
        kayit_zamani: When it was created, aware (Türkiye); None if not given.
        yesil_liste_durum: Its state; None if not given.
        icd_tanilar: Diagnoses by their ICD codes; empty if none is given.
        hekim_aciklama: The physician's explanation; None if there is none.
    """

    klinik_kodu: int | Unknown | None = None
    klinik_adi: str | None = None
    gecerlilik_tarihi: date | Unknown | None = None
    kayit_zamani: datetime | Unknown | None = None
    yesil_liste_durum: YesilListeDurumu | Unknown | None = attrs.field(default=None, metadata=wired("lyesilListeDurum"))
    icd_tanilar: tuple[str | Unknown, ...] | Unknown = attrs.field(default=(), repr=masking.count_only)
    hekim_aciklama: str | None = attrs.field(default=None, repr=masking.mask_all)
