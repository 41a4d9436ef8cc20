"""
The Ministry for these tests: in memory, at a fixed moment, and the client that talks to it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saglikclient.config import Retries
from saglikclient.mhrs import Contract, contract
from saglikclient.testing import Clock, Sandbox
from tests.support.hl7_golden import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient.mhrs import Mhrs


@pytest.fixture
def bundle() -> Path:
    """
    Where the files of the bundled contract are.
    """
    return Path(contract.__file__).parent


@pytest.fixture
def folder(bundle: Path, tmp_path: Path) -> Path:
    """
    A copy of the bundled contract's files, with blanks and Turkish letters in its path.
    """
    return Path(shutil.copytree(bundle, tmp_path / "özel sözleşme", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


@pytest.fixture
def copied(folder: Path) -> Callable[..., Contract]:
    """
    Changes a text in one of the copied files, and loads the contract from there.
    """

    def copy(name: str = "payload.xsd", old: str = "", new: str = "", *, times: int = -1) -> Contract:
        text = (folder / name).read_text(encoding="utf-8")
        assert not old or old in text
        (folder / name).write_text(text.replace(old, new, times) if old else text, encoding="utf-8")
        return Contract.load(folder / contract.BUNDLED)

    return copy


@pytest.fixture
def ministry() -> Iterator[Sandbox]:
    """
    A Ministry whose clock stands still.
    """
    with Sandbox(clock=Clock(NOW)) as sandbox:
        yield sandbox


@pytest.fixture
def mhrs(ministry: Sandbox) -> Iterator[Mhrs]:
    """
    A client of that Ministry which repeats calls, without waiting.
    """
    with ministry.mhrs() as client:
        yield client


@pytest.fixture
def once(ministry: Sandbox) -> Iterator[Mhrs]:
    """
    A client that makes each call once, so that the first answer is the verdict.
    """
    with ministry.mhrs(retries=Retries(attempts=1)) as client:
        yield client
