"""
`akis()`: appointments one by one as they arrive, in constant memory, with the verdict at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from saglikclient import InvalidRequest, NotPermitted, OutcomeUnknown, ProtocolError, Retries, SaglikError, TransportError
from saglikclient._transport.http import PIECE
from saglikclient.config import MIB
from saglikclient.mhrs.interactions import RANDEVU_SORGULAMA
from tests.support.hl7_answers import answer
from tests.support.hl7_golden import made
from tests.support.hl7_received import GOT, RANDEVU
from tests.support.hl7_stream import HEAD, MAY, TAIL, Measured, body, breaking, stream
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from saglikclient.mhrs import Mhrs

MANY = 20_000
TWICE = Retries(attempts=2, wait_initial=0, wait_max=0, wait_jitter=0)


def test_stream_brings_what_the_query_brings() -> None:
    """
    `akis()` and `sorgulama()` say the same of the same answer, and ask for it in the same words.
    """
    line = Line(answer(RANDEVU_SORGULAMA, GOT[RANDEVU_SORGULAMA.method]))
    with client(line) as mhrs:
        assert made(mhrs, lambda mhrs: tuple(stream(mhrs))) == GOT[RANDEVU_SORGULAMA.method]
        assert made(mhrs, lambda mhrs: tuple(mhrs.randevu.sorgulama(*MAY))) == GOT[RANDEVU_SORGULAMA.method]

    streamed, listed = (sent.partition(b"<soap-env:Body>")[2] for sent in line.bodies)
    assert streamed == listed != b""


def test_first_appointment_comes_before_the_last_byte() -> None:
    """
    The first appointment is there when the first piece is; the rest has not even been read.
    """
    line = Line(body(MANY))
    with client(line) as mhrs:
        first = next(stream(mhrs))
        (delivery,) = line.deliveries

        assert first.randevu_hrn == "HRN0000001"
        assert delivery.delivered <= PIECE
        assert not delivery.over


def test_nothing_is_sent_before_the_first_is_asked_for() -> None:
    """
    A stream that nobody reads costs nothing; what is wrong with its arguments is told at once all the same.
    """
    line = Line(body(1))
    with client(line) as mhrs:
        stream(mhrs)
        with pytest.raises(InvalidRequest):
            mhrs.randevu.akis(*reversed(MAY))

    assert line.requests == []


@pytest.fixture(scope="module")
def measured() -> Measured:
    """
    What a stream costs in a process of its own, where nothing else takes memory and no tool counts lines.
    """
    code = f"from tests.support import hl7_stream; print(hl7_stream.measured({MANY}, 1_000))"
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True)
    return Measured(*map(int, done.stdout.split()))


def test_memory_stays_flat(measured: Measured) -> None:
    """
    Twenty thousand appointments pass through and the process, Python's objects and lxml's tree together, grows by less than 10 MiB.
    """
    assert measured.count == MANY
    assert measured.grown < 10 * MIB


def test_objects_are_let_go(measured: Measured) -> None:
    """
    The same in Python's own count, which is slow to keep but exact: a thousand appointments leave nothing behind.
    """
    assert measured.kept < MIB
    assert measured.peak < 4 * MIB


@pytest.mark.parametrize("reset", [True, False], ids=["reset", "server stopped"])
def test_broken_stream_raises_after_what_was_complete(reset: bool) -> None:
    """
    An answer that breaks off gives its complete appointments, then the error; it never ends as if it were whole.
    """
    line = Line(breaking(500) if reset else body(500, tail=b'<subject typeCode="SUBJ"><actApp'))
    given = []
    with client(line, retries=TWICE) as mhrs, pytest.raises(OutcomeUnknown) as caught:
        given.extend(randevu.randevu_hrn for randevu in stream(mhrs))

    assert given[:3] == ["HRN0000001", "HRN0000002", "HRN0000003"]
    assert given == [f"HRN{number:07}" for number in range(1, len(given) + 1)]
    assert reset or len(given) == 500
    assert caught.value.operation == "randevu.akis"
    assert len(line.requests) == 1


def test_promised_bytes_that_do_not_come_are_missed() -> None:
    """
    A connection that closes before `Content-Length` is reached has not delivered the answer.
    """
    line = Line(body(5, tail=b""), promised=10 * MIB)
    with client(line) as mhrs, pytest.raises(TransportError):
        list(stream(mhrs))


@pytest.mark.parametrize("code", ["AE", "AR"])
def test_refusal_comes_before_any_appointment(code: str) -> None:
    """
    An answer that refuses gives none of its appointments, and the verdict comes as soon as the acknowledgement has.
    """
    detail = b'<acknowledgementDetail><code code="03-018"/></acknowledgementDetail>'
    head = HEAD.replace(b'<typeCode code="AA"/>', b'<typeCode code="%b"/>%b' % (code.encode(), detail))
    line = Line(body(MANY, head=head))
    with client(line) as mhrs, pytest.raises(NotPermitted):
        next(stream(mhrs))

    assert line.deliveries[0].delivered <= PIECE


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"{message_id}", b"99999999-9999-4999-8999-999999999999"), (b'<typeCode code="AA"/>', b'<typeCode code="XX"/>')],
    ids=["other message", "unknown code"],
)
def test_strange_answer_gives_no_appointment(old: bytes, new: bytes) -> None:
    """
    Neither does an answer to another message, nor one that does not accept.
    """
    with client(Line(body(10, head=HEAD.replace(old, new)))) as mhrs, pytest.raises(ProtocolError):
        next(stream(mhrs))


def test_verdict_at_the_end_counts() -> None:
    """
    What the end of an answer says holds for all of it: a query that failed is an error even after its appointments.
    """
    line = Line(body(10, tail=TAIL.replace(b'code="OK"', b'code="AE"')))
    given = []
    with client(line) as mhrs, pytest.raises(SaglikError):
        given.extend(stream(mhrs))

    assert len(given) == 10


def test_stream_is_repeated_only_before_the_first_appointment() -> None:
    """
    A stream whose first try brought nothing is tried again; one that has given appointments is not, or they would come twice.
    """
    line = Line(breaking(0), body(3))
    with client(line, retries=TWICE) as mhrs:
        assert [randevu.randevu_hrn[-1] for randevu in stream(mhrs)] == ["1", "2", "3"]

    assert len(line.requests) == 2


def test_empty_stream_ends() -> None:
    """
    Nothing found is a stream without an appointment.
    """
    with client(Line(answer(RANDEVU_SORGULAMA, query="NF"))) as mhrs:
        assert list(stream(mhrs)) == []


@pytest.mark.parametrize("taken", [0, 1, 300])
def test_closing_early_gives_the_connection_back(taken: int) -> None:
    """
    A stream that is closed before its end reads no further, and closes its connection.
    """
    line = Line(body(MANY))
    with client(line) as mhrs:
        records = stream(mhrs)
        assert len(list(islice(records, taken))) == taken
        records.close()  # type: ignore[attr-defined]

        assert [delivery.closed for delivery in line.deliveries] == ([True] if taken else [])
        assert not any(delivery.over for delivery in line.deliveries)


def test_reading_to_the_end_gives_the_connection_back() -> None:
    """
    A stream that was read to its end has closed its connection too.
    """
    line = Line(body(3))
    with client(line) as mhrs:
        list(stream(mhrs))

        assert (line.deliveries[0].over, line.deliveries[0].closed) == (True, True)


def test_error_within_gives_the_connection_back() -> None:
    """
    A caller who fails between two appointments leaves no connection behind.
    """
    line = Line(body(MANY))

    def failing(mhrs: Mhrs) -> None:
        for _ in stream(mhrs):
            raise KeyError

    with client(line) as mhrs:
        with pytest.raises(KeyError):
            failing(mhrs)

        assert line.deliveries[0].closed


def test_records_of_one_stream_are_independent() -> None:
    """
    An appointment that was given stays as it is when the stream goes on.
    """
    with client(Line(body(300))) as mhrs:
        given = list(stream(mhrs))

    assert {randevu.randevu_hrn for randevu in given} == {f"HRN{number:07}" for number in range(1, 301)}
    assert {randevu.hasta_adi for randevu in given} == {RANDEVU.hasta_adi}
    assert all(randevu.telefonlar == RANDEVU.telefonlar for randevu in given)
