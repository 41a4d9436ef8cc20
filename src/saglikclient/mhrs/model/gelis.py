"""
Geliş: the report whether a patient arrived, which completes an appointment. Table 1, row 15.
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
"""The appointment was already in this state. Source: integration announcement of 02.04.2015, codes of RandevuDurumGuncelle."""

RANDEVU_IPTAL = "RDG-007"
"""The appointment is cancelled, so its arrival state cannot be set. Same source."""


def _came(item: Any, attribute: attrs.Attribute[datetime | None], value: datetime | None) -> None:
    if item.durum is GelisDurumu.GELDI and value is None:
        raise InvalidRequest("is required when durum is GELDI (the Ministry answers RDG-002 without it)", field=attribute.name)


def _absent_unless_came(item: Any, attribute: attrs.Attribute[datetime | None], value: datetime | None) -> None:
    if item.durum is GelisDurumu.GELMEDI and value is not None:
        raise InvalidRequest("must not be given when durum is GELMEDI", field=attribute.name)


def _durum(value: GelisDurumu | Unknown | int) -> GelisDurumu | Unknown:
    durum = GelisDurumu.given(value)
    if durum in (GelisDurumu.BEKLEMEDE, GelisDurumu.IPTAL):
        raise InvalidRequest("must be GELDI or GELMEDI")
    return durum


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class RandevuDurumu(Model):
    """
    The report on one appointment.

    Attributes:
        randevu_hrn: The appointment's number.
        durum: Whether the patient arrived.
        gelis_zamani: When the patient arrived; required for GELDI, forbidden for GELMEDI. Naive means Türkiye time.
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
    The result of one report; the call may succeed although some reports fail.

    Attributes:
        randevu_hrn: The appointment's number.
        basarili: True if the Ministry changed the state.
        hata_kodu: The reason of a failure, `RDG-001` to `RDG-008`; None if it succeeded.
        aciklama: The Ministry's message; None if there is none.
    """

    randevu_hrn: str = attrs.field(repr=masking.mask_number)
    basarili: bool
    hata_kodu: str | None = attrs.field(default=None, repr=masking.mask_no_code)
    aciklama: str | None = attrs.field(default=None, repr=masking.mask_all)

    @property
    def kesinlesti(self) -> bool:
        """
        True if reporting again changes nothing: it succeeded, was already in this state (RDG-008) or is cancelled (RDG-007).
        """
        return self.basarili or self.hata_kodu in {ZATEN_OYLE, RANDEVU_IPTAL}
