"""
How time is taken: processor time, in rounds in which all take turns; of each the shortest counts. A machine that is shared is slow for
seconds and quick for seconds, and never quicker than it can: the shortest of many rounds is what the work takes.
"""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping

Subjects = Mapping[str, Callable[[], object]]


def shortest(subjects: Subjects, rounds: int) -> dict[str, float]:
    """
    Processor seconds of each, the shortest of so many rounds.
    """
    return _least([_round(subjects) for _ in range(rounds)])


def _round(subjects: Subjects) -> dict[str, float]:
    times: dict[str, float] = {}
    for name, subject in subjects.items():
        gc.collect()
        began = time.process_time()
        subject()
        times[name] = time.process_time() - began
    return times


def processes(scripts: Mapping[str, str], rounds: int) -> dict[str, float]:
    """
    Processor seconds of a whole new Python that runs a script, the shortest of so many rounds; its modules are compiled already.
    """
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        surroundings["PYTHONPYCACHEPREFIX"] = folder
        for script in scripts.values():
            _process(script, surroundings)
        return _least([{name: _process(script, surroundings) for name, script in scripts.items()} for _ in range(rounds)])


def _least(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {name: min(times[name] for times in rounds) for name in rounds[0]}


def _process(script: str, surroundings: Mapping[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", script], env=surroundings, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
