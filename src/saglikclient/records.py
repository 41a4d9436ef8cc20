"""The result of a query: a sequence of models that converts to dicts, a DataFrame or a masked table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import attrs

from saglikclient._core import fields, masking
from saglikclient._core.boundary import guarded
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient.errors import ConfigurationError, SaglikError
from saglikclient.identifiers import HesCode

if TYPE_CHECKING:
    from pandas import DataFrame

T_co = TypeVar("T_co", bound="Model", covariant=True)
SHOWN_ROWS = 20


def _items(items: Iterable[T_co]) -> tuple[T_co, ...]:
    return items if isinstance(items, tuple) else tuple(fields.several(items))


@attrs.frozen(kw_only=True)
class Unreadable:
    """
    A record of an answer that could not be read, because a value that it requires is missing or invalid; or, in a list of several answers,
    an answer that could not be had.

    Attributes:
        index: Its position in the answer, from 0, unreadable records included.
        path: The element or member, never its value.
        error: The error.
        key: Its own number, e.g. `randevu_hrn`, if that can be read; None otherwise.
    """

    index: int
    path: str
    error: SaglikError = attrs.field(eq=False)  # exceptions compare by identity, which a pickled one loses
    key: str | None = attrs.field(default=None, repr=masking.mask_number)


def _unreadable(given: Iterable[Unreadable]) -> tuple[Unreadable, ...]:
    return tuple(fields.instance(Unreadable)(one) for one in fields.several(given))


@guarded
@attrs.frozen(repr=False, field_transformer=fields.named)
class Records(Sequence[T_co], Generic[T_co]):
    """
    The records that a query found, in the Ministry's order.

    Attributes:
        items: The records that could be read.
        unreadable: The records that could not be read. With `on_unreadable="raise"`, a client raises the error of the first instead.
        request_id: The id of the request, for the Ministry's support; None if the service has none or the records are not a whole answer.
    """

    items: tuple[T_co, ...] = attrs.field(default=(), converter=_items)
    unreadable: tuple[Unreadable, ...] = attrs.field(default=(), converter=_unreadable)
    request_id: str | None = attrs.field(default=None, eq=False)

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
        """Return the unmasked values, one dict per record."""
        return [item.to_dict() for item in self.items]

    def to_dataframe(self) -> DataFrame:
        """
        Return the unmasked values as a pandas DataFrame, one row per record.

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
        unreadable = f", unreadable={len(self.unreadable)}" if self.unreadable else ""
        return f"Records([{shown}{_more(len(self.items), ', ... {} more')}]{unreadable})"

    def _repr_html_(self) -> str:
        """Return a masked table for notebooks, limited in length."""
        from html import escape

        unreadable = f"<p>unreadable: {len(self.unreadable)}</p>" if self.unreadable else ""
        if not self.items:
            return f"<p>Records: 0</p>{unreadable}"
        head = "".join(f"<th>{escape(name)}</th>" for name in self._columns())
        body = "".join(f"<tr>{_cells(item)}</tr>" for item in self.items[:SHOWN_ROWS])
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"{table}{_more(len(self.items), '<p>... {} more</p>')}{unreadable}"


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
        return "***" if value else ""  # `extra` may contain anything
    return repr(value) if isinstance(value, _SHOW_THEMSELVES) and type(value) is not str else str(value)
