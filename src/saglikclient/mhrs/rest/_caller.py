"""
One call from request model to answer: serialisation, token, transport, verdict, parsing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from saglikclient._core import fields
from saglikclient._core.fields import argument
from saglikclient._core.json_values import kept
from saglikclient._core.model import Model
from saglikclient._transport.json_call import JsonRequest, ask
from saglikclient.errors import HttpError, ProtocolError
from saglikclient.mhrs.rest import _reading, _writing
from saglikclient.mhrs.rest._envelope import CAPTCHA, FORMS, KNOWN, NO_CONTENT, REFUSALS, captcha, notices, verdict
from saglikclient.mhrs.rest._operations import LOGIN
from saglikclient.mhrs.rest.answer import Answer
from saglikclient.mhrs.rest.model.tanim import Giris
from saglikclient.mhrs.rest.session import Session, Token, expiry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from saglikclient._transport.client import Transport
    from saglikclient._transport.json_call import JsonResponse
    from saglikclient.config import Credentials, Secret
    from saglikclient.identifiers import KurumKodu, Tckn
    from saglikclient.mhrs.rest._operations import Call
    from saglikclient.records import Records

T = TypeVar("T")
Sent = TypeVar("Sent", bound=Model)
Got = TypeVar("Got", bound=Model)


@attrs.frozen(kw_only=True, eq=False)
class Login:
    """
    The login call with its settings.
    """

    host: str
    transport: Transport
    credentials: Credentials = attrs.field(repr=False)
    kurum_kodu: KurumKodu
    uygulama_kodu: str = attrs.field(repr=False)
    clock: Callable[[], datetime]

    def __call__(self) -> Token:
        """
        Log in.

        Raises:
            AuthenticationError: If the Ministry rejects the credentials, or requires a captcha.
        """
        obtained_at = self.clock()
        try:
            oturum = ask(self.transport, self._request(), lambda response: _reading.one(LOGIN, verdict(response, login=True)))
            return Token(value=oturum.jwt, obtained_at=obtained_at, expires_at=expiry(oturum.jwt))
        except HttpError as error:
            if error.status != CAPTCHA:  # the answer was not JSON, so verdict() was not called
                raise
        raise captcha()

    def _request(self) -> JsonRequest:
        """
        Build the request in a separate frame, so that a traceback with locals does not contain the password.
        """
        giris = Giris(
            kullanici_adi=int(self.credentials.username),
            parola=self.credentials.password,
            kurum_kodu=self.kurum_kodu,
            uygulama_kodu=self.uygulama_kodu,
        )
        return JsonRequest(
            operation=LOGIN.method,
            method=LOGIN.verb,
            url=f"{self.host}{LOGIN.path}",
            content=_writing.content(LOGIN, giris, {}),
            safe=LOGIN.safe,
            refusals=REFUSALS,
        )


@attrs.frozen(kw_only=True, eq=False)
class RestCaller:
    """
    The settings that all calls of a client share.
    """

    host: str
    transport: Transport
    session: Session = attrs.field(repr=False)
    kurum_kodu: KurumKodu
    islem_yapan: Tckn = attrs.field(repr=False)
    clock: Callable[[], datetime]

    def one(self, row: Call[Sent, Got], request: Sent) -> Answer[Got]:
        """
        Make a call that returns one model.
        """
        return self._made(row, request, lambda document, _: _reading.one(row, document))

    def many(self, row: Call[Sent, Got], request: Sent | None = None) -> Answer[Records[Got]]:
        """
        Make a call that returns a list; records that cannot be read are reported.
        """

        def collected(document: dict[str, Any], request_id: str) -> Records[Got]:
            return self.transport.collect(_reading.many(row, document), operation=row.method, request_id=request_id)

        return self._made(row, request, collected)

    def done(self, row: Call[Sent, Any], request: Sent) -> Answer[None]:
        """
        Make a call without data in its answer.
        """
        return self._made(row, request, lambda _, __: None)

    def _made(self, row: Call[Sent, Any], request: Sent | None, data: Callable[[dict[str, Any], str], T]) -> Answer[T]:
        def read(response: JsonResponse) -> Answer[T]:
            document = verdict(response, proof=_reading.proof(row), safe=row.safe)
            return _answer(row, document, data(document, response.request_id))

        if row.request is not None:
            argument(row.argument, fields.instance(row.request), request)
        return self.session.authorised(lambda token: ask(self.transport, self._request(row, request, token), read))

    def _request(self, row: Call[Sent, Any], request: Sent | None, token: Secret) -> JsonRequest:
        actor: dict[str, object] = {"islemYapilanKurumKodu": int(self.kurum_kodu), "islemYapanTcKimlikNo": int(self.islem_yapan)}
        body: dict[str, Any] = {}
        if request is not None:
            body = (
                {"parts": _writing.form(request, actor), "accept": "*/*"}
                if row.form
                else {"content": _writing.content(row, request, actor)}
            )
        return JsonRequest(
            operation=row.method,
            method=row.verb,
            url=f"{self.host}{row.path}",
            headers={"Authorization": f"Bearer {token.reveal()}"},
            safe=row.safe,
            refusals=REFUSALS,
            bodiless={NO_CONTENT} if row.safe and row.many else (),
            **body,
        )


def _answer(row: Call[Any, Any], document: dict[str, Any], data: T) -> Answer[T]:
    """
    Return the data with the notices of the answer.
    """
    infos, warnings = (tuple(one for form in FORMS for one in notices(document, form[place])) for place in (1, 2))
    unread = row.answer is None and document.get("data") is not None
    try:
        extra = kept(document, KNOWN - {"data"} if unread else KNOWN)
    except ValueError as error:
        raise ProtocolError(str(error), path="$") from None
    lang = document.get("lang")
    return Answer(
        data=data,
        infos=infos,
        warnings=warnings,
        lang=lang if isinstance(lang, str) else None,
        extra={} if row.at_root and document.get("data") is None else extra,
    )
