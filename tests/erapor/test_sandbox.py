"""
e-Rapor in the Sandbox: who gets a token, how long it lasts, what a browser sees, and what goes wrong on demand.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import requests

from saglikclient import (
    AuthenticationError,
    Credentials,
    HttpError,
    NotSent,
    OutcomeUnknown,
    ProtocolError,
    SaglikError,
    Secret,
    Tckn,
    Timeouts,
)
from saglikclient.erapor import SCREENS, AccessToken, ERapor, Reason, Role
from saglikclient.testing._service import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from saglikclient.testing import Clock, Sandbox

    Outcomes = Callable[[], Sequence[tuple[str, str, str]]]

pytestmark = pytest.mark.usefixtures("moved")

HEKIM = "10000000146"
ATTEMPTS = 3
DENIED = Page(401, "Yetkisiz")


def ask(erapor: ERapor, role: Role = Role.UZMAN_HEKIM, who: str = HEKIM) -> AccessToken:
    return erapor.token(identity_number=who, role=role)


@pytest.mark.parametrize("where", ["query", "body"])
@pytest.mark.parametrize("role", Role)
def test_a_token_in_every_role(sandbox: Sandbox, outcomes: Outcomes, role: Role, where: Any) -> None:
    """
    The first physician may take every role, wherever the parameters travel.
    """
    token = ask(sandbox.erapor(parameters_in=where), role)

    assert (token.role, token.expires_in, token.obtained_at) == (role, timedelta(hours=1), sandbox.clock())
    assert outcomes() == [("token", "200", "")]


@pytest.mark.parametrize("where", ["query", "body"])
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"credentials": Credentials(username="sandbox", password="yanlış")}, "şifre hatalı"),
        ({"credentials": Credentials(username="başka", password="sandbox-parola")}, "şifre hatalı"),
        ({"application_code": "BAŞKA"}, "Uygulama kodu"),
    ],
)
def test_wrong_credentials(sandbox: Sandbox, outcomes: Outcomes, settings: dict[str, Any], words: str, where: Any) -> None:
    """
    A wrong user, password or application is refused in words, and asked for once: three tries could lock an account.
    """
    with pytest.raises(AuthenticationError) as caught:
        ask(sandbox.erapor(**settings, parameters_in=where))

    assert words in caught.value.message
    assert outcomes() == [("token", "400", "")]


def test_a_role_that_one_does_not_have(sandbox: Sandbox, erapor: ERapor) -> None:
    """
    A person gets a token for their own roles only, and a stranger for none.
    """
    sekreter = Tckn.random(random.Random(3))
    sandbox.reports.people[sekreter] = {Role.SEKRETER}

    assert ask(erapor, Role.SEKRETER, sekreter).role is Role.SEKRETER
    for role, who in [(Role.UZMAN_HEKIM, sekreter), (Role.SEKRETER, Tckn.random(random.Random(4)))]:
        with pytest.raises(AuthenticationError, match=r"^400: ") as caught:
            ask(erapor, role, who)
        assert "bu rol için yetkisi" in caught.value.message


def test_another_institution(sandbox: Sandbox) -> None:
    """
    The Ministry may know more institutions than one, each with its own password.
    """
    sandbox.reports.institutions["654321"] = Secret("başka-parola")

    assert ask(sandbox.erapor(credentials=Credentials(username="654321", password="başka-parola")))
    with pytest.raises(AuthenticationError):
        ask(sandbox.erapor(credentials=Credentials(username="654321", password="sandbox-parola")))


def test_a_token_expires(sandbox: Sandbox, clock: Clock, erapor: ERapor, token: AccessToken) -> None:
    """
    An expired token opens neither screens nor reports; a new one does.
    """
    url = erapor.urls(token).doctor_index()
    clock.advance(timedelta(minutes=59, seconds=59))
    assert (token.is_expired(clock), sandbox.browse(url).status) == (False, 200)

    clock.advance(timedelta(seconds=1))

    assert (token.is_expired(clock), sandbox.browse(url)) == (True, DENIED)
    with pytest.raises(AuthenticationError, match=r"^401: ") as caught:
        erapor.patient_reports(token, tckn=HEKIM)
    assert "süresi dolmuş" in caught.value.message
    assert erapor.patient_reports(ask(erapor), tckn=HEKIM).items == ()


def test_a_lifetime_that_is_not_told(sandbox: Sandbox, clock: Clock, erapor: ERapor) -> None:
    """
    A service that does not say how long a token lasts gives tokens of which nobody knows whether they are over.
    """
    sandbox.reports.tells_lifetime, sandbox.reports.token_lifetime = False, timedelta(minutes=5)
    token = ask(erapor)
    clock.advance(timedelta(hours=1))

    assert (token.expires_in, token.is_expired(clock)) == (None, None)
    with pytest.raises(AuthenticationError):
        erapor.patient_reports(token, tckn=HEKIM)


@pytest.mark.parametrize("name", sorted(SCREENS))
@pytest.mark.parametrize("role", Role)
def test_screens_open_for_their_roles(sandbox: Sandbox, erapor: ERapor, name: str, role: Role) -> None:
    """
    What a browser sees of each screen: its title in the right role, a refusal in another one.
    """
    page = sandbox.browse(erapor.urls(ask(erapor, role), any_role=True).open(name))

    assert page == (Page(200, SCREENS[name].title) if role in SCREENS[name].roles else DENIED)


def test_screens_without_a_good_token(sandbox: Sandbox, erapor: ERapor, token: AccessToken, outcomes: Outcomes) -> None:
    """
    A foreign token, none, or a token that was not encoded (its `+` becomes a blank) is refused; another page does not exist.
    """
    url = erapor.urls(token).create_report(HEKIM, Reason.AKLI_MELEKE)
    assert "+" in token.value

    assert sandbox.browse(url).status == 200
    assert sandbox.browse(url.replace(quote(token.value, safe=""), token.value)) == DENIED
    assert sandbox.browse(url.replace("Authorization=", "Authorization=x")) == DENIED
    assert sandbox.browse(url.partition("?")[0]) == DENIED
    assert sandbox.browse(url.replace("createreport", "CREATEREPORT")).status == 200
    assert sandbox.browse(url.replace("createreport", "createreports")).status == 404
    assert outcomes()[-1] == ("", "404", "")


def test_written_reports_are_found(sandbox: Sandbox, clock: Clock, erapor: ERapor, token: AccessToken) -> None:
    """
    What was written on the screen comes back for its patient, typed, and for nobody else.
    """
    hasta, other = (Tckn.random(random.Random(seed)) for seed in (5, 6))
    sandbox.reports.write(hasta, rapor_no="R-1", referans_no="REF-1", hasta_adi="Ayşe Örnek", tur="5")

    (report,) = erapor.patient_reports(token, tckn=hasta)

    assert (report.rapor_no, report.referans_no, report.hasta_tckn, report.hasta_adi) == ("R-1", "REF-1", hasta, "Ayşe Örnek")
    assert (report.tarih, report.extra) == (clock(), {"raporTuru": "5"})
    assert erapor.patient_reports(token, tckn=other).items == ()


EXPECTED: dict[str, tuple[type[SaglikError], int]] = {
    "refused": (NotSent, 0),
    "connect-timeout": (NotSent, 0),
    "lost-answer": (OutcomeUnknown, ATTEMPTS),
    "reset": (OutcomeUnknown, ATTEMPTS),
    "half-answer": (OutcomeUnknown, ATTEMPTS),
    "slow-answer": (OutcomeUnknown, ATTEMPTS),
    "http-503": (HttpError, ATTEMPTS),
    "http-503-retry-after": (HttpError, ATTEMPTS),
    "garbage-xml": (ProtocolError, 1),
    "soap-fault": (HttpError, 1),
}
"""What a fault that lasts leads to, and how many requests reach the Ministry."""

CALLS: dict[str, Callable[[ERapor, AccessToken], object]] = {
    "token": lambda erapor, _: ask(erapor),
    "patient_reports": lambda erapor, token: erapor.patient_reports(token, tckn=HEKIM),
}


@pytest.mark.parametrize("fault", EXPECTED)
@pytest.mark.parametrize("call", CALLS)
def test_a_lasting_fault(sandbox: Sandbox, erapor: ERapor, token: AccessToken, outcomes: Outcomes, call: str, fault: str) -> None:
    """
    Both calls only read: they are repeated after a passing failure as often as the settings say, and not after an answer.
    """
    before = len(outcomes())
    sandbox.faults.next(fault, times=ATTEMPTS)

    with pytest.raises(SaglikError) as caught:
        CALLS[call](erapor, token)

    assert (type(caught.value), len(outcomes()) - before) == EXPECTED[fault]
    assert (caught.value.service, caught.value.operation) == ("erapor", call)
    assert {operation for operation, *_ in outcomes()[before:]} <= {call}


@pytest.mark.parametrize("fault", [name for name, (_, sent) in EXPECTED.items() if sent != 1])
@pytest.mark.parametrize("call", CALLS)
def test_a_passing_fault(sandbox: Sandbox, erapor: ERapor, token: AccessToken, call: str, fault: str) -> None:
    """
    A failure that passes is not seen by the caller.
    """
    sandbox.faults.next(fault, times=ATTEMPTS - 1)

    assert CALLS[call](erapor, token) is not None


def test_a_patient_client_gets_the_slow_answer(sandbox: Sandbox) -> None:
    """
    Timeouts reach the wire.
    """
    sandbox.faults.next("slow-answer")

    assert ask(sandbox.erapor(timeouts=Timeouts(read=None)))


def test_what_our_client_never_asks(sandbox: Sandbox, erapor: ERapor, token: AccessToken) -> None:
    """
    The Sandbox refuses what the guide does not allow: a role of one's own invention, another report type.
    """
    with requests.Session() as session:
        session.mount("https://", sandbox.adapter)
        asked = {"username": "sandbox", "password": "sandbox-parola", "applicationCode": sandbox.reports.application_code, "role": "6AAB"}
        role = session.post(f"{erapor._host}/AuthApi/connect/token", params={**asked, "identityNumber": HEKIM})
        address = f"{erapor._host}/externalapi/api/Hbys/HastaninDurumBildirirRaporlari"
        reports = session.get(address, params={"hastaTCKN": HEKIM}, headers={"Authorization": f"Bearer {token.value}"})

    assert (role.status_code, role.json()["result"], role.json()["message"]) == (400, False, "Rol tanımlı değil.")
    assert (reports.json()["result"], reports.json()["message"]) == (False, "Rapor türü hatalı.")
