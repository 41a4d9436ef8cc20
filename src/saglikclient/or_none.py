"""
Converters of fields that may be left out: None stays None, anything else meets the rule of its namesake in `fields`.

Named functions instead of `attrs.converters.optional`: its result tells type checkers nothing about what the model takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saglikclient import fields
from saglikclient.identifiers import Tckn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def text(value: str | None) -> str | None:
    """
    A text for XML, or None.
    """
    return None if value is None else fields.text(value)


def whole(value: int | None) -> int | None:
    """
    A whole number, or None.
    """
    return None if value is None else fields.whole(value)


def truth(value: bool | None) -> bool | None:  # noqa: FBT001 - a converter
    """
    True, False or None.
    """
    return None if value is None else fields.truth(value)


def moment(value: datetime | None) -> datetime | None:
    """
    A moment, or None.
    """
    return None if value is None else fields.moment(value)


def email(value: str | None) -> str | None:
    """
    An e-mail address, or None.
    """
    return None if value is None else fields.email(value)


def tckn(value: str | None) -> Tckn | None:
    """
    A T.C. kimlik numarası, or None.
    """
    return None if value is None else Tckn(value)


def numbers(values: Iterable[int] | None) -> tuple[int, ...] | None:
    """
    Whole numbers, or None.
    """
    return None if values is None else fields.numbers(values)
