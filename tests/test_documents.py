"""
Whatever README, docs and examples show has been run.
"""

from __future__ import annotations

import re
import runpy
import tomllib
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READMES = [ROOT / "README.md", ROOT / "README.tr.md"]
PAGES = [*READMES, *sorted((ROOT / "docs").glob("**/*.md"))]
FENCE = re.compile(r"^```python(?P<no> no-run)?\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"\n\n```text\n(?P<out>(?:(?!```).*\n)*)```$", re.MULTILINE)
LINK = re.compile(r"\]\((?P<target>[^)#:\s]+)\)")
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
ANY_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
BEGINNING = re.compile(r"#+|\||>|!|-|")
BLOCKS = [(page, match) for page in PAGES for match in FENCE.finditer(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "match"), BLOCKS, ids=[f"{page.name}:{match.start()}" for page, match in BLOCKS])
@pytest.mark.usefixtures("moved")
def test_code_blocks_run(page: Path, match: re.Match[str]) -> None:
    """
    Every block of Python in a document compiles, and runs unless it needs the real service, whenever that is.
    """
    code = compile(match["code"], f"<{page.name}>", "exec")
    if not match["no"]:
        exec(code, {"__name__": "__main__"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """
    A link to a file of ours leads to a file that is there.
    """
    linked = [match["target"] for match in LINK.finditer(ANY_FENCE.sub("", page.read_text(encoding="utf-8")))]

    assert [target for target in linked if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_linked(example: Path) -> None:
    """
    Every example is linked from a page, so that somebody finds it.
    """
    linked = {(page.parent / match["target"]).resolve() for page in PAGES for match in LINK.finditer(page.read_text(encoding="utf-8"))}

    assert example.resolve() in linked


@pytest.mark.parametrize("name", ["mypy", "basedpyright"])
def test_examples_are_typed(name: str) -> None:
    """
    Both type checkers read the examples: what they show is what a checker accepts.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][name]

    assert "examples" in (settings.get("files") or settings["include"])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
@pytest.mark.usefixtures("moved")
def test_examples_run(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Every example runs from its first to its last line, without a warning, whenever that is.
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
    READMEs and the docs open with a block that runs, some ten lines long, and with the five lines that it prints.
    """
    for page in (*READMES, ROOT / "docs" / "index.md"):
        text = page.read_text(encoding="utf-8")
        first = FENCE.search(text)

        assert first is not None
        assert not first["no"]
        assert len(list(filter(str.strip, first["code"].splitlines()))) <= 12
        printed = PRINTED.match(text, first.end())
        assert printed is not None
        assert len(printed["out"].splitlines()) == 5


def test_both_readmes_say_the_same() -> None:
    """
    README in both languages: the same code, byte for byte, and as many sections, paragraphs, table rows and pictures.
    """
    english, turkish = (readme.read_text(encoding="utf-8") for readme in READMES)

    assert ANY_FENCE.findall(english) == ANY_FENCE.findall(turkish)
    assert _shape(english) == _shape(turkish)


def _shape(text: str) -> list[str]:
    """
    What the blocks of a page are: a heading and its level, rows of a table, a quotation, a picture, a list, or a paragraph.
    """
    blocks = ANY_FENCE.sub("code", text).strip().split("\n\n")
    return [f"{BEGINNING.match(block)[0]}{block.count(chr(10)) if block.startswith('|') else ''}" for block in blocks]
