"""
The walk of one call: model to bytes, a token, the wire, the verdict, models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from saglikclient._core import fields
from saglikclient._core.fields import argument
from saglikclient._core.model import Model
from saglikclient._transport.json_call import JsonRequest, ask
from saglikclient.errors import HttpError
from saglikclient.mhrs.rest import _reading, _writing
from saglikclient.mhrs.rest._envelope import CAPTCHA, FORMS, KNOWN, REFUSALS, captcha, said, verdict
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
SERVICE = "mhrs_rest"


@attrs.frozen(kw_only=True, eq=False)
class Login:
    """
    How to log in.
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
            AuthenticationError: If the Ministry does not accept it, or asks for a captcha.
        """
        asked_at = self.clock()
        try:
            oturum = ask(self.transport, self._question(), lambda answered: _reading.one(LOGIN, verdict(answered, login=True)))
            return Token(value=oturum.jwt, obtained_at=asked_at, expires_at=expiry(oturum.jwt))
        except HttpError as error:
            if error.status != CAPTCHA:  # an answer that is no JSON, so verdict() did not see it
                raise
        raise captcha()

    def _question(self) -> JsonRequest:
        """
        In a frame of its own, so that a traceback with locals shows no password.
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
    What every call of one client shares.
    """

    host: str
    transport: Transport
    session: Session = attrs.field(repr=False)
    kurum_kodu: KurumKodu
    islem_yapan: Tckn = attrs.field(repr=False)
    clock: Callable[[], datetime]

    def one(self, row: Call[Sent, Got], request: Sent) -> Answer[Got]:
        """
        Make a call that brings one thing.
        """
        return self._made(row, request, lambda document: _reading.one(row, document))

    def many(self, row: Call[Sent, Got], request: Sent | None = None) -> Answer[Records[Got]]:
        """
        Make a call that brings a list.
        """
        return self._made(row, request, lambda document: _reading.many(row, document))

    def done(self, row: Call[Sent, Any], request: Sent) -> Answer[None]:
        """
        Make a call that brings nothing that is read.
        """
        return self._made(row, request, lambda _: None)

    def _made(self, row: Call[Sent, Any], request: Sent | None, data: Callable[[dict[str, Any]], T]) -> Answer[T]:
        def read(answered: JsonResponse) -> Answer[T]:
            document = verdict(answered, proof=_reading.proof(row), safe=row.safe)
            return _answer(row, document, data(document))

        if row.request is not None:
            argument(row.argument, fields.instance(row.request), request)
        return self.session.authorised(lambda token: ask(self.transport, self._question(row, request, token), read))

    def _question(self, row: Call[Sent, Any], request: Sent | None, token: Secret) -> JsonRequest:
        who: dict[str, object] = {"islemYapilanKurumKodu": int(self.kurum_kodu), "islemYapanTcKimlikNo": int(self.islem_yapan)}
        body: dict[str, Any] = {}
        if request is not None:
            body = {"parts": _writing.form(request, who), "accept": "*/*"} if row.form else {"content": _writing.content(row, request, who)}
        return JsonRequest(
            operation=row.method,
            method=row.verb,
            url=f"{self.host}{row.path}",
            headers={"Authorization": f"Bearer {token.reveal()}"},
            safe=row.safe,
            refusals=REFUSALS,
            **body,
        )


def _answer(row: Call[Any, Any], document: dict[str, Any], data: T) -> Answer[T]:
    """
    The data with what was said beside it.
    """
    infos, warnings = (tuple(one for form in FORMS for one in said(document, form[place])) for place in (1, 2))
    kept = KNOWN if row.answer is not None else KNOWN - {"data"}
    extra = {name: value for name, value in document.items() if name not in kept and not (name == "data" and value is None)}
    lang = document.get("lang")
    return Answer(
        data=data,
        infos=infos,
        warnings=warnings,
        lang=lang if isinstance(lang, str) else None,
        extra={} if row.at_root and document.get("data") is None else extra,
    )
