"""
The pytest plugin: a fixture for everybody who has the package, and no burden for those who do not use it.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

import saglikclient.testing as kit

pytest_plugins = "pytester"

ENGINES = {"lxml", "requests", "urllib3", "zeep", "stamina", "stdnum", "attrs"}

USE = """
from saglikclient.testing import SANDBOX_START

def test_first(saglik_sandbox):
    saglik_sandbox.mhrs().poliklinik.sorgulama()
    assert len(saglik_sandbox.journal) == 1

def test_second(saglik_sandbox):
    assert len(saglik_sandbox.journal) == 0
    assert saglik_sandbox.clock() == SANDBOX_START
"""


@pytest.fixture
def whenever() -> None:
    """
    Once: what runs here runs in processes of its own, with the machine's clock.
    """


def test_each_test_gets_a_sandbox_of_its_own(pytester: pytest.Pytester) -> None:
    """
    The fixture is there without any import, and one test does not see another's requests.
    """
    pytester.makepyfile(USE)

    pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:randomly", "-W", "error").assert_outcomes(passed=2)


def test_the_fixture_is_documented(pytester: pytest.Pytester) -> None:
    """
    `pytest --fixtures` says what it gives.
    """
    shown = pytester.runpytest_subprocess("--fixtures", "-p", "no:cacheprovider").stdout.str()

    assert "saglik_sandbox" in shown
    assert "Provide a new `saglikclient.testing.Sandbox` for each test." in shown


def test_importing_the_plugin_loads_no_engine() -> None:
    """
    Pytest imports the plugin in every run; that must not cost the start of zeep, lxml or requests.
    """
    code = f"import sys, saglikclient.testing.plugin; print(sorted({ENGINES} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert done.stdout.strip() in {"[]", "['attrs']"}  # pytest itself may bring attrs


def test_the_door_lists_what_is_there() -> None:
    """
    `__all__` is sorted as written by hand, listed by `dir()`, and each name can be had.
    """
    assert sorted(kit.__all__) == ["Clock", "Entry", "FAULTS", "SANDBOX_START", "Sandbox"]
    assert set(kit.__all__) <= set(dir(kit))
    assert all(getattr(kit, name) is not None for name in kit.__all__)


def test_the_door_has_no_other_names() -> None:
    """
    A misspelt name is an AttributeError that says so.
    """
    with pytest.raises(AttributeError, match="no attribute 'Sandbx'"):
        _ = kit.Sandbx  # type: ignore[attr-defined]
