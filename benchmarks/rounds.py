"""
How time is taken: processor time, in rounds that take turns, of which the shortest counts. A busy machine then slows all alike.
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
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, subject in subjects.items():
            gc.collect()
            began = time.process_time()
            subject()
            best[name] = min(best.get(name, float("inf")), time.process_time() - began)
    return best


def processes(scripts: Mapping[str, str], rounds: int) -> dict[str, float]:
    """
    Processor seconds of a whole new Python that runs a script, the shortest of so many rounds; its modules are compiled already.
    """
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        surroundings["PYTHONPYCACHEPREFIX"] = folder
        for number in range(rounds + 1):
            for name, script in scripts.items():
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run([sys.executable, "-c", script], env=surroundings, check=True)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                best[name] = min(best.get(name, float("inf")), spent) if number else float("inf")
    return best
