"""
What is shown, logged, raised and pickled: never a password, a code in full or a person.
"""

from __future__ import annotations

import base64
import logging
import pickle
import re
import traceback
from typing import TYPE_CHECKING

import pytest

from saglikclient import AuthenticationError, ConfigurationError, Credentials, HttpError, ProtocolError, SaglikError
from saglikclient.errors import Expired, PartialResult
from saglikclient.hes import Hes, HesOutcome, OutcomeKind
from tests.support.hes_wire import BASIC, CODE, Line, distinct

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient import Records
    from saglikclient.hes import HesCode, HesResult
    from saglikclient.mhrs import Hasta
    from saglikclient.testing import Clock, Sandbox

    Script = Callable[..., None]

OWN_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
"""What we call an attempt; HES takes no id."""
BAD = {**BASIC, "expiration_date": "yarın"}


@pytest.fixture
def secrets(sandbox: Sandbox, hasta: Hasta) -> tuple[str, ...]:
    """
    What nobody may read: password, header, code with and without hyphens, person, the service's own masks.
    """
    password = sandbox.credentials.password.reveal()
    basic = base64.b64encode(f"{sandbox.credentials.username}:{password}".encode()).decode()
    return password, basic, CODE.value, str(CODE), hasta.tckn, hasta.adi, hasta.soyadi, "AY****", "ÖR****", "********"


def failures(hes: Hes, sandbox: Sandbox, answers: Script) -> list[SaglikError]:
    """
    One failure of each kind, of single and of bulk checks.
    """
    found: list[SaglikError] = []
    calls: tuple[Callable[[], object], ...] = (
        lambda: hes.check(CODE),
        lambda: hes.check_many([CODE]),
        lambda: list(hes.iter_check_many(iter([CODE]), workers=2)),
    )
    for call in calls:
        for fault in ("refused", "lost-answer", "half-answer", "http-503", "reset"):
            sandbox.faults.next(fault, times=3)
            found.append(failure(call))
        for document, status in (
            ({"success_map": {CODE.value: BAD}, **BAD}, 200),
            ({"title": f"{CODE}"}, 401),
            (b"{", 200),
            ({"errorKey": "x"}, 400),
        ):
            answers(document, status=status)
            found.append(failure(call))
    return found


def failure(call: Callable[[], object]) -> SaglikError:
    """
    What it raises.
    """
    with pytest.raises(SaglikError) as caught:
        call()
    return caught.value


def test_tracebacks_with_locals_hold_no_secret(
    hes: Hes, sandbox: Sandbox, code: HesCode, answers: Script, secrets: tuple[str, ...]
) -> None:
    """
    Crash reporters show what the frames of an error hold: neither the password nor the Basic header nor a code is among it.
    """
    assert code == CODE
    for error in failures(hes, sandbox, answers):
        for one in (error, error.error if isinstance(error, PartialResult) else None):
            if one is None:
                continue
            report = "".join(traceback.TracebackException.from_exception(one, capture_locals=True).format())
            ours = "".join(part for part in report.split('  File "') if "tests/hes" not in part.partition("\n")[0])
            assert [secret for secret in secrets if secret in f"{ours} {one} {one!r} {vars(one)!r}"] == []


def test_malformed_codes_carry_no_frames(hes: Hes) -> None:
    """
    The refusal of a malformed code does not hold what was given, in its frames either: it may be most of somebody's code.
    """
    (outcome,) = hes.check_many(["Z9Y8-7654-3"])

    assert outcome.error is not None
    assert outcome.error.__traceback__ is None
    assert outcome.error.__context__ is None


def test_the_log_holds_no_secret(
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    hes: Hes,
    sandbox: Sandbox,
    code: HesCode,
    answers: Script,
    secrets: tuple[str, ...],
) -> None:
    """
    At DEBUG, with every logger there is: operations, outcomes and sizes, and nothing about anybody.
    """
    with caplog.at_level(logging.DEBUG):
        hes.check_plus(code)
        hes.check_many([code, "junk"])
        hes.check_visitor(code, city="Ankara", district="Çankaya", explicit_address="Gizli Sokak 1")
        failures(hes, sandbox, answers)
    told = "".join(f"{vars(record)} {record.getMessage()}\n" for record in caplog.records) + "".join(capfd.readouterr())

    assert re.search(rf"check_plus {OWN_ID}: ok, HTTP 200", told)
    assert [secret for secret in (*secrets, "Gizli Sokak") if secret in told] == []


def test_what_is_shown_is_masked(hes: Hes, sandbox: Sandbox, code: HesCode, secrets: tuple[str, ...]) -> None:
    """
    Clients, results, outcomes and tables show the beginning of a code, and no person.
    """
    outcomes = hes.check_many_plus([code, "junk", *distinct(30)])
    shown = f"{hes!r} {hes.check_plus(code)!r} {outcomes!r} {outcomes._repr_html_()} {sandbox!r} {sandbox.codes!r} {code!r}"

    assert "HesCode('K7M2******')" in shown
    assert [secret for secret in secrets[:-1] if secret in shown] == []


def test_a_user_name_is_checked_at_once() -> None:
    """
    What HTTP Basic or UTF-8 cannot carry is a setting that is wrong, and is not repeated.
    """
    wrong = (("username", "a:b", "gizli"), ("username", "a\udcfe", "gizli"), ("password", "a", "gizli\udcfe"))
    for name, username, password in wrong:
        with pytest.raises(ConfigurationError) as caught:
            Hes(Credentials(username=username, password=password))
        report = "".join(traceback.TracebackException.from_exception(caught.value).format())
        assert str(caught.value).startswith(name)
        assert "gizli" not in report
        assert caught.value.__context__ is None


def test_a_client_pickles(hes: Hes, sandbox: Sandbox, code: HesCode) -> None:
    """
    A copy carries settings, used or not, and talks to the same Ministry.
    """
    fresh = pickle.loads(pickle.dumps(hes))
    expected = hes.check(code)
    used = pickle.loads(pickle.dumps(hes))

    assert fresh.check(code) == used.check(code) == expected
    assert repr(fresh) == repr(hes)
    assert len(sandbox.journal) == 3


def test_answers_pickle(hes: Hes, code: HesCode, clock: Clock) -> None:
    """
    Results and outcomes of every kind cross a process boundary.
    """
    result, outcomes = hes.check_plus(code), hes.check_many([code, distinct(1)[0]])
    twins: Records[HesOutcome[HesResult]] = pickle.loads(pickle.dumps(outcomes))
    (malformed,) = pickle.loads(pickle.dumps(hes.check_many(["x"])))

    assert pickle.loads(pickle.dumps(result)) == result
    assert pickle.loads(pickle.dumps(result.is_riskless))(clock()) is True
    assert twins == outcomes
    assert (malformed.kind, str(malformed.error)) == (OutcomeKind.MALFORMED, str(hes.check_many(["x"])[0].error))


def test_errors_pickle_with_their_facts(watched: Hes, line: Line, hes: Hes, answers: Script) -> None:
    """
    PartialResult with outcomes and cause, Expired with its date.
    """
    codes = distinct(600)
    line.breaks_for(codes[-1:], 500)
    with pytest.raises(PartialResult) as partial:
        watched.check_many([*codes, "x"])
    answers({"errorKey": "hescodehasbeenexpired", "expiration_date": "2026-01-01T00:00:00Z"}, status=400)
    with pytest.raises(Expired) as expired:
        hes.check(CODE)

    twin = pickle.loads(pickle.dumps(partial.value))
    assert (str(twin), str(twin.error), len(twin.outcomes)) == (str(partial.value), str(partial.value.error), 501)
    assert twin.outcomes[:500] == partial.value.outcomes[:500]
    assert pickle.loads(pickle.dumps(expired.value)).expiration_date == expired.value.expiration_date is not None


@pytest.mark.parametrize(
    ("error", "kind"),
    [("refused", SaglikError), ("http-503", HttpError), ("half-answer", SaglikError)],
)
def test_errors_name_the_call(hes: Hes, sandbox: Sandbox, caplog: pytest.LogCaptureFixture, error: str, kind: type[SaglikError]) -> None:
    """
    Every error says which call it ended, and names the attempt as the log does.
    """
    sandbox.faults.next(error, times=3)
    with caplog.at_level(logging.INFO, "saglikclient.hes"), pytest.raises(kind, match=rf"\(hes, check_employee, {OWN_ID}\)") as caught:
        hes.check_employee(CODE)
    assert f"check_employee {caught.value.request_id}: " in caplog.records[-1].getMessage()


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("document", [{"title": "Ayşe"}, {"status": 401, "errorKey": "yetkisiz"}, b"", b"<html>"])
def test_401_and_403_are_about_the_account(hes: Hes, sandbox: Sandbox, answers: Script, status: int, document: object) -> None:
    """
    Whatever their body: an AuthenticationError, asked once.
    """
    answers(document, status=status)
    with pytest.raises(AuthenticationError) as caught:
        hes.check(CODE)

    assert caught.value.code == str(status)
    assert "Ayşe" not in str(caught.value)
    assert len(sandbox.journal) == 1


def test_damage_is_not_repeated(hes: Hes, sandbox: Sandbox, answers: Script) -> None:
    """
    An answer that cannot be read is an answer: asking again would bring the same.
    """
    answers(BAD)
    with pytest.raises(ProtocolError):
        hes.check(CODE)

    assert len(sandbox.journal) == 1


@pytest.mark.parametrize(
    ("key", "shown"), [("hescodenotfound", "'hescodenotfound'"), ("Ayşe Yılmaz", "***"), ("10000000146", "***"), (None, "None")]
)
def test_a_key_that_is_no_code_is_not_shown(key: str | None, shown: str) -> None:
    """
    What stands in the place of a key may be anything; only a code is shown.
    """
    outcome: HesOutcome[HesResult] = HesOutcome(kind=OutcomeKind.UNKNOWN_KEY, error_key=key)

    assert f"error_key={shown}," in repr(outcome)
    assert outcome.error_key == key
