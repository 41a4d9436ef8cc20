"""
A client's life: opened at the first call, closed and used again, pickled, shared between threads.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import Credentials, Records, ServiceError
from saglikclient.mhrs import KayitDurumu, Mhrs, Poliklinik, RandevuTalebi

if TYPE_CHECKING:
    from saglikclient.mhrs import Hasta, Randevu, Slot
    from saglikclient.testing import Clock, Sandbox

THREADS, ROUNDS = 16, 50
LOAD = """
import pickle, sys
mhrs = pickle.loads(sys.stdin.buffer.read())
print(repr(mhrs), mhrs._caller.credentials.password.reveal(), mhrs._caller.transport.options.retries.attempts)
"""


def test_a_closed_client_opens_again(sandbox: Sandbox) -> None:
    """
    Closing gives connections back; it forbids nothing, and closing twice is no error.
    """
    mhrs = sandbox.mhrs()
    mhrs.close()
    mhrs.poliklinik.sorgulama()
    mhrs.close()
    mhrs.close()

    assert mhrs.poliklinik.sorgulama() == Records()
    assert len(sandbox.journal) == 2


def test_a_context_manager_closes(sandbox: Sandbox) -> None:
    """
    Leaving the block closes the session, after an error as well.
    """
    with sandbox.mhrs() as mhrs:
        mhrs.poliklinik.sorgulama()
        session = mhrs._caller.transport.session
    with pytest.raises(ServiceError), mhrs:
        mhrs.poliklinik.iptal(1)

    assert mhrs._caller.transport.session is not session


def test_the_connection_is_kept_between_calls(mhrs: Mhrs) -> None:
    """
    Calls share one session.
    """
    mhrs.poliklinik.sorgulama()
    session = mhrs._caller.transport.session
    mhrs.poliklinik.sorgulama()

    assert mhrs._caller.transport.session is session


@pytest.mark.parametrize("used", [False, True])
def test_a_pickled_client_works_like_the_first(sandbox: Sandbox, mhrs: Mhrs, used: bool) -> None:
    """
    A copy carries settings and no session; both talk to the same Ministry.
    """
    if used:
        mhrs.poliklinik.sorgulama()
    copy = pickle.loads(pickle.dumps(mhrs))

    kept = copy.poliklinik.kayit(Poliklinik(klinik_kodu=7, poliklinik_adi="Göz 1"))

    assert repr(copy) == repr(mhrs)
    assert mhrs.poliklinik.sorgulama() == Records((kept,))
    assert copy._caller.transport.session is not mhrs._caller.transport.session
    assert len(sandbox.journal) == used + 2


def test_a_client_of_the_real_service_travels() -> None:
    """
    Another process can load a client that has no Sandbox behind it, password included.
    """
    mhrs = Mhrs(Credentials(username="u", password="gizli-parola"), kurum_kodu=123456, gonderen="HBYS", islem_yapan="10000000146")
    done = subprocess.run([sys.executable, "-c", LOAD], input=pickle.dumps(mhrs), capture_output=True, check=True)

    assert done.stdout.decode().strip() == f"{mhrs!r} gizli-parola 3"


@attrs.define
class Clerk:
    """
    One of the threads: registers, lists, books what all others want as well, and cancels some of it.
    """

    mhrs: Mhrs
    number: int
    hasta: Hasta
    slots: Records[Slot]
    mine: list[Randevu] = attrs.field(factory=list)

    def work(self, start: Barrier) -> list[Randevu]:
        """
        All at once, many times.
        """
        start.wait()
        for round_ in range(ROUNDS):
            (self.register, self.look, self.book, self.book, self.cancel)[round_ % 5](round_)
        return self.mine

    def register(self, round_: int) -> None:
        """
        What comes back is what was sent.
        """
        new = Poliklinik(klinik_kodu=self.number, poliklinik_adi=f"T{self.number}-{round_}")
        assert self.mhrs.poliklinik.kayit(new).poliklinik_adi == new.poliklinik_adi

    def look(self, _: int) -> None:
        """
        The answer is the one to this thread's question.
        """
        assert {place.klinik_kodu for place in self.mhrs.poliklinik.sorgulama(klinik_kodu=self.number)} == {self.number}

    def book(self, round_: int) -> None:
        """
        Somebody else may have been faster.
        """
        slot = self.slots[(self.number * 7 + round_) % len(self.slots)]
        talep = RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=self.hasta)
        with suppress(ServiceError):
            self.mine.append(self.mhrs.randevu.kayit(talep))

    def cancel(self, _: int) -> None:
        """
        What this thread cancelled is cancelled.
        """
        if self.mine:
            gone = self.mine.pop()
            self.mhrs.randevu.iptal(gone.randevu_hrn)
            found = self.mhrs.randevu.sorgulama(gone.baslangic, gone.bitis, kayit_durumu=KayitDurumu.IPTAL)
            assert gone.randevu_hrn in {one.randevu_hrn for one in found}


def test_threads_share_one_client(clock: Clock, hastane: Sandbox, hbys: Mhrs) -> None:
    """
    Sixteen threads make eight hundred mixed calls on one client: every answer goes to the thread that asked, and nothing is booked twice.
    """
    day = (clock() + timedelta(days=1)).replace(hour=0)
    slots = hbys.randevu.bos_slot_sorgulama(day, day + timedelta(days=1))
    clerks = [Clerk(hbys, number + 1, hastane.hospital.hastalar[number], slots) for number in range(THREADS)]
    start = Barrier(THREADS)

    with ThreadPoolExecutor(THREADS) as pool:
        kept = [randevu for mine in pool.map(lambda clerk: clerk.work(start), clerks) for randevu in mine]

    standing = [one for one in hastane.hospital.randevular.values() if one.kayit_durumu is KayitDurumu.AKTIF]
    assert kept
    assert set(standing) == set(kept)
    assert max(Counter((one.hekim_kodu, one.baslangic) for one in standing).values()) == 1
    assert len({entry.message_id for entry in hastane.journal}) == len(hastane.journal) > THREADS * ROUNDS
    assert {entry.outcome for entry in hastane.journal} <= {"AA", "LOCAL-TAKEN", "LOCAL-DOUBLE-BOOKING"}


def test_threads_may_make_the_first_call(sandbox: Sandbox) -> None:
    """
    A fresh client may meet its first calls all at once.
    """
    mhrs, start = sandbox.mhrs(), Barrier(THREADS)

    def first(_: int) -> int:
        start.wait()
        return len(mhrs.poliklinik.sorgulama())

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(first, range(THREADS))) == [0] * THREADS
    assert len(sandbox.journal) == THREADS
