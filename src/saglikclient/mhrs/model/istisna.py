"""
İstisna: the request to close a published schedule for a while. Table 1, row 13; EK 2 says when it is allowed.
"""

from __future__ import annotations

from datetime import datetime

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.config import MIB
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.model.kisi import Telefon
from saglikclient.mhrs.model.kodlar import IstisnaDurumu

LARGEST_DOCUMENT = 5 * MIB
"""No document names the bound; this one is ours and keeps the answer, which may repeat it, readable within lxml's limits."""


def _content(value: bytes) -> bytes:
    if not isinstance(value, bytes) or not value:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be bytes, and not empty")
    if len(value) > LARGEST_DOCUMENT:
        raise InvalidRequest(f"must not be larger than {LARGEST_DOCUMENT} bytes")
    return value


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Belge(Model):
    """
    A document that supports the request, e.g. a sick note.

    Attributes:
        ad: File name.
        icerik: The file's bytes.

    Raises:
        InvalidRequest: If one is empty, or the file too large.
    """

    ad: str = attrs.field(repr=masking.mask_all)
    icerik: bytes = attrs.field(converter=_content, repr=masking.mask_all)


def _durum(value: IstisnaDurumu | Unknown | int | None) -> IstisnaDurumu | Unknown | None:
    return None if value is None else IstisnaDurumu.given(value)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Istisna(Model):
    """
    An exception request, which is approved or rejected; by whom is not published.

    Attributes:
        hekim_kodu: The physician, by T.C. kimlik numarası; `Unknown` in an answer that holds no valid one.
        klinik_kodu: SKRS code of the clinic.
        baslangic: Start; naive means Türkiye time.
        bitis: End, later than the start.
        aksiyon_kodu: Why; see `Aksiyon` for common ones.
        aciklama: Explanation.
        eposta: Where to write about it.
        telefon: Where to call about it; None if nowhere.
        belge: A document; None if the action needs none.
        istisna_id: The Ministry's number for it; None before `istisna()`.
        durum: How far it has come; None before `istisna()`.
        red_nedeni: Why it was rejected; None if it was not.

    Raises:
        InvalidRequest: If a field breaks its rule. Field list: observed (`KurumIstisnaEkleme`, `IstisnaDetayBilgileri`).
    """

    hekim_kodu: Tckn | Unknown = attrs.field(converter=Tckn, repr=masking.mask_number)
    klinik_kodu: int = attrs.field(validator=fields.positive)
    baslangic: datetime
    bitis: datetime = attrs.field(validator=fields.after("baslangic"))
    aksiyon_kodu: int = attrs.field(validator=fields.positive)
    aciklama: str = attrs.field(repr=masking.mask_all)
    eposta: str = attrs.field(validator=fields.email, repr=masking.mask_all)
    telefon: Telefon | None = None
    belge: Belge | None = None
    istisna_id: int | None = attrs.field(default=None, validator=fields.positive_long)
    durum: IstisnaDurumu | Unknown | None = attrs.field(default=None, converter=_durum)
    red_nedeni: str | None = attrs.field(default=None, repr=masking.mask_all)
