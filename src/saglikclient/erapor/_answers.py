"""
Interpretation of e-Rapor answers. The guide shows none: the forms below were observed in a public client, and names are matched
case-insensitively.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient._core import timing
from saglikclient._core.codes import Unknown
from saglikclient._core.json_models import INVALID
from saglikclient._core.json_values import as_text, kept
from saglikclient._transport.json_call import as_list, as_object
from saglikclient.config import Secret
from saglikclient.erapor.models import AccessToken, Report
from saglikclient.erapor.urls import SERVICE
from saglikclient.errors import AuthenticationError, HttpError, InvalidRequest, Issue, ProtocolError, ServiceError
from saglikclient.identifiers import Tckn
from saglikclient.records import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient._transport.json_call import Document, JsonResponse
    from saglikclient.erapor.models import Role
    from saglikclient.errors import SaglikError

LIST = "patient_reports"
"""The operation that returns reports."""
OK, UNAUTHORIZED, FORBIDDEN = 200, 401, 403
BAD_REQUEST, NO_SUCH_PAGE, FAILED = 400, 404, 500
REFUSALS = frozenset({BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NO_SUCH_PAGE, 409, 422, FAILED})
"""Statuses whose JSON body may contain the reason. It is not published which of them e-Rapor uses."""
WORDS = ("error_description", "message", "error")
MAX_LIFETIME = 366 * 24 * 3600
TOKEN = re.compile(r"[!#-;=?-\[\]-~]+")
"""Characters of an OAuth 2.0 access token (RFC 6749, NQCHAR), except those of markup."""

_CODE = re.compile(r"[A-Za-z][\w.:-]{0,39}|\d{1,6}", re.ASCII)
"""The form of a code that `str()` of an error may contain; excludes sentences and personal numbers."""
_QUERY = re.compile(r"\?[\w.-]+=[^\s\"'<>]*")


def folded(document: object) -> dict[str, Any]:
    """Return an object with lower-case names; empty if it is not an object, or ambiguous because two names differ only in case."""
    known = as_object(document) or {}
    found = {name.lower(): value for name, value in known.items()}
    return found if len(found) == len(known) else {}


@attrs.frozen
class Envelope:
    """
    An answer of the form `{data, result, message}` (observed) or OAuth. `repr()` shows only the status.

    Attributes:
        status: HTTP status.
        document: The parsed document.
        fields: The members by lower-case name; empty if the document is not an object.
    """

    status: int
    document: Document = attrs.field(repr=False)
    fields: dict[str, Any] = attrs.field(repr=False)

    @classmethod
    def of(cls, answered: JsonResponse) -> Envelope:
        """Create an envelope from an answer."""
        return cls(answered.status, answered.document, folded(answered.document))

    @property
    def refuses(self) -> bool:
        """Whether the answer is a refusal."""
        return self.status != OK or self.fields.get("result") is False or bool(self.fields.get("error"))

    @property
    def has_words(self) -> bool:
        """Whether the answer contains a message."""
        return bool(self._words())

    def refusal(self, kind: type[AuthenticationError | ServiceError], secret: Secret) -> SaglikError:
        """
        Return the error for a refusal. An error status without a message is an `HttpError`.

        404 and 500 do not refuse credentials, unless `result` is false.

        Args:
            kind: The error class for refusals of this operation.

            secret: A secret to remove from the message: some servers echo the requested URL.
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
        values = (self.fields.get(name) for name in WORDS)
        return next((words.strip() for words in values if isinstance(words, str) and words.strip()), "")

    def _code(self, secret: Secret) -> str:
        values = (self.fields.get(name) for name in ("exceptioncode", "error"))
        codes = (_without(str(code), secret) for code in values if isinstance(code, str | int) and not isinstance(code, bool) and code)
        return next(filter(_CODE.fullmatch, codes), str(self.status) if self.status != OK else "")


def _without(words: str, secret: Secret) -> str:
    """Remove a secret and the queries of URLs from a message."""
    return _QUERY.sub("?***", words).replace(secret.reveal(), "***")


def token(answered: JsonResponse, role: Role, asked_at: datetime, password: Secret) -> AccessToken:
    """
    Read the token from `{data: {access_token}}` (observed) or the plain OAuth form (used by a related system). A null token with a message
    is a refusal, even beside `result: true`.

    Raises:
        AuthenticationError: If the answer is a refusal; with the Ministry's message.
        ServiceError: For 404 and 500 with a message.
        HttpError: If it failed without a message.
        ProtocolError: If the answer is neither a refusal nor a valid token.
    """
    envelope = Envelope.of(answered)
    if not envelope.refuses and (given := _given(envelope)):
        secret, life = given
        return AccessToken(value=secret, role=role, obtained_at=asked_at, expires_in=life)
    if envelope.refuses or (envelope.has_words and (envelope.fields.get("result") is None or _is_null(envelope))):
        raise envelope.refusal(AuthenticationError, password)
    raise ProtocolError("neither a token nor a refusal", path="$.data.access_token")


def _given(envelope: Envelope) -> tuple[Secret, timedelta | None] | None:
    """Return the token and its lifetime; None if there is no valid token."""
    inner = folded(envelope.fields.get("data")) or envelope.fields
    value, result = inner.get("access_token"), envelope.fields.get("result")
    if not isinstance(value, str) or not TOKEN.fullmatch(value.strip()) or inner.get("error") or not (result is None or result is True):
        return None
    return Secret(value.strip()), _life(inner.get("expires_in"))


def _is_null(envelope: Envelope) -> bool:
    """Return whether the place of the token is null or blank."""
    data = envelope.fields.get("data")
    value = folded(data).get("access_token", ...) if data is not None else envelope.fields.get("access_token")
    return value is None or (isinstance(value, str) and not value.strip())


def _life(value: object) -> timedelta | None:
    """Parse `expires_in` (seconds); None if it is missing or invalid, since an unknown lifetime is better than a wrong one."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:12])
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MAX_LIFETIME:
        return None
    return timedelta(seconds=value)


def reports(answered: JsonResponse, token: Secret) -> Iterator[Report | Unreadable]:
    """
    Read the reports from `{data, result, message}` (observed for related operations). A report that cannot be read costs itself only.

    Raises:
        ServiceError: If the answer is a refusal; with the Ministry's message.
        AuthenticationError: For 401 and 403.
        HttpError: If it failed without a message.
        ProtocolError: If the answer is neither a refusal nor a list.
    """
    envelope = Envelope.of(answered)
    if envelope.refuses:
        raise envelope.refusal(ServiceError, token)
    if envelope.fields and envelope.fields.get("result") is not True:
        raise ProtocolError("does not report success", path="$.result")
    items, path = _listed(envelope)
    for index, item in enumerate(items):
        try:
            yield _report(item)
        except INVALID:
            yield _unreadable(item, index, f"{path}[{index}]", answered.request_id)


def _unreadable(item: object, index: int, path: str, request_id: str) -> Unreadable:
    problem = "must be an object" if as_object(item) is None else "cannot be read: nested too deep"
    error = ProtocolError(problem, path=path, service=SERVICE, operation=LIST, request_id=request_id)
    return Unreadable(index=index, path=path, error=error)


def _listed(envelope: Envelope) -> tuple[list[object], str]:
    """
    Return the list, in an envelope or bare, and its path; empty for `data: null`.

    Raises:
        ProtocolError: If there is no list, or if an item of a bare one is an envelope, which may be a refusal.
    """
    if envelope.fields:
        items, path = [] if envelope.fields.get("data", ...) is None else as_list(envelope.fields.get("data")), "$.data"
    else:
        items, path = as_list(envelope.document), "$"
        refusing = (index for index, item in enumerate(items or ()) if "result" in folded(item))
        if (index := next(refusing, None)) is not None:
            raise ProtocolError("must be a list of objects", path=f"$[{index}]")
    if items is None:
        raise ProtocolError("must be a list of objects", path=path)
    return items, path


RECOGNISED = {
    "rapor_no": ("raporno", "reportno", "reportnumber"),
    "referans_no": ("raporreferansno", "raporreferansnumarasi", "referansno", "referenceno", "reportreferenceno", "referencenumber"),
    "hasta_tckn": ("hastatckn", "hastatckimlikno", "hastatckimliknumarasi", "patientid", "patienttckn", "tckn", "tckimlikno"),
    "hasta_adi": ("hastaadi", "hastaadisoyadi", "patientname", "patientfullname"),
    "tarih": ("tarih", "raportarihi", "date", "reportdate", "createdate"),
}
"""Modelled: likely names of the columns of the guide's list screen (report number, patient, reference number, name, date)."""


_PLAIN = str.maketrans("ıİşŞğĞüÜöÖçÇ", "iissgguuoocc")


def _report(item: object) -> Report:
    """Map recognised members to fields, and keep the others in `extra`."""
    members = as_object(item)
    if members is None:
        raise TypeError("must be an object")
    rest = dict(members)
    named = {re.sub(r"[^a-z]", "", name.translate(_PLAIN).lower()): name for name in reversed(rest)}
    found: dict[str, Any] = {}
    for field, names in RECOGNISED.items():
        for name in (named[name] for name in names if name in named):
            if (value := _READ[field](rest[name])) is not None:
                found[field] = value
                del rest[name]
                break
    return Report(**found, extra=kept(rest, frozenset()))


def _text(value: object) -> str | None:
    return None if value is None else as_text(value) or None


def _identity(value: object) -> Tckn | Unknown | None:
    text = _text(value)
    try:
        return Tckn(text) if text else None
    except InvalidRequest:
        return Unknown(text or "")


def _moment(value: object) -> datetime | Unknown | None:
    """Parse ISO 8601 or the Turkish form; `Unknown` for any other value."""
    text = _text(value)
    if text is None:
        return None
    for form in ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"):
        try:
            return timing.aware(datetime.strptime(text, form))  # noqa: DTZ007 - aware() sets the zone
        except ValueError:
            continue
    try:
        return timing.aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return Unknown(text)


_READ = {"rapor_no": _text, "referans_no": _text, "hasta_tckn": _identity, "hasta_adi": _text, "tarih": _moment}
