"""
What is sent: one golden request for each row of Table 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from saglikclient.mhrs._hl7.table_reader import reader
from saglikclient.mhrs._hl7.tables import Field, Part
from saglikclient.mhrs.contract import BUNDLED, Contract
from saglikclient.mhrs.interactions import TABLE_1, Kind
from tests.support.hl7_answers import answer
from tests.support.hl7_golden import GOLDEN, canonical, golden, made, message, parsed, problems, steps
from tests.support.hl7_received import GOT
from tests.support.hl7_sent import SENT
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from saglikclient._core.model import Model
    from tests.support.hl7_golden import Row

BROUGHT = {
    "poliklinik.kayit": "poliklinik_kodu",
    "sablon.kayit": "sablon_kodu",
    "calisma_cetveli.kayit": "cetvel_id",
    "randevu.istisna": "istisna_id",
}
"""The numbers that an answer brings, which the request of the same table must not carry."""

every_row = pytest.mark.parametrize("row", TABLE_1, ids=lambda row: row.method)


def sent(row: Row) -> _Element:
    """
    What the client sends for the golden call of a row.
    """
    line = Line(answer(row, GOT[row.method]))
    with client(line) as mhrs:
        made(mhrs, SENT[row.method].call)
    (body,) = line.bodies
    return message(body)


def acts(row: Row) -> list[_Element]:
    """
    The acts within the golden request of a row.
    """
    request = parsed(golden(row, "request").read_bytes())
    path = "queryByParameter" if row.kind is Kind.QUERY else f"subject/{row.request.element}"
    return request.findall(steps(f"controlActEvent/{path}"))


def test_every_row_has_its_files_and_no_file_is_without_a_row() -> None:
    """
    An operation without golden files is not tested at the wire, and a file that no row has tests nothing.
    """
    clean = {golden(row, kind).name for row in TABLE_1 for kind in ("request", "response")}
    methods = {row.method.replace(".", "_") for row in TABLE_1}

    assert clean <= {path.name for path in GOLDEN.glob("*.*")}
    assert methods >= {path.name.partition(".")[0].partition("--")[0] for path in GOLDEN.glob("*.*")}
    assert SENT.keys() == GOT.keys() == {row.method for row in TABLE_1}


@every_row
def test_request_is_the_golden_one(row: Row) -> None:
    """
    What goes over the wire changes only when somebody means it: `regolden.py`, and a reviewer who reads the difference.
    """
    assert canonical(sent(row)) == canonical(parsed(golden(row, "request").read_bytes()))


@every_row
def test_request_fits_the_contract(row: Row) -> None:
    """
    Every request is valid by the schema of the contract that it was built from.
    """
    assert problems(parsed(golden(row, "request").read_bytes())) == []


@pytest.mark.parametrize("row", [row for row in TABLE_1 if row.interaction_id], ids=lambda row: row.method)
def test_published_rows_fit_the_contract_of_real_services_too(row: Row, bundle: Path) -> None:
    """
    The rows that the Ministry's table names are the same in the contract of a real service as in the Sandbox's.
    """
    published = etree.XMLSchema(etree.parse(bundle / BUNDLED.replace(".wsdl", ".xsd")))
    line = Line(answer(row, GOT[row.method]))
    with client(line, contract=Contract.bundled(), interaction_ids={}) as mhrs:
        made(mhrs, SENT[row.method].call)

    assert problems(message(line.bodies[0]), published) == []
    assert canonical(message(line.bodies[0])) == canonical(parsed(golden(row, "request").read_bytes()))


@every_row
def test_request_says_all_that_was_given(row: Row) -> None:
    """
    Nothing that the caller gives is lost on the way: the golden request, read back, is what was sent.
    """
    read = tuple(reader(row.request, answer=False)(act) for act in acts(row))

    assert read == SENT[row.method].models


@every_row
def test_golden_request_shows_every_line_of_the_table(row: Row) -> None:
    """
    A line of a table that no golden request exercises could say anything; only numbers that answers bring are left out.
    """
    missing = {name for name, path in lines(row.request.fields) if not any(act.findall(steps(path)) for act in acts(row))}

    assert missing == {name for method, name in BROUGHT.items() if method == row.method}


@every_row
def test_golden_request_fills_every_field(row: Row) -> None:
    """
    The same for lines that serve several fields: each field of the model has a value in at least one act.
    """
    models = SENT[row.method].models
    empty = {name for name in names(row) if not any(filled(model, name) for model in models)}

    assert empty == {name for method, name in BROUGHT.items() if method == row.method}


def lines(fields: tuple[Field | Part, ...], above: str = "") -> Iterator[tuple[str, str]]:
    """
    The lines of a table and of the tables within it, each with a name and its path.
    """
    for line in fields:
        yield (line.name if isinstance(line, Part) else line.names[0]), f"{above}{line.path}"
        if isinstance(line, Part):
            yield from lines(line.act.fields, f"{above}{line.path}/")


def names(row: Row) -> Iterator[str]:
    """
    The fields that the table of a row serves.
    """
    for line in row.request.fields:
        if isinstance(line, Part):
            yield from (f"{line.name}.{name}" for inner in line.act.fields if isinstance(inner, Field) for name in inner.names)
        else:
            yield from line.names


def filled(model: Model, name: str) -> bool:
    """
    Whether a field holds something; for a field of a nested model, in the first of them.
    """
    outer, _, inner = name.partition(".")
    value = getattr(model, outer)
    if inner:
        value = getattr(value[0] if isinstance(value, tuple) else value, inner)
    return value not in (None, ())
