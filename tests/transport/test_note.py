"""
The one line of log a message: what an operator has when something went wrong at night.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from uuid import UUID

import attrs
import pytest

from saglikclient import NotFound, NotSent
from saglikclient.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

LINE = re.compile(
    r"(?P<operation>[\w.]+) (?P<id>\S+): (?P<outcome>[^,]+), HTTP (?P<status>\S+), (?P<seconds>\d+\.\d{3}) s, "
    r"(?P<sent>\d+) bytes sent, (?P<received>\d+) received"
)
QUICK = 5.0
"""Seconds that no call on the Sandbox takes."""


@attrs.define
class Noted:
    """
    What one call left in the log.
    """

    caplog: pytest.LogCaptureFixture

    def __call__(self, service: str, call: Callable[[], object], error: type[Exception] | None = None) -> dict[str, str]:
        """
        Make a call, and take its one line apart.
        """
        self.caplog.clear()
        with self.caplog.at_level(logging.INFO, f"saglikclient.{service}"):
            if error is None:
                call()
            else:
                with pytest.raises(error):
                    call()
        (record,) = (record for record in self.caplog.records if record.name == f"saglikclient.{service}")
        told = LINE.fullmatch(record.getMessage())
        assert told is not None, record.getMessage()
        assert record.levelno == logging.INFO
        assert float(told["seconds"]) < QUICK
        return told.groupdict()


@pytest.fixture
def noted(caplog: pytest.LogCaptureFixture) -> Noted:
    return Noted(caplog)


def test_a_success_is_noted(sandbox: Sandbox, noted: Noted) -> None:
    """
    Operation, the message's id, `ok`, status and both sizes.
    """
    with sandbox.mhrs() as mhrs:
        told = noted("mhrs", mhrs.poliklinik.sorgulama)
    entry = sandbox.journal[-1]

    assert (told["operation"], told["outcome"], told["status"]) == ("poliklinik.sorgulama", "ok", "200")
    assert told["id"] == entry.message_id
    assert int(told["sent"]) == entry.size
    assert int(told["received"]) > 0


def test_a_refusal_is_noted_with_its_code(sandbox: Sandbox, noted: Noted) -> None:
    """
    The class of the error and the Ministry's code; where a service takes no id, an attempt has one of our own.
    """
    with sandbox.hes() as hes:
        told, again = (noted("hes", lambda: hes.check("A1B2-3456-78"), NotFound) for _ in range(2))

    assert (told["operation"], told["outcome"], told["status"]) == ("check", "NotFound hescodenotfound", "400")
    assert UUID(told["id"]).version == UUID(again["id"]).version == 4
    assert told["id"] != again["id"]
    assert int(told["received"]) > 0


def test_what_never_left_is_noted(noted: Noted) -> None:
    """
    Without an answer there is neither a status nor a size, and an error without a code stands alone.
    """
    ministry = Sandbox()
    ministry.faults.next("refused", times=9)
    with ministry.hes() as hes:
        noted.caplog.set_level(logging.INFO, "saglikclient.hes")
        with pytest.raises(NotSent):
            hes.check("A1B2-3456-78")
    told = [LINE.fullmatch(record.getMessage()) for record in noted.caplog.records if record.name == "saglikclient.hes"]

    assert len(told) > 1
    assert all(line and (line["outcome"], line["status"], line["received"]) == ("NotSent", "-", "0") for line in told)


def test_a_read_is_repeated_and_each_attempt_noted(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    """
    A query that meets a passing failure is made again; the log has a line for each attempt.
    """
    sandbox.faults.next("http-503")
    with sandbox.hes() as hes, caplog.at_level(logging.INFO, "saglikclient.hes"):
        sandbox.codes.add("A1B2-3456-78", sandbox.hospital.hastalar[0])
        hes.check("A1B2-3456-78")
    told = [LINE.fullmatch(record.getMessage()) for record in caplog.records if record.name == "saglikclient.hes"]

    assert [line and (line["outcome"], line["status"]) for line in told] == [("HttpError", "503"), ("ok", "200")]
