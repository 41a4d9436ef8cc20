"""
`Sandbox`: the Ministry in memory. Clients made by it are the real ones; only the network is replaced.
"""

from __future__ import annotations

import html
import os
import random
import re
import threading
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, Self
from weakref import WeakValueDictionary

import attrs

from saglikclient._core import fields, kinds
from saglikclient._core.boundary import guarded
from saglikclient._core.fields import argument, setting
from saglikclient.config import MIB, Credentials, Environment, Retries
from saglikclient.erapor.client import ERapor
from saglikclient.erapor.models import Role
from saglikclient.errors import ConfigurationError
from saglikclient.hes.client import Hes
from saglikclient.identifiers import KurumKodu
from saglikclient.mhrs.client import Mhrs
from saglikclient.mhrs.contract import LOCAL, Contract
from saglikclient.mhrs.interactions import TABLE_1
from saglikclient.mhrs.rest.client import MhrsRest
from saglikclient.testing._adapter import SandboxAdapter
from saglikclient.testing._erapor.service import FakeERapor
from saglikclient.testing._erapor.state import ERaporState
from saglikclient.testing._hes.service import FakeHes
from saglikclient.testing._hes.state import HesState
from saglikclient.testing._hospital import people
from saglikclient.testing._hospital.filling import fill
from saglikclient.testing._hospital.hospital import Hekim, Hospital
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7
from saglikclient.testing._mhrs_rest.service import FakeMhrsRest
from saglikclient.testing._mhrs_rest.state import MhrsRestState
from saglikclient.testing._service import Page, Request
from saglikclient.testing.clock import SANDBOX_START, Clock
from saglikclient.testing.faults import Faults, Wire
from saglikclient.testing.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from saglikclient.config import Timeouts
    from saglikclient.mhrs.rest.session import TokenStore
    from saglikclient.mhrs.rules import Ek2
    from saglikclient.testing._service import FakeResponse, FakeService

KURUM = 123456
PATIENTS = 5
MOST_PHYSICIANS = 10_000

_NAMES = count(1)
_ALIVE: WeakValueDictionary[str, Sandbox] = WeakValueDictionary()


def _at_once(_: float) -> float:
    """
    Nobody waits in a test.
    """
    return 0.0


AT_ONCE = Retries(wait_initial=0.0, wait_max=0.0, wait_jitter=0.0, pace=_at_once)
"""The retries of the Sandbox's clients: as many as usual, without waiting."""


@guarded
class Sandbox:
    """
    An in-memory Ministry: no sockets, nothing on disk, the same numbers every time.

    Without arguments it knows institution 123456, one physician (10000000146) who is also the acting person, five synthetic patients, and
    the credentials that its own clients carry.

    Args:
        clock: The present moment, aware; a `Clock` that stands at `SANDBOX_START` if None. `timing.now` is the real one.

        seed: Where made-up people and ids come from.

    Raises:
        ConfigurationError: If one of them is of another type.

    Attributes:
        clock: The present moment; `clock.advance()` and `clock.set()` move it, and the clients follow.
        hospital: What MHRS knows; look into it, or change it behind the client's back.
        reports: What e-Rapor knows.
        codes: What HES knows.
        rest: What MHRS' REST service knows beside the hospital: the session, drafts, the green list.
        faults: What will go wrong next.
        journal: What was received, in order.
        credentials: The ones that are accepted.
    """

    def __init__(self, *, clock: Callable[[], datetime] | None = None, seed: int = 1) -> None:
        self.clock = clock if isinstance(clock, Clock) else Clock(SANDBOX_START if clock is None else setting("clock", kinds.clock, clock))
        self.name = f"sandbox-{next(_NAMES)}"
        self.process = os.getpid()
        self.faults = Faults()
        self.journal: list[Entry] = []
        self.credentials = Credentials(username="sandbox", password="sandbox-parola")  # noqa: S106 - opens nothing but this
        self.islem_yapan = people.FIRST_PHYSICIAN
        source = random.Random(setting("seed", kinds.bounded(-(2**63), 2**63 - 1), seed))  # noqa: S311 - made-up people
        self.hospital = Hospital(KurumKodu(KURUM), "Örnek Devlet Hastanesi", self.clock)
        self.hospital.hekimler[self.islem_yapan] = Hekim(self.islem_yapan, people.physician_name(source))
        self.hospital.hastalar.extend(people.patient(source) for _ in range(PATIENTS))
        self.reports = ERaporState(self.credentials, self.clock, source)
        self.reports.people[self.islem_yapan] = set(Role)
        self.codes = HesState(self.credentials, self.clock)
        account = Credentials(username=self.islem_yapan, password=self.credentials.password)
        self.rest = MhrsRestState(self.hospital, account, self.clock, source)
        self._faces: tuple[FakeService, ...] = (
            FakeMhrsHl7(self.hospital, self.credentials, source),
            FakeERapor(self.reports),
            FakeHes(self.codes),
            FakeMhrsRest(self.rest),
        )
        self._lock = threading.RLock()
        self.adapter = SandboxAdapter(self)
        _ALIVE[self.name] = self

    @classmethod
    def with_hospital(
        cls, *, hekim: int = 20, gun: int = 30, doluluk: float = 0.3, clock: Callable[[], datetime] | None = None, seed: int = 1
    ) -> Self:
        """
        A Sandbox with a hospital at work: clinics, polikliniks, physicians, their schedules, and appointments.

        Args:
            hekim: How many physicians.

            gun: For how many days, from today on, schedules are published; weekends are free.

            doluluk: Which share of the slots is booked, 0 to 1.

            clock: The present moment, aware; a `Clock` that stands at `SANDBOX_START` if None.

            seed: Where made-up people, ids and bookings come from.

        Raises:
            ConfigurationError: If one of them is of another type, or out of its bounds; it names which.
        """
        sandbox = cls(clock=clock, seed=seed)
        source = random.Random(f"hospital {seed}")  # noqa: S311 - made-up people, and others than the five that are there already
        fill(
            sandbox.hospital,
            source,
            hekim=setting("hekim", kinds.bounded(0, MOST_PHYSICIANS), hekim),
            gun=setting("gun", kinds.bounded(0, kinds.LONGEST_PERIOD.days), gun),
            doluluk=setting("doluluk", kinds.share, doluluk),
        )
        return sandbox

    def mhrs(
        self,
        *,
        credentials: Credentials | None = None,
        kurum_kodu: int | str = KURUM,
        islem_yapan: str = people.FIRST_PHYSICIAN,
        retries: Retries = AT_ONCE,
        timeouts: Timeouts | None = None,
        max_answer: int = 64 * MIB,
        ek2: Ek2 | None = None,
    ) -> Mhrs:
        """
        A real `Mhrs` that talks to this Sandbox, all eighteen rows included.

        Args:
            credentials: Others than the ones that are accepted.

            kurum_kodu: Another institution than the Sandbox's.

            islem_yapan: Another acting person.

            retries: How calls are repeated; as usual but without waiting by default.

            timeouts: How long to wait; decides what the fault `slow-answer` does.

            max_answer: The largest answer in bytes.

            ek2: The numbers of EK 2 that are warned about.
        """
        return Mhrs(
            self.credentials if credentials is None else credentials,
            kurum_kodu=kurum_kodu,
            gonderen="SANDBOX-HBYS",
            islem_yapan=islem_yapan,
            environment=Environment.TEST,
            endpoint=FakeMhrsHl7.base,
            contract=Contract(f"bundled:{LOCAL}"),
            interaction_ids={row.number: row.local_id for row in TABLE_1 if row.interaction_id is None},
            timeouts=timeouts,
            retries=retries,
            max_answer=max_answer,
            ek2=ek2,
            clock=self.now,
            adapter=self.adapter,
        )

    def mhrs_rest(
        self,
        *,
        credentials: Credentials | None = None,
        kurum_kodu: int | str = KURUM,
        uygulama_kodu: str | None = None,
        islem_yapan: str = people.FIRST_PHYSICIAN,
        token_store: TokenStore | None = None,
        retries: Retries = AT_ONCE,
        timeouts: Timeouts | None = None,
        max_answer: int = 64 * MIB,
    ) -> MhrsRest:
        """
        A real `MhrsRest` that talks to this Sandbox: the same hospital as Table 1's over another wire.

        Args:
            credentials: Others than the ones that are accepted.

            kurum_kodu: Another institution than the Sandbox's.

            uygulama_kodu: Another application than the one that is known.

            islem_yapan: Another acting person.

            token_store: Where the token is kept; this process' memory if None.

            retries: How calls are repeated; as usual but without waiting by default.

            timeouts: How long to wait.

            max_answer: The largest answer in bytes.
        """
        return MhrsRest(
            self.rest.credentials if credentials is None else credentials,
            kurum_kodu=kurum_kodu,
            uygulama_kodu=self.rest.uygulama_kodu if uygulama_kodu is None else uygulama_kodu,
            islem_yapan=islem_yapan,
            endpoint=FakeMhrsRest.base,
            token_store=token_store,
            retries=retries,
            timeouts=timeouts,
            max_answer=max_answer,
            clock=self.now,
            adapter=self.adapter,
        )

    def erapor(
        self,
        *,
        credentials: Credentials | None = None,
        application_code: str | None = None,
        parameters_in: Literal["query", "body"] = "query",
        retries: Retries = AT_ONCE,
        timeouts: Timeouts | None = None,
        max_answer: int = 64 * MIB,
    ) -> ERapor:
        """
        A real `ERapor` that talks to this Sandbox.

        Args:
            credentials: Others than the ones that are accepted.

            application_code: Another application than the one that is known.

            parameters_in: Where the token request carries its parameters.

            retries: How calls are repeated; as usual but without waiting by default.

            timeouts: How long to wait.

            max_answer: The largest answer in bytes.
        """
        return ERapor(
            self.credentials if credentials is None else credentials,
            application_code=self.reports.application_code if application_code is None else application_code,
            environment=Environment.TEST,
            endpoint=FakeERapor.base,
            parameters_in=parameters_in,
            retries=retries,
            timeouts=timeouts,
            max_answer=max_answer,
            clock=self.now,
            adapter=self.adapter,
        )

    def hes(
        self,
        *,
        credentials: Credentials | None = None,
        retries: Retries = AT_ONCE,
        timeouts: Timeouts | None = None,
        max_answer: int = 64 * MIB,
    ) -> Hes:
        """
        A real `Hes` that talks to this Sandbox.

        Args:
            credentials: Others than the ones that are accepted.

            retries: How calls are repeated; as usual but without waiting by default.

            timeouts: How long to wait.

            max_answer: The largest answer in bytes.
        """
        return Hes(
            self.credentials if credentials is None else credentials,
            environment=Environment.TEST,
            endpoint=FakeHes.base,
            retries=retries,
            timeouts=timeouts,
            max_answer=max_answer,
            clock=self.now,
            adapter=self.adapter,
        )

    def browse(self, url: str) -> Page:
        """
        Open an address in the Sandbox's browser, e.g. a report screen of e-Rapor.

        Args:
            url: The address, token included.
        """
        wire = self.receive(Request("GET", argument("url", fields.filled, url), {}, b""), None)
        title = re.search(r"<title>(.*?)</title>", wire.body.decode("utf-8"))
        return Page(wire.status, html.unescape(title[1]) if title else "")

    def now(self) -> datetime:
        """
        The present moment by its clock. Its clients get this method instead of the clock, so that a pickled one keeps the same time.
        """
        return self.clock()

    def receive(self, request: Request, read_timeout: float | None) -> Wire:
        """
        Take a request as the Ministry's servers would; the adapter calls this.

        Args:
            request: What was sent.

            read_timeout: How many seconds its client waits for an answer; None for ever.
        """
        face = next((face for face in self._faces if request.url.startswith(face.base)), None)
        if face is None:
            return Wire(b"", 404, "text/plain")
        with self._lock:
            fault = self.faults.take()
            said = face.answer(request) if fault is None or fault.processed else attrs.evolve(face.heard(request), outcome=fault.name)
            if fault is None or fault.name not in {"refused", "connect-timeout"}:
                self._note(said, len(request.body), fault.name if fault else "")
            right = Wire(said.body, said.status, said.content_type)
            wire = right if fault is None else fault.answer(right, read_timeout)
            return attrs.evolve(wire, body=wire.body.replace(b"{message_id}", said.message_id.encode()))

    def _note(self, said: FakeResponse, size: int, fault: str) -> None:
        self.journal.append(
            Entry(
                operation=said.operation,
                message_id=said.message_id,
                received_at=self.clock(),
                size=size,
                outcome=said.outcome,
                processed=said.processed,
                fault=fault,
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """
        Nothing is left behind: everything was in memory.
        """

    def __reduce__(self) -> tuple[Any, ...]:
        """
        It pickles as its name, since a hospital in memory cannot travel to another process.
        """
        return alive, (self.name,)

    def __repr__(self) -> str:
        return f"Sandbox({self.name}, received={len(self.journal)})"


def alive(name: str) -> Sandbox:
    """
    Unpickle a Sandbox, in the process in which it lives.

    Raises:
        ConfigurationError: In any other process, a forked one included: that would talk to a copy.
    """
    sandbox = _ALIVE.get(name)
    if sandbox is None or sandbox.process != os.getpid():
        raise ConfigurationError("a Sandbox lives in one process: make its clients where they are used")
    return sandbox
