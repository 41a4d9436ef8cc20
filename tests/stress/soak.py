"""
A long run with random faults: does the process grow, and does a day of `esitleme` report each change exactly once?

Run with `make soak`; it writes docs/reliability/soak.md, and fails if a promise was broken.
"""

from __future__ import annotations

import argparse
import gc
import logging
import random
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs

from saglikclient.testing import FAULTS, Sandbox
from saglikclient.testing.faults import Faults
from tests.stress.day import Day, simulated
from tests.stress.subjects import SUBJECTS, Subject
from tests.stress.tables import table, write
from tests.stress.threads import Tally, kinds

MIB = 1024 * 1024
SHARE = {"Mhrs": 0.2, "MhrsRest": 0.2, "ERapor": 0.3, "Hes": 0.3}
"""How the calls are shared out: a call of MHRS costs several of the others."""
FAULTY = 0.05
BOUND = 5.0
"""MiB by which the process may have grown between the first look, after a tenth of the calls, and any later one."""
LOOKS = 10


@attrs.frozen(kw_only=True)
class Soaked:
    """What became of a client in a long run."""

    tally: Tally
    faults: int
    memory: tuple[float, ...]

    @property
    def growth(self) -> float:
        """By how many MiB the process was larger at the most than at the first look."""
        return max(self.memory) - self.memory[0]


def soaked(subject: Subject, calls: int, memory: Callable[[], float], seed: int = 1) -> Soaked:
    """
    Call, with a random fault at one call in twenty.

    Args:
        subject: The client.

        calls: How many calls.

        memory: The size of the process in MiB.

        seed: Where the faults come from.
    """
    source, tally, faults, sizes = random.Random(seed), Tally(), 0, list[float]()
    with Sandbox() as ministry, subject.inside(ministry) as client:
        shared = subject.prepare(ministry, client)
        keep = set(ministry.hospital.poliklinikler)
        for number in range(calls):
            if source.random() < FAULTY:
                ministry.faults.next(source.choice(FAULTS))
                faults += 1
            tally.add(partial(subject.ask, client, shared), [number])
            if (number + 1) % max(calls // LOOKS, 1) == 0:
                _forget(ministry, keep)
                sizes.append(memory())
    return Soaked(tally=tally, faults=faults, memory=tuple(sizes))


def _forget(ministry: Sandbox, keep: set[int]) -> None:
    """Empty the memory of the Ministry, which grows as a ministry's does: only the client's is looked at."""
    ministry.journal.clear()
    ministry.faults = Faults()
    for face in ministry._services:
        getattr(face, "_seen", set[str]()).clear()
    for number in set(ministry.hospital.poliklinikler) - keep:
        del ministry.hospital.poliklinikler[number]
    gc.collect()


def resident() -> float:
    """What the process holds in memory, in MiB."""
    import psutil

    return float(psutil.Process().memory_info().rss) / MIB


def main(arguments: list[str] | None = None) -> int:
    """Run everything, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000, help="for all clients together")
    parser.add_argument("--dry", action="store_true", help="print instead of writing the page")
    given = parser.parse_args(arguments)
    logging.disable(logging.WARNING)  # every fault would be told on the terminal
    done = {name: soaked(subject, int(given.calls * SHARE.get(name, 0.2)), resident) for name, subject in SUBJECTS.items()}
    day = simulated(seed=1)
    blocks = (_memory(done), _day(day))
    how = (
        "Made by `make soak` (`tests/stress/soak.py`). One call in twenty meets a random fault of the Sandbox: lost, halved and garbled "
        "answers, resets, refused connections, 503 pages. Between the looks at its size only the Sandbox's memory is emptied."
    )
    if given.dry:
        print("\n\n".join(blocks))
    else:
        print(write("soak", "Soak", how, *blocks))
    broken = [one.growth > BOUND or one.tally.mixed or one.tally.foreign for one in done.values()]
    return sum(map(bool, broken)) + day.wrong


def _memory(done: dict[str, Soaked]) -> str:
    head = (
        "client",
        "calls",
        "faults",
        "own answers",
        "mixed",
        "errors of ours",
        "foreign exceptions",
        "MiB after a tenth",
        "MiB at the end",
        "largest growth",
    )
    rows = [
        (
            name,
            one.tally.own + one.tally.mixed + one.tally.ours.total() + one.tally.foreign.total(),
            one.faults,
            one.tally.own,
            one.tally.mixed,
            kinds(one.tally.ours),
            one.tally.foreign.total(),
            f"{one.memory[0]:.1f}",
            f"{one.memory[-1]:.1f}",
            f"{one.growth:.1f}",
        )
        for name, one in done.items()
    ]
    return f"## Calls and memory\n\nThe process may grow by {BOUND:.0f} MiB at the most after the first tenth.\n\n{table(head, rows)}"


def _day(day: Day) -> str:
    text = (
        "24 simulated hours of `mhrs.randevu.esitleme`, a query every five minutes, while appointments are booked, cancelled and reported "
        "as missed, over the same faulty wire. After each round that did not fail, what was reported is compared with what changed in the "
        "Sandbox's hospital since the last such round, and at the end with the Sandbox's journal."
    )
    rows: list[tuple[Any, ...]] = list(attrs.asdict(day).items())
    return f"## A day of esitleme\n\n{text}\n\n{table(('what', 'count'), [(name.replace('_', ' '), value) for name, value in rows])}"


if __name__ == "__main__":
    sys.exit(main())
