"""
What a long answer costs in memory: the peak of a process of its own over what it had after its imports and one small call.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from table import Row

HERE = Path(__file__).parent
MANY, FEWER = 50_000, 5_000
MIB = 1024 * 1024
MOST = 10


def stream(count: int) -> None:
    """
    `akis()` over so many.
    """
    from answers import pieces
    from null_adapter import hl7
    from small_call import asked, client

    wanted = [1]
    mhrs = client(hl7(lambda message_id: pieces(wanted[0], message_id)))
    sum(1 for _ in mhrs.randevu.akis(*asked()))
    begun = peak()
    wanted[0] = count
    assert sum(1 for _ in mhrs.randevu.akis(*asked())) == count
    print(peak() - begun)


def zeep(count: int) -> None:
    """
    The same with zeep; its answer is one object.
    """
    from answers import pieces
    from bare_zeep import client, query
    from null_adapter import hl7

    wanted = [1]
    made = client(hl7(lambda message_id: pieces(wanted[0], message_id)))
    query(made)
    begun = peak()
    wanted[0] = count
    assert len(query(made).controlActEvent.subject) == count
    print(peak() - begun)


def tree(count: int) -> None:
    """
    A bare tree of lxml's of the same bytes.
    """
    from answers import answer
    from lxml import etree

    etree.fromstring(answer(1))
    begun = peak()
    etree.fromstring(answer(count), etree.XMLParser(huge_tree=True))
    print(peak() - begun)


def peak() -> int:
    """
    The most that this process has occupied so far, in bytes, as Linux tells it. (`ru_maxrss` begins with what the parent had.)
    """
    (told,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(told.split()[1]) * 1024


def grown(subject: str, count: int) -> float:
    """
    The peak of one subject in MiB.
    """
    code = f"import sys; sys.path.insert(0, {str(HERE)!r}); import memory; memory.{subject}({count})"
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout) / MIB


def rows() -> Iterator[Row]:
    """
    The lines about memory.
    """
    fewer, many = grown("stream", FEWER), grown("stream", MANY)
    beside = grown("tree", MANY)
    small = grown("zeep", FEWER)
    what = f"`akis()` over {MANY:,} appointments, peak memory over the baseline after import"
    yield Row(
        what,
        "itself over 5,000",
        f"at most {MOST} MiB, flat",
        f"{many:.1f} MiB ({fewer:.1f} over {FEWER:,})",
        met=many <= MOST and many - fewer <= 1,
    )
    yield Row(what, f"zeep on {FEWER:,}; a bare tree of {MANY:,}", "reported", f"{small:.0f} MiB; {beside:.0f} MiB", met=None)
