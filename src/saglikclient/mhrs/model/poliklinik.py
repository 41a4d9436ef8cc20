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
        poliklinik_adi: Its name, unique in the clinic.
        poliklinik_kodu: The Ministry's number; None before `kayit`.
        klinik_adi: The clinic's name in an answer; None in a request.

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
    The polikliniks to list: those of one clinic, or all if None.
    """

    klinik_kodu: int | None = attrs.field(default=None, validator=fields.positive)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class PoliklinikIptali(Model):
    """
    The poliklinik to close.
    """

    poliklinik_kodu: int = attrs.field(validator=fields.positive)
