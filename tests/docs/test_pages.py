"""
The pages that code writes: up to date, and complete.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import errors_page
import fields_hl7
import pages
import pytest

from saglikclient import errors
from saglikclient.errors import SaglikError
from saglikclient.mhrs._hl7.tables import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[2] / "docs"
GOLDEN = Path(__file__).parents[1] / "golden" / "rest"


@pytest.mark.parametrize("name", sorted(pages.pages()))
def test_pages_are_what_the_code_says(name: str) -> None:
    """
    A page that code writes is committed as the code is now: `make docs-pages` writes it.
    """
    assert (DOCS / name).read_text(encoding="utf-8") == pages.pages()[name]


def _subclasses(kind: type[SaglikError]) -> Iterator[type[SaglikError]]:
    for below in kind.__subclasses__():
        if below.__module__ == errors.__name__:
            if not below.__name__.startswith("_"):
                yield below
            yield from _subclasses(below)


def _drawn() -> dict[str, str]:
    """
    The tree of the module's docstring: each error and the one that it hangs under.
    """
    found: dict[str, str] = {}
    path = ["SaglikError"]
    for branch, name in re.findall(r"^ {4}([│ ]*[├└]─ )(\w+)$", errors.__doc__ or "", re.MULTILINE):
        del path[len(branch) // 3 :]
        found[name] = path[-1]
        path.append(name)
    return found


def test_the_tree_is_the_classes() -> None:
    """
    The tree that the module and the page draw has every public error, under the base that it has.
    """
    real = {
        kind.__name__: next(base.__name__ for base in kind.__mro__[1:] if not base.__name__.startswith("_"))
        for kind in _subclasses(SaglikError)
    }

    assert _drawn() == real


def test_every_error_that_is_raised_has_a_remedy() -> None:
    """
    No leaf without a word on what to do, and no remedy for an error that is none.
    """
    assert [kind.__name__ for kind in errors_page.raised()] == [name for name in _drawn() if name in errors_page.REMEDIES]
    assert {kind.__name__ for kind in errors_page.raised()} == set(errors_page.REMEDIES)
    assert {kind.__name__ for kind in _subclasses(SaglikError) if not kind.__subclasses__()} <= set(errors_page.REMEDIES)


@pytest.mark.parametrize("kind", errors_page.raised(), ids=lambda kind: kind.__name__)
def test_what_an_error_carries_is_there(kind: type[SaglikError]) -> None:
    """
    Every attribute that the page names can be read on the error.
    """
    error = kind()

    assert all(hasattr(error, name) for name in (*errors_page.attributes(kind), *errors_page.attributes(SaglikError)))


@pytest.mark.parametrize("act", fields_hl7.acts().values(), ids=lambda act: act.name)
def test_every_field_of_a_message_stands_on_the_page(act: fields_hl7.Act) -> None:
    """
    Each field of a message's model stands in the table of its act, with a path.
    """
    section = (DOCS / "fields.md").read_text(encoding="utf-8").partition(f"\n### {act.name}\n")[2].partition("\n### ")[0]
    named = {name for line in act.fields for name in (line.names if isinstance(line, Field) else (line.name,))}

    assert named == {field.name for field in attrs.fields(act.model)}
    assert all(f"`{name}`" in section for name in named)
    assert all(f"| `{line.path}` |" in section for line in act.fields)


def _members(document: object) -> Iterator[str]:
    if isinstance(document, dict):
        yield from document
    for inner in document.values() if isinstance(document, dict) else document if isinstance(document, list) else ():
        yield from _members(inner)


@pytest.mark.parametrize("file", sorted(file for file in GOLDEN.glob("*.json") if "--mod" not in file.name), ids=lambda file: file.stem)
def test_every_member_on_the_wire_stands_on_the_page(file: Path) -> None:
    """
    No member of a golden request or of a golden answer's data is missing on the page.
    """
    page = (DOCS / "fields.md").read_text(encoding="utf-8")
    content = json.loads(file.read_text(encoding="utf-8"))
    carried = content.get("body") if file.name.endswith("request.json") else content["document"].get("data")

    assert [name for name in _members(carried) if f"`{name}`" not in page] == []
