"""
Exceptions: the request to close a published schedule for a while, with its document.
"""

from __future__ import annotations

from datetime import datetime

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.identifiers import Tckn, tckn_or_none
from saglikclient.mhrs.model.istisna import Belge
from saglikclient.mhrs.rest._names import wired
from saglikclient.mhrs.rest.model import kurallar
from saglikclient.mhrs.rest.model.ortak import HEPSI, Answered, CetvelTipi


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class IstisnaTalebi(Model):
    """
    An exception request. It is sent as a form with its document, so every field is a string on the wire.

    Attributes:
        aciklama: Explanation.
        aksiyon_id: The reason; `AksiyonBilgisi.istisna_belge` is True if it needs a document.
        baslangic_tarih_saati: Start; naive means Türkiye time.
        bitis_tarih_saati: End, later than the start.
        cetvel_tipi: A physician's or a unit's schedule.
        klinik_kodu: SKRS code of the clinic.
        eposta: E-mail address for questions.
        telefon_no: Telephone for questions: area code and number, 10 digits.
        hekim_tc_kimlik_no: The physician; required for a physician's schedule, forbidden for a unit's. The service's list may take
            several; how is unknown.
        muayene_yeri_id: The examination place; a public client sends all (-1) for a physician's schedule, and the unit's place for a
            unit's.
        belge: The document; None if the action needs none.

    Raises:
        InvalidRequest: If a field breaks its rule.
    """

    aciklama: str = attrs.field(repr=masking.mask_all)
    aksiyon_id: int = attrs.field(validator=fields.positive)
    baslangic_tarih_saati: datetime
    bitis_tarih_saati: datetime = attrs.field(validator=fields.after("baslangic_tarih_saati"))
    cetvel_tipi: CetvelTipi | Unknown = attrs.field(converter=kurallar.cetvel_tipi)
    klinik_kodu: int = attrs.field(validator=fields.positive)
    eposta: str = attrs.field(validator=fields.email, repr=masking.mask_all)
    telefon_no: int = attrs.field(converter=kurallar.telephone, repr=masking.mask_all)
    hekim_tc_kimlik_no: Tckn | None = attrs.field(
        default=None,
        converter=tckn_or_none,
        validator=kurallar.of_physician("cetvel_tipi"),
        repr=masking.mask_number,
        metadata=wired("hekimTcKimlikNoList"),
    )
    muayene_yeri_id: int = attrs.field(default=HEPSI, validator=kurallar.place, metadata=wired("muayeneYeriIdList"))
    belge: Belge | None = None


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class IstisnaSilme(Model):
    """
    The exception to withdraw.
    """

    istisna_id: int = attrs.field(validator=fields.positive_long)


@attrs.frozen(kw_only=True)
class EklenenIstisna(Answered):
    """
    An accepted, pending exception request; who decides is not published. An optional field is `Unknown` if it cannot be read.

    Attributes:
        istisna_id: Its number.
        aksiyon_id: The reason; None if not given.
        baslangic_zamani: Start, aware (Türkiye); None if not given.
        bitis_zamani: End, aware (Türkiye); None if not given.
        cetvel_tipi: A physician's or a unit's; None if not given.
        hekim_tc_kimlik_no: The physician; None if not given.
        islem_yapan_kurum_kodu: The institution; None if not given.
        klinik_kodu: SKRS code of the clinic; None if not given.
        muayene_yeri_adi: The examination place; None if not given.
    """

    istisna_id: int
    aksiyon_id: int | Unknown | None = None
    baslangic_zamani: datetime | Unknown | None = None
    bitis_zamani: datetime | Unknown | None = None
    cetvel_tipi: CetvelTipi | Unknown | None = None
    hekim_tc_kimlik_no: Tckn | Unknown | None = attrs.field(default=None, repr=masking.mask_number)
    islem_yapan_kurum_kodu: int | Unknown | None = None
    klinik_kodu: int | Unknown | None = None
    muayene_yeri_adi: str | None = None
