"""
Single checks: what travels, and what comes back.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient import AuthenticationError, Credentials, InvalidRequest, Unknown
from saglikclient._core.timing import TURKIYE
from saglikclient.errors import Expired, NotFound, PartialResult, ServiceError
from saglikclient.hes import HealthStatus, Hes, HesCode, HesPlusResult, HesResult
from tests.support.hes_wire import BASIC, CODE, PLUS, Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs import Hasta
    from saglikclient.testing import Clock, Sandbox

    Script = Callable[..., None]

PLACE = {"city": "Ankara", "district": "Çankaya", "explicit_address": "Bilkent Yerleşkesi 1"}
SINGLE: dict[str, Callable[[Hes, str | HesCode], HesResult]] = {
    "check-hes-code": lambda hes, code: hes.check(code),
    "check-hes-code-plus": lambda hes, code: hes.check_plus(code),
    "check-employee-hes-code": lambda hes, code: hes.check_employee(code),
    "check-visitor-hes-code": lambda hes, code: hes.check_visitor(code, **PLACE),
}
EVERY_SINGLE = pytest.mark.parametrize("method", SINGLE)


@EVERY_SINGLE
def test_the_code_travels_without_hyphens(watched: Hes, line: Line, code: HesCode, method: str) -> None:
    """
    A single check is one POST of JSON to its method, the code upper case and bare, and our own code beside the answer.
    """
    result = SINGLE[method](watched, " k7m2-9081-78 ")

    (sent,) = line.sent
    assert (sent.method, sent.url) == ("POST", f"https://hes.sandbox.invalid/hes/{method}")
    assert sent.content == {**(PLACE if "visitor" in method else {}), "hes_code": "K7M2908178"}
    assert (sent.headers["Content-Type"], sent.headers["Accept"]) == ("application/json", "application/json")
    assert result.hes_code == code
    assert type(result) is (HesPlusResult if "plus" in method else HesResult)


def test_basic_is_utf_8_and_comes_with_the_first_request(sandbox: Sandbox, line: Line, code: HesCode) -> None:
    """
    User names with Turkish letters arrive as they are; nobody asks first.
    """
    sandbox.codes.credentials = Credentials(username="işyeri-ğüş", password="şifre:€")
    Hes(sandbox.codes.credentials, endpoint="https://hes.sandbox.invalid/hes", adapter=line).check(code)

    (sent,) = line.sent
    assert base64.b64decode(sent.headers["Authorization"].removeprefix("Basic ")).decode() == "işyeri-ğüş:şifre:€"


def test_a_visitors_position_travels_as_a_pair(watched: Hes, line: Line, code: HesCode) -> None:
    """
    Latitude and longitude are numbers in one object, and are left out if not given.
    """
    watched.check_visitor(code, **PLACE, latitude=39, longitude=32.75)
    watched.check_visitor(code, **PLACE)

    assert line.sent[0].content["location"] == {"latitude": 39.0, "longitude": 32.75}
    assert "location" not in line.sent[1].content


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"city": " "}, "city"),
        ({"district": ""}, "district"),
        ({"explicit_address": None}, "explicit_address"),
        ({"latitude": 39.0}, "longitude"),
        ({"longitude": 32.0}, "latitude"),
        ({"latitude": 91, "longitude": 0}, "latitude"),
        ({"latitude": float("nan"), "longitude": 0}, "latitude"),
        ({"latitude": 0, "longitude": 180.5}, "longitude"),
        ({"latitude": True, "longitude": 0}, "latitude"),
        ({"latitude": "39", "longitude": 0}, "latitude"),
    ],
)
def test_a_place_that_is_none_is_refused(watched: Hes, line: Line, changed: dict[str, Any], field: str) -> None:
    """
    What breaks a rule is refused before sending, with the field's name.
    """
    with pytest.raises(InvalidRequest) as caught:
        watched.check_visitor(CODE, **{**PLACE, **changed})

    assert (caught.value.field, caught.value.service, caught.value.operation) == (field, "hes", "check_visitor")
    assert not line.sent


@EVERY_SINGLE
@pytest.mark.parametrize("junk", ["", "K7M2-9081-7", "K7M2-9081-789", "K7M2_908178", "ı1B2908178", "İ1B2908178", None, 1290817890])
def test_what_is_no_code_is_refused(watched: Hes, line: Line, method: str, junk: Any) -> None:
    """
    A code that is none is refused before sending.
    """
    with pytest.raises(InvalidRequest) as caught:
        SINGLE[method](watched, junk)

    assert caught.value.field == "code"
    assert not line.sent


def test_a_basic_answer_is_read(hes: Hes, answers: Script) -> None:
    """
    Blanks around texts are dropped, and the date is aware, in Türkiye time.
    """
    answers(BASIC)

    assert hes.check(CODE) == HesResult(
        hes_code=CODE,
        current_health_status=HealthStatus.RISKLESS,
        expiration_date=datetime(2027, 3, 2, 8, tzinfo=TURKIYE),
        masked_identity_number="********146",
        masked_firstname="AY****",
        masked_lastname="ÖR****",
    )


@pytest.mark.parametrize("value", [True, False, None, ...])
@pytest.mark.parametrize("name", ["is_vaccinated", "is_immune", "is_test_data_shared"])
def test_a_flag_has_three_values(hes: Hes, answers: Script, name: str, value: bool | None) -> None:
    """
    True, false, and not known; a flag that is absent or null is not known, never false.
    """
    answers({key: one for key, one in {**PLUS, name: value}.items() if one is not ...})

    assert getattr(hes.check_plus(CODE), name) is (None if value is ... else value)


def test_a_plus_answer_is_read(hes: Hes, answers: Script) -> None:
    """
    The date of the negative test is aware; it may be absent.
    """
    answers(PLUS)
    answers(BASIC)

    assert hes.check_plus(CODE).last_negative_test_date == datetime(2026, 3, 1, 11, 51, 30, 597000, tzinfo=UTC)
    assert hes.check_plus(CODE).last_negative_test_date is None


@pytest.mark.parametrize("status", ["UNKNOWN", "riskless", "RISKLESS!", "", "TEMASLI"])
def test_an_unknown_status_is_neither_risky_nor_safe(hes: Hes, answers: Script, status: str) -> None:
    """
    A status without a name here is kept, and lets nobody in.
    """
    answers({**BASIC, "current_health_status": status})

    result = hes.check(CODE)

    assert result.current_health_status == Unknown(status)
    assert result.current_health_status is not HealthStatus.RISKY
    assert not result.is_riskless(datetime(2026, 3, 2))  # noqa: DTZ001 - naive means Türkiye time


@pytest.mark.parametrize("status", ["RISKLESS", "RISKY", "OTHER"])
@pytest.mark.parametrize(("offset", "good"), [(-1, True), (0, False), (1, False)])
def test_only_riskless_and_unexpired_is_riskless(
    sandbox: Sandbox, clock: Clock, hes: Hes, hasta: Hasta, status: str, offset: int, good: bool
) -> None:
    """
    The verdict needs both: the status and a code whose time is not over, to the second.
    """
    until = clock() + timedelta(hours=1)
    sandbox.codes.add(CODE, hasta, status=status, expires=until)
    result = hes.check(CODE)

    verdict = result.is_riskless(until + timedelta(seconds=offset))

    assert verdict is (good and status == "RISKLESS")
    assert result.is_riskless((until + timedelta(seconds=offset)).astimezone(UTC)) is verdict
    assert result.is_riskless((until + timedelta(seconds=offset)).replace(tzinfo=None)) is verdict


@pytest.mark.parametrize(
    ("status", "until", "good"),
    [("RISKLESS", "2970-01-01T00:00:00Z", True), ("RISKLESS", "2020-01-01T00:00:00Z", False), ("RISKY", "2970-01-01T00:00:00Z", False)],
)
def test_the_verdict_is_a_truth_value_for_now(hes: Hes, answers: Script, status: str, until: str, good: bool) -> None:
    """
    `if result.is_riskless` asks for now: a forgotten pair of brackets lets nobody in, and neither does a comparison with False.
    """
    answers({**BASIC, "current_health_status": status, "expiration_date": until})

    verdict = hes.check(CODE).is_riskless

    assert bool(verdict) is good
    assert verdict() is good
    assert (verdict == True, verdict == False, verdict != True) == (good, not good, not good)  # noqa: E712 - what people write
    assert verdict != "RISKLESS"
    assert repr(verdict) == str(good)
    with pytest.raises(TypeError):
        hash(verdict)


def test_a_code_without_limit_is_good(hes: Hes, answers: Script) -> None:
    """
    The last moment of the calendar is a date like any other, though Türkiye's clock cannot show it.
    """
    answers({**BASIC, "expiration_date": "9999-12-31T23:59:59.999Z"})
    result = hes.check(CODE)

    assert result.expiration_date.tzinfo is not None
    assert result.is_riskless


@EVERY_SINGLE
def test_an_unknown_code_is_not_found(hes: Hes, method: str) -> None:
    """
    `hescodenotfound` is NotFound, with the key and the Ministry's words.
    """
    with pytest.raises(NotFound) as caught:
        SINGLE[method](hes, CODE)

    assert (caught.value.code, caught.value.message) == ("hescodenotfound", "HES kodu geçerli değil")
    assert [issue.code for issue in caught.value.issues] == ["hescodenotfound"]
    assert caught.value.service == "hes"
    assert caught.value.operation.startswith("check")
    assert "geçerli" not in str(caught.value)


@EVERY_SINGLE
def test_an_expired_code_tells_its_date(sandbox: Sandbox, clock: Clock, hes: Hes, hasta: Hasta, method: str) -> None:
    """
    `hescodehasbeenexpired` is Expired, with its date.
    """
    sandbox.codes.add(CODE, hasta, expires=clock() - timedelta(days=1))
    with pytest.raises(Expired) as caught:
        SINGLE[method](hes, CODE)

    assert caught.value.expiration_date == clock() - timedelta(days=1)


@pytest.mark.parametrize("date", [{}, {"expiration_date": None}, {"expiration_date": "dün"}, {"expiration_date": 5}])
def test_expired_without_a_date_is_expired(hes: Hes, answers: Script, date: dict[str, object]) -> None:
    """
    Only one client ever saw the date: the refusal stands without it.
    """
    answers({"status": 400, "errorKey": "hescodehasbeenexpired", "title": "süre doldu", **date}, status=400)
    with pytest.raises(Expired) as caught:
        hes.check(CODE)

    assert caught.value.expiration_date is None


@pytest.mark.parametrize("kind", ["application/problem+json", "application/json; charset=utf-8"])
@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ({"title": "Geçersiz istek"}, "Geçersiz istek"),
        ({"title": " Geçersiz istek ", "detail": "zorunlu alan boş"}, "Geçersiz istek: zorunlu alan boş"),
        ({"detail": "zorunlu alan boş"}, "zorunlu alan boş"),
        ({"title": "Geçersiz istek", "detail": "Geçersiz istek"}, "Geçersiz istek"),
        ({"title": "Geçersiz istek", "detail": f"{CODE} ve {CODE.value}"}, "Geçersiz istek"),
        ({"title": f"{CODE} geçersiz", "detail": f"{CODE} yok"}, "*** geçersiz: *** yok"),
        ({"title": "Geçersiz istek", "detail": "TC 10000000146"}, "Geçersiz istek"),
        ({"title": "x" * 600, "detail": 5}, "x" * 500),
    ],
)
@pytest.mark.parametrize("status", [400, 404, 422, 500])
def test_a_problem_keeps_its_title(hes: Hes, answers: Script, status: int, problem: dict[str, Any], words: str, kind: str) -> None:
    """
    A problem (RFC 9457) without a key of the service is its refusal with its title; the detail too, unless it may hold a person. The asked
    code is cut out, and `str()` holds none of it.
    """
    document = {"type": "about:blank", "status": status, **problem}
    answers(document, status=status, content_type=kind)
    answers(document, status=status, content_type=kind)
    with pytest.raises(ServiceError) as single:
        hes.check(CODE)
    with pytest.raises(PartialResult) as bulk:
        hes.check_many([CODE])

    for error in (single.value, bulk.value.error):
        assert type(error) is ServiceError
        assert (error.code, error.message) == (str(status), words)
        assert [(issue.code, issue.message, issue.system) for issue in error.issues] == [(str(status), words, status == 500)]
        assert "ecersiz" not in str(error)
        assert "zorunlu" not in str(error)


@pytest.mark.parametrize("status", [401, 403])
def test_a_denial_keeps_its_title(hes: Hes, answers: Script, status: int) -> None:
    """
    The account's refusal holds the service's words for the user, and not in `str()`.
    """
    answers({"title": "Hesap kilitli", "status": status}, status=status, content_type="application/problem+json")
    with pytest.raises(AuthenticationError) as caught:
        hes.check(CODE)

    assert (caught.value.status, caught.value.code, caught.value.message) == (status, str(status), "Hesap kilitli")
    assert "kilitli" not in str(caught.value)


@pytest.mark.parametrize("status", [400, 404, 409, 410, 422, 500])
@pytest.mark.parametrize("title", [{"title": "Ayşe Örnek için yetki yok"}, {"title": None}, {}])
def test_any_other_key_is_a_service_error(hes: Hes, answers: Script, status: int, title: dict[str, str]) -> None:
    """
    A key that is not known yet is told with its title, and does not break the decoder.
    """
    answers({"status": status, "errorKey": "yenihata", **title}, status=status)
    with pytest.raises(ServiceError) as caught:
        hes.check(CODE)

    assert type(caught.value) is ServiceError
    assert (caught.value.code, caught.value.message) == ("yenihata", title.get("title") or "")
    assert "Ayşe" not in f"{caught.value} {caught.value!r} {caught.value.issues!r}"


@pytest.mark.parametrize("key", ["10000000146", "Ayşe Örnek", "a@b.example"])
def test_a_key_that_may_be_a_person_is_words(hes: Hes, answers: Script, key: str) -> None:
    """
    A number of a person, a name or an address in the place of an error key goes to the words, which are not for logs.
    """
    answers({"status": 400, "errorKey": key, "title": "sözü"}, status=400)
    with pytest.raises(ServiceError) as caught:
        hes.check(CODE)

    assert (caught.value.code, caught.value.message) == ("", f"{key} sözü")
    assert key not in f"{caught.value} {caught.value!r} {caught.value.issues!r}"


def test_an_error_key_within_a_200_is_a_refusal(hes: Hes, answers: Script) -> None:
    """
    An answer that names an error has not succeeded, whatever its status; a key that is null names none.
    """
    answers({**BASIC, "errorKey": "hescodenotfound"})
    answers({**BASIC, "errorKey": None, "title": None})

    with pytest.raises(NotFound):
        hes.check(CODE)
    assert hes.check(CODE).current_health_status is HealthStatus.RISKLESS
