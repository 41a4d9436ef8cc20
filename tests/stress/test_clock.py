"""
A clock that is wrong: a service that refuses for it often says something else, so the error says "clock".
"""

from __future__ import annotations

import json
import pickle
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient import AuthenticationError, Credentials, NotFound, SaglikError, ServiceError, TlsOptions
from saglikclient._transport.clock_skew import TOLERANCE, skew
from saglikclient.hes import Hes
from saglikclient.mhrs import Mhrs
from saglikclient.testing import Sandbox
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7
from saglikclient.testing.sandbox import AT_ONCE
from tests.stress.subjects import SUBJECTS
from tests.support import loopback

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
CREATED = re.compile(rb"<wsu:Created[^>]*>([^<]+)<")
OPEN = TlsOptions(allow_http=True)
CREDENTIALS = Credentials(username="u", password="p")
AHEAD = "the clock of this machine may be wrong, it is 600 s ahead of the service's"
BEHIND = "the clock of this machine may be wrong, it is 600 s behind the service's"


def fault(code: str) -> bytes:
    return (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
        f"<faultcode>{code}</faultcode><faultstring>An error was discovered</faultstring></e:Fault></e:Body></e:Envelope>"
    ).encode()


def failure(call: Callable[[], object]) -> SaglikError:
    with pytest.raises(SaglikError) as caught:
        call()
    return caught.value


def refused(name: str, status: int, body: bytes, kind: str, date: str | None) -> SaglikError:
    """What a client makes of an answer that bears this `Date`."""
    subject = SUBJECTS[name]
    headers = {"Content-Type": kind, **({"Date": date} if date is not None else {})}
    with Sandbox() as ministry:
        with subject.inside(ministry) as inside:
            facts = subject.prepare(ministry, inside)
        with (
            loopback.Server(loopback.answer(body, status=status, headers=headers)) as server,
            subject.outside(ministry, server.url, OPEN) as client,
        ):
            return failure(lambda: subject.ask(client, facts, 0))


def now_and(difference: timedelta) -> str:
    return format_datetime(datetime.now(UTC) + difference, usegmt=True)


@pytest.mark.parametrize("name", SUBJECTS)
@pytest.mark.parametrize(("difference", "told"), [(-timedelta(minutes=10), "ahead of"), (timedelta(minutes=10), "behind")])
@pytest.mark.parametrize(("status", "kind"), [(401, "text/html"), (401, "")])
def test_refused_credentials_and_a_far_date(name: str, difference: timedelta, told: str, status: int, kind: str) -> None:
    """
    Where a service does not accept us and its `Date` is ten minutes from our clock, the error says that the clock may be wrong, which
    way, and by how much; it survives a pickle.
    """
    error = refused(name, status, b"", kind, now_and(difference))

    assert isinstance(error, AuthenticationError)
    assert re.search(rf"the clock of this machine may be wrong, it is (59[5-9]|60[0-5]) s {told} the service's$", str(error))
    assert error.clock_skew is not None
    assert abs(error.clock_skew + difference) < timedelta(seconds=5)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("name", SUBJECTS)
@pytest.mark.parametrize("date", [None, "", "yesterday", "Mon, 99 Foo 2026 99:99:99 GMT", "near"])
def test_refused_credentials_without_evidence(name: str, date: str | None) -> None:
    """Where `Date` is missing, unreadable, or near our clock, nothing is said of the clock."""
    error = refused(name, 401, b"", "text/html", now_and(timedelta(seconds=-20)) if date == "near" else date)

    assert isinstance(error, AuthenticationError)
    assert error.clock_skew is None
    assert "clock" not in str(error)


@pytest.mark.parametrize("code", ["wsse:MessageExpired", "wsu:MessageExpired", "MessageExpired"])
def test_expired_message_speaks_of_the_clock(code: str) -> None:
    """WS-Security's fault for a timestamp whose time is over is about the clock, even if the answer bears no `Date`."""
    with Sandbox() as ministry, ministry.mhrs() as mhrs:
        ministry.faults.answer(fault(code), status=500)
        error = failure(mhrs.poliklinik.sorgulama)
        repeated = len(ministry.journal) - 1

    assert isinstance(error, AuthenticationError)
    assert error.code == "MessageExpired"
    assert "the clock of this machine may be wrong" in str(error)
    assert repeated == 0


@attrs.define
class Strict:
    """The Ministry with a clock of its own, which refuses messages that its clock takes for older than five minutes, or for made later."""

    ministry: Sandbox
    now: datetime

    def __call__(self, sock: object, request: loopback.Request, over: object) -> object:
        """Answer one request."""
        created = CREATED.search(request.body)
        assert created is not None
        age = self.now - datetime.fromisoformat(created[1].decode())
        headers = {"Date": format_datetime(self.now, usegmt=True), "Content-Type": loopback.XML}
        if not timedelta() <= age <= timedelta(minutes=5):
            return loopback.answer(fault("wsse:InvalidSecurity"), status=500, headers=headers)(sock, request, over)  # type: ignore[arg-type]
        from saglikclient.testing._service import Request

        wire = self.ministry.receive(Request("POST", FakeMhrsHl7.base, {}, request.body), None)
        return loopback.answer(wire.body, headers=headers)(sock, request, over)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("difference", "told"),
    [(timedelta(minutes=10), AHEAD), (-timedelta(minutes=10), BEHIND), (timedelta(), ""), (-timedelta(minutes=4), "")],
)
def test_timestamp_that_a_server_checks(difference: timedelta, told: str) -> None:
    """
    A server that holds `wsu:Timestamp` against its own clock refuses a client whose clock is wrong, and the error says so; one whose clock
    is right enough gets through.
    """
    with Sandbox() as ministry, loopback.Server(Strict(ministry, NOW)) as server:  # type: ignore[arg-type]
        with SUBJECTS["Mhrs"].outside(ministry, server.url, OPEN) as right:
            client = Mhrs(
                ministry.credentials,
                kurum_kodu=123456,
                gonderen="SANDBOX-HBYS",
                islem_yapan=ministry.islem_yapan,
                endpoint=server.url,
                contract=right.contract,
                tls=OPEN,
                clock=lambda: NOW + difference,
            )
        with client:
            if not told:
                assert len(client.poliklinik.sorgulama()) == 0
                return
            error = failure(client.poliklinik.sorgulama)

    assert isinstance(error, AuthenticationError)
    assert error.code == "InvalidSecurity"
    assert str(error).endswith(told)


def hes_refusal(key: str) -> SaglikError:
    body = json.dumps({"status": 400, "errorKey": key, "title": "olmadı"}).encode()
    headers = {"Content-Type": "application/json", "Date": now_and(timedelta(hours=-2))}
    with (
        loopback.Server(loopback.answer(body, status=400, headers=headers)) as server,
        Hes(CREDENTIALS, endpoint=server.url, tls=OPEN, retries=AT_ONCE) as hes,
    ):
        return failure(lambda: hes.check("A1B2-3456-78"))


def test_refusal_with_a_meaning_of_its_own() -> None:
    """That a code does not exist has nothing to do with the clock; a refusal that nobody can explain may have."""
    known, unknown = hes_refusal("hescodenotfound"), hes_refusal("somethingelse")

    assert (type(known), getattr(known, "clock_skew", ...)) == (NotFound, None)
    assert "clock" not in str(known)
    assert type(unknown) is ServiceError
    assert "clock of this machine may be wrong, it is 72" in str(unknown)


@given(st.text())
def test_any_date_may_come(text: str) -> None:
    """Whatever a server writes into `Date`, it is evidence or none."""
    found = skew(text, NOW)

    assert found is None or abs(found) > TOLERANCE


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Mon, 02 Mar 2026 05:00:00 GMT", None),
        ("Mon, 02 Mar 2026 05:01:00 GMT", None),
        ("Mon, 02 Mar 2026 05:01:01 GMT", -61),
        ("Mon, 02 Mar 2026 04:58:59 GMT", 61),
        ("Mon, 02 Mar 2026 08:02:00 +0300", -120),
        ("Mon, 02 Mar 2026 05:02:00 -0000", -120),
    ],
)
def test_a_minute_is_allowed(date: str, seconds: int | None) -> None:
    """A minute either way is the network's; more is told, whatever zone the date is written in."""
    found = skew(date, NOW)

    assert (None if found is None else found.total_seconds()) == seconds
