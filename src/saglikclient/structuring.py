"""
From JSON to models, by cattrs: new members hide nothing, required ones are strict, and nothing is bent into another type.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from types import GenericAlias
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import Converter, transform_error
from cattrs.cols import list_structure_factory
from cattrs.gen import make_dict_structure_fn, override

from saglikclient import objects
from saglikclient.errors import ProtocolError
from saglikclient.records import has_rules
from saglikclient.timing import KEPT, LONGEST, TURKIYE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Hook = Callable[[Any, Any], Any]
    Factory = Callable[[Any, Converter], Hook]

T = TypeVar("T")


def text(value: object, _: object = str) -> str:
    """
    A text, blanks around it dropped.
    """
    if not isinstance(value, str):
        raise TypeError("must be a text")
    return value.strip()


def filled(value: object, _: object = str) -> str:
    """
    A text that has to be there: an empty one is none.
    """
    given = text(value)
    if not given:
        raise ValueError("must not be empty")
    return given


def truth(value: object, _: object = bool) -> bool:
    """
    True or false; `"false"` is a text.
    """
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def whole(value: object, _: object = int) -> int:
    """
    A whole number.
    """
    if type(value) is not int:
        raise TypeError("must be a whole number")
    return value


def utc_moment(value: object, _: object = datetime) -> datetime:
    """
    An ISO 8601 moment, in UTC unless it says otherwise; it comes back in Türkiye time if that is in the calendar.
    """
    if not isinstance(value, str):
        raise TypeError("must be a moment as text")
    return _moment(value.strip())


@lru_cache(maxsize=KEPT)
def _moment(text: str) -> datetime:
    if len(text) > LONGEST:
        raise ValueError("must be an ISO 8601 moment")  # what raises is not kept
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be an ISO 8601 moment") from None
    moment = read.replace(tzinfo=UTC) if read.tzinfo is None else read
    try:
        return moment.astimezone(TURKIYE)
    except OverflowError:  # the last hours of the calendar, as some write "without limit"
        return moment


def _listed(kind: Any, converter: Converter) -> Hook:
    """
    Reads a list of one kind of things; cattrs by itself takes a text for a list of letters.
    """
    made: Any = list_structure_factory(cast("Any", GenericAlias(list, get_args(kind)[:1])), converter)

    def read(value: object, _: object) -> Any:
        if not isinstance(value, list):
            raise TypeError("must be a list")
        return tuple(made(value, kind))

    return read


def _is_listed(kind: object) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


STUMBLED = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a document can make a reader raise. Anything else, e.g. a time limit that strikes meanwhile, is not the document's fault."""


class Structuring:
    """
    Makes models of one service. What fits is made fast; what does not is looked at again, to say where.

    Args:
        hooks: How the service writes types of its own.

        factories: The same for kinds of types: which ones, and what makes their hook.

        wire: How the service calls the fields of a model; those that are missing are called alike.
    """

    def __init__(
        self,
        hooks: dict[Any, Hook],
        factories: Sequence[tuple[Callable[[Any], bool], Factory]] = (),
        wire: Callable[[Any], Mapping[str, str]] = lambda _: {},
    ) -> None:
        common = {str: text, bool: truth, int: whole, datetime: utc_moment}
        self._wire = wire
        self._fast, self._telling = Converter(detailed_validation=False), Converter(detailed_validation=True)
        self._hooks: dict[type[Any], Callable[[Any, Any], Any]] = {}
        for converter, model in ((self._fast, self._written), (self._telling, self._constructed)):
            converter.register_structure_hook_factory(_is_listed, _listed)
            converter.register_structure_hook_factory(attrs.has, model)
            for kind, hook in {**common, **hooks}.items():
                converter.register_structure_hook(kind, hook)
            for applies, factory in factories:
                converter.register_structure_hook_factory(applies, factory)

    def _written(self, kind: Any, converter: Converter) -> Hook:
        """
        A reader of an answer's model; what has rules of input is made by its constructor.
        """
        if has_rules(kind):
            return self._constructed(kind, converter)
        return objects.reader(kind, self._wire(kind), converter.get_structure_hook)

    def _constructed(self, kind: Any, converter: Converter) -> Hook:
        """
        The same by cattrs, which can tell what does not fit.
        """
        wire, needed = self._wire(kind), objects.needed_texts(kind)
        names = {name: wire.get(name, name) for name in objects.kinds(kind)}
        told: dict[str, Any] = {
            name: override(rename=called, struct_hook=filled if name in needed else None) for name, called in names.items()
        }
        told[objects.EXTRA] = override(omit=True)
        made: Any = make_dict_structure_fn(kind, converter, **told)

        def read(document: object, _: object) -> Any:
            if not isinstance(document, dict):
                raise TypeError("must be an object")
            members = cast("dict[str, object]", document)
            return made({name: value for name, value in members.items() if value is not None}, kind)

        return read

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
        given = document
        if not isinstance(given, dict):
            raise ProtocolError("must be an object", path=path)
        hook = self._hooks.get(kind)
        if hook is None:
            hook = self._hooks[kind] = self._fast.get_structure_hook(kind)
        try:
            made: T = hook(document, kind)
        except STUMBLED:
            where = self._where(kind, document, path)
        else:
            return made
        raise ProtocolError("required and missing, or of another type", path=where)

    def _where(self, kind: type[Any], document: object, path: str) -> str:
        """
        The first member that does not fit; cattrs tells `what @ where`, and only the place is passed on.
        """
        try:
            self._telling.structure(document, kind)
        except Exception as exc:  # noqa: BLE001 - the same document, looked at slowly
            return transform_error(exc, path)[0].rpartition(" @ ")[2]
        return path
