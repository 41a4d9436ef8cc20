"""
The public face of the package as one text, a stub that people and griffe can read: `make api` writes it, a test compares.

Which classes belong to it is seen on the living package (the doors' names, and what clients and the Sandbox hold); what they look like is
read from the source.
"""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import griffe

import saglikclient
from saglikclient.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

SNAPSHOT = Path(__file__).with_name("saglikclient.pyi")
DOORS = ("saglikclient", "saglikclient.erapor", "saglikclient.hes", "saglikclient.mhrs", "saglikclient.mhrs.rest", "saglikclient.testing")
SPECIAL = {"__init__", "__new__", "__call__", "__iter__", "__next__", "__len__", "__getitem__", "__enter__", "__exit__", "__str__"}
INNER = ("boundary", "guarded", "service(")
"""Our own decorators, which change neither signatures nor results."""
HEADER = "# The public API, written by `make api`. A change here is a decision: see docs/upgrading.md.\n"


def rendered() -> str:
    """
    The stub of the package as it is.
    """
    package = griffe.load("saglikclient", search_paths=[str(Path(saglikclient.__file__).parents[1])])
    doors = "".join(f"# {door}.{name}\n" for door in DOORS for name in sorted(import_module(door).__all__))
    return "\n".join([HEADER, doors, *(_shown(package[path]) for path in sorted(_reached()))])


def breakages(old: str, new: str) -> list[str]:
    """
    What somebody who uses the old face would stumble over in the new one.

    Args:
        old: A stub.

        new: Another one.
    """
    gone = [fact for fact in _facts(old) if fact not in set(_facts(new))]
    before, after = (griffe.visit("api", filepath=SNAPSHOT, code=text) for text in (old, new))
    found = griffe.find_breaking_changes(before, after)
    return [*(f"{fact}: is not there any more" for fact in gone), *(_told(each) for each in found)]


def _facts(stub: str) -> Iterator[str]:
    """
    What griffe does not compare: names of doors, bases, fields and their types, codes. Methods are its business.
    """
    owner = ""
    for line in stub.splitlines():
        owner = line.removeprefix("class ").partition("(")[0].rstrip(":") if line.startswith("class ") else owner
        if line.startswith("# saglikclient"):
            yield line.removeprefix("# ")
        elif line.startswith("class "):
            yield line.rstrip(":")
        elif line.startswith("    ") and line.lstrip()[0] not in "@." and not line.lstrip().startswith("def "):
            yield f"{owner}.{line.strip()}"


def _told(breakage: griffe.Breakage) -> str:
    name = breakage.obj.path.removeprefix("api.")
    return f"{name}: {breakage.kind.value} ({breakage.old_value} -> {breakage.new_value})"


def _reached() -> set[str]:
    """
    Everything that is documented by a door, by the path below the package.
    """
    with Sandbox() as ministry:
        holders = (ministry, ministry.mhrs(), ministry.mhrs_rest(), ministry.erapor(), ministry.hes())
        held = [type(value) for holder in holders for name, value in vars(holder).items() if not name.startswith("_")]
    offered = [(door, name, getattr(import_module(door), name)) for door in DOORS for name in import_module(door).__all__]
    kinds = {kind for *_, kind in offered if inspect.isclass(kind)} | set(held)
    named = {base for kind in kinds for base in kind.__mro__ if base.__module__.partition(".")[0] == "saglikclient"}
    tables = {f"{_home(door, name)}.{name}" for door, name, value in offered if not inspect.isclass(value)}
    return {f"{kind.__module__}.{kind.__qualname__}".partition(".")[2] for kind in named} | tables


def _home(door: str, name: str) -> str:
    """
    The module in which a door's table or function is written.
    """
    target = griffe.load(door, search_paths=[str(Path(saglikclient.__file__).parents[1])])[name]
    return str(target.target_path).rpartition(".")[0].partition(".")[2]


def _shown(thing: griffe.Object | griffe.Alias) -> str:
    if isinstance(thing, griffe.Attribute):
        return f"{thing.name}: {thing.annotation}\n"
    if isinstance(thing, griffe.Function):
        return f"def {thing.signature()}: ...\n"
    assert isinstance(thing, griffe.Class)
    bases = ", ".join(str(base) for base in thing.bases)
    lines = [*_decorated(thing), f"class {thing.name}({bases}):" if bases else f"class {thing.name}:"]
    lines += [f"    {line}" for name, member in thing.members.items() for line in _member(thing, name, member)] or ["    ..."]
    return "\n".join([f"# {thing.canonical_path}", *lines, ""])


def _decorated(thing: griffe.Class | griffe.Function) -> list[str]:
    return [f"@{text}" for decorator in thing.decorators if not (text := str(decorator.value)).startswith(INNER)]


def _member(owner: griffe.Class, name: str, member: griffe.Object | griffe.Alias) -> Iterator[str]:
    if name.startswith("_") and name not in SPECIAL:
        return
    if isinstance(member, griffe.Function):
        for overload in owner.overloads.get(name, ()):
            yield from ("@overload", f"def {overload.signature()}: ...")
        yield from (*_decorated(member), f"def {member.signature()}: ...")
    elif isinstance(member, griffe.Attribute) and "property" in member.labels:
        yield from ("@property", f"def {name}(self) -> {member.annotation}: ...")
    elif isinstance(member, griffe.Attribute):
        yield _attribute(name, member)


def _attribute(name: str, member: griffe.Attribute) -> str:
    """
    A field: its type, and whether it has a default; a plain value, e.g. a code, in full.
    """
    value = str(member.value or "")
    if member.annotation is None:
        made = value.partition("(")[0]
        return f"{name}: {made}" if made.isidentifier() and made[0].isupper() and value.endswith(")") else f"{name} = {_constant(value)}"
    field = value.startswith("attrs.field(")
    has_default = ("default=" in value or "factory=" in value) if field else bool(value)
    return f"{name}: {member.annotation}{' = ...' if has_default else ''}"


def _constant(value: str) -> str:
    return value if value in {"True", "False"} or re.match(r"[('\"\d]", value) else "..."


if __name__ == "__main__":
    SNAPSHOT.write_text(rendered(), encoding="utf-8")
