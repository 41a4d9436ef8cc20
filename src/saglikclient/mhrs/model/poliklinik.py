"""
Poliklinik: the place of examination under a clinic. Table 1, rows 1 to 4.
"""

from __future__ import annotations

import attrs

from saglikclient import fields, or_none
from saglikclient.records import Model


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Poliklinik(Model):
    """
    A poliklinik of the institution.

    Attributes:
        klinik_kodu: SKRS code of the clinic it belongs to.
        poliklinik_adi: Its name; names of one clinic have to differ.
        poliklinik_kodu: The Ministry's number for it; None before `kayit`.
        klinik_adi: The clinic's name, as the Ministry gives it; None in a request.

    Raises:
        InvalidRequest: If a field breaks its rule. Field list: observed (`AltKlinikBilgileri`, `KlinikBilgileri`).
    """

    klinik_kodu: int = attrs.field(converter=fields.whole, validator=fields.positive)
    poliklinik_adi: str = attrs.field(converter=fields.text)
    poliklinik_kodu: int | None = attrs.field(default=None, converter=or_none.whole, validator=fields.positive)
    klinik_adi: str | None = attrs.field(default=None, converter=or_none.text)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class PoliklinikSorgusu(Model):
    """
    What to list: the polikliniks of one clinic, or of all if None.
    """

    klinik_kodu: int | None = attrs.field(default=None, converter=or_none.whole, validator=fields.positive)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class PoliklinikIptali(Model):
    """
    Which poliklinik to close.
    """

    poliklinik_kodu: int = attrs.field(converter=fields.whole, validator=fields.positive)
