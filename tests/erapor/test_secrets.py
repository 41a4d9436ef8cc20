"""
Neither password nor token nor a person's number in what is logged, raised, shown or captured.
"""

from __future__ import annotations

import gc
import json
import logging
import pickle
import threading
import traceback
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import attrs
import pytest

from saglikclient import AuthenticationError, Credentials, Retries, SaglikError, Timeouts, TlsOptions
from saglikclient.erapor import AccessToken, ERapor, Role
from saglikclient.testing import FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient.testing import Clock, Sandbox

PASSWORD = "çok gizli+parola&1"
TOKEN = "jeton.JETON-jeton+jeton="
TCKN = "10000000146"
SECRETS = (PASSWORD, quote(PASSWORD, safe=""), TOKEN, quote(TOKEN, safe=""), TCKN, "kullanici-adi")
CREDENTIALS = Credentials(username="kullanici-adi", password=PASSWORD)


class Ministry(BaseHTTPRequestHandler):
    """
    Gives a token and the reports, with and without a message that repeats the address.
    """

    seen: list[str]
    """The addresses that were asked for."""

    def do_POST(self) -> None:
        """
        A token.
        """
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer({"data": {"access_token": TOKEN}, "result": True})

    def do_GET(self) -> None:
        """
        No report.
        """
        self._answer({"data": [], "result": True})

    def _answer(self, content: object) -> None:
        self.seen.append(self.path)
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """
        Say nothing.
        """


@pytest.fixture
def loopback() -> Iterator[tuple[str, list[str]]]:
    """
    The address of a real server, and what it was asked for.
    """
    seen: list[str] = []
    with HTTPServer(("127.0.0.1", 0), type("Handler", (Ministry,), {"seen": seen})) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()
        thread.join()


def both_calls(erapor: ERapor) -> None:
    erapor.patient_reports(erapor.token(identity_number=TCKN, role=Role.UZMAN_HEKIM), tckn=TCKN)


@pytest.mark.parametrize("where", ["query", "body"])
def test_nothing_secret_is_logged(
    loopback: tuple[str, list[str]], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, where: Any
) -> None:
    """
    With every logger at DEBUG, urllib3's included, the log tells that calls were made, and neither password nor token nor number.
    """
    monkeypatch.setenv("NO_PROXY", "*")
    url, seen = loopback
    caplog.set_level(logging.DEBUG)
    tls, timeouts = TlsOptions(allow_http=True), Timeouts(connect=5, read=5)
    with ERapor(CREDENTIALS, application_code="U", endpoint=url, tls=tls, timeouts=timeouts, parameters_in=where) as erapor:
        both_calls(erapor)

    assert [PASSWORD in address or quote(PASSWORD, safe="") in address for address in seen] == [where == "query", False]
    assert {"urllib3.connectionpool", "saglikclient.erapor"} <= {record.name for record in caplog.records}
    assert "/AuthApi/connect/token" in caplog.text
    everything = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert [secret for secret in SECRETS if secret in everything] == []


def told(error: BaseException) -> str:
    """
    All that a crash report could make of an error: its text, its facts, its pickle, and every frame of ours with its locals.
    """
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [frame for frame in report.stack if "/saglikclient/" in frame.filename]
    assert frames
    locals_ = [f"{frame.name} {frame.locals}" for frame in frames]
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert (error.__context__, error.__cause__) == (None, None)
    return "\n".join([repr(error), str(error), str(vars(error)), repr(pickle.dumps(error)), *locals_])


def failure(call: Callable[[], object]) -> SaglikError:
    with pytest.raises(SaglikError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("where", ["query", "body"])
@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "wrong-message-id"])
def test_no_fault_spills_a_secret(sandbox: Sandbox, fault: str, where: Any) -> None:
    """
    Whatever breaks on the way, no error of ours carries a secret, not even in the locals of its frames.
    """
    sandbox.reports.institutions[CREDENTIALS.username] = CREDENTIALS.password
    erapor = sandbox.erapor(credentials=CREDENTIALS, parameters_in=where)
    token = erapor.token(identity_number=TCKN, role=Role.UZMAN_HEKIM)
    secrets = (*SECRETS, token.value, token.value[:20], quote(token.value, safe=""))
    for call in (
        lambda: erapor.token(identity_number=TCKN, role=Role.UZMAN_HEKIM),
        lambda: erapor.patient_reports(token, tckn=TCKN),
    ):
        sandbox.faults.next(fault, times=3)
        report = told(failure(call))
        assert [secret for secret in secrets if secret in report] == []


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"access_token": TOKEN}, "result": False},
        {"data": {"access_token": f"{TOKEN} x"}, "result": True},
        {"access_token": TOKEN, "error": "invalid_grant"},
        b'{"access_token": "' + TOKEN.encode(),
        [{"access_token": TOKEN}],
    ],
    ids=range(5),
)
@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_no_doubtful_answer_spills_its_token(line: Callable[..., Any], status: int, answer: object) -> None:
    """
    A token that stands in an answer we did not take is in no error and in no local.
    """
    erapor = line(answer, status=status).client(password=PASSWORD)

    report = told(failure(lambda: erapor.token(identity_number=TCKN, role=Role.UZMAN_HEKIM)))

    assert [secret for secret in SECRETS if secret in report] == []


@pytest.mark.parametrize(
    "words",
    [
        f"No HTTP resource was found that matches the request URI 'https://h/AuthApi/connect/token?username=x&password={quote(PASSWORD)}'.",
        f"https://h/AuthApi/connect/token?password={quote(PASSWORD, safe='').lower()}&x=1",
        f"Şifre hatalı: {PASSWORD}",
    ],
)
@pytest.mark.parametrize("field", ["message", "error", "error_description", "exceptionCode"])
@pytest.mark.parametrize("status", [400, 404])
def test_an_echo_of_the_password_is_cut(line: Callable[..., Any], status: int, field: str, words: str) -> None:
    """
    A server that repeats the address or the password in its words does not put it into our error; the other words stay.
    """
    erapor = line({"message": "Hata", field: words}, status=status).client(password=PASSWORD)

    error = failure(lambda: erapor.token(identity_number=TCKN, role=Role.UZMAN_HEKIM))

    report = told(error)
    assert [secret for secret in (PASSWORD, quote(PASSWORD), quote(PASSWORD, safe="").lower(), TCKN) if secret in report] == []
    assert getattr(error, "message", "").startswith(("Hata", "No HTTP resource", "https://h/AuthApi", "Şifre hatalı: ***"))


def test_an_echo_of_the_token_is_cut(line: Callable[..., Any], clock: Clock) -> None:
    """
    The same for the token of the reverse query.
    """
    wire = line({"message": f"Token geçersiz: {TOKEN}"}, status=401)
    token = AccessToken(value=TOKEN, role=Role.UZMAN_HEKIM, obtained_at=clock())

    error = failure(lambda: wire.client().patient_reports(token, tckn=TCKN))

    assert isinstance(error, AuthenticationError)
    assert error.message == "Token geçersiz: ***"
    assert TOKEN not in told(error)


@pytest.mark.parametrize("item", [None, "10000000146", ["Ayşe Örnek"]])
def test_a_damaged_list_spills_no_patient(line: Callable[..., Any], clock: Clock, item: object) -> None:
    """
    Records that came beside a damaged one are in no local of the error's frames.
    """
    wire = line({"data": [{"hastaTCKN": 10000000146, "hastaAdi": "Ayşe Örnek"}, item], "result": True})
    token = AccessToken(value=TOKEN, role=Role.UZMAN_HEKIM, obtained_at=clock())

    report = told(failure(lambda: wire.client(on_unreadable="raise").patient_reports(token, tckn=TCKN)))

    assert [secret for secret in (TCKN, "Ayşe", TOKEN) if secret in report] == []


def test_nothing_shows_a_secret(sandbox: Sandbox, clock: Clock) -> None:
    """
    `repr()` of a client, of addresses and of a token shows neither password nor token.
    """
    erapor = ERapor(CREDENTIALS, application_code="U", adapter=sandbox.adapter, clock=clock)
    token = AccessToken(value=TOKEN, role=Role.UZMAN_HEKIM, obtained_at=clock())

    shown = f"{erapor!r} {erapor.urls(token)!r} {token!r} {erapor._transport!r}"

    assert [secret for secret in SECRETS if secret in shown] == []
    assert repr(erapor) == "ERapor('https://erapor.saglik.gov.tr')"


def test_everything_pickles(sandbox: Sandbox) -> None:
    """
    A client, a token and addresses can be shipped to a worker, before and after a call.
    """
    erapor = sandbox.erapor()
    again: ERapor = pickle.loads(pickle.dumps(erapor))
    token = again.token(identity_number=TCKN, role=Role.UZMAN_HEKIM)
    third: ERapor = pickle.loads(pickle.dumps(again))

    assert list(third.patient_reports(pickle.loads(pickle.dumps(token)), tckn=TCKN)) == []
    urls = third.urls(token)
    assert pickle.loads(pickle.dumps(urls)) == urls
    assert pickle.loads(pickle.dumps(urls)).doctor_index() == urls.doctor_index()


def refusals_alive() -> int:
    """
    How many refusals the process holds; other tests keep some for their own use.
    """
    return sum(isinstance(found, AuthenticationError) for found in gc.get_objects())


def test_an_error_leaves_nothing_to_collect(sandbox: Sandbox) -> None:
    """
    An error holds no connection and no answer in a cycle that waits for the garbage collector.
    """
    erapor = sandbox.erapor(credentials=attrs.evolve(sandbox.credentials, password="yanlış"), retries=Retries(attempts=1))
    with suppress(AuthenticationError):
        erapor.token(identity_number=TCKN, role=Role.UZMAN_HEKIM)
    gc.collect()
    gc.disable()
    before = refusals_alive()
    try:
        with suppress(AuthenticationError):
            erapor.token(identity_number=TCKN, role=Role.UZMAN_HEKIM)
        assert refusals_alive() == before
    finally:
        gc.enable()
