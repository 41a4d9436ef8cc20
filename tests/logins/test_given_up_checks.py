"""
Bulk checks that are given up while their requests are on the way: nobody waits for those.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient.hes import HesCode
from saglikclient.testing import Sandbox
from tests.support import loopback
from tests.support.login_calls import CODE, PATIENCE, Held, held, known

if TYPE_CHECKING:
    import requests

CODES = [HesCode(f"{number:010}") for number in range(1000)]


class Stuck(Held):
    """
    A wire that holds the second part of a check until it is let go, whichever part is sent first.
    """

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """
        Deliver the first part, hold the second.
        """
        self.sent += 1
        if CODES[500].value.encode() in bytes(request.body or b""):  # type: ignore[arg-type]
            self.arrived.set()
            assert self.go.wait(PATIENCE)
        return self.behind.send(request, *args, **kwargs)


@pytest.mark.parametrize("how", ["close", "drop"])
def test_an_iterator_that_is_given_up_returns_at_once(how: str) -> None:
    """
    The part behind hangs, and neither `close()` nor `break` waits for it.
    """
    with Sandbox() as ministry:
        line = Stuck(ministry.adapter)
        hes = ministry.hes()
        object.__setattr__(hes._transport, "adapter", line)
        outcomes = hes.iter_check_many(CODES, workers=2)
        for _ in outcomes:
            assert line.arrived.wait(PATIENCE)
            break
        if how == "close":
            outcomes.close()  # type: ignore[attr-defined]
        del outcomes

        assert not line.go.is_set()
        assert line.sent == 2
        line.go.set()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals between threads here")
def test_an_interrupt_ends_a_check_at_once() -> None:
    """
    Ctrl-C while the answer is awaited raises `KeyboardInterrupt`, though the request still hangs.
    """
    with known(Sandbox()) as ministry:
        hes, line = held("Hes", ministry)

        def press() -> None:
            assert line.arrived.wait(PATIENCE)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        presser = threading.Thread(target=press)
        presser.start()
        with pytest.raises(KeyboardInterrupt):
            hes.check_many([CODE])
        presser.join()

        assert not line.go.is_set()
        line.go.set()


def test_what_ends_a_worker_ends_the_check() -> None:
    """
    A `SystemExit` in the thread of a part does not leave the caller waiting for its answer: he gets it.
    """
    failure = SystemExit(3)
    with known(Sandbox()) as ministry:
        hes, line = held("Hes", ministry, failure)
        line.go.set()
        with pytest.raises(SystemExit) as caught:
            hes.check_many([CODE])

    assert caught.value is failure


LEAVING = """
import sys
from saglikclient import Credentials, Timeouts, TlsOptions
from saglikclient.hes import Hes
endless = Timeouts(connect=None, read=None, total=None)
hes = Hes(Credentials(username="u", password="p"), endpoint=sys.argv[1], timeouts=endless, tls=TlsOptions(allow_http=True))
hes.check_many(["0000000000"])
asked = hes.iter_check_many((f"{number:010}" for number in range(501)), workers=2)
next(asked)
print(sys.stdin.readline())
"""
NOTHING = loopback.answer(b'{"success_map": {}, "unsuccess_map": {}}', headers={"Content-Type": "application/json"})


def test_the_interpreter_ends_without_waiting_for_a_request() -> None:
    """
    A program that is done goes, even if a part hangs that has no timeout at all.
    """
    arrived = threading.Event()

    def second_part_stalls(sock: Any, request: loopback.Request, over: threading.Event) -> Any:
        if b"0000000000" in request.body:
            return NOTHING(sock, request, over)
        arrived.set()
        return loopback.stall(sock, request, over)

    path = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-c", LEAVING]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with (
        loopback.Server(second_part_stalls) as server,
        subprocess.Popen([*command, server.url], env={**os.environ, "PYTHONPATH": path}, **pipes) as process,
    ):
        assert arrived.wait(PATIENCE)
        out, err = process.communicate("go\n", timeout=PATIENCE)

    assert (process.returncode, out.strip(), err) == (0, "go", "")
