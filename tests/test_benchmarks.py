"""
The benchmarks that start other programs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "benchmarks"
GENERATE = "import tempfile, reading\nwith tempfile.TemporaryDirectory() as folder:\n    reading._generate('generated', folder)\n"


def run(code: str) -> subprocess.CompletedProcess[str]:
    """
    Run code beside the benchmarks as `make bench` does: no environment is activated, so PATH names only the system's folders.
    """
    surroundings = {**os.environ, "PATH": os.defpath, "PYTHONPATH": os.pathsep.join([str(FOLDER), *sys.path])}
    return subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, timeout=120, check=False)


def test_every_benchmark_can_be_imported() -> None:
    """A name that the package no longer has is noticed here, not by whoever measures; so is one in a program that a benchmark starts."""
    modules = sorted(path.stem for path in FOLDER.glob("*.py"))

    done = run("".join(f"import {module}\n" for module in modules) + "exec(starting.MODELS)")

    assert (done.returncode, done.stderr) == (0, "")


def test_xsdata_finds_its_formatter() -> None:
    """
    The generator of xsdata starts ruff by its bare name and fails without it; it has to find the one of this environment.
    """
    done = run(GENERATE)

    assert (done.returncode, done.stderr) == (0, "")


def test_failing_program_shows_its_output(tmp_path: Path) -> None:
    """
    Whoever measures sees why a program failed, not only that it did.
    """
    schema = tmp_path / "PRSC_AR001001TR.xsd"
    schema.write_text("<never-closed>")

    done = run(f"import reading\nreading.contract.__file__ = {str(tmp_path / 'contract.py')!r}\n{GENERATE}")

    assert done.returncode != 0
    assert f"Parsing schema {schema.as_uri()}" in done.stderr
    assert "CalledProcessError" not in done.stderr
