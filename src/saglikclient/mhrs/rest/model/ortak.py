"""
Common parts of the REST models: coded values with their wording, unknown members, and lists of codes.

Source of all of `rest/model`: observed in one public client of about November 2020; not an official specification.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

import attrs

from saglikclient._core.codes import Code, Unknown
from saglikclient._core.model import Model

HEPSI = -1
"""All examination places. Source: observed (`muayeneYeriId`)."""

C_co = TypeVar("C_co", bound=Code | Unknown, covariant=True)


@attrs.frozen(kw_only=True)
class Answered(Model):
    """
    Base of the models in answers. Members without a field in this version are kept.

    Attributes:
        extra: Those members by their wire names, not part of `repr()`; empty if there are none.
    """

    extra: Mapping[str, object] = attrs.field(factory=dict[str, object], repr=False, hash=False)


@attrs.frozen(kw_only=True)
class Kodlu(Answered, Generic[C_co]):
    """
    A coded value in the service's form: `{val, valText}`.

    Attributes:
        val: The code; `Unknown` if this version has no name or no list (`Kodlu[Unknown]`) for it.
        val_text: The Ministry's wording; None if there is none.
    """

    val: C_co | Unknown
    val_text: str | None = None


class CetvelTipi(Code):
    """
    The kind of schedule: a physician's or a unit's.
    """

    HEKIM = 1, "Hekim"
    BOLUM = 2, "Bölüm"


class CetvelDurumu(Code):
    """
    The state of a schedule; its number stays the same from draft to final.
    """

    TASLAK = 1, "Taslak"
    KESIN = 2, "Kesin"


class AksiyonIslemTuru(Code):
    """
    The kind of an action. Only 1 was observed by name; any other value is an exception action.
    """

    CETVEL = 1, "Cetvel"


class YesilListeDurumu(Code):
    """
    The state of a patient on the green list.
    """

    SURELI = 1, "Süreli eklendi"
    ONAYLANDI = 2, "Onaylandı"
    SILINDI = 3, "Silindi"
