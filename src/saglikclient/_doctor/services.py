"""The table of services: published addresses and the prefixes of their credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient.config import Environment
from saglikclient.erapor.client import HOSTS as ERAPOR_HOSTS
from saglikclient.hes._writing import BASES as HES_BASES
from saglikclient.mhrs._hl7.names import PRODUCTION_ENDPOINT
from saglikclient.mhrs.rest.client import HOSTS as REST_HOSTS

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Service:
    """
    A service.

    Attributes:
        prefix: The prefix of the variables `SAGLIK_<PREFIX>_USERNAME` and `SAGLIK_<PREFIX>_PASSWORD`.
        addresses: The published or observed addresses.
    """

    prefix: str
    addresses: Mapping[Environment, str]


SERVICES: Mapping[str, Service] = {
    "mhrs": Service("MHRS", {Environment.PRODUCTION: PRODUCTION_ENDPOINT}),
    "mhrs-rest": Service("MHRS_REST", REST_HOSTS),
    "erapor": Service("ERAPOR", ERAPOR_HOSTS),
    "hes": Service("HES", HES_BASES),
}
