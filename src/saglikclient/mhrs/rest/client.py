"""
`MhrsRest`: the client for the REST service of MHRS, one method per observed call.
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
from saglikclient.mhrs.rest._caller import Login, RestCaller
from saglikclient.mhrs.rest._operations import SERVICE
from saglikclient.mhrs.rest.cetvel import CetvelServisi
from saglikclient.mhrs.rest.istisna import IstisnaServisi
from saglikclient.mhrs.rest.randevu import KurumRandevuServisi
from saglikclient.mhrs.rest.session import MemoryTokenStore, Session
from saglikclient.mhrs.rest.tanim import KlinikHekimServisi, KurumKlinikServisi, MuayeneYeriServisi
from saglikclient.mhrs.rest.yesil_liste import YesilListeServisi

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from requests.adapters import BaseAdapter

    from saglikclient.config import Credentials, Retries, Timeouts, TlsOptions
    from saglikclient.mhrs.rest.session import TokenStore

HOSTS = {Environment.TEST: "https://test.mhrs.gov.tr"}
"""Source: observed in one public client of about November 2020. The production host is not public."""
MAX_USERNAME = 2**63 - 1


@service(SERVICE)
class MhrsRest(Client):
    """
    MHRS, the Ministry's appointment system, over the REST service that hospitals use today.

    No official document of it is public: every call was observed in one public client of about November 2020, and none has been verified
    against the live service. Cheap to build, thread-safe and picklable: it holds settings, and connects and logs in at the first call.

    Args:
        credentials: The account: its number as user name, and its password.

        kurum_kodu: The institution's number in ÇKYS.

        uygulama_kodu: The code that the Ministry gave to the software.

        islem_yapan: T.C. kimlik numarası of the acting person.

        environment: Test or production. The production host is not public: pass `endpoint`.

        endpoint: A host other than the observed one.

        token_store: Where the session's token is kept; this process' memory if None. The service allows one session per account, so
            processes that share an account must share a store; otherwise they end each other's sessions.

        timeouts: Time limits.

        tls: Certificates and TLS settings.

        retries: How calls are retried.

        max_answer: Maximum size of a decompressed answer, in bytes.

        on_unreadable: `"keep"` returns the readable records of a list and puts the others into `Records.unreadable`; `"raise"` raises.

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
        uygulama_kodu: str,
        islem_yapan: str,
        environment: Environment = Environment.TEST,
        endpoint: str | None = None,
        token_store: TokenStore | None = None,
        timeouts: Timeouts | None = None,
        tls: TlsOptions | None = None,
        retries: Retries | None = None,
        max_answer: int = 64 * MIB,
        on_unreadable: OnUnreadable = "keep",
        clock: Callable[[], datetime] = timing.now,
        adapter: BaseAdapter | None = None,
    ) -> None:
        check(credentials, environment, adapter, clock)
        _numeric(credentials)
        options = Options(timeouts=timeouts, tls=tls, retries=retries, max_answer=max_answer, on_unreadable=on_unreadable)
        store = setting("token_store", fields.optional(kinds.with_methods("load", "save", "exclusive")), token_store)
        host = checked_endpoint(_host(environment) if endpoint is None else endpoint, allow_http=options.tls.allow_http).rstrip("/")
        self._transport = Transport(service=SERVICE, options=options, adapter=adapter, clock=clock)
        login = Login(
            host=host,
            transport=self._transport,
            credentials=credentials,
            kurum_kodu=KurumKodu(kurum_kodu),
            uygulama_kodu=setting("uygulama_kodu", fields.text, uygulama_kodu),
            clock=clock,
        )
        self._caller = RestCaller(
            host=host,
            transport=self._transport,
            session=Session(login, MemoryTokenStore() if store is None else store, clock),
            kurum_kodu=login.kurum_kodu,
            islem_yapan=argument("islem_yapan", Tckn, islem_yapan),
            clock=clock,
        )
        self.cetvel = CetvelServisi(self._caller)
        self.istisna = IstisnaServisi(self._caller)
        self.kurum_klinik = KurumKlinikServisi(self._caller)
        self.muayene_yeri = MuayeneYeriServisi(self._caller)
        self.klinik_hekim = KlinikHekimServisi(self._caller)
        self.randevu = KurumRandevuServisi(self._caller)
        self.yesil_liste = YesilListeServisi(self._caller)

    def retry_login(self) -> None:
        """
        Let the next call log in again after a refusal, e.g. once the account is unlocked or its captcha is solved manually.

        The Ministry locks accounts, so a refused login is not retried: all later calls, in all threads, fail at once with an
        `AuthenticationError` with the same code. This method, a client with other credentials, or a token that another process saves in a
        shared `TokenStore` ends that. A login that failed for a temporary reason, e.g. the network, is retried by the next call. A pickled
        client remembers the refusal too.

        .. versionadded:: 0.1.0
        """
        self._caller.session.retry_login()

    def __repr__(self) -> str:
        return f"MhrsRest({self._caller.host!r}, kurum_kodu={int(self._caller.kurum_kodu)})"


def _numeric(credentials: Credentials) -> None:
    """
    Check the user name: the service expects a 64-bit number.
    """
    name = credentials.username
    if not (name.isascii() and name.isdigit()) or not 0 < int(name[:20]) <= MAX_USERNAME:
        raise ConfigurationError("username must be the account's number: digits only")


def _host(environment: Environment) -> str:
    host = HOSTS.get(Environment(environment))
    if host is None:
        raise ConfigurationError("the production host of MHRS' REST service is not public: pass endpoint= from your integration letter")
    return host
