"""
The page on troubleshooting speaks of the messages that the code has, and of all of them.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from saglikclient import errors
from saglikclient._transport import causes
from saglikclient._transport.exceptions import TABLE
from saglikclient.mhrs._hl7.error_codes import MEANINGS, RULES, SECURITY

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "src" / "saglikclient").rglob("*.py") if "testing" not in path.parts)
PAGE = ROOT / "docs" / "sorun-giderme.md"
QUOTED = re.compile(r"^\| `(?P<message>[^`]+)` \|", re.MULTILINE)
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.SaglikError)}
GAP = "…"


def written(node: ast.expr) -> str | None:
    """
    A text as it stands in the source, with a gap for what is put in when it is raised.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else GAP for part in node.values)
        return re.sub(f"{GAP}+", GAP, "".join(str(part) for part in parts))
    return None


def branches(node: ast.expr) -> list[ast.expr]:
    """
    What an argument may be.
    """
    return [*branches(node.body), *branches(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def raised() -> set[str]:
    """
    The messages that our errors are made with.
    """
    calls = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    ours = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ERRORS and call.args)
    found = {written(branch) for call in ours for branch in branches(call.args[0])}
    kinds = {message for _, _, message in TABLE} | {message for _, message in causes.CLASSES} | {*causes.OWN, causes.PROXY_CREDENTIALS}
    codes = (MEANINGS, RULES, SECURITY, causes.CERTIFICATE, causes.TLS)
    return {message for message in found if message and re.search("[a-z]", message)} | kinds.union(*(table.values() for table in codes))


def quoted() -> list[str]:
    """
    The messages that the page has a row for: what stands in the first cell as code.
    """
    return QUOTED.findall(PAGE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """
    Every text of the source.
    """
    nodes = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.expr))
    return {text for node in nodes if (text := written(node))}


@pytest.mark.parametrize("message", quoted())
def test_a_quoted_message_occurs(message: str, texts: set[str]) -> None:
    """
    Every message that the page quotes is one that the code has.
    """
    assert message in texts


@pytest.mark.parametrize("message", sorted(raised()))
def test_a_message_is_explained(message: str) -> None:
    """
    Every message that our errors are made with is explained on the page.
    """
    assert message in quoted(), f"{PAGE.name} lacks a row for it"


def test_no_message_is_explained_twice() -> None:
    """
    A message has one row, so that a search finds the one answer.
    """
    assert len(quoted()) == len(set(quoted()))
