"""
Synchronisation with MHRS: query the appointments repeatedly and yield each change once. Source: EK 1, item 4.a.

The only thing needed from a client is a function that lists the appointments of a period, so this works with any generation of MHRS.
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
from saglikclient._core.boundary import alone, guarded
from saglikclient._core.codes import Unknown
from saglikclient._core.fields import argument
from saglikclient._core.model import Model
from saglikclient._core.progress import meter
from saglikclient._core.timing import aware
from saglikclient.errors import (
    HttpError,
    InvalidRequest,
    NotPermitted,
    PartialResult,
    ProtocolError,
    SaglikError,
    ServiceError,
    TransportError,
    TryLater,
)
from saglikclient.identifiers import Tckn
from saglikclient.mhrs.model.kodlar import GelisDurumu, KayitDurumu
from saglikclient.mhrs.model.randevu import Randevu
from saglikclient.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from saglikclient._core.progress import Progress
    from saglikclient.records import Unreadable

log = logging.getLogger("saglikclient.mhrs.sync")
EVERYONE = ""
CANCELLED = "iptal"
"""Replaces the digest of an appointment that was reported as cancelled."""


class ListAppointments(Protocol):
    """The function that `Esitleme` calls to list the appointments of a period."""

    def __call__(self, baslangic: datetime, bitis: datetime, /, *, hekim_kodu: str | None = None) -> Iterable[Randevu]:
        """Return the appointments of a period, including cancelled ones if the service returns them."""
        ...


class DegisiklikTuru(enum.Enum):
    """
    The kinds of changes.
    """

    EKLENDI = "eklendi"
    DEGISTI = "degisti"
    IPTAL = "iptal"
    GERI_ALINDI = "geri_alindi"
    """A cancelled appointment is active again under the same number."""


@attrs.frozen(kw_only=True)
class Degisiklik(Model):
    """
    A change of an appointment.

    Attributes:
        tur: The kind of the change.
        randevu_hrn: The appointment's number.
        randevu: The appointment as it is now. If it is gone, as it was last seen; None if only an earlier process has seen it.
    """

    tur: DegisiklikTuru
    randevu_hrn: str = attrs.field(repr=masking.mask_number)
    randevu: Randevu | None = None


@attrs.frozen
class Seen:
    """
    What is remembered of an appointment: the physician's number, its end, and a digest of the rest, or that it was reported as cancelled.
    No patient data.
    """

    physician: str = attrs.field(repr=False)
    end: datetime
    digest: str = attrs.field(repr=False)

    @property
    def cancelled(self) -> bool:
        """Whether it was reported as cancelled."""
        return self.digest == CANCELLED


def _seen(value: Mapping[str, Seen]) -> Mapping[str, Seen]:
    if not set(map(type, kinds.mapping(value).values())) <= {Seen}:
        raise InvalidRequest("must come from Esitleme.state")
    return value


@attrs.frozen(field_transformer=fields.named)
class EsitlemeDurumu:
    """
    The state of a synchronisation: plain, small, without patient data. Store it, and pass it to a later `esitleme` to resume.

    Attributes:
        seen: The appointments that were last reported, by `randevu_hrn`; cancelled ones too, since they may be restored.
    """

    seen: Mapping[str, Seen] = attrs.field(factory=dict[str, Seen], converter=_seen, repr=lambda seen: f"<{len(seen)}>")

    def to_dict(self) -> dict[str, list[str]]:
        """Return the state as strings, ready for JSON."""
        return {hrn: [seen.physician, seen.end.isoformat(), seen.digest] for hrn, seen in self.seen.items()}

    @classmethod
    def from_dict(cls, plain: Mapping[str, list[str]]) -> Self:
        """
        Restore a state from the result of `to_dict`.

        Args:
            plain: The result of `to_dict`, e.g. read from JSON.

        Raises:
            InvalidRequest: If it is anything else.
        """
        try:
            return cls(
                {hrn: Seen(physician, aware(datetime.fromisoformat(end)), digest) for hrn, (physician, end, digest) in plain.items()}
            )
        except (TypeError, ValueError, AttributeError, OverflowError):
            raise InvalidRequest("must come from EsitlemeDurumu.to_dict()", field="plain") from None


def midnight(moment: datetime) -> datetime:
    """
    Return the start of a moment's day in Türkiye.
    """
    return aware(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def gun_sonu(list_appointments: ListAppointments, now: datetime, days: int, physicians: Iterable[str] | None) -> Records[Randevu]:
    """
    The end-of-day query: list the appointments of the next days.

    Args:
        list_appointments: Lists the appointments of a period.

        now: The current time, aware.

        days: Number of days, starting tomorrow, 1 to 366.

        physicians: Only these physicians, with one query each; everyone, with a single query, if None.

    Raises:
        InvalidRequest: If `days` is not 1 to 366, or a physician's number is not a T.C. kimlik numarası.
    """
    period = timedelta(days=argument("days", kinds.bounded(1, kinds.MAX_PERIOD.days), days))
    tomorrow = midnight(now) + timedelta(days=1)
    who = (None,) if physicians is None else argument("physicians", fields.each(Tckn), physicians)
    found = [list_appointments(tomorrow, tomorrow + period, hekim_kodu=physician) for physician in who]
    unreadable = tuple(one for records in found if isinstance(records, Records) for one in records.unreadable)
    return Records(tuple(randevu for records in found for randevu in records), unreadable)


@guarded
class Esitleme:
    """
    An endless iterator over changes. Created by `mhrs.randevu.esitleme()`.

    A change counts as reported once it is yielded: a new iterator that gets the `state` taken after any change continues with the next one.
    A failed query changes nothing, so an outage never makes appointments look cancelled. Neither does an appointment that cannot be read:
    it is reported to `on_error`, and is neither new nor changed nor gone. Not thread-safe, except for `stop()`.

    Args:
        list_appointments: Lists the appointments of a period.

        clock: Returns the current time, aware.

        interval: Time between two queries.

        horizon: How far ahead to query, from today's midnight.

        physicians: Only these physicians, with one query each; everyone, with a single query, if None.

        state: The state of an earlier synchronisation; start from scratch if None.

        on_error: Called with each failure that may be temporary, and with a `PartialResult` for each answer with unreadable appointments;
            these are only logged if None.

        sleep: Waits the given number of seconds; if None, a wait that `stop()` interrupts.

        progress: Called with the number of changes so far, before each change is yielded.

    Raises:
        InvalidRequest: If a duration is not positive, or a physician's number is not a T.C. kimlik numarası.
    """

    def __init__(
        self,
        list_appointments: ListAppointments,
        *,
        clock: Callable[[], datetime],
        interval: timedelta,
        horizon: timedelta,
        physicians: Iterable[str] | None = None,
        state: EsitlemeDurumu | None = None,
        on_error: Callable[[SaglikError], None] | None = None,
        sleep: Callable[[float], object] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._list_appointments = argument("list_appointments", kinds.function, list_appointments)
        self._clock = argument("clock", kinds.function, clock)
        self._interval, self._horizon = argument("interval", kinds.period, interval), argument("horizon", kinds.period, horizon)
        self._on_error = argument("on_error", fields.optional(kinds.function), on_error)
        self._physicians = (EVERYONE,) if physicians is None else argument("physicians", fields.each(Tckn), physicians)
        if not self._physicians:
            raise InvalidRequest("must not be empty; None means everyone", field="physicians")
        self._stop = threading.Event()
        self._sleep = argument("sleep", fields.optional(kinds.function), sleep) or self._stop.wait
        known = argument("state", fields.optional(fields.instance(EsitlemeDurumu)), state)
        self._seen = {} if known is None else dict(known.seen)
        self._last: dict[str, Randevu] = {}
        self._pending: deque[tuple[str, Degisiklik]] = deque()
        self._todo: deque[str] = deque(self._physicians)
        self._count, self._progress = 0, meter(progress, unit="changes")

    @property
    def state(self) -> EsitlemeDurumu:
        """
        The state after the change that was yielded last.
        """
        return EsitlemeDurumu(dict(self._seen))

    def stop(self) -> None:
        """
        Stop the iteration before its next query, and end a wait at once. May be called from another thread.
        """
        self._stop.set()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Degisiklik:
        while not self._stop.is_set():
            if self._pending:
                self._progress.reach(self._count + 1)  # before popleft, so that an exception from here loses no change
                self._count += 1
                return self._reported(*self._pending.popleft())
            if self._todo:
                self._query(self._todo.popleft())
            else:
                self._todo.extend(self._physicians)
                self._sleep(self._interval.total_seconds())
        self._progress.close()
        raise StopIteration

    def _query(self, physician: str) -> None:
        """
        Query once and queue the changes. A temporary failure is reported and leaves everything as it was.
        """
        start = midnight(self._clock())
        end = start + self._horizon
        try:
            listed = self._list_appointments(start, end, hekim_kodu=physician or None)
            found = {randevu.randevu_hrn: randevu for randevu in listed}
        except SaglikError as error:
            if not _is_temporary(error):
                raise
            log.warning("esitleme: the query failed (%s), next query in %s", type(error).__name__, self._interval)
            self._report(error)
            if isinstance(error, TryLater) and self._todo:
                self._sleep(self._interval.total_seconds())  # the limit is the account's: the next physician would meet it as well
            return
        unreadable = listed.unreadable if isinstance(listed, Records) else ()
        if unreadable:
            self._report(_partial(unreadable))
        self._forget(start)
        hidden = {one.key for one in unreadable}
        self._pending.extend((physician, change) for change in self._changes(physician, found, hidden, end))

    def _report(self, error: SaglikError) -> None:
        if self._on_error is not None:
            self._on_error(alone(error))  # without the frames, which hold the physician

    def _forget(self, start: datetime) -> None:
        """
        Drop the appointments of past days: they are over, not cancelled.
        """
        for hrn in [hrn for hrn, seen in self._seen.items() if seen.end <= start]:
            del self._seen[hrn]
            self._last.pop(hrn, None)

    def _changes(self, physician: str, found: Mapping[str, Randevu], hidden: Collection[str | None], end: datetime) -> Iterator[Degisiklik]:
        """
        Compare the answer with what was seen. A missing appointment counts as cancelled unless it ends after the queried period: an earlier
        process may have used a longer horizon; and unless it may be one of those that could not be read.

        Args:
            physician: The queried physician.

            found: The appointments that could be read.

            hidden: The numbers of the others; None for one whose number could not be read either.

            end: The end of the queried period.
        """
        for hrn, randevu in found.items():
            known = self._seen.get(hrn)
            tur = _kind(known, randevu)
            if tur is not None:
                yield Degisiklik(tur=tur, randevu_hrn=hrn, randevu=randevu)
        for hrn, seen in self._seen.items():
            gone = hrn not in found and None not in hidden and hrn not in hidden and not seen.cancelled
            if gone and physician in (EVERYONE, seen.physician) and seen.end <= end:
                yield Degisiklik(tur=DegisiklikTuru.IPTAL, randevu_hrn=hrn, randevu=self._last.get(hrn))

    def _reported(self, physician: str, change: Degisiklik) -> Degisiklik:
        """
        Record a change in the state as it is yielded.
        """
        hrn, randevu = change.randevu_hrn, change.randevu
        if change.tur is DegisiklikTuru.IPTAL or randevu is None:
            self._seen[hrn] = attrs.evolve(self._seen[hrn], digest=CANCELLED)
            self._last.pop(hrn, None)
        else:
            self._seen[hrn] = Seen(_physician(randevu, physician), randevu.bitis, _digest(randevu))
            self._last[hrn] = randevu
        return change


def _kind(known: Seen | None, randevu: Randevu) -> DegisiklikTuru | None:
    """
    Return the kind of change that an appointment in an answer is; None if it is none.

    A cancelled one is restored only by an answer in which it is active: in a state without a name here it may be one that can be restored.
    """
    state = randevu.kayit_durumu
    cancelled = state is KayitDurumu.IPTAL or (not isinstance(state, KayitDurumu) and randevu.durum is GelisDurumu.IPTAL)
    if known is None:
        return None if cancelled else DegisiklikTuru.EKLENDI
    if known.cancelled:
        return None if cancelled or isinstance(randevu.kayit_durumu, Unknown) else DegisiklikTuru.GERI_ALINDI
    if cancelled:
        return DegisiklikTuru.IPTAL
    return DegisiklikTuru.DEGISTI if known.digest != _digest(randevu) else None


def _partial(unreadable: tuple[Unreadable, ...]) -> PartialResult:
    """
    Return the error for an answer with unreadable appointments.
    """
    log.warning("esitleme: %d appointments of the answer cannot be read", len(unreadable))
    message = f"{len(unreadable)} appointments of the answer cannot be read; they count as neither new nor cancelled"
    first = unreadable[0].error
    return PartialResult(
        message, error=first, unreadable=unreadable, service=first.service, operation=first.operation, request_id=first.request_id
    )


def _is_temporary(error: SaglikError) -> bool:
    """
    Whether the next query may succeed: network failures, malformed answers, failures on the Ministry's side. Wrong credentials and missing
    rights are permanent, and repeated attempts with them may lock the account.
    """
    if isinstance(error, ServiceError) and not isinstance(error, NotPermitted):
        return error.retryable or any(issue.system for issue in error.issues)
    return isinstance(error, TransportError | HttpError | ProtocolError)


def _physician(randevu: Randevu, queried: str) -> str:
    """
    The physician of an appointment; the queried one if the answer contains no valid number.
    """
    hekim = randevu.hekim_kodu
    return str(hekim) if isinstance(hekim, Tckn) else queried or hekim.value


def _digest(randevu: Randevu) -> str:
    """
    A digest of all fields of an appointment: it shows that something changed, but not what.
    """
    plain = json.dumps(randevu.to_dict(), default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()
