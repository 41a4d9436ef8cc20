"""
What holds for every model and for every damage, not only for the golden ones.
"""

from __future__ import annotations

import re
from contextlib import suppress
from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from saglikclient import Credentials, Environment, KurumKodu, SaglikError, Tckn
from saglikclient._core.timing import aware
from saglikclient._transport.soap import UsernameToken
from saglikclient.mhrs._hl7.answers import records
from saglikclient.mhrs._hl7.envelope import Parties, request
from saglikclient.mhrs._hl7.table_reader import reader
from saglikclient.mhrs.contract import LOCAL, Contract
from saglikclient.mhrs.interactions import TABLE_1, Kind
from saglikclient.testing._mhrs_hl7.service import to_xml
from tests.support.hl7_golden import MESSAGE_ID, NOW, golden, message, problems, steps
from tests.support.hl7_received import GOT
from tests.support.hl7_strategies import MODELS

if TYPE_CHECKING:
    from saglikclient._core.model import Model
    from saglikclient.mhrs._hl7.tables import Act
    from tests.support.hl7_golden import Row

ACTS = {act.name: act for row in TABLE_1 for act in (row.request, row.answer) if act is not None}
CLEAN = {row.method: golden(row, "response").read_bytes().replace(b"{message_id}", MESSAGE_ID.encode()) for row in TABLE_1}
ACKNOWLEDGEMENT = re.compile(rb"<acknowledgement>.*</acknowledgement>", re.DOTALL)
UNACKNOWLEDGED = {method: ACKNOWLEDGEMENT.sub(b"", content) for method, content in CLEAN.items()}

PARTIES = Parties(
    gonderen="HBYS", alici="USBS", kurum_kodu=KurumKodu(123456), islem_yapan=Tckn("10000000146"), environment=Environment.TEST
)

rows = st.sampled_from(TABLE_1)


def read(row: Row, *pieces: bytes) -> tuple[Model, ...]:
    """
    What the reader makes of a body.
    """
    return tuple(records(pieces, row, MESSAGE_ID))


@pytest.mark.parametrize("name", sorted(ACTS))
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_model_survives_the_wire(name: str, data: st.DataObject) -> None:
    """
    What is written is read again as it was, for every table: encoded, serialised, parsed and read.
    """
    act: Act[Model] = ACTS[name]
    model = data.draw(MODELS[name])

    wire = etree.tostring(to_xml(act.element, act.encode(model)), encoding="utf-8")

    assert reader(act)(etree.fromstring(wire)) == model


@settings(deadline=None)
@given(row=rows, cuts=st.lists(st.integers(0, 5000), max_size=30))
def test_pieces_do_not_matter(row: Row, cuts: list[int]) -> None:
    """
    Wherever the network cuts a body into pieces, the same records come of it.
    """
    whole = CLEAN[row.method]
    ends = [0, *sorted(cuts), len(whole)]

    assert read(row, *(whole[start:end] for start, end in pairwise(ends) if end > start)) == (GOT[row.method])


@settings(deadline=None)
@given(row=rows, junk=st.binary())
def test_bytes_are_never_an_answer(row: Row, junk: bytes) -> None:
    """
    Whatever bytes arrive, they are refused with one of our errors.
    """
    with pytest.raises(SaglikError):
        read(row, junk)


@st.composite
def mutations(draw: st.DrawFn, contents: dict[str, bytes]) -> tuple[Row, bytes]:
    """
    An answer in which some stretches are taken out, doubled, or replaced by other bytes.
    """
    row = draw(rows)
    content = contents[row.method]
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 60)))
        put = draw(st.sampled_from([b"", content[start:end] * 2, b"<", b'"', b"&", b"</id>", b"\x00", b"\xff"]) | st.binary(max_size=8))
        content = content[:start] + put + content[end:]
    return row, content


@settings(deadline=None, max_examples=300)
@given(damaged=mutations(CLEAN))
def test_mutation_raises_nothing_foreign(damaged: tuple[Row, bytes]) -> None:
    """
    A damaged answer is read, or refused with one of our errors; no exception of lxml's or Python's own gets through.
    """
    row, content = damaged
    with suppress(SaglikError):
        read(row, content)


@st.composite
def rearrangements(draw: st.DrawFn) -> tuple[Row, bytes]:
    """
    An answer in which some elements were doubled, moved into or wrapped in others, renamed, or taken out: well-formed, but strange.
    """
    row = draw(rows)
    root = etree.fromstring(CLEAN[row.method])
    for _ in range(draw(st.integers(1, 4))):
        one, other = (draw(st.sampled_from([*root.iter()])) for _ in range(2))
        above, way = one.getparent(), draw(st.sampled_from(["double", "copy", "wrap", "rename", "remove", "empty"]))
        if above is None:
            continue
        if way == "double":
            one.addnext(deepcopy(one))
        elif way == "copy":
            other.insert(draw(st.integers(0, len(other))), deepcopy(one))
        elif way == "wrap":
            above.replace(one, wrapped := etree.Element("{urn:hl7-org:v3}yeni"))
            wrapped.append(one)
        elif way == "rename":
            one.tag = other.tag
        elif way == "remove":
            above.remove(one)
        else:
            one.clear()
    return row, etree.tostring(root)


@settings(deadline=None, max_examples=300)
@given(rearranged=rearrangements())
def test_rearrangement_raises_nothing_foreign(rearranged: tuple[Row, bytes]) -> None:
    """
    An answer whose elements stand where nobody expects them is read, or refused with one of our errors.
    """
    with suppress(SaglikError):
        read(*rearranged)


@settings(deadline=None, max_examples=300)
@given(damaged=mutations(UNACKNOWLEDGED))
def test_mutation_without_acknowledgement_is_never_a_success(damaged: tuple[Row, bytes]) -> None:
    """
    No damage turns an answer that does not acknowledge into a success.
    """
    with pytest.raises(SaglikError):
        read(*damaged)


@settings(deadline=None)
@given(row=rows, start=st.integers(0, 6000), length=st.integers(1, 2000))
def test_missing_stretch_never_brings_more(row: Row, start: int, length: int) -> None:
    """
    An answer from which a stretch is missing is refused, or it still has as many records at the most.
    """
    whole = CLEAN[row.method]
    try:
        found = read(row, whole[:start] + whole[start + length :])
    except SaglikError:
        return
    assert len(found) <= len(GOT[row.method])


@pytest.mark.parametrize("row", TABLE_1, ids=lambda row: row.method)
@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_valid_model_makes_a_valid_message(row: Row, data: st.DataObject) -> None:
    """
    Whatever a caller may give, the message that zeep makes of it fits the schema, and says what was given.
    """
    model = data.draw(MODELS[row.request.name])
    node = request(row, row.local_id, [model], PARTIES, MESSAGE_ID, aware(NOW))
    body, _ = Contract(f"bundled:{LOCAL}").wsdl.envelope(row.local_id, node, UsernameToken(Credentials(username="a", password="b")))

    path = "queryByParameter" if row.kind is Kind.QUERY else f"subject/{row.request.element}"
    (act,) = message(body).findall(steps(f"controlActEvent/{path}"))
    assert problems(message(body)) == []
    assert reader(row.request)(act) == model
