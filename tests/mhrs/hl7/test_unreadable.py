"""
One bad value never costs the list: what cannot be read is kept as text where it is optional, costs its record where it is required, and is
never sent back.
"""

from __future__ import annotations

import logging
import pickle
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import attrs
import pytest

from saglikclient import InvalidRequest, PartialResult, ProtocolError, SaglikError, Unknown
from saglikclient._core.model import Model, build
from saglikclient._core.timing import TURKIYE
from saglikclient.errors import UnreadableWarning
from saglikclient.mhrs._hl7 import answers
from tests.support.hl7_received import CETVEL, DOKUZ, GOT, ISTISNA, RANDEVU, SABLON
from tests.support.hl7_stream import HEAD, MAY, TAIL, body
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient.mhrs import Mhrs, Randevu
    from saglikclient.testing import Sandbox

M = TypeVar("M", bound=Model)
FOURTH = "controlActEvent/subject[4]/actAppointment"
HASTA = b'<id root="2.16.840.1.113883.3.129.1.1.1" extension="24427250916"/>'
LOW = b'<low value="20260305090000"/>'
PERIOD = b'<effectiveTime><low value="20260305090000"/><high value="20260305091500"/></effectiveTime>'


def ten(old: bytes, new: bytes, *, tail: bytes = TAIL) -> Callable[[str], Iterator[bytes]]:
    """
    An answer with ten appointments, the fourth of them changed.
    """

    def pieces(message_id: str) -> Iterator[bytes]:
        for number, piece in enumerate(body(10, tail=tail)(message_id)):
            assert number != 4 or old in piece
            yield piece.replace(old, new) if number == 4 else piece

    return pieces


def listed(old: bytes, new: bytes) -> tuple[Randevu, ...]:
    """
    The appointments of that answer, all of which can be read.
    """
    with client(Line(ten(old, new))) as mhrs:
        found = mhrs.randevu.sorgulama(*MAY)
    assert (len(found), found.unreadable) == (10, ())
    return found.items


@pytest.mark.parametrize(
    ("old", "new", "values"),
    [
        (b'<birthTime value="19850423"/>', b'<birthTime value="1935"/>', {"dogum_tarihi": Unknown("1935")}),
        (b'<birthTime value="19850423"/>', b'<birthTime value="198005"/>', {"dogum_tarihi": Unknown("198005")}),
        (b'<birthTime value="19850423"/>', b'<birthTime value="00000000"/>', {"dogum_tarihi": Unknown("00000000")}),
        (b'<birthTime value="19850423"/>', b'<birthTime value="1985042312"/>', {"dogum_tarihi": date(1985, 4, 23)}),
        (b'<birthTime value="19850423"/>', b'<birthTime nullFlavor="UNK"/>', {"dogum_tarihi": None}),
        (b'<availabilityTime value="20260227235958"/>', b'<availabilityTime value="20260302"/>', {"eklenme_zamani": Unknown("20260302")}),
        (HASTA, b'<id nullFlavor="NI"/>', {"hasta_tckn": None}),
        (HASTA, b"", {"hasta_tckn": None}),
        (HASTA, b'<id extension="U12345678"/>', {"hasta_tckn": Unknown("U12345678")}),
        (HASTA, b'<id extension="10000000147"/>', {"hasta_tckn": Unknown("10000000147")}),
        (
            PERIOD,
            b'<effectiveTime value="20260305"/>',
            {"baslangic": datetime(2026, 3, 5, tzinfo=TURKIYE), "bitis": datetime(2026, 3, 6, tzinfo=TURKIYE)},
        ),
        (PERIOD, b'<effectiveTime><low value="2026030509"/><width value="15" unit="min"/></effectiveTime>', {}),
        (LOW, b'<low value="20260305060000.1234567+00"/>', {}),
    ],
)
def test_one_value_does_not_cost_the_list(old: bytes, new: bytes, values: dict[str, object]) -> None:
    """
    A value that is partial, absent or no value of its type leaves its appointment and its neighbours as they are.
    """
    found = listed(old, new)

    plain = {name: getattr(RANDEVU, name) for name in attrs.fields_dict(type(RANDEVU))}
    assert found[3] == build(type(RANDEVU), {**plain, "randevu_hrn": "HRN0000004", **values})
    assert {randevu.dogum_tarihi for at, randevu in enumerate(found) if at != 3} == {RANDEVU.dogum_tarihi}


def test_patient_without_a_number_is_shown_masked() -> None:
    """
    Neither a stand-in nor a passport number shows in `repr()`, and a person without a number shows as None.
    """
    assert "U12345678" not in repr(listed(HASTA, b'<id extension="U12345678"/>'))
    assert "hasta_tckn=None" in repr(listed(HASTA, b'<id nullFlavor="NI"/>')[3])
    assert "1935" not in repr(listed(b'<birthTime value="19850423"/>', b'<birthTime value="1935"/>')[3])


def test_required_value_costs_its_record_alone(caplog: pytest.LogCaptureFixture) -> None:
    """
    An appointment without a readable start is listed as unreadable, with its place and its number; the other nine are returned. A warning
    and a line of the log have the count.
    """
    caplog.set_level(logging.WARNING, "saglikclient.mhrs")
    words = r"^randevu\.sorgulama: 1 records .* controlActEvent/subject\[4\]/"
    with client(Line(ten(LOW, b'<low value="202603"/>'))) as mhrs, pytest.warns(UnreadableWarning, match=words) as warned:
        found = mhrs.randevu.sorgulama(*MAY)

    (lost,) = found.unreadable
    assert [randevu.randevu_hrn[-1] for randevu in found] == list("123567890")
    assert (lost.index, lost.path, lost.key) == (3, f"{FOURTH}/effectiveTime", "HRN0000004")
    assert warned[0].filename == __file__
    (line,) = caplog.messages
    assert "1 records cannot be read" in line
    assert "HRN0000004" not in f"{line} {lost!r} {found!r} {lost.error} {warned[0].message}"
    assert pickle.loads(pickle.dumps(found)).unreadable[0].path == lost.path


def test_strict_client_raises() -> None:
    """
    With `on_unreadable="raise"` one unreadable record is the error of the whole list.
    """
    with client(Line(ten(LOW, b'<low value="202603"/>')), on_unreadable="raise") as mhrs, pytest.raises(ProtocolError) as caught:
        mhrs.randevu.sorgulama(*MAY)

    assert caught.value.path == f"{FOURTH}/effectiveTime"


def streamed(mhrs: Mhrs) -> tuple[list[str], SaglikError]:
    """
    What a stream gives, and the error at its end.
    """
    given: list[str] = []
    with pytest.raises(SaglikError) as caught:
        given.extend(randevu.randevu_hrn[-1] for randevu in mhrs.randevu.akis(*MAY))
    return given, caught.value


def test_stream_gives_the_others_and_tells_at_its_end() -> None:
    """
    `akis()` yields what can be read and raises `PartialResult` when all of it has been given.
    """
    with client(Line(ten(LOW, b'<low value="202603"/>'))) as mhrs:
        given, error = streamed(mhrs)

    assert given == list("123567890")
    assert isinstance(error, PartialResult)
    assert [one.path for one in error.unreadable] == [f"{FOURTH}/effectiveTime"]
    assert error.error is error.unreadable[0].error
    assert (error.service, error.operation, error.request_id) == ("mhrs", "randevu.akis", error.unreadable[0].error.request_id)
    assert error.request_id


def test_strict_stream_raises_at_once() -> None:
    """
    With `on_unreadable="raise"` a stream ends at the first unreadable record.
    """
    with client(Line(ten(LOW, b'<low value="202603"/>')), on_unreadable="raise") as mhrs:
        given, error = streamed(mhrs)

    assert given == list("123")
    assert (type(error), getattr(error, "path", ""), error.operation) == (ProtocolError, f"{FOURTH}/effectiveTime", "randevu.akis")


@pytest.mark.parametrize("first", [b"", b'<low value="202603"/>'], ids=["readable", "unreadable"])
def test_verdict_outweighs_what_cannot_be_read(first: bytes) -> None:
    """
    An answer that is refused at its end is a refusal, whatever records it had.
    """
    line = Line(ten(LOW, first or LOW, tail=TAIL.replace(b'code="OK"', b'code="AE"')))
    with client(line) as mhrs:
        given, error = streamed(mhrs)

    assert len(given) == (9 if first else 10)
    assert not isinstance(error, PartialResult)


def test_number_of_unreadable_records_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    An answer that consists of unreadable records only is an unreadable answer, since each costs memory.
    """
    monkeypatch.setattr(answers, "MAX_UNREADABLE", 100)
    line = Line(HEAD + b"<subject/>" * 101 + TAIL)
    with client(line) as mhrs, pytest.raises(ProtocolError, match="more than 100 records cannot be read"):
        mhrs.randevu.sorgulama(*MAY)


def having(model: M, **values: object) -> M:
    """
    A model as an answer with such values gives it.
    """
    return build(type(model), {**{name: getattr(model, name) for name in attrs.fields_dict(type(model))}, **values})


SENDING: dict[str, Callable[[Mhrs], object]] = {
    "tedavi_suresi": lambda mhrs: mhrs.calisma_cetveli.guncelleme(having(CETVEL, tedavi_suresi=Unknown("15 dk"))),
    "sablon_kodu": lambda mhrs: mhrs.calisma_cetveli.guncelleme(having(CETVEL, sablon_kodu=Unknown("Ş"))),
    "slot_basina_hasta": lambda mhrs: mhrs.sablon.guncelleme(
        having(SABLON, dilimler=(having(SABLON.dilimler[0], slot_basina_hasta=Unknown("bir")),))
    ),
    "belge": lambda mhrs: mhrs.randevu.istisna(having(ISTISNA, istisna_id=None, belge=Unknown("?"))),
}


@pytest.mark.parametrize("field", SENDING)
def test_unreadable_value_is_not_sent(field: str) -> None:
    """
    What could not be read is not sent back: the error names the field, and nothing is sent.
    """
    line = Line(b"")
    with client(line) as mhrs, pytest.raises(InvalidRequest, match="cannot be sent") as caught:
        SENDING[field](mhrs)

    assert caught.value.field == field
    assert line.requests == []


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: attrs.evolve(CETVEL, tedavi_suresi=Unknown("15 dk")), "tedavi_suresi"),
        (lambda: attrs.evolve(CETVEL, slot_basina_hasta=Unknown("bir")), "slot_basina_hasta"),
        (lambda: attrs.evolve(CETVEL, sablon_kodu=Unknown("x")), "sablon_kodu"),
        (lambda: attrs.evolve(SABLON.dilimler[0], slot_basina_hasta=Unknown("bir")), "slot_basina_hasta"),
        (lambda: attrs.evolve(ISTISNA, belge=Unknown("?")), "belge"),
    ],
)
def test_constructor_takes_no_unreadable_value(make: Callable[[], object], field: str) -> None:
    """
    A request is not made with such a value either.
    """
    with pytest.raises(InvalidRequest) as caught:
        make()

    assert caught.value.field == field


def test_unknown_code_is_sent_as_it_came() -> None:
    """
    A code without a name here is still sent back as it came.
    """
    line = Line(b"")
    with client(line) as mhrs, pytest.raises(SaglikError):
        mhrs.sablon.guncelleme(attrs.evolve(SABLON, durum=Unknown("77")))

    assert b'code="77"' in line.bodies[0]


def test_sandbox_can_hold_what_cannot_be_read(ministry: Sandbox, once: Mhrs) -> None:
    """
    An appointment in the Sandbox with values that cannot be read goes out with their texts, so that an HBYS can be tested with them.
    """
    (randevu, *_) = GOT["randevu.sorgulama"]
    assert isinstance(randevu, type(RANDEVU))
    odd = having(randevu, dogum_tarihi=Unknown("1950"), hasta_tckn=None, klinik_kodu=Unknown("GÖZ"), baslangic=DOKUZ)
    ministry.hospital.randevular[odd.randevu_hrn] = odd

    assert once.randevu.sorgulama(DOKUZ, odd.bitis).items == (odd,)


@pytest.mark.parametrize(
    ("old", "new", "cancelled"),
    [(LOW, b'<low value="202603"/>', ["HRN0000007"]), (b'<id extension="HRN0000004"/>', b"", [])],
    ids=["with its number", "without"],
)
def test_synchronisation_takes_nothing_unreadable_for_cancelled(old: bytes, new: bytes, cancelled: list[str]) -> None:
    """
    Of ten appointments the seventh vanishes and the fourth becomes unreadable: only the seventh is cancelled, and not even that one if the
    fourth may be any. The caller is told of the fourth.
    """

    def second(message_id: str) -> Iterator[bytes]:
        return (piece for number, piece in enumerate(ten(old, new)(message_id)) if number != 7)

    heard: list[SaglikError] = []
    rounds = iter(range(1))
    with client(Line(body(10), second), clock=lambda: DOKUZ) as mhrs:
        esitleme = mhrs.randevu.esitleme(
            interval=timedelta(minutes=10),
            on_error=heard.append,
            sleep=lambda _: esitleme.stop() if next(rounds, None) is None else None,
        )
        with pytest.warns(UnreadableWarning):
            changes = list(esitleme)

    assert [change.tur.value for change in changes] == ["eklendi"] * 10 + ["iptal"] * len(cancelled)
    assert [change.randevu_hrn for change in changes[10:]] == cancelled
    assert [type(error) for error in heard] == [PartialResult]


@pytest.mark.parametrize("damage", ["control", "blank", "second number", "second act"])
def test_a_doubtful_number_is_no_key(damage: str) -> None:
    """
    A number that is damaged, blank, or not the only one in its subject does not say which appointment was not readable: it is no key, so
    that no other appointment looks cancelled.
    """

    def pieces(message_id: str) -> Iterator[bytes]:
        for number, piece in enumerate(body(10)(message_id)):
            start = piece.find(b"<actAppointment")
            if number != 4:
                yield piece
            elif damage == "second act":
                end = piece.find(b"</actAppointment>") + len(b"</actAppointment>")
                yield piece[:end] + piece[start:end] + piece[end:]
            else:
                at = piece.find(b'extension="', start) + len(b'extension="')
                stop = piece.find(b'"', at)
                new = {"control": b"H\x01" + piece[at:stop], "blank": b" ", "second number": piece[at:stop]}[damage]
                changed = piece[:at] + new + piece[stop:]
                first = changed.find(b"<id", start)
                last = changed.find(b">", first) + 1
                yield changed if damage != "second number" else (changed[:last] + b'<id extension="X"/>' + changed[last:]).replace(LOW, b"")

    with client(Line(pieces)) as mhrs, pytest.warns(UnreadableWarning):
        found = mhrs.randevu.sorgulama(*MAY)

    assert (len(found), [one.key for one in found.unreadable]) == (9, [None])
