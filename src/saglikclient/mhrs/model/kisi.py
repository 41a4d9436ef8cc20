"""
People: the patient of a booking, and telephones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable  # noqa: TC003 - the model's constructor takes one
from datetime import date
from typing import Any

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model, places
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.model.kodlar import Cinsiyet, TelefonTipi

_TURKISH = re.compile(r"(?:\+?90|0)?([1-9]\d{2})(\d{7})", re.ASCII)
_NO_DIGIT = re.compile(r"[^\d+]")
_AREA = re.compile(r"[1-9]\d{2}", re.ASCII)
_NUMBER = re.compile(r"\d{7}", re.ASCII)


def _digits(pattern: re.Pattern[str], rule: str) -> Any:
    def check(_: Any, attribute: attrs.Attribute[str], value: str) -> None:
        if not pattern.fullmatch(value):
            raise InvalidRequest(rule, field=attribute.name)

    return check


def _tip(value: TelefonTipi | Unknown | int) -> TelefonTipi | Unknown:
    return TelefonTipi.given(value)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Telefon(Model):
    """
    A telephone in Türkiye.

    Attributes:
        alan_kodu: Area or operator code, 3 digits, e.g. `532`. Empty in an answer with a foreign number.
        numara: The subscriber number, 7 digits; all digits of a foreign number in an answer.
        tip: The type of telephone; mobile by default.

    Raises:
        InvalidRequest: If one of them is malformed. Source of the lengths: observed (`TelefonIletisimBilgileri`).
    """

    alan_kodu: str = attrs.field(validator=_digits(_AREA, "must be 3 digits, the first not 0"), repr=masking.mask_all)
    numara: str = attrs.field(validator=_digits(_NUMBER, "must be 7 digits"), repr=masking.mask_all)
    tip: TelefonTipi | Unknown = attrs.field(default=TelefonTipi.CEP, converter=_tip)


_PUTS = tuple(place.put for place in places(Telefon))


def as_telefon(text: str, tip: TelefonTipi | Unknown) -> Telefon | None:
    """
    Read a telephone number of an answer. A foreign number keeps its digits; None if there are no digits.

    Args:
        text: The number as received.

        tip: The type of telephone.
    """
    match = _TURKISH.fullmatch(text) or _TURKISH.fullmatch(_NO_DIGIT.sub("", text))
    if match is None and not any(letter.isdigit() for letter in text):
        return None
    area, rest = match.groups() if match else ("", _NO_DIGIT.sub("", text))
    telefon = object.__new__(Telefon)
    for put, value in zip(_PUTS, (area, rest, tip), strict=True):
        put(telefon, value)
    return telefon


def _cinsiyet(value: Cinsiyet | Unknown | int) -> Cinsiyet | Unknown:
    return Cinsiyet.given(value)


def _telefonlar(values: Iterable[Telefon]) -> tuple[Telefon, ...]:
    return fields.instances(Telefon)(values)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Hasta(Model):
    """
    The patient of a booking (Table 1, row 16).

    Attributes:
        tckn: T.C. kimlik numarası.
        adi: Given name.
        soyadi: Family name.
        cinsiyet: Sex.
        dogum_tarihi: Date of birth.
        telefonlar: At least one; MHRS informs the patient there.
        eposta: E-mail address; None if there is none.
        engelli: Whether the patient is disabled; None if not known.
        kimsesiz: Whether the patient is without kin; None if not known.

    Raises:
        InvalidRequest: If a field breaks its rule. Field list: observed (`VatandasBilgileri`).
    """

    tckn: Tckn = attrs.field(converter=Tckn, repr=masking.mask_number)
    adi: str = attrs.field(repr=masking.mask_name)
    soyadi: str = attrs.field(repr=masking.mask_name)
    cinsiyet: Cinsiyet | Unknown = attrs.field(converter=_cinsiyet, repr=masking.mask_all)
    dogum_tarihi: date = attrs.field(repr=masking.mask_all)
    telefonlar: tuple[Telefon, ...] = attrs.field(converter=_telefonlar, validator=fields.at_least_one, repr=masking.count_only)
    eposta: str | None = attrs.field(default=None, validator=fields.email, repr=masking.mask_all)
    engelli: bool | None = attrs.field(default=None, repr=masking.mask_all)
    kimsesiz: bool | None = attrs.field(default=None, repr=masking.mask_all)
