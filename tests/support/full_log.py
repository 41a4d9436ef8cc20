"""
A log that keeps everything.
"""

from __future__ import annotations

import logging
import traceback


class Everything(logging.Handler):
    """Keeps each record whole: message, arguments, extras, traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:  # noqa: D102 - logging's own
        told = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.lines.append(f"{record.name}: {record.getMessage()} {vars(record)!r} {told}")
