"""
How the REST client is set up, and what it sends whatever the call.
"""

from __future__ import annotations

import pytest

from saglikclient import ConfigurationError, Environment, InvalidRequest, OutcomeUnknown
from saglikclient.errors import HttpError
from saglikclient.mhrs.rest import MhrsRest
from saglikclient.mhrs.rest._operations import CALLS
from saglikclient.testing.sandbox import AT_ONCE
from tests.support.rest_golden import PLAN, STORIES, TASLAK, YESIL
from tests.support.rest_wire import ACCOUNT, Line, client, envelope, reply


def made(**settings: object) -> MhrsRest:
    """
    A client with one setting changed.
    """
    usual = {"kurum_kodu": 123456, "uygulama_kodu": "U", "islem_yapan": "10000000146"}
    return MhrsRest(ACCOUNT, **{**usual, **settings})  # type: ignore[arg-type]


def test_the_test_host_is_the_observed_one() -> None:
    """
    Without an endpoint a client talks to the test host that was seen.
    """
    assert repr(made()) == "MhrsRest('https://test.mhrs.gov.tr', kurum_kodu=123456)"


def test_production_needs_an_endpoint() -> None:
    """
    The production host is not public, and none is made up.
    """
    with pytest.raises(ConfigurationError, match="not public"):
        made(environment=Environment.PRODUCTION)
    assert "h.example" in repr(made(environment=Environment.PRODUCTION, endpoint="https://h.example/"))


@pytest.mark.parametrize("settings", [{"uygulama_kodu": " "}, {"uygulama_kodu": None}, {"endpoint": "http://h.example"}, {"endpoint": ""}])
def test_a_wrong_setting_is_refused(settings: dict[str, object]) -> None:
    """
    Before anything is sent.
    """
    with pytest.raises(ConfigurationError):
        made(**settings)


@pytest.mark.parametrize("settings", [{"kurum_kodu": 0}, {"islem_yapan": "10000000147"}])
def test_wrong_parties_are_refused(settings: dict[str, object]) -> None:
    """
    The acting person and the institution are checked like any input, and named.
    """
    with pytest.raises(InvalidRequest) as caught:
        made(**settings)
    assert caught.value.field == next(iter(settings))


@pytest.mark.parametrize("row", CALLS, ids=lambda row: row.method)
def test_a_write_without_an_answer_is_sent_once(row: object) -> None:
    """
    No write is silently repeated: what may have been processed is `OutcomeUnknown`, and a read is tried again.
    """
    import requests
    from urllib3.exceptions import ReadTimeoutError

    line = Line()
    line.script(requests.ReadTimeout(ReadTimeoutError(None, "", "x")))  # type: ignore[arg-type]
    with client(line) as rest, pytest.raises(OutcomeUnknown):
        STORIES[row.method].call(rest)  # type: ignore[attr-defined]
    assert len(line.calls) == (3 if row.safe else 1)  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("answer", [("out of service", "text/plain"), (envelope(), "application/json")], ids=["text", "JSON"])
def test_a_service_that_is_out(line: Line, wired: MhrsRest, status: int, answer: tuple[object, str]) -> None:
    """
    503 comes as text, or as JSON that nobody should read: it says nothing about the request. A read is repeated and ends in `HttpError`; a
    write may have been processed, so it is sent once and never called retryable.
    """
    document, kind = answer
    line.script(reply(document, status, kind))
    with pytest.raises(OutcomeUnknown) as write:
        wired.randevu.randevu_iptal("A1")
    with pytest.raises(HttpError) as read:
        wired.cetvel.aksiyon_bilgileri()

    assert (write.value.status, write.value.retryable) == (status, False)
    assert (read.value.status, read.value.retryable) == (status, True)
    assert write.value.excerpt == read.value.excerpt
    assert write.value.excerpt.startswith(kind)
    assert "out of service" not in f"{vars(write.value)} {vars(read.value)}"
    assert [sent.url == line.calls[0].url for sent in line.calls] == [True, False, False, False]


def test_created_is_a_success(line: Line, wired: MhrsRest) -> None:
    """
    A call that adds something may answer 201 with the same envelope.
    """
    line.script(reply(envelope([{"cetvelId": 5}]), 201))
    assert wired.cetvel.ekle(TASLAK).data[0].cetvel_id == 5


def test_a_plan_gets_the_clients_institution(line: Line, wired: MhrsRest) -> None:
    """
    Schedules that a change of plan adds belong to the client's institution unless they name another.
    """
    line.script(reply(envelope([])))
    wired.cetvel.calisma_plani_guncelle(PLAN)

    assert [item["eklenecekCetvelKurumKodu"] for item in line.calls[0].content["eklenecekCetvelTalepList"]] == [123456]


def test_an_approval_sends_what_an_approval_sends(line: Line, wired: MhrsRest) -> None:
    """
    The model of an addition is an approval too, but its duration does not travel with one.
    """
    wired.yesil_liste.onayla(YESIL)
    assert "eklenmeSuresi" not in line.calls[0].content


@pytest.mark.parametrize(
    "method", ["cetvel.ekle", "cetvel.calisma_plani_guncelle", "istisna.ekle", "randevu.randevu_ekle", "yesil_liste.ekle"]
)
def test_something_else_than_a_request_is_refused(line: Line, wired: MhrsRest, method: str) -> None:
    """
    A dict is no request: it has been checked by nobody.
    """
    group, name = method.split(".")
    with pytest.raises(InvalidRequest) as caught:
        getattr(getattr(wired, group), name)({"a": 1})
    assert caught.value.operation == method
    assert line.sent == []


def test_a_client_closes_and_goes_on(line: Line) -> None:
    """
    A closed client opens new connections at the next call, and keeps its session.
    """
    with client(line) as rest:
        rest.cetvel.delete(1)
    rest.cetvel.delete(2)
    assert line.logins == 1
    assert AT_ONCE.attempts == 3
