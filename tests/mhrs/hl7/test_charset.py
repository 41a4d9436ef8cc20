"""
Whatever charset an answer is in, and whatever its header and its declaration claim: names are right, or there is an error. One control
character costs nothing but itself.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient import Credentials, OutcomeUnknown, ProtocolError, SaglikError, TlsOptions
from saglikclient.mhrs import Mhrs
from saglikclient.mhrs._hl7.charset import Charset
from saglikclient.mhrs.interactions import POLIKLINIK_KAYIT, POLIKLINIK_SORGULAMA, RANDEVU_SORGULAMA
from tests.support import loopback
from tests.support.hl7_answers import answer
from tests.support.hl7_golden import MESSAGE_ID, made
from tests.support.hl7_received import GOT, taken
from tests.support.hl7_sent import SENT
from tests.support.hl7_stream import HEAD, MAY, TAIL, body
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.hl7_golden import Row

LATIN_5, UTF_8 = "iso-8859-9", "utf-8"
QUERY = POLIKLINIK_SORGULAMA


def sent(declared: str, encoding: str, *, row: Row = QUERY) -> bytes:
    """
    A good answer with a declaration, in a charset; it has the letters Ö, ö, Ş and ş.
    """
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return (declaration + answer(row, GOT[row.method]).decode().replace("{message_id}", MESSAGE_ID)).encode(encoding)


def read(content: bytes, kind: str, row: Row = QUERY) -> tuple[object, ...]:
    """
    What the client makes of it.
    """
    with client(Line(content, kind=kind)) as mhrs:
        return taken(made(mhrs, SENT[row.method].call))


def charset(header: str) -> str:
    """
    A content type with a charset, or without.
    """
    return f"text/xml; charset={header}" if header else "text/xml"


@pytest.mark.parametrize(
    ("header", "declared", "encoding"),
    [
        *((header, declared, UTF_8) for header in ("", UTF_8, "UTF8", '"utf-8"', LATIN_5) for declared in ("", UTF_8, "UTF-8")),
        (UTF_8, LATIN_5, UTF_8),
        (UTF_8, "windows-1254", UTF_8),
        (UTF_8, "utf-16", UTF_8),
        ("us-ascii", UTF_8, UTF_8),
        ("us-ascii", "", UTF_8),
        ("x-yok", UTF_8, UTF_8),
        (UTF_8, "x-yok", UTF_8),
        ("", LATIN_5, LATIN_5),
        (LATIN_5, LATIN_5, LATIN_5),
        (LATIN_5, "", LATIN_5),
        (LATIN_5, UTF_8, LATIN_5),
        ("ISO-8859-9", "windows-1254", LATIN_5),
        (UTF_8, LATIN_5, LATIN_5),
        ("windows-1254", UTF_8, "windows-1254"),
        ("", "windows-1254", "windows-1254"),
        ("", "utf-16", "utf-16"),
        (UTF_8, "utf-16", "utf-16"),
        (UTF_8, "", "utf-16"),
        ("", "", "utf-16-le"),
        (LATIN_5, "utf-16", "utf-16-be"),
    ],
)
def test_names_are_right(header: str, declared: str, encoding: str) -> None:
    """
    The header outweighs the declaration, a mark outweighs both, and letters that only UTF-8 explains are UTF-8.
    """
    assert read(sent(declared, encoding), charset(header)) == GOT[QUERY.method]


@pytest.mark.parametrize("header", ["", UTF_8, LATIN_5, "utf-16"])
@pytest.mark.parametrize("declared", ["", UTF_8, LATIN_5])
def test_mark_outweighs_everything(header: str, declared: str) -> None:
    """
    An answer that begins with UTF-8's mark is UTF-8.
    """
    assert read(codecs.BOM_UTF8 + sent(declared, UTF_8), charset(header)) == GOT[QUERY.method]


@pytest.mark.parametrize(
    ("header", "declared", "names"),
    [
        (UTF_8, UTF_8, ("utf-8", "utf-8")),
        (UTF_8, "", ("utf-8", "utf-8")),
        ("", "", ("utf-8", "utf-8")),
        (UTF_8, "us-ascii", ("utf-8", "ascii")),
        ("us-ascii", UTF_8, ("ascii", "utf-8")),
    ],
)
@pytest.mark.parametrize("row", [QUERY, POLIKLINIK_KAYIT], ids=["query", "write"])
def test_bytes_of_neither_charset_are_refused(header: str, declared: str, names: tuple[str, str], row: Row) -> None:
    """
    Where neither charset fits, the error names both and shows none of the text. A write may have been processed.
    """
    with pytest.raises(SaglikError) as caught:
        read(sent(declared, LATIN_5, row=row), charset(header), row)

    assert type(caught.value) is (ProtocolError if row.safe else OutcomeUnknown)
    assert f"neither the charset of Content-Type ({names[0]}) nor the declared one ({names[1]})" in str(caught.value)


@pytest.mark.parametrize("declared", ["x-yok", "utf-16", "base64", "unicode_escape", "rot13", "utf-7", "idna"])
def test_charset_that_nobody_knows_is_refused(declared: str) -> None:
    """
    What Python has under the name of a codec, but is no charset of a message, is refused as an unknown one is.
    """
    with pytest.raises(ProtocolError, match="the charset of the answer is not supported"):
        read(sent(declared, UTF_8), "text/xml")


@pytest.mark.parametrize(("header", "declared"), [(UTF_8, "utf-7"), ("utf-7", UTF_8), ("iso-2022-jp", ""), (LATIN_5, "hz")])
def test_charset_that_hides_in_ascii_is_refused(header: str, declared: str) -> None:
    """
    UTF-7 and its like are valid in any other charset, and mojibake: they are refused wherever they are named.
    """
    with pytest.raises(ProtocolError, match="the charset of the answer is not supported"):
        read(sent(declared, "utf-7"), charset(header))


def test_contradiction_is_decided_by_the_first_letter() -> None:
    """
    A letter that is cut in two by the pieces still decides; ASCII before it decides nothing.
    """
    content = sent(LATIN_5, UTF_8)
    for cut in range(content.index("Göz".encode()), content.index("Göz".encode()) + 4):
        assert b"".join(Charset(UTF_8).utf8([content[:cut], content[cut:]])) == content
    latin = sent(LATIN_5, LATIN_5)
    for cut in range(latin.index("Göz".encode(LATIN_5)), latin.index("Göz".encode(LATIN_5)) + 4):
        assert b"".join(Charset(UTF_8).utf8([latin[:cut], latin[cut:]])) == content


def test_contradiction_is_not_decided_twice() -> None:
    """
    Once letters have been read as UTF-8, bytes that are not are an error, not another charset.
    """
    pieces = Charset(UTF_8).utf8([b'<?xml version="1.0" encoding="iso-8859-9"?><x>', "ş".encode(), "ş".encode(LATIN_5)])

    with pytest.raises(ProtocolError, match="neither"):
        list(pieces)


def test_answer_in_another_charset_is_streamed() -> None:
    """
    A long answer in another charset is still read piece by piece.
    """

    def pieces(message_id: str) -> Iterator[bytes]:
        yield b'<?xml version="1.0" encoding="windows-1254"?>'
        yield from (piece.decode().encode("windows-1254") for piece in body(20_000)(message_id))

    line = Line(pieces, kind=charset(UTF_8))
    with client(line) as mhrs:
        first = next(iter(mhrs.randevu.akis(*MAY)))

    assert first.hasta_soyadi == "Örnek"
    assert line.deliveries[0].delivered <= 64 * 1024


NAME = "<given>Ayşe Nur</given>".encode()


def appointment(old: bytes, new: bytes) -> bytes:
    """
    An answer with one appointment, changed.
    """
    content = answer(RANDEVU_SORGULAMA, GOT["randevu.sorgulama"][:1])
    assert old in content
    return content.replace(old, new, 1)


@pytest.mark.parametrize("control", [b"\x00", b"\x08", b"\x0b", b"\x1f"])
@pytest.mark.parametrize("encode", [bytes, lambda content: content.decode().encode(LATIN_5)], ids=["utf-8", "iso-8859-9"])
def test_control_character_costs_itself_alone(control: bytes, encode: Callable[[bytes], bytes]) -> None:
    """
    A control character, which XML forbids, shows as U+FFFD in its text; the rest of the answer is read.
    """
    content = encode(appointment(NAME, NAME.replace(b" Nur", b" " + control + b"Nur")))
    kind = charset(UTF_8 if encode is bytes else LATIN_5)

    (found,) = read(content, kind, RANDEVU_SORGULAMA)

    assert found.hasta_adi == "Ayşe \ufffdNur"  # type: ignore[attr-defined]
    assert found.hasta_soyadi == "Örnek"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<typeCode code="AA"/>', b'<typeCode code="A\x00A"/>'),
        (b'<typeCode code="AA"/>', b'<type\x00Code code="AA"/>'),
        (b'<typeCode code="AA"/>', b'<typeCode\x00code="AA"/>'),
        (b"</controlActEvent>", b"</controlActEvent\x00>"),
        (b'<queryResponseCode code="OK"/>', b'<queryResponseCode code="\x1fOK"/>'),
        (NAME, b"<given>&#8;</given>"),
        (NAME, b"<given>\xef\xbf\xbe</given>"),
    ],
)
def test_control_character_is_no_markup(old: bytes, new: bytes) -> None:
    """
    In the verdict or between the marks of XML a control character is what it was before: no success. Neither is one that is written as a
    reference, or a character beyond Unicode's.
    """
    with pytest.raises(ProtocolError):
        read(appointment(old, new), charset(UTF_8), RANDEVU_SORGULAMA)


def test_number_with_a_control_character_is_nobodys() -> None:
    """
    An appointment's number with a control character would cancel nothing, or another: the record cannot be read.
    """
    content = HEAD + _numbered(b"HRN\x000001") + _numbered(b"HRN0002") + TAIL
    with client(Line(content)) as mhrs, pytest.warns(UserWarning, match="1 records"):
        found = mhrs.randevu.sorgulama(*MAY)

    assert [one.randevu_hrn for one in found] == ["HRN0002"]
    assert found.unreadable[0].path.endswith("actAppointment/id")


def _numbered(hrn: bytes) -> bytes:
    _, record, _ = tuple(body(1)("x"))
    return record.replace(b"HRN0000001", hrn)


def test_header_outweighs_the_declaration_on_the_network() -> None:
    """
    Over a socket too: bytes in UTF-8, said to be so in the header, and declared as ISO-8859-9.
    """
    step = loopback.answer(sent(LATIN_5, UTF_8), headers={"Content-Type": 'Text/XML; Charset="UTF-8"'})
    account = Credentials(username="u", password="p")
    parties: dict[str, Any] = {"kurum_kodu": 1, "gonderen": "x", "islem_yapan": "10000000146"}
    with loopback.Server(step) as server, Mhrs(account, **parties, endpoint=server.url, tls=TlsOptions(allow_http=True)) as mhrs:
        assert taken(made(mhrs, SENT[QUERY.method].call)) == GOT[QUERY.method]
