"""
The changelog can be read by people and machines: the form of Keep a Changelog, and the version that the package says.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

import saglikclient

ROOT = Path(__file__).parents[1]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
VERSION = saglikclient.__version__
KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
HEADING = re.compile(r"\[(?P<version>Unreleased|\d+\.\d+\.\d+)\](?: - (?P<day>\d{4}-\d\d-\d\d))?")


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def problems(text: str, version: str) -> list[str]:
    """
    What is wrong with a changelog; nothing if it is well.
    """
    title, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    found = [] if title.startswith("# Changelog\n") else ["title"]
    headings = [HEADING.fullmatch(section.partition("\n")[0]) for section in sections]
    found += [f"heading {at}" for at, heading in enumerate(headings) if heading is None]
    names = [heading["version"] for heading in headings if heading]
    released = [name for name in names if name != "Unreleased"]
    if "Unreleased" in names[1:] or released != sorted(set(released), key=numbers, reverse=True):
        found.append("order")
    if any((heading["version"] == "Unreleased") is bool(heading["day"]) for heading in headings if heading):
        found.append("date")
    if not _fits(names, released, version):
        found.append("version")
    return found + [f"{name}: {what}" for name, section in zip(names, sections, strict=False) for what in _within(section)]


def _fits(names: list[str], released: list[str], version: str) -> bool:
    """
    The newest one is the package's, or something newer is being made.
    """
    newest = released[0] if released else "0.0.0"
    return version == newest or ("Unreleased" in names and numbers(version) > numbers(newest))


def _within(section: str) -> list[str]:
    """
    The kinds of change of one version, each with entries; breaks with Before and After.
    """
    _, *parts = re.split(r"^### ", section, flags=re.MULTILINE)
    kinds = [part.partition("\n")[0] for part in parts]
    found = [] if kinds == [kind for kind in KINDS if kind in kinds] else [f"kinds {kinds}"]
    found += [f"{kind} is empty" for kind, part in zip(kinds, parts, strict=True) if not re.search(r"^- \S", part, re.MULTILINE)]
    entries = [entry for part in parts for entry in re.split(r"^- ", part, flags=re.MULTILINE)[1:]]
    breaks = [entry for entry in entries if "**Breaking" in entry]
    return found + ["a break without Before and After" for entry in breaks if not ("Before" in entry and "After" in entry)]


def test_it_is_well_formed() -> None:
    """
    Headings, order, dates and kinds are Keep a Changelog's, and its newest version is the package's.
    """
    assert problems(CHANGELOG, VERSION) == []


WELL = """# Changelog

## [Unreleased]

### Changed

- **Breaking**: `a()` is `b()`. Before: `a()`. After: `b()`.

## [0.2.0] - 2026-04-01

### Added

- `a()`.

### Fixed

- `c()`.

## [0.1.0] - 2026-03-02

### Added

- Everything.
"""


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("# Changelog\n", "# News\n", "title"),
        ("## [0.2.0] - ", "## 0.2.0 - ", "heading 1"),
        ("## [0.2.0] - 2026-04-01", "## [0.2.0]", "date"),
        ("## [Unreleased]", "## [Unreleased] - 2026-05-01", "date"),
        ("## [0.2.0] - ", "## [0.0.9] - ", "order"),
        ("## [0.1.0] - ", "## [0.2.0] - ", "order"),
        ("### Added\n\n- `a()`.", "### Added\n", "0.2.0: Added is empty"),
        ("### Fixed", "### Bugs", "0.2.0: kinds ['Added', 'Bugs']"),
        (" After: `b()`.", "", "Unreleased: a break without Before and After"),
    ],
)
def test_the_check_sees(before: str, after: str, problem: str) -> None:
    """
    Each of these mistakes is found.
    """
    assert problems(WELL, "0.2.0") == []
    assert before in WELL
    assert problem in problems(WELL.replace(before, after, 1), "0.2.0")


@pytest.mark.parametrize(("version", "fits"), [("0.2.0", True), ("0.3.0", True), ("0.1.0", False), ("0.1.9", False)])
def test_the_version_is_the_newest(version: str, fits: bool) -> None:
    """
    A package is never older than its changelog, and is newer only while something is unreleased.
    """
    released = WELL.replace("## [Unreleased]", "## [0.2.1] - 2026-05-01")

    assert ("version" not in problems(WELL, version)) is fits
    assert "version" in problems(released, "0.3.0")


def test_the_version_stands_in_one_place() -> None:
    """
    The build and the documents take it from the package.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert settings["project"]["dynamic"] == ["version"]
    assert settings["tool"]["hatch"]["version"]["path"] == "src/saglikclient/__init__.py"
    assert "saglikclient.__version__" in (ROOT / "docs" / "conf.py").read_text(encoding="utf-8")


def test_dates_are_days() -> None:
    """
    A date of a release is a day of the calendar.
    """
    for heading in HEADING.finditer(CHANGELOG):
        if heading["day"]:
            date.fromisoformat(heading["day"])
