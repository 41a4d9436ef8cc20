"""
The state of a synchronisation: kept, given back, it leads on with the next change and knows no patient.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient import InvalidRequest, Tckn
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import Degisiklik, DegisiklikTuru, Esitleme, EsitlemeDurumu, KayitDurumu, Randevu

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEKIM, PATIENT = Tckn("10000000146"), Tckn("10000000214")
DAY = datetime(2024, 3, 5, tzinfo=TURKIYE)
E, D, I, _ = (tur.value for tur in DegisiklikTuru)  # noqa: E741 - eklendi, degisti, iptal


class Waits(Exception):
    """
    Raised where the iterator would sleep, so that no time passes.
    """


def wait(_: float) -> None:
    raise Waits


def randevu(hrn: str, day: int = 1, note: str | None = None) -> Randevu:
    start = DAY + timedelta(days=day, hours=9)
    return Randevu(
        randevu_hrn=hrn,
        baslangic=start,
        bitis=start + timedelta(minutes=10),
        hekim_kodu=HEKIM,
        hasta_tckn=PATIENT,
        hasta_adi="Zeliha",
        kayit_durumu=KayitDurumu.AKTIF,
        randevu_notu=note,
    )


def process(held: Iterable[Randevu], state: EsitlemeDurumu | None = None, *, today: int = 0, horizon: int = 15) -> Esitleme:
    """
    A process of the HBYS, at a Ministry that holds these appointments.
    """

    def liste(baslangic: datetime, bitis: datetime, /, *, hekim_kodu: str | None = None) -> list[Randevu]:
        return [one for one in held if baslangic < one.bitis and one.baslangic < bitis]

    now = DAY + timedelta(days=today, hours=8)
    return Esitleme(liste, clock=lambda: now, interval=timedelta(minutes=10), horizon=timedelta(days=horizon), state=state, sleep=wait)


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


def kept(esitleme: Esitleme) -> EsitlemeDurumu:
    """
    Its state, by way of JSON.
    """
    return EsitlemeDurumu.from_dict(json.loads(json.dumps(esitleme.state.to_dict())))


def ran(*held: Randevu) -> Esitleme:
    """
    A process that has given all there was.
    """
    esitleme = process(held)
    assert len(list(changes_of(esitleme))) == len(held)
    return esitleme


def test_state_round_trips() -> None:
    """
    The state that comes back from JSON is the one that was kept.
    """
    esitleme = ran(randevu("R1"), randevu("R2", day=2))

    assert kept(esitleme) == esitleme.state
    assert EsitlemeDurumu.from_dict({}) == EsitlemeDurumu() == process([]).state


def test_state_is_a_value() -> None:
    """
    A state that was taken does not change while the iteration goes on.
    """
    esitleme = process([randevu("R1"), randevu("R2")])
    next(esitleme)
    before = esitleme.state
    next(esitleme)

    assert list(before.seen) == ["R1"]


@pytest.mark.parametrize("count", range(4))
def test_state_leads_on_within_a_batch(count: int) -> None:
    """
    A process that dies after any change, and starts again from the state it kept, gives exactly the rest.
    """
    before = kept(ran(randevu("R1"), randevu("R2"), randevu("R3")))
    now = [randevu("R1", note="yeni"), randevu("R3"), randevu("R4")]
    whole = [(D, "R1"), (E, "R4"), (I, "R2")]
    dying = process(now, before)

    assert told(next(dying) for _ in range(count)) == whole[:count]
    assert told(changes_of(process(now, kept(dying)))) == whole[count:]


def test_vanished_before_a_restart() -> None:
    """
    What vanished while no process ran is cancelled by number; the appointment itself was not kept.
    """
    (change,) = changes_of(process([], kept(ran(randevu("R1")))))

    assert change == Degisiklik(tur=DegisiklikTuru.IPTAL, randevu_hrn="R1", randevu=None)


def test_state_holds_no_patient() -> None:
    """
    The state may lie in a file: it holds no patient's number or name, and shows none of the physician's.
    """
    state = ran(randevu("R1")).state
    text = json.dumps(state.to_dict())

    assert "R1" in text
    assert not [part for part in (PATIENT, "Zeliha") if part in text]
    assert HEKIM not in repr(state) + repr(state.seen)


@pytest.mark.parametrize(
    "plain", [[], 5, {"R1": []}, {"R1": [1, 2]}, {"R1": ["a", "b", "c"]}, {"R1": None}, {"R1": ["a", 5, "c"]}, None, {"R1": "abc"}]
)
def test_other_values_are_no_state(plain: Any) -> None:
    """
    A state that was damaged is refused with our error, not half taken.
    """
    with pytest.raises(InvalidRequest) as caught:
        EsitlemeDurumu.from_dict(plain)

    assert caught.value.field == "plain"


def test_naive_moment_of_a_state_is_turkiye_time() -> None:
    """
    A state whose moments lost their zone (a database column without one) is taken as Türkiye time and goes on.
    """
    plain = kept(ran(randevu("R1"))).to_dict()
    naive = {hrn: [hekim, bitis.removesuffix("+03:00"), ozet] for hrn, (hekim, bitis, ozet) in plain.items()}

    assert told(changes_of(process([randevu("R1")], EsitlemeDurumu.from_dict(naive)))) == []


def test_shorter_horizon_cancels_nothing() -> None:
    """
    What lies beyond the horizon was not asked for, so it is not gone: a later process may look less far ahead.
    """
    held = [randevu("near"), randevu("far", day=10)]
    before = kept(ran(*held))

    assert told(changes_of(process(held, before, horizon=5))) == []
    assert told(changes_of(process(held[:1], before, horizon=5))) == []
    assert told(changes_of(process(held[:1], before, horizon=11))) == [(I, "far")]


def test_clock_put_back_cancels_nothing() -> None:
    """
    Nor is the last day gone if the clock is put back over midnight.
    """
    held = [randevu("last", day=15)]
    forward = process(held, today=1)
    assert told(changes_of(forward)) == [(E, "last")]

    assert told(changes_of(process(held, kept(forward)))) == []
