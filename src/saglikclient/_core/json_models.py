"""
Readers of JSON objects: closures over the fields of a model, created when the model is first used.

Unknown members are ignored or kept in `extra`, null counts as absent, and a required string must not be empty. An optional field of type
`X | Unknown | None` keeps a value that cannot be read as `Unknown`, and an optional string any value as text; other values that cannot be
read cost the model. An error contains the path in the answer's own names: each reader adds its part while the error propagates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, NoReturn, TypeVar, Union, get_args, get_origin

import attrs

from saglikclient._core.codes import Unknown
from saglikclient._core.json_values import as_text, filled, kept, text, truth, utc_moment, whole
from saglikclient._core.model import Place, has_rules, places
from saglikclient.errors import ProtocolError

T = TypeVar("T")
Read = Callable[[Any], Any]
"""Converts a JSON value; raises one of `INVALID` if it does not fit. Null never fits."""

INVALID = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What an invalid document can raise in a reader. Anything else, e.g. a time limit, is not caused by the document."""
EXTRA = "extra"
"""The field that keeps unknown members."""
VALUES: Mapping[Any, Read] = {str: text, bool: truth, int: whole, datetime: utc_moment}


class Misfit(ValueError):
    """The path of an invalid value. It never leaves `JsonModels.make`, since its frames contain the document."""


class JsonModels:
    """
    Creates the models of one service.

    Args:
        hooks: Readers of single types; they override `VALUES`.

        special: Returns the reader of a type, or None for the default.

        wire: Maps the fields of a model to the service's names; a field without an entry keeps its name.
    """

    def __init__(
        self,
        hooks: Mapping[Any, Read],
        special: Callable[[Any], Read | None] = lambda _: None,
        wire: Callable[[Any], Mapping[str, str]] = lambda _: {},
    ) -> None:
        self._readers: dict[Any, Read] = {**VALUES, **hooks}
        self._special, self._wire = special, wire

    def make(self, kind: type[T], document: object, path: str) -> T:
        """
        Create a model from a parsed document.

        Args:
            kind: The model.

            document: The JSON object.

            path: Its path in the answer, for errors.

        Raises:
            ProtocolError: If a member is missing or has another type. The error contains the path, never the value.
        """
        if not isinstance(document, dict):
            raise ProtocolError("must be an object", path=path)
        read = self.reader(kind)
        try:
            made: T = read(document)
        except INVALID as error:
            path += _within(error)
        else:
            return made
        raise ProtocolError("required and missing, or of another type", path=path)

    def reader(self, kind: Any) -> Read:
        """Return the reader of a type, created when first used."""
        read = self._readers.get(kind)
        if read is None:
            read = self._readers[kind] = self._special(kind) or self._usual(kind)
        return read

    def _usual(self, kind: Any) -> Read:
        if get_origin(kind) is tuple and get_args(kind)[1:] == (...,):
            return _list_reader(self.reader(get_args(kind)[0]))
        if Unknown in get_args(kind):
            return _lenient_reader(self.reader(_without(Unknown, kind)))
        wire, fields = self._wire(kind), attrs.fields_dict(attrs.resolve_types(kind))
        known = {place.name: place for place in places(kind)}
        extra = known.pop(EXTRA, None)
        members = [self._member(wire.get(name, name), fields[name], place) for name, place in known.items()]
        return object_reader(kind, members, extra, lenient=frozenset(wire.get(name, name) for name in known if _lenient(fields[name])))

    def _member(self, name: str, field: attrs.Attribute[Any], place: Place) -> _Member:
        kind = _without(Unknown, _without(NoneType, field.type))
        if field.default is attrs.NOTHING:
            return name, filled if kind is str else self.reader(kind), place.put, _missing
        return name, as_text if kind is str else self.reader(kind), place.put, place.default


_Member = tuple[str, Read, Callable[[Any, Any], None], Callable[[Any], Any] | None]
"""The JSON name, the reader, the setter, and the default factory (None if the default is None)."""


def object_reader(kind: Any, members: list[_Member], extra: Place | None, lenient: frozenset[str] = frozenset()) -> Read:
    """
    Return the reader of a model; input rules, if any, are applied at the end.

    Args:
        kind: The model.

        members: The members with a field, in the order of the fields.

        extra: The field for other members; None to ignore them.

        lenient: The members whose values become `Unknown` if they cannot be read.
    """
    nowhere: Callable[[Any, Any], None] = _nowhere
    new, ruled, known = object.__new__, has_rules(kind), frozenset(name for name, *_ in members)

    def read(document: Any) -> Any:
        if document.__class__ is not dict:
            raise TypeError("must be an object")
        get, made, rest = document.get, new(kind), iter(members)
        name, value, put = "", None, nowhere
        while True:  # once, and once more after each value that cannot be read
            try:
                for name, take, put, absent in rest:
                    value = get(name)
                    if value is not None:
                        put(made, take(value))
                    else:
                        put(made, None if absent is None else absent(made))
                break
            except INVALID as error:
                if value is None or name not in lenient:
                    raise Misfit(f".{name}{_within(error)}") from None
                put(made, Unknown(as_text(value)))
        if extra is not None:
            extra.put(made, kept(document, known))
        return attrs.evolve(made) if ruled else made

    return read


def _nowhere(made: object, value: object) -> None:
    """Stand in for the setter before the first member."""


def _list_reader(one: Read) -> Read:
    def read(value: Any) -> Any:
        if value.__class__ is not list:
            raise TypeError("must be a list")
        made: list[Any] = []
        try:
            for item in value:
                made.append(one(item))  # noqa: PERF401 - the length is the index of the invalid item
        except INVALID as error:
            raise Misfit(f"[{len(made)}]{_within(error)}") from None
        return tuple(made)

    return read


def _lenient_reader(read: Read) -> Read:
    """Return the reader of an item that becomes `Unknown` if it cannot be read; null still never fits."""

    def read_or_keep(value: Any) -> Any:
        if value is None:
            raise TypeError("must not be null")
        try:
            return read(value)
        except INVALID:
            return Unknown(as_text(value))

    return read_or_keep


def _missing(_: object) -> NoReturn:
    raise LookupError("required")


def _within(error: Exception) -> str:
    """Return the path collected so far."""
    return str(error.args[0]) if isinstance(error, Misfit) else ""


def _lenient(field: attrs.Attribute[Any]) -> bool:
    return field.default is not attrs.NOTHING and Unknown in get_args(field.type)


def _without(absent: type, kind: Any) -> Any:
    """Return the type of a field without one member of its union, e.g. `X` of `X | None`; any other type as it is."""
    if get_origin(kind) not in (Union, UnionType):
        return kind
    return Union[tuple(one for one in get_args(kind) if one is not absent)]  # noqa: UP007 - built at run time
