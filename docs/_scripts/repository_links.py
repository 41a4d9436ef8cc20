"""
A Sphinx extension: what links to a file at the root of the repository leads to its page of the site.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PAGES = {"README": "index", "SECURITY": "security", "CONTRIBUTING": "contributing", "CHANGELOG": "changelog"}
LINK = re.compile(rf"\]\((?:\.\./)+({'|'.join(PAGES)})\.md(?=[)#])")


def to_page(_: Sphinx, __: str, source: list[str]) -> None:
    """
    Lead links elsewhere; the files keep links that work where the repository is read.
    """
    source[0] = LINK.sub(lambda link: f"](/{PAGES[link[1]]}.md", source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """
    Sphinx calls this.
    """
    app.connect("source-read", to_page)
    return {"parallel_read_safe": True}
