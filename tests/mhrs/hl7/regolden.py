"""
Rewrites the golden files from the code as it is now: `make golden`. Read what changed before you commit it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lxml import etree

from saglikclient.mhrs.interactions import TABLE_1
from tests.support.hl7_answers import answer, file_of
from tests.support.hl7_damage import damaged
from tests.support.hl7_golden import GOLDEN, golden, made, message, plain
from tests.support.hl7_received import GOT
from tests.support.hl7_sent import SENT
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from tests.support.hl7_golden import Row


def files() -> dict[str, bytes]:
    """
    All golden files by name.
    """
    found: dict[str, bytes] = {}
    for row in TABLE_1:
        clean = answer(row, GOT[row.method])
        found[golden(row, "request").name] = request_file(row)
        found[golden(row, "response").name] = file_of(clean)
        found.update({golden(row, "response", mod=what).name: file_of(broken) for what, broken in damaged(row, clean)})
    return found


def request_file(row: Row) -> bytes:
    """
    The message that a golden call sends.
    """
    line = Line(answer(row, GOT[row.method]))
    with client(line) as mhrs:
        made(mhrs, SENT[row.method].call)
    return file_of(etree.tostring(plain(message(line.bodies[0]))))


def main() -> None:
    """
    Write them, and take away those that no row has.
    """
    GOLDEN.mkdir(exist_ok=True)
    new = files()
    old = {path.name: path.read_bytes() for path in GOLDEN.glob("*.xml")}
    for name in old.keys() - new.keys():
        (GOLDEN / name).unlink()
    for name, content in new.items():
        (GOLDEN / name).write_bytes(content)
    changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    sys.stdout.write("".join(f"{name}\n" for name in changed) + f"{len(changed)} of {len(new)} changed\n")


if __name__ == "__main__":
    main()
