"""
The verdict on an answer: `{lang, success, infos, warnings, errors, data}` and its alternative forms. Only codes are interpreted, never
message texts.

An answer that does not report success counts as a failure. Source: observed in one public client; the codes for session and rate limit
were observed on the citizen side of the same platform.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from saglikclient._core.masking import code_and_words
from saglikclient._transport.json_call import as_list, as_object
from saglikclient._transport.judge import FORBIDDEN, SERVER_ERROR, UNAUTHORIZED
from saglikclient.errors import AuthenticationError, HttpError, Issue, NotPermitted, ProtocolError, SaglikError, ServiceError, TryLater
from saglikclient.mhrs.rest.answer import Bildirim

if TYPE_CHECKING:
    from saglikclient._transport.json_call import JsonResponse

DONE = frozenset({200, 201})
REFUSALS = frozenset({201, *range(400, 600)}) - {407, 502, 503, 504}
"""Statuses whose JSON body comes from the service; 407 comes from a proxy, 502 to 504 from a gateway or overload, whatever the body."""
BAD_REQUEST = 400
MIN_ERROR = 400
CAPTCHA, RATE_LIMIT = 428, 429
TOO_MANY_STATUS = frozenset({CAPTCHA, RATE_LIMIT})

TOO_MANY = "RNDS1010"
SESSION_LOST = frozenset({"LGN1004", "LGN2001"})
"""The session has expired, or was ended from another device."""
NO_RIGHT = "LGN1006"
"""The account has no right; a new login does not help. Observed on the citizen side of the same platform, with HTTP 403."""
ARRIVAL_UPDATED = "RND6032"
"""The only success code that the public client checks: a report of arrival was accepted."""

FLAGS = ("success", "valid")
"""The success flags of the envelope and of its older form."""
FORMS = (("errors", "infos", "warnings"), ("errorList", "infoList", "warningList"))
"""The lists of the envelope and of its older form."""
ENVELOPE = frozenset({"data", *FLAGS})
"""Members of an envelope, which must report success itself."""
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
        The document.

    Raises:
        AuthenticationError: If the session has ended, the credentials are refused, or a login requires a captcha.
        NotPermitted: If the account has no right to the call.
        TryLater: If there were too many queries.
        ServiceError: If it was refused for another reason.
        HttpError: If it failed without a reason.
        ProtocolError: If it reports neither success nor refusal.
    """
    document = as_object(response.document)
    if document is None:
        raise (
            ProtocolError("must be an object", path="$")
            if response.status in DONE
            else _without_reason(response.status, login=login, safe=safe)
        )
    issues = _issues(document, response.status)
    refuses = bool(issues) or _denies(document)
    if refuses and ((safe and not login) or _is_verdict(document, issues, response.status, login=login)):
        raise _refusal(issues, response.status, login=login)
    if refuses and response.status in DONE:
        raise ProtocolError("reports neither success nor refusal", path="$")
    if response.status not in DONE:
        raise _without_reason(response.status, login=login, safe=safe)
    if not (proof and proof in document and document.keys().isdisjoint(ENVELOPE)):
        _affirmed(document)
    return document


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
    return (refused and not contradicted) or status == UNAUTHORIZED or (login and status == BAD_REQUEST)


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
    return found or tuple(Issue(message=_text(one), system=system) for one in bare)


def notices(document: dict[str, Any], name: str) -> tuple[Bildirim, ...]:
    """
    Return one of the lists of `{kodu, mesaj}`; absent and null are empty.

    Raises:
        ProtocolError: If it is not a list.
    """
    given = document.get(name)
    if given is None:
        return ()
    items = as_list(given)
    if items is None:
        raise ProtocolError("must be a list", path=f"$.{name}")
    return tuple(_notice(item) for item in items)


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
    if login and status != RATE_LIMIT and (status == CAPTCHA or TOO_MANY in codes):
        return captcha(**facts)
    if TOO_MANY in codes or status in TOO_MANY_STATUS:
        return TryLater("too many queries", **facts)
    if SESSION_LOST.intersection(codes) or status == UNAUTHORIZED or (login and status < SERVER_ERROR):
        return _denied(AuthenticationError("the Ministry did not accept the login" if login else "the session is over", **facts), status)
    if NO_RIGHT in codes or status == FORBIDDEN:
        return NotPermitted("the account has no right to this call", **facts)
    return ServiceError("the Ministry refused", **facts)


def _without_reason(status: int, *, login: bool, safe: bool) -> SaglikError:
    """
    Return the error of a failure that only has a status.
    """
    if login and status == CAPTCHA:
        return captcha()
    if status == UNAUTHORIZED:
        return _denied(AuthenticationError(f"the service denied access (HTTP {status})", code=str(status)), status)
    if status == FORBIDDEN and safe and not login:
        return NotPermitted(f"the service denied access (HTTP {status})", code=str(status))
    if status in TOO_MANY_STATUS and safe:
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
