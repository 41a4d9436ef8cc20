"""
The verdict on an answer: `{lang, success, infos, warnings, errors, data}` and its alternative forms. Its flags and codes decide, the HTTP
status only where they are missing. Message texts are never interpreted.

An answer that does not report success counts as a failure. Source: observed in one public client; the codes were observed on the citizen
side of the same platform, on which HTTP 428 has no meaning of its own.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from saglikclient._core.masking import code_and_words
from saglikclient._transport.json_call import as_list, as_object
from saglikclient._transport.judge import FORBIDDEN, SERVER_ERROR, UNAUTHORIZED
from saglikclient.errors import (
    AlreadyCancelled,
    AuthenticationError,
    CaptchaRequired,
    GreenListRequired,
    HttpError,
    Issue,
    NotFound,
    NotPermitted,
    ProtocolError,
    SaglikError,
    ServiceError,
    SlotTaken,
    TryLater,
)
from saglikclient.mhrs.rest.answer import Bildirim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saglikclient._transport.json_call import JsonResponse

DONE = frozenset({200, 201, 202})
REFUSALS = frozenset({201, 202, *range(400, 600)}) - {407, 502, 503, 504}
"""Statuses whose JSON body comes from the service; 407 comes from a proxy, 502 to 504 from a gateway or overload, whatever the body."""
OUTWEIGHING = frozenset({UNAUTHORIZED, *range(SERVER_ERROR, 600)})
"""Statuses that outweigh a success flag in the answer to a write: it may not have been processed, or not to the end."""
NO_CONTENT = 204
"""A query found nothing; the service's own code for it, GNL1005, has no body to be in."""
BAD_REQUEST = 400
MIN_ERROR = 400
CAPTCHA, RATE_LIMIT = 428, 429

TOO_MANY, TOO_FAST, NO_RIGHT = "RNDS1010", "GNL2029", "LGN1006"
SLOT_TAKEN, CANCELLED_BEFORE = "RND4037", "RNDI1004"
SESSION_LOST = frozenset({"LGN1004", "LGN2000", "LGN2001"})
"""The session has expired, or was ended from another device."""
NOTHING_FOUND = frozenset({"GNL1005", "RND4010"})
ERRORS: Mapping[str, tuple[type[ServiceError], str]] = {
    TOO_MANY: (CaptchaRequired, "too many queries: the service asks for a captcha"),
    TOO_FAST: (TryLater, "too many queries"),
    NO_RIGHT: (NotPermitted, "the account has no right to this call"),
    "RND3001": (GreenListRequired, "the clinic takes only patients on its green list"),
    SLOT_TAKEN: (SlotTaken, "the slot is taken"),
    CANCELLED_BEFORE: (AlreadyCancelled, "the appointment has been cancelled before"),
    **dict.fromkeys(NOTHING_FOUND, (NotFound, "nothing was found")),
}
"""Errors by code. RND4037 is inferred from its series; the others were observed on the citizen side of the same platform."""
ARRIVAL_UPDATED = "RND6032"
"""The only success code that the public client checks: a report of arrival was accepted."""

FLAGS = ("success", "valid")
"""The success flags of the envelope and of its older form."""
FORMS = (("errors", "infos", "warnings"), ("errorList", "infoList", "warningList"))
"""The lists of the envelope and of its older form."""
ENVELOPE = frozenset({"data", *FLAGS})
"""Members of an envelope, which must report success itself."""
OF_A_REFUSAL = frozenset({"kodu", *FLAGS, FORMS[0][0], FORMS[1][0]})
"""Members of envelopes and of notices, which no record has: a list may be one of refusals."""
KNOWN = frozenset({"lang", "httpStatus", *ENVELOPE, *FORMS[0], *FORMS[1]})
_STATUS = re.compile(r"\d{3}(?!\d)", re.ASCII)


def verdict(response: JsonResponse, *, login: bool = False, proof: str = "", safe: bool = True) -> dict[str, Any]:
    """
    Return the document of an answer that reports success; raise for all others.

    Args:
        response: Status and document.

        login: Whether it answers a login, whose refusal concerns the credentials.

        proof: A member that implies success in an answer without an envelope; empty if an envelope is required.

        safe: Whether the call only reads. A write counts as refused only by a flag or a code: gateways, and servers that fail after
            processing, return JSON as well.

    Returns:
        The document. If a query found nothing, its errors are among the infos.

    Raises:
        AuthenticationError: If the session has ended, the credentials are refused, or a login requires a captcha.
        ServiceError: If it was refused; its class follows from the code.
        HttpError: If it failed without a reason.
        ProtocolError: If it reports neither success nor refusal.
    """
    document = as_object(response.document)
    if document is None:
        return _bare(response, login=login, safe=safe)
    issues = _issues(document, response.status)
    if safe and issues and NOTHING_FOUND.issuperset(issue.code for issue in issues) and not document.get("data"):
        return _nothing(document)
    refuses = bool(issues) or _denies(document)
    if refuses and ((safe and not login) or _is_verdict(document, issues, response.status, login=login)):
        raise _refusal(issues, response.status, login=login)
    if refuses and response.status in DONE:
        raise ProtocolError("reports neither success nor refusal", path="$")
    claims = any(document.get(name) is True for name in FLAGS)
    if response.status not in DONE and (refuses or not claims or (not safe and response.status in OUTWEIGHING)):
        raise _without_reason(response.status, login=login, safe=safe, claims=claims)
    if not (proof and proof in document and document.keys().isdisjoint(ENVELOPE)):
        _affirmed(document)
    if safe and document.get("data") is None and any(one.kodu == TOO_MANY for form in FORMS for one in notices(document, form[2])):
        kind, summary = ERRORS[TOO_MANY]
        raise kind(summary, code=TOO_MANY)  # with results beside it, it is a warning
    return document


def _bare(response: JsonResponse, *, login: bool, safe: bool) -> dict[str, Any]:
    """
    Return an envelope for an answer without one: the list that some queries return, or nothing found.
    """
    if response.status == NO_CONTENT:
        return {}
    if response.status not in DONE:
        raise _without_reason(response.status, login=login, safe=safe)
    items = as_list(response.document)
    if items is None or login or not safe:
        raise ProtocolError("must be an object", path="$")
    refusals = [item for item in map(as_object, items) if item is not None and not OF_A_REFUSAL.isdisjoint(item)]
    if refusals:
        named = [error for item in refusals for error in as_list(item.get(FORMS[0][0])) or [item]]
        raise _refusal(_issues({FORMS[0][0]: named}, response.status), response.status, login=False)
    return {"data": items}


def _nothing(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return an envelope without data whose infos tell why.
    """
    lists = [name for errors, infos, _ in FORMS for name in (errors, infos)]
    found = [notice for name in lists for notice in as_list(document.get(name)) or ()]
    return {**document, "data": None, **dict.fromkeys(lists), "infos": found}


def _affirmed(document: dict[str, Any]) -> None:
    """
    Require success flags, each exactly `true`: `1` and `"true"` do not count, and another value beside a `true` is ambiguous.

    Raises:
        ProtocolError: If there is no flag, or one with another value.
    """
    flags = [name for name in FLAGS if document.get(name) is not None]
    odd = next((name for name in flags if document[name] is not True), None if flags else FLAGS[0])
    if odd is not None:
        raise ProtocolError("does not report success", path=f"$.{odd}")


def _denies(document: dict[str, Any]) -> bool:
    """
    Whether an answer reports failure by a flag or, in the older form, by a status in the body.
    """
    return any(document.get(name) is False for name in FLAGS) or _status(document.get("httpStatus")) >= MIN_ERROR


def _is_verdict(document: dict[str, Any], issues: tuple[Issue, ...], status: int, *, login: bool) -> bool:
    """
    Whether a write or a login was refused by the service itself: by a flag or a code, without a flag for the opposite. Gateways and
    application servers also return `{error, detailedError}` (observed with 500) when they fail.
    """
    refused = any(issue.code for issue in issues) or any(document.get(name) is False for name in FLAGS)
    contradicted = any(document.get(name) is True for name in FLAGS)
    return ((refused or status == UNAUTHORIZED) and not contradicted) or (login and status == BAD_REQUEST)


def _status(value: object) -> int:
    """
    Read a status in the body, whose type was never observed: a number, digits, perhaps followed by a name, or a name. 0 for anything else.
    """
    text = str(value).strip()
    if text in HTTPStatus.__members__:
        return HTTPStatus[text].value
    digits = _STATUS.match(text)
    return int(digits[0]) if digits else 0


def _issues(document: dict[str, Any], status: int) -> tuple[Issue, ...]:
    """
    Return the issues of an answer, in any of its forms.
    """
    system = status >= SERVER_ERROR
    named = [*notices(document, FORMS[0][0]), *notices(document, FORMS[1][0])]
    found = tuple(Issue(code=one.kodu, message=one.mesaj, system=system) for one in named)
    bare = [document[name] for name in ("error", "detailedError") if document.get(name)]
    if status >= MIN_ERROR and not bare:  # a problem of RFC 9457
        bare = [document[name] for name in ("title", "detail") if isinstance(document.get(name), str)]
    return found or tuple(Issue(message=_text(one), system=system) for one in bare)


def notices(document: dict[str, Any], name: str) -> tuple[Bildirim, ...]:
    """
    Return one of the lists of `{kodu, mesaj}`; absent and null are empty, and anything else is one notice.
    """
    given = document.get(name)
    if not given:
        return ()
    items = as_list(given)
    return tuple(_notice(item) for item in ([given] if items is None else items))


def _notice(item: object) -> Bildirim:
    fields = as_object(item)
    if fields is None:
        return Bildirim(mesaj=_text(item))
    kodu, mesaj = code_and_words(_text(fields.get("kodu")).strip(), _text(fields.get("mesaj")))
    return Bildirim(kodu=kodu, mesaj=mesaj)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _refusal(issues: tuple[Issue, ...], status: int, *, login: bool) -> SaglikError:
    """
    Return the error of a refusal. Without codes, the status is its code.
    """
    codes = [issue.code for issue in issues if issue.code]
    facts: dict[str, Any] = {
        "code": codes[0] if codes else "" if status in DONE else str(status),
        "message": next((issue.message for issue in issues if issue.message), ""),
        "issues": issues,
    }
    if login and (refused := _refused_login(codes, status, facts)):
        return refused
    if SESSION_LOST.intersection(codes):
        return _denied(AuthenticationError("the session is over", **facts), status)
    known = TOO_MANY if TOO_MANY in codes else next((code for code in codes if code in ERRORS), "")
    if known:
        kind, summary = ERRORS[known]
        return kind(summary, **facts)
    if status == UNAUTHORIZED:
        return _denied(AuthenticationError("the session is over", **facts), status)
    if status == FORBIDDEN:
        return NotPermitted("the account has no right to this call", **facts)
    return TryLater("too many queries", **facts) if status == RATE_LIMIT else ServiceError("the Ministry refused", **facts)


def _refused_login(codes: list[str], status: int, facts: dict[str, Any]) -> AuthenticationError | None:
    """
    Return the error of a refused login; None if it was not refused for its credentials.
    """
    if TOO_MANY in codes:
        return captcha(**facts)
    if status == RATE_LIMIT or TOO_FAST in codes:
        return None
    if status == CAPTCHA:
        return captcha(**facts)
    if status >= SERVER_ERROR:
        return None
    return _denied(AuthenticationError("the Ministry did not accept the login", **facts), status)


def _without_reason(status: int, *, login: bool, safe: bool, claims: bool = False) -> SaglikError:
    """
    Return the error of a failure that only has a status. If the answer claims success as well, the status has no known meaning.
    """
    if login and status == CAPTCHA:
        return captcha()
    if claims:
        return HttpError(f"the service answered with HTTP {status}", status=status, excerpt="JSON that contradicts the status")
    if status == UNAUTHORIZED:
        return _denied(AuthenticationError(f"the service denied access (HTTP {status})", code=str(status)), status)
    if status == FORBIDDEN and safe and not login:
        return NotPermitted(f"the service denied access (HTTP {status})", code=str(status))
    if status == RATE_LIMIT and safe:
        return TryLater("too many queries", code=str(status))
    return HttpError(f"the service answered with HTTP {status}", status=status, excerpt="JSON without a reason")


def captcha(**facts: Any) -> AuthenticationError:
    """
    Return the error for HTTP 428 at a login: the account requires a captcha after wrong passwords, and each further attempt makes it worse.

    Args:
        facts: The facts of the answer; only the status if empty.
    """
    values = facts or {"code": str(CAPTCHA)}
    return _denied(AuthenticationError("the account requires a captcha after wrong passwords: log in manually first", **values), CAPTCHA)


def _denied(error: AuthenticationError, status: int) -> AuthenticationError:
    error.status = status
    return error


def session_lost(error: AuthenticationError) -> bool:
    """
    Whether a new login may help: the request was rejected for its token and not processed.

    Args:
        error: The refusal.
    """
    return error.status == UNAUTHORIZED or any(issue.code in SESSION_LOST for issue in error.issues)
