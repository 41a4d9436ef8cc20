"""
Error texts and docstrings are plain technical English: data does not speak, and values do not stand anywhere.
"""

from __future__ import annotations

import ast
import builtins
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saglikclient import errors
from saglikclient._transport import causes, exceptions
from saglikclient.mhrs._hl7 import error_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[1] / "src" / "saglikclient"
WORN = (
    *("told", "tells", "said", "says", "heard", "hears", "speaks", "spoke", "spoken", "brought", "brings"),
    *("stands", "stood", "room", "rooms", "ours", "of ours", "half a", "half an", "time is over", "time was over", "mend"),
)
WORD = re.compile(rf"\b({'|'.join(WORN)})\b", re.IGNORECASE)
CODE = re.compile(r"`[^`]*`|\"[^\"]*\"|^ *\w+:", re.MULTILINE)
"""Names in code, of arguments and of attributes, and quotations."""
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)} | {name for name in dir(builtins) if "Error" in name}


def worn(text: str) -> list[str]:
    """
    Return the worn words of a text.
    """
    return WORD.findall(CODE.sub("", text))


def texts(node: ast.AST) -> Iterator[str]:
    """
    Yield the string literals within a node.
    """
    return (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))


def worded(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """
    Yield the docstrings, those of attributes included, and the texts of errors, with their lines.
    """
    for node in ast.walk(tree):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS
        if docstring or made or isinstance(node, ast.Raise):
            yield from ((node.lineno, text) for text in texts(node))


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_worn_words(path: Path) -> None:
    """
    No docstring and no error text of the package has a worn word.
    """
    found = [f"{path.name}:{line}: {worn(text)}" for line, text in worded(ast.parse(path.read_text(encoding="utf-8"))) if worn(text)]
    assert not found


def test_no_worn_words_in_tables() -> None:
    """
    Neither have the tables of causes and error codes.
    """
    tables = (causes.CERTIFICATE, causes.TLS, error_codes.MEANINGS, error_codes.RULES, error_codes.SECURITY)
    found = [text for table in tables for text in table.values()]
    found += [text for _, text in causes.CLASSES] + [text for *_, text in exceptions.TABLE] + sorted(causes.OWN)
    assert not [text for text in found if worn(text)]


@pytest.mark.parametrize(
    "source",
    [
        'def f():\n    """It says so."""',
        'X = 1\n"""Half a word."""',
        'raise ValueError("stands twice")',
        'def f():\n    return NotFound(f"{x} was told")',
    ],
)
def test_a_worn_word_is_found(source: str) -> None:
    """
    Docstrings of functions and attributes, raised errors and returned ones are searched.
    """
    assert any(worn(text) for _, text in worded(ast.parse(source)))


def test_technical_words_are_not_worn() -> None:
    """
    Legitimate words that contain or resemble a worn one are let through, and so are names and quotations.
    """
    assert not worn('standard, half-open, hours, headroom, essays, stand-in, `room`, "the sample says"')
