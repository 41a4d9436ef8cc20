"""
What the models of the REST service have in common: coded values with their wording, members that nobody knew yet, and lists of codes.

Source of all of `rest/model`: observed in one public client of about November 2020; not an official specification.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NoReturn, TypeVar

import attrs

from saglikclient._core.codes import Code, Unknown
from saglikclient._core.model import Model

HEPSI = -1
"""All examination places. Source: observed (`muayeneYeriId`)."""

C_co = TypeVar("C_co", bound=Code | Unknown, covariant=True)


class Nothing(dict[str, object]):
    """
    The `extra` of a value that many records share: empty, and nothing can be put into it.
    """

    def _refused(self: object, *_: object, **__: object) -> NoReturn:
        raise TypeError("extra is as the service answered it and cannot be changed")

    __setitem__ = setdefault = update = __ior__ = _refused


@attrs.frozen(kw_only=True)
class Answered(Model):
    """
    Base of what the service answers. Members that this version has no field for are kept.

    Attributes:
        extra: Those members by their wire names, not shown by `repr()`; empty if there are none.
    """

    extra: Mapping[str, object] = attrs.field(factory=dict[str, object], repr=False, hash=False)


@attrs.frozen(kw_only=True)
class Kodlu(Answered, Generic[C_co]):
    """
    A coded value as the service writes it: `{val, valText}`.

    Attributes:
        val: The code; `Unknown` if this version has no name for it, or no list of it at all (`Kodlu[Unknown]`).
        val_text: The Ministry's wording; None if it gave none.
    """

    val: C_co | Unknown
    val_text: str | None = None


class CetvelTipi(Code):
    """
    Whose schedule.
    """

    HEKIM = 1, "Hekim"
    BOLUM = 2, "Bölüm"


class CetvelDurumu(Code):
    """
    How far a schedule has come; its number stays the same from draft to final.
    """

    TASLAK = 1, "Taslak"
    KESIN = 2, "Kesin"


class AksiyonIslemTuru(Code):
    """
    What an action is for. Only 1 was seen by name; any other value is an exception action.
    """

    CETVEL = 1, "Cetvel"


class YesilListeDurumu(Code):
    """
    How a patient stands on the green list.
    """

    SURELI = 1, "Süreli eklendi"
    ONAYLANDI = 2, "Onaylandı"
    SILINDI = 3, "Silindi"
