"""
`make bench`: measures everything, prints the table, and puts it into docs/performance.md.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import batches
import floors
import hes_bulk
import hes_steps
import memory
import reading
import rest_answer
import small_call
import starting
from table import Row, markdown, publish

MEASURED = (starting, small_call, memory, hes_bulk, rest_answer, batches, reading)
BESIDE = ("lxml", "zeep", "xsdata", "attrs", "requests")


def rows() -> Iterator[Row]:
    """
    All lines; what is measured is told on the way, since it takes minutes.
    """
    for measured in MEASURED:
        began = time.monotonic()
        yield from measured.rows()
        print(f"{measured.__name__}: {time.monotonic() - began:.0f} s", file=sys.stderr)


def main() -> None:
    """
    Measure, print, write.
    """
    versions = ", ".join(f"{name} {version(name)}" for name in BESIDE)
    told = f"{markdown(rows())}\nPython {platform.python_version()}; {versions}.\n"
    parts = {"table": told, "steps": floors.table(), "hes": hes_steps.table(), "start": starting.steps()}
    print(*parts.values(), sep="\n")
    for name, part in parts.items():
        publish(name, part)


if __name__ == "__main__":
    main()
