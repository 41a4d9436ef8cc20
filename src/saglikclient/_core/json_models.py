"""
Readers of JSON objects: closures over a model's fields, made at the first use of the model.

Members that no field knows hide nothing, null is absent, and a required text is not empty. What does not fit is told by its path in the
answer's own names: each reader adds its part of the path on the way out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, NoReturn, TypeVar, Union, get_args, get_origin

import attrs

from saglikclient._core.json_values import filled, text, truth, utc_moment, whole
from saglikclient._core.model import Place, has_rules, places
from saglikclient.errors import ProtocolError

T = TypeVar("T")
Read = Callable[[Any], Any]
"""Makes a value of what JSON has in its place; raises one of `STUMBLED` if that does not fit. Null fits nowhere."""

STUMBLED = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a document can make a reader raise. Anything else, e.g. a time limit that strikes meanwhile, is not the document's fault."""
EXTRA = "extra"
"""The field that keeps the members that no other field knows."""
VALUES: Mapping[Any, Read] = {str: text, bool: truth, int: whole, datetime: utc_moment}


class Misfit(ValueError):
    """Where something does not fit. It never leaves `JsonModels.make`, since its frames hold what was read."""


class JsonModels:
    """
    Makes models of one service.

    Args:
        hooks: Readers of single types, which go before `VALUES`.

        special: Gives the reader of a type by its form, None for the usual one. It is also given what finds readers of types.

        wire: How the service calls the fields of a model; those that are missing are called alike.
    """

    def __init__(
        self,
        hooks: Mapping[Any, Read],
        special: Callable[[Any, Callable[[Any], Read]], Read | None] | None = None,
        wire: Callable[[Any], Mapping[str, str]] = lambda _: {},
    ) -> None:
        self._readers: dict[Any, Read] = {**VALUES, **hooks}
        self._special, self._wire = special, wire

    def make(self, kind: type[T], document: object, path: str) -> T:
        """
        Make a model of a parsed document.

        Args:
            kind: The model.

            document: Its JSON object.

            path: Where it stands in the answer, for the error.

        Raises:
            ProtocolError: If a member is missing or of another type; it names the path, never the value.
        """
        if not isinstance(document, dict):
            raise ProtocolError("must be an object", path=path)
        read = self.reader(kind)
        try:
            made: T = read(document)
        except STUMBLED as error:
            path += _within(error)
        else:
            return made
        raise ProtocolError("required and missing, or of another type", path=path)

    def reader(self, kind: Any) -> Read:
        """Return the reader of a type, made at its first use."""
        read = self._readers.get(kind)
        if read is None:
            special = self._special and self._special(kind, self.reader)
            read = self._readers[kind] = special or self._usual(kind)
        return read

    def _usual(self, kind: Any) -> Read:
        if get_origin(kind) is tuple and get_args(kind)[1:] == (...,):
            return _list_reader(self.reader(get_args(kind)[0]))
        wire, fields = self._wire(kind), attrs.fields_dict(attrs.resolve_types(kind))
        known = {place.name: place for place in places(kind)}
        extra = known.pop(EXTRA, None)
        members = [self._member(wire.get(name, name), fields[name], place) for name, place in known.items()]
        return object_reader(kind, members, extra)

    def _member(self, name: str, field: attrs.Attribute[Any], place: Place) -> _Member:
        kind: Any = or_none(field.type) or field.type
        if field.default is not attrs.NOTHING:
            return name, self.reader(kind), place.put, place.default
        return name, filled if kind is str else self.reader(kind), place.put, _missing


_Member = tuple[str, Read, Callable[[Any, Any], None], Callable[[Any], Any] | None]
"""Name in JSON, reader, what puts the value into the model, and what gives it if the member is absent; None where that is None."""


def object_reader(kind: Any, members: list[_Member], extra: Place | None) -> Read:
    """Make the reader of a model; its rules of input, if it has some, are applied at the end."""
    new, ruled, known = object.__new__, has_rules(kind), frozenset(name for name, *_ in members)

    def read(document: Any) -> Any:
        if document.__class__ is not dict:
            raise TypeError("must be an object")
        get, made, name = document.get, new(kind), ""
        try:
            for name, take, put, absent in members:
                value = get(name)
                if value is not None:
                    put(made, take(value))
                else:
                    put(made, None if absent is None else absent(made))
        except STUMBLED as error:
            raise Misfit(f".{name}{_within(error)}") from None
        if extra is not None:
            extra.put(made, {} if known.issuperset(document) else {name: document[name] for name in document if name not in known})
        return attrs.evolve(made) if ruled else made

    return read


def _list_reader(one: Read) -> Read:
    def read(value: Any) -> Any:
        if value.__class__ is not list:
            raise TypeError("must be a list")
        made: list[Any] = []
        try:
            for item in value:
                made.append(one(item))  # noqa: PERF401 - how far it came is the place of what does not fit
        except STUMBLED as error:
            raise Misfit(f"[{len(made)}]{_within(error)}") from None
        return tuple(made)

    return read


def _missing(_: object) -> NoReturn:
    raise LookupError("required")


def _within(error: Exception) -> str:
    """The path that an error has come by so far."""
    return str(error.args[0]) if isinstance(error, Misfit) else ""


def or_none(kind: Any) -> Any:
    """Return the `X` of `X | None`; None for any other type."""
    given = get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
    inner = [one for one in given if one is not NoneType]
    return None if len(inner) == len(given) else Union[tuple(inner)]  # noqa: UP007 - made of what was found
