"""
An answer that piles up in memory is given up, however few bytes it has; one that only has many records is not.
"""

from __future__ import annotations

import pytest

from saglikclient import ProtocolError
from saglikclient.mhrs._hl7.growth import MAX_MARKS, bounded
from saglikclient.mhrs.interactions import POLIKLINIK_SORGULAMA
from tests.support.hl7_answers import answer
from tests.support.hl7_received import GOT
from tests.support.hl7_sent import SENT
from tests.support.hl7_wire import Line, client

QUERY = POLIKLINIK_SORGULAMA


@pytest.mark.parametrize(
    "small", [b"<x/>", b'<subject xmlns="urn:hl7-org:v3"/>', b"<x a='' b=''/>"], ids=["elements", "no records", "attributes"]
)
def test_small_parts_without_end_are_given_up(small: bytes) -> None:
    """
    More tags and attributes than any record has, and no record among them: the answer is refused before it is whole.
    """
    head, found, rest = answer(QUERY, GOT[QUERY.method]).partition(b"<acknowledgement>")
    line = Line(head + small * (2 * MAX_MARKS) + found + rest)
    with client(line) as mhrs, pytest.raises(ProtocolError) as caught:
        SENT[QUERY.method].call(mhrs)

    assert caught.value.path == "Envelope"
    assert not line.deliveries[0].over


def test_records_are_no_pile() -> None:
    """
    The count begins anew with each record, since a record that was read is forgotten; what one piece holds is counted at the most.
    """
    records = iter(range(100))
    piece = b"<" * (MAX_MARKS // 2)

    assert sum(1 for _ in bounded([piece] * 100, lambda: next(records, 0))) == 100


def test_the_last_mark_counts() -> None:
    """
    As many as are allowed pass, one more does not.
    """
    assert list(bounded([b"<" * (MAX_MARKS - 1), b"="], lambda: 0))
    with pytest.raises(ProtocolError):
        list(bounded([b"<" * MAX_MARKS, b"="], lambda: 0))
