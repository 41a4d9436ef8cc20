"""
Sphinx configuration.
"""

from __future__ import annotations

import saglikclient

project = "saglikclient"
author = "The saglikclient maintainers"
copyright = "2026, the saglikclient maintainers"  # noqa: A001 - Sphinx' name for it
version = release = saglikclient.__version__
extensions = ["myst_nb"]  # myst_parser is within
nb_execution_mode = "force"  # notebooks are kept without outputs
nb_execution_raise_on_error = True
nb_execution_timeout = 120
html_theme = "furo"
html_title = f"saglikclient {release}"
exclude_patterns = ["_build"]
suppress_warnings = ["myst.xref_missing"]
