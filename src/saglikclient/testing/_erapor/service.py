"""
The e-Rapor service of the Sandbox: token, reverse query, and minimal screen pages. The answers are modelled on a public client; the guide
shows none.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from saglikclient.erapor.client import REPORT_TYPE, REPORTS, TOKEN
from saglikclient.erapor.screens import SCREENS
from saglikclient.testing._erapor.state import NoToken
from saglikclient.testing._service import FakeResponse, Request, json_response

if TYPE_CHECKING:
    from saglikclient.testing._erapor.state import ERaporState

HTML = "text/html; charset=utf-8"
_SCREENS = {screen.path.lower(): screen for screen in SCREENS.values()}


class FakeERapor:
    """The e-Rapor service."""

    base = "https://erapor.sandbox.invalid"

    def __init__(self, office: ERaporState) -> None:
        self.office = office

    def identify(self, request: Request) -> FakeResponse:
        """Return the operation."""
        return FakeResponse(outcome="", processed=False, operation=self._operation(request))

    def answer(self, request: Request) -> FakeResponse:
        """Return a token, the reports of a patient, or a page."""
        operation = self._operation(request)
        try:
            if operation == "token":
                return self._token(request)
            if operation == "patient_reports":
                return self._reports(request)
        except NoToken as refused:
            status = 400 if operation == "token" else 401
            content = {"data": None, "result": False, "message": str(refused)}
            return json_response(content, operation=operation, outcome=str(status), status=status)
        return self._page(request) if operation else FakeResponse(outcome="404", processed=False, status=404, content_type=HTML)

    def _operation(self, request: Request) -> str:
        path = request.path.removeprefix(f"{self.base}/").lower()
        if path == TOKEN.lower() and request.method == "POST":
            return "token"
        if path == REPORTS.lower() and request.method == "GET":
            return "patient_reports"
        return _SCREENS[path].name if path in _SCREENS and request.method == "GET" else ""

    def _token(self, request: Request) -> FakeResponse:
        asked = request.query or dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        data: dict[str, object] = {"access_token": self.office.grant(asked), "token_type": "Bearer"}
        if self.office.tells_lifetime:
            data["expires_in"] = int(self.office.token_lifetime.total_seconds())
        return json_response({"data": data, "result": True, "message": None}, operation="token", outcome="200")

    def _reports(self, request: Request) -> FakeResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        self.office.holder(token if scheme == "Bearer" else "")
        query = request.query
        if query.get("reportType") != REPORT_TYPE:
            content: object = {"data": None, "result": False, "message": "Rapor türü hatalı."}
        else:
            content = {"data": self.office.reports.get(query.get("hastaTCKN", ""), []), "result": True, "message": None}
        return json_response(content, operation="patient_reports", outcome="200")

    def _page(self, request: Request) -> FakeResponse:
        """Return a screen: its title, or the refusal of a token that is invalid, expired, or for another role."""
        screen = _SCREENS[request.path.removeprefix(f"{self.base}/").lower()]
        token = next((value for name, value in request.query.items() if name.lower() == "authorization"), "")
        try:
            allowed = self.office.holder(token).role in screen.roles
        except NoToken:
            allowed = False
        status, title = (200, screen.title) if allowed else (401, "Yetkisiz")
        page = f"<!doctype html><html lang='tr'><title>{html.escape(title)}</title><h1>{html.escape(title)}</h1></html>"
        return FakeResponse(
            body=page.encode(), outcome=str(status), processed=allowed, operation=screen.name, status=status, content_type=HTML
        )
