"""
The pytest plugin with the fixture `saglik_sandbox`. The Sandbox is imported only when a test uses the fixture.
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
    Provide a new `saglikclient.testing.Sandbox` for each test. Its clock is fixed; `saglik_sandbox.clock.advance()` moves it.
    """
    from saglikclient.testing import Sandbox

    with Sandbox() as sandbox:
        yield sandbox
