"""
How fast an answer becomes models: ours beside zeep's parser, xsdata's and a bare tree of lxml's, and how the cost grows.
"""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from answers import MESSAGE_ID, answer, pieces
from bare_zeep import reader as zeep_reader
from lxml import etree
from rounds import shortest
from table import Row, at_least, at_most

from saglikclient.mhrs.hl7 import contract
from saglikclient.mhrs.hl7.read import records
from saglikclient.mhrs.interactions import RANDEVU_SORGULAMA
from saglikclient.transport.http import PIECE

COUNT, FEW = 10_000, 1_000
SIZES, FULL = (1_000, 10_000, 100_000), 20_000
WITHIN = 0.15


def ours(body: bytes) -> int:
    """
    Models, read as the client reads them.
    """
    return consumed(body[start : start + PIECE] for start in range(0, len(body), PIECE))


def consumed(body: Iterable[bytes]) -> int:
    """
    Read models and let each go.
    """
    return sum(1 for _ in records(body, RANDEVU_SORGULAMA, MESSAGE_ID))


def floor(body: bytes) -> int:
    """
    The same bytes into a bare tree.
    """
    return len(etree.fromstring(body))


def xsdata_reader() -> Callable[[bytes], int]:
    """
    Dataclasses that xsdata generates from our schema, with its event handler over lxml. It is given the message without the envelope.
    """
    from xsdata.formats.dataclass.parsers import XmlParser
    from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler

    schema = Path(contract.__file__).parent / "PRSC_AR001001TR.xsd"
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "xsdata",
            "generate",
            str(schema),
            "--package",
            "generated_by_xsdata",
            "--structure-style",
            "single-package",
        ]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        sys.path.insert(0, folder)
        try:
            classes = vars(importlib.import_module("generated_by_xsdata"))
        finally:
            sys.path.remove(folder)
    answered = next(
        made for made in classes.values() if getattr(getattr(made, "Meta", None), "name", "") == "QUSC_IN001001TR01_LocalAnswer"
    )
    parser = XmlParser(handler=LxmlEventHandler)

    def read(body: bytes) -> int:
        message = re.sub(rb"</?(soap:Envelope|soap:Body)[^>]*>", b"", body)
        return len(parser.from_bytes(message, answered).control_act_event.subject)

    return read


def rows() -> Iterator[Row]:
    """
    The lines about reading.
    """
    body, small = answer(COUNT), answer(FEW)
    what = f"read an answer of {COUNT:,} appointments ({len(body) / 1e6:.1f} MB) into models"
    near = shortest({"ours": lambda: ours(body), "floor": lambda: floor(body)}, 7)
    zeep, xsdata = zeep_reader(), xsdata_reader()
    far = shortest({"ours": lambda: ours(small), "zeep": lambda: zeep(small), "xsdata": lambda: xsdata(small)}, 3)
    for name, bound, who in (
        ("zeep", 12, "zeep's own parser on the same WSDL"),
        ("xsdata", 8, "xsdata (dataclasses, its lxml event handler)"),
    ):
        detail = f"{far['ours'] / FEW * 1e6:.0f} µs an appointment against {far[name] / FEW * 1e6:.0f}, of {FEW:,}"
        yield at_least(what, who, bound, far[name] / far["ours"], detail)
    detail = f"{near['ours']:.2f} s against {near['floor']:.2f}"
    yield at_most(what, "bare `lxml.etree.fromstring` of the same bytes (the floor)", 2.5, near["ours"] / near["floor"], detail)
    yield growth()


def growth() -> Row:
    """
    What one appointment costs in answers of other sizes. The small ones bring other appointments each time, since the moments of the last
    ones are kept.
    """
    subjects = {str(size): lambda size=size: answered(size) for size in SIZES}
    times = {size: spent / max(int(size), FULL) * 1e6 for size, spent in shortest(subjects, 3).items()}
    spread = max(times.values()) / min(times.values()) - 1
    measured = f"{', '.join(f'{time:.0f}' for time in times.values())} µs an appointment: within {spread:.0%}"
    return Row("read 1,000, 10,000 and 100,000 appointments", "itself", f"linear within {WITHIN:.0%}", measured, met=spread <= WITHIN)


def answered(size: int) -> None:
    """
    Read answers of one size, until enough has been read.
    """
    for first in range(0, max(size, FULL), size):
        consumed(grouped(size, first))


def grouped(count: int, first: int) -> Iterator[bytes]:
    """
    An answer in pieces of the size in which it comes from the network.
    """
    waiting, size = [], 0
    for piece in pieces(count, first=first):
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
