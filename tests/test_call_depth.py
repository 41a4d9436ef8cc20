"""
How far a call is from the network: our frames between a public method and requests.
"""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import saglikclient
from saglikclient.erapor import Role
from saglikclient.testing import Sandbox
from saglikclient.testing._adapter import SandboxAdapter

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

PACKAGE = str(Path(saglikclient.__file__).parent)
DAY = timedelta(days=1)

CALLS: dict[str, tuple[int, Callable[[Sandbox], object]]] = {
    "an MHRS write": (6, lambda ministry: ministry.mhrs().randevu.iptal("1")),
    "an MHRS query": (6, lambda ministry: ministry.mhrs().randevu.sorgulama(ministry.clock(), ministry.clock() + DAY)),
    "akis": (5, lambda ministry: list(ministry.mhrs().randevu.akis(ministry.clock(), ministry.clock() + DAY))),
    "a REST call": (8, lambda ministry: ministry.mhrs_rest().cetvel.aksiyon_bilgileri()),
    "a HES check": (5, lambda ministry: ministry.hes().check("A1B2-3456-78")),
    "an e-Rapor token": (5, lambda ministry: ministry.erapor().token(identity_number="10000000146", role=Role.UZMAN_HEKIM)),
}


class Counting(SandboxAdapter):
    """
    The Sandbox, which notes how deep in the package it was called from.
    """

    depths: list[int]

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        """
        Count the frames above the first one of requests.
        """
        files = [frame.filename for frame in traceback.extract_stack()]
        first = next(number for number, file in enumerate(files) if "/requests/" in file.replace("\\", "/"))
        self.depths.append(sum(file.startswith(PACKAGE) for file in files[:first]))
        return super().send(*args, **kwargs)


@pytest.mark.parametrize("what", CALLS)
def test_a_call_is_few_frames_from_requests(what: str) -> None:
    """
    Whoever steps through a call meets no more frames of the package than these; a login on the way counts for itself.
    """
    allowed, call = CALLS[what]
    with Sandbox() as ministry:
        ministry.adapter = adapter = Counting(ministry)
        adapter.depths = []
        with suppress(saglikclient.SaglikError):  # that the Sandbox knows nobody is no matter here
            call(ministry)

    assert 0 < adapter.depths[-1] <= allowed, adapter.depths
