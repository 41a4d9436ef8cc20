"""
Readers of tables: what they take, what they pass over, and what they leave in a traceback.
"""

from __future__ import annotations

import traceback
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from lxml import etree

from saglikclient import ProtocolError
from saglikclient._core.model import Model
from saglikclient.mhrs._hl7.acts import RANDEVU_DURUM_SONUCU
from saglikclient.mhrs._hl7.answers import records
from saglikclient.mhrs._hl7.datatypes import Attribute, Interval, Text, number
from saglikclient.mhrs._hl7.table_reader import reader
from saglikclient.mhrs._hl7.tables import Act, Field, Need, Source
from saglikclient.mhrs.interactions import RANDEVU_SORGULAMA, TABLE_1
from tests.support.hl7_golden import MESSAGE_ID
from tests.support.hl7_stream import body

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTS = {act.name: act for row in TABLE_1 for act in (row.request, row.answer) if act is not None}


@attrs.frozen(kw_only=True)
class Kayit(Model):
    """
    A model with each kind of default.
    """

    sayi: int | None = None
    adi: str = "yok"
    baslangic: datetime | None = None
    bitis: datetime | None = None
    etiketler: list[str] = attrs.field(factory=list)


def table(*fields: Field) -> Act[Kayit]:
    """
    A table of some lines.
    """
    return Act("Kayit", "kayit", Kayit, fields)


SAYI = Field(("sayi",), "ic/sayi", Attribute("INT", number), Source.MODELLED)
ADI = Field(("adi",), "adi", Text(), Source.MODELLED)
SURE = Field(("baslangic", "bitis"), "sure", Interval(), Source.MODELLED)


def read(act: Act[Kayit], inner: str) -> Kayit:
    """
    What a table makes of an element.
    """
    return reader(act)(etree.fromstring(f'<kayit xmlns="urn:hl7-org:v3">{inner}</kayit>'))


@pytest.mark.parametrize("name", sorted(ACTS))
@pytest.mark.parametrize("answer", [True, False])
def test_required_line_is_told_by_its_path(name: str, answer: bool) -> None:
    """
    An element that holds nothing is refused with the path of the first line that has to be there; where none has to, it is read.
    """
    act = ACTS[name]
    element = etree.Element(f"{{urn:hl7-org:v3}}{act.element}")
    required = [line.path for line in act.fields if line.need is Need.ALWAYS or (answer and line.need is Need.ANSWER)]

    path = ""
    try:
        reader(act, answer=answer)(element)
    except ProtocolError as error:
        path = error.path
    assert path == (f"{act.element}/{required[0]}" if required else "")


def test_absent_fields_take_their_default() -> None:
    """
    A field that nothing was read for holds its default, one that is made anew its own.
    """
    one, other = (read(table(SAYI, ADI), "") for _ in range(2))

    assert (one.sayi, one.adi, one.etiketler) == (None, "yok", [])
    assert one.etiketler is not other.etiketler


@pytest.mark.parametrize(
    ("inner", "sayi"),
    [
        ('<ic><sayi value="1"/><sayi value="2"/></ic>', 1),
        ('<ic><sayi value="1"/></ic><ic><sayi value="2"/></ic>', 1),
        ('<ic><sayi nullFlavor="NI"/><sayi value="2"/></ic>', 2),
        ('<ic><sayi value="1"/><sayi value="x"/></ic>', 1),
        ('<sayi value="1"/><yeni><ic><sayi value="1"/></ic></yeni><ic><yeni><sayi value="1"/></yeni></ic>', None),
        ('<ic xmlns="urn:example:yeni"><sayi value="1"/></ic>', None),
        ('<ic><!-- sayi --><?sayi 1?><sayi value="3"/></ic>', 3),
    ],
    ids=["twice", "twice above", "absent first", "second unreadable", "other places", "other namespace", "comment"],
)
def test_value_is_taken_from_its_place(inner: str, sayi: int | None) -> None:
    """
    A value counts where the table says and nowhere else; where it stands twice, the first that says something does.
    """
    assert read(table(SAYI), inner).sayi == sayi


def test_open_interval_is_not_mixed_with_another() -> None:
    """
    Two values of one element are taken together: the end of a second interval does not complete a first that is open.
    """
    found = read(table(SURE), '<sure><low value="202603050900"/></sure><sure><high value="202603051000"/></sure>')

    assert found.baslangic is not None
    assert found.bitis is None


@pytest.mark.parametrize(
    ("inner", "path"), [('<adi>Gizli</adi><ic><sayi value="Gizli"/></ic>', "kayit/ic/sayi"), ("<adi>Gizli</adi>", "kayit/ic/sayi")]
)
def test_error_holds_nothing_of_the_record(inner: str, path: str) -> None:
    """
    A record that cannot be read is told by its path; what was read before that is in no frame of the traceback.
    """
    act = table(ADI, attrs.evolve(SAYI, need=Need.ALWAYS))
    with pytest.raises(ProtocolError) as caught:
        read(act, inner)

    shown: Any = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    frames = [frame for frame in shown.stack if "inner" not in (frame.locals or {})]
    assert caught.value.path == path
    assert caught.value.__context__ is None
    assert "Gizli" not in "".join(str(frame.locals) for frame in frames)
    assert [frame.name for frame in shown.stack if frame.filename.endswith(("hl7/table_reader.py", "hl7/element_readers.py"))] == [
        "read_or_refuse"
    ]


@pytest.mark.parametrize(("values", "basarili"), [("x", None), ("true,false,true", False), (",false,", False), ("true,", True)])
def test_verdict_that_outweighs_counts_wherever_it_stands(values: str, basarili: bool | None) -> None:
    """
    Where a verdict stands several times, a no outweighs a yes, and an element without a value says nothing.
    """
    elements = "".join(f'<updatedInd value="{value}"/>' for value in values.split(","))
    element = etree.fromstring(f'<actAppointment xmlns="urn:hl7-org:v3"><id extension="A1"/>{elements}</actAppointment>')
    if basarili is None:
        with pytest.raises(ProtocolError) as caught:
            reader(RANDEVU_DURUM_SONUCU)(element)
        assert caught.value.path == "actAppointment/updatedInd"
    else:
        assert reader(RANDEVU_DURUM_SONUCU)(element).basarili is basarili


def test_lines_of_a_table_need_fields_of_its_model() -> None:
    """
    A table whose line names no field of the model is an error when it is first used, not a record without it.
    """
    with pytest.raises(KeyError, match="yanlis"):
        read(table(attrs.evolve(ADI, names=("yanlis",))), "")


def test_appointment_is_given_when_what_follows_has_begun() -> None:
    """
    Of what has arrived all appointments but the last are given, that one when the answer goes on; none is lost, none comes twice.
    """
    whole = b"".join(body(3)(MESSAGE_ID))
    cut = whole.index(b"</subject>\n<subject") + len(b"</subject>")
    asked: list[str] = []

    def arriving() -> Iterator[bytes]:
        yield whole[:cut]
        asked.append("first")
        yield whole[cut : cut + 40]
        asked.append("second")
        yield whole[cut + 40 :]

    given = [(record.randevu_hrn[-1], list(asked)) for record in records(arriving(), RANDEVU_SORGULAMA, MESSAGE_ID)]

    assert given == [("1", ["first"]), ("2", ["first", "second"]), ("3", ["first", "second"])]
