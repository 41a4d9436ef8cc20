"""
Interpretation of HES answers. Source: observed in public clients; the service document is not public.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from saglikclient._core.boundary import alone
from saglikclient._core.codes import Unknown, UnknownFlag
from saglikclient._core.json_models import JsonModels
from saglikclient._core.json_values import as_text, text, utc_moment
from saglikclient._core.masking import code_and_words
from saglikclient._transport.json_call import as_object
from saglikclient.errors import AuthenticationError, Expired, HttpError, Issue, NotFound, ProtocolError, SaglikError, ServiceError
from saglikclient.hes.models import HealthStatus, HesOutcome, HesResult, OutcomeKind
from saglikclient.identifiers import HesCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saglikclient._transport.json_call import JsonResponse

R = TypeVar("R", bound=HesResult)

OK = 200
DENIALS, FAILED = frozenset({401, 403}), 500
REFUSALS = frozenset({400, *DENIALS, 404, 409, 410, 422, FAILED})
"""Statuses whose JSON body may contain an `errorKey` or a title; only 400 was observed."""
MAX_WORDS = 500
"""Characters of a title and of a detail that are kept."""
NOT_FOUND, EXPIRED = "hescodenotfound", "hescodehasbeenexpired"
KINDS = {NOT_FOUND: OutcomeKind.NOT_FOUND, EXPIRED: OutcomeKind.EXPIRED}

_NUMBER = re.compile(r"\d{7}")
"""Seven digits in a row may be a telephone or identity number."""

STATUSES = {status.value: status for status in HealthStatus}


def _status(value: object) -> HealthStatus | Unknown:
    name = text(value)
    return STATUSES[name] if name in STATUSES else Unknown(name)


def _flag(value: object) -> bool | Unknown:
    return value if isinstance(value, bool) else UnknownFlag(as_text(value))


def _as_it_is(value: object) -> HesCode:
    """Return the requested code, which `result` adds to the record."""
    assert isinstance(value, HesCode)  # noqa: S101 - see result()
    return value


STRUCTURING = JsonModels({HealthStatus: _status, HesCode: _as_it_is, bool: _flag})


def result(kind: type[R], document: object, code: HesCode, path: str = "$") -> R:
    """Read the record of one code."""
    known = as_object(document)
    if known is None:
        raise ProtocolError("must be an object", path=path)
    known["hes_code"] = code  # the document is not used elsewhere
    return STRUCTURING.make(kind, known, path)


def single(kind: type[R], answered: JsonResponse, code: HesCode) -> R:
    """
    Read the answer to a single check.

    Raises:
        AuthenticationError: For 401 and 403.
        NotFound: If the code does not exist.
        Expired: If the code has expired.
        ServiceError: If the service refused for another reason.
        HttpError: If it failed without a reason.
        ProtocolError: If the answer is invalid.
    """
    document = as_object(answered.document) or {}
    if answered.status != OK or document.get("errorKey") is not None:
        raise _refused(answered.status, document, (code,))
    return result(kind, answered.document, code)


def _refused(status: int, document: dict[str, Any], codes: Sequence[HesCode]) -> SaglikError:
    """Return the error for a refusal, with its title: a problem of RFC 9457 that may have a key of the service."""
    given, words = document.get("errorKey"), _words(document, codes)
    key = given if isinstance(given, str) else ""
    if status in DENIALS:
        denied = AuthenticationError(f"the service denied access (HTTP {status})", **_facts(str(status), words, status))
        denied.status = status
        return denied
    if not key and status == OK:
        return ProtocolError("must be an error key", path="$.errorKey")
    if not key and not words:
        return HttpError(f"the service answered with HTTP {status}", status=status, excerpt="JSON without an errorKey")
    facts = _facts(*code_and_words(key, words), status) if key else _facts(str(status), words, status)
    if key == NOT_FOUND:
        return NotFound("there is no such code", **facts)
    if key != EXPIRED:
        return ServiceError("the service refused", **facts)
    expired = Expired("the HES code has expired", **facts)
    if isinstance(document.get("expiration_date"), str):
        with suppress(TypeError, ValueError):  # observed in one client only; optional
            expired.expiration_date = utc_moment(document["expiration_date"])
    return expired


def _facts(code: str, words: str, status: int) -> dict[str, Any]:
    return {"code": code, "message": words, "issues": (Issue(code=code, message=words, system=status == FAILED),)}


def _words(document: dict[str, Any], codes: Sequence[HesCode]) -> str:
    """
    Return the title and the detail of a refusal, without the requested codes. A detail often repeats what was sent, so one that may
    contain a personal number is omitted.
    """
    title, detail = (value.strip()[:MAX_WORDS] if isinstance(value := document.get(name), str) else "" for name in ("title", "detail"))
    words = ": ".join(filter(None, (title, "" if detail == title or _NUMBER.search(detail) else detail)))
    for code in codes:
        words = words.replace(code.value, "***").replace(str(code), "***")
    return words


def bulk(kind: type[R], answered: JsonResponse, codes: Sequence[HesCode]) -> dict[str, HesOutcome[R]]:
    """
    Read the answer to a bulk check: exactly one outcome per code, also for codes that the answer omits. A member that cannot be read costs
    its own code only.

    Raises:
        AuthenticationError: For 401 and 403.
        ServiceError: If the service refused the whole check.
        HttpError: If it failed without a reason.
        ProtocolError: If the answer is not an object with two maps.
    """
    document = as_object(answered.document)
    if answered.status != OK or (document and document.get("errorKey") is not None):
        raise _refused(answered.status, document or {}, codes)
    if document is None:
        raise ProtocolError("must be an object", path="$")
    found, failed = (_map(document, name) for name in ("success_map", "unsuccess_map"))
    return {code.value: _outcome(kind, code, found, failed, answered.request_id) for code in codes}


def _map(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Return one of the two maps; a missing or null one is empty."""
    value = as_object(document.get(name))
    if value is None and document.get(name) is not None:
        raise ProtocolError("must be an object", path=f"$.{name}")
    return value or {}


def _outcome(kind: type[R], code: HesCode, found: dict[str, Any], failed: dict[str, Any], request_id: str) -> HesOutcome[R]:
    try:
        return _read_outcome(kind, code, found, failed)
    except ProtocolError as error:
        error.request_id = request_id
        return HesOutcome(kind=OutcomeKind.FAILED, hes_code=code, error=alone(error))  # without its frames, which hold the answer


def _read_outcome(kind: type[R], code: HesCode, found: dict[str, Any], failed: dict[str, Any]) -> HesOutcome[R]:
    value = code.value
    if value in found:
        if value in failed:
            raise ProtocolError("appears in both maps; the answer is ambiguous", path="$.unsuccess_map.*")
        return HesOutcome(kind=OutcomeKind.RESULT, hes_code=code, result=result(kind, found[value], code, "$.success_map.*"))
    if value not in failed:
        return HesOutcome(kind=OutcomeKind.UNANSWERED, hes_code=code)
    key = failed[value]
    if not isinstance(key, str):
        raise ProtocolError("must be an error key", path="$.unsuccess_map.*")
    return HesOutcome(kind=KINDS.get(key, OutcomeKind.UNKNOWN_KEY), hes_code=code, error_key=key)
