"""
Coded values that survive the Ministry's next release: a code we do not know comes back as `Unknown`, never as an error.
"""

from __future__ import annotations

import enum
from typing import Any, ClassVar, Self

import attrs

from saglikclient import privacy
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

    value: str = attrs.field(repr=privacy.mask_no_code)


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
        member: Self | None = cls._spelled.get(text)
        if member is not None:
            return member
        try:
            return cls(int(text) if text.isascii() and text.isdigit() else -1)
        except ValueError:
            return None if text == ABSENT else Unknown(text)

    @classmethod
    def given(cls, value: Self | Unknown | int) -> Self | Unknown:
        """
        Take a code from the caller.

        Args:
            value: A member, its number, or an `Unknown` that an answer brought.

        Raises:
            InvalidRequest: If the number is no member's.
        """
        if isinstance(value, (Unknown, cls)):
            return value
        if type(value) is int and value in tuple(cls):  # not True, 1.0 or another field's member, which compare equal
            return cls(value)
        raise InvalidRequest(f"must be one of {', '.join(member.name for member in cls)}")
