"""
Answers with one thing wrong: told by the path, never by the value; and answers with something new, which hides nothing.
"""

from __future__ import annotations

import json
import pickle
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient import HttpError, ProtocolError, SaglikError, Unknown
from saglikclient._core.codes import UnknownFlag
from saglikclient.errors import PartialResult
from saglikclient.hes import HealthStatus, OutcomeKind
from tests.support.hes_wire import BASIC, CODE, PLUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.hes import Hes

    Script = Callable[..., None]

VALUE = "GİZLİ-DEĞER"
ABSENT = object()
RECORDS: dict[str, tuple[dict[str, Any], str]] = {
    "no-expiration": ({"expiration_date": ABSENT}, "expiration_date"),
    "expiration-null": ({"expiration_date": None}, "expiration_date"),
    "expiration-number": ({"expiration_date": 1798952400}, "expiration_date"),
    "expiration-words": ({"expiration_date": VALUE}, "expiration_date"),
    "expiration-no-day": ({"expiration_date": "2026-02-30T00:00:00Z"}, "expiration_date"),
    "expiration-turkish": ({"expiration_date": "02.03.2026 08:00"}, "expiration_date"),
    "no-status": ({"current_health_status": ABSENT}, "current_health_status"),
    "status-null": ({"current_health_status": None}, "current_health_status"),
    "status-true": ({"current_health_status": True}, "current_health_status"),
    "status-list": ({"current_health_status": [VALUE]}, "current_health_status"),
    "expiration-year": ({"expiration_date": "2027"}, "expiration_date"),
    "expiration-month": ({"expiration_date": "2027-03"}, "expiration_date"),
    "expiration-zeros": ({"expiration_date": "00000000"}, "expiration_date"),
}
DAMAGE = pytest.mark.parametrize("name", RECORDS)
BODIES: dict[str, bytes] = {
    "empty": b"",
    "cut": json.dumps(PLUS).encode()[:-9],
    "nan": b'{"expiration_date": NaN}',
    "infinity": b'{"x": -Infinity}',
    "twin": b'{"current_health_status": "RISKY", "current_health_status": "RISKLESS"}',
    "deep": b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "no-utf-8": json.dumps(PLUS, ensure_ascii=False).encode("iso-8859-9"),
    "huge-number": b'{"x": ' + b"9" * 10_000 + b"}",
    "number-without-end": json.dumps(PLUS).encode()[:-1] + b', "x": 1e999}',
    "too-much": json.dumps(PLUS).encode()[:-1] + b', "x": [' + b"0," * 2_000_000 + b"0]}",
    "list": b"[]",
    "text": b'"RISKLESS"',
    "null": b"null",
    "true": b"true",
}


def spoilt(name: str) -> dict[str, Any]:
    """
    A plus record with one thing wrong.
    """
    return {key: value for key, value in {**PLUS, **RECORDS[name][0]}.items() if value is not ABSENT}


def told(error: SaglikError) -> str:
    """
    Everything that an error says.
    """
    return f"{error} {error!r} {error.args} {vars(error)}"


@DAMAGE
def test_damage_in_a_single_answer_is_told_by_its_path(hes: Hes, answers: Script, name: str) -> None:
    """
    A member that is missing or of another type is named; nothing of the answer is.
    """
    answers(spoilt(name))
    with pytest.raises(ProtocolError) as caught:
        hes.check_plus(CODE)

    assert caught.value.path == f"$.{RECORDS[name][1]}"
    assert (caught.value.service, caught.value.operation) == ("hes", "check_plus")
    assert not any(value in told(caught.value) for value in (VALUE, "AY****", CODE.value, "1798952400", "02.03"))


KEPT: dict[str, tuple[dict[str, Any], dict[str, object]]] = {
    "firstname-number": ({"masked_firstname": 5}, {"masked_firstname": "5"}),
    "lastname-object": ({"masked_lastname": {"name": VALUE}}, {"masked_lastname": f'{{"name": "{VALUE}"}}'}),
    "identity-number": ({"masked_identity_number": 146}, {"masked_identity_number": "146"}),
    "vaccinated-text": ({"is_vaccinated": "true"}, {"is_vaccinated": "true"}),
    "vaccinated-number": ({"is_vaccinated": 1}, {"is_vaccinated": "1"}),
    "immune-text": ({"is_immune": "null"}, {"is_immune": "null"}),
    "test-shared-list": ({"is_test_data_shared": [VALUE]}, {"is_test_data_shared": f'["{VALUE}"]'}),
    "test-date-words": ({"last_negative_test_date": VALUE}, {"last_negative_test_date": VALUE}),
    "test-date-true": ({"last_negative_test_date": True}, {"last_negative_test_date": "true"}),
    "test-date-year": ({"last_negative_test_date": "2026"}, {"last_negative_test_date": "2026"}),
    "all": (
        {"masked_lastname": [], "is_vaccinated": "x", "is_immune": 0, "last_negative_test_date": {}},
        {"masked_lastname": "[]", "is_vaccinated": "x", "is_immune": "0", "last_negative_test_date": "{}"},
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_an_optional_value_of_another_type_is_kept(hes: Hes, answers: Script, name: str) -> None:
    """
    What is optional costs nothing else: its text is kept, masked when shown, and every other value is read as ever.
    """
    damaged, kept = KEPT[name]
    answers(PLUS)
    answers({**PLUS, **damaged})
    answers({"success_map": {CODE.value: {**PLUS, **damaged}}})
    good, single, (outcome,) = hes.check_plus(CODE), hes.check_plus(CODE), hes.check_many_plus([CODE])

    assert single == outcome.result
    assert single.to_dict() == {**good.to_dict(), **kept}
    assert VALUE not in repr(single)
    assert {type(getattr(single, field)) for field in kept if "masked" not in field} <= {Unknown, UnknownFlag}


@pytest.mark.parametrize("value", ["true", "false", 1, 0, "", [], ["x"], {"a": True}])
@pytest.mark.parametrize("name", ["is_vaccinated", "is_immune", "is_test_data_shared"])
def test_a_flag_that_cannot_be_read_opens_no_door(hes: Hes, answers: Script, name: str, value: object) -> None:
    """
    `if result.is_vaccinated` never holds for a value that is not true, whatever text it has, in another process neither.
    """
    answers({**PLUS, name: value})
    flag = getattr(pickle.loads(pickle.dumps(hes.check_plus(CODE))), name)

    assert isinstance(flag, Unknown)
    assert not flag


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2027-03-02", "2027-03-02T00:00:00"),
        ("20270302", "2027-03-02T00:00:00"),
        ("2027-03-02T05", "2027-03-02T05:00:00"),
        ("2027-03-02T05:00+03", "2027-03-02T02:00:00"),
        ("2027-03-02T05:00:00.1234567Z", "2027-03-02T05:00:00.123456"),
    ],
)
def test_a_moment_of_less_or_more_precision_is_read(hes: Hes, answers: Script, text: str, utc: str) -> None:
    """
    A day is its first moment, so that no code lasts longer than the service granted; a finer fraction loses its last digit.
    """
    answers({**PLUS, "expiration_date": text, "last_negative_test_date": text})
    result = hes.check_plus(CODE)

    assert result.expiration_date == result.last_negative_test_date == datetime.fromisoformat(f"{utc}+00:00")


@DAMAGE
def test_damage_in_a_bulk_answer_is_told_by_its_path(hes: Hes, answers: Script, name: str) -> None:
    """
    The same within the map, whose keys are codes and therefore not part of the path.
    """
    answers({"success_map": {CODE.value: spoilt(name)}})
    with pytest.raises(PartialResult) as caught:
        hes.check_many_plus([CODE])

    assert isinstance(caught.value.error, ProtocolError)
    assert caught.value.error.path == f"$.success_map.*.{RECORDS[name][1]}"
    assert not any(value in told(caught.value) + told(caught.value.error) for value in (VALUE, "AY****", CODE.value, "1798952400"))


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_answer_is_told(hes: Hes, answers: Script, name: str) -> None:
    """
    What is no JSON, no unambiguous JSON or no object is a ProtocolError, in single and bulk checks alike.
    """
    answers(BODIES[name])
    answers(BODIES[name])
    with pytest.raises(ProtocolError) as single:
        hes.check_plus(CODE)
    with pytest.raises(PartialResult) as bulk:
        hes.check_many_plus([CODE])

    assert isinstance(bulk.value.error, ProtocolError)
    assert single.value.path == bulk.value.error.path == "$"
    assert "RISK" not in told(single.value) + told(bulk.value.error)


@pytest.mark.parametrize("body", [b"", b"{", b'{"errorKey": "hescodenotfound", "errorKey": "x"}'])
def test_what_cannot_be_read_speaks_by_its_status(hes: Hes, answers: Script, body: bytes) -> None:
    """
    Under 200 JSON that cannot be read is said to be that; under a status that refuses, the status says enough.
    """
    answers(body)
    answers(body, status=400)
    with pytest.raises(ProtocolError) as unread:
        hes.check(CODE)
    with pytest.raises(HttpError) as refused:
        hes.check(CODE)

    assert "not readable JSON" in str(unread.value)
    assert refused.value.status == 400


@pytest.mark.parametrize(("status", "body"), [(200, b"<html>Giris: Ayse</html>"), (400, b"<html>Ayse</html>"), (502, b"<html/>")])
def test_a_page_is_no_answer(hes: Hes, answers: Script, status: int, body: bytes) -> None:
    """
    HTML is an HttpError, also with 200, and is not quoted.
    """
    for _ in range(3):
        answers(body, status=status, content_type="text/html")
    with pytest.raises(HttpError) as caught:
        hes.check(CODE)

    assert caught.value.status == status
    assert "Ayse" not in told(caught.value)


@pytest.mark.parametrize("document", [{}, {"status": 400}, {"errorKey": None}, {"errorKey": 5}, {"errorKey": ""}, [VALUE], "x"])
def test_a_refusal_without_a_key_is_an_http_error(hes: Hes, answers: Script, document: object) -> None:
    """
    400 without a key is no refusal of the contract; nothing of it is quoted.
    """
    answers(document, status=400)
    with pytest.raises(HttpError) as caught:
        hes.check(CODE)

    assert caught.value.status == 400
    assert VALUE not in told(caught.value)


@pytest.mark.parametrize("key", [5, "", [], {}, True])
def test_a_key_of_another_type_within_a_200_is_no_success(hes: Hes, answers: Script, key: object) -> None:
    """
    A success that names an error of an unknown kind is neither.
    """
    answers({**BASIC, "errorKey": key})
    with pytest.raises(ProtocolError) as caught:
        hes.check(CODE)

    assert caught.value.path == "$.errorKey"


BULK: dict[str, tuple[object, str]] = {
    "success-list": ({"success_map": []}, "$.success_map"),
    "success-text": ({"success_map": VALUE}, "$.success_map"),
    "success-false": ({"success_map": False}, "$.success_map"),
    "unsuccess-list": ({"unsuccess_map": [VALUE]}, "$.unsuccess_map"),
    "record-null": ({"success_map": {CODE.value: None}}, "$.success_map.*"),
    "record-text": ({"success_map": {CODE.value: VALUE}}, "$.success_map.*"),
    "record-list": ({"success_map": {CODE.value: [BASIC]}}, "$.success_map.*"),
    "key-null": ({"unsuccess_map": {CODE.value: None}}, "$.unsuccess_map.*"),
    "key-object": ({"unsuccess_map": {CODE.value: {"errorKey": VALUE}}}, "$.unsuccess_map.*"),
    "key-number": ({"unsuccess_map": {CODE.value: 5}}, "$.unsuccess_map.*"),
    "in-both": ({"success_map": {CODE.value: BASIC}, "unsuccess_map": {CODE.value: "hescodenotfound"}}, "$.unsuccess_map.*"),
}


@pytest.mark.parametrize("name", BULK)
def test_damage_in_the_maps_is_told_by_its_path(hes: Hes, answers: Script, name: str) -> None:
    """
    A map, a record or a key of another type is named, and so is a code that both succeeded and failed.
    """
    document, path = BULK[name]
    answers(document)
    with pytest.raises(PartialResult) as caught:
        hes.check_many([CODE])

    assert isinstance(caught.value.error, ProtocolError)
    assert caught.value.error.path == path
    assert VALUE not in told(caught.value) + told(caught.value.error)


@pytest.mark.parametrize("empty", [{}, {"success_map": None}, {"success_map": {}, "unsuccess_map": None}, {"success_map": {"B": BASIC}}])
def test_maps_that_are_absent_or_null_are_empty(hes: Hes, answers: Script, empty: object) -> None:
    """
    A code that is in neither map is unanswered, and a code that nobody asked for is nobody's.
    """
    answers(empty)
    (outcome,) = hes.check_many([CODE])

    assert (outcome.kind, outcome.hes_code, outcome.result, outcome.error_key) == (OutcomeKind.UNANSWERED, CODE, None, None)


def test_a_new_member_hides_nothing(hes: Hes, answers: Script) -> None:
    """
    Members that this version does not know change nothing, an echo of another code included.
    """
    new = {"hes_code": "Z9Z9999999", "yeni": {"x": [1, None]}, "status": 200, "title": None}
    answers({**PLUS, **new})
    answers({"success_map": {CODE.value: {**PLUS, **new}}, "yeni_map": [1], "unsuccess_map": {}})
    answers(PLUS)

    single, (outcome,), plain = hes.check_plus(CODE), hes.check_many_plus([CODE]), hes.check_plus(CODE)

    assert single == outcome.result == plain
    assert single.hes_code == CODE
    assert single.current_health_status is HealthStatus.RISKLESS


def test_names_may_be_absent(hes: Hes, answers: Script) -> None:
    """
    The verdict needs no name: what masks a person may be absent or null.
    """
    answers({"expiration_date": BASIC["expiration_date"], "current_health_status": " RISKY ", "masked_firstname": None})
    result = hes.check(CODE)

    assert result.current_health_status is HealthStatus.RISKY
    assert (result.masked_identity_number, result.masked_firstname, result.masked_lastname) == (None, None, None)


@pytest.mark.parametrize("new", [b"[" * 200 + b"]" * 200, b'"\\ud83c\\udfe5 \\\\ud83c"', b"1e308", b"[" + b"0," * 1_900_000 + b"0]"])
def test_what_is_just_within_the_bounds_is_read(hes: Hes, answers: Script, new: bytes) -> None:
    """
    Deep but not too deep, both halves of a character, the largest numbers, and much of it.
    """
    answers(json.dumps(BASIC).encode()[:-1] + b', "x": ' + new + b"}")

    assert hes.check(CODE).current_health_status is HealthStatus.RISKLESS


def test_a_byte_order_mark_is_passed_over(hes: Hes, answers: Script) -> None:
    """
    UTF-8 with its mark is UTF-8.
    """
    answers(b"\xef\xbb\xbf" + json.dumps(BASIC, ensure_ascii=False).encode())

    assert hes.check(CODE).masked_lastname == "ÖR****"
