"""
Answers with named damage: `<operation>--mod-<what>.response.xml`.
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING
from unittest.mock import ANY

import attrs
import pytest

from saglikclient._core.model import build
from saglikclient.mhrs.interactions import TABLE_1
from tests.support.hl7_answers import answer, file_of
from tests.support.hl7_damage import DAMAGES, NO_DATE, damaged, of
from tests.support.hl7_golden import GOLDEN, golden, made
from tests.support.hl7_received import GOT, ONLY_REQUIRED, taken
from tests.support.hl7_sent import SENT
from tests.support.hl7_verdicts import unreadable

if TYPE_CHECKING:
    from saglikclient._core.model import Model
    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox
    from tests.support.hl7_golden import Row


def rows_with(what: str) -> pytest.MarkDecorator:
    """
    The rows that have a file with such a damage.
    """
    having = [row for row in TABLE_1 if golden(row, "response", mod=what).exists()]
    return pytest.mark.parametrize("row", having, ids=lambda row: row.method)


def read(row: Row, what: str, ministry: Sandbox, mhrs: Mhrs) -> tuple[object, ...]:
    """
    What the client makes of a damaged answer.
    """
    ministry.faults.answer(golden(row, "response", mod=what).read_bytes())
    return taken(made(mhrs, SENT[row.method].call))


@pytest.mark.parametrize("row", TABLE_1, ids=lambda row: row.method)
def test_every_damage_that_a_row_can_have_is_a_file(row: Row) -> None:
    """
    No row goes without its damaged answers, and they are what the declared damage makes of the clean one.
    """
    expected = {golden(row, "response", mod=what): file_of(broken) for what, broken in damaged(row, answer(row, GOT[row.method]))}

    assert {path: path.read_bytes() for path in GOLDEN.glob(f"{row.method.replace('.', '_')}--mod-*")} == expected
    assert row.answer is None or row.answer.name in DAMAGES


@rows_with("new_element")
def test_new_element_hides_nothing(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    Elements and attributes that this version does not know never hide the ones it knows, at whatever level they stand.
    """
    assert read(row, "new_element", ministry, once) == GOT[row.method]


@rows_with("missing_required")
def test_missing_element_is_named(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    A required element that is missing is an error that names its path; no record is made up. A write may have been processed.
    """
    with pytest.raises(unreadable(row)) as caught:
        read(row, "missing_required", ministry, once)

    assert caught.value.path == of(row).missing[1]
    assert caught.value.operation == row.method
    assert caught.value.request_id


@rows_with("bad_date")
def test_unreadable_date_is_named_but_not_repeated(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    A date that cannot be read is an error that names its path, never None; its text, which may be anything, appears nowhere. A write may
    have been processed.
    """
    with pytest.raises(unreadable(row)) as caught:
        read(row, "bad_date", ministry, once)

    told = "".join(traceback.format_exception(caught.value))
    assert NO_DATE not in str(caught.value) + repr(caught.value) + told
    assert "Ayşe" not in told
    assert of(row).date == (ANY, caught.value.path)


@rows_with("unknown_code")
def test_unknown_code_comes_back_as_it_is(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    A code that this version has no name for is kept as `Unknown`, and the rest of the record is untouched.
    """
    first, *rest = GOT[row.method]

    assert read(row, "unknown_code", ministry, once) == (with_values(first, of(row).means), *rest)


@rows_with("only_required")
def test_absent_is_none(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    What is not required may be absent: it is None, or the documented default.
    """
    assert row.answer is not None
    _, *rest = GOT[row.method]

    assert read(row, "only_required", ministry, once) == (ONLY_REQUIRED[row.answer.name], *rest)


@rows_with("wrong_id")
def test_answer_to_another_message_is_refused(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    An answer that acknowledges another message is not ours, whatever it brings: a query has failed, and a write may have been processed.
    """
    with pytest.raises(unreadable(row)) as caught:
        read(row, "wrong_id", ministry, once)

    assert caught.value.path == "acknowledgement/message/id"
    assert getattr(caught.value, "status", 200) == 200


def with_values(model: Model, values: dict[str, object]) -> Model:
    """
    A copy with other values, whatever a caller would be allowed to give.
    """
    return build(type(model), {**{name: getattr(model, name) for name in attrs.fields_dict(type(model))}, **values})
