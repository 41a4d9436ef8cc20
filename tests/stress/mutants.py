"""
Mutation testing: what mutmut found out, as a page.

`make mutants` runs mutmut as `[tool.mutmut]` in pyproject.toml sets it up, and then this: it writes docs/reliability/mutants.md, and fails
if less than 85 % are noticed. What survives has to be explained in `survivors.toml`. To try some mutants again:
`PYTHONPATH=$PWD/mutants/src mutmut run "saglikclient.mhrs.rules.*"`.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import attrs

from tests.stress.tables import table, write

FOUND = Path("mutants")
NEEDED = 0.85
NOTICED, SURVIVED = {1, 3, 24, -24, 36, 152, 255}, {0, 5, 33}
"""Exit codes of mutmut's workers: a test failed or ran out of time; none failed, or none ran."""


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


def mutants() -> Iterator[Mutant]:
    """Every mutant, and whether it was noticed."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    for verdicts in sorted(FOUND.glob("src/**/*.meta")):
        path = verdicts.relative_to(FOUND).with_suffix("")
        for key, code in json.loads(verdicts.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            noticed = True if code in NOTICED else False if code in SURVIVED else None
            change = ("", "") if noticed else _change(get_diff_for_mutant(key, path=path))
            yield Mutant(_named(key), change, noticed)


def _named(key: str) -> str:
    """A mutant's name as a reader knows the function, e.g. `transport.http.Transport.close`."""
    module, _, function = re.sub(r"__mutmut_\d+$", "", key).removeprefix("saglikclient.").partition(".x")
    return f"{module}.{function[1:].replace('ǁ', '.')}"


def _change(diff: str) -> tuple[str, str]:
    """The first line that differs, before and after."""
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


def main() -> int:
    """Write the page; gives 1 if a mutant was not tried or too few were noticed."""
    found = list(mutants())
    how = (
        "Made by `make mutants` (mutmut, set up in `pyproject.toml`): small faults are put into the code, one at a time; a mutant is "
        "noticed if a test fails or does not end. Tests that count frames are left out, since mutmut adds some."
    )
    survivors = [mutant for mutant in found if mutant.noticed is False]
    print(write("mutants", "Mutation testing", how, _modules(found), _survivors(survivors)))
    noticed = sum(mutant.noticed is True for mutant in found)
    return int(any(mutant.noticed is None for mutant in found) or noticed < NEEDED * max(len(found), 1))


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
