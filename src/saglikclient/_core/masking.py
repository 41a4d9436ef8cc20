"""
Masking of persons in what is shown, and redaction of what other libraries log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any, SupportsIndex, TypeGuard, overload

_SHOWN_NAME = 2
_SHOWN_START, _SHOWN_END = 3, 3
_SHORTEST_SHOWN = 10
"""Of a shorter number the six shown digits would leave too few to guess."""
_CODE = re.compile(r"(?!.*\d{7})\w[\w.-]{0,39}", re.ASCII)
"""What a code may look like, whosever it is; seven digits in a row are a telephone or more."""


def mask_number(value: object) -> str:
    """
    Mask a person's number or a credential the way e-Nabız shows it: `100*****146`.

    A short one is masked whole, since its ends would give it away.
    """
    if value is None:
        return "None"
    text = str(getattr(value, "value", value))  # what an `Unknown` holds
    if len(text) < _SHORTEST_SHOWN:
        return "***"
    return f"{text[:_SHOWN_START]}*****{text[-_SHOWN_END:]}"


def mask_name(value: object) -> str:
    """
    Mask a person's name, each part by itself: the first two letters stay, as in `Ör*** De***`.
    """
    if value is None:
        return "None"
    return " ".join(f"{part[:_SHOWN_NAME]}***" if len(part) > _SHOWN_NAME else "***" for part in str(value).split()) or "***"


def mask_code(value: object) -> str:
    """
    Show the beginning of a code, enough to tell two apart in a table: `A1B2******`.
    """
    text = str(value)
    return f"{text[:4]}{'*' * (len(text) - 4)}" if len(text) > 4 else "***"  # noqa: PLR2004 - a group of a HES code


def mask_all(value: object) -> str:
    """
    Show only whether there is something: for notes, dates of birth, e-mail addresses and documents.
    """
    return "None" if value is None else "***"


def code_and_words(code: str, words: str) -> tuple[str, str]:
    """
    Take what the Ministry gave as a code. One that has not the form of a code may be anything, a person's number included: it goes to the
    words, which are not for logs.
    """
    if _CODE.fullmatch(code):
        return code, words
    return "", " ".join(filter(None, (code, words)))


def mask_no_code(value: object) -> str:
    """
    Show a code; what has not the form of one may be anything.
    """
    return repr(value) if value is None or (isinstance(value, str) and _CODE.fullmatch(value)) else "***"


def count_only(value: object) -> str:
    """
    Show how many there are, and none of them.
    """
    return f"<{len(value)}>" if _counts(value) else mask_all(value)


def _counts(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence)


class _Unshown:
    """
    Base of what a message is made of on its way. `repr()` alone is not enough: rich slices a long text before it asks for one, and rich
    and Sentry walk through a dict by themselves. Both ask for the methods below first.
    """

    __slots__ = ()

    def __rich_repr__(self) -> Iterator[object]:
        yield from ()

    def __sentry_repr__(self) -> str:
        return repr(self)


class UnshownBytes(_Unshown, bytes):
    """
    The bytes of a message. They show their number only: a traceback with local values, as error trackers make it, must not spill them.
    """

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"

    @overload
    def __getitem__(self, index: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> UnshownBytes: ...
    def __getitem__(self, index: SupportsIndex | slice) -> int | UnshownBytes:
        """
        One byte, or a part that does not show itself either.
        """
        found = super().__getitem__(index)
        return UnshownBytes(found) if isinstance(found, bytes) else found


class UnshownText(_Unshown, str):
    """
    A text on its way, e.g. an address that carries a password. It does not show itself, for the same reason.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"

    def __getitem__(self, index: SupportsIndex | slice) -> UnshownText:
        """
        A part, which does not show itself either.
        """
        return UnshownText(super().__getitem__(index))


class UnshownDict(_Unshown, dict[str, Any]):
    """
    The values of a message by name. It shows the names only, for the same reason.
    """

    def __repr__(self) -> str:
        return f"<{', '.join(self)}>"


class WithoutQuery(logging.Filter):
    """
    Cuts the query out of the request lines that urllib3 logs: with some services a password or token travels in it.
    """

    _QUERY = re.compile(r"\?[^\s\"]*")

    def filter(self, record: logging.LogRecord) -> bool:
        """
        Rewrite the record in place; none is dropped. A traceback goes, since it ends with the exception's text.
        """
        record.exc_info = record.exc_text = None
        if isinstance(record.args, tuple):
            record.args = tuple(self._plain(arg) for arg in record.args)
        elif record.args:
            record.args = {name: self._plain(arg) for name, arg in record.args.items()}
        return True

    def _plain(self, arg: object) -> object:
        """
        A text without its query. An exception or an object may print a URL: keep its kind only. Numbers format as they are.
        """
        if isinstance(arg, str):
            return self._QUERY.sub("?***", arg)
        return arg if isinstance(arg, int | float | None) else type(arg).__name__


def redact_foreign_logs() -> None:
    """
    Put the filter on urllib3's loggers that see a URL; doing it twice changes nothing.
    """
    for name in ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.connection", "urllib3.poolmanager"):
        logger = logging.getLogger(name)
        if not any(isinstance(existing, WithoutQuery) for existing in logger.filters):
            logger.addFilter(WithoutQuery())
