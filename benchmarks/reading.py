"""
How fast an answer becomes models: ours beside zeep's parser, xsdata's and a bare tree of lxml's, and how the cost grows.
"""

from __future__ import annotations

import gc
import importlib
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from answers import MESSAGE_ID, answer, pieces
from bare_zeep import reader as zeep_reader
from lxml import etree
from rounds import shortest
from table import Row, at_least, at_most

from saglikclient._transport.http import PIECE
from saglikclient.mhrs import contract
from saglikclient.mhrs._hl7.answers import records
from saglikclient.mhrs.interactions import RANDEVU_SORGULAMA
from saglikclient.mhrs.model.randevu import Randevu

COUNT, FEW = 10_000, 1_000
AGAIN = 8
"""So often ours is read in each round beside slower ways: a moment in which the machine is busy then weighs as much for all."""
SIZES, TURN = (1_000, 10_000, 100_000), 10_000
WITHIN = 0.15


def ours(body: bytes) -> int:
    """
    Models, read as the client reads them, and let go one by one.
    """
    return sum(1 for _ in read(body[start : start + PIECE] for start in range(0, len(body), PIECE)))


def read(body: Iterable[bytes]) -> Iterator[Randevu]:
    """
    The models of an answer.
    """
    return records(body, RANDEVU_SORGULAMA, MESSAGE_ID)


def floor(body: bytes) -> int:
    """
    The same bytes into a bare tree.
    """
    return len(etree.fromstring(body))


def _generate(package: str, folder: str) -> None:
    """
    Let xsdata write dataclasses for our schema. It starts `ruff` by its bare name, so the scripts of this environment have to be on PATH.
    """
    schema = Path(contract.__file__).parent / "PRSC_AR001001TR.xsd"
    command = [sys.executable, "-m", "xsdata", "generate", str(schema), "--package", package, "--structure-style", "single-package"]
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)))
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stdout)


def xsdata_reader() -> Callable[[bytes], int]:
    """
    Dataclasses that xsdata generates from our schema, with its event handler over lxml. It is given the message without the envelope.
    """
    from xsdata.formats.dataclass.parsers import XmlParser
    from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler

    with tempfile.TemporaryDirectory() as folder:
        _generate("generated_by_xsdata", folder)
        sys.path.insert(0, folder)
        try:
            classes = vars(importlib.import_module("generated_by_xsdata"))
        finally:
            sys.path.remove(folder)
    answered = next(
        made for made in classes.values() if getattr(getattr(made, "Meta", None), "name", "") == "QUSC_IN001001TR01_LocalAnswer"
    )
    parser = XmlParser(handler=LxmlEventHandler)

    def count(body: bytes) -> int:
        message = re.sub(rb"</?(soap:Envelope|soap:Body)[^>]*>", b"", body)
        return len(parser.from_bytes(message, answered).control_act_event.subject)

    return count


def rows() -> Iterator[Row]:
    """
    The lines about reading.
    """
    body, small = answer(COUNT), answer(FEW)
    what = f"read an answer of {COUNT:,} appointments ({len(body) / 1e6:.1f} MB) into models"
    near = shortest({"ours": lambda: ours(body), "floor": lambda: floor(body)}, 10)
    zeep, xsdata = zeep_reader(), xsdata_reader()
    far = shortest({"ours": lambda: [ours(small) for _ in range(AGAIN)], "zeep": lambda: zeep(small), "xsdata": lambda: xsdata(small)}, 5)
    far["ours"] /= AGAIN
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
    What one appointment costs in answers of other sizes: the longest is read bit by bit, and in between the same appointments are read in
    shorter ones, so that a machine that is shared slows all alike.
    """
    deque(read(grouped(SIZES[0], 0)), maxlen=0)
    spent = dict.fromkeys(SIZES, 0.0)
    longest = read(grouped(SIZES[-1], 0))
    for first in range(0, SIZES[-1], TURN):
        for size in SIZES:
            gc.collect()
            began = time.process_time()
            if size > TURN:
                deque(islice(longest, TURN), maxlen=0)
            else:
                deque(chain.from_iterable(read(grouped(size, start)) for start in range(first, first + TURN, size)), maxlen=0)
            spent[size] += time.process_time() - began
    each = [one / SIZES[-1] * 1e6 for one in spent.values()]
    spread = max(each) / min(each) - 1
    measured = f"{', '.join(f'{one:.0f}' for one in each)} µs an appointment: within {spread:.0%}"
    return Row("read 1,000, 10,000 and 100,000 appointments", "itself", f"linear within {WITHIN:.0%}", measured, met=spread <= WITHIN)


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
