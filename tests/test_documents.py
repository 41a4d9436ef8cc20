"""
Whatever README, docs and examples show has been run.
"""

from __future__ import annotations

import re
import runpy
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
FENCE = re.compile(r"^```python(?P<no> no-run)?\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(page, match) for page in PAGES for match in FENCE.finditer(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "match"), BLOCKS, ids=[f"{page.name}:{match.start()}" for page, match in BLOCKS])
def test_code_blocks_run(page: Path, match: re.Match[str]) -> None:
    """
    Every block of Python in a document compiles, and runs unless it needs the real service.
    """
    code = compile(match["code"], f"<{page.name}>", "exec")
    if not match["no"]:
        exec(code, {"__name__": "__main__"})


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_examples_run(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Every example runs from its first to its last line, without a warning.
    """
    with warnings.catch_warnings(record=True) as caught:
        runpy.run_path(str(example), run_name="__main__")

    assert capsys.readouterr().out
    assert not caught


def test_demo_uses_the_whole_table(capsys: pytest.CaptureFixture[str]) -> None:
    """
    The demo goes through all eighteen operations, and nothing is processed twice.
    """
    runpy.run_path(str(ROOT / "examples" / "mhrs_gunu.py"), run_name="__main__")

    assert "18/18 işlem" in capsys.readouterr().out


def test_a_page_opens_with_code_that_runs() -> None:
    """
    README and the docs open with a block that runs.
    """
    for page in (ROOT / "README.md", ROOT / "docs" / "index.md"):
        first = FENCE.search(page.read_text(encoding="utf-8"))

        assert first is not None
        assert not first["no"]
