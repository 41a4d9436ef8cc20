"""
Readers of single elements: each stores the content of its element in the values of a record.

If an element is repeated, the first one with a value wins; later ones are not parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from saglikclient._core.codes import Unknown
from saglikclient.mhrs._hl7.tables import Field, Part

Take = Callable[[Any, list[Any]], None]
"""Stores an element in the values: a list with one item for each field of the model, None where nothing was read yet."""


class ElementMisfit(Exception):
    """A path and the problem there. The table reader converts it, since its frames contain the values that were read."""


def _unreadable(path: str, error: ValueError) -> ElementMisfit:
    return ElementMisfit(path, f"cannot be read: {error}")


def inside(takers: Mapping[object, Take]) -> Take:
    """Return a function that passes each child of an element to the reader for its tag."""
    find = takers.get

    def take(element: Any, values: list[Any]) -> None:
        for child in element[:]:
            taker = find(child.tag)
            if taker is not None:
                taker(child, values)

    return take


def attribute(at: int, name: str, parse: Callable[[str], Any], path: str, outweighs: object = None, *, keep: bool = False) -> Take:
    """
    Return a function that reads an attribute. The value `outweighs` wins over others, in any order; `keep` turns an unreadable one into
    `Unknown`.
    """

    def take(element: Any, values: list[Any]) -> None:
        if values[at] is None or (outweighs is not None and values[at] is not outweighs):
            value = element.get(name)
            if value and not value.isspace():
                try:
                    values[at] = parse(value.strip())
                except ValueError as error:
                    if not keep:
                        raise _unreadable(path, error) from None
                    values[at] = Unknown(value.strip())

    return take


def text(at: int) -> Take:
    """Return a function that reads an element's text; blank is absent."""

    def take(element: Any, values: list[Any]) -> None:
        if values[at] is None:
            value = element.text
            if value:
                values[at] = value.strip() or None

    return take


def several(at: int, count: int, read: Callable[[Sequence[Any]], Sequence[Any]], path: str) -> Take:
    """Return a function that reads `count` values of one element, all of them or none."""
    span, nothing = slice(at, at + count), [None] * count

    def take(element: Any, values: list[Any]) -> None:
        if values[span] == nothing:
            try:
                values[span] = read((element,))
            except ValueError as error:
                raise _unreadable(path, error) from None

    return take


def nested(at: int, read: Callable[[Any], Any]) -> Take:
    """Return a function that reads an element with its own model."""

    def take(element: Any, values: list[Any]) -> None:
        if values[at] is None:
            values[at] = read(element)

    return take


def gathered(at: int, read: Callable[[Any], Any] = lambda element: element) -> Take:
    """Return a function that collects repeated elements, or their models; `joined` converts them to values."""

    def take(element: Any, values: list[Any]) -> None:
        if values[at] is None:
            values[at] = []
        values[at].append(read(element))

    return take


def joined(line: Field | Part, at: int, path: str) -> Callable[[list[Any]], None]:
    """Return a function that replaces the collected elements of a line by its values; an empty list is absent."""
    read: Callable[[Sequence[Any]], Sequence[Any]] = line.type.read if isinstance(line, Field) else _as_one
    span = slice(at, at + (len(line.names) if isinstance(line, Field) else 1))

    def join(values: list[Any]) -> None:
        if values[at] is not None:
            try:
                values[span] = [value or None for value in read(values[at])]
            except ValueError as error:
                raise _unreadable(path, error) from None

    return join


def _as_one(models: Sequence[Any]) -> tuple[tuple[Any, ...]]:
    return (tuple(models),)
