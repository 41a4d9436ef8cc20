"""
Mutation testing: small faults are put into the code, one at a time, and the tests have to notice each.

Run with `make mutants`; it writes docs/reliability/mutants.md, and fails if less than 85 % are noticed. mutmut keeps its verdicts in
`.mutants`, so a second run looks only at what has changed or was not noticed. What survives has to be explained in `survivors.toml`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import attrs

from tests.stress.tables import table, write

ROOT = Path(__file__).parents[2]
WORK = ROOT / ".mutants"
PACKAGE = "src/saglikclient"
NEEDED = 0.85
NOTICED, SURVIVED = {1, 3, 24, -24, 36, 152, 255}, {0, 5, 33}
"""Exit codes of mutmut's workers: a test failed or ran out of time; none failed, or none ran."""
COPIED = (
    "src",
    "tests",
    "examples",
    "docs",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "Makefile",
    "LICENSE",
)
UNFIT = (
    "tests/mhrs/test_rules_in_calls.py::test_early_booking_warns_at_the_callers_line",
    "tests/mhrs/test_rules_in_calls.py::test_small_share_warns_at_the_callers_line",
    "tests/stress/test_threads.py::test_whole_run",
    "tests/stress/test_threads.py::test_fork_while_locks_are_held",
)
"""Tests that count frames, which mutmut adds to, and tests that take long and see nothing that others do not."""


@attrs.frozen
class Group:
    """
    Modules that the same tests look after.

    Attributes:
        modules: Which ones, below the package.
        tests: Where their tests are.
    """

    modules: tuple[str, ...]
    tests: tuple[str, ...]


GROUPS = {
    "errors": Group(
        ("errors.py",),
        ("tests/test_errors.py", "tests/test_error_facts.py", "tests/stress/test_clock.py", "tests/hes/test_bulk_failures.py"),
    ),
    "privacy": Group(("_core/masking.py",), ("tests/test_privacy.py", "tests/test_masks.py", "tests/logs")),
    "rules": Group(("mhrs/rules.py",), ("tests/mhrs/test_rules.py", "tests/mhrs/test_rules_in_calls.py")),
    "wire": Group(
        ("_transport/[!js]*.py", "_transport/clock_skew.py"),
        (
            "tests/transport",
            "tests/stress/test_clock.py",
            "tests/stress/test_time.py",
            "tests/mhrs/test_client_life.py",
            "tests/logs/test_logs.py",
            "tests/doctor/test_proxy.py",
            "tests/test_boundary.py",
        ),
    ),
    "messages": Group(
        ("_transport/json_call.py", "_transport/soap.py"),
        (
            "tests/transport/test_json_call.py",
            "tests/transport/test_soap.py",
            "tests/transport/test_username_token.py",
            "tests/mhrs/hl7/test_contract_load.py",
            "tests/hes/test_single.py",
            "tests/hes/test_damage.py",
            "tests/erapor/test_token.py",
            "tests/mhrs/rest/test_calls.py",
            "tests/logs/test_errors_show.py",
        ),
    ),
    "judge": Group(("_transport/judge.py",), ("tests/transport/test_judge.py", "tests/transport/test_excerpt.py")),
}


@attrs.frozen
class Mutant:
    """
    A fault that was put in.

    Attributes:
        where: Module and function.
        change: The line before and after.
        noticed: Whether a test failed; None if it was not tried.
    """

    where: str
    change: tuple[str, str]
    noticed: bool | None


def prepared(name: str, group: Group) -> Path:
    """
    A copy of the project in which mutmut can write.

    Args:
        name: The group's name.

        group: The group.
    """
    folder = WORK / name
    for source in (ROOT / each for each in COPIED):
        if source.is_dir():
            shutil.rmtree(folder / source.name, ignore_errors=True)
            shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__", "_build"))
        else:
            shutil.copy(source, folder)
    settings = {
        "source_paths": ["src"],
        "only_mutate": [f"{PACKAGE}/{module}" for module in group.modules],
        "also_copy": list(COPIED),
        "pytest_add_cli_args": ["-p", "no:randomly", "-p", "no:cacheprovider", *(f"--deselect={test}" for test in UNFIT)],
        "pytest_add_cli_args_test_selection": list(group.tests),
        "timeout_multiplier": 4,  # some tests of the network wait; a mutant that hangs must not hold the run for a quarter of an hour
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text("\n".join([project, "[tool.mutmut]", *lines, ""]), encoding="utf-8")
    (folder / "mutants" / "src").mkdir(parents=True, exist_ok=True)
    return folder


def run(name: str, workers: int) -> None:
    """
    Let mutmut work on a group.

    Args:
        name: The group.

        workers: How many mutants at a time.
    """
    folder = prepared(name, GROUPS[name])
    _forget_survivors(folder)
    mutated = str((folder / "mutants" / "src").resolve())  # for tests that start a Python of their own
    subprocess.run(
        [sys.executable, "-m", "mutmut", "run", "--max-children", str(workers)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": mutated},
        check=True,
    )


def _forget_survivors(folder: Path) -> None:
    """
    Let mutmut try again what it did not see noticed: there may be new tests, and it has to ask anew which of them see what. What was
    noticed stays noticed until its function changes.
    """
    (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    for verdicts in folder.glob(f"mutants/{PACKAGE}/**/*.meta"):
        known = json.loads(verdicts.read_text(encoding="utf-8"))
        codes = known["exit_code_by_key"]
        known["exit_code_by_key"] = {key: code if code in NOTICED else None for key, code in codes.items()}
        verdicts.write_text(json.dumps(known), encoding="utf-8")


def mutants(name: str) -> Iterator[Mutant]:
    """
    What mutmut found out about a group.

    Args:
        name: The group.
    """
    os.chdir(WORK / name)  # mutmut looks around where it is
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    for verdicts in sorted(Path("mutants").glob(f"{PACKAGE}/**/*.meta")):
        path = Path(str(verdicts).removeprefix("mutants/").removesuffix(".meta"))
        for key, code in json.loads(verdicts.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            noticed = True if code in NOTICED else False if code in SURVIVED else None
            change = ("", "") if noticed else _change(get_diff_for_mutant(key, path=path))
            yield Mutant(_named(key), change, noticed)


def _named(key: str) -> str:
    """
    A mutant's name as a reader knows the function, e.g. `transport.http.Transport.close`.
    """
    module, _, function = re.sub(r"__mutmut_\d+$", "", key).removeprefix("saglikclient.").partition(".x")
    return f"{module}.{function[1:].replace('ǁ', '.')}"


def _change(diff: str) -> tuple[str, str]:
    """
    The first line that differs, before and after.
    """
    lines = diff.splitlines()[2:]
    before, after = (next((line[1:].strip() for line in lines if line.startswith(sign)), "") for sign in "-+")
    return before, after


def reasons(survivors: list[Mutant]) -> list[tuple[str, int]]:
    """
    Why mutants survive, each reason with how many it explains; the unexplained ones come last, each by itself.

    Args:
        survivors: The mutants.
    """
    known = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8")).get("reason", [])
    counted: Counter[str] = Counter()
    for mutant in survivors:
        told = next((one["why"] for one in known if _explains(one, mutant)), "")
        counted[
            f"`{mutant.where}`: {told}" if told else f"`{mutant.where}`: **not explained**: `{mutant.change[0]}` → `{mutant.change[1]}`"
        ] += 1
    return sorted(counted.items(), key=lambda item: ("not explained" in item[0], item[0]))


def _explains(reason: dict[str, str], mutant: Mutant) -> bool:
    return bool(re.search(reason["where"], mutant.where) and re.search(reason.get("after", ""), mutant.change[1]))


def main(arguments: list[str] | None = None) -> int:
    """
    Run the groups, and write the page if they are all there.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", help=f"only these: {', '.join(GROUPS)}; the page is then not written")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--told", action="store_true", help="run nothing, tell what is known from earlier runs")
    given = parser.parse_args(arguments)
    names = given.groups or list(GROUPS)
    for name in () if given.told else names:
        run(name, given.workers)
    found = [mutant for name in names for mutant in mutants(name)]
    blocks = (_modules(found), _survivors([mutant for mutant in found if mutant.noticed is False]))
    how = (
        "Made by `make mutants` (`tests/stress/mutants.py`, with mutmut): small faults are put into the code, one at a time; a mutant is "
        "noticed if a test fails or does not end. Tests that count frames are left out, since mutmut adds some."
    )
    if given.groups:
        print("\n\n".join(blocks))
    else:
        print(write("mutants", "Mutation testing", how, *blocks))
    tried = [mutant for mutant in found if mutant.noticed is not None]
    return int(len(tried) < len(found) or sum(bool(mutant.noticed) for mutant in tried) < NEEDED * len(tried))


def _modules(found: list[Mutant]) -> str:
    rows = []
    modules = sorted({_module(mutant) for mutant in found})
    for module in [*modules, "all"]:
        mine = [mutant for mutant in found if module in {"all", _module(mutant)}]
        noticed = sum(mutant.noticed is True for mutant in mine)
        tried = sum(mutant.noticed is not None for mutant in mine)
        rows.append((module, len(mine), noticed, tried - noticed, len(mine) - tried, f"{noticed / tried:.1%}" if tried else "-"))
    return table(("module", "mutants", "noticed", "survived", "not tried", "share noticed"), rows)


def _module(mutant: Mutant) -> str:
    return re.split(r"\.(?=_*[A-Z]|[^.]+$)", mutant.where)[0]


def _survivors(survivors: list[Mutant]) -> str:
    return f"## What survived, and why\n\n{table(('where, and why', 'mutants'), reasons(survivors))}"


if __name__ == "__main__":
    sys.exit(main())
