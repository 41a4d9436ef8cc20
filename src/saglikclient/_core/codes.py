"""
Coded values that survive the Ministry's next release: a code we do not know comes back as `Unknown`, never as an error.
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
    A code that this version has no name for. It compares by its value and can be sent back as it came. `repr()` masks a value that has
    not the form of a code: it may be a person's number that is not valid.

    Attributes:
        value: The code as the service wrote it.
    """

    value: str = attrs.field(repr=masking.mask_no_code)


class Code(enum.IntEnum):
    """
    Base of the coded fields: the member's value is the number on the wire, `label` the Ministry's wording.
    """

    _label: str
    _spelled: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._spelled = {str(int(member)): member for member in cls}  # asking the enum by value takes ten times as long

    def __new__(cls, number: int, label: str = "") -> Self:
        """
        A member: its number on the wire, and its wording.
        """
        member = int.__new__(cls, number)
        member._value_ = number
        member._label = label  # noqa: SLF001 - a member being made
        return member

    @property
    def label(self) -> str:
        """
        The code in Turkish, as the Ministry's documents word it.
        """
        return self._label

    @classmethod
    def read(cls, text: str) -> Self | Unknown | None:
        """
        Take a code from an answer.

        Args:
            text: The code as it came.

        Returns:
            The member; `Unknown` if there is none; None for `0`, which means absent, unless 0 is a member.
        """
        try:
            member: Self | None = cls._spelled.get(text)
        except TypeError:  # what has no hash is no text either
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
        Take a code from the caller.

        Args:
            value: A member, its number, or an `Unknown` that an answer brought.

        Raises:
            InvalidRequest: If the number is no member's.
        """
        if isinstance(value, Unknown):
            fields.argument("value", fields.text, value.value)
            return value
        if isinstance(value, cls):
            return value
        # True, 1.0 and another field's member compare equal; enum's own refusal would print the number, however long
        if type(value) is not int or all(value != int(member) for member in cls):
            cls._missing_(value)
        return cls(value)

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:  # noqa: ARG003 - its name is for enum
        raise InvalidRequest(f"must be one of {', '.join(member.name for member in cls)}", field="value")
