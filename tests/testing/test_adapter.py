"""
The adapter stands where the network would be, and travels as the Sandbox it belongs to.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import requests

from saglikclient import ConfigurationError
from saglikclient.testing import Sandbox
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Clock

LOADS = "import pickle, sys\ntry: pickle.loads(sys.stdin.buffer.read())\nexcept Exception as error: print(type(error).__name__, error)"


@pytest.fixture
def session(sandbox: Sandbox) -> requests.Session:
    """
    A plain session of requests over the Sandbox.
    """
    session = requests.Session()
    session.mount("https://", sandbox.adapter)
    return session


def test_requests_sees_an_ordinary_response(session: requests.Session) -> None:
    """
    Status, type and length are where requests looks for them.
    """
    response = session.post(FakeMhrsHl7.base, data=b"<hello/>", timeout=1)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert "Retry-After" not in response.headers


def test_a_text_is_delivered_as_bytes(sandbox: Sandbox, session: requests.Session) -> None:
    """
    The size in the journal counts bytes, not letters.
    """
    session.post(FakeMhrsHl7.base, data="<göz/>", timeout=1)

    assert sandbox.journal[0].size == len("<göz/>".encode())


def test_no_body_is_an_empty_one(sandbox: Sandbox, session: requests.Session) -> None:
    """
    A request without a body is received, and refused as no XML.
    """
    session.get(FakeMhrsHl7.base, timeout=1)

    assert [(entry.size, entry.outcome) for entry in sandbox.journal] == [(0, "04-001")]


@pytest.mark.parametrize("timeout", [(61.0, 59.0), 59.0])
def test_the_read_timeout_reaches_the_fault(sandbox: Sandbox, session: requests.Session, timeout: float | tuple[float, float]) -> None:
    """
    A read timeout alone or beside the connect timeout decides over the slow answer.
    """
    sandbox.faults.next("slow-answer")

    with pytest.raises(requests.ReadTimeout):
        session.post(FakeMhrsHl7.base, data=b"<hello/>", timeout=timeout)


def test_half_an_answer_is_shorter_than_it_says(sandbox: Sandbox, session: requests.Session) -> None:
    """
    The body ends before its length, as it does on a network.
    """
    sandbox.faults.next("half-answer")

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        session.post(FakeMhrsHl7.base, data=b"<hello/>", timeout=1)


def test_it_comes_back_as_itself(sandbox: Sandbox) -> None:
    """
    In the process of its Sandbox a pickle is a reference.
    """
    assert pickle.loads(pickle.dumps(sandbox.adapter)) is sandbox.adapter
    assert pickle.loads(pickle.dumps(sandbox)) is sandbox


def test_a_pickled_client_keeps_the_sandboxs_time(clock: Clock, mhrs: Mhrs) -> None:
    """
    Time that passes for the Sandbox passes for a client that was pickled, too.
    """
    copy = pickle.loads(pickle.dumps(mhrs))

    clock.advance(timedelta(days=1))

    assert copy._caller.clock() == clock()


def test_a_clock_that_cannot_be_pickled_does_not_matter(clock: Clock) -> None:
    """
    Clients of a Sandbox whose clock is a local function can be pickled all the same.
    """
    sandbox = Sandbox(clock=lambda: clock() + timedelta(hours=1))

    assert not pickle.loads(pickle.dumps(sandbox.mhrs())).poliklinik.sorgulama()
    assert len(sandbox.journal) == 1


def test_a_sandbox_that_is_gone_cannot_be_reached() -> None:
    """
    A pickle does not bring a Sandbox back to life.
    """
    sandbox = Sandbox()
    dumped = pickle.dumps(sandbox)
    del sandbox
    gc.collect()

    with pytest.raises(ConfigurationError, match="one process"):
        pickle.loads(dumped)


def test_another_process_is_told_why_it_cannot(mhrs: Mhrs) -> None:
    """
    A client of a Sandbox that is shipped elsewhere is refused with a reason, not with a hospital that is empty.
    """
    done = subprocess.run([sys.executable, "-c", LOADS], input=pickle.dumps(mhrs), capture_output=True, check=True)

    assert done.stdout.decode().startswith("ConfigurationError a Sandbox belongs to one process")


def _load(dumped: bytes, told: Connection) -> None:
    try:
        pickle.loads(dumped)
    except Exception as error:  # noqa: BLE001 - the test judges it
        told.send(type(error).__name__)
    else:
        told.send("loaded")


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
def test_a_fork_would_talk_to_a_copy(mhrs: Mhrs) -> None:
    """
    A forked process has a copy of the hospital; loading a client there would seem to work and change nothing here.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=_load, args=(pickle.dumps(mhrs), there))
    child.start()
    answer = here.recv()
    child.join()

    assert answer == "ConfigurationError"
