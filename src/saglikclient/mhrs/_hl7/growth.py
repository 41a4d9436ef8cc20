"""
Limit the memory an answer takes between two records. Counting bytes is not enough: four of them (`<a/>`) become an element of more than
a hundred, so 64 MiB could become gigabytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saglikclient.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_MARKS = 500_000
"""Tags and attributes. A record has about a hundred; one piece of the answer, unknown elements included, has about ten thousand."""


def bounded(pieces: Iterable[bytes], records: Callable[[], int]) -> Iterator[bytes]:
    """
    Pass on the pieces of an answer unless they accumulate: a record is released once it is read, everything else stays in memory.

    Args:
        pieces: The body.

        records: Returns the number of records read so far.

    Raises:
        ProtocolError: If there is more between two records than any real answer contains.
    """
    marks = known = 0
    for piece in pieces:
        read = records()
        marks, known = (marks if read == known else 0), read
        marks += piece.count(b"<") + piece.count(b"=")
        if marks > MAX_MARKS:
            raise ProtocolError(f"more than {MAX_MARKS} tags and attributes between two records", path="Envelope")
        yield piece
