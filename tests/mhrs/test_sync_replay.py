"""
Whatever happens at the Ministry, on the network and to the process: who replays the changes holds what the Ministry holds.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from saglikclient import AuthenticationError, HttpError, NotSent, OutcomeUnknown, ProtocolError, SaglikError, Tckn
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import Degisiklik, DegisiklikTuru, Esitleme, EsitlemeDurumu, KayitDurumu, Randevu
from saglikclient.mhrs.sync import midnight

if TYPE_CHECKING:
    from collections.abc import Iterator

HEKIMLER = (Tckn("10000000146"), Tckn("10000000078"))
START = datetime(2024, 3, 5, 8, tzinfo=TURKIYE)
HORIZON = timedelta(days=3)

numbers = st.sampled_from(["R1", "R2"])
hekimler = st.sampled_from(HEKIMLER)
days = st.integers(0, 3)
failures = st.sampled_from([NotSent, OutcomeUnknown, HttpError, AuthenticationError, ProtocolError])


class Waits(Exception):
    """
    Raised where the iterator would sleep.
    """


class Replay(RuleBasedStateMachine):
    """
    A Ministry (`held`), a network (`failing`), a process (`esitleme`), and an HBYS that only knows what it was told (`view`).
    """

    @initialize(each=st.booleans())
    def begin(self, each: bool) -> None:
        """
        Nothing is there; physicians are asked for one by one, or not.
        """
        self.now, self.each = START, each
        self.held: dict[str, Randevu] = {}
        self.view: dict[str, Randevu] = {}
        self.answered: set[str] = set()
        self.failing: list[type[SaglikError]] = []
        self.heard: list[SaglikError] = []
        self.cancelled: set[str] = set()
        self.restart()

    @rule()
    def restart(self) -> None:
        """
        The process dies, perhaps in the middle of a batch; the next one has only what was kept as JSON.
        """
        state = EsitlemeDurumu.from_dict(json.loads(json.dumps(self.esitleme.state.to_dict()))) if hasattr(self, "esitleme") else None
        self.esitleme = Esitleme(
            self.liste,
            clock=lambda: self.now,
            interval=timedelta(minutes=10),
            horizon=HORIZON,
            physicians=HEKIMLER if self.each else None,
            state=state,
            on_error=self.heard.append,
            sleep=self.wait,
        )

    def wait(self, _: float) -> None:
        """
        The wait between two rounds.
        """
        raise Waits

    def liste(self, baslangic: datetime, bitis: datetime, /, *, hekim_kodu: str | None = None) -> Iterator[Randevu]:
        """
        The query; `answered` is what the last whole answer held.
        """
        found = [one for one in self.within(baslangic, bitis) if hekim_kodu in (None, one.hekim_kodu)]
        yield from found
        if self.failing:
            raise self.failing.pop()
        self.answered = {one.randevu_hrn for one in found if one.kayit_durumu is KayitDurumu.AKTIF}

    def within(self, baslangic: datetime, bitis: datetime) -> list[Randevu]:
        """
        What the Ministry holds of a period.
        """
        return [one for one in self.held.values() if baslangic < one.bitis and one.baslangic < bitis]

    @rule(hrn=numbers, hekim=hekimler, day=days, note=st.sampled_from(["a", "b"]))
    def book(self, hrn: str, hekim: Tckn, day: int, note: str) -> None:
        """
        A new appointment, or an old one with another note, day or physician.
        """
        start = midnight(self.now) + timedelta(days=day, hours=9)
        self.held[hrn] = Randevu(
            randevu_hrn=hrn,
            baslangic=start,
            bitis=start + timedelta(minutes=10),
            hekim_kodu=hekim,
            hasta_tckn=HEKIMLER[0],
            randevu_notu=note,
            kayit_durumu=KayitDurumu.AKTIF,
        )

    @rule(hrn=numbers, listed=st.booleans())
    def cancel(self, hrn: str, listed: bool) -> None:
        """
        Cancelled, and still listed as such or not listed any more.
        """
        randevu = self.held.pop(hrn, None)
        if randevu and listed:
            self.held[hrn] = attrs.evolve(randevu, kayit_durumu=KayitDurumu.IPTAL)

    @rule()
    def next_day(self) -> None:
        """
        Midnight passes, perhaps in the middle of a batch.
        """
        self.now += timedelta(days=1)

    def past(self, randevu: Randevu | None) -> bool:
        """
        Whether it was on an earlier day.
        """
        return randevu is not None and randevu.bitis <= midnight(self.now)

    @rule(count=st.integers(1, 3), failure=st.none() | failures)
    def take(self, count: int, failure: type[SaglikError] | None) -> None:
        """
        The HBYS takes some changes and leaves the rest for later; the next query may break after its last appointment.
        """
        self.failing = [failure] if failure else []
        for _ in range(count):
            self.step()

    @rule()
    def catch_up(self) -> None:
        """
        The network is well again, and the HBYS takes all there is, the rest of an old batch and one whole round of queries after it; then
        both hold the same, past days aside: the HBYS has its own books on them.
        """
        self.failing.clear()
        while self.step():
            pass
        while self.step():
            pass
        start = midnight(self.now)
        standing = {one.randevu_hrn: one for one in self.within(start, start + HORIZON) if one.kayit_durumu is KayitDurumu.AKTIF}
        assert {hrn: one for hrn, one in self.view.items() if not self.past(one)} == standing

    def teardown(self) -> None:
        """
        However it went, all is well in the end.
        """
        if hasattr(self, "esitleme"):
            self.catch_up()

    def step(self) -> bool:
        """
        One change, if there is one before the next wait; a lasting error is raised, and does no harm.
        """
        try:
            self.replay(next(self.esitleme))
        except Waits:
            return False
        except (AuthenticationError, ProtocolError):
            return True
        return True

    def replay(self, change: Degisiklik) -> None:
        """
        Each kind of change fits what the HBYS holds, or it would have been told twice or not at all; and it is what an answer said.
        """
        assert (change.randevu_hrn in self.answered) is (change.tur is not DegisiklikTuru.IPTAL)
        known = self.view.pop(change.randevu_hrn, None)
        assert self.past(known) or (known is None) is (change.tur in {DegisiklikTuru.EKLENDI, DegisiklikTuru.GERI_ALINDI})
        assert change.tur is not DegisiklikTuru.GERI_ALINDI or change.randevu_hrn in self.cancelled
        if change.tur is not DegisiklikTuru.IPTAL:
            assert change.randevu is not None
            assert change.randevu != known
            self.view[change.randevu_hrn] = change.randevu
        else:
            self.cancelled.add(change.randevu_hrn)

    @invariant()
    def state_is_what_was_told(self) -> None:
        """
        The state remembers what was told, past days aside; only passing failures are told to `hata`.
        """
        if hasattr(self, "esitleme"):
            assert {hrn for hrn, one in self.view.items() if not self.past(one)} <= set(self.esitleme.state.seen)
            assert not [error for error in self.heard if isinstance(error, AuthenticationError)]


TestReplay = Replay.TestCase
TestReplay.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
