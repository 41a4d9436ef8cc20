"""
The session: one login for everybody, a new one when the service turns the token away, and no more than one.
"""

from __future__ import annotations

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from saglikclient import AuthenticationError, Credentials, NotPermitted, NotSent, OutcomeUnknown, Secret, ServiceError
from saglikclient.errors import SaglikError
from saglikclient.mhrs.rest import MemoryTokenStore, Token
from saglikclient.mhrs.rest._operations import CALLS
from saglikclient.mhrs.rest.session import expiry
from saglikclient.testing import Clock, Sandbox
from tests.support.rest_golden import BOOKING, STORIES
from tests.support.rest_wire import ACCOUNT, NOW, Line, Reply, client, envelope, jwt, refusal, reply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs.rest import MhrsRest

LOST = {
    "401": reply(refusal("LGN9"), 401),
    "401-html": Reply(b"<html>", 401, "text/html"),
    "expired": reply(refusal("LGN1004"), 400),
    "replaced-on-200": reply(refusal("LGN2001")),
    "403-expired": reply(refusal("LGN1004"), 403),
}
ROW = pytest.mark.parametrize("method", [row.method for row in CALLS])


def tokens(line: Line) -> list[str]:
    """
    The tokens of the business calls, by the number of their login.
    """
    names = {jwt(name=f"t{number}"): f"t{number}" for number in range(1, 50)}
    return [names.get(sent.token, sent.token) for sent in line.calls]


def test_the_first_call_logs_in_and_the_next_ones_do_not(line: Line, wired: MhrsRest) -> None:
    """
    Building a client sends nothing; the token of the first call serves all that follow.
    """
    assert line.sent == []
    wired.randevu.randevu_iptal("A1")
    wired.cetvel.delete(1)

    assert line.logins == 1
    assert "Authorization" not in line.sent[0].headers
    assert tokens(line) == ["t1", "t1"]


@pytest.mark.parametrize("lost", LOST)
@ROW
def test_a_token_that_is_turned_away_costs_one_login_and_one_repetition(line: Line, wired: MhrsRest, method: str, lost: str) -> None:
    """
    A call that was turned away at the door was not processed, so it is made once more with a new token, a write too; by status or by code.
    """
    line.script(LOST[lost], reply(envelope(STORIES[method].data)))
    STORIES[method].call(wired)

    assert line.logins == 2
    assert tokens(line) == ["t1", "t2"]


def test_the_repetition_is_the_same_message(line: Line, wired: MhrsRest) -> None:
    """
    Nothing but the token differs between the two.
    """
    line.script(LOST["401"], reply(envelope(STORIES["randevu.randevu_ekle"].data)))
    wired.randevu.randevu_ekle(BOOKING)
    first, second = line.calls

    assert (first.method, first.url, first.body) == (second.method, second.url, second.body)


@ROW
def test_a_second_refusal_is_final(line: Line, wired: MhrsRest, method: str) -> None:
    """
    There is exactly one repetition: a new token that is turned away too ends the call.
    """
    line.script(LOST["401"])
    with pytest.raises(AuthenticationError) as caught:
        STORIES[method].call(wired)

    assert line.logins == 2
    assert len(line.calls) == 2
    assert (caught.value.code, caught.value.status, caught.value.operation) == ("LGN9", 401, method)


def test_a_refusal_for_another_reason_logs_nobody_in(line: Line, wired: MhrsRest) -> None:
    """
    Rights and business rules do not mend by a new login: 403 says so whatever its code, and is not a session that is over.
    """
    line.script(reply(refusal("RND1"), 400))
    with pytest.raises(ServiceError):
        wired.randevu.randevu_iptal("A1")
    for code, status in (("RND2", 403), ("LGN1006", 403), ("LGN1006", 400)):
        line.script(reply(refusal(code), status))
        with pytest.raises(NotPermitted) as caught:
            wired.randevu.randevu_iptal("A1")
        assert caught.value.code == code

    assert line.logins == 1


def test_a_refused_login_is_not_repeated(line: Line, wired: MhrsRest) -> None:
    """
    A wrong password is sent once: accounts get locked for more. The call itself is not sent.
    """
    for answer in (reply(refusal("LGN5"), 401), reply(refusal("LGN5"), 400), reply(refusal("LGN5"))):
        line.login_replies.append(answer)
        before = line.logins
        with pytest.raises(AuthenticationError) as caught:
            wired.randevu.randevu_iptal("A1")
        assert line.logins == before + 1
        wired.retry_login()
        assert (caught.value.code, caught.value.operation, caught.value.message) == ("LGN5", "login", "olmaz")
    assert line.calls == []


def test_a_login_that_is_not_answered_leaves_the_call_unsent(line: Line, wired: MhrsRest) -> None:
    """
    A write whose login got lost has an outcome that is known: it was not sent.
    """
    line.login_replies.extend([requests.ReadTimeout("x")] * 3)
    with pytest.raises(NotSent) as caught:
        wired.randevu.randevu_iptal("A1")

    assert line.calls == []
    assert caught.value.operation == "randevu.randevu_iptal"


@pytest.mark.parametrize("data", [None, {}, {"jwt": None}, {"jwt": ""}, {"jwt": "a b"}, {"jwt": "a\r\nX: y"}, {"jwt": 5}, []])
def test_a_login_without_a_usable_token_is_no_login(line: Line, wired: MhrsRest, data: Any) -> None:
    """
    A token has to be there and fit into a header; it is never part of an error. The call was not sent.
    """
    line.login_replies.append(reply(envelope(data)))
    with pytest.raises(NotSent, match=r"the login before the call failed: \$\.data"):
        wired.randevu.randevu_iptal("A1")

    assert line.calls == []


class Gate(Line):
    """
    A wire whose logins wait until all callers are there.
    """

    def __init__(self, callers: int) -> None:
        super().__init__()
        self.waiting = threading.Event()
        self.callers = callers

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """
        Let logins wait, and send.
        """
        if request.url and request.url.endswith("login"):
            assert self.waiting.wait(10)
        return super().send(request, *args, **kwargs)


def together(gate: Gate, rest: MhrsRest) -> list[object]:
    """
    All callers at once, each behind the same login.
    """
    inside = threading.Barrier(gate.callers + 1, timeout=10)

    def call(_: int) -> object:
        inside.wait()
        try:
            return rest.randevu.randevu_iptal("A1")
        except SaglikError as error:
            return error

    with ThreadPoolExecutor(gate.callers) as pool:
        futures = [pool.submit(call, number) for number in range(gate.callers)]
        inside.wait()
        gate.waiting.set()
        return [future.result(20) for future in futures]


def test_concurrent_callers_wait_for_one_login() -> None:
    """
    Sixteen threads that need a token at once make one login, instead of logging each other out.
    """
    gate = Gate(16)
    with client(gate) as rest:
        answers = together(gate, rest)

    assert not any(isinstance(answer, SaglikError) for answer in answers)
    assert gate.logins == 1
    assert len(gate.calls) == 16


def test_concurrent_callers_whose_token_was_turned_away_make_one_login() -> None:
    """
    The old token is replaced once, whoever notices first; the others go on with the new one.
    """
    gate = Gate(8)
    stale = jwt(name="t1")

    class Expired(Gate):
        def _next(self) -> Any:
            return LOST["401"] if self.sent[-1].token == stale else reply(envelope())

    expired = Expired(8)
    with client(expired) as rest:
        answers = together(expired, rest)

    assert not any(isinstance(answer, SaglikError) for answer in answers)
    assert expired.logins == 2
    assert gate.logins == 0


def test_those_who_wait_for_a_refused_login_are_refused_by_it() -> None:
    """
    One wrong password is sent for all of them; each gets an error of its own.
    """

    class Closed(Gate):
        def _login(self) -> Any:
            super()._login()
            return reply(refusal("LGN5"), 401)

    gate = Closed(1)
    store = MemoryTokenStore()
    entered, leave = threading.Event(), threading.Event()

    @contextmanager
    def slow() -> Iterator[None]:
        entered.set()
        assert leave.wait(10)
        yield

    store.exclusive = slow  # type: ignore[method-assign]
    gate.waiting.set()
    with client(gate, store=store) as rest, ThreadPoolExecutor(4) as pool:
        first = pool.submit(rest.randevu.randevu_iptal, "A1")
        assert entered.wait(10)
        session = rest._caller.session
        waiting = [pool.submit(session._renewed, None) for _ in range(3)]
        while sum(future.running() for future in waiting) < 3:
            pass
        leave.set()
        errors = [future.exception(10) for future in (first, *waiting)]

    assert all(isinstance(error, AuthenticationError) for error in errors)
    assert len({id(error) for error in errors}) == 4
    assert gate.logins <= 2


def test_two_clients_can_share_a_session(line: Line) -> None:
    """
    With one store, the second client goes on with the first one's token, and sees a new one at once.
    """
    store = MemoryTokenStore()
    with client(line, store=store) as one, client(line, store=store) as other:
        one.cetvel.delete(1)
        other.cetvel.delete(2)
        assert line.logins == 1
        line.script(LOST["401"], reply(envelope()))
        one.cetvel.delete(3)
        other.cetvel.delete(4)

    assert line.logins == 2
    assert tokens(line) == ["t1", "t1", "t1", "t2", "t2"]


def test_a_token_that_another_process_brought_is_used_before_a_login(line: Line) -> None:
    """
    Somebody who shares the store has renewed the session meanwhile: no second login, which would end that session.
    """
    store = MemoryTokenStore()
    line.script(LOST["401"], reply(envelope()))
    with client(line, store=store) as rest:
        store.save(Token(value=Secret(jwt(name="old")), obtained_at=NOW()))

        @contextmanager
        def theirs() -> Iterator[None]:
            store.save(Token(value=Secret(jwt(name="t9")), obtained_at=NOW()))
            yield

        store.exclusive = theirs  # type: ignore[method-assign]
        rest.cetvel.delete(1)

    assert line.logins == 0
    assert tokens(line)[1] == "t9"


def test_exp_is_a_hint(line: Line) -> None:
    """
    A token whose time is over by its own word is renewed before the call, which saves a turned-away request.
    """
    clock = Clock(datetime(2026, 3, 2, 8, 0))  # noqa: DTZ001
    hour = int((clock() + timedelta(hours=1)).timestamp())
    line.login_replies.extend([reply(envelope({"jwt": jwt(hour, "t1")})), reply(envelope({"jwt": jwt(name="t2")}))])
    with client(line, clock=clock) as rest:
        rest.cetvel.delete(1)
        clock.advance(timedelta(minutes=59))
        rest.cetvel.delete(2)
        assert line.logins == 1
        clock.advance(timedelta(minutes=1))
        rest.cetvel.delete(3)

    assert line.logins == 2


def test_a_clock_that_is_ahead_does_not_log_in_for_every_call(line: Line) -> None:
    """
    A token that is stale by our clock from the beginning is believed in all the same, until the service turns it away.
    """
    past = int((NOW() - timedelta(hours=5)).timestamp())
    line.login_replies.append(reply(envelope({"jwt": jwt(past)})))
    with client(line) as rest:
        for _ in range(5):
            rest.cetvel.delete(1)

    assert line.logins == 1


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        "a.!!!.c",
        jwt("soon"),
        jwt([1]),
        jwt(10**30),
        jwt(-(10**30)),
        jwt(float("1e400")),
        "e30.W10.x",
        "e30.bnVsbA.x",
        jwt(True)[:9],
    ],
)
def test_an_exp_that_cannot_be_read_is_none(token: str) -> None:
    """
    Nothing depends on it, so nothing fails for it.
    """
    assert expiry(Secret(token)) is None


def test_exp_is_read_from_base64url_without_padding() -> None:
    """
    JSON Web Tokens carry neither padding nor `+` and `/`.
    """
    for name in ("", "a", "ab", "abc", "ÿÿÿ>>>???"):
        assert expiry(Secret(jwt(1_772_434_800, name))) == datetime.fromtimestamp(1_772_434_800, UTC)


def test_a_pickled_client_goes_on_with_the_session(sandbox: Sandbox) -> None:
    """
    A worker that gets a client by pickle uses its token, since a login of its own would end the session.
    """
    with sandbox.mhrs_rest() as rest:
        rest.cetvel.aksiyon_bilgileri()
        copy = pickle.loads(pickle.dumps(rest))
        copy.cetvel.aksiyon_bilgileri()

    assert sandbox.rest.logins == 1


def test_nothing_of_a_client_shows_a_secret(line: Line, wired: MhrsRest) -> None:
    """
    Neither password nor token stands in what a client, its session or a token shows.
    """
    wired.cetvel.delete(1)
    token = wired._caller.session._store.load()
    shown = f"{wired!r} {wired._caller!r} {wired._caller.session!r} {token!r} {wired._caller.session._login!r}"

    assert "rest-parola" not in shown
    assert jwt(name="t1") not in shown
    assert "UYGULAMA" not in shown
    assert "10000000146" not in shown
    assert line.logins == 1


@pytest.mark.parametrize("username", ["hbys", "", "12a", "١٢٣", "0", str(2**63), "-5", " 12"])
def test_a_user_name_that_is_no_number_is_refused(username: str) -> None:
    """
    The service takes the account as a number of 64 bits; anything else is a setting that is wrong, before anything is sent.
    """
    from saglikclient import ConfigurationError

    line = Line()
    with pytest.raises(ConfigurationError):
        client(line, credentials=Credentials(username=username, password="x"))
    assert client(line, credentials=ACCOUNT) is not None


@pytest.mark.parametrize("status", [403, 404, 407, 408, 413, 500])
@pytest.mark.parametrize("document", [{"error": "x"}, {"message": "x"}], ids=["error", "message"])
def test_a_gateway_does_not_refuse_a_login(line: Line, wired: MhrsRest, status: int, document: dict[str, str]) -> None:
    """
    What is not the service's own word says nothing of the credentials: the call was not sent, and the next one logs in again.
    """
    line.login_replies.append(reply(document, status))
    with pytest.raises(NotSent):
        wired.randevu.randevu_iptal("A1")
    line.script(reply(envelope(None)))
    wired.randevu.randevu_iptal("A1")

    assert len(line.calls) == 1


def test_a_session_that_is_over_and_not_renewed(line: Line, wired: MhrsRest) -> None:
    """
    A call that was sent and turned away is never called "not sent", also if the new login gets lost.
    """
    line.script(reply({}, 401))
    line.login_replies.extend([reply(envelope({"jwt": "eins"})), *[requests.ReadTimeout("x")] * 3])
    with pytest.raises(AuthenticationError) as caught:
        wired.randevu.randevu_iptal("A1")

    assert caught.value.status == 401
    assert len(line.calls) == 1


NO_VERDICTS: dict[str, tuple[int, dict[str, Any]]] = {
    "a gateway's timeout": (408, {"error": "Request Timeout"}),
    "a gateway's 404": (404, {"error": "Not Found", "status": 404}),
    "a firewall": (403, {"message": "Forbidden"}),
    "a proxy": (407, {"error": "Proxy Authentication Required"}),
    "an error with 200": (200, {"error": "upstream timeout"}),
    "a status within": (200, {"httpStatus": 504}),
    "success and an error": (200, envelope({"randevuId": 1}, error="x")),
    "success and a code": (200, envelope({}, errors=[{"kodu": "LGN1004", "mesaj": "x"}])),
    "a flag that is null": (500, {"success": None, "error": "x"}),
}


@pytest.mark.parametrize(("status", "document"), NO_VERDICTS.values(), ids=NO_VERDICTS)
def test_what_is_no_verdict_leaves_a_write_in_doubt(line: Line, wired: MhrsRest, status: int, document: dict[str, Any]) -> None:
    """
    JSON that is not the service's own refusal, or that says both, tells nothing of a write: it is not repeated, and the status is kept.
    """
    line.script(*[reply(document, status)] * 3)
    with pytest.raises(OutcomeUnknown) as caught:
        wired.randevu.randevu_iptal("A1")

    assert caught.value.status == status
    assert not caught.value.retryable
    assert len(line.calls) == 1
