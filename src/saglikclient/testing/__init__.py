"""
The testing kit: an in-memory Ministry for tests, notebooks and first steps.

Importing it is cheap, since pytest imports it wherever the package is installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saglikclient.testing.clock import SANDBOX_START, Clock
    from saglikclient.testing.faults import FAULTS
    from saglikclient.testing.journal import Entry
    from saglikclient.testing.sandbox import Sandbox

__all__ = ["FAULTS", "SANDBOX_START", "Clock", "Entry", "Sandbox"]

_MODULES = {"FAULTS": "faults", "SANDBOX_START": "clock", "Clock": "clock", "Entry": "journal", "Sandbox": "sandbox"}


if not TYPE_CHECKING:  # with __getattr__, type checkers would accept any attribute

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module 'saglikclient.testing' has no attribute {name!r}")
        value = getattr(import_module(f"saglikclient.testing.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
