"""Reports: text for people, or one JSON document for machines."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from saglikclient import __version__
from saglikclient._doctor.finding import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from saglikclient._doctor.finding import Line

SHOWN = 20


def well(lines: Iterable[Line]) -> bool:
    """Return whether no check failed."""
    return all(line.finding.status is not Status.FAILED for line in lines)


def as_text(lines: Iterable[Line], addresses: Mapping[str, str]) -> Iterator[str]:
    """
    Yield the lines of the text report as checks complete.

    Args:
        lines: The findings.

        addresses: The addresses of the checked services.
    """
    heading: str | None = None
    count: Counter[Status] = Counter()
    for line in lines:
        if line.service != heading:
            heading = line.service
            yield f"{heading}  {addresses[heading]}" if heading else "this machine"
        count[line.finding.status] += 1
        yield f"  {line.finding.status.value:<8} {line.check:<12} {line.finding.detail}"
        yield from (f"{'':<23}  {particular}" for particular in line.finding.more[:SHOWN])
        if len(line.finding.more) > SHOWN:
            yield f"{'':<23}  and {len(line.finding.more) - SHOWN} more; --json lists all"
        if line.finding.remedy:
            yield f"{'':<23}  {'try: ' if line.finding.status is Status.FAILED else 'note: '}{line.finding.remedy}"
    yield ", ".join(f"{count[status]} {status.value}" for status in Status if count[status])


def as_json(lines: Iterable[Line], addresses: Mapping[str, str], environment: str) -> str:
    """
    Return the JSON report; its keys are stable.

    Args:
        lines: The findings.

        addresses: The addresses of the checked services.

        environment: The checked environment.
    """
    found = list(lines)
    checks = [
        {
            "service": line.service or None,
            "check": line.check,
            "status": line.finding.status.value,
            "detail": line.finding.detail,
            "remedy": line.finding.remedy,
            "more": list(line.finding.more),
        }
        for line in found
    ]
    report = {"saglikclient": __version__, "environment": environment, "ok": well(found), "services": dict(addresses), "checks": checks}
    return json.dumps(report, indent=2)
