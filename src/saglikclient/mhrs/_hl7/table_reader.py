"""
Readers of tables: closures that visit each element of a table once and skip all others with their content.

The values of a record are collected in a list, in the order of the table's lines; at the end the required ones are checked and the model is
filled from the list. In answers, an optional value that cannot be read is kept as `Unknown`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from saglikclient._core.model import Model, places
from saglikclient.errors import ProtocolError
from saglikclient.mhrs._hl7.datatypes import Attachment, Attribute, Coded, Text, reading_or_keeping
from saglikclient.mhrs._hl7.element_readers import ElementMisfit, attribute, gathered, inside, joined, nested, several, text
from saglikclient.mhrs._hl7.tables import Field, Need, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from saglikclient._core.model import Place
    from saglikclient.mhrs._hl7.element import Element
    from saglikclient.mhrs._hl7.element_readers import Take
    from saglikclient.mhrs._hl7.tables import Act, Branch

M = TypeVar("M", bound=Model)


_READERS: dict[tuple[object, bool], Callable[[Element], Any]] = {}


def reader(act: Act[M], *, answer: bool = True) -> Callable[[Element], M]:
    """
    Return the function that turns an act's element into its model; it is built at first use. Elements outside the table are skipped.

    Args:
        act: The table.

        answer: Whether fields that are only required in answers are required.

    Raises:
        ProtocolError: By the function, if a required element is missing or a value cannot be read; `path` names it.
    """
    read = _READERS.get((act, answer))
    if read is None:
        read = _READERS[act, answer] = _made(act, answer=answer)
    return read


def _made(act: Act[M], *, answer: bool) -> Callable[[Element], M]:
    read = model_reader(act, answer=answer)

    def read_or_refuse(element: Element) -> M:
        try:
            made: M = read(element)
        except ElementMisfit as misfit:
            path, problem = misfit.args
        else:
            return made
        raise ProtocolError(problem, path=path)

    return read_or_refuse


def model_reader(act: Act[Any], *, answer: bool) -> Callable[[Any], Any]:
    """Return a function that turns an element into a model, or raises `ElementMisfit`."""
    model, new, slots = act.model, object.__new__, _slots(act)
    index = {slot.name: at for at, slot in enumerate(slots)}
    take = inside(_takers(act.tree, index, answer=answer))
    joins = [joined(line, index[_names(line)[0]], f"{act.element}/{line.path}") for line in act.fields if line.many]
    needed = [(index[name], f"{act.element}/{line.path}") for line in act.fields for name in _needed(line, answer=answer)]
    defaults = [(at, slot.default) for at, slot in enumerate(slots) if slot.default is not None]
    puts, nothing = [slot.put for slot in slots], [None] * len(slots)

    def read(element: Any) -> Any:
        values: list[Any] = nothing[:]
        take(element, values)
        for join in joins:
            join(values)
        for at, path in needed:
            if values[at] is None:
                raise ElementMisfit(path, "required, but missing in the answer")
        made = new(model)
        for at, default in defaults:
            if values[at] is None:
                values[at] = default(made)
        for put, value in zip(puts, values, strict=True):
            put(made, value)
        return made

    return read


def _slots(act: Act[Any]) -> list[Place]:
    """Return the model's fields, those of the table's lines first, so that the values of a line are adjacent."""
    known = {place.name: place for place in places(act.model)}
    return [known.pop(name) for line in act.fields for name in _names(line)] + list(known.values())


def _takers(branch: Branch, index: Mapping[str, int], *, answer: bool) -> dict[object, Take]:
    """Return the readers for the children of an element that are in the table, by tag."""
    return {
        tag: inside(_takers(below, index, answer=answer)) if below.line is None else _taker(below.line, below.path, index, answer=answer)
        for tag, below in branch.tags.items()
    }


def _taker(line: Field | Part, path: str, index: Mapping[str, int], *, answer: bool) -> Take:
    """Return the reader for the element of a line."""
    at = index[_names(line)[0]]
    if isinstance(line, Part):
        read = model_reader(line.act, answer=answer)
        return gathered(at, read) if line.many else nested(at, read)
    if line.many:
        return gathered(at)
    kind, keep = line.type, answer and not _needed(line, answer=answer)
    if isinstance(kind, Attribute):
        return attribute(at, kind.name, kind.parse, path, kind.outweighs, keep=keep)
    if isinstance(kind, Coded) and not kind.named:
        return attribute(at, kind.name, kind.parse, path, keep=keep)
    if keep and isinstance(kind, Attachment | Coded):
        kind = attrs.evolve(kind, parse=reading_or_keeping(kind.parse))
    return text(at) if isinstance(kind, Text) else several(at, len(line.names), kind.read, path)


def _names(line: Field | Part) -> tuple[str, ...]:
    return (line.name,) if isinstance(line, Part) else line.names


def _needed(line: Field | Part, *, answer: bool) -> tuple[str, ...]:
    """Return the required fields of a line."""
    if line.need is Need.ALWAYS or (answer and line.need is Need.ANSWER):
        return _names(line) if isinstance(line, Part) else line.needed or line.names
    return ()
