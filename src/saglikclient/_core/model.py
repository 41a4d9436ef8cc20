"""
What every model can do: plain values on request, masked ones when shown; and how readers of answers fill one without its constructor.
"""

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
    """
    Base of the models: frozen, compared by value, shown masked.
    """

    def __init_subclass__(cls) -> None:
        """
        A model that is refused shows nothing of what it was to be made of; attrs puts the constructor on the class that it makes anew.
        What has no rules is never refused.
        """
        super().__init_subclass__()
        if "__init__" in vars(cls) and has_rules(cls):
            type.__setattr__(cls, "__init__", boundary(vars(cls)["__init__"]))

    @boundary
    def to_dict(self) -> dict[str, object]:
        """
        Give the values in clear, nested models as dicts. An unknown code and a HES code are given as their text.
        """
        return attrs.asdict(self, value_serializer=_plain)


def has_rules(model: type) -> bool:
    """
    Whether a model has rules of input, so that only its constructor may make it: those are what is sent.
    """
    fields: Iterable[Any] = attrs.fields(model)
    return any(field.converter is not None or field.validator is not None for field in fields)


def _plain(_: object, __: object, value: object) -> object:
    return value.value if isinstance(value, Unknown | HesCode) else value


M = TypeVar("M", bound=Model)


def build(model: type[M], values: Mapping[str, Any]) -> M:
    """
    Make a model of values that a table has read and typed.

    The rules of input are not applied: what we refuse to send is not ours to refuse when the Ministry says it. Absent fields take their
    default.
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
    A field of a model, for those who fill it without its constructor.

    Attributes:
        name: The field's name.
        put: Puts a value into a frozen model: the slot itself does it in half the time of `object.__setattr__`.
        default: Gives what stands there if nothing was read; None where that is None.
    """

    name: str
    put: Callable[[Any, Any], None]
    default: Callable[[Any], Any] | None


def places(model: type[Model]) -> tuple[Place, ...]:
    """
    The fields of a model in their order.
    """
    found = _PLACES.get(model)
    if found is None:
        found = tuple(Place(field.name, _putting(model, field.name), _default(field)) for field in attrs.fields(model))
        _PLACES[model] = found  # models are few: each is looked at once
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
