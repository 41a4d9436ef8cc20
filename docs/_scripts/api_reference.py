"""
A Sphinx extension: lets autodoc see what only type checkers import, and the members of codes.
"""

from __future__ import annotations

import ast
import enum
import inspect
import pkgutil
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import saglikclient

if TYPE_CHECKING:
    from types import ModuleType

    from sphinx.application import Sphinx


def expose(module: ModuleType) -> None:
    """
    Import into a module what it imports for type checkers only, so that the types of its signatures can be told and linked.
    """
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for statement in node.body:
                with suppress(ImportError):  # an extra that is not installed
                    exec(compile(ast.Module([statement], []), f"<types of {module.__name__}>", "exec"), vars(module))  # noqa: S102 - our own imports


def expose_all(_: Sphinx) -> None:
    """
    Do so in every module of the package.
    """
    found = pkgutil.walk_packages(saglikclient.__path__, "saglikclient.")
    for module in [import_module(info.name) for info in found if not info.name.endswith("__main__")]:
        expose(module)


def keep_codes(_: Sphinx, __: str, ___: str, member: object, skip: bool, ____: object) -> bool | None:  # noqa: FBT001 - Sphinx passes it so
    """
    Show the members of an enum though they have no docstring of their own: their names are what is asked for.
    """
    return False if skip and isinstance(member, enum.Enum) else None


def as_sentence(_: Sphinx, kind: str, __: str, ___: object, ____: object, lines: list[str]) -> None:
    """
    Keep napoleon from taking the words before a colon for a type: our attributes and properties are described by sentences.
    """
    if kind in {"attribute", "property"}:
        lines[:0] = ["..", ""]  # an empty comment


def setup(app: Sphinx) -> dict[str, bool]:
    """
    Sphinx calls this.
    """
    app.connect("builder-inited", expose_all)
    app.connect("autodoc-skip-member", keep_codes)
    app.connect("autodoc-process-docstring", as_sentence, priority=400)  # before napoleon
    return {"parallel_read_safe": True}
