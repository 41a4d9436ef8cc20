"""
`ERapor`: the client for the Ministry's electronic reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from saglikclient._core import fields, kinds, timing
from saglikclient._core.boundary import service
from saglikclient._core.fields import argument, setting
from saglikclient._transport.account import Account
from saglikclient._transport.client import Client, Transport
from saglikclient._transport.json_call import JsonRequest, ask
from saglikclient.config import MIB, Environment, Options, Secret, check, checked_endpoint
from saglikclient.erapor import _answers
from saglikclient.erapor.models import AccessToken, Role
from saglikclient.erapor.urls import SERVICE, Urls
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn
from saglikclient.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from requests.adapters import BaseAdapter

    from saglikclient.config import Credentials, Retries, Timeouts, TlsOptions
    from saglikclient.erapor.models import Report

HOSTS = {Environment.PRODUCTION: "https://erapor.saglik.gov.tr", Environment.TEST: "https://eraportest.saglik.gov.tr"}
"""Source: the guide, 4 and 5.1."""
TOKEN, REPORTS = "AuthApi/connect/token", "externalapi/api/Hbys/HastaninDurumBildirirRaporlari"
"""Source: the guide, 5.2 and 5.3."""
REPORT_TYPE = "5"
"""`reportType` of the component "e-Durum Bildirir Tek Hekim". Source: the guide, 5.3."""


@service(SERVICE)
class ERapor(Client):
    """
    e-Rapor, by the Ministry's guide YZL.SB.TK.04 ("Durum Bildirir Tek Hekim Raporu HBYS Entegrasyon Kılavuzu").

    Cheap to build, safe to share between threads, picklable: it carries settings and connects at the first call.

    Args:
        credentials: USS user name (the ÇKYS institution code) and USS password.

        application_code: The USS application code.

        environment: Production or test; both hosts are published.

        endpoint: Another address than the published hosts; if it has a path, the guide's paths go behind it.

        parameters_in: Where the token request carries its parameters. The guide puts them, password included, into the address
            (`query`), where proxies may log them; `body` sends them as a form, if your integration allows it.

        timeouts: How long to wait.

        tls: Whom to trust.

        retries: How calls are repeated.

        max_answer: The largest answer, decompressed, in bytes.

        clock: The present moment, aware; for tests.

        adapter: A requests adapter that stands where the network would be; for tests.

    Raises:
        ConfigurationError: If a setting is wrong or missing; it says which.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        application_code: str,
        environment: Environment = Environment.PRODUCTION,
        endpoint: str | None = None,
        parameters_in: Literal["query", "body"] = "query",
        timeouts: Timeouts | None = None,
        tls: TlsOptions | None = None,
        retries: Retries | None = None,
        max_answer: int = 64 * MIB,
        clock: Callable[[], datetime] = timing.now,
        adapter: BaseAdapter | None = None,
    ) -> None:
        check(credentials, environment, adapter, clock)
        options = Options(timeouts=timeouts, tls=tls, retries=retries, max_answer=max_answer)
        self._host = checked_endpoint(
            HOSTS[Environment(environment)] if endpoint is None else endpoint, allow_http=options.tls.allow_http
        ).rstrip("/")
        self._credentials = credentials
        self._application_code = setting("application_code", fields.text, application_code)
        self._parameters_in = setting("parameters_in", kinds.choice("query", "body"), parameters_in)
        self._clock, self._account = clock, Account()
        self._transport = Transport(service=SERVICE, options=options, adapter=adapter, clock=clock)

    def token(self, *, identity_number: str, role: Role) -> AccessToken:
        """
        Get a token for one person in one role (the guide, 5.2).

        A token request creates nothing, so it is repeated after a passing failure like a read.

        Args:
            identity_number: T.C. kimlik numarası of the physician, or of whoever is logged in.

            role: In which role; `Role.UZMAN_HEKIM` is the guide's.

        Returns:
            The token. How long it lasts is not published; `expires_in` is set if the answer tells.

        Raises:
            InvalidRequest: If the number is none.
            AuthenticationError: If the Ministry refuses, or refused before; `.message` holds its own words.
            ServiceError: If its page is missing or has failed, and says so in words.
            ProtocolError: If the answer is not clearly a token.

        .. versionadded:: 0.1.0
        """
        identity_number = argument("identity_number", Tckn, identity_number)
        role = argument("role", fields.instance(Role), role)
        question = self._token_question(identity_number, role)
        with self._account.attempt((identity_number, role)):
            return self._granted(question, role)

    def retry_login(self) -> None:
        """
        Let `token()` ask again for those who were refused.

        The USS password travels with each token request, and the Ministry locks accounts. No published code tells a wrong password from a
        person without the role, so a refusal is remembered for that person in that role, and the same request fails at once with the same
        code. Until the account has got its first token, requests go one at a time, and after three different refusals it counts as refused
        for everybody. Both end with this method or with a client that has other credentials. A pickled client remembers them too.

        .. versionadded:: 0.1.0
        """
        self._account.retry()

    def _granted(self, question: JsonRequest, role: Role) -> AccessToken:
        asked_at = self._clock()
        token = ask(self._transport, question, lambda answered: _answers.token(answered, role, asked_at, self._credentials.password))
        return timing.follow(token, self._clock)

    def _token_question(self, identity_number: str, role: Role) -> JsonRequest:
        """
        The guide's six parameters. Made in a frame of its own, so that a traceback with locals shows no password.
        """
        parameters = {
            "username": self._credentials.username,
            "password": self._credentials.password.reveal(),
            "grant_type": "password",
            "applicationCode": self._application_code,
            "identityNumber": str(identity_number),
            "role": role.value,
        }
        in_query = self._parameters_in == "query"
        return JsonRequest(
            operation="token",
            method="POST",
            url=f"{self._host}/{TOKEN}",
            query=parameters if in_query else {},
            form=None if in_query else parameters,
            safe=True,
            refusals=_answers.REFUSALS,
        )

    def urls(self, token: AccessToken, *, any_role: bool = False) -> Urls:
        """
        Addresses of the report screens for one token. Nothing is sent.

        Args:
            token: From `token()`.

            any_role: Do not refuse a screen that was never seen opened with the token's role.

        Raises:
            InvalidRequest: If one of them is of another type.

        .. versionadded:: 0.1.0
        """
        return Urls(self._host, argument("token", fields.instance(AccessToken), token), argument("any_role", fields.truth, any_role))

    def patient_reports(self, token: AccessToken, *, tckn: str) -> Records[Report]:
        """
        List the reports of a patient (the guide, 5.3: HastaninDurumBildirirRaporlari).

        How this query is authorised is not written in the guide; `Authorization: Bearer` is inferred from its sister operations.

        Args:
            token: From `token()`.

            tckn: The patient's T.C. kimlik numarası.

        Returns:
            The reports; empty if there are none. The fields of this answer are not published, see `Report`.

        Raises:
            InvalidRequest: If the number is none, or the token cannot be one.
            AuthenticationError: If the token is not accepted.
            ServiceError: If the Ministry refused; `.message` holds its own words.
            ProtocolError: If the answer is neither a refusal nor a list.

        .. versionadded:: 0.1.0
        """
        tckn = argument("tckn", Tckn, tckn)
        token = argument("token", fields.instance(AccessToken), token)
        if not _answers.TOKEN.fullmatch(token.value):
            raise InvalidRequest("cannot travel in a header: it is no token of the service's", field="token")
        question = JsonRequest(
            operation="patient_reports",
            method="GET",
            url=f"{self._host}/{REPORTS}",
            query={"hastaTCKN": tckn, "reportType": REPORT_TYPE},
            headers={"Authorization": f"Bearer {token.value}"},
            safe=True,
            refusals=_answers.REFUSALS,
        )
        return Records(ask(self._transport, question, lambda answered: _answers.reports(answered, Secret(token.value))))

    def __repr__(self) -> str:
        return f"ERapor({self._host!r})"
