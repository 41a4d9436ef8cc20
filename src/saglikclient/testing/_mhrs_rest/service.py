"""
The REST service of MHRS in the Sandbox: login, tokens, all forms of the envelope, multipart forms. It behaves like the service where that
was observed.
"""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient._transport.json_call import as_list, as_object
from saglikclient.errors import ConfigurationError, InvalidRequest, ProtocolError
from saglikclient.mhrs.model.gelis import RANDEVU_IPTAL, ZATEN_OYLE, RandevuDurumSonucu
from saglikclient.mhrs.rest import _operations as rows
from saglikclient.mhrs.rest._envelope import ARRIVAL_UPDATED, CANCELLED_BEFORE, NO_RIGHT, SLOT_TAKEN, TOO_FAST
from saglikclient.mhrs.rest._reading import STRUCTURING
from saglikclient.mhrs.rest._writing import CODES, DOCUMENT, DOCUMENT_NAME
from saglikclient.testing._hospital.hospital import Refused
from saglikclient.testing._mhrs_rest.handlers import HANDLERS
from saglikclient.testing._mhrs_rest.state import NOT_FOUND, SESSION_EXPIRED, SESSION_REPLACED, TOO_MANY
from saglikclient.testing._service import FakeResponse, Request, json_response

if TYPE_CHECKING:
    from saglikclient._core.model import Model
    from saglikclient.mhrs.rest._operations import Call
    from saglikclient.testing._mhrs_rest.state import MhrsRestState

STATUSES = {
    SESSION_EXPIRED: 401,
    SESSION_REPLACED: 401,
    "LOCAL-LOGIN": 401,
    TOO_MANY: 428,
    TOO_FAST: 428,
    NO_RIGHT: 403,
    NOT_FOUND: 404,
}
OWN = {"LOCAL-TAKEN": SLOT_TAKEN, "LOCAL-CANCELLED": CANCELLED_BEFORE}
"""Refusals of the hospital for which the service has a code."""
OLDER = frozenset({rows.RANDEVU_IPTAL.method, rows.ISTISNA_DELETE.method})
"""Calls whose answers are declared in the older form."""
DONE = "Güncelleme işlemi başarıyla gerçekleştirilmiştir."
WORDS = {
    ZATEN_OYLE: "Randevunun durumu zaten {durum} olduğu için değiştirilmedi.",
    RANDEVU_IPTAL: "Randevu iptal edildiği için geldi/gelmedi bilgisi güncellenemez.",
}
"""Observed texts of the service; the codes were not observed."""


class FakeMhrsRest:
    """The REST service."""

    base = "https://mhrs-rest.sandbox.invalid"

    def __init__(self, office: MhrsRestState) -> None:
        self.office = office
        self._rows = {(row.verb, row.path): row for row in (rows.LOGIN, *rows.CALLS)}

    def identify(self, request: Request) -> FakeResponse:
        """Return the operation."""
        row = self._row(request)
        return FakeResponse(outcome="", processed=False, operation=row.method if row else "")

    def answer(self, request: Request) -> FakeResponse:
        """Check the session, then process the request."""
        row = self._row(request)
        if row is None:
            return FakeResponse(outcome="404", processed=False, status=404, content_type="text/plain")
        try:
            if row is rows.LOGIN:
                return self._accepted(row, self._login(_members(request)))
            self.office.admit(request.headers.get("Authorization", "").removeprefix("Bearer "))
            return self._done(row, HANDLERS[row.method](self.office, self._asked(row, request)))
        except Refused as refusal:
            return self._refused(row, [(OWN.get(refusal.code, refusal.code), refusal.words)])

    def _row(self, request: Request) -> Call[Any, Any] | None:
        return self._rows.get((request.method, request.path.removeprefix(self.base)))

    def _login(self, asked: dict[str, Any]) -> dict[str, object]:
        """Check the credentials and return a token."""
        office, given = self.office, (asked.get("kullaniciAdi"), asked.get("parola"), asked.get("kurumKodu"), asked.get("uygulamaKodu"))
        account = int(office.credentials.username), office.credentials.password.reveal()
        if given != (*account, int(office.hospital.kurum_kodu), office.uygulama_kodu):
            raise Refused("LOCAL-LOGIN", "kullanıcı bilgileri hatalı")
        return {
            "uuid": f"{office.source.getrandbits(64):016x}",
            "jwt": office.log_in(),
            "kullaniciUuid": None,
            "kullaniciAdi": "SANDBOX",
            "kullaniciSoyadi": "HBYS",
            "kullaniciTipi": {"val": 1, "valText": None},
            "islemKanali": "HBYS",
            "girisTipi": {"val": 1, "valText": None},
        }

    def _asked(self, row: Call[Any, Any], request: Request) -> Model | None:
        """Check the sender and parse the request."""
        if row.request is None:
            return None
        members = _parts(request) if row.form else _members(request)
        if str(members.get("islemYapilanKurumKodu")) != str(int(self.office.hospital.kurum_kodu)) or not members.get(
            "islemYapanTcKimlikNo"
        ):
            raise Refused("LOCAL-INSTITUTION", "işlem yapılan kurum ya da işlem yapan kişi hatalı")
        try:
            made: Model = STRUCTURING.make(row.request, members, "$")
        except (ProtocolError, InvalidRequest, ConfigurationError):
            raise Refused("LOCAL-INVALID", "istek okunamadı") from None
        return made

    def _done(self, row: Call[Any, Any], result: object) -> FakeResponse:
        """Answer with the result of a handler; reports of arrival have their own form."""
        if row is not rows.RANDEVU_GERCEKLESME_BILGISI:
            return self._accepted(row, result)
        failed = [one for one in as_list(result) or () if isinstance(one, RandevuDurumSonucu) and not one.basarili]
        if failed:
            return self._refused(row, [(f"LOCAL-{one.hata_kodu}", self._words(one)) for one in failed])
        return self._accepted(row, None, [(ARRIVAL_UPDATED, DONE)])

    def _words(self, result: RandevuDurumSonucu) -> str:
        """Return the text of the service, where observed."""
        randevu = self.office.hospital.randevular.get(result.randevu_hrn)
        durum = randevu.durum if randevu else None
        number = next((own for codes in CODES.values() for code, own in codes.items() if code is durum), "")
        return WORDS.get(result.hata_kodu or "", result.aciklama or "").format(durum=number)

    def _accepted(self, row: Call[Any, Any], data: object, infos: list[tuple[str, str]] | None = None) -> FakeResponse:
        warned, status = self.office.warnings, self.office.warned_status if self.office.warnings else 200
        if row.safe and row.many and (plain := self._plain(row, data)):
            return plain
        if self.office.form == "older" and row.method in OLDER:
            older = {"data": data, "errorList": [], "httpStatus": 200, "infoList": [], "valid": True, "warningList": _entries(warned)}
            return json_response(older, operation=row.method, outcome="200")
        envelope = {
            "lang": "tr-TR",
            "success": True,
            "infos": _entries(infos or []),
            "warnings": _entries(warned),
            "errors": [],
            "data": data,
        }
        return _json(row, status, envelope)

    def _plain(self, row: Call[Any, Any], found: object) -> FakeResponse | None:
        """Return the answer to a query without an envelope, if so configured."""
        if not found and self.office.nothing == "no-content":
            return FakeResponse(outcome="204", processed=True, operation=row.method, status=204, content_type="")
        if not found and self.office.nothing == "not-found":
            return self._refused(row, [(NOT_FOUND, "kayıt bulunamadı")])
        return _json(row, 200, found) if self.office.bare else None

    def _refused(self, row: Call[Any, Any], errors: list[tuple[str, str]]) -> FakeResponse:
        """Build a refusal in the configured form."""
        code, words = errors[0]
        status = STATUSES.get(code, 400)
        contents: dict[str, tuple[int, dict[str, object]]] = {
            "detailed": (status if code in STATUSES else 500, {"error": words, "detailedError": code}),
            "older": (
                status,
                {"data": None, "errorList": _entries(errors), "httpStatus": status, "infoList": [], "valid": False, "warningList": []},
            ),
        }
        plain = {"lang": "tr-TR", "success": False, "infos": [], "warnings": [], "errors": _entries(errors), "data": None}
        kind, content = contents.get(self.office.form, (200 if self.office.form == "ok" else status, plain))
        return FakeResponse(
            body=json.dumps(content, ensure_ascii=False).encode(),
            outcome=code,
            processed=False,
            operation=row.method,
            status=kind,
            content_type="application/json; charset=utf-8",
        )


def _json(row: Call[Any, Any], status: int, document: object) -> FakeResponse:
    return attrs.evolve(json_response(document, operation=row.method, outcome="200"), status=status)


def _entries(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"kodu": code, "mesaj": words} for code, words in pairs]


def _members(request: Request) -> dict[str, Any]:
    try:
        members = as_object(json.loads(request.body))
    except ValueError:
        members = None
    if members is None:
        raise Refused("LOCAL-INVALID", "istek okunamadı")
    return members


def _parts(request: Request) -> dict[str, Any]:
    """Return the parts of a form: strings and the document."""
    head = f"Content-Type: {request.headers.get('Content-Type', '')}\r\n\r\n".encode()
    found: dict[str, Any] = {}
    for part in message_from_bytes(head + request.body).walk():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = content if name == DOCUMENT else content.decode()
    if DOCUMENT in found:
        found["belge"] = {"ad": found.get(DOCUMENT_NAME), "icerik": found[DOCUMENT]}
    return found
