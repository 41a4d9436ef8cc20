"""Builds HES requests."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from saglikclient._core import fields
from saglikclient._core.fields import argument
from saglikclient._core.masking import UnshownDict
from saglikclient._transport.json_call import JsonRequest
from saglikclient.config import Environment
from saglikclient.errors import ConfigurationError, InvalidRequest
from saglikclient.hes._answers import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saglikclient.config import Credentials
    from saglikclient.identifiers import HesCode

BASES = {
    Environment.PRODUCTION: "https://hesservis.turkiye.gov.tr/services/g2g/saglik/hes/",
    Environment.TEST: "https://hesservis.turkiye.gov.tr/services/g2g/test/saglik/hes/",
}
"""Source: observed in several public clients; the service document is not public."""


def basic(credentials: Credentials) -> str:
    """
    Return the HTTP Basic header in UTF-8; user names may contain Turkish letters.

    Raises:
        ConfigurationError: If the user name contains a colon. The error does not contain it.
    """
    if ":" in credentials.username:
        raise ConfigurationError("username must not contain a colon (HTTP Basic)")
    return f"Basic {base64.b64encode(f'{credentials.username}:{credentials.password.reveal()}'.encode()).decode('ascii')}"


def question(operation: str, url: str, credentials: Credentials, content: object) -> JsonRequest:
    """Return a request to one method; all methods only read."""
    return JsonRequest(
        operation=operation,
        method="POST",
        url=url,
        content=content,
        headers={"Authorization": basic(credentials)},
        safe=True,
        refusals=REFUSALS,
    )


def one(code: HesCode, place: dict[str, object] | None) -> dict[str, object]:
    """Return the body of a single check."""
    return UnshownDict({**(place or {}), "hes_code": code.value})


def many(codes: Sequence[HesCode]) -> list[dict[str, str]]:
    """Return the body of a bulk check: an array, not wrapped in an object."""
    return [{"hes_code": code.value} for code in codes]


def place(city: str, district: str, explicit_address: str, latitude: float | None, longitude: float | None) -> dict[str, object]:
    """
    Return the place of a visitor check; the position is omitted if not given.

    Raises:
        InvalidRequest: If a value violates its rule.
    """
    texts = (("city", city), ("district", district), ("explicit_address", explicit_address))
    made: dict[str, object] = UnshownDict({name: argument(name, fields.text, value) for name, value in texts})
    if latitude is not None or longitude is not None:
        made["location"] = {"latitude": _degrees("latitude", latitude, 90), "longitude": _degrees("longitude", longitude, 180)}
    return made


def _degrees(name: str, value: float | None, most: int) -> float:
    if value is None:
        raise InvalidRequest("latitude and longitude go together", field=name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest(f"must be degrees, -{most} to {most}", field=name)
    return float(value)
