"""
The records of an answer, and those that could not be read: kept, counted and told, or raised.
"""

from __future__ import annotations

import logging
from pathlib import Path

import attrs
import pytest

from saglikclient import ProtocolError
from saglikclient._core.model import Model
from saglikclient._transport.client import Transport
from saglikclient.config import Options
from saglikclient.errors import UnreadableWarning
from saglikclient.records import Records, Unreadable

PERSON = "10000000146"


@attrs.frozen(kw_only=True)
class Kayit(Model):
    no: str


def unread(index: int) -> Unreadable:
    """
    A record that cannot be read; that its error's cause held a person is nobody's business.
    """
    error = ProtocolError("must be an object", path=f"$.data[{index}]")
    error.__cause__ = ValueError(PERSON)
    return Unreadable(index=index, path=error.path, error=error)


FOUND = (Kayit(no="1"), unread(1), Kayit(no="2"), unread(3))


def test_both_are_kept_in_their_order() -> None:
    """
    The records that can be read in their order, the others beside them, and the id of the request.
    """
    with pytest.warns(UnreadableWarning):
        records = Transport(service="x", options=Options()).collect(iter(FOUND), operation="listele", request_id="id-1")

    assert records == Records((FOUND[0], FOUND[2]), (FOUND[1], FOUND[3]))
    assert records.request_id == "id-1"


def test_they_are_told_once_at_the_callers_line(caplog: pytest.LogCaptureFixture) -> None:
    """
    One warning, at the line that called the package, and one line in the service's log: how many, where the first is, and no value.
    """
    with pytest.warns(UnreadableWarning) as warned, caplog.at_level(logging.WARNING, "saglikclient.x"):
        Transport(service="x", options=Options()).collect(FOUND, operation="listele", request_id="id-1")

    (warning,) = warned
    assert Path(warning.filename) == Path(__file__)
    assert str(warning.message) == "listele: 2 records of the answer cannot be read, the first at $.data[1]; see Records.unreadable"
    assert caplog.messages == ["listele id-1: 2 records cannot be read, the first at $.data[1]"]
    assert PERSON not in f"{warning.message} {caplog.text}"


def test_nothing_is_told_where_all_can_be_read(caplog: pytest.LogCaptureFixture) -> None:
    """
    Records alone are no news, an answer without records neither, and a service without ids has none.
    """
    transport = Transport(service="x", options=Options())

    assert transport.collect([FOUND[0]], operation="listele") == Records((FOUND[0],))
    assert transport.collect([], operation="listele", request_id="") == Records()
    assert transport.collect([], operation="listele").request_id is None
    assert caplog.messages == []


def test_the_first_is_raised_if_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    """
    With `on_unreadable="raise"` the error of the first one ends the call; it tells enough, so neither warning nor log line is added.
    """
    with pytest.raises(ProtocolError) as caught:
        Transport(service="x", options=Options(on_unreadable="raise")).collect(FOUND, operation="listele")

    assert caught.value.path == "$.data[1]"
    assert caplog.messages == []
