"""
The scripts of the docs, importable as the docs' build sees them.
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"

sys.path.insert(0, str(DOCS / "_scripts"))
