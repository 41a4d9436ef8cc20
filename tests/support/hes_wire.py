"""
Where the network would be, for HES: it remembers what was sent, spoils what it is told to, and lets the Sandbox answer the rest.
"""

from __future__ import annotations

import json
import random
from io import BytesIO
from typing import TYPE_CHECKING, Any

import attrs
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from saglikclient.identifiers import HesCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import requests
    from requests.adapters import BaseAdapter

CODE = HesCode("K7M2-9081-78")
EXPIRES = "2027-03-02T05:00:00.000Z"
BASIC: dict[str, Any] = {
    "expiration_date": EXPIRES,
    "current_health_status": "RISKLESS",
    "masked_identity_number": "********146",
    "masked_firstname": "AY****",
    "masked_lastname": "ÖR**** ",
}
PLUS: dict[str, Any] = {
    **BASIC,
    "is_vaccinated": True,
    "is_immune": False,
    "is_test_data_shared": None,
    "last_negative_test_date": "2026-03-01T11:51:30.597Z",
}


def distinct(count: int, seed: int = 1) -> list[HesCode]:
    """So many codes, none twice, the same for the same seed."""
    source, found = random.Random(seed), dict[HesCode, None]()
    while len(found) < count:
        found[HesCode.random(source)] = None
    return list(found)


@attrs.frozen
class Sent:
    """One request as it left."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: Any

    @property
    def codes(self) -> list[str]:
        """The codes of a bulk request."""
        return [item["hes_code"] for item in self.content]


class Line(HTTPAdapter):
    """
    The wire to HES.

    Args:
        behind: What answers.
    """

    def __init__(self, behind: BaseAdapter) -> None:
        super().__init__()
        self.behind = behind
        self.sent: list[Sent] = []
        self.broken: dict[str, int] = {}

    def breaks_for(self, codes: Iterable[HesCode], status: int) -> None:
        """Answer requests that hold one of these codes with a status and no words."""
        self.broken.update((code.value, status) for code in codes)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Remember, then spoil or deliver."""
        content = json.loads(request.body or b"null")
        self.sent.append(Sent(request.method or "", request.url or "", dict(request.headers), content))
        items = content if isinstance(content, list) else [content]
        status = next((self.broken[item["hes_code"]] for item in items if item["hes_code"] in self.broken), None)
        if status is None:
            return self.behind.send(request, *args, **kwargs)
        return self.build_response(request, HTTPResponse(BytesIO(b""), status=status, preload_content=False))

    def close(self) -> None:
        """Nothing to close."""
