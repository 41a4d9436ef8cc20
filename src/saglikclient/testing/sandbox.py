"""
`Sandbox`: an in-memory Ministry. Its clients are the real ones; only the network is replaced.
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
from saglikclient.config import MIB, Credentials, Environment, OnUnreadable, Retries
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
MAX_PHYSICIANS = 10_000

_NAMES = count(1)
_ALIVE: WeakValueDictionary[str, Sandbox] = WeakValueDictionary()


def _at_once(_: float) -> float:
    """Return 0: tests do not wait."""
    return 0.0


AT_ONCE = Retries(wait_initial=0.0, wait_max=0.0, wait_jitter=0.0, pace=_at_once)
"""Retry policy of the Sandbox's clients: the default without waiting."""


@guarded
class Sandbox:
    """
    An in-memory Ministry: no sockets, no files, reproducible numbers.

    By default it contains institution 123456, one physician (10000000146) who is also the acting person, and five synthetic patients. It
    accepts the credentials of its own clients.

    Args:
        clock: Returns the current time, timezone-aware; a `Clock` at `SANDBOX_START` if None. `timing.now` is the system clock.

        seed: The random seed of people and ids.

    Raises:
        ConfigurationError: If an argument has the wrong type.

    Attributes:
        clock: The clock of the Sandbox and its clients; `clock.advance()` and `clock.set()` move it.
        hospital: The state of MHRS; tests may inspect and change it.
        reports: The state of e-Rapor.
        codes: The state of HES.
        rest: The state of MHRS' REST service besides the hospital: session, drafts, green list.
        faults: The injected faults.
        journal: The received requests, in order.
        credentials: The accepted credentials.
    """

    def __init__(self, *, clock: Callable[[], datetime] | None = None, seed: int = 1) -> None:
        self.clock = clock if isinstance(clock, Clock) else Clock(SANDBOX_START if clock is None else setting("clock", kinds.clock, clock))
        self.name = f"sandbox-{next(_NAMES)}"
        self.process = os.getpid()
        self.faults = Faults()
        self.journal: list[Entry] = []
        self.credentials = Credentials(username="sandbox", password="sandbox-parola")  # noqa: S106 - valid only here
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
        self._services: tuple[FakeService, ...] = (
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
        Create a Sandbox with a populated hospital: clinics, polikliniks, physicians, schedules and appointments.

        Args:
            hekim: Number of physicians.

            gun: Number of days with schedules, starting today; weekends are free.

            doluluk: Share of booked slots, 0 to 1.

            clock: Returns the current time, timezone-aware; a `Clock` at `SANDBOX_START` if None.

            seed: The random seed of people, ids and bookings.

        Raises:
            ConfigurationError: If an argument has the wrong type or is out of range; the error names it.
        """
        sandbox = cls(clock=clock, seed=seed)
        source = random.Random(f"hospital {seed}")  # noqa: S311 - synthetic people, different from the five existing ones
        fill(
            sandbox.hospital,
            source,
            hekim=setting("hekim", kinds.bounded(0, MAX_PHYSICIANS), hekim),
            gun=setting("gun", kinds.bounded(0, kinds.MAX_PERIOD.days), gun),
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
        on_unreadable: OnUnreadable = "keep",
        ek2: Ek2 | None = None,
    ) -> Mhrs:
        """
        Create an `Mhrs` client for this Sandbox; all eighteen rows are available.

        Args:
            credentials: The credentials; the accepted ones by default.

            kurum_kodu: The institution; the Sandbox's by default.

            islem_yapan: The acting person; the Sandbox's physician by default.

            retries: Retry policy; by default without waiting.

            timeouts: Timeouts; the read timeout decides the effect of the fault `slow-answer`.

            max_answer: Maximum size of an answer, in bytes.

            on_unreadable: Whether a list with records that cannot be read keeps the others, or raises.

            ek2: The numbers of EK 2 that trigger warnings.
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
            on_unreadable=on_unreadable,
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
        on_unreadable: OnUnreadable = "keep",
    ) -> MhrsRest:
        """
        Create an `MhrsRest` client for this Sandbox, with the same hospital as `mhrs()`.

        Args:
            credentials: The credentials; the accepted ones by default.

            kurum_kodu: The institution; the Sandbox's by default.

            uygulama_kodu: The application code; the accepted one by default.

            islem_yapan: The acting person; the Sandbox's physician by default.

            token_store: Stores the token; the memory of this process if None.

            retries: Retry policy; by default without waiting.

            timeouts: Timeouts of an attempt.

            max_answer: Maximum size of an answer, in bytes.

            on_unreadable: Whether a list with records that cannot be read keeps the others, or raises.
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
            on_unreadable=on_unreadable,
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
        on_unreadable: OnUnreadable = "keep",
    ) -> ERapor:
        """
        Create an `ERapor` client for this Sandbox.

        Args:
            credentials: The credentials; the accepted ones by default.

            application_code: The application code; the accepted one by default.

            parameters_in: Where the token request puts its parameters.

            retries: Retry policy; by default without waiting.

            timeouts: Timeouts of an attempt.

            max_answer: Maximum size of an answer, in bytes.

            on_unreadable: Whether a list with records that cannot be read keeps the others, or raises.
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
            on_unreadable=on_unreadable,
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
        Create a `Hes` client for this Sandbox.

        Args:
            credentials: The credentials; the accepted ones by default.

            retries: Retry policy; by default without waiting.

            timeouts: Timeouts of an attempt.

            max_answer: Maximum size of an answer, in bytes.
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
        Open a URL of the Sandbox, e.g. a report screen of e-Rapor.

        Args:
            url: The URL, including the token.
        """
        wire = self.receive(Request("GET", argument("url", fields.filled, url), {}, b""), None)
        title = re.search(r"<title>(.*?)</title>", wire.body.decode("utf-8"))
        return Page(wire.status, html.unescape(title[1]) if title else "")

    def now(self) -> datetime:
        """
        Return the current time. Clients use this method instead of the clock, so that a pickled client keeps the same time.
        """
        return self.clock()

    def receive(self, request: Request, read_timeout: float | None) -> Wire:
        """
        Process a request; called by the adapter.

        Args:
            request: The request.

            read_timeout: Read timeout of the client in seconds; None for no limit.
        """
        service = next((service for service in self._services if request.url.startswith(service.base)), None)
        if service is None:
            return Wire(b"", 404, "text/plain")
        with self._lock:
            fault = self.faults.take()
            if fault is None or fault.processed:
                response = service.answer(request)
            else:
                response = attrs.evolve(service.identify(request), outcome=fault.name)
            if fault is None or fault.name not in {"refused", "connect-timeout"}:
                self._note(response, len(request.body), fault.name if fault else "")
            right = Wire(response.body, response.status, response.content_type)
            wire = right if fault is None else fault.answer(right, read_timeout)
            return attrs.evolve(wire, body=wire.body.replace(b"{message_id}", response.message_id.encode()))

    def _note(self, response: FakeResponse, size: int, fault: str) -> None:
        self.journal.append(
            Entry(
                operation=response.operation,
                message_id=response.message_id,
                received_at=self.clock(),
                size=size,
                outcome=response.outcome,
                processed=response.processed,
                fault=fault,
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing; all state is in memory."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as a name, since the state in memory is not copied to another process."""
        return alive, (self.name,)

    def __repr__(self) -> str:
        return f"Sandbox({self.name}, received={len(self.journal)})"


def alive(name: str) -> Sandbox:
    """
    Unpickle a Sandbox in its own process.

    Raises:
        ConfigurationError: In any other process, including a forked one, which would use a copy.
    """
    sandbox = _ALIVE.get(name)
    if sandbox is None or sandbox.process != os.getpid():
        raise ConfigurationError("a Sandbox belongs to one process; create its clients in that process")
    return sandbox
