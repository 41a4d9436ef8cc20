"""
What queries return: a sequence, in clear on request, masked and bounded when shown.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import attrs
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient._core import masking
from saglikclient._core.codes import Code, Unknown, UnknownFlag
from saglikclient._core.model import Model, build
from saglikclient._core.timing import TURKIYE
from saglikclient.errors import ConfigurationError, ProtocolError
from saglikclient.identifiers import Tckn
from saglikclient.records import SHOWN_ROWS, Records, Unreadable

PERSON = "10000000146"


class Renk(Code):
    """
    A coded field.
    """

    AK = 1, "Ak"


@attrs.frozen(kw_only=True)
class Alt(Model):
    """
    A model inside of another.
    """

    no: str = attrs.field(repr=masking.mask_number)


@attrs.frozen(kw_only=True)
class Kayit(Model):
    """
    A model with a field of each kind; `tckn` on purpose without a mask of its own.
    """

    hrn: str = attrs.field()
    tckn: Tckn | None = None
    adi: str | None = attrs.field(default=None, repr=masking.mask_name)
    renk: Renk | Unknown | None = None
    altlar: tuple[Alt, ...] = ()
    gun: date | None = None
    turetilen: str = attrs.field(default=attrs.Factory(lambda self: f"<{self.hrn}>", takes_self=True))
    liste: list[int] = attrs.field(factory=list)


class Cells(HTMLParser):
    """
    Collects the texts of a table's cells as a browser would show them.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        """
        A row or a cell begins.
        """
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, text: str) -> None:
        """
        What a cell shows.
        """
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += text


def some(count: int) -> Records[Kayit]:
    return Records(tuple(Kayit(hrn=f"R{number}") for number in range(count)))


FULL = Kayit(
    hrn="R1",
    tckn=Tckn(PERSON),
    adi="Zeliha",
    renk=Unknown("97"),
    altlar=(Alt(no="5321234567"),),
    gun=date(2024, 3, 5),
    turetilen="t",
    liste=[1],
)


@given(st.lists(st.integers(), max_size=8), st.slices(8))
def test_records_behave_as_a_sequence(numbers: list[int], part: slice) -> None:
    """
    Length, order, indexes, slices, membership and iteration are those of a tuple; a slice is `Records` again.
    """
    plain = tuple(Kayit(hrn=str(number)) for number in numbers)
    records = Records(plain)

    assert isinstance(records, Sequence)
    assert (len(records), tuple(records), tuple(reversed(records)), bool(records)) == (len(plain), plain, plain[::-1], bool(plain))
    assert isinstance(records[part], Records)
    assert tuple(records[part]) == plain[part]
    assert [records[at] for at in range(-len(plain), len(plain))] == [plain[at] for at in range(-len(plain), len(plain))]
    assert all(one in records and records.index(one) == plain.index(one) and records.count(one) == plain.count(one) for one in plain)


def test_index_beyond_the_end() -> None:
    """
    An index that does not exist is an `IndexError`, so that loops and unpacking end.
    """
    with pytest.raises(IndexError):
        some(2)[2]
    (only,) = some(1)
    assert only.hrn == "R0"


def test_records_cannot_be_changed() -> None:
    """
    What a query returned stays what it was; two equal results are equal.
    """
    records = some(2)

    with pytest.raises(TypeError):
        records[0] = records[1]  # type: ignore[index]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        records.items = ()  # type: ignore[misc]
    assert records == some(2) != some(3)
    assert Records(list(records)) == records  # type: ignore[arg-type]


def test_to_dicts_gives_clear_values() -> None:
    """
    What the caller asks for by `to_dict()` is complete and in clear: nested models are dicts, an unknown code is its text.
    """
    (plain,) = Records((FULL,)).to_dicts()

    assert plain == {
        "hrn": "R1",
        "tckn": PERSON,
        "adi": "Zeliha",
        "renk": "97",
        "altlar": ({"no": "5321234567"},),
        "gun": date(2024, 3, 5),
        "turetilen": "t",
        "liste": [1],
    }
    assert Kayit(hrn="R2", renk=Renk.AK).to_dict()["renk"] is Renk.AK


def test_dataframe_holds_one_row_a_record() -> None:
    """
    `to_dataframe()` has the fields as columns, in their order, and the values in clear.
    """
    frame = Records((FULL, Kayit(hrn="R2"))).to_dataframe()

    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == [field.name for field in attrs.fields(Kayit)]
    assert list(frame["hrn"]) == ["R1", "R2"]
    assert frame["tckn"][0] == PERSON


def test_empty_dataframe() -> None:
    """
    A query that found nothing gives a frame without rows.
    """
    assert len(Records[Kayit]().to_dataframe()) == 0


@pytest.mark.parametrize("count", [0, 1])
def test_without_pandas_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """
    Without pandas, which is optional, `to_dataframe()` says what to install, and nothing else needs it.
    """
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(ConfigurationError, match=r"pip install saglikclient\[pandas\]"):
        some(count).to_dataframe()
    assert len(some(count).to_dicts()) == count


def test_shown_records_are_masked() -> None:
    """
    Neither `repr()` nor the notebook's table shows a number, name or telephone, not even of a field whose mask was forgotten.
    """
    records = Records((FULL,))
    shown = repr(records) + str(records) + f"{records}" + records._repr_html_()

    assert not [part for part in (PERSON, "Zeliha", "5321234567") if part in shown]
    assert "100*****146" in records._repr_html_()
    assert "Ze***" in repr(records)


def test_table_shows_each_field() -> None:
    """
    The table has one row a record and one cell a field; absent values are empty cells.
    """
    head, first, second = Cells(Records((FULL, Kayit(hrn="R2")))._repr_html_()).rows

    assert head == [field.name for field in attrs.fields(Kayit)]
    assert first[0] == "R1"
    assert first[3] == "Unknown(value='97')"
    assert second == ["R2", "", "", "", "()", "", "<R2>", "[]"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_table_escapes_what_came_from_outside(text: str) -> None:
    """
    A text of the Ministry's cannot become markup of the notebook: it is shown as it is.
    """
    cells = Cells(Records((Kayit(hrn=f"<script>{text}</script>&amp;"),))._repr_html_())

    assert cells.tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert cells.rows[1][0] == f"<script>{text}</script>&amp;"


@pytest.mark.parametrize("count", [SHOWN_ROWS, SHOWN_ROWS + 1, 5000])
def test_shown_records_are_bounded(count: int) -> None:
    """
    Twenty records are shown, and how many more there are; never thousands.
    """
    page, line = some(count)._repr_html_(), repr(some(count))

    assert len(Cells(page).rows) == SHOWN_ROWS + 1
    assert line.count("Kayit(") == SHOWN_ROWS
    more = count - SHOWN_ROWS
    assert (f"... {more} more" in page) is (f"... {more} more" in line) is (more > 0)


def test_nothing_found() -> None:
    """
    No records: empty, false, and still shown.
    """
    empty: Records[Kayit] = Records()

    assert (list(empty), bool(empty), empty.to_dicts(), repr(empty)) == ([], False, [], "Records([])")
    assert "0" in empty._repr_html_()


def some_unread(count: int, request_id: str | None = None) -> Records[Kayit]:
    """
    Two records, and so many that could not be read.
    """
    errors = [ProtocolError("must be an object", path=f"$.data[{index}]", service="x") for index in range(2, 2 + count)]
    unread = tuple(Unreadable(index=index, path=error.path, error=error) for index, error in enumerate(errors, 2))
    return Records(some(2).items, unread, request_id)


def test_what_could_not_be_read_is_beside_the_records() -> None:
    """
    It is none of the records: neither length, iteration, dicts nor the frame know it. Both `repr()` and the table count it, also where it
    is all there is.
    """
    records, none = some_unread(3, "id-1"), Records[Kayit]((), some_unread(1).unreadable)

    assert (len(records), records.request_id, len(records.to_dicts()), len(records.to_dataframe())) == (2, "id-1", 2, 2)
    assert next((one.index, one.path, str(one.error)) for one in records.unreadable) == (
        2,
        "$.data[2]",
        "$.data[2]: must be an object (x)",
    )
    assert repr(records).endswith("], unreadable=3)")
    assert records._repr_html_().endswith("</table><p>unreadable: 3</p>")
    assert (repr(none), none._repr_html_(), bool(none)) == ("Records([], unreadable=1)", "<p>Records: 0</p><p>unreadable: 1</p>", False)
    assert "unreadable" not in repr(some(2)) + some(2)._repr_html_()


def test_a_slice_is_no_whole_answer() -> None:
    """
    A part of the records belongs to no request and has nothing unread; the whole keeps both.
    """
    records = some_unread(1, "id-1")

    assert (records[:1].unreadable, records[:].request_id) == ((), None)
    assert records[:] == some(2)


def test_records_are_equal_by_what_they_hold() -> None:
    """
    Records and what could not be read count, the id of the request does not: two calls that brought the same are equal.
    """
    assert some_unread(1, "id-1") == some_unread(1, "id-2")
    assert hash(some_unread(1).unreadable[0]) == hash(some_unread(1).unreadable[0])
    assert some_unread(1) != some_unread(2)
    assert some_unread(1) != some(2)


def test_unreadable_is_given_as_any_iterable() -> None:
    """
    It is kept as a tuple and cannot be changed, like the records.
    """
    unread = some_unread(2).unreadable
    records = Records(some(2).items, list(unread))  # type: ignore[arg-type]

    assert records == some_unread(2)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        records.unreadable = ()  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        unread[0].index = 5  # type: ignore[misc]


@attrs.frozen(kw_only=True)
class Okunan(Model):
    """
    Fields of types that pandas has columns for, each of which may be unknown.
    """

    an: datetime | Unknown | None = None
    gun: date | Unknown | None = None
    sayi: int | Unknown | None = None
    bayrak: bool | Unknown | None = None
    tckn: Tckn | Unknown | None = None
    renkler: tuple[Renk | Unknown, ...] = ()


READ = Okunan(an=datetime(2024, 3, 5, 8, tzinfo=TURKIYE), gun=date(2024, 3, 5), sayi=1, bayrak=True, tckn=Tckn(PERSON), renkler=(Renk.AK,))
UNREAD = Okunan(
    an=Unknown("1950"), gun=Unknown("00000000"), sayi=Unknown("bir"), bayrak=UnknownFlag("evet"), tckn=Unknown("1"), renkler=(Unknown("9"),)
)


@pytest.mark.parametrize(
    "rows", [(READ, UNREAD), (UNREAD, READ), (UNREAD,), (UNREAD, Okunan(), READ)], ids=["last", "first", "alone", "gap"]
)
def test_unknown_values_are_texts_in_typed_columns(rows: tuple[Okunan, ...]) -> None:
    """
    A value that could not be read is its text in dicts and in a frame, whatever the type of its column, and breaks neither.
    """
    plain = {"an": "1950", "gun": "00000000", "sayi": "bir", "bayrak": "evet", "tckn": "1", "renkler": ("9",)}
    place, records = rows.index(UNREAD), Records(rows)
    frame = records.to_dataframe()

    assert records.to_dicts()[place] == plain
    assert {name: frame[name][place] for name in plain} == plain
    if READ in rows:
        assert {name: frame[name][rows.index(READ)] for name in plain} == READ.to_dict()


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_records_pickle(protocol: int) -> None:
    """
    Results can be handed to another process, models and all.
    """
    records = Records((FULL, Kayit(hrn="R2")))

    assert pickle.loads(pickle.dumps(records, protocol)) == records
    again = pickle.loads(pickle.dumps(some_unread(2, "id-1"), protocol))
    assert (again, again.request_id, str(again.unreadable[1].error)) == (some_unread(2), "id-1", "$.data[3]: must be an object (x)")


def test_built_model_skips_the_rules_of_input() -> None:
    """
    What the Ministry says is not refused by our rules of input, and a field it does not give takes its default.
    """

    @attrs.frozen(kw_only=True)
    class Kural(Model):
        zorunlu: str
        sayi: int = attrs.field(default=1, validator=attrs.validators.gt(0))
        yok: str | None = None

    built = build(Kural, {"sayi": -5, "fazla": "x"})

    assert (built.zorunlu, built.sayi, built.yok) == (None, -5, None)
    assert build(Kural, {"zorunlu": "a"}).sayi == 1


def test_built_model_makes_its_own_defaults() -> None:
    """
    Defaults that are made (lists, values derived of others) are made for each model anew.
    """
    one, other = build(Kayit, {"hrn": "R1"}), build(Kayit, {"hrn": "R2"})

    assert (one.turetilen, other.turetilen) == ("<R1>", "<R2>")
    assert one.liste == []
    assert one.liste is not other.liste
    assert build(Kayit, {"hrn": "R1", "adi": None}).adi is None
