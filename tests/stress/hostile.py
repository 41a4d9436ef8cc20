"""
Hostile bodies to every client: `make fuzz`. It writes docs/reliability/hostile.md and fails where a promise is broken.

Each call is made in a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import socket
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from saglikclient import ConfigurationError, InvalidRequest, SaglikError
from saglikclient.mhrs.rest import Answer
from tests.stress.fuzz import peak, resident
from tests.stress.fuzz_subjects import subjects
from tests.stress.hostile_bodies import MARK, MIB, bodies
from tests.stress.tables import PAGES, table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection

    from tests.stress.fuzz_call import Subject

PAGE = PAGES / "hostile.md"
MOST_GROWTH = 640 * MIB
"""Ten times the largest answer that a client takes by default."""
MOST_SECONDS = 30.0
CALLS = ("mhrs poliklinik.kayit", "mhrs randevu.sorgulama", "mhrs randevu.akis", "erapor token", "erapor patient_reports", "hes check")
CALLS += ("hes check_many", "rest randevu.kurum_randevulari_sorgula", "rest muayene_yeri.ekle")
SAME = "the good answer"


@attrs.frozen
class Came:
    """
    What came of one call.

    Attributes:
        outcome: The class of the error, or that the good answer was read.
        wrong: The promise that was broken; empty if none was.
        growth: By how many bytes the process grew.
        seconds: Processor time.
    """

    outcome: str
    wrong: str
    growth: int
    seconds: float


def called(subject: Subject, good: object) -> tuple[str, str]:
    """Make the call: its outcome, and what is wrong with it."""
    warnings.simplefilter("error")
    try:
        result = subject.call()
    except SaglikError as error:
        shown = f"{error} {error!r} {vars(error)}"
        blames = isinstance(error, InvalidRequest | ConfigurationError) or not error.service
        doubt = "leaves no doubt about a write" if subject.undoubted(error) else ""
        wrong = "a file was read" if MARK in shown else "blames the caller" if blames else doubt
        return type(getattr(error, "error", None) or error).__name__, wrong
    except Exception as exc:  # noqa: BLE001 - this is what is looked for
        return type(exc).__name__, f"foreign: {exc}"[:200]
    return (SAME, "") if _read(result) == _read(good) else ("another answer", "taken for success")


def _read(result: object) -> object:
    """A result without members of the answer that have no field: MHRS REST keeps what a body adds where nobody reads it."""
    return attrs.evolve(result, extra={}) if isinstance(result, Answer) else result


def apart(subject: Subject, good: object) -> Came:
    """The same in a process of its own."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_told, args=(subject, good, theirs))
    process.start()
    theirs.close()
    try:
        came: Came = mine.recv() if mine.poll(MOST_SECONDS * 4) else Came("none", "never came back", 0, 0.0)
    except EOFError:
        came = Came("none", "the process died", 0, 0.0)
    if process.is_alive():
        process.join(5)
        process.kill()
    process.join()
    return came


def _told(subject: Subject, good: object, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (8 * 1024 * MIB, 8 * 1024 * MIB))  # a broken promise must not take the machine with it
    before, began = resident(), time.process_time()
    outcome, wrong = called(subject, good)
    pipe.send(Came(outcome, wrong, max(0, peak() - before), time.process_time() - began))


def broken(came: Came) -> str:
    """The promise that was broken; empty if none was."""
    if came.growth > MOST_GROWTH:
        return f"grew by {came.growth // MIB} MiB"
    return came.wrong or (f"took {came.seconds:.0f} s" if came.seconds > MOST_SECONDS else "")


def run(files: Mapping[str, str], only: str) -> dict[str, dict[str, dict[str, Came]]]:
    """Every body to every call: by the kind of bodies, by name, by call."""
    found: dict[str, dict[str, dict[str, Came]]] = {"xml": {}, "json": {}}
    for subject in (one for one in subjects() if one.name in CALLS):
        kind = "xml" if "xml" in subject.content_type else "json"
        subject.line.answer = subject.good
        good = subject.call()
        for name, made in ((name, made) for name, made in bodies(kind, files).items() if only in name):
            subject.line.answer = made(subject.good)
            came = apart(subject, good)
            found[kind].setdefault(name, {})[subject.name] = came
            if broken(came):
                print(f"{subject.name}: {name}: {came} {broken(came)}", file=sys.stderr)
    return found


def page(found: dict[str, dict[str, dict[str, Came]]]) -> str:
    """The page of the documentation."""
    parts = [INTRO.format(growth=MOST_GROWTH // MIB, seconds=int(MOST_SECONDS))]
    for kind, title in (("xml", "MHRS (XML)"), ("json", "MHRS REST, e-Rapor and HES (JSON)")):
        calls = [name for name in CALLS if any(name in by_call for by_call in found[kind].values())]
        rows = [
            [body, *(by_call[call].outcome for call in calls), "no" if any(map(broken, by_call.values())) else "yes"]
            for body, by_call in found[kind].items()
        ]
        parts.append(f"\n## {title}\n\n{table(['body', *calls, 'all promises kept'], rows)}\n")
    return "".join(parts)


INTRO = """# Hostile bodies

Generated by `make fuzz`. Each body stands in, or is made of, an answer that is good for the call, and comes with HTTP 200 and the right
content type. The table tells the error that comes of it; for `check_many`, of the part that failed.

The promises: only a `SaglikError` leaves the client, it does not blame the caller, and a write that the service has not refused is
`OutcomeUnknown`. Nothing is taken for success but what reads exactly
like the good answer, apart from new members, which MHRS REST keeps. No file and no address that a body names is opened. The process grows
by less than {growth} MiB, ten times the largest answer that a client takes by default (`max_answer`), and computes for less than {seconds}
seconds.
"""


def main() -> None:
    """Try everything, write the page, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only bodies whose name holds this; writes no page")
    only = parser.parse_args().only
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as port:
        secret = Path(folder) / "secret"
        secret.write_text(MARK)
        found = run({"file": secret.as_uri(), "port": f"http://127.0.0.1:{port.getsockname()[1]}/x.dtd"}, only)
        port.settimeout(0)
        try:
            port.accept()[0].close()
        except BlockingIOError:
            visited = False
        else:
            visited = True
    if not only:
        PAGE.write_text(page(found), encoding="utf-8")
    wrong = [came for by_name in found.values() for by_call in by_name.values() for came in by_call.values() if broken(came)]
    tried = sum(len(by_call) for by_name in found.values() for by_call in by_name.values())
    print(f"{tried} calls, {len(wrong)} promises broken; an address was {'opened' if visited else 'not opened'}")
    sys.exit(bool(wrong) or visited)


if __name__ == "__main__":
    main()
