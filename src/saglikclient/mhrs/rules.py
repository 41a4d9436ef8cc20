"""
EK 1 and EK 2 of the MHRS directive as code: checks before a request is sent.

A violation of EK 1 is an error. The Ministry changes the limits of EK 2 from time to time, so they only emit warnings, and are
settings.
Sources: MHRS Yönergesi EK 1, items 2 to 4; EK 2 from a public copy of the directive that a later one (30.04.2018) replaced.
"""

from __future__ import annotations

import warnings
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from saglikclient._core import fields, kinds
from saglikclient._core.boundary import caller_level
from saglikclient._core.fields import argument
from saglikclient._core.timing import aware
from saglikclient.errors import InvalidRequest
from saglikclient.mhrs.model.calisma_cetveli import CalismaCetveli
from saglikclient.mhrs.model.kodlar import Aksiyon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from saglikclient._core.model import Model
    from saglikclient.mhrs.model.gelis import RandevuDurumu
    from saglikclient.mhrs.model.randevu import Randevu
    from saglikclient.mhrs.model.sablon import Sablon


def unnumbered(model: Model, field: str) -> None:
    """
    Require that a new record has no number yet.
    """
    if getattr(model, field) is not None:
        raise InvalidRequest("must be None for kayit; use guncelleme for an existing record", field=field)


def numbered(model: Model, field: str) -> None:
    """
    Require that a changed record has its number.
    """
    if getattr(model, field) is None:
        raise InvalidRequest("is required for guncelleme", field=field)


def no_overlap(cetvel: CalismaCetveli, mevcut: Iterable[CalismaCetveli]) -> None:
    """
    Reject a schedule that overlaps another one of the same physician. Source: EK 1, item 3.
    """
    for other in mevcut:
        same = other.cetvel_id is not None and other.cetvel_id == cetvel.cetvel_id
        meets = cetvel.baslangic < other.bitis and other.baslangic < cetvel.bitis
        if not same and other.hekim_kodu == cetvel.hekim_kodu and meets:
            raise InvalidRequest("overlaps a schedule that this physician already has (EK 1, item 3)", field="baslangic")


def no_twin(sablon: Sablon, mevcut: Iterable[Sablon]) -> None:
    """
    Reject a definition that exists under another name. Source: EK 1, item 2.
    """
    for other in mevcut:
        same = other.sablon_kodu is not None and other.sablon_kodu == sablon.sablon_kodu
        if not same and other.klinik_kodu == sablon.klinik_kodu and set(other.dilimler) == set(sablon.dilimler):
            raise InvalidRequest("duplicates an existing template (EK 1, item 2)", field="dilimler")


def reportable(items: Sequence[RandevuDurumu], randevular: Iterable[Randevu], now: datetime) -> None:
    """
    Reject reports before the appointment or on another day. Source: EK 1, item 4.

    Args:
        items: The reports.

        randevular: The appointments, as far as the caller has them; only they have dates.

        now: The current time.
    """
    if not items:
        raise InvalidRequest("must not be empty", field="durumlar")
    if len({item.randevu_hrn for item in items}) != len(items):
        raise InvalidRequest("must not name an appointment twice", field="randevu_hrn")
    known = {randevu.randevu_hrn: randevu for randevu in randevular}
    for item in items:
        _in_time(item, known, aware(now))


def _in_time(item: RandevuDurumu, known: Mapping[str, Randevu], now: datetime) -> None:
    for name in ("gelis_zamani", "gerceklesme_zamani"):
        moment = getattr(item, name)
        if moment is not None and moment > now:
            raise InvalidRequest("must not be in the future", field=name)
        if moment is not None and moment.date() != now.date():
            raise InvalidRequest("must be today: arrivals are reported on the appointment's day (EK 1, item 4)", field=name)
    randevu = known.get(item.randevu_hrn)
    if randevu is None:
        return
    if randevu.baslangic > now:
        raise InvalidRequest("the appointment is in the future (EK 1, item 4)", field="randevu_hrn")
    if randevu.baslangic.date() != now.date():
        raise InvalidRequest("the appointment was on another day (EK 1, item 4)", field="randevu_hrn")


class Ek2Warning(UserWarning):
    """
    A limit of EK 2 is exceeded. The Ministry changes these limits, so the request is sent all the same.
    """


def _days(value: int | None) -> int | None:
    return None if value is None else kinds.bounded(0, kinds.MAX_PERIOD.days)(value)


def _share(value: float | None) -> float | None:
    return None if value is None else kinds.share(value)


def _actions(value: Iterable[int]) -> frozenset[int]:
    return frozenset(fields.numbers(value))


@attrs.frozen(kw_only=True, field_transformer=fields.configured)
class Ek2:
    """
    The limits of EK 2, as settings; None disables one.

    Attributes:
        en_erken_gun: Minimum number of days between booking and appointment.
        en_gec_gun: Maximum number of days between booking and appointment.
        mhrs_payi: Minimum share of a physician's daily poliklinik time that is open to MHRS, 0 to 1.
        acik_aksiyonlar: Actions that MHRS patients can book.
        poliklinik_aksiyonlari: Actions that count as poliklinik time.

    Raises:
        ConfigurationError: If one of them is invalid; it names the setting.
    """

    en_erken_gun: int | None = attrs.field(default=1, converter=_days)
    en_gec_gun: int | None = attrs.field(default=30, converter=_days)
    mhrs_payi: float | None = attrs.field(default=0.5, converter=_share)
    acik_aksiyonlar: frozenset[int] = attrs.field(default=frozenset({int(Aksiyon.CALISMA)}), converter=_actions)
    poliklinik_aksiyonlari: frozenset[int] = attrs.field(default=frozenset({int(Aksiyon.CALISMA), 101}), converter=_actions)
    """101: "devam eden muayene", from the list of a public client of the SOAP generation."""

    def booking(self, start: datetime, now: datetime) -> None:
        """
        Warn if an appointment is too early or too late.

        Args:
            start: Start of the appointment.

            now: The current time.
        """
        begins, today = argument("start", fields.moment, start), argument("now", fields.moment, now)
        days = (begins.date() - today.date()).days
        if self.en_erken_gun is not None and days < self.en_erken_gun:
            _warn(f"the appointment is {days} days ahead; EK 2 requires at least {self.en_erken_gun}")
        if self.en_gec_gun is not None and days > self.en_gec_gun:
            _warn(f"the appointment is {days} days ahead; EK 2 requires at most {self.en_gec_gun}")

    def share(self, cetvel: CalismaCetveli, mevcut: Iterable[CalismaCetveli]) -> None:
        """
        Warn if less of a physician's day is open to MHRS than EK 2 requires.

        Args:
            cetvel: The schedule to be sent.

            mevcut: The existing schedules; only they are counted.
        """
        day = argument("cetvel", fields.instance(CalismaCetveli), cetvel).baslangic.date()
        known = argument("mevcut", fields.instances(CalismaCetveli), mevcut)
        rest = [other for other in known if other.hekim_kodu == cetvel.hekim_kodu and other.baslangic.date() == day]
        counted = [one for one in (cetvel, *rest) if one.aksiyon_kodu in self.poliklinik_aksiyonlari | self.acik_aksiyonlar]
        total = sum((one.bitis - one.baslangic for one in counted), timedelta())
        open_ = sum((one.bitis - one.baslangic for one in counted if one.aksiyon_kodu in self.acik_aksiyonlar), timedelta())
        if self.mhrs_payi is not None and total and open_ / total < self.mhrs_payi:
            message = (
                f"{open_ / total:.0%} of the physician's poliklinik time of that day is open to MHRS; EK 2 requires {self.mhrs_payi:.0%}"
            )
            _warn(message)


def _warn(message: str) -> None:
    """
    Warn at the line of the caller's code.
    """
    warnings.warn(message, Ek2Warning, stacklevel=caller_level())
