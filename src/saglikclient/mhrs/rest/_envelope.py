"""
The judgement of an answer: `{lang, success, infos, warnings, errors, data}` and the forms that stand in for it. Codes decide, never
wording.

An answer that does not say it succeeded has not succeeded. Source: observed in one public client; the codes of session and rate limit were
noted on the citizen side of the same platform.
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
"""Statuses whose JSON body speaks for the service; 407 speaks of a proxy, 502 to 504 of a gateway or of load, whatever their body."""
BAD_REQUEST = 400
LEAST_ERROR = 400
CAPTCHA, RATE_LIMIT = 428, 429
TOO_MANY_STATUS = frozenset({CAPTCHA, RATE_LIMIT})

TOO_MANY = "RNDS1010"
SESSION_LOST = frozenset({"LGN1004", "LGN2001"})
"""The session has expired, or was ended from another device."""
NO_RIGHT = "LGN1006"
"""The account has no right; a new login does not help. Noted on the citizen side of the same platform, with HTTP 403."""
ARRIVAL_UPDATED = "RND6032"
"""The only code of success that the public client compares: a report of arrival was taken."""

FLAGS = ("success", "valid")
"""What says in the envelope, and in its older form, that it succeeded."""
FORMS = (("errors", "infos", "warnings"), ("errorList", "infoList", "warningList"))
"""The envelope, and its older form."""
ENVELOPE = frozenset({"data", *FLAGS})
"""Where one of these stands there is an envelope, which has to say for itself that it succeeded."""
KNOWN = frozenset({"lang", "httpStatus", *ENVELOPE, *FORMS[0], *FORMS[1]})
_STATUS = re.compile(r"\d{3}(?!\d)", re.ASCII)


def verdict(answered: JsonResponse, *, login: bool = False, proof: str = "", safe: bool = True) -> dict[str, Any]:
    """
    Let an answer through that says it succeeded.

    Args:
        answered: Status and document.

        login: Whether it answers a login: what refuses it refuses the credentials.

        proof: A member that says so too, where an answer may stand without an envelope; empty where it may not.

        safe: Whether the call only reads. A write was refused only if the envelope or a code says so: a gateway, or a server that fails
            after processing, answers in JSON as well.

    Returns:
        The document.

    Raises:
        AuthenticationError: If the session is over, or the credentials are refused, or a login asks for a captcha.
        NotPermitted: If the account has no right to the call.
        TryLater: If there were too many queries.
        ServiceError: If it was refused for another reason.
        HttpError: If it failed without words.
        ProtocolError: If it neither refuses nor says that it succeeded.
    """
    document = as_object(answered.document)
    if document is None:
        raise (
            ProtocolError("must be an object", path="$") if answered.status in DONE else _wordless(answered.status, login=login, safe=safe)
        )
    issues = _issues(document, answered.status)
    refuses = bool(issues) or _denies(document)
    if refuses and ((safe and not login) or _is_verdict(document, issues, answered.status, login=login)):
        raise _refusal(issues, answered.status, login=login)
    if refuses and answered.status in DONE:
        raise ProtocolError("neither refuses nor says that it succeeded", path="$")
    if answered.status not in DONE:
        raise _wordless(answered.status, login=login, safe=safe)
    if not (proof and proof in document and document.keys().isdisjoint(ENVELOPE)):
        _affirmed(document)
    return document


def _affirmed(document: dict[str, Any]) -> None:
    """
    Each flag that is there must be `true` itself: `1` and `"true"` say nothing, and an odd one beside a true one leaves it in doubt.

    Raises:
        ProtocolError: If there is none, or another.
    """
    told = [name for name in FLAGS if document.get(name) is not None]
    odd = next((name for name in told if document[name] is not True), None if told else FLAGS[0])
    if odd is not None:
        raise ProtocolError("does not say that it succeeded", path=f"$.{odd}")


def _denies(document: dict[str, Any]) -> bool:
    """
    Whether it says that it failed, if only by a flag or, in the older form, by a status in the body.
    """
    return any(document.get(name) is False for name in FLAGS) or _status(document.get("httpStatus")) >= LEAST_ERROR


def _is_verdict(document: dict[str, Any], issues: tuple[Issue, ...], status: int, *, login: bool) -> bool:
    """
    Whether the service itself refuses, as far as a write or a login may rely on it: by a flag or a code, and not while a flag says the
    contrary. `{error, detailedError}` (observed with 500) is also what gateways and application servers answer when they fail.
    """
    speaks = any(issue.code for issue in issues) or any(document.get(name) is False for name in FLAGS)
    contradicts = any(document.get(name) is True for name in FLAGS)
    return (speaks and not contradicts) or status == UNAUTHORIZED or (login and status == BAD_REQUEST)


def _status(value: object) -> int:
    """
    A status in the body: a number, its digits, perhaps with its name behind, or its name; its type was never seen. 0 for anything else.
    """
    text = str(value).strip()
    if text in HTTPStatus.__members__:
        return HTTPStatus[text].value
    digits = _STATUS.match(text)
    return int(digits[0]) if digits else 0


def _issues(document: dict[str, Any], status: int) -> tuple[Issue, ...]:
    """
    Everything that it names as wrong, whatever form names it.
    """
    system = status >= SERVER_ERROR
    named = [*said(document, FORMS[0][0]), *said(document, FORMS[1][0])]
    found = tuple(Issue(code=one.kodu, message=one.mesaj, system=system) for one in named)
    bare = [document[name] for name in ("error", "detailedError") if document.get(name)]
    return found or tuple(Issue(message=_words(one), system=system) for one in bare)


def said(document: dict[str, Any], name: str) -> tuple[Bildirim, ...]:
    """
    One of the lists of `{kodu, mesaj}`; absent and null are empty.

    Raises:
        ProtocolError: If it is no list.
    """
    given = document.get(name)
    if given is None:
        return ()
    items = as_list(given)
    if items is None:
        raise ProtocolError("must be a list", path=f"$.{name}")
    return tuple(_said(item) for item in items)


def _said(item: object) -> Bildirim:
    fields = as_object(item)
    if fields is None:
        return Bildirim(mesaj=_words(item))
    kodu, mesaj = code_and_words(_words(fields.get("kodu")).strip(), _words(fields.get("mesaj")))
    return Bildirim(kodu=kodu, mesaj=mesaj)


def _words(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _refusal(issues: tuple[Issue, ...], status: int, *, login: bool) -> SaglikError:
    """
    The error of a refusal. One that bears the status alone names that as its code.
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


def _wordless(status: int, *, login: bool, safe: bool) -> SaglikError:
    """
    A failure of which only the status speaks.
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
    HTTP 428 at a login: the account asks for a captcha after wrong passwords, and each further try makes it worse.

    Args:
        facts: What the answer names; the status alone if nothing.
    """
    told = facts or {"code": str(CAPTCHA)}
    return _denied(
        AuthenticationError("the account asks for a captcha after wrong passwords: somebody has to log in by hand", **told), CAPTCHA
    )


def _denied(error: AuthenticationError, status: int) -> AuthenticationError:
    error.status = status
    return error


def session_lost(error: AuthenticationError) -> bool:
    """
    Whether a new login may help: the request was turned away at the door, so nothing of it was processed.

    Args:
        error: How it was refused.
    """
    return error.status == UNAUTHORIZED or any(issue.code in SESSION_LOST for issue in error.issues)
