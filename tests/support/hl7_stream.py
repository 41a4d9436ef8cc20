"""
Long answers, made as they are read, and what reading them costs.
"""

from __future__ import annotations

import mmap
import tracemalloc
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from saglikclient.mhrs.interactions import RANDEVU_SORGULAMA
from tests.support.hl7_answers import answer
from tests.support.hl7_received import ONLY_REQUIRED, RANDEVU
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient._core.model import Model
    from saglikclient.mhrs import Mhrs, Randevu

STATM = Path("/proc/self/statm")
MAY = datetime(2026, 5, 1, 0, 0), datetime(2026, 5, 31, 0, 0)  # noqa: DTZ001 - naive means Türkiye time
WARM = 200
"""So many appointments load everything that is loaded once."""


def cut(record: Model) -> tuple[bytes, bytes, bytes]:
    """An answer with one appointment, in three pieces: what stands before it, the appointment, what comes after."""
    start, end = b'<subject typeCode="SUBJ">', b"</subject>"
    head, _, rest = answer(RANDEVU_SORGULAMA, (record,)).partition(start)
    inner, _, tail = rest.rpartition(end)
    return head, b"\n" + start + inner + end, tail


HEAD, FULL, TAIL = cut(RANDEVU)
_, SMALL, _ = cut(ONLY_REQUIRED["Randevu"])


def body(count: int, *, record: bytes = FULL, tail: bytes = TAIL, head: bytes = HEAD) -> Callable[[str], Iterator[bytes]]:
    """An answer with so many appointments, made only as it is read."""

    def pieces(message_id: str) -> Iterator[bytes]:
        yield head.replace(b"{message_id}", message_id.encode())
        for number in range(1, count + 1):
            yield record.replace(b"HRN0001", b"HRN%07d" % number)
        yield tail

    return pieces


def breaking(count: int) -> Callable[[str], Iterator[bytes]]:
    """The same, but the connection is reset after so many."""

    def pieces(message_id: str) -> Iterator[bytes]:
        yield from body(count, tail=b"")(message_id)
        raise ConnectionResetError(104, "reset")

    return pieces


def stream(mhrs: Mhrs) -> Iterator[Randevu]:
    """A call whose answer is a stream."""
    return mhrs.randevu.akis(*MAY)


class Measured(NamedTuple):
    """
    What a stream costs.

    Attributes:
        count: How many appointments were given.
        grown: By how many bytes the process grew; 0 where the system does not tell.
        kept: How many bytes of Python's objects were left.
        peak: How many there were at most.
    """

    count: int
    grown: int
    kept: int
    peak: int

    def __str__(self) -> str:
        return " ".join(map(str, self))


def measured(many: int, counted: int) -> Measured:
    """Read so many small appointments, and then some under Python's own count, which is slow."""
    with client(Line(body(many, record=SMALL), body(WARM + counted, record=SMALL))) as mhrs:
        records = stream(mhrs)
        count = sum(1 for _ in islice(records, WARM))
        early = resident()
        count += sum(1 for _ in islice(records, many - WARM - 1))
        grown = resident() - early
        count += sum(1 for _ in records)
        records = stream(mhrs)
        sum(1 for _ in islice(records, WARM))
        tracemalloc.start()
        sum(1 for _ in records)
        return Measured(count, grown, *tracemalloc.get_traced_memory())


def resident() -> int:
    """The memory that the process occupies, in bytes."""
    return int(STATM.read_text().split()[1]) * mmap.PAGESIZE if STATM.exists() else 0
