"""
What e-Rapor's answers mean. The guide shows no answer: the forms below were seen in a public client, and names are read without regard
to case.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient._core import timing
from saglikclient._core.codes import Unknown
from saglikclient._transport.json_call import as_list, as_object
from saglikclient.config import Secret
from saglikclient.erapor.models import AccessToken, Report
from saglikclient.errors import AuthenticationError, HttpError, InvalidRequest, Issue, ProtocolError, ServiceError
from saglikclient.identifiers import Tckn

if TYPE_CHECKING:
    from saglikclient._transport.json_call import Document, JsonResponse
    from saglikclient.erapor.models import Role
    from saglikclient.errors import SaglikError

OK, UNAUTHORIZED, FORBIDDEN = 200, 401, 403
BAD_REQUEST, NO_SUCH_PAGE, FAILED = 400, 404, 500
REFUSALS = frozenset({BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NO_SUCH_PAGE, 409, 422, FAILED})
"""Statuses whose JSON body may say why. Which of them e-Rapor uses is not published."""
WORDS = ("error_description", "message", "error")
LONGEST_LIFE = 366 * 24 * 3600
TOKEN = re.compile(r"[!#-;=?-\[\]-~]+")
"""What OAuth 2.0 lets an access token hold (RFC 6749, NQCHAR), markup excepted; anything else is not clearly a token."""

_CODE = re.compile(r"[A-Za-z][\w.:-]{0,39}|\d{1,6}", re.ASCII)
"""What may stand in `str()` of an error: a code, and neither a sentence nor a person's number."""
_QUERY = re.compile(r"\?[\w.-]+=[^\s\"'<>]*")


def folded(document: object) -> dict[str, Any]:
    """
    An object by lower-case names; empty if it is none, or if two of its names differ in case only: then it says two things at once.
    """
    known = as_object(document) or {}
    found = {name.lower(): value for name, value in known.items()}
    return found if len(found) == len(known) else {}


@attrs.frozen
class Envelope:
    """
    `{data, result, message}` (observed) or the OAuth form. Shown, e.g. by a traceback with locals, it tells its status only.

    Attributes:
        status: HTTP status.
        document: All of it, as it came.
        fields: Its members by lower-case names; empty if it is no object.
    """

    status: int
    document: Document = attrs.field(repr=False)
    fields: dict[str, Any] = attrs.field(repr=False)

    @classmethod
    def of(cls, answered: JsonResponse) -> Envelope:
        """
        Take an answer as an envelope.
        """
        return cls(answered.status, answered.document, folded(answered.document))

    @property
    def refuses(self) -> bool:
        """
        Whether it says no.
        """
        return self.status != OK or self.fields.get("result") is False or bool(self.fields.get("error"))

    @property
    def has_words(self) -> bool:
        """
        Whether it says something to a reader.
        """
        return bool(self._words())

    def refusal(self, kind: type[AuthenticationError | ServiceError], secret: Secret) -> SaglikError:
        """
        The error that it stands for. A failing status that says nothing is an HTTP error.

        A page that is missing or has failed does not judge credentials, unless the envelope's own `result` does.

        Args:
            kind: What a refusal of this operation is.

            secret: What must not stand in the words: some servers echo the address that they were asked at.
        """
        says_no = self.fields.get("result") is False
        denied = self.status in {UNAUTHORIZED, FORBIDDEN}
        words, code = _without(self._words(), secret), self._code(secret)
        if not (words or says_no or denied or self.fields.get("error")):
            return HttpError(f"the service answered with HTTP {self.status}", status=self.status, excerpt="JSON without words")
        if self.status in {NO_SUCH_PAGE, FAILED} and not says_no:
            kind = ServiceError
        issue = Issue(code=code, message=words, system=self.status == FAILED)
        return (AuthenticationError if denied else kind)("the Ministry refused", code=code, message=words, issues=(issue,))

    def _words(self) -> str:
        said = (self.fields.get(name) for name in WORDS)
        return next((words.strip() for words in said if isinstance(words, str) and words.strip()), "")

    def _code(self, secret: Secret) -> str:
        said = (self.fields.get(name) for name in ("exceptioncode", "error"))
        codes = (_without(str(code), secret) for code in said if isinstance(code, str | int) and not isinstance(code, bool) and code)
        return next(filter(_CODE.fullmatch, codes), str(self.status) if self.status != OK else "")


def _without(words: str, secret: Secret) -> str:
    """
    The Ministry's words without the secret, and without the query of an address.
    """
    return _QUERY.sub("?***", words).replace(secret.reveal(), "***")


def token(answered: JsonResponse, role: Role, asked_at: datetime, password: Secret) -> AccessToken:
    """
    Take the token out of `{data: {access_token}}` (observed) or the bare OAuth form (a sister system's).

    Raises:
        AuthenticationError: If the answer refuses; with the Ministry's own words.
        ServiceError: If its page is missing or failed, and says so.
        HttpError: If it failed without words.
        ProtocolError: If it is neither a refusal nor clearly a token.
    """
    envelope = Envelope.of(answered)
    if not envelope.refuses and (given := _given(envelope)):
        secret, life = given
        return AccessToken(value=secret, role=role, obtained_at=asked_at, expires_in=life)
    if envelope.refuses or (envelope.has_words and envelope.fields.get("result") is None):
        raise envelope.refusal(AuthenticationError, password)
    raise ProtocolError("neither a token nor a refusal", path="$.data.access_token")


def _given(envelope: Envelope) -> tuple[Secret, timedelta | None] | None:
    """
    The token and how long it lasts; None if there is none, or if it is doubtful.
    """
    inner = folded(envelope.fields.get("data")) or envelope.fields
    value, result = inner.get("access_token"), envelope.fields.get("result")
    if not isinstance(value, str) or not TOKEN.fullmatch(value.strip()) or inner.get("error") or not (result is None or result is True):
        return None
    return Secret(value.strip()), _life(inner.get("expires_in"))


def _life(value: object) -> timedelta | None:
    """
    `expires_in` in seconds; None if it is absent or senseless, since an unknown lifetime is better than a wrong one.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:12])
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LONGEST_LIFE:
        return None
    return timedelta(seconds=value)


def reports(answered: JsonResponse, token: Secret) -> tuple[Report, ...]:
    """
    Take the reports out of `{data, result, message}` (observed for the sister operations).

    Raises:
        ServiceError: If the answer refuses; with the Ministry's own words.
        AuthenticationError: For 401 and 403.
        HttpError: If it failed without words.
        ProtocolError: If it is neither a refusal nor a list.
    """
    envelope = Envelope.of(answered)
    if envelope.refuses:
        raise envelope.refusal(ServiceError, token)
    if envelope.fields and envelope.fields.get("result") is not True:
        raise ProtocolError("does not say that it succeeded", path="$.result")
    if path := _damage(envelope):
        raise ProtocolError("must be a list of objects", path=path)
    return tuple(map(_report, _listed(envelope) or ()))


def _listed(envelope: Envelope) -> list[object] | None:
    """
    The list, in its envelope or bare; empty for `data: null`, None if there is none.
    """
    if not envelope.fields:
        return as_list(envelope.document)
    return [] if envelope.fields.get("data", ...) is None else as_list(envelope.fields.get("data"))


def _damage(envelope: Envelope) -> str:
    """
    Where the list is none, or an item of it no report; empty if all is well. An envelope within a bare list is none: it may refuse.
    """
    items, path = _listed(envelope), "$.data" if envelope.fields else "$"
    if items is None:
        return path
    wrong = (as_object(item) is None or (not envelope.fields and "result" in folded(item)) for item in items)
    return next((f"{path}[{index}]" for index, odd in enumerate(wrong) if odd), "")


RECOGNISED = {
    "rapor_no": ("raporno", "reportno", "reportnumber"),
    "referans_no": ("raporreferansno", "raporreferansnumarasi", "referansno", "referenceno", "reportreferenceno", "referencenumber"),
    "hasta_tckn": ("hastatckn", "hastatckimlikno", "hastatckimliknumarasi", "patientid", "patienttckn", "tckn", "tckimlikno"),
    "hasta_adi": ("hastaadi", "hastaadisoyadi", "patientname", "patientfullname"),
    "tarih": ("tarih", "raportarihi", "date", "reportdate", "createdate"),
}
"""Modelled: likely names of what the guide's list screen shows (report number, patient, reference number, name, date)."""


_PLAIN = str.maketrans("ıİşŞğĞüÜöÖçÇ", "iissgguuoocc")


def _report(item: object) -> Report:
    """
    Recognise what can be recognised, and keep the rest as it came.
    """
    rest = dict(as_object(item) or {})
    named = {re.sub(r"[^a-z]", "", name.translate(_PLAIN).lower()): name for name in reversed(rest)}
    found: dict[str, Any] = {}
    for field, names in RECOGNISED.items():
        for name in (named[name] for name in names if name in named):
            if (value := _READ[field](rest[name])) is not None:
                found[field] = value
                del rest[name]
                break
    return Report(**found, extra=rest)


def _text(value: object) -> str | None:
    return (str(value).strip() or None) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _identity(value: object) -> Tckn | Unknown | None:
    text = _text(value)
    try:
        return Tckn(text) if text else None
    except InvalidRequest:
        return Unknown(text or "")


def _moment(value: object) -> datetime | None:
    """
    ISO 8601, or the Turkish form; anything else stays in `extra`.
    """
    if not isinstance(value, str):
        return None
    for form in ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"):
        try:
            return timing.aware(datetime.strptime(value, form))  # noqa: DTZ007 - aware() puts the zone on
        except ValueError:
            continue
    try:
        return timing.aware(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return None


_READ = {"rapor_no": _text, "referans_no": _text, "hasta_tckn": _identity, "hasta_adi": _text, "tarih": _moment}
