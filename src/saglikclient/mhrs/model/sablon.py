"""
Şablon: a weekly template for schedules. Table 1, rows 5 to 8.
"""

from __future__ import annotations

from collections.abc import Iterable  # noqa: TC003 - the model's constructor takes one
from datetime import time
from itertools import combinations

import attrs

from saglikclient._core import fields
from saglikclient._core.codes import Unknown
from saglikclient._core.fields import argument
from saglikclient._core.model import Model
from saglikclient.errors import InvalidRequest
from saglikclient.mhrs.model.kodlar import SablonDurumu

DAYS_OF_WEEK = (1, 7)
MINUTES_OF_DAY = 24 * 60


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class SablonDilimi(Model):
    """
    One slice of the week.

    Attributes:
        gun: Day of the week, 1 Monday to 7 Sunday.
        baslangic: Start, time of day.
        bitis: End, later than the start.
        aksiyon_kodu: The purpose of the time; see `Aksiyon` for common ones.
        tedavi_suresi: Minutes per slot; 0 for time that cannot be booked.
        slot_basina_hasta: Patients per slot; 0 for time that cannot be booked. `Unknown` in an answer where it cannot be read.

    Raises:
        InvalidRequest: If a field breaks its rule. Field list: modelled after `CetvelDetayBilgileri` (observed).
    """

    gun: int = attrs.field(validator=fields.between(*DAYS_OF_WEEK))
    baslangic: time
    bitis: time = attrs.field(validator=fields.after("baslangic"))
    aksiyon_kodu: int = attrs.field(validator=fields.positive)
    tedavi_suresi: int = attrs.field(validator=fields.between(0, MINUTES_OF_DAY))
    slot_basina_hasta: int | Unknown = attrs.field(default=1, converter=fields.whole, validator=fields.between(0, 999))

    def overlaps(self, other: SablonDilimi) -> bool:
        """
        Whether two slices share a minute of the same day.

        Args:
            other: The other slice.
        """
        other = argument("other", fields.instance(SablonDilimi), other)
        return self.gun == other.gun and self.baslangic < other.bitis and other.baslangic < self.bitis


def _dilimler(values: Iterable[SablonDilimi]) -> tuple[SablonDilimi, ...]:
    return fields.instances(SablonDilimi)(values)


def _durum(value: SablonDurumu | Unknown | int) -> SablonDurumu | Unknown:
    return SablonDurumu.given(value)


def _durum_or_none(value: SablonDurumu | Unknown | int | None) -> SablonDurumu | Unknown | None:
    return None if value is None else SablonDurumu.given(value)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Sablon(Model):
    """
    A template.

    Attributes:
        sablon_adi: Its name.
        klinik_kodu: SKRS code of the clinic.
        dilimler: Its slices, at least one; they must not overlap.
        durum: Active or not.
        sablon_kodu: The Ministry's number; None before `kayit`.

    Raises:
        InvalidRequest: If a field breaks its rule.
    """

    sablon_adi: str
    klinik_kodu: int = attrs.field(validator=fields.positive)
    dilimler: tuple[SablonDilimi, ...] = attrs.field(converter=_dilimler, validator=fields.at_least_one)
    durum: SablonDurumu | Unknown = attrs.field(default=SablonDurumu.AKTIF, converter=_durum)
    sablon_kodu: int | None = attrs.field(default=None, validator=fields.positive)

    def __attrs_post_init__(self) -> None:
        if any(one.overlaps(other) for one, other in combinations(self.dilimler, 2)):
            raise InvalidRequest("slices must not overlap", field="dilimler")


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class SablonSorgusu(Model):
    """
    The templates to list: those of one clinic, in one state; None means any.
    """

    klinik_kodu: int | None = attrs.field(default=None, validator=fields.positive)
    durum: SablonDurumu | Unknown | None = attrs.field(default=None, converter=_durum_or_none)


@attrs.frozen(kw_only=True, field_transformer=fields.named)
class SablonDurumDegisikligi(Model):
    """
    The template to activate or deactivate.
    """

    sablon_kodu: int = attrs.field(validator=fields.positive)
    durum: SablonDurumu | Unknown = attrs.field(converter=_durum)
