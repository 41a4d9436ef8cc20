"""
The fault matrix: every fault times every call, over real sockets with real TLS. Behind the server stands the Sandbox, so that what was
done, and how often, is known from its journal and not from what the client believes.

Run with `make faults`; it writes docs/reliability/faults.md, and fails if a target is missed.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import attrs
from requests.structures import CaseInsensitiveDict

from saglikclient import (
    AnswerTooLarge,
    ConfigurationError,
    HttpError,
    NotSent,
    OutcomeUnknown,
    PartialResult,
    ProtocolError,
    Retries,
    SaglikError,
    Timeouts,
    TlsError,
    TlsOptions,
)
from saglikclient.config import Options
from saglikclient.testing import Clock, Sandbox
from saglikclient.testing._service import Request as Asked
from saglikclient.testing.faults import Wire
from tests.stress.fault_calls import CALLS, Call
from tests.stress.fault_kinds import FAULTS, Authority, Fault, right
from tests.stress.tables import PAGES, table
from tests.support.loopback import Request, Server

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Sequence

    from tests.support.loopback import Step

TODAY = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - Clock takes naive time for Türkiye's
PAGE = PAGES / "faults.md"
SLACK = 5.0
"""Seconds that a loaded machine may lose beside the waiting."""
WORKERS = 6
UNAUTHORIZED = 401

ONLY_READS = (HttpError, ProtocolError, AnswerTooLarge)
"""What only a read may end in: of a write it would say less than that it may have been processed."""


def settings(authority: Authority, *, wait: float, attempts: int) -> Options:
    """
    How the clients are set up: short timeouts, and repetitions at once.

    Args:
        authority: Whom they trust.

        wait: Seconds to connect and to read; the total is twice that.

        attempts: How often a call is made at the most.
    """
    return Options(
        timeouts=Timeouts(connect=wait, read=wait, total=2 * wait),
        tls=TlsOptions(ca_bundle=authority.file),
        retries=Retries(attempts=attempts, wait_initial=0, wait_max=0, wait_jitter=0, pace=lambda _: 0.0),
    )


@attrs.frozen(kw_only=True)
class Outcome:
    """
    What became of a call.

    Attributes:
        fault: What went wrong.
        call: Which call.
        error: What was raised; None if it succeeded.
        arrived: How many requests the server has read, logins aside.
        processed: How often the Ministry did what was asked.
        in_time: Whether it ended within the configured timeouts.
        tunnels: How often a proxy was asked for a tunnel.
    """

    fault: Fault
    call: Call
    error: BaseException | None
    arrived: int
    processed: int
    in_time: bool
    tunnels: int = 0

    @property
    def told(self) -> str:
        """The error as a reader knows it."""
        error = self.error.error if isinstance(self.error, PartialResult) else self.error
        status = f" {error.status}" if isinstance(error, HttpError | OutcomeUnknown) and error.status else ""
        kind = f"{type(error).__name__}{status}"
        if self.error is None:
            return "answered" if self.in_time else "hangs"
        return f"PartialResult of {kind}" if isinstance(self.error, PartialResult) else kind

    @property
    def misses(self) -> list[str]:
        """
        Which targets it misses; none if all is well.

        A read that is repeated tells its last attempt, which may not have been sent although an earlier one was; a write must never say so.
        """
        fault, call = self.fault, self.call
        error = self.error.error if isinstance(self.error, PartialResult) else self.error
        most = 2 if call.login and fault.status == UNAUTHORIZED else 1  # a 401 was not processed: one login, one repetition
        unknown = isinstance(error, OutcomeUnknown)
        checks = {
            "hangs": not self.in_time,
            "foreign exception": error is not None and not isinstance(error, SaglikError),
            "succeeds or fails wrongly": (error is None) is not (fault.writes_succeed if call.writes else fault.reads_succeed),
            "write repeated": call.writes and self.arrived > most,
            "write done twice": call.writes and self.processed > 1,
            "write lost": call.writes and error is None and self.processed != 1,
            "proxy asked again for a password": isinstance(error, ConfigurationError) and self.tunnels > 1,
            "leaves no doubt": call.writes
            and (isinstance(error, ONLY_READS) or (self.processed > 0 and error is not None and not unknown)),
            "says not sent, but was": call.writes and isinstance(error, NotSent | TlsError) and self.arrived > 0,
        }
        return [name for name, missed in checks.items() if missed]


def ministry_at_work() -> Sandbox:
    """A Ministry for one call. Make it in one thread: lxml does not load schemas in several at once."""
    return Sandbox.with_hospital(hekim=1, gun=2, clock=Clock(TODAY))


def suffer(fault: Fault, call: Call, ministry: Sandbox, authority: Authority, options: Options) -> Outcome:
    """
    Make a call while something goes wrong.

    Args:
        fault: What goes wrong.

        call: Which call.

        ministry: Who is called.

        authority: Where the server's certificate comes from.

        options: How the client is set up.
    """
    with _place(fault, call, ministry, authority) as (origin, requests):
        error, in_time = _made(fault, call, ministry, origin, options)
    warm = next(each for each in CALLS if each.client == call.client and not each.writes) if fault.warm else None
    return Outcome(
        fault=fault,
        call=call,
        error=error,
        arrived=sum(not _is_login(call, request) and request.method != "CONNECT" for request in requests) - (warm is not None),
        processed=sum(entry.processed and entry.operation == call.noted for entry in ministry.journal) - (warm is call),
        tunnels=sum(request.method == "CONNECT" for request in requests),
        in_time=in_time,
    )


@contextmanager
def _place(fault: Fault, call: Call, ministry: Sandbox, authority: Authority) -> Iterator[tuple[str, Sequence[Request]]]:
    """The scheme, host and port where a fault happens, and the requests that are read there."""
    if fault.place is not None:
        with fault.place() as url:
            yield f"https://{urlsplit(url).netloc}", ()
        return
    if fault.proxy is not None:
        with Server(fault.proxy) as proxy, environment(no_proxy="", https_proxy=f"http://{urlsplit(proxy.url).netloc}"):
            yield "https://mhrs.example", proxy.requests
        return
    server = Server(
        _step(fault, call, ministry),
        tls=authority.context(fault.certificate),
        greet=fault.greet,
        greeted=fault.greeted,
        cut=lambda target: fault.cut and not _login_at(call, target),
    )
    with server:
        yield f"https://{urlsplit(server.url).netloc}", server.requests


@contextmanager
def environment(**settings: str) -> Iterator[None]:
    """Set environment variables within this block."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({name: value} if value is not None else {})


def _step(fault: Fault, call: Call, ministry: Sandbox) -> Step:
    """The server's part: let the Ministry do what was asked, or not, and answer as the fault has it. A login is answered rightly."""
    left = list(fault.answers)

    def step(sock: socket.socket, request: Request, over: threading.Event) -> socket.socket | None:
        answering = right if _is_login(call, request) else left.pop(0) if len(left) > 1 else left[0]
        wire = _received(call, ministry, request) if fault.processed or answering is right else Wire(b"")
        return answering(wire)(sock, request, over)

    return step


def _received(call: Call, ministry: Sandbox, request: Request) -> Wire:
    parts = urlsplit(call.base)
    url = f"{parts.scheme}://{parts.netloc}{request.target}"
    return ministry.receive(Asked(request.method, url, CaseInsensitiveDict(request.headers), request.body), None)


def _is_login(call: Call, request: Request) -> bool:
    return _login_at(call, request.target)


def _login_at(call: Call, target: str) -> bool:
    return bool(call.login) and urlsplit(target).path.endswith(call.login)


def _made(fault: Fault, call: Call, ministry: Sandbox, origin: str, options: Options) -> tuple[BaseException | None, bool]:
    """Make the call in a thread of its own, so that one that hangs does not hang the matrix: its error, and whether it ended in time."""
    raised: list[BaseException | None] = []

    def make() -> None:
        try:
            with call.connect(ministry, origin + urlsplit(call.base).path, options) as client:
                if fault.warm:
                    next(each for each in CALLS if each.client == call.client and not each.writes).do(ministry, client)
                call.do(ministry, client)
        except BaseException as error:  # noqa: BLE001 - which error it is, is the question
            raised.append(error)
        else:
            raised.append(None)

    bound = options.retries.attempts * getattr(options.timeouts, fault.waits) if fault.waits else 0.0
    caller = threading.Thread(target=make, daemon=True)
    caller.start()
    caller.join(bound + SLACK)
    in_time = not caller.is_alive()
    return (raised[0] if in_time else None), in_time


def outcomes(options: Callable[[Authority], Options]) -> list[Outcome]:
    """
    The whole matrix, some calls at a time since most of them wait.

    Args:
        options: How the clients are set up.
    """
    with Authority() as authority, ThreadPoolExecutor(WORKERS) as pool:
        chosen = options(authority)
        suffer(FAULTS[0], CALLS[0], ministry_at_work(), authority, chosen)  # what loads at the first call, loads before anything is timed
        cells = [(fault, call, ministry_at_work()) for call in CALLS for fault in FAULTS]
        direct = [cell for cell in cells if cell[0].proxy is None]
        found = list(pool.map(lambda cell: suffer(*cell, authority, chosen), direct))
        return found + [suffer(*cell, authority, chosen) for cell in cells if cell[0].proxy is not None]  # these change the environment


def page(found: Sequence[Outcome]) -> str:
    """
    The page of the documentation.

    Args:
        found: What became of the calls.
    """
    writes = [outcome for outcome in found if outcome.call.writes]
    totals = {
        "silent repetitions of writes": sum(
            "write repeated" in outcome.misses or "write done twice" in outcome.misses for outcome in writes
        ),
        "writes lost": sum("write lost" in outcome.misses for outcome in writes),
        "errors of writes that leave no doubt where there is one": sum("leaves no doubt" in outcome.misses for outcome in writes),
        "foreign exceptions": sum("foreign exception" in outcome.misses for outcome in found),
        "hangs beyond the configured timeouts": sum(not outcome.in_time for outcome in found),
        "other misses": sum(bool(set(outcome.misses) & {"succeeds or fails wrongly", "says not sent, but was"}) for outcome in found),
    }
    lines = [
        "# Fault matrix",
        "",
        "Written by `make faults` (`tests/stress/fault_matrix.py`), not by hand. A server on the loopback interface with real TLS does",
        "what the first table says; behind it the Sandbox plays the Ministry, and its journal tells what was done. Every call is made",
        "with three attempts, without waiting between them. *Arrived* is how many requests the server has read, *done* how often the",
        "Ministry did what was asked, *in time* whether the call ended within its timeouts.",
        "",
        *(f"- {count} {name}" for name, count in {f"calls, {len(writes)} of them writes": len(found), **totals}.items()),
        "",
        "## What goes wrong",
        "",
        table(("fault", "the server"), [(fault.name, fault.what) for fault in FAULTS]),
    ]
    for client, calls in groupby(CALLS, key=lambda call: call.client):
        lines += ["", *_client(client, list(calls), found)]
    return "\n".join([*lines, ""])


def _client(name: str, calls: Sequence[Call], found: Sequence[Outcome]) -> Iterator[str]:
    """The table of one client: a row a fault, its calls side by side."""
    yield f"## {name}"
    yield ""
    heads = [
        head for call in calls for head in (f"`{call.operation}` ({'writes' if call.writes else 'reads'})", "arrived", "done", "in time")
    ]
    yield table(("fault", *heads, "targets"), [_row(fault, calls, found) for fault in FAULTS])


def _row(fault: Fault, calls: Sequence[Call], found: Sequence[Outcome]) -> Sequence[object]:
    own = [next(outcome for outcome in found if (outcome.fault, outcome.call) == (fault, call)) for call in calls]
    cells = [cell for each in own for cell in (each.told, each.arrived, each.processed, "yes" if each.in_time else "no")]
    missed = sorted({name for each in own for name in each.misses})
    return [fault.name, *cells, ", ".join(missed) or "met"]


def main() -> int:
    """Make the matrix, write the page, and tell what was missed."""
    os.environ["no_proxy"] = "*"
    logging.disable(logging.WARNING)
    began = time.monotonic()
    found = outcomes(lambda authority: settings(authority, wait=2.0, attempts=3))
    PAGE.write_text(page(found), encoding="utf-8")
    missed = [outcome for outcome in found if outcome.misses]
    for outcome in missed:
        print(f"{outcome.call.client}.{outcome.call.operation}, {outcome.fault.name}: {', '.join(outcome.misses)} ({outcome.told})")
    print(f"{len(found)} calls, {len(missed)} miss a target, {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
