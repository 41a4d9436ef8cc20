"""
The rows of the table, and how it stands in docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
END = "<!-- end -->"


@attrs.frozen
class Row:
    """
    One line of the table.

    Attributes:
        what: What was done.
        against: What it is compared with.
        target: What was aimed at.
        measured: What came out.
        met: Whether that is as good as the target; None where a number only stands beside the others.
    """

    what: str
    against: str
    target: str
    measured: str
    met: bool | None


def at_most(what: str, against: str, bound: float, ratio: float, detail: str) -> Row:
    """
    A row that must not take more than so many times as long.
    """
    return Row(what, against, f"at most {bound:g} times", f"{ratio:.2f} times ({detail})", met=ratio <= bound)


def at_least(what: str, against: str, bound: float, ratio: float, detail: str) -> Row:
    """
    A row that must be so many times faster.
    """
    return Row(what, against, f"at least {bound:g} times faster", f"{ratio:.1f} times faster ({detail})", met=ratio >= bound)


def markdown(rows: Iterable[Row]) -> str:
    """
    The whole table.
    """
    said = {True: "yes", False: "**no**", None: ""}
    lines = (f"| {row.what} | {row.against} | {row.target} | {row.measured} | {said[row.met]} |" for row in rows)
    return "\n".join(("| what | against | target | measured | met |", "| --- | --- | --- | --- | --- |", *lines, ""))


def publish(name: str, told: str) -> None:
    """
    Put it between its marks in the page; the words around it stay.
    """
    begin = f"<!-- {name}: make bench -->\n"
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{begin}{told}{END}{tail}", encoding="utf-8")
