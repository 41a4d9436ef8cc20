"""
A small part of the fault matrix at each run of the tests: some faults times all calls, with short timeouts; and its page is the script's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient.errors import HttpError, NotSent, OutcomeUnknown, ServiceError
from tests.stress.fault_calls import CALLS, Call
from tests.stress.fault_kinds import FAULTS, Authority, Fault
from tests.stress.fault_matrix import PAGE, Outcome, ministry_at_work, page, settings, suffer

# Where a reset arrives between connect() and the handshake, CPython's ssl gives up a socket that it has taken over and not closed.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"),
]

if TYPE_CHECKING:
    from collections.abc import Iterator

WAITS = {"connect": 1.0, "total": 0.15}
"""Seconds to wait where a fault makes the client wait; where none does, a loaded machine gets its time."""
NAMES = (
    "none",
    "handshake stalls once",
    "expired certificate",
    "reset once",
    "head drips",
    "body drips",
    "length too large",
    "HTTP 503 once",
)
CHOSEN = [fault for fault in FAULTS if fault.name in NAMES]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the proxy of the machine it runs on."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    """Certificates of all kinds."""
    with Authority() as made:
        yield made


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.client}.{call.operation}")
@pytest.mark.parametrize("fault", CHOSEN, ids=lambda fault: fault.name)
def test_targets_are_met(fault: Fault, call: Call, authority: Authority) -> None:
    """
    No write is repeated or lost, nothing foreign is raised, nothing hangs, nothing that was sent is called not sent, and an error of a
    write that was done leaves room for that.
    """
    options = settings(authority, wait=WAITS.get(fault.waits, 5.0), attempts=2)

    assert suffer(fault, call, ministry_at_work(), authority, options).misses == []


def test_all_chosen_faults_exist() -> None:
    """No name of the list outlives its fault."""
    assert len(CHOSEN) == len(NAMES)


WRITE = next(call for call in CALLS if call.writes)
READ = next(call for call in CALLS if not call.writes)
MET = Outcome(fault=FAULTS[0], call=WRITE, error=None, arrived=1, processed=1, in_time=True)
LOST = attrs.evolve(MET, fault=next(fault for fault in FAULTS if fault.name == "reset"), error=OutcomeUnknown())


@pytest.mark.parametrize(
    ("outcome", "misses"),
    [
        (MET, []),
        (LOST, []),
        (attrs.evolve(LOST, arrived=2), ["write repeated"]),
        (attrs.evolve(LOST, arrived=2, call=READ), []),
        (attrs.evolve(LOST, arrived=2, processed=2), ["write repeated", "write done twice"]),
        (attrs.evolve(MET, processed=0), ["write lost"]),
        (attrs.evolve(LOST, error=None), ["succeeds or fails wrongly"]),
        (attrs.evolve(MET, error=OutcomeUnknown()), ["succeeds or fails wrongly"]),
        (attrs.evolve(LOST, error=OSError()), ["foreign exception", "leaves no doubt"]),
        (attrs.evolve(LOST, error=HttpError(status=503)), ["leaves no doubt"]),
        (attrs.evolve(LOST, error=HttpError(status=503), processed=0), ["leaves no doubt"]),
        (attrs.evolve(LOST, error=ServiceError()), ["leaves no doubt"]),
        (attrs.evolve(LOST, error=ServiceError(), processed=0), []),
        (attrs.evolve(LOST, error=HttpError(status=503), call=READ), []),
        (attrs.evolve(LOST, error=OutcomeUnknown(status=503)), []),
        (attrs.evolve(LOST, error=NotSent()), ["leaves no doubt", "says not sent, but was"]),
        (attrs.evolve(LOST, error=NotSent(), call=READ), []),
        (attrs.evolve(LOST, in_time=False), ["hangs"]),
    ],
)
def test_what_misses_a_target(outcome: Outcome, misses: list[str]) -> None:
    """The matrix can fail: each way to miss a target is called by its name, in the outcome and on the page."""
    others = [
        attrs.evolve(MET, fault=fault, call=call) for fault in FAULTS for call in CALLS if (fault, call) != (outcome.fault, outcome.call)
    ]

    assert outcome.misses == misses
    assert all(miss in page([outcome, *others]) for miss in misses)


def test_page_is_the_scripts() -> None:
    """The page names every fault and every call of the script, a row a fault for each client, and every row meets the targets."""
    text = PAGE.read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    of_clients = [row for row in rows if len(row) > 2 and row[0] not in {"fault", "---"}]

    assert [row for row in rows if len(row) == 2][2:] == [[fault.name, fault.what] for fault in FAULTS]
    assert [row[0] for row in of_clients] == [fault.name for _ in {call.client for call in CALLS} for fault in FAULTS]
    assert {row[-1] for row in of_clients} == {"met"}
    assert re.findall(r"`([\w.]+)` \((reads|writes)\)", text) == [(call.operation, "writes" if call.writes else "reads") for call in CALLS]
    assert f"- {len(FAULTS) * len(CALLS)} calls" in text
