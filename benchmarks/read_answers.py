"""
How fast an answer becomes models: ours against zeep's own parser on the same WSDL, and against a bare lxml pass, which is the floor.

Run with `make bench`; it prints a Markdown table. The figures to quote are the ratios of one run on one machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

sys.path.insert(0, str(Path(__file__).parent))

from answers import MESSAGE_ID, answer

from saglikclient.mhrs.hl7 import contract
from saglikclient.mhrs.hl7.read import records
from saglikclient.mhrs.interactions import RANDEVU_SORGULAMA
from saglikclient.transport.http import PIECE

COUNT = 10_000
ROUNDS = 3


def ours(body: bytes) -> int:
    """
    Models, read as the client reads them.
    """
    pieces = (body[start : start + PIECE] for start in range(0, len(body), PIECE))
    return sum(1 for _ in records(pieces, RANDEVU_SORGULAMA, MESSAGE_ID))


def floor(body: bytes) -> int:
    """
    The same bytes into a bare tree.
    """
    return len(etree.fromstring(body))


def zeep_reader() -> Callable[[bytes], int]:
    """
    The reply parser of zeep itself on the bundled WSDL.
    """
    import requests
    from zeep import Client, Settings

    where = Path(contract.__file__).parent / contract.BUNDLED
    client = Client(str(where), settings=Settings(strict=False, xml_huge_tree=True))
    binding = next(iter(client.wsdl.bindings.values()))
    operation = binding.get("PRSC_AR001001TR_QUSC_IN001001TR")

    def read(body: bytes) -> int:
        response = requests.Response()
        response.status_code, response._content = 200, body  # noqa: SLF001 - a reply without a network
        response.headers["Content-Type"] = "text/xml; charset=utf-8"
        return len(binding.process_reply(client, operation, response).controlActEvent.subject)

    return read


def best(read: Callable[[bytes], int], body: bytes) -> float:
    """
    The shortest of a few rounds, in seconds.
    """
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        read(body)
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    """
    Measure and print.
    """
    body = answer(COUNT)
    readers = {"saglikclient": ours, "bare lxml tree (floor)": floor, "zeep's own parser": zeep_reader()}
    times = {name: best(read, body) for name, read in readers.items()}
    print(f"{COUNT} appointments, {len(body) / 1e6:.1f} MB, best of {ROUNDS}\n")
    print("| reader | seconds | ours is |\n| --- | --- | --- |")
    for name, seconds in times.items():
        ratio = seconds / times["saglikclient"]
        told = "1.0" if name == "saglikclient" else f"{ratio:.1f} times faster" if ratio >= 1 else f"{1 / ratio:.1f} times slower"
        print(f"| {name} | {seconds:.2f} | {told} |")


if __name__ == "__main__":
    main()
