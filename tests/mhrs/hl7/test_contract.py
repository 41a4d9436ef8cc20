"""
The contract: what replaces it, how it is compared, and whose ids it takes.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from saglikclient import ConfigurationError
from saglikclient.mhrs import Contract, Difference
from saglikclient.mhrs.contract import BUNDLED, LOCAL
from saglikclient.mhrs.interactions import POLIKLINIK_KAYIT, RANDEVU_KAYIT, TABLE_1
from tests.support.hl7_answers import answer
from tests.support.hl7_golden import canonical, golden, made, message, parsed
from tests.support.hl7_received import GOT
from tests.support.hl7_sent import SENT
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = Path(__file__).parents[2] / "support" / "small.wsdl"
OWN = "PRSC_IN009016TR01"
"""An id as an integration letter might give it for row 16."""


def test_bundled_contract_offers_the_published_rows() -> None:
    """
    The contract for a real service has the fifteen rows with a published id, and nothing of ours.
    """
    assert Contract.bundled().operations == tuple(sorted(row.interaction_id for row in TABLE_1 if row.interaction_id))


def test_sandbox_contract_offers_all_rows() -> None:
    """
    The Sandbox's contract has all eighteen.
    """
    assert Contract(f"bundled:{LOCAL}").operations == tuple(sorted(row.local_id for row in TABLE_1))


def test_copied_contract_is_the_same(copied: Callable[..., Contract]) -> None:
    """
    A contract loaded from files, blanks and Turkish letters in their path included, differs in nothing from the bundled one.
    """
    contract = copied()

    assert contract.compare() == ()
    assert contract.compare(contract) == Contract.bundled().compare() == ()
    assert contract.operations == Contract.bundled().operations


def test_copied_contract_makes_the_same_message(copied: Callable[..., Contract]) -> None:
    """
    A contract that came from elsewhere builds the same request as the bundled one.
    """
    line = Line(answer(POLIKLINIK_KAYIT, GOT[POLIKLINIK_KAYIT.method]))
    with client(line, contract=copied()) as mhrs:
        made(mhrs, SENT[POLIKLINIK_KAYIT.method].call)

    assert canonical(message(line.bodies[0])) == canonical(parsed(golden(POLIKLINIK_KAYIT, "request").read_bytes()))


TITLE = '<xs:element name="title" type="ST">'


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ('<xs:element name="caption" type="ST"/>' + TITLE, {"caption": "theirs"}),
        (TITLE.replace("title", "caption"), {"caption": "theirs", "title": "ours"}),
        (TITLE.replace(">", ' minOccurs="0" maxOccurs="unbounded">'), {"title": "ST 0..n / ST 1..1"}),
        (TITLE.replace("ST", "INT"), {"title": "INT 1..1 / ST 1..1", "title/@value": "theirs", "title/_value_1": "ours"}),
    ],
    ids=["added", "renamed", "bounds", "type"],
)
def test_compare_lists_what_differs(new: str, expected: dict[str, str], copied: Callable[..., Contract]) -> None:
    """
    An element that was added, renamed, or has another type or number, is listed once with the type that has it, for the first of the
    operations that share the type, and nothing else is.
    """
    found = copied("payload.xsd", TITLE, new, times=1).compare()

    assert {difference.operation for difference in found} == {"PRSC_IN001012TR01"}
    assert {difference.type for difference in found} <= {"Sablon.Act", "INT"}
    assert {each.path.removeprefix("controlActEvent/subject/actSlot/"): side(each) for each in found} == expected


def side(difference: Difference) -> str:
    """
    Who has it: the loaded contract, the bundled one, or each in its way.
    """
    if difference.ours and difference.theirs:
        return f"{difference.ours} / {difference.theirs}"
    return "theirs" if difference.ours else "ours"


def test_compare_lists_a_removed_element(copied: Callable[..., Contract], bundle: Path) -> None:
    """
    An element that the other contract lacks is listed with its place, type and number; what is below it is not.
    """
    root = etree.fromstring((bundle / "payload.xsd").read_bytes())
    (gone,) = root.findall(".//{*}complexType[@name='RandevuDurumu.Act']//{*}element[@name='arrivalTime']")
    gone.getparent().remove(gone)  # type: ignore[union-attr]
    whole = (bundle / "payload.xsd").read_text(encoding="utf-8").partition("?>")[2]

    found = copied("payload.xsd", whole, etree.tostring(root, encoding="unicode")).compare()

    path = "controlActEvent/subject/actAppointment/arrivalTime"
    assert found == (Difference("PRSC_IN001009TR01", path, "", "TS 0..1", "RandevuDurumu.Act"),)
    assert str(found[0]) == f"PRSC_IN001009TR01 {path} (in RandevuDurumu.Act): nothing / TS 0..1"


def test_types_that_hold_each_other_are_compared_once(tmp_path: Path) -> None:
    """
    Forty types, each of which may hold all forty: the places would have no end, the one difference is listed once, where it is met first.
    """
    names = [f"T{number}" for number in range(40)]

    def written(folder: Path, changed: str) -> Path:
        inner = "".join(f'<xs:element name="{name.lower()}" type="t:{name}" minOccurs="0"/>' for name in names)
        types = "".join(
            f'<xs:complexType name="{name}"><xs:sequence>{inner}</xs:sequence>{changed if name == "T7" else ""}</xs:complexType>'
            for name in names
        )
        schema = SMALL.with_suffix(".xsd").read_text(encoding="utf-8").replace('name="person" type="t:Person"', 'name="person" type="t:T0"')
        folder.mkdir()
        (folder / "small.xsd").write_text(schema.replace("</xs:schema>", f"{types}</xs:schema>"), encoding="utf-8")
        return Path(shutil.copy(SMALL, folder / "small.wsdl"))

    mine = Contract.load(written(tmp_path / "mine", '<xs:attribute name="new" type="xs:string"/>'))

    assert mine.compare(mine) == ()
    assert mine.compare(Contract.load(written(tmp_path / "theirs", ""))) == (Difference("Ask", "person/t7/@new", "optional", "", "T7"),)


def test_compare_lists_a_missing_operation(copied: Callable[..., Contract], bundle: Path) -> None:
    """
    An operation that only one of two contracts has is listed by its id, from both sides.
    """
    text = (bundle / BUNDLED).read_text(encoding="utf-8")
    root = etree.fromstring(text.encode())
    for operation in root.findall(".//{*}operation[@name='PRSC_AR001001TR_PRSC_IN001026TR']"):
        operation.getparent().remove(operation)  # type: ignore[union-attr]
    contract = copied(BUNDLED, text.partition("?>")[2], etree.tostring(root, encoding="unicode"))

    assert contract.compare() == (Difference("PRSC_IN001026TR01", "", "", "operation"),)
    assert Contract.bundled().compare(contract) == (Difference("PRSC_IN001026TR01", "", "operation", ""),)
    assert str(contract.compare()[0]) == "PRSC_IN001026TR01 (operation): nothing / operation"


def test_compare_lists_the_local_rows() -> None:
    """
    What the Sandbox's contract has beyond the published one are exactly the rows without an id.
    """
    found = Contract(f"bundled:{LOCAL}").compare()

    assert found == tuple(Difference(f"LOCAL_IN0000{number}", "", "operation", "") for number in (16, 17, 18))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name="location"', 'name="yer"'),
        ('<xs:element name="code" type="CE">', '<xs:element name="code" type="II">'),
        ('<xs:element name="name" type="ST">', '<xs:element name="sira" type="INT"/><xs:element name="name" type="ST">'),
    ],
    ids=["renamed", "other type", "required"],
)
def test_contract_with_another_payload_is_told(old: str, new: str, copied: Callable[..., Contract]) -> None:
    """
    Where the official contract wants another payload than ours, nothing is sent, and the error says how to see the differences.
    """
    line = Line(b"")
    with client(line, contract=copied("payload.xsd", old, new, times=1)) as mhrs, pytest.raises(ConfigurationError) as caught:
        made(mhrs, SENT[POLIKLINIK_KAYIT.method].call)

    assert "Contract.compare()" in str(caught.value)
    assert caught.value.operation == POLIKLINIK_KAYIT.method
    assert "Şaşılık" not in str(caught.value) + repr(caught.value)
    assert line.requests == []


def test_contract_without_the_operation_is_told(copied: Callable[..., Contract]) -> None:
    """
    An operation that a contract does not have is refused before anything is sent.
    """
    line = Line(b"")
    with (
        client(line, contract=copied(), interaction_ids={16: OWN}) as mhrs,
        pytest.raises(ConfigurationError, match=f"no operation for {OWN}"),
    ):
        made(mhrs, SENT[RANDEVU_KAYIT.method].call)

    assert line.requests == []
