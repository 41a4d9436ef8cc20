"""
Identifiers, validated on construction. Each has `random()` for tests.
"""

from __future__ import annotations

import random
import re
import string
from contextlib import suppress
from numbers import Integral
from typing import TYPE_CHECKING, Self

import attrs

from saglikclient._core import fields
from saglikclient._core.boundary import guarded
from saglikclient._core.fields import argument
from saglikclient._core.masking import mask_code, mask_number
from saglikclient.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_INT = 2**31 - 1
_LENGTH = 11
_UNSEEN = r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Characters without a width, which come along when a text is copied from a message: soft hyphens, joiners, direction marks."""
_UNSEEN_ONES = re.compile(f"[{_UNSEEN}]")
_DIGITS = re.compile(r"\d{1,10}", re.ASCII)


def adds_up(text: str) -> bool:
    """
    Return whether a string is a valid identity number without normalisation.

    Lists contain thousands of numbers, and stdnum takes twenty times as long; it is called only for strings that fail this check (spaces,
    hyphens, invalid input). A test compares the two.
    """
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()) or text[0] == "0":
        return False
    digits = text.encode("ascii")  # ASCII digits are offset by 48: 5 * 48 in odd, 4 * 48 in even
    odd, even, tenth = sum(digits[0:9:2]) - 240, sum(digits[1:8:2]) - 192, digits[9] - 48
    return (7 * odd - even) % 10 == tenth and (odd + even + tenth) % 10 == digits[10] - 48


def _validated(value: object) -> str:
    """
    Return the number as stdnum normalises it, or an empty string if it is invalid. stdnum is imported only when needed.
    """
    from stdnum.exceptions import ValidationError
    from stdnum.tr import tckimlik

    with suppress(ValidationError):
        return tckimlik.validate(_UNSEEN_ONES.sub("", value).strip()) if isinstance(value, str) else ""
    return ""


def _random(source: random.Random | None) -> random.Random:
    """Return the random source; for test identifiers, not for secrets."""
    return random.Random() if source is None else argument("source", fields.instance(random.Random), source)  # noqa: S311 - see above


class Tckn(str):
    """
    A T.C. kimlik numarası: eleven digits, the first not 0, the last two being check digits.

    It is a `str`, so it can be stored in a database or JSON directly; `repr()` is masked.

    Args:
        value: The number; surrounding whitespace and characters without a width are removed. Spaces and hyphens between the digits are
            rejected, and so is an `int`: a column that was parsed as numbers may have lost more than its type.

    Raises:
        InvalidRequest: If the number is invalid. The error does not contain it.
    """

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        """Validate a number."""
        if isinstance(value, cls):
            return value
        if type(value) is str and adds_up(value):
            return super().__new__(cls, value)
        number = _validated(value)
        if not (number.isascii() and number.isdigit()):
            is_text = isinstance(value, str)  # pyright: ignore[reportUnnecessaryIsInstance]
            del value, number  # a traceback with locals would contain them
            if not is_text:
                raise InvalidRequest("must be a text of 11 digits", field="tckn")
            raise InvalidRequest("must be a valid T.C. kimlik numarası (11 digits, check digits right)", field="tckn")
        return super().__new__(cls, number)

    @classmethod
    def parse(cls, value: str) -> Self:
        """
        Same as the constructor.

        Args:
            value: The number.
        """
        return cls(value)

    @classmethod
    def random(cls, source: random.Random | None = None) -> Self:
        """
        Generate a valid number. It may belong to a real person: never send it to a real service.

        Args:
            source: The random source; pass a seeded one for reproducible numbers.
        """
        from stdnum.tr import tckimlik

        head = str(_random(source).randint(100_000_000, 999_999_999))
        return cls(head + tckimlik.calc_check_digits(head))

    def __repr__(self) -> str:
        return f"Tckn('{mask_number(str(self))}')"

    def __rich_repr__(self) -> Iterator[str]:
        yield mask_number(str(self))

    def __str__(self) -> str:
        return str.__str__(self)


def tckn_or_none(value: str | None) -> Tckn | None:
    """
    Convert to `Tckn`, or return None. Type checkers read the accepted type from this signature; `attrs.converters.optional` has none.
    """
    return None if value is None else Tckn(value)


class KurumKodu(int):
    """
    The number of an institution in ÇKYS (the Ministry's register of institutions).

    Its length is not published; the observed services use a 32-bit integer, so 1 to 2147483647 is accepted.

    Args:
        value: The number, or its digits as a string.

    Raises:
        InvalidRequest: If the number is invalid.
    """

    __slots__ = ()

    def __new__(cls, value: int | str) -> Self:
        """Validate a number."""
        given: object = value
        number = not isinstance(given, bool) and isinstance(given, Integral) and 1 <= int(given) <= _MAX_INT
        text = _UNSEEN_ONES.sub("", str(given)).strip() if number or isinstance(given, str) else ""
        if not _DIGITS.fullmatch(text) or not 1 <= int(text) <= _MAX_INT:
            raise InvalidRequest("must be an institution's number: 1 to 2147483647", field="kurum_kodu")
        return super().__new__(cls, int(text))

    @classmethod
    def parse(cls, value: int | str) -> Self:
        """
        Same as the constructor.

        Args:
            value: The number, or its digits as a string.
        """
        return cls(value)

    @classmethod
    def random(cls, source: random.Random | None = None) -> Self:
        """
        Generate a number.

        Args:
            source: The random source; pass a seeded one for reproducible numbers.
        """
        return cls(_random(source).randint(100_000, 999_999))


_HES = re.compile(r"[A-Z0-9]{10}", re.ASCII)
_LOWER_TO_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_SEPARATORS = re.compile(rf"[-\s\u2010-\u2015\u2212\ufe58\ufe63\uff0d{_UNSEEN}]")
"""Blanks, hyphens and dashes of any kind: phones replace the hyphens of a code by dashes."""


def _hes_code(value: str) -> str:
    """Normalise a code: separators removed, upper-cased with ASCII rules only (in Turkish the capital of `i` is a different letter)."""
    if type(value) is str and _HES.fullmatch(value):
        return value
    compact = _SEPARATORS.sub("", value).translate(_LOWER_TO_UPPER) if isinstance(value, str) else ""  # pyright: ignore[reportUnnecessaryIsInstance]
    if not _HES.fullmatch(compact):
        raise InvalidRequest("must be a HES code: 10 letters and digits, e.g. A1B2-3456-78", field="hes_code")
    return compact


@guarded
@attrs.frozen(repr=False)
class HesCode:
    """
    A HES code: ten letters and digits. `str()` formats it in groups of 4-4-2, `value` is the wire format; `repr()` is masked.

    Sources: observed in public clients (ten characters, sent without hyphens) and on a public form (the groups).

    Attributes:
        value: The ten characters, upper case.

    Raises:
        InvalidRequest: If the code is invalid. The error does not contain it.
    """

    value: str = attrs.field(converter=_hes_code)

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Parse a code as people write and copy it: hyphens, dashes, whitespace and characters without a width are removed, lower case is
        accepted.

        Args:
            text: The code.
        """
        return cls(text)

    @classmethod
    def from_qr(cls, text: str) -> Self:
        """
        Parse the QR code of the citizen's application: fields separated by `|`, the code last.

        The other fields may identify a person; they are discarded, and no error contains them.

        Args:
            text: The scanned text; a plain code is accepted too.
        """
        return cls(argument("text", fields.instance(str), text).rpartition("|")[2])

    @classmethod
    def random(cls, source: random.Random | None = None) -> Self:
        """
        Generate a code.

        Args:
            source: The random source; pass a seeded one for reproducible codes.
        """
        return cls("".join(_random(source).choices(string.ascii_uppercase + string.digits, k=10)))

    def __str__(self) -> str:
        return f"{self.value[:4]}-{self.value[4:8]}-{self.value[8:]}"

    def __repr__(self) -> str:
        return f"HesCode('{mask_code(self.value)}')"

    def __rich_repr__(self) -> Iterator[str]:
        yield mask_code(self.value)
