"""
Keeping step with MHRS: appointments are queried again and again, and each change is given once. Source: EK 1, item 4.a.

It needs no more of a client than a function that lists the appointments of a period, so it serves any generation of MHRS.
"""

from __future__ import annotations

import enum
import hashlib
import json
import logging
import threading
from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, Self

import attrs

from saglikclient._core import fields, kinds, masking
from saglikclient._core.boundary import guarded
from saglikclient._core.fields import argument
from saglikclient._core.model import Model
from saglikclient._core.progress import meter
from saglikclient._core.timing import aware
from saglikclient.errors import HttpError, InvalidRequest, NotPermitted, ProtocolError, SaglikError, ServiceError, TransportError
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.model.kodlar import KayitDurumu
from saglikclient.mhrs.model.randevu import Randevu
from saglikclient.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from saglikclient._core.progress import Progress

log = logging.getLogger("saglikclient.mhrs.sync")
EVERYONE = ""


class Liste(Protocol):
    """
    What `Esitleme` needs of a client.
    """

    def __call__(self, baslangic: datetime, bitis: datetime, /, *, hekim_kodu: str | None = None) -> Iterable[Randevu]:
        """The appointments of a period, cancelled ones included if the service gives them."""
        ...


class DegisiklikTuru(enum.Enum):
    """
    What happened to an appointment.
    """

    EKLENDI = "eklendi"
    DEGISTI = "degisti"
    IPTAL = "iptal"


@attrs.frozen(kw_only=True)
class Degisiklik(Model):
    """
    A change.

    Attributes:
        tur: What happened.
        randevu_hrn: To which appointment.
        randevu: The appointment as it is now; as it was last seen if it is gone; None if it is gone and was last seen by an earlier
            process.
    """

    tur: DegisiklikTuru
    randevu_hrn: str = attrs.field(repr=masking.mask_number)
    randevu: Randevu | None = None


@attrs.frozen
class Gorulen:
    """
    What is remembered of an appointment: whose it is (the physician's number), when it ends, and a digest of the rest. No patient's data.
    """

    hekim: str = attrs.field(repr=False)
    bitis: datetime
    ozet: str = attrs.field(repr=False)


def _gorulenler(value: Mapping[str, Gorulen]) -> Mapping[str, Gorulen]:
    if not set(map(type, kinds.mapping(value).values())) <= {Gorulen}:
        raise InvalidRequest("must be what Esitleme.durum gave")
    return value


@attrs.frozen(field_transformer=fields.named)
class EsitlemeDurumu:
    """
    Where a synchronisation stands: plain, small, and without names or numbers of patients. Keep it and give it back to go on.

    Attributes:
        gorulenler: What was last reported, by `randevu_hrn`.
    """

    gorulenler: Mapping[str, Gorulen] = attrs.field(factory=dict[str, Gorulen], converter=_gorulenler, repr=lambda seen: f"<{len(seen)}>")

    def to_dict(self) -> dict[str, list[str]]:
        """
        Give it as texts, ready for JSON.
        """
        return {hrn: [seen.hekim, seen.bitis.isoformat(), seen.ozet] for hrn, seen in self.gorulenler.items()}

    @classmethod
    def from_dict(cls, plain: Mapping[str, list[str]]) -> Self:
        """
        Take what `to_dict` gave.

        Args:
            plain: It, e.g. read from JSON.

        Raises:
            InvalidRequest: If it is something else.
        """
        try:
            return cls({hrn: Gorulen(hekim, aware(datetime.fromisoformat(bitis)), ozet) for hrn, (hekim, bitis, ozet) in plain.items()})
        except (TypeError, ValueError, AttributeError, OverflowError):
            raise InvalidRequest("must be what EsitlemeDurumu.to_dict() gave", field="plain") from None


def midnight(moment: datetime) -> datetime:
    """
    The beginning of a moment's day in Türkiye.
    """
    return aware(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def gun_sonu(liste: Liste, now: datetime, gun: int, hekimler: Iterable[str] | None) -> Records[Randevu]:
    """
    The end-of-day query: the appointments of the next days.

    Args:
        liste: Lists the appointments of a period.

        now: The present moment, aware.

        gun: How many days from tomorrow on, 1 to 366.

        hekimler: Only these physicians', one query each; everyone's in one query if None.

    Raises:
        InvalidRequest: If `gun` is not 1 to 366, or a number no T.C. kimlik numarası.
    """
    days = argument("gun", kinds.bounded(1, kinds.MAX_PERIOD.days), gun)
    tomorrow = midnight(now) + timedelta(days=1)
    who = (None,) if hekimler is None else argument("hekimler", fields.each(Tckn), hekimler)
    found = [liste(tomorrow, tomorrow + timedelta(days=days), hekim_kodu=hekim) for hekim in who]
    return Records(tuple(randevu for records in found for randevu in records))


@guarded
class Esitleme:
    """
    An endless iterator over changes. Made by `mhrs.randevu.esitleme()`.

    A change counts as reported when it is handed out: `durum`, taken after any change, leads on with the next one. A query that fails
    changes nothing, so that nothing is taken for cancelled because the network was down. Not for use by several threads at once,
    except `dur()`.

    Args:
        liste: Lists the appointments of a period.

        clock: The present moment, aware.

        aralik: Time between two queries.

        ufuk: How far ahead to look, from today's midnight on.

        hekimler: Only these physicians', one query each; everyone's in one query if None.

        durum: Where an earlier one stopped; from the beginning if None.

        hata: Told of each failure that the next query may mend; such failures are only logged if None.

        sleep: Waits the given seconds; a wait that `dur()` can end if None.

        progress: Told how many changes were given so far, before each is.

    Raises:
        InvalidRequest: If a period is not above zero, or a number no T.C. kimlik numarası.
    """

    def __init__(
        self,
        liste: Liste,
        *,
        clock: Callable[[], datetime],
        aralik: timedelta,
        ufuk: timedelta,
        hekimler: Iterable[str] | None = None,
        durum: EsitlemeDurumu | None = None,
        hata: Callable[[SaglikError], None] | None = None,
        sleep: Callable[[float], object] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._liste, self._clock = argument("liste", kinds.function, liste), argument("clock", kinds.function, clock)
        self._aralik, self._ufuk = argument("aralik", kinds.period, aralik), argument("ufuk", kinds.period, ufuk)
        self._hata = argument("hata", fields.optional(kinds.function), hata)
        self._hekimler = (EVERYONE,) if hekimler is None else argument("hekimler", fields.each(Tckn), hekimler)
        if not self._hekimler:
            raise InvalidRequest("must not be empty; None means everyone", field="hekimler")
        self._stop = threading.Event()
        self._sleep = argument("sleep", fields.optional(kinds.function), sleep) or self._stop.wait
        known = argument("durum", fields.optional(fields.instance(EsitlemeDurumu)), durum)
        self._seen = {} if known is None else dict(known.gorulenler)
        self._last: dict[str, Randevu] = {}
        self._pending: deque[tuple[str, Degisiklik]] = deque()
        self._todo: deque[str] = deque(self._hekimler)
        self._given, self._told = 0, meter(progress, unit="changes")

    @property
    def durum(self) -> EsitlemeDurumu:
        """
        Where it stands, after the change that was handed out last.
        """
        return EsitlemeDurumu(dict(self._seen))

    def dur(self) -> None:
        """
        Stop: the iteration ends before the next query, and a wait ends at once. May be called from another thread.
        """
        self._stop.set()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Degisiklik:
        while not self._stop.is_set():
            if self._pending:
                self._told.reach(self._given + 1)  # before it is taken, so that nothing that this raises loses a change
                self._given += 1
                return self._handed_out(*self._pending.popleft())
            if self._todo:
                self._query(self._todo.popleft())
            else:
                self._todo.extend(self._hekimler)
                self._sleep(self._aralik.total_seconds())
        self._told.close()
        raise StopIteration

    def _query(self, hekim: str) -> None:
        """
        One query; a failure that the next one may mend is reported and left at that.
        """
        start = midnight(self._clock())
        end = start + self._ufuk
        try:
            found = {randevu.randevu_hrn: randevu for randevu in self._liste(start, end, hekim_kodu=hekim or None)}
        except SaglikError as error:
            if not _may_pass(error):
                raise
            log.warning("esitleme: the query failed (%s), the next one follows in %s", type(error).__name__, self._aralik)
            if self._hata is not None:
                self._hata(error)
            return
        self._forget(start)
        self._pending.extend((hekim, change) for change in self._changes(hekim, found, end))

    def _forget(self, start: datetime) -> None:
        """
        Appointments of past days are over, not cancelled.
        """
        for hrn in [hrn for hrn, seen in self._seen.items() if seen.bitis <= start]:
            del self._seen[hrn]
            self._last.pop(hrn, None)

    def _changes(self, hekim: str, found: Mapping[str, Randevu], end: datetime) -> Iterator[Degisiklik]:
        """
        What is not found is cancelled, unless it lies beyond what was asked: a horizon may be shorter than the earlier process' one.
        """
        for hrn, randevu in found.items():
            known = self._seen.get(hrn)
            if randevu.kayit_durumu is KayitDurumu.IPTAL:
                if known is not None:
                    yield Degisiklik(tur=DegisiklikTuru.IPTAL, randevu_hrn=hrn, randevu=randevu)
            elif known is None or known.ozet != _digest(randevu):
                tur = DegisiklikTuru.EKLENDI if known is None else DegisiklikTuru.DEGISTI
                yield Degisiklik(tur=tur, randevu_hrn=hrn, randevu=randevu)
        for hrn, seen in self._seen.items():
            if hrn not in found and hekim in (EVERYONE, seen.hekim) and seen.bitis <= end:
                yield Degisiklik(tur=DegisiklikTuru.IPTAL, randevu_hrn=hrn, randevu=self._last.get(hrn))

    def _handed_out(self, hekim: str, change: Degisiklik) -> Degisiklik:
        """
        Remember a change at the moment it is given.
        """
        hrn, randevu = change.randevu_hrn, change.randevu
        if change.tur is DegisiklikTuru.IPTAL or randevu is None:
            self._seen.pop(hrn, None)
            self._last.pop(hrn, None)
        else:
            self._seen[hrn] = Gorulen(_whose(randevu, hekim), randevu.bitis, _digest(randevu))
            self._last[hrn] = randevu
        return change


def _may_pass(error: SaglikError) -> bool:
    """
    Whether the next query may do better: the network, a garbled answer, trouble at the Ministry's side. Credentials and rights do not mend
    themselves, and asking on with wrong ones may lock an account.
    """
    if isinstance(error, ServiceError) and not isinstance(error, NotPermitted):
        return error.retryable or any(issue.system for issue in error.issues)
    return isinstance(error, TransportError | HttpError | ProtocolError)


def _whose(randevu: Randevu, asked: str) -> str:
    """
    The physician that an appointment was found under; the one asked for where the answer holds no valid number.
    """
    hekim = randevu.hekim_kodu
    return str(hekim) if isinstance(hekim, Tckn) else asked or hekim.value


def _digest(randevu: Randevu) -> str:
    """
    A digest of everything that an appointment says; it tells that something changed, not what it was.
    """
    plain = json.dumps(randevu.to_dict(), default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()
