"""
Coded values. A code that this version does not know is returned as `Unknown`, never as an error, and so is an optional value that cannot
be read.
"""

from __future__ import annotations

import enum
from typing import Any, ClassVar, NoReturn, Self

import attrs

from saglikclient._core import fields, masking
from saglikclient.errors import InvalidRequest

ABSENT = "0"
"""In numeric coded fields 0 means "absent". Source: Sağlık-NET HL7 guide 1.5, annex on error codes and values."""


@attrs.frozen
class Unknown:
    """
    A code that this version does not know, or an optional value of an answer that cannot be read, e.g. `1950` as a date of birth. It
    compares by value. A code can be sent back unchanged; any other value gives `InvalidRequest`. `repr()` masks a value that does not look
    like a code, e.g. an invalid personal number.

    Attributes:
        value: The text as received.
    """

    value: str = attrs.field(repr=masking.mask_no_code)


class UnknownFlag(Unknown):
    """A flag that cannot be read. It is false in `if`, since a check that asks for a flag must not pass without it."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Return False."""
        return False


class Code(enum.IntEnum):
    """Base class of coded fields: the value of a member is the number on the wire, `label` the Ministry's text."""

    _label: str
    _spelled: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._spelled = {str(int(member)): member for member in cls}  # a lookup by enum value is ten times slower

    def __new__(cls, number: int, label: str = "") -> Self:
        """Create a member with its number and label."""
        member = int.__new__(cls, number)
        member._value_ = number
        member._label = label  # noqa: SLF001 - the member being created
        return member

    @property
    def label(self) -> str:
        """The Turkish name in the Ministry's documents."""
        return self._label

    @classmethod
    def read(cls, text: str) -> Self | Unknown | None:
        """
        Parse a code of an answer.

        Args:
            text: The code as received.

        Returns:
            The member, or `Unknown` if there is none; None for `0` (absent) unless 0 is a member.
        """
        try:
            member: Self | None = cls._spelled.get(text)
        except TypeError:  # unhashable, so not a string
            raise InvalidRequest("must be a text", field="text") from None
        if member is not None:
            return member
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidRequest("must be a text", field="text")
        number = (text.lstrip("0") or "0") if text.isascii() and text.isdigit() else text
        member = cls._spelled.get(number)
        return member if member is not None else None if text == ABSENT else Unknown(text)

    @classmethod
    def given(cls, value: Self | Unknown | int) -> Self | Unknown:
        """
        Validate a code passed by the caller.

        Args:
            value: A member, its number, or an `Unknown` from an answer.

        Raises:
            InvalidRequest: If no member has this number.
        """
        if isinstance(value, Unknown):
            fields.argument("value", fields.text, value.value)
            return value
        if isinstance(value, cls):
            return value
        # True, 1.0 and members of other enums compare equal; the error of enum would print the value
        if type(value) is not int or all(value != int(member) for member in cls):
            cls._missing_(value)
        return cls(value)

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:  # noqa: ARG003 - enum's signature
        raise InvalidRequest(f"must be one of {', '.join(member.name for member in cls)}", field="value")
