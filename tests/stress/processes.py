"""
A client that travels to other processes: pickled into a pool, or inherited by a fork.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import warnings
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import cycle
from typing import Any

import attrs

from saglikclient.testing import Sandbox
from tests.stress.subjects import KINDS, SUBJECTS, Call
from tests.support.served import served

STARTS = multiprocessing.get_all_start_methods()
CAN_FORK = hasattr(os, "fork")
FORKING_THREADS = 4
PATIENCE = 30.0
"""Seconds after which a child counts as stuck; it needs a fraction of one."""
GLANCE = 0.005


@attrs.frozen(kw_only=True)
class Pooled:
    """What became of a client in a process pool."""

    calls: int
    processes: int
    own: int
    mixed: int
    failed: int


def _work(name: str, client: Any, shared: Any, numbers: range) -> tuple[int, int, int, int]:
    """One task of the pool: calls on a client that has just been unpickled."""
    own = mixed = failed = 0
    for number in numbers:
        try:
            right = SUBJECTS[name].ask(client, shared, number)
        except Exception:  # noqa: BLE001 - whatever it is, it is counted
            failed += 1
        else:
            own, mixed = own + right, mixed + (not right)
    client.close()
    return os.getpid(), own, mixed, failed


def pooled(name: str, start: str, calls: int, workers: int) -> Pooled:
    """
    Send a client to a process pool, task by task, and go on using it.

    Args:
        name: The client.

        start: How the pool starts its processes.

        calls: How many calls the pool makes in all.

        workers: By how many processes.
    """
    subject, step = SUBJECTS[name], max(calls // (workers * 5), 1)
    with Sandbox() as ministry, served(ministry, subject.base) as at, subject.outside(ministry, at.url, at.tls) as client, _quiet():
        shared = subject.prepare(ministry, client)
        assert subject.ask(client, shared, 0)  # what has a session travels with it: each login of its own would end the others'
        with ProcessPoolExecutor(workers, multiprocessing.get_context(start)) as pool:
            tasks: list[Future[tuple[int, int, int, int]]] = []
            for first in range(0, calls, step):
                assert subject.ask(client, shared, calls + first)
                tasks.append(pool.submit(_work, name, client, shared, range(first, min(first + step, calls))))
            done = [task.result() for task in tasks]
    own, mixed, failed = (sum(column) for column in list(zip(*done, strict=True))[1:])
    return Pooled(calls=calls, processes=len({pid for pid, *_ in done}), own=own, mixed=mixed, failed=failed)


@attrs.frozen(kw_only=True)
class Forked:
    """What became of a client that children inherited."""

    own: int
    stuck: int
    connections_of_children: int
    parent_own: int
    parent_wrong: int


def forked(name: str, forks: int) -> Forked:
    """
    Fork while threads call.

    No thread starts in the parent meanwhile: OpenSSL registers each new thread under a lock of the whole process, and a child that is
    forked at that moment inherits it locked, so that each thread it starts waits for ever. That is OpenSSL's; docs/ayarlar.md says what
    to do. So the parent's calls are those that keep their connection, since the server starts a thread for each.

    Args:
        name: The client.

        forks: How often.
    """
    subject = SUBJECTS[name]
    with Sandbox() as ministry, served(ministry, subject.base) as at, subject.outside(ministry, at.url, at.tls) as client, _quiet():
        shared, over = subject.prepare(ministry, client), threading.Event()
        assert subject.ask(client, shared, 0)
        counts = [[0, 0] for _ in range(FORKING_THREADS)]
        ready = threading.Barrier(FORKING_THREADS + 1)

        def call(number: int, mine: list[int]) -> None:
            mine[not _right(subject.steady[0], client, shared, number)] += 1
            ready.wait()
            for ask in cycle(subject.steady):
                if over.is_set():
                    return
                number += FORKING_THREADS
                mine[not _right(ask, client, shared, number)] += 1

        threads = [threading.Thread(target=call, args=each) for each in enumerate(counts)]
        for thread in threads:
            thread.start()
        ready.wait()
        children = [_child(name, client, shared, 10**6 + KINDS * number) for number in range(forks)]
        over.set()
        for thread in threads:
            thread.join()
        opened = at.server.connections - FORKING_THREADS
    return Forked(
        own=children.count(True),
        stuck=children.count(None),
        connections_of_children=opened,
        parent_own=sum(right for right, _ in counts),
        parent_wrong=sum(wrong for _, wrong in counts),
    )


def _right(ask: Call, client: Any, shared: Any, number: int) -> bool:
    try:
        return ask(client, shared, number)
    except Exception:  # noqa: BLE001 - whatever it is, it is wrong
        return False


def _child(name: str, client: Any, shared: Any, number: int) -> bool | None:
    """Fork a child that calls; True if all its answers were its own, None if it was stuck."""
    child = os.fork()
    if child == 0:
        right = all(_right(ask, client, shared, number + step) for step, ask in enumerate(SUBJECTS[name].calls))
        client.close()
        os._exit(not right)
    waited = threading.Event()
    for _ in range(int(PATIENCE / GLANCE)):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        waited.wait(GLANCE)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _quiet() -> warnings.catch_warnings[None]:
    """From Python 3.12 on, forking beside threads warns; here it is done on purpose."""
    return warnings.catch_warnings(action="ignore", category=DeprecationWarning)
