"""
The modules beside this one, the loopback server and the scripts of `reliability/` are imported by their plain names.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "reliability"), str(ROOT / "tests" / "transport")]
