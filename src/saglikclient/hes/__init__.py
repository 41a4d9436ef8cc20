"""HES, the Ministry's code query of the pandemic: single and bulk checks."""

from __future__ import annotations

from saglikclient.hes.client import Hes
from saglikclient.hes.models import HealthStatus, HesOutcome, HesPlusResult, HesResult, OutcomeKind
from saglikclient.identifiers import HesCode

__all__ = ["HealthStatus", "Hes", "HesCode", "HesOutcome", "HesPlusResult", "HesResult", "OutcomeKind"]
