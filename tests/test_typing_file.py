"""
The file that only type checkers read leaves nothing out: every row of Table 1, every public name, every public method.
"""

from __future__ import annotations

import ast
import inspect
import rlcompleter
from importlib import import_module
from pathlib import Path

import pytest

from saglikclient.mhrs.interactions import TABLE_1
from saglikclient.testing import Sandbox

TREE = ast.parse((Path(__file__).parent / "typing" / "public.py").read_text(encoding="utf-8"))
NAMES = {node.id for node in ast.walk(TREE) if isinstance(node, ast.Name)}
ATTRIBUTES = {node.attr for node in ast.walk(TREE) if isinstance(node, ast.Attribute)}
ASSERTED = {
    ast.unparse(called.func).removeprefix("mhrs."): ast.unparse(node.args[1])
    for node in ast.walk(TREE)
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "assert_type" and isinstance(called := node.args[0], ast.Call)
}
DOORS = ("saglikclient", "saglikclient.erapor", "saglikclient.hes", "saglikclient.mhrs", "saglikclient.mhrs.rest", "saglikclient.testing")
INNER = {"Sandbox.now", "Sandbox.receive", "Ek2.booking", "Ek2.share", "Contract.wsdl"}
"""Public for other parts of the package only."""


def public_methods(door: str) -> list[str]:
    """
    The methods and properties of the classes of a door, as `Class.name`.
    """
    kinds = [kind for name in import_module(door).__all__ if inspect.isclass(kind := getattr(import_module(door), name))]
    return [
        f"{kind.__name__}.{name}"
        for kind in kinds
        for owner in kind.__mro__
        if owner.__module__.startswith("saglikclient")
        for name, value in vars(owner).items()
        if not name.startswith("_") and (inspect.isroutine(value) or isinstance(value, property | classmethod))
    ]


@pytest.mark.parametrize("row", TABLE_1, ids=lambda row: row.method)
def test_every_row_has_its_type_asserted(row: object) -> None:
    """
    What each of the eighteen methods returns is what `assert_type` says, which is what its signature says.
    """
    method = getattr(row, "method", "")
    group, name = method.split(".")
    signature = inspect.signature(getattr(getattr(Sandbox().mhrs(), group), name))

    assert ASSERTED[method] == signature.return_annotation


@pytest.mark.parametrize("door", DOORS)
def test_every_public_name_is_used(door: str) -> None:
    """
    A name that a door offers is read by both type checkers.
    """
    assert [name for name in import_module(door).__all__ if name not in NAMES] == []


@pytest.mark.parametrize("door", DOORS)
def test_every_public_method_is_used(door: str) -> None:
    """
    So is every method and property of the classes that it offers.
    """
    found = public_methods(door)

    assert found
    assert [method for method in found if method not in INNER and method.split(".")[1] not in ATTRIBUTES] == []


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("saglikclient.Outcome", "saglikclient.OutcomeUnknown("),
        ("mhrs.calisma_c", "mhrs.calisma_cetveli"),
        ("mhrs.randevu.bos", "mhrs.randevu.bos_slot_sorgulama("),
        ("records.to_da", "records.to_dataframe("),
        ("ministry.fau", "ministry.faults"),
    ],
)
def test_completion(typed: str, completed: str) -> None:
    """
    What begins a name is completed, as a console or a notebook does it: lazy names before their first use, services, records.
    """
    with Sandbox() as ministry, ministry.mhrs() as mhrs:
        here = {"saglikclient": import_module("saglikclient"), "mhrs": mhrs, "records": mhrs.poliklinik.sorgulama(), "ministry": ministry}
        found = rlcompleter.Completer(here).complete(typed, 0)

    assert found is not None
    assert found.rstrip("()") == completed.rstrip("(")
