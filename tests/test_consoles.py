"""
What we print can be written to a Turkish Windows console, redirected or not: its code pages are cp1254 and, in a DOS box, cp857.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EACH = pytest.mark.parametrize("page", ["cp1254", "cp857"])
BAR = """
from saglikclient.testing import Sandbox
with Sandbox() as ministry, ministry.hes() as hes:
    hes.check_many([f"{number:010}" for number in range(1001)], progress=True)
"""


def python(page: str, *words: str) -> tuple[int, str, str]:
    """
    Run Python with a console of this code page: exit code, standard output and standard error. Errors of encoding end the run.
    """
    settings = {**os.environ, "PYTHONIOENCODING": page, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-W", "error", *words], capture_output=True, timeout=120, env=settings, check=False)
    return done.returncode, done.stdout.decode(page), done.stderr.decode(page)


def programs() -> Iterator[tuple[str, str]]:
    """
    All Python of ours that prints, or whose errors are printed: the package, examples, documents, the notebook.
    """
    for path in (*sorted((ROOT / "src").rglob("*.py")), *EXAMPLES):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))):
        for block in BLOCK.finditer(path.read_text(encoding="utf-8")):
            yield f"{path.name}:{block.start()}", block[1]
    for path in sorted((ROOT / "docs").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield f"{path.name}:{cell['id']}", "".join(cell["source"])


def texts(source: str) -> Iterator[str]:
    """
    The texts of a program; docstrings and comments are nobody's output.
    """
    tree = ast.parse(source)
    unsaid = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unsaid:
            yield node.value


@EACH
def test_texts_fit_the_code_page(page: str) -> None:
    """
    No text of ours, errors included, has a letter that the code page lacks.
    """
    assert [
        (where, text) for where, source in programs() for text in texts(source) if text.encode(page, "ignore").decode(page) != text
    ] == []


@EACH
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_can_be_redirected(example: Path, page: str) -> None:
    """
    An example whose output goes into a file or a pipe runs to its end.
    """
    code, out, _ = python(page, str(example))

    assert code == 0
    assert out


@EACH
@pytest.mark.parametrize("words", [["--help"], ["--version"], ["doctor", "--help"]], ids=" ".join)
def test_the_command_line_can_be_redirected(words: list[str], page: str) -> None:
    """
    `python -m saglikclient` explains itself.
    """
    code, out, err = python(page, "-m", "saglikclient", *words)

    assert (code, err) == (0, "")
    assert "saglikclient" in out


@EACH
def test_the_doctor_shows_letters_that_the_console_lacks(page: str) -> None:
    """
    Names that are not ours, here a host that is none, are shown escaped; the report goes on to its last line.
    """
    host = "日" * 64  # too long for a name: nobody is asked
    code, out, err = python(page, "-m", "saglikclient", "doctor", "--service", "hes", "--endpoint", f"https://{host}/")

    assert (code, err) == (1, "")
    assert "\\u65e5" in out
    assert re.search(r"\d+ failed", out.splitlines()[-1])


@EACH
def test_a_bar_can_be_shown(page: str) -> None:
    """
    A progress bar is drawn with signs that the console has.
    """
    code, out, err = python(page, "-c", BAR)

    assert (code, out) == (0, "")
    assert "1001/1001" in err
    assert "\\u" not in err
