"""
The testing kit: an in-memory Ministry that your own tests, notebooks and first steps can talk to. It ships with the package.

Importing it loads no engine, since pytest imports it for everybody who has the package installed.
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

_ROOMS = {"FAULTS": "faults", "SANDBOX_START": "clock", "Clock": "clock", "Entry": "journal", "Sandbox": "sandbox"}


if not TYPE_CHECKING:  # a type checker would take any name for an attribute

    def __getattr__(name: str) -> object:
        if name not in _ROOMS:
            raise AttributeError(f"module 'saglikclient.testing' has no attribute {name!r}")
        value = getattr(import_module(f"saglikclient.testing.{_ROOMS[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
