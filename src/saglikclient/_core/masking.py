"""Masking of personal data in `repr()`, and redaction of other libraries' logs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any, SupportsIndex, TypeGuard, overload

_SHOWN_NAME = 2
_SHOWN_START, _SHOWN_END = 3, 3
_SHORTEST_SHOWN = 10
"""Shorter numbers are masked entirely; six visible digits would leave too few unknown ones."""
_CODE = re.compile(r"(?!.*\d{7})\w[\w.-]{0,39}", re.ASCII)
"""The form of a code. Seven digits in a row may be a telephone or identity number."""


def mask_number(value: object) -> str:
    """
    Mask a personal number or credential as e-Nabız does: `100*****146`.

    A short value is masked entirely, since its ends would reveal it.
    """
    if value is None:
        return "None"
    text = str(getattr(value, "value", value))  # the value of an `Unknown`
    if len(text) < _SHORTEST_SHOWN:
        return "***"
    return f"{text[:_SHOWN_START]}*****{text[-_SHOWN_END:]}"


def mask_name(value: object) -> str:
    """Mask each part of a personal name except its first two letters, as in `Ör*** De***`."""
    if value is None:
        return "None"
    return " ".join(f"{part[:_SHOWN_NAME]}***" if len(part) > _SHOWN_NAME else "***" for part in str(value).split()) or "***"


def mask_code(value: object) -> str:
    """Mask a code except its beginning, which distinguishes rows of a table: `A1B2******`."""
    text = str(value)
    return f"{text[:4]}{'*' * (len(text) - 4)}" if len(text) > 4 else "***"  # noqa: PLR2004 - a group of a HES code


def mask_all(value: object) -> str:
    """Mask a value entirely, except None; for notes, dates of birth, e-mail addresses and documents."""
    return "None" if value is None else "***"


def code_and_words(code: str, words: str) -> tuple[str, str]:
    """
    Return a code and a message of the Ministry. If the code does not have the form of a code, it may be personal data: it is moved to
    the message, which is not logged.
    """
    if _CODE.fullmatch(code):
        return code, words
    return "", " ".join(filter(None, (code, words)))


def mask_no_code(value: object) -> str:
    """Show a value that has the form of a code, mask any other."""
    return repr(value) if value is None or (isinstance(value, str) and _CODE.fullmatch(value)) else "***"


def count_only(value: object) -> str:
    """Show the number of items only."""
    return f"<{len(value)}>" if _counts(value) else mask_all(value)


def _counts(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence)


class _Unshown:
    """
    Base class of message data with masked representations. `repr()` alone is not enough: rich slices long strings before calling it, and
    rich and Sentry iterate over dicts. Both prefer the methods below.
    """

    __slots__ = ()

    def __rich_repr__(self) -> Iterator[object]:
        yield from ()

    def __sentry_repr__(self) -> str:
        return repr(self)


class UnshownBytes(_Unshown, bytes):
    """
    The bytes of a message. `repr()` shows their number only, since error trackers record local variables.
    """

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"

    @overload
    def __getitem__(self, index: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> UnshownBytes: ...
    def __getitem__(self, index: SupportsIndex | slice) -> int | UnshownBytes:
        """Return one byte, or a slice of the same class."""
        found = super().__getitem__(index)
        return UnshownBytes(found) if isinstance(found, bytes) else found


class UnshownText(_Unshown, str):
    """A string of a message, e.g. a URL that contains a password; masked for the same reason."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"

    def __getitem__(self, index: SupportsIndex | slice) -> UnshownText:
        """Return a part of the same class."""
        return UnshownText(super().__getitem__(index))


class UnshownDict(_Unshown, dict[str, Any]):
    """The values of a message by name; `repr()` shows the names only."""

    def __repr__(self) -> str:
        return f"<{', '.join(self)}>"


class WithoutQuery(logging.Filter):
    """Removes the query from the URLs that urllib3 logs; some services carry a password or token in it."""

    _QUERY = re.compile(r"\?[^\s\"]*")

    def filter(self, record: logging.LogRecord) -> bool:
        """
        Rewrite a record in place; never drop it. Tracebacks are removed, since they end with the text of the exception.
        """
        record.exc_info = record.exc_text = None
        if isinstance(record.args, tuple):
            record.args = tuple(self._plain(arg) for arg in record.args)
        elif record.args:
            record.args = {name: self._plain(arg) for name, arg in record.args.items()}
        return True

    def _plain(self, arg: object) -> object:
        """Remove the query of a string, keep a number, and replace any other object by its class name, since its text may contain a URL."""
        if isinstance(arg, str):
            return self._QUERY.sub("?***", arg)
        return arg if isinstance(arg, int | float | None) else type(arg).__name__


_NOISY = [logging.getLogger(f"urllib3.{name}") for name in ("connectionpool", "util.retry", "connection", "poolmanager")]
"""Looked up once: `logging.getLogger` takes a lock, which an interrupt during a call could leave locked for every thread."""


def redact_foreign_logs() -> None:
    """
    Add the filter to the loggers of urllib3 that log URLs. Repeated calls have no effect.
    """
    for logger in _NOISY:
        if not any(isinstance(existing, WithoutQuery) for existing in logger.filters):
            logger.addFilter(WithoutQuery())
