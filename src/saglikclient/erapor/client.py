"""`ERapor`: the client for the Ministry's electronic reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from saglikclient._core import fields, kinds, timing
from saglikclient._core.boundary import service
from saglikclient._core.fields import argument, setting
from saglikclient._transport.account import Account
from saglikclient._transport.client import Client, Transport
from saglikclient._transport.json_call import JsonRequest, ask
from saglikclient.config import MIB, Environment, OnUnreadable, Options, Secret, check, checked_endpoint
from saglikclient.erapor import _answers
from saglikclient.erapor.models import AccessToken, Role
from saglikclient.erapor.urls import SERVICE, Urls
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from requests.adapters import BaseAdapter

    from saglikclient._transport.json_call import JsonResponse
    from saglikclient.config import Credentials, Retries, Timeouts, TlsOptions
    from saglikclient.erapor.models import Report
    from saglikclient.records import Records

HOSTS = {Environment.PRODUCTION: "https://erapor.saglik.gov.tr", Environment.TEST: "https://eraportest.saglik.gov.tr"}
"""Source: the guide, 4 and 5.1."""
TOKEN, REPORTS = "AuthApi/connect/token", "externalapi/api/Hbys/HastaninDurumBildirirRaporlari"
"""Source: the guide, 5.2 and 5.3."""
REPORT_TYPE = "5"
"""`reportType` of the component "e-Durum Bildirir Tek Hekim". Source: the guide, 5.3."""


@service(SERVICE)
class ERapor(Client):
    """
    e-Rapor, according to the Ministry's guide YZL.SB.TK.04 ("Durum Bildirir Tek Hekim Raporu HBYS Entegrasyon Kılavuzu").

    Cheap to create, thread-safe and picklable; it connects at the first call.

    Args:
        credentials: USS user name (the ÇKYS institution code) and USS password.

        application_code: The USS application code.

        environment: Production or test; both hosts are published.

        endpoint: Address of the service; the published host if None. The guide's paths are appended to its path.

        parameters_in: Where the token request puts its parameters. The guide puts them, including the password, into the URL (`query`),
            which proxies may log; `body` sends them as a form, if your integration allows it.

        timeouts: Timeouts of an attempt.

        tls: TLS settings.

        retries: Retry policy.

        max_answer: Maximum size of an answer after decompression, in bytes.

        on_unreadable: `"keep"` returns the readable records of a list and puts the others into `Records.unreadable`; `"raise"` raises.

        clock: Returns the current time, timezone-aware; for tests.

        adapter: A requests adapter that replaces the network; for tests.

    Raises:
        ConfigurationError: If a setting is invalid or missing; the error names it.
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
        on_unreadable: OnUnreadable = "keep",
        clock: Callable[[], datetime] = timing.now,
        adapter: BaseAdapter | None = None,
    ) -> None:
        check(credentials, environment, adapter, clock)
        options = Options(timeouts=timeouts, tls=tls, retries=retries, max_answer=max_answer, on_unreadable=on_unreadable)
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

        A token request creates nothing, so it is retried after a transient failure like a read.

        Args:
            identity_number: T.C. kimlik numarası of the physician or other user.

            role: The role; the guide uses `Role.UZMAN_HEKIM`.

        Returns:
            The token. Its lifetime is not published; `expires_in` is set if the answer contains it.

        Raises:
            InvalidRequest: If the number is invalid.
            AuthenticationError: If the Ministry refuses, or refused before; `.message` contains its text.
            ServiceError: For 404 and 500 with a message.
            ProtocolError: If the answer is neither a refusal nor a valid token.

        .. versionadded:: 0.1.0
        """
        identity_number = argument("identity_number", Tckn, identity_number)
        role = argument("role", fields.instance(Role), role)
        question = self._token_question(identity_number, role)
        with self._account.attempt((identity_number, role)):
            return self._granted(question, role)

    def retry_login(self) -> None:
        """
        Let `token()` send the credentials again after refusals.

        Each token request contains the USS password, and the Ministry locks accounts. No published code distinguishes a wrong password from
        a missing role, so a refusal is remembered per person and role, and the same request fails immediately with the same code. Until the
        account has received its first token, requests are sent one at a time, and after three different refusals the account itself counts
        as refused. Both last until this method is called or a client with other credentials is created. A pickled client keeps them.

        .. versionadded:: 0.1.0
        """
        self._account.retry()

    def _granted(self, question: JsonRequest, role: Role) -> AccessToken:
        asked_at = self._clock()
        token = ask(self._transport, question, lambda answered: _answers.token(answered, role, asked_at, self._credentials.password))
        return timing.follow(token, self._clock)

    def _token_question(self, identity_number: str, role: Role) -> JsonRequest:
        """Build the request with the guide's six parameters, in a separate frame, so that a traceback with locals shows no password."""
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
        Return the URLs of the report screens for one token. Nothing is sent.

        Args:
            token: From `token()`.

            any_role: Also allow screens that were not observed with the token's role.

        Raises:
            InvalidRequest: If an argument has the wrong type.

        .. versionadded:: 0.1.0
        """
        return Urls(self._host, argument("token", fields.instance(AccessToken), token), argument("any_role", fields.truth, any_role))

    def patient_reports(self, token: AccessToken, *, tckn: str) -> Records[Report]:
        """
        List the reports of a patient (the guide, 5.3: HastaninDurumBildirirRaporlari).

        The guide does not describe the authorisation of this query; `Authorization: Bearer` is inferred from related operations.

        Args:
            token: From `token()`.

            tckn: The patient's T.C. kimlik numarası.

        Returns:
            The reports; those that cannot be read are in `unreadable`. The fields of this answer are not published, see `Report`.

        Raises:
            InvalidRequest: If the number or the token is invalid.
            AuthenticationError: If the token is rejected.
            ServiceError: If the Ministry refused; `.message` contains its text.
            ProtocolError: If the answer is neither a refusal nor a list.

        .. versionadded:: 0.1.0
        """
        tckn = argument("tckn", Tckn, tckn)
        token = argument("token", fields.instance(AccessToken), token)
        if not _answers.TOKEN.fullmatch(token.value):
            raise InvalidRequest("cannot be sent in a header; it is not a token of this service", field="token")
        question = JsonRequest(
            operation=_answers.LIST,
            method="GET",
            url=f"{self._host}/{REPORTS}",
            query={"hastaTCKN": tckn, "reportType": REPORT_TYPE},
            headers={"Authorization": f"Bearer {token.value}"},
            safe=True,
            refusals=_answers.REFUSALS,
        )

        def collected(answered: JsonResponse) -> Records[Report]:
            found = _answers.reports(answered, Secret(token.value))
            return self._transport.collect(found, operation=question.operation, request_id=answered.request_id)

        return ask(self._transport, question, collected)

    def __repr__(self) -> str:
        return f"ERapor({self._host!r})"
