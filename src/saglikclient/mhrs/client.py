"""
`Mhrs`: the client for the HL7 v3 service of MHRS, one method per row of Table 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saglikclient._core import fields, kinds, timing
from saglikclient._core.boundary import service
from saglikclient._core.fields import argument, setting
from saglikclient._transport.client import Client, Transport
from saglikclient.config import MIB, Environment, OnUnreadable, Options, check, checked_endpoint
from saglikclient.errors import ConfigurationError
from saglikclient.identifiers import KurumKodu, Tckn
from saglikclient.mhrs._hl7 import names
from saglikclient.mhrs._hl7.caller import Hl7Caller
from saglikclient.mhrs._hl7.envelope import Parties
from saglikclient.mhrs.calisma_cetveli import CalismaCetveliServisi
from saglikclient.mhrs.contract import Contract, checked_ids
from saglikclient.mhrs.interactions import TABLE_1
from saglikclient.mhrs.poliklinik import PoliklinikServisi
from saglikclient.mhrs.randevu import RandevuServisi
from saglikclient.mhrs.rules import Ek2
from saglikclient.mhrs.sablon import SablonServisi

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from requests.adapters import BaseAdapter

    from saglikclient.config import Credentials, Retries, Timeouts, TlsOptions


@service(names.SERVICE)
class Mhrs(Client):
    """
    MHRS, the Ministry's appointment system, by the HL7 v3 service of "MHRS Yönergesi EK 1, Tablo 1".

    Cheap to build, thread-safe and picklable: it holds settings and connects at the first call. Use it as a context manager, or `close()`
    it.

    Args:
        credentials: User name and password of the institution.

        kurum_kodu: The institution's number in ÇKYS.

        gonderen: The application code that the Ministry gave to the HBYS (HL7 sender device).

        islem_yapan: T.C. kimlik numarası of the acting person.

        environment: Production or test; it also decides `processingCode` (P or T). The test service has no published address: pass
            `endpoint`.

        endpoint: An address other than the published one.

        alici: The receiving application (HL7 receiver device). MHRS' own value is not published; `USBS` is Sağlık-NET's.

        contract: The contract of the messages; the bundled reconstruction if None. `Contract.load()` reads the official WSDL.

        interaction_ids: Interaction ids by row number of Table 1 or by method name (`16` or `"randevu.kayit"`), from your integration
            letter; needed for rows 16 to 18, which the Ministry's table leaves empty.

        timeouts: Time limits.

        tls: Certificates and TLS settings.

        retries: How calls are retried.

        max_answer: Maximum size of a decompressed answer, in bytes.

        on_unreadable: `"keep"` returns the readable records of a list and puts the others into `Records.unreadable`; `"raise"` raises.

        ek2: The limits of EK 2; exceeding one emits a warning.

        clock: Returns the current time, aware; for tests.

        adapter: A requests adapter that replaces the network; for tests.

    Raises:
        ConfigurationError: If a setting is wrong or missing; it names the setting.
        InvalidRequest: If `kurum_kodu` or `islem_yapan` is invalid.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        kurum_kodu: int | str,
        gonderen: str,
        islem_yapan: str,
        environment: Environment = Environment.PRODUCTION,
        endpoint: str | None = None,
        alici: str = names.RECEIVER,
        contract: Contract | None = None,
        interaction_ids: Mapping[int, str] | Mapping[str, str] | Mapping[int | str, str] | None = None,
        timeouts: Timeouts | None = None,
        tls: TlsOptions | None = None,
        retries: Retries | None = None,
        max_answer: int = 64 * MIB,
        on_unreadable: OnUnreadable = "keep",
        ek2: Ek2 | None = None,
        clock: Callable[[], datetime] = timing.now,
        adapter: BaseAdapter | None = None,
    ) -> None:
        check(credentials, environment, adapter, clock)
        _for_xml(credentials)
        options = Options(timeouts=timeouts, tls=tls, retries=retries, max_answer=max_answer, on_unreadable=on_unreadable)
        ids = checked_ids(_by_number(interaction_ids), local=adapter is not None)
        given = setting("contract", fields.optional(fields.instance(Contract)), contract)
        self._transport = Transport(service=names.SERVICE, options=options, adapter=adapter, clock=clock)
        self._caller = Hl7Caller(
            endpoint=checked_endpoint(_published(environment) if endpoint is None else endpoint, allow_http=options.tls.allow_http),
            credentials=credentials,
            parties=Parties(
                gonderen=setting("gonderen", fields.text, gonderen),
                alici=setting("alici", fields.text, alici),
                kurum_kodu=KurumKodu(kurum_kodu),
                islem_yapan=argument("islem_yapan", Tckn, islem_yapan),
                environment=Environment(environment),
            ),
            contract=given or Contract.bundled({row.local_id: ids[row.number] for row in TABLE_1 if row.number in ids}),
            ids=ids,
            transport=self._transport,
            clock=clock,
        )
        limits = setting("ek2", fields.optional(fields.instance(Ek2)), ek2) or Ek2()
        self.poliklinik = PoliklinikServisi(self._caller)
        self.sablon = SablonServisi(self._caller)
        self.calisma_cetveli = CalismaCetveliServisi(self._caller, limits)
        self.randevu = RandevuServisi(self._caller, limits)

    @property
    def contract(self) -> Contract:
        """
        The contract of the messages.
        """
        return self._caller.contract

    def retry_login(self) -> None:
        """
        Let the next call try the credentials again after a refusal.

        The password is sent with each message, and the Ministry locks accounts. So messages are sent one at a time until the service has
        accepted the credentials once; after 03-014 (user name or password wrong) all calls, in all threads, fail at once with the same
        code. This method, or a client with other credentials, ends that. A pickled client remembers the refusal too. Other kinds of
        `AuthenticationError` are not remembered: their cause is the message, a wrong clock, or the institution's number.

        .. versionadded:: 0.1.0
        """
        self._caller.account.retry()

    def __repr__(self) -> str:
        parties = self._caller.parties
        return f"Mhrs({self._caller.endpoint!r}, kurum_kodu={int(parties.kurum_kodu)}, environment={parties.environment.name})"


def _for_xml(credentials: Credentials) -> None:
    """
    Check that user name and password can be sent as XML, which does not allow every character.
    """
    setting("username", fields.filled, credentials.username)
    setting("password", fields.filled, credentials.password.reveal())


def _published(environment: Environment) -> str:
    if Environment(environment) is not Environment.PRODUCTION:
        raise ConfigurationError("the address of MHRS' HL7 test service is not published: pass endpoint= from your integration letter")
    return names.PRODUCTION_ENDPOINT


def _by_number(given: Mapping[int, str] | Mapping[str, str] | Mapping[int | str, str] | None) -> dict[int, str]:
    ids: Mapping[int | str, str] = setting("interaction_ids", kinds.mapping, {} if given is None else given)
    numbers: dict[int | str, int] = {row.method: row.number for row in TABLE_1}
    unknown = [name for name in ids if isinstance(name, str) and name not in numbers]
    if unknown:
        raise ConfigurationError(f"interaction_ids: Table 1 has no method {unknown[0]!r}")
    return {numbers.get(name, int(name) if isinstance(name, int) else 0): own for name, own in ids.items()}
