"""
Master data: the clinics of an institution, their examination places, their physicians. And the login.
"""

from __future__ import annotations

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.config import Secret
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.rest._names import wired
from saglikclient.mhrs.rest.model.ortak import Answered


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class KurumKlinigi(Model):
    """
    A clinic to add to the institution.
    """

    klinik_kodu: int = attrs.field(validator=fields.positive)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class YeniMuayeneYeri(Model):
    """
    An examination place to add to a clinic.
    """

    klinik_kodu: int = attrs.field(validator=fields.positive)
    muayene_yeri_adi: str


@attrs.frozen(kw_only=True)
class MuayeneYeri(Answered):
    """
    An examination place, called poliklinik in Table 1. An optional field is `Unknown` if it cannot be read.

    Attributes:
        muayene_yeri_id: Its number.
        muayene_yeri_adi: Its name; None if not given.
        kurum_kodu: The institution; None if not given.
    """

    muayene_yeri_id: int
    muayene_yeri_adi: str | None = None
    kurum_kodu: int | Unknown | None = None


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class KlinikHekimi(Model):
    """
    A physician to add to a clinic.
    """

    klinik_kodu: int = attrs.field(validator=fields.positive)
    hekim_tc_kimlik_no: Tckn = attrs.field(converter=Tckn, repr=masking.mask_number)
    gecici_gorevli: bool = attrs.field(default=False, metadata=wired("lgeciciGorevli"))
    hekim_oncelik_sirasi: bool = attrs.field(default=False, metadata=wired("lhekimOncelikSirasi"))


@attrs.frozen(kw_only=True)
class Giris(Model):
    """
    A login.
    """

    kullanici_adi: int = attrs.field(repr=masking.mask_all)
    parola: Secret
    kurum_kodu: int
    uygulama_kodu: str = attrs.field(repr=masking.mask_all)


@attrs.frozen(kw_only=True)
class Oturum(Answered):
    """
    The answer to a login. It also contains the session, the account and its channel; they are not read, so they cannot make a login fail.

    Attributes:
        jwt: The token; its `repr()` is masked.
    """

    jwt: Secret
