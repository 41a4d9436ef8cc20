"""
The HES service of the Sandbox: six methods, HTTP Basic, the two error keys observed in public clients. Its answer above the bulk limit is
modelled.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from saglikclient._transport.json_call import as_list, as_object
from saglikclient.errors import InvalidRequest
from saglikclient.hes._answers import EXPIRED, NOT_FOUND
from saglikclient.identifiers import HesCode
from saglikclient.testing._hes.state import utc
from saglikclient.testing._service import FakeResponse, Request, json_response

if TYPE_CHECKING:
    from saglikclient.testing._hes.state import HesState

METHODS = {
    "check-hes-code": (False, False),
    "check-employee-hes-code": (False, False),
    "check-visitor-hes-code": (False, False),
    "check-hes-code-plus": (False, True),
    "check-hes-codes": (True, False),
    "check-hes-codes-plus": (True, True),
}
"""Whether a method is a bulk check, and whether it returns the plus record."""


class FakeHes:
    """The HES service."""

    base = "https://hes.sandbox.invalid/hes"

    def __init__(self, office: HesState) -> None:
        self.office = office

    def identify(self, request: Request) -> FakeResponse:
        """Return the operation."""
        return FakeResponse(outcome="", processed=False, operation=request.path.rpartition("/")[2])

    def answer(self, request: Request) -> FakeResponse:
        """Check the credentials, then the codes."""
        method = request.path.removeprefix(f"{self.base}/")
        if method not in METHODS or request.method != "POST":
            return FakeResponse(outcome="404", processed=False, status=404, content_type="text/plain")
        if request.headers.get("Authorization") != self._basic():
            return json_response({"status": 401}, operation=method, outcome="401", status=401)
        many, plus = METHODS[method]
        try:
            content = json.loads(request.body)
        except ValueError:
            return self._refused(method, "malformed", "JSON okunamadı")
        return self._many(method, content, plus=plus) if many else self._one(method, content, plus=plus)

    def _basic(self) -> str:
        user = f"{self.office.credentials.username}:{self.office.credentials.password.reveal()}".encode()
        return f"Basic {base64.b64encode(user).decode('ascii')}"

    def _one(self, method: str, content: Any, *, plus: bool) -> FakeResponse:
        asked = as_object(content) or {}
        wanted = ("city", "district", "explicit_address") if "visitor" in method else ()
        if not isinstance(asked.get("hes_code"), str) or any(not asked.get(name) for name in wanted):
            return self._refused(method, "malformed", "zorunlu alan boş")
        code, key = self._looked_up(asked["hes_code"])
        if key or code is None:
            expired = {"expiration_date": utc(self.office.codes[code].expires)} if code in self.office.codes else {}
            return self._refused(method, key, "HES kodu geçerli değil", **expired)
        return json_response(self.office.record(self.office.codes[code], plus=plus), operation=method, outcome="200")

    def _many(self, method: str, content: Any, *, plus: bool) -> FakeResponse:
        items = as_list(content)
        if items is None or len(items) > self.office.limit:
            return self._refused(method, "local-limit", f"bir istekte en çok {self.office.limit} kod sorgulanabilir")
        found: dict[str, object] = {}
        failed: dict[str, str] = {}
        for item in items:
            text = str((as_object(item) or {}).get("hes_code", ""))
            code, key = self._looked_up(text)
            if code in self.office.missing:
                continue
            if code is None or key:
                failed[text] = key
            else:
                found[text] = {} if code in self.office.damaged else self.office.record(self.office.codes[code], plus=plus)
        return json_response({"success_map": found, "unsuccess_map": failed}, operation=method, outcome="200")

    def _looked_up(self, text: str) -> tuple[HesCode | None, str]:
        """
        Return a known code and an empty key, an expired code and its key, or None. The service accepts codes without hyphens only.
        """
        try:
            code = HesCode(text)
        except InvalidRequest:
            return None, NOT_FOUND
        if code.value != text or code not in self.office.codes:
            return (code if code in self.office.missing else None), NOT_FOUND
        return code, EXPIRED if self.office.codes[code].expires <= self.office.clock() else ""

    def _refused(self, method: str, key: str, title: str, **more: object) -> FakeResponse:
        return json_response({"status": 400, "errorKey": key, "title": title, **more}, operation=method, outcome=key, status=400)
