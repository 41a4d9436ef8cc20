"""
The person, the four clients, and the tools that show local variables.
"""

from __future__ import annotations

import pytest

from tests.support.scene import Scene, scene_of


@pytest.fixture
def scene() -> Scene:
    """
    A Ministry that knows the person.
    """
    return scene_of()
