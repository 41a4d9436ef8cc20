"""
What comes back: one golden answer for each row of Table 1, read by the real client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient.mhrs.interactions import TABLE_1
from tests.support.hl7_answers import answer, file_of
from tests.support.hl7_golden import MESSAGE_ID, golden, made, message, problems
from tests.support.hl7_received import GOT, taken
from tests.support.hl7_sent import SENT

if TYPE_CHECKING:
    from saglikclient._core.model import Model
    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox
    from tests.support.hl7_golden import Row

every_row = pytest.mark.parametrize("row", TABLE_1, ids=lambda row: row.method)


@every_row
def test_answer_becomes_its_models(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    Every field of an answer arrives in the model's field of that meaning, with its type.
    """
    ministry.faults.answer(golden(row, "response").read_bytes())

    assert taken(made(once, SENT[row.method].call)) == GOT[row.method]


@every_row
def test_answer_fits_the_contract(row: Row) -> None:
    """
    What the contract says of answers is what the reader reads.
    """
    content = golden(row, "response").read_bytes().replace(b"{message_id}", MESSAGE_ID.encode())

    assert problems(message(content)) == []


@every_row
def test_golden_answer_is_what_the_tables_write(row: Row) -> None:
    """
    Reading and writing change together or not at all; `regolden.py` writes the files anew.
    """
    assert golden(row, "response").read_bytes() == file_of(answer(row, GOT[row.method]))


@pytest.mark.parametrize("row", [row for row in TABLE_1 if row.answer], ids=lambda row: row.method)
def test_expected_models_have_every_field_filled(row: Row) -> None:
    """
    A field that no expected model fills would not be tested.
    """
    empty = {name for model in GOT[row.method][:1] for name in unfilled(model)}

    assert empty == set()


def unfilled(model: Model) -> set[str]:
    """
    The fields of a model that hold nothing.
    """
    return {field.name for field in attrs.fields(type(model)) if getattr(model, field.name) in (None, ())}


def test_types_are_the_documented_ones(ministry: Sandbox, once: Mhrs) -> None:
    """
    Values compare equal across types (1 and True, a code and its number), so the types are looked at by themselves.
    """
    row = next(row for row in TABLE_1 if row.method == "randevu.sorgulama")
    ministry.faults.answer(golden(row, "response").read_bytes())

    (read, _), (expected, _) = taken(made(once, SENT[row.method].call)), GOT[row.method]

    types = {name: type(getattr(expected, name)) for name in attrs.fields_dict(type(expected))}
    assert {name: type(getattr(read, name)) for name in types} == types
    assert str(read.baslangic.tzinfo) == "Europe/Istanbul"
