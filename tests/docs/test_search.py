"""
What a reader types into the search of the site leads to the page of Table 1, in both languages.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.search.en import SearchEnglish
from sphinx.search.tr import SearchTurkish

from saglikclient.mhrs.interactions import TABLE_1

if TYPE_CHECKING:
    from sphinx.search import SearchLanguage

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES: dict[str, SearchLanguage] = {"en": SearchEnglish({}), "tr": SearchTurkish({})}
TYPED = [text for row in TABLE_1 for text in (row.interaction_id, row.title) if text]


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """
    The words by which the page of Table 1, built alone, is found; by language.
    """
    return {language: _index(tmp_path_factory.mktemp(language), language) for language in LANGUAGES}


def _index(site: Path, language: str) -> set[str]:
    others = [
        path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.*") if path.suffix in {".md", ".ipynb"} and path.stem != "tablo-1"
    ]
    settings = (f"exclude_patterns={','.join(others)}", f"language={language}", "root_doc=tablo-1")
    options = [part for setting in settings for part in ("-D", setting)]
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-b", "html", *options, str(DOCS), str(site)], check=True, capture_output=True)
    written = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(written.removeprefix("Search.setIndex(").removesuffix(")"))
    return {*index["terms"], *index["titleterms"]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", TYPED)
def test_table_1_is_found(typed: str, language: str, indexes: dict[str, set[str]]) -> None:
    """
    An interaction id or a Turkish name from the Ministry's document finds the page: every word of it is in the index.
    """
    words = [LANGUAGES[language].stem(word.lower()) for word in LANGUAGES[language].split(typed)]

    assert words
    assert set(words) <= indexes[language]
