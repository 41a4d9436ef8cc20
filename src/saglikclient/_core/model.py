"""The base class of models: `to_dict()`, masked `repr()`, and construction without rules for readers of answers."""

from __future__ import annotations

from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from saglikclient._core.boundary import boundary
from saglikclient._core.codes import Unknown
from saglikclient.identifiers import HesCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_FACTORY: Any = attrs.Factory


@attrs.frozen
class Model:
    """Base class of models: frozen, compared by value, masked in `repr()`."""

    def __init_subclass__(cls) -> None:
        """
        Apply the boundary to the constructor, so that the error of a rejected model does not reveal its values. attrs adds the constructor
        to the class that it creates. A model without rules is never rejected.
        """
        super().__init_subclass__()
        if "__init__" in vars(cls) and has_rules(cls):
            type.__setattr__(cls, "__init__", boundary(vars(cls)["__init__"]))

    @boundary
    def to_dict(self) -> dict[str, object]:
        """
        Return the unmasked values, nested models as dicts. Unknown codes and HES codes become strings.
        """
        return attrs.asdict(self, value_serializer=_plain)


def has_rules(model: type) -> bool:
    """
    Return whether a model has input rules, i.e. is sent, so that only its constructor may create it.
    """
    fields: Iterable[Any] = attrs.fields(model)
    return any(field.converter is not None or field.validator is not None for field in fields)


def _plain(_: object, __: object, value: Any) -> object:
    if value.__class__ is tuple:  # attrs would convert an `Unknown` in it to a dict
        return tuple(_plain(_, __, item) for item in value)
    return value.value if isinstance(value, Unknown | HesCode) else value


M = TypeVar("M", bound=Model)


def build(model: type[M], values: Mapping[str, Any]) -> M:
    """
    Create a model from converted values.

    Input rules are not applied: a value that must not be sent is still valid in an answer. Missing fields get their default.
    """
    made = model.__new__(model)
    for place in places(model):
        value = values.get(place.name, attrs.NOTHING)
        if value is attrs.NOTHING:
            value = None if place.default is None else place.default(made)
        place.put(made, value)
    return made


@attrs.frozen
class Place:
    """
    A field of a model that is filled without the constructor.

    Attributes:
        name: The name of the field.
        put: Sets the value on a frozen model. The slot descriptor takes half the time of `object.__setattr__`.
        default: Returns the default; None if the default is None.
    """

    name: str
    put: Callable[[Any, Any], None]
    default: Callable[[Any], Any] | None


def places(model: type[Model]) -> tuple[Place, ...]:
    """Return the fields of a model in order."""
    found = _PLACES.get(model)
    if found is None:
        found = tuple(Place(field.name, _putting(model, field.name), _default(field)) for field in attrs.fields(model))
        _PLACES[model] = found  # there are few models; each is cached
    return found


_PLACES: dict[type[Model], tuple[Place, ...]] = {}


def _putting(model: type[Model], name: str) -> Callable[[Any, Any], None]:
    slot = getattr(model, name, None)
    if isinstance(slot, MemberDescriptorType):
        return slot.__set__
    return lambda made, value: object.__setattr__(made, name, value)


def _default(field: attrs.Attribute[Any]) -> Callable[[Any], Any] | None:
    default: Any = field.default
    if default is attrs.NOTHING or default is None:
        return None
    if not isinstance(default, _FACTORY):
        return lambda _: default
    return default.factory if default.takes_self else lambda _: default.factory()
