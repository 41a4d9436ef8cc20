"""
What the codes of the service come to, whatever the HTTP status: errors of their own, empty lists, results with warnings.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import stamina.instrumentation

from saglikclient import (
    AlreadyCancelled,
    AuthenticationError,
    CaptchaRequired,
    Credentials,
    GreenListRequired,
    HttpError,
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    Records,
    Retries,
    ServiceError,
    SlotTaken,
    TlsOptions,
    TryLater,
)
from saglikclient.errors import UnreadableWarning
from saglikclient.mhrs.rest import MhrsRest
from saglikclient.mhrs.rest._operations import CALLS
from saglikclient.testing.sandbox import AT_ONCE
from tests.support.loopback import Server, answer
from tests.support.rest_golden import BOOKING, RANDEVU, STORIES
from tests.support.rest_wire import Line, Reply, client, envelope, jwt, refusal, reply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stamina.instrumentation import RetryDetails

READS = pytest.mark.parametrize("method", [row.method for row in CALLS if row.safe])
CODES: dict[str, type[ServiceError]] = {
    "RNDS1010": CaptchaRequired,
    "GNL2029": TryLater,
    "GNL2030": ServiceError,
    "LGN1006": NotPermitted,
    "RND3001": GreenListRequired,
    "RND4037": SlotTaken,
    "RNDI1003": ServiceError,
    "RNDI1004": AlreadyCancelled,
    "VT2016": ServiceError,
}


@pytest.mark.parametrize("status", [200, 400, 403, 404, 428, 500])
@pytest.mark.parametrize(("code", "kind"), CODES.items())
def test_a_code_decides_and_the_status_does_not(line: Line, wired: MhrsRest, code: str, kind: type[ServiceError], status: int) -> None:
    """
    The same error for a read and a write, with the code in it. The status speaks only where it adds what no code says: 403 without a known
    code is a missing right.
    """
    for call in (wired.cetvel.aksiyon_bilgileri, lambda: wired.randevu.randevu_iptal("A1")):
        line.script(reply(refusal(code), status))
        with pytest.raises(ServiceError) as caught:
            call()
        assert type(caught.value) is (NotPermitted if status == 403 and kind is ServiceError else kind)
        assert (caught.value.code, caught.value.message) == (code, "olmaz")
    assert line.logins == 1


@READS
def test_a_query_that_found_nothing_is_an_empty_list(line: Line, wired: MhrsRest, method: str) -> None:
    """
    HTTP 204 without a body, 404 with RND4010, GNL1005 with any status, in either form of the envelope; the reason is among the infos.
    """
    older = {"valid": False, "httpStatus": 404, "errorList": [{"kodu": "RND4010", "mesaj": "x"}], "warningList": [{"kodu": "W"}]}
    replies = (Reply(b"", 204, ""), reply(refusal("RND4010"), 404), reply(refusal("GNL1005")), reply(refusal("GNL1005"), 428), reply(older))
    for given, code in zip(replies, ("", "RND4010", "GNL1005", "GNL1005", "RND4010"), strict=True):
        line.script(given)
        answer = STORIES[method].call(wired)
        assert (answer.data, answer.extra) == (Records(), {})
        assert [info.kodu for info in answer.infos] == ([code] if code else [])
    assert answer.says("W")


@pytest.mark.parametrize("given", [reply(refusal("RND4010"), 404), reply(refusal("GNL1005"))])
def test_a_write_that_found_nothing_is_refused(line: Line, wired: MhrsRest, given: Reply) -> None:
    """
    There was nothing to cancel: that is no success.
    """
    line.script(given)
    with pytest.raises(NotFound):
        wired.randevu.randevu_iptal("A1")


@pytest.mark.parametrize(
    "given",
    [
        reply(refusal("RND4010", data=[RANDEVU]), 404),
        reply(envelope(success=False, errors=[{"kodu": "RND4010"}, {"kodu": "RND1"}]), 404),
    ],
    ids=["with data", "with another error"],
)
def test_nothing_found_beside_something_else_is_no_empty_list(line: Line, wired: MhrsRest, given: Reply) -> None:
    """
    An answer that says two things is not taken for one of them.
    """
    line.script(given)
    with pytest.raises(ServiceError):
        STORIES["randevu.kurum_randevulari_sorgula"].call(wired)


@pytest.mark.parametrize("given", [reply({"error": "Not Found"}, 404), reply({}, 404), Reply(b"<html>", 404, "text/html")])
def test_a_gateways_404_is_no_empty_list(line: Line, wired: MhrsRest, given: Reply) -> None:
    """
    Only the service's own code says that there is nothing: appointments must not vanish behind a wrong address.
    """
    line.script(given)
    with pytest.raises((HttpError, ServiceError)):
        STORIES["randevu.kurum_randevulari_sorgula"].call(wired)


def test_no_content_after_a_write_is_no_result(line: Line, wired: MhrsRest) -> None:
    """
    204 has no place for `success: true`, so a write that gets it may or may not have been processed.
    """
    line.script(Reply(b"", 204, ""))
    with pytest.raises(OutcomeUnknown) as caught:
        wired.randevu.randevu_iptal("A1")
    assert caught.value.status == 204


@pytest.mark.parametrize("status", [201, 400, 404, 428, 429])
def test_a_result_with_an_odd_status_is_a_result(line: Line, wired: MhrsRest, status: int) -> None:
    """
    The envelope decides: `success: true` and no errors, for a read and a write; the warnings are kept.
    """
    warned = {"warnings": [{"kodu": "RND4033", "mesaj": "Alternatifler var."}]}
    line.script(reply(envelope([], **warned), status))
    empty = STORIES["randevu.kurum_randevulari_sorgula"].call(wired)
    line.script(reply(envelope(STORIES["randevu.randevu_ekle"].data, **warned), status))
    booked = wired.randevu.randevu_ekle(BOOKING)

    assert (empty.data, booked.data.hasta_randevu_numarasi) == (Records(), "A1")
    assert [[one.kodu for one in answer.warnings] for answer in (empty, booked)] == [["RND4033"], ["RND4033"]]


@pytest.mark.parametrize("status", [401, 500])
def test_success_beside_a_status_that_says_not_processed(line: Line, wired: MhrsRest, status: int) -> None:
    """
    A write is in doubt and sent once, also with 401, which alone means that it may be repeated. A read has what it asked for.
    """
    line.script(reply(envelope([]), status))
    with pytest.raises(OutcomeUnknown) as caught:
        wired.randevu.randevu_iptal("A1")
    assert (caught.value.status, len(line.calls), line.logins) == (status, 1, 1)
    assert STORIES["randevu.kurum_randevulari_sorgula"].call(wired).data == Records()


@pytest.mark.parametrize("flags", [{}, {"success": None}, {"success": "true"}, {"data": []}])
@pytest.mark.parametrize("status", [400, 404, 428])
def test_an_odd_status_without_success_is_none(line: Line, wired: MhrsRest, flags: dict[str, Any], status: int) -> None:
    """
    Where no flag says `true`, the status decides.
    """
    line.script(reply(flags, status))
    with pytest.raises(HttpError) as read:
        wired.cetvel.aksiyon_bilgileri()
    with pytest.raises(OutcomeUnknown) as write:
        wired.randevu.randevu_iptal("A1")
    assert (read.value.status, write.value.status, len(line.calls)) == (status, status, 2)


def test_a_captcha_is_never_repeated(line: Line, wired: MhrsRest) -> None:
    """
    Each further query makes it worse: one request, for a read too, and the error is a `TryLater`.
    """
    line.script(reply(refusal("RNDS1010"), 428))
    with pytest.raises(TryLater) as caught:
        wired.cetvel.aksiyon_bilgileri()
    assert (type(caught.value), len(line.calls)) == (CaptchaRequired, 1)


@pytest.mark.parametrize("codes", [("GNL2029", "RNDS1010"), ("RNDS1010", "GNL2029"), ("X", "RNDS1010")])
def test_a_captcha_outweighs_other_codes(line: Line, wired: MhrsRest, codes: tuple[str, ...]) -> None:
    """
    Wherever its code is among the errors, nothing is repeated.
    """
    line.script(reply({"success": False, "errors": [{"kodu": code, "mesaj": "x"} for code in codes]}, 428))
    with pytest.raises(CaptchaRequired):
        wired.cetvel.aksiyon_bilgileri()
    assert len(line.calls) == 1


def test_a_captcha_instead_of_results_is_no_empty_list(line: Line, wired: MhrsRest) -> None:
    """
    The service gives the captcha's code as a warning: beside results it is one, without any an empty list would mean that all is cancelled.
    """
    warned = {"success": True, "errors": [], "warnings": [{"kodu": "RNDS1010", "mesaj": "x"}]}
    line.script(reply({**warned, "data": STORIES["cetvel.aksiyon_bilgileri"].data}, 428))
    assert len(wired.cetvel.aksiyon_bilgileri().data) == 1
    line.script(reply({**warned, "data": None}, 428))
    with pytest.raises(CaptchaRequired):
        wired.cetvel.aksiyon_bilgileri()


@pytest.mark.parametrize(
    "item", [{"kodu": "LGN1006", "mesaj": "x"}, {"success": False, "errors": [{"kodu": "LGN1006"}]}, {"errors": [{"kodu": "LGN1006"}]}]
)
def test_a_refusal_in_a_bare_list_is_one(line: Line, wired: MhrsRest, item: dict[str, Any]) -> None:
    """
    A list of errors is no list of records, in particular for records without a required member.
    """
    line.script(reply([item]))
    with pytest.raises(NotPermitted):
        STORIES["yesil_liste.sorgula"].call(wired)


@pytest.mark.parametrize("item", [{}, {"mesaj": "x"}, {"a": 1}])
def test_an_object_without_a_member_of_the_record_is_none(line: Line, wired: MhrsRest, item: dict[str, Any]) -> None:
    """
    A record of which nothing is known is not on the green list.
    """
    line.script(reply(envelope([item])))
    with pytest.warns(UnreadableWarning):
        answer = STORIES["yesil_liste.sorgula"].call(wired)
    assert (len(answer.data), len(answer.data.unreadable)) == (0, 1)


@pytest.mark.parametrize("number", ["12\x00", "1\u200b2", "12\ufffd", "1\n2"])
def test_a_damaged_number_is_none(line: Line, wired: MhrsRest, number: str) -> None:
    """
    A number with a character that was damaged or does not show names no appointment: it is neither a record's nor the key of one that
    cannot be read, and a booking with it is in doubt.
    """
    for damaged in ({**RANDEVU, "hrn": number}, {**RANDEVU, "hrn": number, "baslangicZamani": "x"}):
        line.script(reply(envelope([damaged])))
        with pytest.warns(UnreadableWarning):
            found = STORIES["randevu.kurum_randevulari_sorgula"].call(wired).data
        assert (len(found), [one.key for one in found.unreadable]) == (0, [None])
    line.script(reply(envelope({"hastaRandevuNumarasi": number})))
    with pytest.raises(OutcomeUnknown):
        wired.randevu.randevu_ekle(BOOKING)


def test_a_problem_keeps_its_title(line: Line, wired: MhrsRest) -> None:
    """
    A refusal in the form of RFC 9457 has its title as message, of a query and of a login, which is remembered.
    """
    problem = {"type": "about:blank", "title": "Geçersiz istek", "status": 400}
    line.script(reply(problem, 400))
    with pytest.raises(ServiceError) as caught:
        wired.cetvel.aksiyon_bilgileri()
    assert caught.value.message == "Geçersiz istek"
    line.script(reply(problem, 400))
    with pytest.raises(OutcomeUnknown):
        wired.randevu.randevu_iptal("A1")


@pytest.fixture
def waits() -> Iterator[list[float]]:
    """
    The waits of the repetitions.
    """
    seen: list[float] = []

    def note(details: RetryDetails) -> None:
        seen.append(details.wait_for)

    before = stamina.instrumentation.get_on_retry_hooks()
    stamina.instrumentation.set_on_retry_hooks([note])
    yield seen
    stamina.instrumentation.set_on_retry_hooks(before)


def test_too_fast_is_repeated_more_and_more_slowly(line: Line, waits: list[float]) -> None:
    """
    GNL2029: a read waits twice as long before each repetition; a write is not repeated.
    """
    line.script(reply(refusal("GNL2029"), 428))
    slower = Retries(attempts=4, wait_initial=0.001, wait_max=1, wait_jitter=0)
    with client(line, retries=slower) as rest:
        with pytest.raises(TryLater):
            rest.cetvel.aksiyon_bilgileri()
        assert waits == pytest.approx([0.001, 0.002, 0.004])
        with pytest.raises(TryLater):
            rest.randevu.randevu_iptal("A1")
    assert len(line.calls) == 5


def test_too_fast_at_the_login_says_nothing_of_the_password(line: Line, wired: MhrsRest) -> None:
    """
    The login is tried again like a read, and the account does not count as refused.
    """
    line.login_replies.extend([reply(refusal("GNL2029"), 428)] * 3)
    with pytest.raises(TryLater):
        wired.cetvel.aksiyon_bilgileri()
    wired.cetvel.aksiyon_bilgileri()
    assert line.logins == 4


def test_a_login_may_succeed_with_428(line: Line, wired: MhrsRest) -> None:
    """
    With a token and `success: true` it is one; without, it asks for a captcha.
    """
    line.login_replies.append(reply(envelope({"jwt": jwt(name="t1")}, warnings=[{"kodu": "X"}]), 428))
    wired.cetvel.delete(1)
    line.script(reply(refusal("LGN1004"), 401))
    line.login_replies.append(reply({}, 428))
    with pytest.raises(AuthenticationError, match="captcha"):
        wired.cetvel.delete(1)


@pytest.mark.parametrize("code", ["LGN1004", "LGN2000", "LGN2001"])
def test_two_devices_do_not_play_ping_pong(line: Line, wired: MhrsRest, code: str) -> None:
    """
    A session that ended costs one login and one repetition; if the new one is ended too, e.g. by another device, the call ends.
    """
    line.script(reply(refusal(code), 428))
    with pytest.raises(AuthenticationError) as caught:
        wired.randevu.randevu_iptal("A1")
    assert (caught.value.code, line.logins, len(line.calls)) == (code, 2, 2)


@pytest.mark.parametrize("status", [401, 403])
def test_a_missing_right_is_no_session_that_is_over(line: Line, wired: MhrsRest, status: int) -> None:
    """
    LGN1006 does not mend by a new login, whatever the status.
    """
    line.script(reply(refusal("LGN1006"), status))
    with pytest.raises(NotPermitted):
        wired.randevu.randevu_iptal("A1")
    assert (line.logins, len(line.calls)) == (1, 1)


@READS
def test_a_bare_list_is_the_data_of_a_query(line: Line, wired: MhrsRest, method: str) -> None:
    """
    Some endpoints leave the envelope out. With an error's status a list says nothing.
    """
    line.script(reply(STORIES[method].data))
    answer = STORIES[method].call(wired)
    assert (len(answer.data), answer.infos, answer.warnings, answer.extra) == (1, (), (), {})
    line.script(reply(STORIES[method].data, 400))
    with pytest.raises(HttpError):
        STORIES[method].call(wired)


@pytest.mark.parametrize("name", ["hastaRandevuNumarasi", "hastaRandevuNumarası"])
def test_both_spellings_of_the_number_are_read(line: Line, wired: MhrsRest, name: str) -> None:
    """
    With and without the dot; nothing is left over. Beside the usual spelling, the other one is an unknown member.
    """
    data = dict(STORIES["randevu.randevu_ekle"].data)
    line.script(reply(envelope({**data, "hastaRandevuNumarasi": None, name: data.pop("hastaRandevuNumarasi")})))
    booked = wired.randevu.randevu_ekle(BOOKING).data
    assert (booked.hasta_randevu_numarasi, booked.extra) == ("A1", {})
    line.script(reply(envelope({**data, "hastaRandevuNumarası": "A2", "hastaRandevuNumarasi": "A1"})))
    both = wired.randevu.randevu_ekle(BOOKING).data
    assert (both.hasta_randevu_numarasi, both.extra) == ("A1", {"hastaRandevuNumarası": "A2"})


def test_no_content_keeps_the_connection() -> None:
    """
    Over a socket: the query after a 204 goes over the same connection and gets its own answer.
    """
    kind = {"Content-Type": "application/json"}
    login, found = (answer(json.dumps(envelope(data)).encode(), headers=kind) for data in ({"jwt": jwt()}, [RANDEVU]))
    with Server(login, answer(status=204), found) as server:
        rest = MhrsRest(
            Credentials(username="1", password="p"),
            kurum_kodu=1,
            uygulama_kodu="U",
            islem_yapan="10000000146",
            endpoint=server.url,
            tls=TlsOptions(allow_http=True),
            retries=AT_ONCE,
        )
        with rest:
            lengths = [len(STORIES["randevu.kurum_randevulari_sorgula"].call(rest).data) for _ in range(2)]
    assert lengths == [0, 1]
    assert {request.connection for request in server.requests} == {1}
