"""
The page of what was tested with what names the versions that the package declares.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "uyumluluk.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEED = re.compile(r"([\w-]+)>=([\d.]+)(?:,<([\d.]+))?")
PACKAGE_ROW = re.compile(r"^\| `([\w-]+)` \| ([\d.]+) \| (?:([\d.]+) )?\|", re.MULTILINE)
PYTHON_ROW = re.compile(r"^\| (3\.\d+) \|", re.MULTILINE)
FOR_DEVELOPERS = {"dev", "docs", "release", "stress"}


def test_lowest_versions() -> None:
    """
    Every package that a user installs has a row with its lowest version and its upper bound, and no other has one.
    """
    extras = PROJECT["optional-dependencies"]
    declared = [*PROJECT["dependencies"], *(need for extra, needs in extras.items() if extra not in FOR_DEVELOPERS for need in needs)]

    assert PACKAGE_ROW.findall(PAGE) == [match.groups("") for need in declared if (match := NEED.fullmatch(need))]
    assert len(PACKAGE_ROW.findall(PAGE)) == len(declared)


def test_python_versions() -> None:
    """
    The versions of Python are those that the package declares, and the first of them is the lowest that it accepts.
    """
    versions = PYTHON_ROW.findall(PAGE)

    assert [f"Programming Language :: Python :: {version}" for version in versions] == [
        line for line in PROJECT["classifiers"] if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", line)
    ]
    assert PROJECT["requires-python"] == f">={versions[0]}"
