"""
What is no token at the wire: answers that refuse, that failed, or that are neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saglikclient import AuthenticationError, HttpError, ProtocolError, SaglikError, ServiceError
from saglikclient.erapor import AccessToken, ERapor, Role

if TYPE_CHECKING:
    from collections.abc import Callable


HEKIM = "10000000146"
TOKEN = "abc.DEF_123-~+/="
GOOD: dict[str, Any] = {"data": {"access_token": TOKEN}, "result": True, "message": None}
SENDABLE = st.text(min_size=1).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))

Line = Any
"""Made by the fixture `line`; see conftest."""


def asked(client: ERapor) -> AccessToken:
    return client.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)


@pytest.mark.parametrize(
    "damaged",
    [
        {"data": {"access_token": ""}, "result": True},
        {"data": {"access_token": "  "}, "result": True},
        {"data": {"access_token": None}, "result": True},
        {"data": {"access_token": 12345}, "result": True},
        {"data": {"access_token": [TOKEN]}, "result": True},
        {"data": {"access_token": f"{TOKEN} {TOKEN}"}, "result": True},
        {"data": {"access_token": "jeton-ışık"}, "result": True},
        {"data": {"access_token": "a\r\nX-Injected: b"}, "result": True},
        {"data": {"access_token": "<html>"}, "result": True},
        {"data": {"access_token": "\ud800"}, "result": True},
        {"data": {"access_token": TOKEN}, "result": "false"},
        {"data": {"access_token": TOKEN}, "result": 1},
        {"data": {"access_token": TOKEN}, "Data": {"access_token": "other"}, "result": True},
        {"data": {"access_token": TOKEN, "error": "invalid_grant"}, "result": True},
        {"data": {"access_token": None}, "access_token": TOKEN, "result": True},
        {"data": TOKEN, "result": True},
        {"data": TOKEN, "result": True, "message": "Tamam"},
        {"data": {"access_token": 12345}, "result": True, "message": "Tamam"},
        {"data": {}, "result": True, "message": "Tamam"},
        {"data": {"access_token": None}, "result": True, "message": " "},
        {},
        [],
        [GOOD],
        None,
        TOKEN,
        0,
        b"",
        b"{",
        b'{"data": {"access_token": "' + TOKEN.encode(),
        b'{"access_token": "a", "access_token": "b"}',
        b'{"access_token": "a", "expires_in": NaN}',
        b'{"access_token": "a", "expires_in": -Infinity}',
        b'{"access_token": "\xff\xfe"}',
        b"[" * 100_000,
        b'{"data":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"access_token": "a", "expires_in": ' + b"9" * 5_000 + b"}",
    ],
    ids=range(36),
)
def test_a_doubtful_token_is_none(line: Callable[..., Line], damaged: object) -> None:
    """
    An answer that is neither clearly a token nor a refusal is an error, asked for once, and what it held is not in it.
    """
    wire = line(damaged)

    with pytest.raises(ProtocolError) as caught:
        asked(wire.client())

    assert len(wire.sent) == 1
    assert (caught.value.service, caught.value.operation) == ("erapor", "token")
    assert TOKEN not in f"{caught.value!r} {caught.value}"


REFUSED: dict[str, Any] = {"data": None, "result": False, "message": "Kullanıcı adı veya şifre hatalı."}
OAUTH = {"error": "invalid_grant", "error_description": "Kullanıcı adı veya şifre hatalı."}


@pytest.mark.parametrize(
    ("status", "answer", "code"),
    [
        (200, REFUSED, ""),
        (200, {**REFUSED, "data": {"access_token": TOKEN}}, ""),
        (200, {**REFUSED, "exceptionCode": 17}, "17"),
        (200, {"MESSAGE": REFUSED["message"], "EXCEPTIONCODE": "E-17", "RESULT": False}, "E-17"),
        (200, {"data": None, "message": REFUSED["message"]}, ""),
        (200, {**REFUSED, "result": True}, ""),
        (200, {**REFUSED, "result": True, "exceptionCode": 17}, "17"),
        (200, {**REFUSED, "result": True, "data": {"access_token": None}}, ""),
        (200, {**REFUSED, "result": True, "data": {"access_token": " "}}, ""),
        (200, {"access_token": None, "result": True, "message": REFUSED["message"]}, ""),
        (200, {**OAUTH, "access_token": TOKEN}, "invalid_grant"),
        (400, REFUSED, "400"),
        (400, OAUTH, "invalid_grant"),
        (400, {"message": REFUSED["message"]}, "400"),
        (401, {**REFUSED, "exceptionCode": 17}, "17"),
        (403, REFUSED, "403"),
        (404, REFUSED, "404"),
        (422, REFUSED, "422"),
        (500, REFUSED, "500"),
    ],
)
def test_a_refusal_keeps_the_ministrys_words(line: Callable[..., Line], status: int, answer: dict[str, Any], code: str) -> None:
    """
    A refusal is an AuthenticationError with the Ministry's own words, whatever status it comes with, even beside a token; asked once. No
    token but words is a refusal too, whatever `result` is.
    """
    wire = line(answer, status=status)

    with pytest.raises(AuthenticationError) as caught:
        asked(wire.client())

    error = caught.value
    assert (error.message, error.code, len(wire.sent)) == (REFUSED["message"], code, 1)
    assert [(issue.code, issue.message, issue.system) for issue in error.issues] == [(code, error.message, status == 500)]
    assert REFUSED["message"] not in str(error)


@pytest.mark.parametrize(
    "body", [{}, [], None, {"message": None}, {"message": "  "}, {"data": {"access_token": TOKEN}}, b"", b"{", b"\xff"]
)
@pytest.mark.parametrize(("status", "kind"), [(400, HttpError), (401, AuthenticationError), (403, AuthenticationError), (500, HttpError)])
def test_a_failure_without_words(line: Callable[..., Line], status: int, kind: type[SaglikError], body: object) -> None:
    """
    A failing status without words is judged by its status, not by its body; a token in it is none.
    """
    with pytest.raises(kind) as caught:
        asked(line(body, status=status).client())

    assert str(status) in str(caught.value)


@pytest.mark.parametrize("status", [404, 500])
def test_a_failed_page_is_no_wrong_password(line: Callable[..., Line], status: int) -> None:
    """
    A missing or failed page with words of its own judges nobody's credentials.
    """
    with pytest.raises(ServiceError) as caught:
        asked(line({"Message": "An error has occurred."}, status=status).client())

    assert (caught.value.message, caught.value.issues[0].system) == ("An error has occurred.", status == 500)


@pytest.mark.parametrize(
    ("status", "kind"), [(200, HttpError), (302, HttpError), (400, HttpError), (401, AuthenticationError), (500, HttpError)]
)
def test_a_page_is_not_an_answer(line: Callable[..., Line], status: int, kind: type[SaglikError]) -> None:
    """
    HTML is never an answer, whatever it says; its text is not told.
    """
    wire = line(b'<html><body>{"access_token": "abc"} parola</body></html>', status=status, content_type="text/html")

    with pytest.raises(kind) as caught:
        asked(wire.client())

    assert "parola" not in f"{caught.value} {vars(caught.value)}"


@pytest.mark.parametrize(
    "error", ["10000000146 numaralı kişi yetkisiz", "10000000146", {"message": "x"}, True, "gizli-parola", "a" * 41, "E gizli-parola"]
)
def test_a_code_is_a_code(line: Callable[..., Line], error: object) -> None:
    """
    `str()` of a refusal is safe to log: words of the Ministry, a person's number or the password never become its code.
    """
    with pytest.raises(AuthenticationError) as caught:
        asked(line({"error": error}, status=400).client())

    assert caught.value.code == "400"


NAMES = st.sampled_from(["data", "Data", "result", "message", "error", "access_token", "expires_in", "exceptionCode"]) | st.text()


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(NAMES, inner, max_size=4)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | _objects(inner), max_leaves=8)


@settings(max_examples=60)
@given(answer=_objects(JSON) | JSON, status=st.sampled_from([200, 400, 401, 500]))
def test_any_answer_is_a_token_or_our_error(line: Callable[..., Line], answer: object, status: int) -> None:
    """
    No answer crashes: it is a token, and then one came with status 200, or an error of ours.
    """
    try:
        token = asked(line(answer, status=status).client())
    except SaglikError:
        return
    assert status == 200
    assert token.value
