"""
The testing kit: an in-memory Ministry that your own tests, notebooks and first steps can talk to. It ships with the package.
"""

from __future__ import annotations

from saglikclient.testing.clock import Clock
from saglikclient.testing.faults import FAULTS
from saglikclient.testing.journal import Entry
from saglikclient.testing.sandbox import Sandbox

__all__ = ["FAULTS", "Clock", "Entry", "Sandbox"]
