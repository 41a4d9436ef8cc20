"""
Secrets and persons in what the whole suite shows: `make spill`. It writes docs/reliability/spill.md and fails if one is found.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

from stdnum.tr import tckimlik

from tests.stress.tables import PAGES, table

ROOT = Path(__file__).parents[2]
PAGE = PAGES / "spill.md"
CANARY = "kanarya-4711-kanarya"
CHANNELS = {
    "log": "every logger at DEBUG: ours, urllib3's, requests', zeep's, stamina's",
    "http.client": "what `http.client` prints with `debuglevel = 1`",
    "warnings": "warnings",
    "errors": "`str()`, `repr()` and arguments of errors, and `repr()` of what they hold",
    "tracebacks": "`TracebackException(capture_locals=True)`, the frames of the test itself left out",
    "pickles": "pickles of errors, without the Ministry's own words (`.message`, `.issues`) and outcomes",
}
SUITE = ["tests", "--ignore=tests/stress"]
"""Everything but the tests of these scripts."""
SHORTEST = {"password or token": 8, "Basic header": 12, "identity number": 11, "name": 4, "telephone": 7}
"""What is shorter stands everywhere by chance."""
PART = 4 * 1024 * 1024
ORDINARY = {"False", "True", "None", "hekim", "Hekim", "yeni", "Yeni"}
"""Words of the tests that serve as names as well; those of the code are left out too."""
NO_PERSON = re.compile(r"Örnek (Devlet )?Hastanesi|kurum_adi='[^']*'|Ayşe Parlak|örnek", re.IGNORECASE)
"""Institutions bear the family names of the made-up people."""


def suite(folder: Path, arguments: list[str]) -> str:
    """Run the tests with the plugin; gives pytest's last line."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.stress.spill_plugin", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "SPILL_FOLDER": str(folder)}, capture_output=True, text=True, check=False)
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    print(*failed, sep="\n", file=sys.stderr)
    return done.stdout.strip().splitlines()[-1]


def secrets(folder: Path) -> dict[str, set[str]]:
    """What the run noted, and every valid identity number that stands in the tests."""
    found: dict[str, set[str]] = defaultdict(set)
    for part in folder.glob("secrets.*.json"):
        for kind, values in json.loads(part.read_text()).items():
            found[kind] |= {value for value in values if len(value) >= SHORTEST[kind]}
    for path in (ROOT / "tests").glob("**/*"):
        if path.suffix in {".py", ".xml", ".json"}:
            numbers = re.findall(r"(?<!\d)[1-9]\d{10}(?!\d)", path.read_text(encoding="utf-8"))
            found["identity number"] |= {number for number in numbers if tckimlik.is_valid(number)}
    own = "".join(path.read_text(encoding="utf-8") for path in _sources())
    found["password or token"] -= {one for one in found["password or token"] if one in own}
    found["password or token"].discard(CANARY)  # those tests know this file's words too
    found["name"] -= ORDINARY
    found["name"] -= {name for name in found["name"] if re.search(rf"\b{re.escape(name)}\b", own)}
    return found


def _sources() -> list[Path]:
    """The code itself: what stands there is no secret, though property tests take words of it for passwords. The Sandbox has real ones."""
    kit = ROOT / "src" / "saglikclient" / "testing"
    return [path for path in (ROOT / "src").glob("**/*.py") if kit not in path.parents]


def spilt(text: str, wanted: dict[str, set[str]]) -> list[tuple[str, str]]:
    """What is found in a text. Numbers and names are words of it; secrets are found within words too."""
    plain = NO_PERSON.sub("", text)
    words, numbers = set(re.findall(r"[^\W\d_]{4,}", plain)), set(re.findall(r"(?<![\w.-])\d{7,11}(?![\w-])", text))
    phones = {number[-7:] for number in numbers if len(number) in {7, 10}}
    found = [("name", name) for name in wanted["name"] & words]
    found += [("identity number", number) for number in wanted["identity number"] & set(re.findall(r"\d{11}", text))]
    found += [("telephone", number) for number in wanted["telephone"] & phones]
    for kind in ("password or token", "Basic header"):
        found += [(kind, one) for one in wanted[kind] if any(form in text for form in _written(one))]
    return found


def searched(folder: Path, channel: str, wanted: dict[str, set[str]]) -> tuple[int, bool, dict[tuple[str, str], str]]:
    """
    Search what a channel showed, a part at a time: its size, whether the canary was there, and what was found with what stood around it.
    """
    size, canary, found = 0, False, dict[tuple[str, str], str]()
    for path in folder.glob(f"{channel}.*"):
        with path.open(encoding="utf-8") as file:
            while lines := file.readlines(PART):
                text = "".join(lines)
                size, canary = size + len(text), canary or CANARY in text
                found.update({one: _around(text, one[1]) for one in spilt(text, wanted)})
    return size, canary, found


def _written(secret: str) -> set[str]:
    """The forms in which a text may be written: as it is, escaped, in an address, a form, XML."""
    encoded = secret.encode("utf-8", "surrogatepass")
    return {secret, ascii(secret)[1:-1], repr(encoded)[2:-1], quote(encoded, safe=""), quote_plus(encoded), escape(secret, quote=False)}


def page(rows: list[tuple[str, int, int]], wanted: dict[str, set[str]], tests: str) -> str:
    """The page of the documentation."""
    counts = ", ".join(f"{len(wanted[kind]):,} of the kind *{kind}*" for kind in SHORTEST)
    shown = table(("channel", "characters searched", "secrets and persons found"), [(CHANNELS[name], *rest) for name, *rest in rows])
    return INTRO.format(tests=tests, counts=counts, table=shown)


INTRO = """# Secrets and persons

Generated by `make spill`: the whole suite ({tests}) runs once with everything kept that it shows, and what was kept is searched for what it
must not hold. That is noted where it is made, by the tests' own Ministry and people:
{counts}.

A canary went into each channel by the way that everything else takes, and was found there. The same text is kept once. Where a test goes
into an inner room by itself (`_transport`, `mhrs._hl7`, those that read JSON), the frames hold what the test gave, and only the text of the
error is searched.

{table}

What cannot be promised: the frames of the caller's own functions hold what the caller has in them. `Secret.reveal()`, `to_dict()`,
`.message` and a pickle of a client give clear values, because they are asked for them.
"""


def main() -> None:
    """Run, search, write the page, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", default="", help="how many processes, if pytest-xdist is there")
    parser.add_argument("tests", nargs="*", help="only these; writes no page")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        summary = suite(folder, [*(asked.tests or SUITE), *(["-n", asked.workers] if asked.workers else [])])
        wanted, rows, missed = secrets(folder), [], []
        for channel in CHANNELS:
            size, canary, found = searched(folder, channel, wanted)
            missed += [] if canary else [f"{channel}: the canary is not there"]
            missed += [f"{channel}: {kind} {value!r}: {around}" for (kind, value), around in found.items()]
            rows.append((channel, size, len(found)))
    tests = re.search(r"(\d+) passed", summary)
    if tests is None or "failed" in summary or "error" in summary:
        missed.append(f"the suite itself: {summary}")
    if not asked.tests:
        PAGE.write_text(page(rows, wanted, f"{tests[1] if tests else 0} tests"), encoding="utf-8")
    print(*(f"{channel}: {size:,} characters, {found} found" for channel, size, found in rows), summary, sep="\n")
    print(*missed[:60], sep="\n", file=sys.stderr)
    sys.exit(bool(missed))


def _around(text: str, value: str) -> str:
    at = text.find(value)
    return text[max(0, at - 120) : at + 80].replace("\n", " ")


if __name__ == "__main__":
    main()
