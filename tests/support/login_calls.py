"""
One call of each client that shows credentials, a stranger's client, and a wire that holds a request back.
"""

from __future__ import annotations

import gc
import sys
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter

from saglikclient import Credentials
from saglikclient.erapor import Role
from saglikclient.identifiers import HesCode
from tests.support.clients import MADE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import requests

    from saglikclient.testing import Sandbox

CODE = HesCode("K7M2-9081-78")
CALLS: dict[str, Callable[[Any], object]] = {
    "Mhrs": lambda mhrs: mhrs.poliklinik.sorgulama(),
    "MhrsRest": lambda rest: rest.cetvel.aksiyon_bilgileri(),
    "ERapor": lambda erapor: erapor.token(identity_number="10000000146", role=Role.UZMAN_HEKIM),
    "Hes": lambda hes: hes.check(CODE),
}
"""By the client's class."""
PATIENCE = 20
"""Seconds after which a test gives up; nothing waits that long."""


def known(ministry: Sandbox) -> Sandbox:
    """Let the Ministry know the code, so that each call of `CALLS` has an answer."""
    ministry.codes.add(CODE, ministry.hospital.hastalar[0])
    return ministry


def stranger(name: str, ministry: Sandbox) -> Any:
    """A client with a wrong password."""
    right = ministry.rest.credentials if name == "MhrsRest" else ministry.credentials
    return MADE[name](ministry, credentials=Credentials(username=right.username, password="yanlış-parola"))


def shown(ministry: Sandbox) -> int:
    """How often credentials have arrived: every request but those that carry a token."""
    return sum(
        entry.operation in {"login", "token", "poliklinik.sorgulama"} or entry.operation.startswith("check-") for entry in ministry.journal
    )


class Gate:
    """Opens once. Not `threading.Event`: an exception thrown into a thread that waits for one can make its `set()` spin for ever."""

    def __init__(self) -> None:
        self._closed = threading.Lock()
        self._closed.acquire()
        self._open = False

    def is_set(self) -> bool:
        """Whether it is open."""
        return self._open

    def set(self) -> None:
        """Open it."""
        if not self._open:
            self._open = True
            self._closed.release()

    def wait(self, seconds: float) -> bool:
        """Wait until it is open."""
        if not self._open and self._closed.acquire(timeout=seconds):
            self._closed.release()
        return self._open


class Held(HTTPAdapter):
    """
    A wire that holds its first request back until it is let go, and then may fail with it; the others it delivers.

    Args:
        behind: Where they are delivered.

        failure: What the held request ends with; it is delivered too if None.

        ending: How the addresses end whose first request is held.
    """

    def __init__(self, behind: HTTPAdapter, failure: BaseException | None = None, ending: str = "") -> None:
        super().__init__()
        self.behind, self.failure, self.ending = behind, failure, ending
        self.arrived, self.go, self.sent = threading.Event(), Gate(), 0

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Hold, then fail or deliver."""
        self.sent += 1
        if not self.arrived.is_set() and str(request.url).endswith(self.ending):
            self.arrived.set()
            assert self.go.wait(PATIENCE)
            if self.failure is not None:
                raise self.failure
        return self.behind.send(request, *args, **kwargs)

    def close(self) -> None:
        """Nothing to close."""


def held(name: str, ministry: Sandbox, failure: BaseException | None = None, ending: str = "") -> tuple[Any, Held]:
    """A client of the Ministry on such a wire."""
    line = Held(ministry.adapter, failure, ending)
    behind, ministry.adapter = ministry.adapter, line  # type: ignore[assignment]
    client = MADE[name](ministry)
    ministry.adapter = behind
    return client, line


class Caller(threading.Thread):
    """A thread that makes one call and keeps what became of it."""

    def __init__(self, call: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._made, self.outcome = call, Future[object]()
        self.start()

    def run(self) -> None:
        """Make the call."""
        try:
            self.outcome.set_result(self._made())
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test looks at it
            self.outcome.set_exception(error)

    @property
    def waits(self) -> bool:
        """Whether it stands before the door: its innermost frame of Python is the one that takes the lock."""
        gc.disable()  # CPython 3.11 deadlocks if the collector runs in the middle of it (gh-106883)
        try:
            frame = sys._current_frames().get(self.ident or 0)
        finally:
            gc.enable()
        return frame is not None and frame.f_code.co_name == "_turn" and frame.f_code.co_filename.endswith("account.py")


def waiting(count: int, call: Callable[[], object]) -> list[Caller]:
    """So many threads that wait for the one that is under way."""
    callers = [Caller(call) for _ in range(count)]
    while not all(caller.waits for caller in callers):
        assert all(caller.is_alive() for caller in callers)
    return callers


def failures(callers: Sequence[Caller]) -> list[BaseException | None]:
    """What each of them failed with."""
    return [caller.outcome.exception(PATIENCE) for caller in callers]
