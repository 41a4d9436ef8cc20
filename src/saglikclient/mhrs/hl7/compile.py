"""
Tables made into functions: the source of a reader is written from the lines of its table, once, at the first use.

`print(source(acts.RANDEVU))` shows it. It walks down the elements that the table knows, each once, and passes over all others with what is
in them; a value that is there goes into a variable with the field's name; at the end everything required has to be there, and the model
is made. Calling a function for each element instead, as one would write it by hand, takes half as long again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from saglikclient.errors import ProtocolError
from saglikclient.mhrs.hl7.bindings import Field, Need, Part
from saglikclient.mhrs.hl7.datatypes import Attribute, Coded, Text
from saglikclient.records import Model, places
from saglikclient.written import function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient.mhrs.hl7.bindings import Act, Branch
    from saglikclient.mhrs.hl7.element import Element

M = TypeVar("M", bound=Model)
OWN = frozenset({"Unfit", "at", "element", "error", "made", "model", "new", "place", "text"})


class Unfit(Exception):
    """
    What a reader raises: where, and what is wrong there. It never leaves this room, since its frames hold what was read.
    """

    def __init__(self, path: str, problem: object = "required, but missing in the answer") -> None:
        super().__init__(path, f"cannot be read: {problem}" if isinstance(problem, ValueError) else problem)


def reader(act: Act[M], *, answer: bool) -> Callable[[Element], M]:
    """
    Make the function that turns an act's element into its model.

    Args:
        act: The table.

        answer: Whether fields that only answers must bring are required.
    """
    written = _compiled(act, answer=answer)

    def read(element: Element) -> M:
        try:
            made: M = written(element)
        except Unfit as unfit:
            path, problem = unfit.args
        else:
            return made
        raise ProtocolError(problem, path=path)

    return read


def source(act: Act[Any], *, answer: bool = True) -> str:
    """
    The reader of a table as Python.

    Args:
        act: The table.

        answer: Whether fields that only answers must bring are required.
    """
    return _Writer(act, answer).written()


def _compiled(act: Act[Any], *, answer: bool) -> Callable[[Element], Any]:
    writer = _Writer(act, answer)
    return function(writer.written(), f"reader of {act.name}{'' if answer else ', as sent'}", writer.names)


@attrs.define
class _Writer:
    """
    Writes one reader, and gathers what its source names.
    """

    act: Act[Any]
    answer: bool
    names: dict[str, Any] = attrs.field(factory=dict[str, Any])

    def written(self) -> str:
        """
        The whole function.
        """
        self.names.update(Unfit=Unfit, new=object.__new__, model=self.act.model)
        fields = [name for line in self.act.fields for name in _served(line)]
        if OWN & set(fields):
            raise ValueError(f"{self.act.name}: a field is called like one of the reader's own variables")
        body = [*self._below(self.act.tree, "element", 1), *self._joined(), *self._needed()]
        return "\n".join(
            (
                "def read(element):",
                f"    {' = '.join(fields)} = None",
                "    try:",
                *(f"        {line}" for line in body),
                "    except ValueError as error:",
                "        raise Unfit(at, error) from None",
                "    made = new(model)",
                *(f"    {line}" for line in self._puts()),
                "    return made\n",
            )
        )

    def _below(self, branch: Branch, element: str, depth: int) -> Iterator[str]:
        """
        A loop over the children of an element: each goes where its tag says.
        """
        child, known = f"e{depth}", f"known_{'_'.join(branch.path.split('/')[1:]) or 'all'}"
        self.names[known] = {tag: place for place, tag in enumerate(branch.tags)}.get
        yield f"for {child} in {element}[:]:"
        yield f"    place = {known}({child}.tag)"
        yield "    if place is None:"
        yield "        continue"
        for place, inner in enumerate(branch.tags.values()):
            yield f"    {'elif' if place else 'if'} place == {place}:  # {inner.path}"
            lines = self._below(inner, child, depth + 1) if inner.line is None else self._line(inner.line, inner.path, child)
            yield from (f"        {line}" for line in lines)

    def _line(self, line: Field | Part, path: str, child: str) -> Iterator[str]:
        """
        What is done with an element that a line stands for.
        """
        fields = _served(line)
        first = fields[0]
        if line.many:
            self.names[f"read_{first}"] = _compiled(line.act, answer=self.answer) if isinstance(line, Part) else line.type.read
            yield f"if {first} is None:"
            yield f"    {first} = []"
            yield f"{first}.append({f'read_{first}({child})' if isinstance(line, Part) else child})"
            return
        yield _unless_said(line)
        if isinstance(line, Part):
            self.names[f"read_{first}"] = _compiled(line.act, answer=self.answer)
            yield f"    {first} = read_{first}({child})"
            return
        yield f"    at = {path!r}"
        yield from (f"    {taken}" for taken in self._taken(line, child))

    def _taken(self, line: Field, child: str) -> Iterator[str]:
        """
        How the value of a line comes out of its element.
        """
        first, kind = line.names[0], line.type
        if isinstance(kind, Attribute) or (isinstance(kind, Coded) and not kind.named):
            self.names[f"parse_{first}"] = kind.parse
            yield f"text = {child}.get({kind.name!r})"
            yield "if text:"
            yield f"    {first} = {'text.strip()' if kind.parse is str else f'parse_{first}(text.strip())'}"
        elif isinstance(kind, Text):
            yield f"text = {child}.text"
            yield "if text:"
            yield f"    {first} = text.strip() or None"
        else:
            self.names[f"read_{first}"] = kind.read
            yield f"{', '.join(line.names)}, = read_{first}(({child},))"

    def _joined(self) -> Iterator[str]:
        """
        What was gathered from elements that repeat becomes one value.
        """
        for line in self.act.fields:
            if not line.many:
                continue
            fields = _served(line)
            yield f"if {fields[0]} is not None:"
            if isinstance(line, Part):
                yield f"    {line.name} = tuple({line.name})"
            else:
                yield f"    at = {self.act.element + '/' + line.path!r}"
                yield f"    {', '.join(fields)}, = read_{fields[0]}({fields[0]})"

    def _needed(self) -> Iterator[str]:
        """
        What has to be there; an empty list is not.
        """
        for line in self.act.fields:
            if line.need is Need.ALWAYS or (self.answer and line.need is Need.ANSWER):
                needed = _served(line) if isinstance(line, Part) else line.needed or line.names
                yield f"if {' or '.join(f'{name} is None or {name} == ()' if line.many else f'{name} is None' for name in needed)}:"
                yield f"    raise Unfit({self.act.element + '/' + line.path!r})"

    def _puts(self) -> Iterator[str]:
        """
        The model's slots, each filled with what was read, or with its default.
        """
        served = {name for line in self.act.fields for name in _served(line)}
        for place in places(self.act.model):
            name = place.name
            self.names[f"put_{name}"], self.names[f"default_{name}"] = place.put, place.default
            read, default = name if name in served else "None", f"default_{name}(made)"
            yield f"put_{name}(made, {read if place.default is None else f'{default} if {read} is None else {read}'})"


def _unless_said(line: Field | Part) -> str:
    """
    Whether an element is still to be read, where it stands twice.
    """
    outweighs = getattr(line.type, "outweighs", None) if isinstance(line, Field) else None
    if outweighs is not None:
        return f"if {_served(line)[0]} is not {outweighs}:  # where it stands twice, {str(outweighs).lower()} outweighs"
    return f"if {' is None and '.join(_served(line))} is None:  # where it stands twice, the first that says something counts"


def _served(line: Field | Part) -> tuple[str, ...]:
    return (line.name,) if isinstance(line, Part) else line.names
