"""
Markdown tables for the pages that are written by code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """
    A table, its rows in the given order. A bar within a cell is escaped.

    Args:
        head: The names of the columns.

        rows: The cells.
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |" for cells in lines)


def code(text: str) -> str:
    """
    Words as code; empty ones stay empty.
    """
    return f"`{text}`" if text else ""
