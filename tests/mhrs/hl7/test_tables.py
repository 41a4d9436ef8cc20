"""
The tables themselves: complete, sourced, and as strict as the models they fill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import attrs
import pytest
from lxml import etree

from saglikclient import ProtocolError, Unknown
from saglikclient.mhrs._hl7 import acts, names
from saglikclient.mhrs._hl7.table_reader import reader
from saglikclient.mhrs._hl7.tables import Act, Field, Need, Part, Source
from saglikclient.mhrs.interactions import TABLE_1
from tests.support.hl7_answers import answer
from tests.support.hl7_golden import MESSAGE_ID, message, steps
from tests.support.hl7_received import GOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from tests.support.hl7_golden import Row

ANSWERS = {row.answer.name: row for row in TABLE_1 if row.answer}
"""One row for each table that reads answers."""
PUBLISHED_TYPES = {"II", "CE", "CS", "TS", "IVL_TS", "PN", "TEL"}


def tables() -> dict[str, Act[Any]]:
    """
    Every table that a row uses, and those within them.
    """
    found: dict[str, Act[Any]] = {}
    waiting = [act for row in TABLE_1 for act in (row.request, row.answer) if act is not None]
    while waiting:
        act = waiting.pop()
        found[act.name] = act
        waiting += [line.act for line in act.fields if isinstance(line, Part)]
    return found


every_table = pytest.mark.parametrize("act", tables().values(), ids=lambda act: act.name)
every_answer = pytest.mark.parametrize("row", ANSWERS.values(), ids=lambda row: row.answer.name)


def served(line: Field | Part) -> tuple[str, ...]:
    """
    The fields of the model that a line serves.
    """
    return (line.name,) if isinstance(line, Part) else line.names


def promised(line: Field | Part) -> tuple[str, ...]:
    """
    The fields that are there whenever a line is required.
    """
    if line.need is Need.NEVER:
        return ()
    return (line.needed or line.names) if isinstance(line, Field) else (line.name,)


def test_every_table_belongs_to_a_row() -> None:
    """
    A table that no row uses is neither documented nor tested.
    """
    assert {act.name for act in vars(acts).values() if isinstance(act, Act)} == set(tables())


@every_table
def test_table_and_model_have_the_same_fields(act: Act[Any]) -> None:
    """
    Every field of a model stands somewhere on the wire, once, and every line fills a field that there is.
    """
    assert sorted(name for line in act.fields for name in served(line)) == sorted(attrs.fields_dict(act.model))


@every_table
def test_field_without_a_default_is_required(act: Act[Any]) -> None:
    """
    What a model cannot be without, its table demands: a record is never made with a hole in it.
    """
    mandatory = {field.name for field in attrs.fields(act.model) if field.default is attrs.NOTHING}

    assert mandatory <= {name for line in act.fields for name in promised(line)}


@every_table
def test_every_line_has_a_source(act: Act[Any]) -> None:
    """
    Each line says how it is known. The payload was never published: a line may call its data type the Ministry's, but not its place.
    """
    sources = {served(line): line.source for line in act.fields}

    assert all(isinstance(source, Source) for source in sources.values())
    assert Source.PUBLISHED not in sources.values()


@every_table
def test_published_type_is_one_of_the_guide(act: Act[Any]) -> None:
    """
    A line that calls its type published has one that the guide's annex describes.
    """
    claimed = {line.type.xsd for line in act.fields if isinstance(line, Field) and line.source is Source.PUBLISHED_TYPE}

    assert claimed <= PUBLISHED_TYPES


@every_table
def test_lines_have_places_of_their_own(act: Act[Any]) -> None:
    """
    No two lines stand at the same place, and none within another.
    """
    paths = sorted(line.path for line in act.fields)

    assert len(set(paths)) == len(paths)
    assert not [(one, other) for one in paths for other in paths if other.startswith(f"{one}/")]


@every_table
def test_oids_are_below_the_ministrys_root(act: Act[Any]) -> None:
    """
    An OID on the wire is one of those that the Ministry published, or there is none.
    """
    used = {getattr(line.type, name, None) for line in act.fields if isinstance(line, Field) for name in ("root", "system")}

    assert used <= {None, names.TCKN, names.KLINIK, names.CINSIYET}


def test_published_oids_are_as_published() -> None:
    """
    The OIDs of the guide's annex.
    """
    root = "2.16.840.1.113883.3.129"

    assert (f"{root}.1.1.1", f"{root}.1.1.5", f"{root}.1.1.6") == (names.TCKN, names.APPLICATION, names.KURUM)
    assert (f"{root}.1.2.1", f"{root}.1.2.21") == (names.KLINIK, names.CINSIYET)
    assert (f"{root}.2.1.1", f"{root}.2.1.2") == (names.INTERACTION_ID, names.MESSAGE_ID)
    assert (f"{root}.2.2.4", f"{root}.2.2.5") == (names.APPLICATION_ERROR, names.SYSTEM_ERROR)


def record(row: Row) -> _Element:
    """
    The first record of the golden answer of a row.
    """
    assert row.answer is not None
    content = answer(row, GOT[row.method]).replace(b"{message_id}", MESSAGE_ID.encode())
    return message(content).findall(steps(f"controlActEvent/subject/{row.answer.element}"))[0]


def lines(act: Act[Any], above: str = "", told: str = "") -> Iterator[tuple[Field | Part, str, str]]:
    """
    The lines of a table and those within it: the line, its path from the record on, and the path that an error tells.
    """
    for line in act.fields:
        yield line, f"{above}{line.path}", f"{told or act.element}/{line.path}"
        if isinstance(line, Part):
            yield from lines(line.act, f"{above}{line.path}/")


@every_answer
def test_every_required_line_is_missed(row: Row) -> None:
    """
    Whichever required line an answer lacks, the error names it; whichever optional one it lacks, the rest is read.
    """
    assert row.answer is not None
    for line, path, told in lines(row.answer):
        act = record(row)
        for element in act.findall(steps(path)):
            element.getparent().remove(element)  # type: ignore[union-attr]
        assert missed(row.answer, act) == ("" if line.need is Need.NEVER else told)


@every_answer
def test_every_null_flavor_is_absent(row: Row) -> None:
    """
    An element without a value (HL7's nullFlavor) is as absent as one that is not there.
    """
    assert row.answer is not None
    for line, path, told in lines(row.answer):
        if isinstance(line, Part):
            continue
        act = record(row)
        for element in act.findall(steps(path)):
            element.clear()
            element.set("nullFlavor", "NI")
        assert missed(row.answer, act) == ("" if line.need is Need.NEVER else told)


def missed(act: Act[Any], element: _Element) -> str:
    """
    The path that reading names; empty if it succeeds.
    """
    try:
        reader(act)(etree.fromstring(etree.tostring(element)))
    except ProtocolError as error:
        return error.path
    return ""


@every_answer
def test_every_unreadable_value_is_an_error_or_kept(row: Row) -> None:
    """
    A value that cannot be read is never dropped in silence: each attribute with junk in it is an error that names its line, which only a
    required one may be, or the junk is in the record.
    """
    assert row.answer is not None
    for line, path, told in lines(row.answer):
        for attribute in ("value", "code", "extension"):
            act = record(row)
            found = [element for outer in act.findall(steps(path)) for element in outer.iter() if attribute in element.attrib]
            if isinstance(line, Part) or not found or line.type.xsd == "TEL":
                continue
            found[0].set(attribute, "tel:?!")
            error = missed(row.answer, act)
            kept = not error and "tel:?!" in str(reader(row.answer)(act).to_dict())
            assert kept or (error == told and line.need is not Need.NEVER), (path, attribute)


@every_table
def test_model_has_a_place_for_what_cannot_be_read(act: Act[Any]) -> None:
    """
    An optional field of an answer whose text may not be of its type is annotated with `Unknown`.
    """
    if act.name not in {inner.name for row in ANSWERS.values() if row.answer for inner in with_parts(row.answer)}:
        return
    types = get_type_hints(act.model)
    for line in act.fields:
        if isinstance(line, Field) and line.need is Need.NEVER and fails(line):
            assert Unknown in get_args(types[line.names[0]]), line.names


def with_parts(act: Act[Any]) -> Iterator[Act[Any]]:
    """
    A table and those within it.
    """
    yield act
    for line in act.fields:
        if isinstance(line, Part):
            yield from with_parts(line.act)


def fails(line: Field) -> bool:
    """
    Whether a line's type refuses a text, or takes it for a code without a name.
    """
    parse = getattr(line.type, "parse", str)
    try:
        return isinstance(parse("tel:?!"), Unknown)
    except ValueError:
        return True
