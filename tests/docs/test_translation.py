"""
The Turkish of the docs: every message of every page that is translated, and nothing else.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import translation
from babel.messages import Catalog
from babel.messages.pofile import write_po

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The messages of the English pages as they are now.
    """
    folder = tmp_path_factory.mktemp("templates")
    translation.write_templates(folder)
    return folder


def test_turkish_is_complete(templates: Path) -> None:
    """
    No message of a page is missing, fuzzy or obsolete in its catalogue, and no page is without one: `make translations` writes what is new.
    """
    assert translation.problems(templates) == []


def test_guides_are_extracted_and_the_reference_is_not(templates: Path) -> None:
    """
    Every page is held to have a translation, but for those that `conf.py` lists.
    """
    extracted = {path.relative_to(templates).with_suffix("").as_posix() for path in templates.rglob("*.pot")}
    written = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md") if "_build" not in path.parts}

    assert extracted == {page for page in written if not translation.stays_english(page)}


@pytest.mark.parametrize("page", ["index", "tablo-1", "mhrs-rest", "erapor", "hes"])
def test_guides_are_translated(page: str) -> None:
    """
    The list of pages that stay English does not grow over a guide.
    """
    assert not translation.stays_english(page)


def _written(folder: Path, name: str, messages: dict[str, str], *, fuzzy: bool = False, obsolete: str = "") -> Path:
    catalog = Catalog(fuzzy=False)
    for text, translated in messages.items():
        catalog.add(text, translated, flags=("fuzzy",) if fuzzy else ())
    if obsolete:
        catalog.add(obsolete, "eski")
        catalog.obsolete[obsolete] = catalog[obsolete]
        del catalog[obsolete]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("wb") as file:
        write_po(file, catalog)
    return folder


@pytest.mark.parametrize(
    ("turkish", "found"),
    [
        ({"messages": {"One": "Bir"}}, []),
        ({"messages": {"One": ""}}, ["page: missing: One"]),
        ({"messages": {}}, ["page: missing: One"]),
        ({"messages": {"One": "Bir"}, "fuzzy": True}, ["page: fuzzy: One"]),
        ({"messages": {"One": "Bir", "Two": "İki"}}, ["page: obsolete: Two"]),
        ({"messages": {"One": "Bir"}, "obsolete": "Two"}, ["page: obsolete: Two"]),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, turkish: dict[str, object], found: list[str]) -> None:
    """
    A missing, fuzzy or obsolete message is told with its page.
    """
    templates = _written(tmp_path / "templates", "page.pot", {"One": ""})
    catalogues = _written(tmp_path / "tr", "page.po", **turkish)

    assert translation.problems(templates, catalogues) == found


def test_pages_and_catalogues_go_together(tmp_path: Path) -> None:
    """
    A page without a catalogue and a catalogue without a page are told.
    """
    templates = _written(tmp_path / "templates", "new.pot", {"One": ""})
    catalogues = _written(tmp_path / "tr", "old.po", {"One": "Bir"})

    assert translation.problems(templates, catalogues) == ["new: not translated", "old: a catalogue without a page"]
