"""
What a query returns, and what every model can do: plain values on request, masked ones when shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import attrs

from saglikclient import fields
from saglikclient.boundary import boundary, guarded
from saglikclient.codes import Unknown
from saglikclient.errors import ConfigurationError
from saglikclient.identifiers import HesCode

if TYPE_CHECKING:
    from pandas import DataFrame

T_co = TypeVar("T_co", bound="Model", covariant=True)
SHOWN_ROWS = 20

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


def _items(items: Iterable[T_co]) -> tuple[T_co, ...]:
    return items if isinstance(items, tuple) else tuple(fields.several(items))


@guarded
@attrs.frozen(repr=False, field_transformer=fields.named)
class Records(Sequence[T_co], Generic[T_co]):
    """
    What a query found, in the Ministry's order; empty if it found nothing.

    Attributes:
        items: The records.
    """

    items: tuple[T_co, ...] = attrs.field(default=(), converter=_items)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.items)

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> Records[T_co]: ...
    def __getitem__(self, index: int | slice) -> T_co | Records[T_co]:
        return Records(self.items[index]) if isinstance(index, slice) else self.items[index]

    def to_dicts(self) -> list[dict[str, object]]:
        """
        Give the values in clear, one dict a record.
        """
        return [item.to_dict() for item in self.items]

    def to_dataframe(self) -> DataFrame:
        """
        Give the values in clear as a pandas DataFrame, one row a record.

        Raises:
            ConfigurationError: If pandas is not installed (`pip install saglikclient[pandas]`).
        """
        try:
            import pandas as pd
        except ImportError:
            raise ConfigurationError("to_dataframe() needs pandas: pip install saglikclient[pandas]") from None
        return pd.DataFrame(self.to_dicts(), columns=list(self._columns()) or None)

    def _columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in attrs.fields(type(self.items[0]))) if self.items else ()

    def __repr__(self) -> str:
        shown = ", ".join(repr(item) for item in self.items[:SHOWN_ROWS])
        return f"Records([{shown}{_more(len(self.items), ', ... {} more')}])"

    def _repr_html_(self) -> str:
        """
        A masked table for notebooks, bounded in length.
        """
        from html import escape

        if not self.items:
            return "<p>Records: 0</p>"
        head = "".join(f"<th>{escape(name)}</th>" for name in self._columns())
        body = "".join(f"<tr>{_cells(item)}</tr>" for item in self.items[:SHOWN_ROWS])
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{_more(len(self.items), '<p>... {} more</p>')}"


def _more(count: int, pattern: str) -> str:
    return pattern.format(count - SHOWN_ROWS) if count > SHOWN_ROWS else ""


def _cells(item: Model) -> str:
    from html import escape

    fields: Iterable[attrs.Attribute[Any]] = attrs.fields(type(item))
    return "".join(f"<td>{escape(_shown(field, getattr(item, field.name)))}</td>" for field in fields)


_SHOW_THEMSELVES: tuple[type, ...] = (Model, Unknown, HesCode, str, tuple)


def _shown(field: attrs.Attribute[Any], value: object) -> str:
    if value is None:
        return ""
    if callable(field.repr):
        return field.repr(value)
    if not field.repr:
        return "***" if value else ""  # `extra`: nobody knows what it holds
    return repr(value) if isinstance(value, _SHOW_THEMSELVES) and type(value) is not str else str(value)


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
