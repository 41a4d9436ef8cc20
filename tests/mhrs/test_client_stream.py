"""
`akis`: the same question as `sorgulama`, answered one by one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from saglikclient import InvalidRequest, OutcomeUnknown
from saglikclient.testing import Sandbox

if TYPE_CHECKING:
    from saglikclient.mhrs import Mhrs, Randevu
    from saglikclient.testing import Clock

HOUR = timedelta(hours=1)


def test_a_stream_sends_when_it_is_read(hastane: Sandbox, hbys: Mhrs, clock: Clock) -> None:
    """
    `akis` checks its arguments at once, sends at the first record, and may be left before the last.
    """
    with pytest.raises(InvalidRequest) as caught:
        hbys.randevu.akis(clock(), clock())
    assert caught.value.operation == "randevu.akis"

    full = Sandbox.with_hospital(hekim=2, gun=2, doluluk=1, clock=clock)
    with full.mhrs() as mhrs:
        stream = mhrs.randevu.akis(clock(), clock() + 48 * HOUR)
        assert full.journal == []
        first = next(stream)
        stream.close()
        assert first == mhrs.randevu.sorgulama(clock(), clock() + 48 * HOUR)[0]
    assert hastane.journal == []


def test_a_stream_that_breaks_off_says_so_at_its_end(clock: Clock) -> None:
    """
    Records that arrived are given; that the rest is missing follows, and nothing is asked again.
    """
    full = Sandbox.with_hospital(hekim=2, gun=5, doluluk=1, clock=clock)
    week = (clock(), clock() + 120 * HOUR)
    given: list[Randevu] = []

    with full.mhrs() as mhrs:
        whole = mhrs.randevu.sorgulama(*week)
        full.faults.next("half-answer")
        with pytest.raises(OutcomeUnknown):
            given.extend(mhrs.randevu.akis(*week))

    assert 0 < len(given) < len(whole)
    assert given == list(whole[: len(given)])
    assert len(full.journal) == 2


def test_a_stream_begins_again_as_long_as_it_gave_nothing(clock: Clock) -> None:
    """
    A failure before the first record is repeated like that of any query.
    """
    full = Sandbox.with_hospital(hekim=2, gun=2, clock=clock)
    full.faults.next("http-503", times=2)

    with full.mhrs() as mhrs:
        assert len(list(mhrs.randevu.akis(clock(), clock() + 48 * HOUR))) == len(full.hospital.randevular)
    assert len(full.journal) == 3
