"""
Mutation fuzzing over every golden answer, seeded: `make fuzz`. It writes docs/reliability/fuzz.md and fails where a promise is broken.

Each case is a whole call of a real client; only the network is replaced. It is found again by its subject and number.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import resource
import sys
import warnings
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import attrs

from saglikclient import ConfigurationError, InvalidRequest, SaglikError
from saglikclient.errors import IssueWarning, UnreadableWarning
from tests.stress.fuzz_call import PERSONS
from tests.stress.fuzz_mutations import mutated
from tests.stress.fuzz_subjects import subjects
from tests.stress.tables import PAGES, table

if TYPE_CHECKING:
    from tests.stress.fuzz_call import Subject

PAGE = PAGES / "fuzz.md"
CASES = 5_000
CHUNK = 400
MOST_GROWTH = 64 * 1024 * 1024
SUCCESS = "success"
LATER = ("ProtocolError", "OutcomeUnknown", "NotSent", "HttpError", "AuthenticationError", "PartialResult")


@attrs.define
class Tally:
    """
    What became of a number of cases.

    Attributes:
        outcomes: How many, by the class of the error, or `success`.
        misses: Broken promises, told.
        growth: By how many bytes the process grew.
    """

    outcomes: Counter[str] = attrs.field(factory=Counter)
    misses: list[tuple[str, str]] = attrs.field(factory=list)
    growth: int = 0

    def add(self, other: Tally) -> None:
        """Take another one in."""
        self.outcomes += other.outcomes
        self.misses += other.misses
        self.growth = max(self.growth, other.growth)

    def missed(self, promise: str) -> int:
        """How often a promise was broken."""
        return sum(1 for broken, _ in self.misses if broken == promise)


FALSE, FOREIGN, SHOWN = "false success", "foreign exception", "person shown"


def case(subject: Subject, number: int, seed: int) -> tuple[str, tuple[str, str] | None]:
    """Make one call with a mutated answer: what came of it, and the promise that was broken, if one was."""
    source = Random(f"{seed}/{subject.name}/{number}")
    good = attrs.evolve(subject.good, body=source.choice(subject.bodies))
    subject.line.answer = mutated(source, good)
    where = f"{subject.name} case {number}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnreadableWarning)  # the oracle counts what could not be read
            warnings.simplefilter("ignore", IssueWarning)
            result = subject.call()
    except SaglikError as error:
        return type(error).__name__, _wrong(subject, error, where)
    except Exception as exc:  # noqa: BLE001 - this is what is looked for
        return "foreign", (FOREIGN, f"{where}: {type(exc).__name__}: {exc}"[:300])
    unlike = subject.unlike(subject.line.said, result)
    return SUCCESS, (FALSE, f"{where}: {unlike}"[:300]) if unlike else None


def _wrong(subject: Subject, error: SaglikError, where: str) -> tuple[str, str] | None:
    """
    An error of the answer must not blame the caller, must name the call, must leave a write in doubt that was not refused, and must show
    nobody.
    """
    blames = isinstance(error, InvalidRequest | ConfigurationError)
    if blames or not (error.service and error.operation) or subject.undoubted(error):
        return FOREIGN, f"{where}: {error!r}"
    within = getattr(error, "error", None)
    shown = f"{error} {error!r} {error.args} {within} {within!r}"
    return (SHOWN, f"{where}: {error!r}") if any(person in shown for person in PERSONS) else None


_SUBJECTS: list[Subject] = []


def chunk(task: tuple[int, int, int, int]) -> tuple[int, Tally]:
    """Some cases of one subject, in a process that keeps its clients."""
    index, start, stop, seed = task
    warnings.simplefilter("error")
    logging.getLogger("saglikclient").setLevel(logging.ERROR)  # each unreadable record is a line
    if not _SUBJECTS:
        _SUBJECTS.extend(subjects())
        for subject in _SUBJECTS:  # everything is imported and built before the growth is measured
            subject.line.answer = subject.good
            subject.call()
    tally, before = Tally(), resident()
    for number in range(start, stop):
        outcome, miss = case(_SUBJECTS[index], number, seed)
        tally.outcomes[outcome] += 1
        tally.misses += [miss] if miss else []
    tally.growth = max(0, peak() - before)
    return index, tally


def resident() -> int:
    """How much memory this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if sys.platform == "linux" else peak()


def peak() -> int:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def run(cases: int, seed: int, processes: int, only: str = "") -> dict[str, Tally]:
    """
    Fuzz every subject.

    Args:
        cases: How many each.

        seed: What the mutations follow from.

        processes: How many at a time.

        only: Only subjects whose name holds this.
    """
    names = [subject.name for subject in subjects()]
    wanted = [index for index, name in enumerate(names) if only in name]
    tasks = [(index, start, min(start + CHUNK, cases), seed) for start in range(0, cases, CHUNK) for index in wanted]
    tallies = {names[index]: Tally() for index in wanted}
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for index, tally in pool.imap_unordered(chunk, tasks):
            tallies[names[index]].add(tally)
    return tallies


def page(tallies: dict[str, Tally], cases: int, seed: int) -> str:
    """The page of the documentation."""
    whole = Tally()
    for tally in tallies.values():
        whole.add(tally)
    rows = [_row(name, tally) for name, tally in (*tallies.items(), ("**all**", whole))]
    head = ["call", "cases", "said so: success", *LATER, "refused by the Ministry's code", FALSE, FOREIGN, SHOWN, "memory under bound"]
    return (
        INTRO.format(total=f"{whole.outcomes.total():,}", cases=f"{cases:,}", seed=seed, bound=MOST_GROWTH // 2**20)
        + table(head, rows)
        + "\n"
    )


def _row(name: str, tally: Tally) -> list[str]:
    known = (SUCCESS, *LATER)
    counts = [tally.outcomes[outcome] for outcome in known]
    refused = tally.outcomes.total() - sum(counts) - tally.outcomes["foreign"]
    broken = [tally.missed(promise) for promise in (FALSE, FOREIGN, SHOWN)]
    return [name, *map(str, (tally.outcomes.total(), *counts, refused, *broken)), "yes" if tally.growth <= MOST_GROWTH else "no"]


INTRO = """# Fuzzed answers

Generated by `make fuzz`: {total} mutated answers, {cases} for each call, seed {seed}. Each case is a whole call of a real client; only the
network is replaced. The answers to start from are every golden answer of MHRS and of MHRS REST, the damaged ones included, a login's of
MHRS REST, and the Sandbox's own bytes of e-Rapor and HES. They are changed in their bytes, elements, members, encodings and HTTP.

- **False success**: the call succeeded although the answer does not say so. That is decided a second time, by other means than the
  client's (expat instead of libxml2, plain dictionaries): HTTP 200 and the service's content type; one envelope, one body, one message
  with one acknowledgement `AA` or `CA` for the id that was sent, `OK` or `NF` where a query asks for it, as many records as came back; in
  JSON one possible reading, no error key, the success flag where the form has one, and the same verdicts and codes as came back; in MHRS
  REST HTTP 200 or 201, a flag of success that nothing gainsays, and the same numbers, moments, states and persons as came back.
- **Foreign exception**: anything but a `SaglikError`, a warning, an error that blames the caller (`InvalidRequest`,
  `ConfigurationError`), one that does not name its call, or one that leaves no doubt about a write that was not refused.
- **Person shown**: an error whose text or `repr()` names somebody of the answer.
- **Memory**: a process that makes these calls grows by less than {bound} MiB.

"""


def main() -> None:
    """Fuzz, write the page, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help="for each call")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="only calls whose name holds this; writes no page")
    parser.add_argument("--number", type=int, help="show this one case, with --only")
    asked = parser.parse_args()
    if asked.number is not None:
        show(asked.only, asked.number, asked.seed)
        return
    tallies = run(asked.cases, asked.seed, asked.processes, asked.only)
    text = page(tallies, asked.cases, asked.seed)
    if not asked.only:
        PAGE.write_text(text, encoding="utf-8")
    print(text)
    misses = [told for tally in tallies.values() for _, told in tally.misses]
    print(*misses[:40], f"{len(misses)} promises broken", sep="\n", file=sys.stderr)
    sys.exit(bool(misses) or any(tally.growth > MOST_GROWTH for tally in tallies.values()))


def show(name: str, number: int, seed: int) -> None:
    """Print one case again."""
    subject = next(subject for subject in subjects() if name == subject.name)
    outcome = case(subject, number, seed)
    print(subject.line.said.status, subject.line.said.content_type, subject.line.said.headers)
    print(b"".join(subject.line.said.pieces)[:8000])
    print(outcome)


if __name__ == "__main__":
    main()
