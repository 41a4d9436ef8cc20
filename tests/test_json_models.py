"""
From JSON to models: nothing is bent into another type, and what does not fit is told by its path.
"""

from __future__ import annotations

import json
import re
import traceback
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient import ProtocolError
from saglikclient._core import fields
from saglikclient._core.codes import Unknown, UnknownFlag
from saglikclient._core.json_models import JsonModels
from saglikclient._core.timing import TURKIYE
from saglikclient.hes import HesCode, HesPlusResult
from saglikclient.hes._answers import STRUCTURING as HES
from saglikclient.mhrs.rest._names import wire_names
from saglikclient.mhrs.rest._operations import CALLS
from saglikclient.mhrs.rest._reading import STRUCTURING as REST

if TYPE_CHECKING:
    from saglikclient._core.model import Model

GOLDEN = Path(__file__).parent / "golden" / "rest"
ANSWERED = {row.answer: row for row in CALLS if row.answer is not None}
junk = st.sampled_from([None, "", " ", "x", "5", 5, -1, 1.5, True, [], [1], {}, {"val": 1}, {"val": "K", "valText": None, "new": 1}])
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
documents = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4))
NAMES = ("name", "good", "count", "since", "inner", "notes", "own", "others", "lastOne", "list", "new")


@attrs.frozen
class Own:
    words: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Inner:
    since: datetime
    good: bool | None = None


@attrs.frozen(kw_only=True)
class Outer:
    name: str
    count: int = 0
    notes: str | None = None
    inner: Inner | None = None
    own: Own | None = None
    others: tuple[Inner, ...] = ()
    last_one: int | None = None
    day: date | Unknown | None = None
    flag: bool | Unknown | None = None
    part: Inner | Unknown | None = None
    parts: tuple[Inner | Unknown, ...] | Unknown = ()


def own(value: Any) -> Own:
    """
    A type that the service writes as one text.
    """
    return Own(tuple(value.split()))


STRUCTURING = JsonModels({Own: own, date: date.fromisoformat}, wire=lambda _: {"last_one": "lastOne"})
RIGHT: dict[str, Any] = {"name": " a ", "count": 3, "inner": {"since": "2026-03-02T05:00:00Z", "good": False}, "own": "x y"}


def test_what_fits_is_made() -> None:
    """
    Blanks are dropped, moments come in Türkiye time, null is absent, absent members take their default, and new ones hide nothing.
    """
    made = STRUCTURING.make(Outer, {**RIGHT, "new": {"x": [None]}}, "$")

    assert made == Outer(name="a", count=3, inner=Inner(since=datetime(2026, 3, 2, 8, tzinfo=TURKIYE), good=False), own=Own(("x", "y")))
    assert STRUCTURING.make(Outer, {"name": "a", "count": None, "own": None}, "$") == Outer(name="a")


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": None}, "$.name"),
        ({"name": 5}, "$.name"),
        ({"name": " "}, "$.name"),
        ({"count": "3"}, "$.count"),
        ({"count": 3.0}, "$.count"),
        ({"count": True}, "$.count"),
        ({"inner": "GİZLİ"}, "$.inner"),
        ({"inner": {}}, "$.inner.since"),
        ({"inner": {"since": "GİZLİ"}}, "$.inner.since"),
        ({"inner": {"since": "2026-03-02T05:00:00Z", "good": "false"}}, "$.inner.good"),
        ({"inner": {"since": "2026-03-02T05:00:00Z", "good": 0}}, "$.inner.good"),
        ({"own": ["GİZLİ"]}, "$.own"),
        ({"others": "GİZLİ"}, "$.others"),
        ({"others": {}}, "$.others"),
        ({"others": [{"since": "2026-03-02T05:00:00Z"}, None]}, "$.others[1]"),
        ({"others": [{"since": "2026-03-02T05:00:00Z"}, {"since": "GİZLİ"}]}, "$.others[1].since"),
        ({"lastOne": "GİZLİ"}, "$.lastOne"),
    ],
)
def test_what_does_not_fit_is_told_by_its_path(changed: dict[str, Any], path: str) -> None:
    """
    The first member that does not fit is named, no value of the document is, and nothing of what was read hangs on the error.
    """
    with pytest.raises(ProtocolError) as caught:
        STRUCTURING.make(Outer, {**RIGHT, **changed}, "$")

    assert caught.value.path == path
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "GİZLİ" not in "".join(traceback.TracebackException.from_exception(caught.value).format())


@given(st.dictionaries(st.sampled_from(NAMES), documents) | documents)
def test_any_document_is_a_model_or_a_protocol_error(document: Any) -> None:
    """
    Whatever JSON comes: a model whose members have their types, or our error with a path below the given one.
    """
    path, made = "", None
    try:
        made = STRUCTURING.make(Outer, document, "$.x")
    except ProtocolError as error:
        path = error.path

    if made is None:
        assert path.startswith("$.x")
        assert all(part in {"$", "x", *NAMES} for part in path.split("."))
    else:
        assert (type(made.name), type(made.count)) == (str, int)
        assert made.inner is None or made.inner.since.tzinfo is not None


SINCE = {"since": "2026-03-02T05:00:00Z"}


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"notes": []}, {"notes": "[]"}),
        ({"notes": {"ç": 5}}, {"notes": '{"ç": 5}'}),
        ({"day": "1950"}, {"day": Unknown("1950")}),
        ({"day": 1950}, {"day": Unknown("1950")}),
        ({"day": "1950-13-45", "flag": "evet"}, {"day": Unknown("1950-13-45"), "flag": Unknown("evet")}),
        ({"part": "x"}, {"part": Unknown("x")}),
        ({"part": {"since": 5}}, {"part": Unknown('{"since": 5}')}),
        ({"parts": 5}, {"parts": Unknown("5")}),
        ({"parts": [5, SINCE]}, {"parts": (Unknown("5"), Inner(since=datetime(2026, 3, 2, 8, tzinfo=TURKIYE)))}),
        ({"parts": [None]}, {"parts": Unknown("[null]")}),
        ({"day": None, "flag": None, "part": None, "parts": None}, {}),
    ],
)
def test_an_optional_value_that_cannot_be_read_is_kept(changed: dict[str, Any], kept: dict[str, Any]) -> None:
    """
    An optional member that cannot be read costs nothing else: it becomes `Unknown` with its text, the members after it are read as ever,
    and an optional string takes the text of whatever comes. Null stays absent.
    """
    made = STRUCTURING.make(Outer, {**changed, "lastOne": 3, "name": "a"}, "$")

    assert made == Outer(name="a", last_one=3, **kept)


class TimeLimit(Exception):
    """
    What a job runner throws into whatever runs, e.g. celery's soft time limit.
    """


def test_a_time_limit_is_not_the_documents_fault() -> None:
    """
    An exception that strikes while a document is read, and that no document can cause, reaches the caller.
    """

    def struck(_: object) -> Own:
        raise TimeLimit

    with pytest.raises(TimeLimit):
        JsonModels({Own: struck, date: date.fromisoformat}).make(Outer, RIGHT, "$")


def good(model: type[Model]) -> dict[str, Any]:
    """
    An object of a golden answer.
    """
    document = json.loads((GOLDEN / f"{ANSWERED[model].method.replace('.', '_')}.response.json").read_text(encoding="utf-8"))["document"]
    data = document.get("data") or document
    return data[0] if isinstance(data, list) else data


def members(made: Any) -> dict[str, Any]:
    """
    What was read, by wire names; None where a document does not fit.
    """
    names = wire_names(type(made))
    return {names[field.name]: getattr(made, field.name) for field in attrs.fields(type(made)) if field.name != "extra"}


def read_all(models: JsonModels, kind: type[Model], document: dict[str, Any]) -> dict[str, Any] | str:
    """
    What a document is read as, or the first step of the path to what does not fit.
    """
    try:
        made = models.make(kind, document, "$")
    except ProtocolError as error:
        step = re.fullmatch(r"\$\.(\w+)(?:[.\[].*)?", error.path)
        assert step is not None
        return step[1]
    return members(made)


@pytest.mark.parametrize("model", ANSWERED, ids=lambda model: model.__name__)
@given(st.data())
def test_only_what_was_changed_is_read_otherwise(model: type[Model], data: st.DataObject) -> None:
    """
    Whatever a member is, or if it is missing: the others are read as before, or the path of the error begins with one that was changed.
    """
    whole = good(model)
    changes = data.draw(st.dictionaries(st.sampled_from(sorted(whole)), junk, max_size=3))
    dropped = data.draw(st.sets(st.sampled_from(sorted(whole)), max_size=2))
    document = {name: value for name, value in {**whole, **changes}.items() if name not in dropped}

    before, after = read_all(REST, model, whole), read_all(REST, model, document)
    assert isinstance(before, dict)
    if isinstance(after, str):
        assert after in {*changes, *dropped}
    else:
        assert {name for name in before if before[name] != after[name]} <= {*changes, *dropped}


@pytest.mark.parametrize("model", ANSWERED, ids=lambda model: model.__name__)
def test_null_is_absent(model: type[Model]) -> None:
    """
    A member that is null is read as one that is missing: it takes the default, or is told as required.
    """
    whole = good(model)
    for name in wire_names(model).values():
        missing = {other: value for other, value in whole.items() if other != name}
        assert read_all(REST, model, {**whole, name: None}) == read_all(REST, model, missing)


@given(st.dictionaries(st.sampled_from([field.name for field in attrs.fields(HesPlusResult)][1:]), junk | st.just("2027-01-01T00:00:00Z")))
def test_members_of_hes_are_called_like_our_fields(document: dict[str, Any]) -> None:
    """
    The path of what does not fit is the field's name; what fits is told by its type.
    """
    least = {"current_health_status": "RISKLESS", "expiration_date": "2027-01-01T00:00:00Z", "hes_code": HesCode("A1B2345678")}
    made, path = None, ""
    try:
        made = HES.make(HesPlusResult, {**least, **document}, "$")
    except ProtocolError as error:
        path = error.path

    if made is None:
        assert path.removeprefix("$.") in document
    else:
        assert isinstance(made.expiration_date, datetime)
        assert {type(made.is_vaccinated), type(made.is_immune)} <= {bool, UnknownFlag, type(None)}
        assert bool(made.is_immune) is (document.get("is_immune") is True)


@attrs.frozen(kw_only=True)
class Ruled:
    number: int = attrs.field(validator=fields.between(1, 9))


@attrs.frozen(kw_only=True)
class Holder:
    ruled: Ruled


def test_rules_of_input_hold_for_what_is_read() -> None:
    """
    A request, which the Sandbox reads, has passed its rules; so have the models in it.
    """
    assert JsonModels({}).make(Holder, {"ruled": {"number": 9}}, "$") == Holder(ruled=Ruled(number=9))
    with pytest.raises(ProtocolError) as caught:
        JsonModels({}).make(Holder, {"ruled": {"number": 10}}, "$")
    assert caught.value.path == "$.ruled"


def test_what_no_field_stands_for_is_kept() -> None:
    """
    Members that this version does not know stand in `extra` in their order, null among them; without such members it is empty.
    """
    model = next(model for model in ANSWERED if model.__name__ == "KurumRandevusu")
    members = good(model)

    assert REST.make(model, {"yeni": None, **members, "eski": {"a": 1}}, "$").extra == {"yeni": None, "eski": {"a": 1}}
    assert REST.make(model, members, "$").extra == {}


@pytest.mark.parametrize("document", [None, [], "x", 5, [("hrn", "A")]])
def test_only_an_object_is_an_object(document: object) -> None:
    """
    Nothing that merely can be asked for members is taken for an object.
    """
    with pytest.raises(ProtocolError):
        REST.make(next(iter(ANSWERED)), document, "$.data")
