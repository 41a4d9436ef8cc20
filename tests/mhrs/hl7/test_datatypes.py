"""
Values in forms that we never write, but the Ministry may: HL7's data types at the wire.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import attrs
import pytest
from lxml import etree

from saglikclient import ProtocolError, Unknown
from saglikclient._core.model import Model
from saglikclient._core.timing import TURKIYE, from_day, from_ts
from saglikclient.mhrs import Belge, GelisDurumu, Telefon, TelefonTipi
from saglikclient.mhrs._hl7.datatypes import (
    Attachment,
    Attribute,
    Coded,
    Interval,
    PersonName,
    Telecom,
    Text,
    identity,
    number,
    plain,
    truth,
)
from saglikclient.mhrs._hl7.table_reader import reader
from saglikclient.mhrs._hl7.tables import Act, Field, Need, Source

if TYPE_CHECKING:
    from saglikclient.mhrs._hl7.datatypes import DataType

MOMENT, DAY = Attribute("TS", from_ts), Attribute("TS", from_day)
AT_NINE = datetime(2026, 3, 5, 9, 0, tzinfo=TURKIYE)


def read(kind: DataType, *elements: str) -> tuple[object, ...]:
    """
    The values that elements of one type hold.
    """
    return kind.read([etree.fromstring(element.replace(" ", ' xmlns="urn:hl7-org:v3" ', 1)) for element in elements])


@pytest.mark.parametrize(
    "text",
    [
        "202603050900",
        "20260305090000",
        "20260305090000+0300",
        "202603050600+0000",
        "20260305010000-0500",
        "20260305090000.123",
        "2026030509",
        "2026030509+03",
        "202603050600+00",
        "20260305090000.1234567",
        " 202603050900 ",
    ],
)
def test_moment_is_the_same_in_all_its_forms(text: str) -> None:
    """
    A moment may carry seconds, fractions and a zone, or not; without a zone it is Türkiye's.
    """
    assert read(MOMENT, f'<x value="{text}"/>') == (AT_NINE,)


@pytest.mark.parametrize("text", ["19850423", "19850423000000", "198504230000+0300", "1985042300", "19850423+03"])
def test_day_may_come_with_a_time(text: str) -> None:
    """
    A date of birth with a time of day behind it is still that day.
    """
    assert read(DAY, f'<x value="{text}"/>') == (date(1985, 4, 23),)


@pytest.mark.parametrize(
    "text", ["2026", "202603", "20260231", "2026-03-05", "20260305 0900", "20260305090", "00000000", "٢٠٢٦٠٣٠٥", "dün"]
)
@pytest.mark.parametrize("kind", [MOMENT, DAY], ids=["moment", "day"])
def test_other_dates_are_refused(kind: Attribute, text: str) -> None:
    """
    What is no date of the calendar is an error that does not repeat it.
    """
    with pytest.raises(ValueError, match="not") as caught:
        read(kind, f'<x value="{text}"/>')

    assert text not in str(caught.value)


@pytest.mark.parametrize("text", ["20260305250000", "20260305096000", "202603050900+2500"])
def test_other_times_are_refused(text: str) -> None:
    """
    Neither is a time that no clock shows.
    """
    with pytest.raises(ValueError, match="not"):
        read(MOMENT, f'<x value="{text}"/>')


def test_no_date_is_none() -> None:
    """
    An empty date, or an element without one, is absent.
    """
    assert read(MOMENT, '<x value=""/>') == read(DAY, "<x />") == (None,)


def test_interval_may_be_open() -> None:
    """
    `low` or `high` may be absent, and may come in any order.
    """
    assert read(Interval(), '<x ><high value="202603050900"/></x>') == (None, AT_NINE)
    assert read(Interval(), '<x ><high value="202603051000"/><low value="202603050900"/></x>') == (AT_NINE, AT_NINE.replace(hour=10))
    assert read(Interval(), "<x />") == (None, None)


DAY_AT_MIDNIGHT, NEXT = datetime(2026, 3, 5, tzinfo=TURKIYE), datetime(2026, 3, 6, tzinfo=TURKIYE)
AT_TEN = AT_NINE.replace(hour=10)


@pytest.mark.parametrize(
    ("inner", "ends"),
    [
        ('<x value="20260305"/>', (DAY_AT_MIDNIGHT, NEXT)),
        ('<x value="202603050900"/>', (AT_NINE, AT_NINE)),
        ('<x ><low value="20260305"/><high value="20260305"/></x>', (DAY_AT_MIDNIGHT, NEXT)),
        ('<x ><low value="20260305"/><high value="20260306" inclusive="false"/></x>', (DAY_AT_MIDNIGHT, NEXT)),
        ('<x ><low value="202603050900"/><width value="60" unit="min"/></x>', (AT_NINE, AT_TEN)),
        ('<x ><width value="1.0" unit="h"/><high value="202603051000"/></x>', (AT_NINE, AT_TEN)),
        ('<x ><center value="202603050930"/><width value="3600" unit="s"/></x>', (AT_NINE, AT_TEN)),
        ('<x ><low value="20260305"/><width value="1" unit="d"/></x>', (DAY_AT_MIDNIGHT, NEXT)),
        ('<x ><low value="202603050900"/><width nullFlavor="NI"/></x>', (AT_NINE, None)),
        ('<x ><center value="202603050930"/></x>', (None, None)),
        ('<x ><width value="60" unit="min"/></x>', (None, None)),
        ('<x value="20260101"><low value="202603050900"/><high value="202603051000"/></x>', (AT_NINE, AT_TEN)),
    ],
)
def test_interval_is_the_same_in_all_its_forms(inner: str, ends: tuple[object, object]) -> None:
    """
    An interval may be a day, a moment, an end with a width, or a center with one; what does not suffice leaves it open.
    """
    assert read(Interval(), inner) == ends


@pytest.mark.parametrize(
    "inner",
    [
        '<x value="202603"/>',
        '<x ><low value="2026"/></x>',
        '<x ><low value="202603050900"/><width value="1" unit="mo"/></x>',
        '<x ><low value="202603050900"/><width value="1"/></x>',
        '<x ><low value="202603050900"/><width value="on" unit="min"/></x>',
        '<x ><low value="202603050900"/><width value="-1" unit="min"/></x>',
        '<x ><low value="999912310900"/><width value="999999" unit="wk"/></x>',
        '<x ><center value="20260305"/><width value="1" unit="h"/></x>',
    ],
)
def test_other_intervals_are_refused(inner: str) -> None:
    """
    A year or a month has no moment, and a month no length: neither is guessed at.
    """
    with pytest.raises(ValueError, match="not "):
        read(Interval(), inner)


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("+7", 7), ("-7", -7), (" 7 ", 7), ("9223372036854775807", 2**63 - 1)])
def test_number_is_read(text: str, value: int) -> None:
    """
    A whole number may have a sign and blanks around it.
    """
    assert read(Attribute("INT", number), f'<x value="{text}"/>') == (value,)


@pytest.mark.parametrize("text", ["7.0", "1_000", "٧", "7 7", "x", "1e3", "9" * 30, "--7"])
def test_other_numbers_are_refused(text: str) -> None:
    """
    What Python's `int` would take, and what it would not, is refused alike if it is no number of the wire.
    """
    with pytest.raises(ValueError, match="whole number"):
        read(Attribute("INT", number), f'<x value="{text}"/>')


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_truth_is_read(text: str, value: bool) -> None:
    """
    BL has two forms of each.
    """
    assert read(Attribute("BL", truth), f'<x value="{text}"/>') == (value,)


@pytest.mark.parametrize("text", ["TRUE", "evet", "2", "None"])
def test_other_truths_are_refused(text: str) -> None:
    """
    Anything else is neither: "False" must not become True because it is not empty.
    """
    with pytest.raises(ValueError, match="true or false"):
        read(Attribute("BL", truth), f'<x value="{text}"/>')


def test_zero_is_an_absent_code() -> None:
    """
    In coded fields 0 means "absent", as the guide's annex says; any other code that is not listed is kept.
    """
    kind = Coded(GelisDurumu.read)

    assert read(kind, '<x code="0"/>') == (None,)
    assert read(kind, '<x code=" 1 "/>') == (GelisDurumu.GELDI,)
    assert read(kind, '<x code="01"/>') == (GelisDurumu.GELDI,)
    assert read(kind, '<x code="99"/>') == (Unknown("99"),)
    assert read(kind, '<x code="-1"/>') == (Unknown("-1"),)
    assert read(kind, f'<x code="{"9" * 5000}"/>') == (Unknown("9" * 5000),)


def test_identity_that_is_no_tckn_is_kept() -> None:
    """
    A stand-in or a foreign number in the place of a T.C. kimlik numarası does not hide the record.
    """
    kind = Attribute("II", identity, "extension")

    assert read(kind, '<x extension="10000000146"/>') == ("10000000146",)
    assert read(kind, '<x extension="10000000147"/>') == (Unknown("10000000147"),)


@pytest.mark.parametrize(
    "text",
    ["tel:+905551234567", "tel:905551234567", "tel:05551234567", "tel:5551234567", "tel:0 (555) 123 45 67", " tel:+90-555-123-4567 "],
)
def test_turkish_telephone_is_the_same_in_all_its_forms(text: str) -> None:
    """
    A Turkish number is taken apart however it is written; without `use` it is a mobile.
    """
    telefon = Telefon(alan_kodu="555", numara="1234567", tip=TelefonTipi.CEP)

    assert read(Telecom(with_email=False), f'<x value="{text}"/>') == ((telefon,),)


@pytest.mark.parametrize(
    ("text", "digits"), [("tel:+4930123456", "+4930123456"), ("tel:112", "112"), ("tel:0049 30 123456", "004930123456")]
)
def test_other_telephone_keeps_its_digits(text: str, digits: str) -> None:
    """
    A number that is not Turkish keeps its digits, so that nobody becomes unreachable; it can be sent back as it came.
    """
    ((telefon,),) = read(Telecom(with_email=False), f'<x value="{text}" use="HP"/>')  # type: ignore[misc]

    assert (telefon.alan_kodu, telefon.numara, telefon.tip) == ("", digits, TelefonTipi.EV)
    assert Telecom(with_email=False).encode((telefon,)) == [{"value": f"tel:{digits}", "use": "HP"}]


def test_addresses_are_told_apart() -> None:
    """
    Telephones and the first e-mail address are taken; a fax or a web page is left out, and so is an address without anything in it.
    """
    values = ("fax:+903121112233", "mailto:a@b.example", "http://b.example", "tel:5551234567", "mailto:c@d.example", "tel:", "")
    elements = [f'<x value="{value}"/>' for value in values]

    telefon = Telefon(alan_kodu="555", numara="1234567")
    assert read(Telecom(), *elements) == ((telefon,), "a@b.example")
    assert read(Telecom(single=True), *elements) == (telefon, "a@b.example")
    assert read(Telecom(single=True), elements[0]) == (None, None)


@pytest.mark.parametrize(
    ("inner", "names"),
    [
        ("<family>Örnek</family><given>Ayşe</given>", ("Ayşe", "Örnek")),
        ("<given>Ayşe</given><given> Nur </given><family>Örnek</family>", ("Ayşe Nur", "Örnek")),
        ("<family>Örnek</family>", (None, "Örnek")),
        ("<given/><family> </family><prefix>Dr.</prefix>", (None, None)),
        ("Ayşe Örnek", (None, None)),
    ],
)
def test_name_is_put_together(inner: str, names: tuple[str | None, str | None]) -> None:
    """
    Several given names are one text, in their order; what is not there is None.
    """
    assert read(PersonName(), f"<x >{inner}</x>") == names


def test_blank_text_is_absent() -> None:
    """
    An element that holds only blanks says nothing.
    """
    assert read(Text(), "<x > \n </x>") == (None,)
    assert read(Text(), "<x > Göz 1\n</x>") == ("Göz 1",)


def test_document_may_be_wrapped() -> None:
    """
    Base64 may be broken into lines; a document without content is none.
    """
    assert read(Attachment(), '<x fileName="a.pdf">\n JVBE\n Ri0=\n</x>') == (Belge(ad="a.pdf", icerik=b"%PDF-"),)
    assert read(Attachment(), '<x fileName="a.pdf"/>') == (None,)


@pytest.mark.parametrize("text", ["Ayşe", "JVBE!", "JVB", "===="])
def test_document_that_is_not_base64_is_refused(text: str) -> None:
    """
    What cannot be decoded is an error that does not repeat it.
    """
    with pytest.raises(ValueError, match=r"base64|ASCII") as caught:
        read(Attachment(), f'<x fileName="a.pdf">{text}</x>')

    assert text not in str(caught.value)


def test_unknown_code_goes_back_as_it_came() -> None:
    """
    A code that an answer brought can be sent, known or not.
    """
    assert plain(Unknown("0X")) == "0X"
    assert plain(GelisDurumu.GELMEDI) == "2"
    assert Coded(GelisDurumu.read).encode(Unknown("99")) == {"code": "99"}


@attrs.frozen
class Numbered(Model):
    """
    A model of one number.
    """

    n: int | None = None


def test_error_of_a_value_names_its_line() -> None:
    """
    Whatever type cannot read its element, the table adds where it stood.
    """
    table = Act("X", "x", Numbered, (Field(("n",), "a/b", Attribute("INT", number), Source.MODELLED, Need.ALWAYS),))

    with pytest.raises(ProtocolError) as caught:
        reader(table)(etree.fromstring('<x xmlns="urn:hl7-org:v3"><a><b value="gizli"/></a></x>'))

    assert caught.value.path == "x/a/b"
    assert "gizli" not in str(caught.value)
