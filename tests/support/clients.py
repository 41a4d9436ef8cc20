"""
The four clients by name: of a Sandbox in memory, and of one that stands behind an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saglikclient import Environment
from saglikclient.erapor import ERapor
from saglikclient.hes import Hes
from saglikclient.mhrs import Mhrs
from saglikclient.mhrs.contract import LOCAL, Contract
from saglikclient.mhrs.rest import MhrsRest
from saglikclient.testing import Sandbox
from saglikclient.testing._erapor.service import FakeERapor
from saglikclient.testing._hes.service import FakeHes
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7
from saglikclient.testing._mhrs_rest.service import FakeMhrsRest
from saglikclient.testing.sandbox import KURUM

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient import Credentials

MADE: dict[str, Callable[..., Any]] = {"Mhrs": Sandbox.mhrs, "MhrsRest": Sandbox.mhrs_rest, "ERapor": Sandbox.erapor, "Hes": Sandbox.hes}
"""Makes a client that talks to the Sandbox in memory."""
BASES = {"Mhrs": FakeMhrsHl7.base, "MhrsRest": FakeMhrsRest.base, "ERapor": FakeERapor.base, "Hes": FakeHes.base}
"""Where the service is within the Sandbox."""


def over_socket(name: str, ministry: Sandbox, url: str, credentials: Credentials | None = None, **settings: Any) -> Any:
    """
    Make a client of a Sandbox that is served at an address.

    Args:
        name: The client's class.

        ministry: The Sandbox.

        url: The address.

        credentials: Others than the Sandbox expects.

        settings: What else the client is given.
    """
    own, institution = credentials or ministry.credentials, {"kurum_kodu": KURUM, "islem_yapan": ministry.islem_yapan}
    mhrs = {"gonderen": "SANDBOX-HBYS", "environment": Environment.TEST, "contract": Contract(f"bundled:{LOCAL}")}
    rest = {"uygulama_kodu": ministry.rest.uygulama_kodu}
    clients: dict[str, Callable[[], Any]] = {
        "Mhrs": lambda: Mhrs(own, endpoint=url, **{**institution, **mhrs, **settings}),
        "MhrsRest": lambda: MhrsRest(credentials or ministry.rest.credentials, endpoint=url, **{**institution, **rest, **settings}),
        "ERapor": lambda: ERapor(own, application_code=ministry.reports.application_code, endpoint=url, **settings),
        "Hes": lambda: Hes(own, endpoint=url, **settings),
    }
    return clients[name]()
