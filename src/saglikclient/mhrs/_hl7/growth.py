"""
How far an answer may grow in memory between two records. Bytes alone are no measure: four of them (`<a/>`) make an element of more than a
hundred, so 64 MiB could become gigabytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saglikclient.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST_MARKS = 500_000
"""Tags and attributes. A record has about a hundred; with a piece of the answer beside it, and what we do not know, some ten thousand."""


def bounded(pieces: Iterable[bytes], records: Callable[[], int]) -> Iterator[bytes]:
    """
    Pass an answer on as it arrives, as long as it does not pile up: a record that has been read is forgotten, everything else is kept.

    Args:
        pieces: The body.

        records: How many records have been read so far.

    Raises:
        ProtocolError: If there is more between two records than any answer has.
    """
    marks = known = 0
    for piece in pieces:
        read = records()
        marks, known = (marks if read == known else 0), read
        marks += piece.count(b"<") + piece.count(b"=")
        if marks > MOST_MARKS:
            raise ProtocolError(f"more than {MOST_MARKS} tags and attributes between two records", path="Envelope")
        yield piece
