"""
Poliklinik: the place of examination under a clinic. Table 1, rows 1 to 4.
"""

from __future__ import annotations

import attrs

from saglikclient._core import fields
from saglikclient._core.model import Model


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

    klinik_kodu: int = attrs.field(validator=fields.positive)
    poliklinik_adi: str
    poliklinik_kodu: int | None = attrs.field(default=None, validator=fields.positive)
    klinik_adi: str | None = None


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class PoliklinikSorgusu(Model):
    """
    What to list: the polikliniks of one clinic, or of all if None.
    """

    klinik_kodu: int | None = attrs.field(default=None, validator=fields.positive)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class PoliklinikIptali(Model):
    """
    Which poliklinik to close.
    """

    poliklinik_kodu: int = attrs.field(validator=fields.positive)
