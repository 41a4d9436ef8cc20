"""
Answers with named damage: `<operation>--mod-<what>.response.xml`.
"""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from saglikclient import Retries
from saglikclient._core.model import build
from saglikclient.errors import UnreadableWarning
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
    return taken(unchanged(row, what, ministry, mhrs))


def unchanged(row: Row, what: str, ministry: Sandbox, mhrs: Mhrs) -> Any:
    """
    The same, as the method returns it.
    """
    ministry.faults.answer(golden(row, "response", mod=what).read_bytes())
    return made(mhrs, SENT[row.method].call)


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


def one_lost(row: Row, what: str, path: str, ministry: Sandbox, mhrs: Mhrs) -> str:
    """
    Make a call whose answer has a record that cannot be read, and hold it to the rule. Return everything that was shown of it.

    A query returns the other records and lists that one; with `on_unreadable="raise"` it raises. A write may have been processed.
    """
    shown: list[object] = []
    if row.safe:
        full = f"controlActEvent/subject[1]/{path}"
        with pytest.warns(UnreadableWarning, match=re.escape(f"{row.method}: 1 records")) as warned:
            found = unchanged(row, what, ministry, mhrs)
        (lost,) = found.unreadable
        assert found.items == GOT[row.method][1:]
        assert found.request_id == lost.error.request_id == ministry.journal[-1].message_id
        assert (lost.index, lost.path, lost.error.path, lost.error.operation, lost.error.service) == (0, full, full, row.method, "mhrs")
        assert lost.error.__traceback__ is lost.error.__context__ is None
        shown += [found, lost, lost.error, *(one.message for one in warned), *lost.error.__notes__]
        mhrs, path = ministry.mhrs(retries=Retries(attempts=1), on_unreadable="raise"), full
    with pytest.raises(unreadable(row)) as caught:
        unchanged(row, what, ministry, mhrs)
    assert (caught.value.path, caught.value.operation) == (path, row.method)
    assert caught.value.request_id
    return "".join(f"{one} {one!r}" for one in (*shown, caught.value)) + "".join(traceback.format_exception(caught.value))


@rows_with("missing_required")
def test_missing_element_costs_its_record(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    A record without a required element is lost visibly, with the path, and its neighbours are not; no record is made up.
    """
    if row.answer is not None:
        one_lost(row, "missing_required", of(row).missing[1], ministry, once)
        return
    with pytest.raises(unreadable(row)) as caught:
        read(row, "missing_required", ministry, once)
    assert caught.value.path == of(row).missing[1]


@rows_with("bad_date")
def test_unreadable_date_is_named_but_not_repeated(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    A required date that cannot be read costs its record and is named by its path; its text, which may be anything, appears nowhere.
    """
    date = of(row).date
    assert date

    told = one_lost(row, "bad_date", date[1], ministry, once)

    assert NO_DATE not in told
    assert "Ayşe" not in told.replace("Ayşe Nur", "")


@rows_with("unreadable_optional")
def test_unreadable_optional_value_is_kept(row: Row, ministry: Sandbox, once: Mhrs) -> None:
    """
    An optional value that cannot be read as its type is kept as `Unknown`, and the rest of the record is untouched.
    """
    first, *rest = GOT[row.method]

    assert read(row, "unreadable_optional", ministry, once) == (with_values(first, of(row).keeps), *rest)


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
