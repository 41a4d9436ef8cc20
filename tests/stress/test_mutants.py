"""
The mutation run is set up on what exists, and its page holds what it must.
"""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.stress import mutants

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def _functions(path: Path) -> list[str]:
    """The functions and methods of a module, as `Class.method`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    methods = [f"{kind.name}.{each.name}" for kind in kinds for each in kind.body if isinstance(each, ast.FunctionDef)]
    return methods + [each.name for each in tree.body if isinstance(each, ast.FunctionDef)]


KNOWN = tomllib.loads((ROOT / "tests" / "stress" / "survivors.toml").read_text(encoding="utf-8"))["reason"]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
SOURCE = ROOT / "src" / "saglikclient"
MODULES = {".".join(path.relative_to(SOURCE).with_suffix("").parts): path for path in SOURCE.rglob("*.py")}
FUNCTIONS = [f"{module}.{name}" for module, path in MODULES.items() for name in _functions(path)]
LEFT_OUT = [word.removeprefix("--deselect=") for word in SETTINGS["pytest_add_cli_args"] if word.startswith("--deselect=")]


def test_modules_and_tests_exist() -> None:
    """No setting outlives its modules or its tests."""
    assert [module for module in SETTINGS["only_mutate"] if not list(ROOT.glob(module))] == []
    assert [test for test in SETTINGS["pytest_add_cli_args_test_selection"] if not (ROOT / test).exists()] == []


@pytest.mark.parametrize("test", LEFT_OUT)
def test_what_is_left_out_exists(test: str) -> None:
    """A test that is left out of the run is one that is there."""
    path, _, name = test.partition("::")

    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "name", "module"),
    [
        ("saglikclient.errors.x__restore__mutmut_3", "errors._restore", "errors"),
        ("saglikclient.mhrs.rules.xǁEk2ǁshare__mutmut_12", "mhrs.rules.Ek2.share", "mhrs.rules"),
        ("saglikclient._transport.http.xǁ_Networkǁ__init____mutmut_2", "_transport.http._Network.__init__", "_transport.http"),
        ("saglikclient._transport.exceptions.x_ours__mutmut_1", "_transport.exceptions.ours", "_transport.exceptions"),
    ],
)
def test_a_mutant_is_named_as_its_function(key: str, name: str, module: str) -> None:
    """The page names functions as the code does, and counts them under their module."""
    assert mutants._named(key) == name
    assert mutants._module(mutants.Mutant(name, ("", ""), None)) == module


def test_unexplained_survivors_are_shown() -> None:
    """A survivor that no reason fits stands on the page with its change."""
    known = mutants.Mutant("mhrs.rules._warn", ("", "warnings.warn(message, Ek2Warning, )"), False)
    unknown = mutants.Mutant("mhrs.rules.numbered", ("x = 1", "x = 2"), False)

    (explained, one), (shown, other) = mutants.reasons([known, unknown])

    assert (one, other) == (1, 1)
    assert "not explained" not in explained
    assert shown.endswith("**not explained**: `x = 1` → `x = 2`")


@pytest.mark.parametrize("reason", KNOWN, ids=lambda reason: reason["where"])
def test_reasons_are_whole(reason: dict[str, str]) -> None:
    """A reason says where it holds and why; that place is in the package, and its patterns can be read."""
    assert reason.keys() <= {"where", "after", "why"}
    assert len(reason["why"]) > 10
    assert re.compile(reason.get("after", ""))
    assert any(re.search(reason["where"], function) for function in FUNCTIONS), "it explains nothing that is there"


def test_enough_were_noticed() -> None:
    """
    By the page of the last run, all mutants were tried, at least 85 % of them were noticed, and a reason stands beside each of the others.
    """
    page = (ROOT / "docs" / "reliability" / "mutants.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w.]+) \|.* \| ([\d,]+) \| ([\d.]+)% \|$", page, re.MULTILINE)
    name, untried, share = rows[-1]

    assert (name, untried) == ("all", "0")
    assert float(share) >= 100 * mutants.NEEDED
    assert "not explained" not in page
