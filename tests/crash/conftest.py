"""
The person, the four clients, and the tools that show local variables.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "transport")]  # the modules crash_*, and the loopback server

from crash_scene import Scene, scene_of  # noqa: E402 - the path comes first


@pytest.fixture
def scene() -> Scene:
    """
    A Ministry that knows the person.
    """
    return scene_of()
