"""
Readers of JSON objects: the source of each is written from the fields of its model, once, at the first use.

`print(source(KurumRandevusu, wire_names(KurumRandevusu)))` shows one. It asks the object for each member that the model knows; null is
absent, absent takes the default, a text that is needed is not empty, and what no field stands for goes into the field `extra`, if there
is one.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import attrs

from saglikclient.records import places
from saglikclient.written import function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Hook = Callable[[Any, Any], Any]

EXTRA = "extra"
PLAIN = {
    str: "value.strip() if type(value) is str else {hook}",
    int: "value if type(value) is int else {hook}",
    bool: "value if type(value) is bool else {hook}",
}
"""What is read without a call; every service's hook would give the same."""


def or_none(kind: Any) -> Any:
    """
    The `X` of `X | None`; None for any other type.
    """
    given = get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
    inner = [one for one in given if one is not NoneType]
    return None if len(inner) == len(given) else Union[tuple(inner)]  # noqa: UP007 - made of what was found


def reader(model: Any, wire: Mapping[str, str], hook: Callable[[Any], Hook]) -> Hook:
    """
    Make the function that turns an object into its model; it raises anything at all if the object does not fit.

    Args:
        model: The model.

        wire: How its fields are called in JSON; those that are missing here are called alike.

        hook: Gives what reads a type.
    """
    names: dict[str, Any] = {"new": object.__new__, "model": model, "known": frozenset(wire.get(name, name) for name in kinds(model))}
    for place in places(model):
        names |= {f"put_{place.name}": place.put, f"default_{place.name}": place.default}
    for name, kind in kinds(model).items():
        names |= {f"kind_{name}": kind, f"read_{name}": hook(kind)}
    return function(source(model, wire), f"reader of {model.__name__}", names)


def source(model: Any, wire: Mapping[str, str]) -> str:
    """
    The reader of a model as Python.

    Args:
        model: The model.

        wire: How its fields are called in JSON; those that are missing here are called alike.
    """
    return "\n".join(
        (
            "def read(document, _):",
            "    if type(document) is not dict:",
            "        raise TypeError('must be an object')",
            "    get, made = document.get, new(model)",
            *(f"    {line}" for line in _lines(model, wire)),
            "    return made\n",
        )
    )


def _lines(model: Any, wire: Mapping[str, str]) -> Iterator[str]:
    known, texts = kinds(model), needed_texts(model)
    for place in places(model):
        name = place.name
        if name not in known:
            yield "beside = () if document.keys() <= known else document.keys() - known"
            yield f"put_{name}(made, {{name: document[name] for name in document if name in beside}} if beside else {{}})"
            continue
        yield f"value = get({wire.get(name, name)!r})"
        given = PLAIN.get(known[name], "{hook}").format(hook=f"read_{name}(value, kind_{name})")
        if name not in _needed(model):
            absent = "None" if place.default is None else f"default_{name}(made)"
            yield f"put_{name}(made, {absent} if value is None else {given})"
            continue
        yield from (f"value = {given}", "if not value:") if name in texts else ("if value is None:",)
        yield f"    raise KeyError({name!r})"
        yield f"put_{name}(made, {'value' if name in texts else given})"


def kinds(model: Any) -> dict[str, Any]:
    """
    The types of the fields that members are read into; without `| None`, since null is absent.
    """
    fields: Any = attrs.fields(attrs.resolve_types(model))
    return {field.name: or_none(field.type) or field.type for field in fields if field.name != EXTRA}


def needed_texts(model: Any) -> set[str]:
    """
    The fields that need a text: later calls name an appointment by it, and an empty one names nothing.
    """
    return {name for name in _needed(model) if kinds(model)[name] is str}


def _needed(model: Any) -> set[str]:
    fields: Any = attrs.fields(model)
    return {field.name for field in fields if field.default is attrs.NOTHING}
