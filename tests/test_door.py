"""
The front doors: sorted names that all resolve, and no engine loaded by an import.
"""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import saglikclient
import saglikclient.erapor
import saglikclient.hes
import saglikclient.mhrs
import saglikclient.mhrs.rest
import saglikclient.testing

if TYPE_CHECKING:
    from types import ModuleType

ENGINES = ("zeep", "lxml", "requests", "urllib3", "stamina", "pandas", "tqdm")
DOORS = (saglikclient, saglikclient.erapor, saglikclient.hes, saglikclient.mhrs, saglikclient.mhrs.rest, saglikclient.testing)
LOADED = f"import sys; print([name for name in {ENGINES} if name in sys.modules])"


def run(code: str) -> str:
    """
    Run code in a fresh interpreter where warnings are errors.
    """
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    "code",
    [
        "import saglikclient",
        "import saglikclient.errors",
        "from saglikclient import *",
        "import saglikclient; [getattr(saglikclient, name) for name in saglikclient.__all__]",
        "import saglikclient.erapor",
        "import saglikclient.hes",
        "import saglikclient.mhrs",
        "import saglikclient.mhrs.rest",
        "import saglikclient.testing",
    ],
)
def test_import_loads_no_engine(code: str) -> None:
    """
    Importing the package, all of its names, or the client loads neither zeep nor lxml nor requests: a script that needs none starts fast.
    """
    assert run(f"{code}; {LOADED}") == "[]"


def test_a_made_client_loads_no_engine() -> None:
    """
    Making an e-Rapor client and addresses loads no engine either, and nothing of HL7.
    """
    made = (
        "from datetime import datetime, timezone; from saglikclient import Credentials; from saglikclient.erapor import *; "
        "erapor = ERapor(Credentials(username='u', password='p'), application_code='a'); "
        "token = AccessToken(value='t', role=Role.UZMAN_HEKIM, obtained_at=datetime.now(timezone.utc)); "
        "erapor.urls(token).doctor_index(); erapor.close()"
    )

    assert run(f"{made}; {LOADED}") == "[]"
    assert run(f"{made}; import sys; print([name for name in sys.modules if name.startswith('saglikclient.mhrs')])") == "[]"


def test_the_check_for_engines_sees_engines() -> None:
    """
    The check above would notice an engine.
    """
    assert run(f"import requests; {LOADED}") == "['requests', 'urllib3']"


@pytest.mark.parametrize("door", DOORS)
def test_names_are_sorted_and_resolve(door: ModuleType) -> None:
    """
    `__all__` is sorted, names nothing twice, and every name is there and is ours.
    """
    names = list(door.__all__)

    assert names == sorted(set(names), key=lambda name: (not name.isupper(), name))  # tables first, as ruff sorts
    for name in names:
        value = getattr(door, name)
        if isinstance(value, tuple):  # a list of names
            assert all(isinstance(each, str) for each in value)
            continue
        if name.isupper():  # a number, a moment, or a table: its rows are ours
            assert isinstance(value, int | datetime) or {type(row).__module__.partition(".")[0] for row in value.values()} == {
                "saglikclient"
            }
            continue
        assert value.__module__.startswith("saglikclient.")
        assert value.__name__ == name


@pytest.mark.parametrize("door", DOORS)
def test_names_are_listed(door: ModuleType) -> None:
    """
    `dir()`, and with it completion, knows every public name, also before its first use.
    """
    assert set(door.__all__) <= set(dir(door))
    assert set(run("import saglikclient; print(*dir(saglikclient))").split()) >= set(saglikclient.__all__)


@pytest.mark.parametrize("door", DOORS)
def test_star_import_gives_the_public_names(door: ModuleType) -> None:
    """
    `from … import *` gives exactly `__all__`.
    """
    found: dict[str, object] = {}
    exec(f"from {door.__name__} import *", found)

    assert set(found) - {"__builtins__"} == set(door.__all__)


@pytest.mark.parametrize("door", DOORS)
def test_imports_and_names_are_the_same(door: ModuleType) -> None:
    """
    What a door imports for type checkers or for use is exactly what it offers.
    """
    tree = ast.parse(Path(door.__file__ or "").read_text(encoding="utf-8"))
    ours = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("saglikclient")]

    assert sorted(alias.name for node in ours for alias in node.names) == sorted(door.__all__)


@pytest.mark.parametrize("name", saglikclient.__all__)
def test_name_is_the_one_of_its_room(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """
    A name that is fetched at first use is the same object as in the module that defines it, and is kept.
    """
    monkeypatch.delitem(vars(saglikclient), name, raising=False)

    value = getattr(saglikclient, name)

    assert getattr(importlib.import_module(value.__module__), name) is value
    assert vars(saglikclient)[name] is value


@pytest.mark.parametrize("name", ["nothing", "Mhrs", "import_modul", "_rooms"])
def test_unknown_name_is_an_attribute_error(name: str) -> None:
    """
    A name that does not exist is told as Python tells it, so that `hasattr()` and imports work.
    """
    with pytest.raises(AttributeError, match=f"module 'saglikclient' has no attribute '{name}'"):
        getattr(saglikclient, name)
    assert not hasattr(saglikclient, name)
