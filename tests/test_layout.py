"""
The layout of the package: what is public says so, arrows between packages point one way, and a name means one thing.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import saglikclient

PACKAGE = Path(saglikclient.__file__).parent
ROOT = Path(__file__).parents[1]
MODULES = {".".join(("saglikclient", *path.relative_to(PACKAGE).with_suffix("").parts)): path for path in PACKAGE.rglob("*.py")}
NAMED_TWICE = {"RandevuIptali", "RandevuSorgusu"}
"""The Ministry's words in both generations of MHRS; each is public in its own package."""


def package_of(module: str) -> str:
    """
    The package that a module belongs to; the values beside `_core` count to it, since they are what it is made of.
    """
    name = module.removesuffix(".__init__").removesuffix(".__main__")
    while name.replace(".", "/") and not (PACKAGE.parent / name.replace(".", "/")).is_dir():
        name = name.rpartition(".")[0]
    return name


def imports(path: Path) -> set[str]:
    """
    The modules that a module imports when it runs, at once or later; what only type checkers see does not count.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("saglikclient") and id(node) not in hidden:
            found |= {f"{node.module}.{name.name}" if f"{node.module}.{name.name}" in MODULES else node.module for name in node.names}
    return found


def test_public_modules_are_those_that_are_promised() -> None:
    """
    docs/upgrading.md lists every module whose path has no underscore, and no other.
    """
    public = {name.removesuffix(".__init__") for name in MODULES if not re.search(r"\._(?!_init__)", name)}
    text = (ROOT / "docs" / "upgrading.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(saglikclient[\w.]*)` \| (.*) \|$", text, re.MULTILINE)
    promised = {package for package, _ in rows} | {f"{package}.{name}" for package, names in rows for name in re.findall(r"`(\w+)`", names)}

    assert promised == public


def test_no_two_modules_need_each_other() -> None:
    """
    Modules can be put in an order in which each imports only earlier ones.
    """
    graph = {
        name.removesuffix(".__init__"): {found.removesuffix(".__init__") for found in imports(path)} - {name.removesuffix(".__init__")}
        for name, path in MODULES.items()
    }

    TopologicalSorter(graph).prepare()  # raises CycleError


def test_production_knows_nothing_of_the_sandbox() -> None:
    """
    Only the Sandbox's own modules import it.
    """
    users = [name for name, path in MODULES.items() if ".testing" not in name and any(".testing" in found for found in imports(path))]

    assert users == []


def test_a_class_name_means_one_thing() -> None:
    """
    No name of a class stands for two.
    """
    names = Counter(
        node.name
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )

    assert {name for name, count in names.items() if count > 1} == NAMED_TWICE
