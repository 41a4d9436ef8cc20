"""
A short part of `make threads`: one client in many threads, processes and forks.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import attrs
import pytest

from tests.stress import threads
from tests.stress.subjects import SUBJECTS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

HELD = """
import os, sys, threading
from tests.support.served import served
from tests.stress.subjects import SUBJECTS
from saglikclient.mhrs import contract
from saglikclient.testing import Sandbox

subject = SUBJECTS[sys.argv[1]]
accounts = {"Mhrs": lambda client: client._caller.account, "MhrsRest": lambda client: client._caller.session._account}
account = accounts.get(sys.argv[1], lambda client: client._account)
with Sandbox() as ministry, served(ministry, subject.base) as at, subject.outside(ministry, at.url, at.tls) as client:
    shared = subject.prepare(ministry, client)
    assert subject.ask(client, shared, 0)
    held, over = threading.Event(), threading.Event()

    def hold():
        with account(client)._lock, contract._lock:
            held.set()
            over.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    child = os.fork()
    if child == 0:
        client.close()
        right = subject.ask(client, shared, 0) and contract.Contract.bundled().operations
        client.close()
        os._exit(0 if right else 1)
    _, status = os.waitpid(child, 0)
    over.set()
    holder.join()
    assert os.waitstatus_to_exitcode(status) == 0
    used = [request.connection for request in at.server.requests]
    assert subject.ask(client, shared, 0)
    assert at.server.requests[-1].connection == used[0] != used[-1], used
"""


@pytest.mark.parametrize("name", SUBJECTS)
def test_threads_get_their_own_answers(name: str) -> None:
    """Thirty-two threads that make mixed calls on one client get each its own answer or its own refusal; one login serves them all."""
    done = threads.shared(SUBJECTS[name], 640)

    assert done.tally == threads.Tally(own=640)
    assert done.logins == bool(SUBJECTS[name].login)
    assert done.repeated_ids == 0


@pytest.mark.parametrize("name", SUBJECTS)
def test_closing_while_calls_run(name: str) -> None:
    """Whoever closes a client that others are using costs connections; what they get is their answer or an error of ours."""
    done = threads.closing(SUBJECTS[name], 160)

    assert (done.tally.mixed, done.tally.foreign) == (0, {})
    assert done.tally.own + done.tally.ours.total() == 160
    assert done.closings > 0


def test_mixed_answers_would_be_noticed() -> None:
    """The counting is worth something: a client with state that calls share is found out, and so is a foreign exception."""
    numbers = count()

    def sloppy(_: object, __: object, number: int) -> bool:
        if number == 7:
            raise KeyError(number)
        return next(numbers) != 11

    done = threads.shared(attrs.evolve(SUBJECTS["Hes"], calls=(sloppy,)), 64)

    assert (done.tally.own, done.tally.mixed, done.tally.foreign) == (62, 1, {"KeyError": 1})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("name", SUBJECTS)
def test_fork_while_locks_are_held(name: str) -> None:
    """
    A child that was forked while another thread held our locks calls and closes without waiting for it, on a connection of its own; the
    parent goes on with the old one.
    """
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", HELD, name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_whole_run() -> None:
    """The script goes through all its parts, process pools and forks included, and finds nothing wrong."""
    command = [sys.executable, "-m", "tests.stress.threads", "--calls", "96", "--workers", "2", "--dry"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for part in ("One client, many threads", "Closing while calls run", "Process pools", "Forks"):
        assert f"## {part}" in done.stdout
    assert all(f"| {name} |" in done.stdout for name in SUBJECTS)
