"""
`progress=`: long work tells how far it is, to a function or by a bar, and changes nothing by it.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tqdm.auto import tqdm

from saglikclient import ConfigurationError, InvalidRequest, PartialResult
from saglikclient._core.progress import meter
from saglikclient.hes import HesCode
from saglikclient.mhrs import Esitleme, GelisDurumu, RandevuDurumu
from saglikclient.testing import Clock, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient._core.progress import Progress

    Work = Callable[[Sandbox, Progress | None], int]

CODES = [HesCode(f"{number:010}") for number in range(1001)]


@pytest.fixture
def ministry() -> Iterator[Sandbox]:
    """
    A hospital on the evening of a Monday that had appointments.
    """
    clock = Clock(datetime(2026, 3, 2, 8))  # noqa: DTZ001 - naive means Türkiye time
    with Sandbox.with_hospital(hekim=2, gun=1, clock=clock) as sandbox:
        clock.advance(timedelta(hours=12))
        yield sandbox


def booked(ministry: Sandbox) -> list[str]:
    """
    The numbers of its appointments.
    """
    return [randevu.randevu_hrn for randevu in ministry.hospital.randevular.values()]


def check_many(ministry: Sandbox, progress: Any) -> int:
    with ministry.hes() as hes:
        return len(hes.check_many(CODES, progress=progress))


def check_many_plus(ministry: Sandbox, progress: Any) -> int:
    with ministry.hes() as hes:
        return len(hes.check_many_plus(CODES, progress=progress))


def durum_guncelleme(ministry: Sandbox, progress: Any) -> int:
    with ministry.mhrs() as mhrs:
        reports = [RandevuDurumu(randevu_hrn=hrn, durum=GelisDurumu.GELMEDI) for hrn in booked(ministry)]
        return sum(result.basarili for result in mhrs.randevu.durum_guncelleme(iter(reports), progress=progress))


def esitleme(ministry: Sandbox, progress: Any) -> int:
    with ministry.mhrs() as mhrs:
        one_round: Esitleme = mhrs.randevu.esitleme(interval=timedelta(minutes=15), sleep=lambda _: one_round.stop(), progress=progress)
        return len(list(one_round))


WORK = (check_many, check_many_plus, durum_guncelleme, esitleme)
EACH = pytest.mark.parametrize("work", WORK)


@EACH
def test_a_function_is_told_how_many_are_done(work: Work, ministry: Sandbox) -> None:
    """
    The numbers rise, and the last one is all of them.
    """
    told: list[int] = []
    done = work(ministry, told.append)

    assert done > 0
    assert told == sorted(set(told))
    assert told[-1] == done


def test_steps(ministry: Sandbox) -> None:
    """
    A step is a part of a check, a message of reports, or a change.
    """
    steps: list[list[int]] = []
    for work in (check_many, durum_guncelleme, esitleme):
        steps.append([])
        work(ministry, steps[-1].append)

    count = len(booked(ministry))
    assert steps == [[500, 1000, 1001], [count], list(range(1, count + 1))]


@EACH
def test_true_shows_a_bar(work: Work, ministry: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A bar goes to standard error, counts to the end, shows no person, and is closed.
    """
    done = work(ministry, True)

    out, err = capsys.readouterr()
    last = err.rpartition("\r")[2]
    assert out == ""
    assert (f" {done}/{done} [" in last) or (work is esitleme and f"{done} changes [" in last)
    assert not [word for hasta in ministry.hospital.hastalar for word in (str(hasta.tckn), hasta.adi, hasta.soyadi) if word in err]
    assert not list(tqdm._instances)


def test_a_bar_without_an_end(capsys: pytest.CaptureFixture[str], ministry: Sandbox) -> None:
    """
    Of what has no length only the count is shown.
    """
    with ministry.hes() as hes:
        hes.check_many(iter(CODES), progress=True)

    last = capsys.readouterr().err.rpartition("\r")[2]
    assert "1001 codes [" in last
    assert "/1001" not in last


@EACH
@pytest.mark.parametrize("nothing", [None, False])
def test_nothing_is_shown_unasked(work: Work, nothing: bool | None, ministry: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Without `progress=` nothing is written anywhere.
    """
    assert work(ministry, nothing) > 0
    assert capsys.readouterr() == ("", "")


@EACH
def test_a_bar_needs_tqdm(work: Work, ministry: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without tqdm a bar is a wrong setting that says what to install, before anything is sent; a function needs no tqdm.
    """
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)

    with pytest.raises(ConfigurationError, match=r"pip install saglikclient\[progress\]"):
        work(ministry, True)
    assert ministry.journal == []

    assert work(ministry, lambda _: None) > 0


@EACH
@pytest.mark.parametrize("wrong", [1, "yes", [print]], ids=repr)
def test_anything_else_is_refused(work: Work, wrong: Any, ministry: Sandbox) -> None:
    """
    What is neither a truth value nor a function is refused by name before anything is sent.
    """
    with pytest.raises(InvalidRequest) as caught:
        work(ministry, wrong)

    assert caught.value.field == "progress"
    assert ministry.journal == []


def test_a_bar_is_closed_by_a_failure(ministry: Sandbox) -> None:
    """
    A check that fails leaves no bar behind.
    """
    ministry.faults.next("refused", times=9)
    with pytest.raises(PartialResult):
        check_many(ministry, True)

    assert not list(tqdm._instances)


def test_what_a_function_raises_loses_no_change(ministry: Sandbox) -> None:
    """
    It goes through to the caller, and the change that was about to be given is given next.
    """
    failing = iter([True, False])

    def told(_: int) -> None:
        if next(failing, False):
            raise ZeroDivisionError

    with ministry.mhrs() as mhrs:
        changes: Esitleme = mhrs.randevu.esitleme(interval=timedelta(minutes=15), sleep=lambda _: changes.stop(), progress=told)
        with pytest.raises(ZeroDivisionError):
            next(changes)
        assert changes.state.seen == {}

        assert sorted(change.randevu_hrn for change in changes) == sorted(booked(ministry))


def test_a_bar_can_go_on_after_standing_still(capsys: pytest.CaptureFixture[str]) -> None:
    """
    A bar is told where the work stands, not by how much it went on.
    """
    with meter(True, unit="steps", of=range(10)) as told:
        for done in (3, 3, 10):
            told.reach(done)

    assert " 10/10 [" in capsys.readouterr().err
