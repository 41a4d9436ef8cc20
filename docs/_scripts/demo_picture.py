"""
The picture of the demo that both READMEs show: its real output, drawn by rich. `make demo-picture` writes it.
"""

from __future__ import annotations

import io
import re
import runpy
from contextlib import redirect_stdout
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "_static" / "demo.svg"
FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""Rich's picture loads fonts from elsewhere; whoever looks at a README must not be told to a third party."""
STYLES = ((re.compile(r"\d\d\.\d\d\.\d{4} "), "bold cyan"), (re.compile(r" *! "), "yellow"), (re.compile("Tablo 1: "), "bold green"))
"""By a line's beginning: the hour of the day, what goes wrong, the sum."""


def output() -> str:
    """
    What the demo prints.
    """
    printed = io.StringIO()
    with redirect_stdout(printed):
        runpy.run_path(str(ROOT / "examples" / "mhrs_gunu.py"), run_name="__main__")
    return printed.getvalue()


def picture(text: str) -> str:
    """
    Draw lines as a terminal shows them.
    """
    lines = text.splitlines()
    console = Console(record=True, width=max(map(len, lines)), file=io.StringIO())
    for line in lines:
        console.print(Text(line, style=next((style for beginning, style in STYLES if beginning.match(line)), "")))
    drawn = FONTS.sub("", console.export_svg(title="make demo", unique_id="demo"))
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(output()), encoding="utf-8")
