"""
İstisna: the request to close a published schedule for a while. Table 1, row 13; EK 2 defines when it is allowed.
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

MAX_DOCUMENT_SIZE = 5 * MIB
"""No bound is documented. This one keeps the answer, which may repeat the document, within lxml's limits."""


def _content(value: bytes) -> bytes:
    if not isinstance(value, bytes) or not value:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be bytes, and not empty")
    if len(value) > MAX_DOCUMENT_SIZE:
        raise InvalidRequest(f"must not be larger than {MAX_DOCUMENT_SIZE} bytes")
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


def _belge(value: Belge | None) -> Belge | None:
    return None if value is None else fields.instance(Belge)(value)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Istisna(Model):
    """
    An exception request, which is approved or rejected; by whom is not published.

    Attributes:
        hekim_kodu: The physician, by T.C. kimlik numarası; `Unknown` in an answer without a valid one.
        klinik_kodu: SKRS code of the clinic.
        baslangic: Start; naive means Türkiye time.
        bitis: End, later than the start.
        aksiyon_kodu: The reason; see `Aksiyon` for common ones.
        aciklama: Explanation.
        eposta: E-mail address for questions.
        telefon: Telephone for questions; None if there is none.
        belge: A document; None if the action needs none, `Unknown` in an answer where it cannot be read.
        istisna_id: The Ministry's number; None before `istisna()`.
        durum: Its state; None before `istisna()`.
        red_nedeni: The reason of a rejection; None if it was not rejected.

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
    belge: Belge | Unknown | None = attrs.field(default=None, converter=_belge)
    istisna_id: int | None = attrs.field(default=None, validator=fields.positive_long)
    durum: IstisnaDurumu | Unknown | None = attrs.field(default=None, converter=_durum)
    red_nedeni: str | None = attrs.field(default=None, repr=masking.mask_all)
