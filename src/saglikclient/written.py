"""
Functions whose source is written from a table, so that reading does not go through the table for each value.
"""

from __future__ import annotations

import linecache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def function(source: str, title: str, names: dict[str, Any]) -> Callable[..., Any]:
    """
    Make the function `read` of its source.

    Args:
        source: Python, written from a table of ours; nothing of an answer is in it.

        title: What tracebacks and debuggers call it; they show its lines.

        names: What the source names.
    """
    title = f"<{title}>"
    linecache.cache[title] = len(source), None, source.splitlines(keepends=True), title
    exec(compile(source, title, "exec"), names)  # noqa: S102 - see above
    made: Callable[..., Any] = names["read"]
    return made
