"""
Çalışma cetveli: a period of a physician's working time, bookable or not. Table 1, rows 9 to 12.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn, tckn_or_none
from saglikclient.mhrs.model.sablon import MINUTES_OF_DAY


def _fits(cetvel: Any, attribute: attrs.Attribute[int | None], minutes: int | None) -> None:
    if minutes and timedelta(minutes=minutes) > cetvel.bitis - cetvel.baslangic:
        raise InvalidRequest("must not be longer than the schedule itself", field=attribute.name)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class CalismaCetveli(Model):
    """
    A schedule: one physician, one poliklinik, one period of one day. An optional value of an answer that cannot be read is `Unknown`; it
    cannot be sent.

    Attributes:
        hekim_kodu: The physician, by T.C. kimlik numarası; `Unknown` in an answer without a valid one.
        klinik_kodu: SKRS code of the clinic.
        poliklinik_kodu: The Ministry's number of the poliklinik.
        baslangic: Start; naive means Türkiye time.
        bitis: End, later on the same day.
        aksiyon_kodu: The purpose of the time; see `Aksiyon` for common ones.
        tedavi_suresi: Minutes per slot; None or 0 for time that cannot be booked.
        slot_basina_hasta: Patients per slot; 0 for time that cannot be booked.
        sablon_kodu: The template it was created from; None if there is none.
        referans_no: The client's reference for this item; `kayit` generates one if None.
        cetvel_id: The Ministry's number; None before `kayit`.

    Raises:
        InvalidRequest: If a field breaks its rule. Field list: observed (`CetvelDetayBilgileri`, `TaslakCetvelBilgileri`).
    """

    hekim_kodu: Tckn | Unknown = attrs.field(converter=Tckn, repr=masking.mask_number)
    klinik_kodu: int = attrs.field(validator=fields.positive)
    poliklinik_kodu: int = attrs.field(validator=fields.positive)
    baslangic: datetime
    bitis: datetime = attrs.field(validator=fields.after("baslangic", same_day=True))
    aksiyon_kodu: int = attrs.field(validator=fields.positive)
    tedavi_suresi: int | Unknown | None = attrs.field(
        default=None, converter=fields.whole_or_none, validator=[fields.between(0, MINUTES_OF_DAY), _fits]
    )
    slot_basina_hasta: int | Unknown = attrs.field(default=1, converter=fields.whole, validator=fields.between(0, 999))
    sablon_kodu: int | Unknown | None = attrs.field(default=None, converter=fields.whole_or_none, validator=fields.positive)
    referans_no: str | None = None
    cetvel_id: int | None = attrs.field(default=None, validator=fields.positive_long)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class CetvelSorgusu(Model):
    """
    Which schedules to list: those that touch a period, of one physician, clinic or poliklinik; None means any.
    """

    baslangic: datetime
    bitis: datetime = attrs.field(validator=fields.after("baslangic"))
    hekim_kodu: Tckn | None = attrs.field(default=None, converter=tckn_or_none, repr=masking.mask_number)
    klinik_kodu: int | None = attrs.field(default=None, validator=fields.positive)
    poliklinik_kodu: int | None = attrs.field(default=None, validator=fields.positive)
    aksiyon_kodu: int | None = attrs.field(default=None, validator=fields.positive)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class CetvelIptali(Model):
    """
    Which schedule to cancel.
    """

    cetvel_id: int = attrs.field(validator=fields.positive_long)
