"""
Credentials that are refused: tried once, whoever calls, until somebody says otherwise.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient import AuthenticationError, Credentials, HttpError, TryLater
from saglikclient.erapor import Role
from saglikclient.errors import PartialResult, SaglikError
from saglikclient.identifiers import HesCode, Tckn
from saglikclient.mhrs.rest import MemoryTokenStore, Token
from saglikclient.testing import Sandbox
from tests.stress.subjects import SUBJECTS
from tests.support.login_calls import CALLS, CODE, MADE, known, shown, stranger
from tests.support.served import served

if TYPE_CHECKING:
    from saglikclient.erapor import ERapor

EACH = pytest.mark.parametrize("name", CALLS)
THREADS, TIMES = 32, 10
FAULT = (
    b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
    b"<faultcode>%b</faultcode><faultstring>%b x</faultstring></e:Fault></e:Body></e:Envelope>"
)


def refused(name: str, client: Any) -> AuthenticationError:
    """
    How the client's call is refused.
    """
    with pytest.raises(AuthenticationError) as caught:
        CALLS[name](client)
    return caught.value


@EACH
def test_32_threads_with_a_wrong_password_show_it_once(name: str) -> None:
    """
    Over real sockets: of 320 calls one arrives, all are refused for the same reason, and each has an error of its own.
    """
    with Sandbox() as ministry, Sandbox() as twin:
        twin.credentials = Credentials(username=twin.credentials.username, password="yanlış")
        twin.rest.credentials = Credentials(username=twin.rest.credentials.username, password="yanlış")
        with served(ministry, SUBJECTS[name].base) as at, SUBJECTS[name].outside(twin, at.url, at.tls) as client:
            start = threading.Barrier(THREADS)

            def call(_: int) -> list[AuthenticationError]:
                start.wait()
                return [refused(name, client) for _ in range(TIMES)]

            with ThreadPoolExecutor(THREADS) as pool:
                errors = [error for found in pool.map(call, range(THREADS)) for error in found]
            assert len(at.server.requests) == 1
            client.retry_login()
            refused(name, client)
            assert len(at.server.requests) == 2

    assert len({error.code for error in errors}) == len({error.message for error in errors}) == 1
    assert len({id(error) for error in errors}) == THREADS * TIMES
    assert sum("retry_login()" in str(error) for error in errors) == THREADS * TIMES - 1


@EACH
def test_a_remembered_refusal_names_the_call_that_was_made_now(name: str, sandbox: Sandbox) -> None:
    """
    It has the code and the words of the refusal, the service and the operation of the present call, and no message id: none was sent.
    """
    client = stranger(name, sandbox)
    first, again = refused(name, client), refused(name, client)

    assert (again.code, again.message, again.issues, again.status) == (first.code, first.message, first.issues, first.status)
    assert again.service == first.service
    assert again.operation == ("cetvel.aksiyon_bilgileri" if name == "MhrsRest" else first.operation)
    assert again.request_id == ""
    assert not again.retryable


@EACH
def test_retry_login_lets_the_password_be_tried_again(name: str, sandbox: Sandbox) -> None:
    """
    Once the account is in order at the Ministry's side, one word is enough; the client need not be made anew.
    """
    client = stranger(name, known(sandbox))
    refused(name, client)
    office: Any = {"Mhrs": sandbox._services[0], "MhrsRest": sandbox.rest, "ERapor": sandbox.reports, "Hes": sandbox.codes}[name]
    if name == "ERapor":
        office.institutions[sandbox.credentials.username] = Credentials(username="x", password="yanlış-parola").password
    else:
        right = sandbox.rest.credentials if name == "MhrsRest" else sandbox.credentials
        field = next(field for field in ("credentials", "_credentials") if hasattr(office, field))
        setattr(office, field, Credentials(username=right.username, password="yanlış-parola"))
    refused(name, client)
    assert shown(sandbox) == 1
    client.retry_login()

    CALLS[name](client)


@EACH
def test_other_credentials_are_not_blamed(name: str, sandbox: Sandbox) -> None:
    """
    What is remembered belongs to one client: another one with the right password works.
    """
    refused(name, stranger(name, known(sandbox)))

    CALLS[name](MADE[name](sandbox))


@EACH
def test_a_pickled_client_remembers(name: str, sandbox: Sandbox) -> None:
    """
    A process pool that carries a refused client into its workers does not show the password once for each task.
    """
    client = stranger(name, sandbox)
    refused(name, client)
    copy = pickle.loads(pickle.dumps(client))
    refused(name, copy)
    assert shown(sandbox) == 1
    copy.retry_login()
    refused(name, copy)

    assert shown(sandbox) == 2


@EACH
def test_a_passing_failure_is_not_remembered(name: str, sandbox: Sandbox) -> None:
    """
    Load, a gateway, the network: the next call tries again by itself.
    """
    client = MADE[name](known(sandbox))
    for fault, times in (("http-503", 3), ("refused", 3), ("lost-answer", 3)):
        sandbox.faults.next(fault, times=times)
        with pytest.raises(SaglikError) as caught:
            CALLS[name](client)
        assert not isinstance(caught.value, AuthenticationError)

    CALLS[name](client)


@EACH
def test_a_password_that_is_refused_later_is_remembered_too(name: str, sandbox: Sandbox) -> None:
    """
    Credentials that were accepted once may be changed at the Ministry's side: from the first refusal on they are shown no more.
    """
    client = MADE[name](known(sandbox))
    CALLS[name](client)
    before = shown(sandbox)
    if name == "Mhrs":
        sandbox.faults.answer(FAULT % (b"e:Client", b"03-014"), status=500)
    elif name == "MhrsRest":
        sandbox.rest.end_session()
        sandbox.rest.credentials = Credentials(username="10000000146", password="neu")
    elif name == "ERapor":
        sandbox.reports.institutions.clear()
    else:
        sandbox.codes.credentials = Credentials(username="x", password="neu")
    for _ in range(3):
        refused(name, client)

    assert shown(sandbox) == before + 1


# MHRS, REST


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"success": false, "errors": [{"kodu": "RNDS1010", "mesaj": "x"}]}', "application/json"),
        (b'{"success": false, "errors": []}', "application/json"),
        (b"null", "application/json"),
        (b"<html>captcha</html>", "text/html"),
    ],
)
def test_a_captcha_at_the_login_is_never_repeated(sandbox: Sandbox, body: bytes, kind: str) -> None:
    """
    428 at the login comes after wrong passwords, and each try makes it worse: one attempt, whatever the body, and then a person has to act.
    """
    sandbox.faults.answer(body, status=428, content_type=kind, processed=False)
    with sandbox.mhrs_rest() as rest:
        errors = [refused("MhrsRest", rest) for _ in range(5)]
        assert len(sandbox.journal) == 1
        rest.retry_login()
        rest.cetvel.aksiyon_bilgileri()

    assert {error.status for error in errors} == {428}
    assert not any(error.retryable for error in errors)
    assert all("captcha" in str(error) and "manually" in str(error) for error in errors)


def test_a_rate_limit_at_the_login_passes(sandbox: Sandbox) -> None:
    """
    429 speaks of load and not of credentials: it is repeated like a read, and not remembered.
    """
    for _ in range(3):
        sandbox.faults.answer(
            b'{"success": false, "errors": [{"kodu": "GNL2029"}]}', status=429, content_type="application/json", processed=False
        )
    with sandbox.mhrs_rest() as rest:
        with pytest.raises(TryLater):
            rest.cetvel.aksiyon_bilgileri()
        rest.cetvel.aksiyon_bilgileri()

    assert sandbox.rest.logins == 1


def test_too_many_queries_outside_of_the_login_are_still_try_later(sandbox: Sandbox) -> None:
    """
    In an ordinary call 428 says that there were too many queries.
    """
    sandbox.rest.limit = 0
    with sandbox.mhrs_rest() as rest, pytest.raises(TryLater) as caught:
        rest.cetvel.aksiyon_bilgileri()

    assert caught.value.retryable


def test_a_token_that_somebody_else_brings_ends_the_refusal(sandbox: Sandbox) -> None:
    """
    Another process logged in and put its token into the shared store: calls go on, and a login is tried again when that session ends.
    """
    store = MemoryTokenStore()
    with stranger("MhrsRest", sandbox) as other, sandbox.mhrs_rest(token_store=store) as rest:
        other._caller.session._store = store
        refused("MhrsRest", other)
        refused("MhrsRest", other)
        rest.cetvel.aksiyon_bilgileri()
        other.cetvel.aksiyon_bilgileri()
        sandbox.rest.end_session()
        refused("MhrsRest", other)
        refused("MhrsRest", other)

    assert [entry.outcome for entry in sandbox.journal if entry.operation == "login"] == ["LOCAL-LOGIN", "200", "LOCAL-LOGIN"]


def test_a_token_that_was_turned_away_is_not_shown_again(sandbox: Sandbox) -> None:
    """
    After the refused login nothing at all is sent, though the old token still lies in the store.
    """
    with sandbox.mhrs_rest() as rest:
        rest.cetvel.aksiyon_bilgileri()
        sandbox.rest.end_session()
        sandbox.rest.credentials = Credentials(username="10000000146", password="neu")
        refused("MhrsRest", rest)
        sent = len(sandbox.journal)
        for _ in range(5):
            refused("MhrsRest", rest)

    assert len(sandbox.journal) == sent


def test_a_service_that_gives_the_same_token_again_is_believed(sandbox: Sandbox) -> None:
    """
    Two logins within a second may bring the same token: it is used, and does not lead to a login for each call.
    """
    store = MemoryTokenStore()
    with sandbox.mhrs_rest(token_store=store) as rest:
        rest.cetvel.aksiyon_bilgileri()
        token = store.load()
        assert isinstance(token, Token)
        sandbox.faults.answer(b"", status=401, processed=False)
        sandbox.faults.answer(
            b'{"success": true, "data": {"jwt": "%s"}}' % token.value.reveal().encode(), content_type="application/json", processed=False
        )
        for _ in range(3):
            rest.cetvel.aksiyon_bilgileri()

    assert [entry.operation for entry in sandbox.journal].count("login") == 2


# e-Rapor

PEOPLE = ("10000000078", "10000000214", "10000000382", "10000000450")


def asked(erapor: ERapor, person: str, role: Role = Role.UZMAN_HEKIM) -> bool:
    """
    Whether a person gets a token.
    """
    try:
        erapor.token(identity_number=person, role=role)
    except AuthenticationError:
        return False
    return True


def test_the_people_of_these_tests_have_numbers() -> None:
    """
    They are made up, and add up.
    """
    assert [Tckn(person) for person in PEOPLE] == list(PEOPLE)


def test_a_person_without_the_role_shuts_nobody_else_out(sandbox: Sandbox) -> None:
    """
    A refusal may be about the person: it is remembered for that person in that role, and others get their tokens.
    """
    with sandbox.erapor() as erapor:
        assert [asked(erapor, PEOPLE[0]) for _ in range(3)] == [False] * 3
        assert asked(erapor, sandbox.islem_yapan)
        assert not asked(erapor, PEOPLE[0])
        assert not asked(erapor, PEOPLE[0], Role.SEKRETER)
        sandbox.reports.people[Tckn(PEOPLE[0])] = set(Role)
        assert not asked(erapor, PEOPLE[0])
        erapor.retry_login()
        assert asked(erapor, PEOPLE[0])

    assert len(sandbox.journal) == 4


def test_a_wrong_uss_password_is_not_shown_for_each_physician(sandbox: Sandbox) -> None:
    """
    If nobody was accepted yet, three different refusals are taken for the account's, and it is shown no more.
    """
    with stranger("ERapor", sandbox) as erapor:
        assert [asked(erapor, person) for person in PEOPLE * 3] == [False] * 12
        with pytest.raises(AuthenticationError) as caught:
            erapor.token(identity_number=PEOPLE[3], role=Role.UZMAN_HEKIM)

    assert len(sandbox.journal) == 3
    assert caught.value.message == ""
    assert "retry_login()" in str(caught.value)


def test_an_account_that_was_accepted_is_not_blamed_for_people(sandbox: Sandbox) -> None:
    """
    Once somebody got a token the account is good: any number of people without the role change nothing for the others.
    """
    with sandbox.erapor() as erapor:
        assert asked(erapor, sandbox.islem_yapan)
        assert [asked(erapor, person) for person in PEOPLE] == [False] * 4
        assert asked(erapor, sandbox.islem_yapan)


# HES


@pytest.mark.parametrize("on_error", ["raise", "collect"])
def test_a_bulk_check_with_a_wrong_password_shows_it_once(sandbox: Sandbox, on_error: Any) -> None:
    """
    Of twenty parts and 32 workers one request arrives, and every code has its outcome.
    """
    codes = [HesCode(f"{number:010}") for number in range(10_000)]
    with stranger("Hes", sandbox) as hes:
        if on_error == "raise":
            with pytest.raises(PartialResult) as caught:
                hes.check_many(codes, workers=32)
            assert isinstance(caught.value.error, AuthenticationError)
        else:
            outcomes = hes.check_many(codes, workers=32, on_error="collect")
            assert len(outcomes) == len(codes)
            assert all(isinstance(outcome.error, AuthenticationError) for outcome in outcomes)
        with pytest.raises(PartialResult):
            hes.check_many(codes)

    assert len(sandbox.journal) == 1


def test_a_code_that_is_not_found_is_asked_with_good_credentials(sandbox: Sandbox) -> None:
    """
    A refusal of the request by the service's own key is no refusal of the credentials.
    """
    with sandbox.hes() as hes:
        for _ in range(3):
            with pytest.raises(SaglikError) as caught:
                hes.check(CODE)
            assert type(caught.value).__name__ == "NotFound"

    assert len(sandbox.journal) == 3


def test_a_failure_without_words_says_nothing_of_credentials(sandbox: Sandbox) -> None:
    """
    A page of HTTP 500 is neither proof nor refusal.
    """
    sandbox.faults.answer(b"<html>", status=500, content_type="text/html", processed=False)
    with known(sandbox).hes() as hes:
        with pytest.raises(HttpError):
            hes.check(CODE)
        hes.check(CODE)


# MHRS, HL7


@pytest.mark.parametrize("code", ["03-015", "03-020", "MessageExpired"])
def test_an_error_of_the_message_is_no_wrong_password(sandbox: Sandbox, code: str) -> None:
    """
    A wrong clock or a wrong institution ends in an `AuthenticationError` too, but the next message may do better: it is sent.
    """
    fault = FAULT % (b"e:Client" if code.startswith("03") else code.encode(), code.encode())
    sandbox.faults.answer(fault, status=500)
    with sandbox.mhrs() as mhrs:
        assert refused("Mhrs", mhrs).code == code
        mhrs.poliklinik.sorgulama()

    assert len(sandbox.journal) == 2


def test_a_stream_remembers_too(sandbox: Sandbox) -> None:
    """
    `akis()` shows the password like any other call.
    """
    with stranger("Mhrs", sandbox) as mhrs:
        for _ in range(3):
            with pytest.raises(AuthenticationError) as caught:
                list(mhrs.randevu.akis(sandbox.clock(), sandbox.clock() + timedelta(days=1)))
            assert caught.value.operation == "randevu.akis"

    assert len(sandbox.journal) == 1


# Forks

FORKING = """
import os, threading
from tests.support.login_calls import CALLS, held, known
from saglikclient.testing import Sandbox
ministry = known(Sandbox())
for name in CALLS:
    client, line = held(name, ministry)
    caller = threading.Thread(target=CALLS[name], args=(client,))
    caller.start()
    assert line.arrived.wait(10)
    child = os.fork()
    if not child:
        CALLS[name](client)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    line.go.set()
    caller.join()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_during_the_first_call_leaves_the_child_free() -> None:
    """
    The thread that is under way with the credentials does not exist in the child, which must not wait for it.
    """
    path = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-W", "ignore", "-c", FORKING]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
