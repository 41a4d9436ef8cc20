"""
The reverse query at the wire: what is asked, what is recognised, what refuses.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saglikclient import AuthenticationError, HttpError, InvalidRequest, ProtocolError, Records, SaglikError, ServiceError, Tckn, Unknown
from saglikclient.erapor import AccessToken, Report, Role
from saglikclient.errors import UnreadableWarning

if TYPE_CHECKING:
    from collections.abc import Callable

HASTA = "10000000146"
BEARER = AccessToken(value="abc.DEF-123+/=", role=Role.UZMAN_HEKIM, obtained_at=datetime.fromisoformat("2026-03-02T08:00:00+03:00"))
RECORD: dict[str, Any] = {"raporNo": "R-1", "hastaTCKN": 10000000146, "kurum": "Örnek Hastanesi"}
READ = Report(rapor_no="R-1", hasta_tckn=Tckn(HASTA), extra={"kurum": "Örnek Hastanesi"})

Line = Any
"""Made by the fixture `line`; see conftest."""


def ask(wire: Line) -> Records[Report]:
    found: Records[Report] = wire.client().patient_reports(BEARER, tckn=HASTA)
    return found


def test_the_guides_query(line: Callable[..., Line]) -> None:
    """
    GET, the guide's path, the patient and report type 5 in the address, the token as bearer.
    """
    wire = line({"data": [], "result": True})

    assert ask(wire) == Records()

    (sent,) = wire.sent
    assert (sent.method, sent.body) == ("GET", None)
    assert sent.url.partition("?")[0] == "https://erapor.saglik.gov.tr/externalapi/api/Hbys/HastaninDurumBildirirRaporlari"
    assert wire.query == [("hastaTCKN", HASTA), ("reportType", "5")]
    assert sent.headers["Authorization"] == "Bearer abc.DEF-123+/="
    assert sent.headers["Accept"] == "application/json"


@pytest.mark.parametrize(
    ("answer", "reports"),
    [
        ({"data": [RECORD], "result": True, "message": None}, (READ,)),
        ({"Data": [RECORD, RECORD], "Result": True, "Message": "2 kayıt", "HttpStatusCode": 200}, (READ, READ)),
        ({"DATA": None, "RESULT": True}, ()),
        ([RECORD], (READ,)),
        ([], ()),
        ({"data": [{}], "result": True}, (Report(),)),
    ],
)
def test_answers_that_are_read(line: Callable[..., Line], answer: object, reports: tuple[Report, ...]) -> None:
    """
    The envelope is understood whatever the case of its names; a bare list is one too.
    """
    assert ask(line(answer)).items == reports


@pytest.mark.parametrize(
    ("damaged", "path"),
    [
        ({"data": [RECORD]}, "$.result"),
        ({"data": [RECORD], "result": None}, "$.result"),
        ({"data": [RECORD], "result": "true"}, "$.result"),
        ({"data": [RECORD], "result": 1}, "$.result"),
        ({"reports": [RECORD], "result": True}, "$.data"),
        ({"data": RECORD, "result": True}, "$.data"),
        ({"data": "R-1", "result": True}, "$.data"),
        ({"data": False, "result": True}, "$.data"),
        ([RECORD, {"Result": False, "message": "Yetkiniz yok"}], "$[1]"),
        ({"data": [RECORD], "Data": [], "result": True}, "$"),
        ({}, "$"),
        (None, "$"),
        ("", "$"),
        (b"", "$"),
        (b'{"data": [{"raporNo": NaN}], "result": true}', "$"),
        (b'{"data": [], "data": [{}], "result": true}', "$"),
        (b'{"data": [{"raporNo": "\xfe"}], "result": true}', "$"),
        (b'{"data":' + b"[" * 100_000, "$"),
    ],
    ids=range(18),
)
def test_an_answer_that_is_none(line: Callable[..., Line], damaged: object, path: str) -> None:
    """
    An answer that does not clearly give a list is an error that says where; never an empty list, which would say "no reports".
    """
    wire = line(damaged)

    with pytest.raises(ProtocolError) as caught:
        ask(wire)

    assert (caught.value.path, caught.value.operation, len(wire.sent)) == (path, "patient_reports", 1)
    assert "R-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "answer", "kind", "code"),
    [
        (200, {"data": [RECORD], "result": False, "message": "Yetkiniz yok."}, ServiceError, ""),
        (200, {"result": False, "message": "Yetkiniz yok.", "exceptionCode": "E-9"}, ServiceError, "E-9"),
        (200, {"result": False}, ServiceError, ""),
        (400, {"Message": "Yetkiniz yok."}, ServiceError, "400"),
        (401, {"Message": "Yetkiniz yok."}, AuthenticationError, "401"),
        (403, {"result": False, "message": "Yetkiniz yok."}, AuthenticationError, "403"),
        (401, b"", AuthenticationError, "401"),
        (500, {"data": [], "result": False, "message": "Yetkiniz yok."}, ServiceError, "500"),
    ],
)
def test_refusals(line: Callable[..., Line], status: int, answer: Any, kind: type[AuthenticationError | ServiceError], code: str) -> None:
    """
    `result` false and failing statuses refuse, with the Ministry's own words where there are any.
    """
    with pytest.raises(kind) as caught:
        ask(line(answer, status=status))

    words = "Yetkiniz yok." if "Yetkiniz" in str(answer) else ""
    assert (caught.value.code, caught.value.message) == (code, words)


@pytest.mark.parametrize(("status", "answer"), [(400, [RECORD]), (400, {"data": [RECORD], "result": True}), (500, b"{"), (404, [])])
def test_a_failing_status_is_no_answer(line: Callable[..., Line], status: int, answer: object) -> None:
    """
    Records beside a failing status are not taken.
    """
    with pytest.raises(HttpError) as caught:
        ask(line(answer, status=status))

    assert caught.value.status == status


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"RaporNo": 17}, {"rapor_no": "17"}),
        ({"reportNumber": " R-1 "}, {"rapor_no": "R-1"}),
        ({"raporReferansNumarası": "REF"}, {"referans_no": "REF"}),
        ({"hasta_tckn": HASTA}, {"hasta_tckn": Tckn(HASTA)}),
        ({"HASTATCKİMLİKNO": HASTA}, {"hasta_tckn": Tckn(HASTA)}),
        ({"patientId": 99}, {"hasta_tckn": Unknown("99")}),
        ({"hastaAdı": "Ayşe"}, {"hasta_adi": "Ayşe"}),
        ({"tarih": "2026-03-02T10:30:00"}, {"tarih": "2026-03-02T10:30:00+03:00"}),
        ({"tarih": "2026-03-02T07:30:00Z"}, {"tarih": "2026-03-02T10:30:00+03:00"}),
        ({"raporTarihi": "02.03.2026 10:30"}, {"tarih": "2026-03-02T10:30:00+03:00"}),
        ({"reportDate": "02.03.2026"}, {"tarih": "2026-03-02T00:00:00+03:00"}),
    ],
)
def test_what_is_recognised(line: Callable[..., Line], record: dict[str, Any], expected: dict[str, Any]) -> None:
    """
    Likely names are recognised whatever their case, their Turkish letters or underscores, and leave `extra`.
    """
    (report,) = ask(line([{**record, "raporTuru": {"id": 5}}]))

    moment = report.tarih.isoformat() if isinstance(report.tarih, datetime) else None
    found = {**{name: value for name, value in report.to_dict().items() if value is not None}, **({"tarih": moment} if moment else {})}
    plain = {name: value.value if isinstance(value, Unknown) else value for name, value in expected.items()}
    assert found == {**plain, "extra": {"raporTuru": {"id": 5}}}


@pytest.mark.parametrize(
    "record",
    [
        {"raporNo": None},
        {"raporNo": "  "},
        {"hastaTCKN": None},
        {"tarih": None},
        {"tarih": ""},
        {"kayitNo": "R-1"},
    ],
)
def test_what_is_not_recognised_stays(line: Callable[..., Line], record: dict[str, Any]) -> None:
    """
    What is not recognised is not guessed: it stays in `extra`, untouched.
    """
    assert ask(line([record])).items == (Report(extra=record),)


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        ({"raporNo": True}, {"rapor_no": "true"}),
        ({"raporNo": 1.5}, {"rapor_no": "1.5"}),
        ({"raporNo": ["R-1"]}, {"rapor_no": '["R-1"]'}),
        ({"hastaAdi": {"ad": "Ayşe"}}, {"hasta_adi": '{"ad": "Ayşe"}'}),
        ({"hastaTCKN": 1.0000000146e10}, {"hasta_tckn": Unknown("10000000146.0")}),
        ({"hastaTCKN": {}}, {"hasta_tckn": Unknown("{}")}),
        ({"tarih": "dün"}, {"tarih": Unknown("dün")}),
        ({"tarih": "/Date(1772434800000)/"}, {"tarih": Unknown("/Date(1772434800000)/")}),
        ({"tarih": 1772434800}, {"tarih": Unknown("1772434800")}),
        ({"tarih": "31.02.2026"}, {"tarih": Unknown("31.02.2026")}),
        ({"tarih": "2026"}, {"tarih": Unknown("2026")}),
        ({"tarih": "2026-03"}, {"tarih": Unknown("2026-03")}),
        ({"tarih": "00000000"}, {"tarih": Unknown("00000000")}),
        ({"tarih": True}, {"tarih": Unknown("true")}),
    ],
)
def test_what_cannot_be_read_is_kept(line: Callable[..., Line], record: dict[str, Any], kept: dict[str, Any]) -> None:
    """
    A recognised value that cannot be read costs nothing else: it is `Unknown`, or its text where the field is a text.
    """
    assert ask(line([{**record, "kurum": "Örnek"}])).items == (Report(**kept, extra={"kurum": "Örnek"}),)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260302", "2026-03-02T00:00:00+03:00"),
        ("2026-03-02T10", "2026-03-02T10:00:00+03:00"),
        ("2026-03-02T10:30+03", "2026-03-02T10:30:00+03:00"),
        ("2026-03-02T10:30:00.1234567+03:00", "2026-03-02T10:30:00.123456+03:00"),
    ],
)
def test_a_moment_of_less_or_more_precision_is_read(line: Callable[..., Line], text: str, moment: str) -> None:
    """
    A day is its midnight in Türkiye, an hour its first minute; a finer fraction loses its last digit.
    """
    (report,) = ask(line([{"tarih": text}]))

    assert report.tarih == datetime.fromisoformat(moment)


DEEP: Any = json.loads("[" * 200 + "]" * 200)
"""Deeper than what is kept as it is."""


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        (None, "must be an object"),
        ("R-2", "must be an object"),
        (5, "must be an object"),
        (False, "must be an object"),
        ([RECORD], "must be an object"),
        ({**RECORD, "x": DEEP}, "nested too deep"),
    ],
    ids=["null", "text", "number", "false", "list", "deep"],
)
@pytest.mark.parametrize("bare", [True, False])
def test_a_report_that_cannot_be_read_costs_itself(
    line: Callable[..., Line], caplog: pytest.LogCaptureFixture, item: object, problem: str, bare: bool
) -> None:
    """
    Its neighbours are returned in their order; it is listed with its place, a warning at the caller's line and a line in the log count it,
    and none of them holds a value.
    """
    items = [RECORD, item, RECORD, item]
    with pytest.warns(UnreadableWarning) as warned, caplog.at_level(logging.WARNING, "saglikclient.erapor"):
        found = ask(line(items if bare else {"data": items, "result": True}))

    root = "$" if bare else "$.data"
    assert found.items == (READ, READ)
    assert [(one.index, one.path) for one in found.unreadable] == [(1, f"{root}[1]"), (3, f"{root}[3]")]
    for one in found.unreadable:
        assert problem in str(one.error)
        assert (one.error.path, one.error.service, one.error.operation) == (one.path, "erapor", "patient_reports")
        assert one.error.request_id == found.request_id
    assert [Path(warning.filename).name for warning in warned] == [Path(__file__).name]
    assert caplog.messages == [f"patient_reports {found.request_id}: 2 records cannot be read, the first at {root}[1]"]
    shown = f"{warned[0].message} {caplog.text} {found.unreadable!r}"
    assert not [part for part in ("R-1", "R-2", HASTA, "Örnek") if part in shown]


def test_strictness_can_be_had(line: Callable[..., Line]) -> None:
    """
    With `on_unreadable="raise"` one report that cannot be read fails the call with its error, and nobody is warned.
    """
    wire = line({"data": [RECORD, None], "result": True})

    with pytest.raises(ProtocolError) as caught:
        wire.client(on_unreadable="raise").patient_reports(BEARER, tckn=HASTA)

    assert (caught.value.path, caught.value.service, caught.value.operation) == ("$.data[1]", "erapor", "patient_reports")
    assert len(wire.sent) == 1


@pytest.mark.parametrize("kind", ["iso-8859-9", "windows-1254"])
def test_names_of_a_gateway_that_transcodes(line: Callable[..., Line], kind: str) -> None:
    """
    The charset of the head is followed, and a control character in a name costs nothing.
    """
    body = json.dumps([{"hastaAdi": "Şükrü Öz_ğı"}], ensure_ascii=False).replace("_", "\x0b").encode(kind)
    (report,) = ask(line(body, content_type=f"application/json; charset={kind}"))

    assert report.hasta_adi == "Şükrü Öz\x0bğı"


def test_the_better_name_wins(line: Callable[..., Line]) -> None:
    """
    Of two likely names the more telling one counts, wherever it stands, unless nothing is in it; the other stays in `extra`.
    """
    other = str(Tckn.random())

    better, fallback = ask(line([{"tckn": other, "hastaTckn": HASTA}, {"hastaTckn": None, "tckn": HASTA}]))

    assert (better.hasta_tckn, better.extra) == (HASTA, {"tckn": other})
    assert (fallback.hasta_tckn, fallback.extra) == (HASTA, {"hastaTckn": None})


@pytest.mark.parametrize("value", ["jeton-ışık", "a b", "a\r\nX: 1"])
def test_a_token_that_cannot_travel(line: Callable[..., Line], value: str) -> None:
    """
    A token that no header can carry is refused before sending.
    """
    wire = line([])

    with pytest.raises(InvalidRequest) as caught:
        wire.client().patient_reports(AccessToken(value=value, role=Role.HBYS, obtained_at=BEARER.obtained_at), tckn=HASTA)

    assert (caught.value.field, wire.sent) == ("token", [])


@pytest.mark.parametrize("number", ["", "10000000147", None])
def test_a_wrong_number_is_not_sent(line: Callable[..., Line], number: Any) -> None:
    """
    A number that is none is refused before sending.
    """
    wire = line([])

    with pytest.raises(InvalidRequest) as caught:
        wire.client().patient_reports(BEARER, tckn=number)

    assert (caught.value.field, caught.value.operation, wire.sent) == ("tckn", "patient_reports", [])


NAMES = st.sampled_from(["data", "result", "message", "error", "raporNo", "hastaTCKN", "tckn", "tarih", "hastaAdi"]) | st.text()
VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False) | st.datetimes().map(str)


@settings(max_examples=60)
@given(records=st.lists(st.dictionaries(NAMES, VALUES | st.lists(VALUES), max_size=5), max_size=3), status=st.sampled_from([200, 200, 500]))
def test_nothing_is_lost(line: Callable[..., Line], records: list[dict[str, Any]], status: int) -> None:
    """
    Whatever a record holds, it is read or it stays in `extra`; nothing crashes and nothing disappears.
    """
    try:
        found = ask(line({"data": records, "result": True}, status=status))
    except SaglikError:
        assert status == 500
        return
    for record, report in zip(records, found, strict=True):
        read = [name for name, value in report.to_dict().items() if name != "extra" and value is not None]
        assert len(read) + len(report.extra) == len(record)
        assert all(record[name] == value for name, value in report.extra.items())
        assert not isinstance(report.tarih, datetime) or report.tarih.utcoffset() is not None
