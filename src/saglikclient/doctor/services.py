"""
The services that the doctor knows: their published addresses, and where their credentials are looked for. Everything else asks this table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient.config import Environment
from saglikclient.erapor.client import HOSTS as ERAPOR_HOSTS
from saglikclient.hes.sent import BASES as HES_BASES
from saglikclient.mhrs.hl7.names import PRODUCTION_ENDPOINT

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Service:
    """
    A service.

    Attributes:
        prefix: Its credentials are `SAGLIK_<PREFIX>_USERNAME` and `SAGLIK_<PREFIX>_PASSWORD`.
        addresses: The published or observed ones.
    """

    prefix: str
    addresses: Mapping[Environment, str]


SERVICES: Mapping[str, Service] = {
    "mhrs": Service("MHRS", {Environment.PRODUCTION: PRODUCTION_ENDPOINT}),
    # Source: the default host of a public client; the production host is not public.
    "mhrs-rest": Service("MHRS_REST", {Environment.TEST: "https://test.mhrs.gov.tr"}),
    "erapor": Service("ERAPOR", ERAPOR_HOSTS),
    "hes": Service("HES", HES_BASES),
}
