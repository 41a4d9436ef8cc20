"""
The token at the wire: what is asked, which answers are a token, which refuse, and which are neither.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saglikclient import ConfigurationError, Environment, InvalidRequest, ProtocolError
from saglikclient.erapor import AccessToken, ERapor, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.testing import Clock

HEKIM = "10000000146"
TOKEN = "abc.DEF_123-~+/="
GOOD: dict[str, Any] = {"data": {"access_token": TOKEN}, "result": True, "message": None}
PRINTABLE = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=255)
SENDABLE = st.text(min_size=1).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))

Line = Any
"""Made by the fixture `line`; see conftest."""


def asked(client: ERapor) -> AccessToken:
    return client.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)


@pytest.mark.parametrize(
    ("environment", "host"),
    [(Environment.TEST, "https://eraportest.saglik.gov.tr"), (Environment.PRODUCTION, "https://erapor.saglik.gov.tr")],
)
def test_the_guides_request(line: Callable[..., Line], environment: Environment, host: str) -> None:
    """
    A token is asked for with POST and the guide's six parameters, spelt as there, in the address; no body, to the environment's host.
    """
    wire = line(GOOD)

    asked(wire.client(environment=environment))

    (sent,) = wire.sent
    assert (sent.method, sent.body, sent.url.partition("?")[0]) == ("POST", None, f"{host}/AuthApi/connect/token")
    assert "Content-Type" not in sent.headers
    assert wire.query == [
        ("username", "123456"),
        ("password", "gizli-parola"),
        ("grant_type", "password"),
        ("applicationCode", "UYG"),
        ("identityNumber", HEKIM),
        ("role", "6AAB18C7-B16B-4A04"),
    ]


def test_parameters_in_the_body(line: Callable[..., Line]) -> None:
    """
    With parameters_in='body' the same six travel as a form, and the address carries nothing that a proxy could log.
    """
    in_query, in_body = line(GOOD), line(GOOD)

    asked(in_query.client())
    asked(in_body.client(parameters_in="body"))

    (sent,) = in_body.sent
    assert sent.url == "https://erapor.saglik.gov.tr/AuthApi/connect/token"
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(sent.body.decode("ascii"), strict_parsing=True) == in_query.query


@pytest.mark.parametrize("endpoint", ["https://vekil.hastane.example:8443/erapor", "https://vekil.hastane.example:8443/erapor/"])
def test_another_endpoint(line: Callable[..., Line], endpoint: str) -> None:
    """
    The guide's paths hang under any endpoint that is given, and it wins over the environment.
    """
    wire = line(GOOD)

    asked(wire.client(endpoint=endpoint, environment=Environment.TEST))

    assert wire.sent[0].url.startswith("https://vekil.hastane.example:8443/erapor/AuthApi/connect/token?")


@settings(max_examples=60)
@given(password=SENDABLE, code=PRINTABLE.filter(str.strip), where=st.sampled_from(["query", "body"]))
def test_whatever_the_password_holds_arrives(line: Callable[..., Line], password: str, code: str, where: str) -> None:
    """
    Credentials with `&`, `+`, `#`, `%`, blanks or Turkish letters reach the Ministry as they are.
    """
    wire = line(GOOD)

    asked(wire.client(password=password, application_code=code, parameters_in=where))

    sent = dict(wire.query if where == "query" else parse_qsl(wire.sent[0].body.decode("ascii"), keep_blank_values=True))
    assert (sent["password"], sent["applicationCode"]) == (password, code.strip())


@pytest.mark.parametrize("where", ["query", "body"])
def test_half_a_character_is_refused(line: Callable[..., Line], where: str) -> None:
    """
    A password that cannot be encoded is refused when the client is made, by an error that does not hold it.
    """
    wire = line(GOOD)

    with pytest.raises(ConfigurationError, match=r"^password must be encodable as UTF-8") as caught:
        asked(wire.client(password="gizli\ud800", parameters_in=where))

    assert (wire.sent, caught.value.__context__, caught.value.__cause__) == ([], None, None)


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        {"data": {"access_token": TOKEN}},
        {"Data": {"Access_Token": TOKEN}, "Result": True, "Message": "İşlem başarılı"},
        {"DATA": {"ACCESS_TOKEN": f" {TOKEN}\n"}, "RESULT": True},
        {"token_type": "bearer", "access_token": TOKEN},
        {"data": None, "access_token": TOKEN, "error": None},
    ],
)
def test_both_forms_are_a_token(line: Callable[..., Line], clock: Clock, answer: object) -> None:
    """
    `data.access_token` and the bare OAuth form are a token, whatever the case of their names; without `expires_in` it never expires.
    """
    token = asked(line(answer).client(clock=clock))

    assert (token.value, token.role, token.obtained_at, token.expires_in) == (TOKEN, Role.UZMAN_HEKIM, clock(), None)
    assert token.is_expired(clock) is None


@pytest.mark.parametrize(
    ("seconds", "life"),
    [
        (3600, 3600),
        ("3600", 3600),
        (0.5, 0.5),
        (31_622_400, 31_622_400),
        (31_622_401, None),
        (0, None),
        (-5, None),
        (True, None),
        (None, None),
        ("", None),
        ("bir saat", None),
        ("²", None),
        ("9" * 5_000, None),
        ([3600], None),
        (1e300, None),
    ],
)
def test_expires_in(line: Callable[..., Line], seconds: object, life: float | None) -> None:
    """
    A senseless lifetime is an unknown one, never a wrong one.
    """
    token = asked(line({"data": {"access_token": TOKEN, "expires_in": seconds}}).client())

    assert token.expires_in == (None if life is None else timedelta(seconds=life))


def test_a_lifetime_too_large_for_a_number(line: Callable[..., Line]) -> None:
    """
    A number that overflows to infinity is not read as one: the whole answer is unreadable.
    """
    with pytest.raises(ProtocolError):
        asked(line(b'{"access_token": "a", "expires_in": 1e999}').client())


def test_a_token_ages_from_the_question(line: Callable[..., Line], clock: Clock) -> None:
    """
    A token's time begins when it is asked for, so that a slow answer never makes it look younger; at its end it is over.
    """
    wire, start = line({"access_token": TOKEN, "expires_in": 60}), clock()
    send = wire.send

    def slow(request: Any, *args: Any, **kwargs: Any) -> Any:
        clock.advance(timedelta(seconds=20))
        return send(request, *args, **kwargs)

    wire.send = slow
    token = asked(wire.client(clock=clock))

    assert token.obtained_at == start
    clock.advance(timedelta(seconds=39))
    assert token.is_expired(clock) is False
    clock.advance(timedelta(seconds=1))
    assert token.is_expired(clock) is True


@pytest.mark.parametrize("number", ["", "10000000147", "1000000014", "numara-yok", "٠" * 11, 10000000146, None])
def test_a_wrong_number_is_not_sent(line: Callable[..., Line], number: Any) -> None:
    """
    A number that is none is refused before sending, by its field's name and without its value.
    """
    wire = line(GOOD)

    with pytest.raises(InvalidRequest) as caught:
        wire.client().token(identity_number=number, role=Role.SEKRETER)

    assert (caught.value.field, caught.value.operation, wire.sent) == ("identity_number", "token", [])
    assert not number or str(number) not in str(caught.value)


def test_a_role_is_a_role(line: Callable[..., Line]) -> None:
    """
    A role's bare text is refused in words, before sending.
    """
    wire = line(GOOD)

    with pytest.raises(InvalidRequest) as caught:
        wire.client().token(identity_number=HEKIM, role="6AAB18C7-B16B-4A04")

    assert (caught.value.field, wire.sent) == ("role", [])
