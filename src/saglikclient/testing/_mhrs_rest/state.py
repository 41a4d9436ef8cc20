"""
The state of the Sandbox's REST service besides the hospital: account, session, drafts, the green list. Independent of the wire format.

Codes that begin with `LOCAL-` belong to the Sandbox; the others were observed.
"""

from __future__ import annotations

import base64
import json
from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import attrs

from saglikclient.mhrs.model.kodlar import Aksiyon
from saglikclient.testing._hospital.hospital import Refused

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from saglikclient.config import Credentials
    from saglikclient.mhrs.rest.model.cetvel import CetvelTalebi
    from saglikclient.mhrs.rest.model.istisna import IstisnaTalebi
    from saglikclient.mhrs.rest.model.ortak import YesilListeDurumu
    from saglikclient.mhrs.rest.model.yesil_liste import YesilListeOnayi
    from saglikclient.testing._hospital.hospital import Hospital

Form = Literal["envelope", "ok", "detailed", "older"]
"""Forms of refusals: an envelope with an error status, an envelope with HTTP 200, `{error, detailedError}`, or the older form."""

Nothing = Literal["data", "no-content", "not-found"]
"""Answers to a query that finds nothing: an empty list, HTTP 204 without a body, or HTTP 404 with RND4010."""

SESSION_EXPIRED, SESSION_REPLACED, TOO_MANY, NOT_FOUND = "LGN1004", "LGN2001", "RNDS1010", "RND4010"
WORKING, BY_PATIENTS = 200, 311
LOCAL_ACTIONS = 900_000
AKSIYONLAR = {WORKING: int(Aksiyon.CALISMA), BY_PATIENTS: 77} | {
    LOCAL_ACTIONS + int(aksiyon): int(aksiyon) for aksiyon in Aksiyon if aksiyon is not Aksiyon.CALISMA
}
"""Actions by their numbers here, and by those of Table 1. 200 and 311 were observed; the others are specific to the Sandbox."""
MINUTE = timedelta(minutes=1)


@attrs.frozen
class Listed:
    """An entry of the green list."""

    talep: YesilListeOnayi
    durum: YesilListeDurumu
    kayit_zamani: datetime


@attrs.define(eq=False)
class MhrsRestState:
    """
    MHRS' REST service in memory, over the same hospital as Table 1's.

    Attributes:
        hospital: The hospital.
        credentials: The only valid account: number and password.
        uygulama_kodu: The only valid application code.
        clock: Returns the current time.
        token_life: Lifetime of a token.
        limit: Maximum calls per minute; None for no limit.
        over_limit: The code of a refusal above the limit: RNDS1010 asks for a captcha, GNL2029 for slower calls.
        form: The form of refusals.
        warnings: Warnings in every answer, as code and text.
        warned_status: HTTP status of answers with warnings, e.g. 428.
        nothing: The answer to a query that finds nothing.
        bare: Whether lists have no envelope.
        refused_clinics: Codes of the refusals of a clinic's queries, by clinic, e.g. `{1001: "RND3001"}`.
        logins: Number of logins.
    """

    hospital: Hospital
    credentials: Credentials
    clock: Callable[[], datetime]
    source: random.Random = attrs.field(repr=False)
    uygulama_kodu: str = "SANDBOX-UYGULAMA"
    token_life: timedelta = timedelta(hours=20)
    limit: int | None = None
    over_limit: str = TOO_MANY
    form: Form = "envelope"
    warnings: list[tuple[str, str]] = attrs.field(factory=list[tuple[str, str]])
    warned_status: int = 200
    nothing: Nothing = "data"
    bare: bool = False
    refused_clinics: dict[int, str] = attrs.field(factory=dict[int, str])
    logins: int = 0
    taslaklar: dict[int, CetvelTalebi] = attrs.field(factory=dict[int, "CetvelTalebi"], repr=False)
    bolumler: dict[int, CetvelTalebi] = attrs.field(factory=dict[int, "CetvelTalebi"], repr=False)
    ayrintilar: dict[int, CetvelTalebi] = attrs.field(factory=dict[int, "CetvelTalebi"], repr=False)
    bolum_istisnalari: dict[int, IstisnaTalebi] = attrs.field(factory=dict[int, "IstisnaTalebi"], repr=False)
    klinik_hekimleri: set[tuple[int, str]] = attrs.field(factory=set[tuple[int, str]], repr=False)
    yesil_liste: list[Listed] = attrs.field(factory=list[Listed], repr=False)
    _session: tuple[str, datetime] | None = attrs.field(default=None, repr=False)
    _recent: deque[datetime] = attrs.field(factory=deque[datetime], repr=False)

    def log_in(self) -> str:
        """
        Begin a session and end the previous one.

        Returns:
            The token, a JSON Web Token whose signature is not checked.
        """
        self.logins += 1
        ends = self.clock() + self.token_life
        claims = {"jti": f"{self.source.getrandbits(64):016x}", "exp": int(ends.timestamp())}
        head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, claims))
        token = f"{head}.{body}.sandbox"
        self._session = token, ends
        return token

    def end_session(self) -> None:
        """Log in from another device with the same account, which invalidates the clients' token."""
        self.log_in()

    def admit(self, token: str) -> None:
        """
        Accept a call with the session's token.

        Raises:
            Refused: If the session has expired or was ended by another login, or there were too many calls.
        """
        if self._session is None or token != self._session[0]:
            raise Refused(SESSION_REPLACED, "oturumunuz başka bir cihazdan sonlandırıldı")
        if self._session[1] <= self.clock():
            raise Refused(SESSION_EXPIRED, "oturum süreniz doldu")
        if self.limit is None:
            return  # a stopped clock would never release the counted calls
        now = self.clock()
        while self._recent and self._recent[0] <= now - MINUTE:
            self._recent.popleft()
        if len(self._recent) >= self.limit:
            raise Refused(self.over_limit, "çok fazla sorgu yaptınız")
        self._recent.append(now)


def to_table_1(aksiyon_id: int) -> int:
    """Return the number of an action in Table 1."""
    if aksiyon_id not in AKSIYONLAR:
        raise Refused("LOCAL-NOT-FOUND", "aksiyon bulunamadı")
    return AKSIYONLAR[aksiyon_id]


def from_table_1(aksiyon_kodu: int) -> int:
    """Return the number of an action in this service; the Sandbox has one for every number of Table 1."""
    return next((own for own, kodu in AKSIYONLAR.items() if kodu == aksiyon_kodu), LOCAL_ACTIONS + aksiyon_kodu)
