"""
Every golden answer, sound and damaged, over the wire.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient import (
    CaptchaRequired,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    SaglikError,
    ServiceError,
    Unknown,
)
from saglikclient.errors import UnreadableWarning
from saglikclient.mhrs.rest._operations import CALLS
from saglikclient.records import Records
from tests.support.rest_golden import GOLDEN, STORIES, damaged, required, unreadable
from tests.support.rest_wire import Line, client, reply

if TYPE_CHECKING:
    from saglikclient.mhrs.rest import Answer
    from saglikclient.mhrs.rest._operations import Call

ROW = pytest.mark.parametrize("row", CALLS, ids=lambda row: row.method)
CASES = [(row, what) for row in CALLS for what, _, _ in damaged(row)]
REFUSALS = {
    "no_success": (ProtocolError, OutcomeUnknown),
    "success_text": (ProtocolError, OutcomeUnknown),
    "errors_on_200": (ServiceError, OutcomeUnknown),
    "refused": (ServiceError, ServiceError),
    "detailed_error": (ServiceError, OutcomeUnknown),
    "older_refusal": (ServiceError, ServiceError),
    "too_many": (CaptchaRequired, CaptchaRequired),
    "refused_428": (ServiceError, ServiceError),
    "not_found_by_a_write": (NotFound, NotFound),
    "data_text": (ProtocolError, OutcomeUnknown),
}
"""What damage comes to for a query, and for a write, which may have been processed unless the service itself refused it."""


def called(row: Call[Any, Any], status: int, document: Any) -> tuple[Answer[Any] | SaglikError, Line]:
    """
    Make a golden call that is answered so.
    """
    line = Line()
    line.script(reply(document, status))
    with client(line) as rest:
        try:
            return STORIES[row.method].call(rest), line
        except SaglikError as error:
            return error, line


def golden(row: Call[Any, Any], what: str = "") -> tuple[int, Any]:
    """
    A golden answer as it stands in its file.
    """
    name = f"{row.method.replace('.', '_')}{f'--mod-{what}' if what else ''}.response.json"
    held = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    return held["status"], held["document"]


@ROW
def test_a_sound_answer_is_read_whole(row: Call[Any, Any]) -> None:
    """
    Data, infos and warnings all arrive, with nothing left over and nothing unread.
    """
    answer, _ = called(row, *golden(row))

    assert not isinstance(answer, SaglikError)
    assert [(said.kodu, said.mesaj) for said in answer.infos] == [("RND6032", "Tamam.")]
    assert [(said.kodu, said.mesaj) for said in answer.warnings] == [("RND1", "Dikkat.")]
    assert answer.says("RND6032")
    assert not answer.says("RND")
    assert answer.lang == "tr-TR"
    assert answer.extra == {}
    for item in answer.data if isinstance(answer.data, Records) else [answer.data]:
        assert item is None or (item.extra == {} and None not in item.to_dict().values())


@pytest.mark.parametrize(("row", "what"), CASES, ids=[f"{row.method}--{what}" for row, what in CASES])
def test_a_damaged_answer_is_no_success(row: Call[Any, Any], what: str) -> None:
    """
    What refuses with a word of the service's own is a refusal, what does not say that it succeeded has not, what is missing is named by its
    path, and costs its record; what is new, or only optional, hides nothing. A write that was not refused may have been processed: no
    `ProtocolError`, no `HttpError`, no refusal by a server that only says that it failed (HTTP 500 without a code), nor by one that says
    both; and it needs every record that it has to bring.
    """
    status, document = golden(row, what)
    spoilt = what.startswith(("missing_", "wrong_type_")) or what == "second_unreadable"
    with pytest.warns(UnreadableWarning, match=row.method) if spoilt and row.many and not row.must_return else nullcontext():
        answer, line = called(row, status, document)

    if what in REFUSALS:
        read, write = REFUSALS[what]
        assert type(answer) is (read if row.safe else write)
        assert getattr(answer, "status", status) == status
    elif what.startswith(("missing_", "wrong_type_")):
        name = what.removeprefix("missing_").removeprefix("wrong_type_")
        path = f"$.data[0].{name}" if row.many else f"$.data.{name}"
        if row.must_return:
            assert isinstance(answer, OutcomeUnknown)
            assert answer.path == path
        else:
            assert not isinstance(answer, SaglikError)
            assert len(answer.data) == 0
            assert [(one.index, one.path) for one in answer.data.unreadable] == [(0, path)]
    elif what == "second_unreadable" and row.must_return:
        assert isinstance(answer, OutcomeUnknown)
        assert answer.path == "$.data[1]"
    elif what == "second_unreadable":
        assert not isinstance(answer, SaglikError)
        assert len(answer.data) == 2
        assert [(one.index, one.path) for one in answer.data.unreadable] == [(1, "$.data[1]")]
    elif what == "null_data" and (row.must_return or not row.many):
        assert isinstance(answer, unreadable(row))
        assert answer.path == ("$.data" if not row.at_root else f"$.{required(row)[0]}")
    elif what == "bare_list" and not row.safe:
        assert isinstance(answer, OutcomeUnknown)
        assert answer.path == "$"
    elif what == "nothing_found":
        assert not isinstance(answer, SaglikError)
        assert (answer.data, answer.data.unreadable, answer.says("RND4010")) == (Records(), (), True)
    else:
        assert not isinstance(answer, SaglikError), answer
        assert len(answer.warnings) == (what != "bare_list")
        assert what != "bare_list" or (len(answer.data), answer.extra) == (1, {})
    if isinstance(answer, SaglikError):
        assert answer.operation == row.method
        assert answer.service == "mhrs_rest"
        assert answer.request_id
        assert "olmaz" not in str(answer)
    assert len(line.calls) == 1


@ROW
def test_what_is_optional_and_odd_stays(row: Call[Any, Any]) -> None:
    """
    An optional member that cannot be read is `Unknown`, a text is what came; neither costs the record, and no member is lost.
    """
    if row.answer is None:
        return
    _, document = golden(row, "optional_odd")
    answer, _ = called(row, 200, document)

    assert not isinstance(answer, SaglikError)
    item = answer.data[0] if row.many else answer.data
    read = {name: getattr(item, name) for name in item.to_dict() if name != "extra"}
    odd = [value for value in read.values() if value in (Unknown('{"a": [1, null]}'), '{"a": [1, null]}')]
    assert len(odd) == len(read) - len(required(row))
    assert "a" not in {value for name, value in item.extra.items()}


@ROW
def test_what_is_new_is_kept(row: Call[Any, Any]) -> None:
    """
    Members that this version has no field for are there under their wire names, in the envelope and in the data.
    """
    answer, _ = called(row, *golden(row, "new_member"))
    assert not isinstance(answer, SaglikError)
    assert answer.extra == {"yeniAlan": {"a": [1]}}
    if row.answer is not None:
        answer, _ = called(row, *golden(row, "new_data_member"))
        assert not isinstance(answer, SaglikError)
        item = answer.data[0] if row.many else answer.data
        assert item.extra == {"yeniAlan": "değer"}
        assert "değer" not in repr(answer)


def test_an_exception_may_be_answered_beside_the_envelope() -> None:
    """
    The answer to `istisna.ekle` was read at the JSON root by the public client: its number there says that it was registered; errors
    beside it say that it was not.
    """
    row = next(row for row in CALLS if row.at_root)
    _, document = golden(row)

    answer, _ = called(row, 200, document["data"])
    assert not isinstance(answer, SaglikError)
    assert answer.data.istisna_id == 501
    refused, _ = called(row, 200, {**document["data"], "errors": [{"kodu": "RND1", "mesaj": "olmaz"}]})
    assert isinstance(refused, ServiceError)
    failed, _ = called(row, 200, {**document["data"], "success": False})
    assert isinstance(failed, ServiceError)


@pytest.mark.parametrize("more", [{"data": None}, {"data": {"istisnaId": 502}}, {"success": None}, {"valid": "false"}])
def test_a_number_beside_an_envelope_says_nothing(more: dict[str, Any]) -> None:
    """
    Only where there is no envelope does the exception's number stand for its success; an envelope has to say so itself. Where it does not,
    the exception may have been registered.
    """
    row = next(row for row in CALLS if row.at_root)
    answer, _ = called(row, 200, {"istisnaId": 501, **more})

    assert type(answer) is OutcomeUnknown


def test_data_of_a_call_that_reads_none_is_not_lost() -> None:
    """
    What the service brings beyond what was seen is there for whoever knows what it means.
    """
    row = next(row for row in CALLS if row.method == "randevu.randevu_gerceklesme_bilgisi")
    answer, _ = called(row, 200, {"success": True, "data": [{"hrn": "A1"}]})

    assert not isinstance(answer, SaglikError)
    assert answer.data is None
    assert answer.extra == {"data": [{"hrn": "A1"}]}
