"""
The signatures and docstrings of everything that a user can reach from the package's doors.
"""

from __future__ import annotations

import ast
import enum
import inspect
import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import pytest

from saglikclient.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Function = Callable[..., object]

DOORS = ("saglikclient", "saglikclient.erapor", "saglikclient.hes", "saglikclient.mhrs", "saglikclient.mhrs.rest", "saglikclient.testing")
BEHIND_THE_DOORS = tuple(getattr(import_module(door), name) for door in DOORS for name in import_module(door).__all__)


def _ours(kind: object) -> bool:
    return isinstance(kind, type) and kind.__module__.partition(".")[0] == "saglikclient"


@cache
def _names(module: str) -> dict[str, Any]:
    """
    A module's names, those that only type checkers import included.
    """
    loaded = import_module(module)
    names = dict(vars(loaded))
    for node in ast.parse(inspect.getsource(loaded)).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), f"<types of {module}>", "exec"), names)
    return names


def _annotated(function: Function, owner: type) -> Iterator[object]:
    """
    The annotations of a function and everything within them. A constructor may name types of the bases whose fields it takes.
    """
    names = {name: value for base in reversed(owner.__mro__) if _ours(base) for name, value in _names(base.__module__).items()}
    todo: list[object] = list(get_type_hints(function, globalns=names).values())
    while todo:
        yield (part := todo.pop())
        todo.extend(part if isinstance(part, list) else get_args(part))


def _constructor(kind: type) -> tuple[Function, type] | None:
    """
    What runs when a class is called, and where it is written; None if it is not ours to sign, or the class an enum or a protocol.
    """
    if getattr(kind, "_is_protocol", False):
        return None
    for owner in filter(_ours, kind.__mro__):
        for name in ("__init__", "__new__"):
            if name in vars(owner) and not issubclass(kind, enum.Enum):
                return getattr(owner, name), owner
    return None


def _methods(kind: type) -> Iterator[tuple[str, Function, type]]:
    """
    The public methods and properties of a class and of its bases, and where they are written.
    """
    for owner in filter(_ours, kind.__mro__):
        for name, value in vars(owner).items():
            function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
            if not name.startswith("_") and inspect.isfunction(function):
                yield f"{owner.__name__}.{name}", function, owner


def _reached() -> dict[type, None]:
    """
    The classes behind the doors, the services of a client, what makes faults, and whatever their signatures name.
    """
    sandbox = Sandbox()
    clients = (sandbox.mhrs(), sandbox.mhrs_rest())
    services = [type(value) for client in clients for name, value in vars(client).items() if not name.startswith("_")]
    todo: list[Any] = [*BEHIND_THE_DOORS, *services, type(sandbox.faults)]
    found: dict[type, None] = {}
    while todo:
        kind = todo.pop()
        if _ours(kind) and kind not in found and not kind.__name__.startswith("_"):
            found[kind] = None
            signed = [(function, owner) for _, function, owner in _methods(kind)]
            made = _constructor(kind) if kind in BEHIND_THE_DOORS else None
            for function, owner in [*signed, made] if made else signed:
                todo.extend(_annotated(function, owner))
    return found


METHODS = {name: (function, owner) for kind in _reached() for name, function, owner in _methods(kind)}
CONSTRUCTED = {kind.__name__: kind for kind in BEHIND_THE_DOORS if _ours(kind) and _constructor(kind)}
METHOD = pytest.mark.parametrize("name", sorted(METHODS))
CLASS = pytest.mark.parametrize("name", sorted(CONSTRUCTED))


def _keywords(function: Function) -> list[str]:
    return [name for name, parameter in inspect.signature(function).parameters.items() if parameter.kind is parameter.VAR_KEYWORD]


def _undocumented(function: Function, *docstrings: str | None) -> list[str]:
    """
    Parameters that no docstring has a line for.
    """
    told = {name for text in docstrings for name in re.findall(r"^ +(\w+): \S", text or "", re.MULTILINE)}
    return [name for name in inspect.signature(function).parameters if name not in {"self", "cls"} and name not in told]


def test_the_walk_reaches_what_users_hold() -> None:
    """
    The rules below are checked for the services and models too, not just for the names in `__all__`.
    """
    assert {"RandevuServisi.sorgulama", "Records.to_dataframe", "Model.to_dict", "Code.read", "Faults.next", "Tckn.random"} <= set(METHODS)
    assert {"Mhrs", "Poliklinik", "Credentials", "Tckn", "OutcomeUnknown", "Sandbox"} <= set(CONSTRUCTED)


@METHOD
def test_no_public_method_has_any_or_free_keywords(name: str) -> None:
    """
    A type checker knows what goes into a public method and what comes out of it.
    """
    function, owner = METHODS[name]
    assert not any(part is Any for part in _annotated(function, owner))
    assert _keywords(function) == []


@CLASS
def test_no_public_constructor_has_any_or_free_keywords(name: str) -> None:
    """
    A type checker, and `help()`, knows what a public class is made of, whatever its converters accept.
    """
    made = _constructor(CONSTRUCTED[name])
    assert made is not None
    assert not any(part is Any for part in _annotated(*made))
    assert _keywords(made[0]) == []


@METHOD
def test_every_public_method_says_what_it_takes(name: str) -> None:
    """
    A public method has a docstring with a line for each of its parameters.
    """
    function, _ = METHODS[name]
    assert (function.__doc__ or "").strip()
    assert _undocumented(function, function.__doc__) == []


@CLASS
def test_every_public_class_says_what_it_takes(name: str) -> None:
    """
    A public class has a docstring, and it or a base has a line for each parameter of the constructor.
    """
    kind = CONSTRUCTED[name]
    made = _constructor(kind)
    assert made is not None
    assert (kind.__doc__ or "").strip()
    assert _undocumented(made[0], *(owner.__doc__ for owner in filter(_ours, kind.__mro__))) == []
