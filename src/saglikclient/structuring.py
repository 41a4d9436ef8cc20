"""
From JSON to models, by cattrs: new members hide nothing, required ones are strict, and nothing is bent into another type.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin

from cattrs import Converter, transform_error

from saglikclient.errors import ProtocolError
from saglikclient.timing import KEPT, TURKIYE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be an ISO 8601 moment") from None
    moment = read.replace(tzinfo=UTC) if read.tzinfo is None else read
    try:
        return moment.astimezone(TURKIYE)
    except OverflowError:  # the last hours of the calendar, as some write "without limit"
        return moment


def _or_none(kind: Any) -> Any:
    """
    The `X` of `X | None`; None for any other type.
    """
    given = get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
    inner = [one for one in given if one is not NoneType]
    return inner[0] if len(inner) == 1 and len(given) > 1 else None


def _optional(converter: Converter) -> None:
    """
    Let what may be null go straight to the hook of what it is otherwise; cattrs looks that up anew for each value.
    """

    def made(kind: Any) -> Callable[[Any, Any], Any]:
        inner = _or_none(kind)
        hook = converter.get_structure_hook(inner)
        if inner is str and hook is text:  # most members are texts: one call less for each
            return lambda value, _: None if value is None else value.strip() if type(value) is str else text(value)
        return lambda value, _: None if value is None else hook(value, inner)

    converter.register_structure_hook_factory(lambda kind: _or_none(kind) is not None, made)


class Structuring:
    """
    Makes models of one service. What fits is made fast; what does not is looked at again, to say where.

    Args:
        hooks: How the service writes types of its own.

        factories: The same for kinds of types: which ones, and what makes their hook.
    """

    def __init__(self, hooks: dict[Any, Hook], factories: Sequence[tuple[Callable[[Any], bool], Factory]] = ()) -> None:
        common = {str: text, bool: truth, int: whole, datetime: utc_moment}
        self._fast, self._telling = Converter(detailed_validation=False), Converter(detailed_validation=True)
        self._hooks: dict[type[Any], Callable[[Any, Any], Any]] = {}
        for converter in (self._fast, self._telling):
            _optional(converter)
            for kind, hook in {**common, **hooks}.items():
                converter.register_structure_hook(kind, hook)
            for applies, factory in factories:
                converter.register_structure_hook_factory(applies, factory)

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
        except Exception:  # noqa: BLE001 - cattrs lets through whatever the document made it stumble on
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
