"""Results of checks."""

from __future__ import annotations

import enum

import attrs


class Status(enum.Enum):
    """The status of a check."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@attrs.frozen
class Finding:
    """
    The result of one check. Its texts contain no secrets.

    Attributes:
        status: The status.
        detail: What was found.
        remedy: What to do; empty if nothing.
        more: Details, one per line.
    """

    status: Status
    detail: str
    remedy: str = ""
    more: tuple[str, ...] = ()


@attrs.frozen
class Line:
    """
    A finding with its service and check.

    Attributes:
        service: The checked service; empty for the machine itself.
        check: The name of the check.
        finding: The result.
    """

    service: str
    check: str
    finding: Finding


def ok(detail: str) -> Finding:
    """Return a finding: no problem."""
    return Finding(Status.OK, detail)


def warning(detail: str, remedy: str = "") -> Finding:
    """Return a finding: works, but needs attention."""
    return Finding(Status.WARNING, detail, remedy)


def failed(detail: str, remedy: str = "", more: tuple[str, ...] = ()) -> Finding:
    """Return a finding: calls will fail."""
    return Finding(Status.FAILED, detail, remedy, more)


def skipped(detail: str) -> Finding:
    """Return a finding: could not be checked."""
    return Finding(Status.SKIPPED, detail)
