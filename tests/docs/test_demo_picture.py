"""
The picture of the demo shows what the demo prints.
"""

from __future__ import annotations

import re
import runpy
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "_static" / "demo.svg"
SVG = "{http://www.w3.org/2000/svg}"


def drawn() -> list[str]:
    """
    The lines of the picture, without blanks: text stands in pieces, each at its place.
    """
    pieces = [
        (float(text.get("y", "0")), float(text.get("x", "0")), "".join((text.text or "").split()))
        for group in etree.parse(PICTURE).iterfind(f".//{SVG}g[@class='demo-matrix']")
        for text in group.iter(f"{SVG}text")
    ]
    lines = ["".join(piece for _, _, piece in line) for _, line in groupby(sorted(pieces), key=lambda piece: piece[0])]
    return [line for line in lines if line]


def test_picture_shows_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Line by line, the picture is the demo's output; `make demo-picture` draws it anew.
    """
    runpy.run_path(str(ROOT / "examples" / "mhrs_gunu.py"), run_name="__main__")
    printed = ["".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    assert drawn() == [line for line in printed if line]


def test_picture_loads_nothing() -> None:
    """
    Looking at the picture tells nobody: it names no address but those of its own format and, in a comment, of what drew it.
    """
    addresses = set(re.findall(r"\w+://[^\s\"')<]+", PICTURE.read_text(encoding="utf-8")))

    assert addresses == {"http://www.w3.org/2000/svg", "https://www.textualize.io"}
