"""
What a check has found.
"""

from __future__ import annotations

import enum

import attrs


class Status(enum.Enum):
    """
    How a check ended.
    """

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@attrs.frozen
class Finding:
    """
    The end of one check. No text of it holds a secret.

    Attributes:
        status: How it ended.
        detail: What was seen.
        remedy: What to do about it; empty if nothing.
        more: Particulars, one a line.
    """

    status: Status
    detail: str
    remedy: str = ""
    more: tuple[str, ...] = ()


@attrs.frozen
class Line:
    """
    A finding and where it belongs.

    Attributes:
        service: The service that was examined; empty for the machine itself.
        check: The check's name.
        finding: What it found.
    """

    service: str
    check: str
    finding: Finding


def ok(detail: str) -> Finding:
    """
    All is well.
    """
    return Finding(Status.OK, detail)


def warning(detail: str, remedy: str = "") -> Finding:
    """
    It works, but may not for long, or not as meant.
    """
    return Finding(Status.WARNING, detail, remedy)


def failed(detail: str, remedy: str = "", more: tuple[str, ...] = ()) -> Finding:
    """
    Calls cannot work like this.
    """
    return Finding(Status.FAILED, detail, remedy, more)


def skipped(detail: str) -> Finding:
    """
    It could not be checked, and says nothing.
    """
    return Finding(Status.SKIPPED, detail)
