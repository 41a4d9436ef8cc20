"""
Time: Türkiye's whatever the machine's zone is, at the ends of years and on leap days, and a clock that is wrong is told as such.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs
import pytest
from lxml import etree

from saglikclient import InvalidRequest
from saglikclient._core import timing
from saglikclient._core.timing import TURKIYE
from saglikclient._transport.http import _seconds
from saglikclient._transport.soap import LIFETIME, UsernameToken
from saglikclient.erapor import AccessToken, Role
from saglikclient.mhrs import CalismaCetveli, Ek2, GelisDurumu, Hasta, Poliklinik, Randevu, RandevuDurumu, RandevuTalebi
from saglikclient.testing import Clock, Sandbox
from tests.stress.subjects import SUBJECTS
from tests.support.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

ZONES = ["UTC", "America/New_York", "Europe/London", "Asia/Tokyo", "Australia/Lord_Howe"]
HALF = timedelta(minutes=30)
NEW_YORK = ZoneInfo("America/New_York")
WITHOUT_WARNINGS = Ek2(en_erken_gun=None, en_gec_gun=None)
WSU = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}"


@pytest.fixture(params=ZONES)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A machine whose clock shows another zone's time."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system's zone cannot be set")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def naive(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(text: str) -> datetime:
    return naive(text).replace(tzinfo=TURKIYE)


@attrs.define
class Clinic:
    """A hospital with some schedules, and what a booking on them needs."""

    ministry: Sandbox
    clock: Clock
    cetveller: list[CalismaCetveli]
    hasta: Hasta

    @classmethod
    def open(cls, now: str, *shifts: tuple[datetime, datetime]) -> Clinic:
        """Publish schedules of half-hour slots, over the wire."""
        clock = Clock(naive(now))
        ministry = Sandbox(clock=clock)
        with ministry.mhrs(ek2=WITHOUT_WARNINGS) as mhrs:
            room = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=7, poliklinik_adi="Göz 1"))
            published = [
                mhrs.calisma_cetveli.kayit(
                    CalismaCetveli(
                        hekim_kodu=ministry.islem_yapan,
                        klinik_kodu=7,
                        poliklinik_kodu=room.poliklinik_kodu or 0,
                        baslangic=start,
                        bitis=end,
                        aksiyon_kodu=200,
                        tedavi_suresi=30,
                    )
                )
                for start, end in shifts
            ]
        return cls(ministry, clock, published, ministry.hospital.hastalar[0])

    def book(self, start: datetime) -> Randevu:
        """Book half an hour. It ends half an hour later by every clock, also where one is put back meanwhile."""
        end = start + HALF if start.tzinfo is None else (start.astimezone(UTC) + HALF).astimezone(start.tzinfo)
        cetvel = next(one for one in self.cetveller if one.baslangic <= timing.aware(start) < one.bitis)
        talep = RandevuTalebi(cetvel_id=cetvel.cetvel_id or 0, baslangic=start, bitis=end, hasta=self.hasta)
        with self.ministry.mhrs(ek2=WITHOUT_WARNINGS) as mhrs:
            return mhrs.randevu.kayit(talep)


@pytest.mark.parametrize("day", ["2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01", "2026-10-04", "2026-04-05"])
def test_zone_of_the_machine_does_not_matter(machine: str, day: str) -> None:
    """
    On the days on which the zones of the world change their clocks, an appointment in the hour that is missing or twofold there is at
    that hour in Türkiye, from the naive time that was given to the Sandbox and back.
    """
    clinic = Clinic.open(f"{day}T00:10", (naive(f"{day}T01:00"), naive(f"{day}T05:00")))
    booked = clinic.book(naive(f"{day}T02:30"))

    with clinic.ministry.mhrs() as mhrs:
        slots = mhrs.randevu.bos_slot_sorgulama(naive(f"{day}T00:00"), naive(f"{day}T23:59"))
        clinic.clock.set(naive(f"{day}T03:05"))
        came = mhrs.randevu.durum_guncelleme(
            [RandevuDurumu(randevu_hrn=booked.randevu_hrn, durum=GelisDurumu.GELDI, gelis_zamani=naive(f"{day}T02:20"))],
            randevular=[booked],
        )
        found = mhrs.randevu.sorgulama(naive(f"{day}T02:30"), naive(f"{day}T03:00"))

    assert booked.baslangic == at(f"{day}T02:30")
    assert booked.baslangic.utcoffset() == timedelta(hours=3)
    assert len(slots) == 8
    assert [(slot.bitis - slot.baslangic) for slot in slots] == [timedelta(minutes=30)] * 8
    assert [one.basarili for one in came] == [True]
    assert [one.randevu_hrn for one in found] == [booked.randevu_hrn]


def test_present_moment_is_not_the_machines(machine: str) -> None:
    """`timing.now` is the present moment in Türkiye, however the machine's zone writes it."""
    with Sandbox(clock=timing.now) as ministry, ministry.mhrs() as mhrs:
        now = datetime.now(TURKIYE)
        future = RandevuDurumu(randevu_hrn="1", durum=GelisDurumu.GELDI, gelis_zamani=(now + timedelta(minutes=20)).replace(tzinfo=None))
        with pytest.raises(InvalidRequest, match="must not be in the future"):
            mhrs.randevu.durum_guncelleme([future])
        assert abs(ministry.now() - now) < timedelta(minutes=1)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati"])
def test_aware_and_naive_input_are_one_moment(zone: str) -> None:
    """The same moment, naive or in any zone, books the same slot and finds the same appointment."""
    start = at("2026-11-01T09:00")
    there = start.astimezone(ZoneInfo(zone))
    clinic = Clinic.open("2026-10-31T12:00", (there, (start + timedelta(hours=1)).astimezone(ZoneInfo(zone))))
    booked = clinic.book(there)

    with clinic.ministry.mhrs() as mhrs:
        found = [mhrs.randevu.sorgulama(begin, booked.bitis) for begin in (there, start, start.replace(tzinfo=None))]

    assert booked.baslangic == start
    assert booked.baslangic.tzinfo is TURKIYE
    assert [[one.randevu_hrn for one in each] for each in found] == [[booked.randevu_hrn]] * 3


def test_hour_that_is_twofold_abroad_is_two_moments() -> None:
    """The hour that New York has twice is two different moments here."""
    first = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    second = first.replace(fold=1)
    clinic = Clinic.open("2026-10-31T12:00", (at("2026-11-01T08:00"), at("2026-11-01T11:00")))

    assert clinic.book(first).baslangic == at("2026-11-01T08:30")
    assert clinic.book(second).baslangic == at("2026-11-01T09:30")


def test_end_of_the_year() -> None:
    """The last appointment of a year and the first of the next are found in the year in which they are, and reported on their day."""
    shifts = [(naive("2026-12-31T23:00"), naive("2026-12-31T23:59")), (naive("2027-01-01T00:00"), naive("2027-01-01T01:00"))]
    clinic = Clinic.open("2026-12-31T20:00", *shifts)
    old, new = clinic.book(naive("2026-12-31T23:00")), clinic.book(naive("2027-01-01T00:00"))

    with clinic.ministry.mhrs() as mhrs:
        last = mhrs.randevu.sorgulama(naive("2026-12-31T00:00"), naive("2027-01-01T00:00"))
        first = mhrs.randevu.sorgulama(naive("2027-01-01T00:00"), naive("2027-01-02T00:00"))
        tomorrow = mhrs.randevu.gun_sonu()
        clinic.clock.set(naive("2027-01-01T00:10"))
        late = RandevuDurumu(randevu_hrn=old.randevu_hrn, durum=GelisDurumu.GELMEDI)
        with pytest.raises(InvalidRequest, match="on another day"):
            mhrs.randevu.durum_guncelleme([late], randevular=[old])
        timely = RandevuDurumu(randevu_hrn=new.randevu_hrn, durum=GelisDurumu.GELDI, gelis_zamani=naive("2027-01-01T00:05"))
        assert [one.basarili for one in mhrs.randevu.durum_guncelleme([timely], randevular=[new])] == [True]

    assert [one.randevu_hrn for one in last] == [old.randevu_hrn]
    assert [one.randevu_hrn for one in first] == [new.randevu_hrn]
    assert [one.randevu_hrn for one in tomorrow] == [new.randevu_hrn]


@pytest.mark.parametrize(
    ("evening", "next_day"),
    [("2028-02-28T18:00", "2028-02-29"), ("2028-02-29T18:00", "2028-03-01"), ("2027-02-28T18:00", "2027-03-01")],
)
def test_leap_day_is_a_day(evening: str, next_day: str) -> None:
    """The day after 28 February is 29 February in a leap year and 1 March else; whoever was born on a leap day keeps it."""
    clinic = Clinic.open(evening, (naive(f"{next_day}T09:00"), naive(f"{next_day}T10:00")))
    clinic.hasta = attrs.evolve(clinic.hasta, dogum_tarihi=naive("2000-02-29").date())
    booked = clinic.book(naive(f"{next_day}T09:30"))

    with clinic.ministry.mhrs() as mhrs:
        found = mhrs.randevu.gun_sonu()

    assert tuple(found) == (booked,)
    assert found[0].dogum_tarihi == naive("2000-02-29").date()


def test_message_lives_five_minutes_where_clocks_are_changed() -> None:
    """A clock in a zone that is about to change does not stretch `wsu:Timestamp` by an hour."""
    before = datetime(2026, 11, 1, 1, 58, tzinfo=NEW_YORK)
    with Sandbox() as ministry, ministry.mhrs() as mhrs:
        envelope = etree.Element("{http://schemas.xmlsoap.org/soap/envelope/}Envelope")
        UsernameToken(ministry.credentials, lambda: before).apply(envelope, {})
        assert mhrs.contract.operations
    created, expires = (naive(envelope.findtext(f".//{WSU}Timestamp/{WSU}{name}") or "") for name in ("Created", "Expires"))

    assert created == before.astimezone(UTC)
    assert expires - created == LIFETIME


@pytest.mark.parametrize(("minutes", "over"), [(40, False), (59, False), (60, True), (100, True)])
def test_token_ends_on_time_where_clocks_are_changed(minutes: int, over: bool) -> None:
    """A token of an hour ends after sixty minutes, also for a clock that shows the same hour twice; a naive moment is Türkiye's."""
    obtained = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    now = (obtained.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(NEW_YORK)
    token = AccessToken(value="jeton", role=Role.HBYS, obtained_at=obtained, expires_in=timedelta(hours=1))
    here = attrs.evolve(token, obtained_at=obtained.astimezone(TURKIYE).replace(tzinfo=None))

    assert token.is_expired(lambda: now) is over
    assert here.is_expired(lambda: now) is over


@pytest.mark.parametrize("name", SUBJECTS)
def test_real_service_is_asked_whatever_the_zone(machine: str, name: str) -> None:
    """Over a real socket, every client's calls bring their own answers on a machine in any zone."""
    subject = SUBJECTS[name]
    with (
        Sandbox() as ministry,
        served(ministry, subject.base) as served_at,
        subject.outside(ministry, served_at.url, served_at.tls) as client,
    ):
        shared = subject.prepare(ministry, client)
        assert all(subject.ask(client, shared, number) for number in range(len(subject.calls)))


@pytest.mark.parametrize("zone", ["GMT", "+0000", "-0000"])
def test_a_wait_until_a_date_is_the_same_everywhere(machine: str, zone: str) -> None:
    """`Retry-After` with a date is so many seconds from now, whatever the machine's zone is and however the header writes UTC."""
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True).replace("GMT", zone)

    assert _seconds(then) == pytest.approx(100, abs=5)
