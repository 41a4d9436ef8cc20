"""
The pages of docs/reliability: a heading, how the page was made, and what a run printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

PAGES = Path(__file__).parents[2] / "docs" / "reliability"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """
    A Markdown table.

    Args:
        head: The columns.

        rows: What stands in them.
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|")


def write(name: str, heading: str, *blocks: str) -> Path:
    """
    Write a page.

    Args:
        name: Its file's name, without the ending.

        heading: Its heading.

        blocks: Paragraphs and tables, in order.
    """
    PAGES.mkdir(parents=True, exist_ok=True)
    page = PAGES / f"{name}.md"
    page.write_text("\n\n".join([f"# {heading}", *blocks]) + "\n", encoding="utf-8")
    return page
