"""
The pytest plugin: `saglik_sandbox`, an in-memory Ministry for one test. Light to import: the Sandbox loads when a test asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.testing import Sandbox


@pytest.fixture
def saglik_sandbox() -> Iterator[Sandbox]:
    """
    A `saglikclient.testing.Sandbox` of its own for each test. Its clock stands still: `saglik_sandbox.clock.advance()` moves it.
    """
    from saglikclient.testing import Sandbox

    with Sandbox() as sandbox:
        yield sandbox
