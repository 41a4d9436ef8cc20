"""
One client and many threads, processes and forks: is every answer its own, does anything foreign come out, does anything hang?

Run with `make threads`; it writes docs/reliability/threads.md, and fails if an answer went astray.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import attrs

from saglikclient import SaglikError
from saglikclient.testing import Sandbox
from tests.stress import processes
from tests.stress.subjects import SUBJECTS, Subject
from tests.stress.tables import table, write
from tests.support.served import served

THREADS = 32
CLOSING_THREADS = 8
PAUSE = 0.001
"""Seconds between two closings."""


@attrs.define
class Tally:
    """
    What became of some calls.

    Attributes:
        own: Answers to the question that was asked.
        mixed: Answers to another one.
        ours: Errors of ours that were not expected, by kind.
        foreign: Errors of anybody else, by kind.
    """

    own: int = 0
    mixed: int = 0
    ours: Counter[str] = attrs.field(factory=Counter)
    foreign: Counter[str] = attrs.field(factory=Counter)

    def add(self, ask: Callable[[int], bool], numbers: Iterable[int]) -> Tally:
        """Make calls one after the other, and count."""
        for number in numbers:
            try:
                answered = ask(number)
            except SaglikError as error:
                self.ours[type(error).__name__] += 1
            except Exception as error:  # noqa: BLE001 - this is what is looked for
                self.foreign[type(error).__name__] += 1
            else:
                self.own, self.mixed = self.own + answered, self.mixed + (not answered)
        return self

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.own + other.own, self.mixed + other.mixed, self.ours + other.ours, self.foreign + other.foreign)


def kinds(counted: Counter[str]) -> str:
    """How often each kind came."""
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counted.items())) or "0"


def at_once(ask: Callable[[int], bool], calls: int, threads: int) -> Tally:
    """
    Let threads make calls, all from the same moment on.

    Args:
        ask: Makes the call of a number.

        calls: How many in all.

        threads: By how many threads.
    """
    start = threading.Barrier(threads)

    def work(first: int) -> Tally:
        start.wait()
        return Tally().add(ask, range(first, calls, threads))

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(work, range(threads)), Tally())


@attrs.frozen(kw_only=True)
class Shared:
    """What became of one client that many threads shared."""

    tally: Tally
    logins: int
    repeated_ids: int


def shared(subject: Subject, calls: int, threads: int = THREADS) -> Shared:
    """
    Share one client between threads, over the Sandbox.

    Args:
        subject: The client.

        calls: How many calls in all.

        threads: By how many threads.
    """
    with Sandbox() as ministry, subject.inside(ministry) as client:
        facts = subject.prepare(ministry, client)
        tally = at_once(lambda number: subject.ask(client, facts, number), calls, threads)
        ids = Counter(entry.message_id for entry in ministry.journal if entry.message_id)
        logins = sum(entry.operation == subject.login for entry in ministry.journal) if subject.login else 0
    return Shared(tally=tally, logins=logins, repeated_ids=sum(count > 1 for count in ids.values()))


@attrs.frozen(kw_only=True)
class Closed:
    """What became of calls whose client was closed all the time."""

    tally: Tally
    closings: int
    connections: int


def closing(subject: Subject, calls: int) -> Closed:
    """
    Close a client again and again while threads call, over TLS.

    Args:
        subject: The client.

        calls: How many calls in all.
    """
    over, closings = threading.Event(), 0
    with Sandbox() as ministry, served(ministry, subject.base) as at, subject.outside(ministry, at.url, at.tls) as client:
        facts = subject.prepare(ministry, client)

        def close() -> int:
            count = 0
            while not over.wait(PAUSE):
                client.close()
                count += 1
            return count

        with ThreadPoolExecutor(1) as closer:
            closings = closer.submit(close)
            tally = at_once(lambda number: subject.ask(client, facts, number), calls, CLOSING_THREADS)
            over.set()
        return Closed(tally=tally, closings=closings.result(), connections=at.server.connections)


def main(arguments: list[str] | None = None) -> int:
    """Run everything, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000, help="for each client that threads share; the other parts take a tenth")
    parser.add_argument("--workers", type=int, default=4, help="processes of each pool")
    parser.add_argument("--dry", action="store_true", help="print instead of writing the page")
    given = parser.parse_args(arguments)
    few = max(given.calls // 10, 1)
    blocks, wrong = [], 0
    for part in (_shared(given.calls), _closing(few), _pools(few, given.workers), _forks(max(given.calls // 400, 8))):
        blocks.append(part[0])
        wrong += part[1]
    how = (
        "Made by `make threads` (`tests/stress/threads.py`). A call knows what its answer must be: an answer to another question counts as "
        "mixed. The calls are queries, writes, refusals by the service and refusals before sending."
    )
    if given.dry:
        print("\n\n".join(blocks))
    else:
        print(write("threads", "Threads and processes", how, *blocks))
    return wrong


def _shared(calls: int) -> tuple[str, int]:
    done = {name: shared(subject, calls) for name, subject in SUBJECTS.items()}
    rows = [
        (
            name,
            THREADS,
            calls,
            one.tally.own,
            one.tally.mixed,
            kinds(one.tally.ours),
            kinds(one.tally.foreign),
            one.logins if SUBJECTS[name].login else "none needed",
            one.repeated_ids if SUBJECTS[name].message_ids else "no ids",
        )
        for name, one in done.items()
    ]
    head = (
        "client",
        "threads",
        "calls",
        "own answers",
        "mixed",
        "unexpected errors",
        "foreign exceptions",
        "logins",
        "message ids used twice",
    )
    wrong = sum(one.tally.own != calls or one.repeated_ids + max(one.logins - 1, 0) for one in done.values())
    return f"## One client, many threads\n\n{table(head, rows)}", wrong


def _closing(calls: int) -> tuple[str, int]:
    done = {name: closing(subject, calls) for name, subject in SUBJECTS.items()}
    rows = [
        (
            name,
            CLOSING_THREADS,
            calls,
            one.closings,
            one.connections,
            one.tally.own,
            one.tally.mixed,
            kinds(one.tally.ours),
            kinds(one.tally.foreign),
        )
        for name, one in done.items()
    ]
    head = ("client", "threads", "calls", "closings", "connections", "own answers", "mixed", "errors of ours", "foreign exceptions")
    wrong = sum(one.tally.mixed + one.tally.foreign.total() for one in done.values())
    return (
        f"## Closing while calls run\n\nOver TLS on 127.0.0.1, one thread closes the client every millisecond.\n\n{table(head, rows)}",
        wrong,
    )


def _pools(calls: int, workers: int) -> tuple[str, int]:
    done = [(name, start, processes.pooled(name, start, calls, workers)) for name in SUBJECTS for start in processes.STARTS]
    rows = [(name, start, workers, one.calls, one.processes, one.own, one.mixed, one.failed) for name, start, one in done]
    head = ("client", "start method", "workers", "calls", "processes that answered", "own answers", "mixed", "errors")
    wrong = sum(one.own != one.calls for *_, one in done)
    text = "A client that is in use is pickled into a process pool, over TLS on 127.0.0.1; the parent calls on."
    return f"## Process pools\n\n{text}\n\n{table(head, rows)}", wrong


def _forks(forks: int) -> tuple[str, int]:
    done = {name: processes.forked(name, forks) for name in SUBJECTS} if processes.CAN_FORK else {}
    rows = [(name, forks, one.own, one.stuck, one.connections_of_children, one.parent_own, one.parent_wrong) for name, one in done.items()]
    head = (
        "client",
        "forks",
        "children with their own answers",
        "stuck",
        "connections they opened",
        "the parent's own answers",
        "the parent's failures",
    )
    wrong = sum(one.own != forks or one.parent_wrong or one.connections_of_children < forks for one in done.values())
    text = "The parent's threads call all the while over TLS; each child makes calls on the client it inherited, and closes it."
    return f"## Forks\n\n{text}\n\n{table(head, rows)}", wrong


if __name__ == "__main__":
    sys.exit(main())
