"""
The same over a real connection: urllib3 and requests log as well, and on the way back everything is theirs first.
"""

from __future__ import annotations

import http.client
import traceback
from typing import TYPE_CHECKING

import pytest

from saglikclient import Credentials, Retries, TlsOptions
from saglikclient.mhrs import Mhrs
from saglikclient.mhrs.contract import LOCAL, Contract
from saglikclient.testing import _service
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7
from saglikclient.testing.sandbox import KURUM
from tests.support.loopback import HOST, Server, close, echo, gibberish, refusing, reset
from tests.support.person import MAIL, PASSWORD, USER, istisna, people, told_by
from tests.support.person_calls import failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.testing import Sandbox
    from tests.support.full_log import Everything
    from tests.support.loopback import Request, Step


def over_network(ministry: Sandbox, address: str) -> Mhrs:
    """
    A client that goes to a port of this machine, in the clear.
    """
    return Mhrs(
        Credentials(username=USER, password=PASSWORD),
        kurum_kodu=KURUM,
        gonderen="HBYS",
        islem_yapan=USER,
        endpoint=address,
        contract=Contract(f"bundled:{LOCAL}"),
        tls=TlsOptions(allow_http=True),
        retries=Retries(attempts=1),
        clock=ministry.clock,
    )


@pytest.fixture
def passed_on(ministry: Sandbox) -> Callable[[Request], bytes]:
    """
    The Ministry behind the port.
    """
    return lambda request: ministry.receive(_service.Request("POST", FakeMhrsHl7.base, request.headers, request.body), None).body


def test_a_call_over_the_network_logs_nobody(ministry: Sandbox, passed_on: Callable[[Request], bytes], logged: Everything) -> None:
    """
    With urllib3 at DEBUG a call that carries a person both ways logs a line of urllib3 and a line of ours, and nobody.
    """
    cetvel = next(iter(ministry.hospital.cetveller.values()))
    with Server(echo(passed_on)) as server, over_network(ministry, server.url) as mhrs:
        (kept,) = mhrs.randevu.istisna(istisna(cetvel))
        mhrs.randevu.gun_sonu()
        (first, _) = server.requests
    text = "\n".join(logged.lines)

    assert kept.istisna_id
    assert PASSWORD.encode() in first.body
    assert {line.partition(":")[0] for line in logged.lines} >= {"urllib3.connectionpool", "saglikclient.mhrs"}
    assert told_by(text) == set()
    assert [person for person in people(ministry) if person in text] == []


STEPS: dict[str, Step] = {"closed": close, "reset": reset, "no HTTP": gibberish}


@pytest.mark.parametrize("step", STEPS)
def test_a_broken_connection_shows_nobody(ministry: Sandbox, logged: Everything, step: str) -> None:
    """
    An error that urllib3 made has neither the request nor a frame that holds it.
    """
    cetvel = next(iter(ministry.hospital.cetveller.values()))
    with Server(STEPS[step]) as server, over_network(ministry, server.url) as mhrs:
        error = failed(lambda: mhrs.randevu.istisna(istisna(cetvel)))
        assert MAIL.encode() in server.requests[0].body
    trace = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())

    assert told_by(f"{error} {error!r} {trace} {logged.lines}") == set()


def test_a_refused_connection_shows_nobody(ministry: Sandbox, logged: Everything) -> None:
    """
    The same for a port where nobody listens.
    """
    cetvel = next(iter(ministry.hospital.cetveller.values()))
    with refusing() as address, over_network(ministry, address) as mhrs:
        error = failed(lambda: mhrs.randevu.istisna(istisna(cetvel)))
    trace = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())

    assert told_by(f"{error} {error!r} {trace} {logged.lines}") == set()


def test_debugging_of_http_client_prints_nothing_of_ours(
    ministry: Sandbox, passed_on: Callable[[Request], bytes], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    `http.client` prints whole requests if it is told to debug; our connections do not listen to that.
    """
    monkeypatch.setattr(http.client.HTTPConnection, "debuglevel", 1)
    with Server(echo(passed_on)) as server, over_network(ministry, server.url) as mhrs:
        mhrs.randevu.gun_sonu()
        plain = http.client.HTTPConnection(HOST, server.port)
        plain.request("GET", "/others", body=b"")
        plain.close()
    printed = capsys.readouterr().out

    assert "/others" in printed
    assert printed.count("send:") == 1
    assert told_by(printed) == set()
