"""
What the Sandbox's e-Rapor knows: institutions, people and their roles, tokens, reports. It speaks plain values and knows no wire.
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
"""Ours: how long the Ministry's tokens last is not published."""


class NoToken(Exception):
    """
    The Ministry gives no token, or does not take one.
    """


@attrs.frozen
class Granted:
    """
    A token that was given.
    """

    tckn: str = attrs.field(repr=False)
    role: Role
    until: datetime


@attrs.define(eq=False)
class ERaporState:
    """
    e-Rapor in memory.

    Attributes:
        credentials: Those of its first institution.
        application_code: The only application it knows.
        clock: The present moment.
        source: Where tokens come from.
        institutions: The passwords of the institutions by their user name; the first one's is there already.
        people: Who may take which roles.
        token_lifetime: How long a token lasts.
        tells_lifetime: Whether the answer says so (`expires_in`).
        reports: The reports, by the patient's number, as the service would give them.
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
        Give a token for the guide's parameters.

        Raises:
            NoToken: If something about them is wrong; its text is what the Ministry would say.
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
        Who acts with a token.

        Raises:
            NoToken: If it is none of ours, or its time is over.
        """
        granted = self.granted.get(token)
        if granted is None or self.clock() >= granted.until:
            raise NoToken("Token geçersiz ya da süresi dolmuş.")
        return granted

    def write(self, tckn: Tckn, *, rapor_no: str, referans_no: str, hasta_adi: str, tur: str) -> None:
        """
        Put a report into the office, as if a physician had written it on the screen.
        """
        report: dict[str, object] = {
            "raporNo": rapor_no,
            "raporReferansNo": referans_no,
            "hastaTCKN": int(tckn),
            "hastaAdi": hasta_adi,
            "tarih": self.clock().strftime("%Y-%m-%dT%H:%M:%S"),
            "raporTuru": tur,
        }
        self.reports.setdefault(str(tckn), []).append(report)
