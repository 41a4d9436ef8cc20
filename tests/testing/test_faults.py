"""
What goes wrong on demand: which error comes of it, what reached the Ministry, and what took effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import (
    ConfigurationError,
    HttpError,
    NotSent,
    OutcomeUnknown,
    ProtocolError,
    Records,
    Retries,
    SaglikError,
    ServiceError,
    Timeouts,
)
from saglikclient.mhrs import Mhrs, Poliklinik
from saglikclient.testing import FAULTS

if TYPE_CHECKING:
    from saglikclient.mhrs import RandevuTalebi
    from saglikclient.testing import Sandbox

ATTEMPTS = 3
NEW = Poliklinik(klinik_kodu=7, poliklinik_adi="Göz 1")


@attrs.frozen
class Expected:
    """
    What a fault that lasts leads to: the error of a read, and how many requests of a write and of a read reach the Ministry and take
    effect.
    """

    error: type[SaglikError]
    writes: tuple[int, int]
    reads: tuple[int, int]

    @property
    def in_doubt(self) -> type[SaglikError]:
        """
        The error of a write: what is no verdict of the service's own leaves it in doubt.
        """
        return OutcomeUnknown if self.error in {HttpError, ProtocolError} else self.error


NEVER, ONCE, UNDONE = (0, 0), (1, 1), (1, 0)
TABLE = {
    "refused": Expected(NotSent, NEVER, NEVER),
    "connect-timeout": Expected(NotSent, NEVER, NEVER),
    "lost-answer": Expected(OutcomeUnknown, ONCE, (ATTEMPTS, ATTEMPTS)),
    "reset": Expected(OutcomeUnknown, ONCE, (ATTEMPTS, ATTEMPTS)),
    "half-answer": Expected(OutcomeUnknown, ONCE, (ATTEMPTS, ATTEMPTS)),
    "slow-answer": Expected(OutcomeUnknown, ONCE, (ATTEMPTS, ATTEMPTS)),
    "http-503": Expected(HttpError, UNDONE, (ATTEMPTS, 0)),
    "http-503-retry-after": Expected(HttpError, UNDONE, (ATTEMPTS, 0)),
    "soap-fault": Expected(ServiceError, UNDONE, (ATTEMPTS, 0)),
    "garbage-xml": Expected(ProtocolError, ONCE, ONCE),
    "wrong-message-id": Expected(ProtocolError, ONCE, ONCE),
}
REPEATED_READS = [name for name, expected in TABLE.items() if expected.reads not in {ONCE, UNDONE}]


def counted(sandbox: Sandbox) -> tuple[int, int]:
    return len(sandbox.journal), sum(entry.processed for entry in sandbox.journal)


def test_the_table_knows_every_fault() -> None:
    """
    A fault without a line here is not tested.
    """
    assert set(TABLE) == set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_write_under_a_lasting_fault(sandbox: Sandbox, mhrs: Mhrs, name: str) -> None:
    """
    A write that may have arrived is sent once, and unless the Ministry itself refused it nobody knows what became of it; what took effect
    is as the fault says.
    """
    sandbox.faults.next(name, times=ATTEMPTS)

    with pytest.raises(SaglikError) as caught:
        mhrs.poliklinik.kayit(NEW)

    assert type(caught.value) is TABLE[name].in_doubt
    assert caught.value.retryable is (TABLE[name].writes == NEVER)
    assert counted(sandbox) == TABLE[name].writes
    assert len(sandbox.hospital.poliklinikler) == TABLE[name].writes[1]
    assert {entry.fault for entry in sandbox.journal} <= {name}


@pytest.mark.parametrize("name", FAULTS)
def test_a_read_under_a_lasting_fault(sandbox: Sandbox, mhrs: Mhrs, name: str) -> None:
    """
    A read is repeated after a passing failure, as often as the settings say, and not after an answer that says no.
    """
    sandbox.faults.next(name, times=ATTEMPTS)

    with pytest.raises(SaglikError) as caught:
        mhrs.poliklinik.sorgulama()

    assert type(caught.value) is TABLE[name].error
    assert counted(sandbox) == TABLE[name].reads


@pytest.mark.parametrize("name", REPEATED_READS)
def test_a_read_survives_a_passing_fault(sandbox: Sandbox, mhrs: Mhrs, name: str) -> None:
    """
    The last attempt counts, and each is a message of its own.
    """
    sandbox.faults.next(name, times=ATTEMPTS - 1)

    assert mhrs.poliklinik.sorgulama() == Records()
    assert sandbox.journal[-1].fault == ""
    assert len({entry.message_id for entry in sandbox.journal}) == len(sandbox.journal)


@pytest.mark.parametrize("name", ["refused", "connect-timeout"])
def test_a_write_that_never_left_is_repeated(sandbox: Sandbox, mhrs: Mhrs, name: str) -> None:
    """
    What did not reach the Ministry can be sent again without doing anything twice.
    """
    sandbox.faults.next(name, times=ATTEMPTS - 1)

    mhrs.poliklinik.kayit(NEW)

    assert counted(sandbox) == ONCE


def test_a_lost_booking_is_found_by_a_query(sandbox: Sandbox, mhrs: Mhrs, talep: RandevuTalebi) -> None:
    """
    A booking whose answer was lost is not repeated; it stands, and `sorgulama` finds it.
    """
    before = len(sandbox.journal)
    sandbox.faults.next("lost-answer")

    with pytest.raises(OutcomeUnknown) as caught:
        mhrs.randevu.kayit(talep)
    (entry,) = sandbox.journal[before:]
    (found,) = mhrs.randevu.sorgulama(talep.baslangic, talep.bitis)

    assert (entry.message_id, entry.processed) == (caught.value.message_id, True)
    assert (found.hasta_tckn, found.baslangic) == (talep.hasta.tckn, talep.baslangic)


def test_an_unprocessed_fault_leaves_nothing(sandbox: Sandbox, mhrs: Mhrs) -> None:
    """
    After an unprocessed request the same one succeeds, in one piece.
    """
    sandbox.faults.next("soap-fault")
    with pytest.raises(ServiceError, match=r"^03-001: ") as caught:
        mhrs.poliklinik.kayit(NEW)

    assert caught.value.issues[0].system
    assert mhrs.poliklinik.kayit(NEW).poliklinik_kodu


def test_an_unknown_fault_is_refused(sandbox: Sandbox, mhrs: Mhrs) -> None:
    """
    A misspelt fault must not pass for one that never happened; the message lists the names.
    """
    with pytest.raises(ConfigurationError, match="lost-answer") as caught:
        sandbox.faults.next("lost-anser")

    assert "lost-anser" in str(caught.value)
    assert mhrs.poliklinik.sorgulama() == Records()


def test_faults_queue_up(sandbox: Sandbox) -> None:
    """
    Each request meets the next fault in the order of injection, then all is well.
    """
    mhrs = sandbox.mhrs(retries=Retries(attempts=1))
    sandbox.faults.next("http-503", times=2)
    sandbox.faults.next("reset")
    for error in (HttpError, HttpError, OutcomeUnknown):
        with pytest.raises(error):
            mhrs.poliklinik.sorgulama()

    assert mhrs.poliklinik.sorgulama() == Records()
    assert [entry.fault for entry in sandbox.journal] == ["http-503", "http-503", "reset", ""]


@pytest.mark.parametrize("read", [60.0, None])
def test_a_patient_client_gets_the_slow_answer(sandbox: Sandbox, read: float | None) -> None:
    """
    An answer that takes a minute reaches those who wait that long, and no test waits for it.
    """
    sandbox.faults.next("slow-answer")

    kept = sandbox.mhrs(timeouts=Timeouts(read=read)).poliklinik.kayit(NEW)

    assert sandbox.hospital.poliklinikler == {kept.poliklinik_kodu: kept}


def test_the_wait_that_a_server_asks_for_is_paced(sandbox: Sandbox) -> None:
    """
    Retry-After reaches `Retries.pace`, which decides how long to wait.
    """
    asked: list[float] = []

    def pace(seconds: float) -> float:
        asked.append(seconds)
        return 0.0

    sandbox.faults.next("http-503-retry-after")
    mhrs = sandbox.mhrs(retries=Retries(wait_initial=0, wait_max=0, wait_jitter=0, pace=pace))

    assert mhrs.poliklinik.sorgulama() == Records()
    assert asked == [2.0]


def test_too_long_a_wait_is_not_waited(sandbox: Sandbox) -> None:
    """
    A server that asks for more than `longest_retry_after` is not asked again.
    """
    sandbox.faults.next("http-503-retry-after")
    mhrs = sandbox.mhrs(retries=Retries(wait_initial=0, wait_max=0, wait_jitter=0, longest_retry_after=1.9))

    with pytest.raises(HttpError) as caught:
        mhrs.poliklinik.sorgulama()

    assert (caught.value.status, caught.value.retry_after, counted(sandbox)) == (503, 2.0, UNDONE)


def test_an_error_page_is_not_quoted(sandbox: Sandbox, mhrs: Mhrs) -> None:
    """
    Of a page that is no answer, only type, length and element names are told.
    """
    sandbox.faults.next("http-503", times=ATTEMPTS)

    with pytest.raises(HttpError) as caught:
        mhrs.poliklinik.sorgulama()

    assert "elements: html head title body h1" in caught.value.excerpt
    assert "Unavailable" not in f"{caught.value} {caught.value.excerpt}"


@pytest.mark.parametrize("processed", [True, False])
def test_a_scripted_answer(sandbox: Sandbox, mhrs: Mhrs, processed: bool) -> None:
    """
    A test may answer what it likes, and say whether the request takes effect all the same: the client cannot know.
    """
    sandbox.faults.answer(b"<p>gone</p>", status=410, content_type="text/html", processed=processed)

    with pytest.raises(OutcomeUnknown) as caught:
        mhrs.poliklinik.kayit(NEW)

    assert (caught.value.status, caught.value.excerpt) == (410, "text/html, 11 bytes, elements: p")
    assert (len(sandbox.hospital.poliklinikler), sandbox.journal[-1].fault) == (processed, "scripted")
