"""
Sentry and OpenTelemetry, the real libraries with their defaults: no event, breadcrumb, transaction or span holds a secret or a person.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NAMES, OUTCOMES = ("mhrs", "mhrs_rest", "hes"), ("success", "refused", "lost", "struck")
TOOLS, PLACES = ("sentry", "otel-requests", "otel-urllib3"), ("sandbox", "socket")
ENDS = {"success": {""}, "refused": {"AuthenticationError"}, "lost": {"OutcomeUnknown", "NotSent"}, "struck": {"TimeLimit"}}


@cache
def reported(tool: str, where: str) -> list[dict[str, Any]]:
    """
    What a process of its own sent of all calls: such a tool changes Python's own libraries for good.
    """
    program = [sys.executable, "-m", "tests.support.reporting_program", tool, where]
    found: list[dict[str, Any]] = json.loads(subprocess.run(program, cwd=ROOT, check=True, capture_output=True, timeout=120).stdout)
    return found


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_sent_tells_of_anybody(tool: str, where: str, name: str, outcome: str) -> None:
    """
    A call that succeeds, one that is refused, one whose answer is lost, and one that a time limit strikes: each is reported, and none with
    a password, a token, a number, a name, a note or a code.
    """
    (found,) = (one for one in reported(tool, where) if (one["name"], one["outcome"]) == (name, outcome))

    assert found["ended"] in ENDS[outcome]
    assert found["items"] >= 1
    assert found["told"] == []
