"""
Validation rules that several requests of the REST service share.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from saglikclient._core import fields
from saglikclient.errors import InvalidRequest
from saglikclient.mhrs.model.kodlar import TelefonTipi
from saglikclient.mhrs.rest.model.ortak import HEPSI, CetvelTipi

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import attrs

    from saglikclient._core.codes import Unknown
    from saglikclient.identifiers import Tckn

MAX_AGE = 150
_TELEPHONE = re.compile(r"[1-9]\d{9}", re.ASCII)


def cetvel_tipi(value: CetvelTipi | Unknown | int) -> CetvelTipi | Unknown:
    """
    Convert a kind of schedule.
    """
    return CetvelTipi.given(value)


def place(_: Any, attribute: attrs.Attribute[Any], value: int | None) -> None:
    """
    Validate an examination place, or all of them; None is valid.
    """
    if value is not None and value != HEPSI and not 1 <= value < 2**31:
        raise InvalidRequest("must be an examination place, 1 at least, or HEPSI (-1)", field=attribute.name)


def of_physician(tipi: str) -> Callable[[Any, attrs.Attribute[Tckn | None], Tckn | None], None]:
    """
    Require a physician for a physician's schedule, and only for it.

    Args:
        tipi: The field with the kind of schedule.
    """

    def check(model: Any, attribute: attrs.Attribute[Tckn | None], value: Tckn | None) -> None:
        kind = getattr(model, tipi)
        if kind is CetvelTipi.HEKIM and value is None:
            raise InvalidRequest("is required for a physician's schedule", field=attribute.name)
        if kind is CetvelTipi.BOLUM and value is not None:
            raise InvalidRequest("must not be given for a unit's schedule", field=attribute.name)

    return check


age = fields.between(0, MAX_AGE)
"""An age limit; the bound is not documented."""


def not_under(lower: str) -> Callable[[Any, attrs.Attribute[int | None], int | None], None]:
    """
    Require that an upper limit is not below its lower limit.

    Args:
        lower: The field of the lower limit.
    """

    def check(model: Any, attribute: attrs.Attribute[int | None], value: int | None) -> None:
        least = getattr(model, lower)
        if value is not None and least is not None and value < least:
            raise InvalidRequest(f"must not be less than {lower}", field=attribute.name)

    return check


def not_before(start: str) -> Callable[[Any, attrs.Attribute[date], date], None]:
    """
    Require that a last day is not before its first day.

    Args:
        start: The field of the first day.
    """

    def check(model: Any, attribute: attrs.Attribute[date], value: date) -> None:
        if value < getattr(model, start):
            raise InvalidRequest(f"must not be before {start}", field=attribute.name)

    return check


def telephone(value: str | int) -> int:
    """
    Convert a telephone number in Türkiye, including the area code: 10 digits, as a string or number.
    """
    odd = isinstance(value, bool) or (isinstance(value, int) and not 0 < value < 10**10)
    text = "" if odd else str(value)
    if not _TELEPHONE.fullmatch(text):
        raise InvalidRequest("must be 10 digits, the first not 0")
    return int(text)


def telefon_tipi(value: TelefonTipi | Unknown | int) -> TelefonTipi | Unknown:
    """
    Convert a type of telephone that this service has a code for.
    """
    given = TelefonTipi.given(value)
    if given is TelefonTipi.IS:
        raise InvalidRequest("must be CEP, YAKIN or EV: this service has no code for a work telephone")
    return given
