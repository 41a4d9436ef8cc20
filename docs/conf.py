"""
Sphinx configuration.
"""

from __future__ import annotations

import sys
from pathlib import Path

import saglikclient

sys.path.insert(0, str(Path(__file__).parent / "_scripts"))

project = "saglikclient"
author = "The saglikclient maintainers"
copyright = "2026, the saglikclient maintainers"  # noqa: A001 - Sphinx' name for it
version = release = saglikclient.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "api_reference", "repository_links"]  # myst_parser is within
exclude_patterns = ["_build"]
templates_path = ["_templates"]
nb_execution_mode = "force"  # notebooks are kept without outputs
nb_execution_raise_on_error = True
nb_execution_timeout = 120
html_theme = "furo"
html_title = f"saglikclient {release}"
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_typehints_format = "short"
napoleon_use_ivar = True
napoleon_custom_sections = ["Returns"]  # sentences, no types: the signature tells those
default_role = "code"  # docstrings write code between single backticks
nitpick_ignore_regex = [
    # The standard library and pandas: linking there would need their inventories from the network.
    (r"py:.*", r"(collections|contextlib|enum|logging|os|pathlib|random|typing|pandas)\..*"),
    (r"py:.*", r"(datetime\.)?(date|datetime|time|timedelta)"),
    (r"py:.*", r"requests\.adapters\.BaseAdapter"),
    # Type variables are no things to link to.
    (r"py:.*", r"(.*\.)?([A-Z]|[A-Z]\w*_co|Sent|Got)"),
    # Bases and aliases within modules, whose names begin with an underscore.
    (r"py:.*", r"(.*\.)?_\w+"),
]

suppress_warnings = ["myst.xref_missing"]  # links to files of the repository that are no pages; a test holds all local links

locale_dirs = ["locale"]
gettext_compact = False
gettext_uuid = False
gettext_location = False  # lines move more often than words
gettext_last_translator = gettext_language_team = author
# Written for maintainers, or by code: these stay English. Every other page is translated, and a test holds it to that.
untranslated = [
    *("api/*", "errors", "fields", "performance", "reliability/*"),
    *("changelog", "contributing", "security", "upgrading"),
    "hastane_gunu",  # Turkish by itself
]
