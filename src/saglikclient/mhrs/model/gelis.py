"""
Geliş: whether patients came, the last word on an appointment. Table 1, row 15.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.errors import InvalidRequest
from saglikclient.mhrs.model.kodlar import GelisDurumu

ZATEN_OYLE = "RDG-008"
"""The state was already so and nothing changed. Source: integration announcement of 02.04.2015, codes of RandevuDurumGuncelle."""

RANDEVU_IPTAL = "RDG-007"
"""The appointment is cancelled: came or not cannot be set any more. Same source."""


def _came(item: Any, attribute: attrs.Attribute[datetime | None], value: datetime | None) -> None:
    if item.durum is GelisDurumu.GELDI and value is None:
        raise InvalidRequest("is required when durum is GELDI (the Ministry answers RDG-002 without it)", field=attribute.name)


def _absent_unless_came(item: Any, attribute: attrs.Attribute[datetime | None], value: datetime | None) -> None:
    if item.durum is GelisDurumu.GELMEDI and value is not None:
        raise InvalidRequest("must not be given when durum is GELMEDI", field=attribute.name)


def _durum(value: GelisDurumu | Unknown | int) -> GelisDurumu | Unknown:
    return GelisDurumu.given(value)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class RandevuDurumu(Model):
    """
    The report on one appointment.

    Attributes:
        randevu_hrn: Which appointment.
        durum: Whether the patient came.
        gelis_zamani: When the patient came; required for GELDI, refused for GELMEDI. Naive means Türkiye time.
        gerceklesme_zamani: When the examination took place; None if not known.

    Raises:
        InvalidRequest: If a field breaks its rule. Field list: observed (`RandevuDurumGuncelle`).
    """

    randevu_hrn: str = attrs.field(repr=masking.mask_number)
    durum: GelisDurumu | Unknown = attrs.field(converter=_durum)
    gelis_zamani: datetime | None = attrs.field(default=None, validator=[_came, _absent_unless_came])
    gerceklesme_zamani: datetime | None = attrs.field(default=None, validator=_absent_unless_came)


@attrs.frozen(kw_only=True)
class RandevuDurumSonucu(Model):
    """
    What became of one report; the whole call may succeed while single reports fail.

    Attributes:
        randevu_hrn: Which appointment.
        basarili: What the Ministry said of it: True if it changed the state.
        hata_kodu: Why not, `RDG-001` to `RDG-008`; None if it did.
        aciklama: The Ministry's own words; None if it gave none.
    """

    randevu_hrn: str = attrs.field(repr=masking.mask_number)
    basarili: bool
    hata_kodu: str | None = attrs.field(default=None, repr=masking.mask_no_code)
    aciklama: str | None = attrs.field(default=None, repr=masking.mask_all)

    @property
    def kesinlesti(self) -> bool:
        """
        True if reporting this again can change nothing: done, already so (RDG-008) or cancelled (RDG-007).
        """
        return self.basarili or self.hata_kodu in {ZATEN_OYLE, RANDEVU_IPTAL}
