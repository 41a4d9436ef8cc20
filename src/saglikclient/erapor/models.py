"""
Models of e-Rapor. "The guide" is "e-RAPOR / DURUM BİLDİRİR TEK HEKİM RAPORU HBYS ENTEGRASYON KILAVUZU", YZL.SB.TK.04, 14.10.2016.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NoReturn, Self

import attrs

from saglikclient._core import fields, kinds, masking, timing
from saglikclient._core.boundary import guarded
from saglikclient._core.codes import Code, Unknown
from saglikclient._core.fields import argument
from saglikclient._core.model import Model
from saglikclient._core.timing import Clocked
from saglikclient.config import Secret, secret
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn


class Role(enum.Enum):
    """
    The role of a user of e-Rapor. The value on the wire is a GUID that the Ministry truncated.

    Sources: the guide, 5.2, for UZMAN_HEKIM; the others were observed in a public client.
    """

    UZMAN_HEKIM = "6AAB18C7-B16B-4A04", "Uzman Hekim"
    SEKRETER = "5DDEB487-A0C2-47D6", "Sekreter"
    BASHEKIM = "417A9319-6430-490C", "Başhekim"
    HBYS = "7AE271CC-5C57-4A77", "HBYS"

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Create a member with its value and label."""
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:  # noqa: ARG003 - enum's signature
        raise InvalidRequest("must be a Role", field="value")


class Reason(Code):
    """
    Why a report is written ("Veriliş Nedeni"). Source: the guide, Tablo 4.
    """

    GENEL_DURUM_DEGERLENDIRMESI = 0, "Genel Durum Değerlendirmesi Kararı"
    YIVSIZ_AV_TUFEGI = 1, "Yivsiz Av Tüfeği Kararı"
    IS_SAGLIGI_VE_GUVENLIGI = 2, "İş Sağlığı Ve Güvenliği Kararı"
    AKLI_MELEKE = 3, "Akli Meleke Kararı"


class GelisSekli(Code):
    """
    Fetal presentation at birth (`babyArrivalType`). Source: observed in a public client.
    """

    BAS = 1, "Baş"
    MAKAT = 2, "Makat"
    DIGER = 3, "Diğer"


@guarded
@attrs.frozen(kw_only=True, field_transformer=fields.named)
class AccessToken(Clocked):
    """
    A token for report screens and the reverse query; masked in `repr()`.

    Attributes:
        value: The token; a plain string is wrapped.
        role: The role of the token.
        obtained_at: When it was requested, timezone-aware.
        expires_in: Its lifetime; None if unknown.
    """

    _secret: Secret = attrs.field(converter=secret, alias="value")
    role: Role
    obtained_at: datetime
    expires_in: timedelta | None = None

    @property
    def value(self) -> str:
        """
        The plain token. Anyone who has it can act in the physician's name.
        """
        return self._secret.reveal()

    def is_expired(self, clock: Callable[[], datetime] | None = None) -> bool | None:
        """
        Return whether the token has expired.

        Args:
            clock: Returns the current time, timezone-aware; the clock of the client if None.

        Returns:
            None if the lifetime is unknown: it is not published, and not every answer contains it.
        """
        now = argument("clock", kinds.function, self._present if clock is None else clock)
        return None if self.expires_in is None else timing.aware(now()) - timing.aware(self.obtained_at) >= self.expires_in


@attrs.frozen(kw_only=True)
class Report(Model):
    """
    A report. The fields of this answer are not published: recognised ones become attributes, the others are kept in `extra`. A recognised
    text of another JSON type is kept as its text.

    Attributes:
        rapor_no: Report number; None if not recognised.
        referans_no: Reference number; None if not recognised.
        hasta_tckn: The patient; `Unknown` if it is not a valid T.C. kimlik numarası, None if not recognised.
        hasta_adi: The patient's name; None if not recognised.
        tarih: The time of the report, timezone-aware; midnight if only a date was given, `Unknown` if it cannot be read, None if not
            recognised.
        extra: All other members, unchanged.
    """

    rapor_no: str | None = attrs.field(default=None, repr=masking.mask_number)
    referans_no: str | None = attrs.field(default=None, repr=masking.mask_number)
    hasta_tckn: Tckn | Unknown | None = attrs.field(default=None, repr=masking.mask_number)
    hasta_adi: str | None = attrs.field(default=None, repr=masking.mask_name)
    tarih: datetime | Unknown | None = None
    extra: Mapping[str, object] = attrs.field(factory=dict[str, object], repr=lambda extra: f"<{len(extra)}>", hash=False)


def _gelis(value: GelisSekli | Unknown | int | None) -> GelisSekli | Unknown | None:
    return None if value is None else GelisSekli.given(value)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class DogumBilgileri(Model):
    """
    Prefilled values of a birth report screen; all are optional. Source: observed in a public client.

    Attributes:
        canli: Whether the baby is alive (`obstetricResult`).
        gebelik_haftasi: Week of pregnancy (`gestationalWeek`).
        boy: Length in cm (`babyLength`).
        bas_cevresi: Head circumference in cm (`headCircumference`).
        agirlik: Weight in g (`babyWeight`).
        gelis_sekli: Fetal presentation (`babyArrivalType`).
        hepatit_b_asisi: Whether vaccinated against hepatitis B (`isHepatitBVaccinated`).
        k_vitamini: Whether vitamin K was given (`isVitaminK`).
        isitme_testi: Whether hearing was tested (`isAudioTest`).
        baba_adi: The father's name (`fatherName`).
        normal_dogum: Whether the HBYS' birth-type code is 1 (`obstetricMethod` 1, else 2).

    Raises:
        InvalidRequest: If a value violates its rule. Units are inferred.
    """

    canli: bool | None = attrs.field(default=None, repr=masking.mask_all)
    gebelik_haftasi: int | None = attrs.field(default=None, validator=fields.between(1, 50), repr=masking.mask_all)
    boy: int | None = attrs.field(default=None, validator=fields.between(1, 100), repr=masking.mask_all)
    bas_cevresi: int | None = attrs.field(default=None, validator=fields.between(1, 100), repr=masking.mask_all)
    agirlik: int | None = attrs.field(default=None, validator=fields.between(1, 20_000), repr=masking.mask_all)
    gelis_sekli: GelisSekli | Unknown | None = attrs.field(default=None, converter=_gelis, repr=masking.mask_all)
    hepatit_b_asisi: bool | None = attrs.field(default=None, repr=masking.mask_all)
    k_vitamini: bool | None = attrs.field(default=None, repr=masking.mask_all)
    isitme_testi: bool | None = attrs.field(default=None, repr=masking.mask_all)
    baba_adi: str | None = attrs.field(default=None, repr=masking.mask_name)
    normal_dogum: bool | None = attrs.field(default=None, repr=masking.mask_all)
