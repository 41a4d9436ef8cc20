"""
The state of the Sandbox's e-Rapor: institutions, people and their roles, tokens, reports. Independent of the wire format.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from saglikclient.erapor.models import Role

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from saglikclient.config import Credentials, Secret
    from saglikclient.identifiers import Tckn

TOKEN_LIFETIME = timedelta(hours=1)
"""Not from a document: the lifetime of the Ministry's tokens is not published."""


class NoToken(Exception):
    """The Ministry refuses to issue or accept a token."""


@attrs.frozen
class Granted:
    """An issued token."""

    tckn: str = attrs.field(repr=False)
    role: Role
    until: datetime


@attrs.define(eq=False)
class ERaporState:
    """
    e-Rapor in memory.

    Attributes:
        credentials: The credentials of the first institution.
        application_code: The only valid application code.
        clock: Returns the current time.
        source: The random source of tokens.
        institutions: Passwords of the institutions by user name, including the first.
        people: The roles of each person.
        token_lifetime: Lifetime of a token.
        tells_lifetime: Whether answers contain the lifetime (`expires_in`).
        reports: Reports by patient number, as returned by the service.
    """

    credentials: Credentials
    clock: Callable[[], datetime]
    source: random.Random = attrs.field(repr=False)
    application_code: str = "SANDBOX-UYGULAMA"
    institutions: dict[str, Secret] = attrs.field(factory=dict[str, "Secret"], repr=False)
    people: dict[str, set[Role]] = attrs.field(factory=dict[str, "set[Role]"], repr=False)
    token_lifetime: timedelta = TOKEN_LIFETIME
    tells_lifetime: bool = True
    reports: dict[str, list[dict[str, object]]] = attrs.field(factory=dict[str, "list[dict[str, object]]"], repr=False)
    granted: dict[str, Granted] = attrs.field(factory=dict[str, Granted], repr=False)

    def __attrs_post_init__(self) -> None:
        self.institutions[self.credentials.username] = self.credentials.password

    def grant(self, asked: dict[str, str]) -> str:
        """
        Issue a token for the guide's parameters.

        Raises:
            NoToken: If a parameter is invalid; its text is the Ministry's message.
        """
        password = self.institutions.get(asked.get("username", ""))
        if password is None or asked.get("password") != password.reveal():
            raise NoToken("Kullanıcı adı veya şifre hatalı.")
        if asked.get("applicationCode") != self.application_code:
            raise NoToken("Uygulama kodu tanımlı değil.")
        try:
            role = Role(asked.get("role", ""))
        except ValueError:
            raise NoToken("Rol tanımlı değil.") from None
        tckn = asked.get("identityNumber", "")
        if role not in self.people.get(tckn, set()):
            raise NoToken("Kullanıcının bu rol için yetkisi bulunmamaktadır.")
        token = f"{self.source.getrandbits(256):064x}.sandbox+/="
        self.granted[token] = Granted(tckn, role, self.clock() + self.token_lifetime)
        return token

    def holder(self, token: str) -> Granted:
        """
        Return the holder of a token.

        Raises:
            NoToken: If the token is unknown or has expired.
        """
        granted = self.granted.get(token)
        if granted is None or self.clock() >= granted.until:
            raise NoToken("Token geçersiz ya da süresi dolmuş.")
        return granted

    def write(self, tckn: Tckn, *, rapor_no: str, referans_no: str, hasta_adi: str, tur: str) -> None:
        """Add a report, as if a physician had written it on the screen."""
        report: dict[str, object] = {
            "raporNo": rapor_no,
            "raporReferansNo": referans_no,
            "hastaTCKN": int(tckn),
            "hastaAdi": hasta_adi,
            "tarih": self.clock().strftime("%Y-%m-%dT%H:%M:%S"),
            "raporTuru": tur,
        }
        self.reports.setdefault(str(tckn), []).append(report)
