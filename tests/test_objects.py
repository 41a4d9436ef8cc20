"""
Readers that are written from a model's fields read as cattrs does, which looks again where they stumble.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient import ProtocolError
from saglikclient.hes import HesCode, HesPlusResult
from saglikclient.hes.answers import STRUCTURING as HES
from saglikclient.mhrs.rest.calls import CALLS
from saglikclient.mhrs.rest.names import wire_names
from saglikclient.mhrs.rest.reading import STRUCTURING as REST
from saglikclient.objects import or_none, source

if TYPE_CHECKING:
    from saglikclient.records import Model
    from saglikclient.structuring import Structuring

GOLDEN = Path(__file__).parent / "golden" / "rest"
ANSWERED = {row.answer: row for row in CALLS if row.answer is not None}
junk = st.sampled_from([None, "", " ", "x", "5", 5, -1, 1.5, True, [], [1], {}, {"val": 1}, {"val": "K", "valText": None, "new": 1}])


def good(model: type[Model]) -> dict[str, Any]:
    """
    An object of a golden answer.
    """
    document = json.loads((GOLDEN / f"{ANSWERED[model].method.replace('.', '_')}.response.json").read_text(encoding="utf-8"))["document"]
    data = document.get("data") or document
    return data[0] if isinstance(data, list) else data


def told(structuring: Structuring, model: type[Any], document: object) -> Any:
    """
    What cattrs makes of a document; None if it does not fit.
    """
    try:
        return structuring._telling.structure(document, model)
    except Exception:  # noqa: BLE001 - whatever the document made it stumble on
        return None


def read(structuring: Structuring, model: type[Any], document: object) -> Any:
    """
    What the reader makes of it; None if it does not fit. What no field stands for is the reader's alone.
    """
    try:
        made = structuring.make(model, document, "$")
    except ProtocolError:
        return None
    return attrs.evolve(made, extra={}) if hasattr(made, "extra") else made


@pytest.mark.parametrize("model", ANSWERED, ids=lambda model: model.__name__)
@given(st.data())
def test_a_reader_reads_as_cattrs_does(model: type[Model], data: st.DataObject) -> None:
    """
    Whatever a member is, or if it is missing: both make the same of it, or both refuse.
    """
    whole = good(model)
    changes = data.draw(st.dictionaries(st.sampled_from(sorted(whole)), junk, max_size=3))
    dropped = data.draw(st.sets(st.sampled_from(sorted(whole)), max_size=2))
    document = {name: value for name, value in {**whole, **changes}.items() if name not in dropped}

    assert read(REST, model, document) == told(REST, model, document)


@given(st.dictionaries(st.sampled_from([field.name for field in attrs.fields(HesPlusResult)][1:]), junk | st.just("2027-01-01T00:00:00Z")))
def test_results_are_read_as_cattrs_does(document: dict[str, Any]) -> None:
    """
    The same for HES, whose members are called like our fields.
    """
    least = {"current_health_status": "RISKLESS", "expiration_date": "2027-01-01T00:00:00Z", "hes_code": HesCode("A1B2345678")}
    document = {**least, **document}

    assert read(HES, HesPlusResult, document) == told(HES, HesPlusResult, document)


@pytest.mark.parametrize("model", ANSWERED, ids=lambda model: model.__name__)
def test_a_reader_can_be_printed(model: type[Model]) -> None:
    """
    Its source asks for each member of the model once, by its wire name.
    """
    names = wire_names(model)
    written = source(model, names)

    assert [written.count(f"get({names[name]!r})") for name in names if name != "extra"] == [1] * (len(names) - 1)


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


@pytest.mark.parametrize(
    ("kind", "inner"), [(int | None, int), (int, None), (int | str, None), (int | str | None, int | str), (tuple[int, ...], None)]
)
def test_what_may_be_null(kind: object, inner: object) -> None:
    """
    `X | None` is X where something is given, and nothing else is.
    """
    assert or_none(kind) == inner
