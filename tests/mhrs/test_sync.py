"""
Keeping step with MHRS: each change once, nothing lost, nothing taken for cancelled by mistake.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from saglikclient import (
    AuthenticationError,
    HttpError,
    InvalidRequest,
    Issue,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PartialResult,
    ProtocolError,
    SaglikError,
    ServiceError,
    Tckn,
    TryLater,
    Unknown,
)
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import Degisiklik, DegisiklikTuru, Esitleme, EsitlemeDurumu, GelisDurumu, KayitDurumu, Randevu
from saglikclient.mhrs.sync import gun_sonu
from saglikclient.records import Records, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

A, B, PATIENT = Tckn("10000000146"), Tckn("10000000078"), Tckn("10000000214")
DAY = datetime(2024, 3, 5, tzinfo=TURKIYE)
E, D, I, G = (tur.value for tur in DegisiklikTuru)  # noqa: E741 - eklendi, degisti, iptal, geri_alindi
PASSING = [
    NotSent(),
    OutcomeUnknown(),
    HttpError(status=503),
    HttpError(status=404),
    TryLater(),
    ProtocolError(),
    ServiceError(issues=(Issue(code="03-001", system=True),)),
]
LASTING = [AuthenticationError(), ServiceError(), NotPermitted()]


class Waits(Exception):
    """
    Raised where the iterator would sleep, so that a test sees one round of queries and no time passes.
    """


class Ministry:
    """
    Stands where the network would be: the appointments it holds, what goes wrong next, and what it was asked.
    """

    def __init__(self) -> None:
        self.now = DAY.replace(hour=8)
        self.held: dict[str, Randevu] = {}
        self.hidden: list[Unreadable] = []
        self.failures: dict[str | None, SaglikError] = {}
        self.asked: list[tuple[datetime, datetime, str | None]] = []
        self.slept: list[float] = []

    def liste(self, baslangic: datetime, bitis: datetime, /, *, hekim_kodu: str | None = None) -> Iterable[Randevu]:
        """
        The query; a failure comes behind the last appointment, when half the harm would be done.
        """
        self.asked.append((baslangic, bitis, hekim_kodu))
        found = self.found(baslangic, bitis, hekim_kodu)
        return Records(tuple(found), tuple(self.hidden)) if self.hidden else found

    def found(self, baslangic: datetime, bitis: datetime, hekim_kodu: str | None) -> Iterator[Randevu]:
        """
        What it finds.
        """
        for randevu in list(self.held.values()):
            if randevu.baslangic < bitis and randevu.bitis > baslangic and hekim_kodu in (None, randevu.hekim_kodu):
                yield randevu
        if hekim_kodu in self.failures:
            raise self.failures.pop(hekim_kodu)

    def hide(self, hrn: str, *, key: str | None) -> None:
        """
        Let an appointment be one that cannot be read, with or without its number.
        """
        self.held.pop(hrn, None)
        self.hidden.append(Unreadable(index=len(self.hidden), path="x", error=ProtocolError("x", path="x"), key=key))

    def book(self, *numbers: str, hekim: Tckn = A, day: int = 1, **changes: Any) -> None:
        """
        Make appointments, or change those that are there.
        """
        for hrn in numbers:
            start = DAY + timedelta(days=day, hours=9)
            values = {"hekim_kodu": hekim, "hasta_tckn": PATIENT, "hasta_adi": "Zeliha", "kayit_durumu": KayitDurumu.AKTIF, **changes}
            self.held[hrn] = Randevu(randevu_hrn=hrn, baslangic=start, bitis=start + timedelta(minutes=10), **values)

    def sleep(self, seconds: float) -> None:
        """
        The wait between two rounds.
        """
        self.slept.append(seconds)
        raise Waits

    def esitleme(self, **options: Any) -> Esitleme:
        """
        The process of an HBYS.
        """
        given: dict[str, Any] = {"interval": timedelta(minutes=10), "horizon": timedelta(days=15), "sleep": self.sleep, **options}
        return Esitleme(self.liste, clock=lambda: self.now, **given)


def changes_of(esitleme: Esitleme) -> Iterator[Degisiklik]:
    """
    The changes up to the next wait.
    """
    while True:
        try:
            yield next(esitleme)
        except (Waits, StopIteration):
            return


def told(changes: Iterable[Degisiklik]) -> list[tuple[str, str]]:
    return [(change.tur.value, change.randevu_hrn) for change in changes]


@pytest.fixture
def ministry() -> Ministry:
    return Ministry()


def test_each_change_is_given_once(ministry: Ministry) -> None:
    """
    A new, a changed and a cancelled appointment are one change each; a round in which nothing happened gives none.
    """
    esitleme = ministry.esitleme()
    ministry.book("R1", "R2", "R3")
    assert told(changes_of(esitleme)) == [(E, "R1"), (E, "R2"), (E, "R3")]
    assert told(changes_of(esitleme)) == []

    ministry.book("R1", randevu_notu="yeni")
    ministry.book("R2", kayit_durumu=KayitDurumu.IPTAL)
    del ministry.held["R3"]
    assert told(changes_of(esitleme)) == [(D, "R1"), (I, "R2"), (I, "R3")]
    assert told(changes_of(esitleme)) == []

    ministry.book("R2", "R3")
    assert told(changes_of(esitleme)) == [(G, "R2"), (G, "R3")]
    assert told(changes_of(esitleme)) == []


def test_change_carries_the_appointment(ministry: Ministry) -> None:
    """
    A change holds the appointment as it is now; one that vanished, as it was last seen.
    """
    esitleme = ministry.esitleme()
    ministry.book("R1")
    first = ministry.held["R1"]
    assert [change.randevu for change in changes_of(esitleme)] == [first]

    second = ministry.held["R1"] = attrs.evolve(first, durum=None, randevu_notu="yeni")
    assert [change.randevu for change in changes_of(esitleme)] == [second]

    ministry.held.clear()
    assert [change.randevu for change in changes_of(esitleme)] == [second]


def test_any_field_is_a_change(ministry: Ministry) -> None:
    """
    Whatever field of an appointment differs, it is a change.
    """
    esitleme = ministry.esitleme()
    ministry.book("R1")
    list(changes_of(esitleme))

    for field in attrs.fields(Randevu):
        if field.name not in {"randevu_hrn", "baslangic", "bitis", "hekim_kodu", "kayit_durumu"}:
            ministry.held["R1"] = attrs.evolve(ministry.held["R1"], **{field.name: "yeni"})
            assert told(changes_of(esitleme)) == [(D, "R1")]


def test_cancelled_before_first_seen_is_no_change(ministry: Ministry) -> None:
    """
    An appointment that was made and cancelled between two queries never was one for the HBYS.
    """
    ministry.book("R1", kayit_durumu=KayitDurumu.IPTAL)

    assert told(changes_of(ministry.esitleme())) == []


def test_cancelled_appointment_may_be_restored(ministry: Ministry) -> None:
    """
    A cancelled appointment that is active again under its number is restored, also for a process that only has the kept state; one that is
    still cancelled is told once.
    """
    ministry.book("R1", "R2")
    first = ministry.esitleme()
    list(changes_of(first))
    ministry.book("R1", kayit_durumu=KayitDurumu.IPTAL)
    del ministry.held["R2"]
    assert told(changes_of(first)) == [(I, "R1"), (I, "R2")]

    second = ministry.esitleme(state=EsitlemeDurumu.from_dict(first.state.to_dict()))
    assert told(changes_of(second)) == []
    ministry.book("R1", randevu_notu="geri alındı")
    (change,) = changes_of(second)
    assert (change.tur.value, change.randevu) == (G, ministry.held["R1"])
    ministry.book("R1", randevu_notu="yine değişti")
    assert told(changes_of(second)) == [(D, "R1")]


def test_restored_needs_an_active_state(ministry: Ministry) -> None:
    """
    "Geri alınabilir", or whatever state has no name here, does not make a cancelled appointment active.
    """
    ministry.book("R1")
    esitleme = ministry.esitleme()
    list(changes_of(esitleme))
    ministry.book("R1", kayit_durumu=KayitDurumu.IPTAL)
    list(changes_of(esitleme))

    ministry.book("R1", kayit_durumu=Unknown("5"))
    assert told(changes_of(esitleme)) == []
    ministry.book("R1", kayit_durumu=None, durum=GelisDurumu.IPTAL)
    assert told(changes_of(esitleme)) == []
    ministry.book("R1", kayit_durumu=None)
    assert told(changes_of(esitleme)) == [(G, "R1")]


def test_other_states_pass_through(ministry: Ministry) -> None:
    """
    A state or kind without a name here, and one that waits for the citizen, are changes of the appointment as any other.
    """
    ministry.book("R1", randevu_turu=Unknown("99"))
    esitleme = ministry.esitleme()
    assert [change.randevu for change in changes_of(esitleme)] == [ministry.held["R1"]]

    ministry.book("R1", kayit_durumu=Unknown("3"), durum=GelisDurumu.BEKLEMEDE)
    assert [(change.tur.value, change.randevu) for change in changes_of(esitleme)] == [(D, ministry.held["R1"])]
    ministry.book("R1", kayit_durumu=None, durum=GelisDurumu.IPTAL)
    assert told(changes_of(esitleme)) == [(I, "R1")]


def test_unreadable_appointment_is_neither_new_nor_gone(ministry: Ministry) -> None:
    """
    An appointment that cannot be read, but whose number can, is told to `on_error`; it is neither new nor cancelled, the others are.
    """
    heard: list[SaglikError] = []
    esitleme = ministry.esitleme(on_error=heard.append)
    ministry.book("R1", "R2", "R3")
    list(changes_of(esitleme))

    ministry.hide("R2", key="R2")
    ministry.hide("R9", key="R9")
    del ministry.held["R3"]
    assert told(changes_of(esitleme)) == [(I, "R3")]
    (error,) = heard
    assert isinstance(error, PartialResult)
    assert [one.key for one in error.unreadable] == ["R2", "R9"]
    assert error.__traceback__ is None

    ministry.hidden.clear()
    ministry.book("R2", "R9")
    assert told(changes_of(esitleme)) == [(E, "R9")]


def test_unreadable_number_hides_every_disappearance(ministry: Ministry) -> None:
    """
    An appointment without a readable number may be any of those that are missing: none of them counts as cancelled in that answer. New and
    changed ones are given all the same.
    """
    esitleme = ministry.esitleme()
    ministry.book("R1", "R2")
    list(changes_of(esitleme))

    ministry.hide("R2", key=None)
    ministry.book("R1", randevu_notu="yeni")
    ministry.book("R3")
    assert told(changes_of(esitleme)) == [(D, "R1"), (E, "R3")]
    ministry.hidden.clear()
    assert told(changes_of(esitleme)) == [(I, "R2")]


def test_end_of_day_keeps_what_cannot_be_read(ministry: Ministry) -> None:
    """
    `gun_sonu` lists the unreadable appointments of all its queries beside the others.
    """
    ministry.book("R1")
    ministry.hide("R2", key="R2")

    found = gun_sonu(ministry.liste, ministry.now, 1, [A, B])

    assert [one.randevu_hrn for one in found] == ["R1"]
    assert [one.key for one in found.unreadable] == ["R2", "R2"]


def test_it_asks_from_midnight_and_waits_in_between(ministry: Ministry) -> None:
    """
    Every round asks from today's midnight to the horizon, at the present day, and the waits are as long as asked for.
    """
    esitleme = ministry.esitleme(interval=timedelta(minutes=7), horizon=timedelta(days=3))
    list(changes_of(esitleme))
    ministry.now += timedelta(days=1)
    list(changes_of(esitleme))

    assert ministry.asked == [(DAY + timedelta(days=day), DAY + timedelta(days=day + 3), None) for day in (0, 1)]
    assert ministry.slept == [420.0, 420.0]


@pytest.mark.parametrize("failure", PASSING, ids=lambda error: type(error).__name__)
def test_passing_failure_changes_nothing(ministry: Ministry, failure: SaglikError, caplog: pytest.LogCaptureFixture) -> None:
    """
    A query that fails for now, even halfway through its answer, cancels nothing: it is told to `hata`, logged by its kind, and the next
    query goes on.
    """
    heard: list[SaglikError] = []
    esitleme = ministry.esitleme(on_error=heard.append)
    ministry.book("R1", "R2")
    list(changes_of(esitleme))
    before = esitleme.state

    del ministry.held["R2"]
    ministry.book("R3")
    ministry.failures[None] = failure
    with caplog.at_level(logging.DEBUG, "saglikclient"):
        assert told(changes_of(esitleme)) == []

    assert heard == [failure]
    assert esitleme.state == before
    assert type(failure).__name__ in caplog.text
    assert told(changes_of(esitleme)) == [(E, "R3"), (I, "R2")]


def test_passing_failure_needs_no_listener(ministry: Ministry) -> None:
    """
    Without `hata` a passing failure is left at the log.
    """
    ministry.failures[None] = NotSent()

    assert told(changes_of(ministry.esitleme())) == []


@pytest.mark.parametrize("failure", LASTING, ids=lambda error: type(error).__name__)
def test_lasting_failure_is_raised(ministry: Ministry, failure: SaglikError) -> None:
    """
    What no later query mends (credentials, rights, a refusal) is raised; after it the iteration can go on where it was.
    """
    esitleme = ministry.esitleme(on_error=pytest.fail)
    ministry.book("R1")
    list(changes_of(esitleme))

    ministry.book("R2")
    ministry.failures[None] = failure
    with pytest.raises(type(failure)):
        list(changes_of(esitleme))

    assert told(changes_of(esitleme)) == []
    assert told(changes_of(esitleme)) == [(E, "R2")]


def test_past_days_are_forgotten(ministry: Ministry) -> None:
    """
    An appointment of a past day is over, not cancelled; one of today counts until midnight, also if it ends there.
    """
    ministry.book("today", day=0)
    ministry.book("night", day=0)
    ministry.held["night"] = attrs.evolve(ministry.held["night"], bitis=DAY + timedelta(days=1))
    ministry.book("tomorrow", day=1)
    esitleme = ministry.esitleme()
    list(changes_of(esitleme))

    ministry.now += timedelta(hours=15, minutes=59)
    assert told(changes_of(esitleme)) == []
    ministry.now += timedelta(minutes=1)
    assert told(changes_of(esitleme)) == []
    assert list(esitleme.state.seen) == ["tomorrow"]


def test_each_physician_is_asked(ministry: Ministry) -> None:
    """
    With `physicians` each of them is asked in each round, and nobody else's appointments are given.
    """
    ministry.book("RA", hekim=A)
    ministry.book("RB", hekim=B)
    ministry.book("RC", hekim=PATIENT)
    esitleme = ministry.esitleme(physicians=iter([str(A), str(B)]))

    assert told(changes_of(esitleme)) == [(E, "RA"), (E, "RB")]
    assert told(changes_of(esitleme)) == []
    assert [hekim for _, _, hekim in ministry.asked] == [A, B, A, B]


def test_a_limit_of_the_account_makes_it_wait(ministry: Ministry) -> None:
    """
    Too many queries for one physician are too many for the account: the next physician is asked after a wait, and nothing is cancelled.
    """
    ministry.book("RA", hekim=A)
    ministry.book("RB", hekim=B)
    errors: list[SaglikError] = []
    esitleme = ministry.esitleme(physicians=[A, B], on_error=errors.append)
    list(changes_of(esitleme))

    ministry.held.clear()
    ministry.asked.clear()
    ministry.failures[A] = TryLater("too many queries")
    assert told(changes_of(esitleme)) == []
    assert [asked for *_, asked in ministry.asked] == [A]
    assert told(changes_of(esitleme)) == [(I, "RB")]
    assert [type(error) for error in errors] == [TryLater]


def test_failed_physician_is_not_cancelled(ministry: Ministry) -> None:
    """
    If one physician's query fails, that one's appointments stay, and the other's changes are given all the same.
    """
    ministry.book("RA", hekim=A)
    ministry.book("RB", hekim=B)
    esitleme = ministry.esitleme(physicians=[A, B])
    list(changes_of(esitleme))

    ministry.held.clear()
    ministry.failures[A] = NotSent()
    assert told(changes_of(esitleme)) == [(I, "RB")]
    assert told(changes_of(esitleme)) == [(I, "RA")]


@pytest.mark.parametrize("name", ["interval", "horizon"])
@pytest.mark.parametrize("period", [timedelta(), timedelta(seconds=-1)])
def test_periods_are_above_zero(ministry: Ministry, name: str, period: timedelta) -> None:
    """
    A wait of nothing would flood the Ministry, a horizon of nothing finds nothing: both are refused.
    """
    with pytest.raises(InvalidRequest) as caught:
        ministry.esitleme(**{name: period})

    assert caught.value.field == name
    with pytest.raises(InvalidRequest):
        ministry.esitleme(physicians=["12345"])
