"""
EK 1 and EK 2 of the MHRS directive as code: what is checked before anything is sent.

EK 1 says what an HBYS must not do, and it is refused. EK 2 names numbers that the Ministry changes, so those only warn, and are settings.
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
    A record that is to be created must not carry the Ministry's number already.
    """
    if getattr(model, field) is not None:
        raise InvalidRequest("must be None: kayit brings the number, guncelleme changes what has one", field=field)


def numbered(model: Model, field: str) -> None:
    """
    A record that is to be changed must carry the Ministry's number.
    """
    if getattr(model, field) is None:
        raise InvalidRequest("is required: it says what is to be changed", field=field)


def no_overlap(cetvel: CalismaCetveli, mevcut: Iterable[CalismaCetveli]) -> None:
    """
    A schedule that overlaps one of the same physician must not be sent. Source: EK 1, item 3.
    """
    for other in mevcut:
        same = other.cetvel_id is not None and other.cetvel_id == cetvel.cetvel_id
        meets = cetvel.baslangic < other.bitis and other.baslangic < cetvel.bitis
        if not same and other.hekim_kodu == cetvel.hekim_kodu and meets:
            raise InvalidRequest("overlaps a schedule that this physician already has (EK 1, item 3)", field="baslangic")


def no_twin(sablon: Sablon, mevcut: Iterable[Sablon]) -> None:
    """
    The same definition must not stand under two names. Source: EK 1, item 2.
    """
    for other in mevcut:
        same = other.sablon_kodu is not None and other.sablon_kodu == sablon.sablon_kodu
        if not same and other.klinik_kodu == sablon.klinik_kodu and set(other.dilimler) == set(sablon.dilimler):
            raise InvalidRequest("is the definition of a template that exists already (EK 1, item 2)", field="dilimler")


def reportable(items: Sequence[RandevuDurumu], randevular: Iterable[Randevu], now: datetime) -> None:
    """
    Arrivals are reported after the appointment and on its day. Source: EK 1, item 4.

    Args:
        items: The reports.

        randevular: The appointments, as far as the caller has them: only they tell when one is.

        now: The present moment.
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
            raise InvalidRequest("must not lie in the future", field=name)
        if moment is not None and moment.date() != now.date():
            raise InvalidRequest("must be today: arrivals are reported on the appointment's day (EK 1, item 4)", field=name)
    randevu = known.get(item.randevu_hrn)
    if randevu is None:
        return
    if randevu.baslangic > now:
        raise InvalidRequest("the appointment's time has not come yet (EK 1, item 4)", field="randevu_hrn")
    if randevu.baslangic.date() != now.date():
        raise InvalidRequest("the appointment was on another day (EK 1, item 4)", field="randevu_hrn")


class Ek2Warning(UserWarning):
    """
    A number of EK 2 is not kept. The Ministry changes these numbers, so the request is sent all the same.
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
    The numbers of EK 2, as settings; None switches one off.

    Attributes:
        en_erken_gun: How many days ahead an appointment can be at the earliest.
        en_gec_gun: How many days ahead it can be at the latest.
        mhrs_payi: The share of a physician's poliklinik time of a day that is for MHRS, 0 to 1.
        acik_aksiyonlar: Actions that MHRS patients can book.
        poliklinik_aksiyonlari: Actions that count as poliklinik time.

    Raises:
        ConfigurationError: If one of them is something else; it names which.
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
            start: When it begins.

            now: The present moment.
        """
        begins, today = argument("start", fields.moment, start), argument("now", fields.moment, now)
        days = (begins.date() - today.date()).days
        if self.en_erken_gun is not None and days < self.en_erken_gun:
            _warn(f"the appointment is {days} days ahead; EK 2 wants {self.en_erken_gun} at least")
        if self.en_gec_gun is not None and days > self.en_gec_gun:
            _warn(f"the appointment is {days} days ahead; EK 2 wants {self.en_gec_gun} at most")

    def share(self, cetvel: CalismaCetveli, mevcut: Iterable[CalismaCetveli]) -> None:
        """
        Warn if less of a physician's day is open to MHRS than EK 2 wants.

        Args:
            cetvel: The schedule that is about to be sent.

            mevcut: The schedules that the caller has; only they are counted.
        """
        day = argument("cetvel", fields.instance(CalismaCetveli), cetvel).baslangic.date()
        known = argument("mevcut", fields.instances(CalismaCetveli), mevcut)
        rest = [other for other in known if other.hekim_kodu == cetvel.hekim_kodu and other.baslangic.date() == day]
        counted = [one for one in (cetvel, *rest) if one.aksiyon_kodu in self.poliklinik_aksiyonlari | self.acik_aksiyonlar]
        total = sum((one.bitis - one.baslangic for one in counted), timedelta())
        open_ = sum((one.bitis - one.baslangic for one in counted if one.aksiyon_kodu in self.acik_aksiyonlar), timedelta())
        if self.mhrs_payi is not None and total and open_ / total < self.mhrs_payi:
            told = f"{open_ / total:.0%} of the physician's poliklinik time of that day is open to MHRS; EK 2 wants {self.mhrs_payi:.0%}"
            _warn(told)


def _warn(message: str) -> None:
    """
    Warn at the line of the user's that made the call.
    """
    warnings.warn(message, Ek2Warning, stacklevel=caller_level())
