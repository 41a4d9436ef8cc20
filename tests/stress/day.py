"""
A simulated day of `esitleme`: what it reports is held against what happened at the Ministry.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import attrs

from saglikclient import SaglikError
from saglikclient.mhrs import (
    Degisiklik,
    DegisiklikTuru,
    Ek2,
    Esitleme,
    EsitlemeDurumu,
    GelisDurumu,
    KayitDurumu,
    Mhrs,
    Randevu,
    RandevuDurumu,
    RandevuTalebi,
)
from saglikclient.mhrs.model.kodlar import SlotDurumu
from saglikclient.testing import FAULTS, Clock, Sandbox
from saglikclient.testing._hospital import people
from saglikclient.testing.faults import Faults

START = datetime.fromisoformat("2026-03-02T08:00")
LENGTH, EVERY, HORIZON = timedelta(days=1), timedelta(minutes=5), timedelta(days=7)
EKLENDI, DEGISTI, IPTAL = DegisiklikTuru.EKLENDI, DegisiklikTuru.DEGISTI, DegisiklikTuru.IPTAL
BOOKS, CANCELS, REPORTS = 3, 2, 2
"""How many at the most between two queries."""
FAULTY, LONGEST = 0.2, 6
"""Rounds that meet faults, and how many in a row; three make a query fail."""
RESTARTED = 0.02

Seen = Mapping[str, Randevu]


@attrs.frozen(kw_only=True)
class Day:
    """What became of the day."""

    rounds: int
    rounds_that_failed: int
    restarts_from_the_kept_state: int
    faults_injected: int
    bookings_in_the_journal: int
    cancellations_in_the_journal: int
    arrivals_in_the_journal: int
    booked_and_cancelled_between_two_queries: int
    reported_as_eklendi: int
    of_these_booked_during_the_day: int
    reported_as_degisti: int
    reported_as_iptal: int
    missing: int
    reported_twice_or_without_a_cause: int
    journal_and_reports_differ_by: int

    @property
    def wrong(self) -> int:
        """How much was not as it should be."""
        return self.missing + self.reported_twice_or_without_a_cause + self.journal_and_reports_differ_by


def visible(ministry: Sandbox) -> dict[str, Randevu]:
    """The standing appointments that a query sees now."""
    start = ministry.clock().replace(hour=0, minute=0, second=0, microsecond=0)
    standing = (one for one in ministry.hospital.randevular.values() if one.kayit_durumu is KayitDurumu.AKTIF)
    return {one.randevu_hrn: one for one in standing if one.bitis > start and one.baslangic < start + HORIZON}


def difference(before: Seen, after: Seen, midnight: datetime) -> Counter[tuple[DegisiklikTuru, str]]:
    """What has to be reported; an appointment of a day that is over is not."""
    told = Counter((EKLENDI if hrn not in before else DEGISTI, hrn) for hrn, one in after.items() if before.get(hrn) != one)
    told.update((IPTAL, hrn) for hrn, one in before.items() if hrn not in after and one.bitis > midnight)
    return told


@attrs.define(kw_only=True)
class Story:
    """The day, round by round."""

    ministry: Sandbox
    clock: Clock
    mhrs: Mhrs
    source: random.Random
    until: datetime
    known: Seen = attrs.field(factory=dict)
    round_: list[Degisiklik] = attrs.field(factory=list)
    reported: Counter[tuple[DegisiklikTuru, str]] = attrs.field(factory=Counter)
    missing: int = 0
    surplus: int = 0
    rounds: int = 0
    failed_rounds: int = 0
    failed: bool = False
    restarts: int = 0
    faults: int = 0
    merged: int = 0
    esitleme: Esitleme | None = None

    def run(self) -> None:
        """Follow esitleme to the end of the day, and start it anew from its kept state now and then."""
        state = EsitlemeDurumu()
        while self.clock() < self.until:
            self.esitleme = self.mhrs.randevu.esitleme(interval=EVERY, horizon=HORIZON, state=state, on_error=self.fail, sleep=self.sleep)
            for change in self.esitleme:
                self.round_.append(change)
            state = EsitlemeDurumu.from_dict(json.loads(json.dumps(self.esitleme.state.to_dict())))

    def fail(self, _: SaglikError) -> None:
        """The round's query failed."""
        self.failed = True

    def sleep(self, seconds: float) -> None:
        """The round is over: judge it, let time pass and things happen."""
        self.judge()
        self.clock.advance(timedelta(seconds=seconds))
        last = self.clock() + EVERY >= self.until
        self.ministry.faults = Faults()
        if not last:
            self.happen()
        over = self.clock() >= self.until
        if over or self.source.random() < RESTARTED:
            self.restarts += not over
            assert self.esitleme is not None
            self.esitleme.stop()

    def judge(self) -> None:
        """Hold what was reported against what changed."""
        told = Counter((change.tur, change.randevu_hrn) for change in self.round_)
        now = self.known if self.failed else visible(self.ministry)
        midnight = self.clock().replace(hour=0, minute=0, second=0, microsecond=0)
        expected = Counter[tuple[DegisiklikTuru, str]]() if self.failed else difference(self.known, now, midnight)
        stale = sum(change.tur is not IPTAL and change.randevu != now.get(change.randevu_hrn) for change in self.round_)
        self.missing += (expected - told).total()
        self.surplus += (told - expected).total() + stale
        self.reported += told
        self.rounds, self.failed_rounds = self.rounds + 1, self.failed_rounds + self.failed
        self.known, self.failed = now, False
        self.round_.clear()

    def happen(self) -> None:
        """Bookings, cancellations, arrivals, over the wire, and faults for them and for the next query."""
        acts = [self.book] * self.source.randint(0, BOOKS) + [self.cancel] * self.source.randint(0, CANCELS)
        acts += [self.arrive] * self.source.randint(0, REPORTS)
        self.source.shuffle(acts)
        for act in acts:
            self.disturb(FAULTY / 4)
            with suppress(SaglikError):  # whether it was done stands in the hospital, however its answer fared
                act()
        self.disturb(FAULTY)

    def disturb(self, share: float) -> None:
        """Let the next requests fail."""
        if self.source.random() < share:
            times = self.source.randint(1, LONGEST)
            self.ministry.faults.next(self.source.choice(FAULTS), times=times)
            self.faults += times

    def book(self) -> None:
        """Book a free slot of the days to come."""
        hospital = self.ministry.hospital
        cetvel = self.source.choice(list(hospital.cetveller.values()))
        free = [slot for slot in hospital.slots(cetvel) if slot.durum is SlotDurumu.BOS]
        if free and free[0].baslangic < self.clock() + HORIZON - timedelta(days=1):
            slot = self.source.choice(free)
            hasta = people.patient(self.source)
            self.mhrs.randevu.kayit(RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=hasta))

    def cancel(self) -> None:
        """Cancel an appointment that is to come."""
        ahead = [one for one in visible(self.ministry).values() if one.baslangic > self.clock()]
        if ahead:
            self.mhrs.randevu.iptal(self.source.choice(ahead).randevu_hrn)

    def arrive(self) -> None:
        """Report that a patient of today did not come."""
        today = [one for one in visible(self.ministry).values() if one.baslangic <= self.clock() and one.durum is None]
        if today:
            one = self.source.choice(today)
            before = self.ministry.hospital.randevular[one.randevu_hrn]
            try:
                self.mhrs.randevu.durum_guncelleme(
                    [RandevuDurumu(randevu_hrn=one.randevu_hrn, durum=GelisDurumu.GELMEDI)], randevular=[one]
                )
            finally:
                changed = self.ministry.hospital.randevular[one.randevu_hrn] != before
                self.merged += changed and one.randevu_hrn not in self.known


def simulated(*, seed: int, hekim: int = 3, length: timedelta = LENGTH) -> Day:
    """
    Simulate a day.

    Args:
        seed: Where everything that happens comes from.

        hekim: How many physicians the hospital has.

        length: How long the day is.
    """
    clock = Clock(START)
    with Sandbox.with_hospital(hekim=hekim, gun=8, doluluk=0.2, clock=clock, seed=seed) as ministry:
        there = set(ministry.hospital.randevular)
        with ministry.mhrs(ek2=Ek2(en_erken_gun=None, en_gec_gun=None)) as mhrs:
            story = Story(ministry=ministry, clock=clock, mhrs=mhrs, source=random.Random(seed), until=clock() + length)
            story.run()
        return _told(story, there)


def _told(story: Story, there: set[str]) -> Day:
    """The day in numbers. The journal knows what was processed, whether or not its answer arrived."""
    done = Counter(entry.operation for entry in story.ministry.journal if entry.processed)
    booked, cancelled, arrived = (done[name] for name in ("randevu.kayit", "randevu.iptal", "randevu.durum_guncelleme"))
    kinds = Counter(tur for tur, _ in story.reported.elements())
    new = [hrn for tur, hrn in story.reported.elements() if tur is EKLENDI and hrn not in there]
    seen = {hrn for _, hrn in story.reported}
    unseen = sum(
        hrn not in there | seen and one.kayit_durumu is KayitDurumu.IPTAL for hrn, one in story.ministry.hospital.randevular.items()
    )
    apart = (booked - unseen - len(new), cancelled - unseen - kinds[IPTAL], arrived - story.merged - kinds[DEGISTI])
    return Day(
        rounds=story.rounds,
        rounds_that_failed=story.failed_rounds,
        restarts_from_the_kept_state=story.restarts,
        faults_injected=story.faults,
        bookings_in_the_journal=booked,
        cancellations_in_the_journal=cancelled,
        arrivals_in_the_journal=arrived,
        booked_and_cancelled_between_two_queries=unseen,
        reported_as_eklendi=kinds[EKLENDI],
        of_these_booked_during_the_day=len(new),
        reported_as_degisti=kinds[DEGISTI],
        reported_as_iptal=kinds[IPTAL],
        missing=story.missing,
        reported_twice_or_without_a_cause=story.surplus,
        journal_and_reports_differ_by=sum(map(abs, apart)),
    )
