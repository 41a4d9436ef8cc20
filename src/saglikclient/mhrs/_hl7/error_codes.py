"""
Error codes: their grammar, the meaning of the structural ones, and the exceptions they map to.

Source: Sağlık-NET HL7 guide 1.5, annex on error codes. Structural codes are `XX-YYY`; validity and business rules are
`XX-YYY-ZZZ-TTTT-UUU`: kind, sending schema, data set, data element, rule. Only codes are interpreted, never message texts.
"""

from __future__ import annotations

import re
from typing import Self

import attrs

from saglikclient._core.masking import code_and_words
from saglikclient.errors import AuthenticationError, Issue, NotPermitted, SaglikError, ServiceError, SlotTaken, TryLater

_CODE = re.compile(r"(?<![\w-])(\d{2})-(\d{3})(?:-(\d{3})-(\d{4})-(\d{3}))?(?![\w-])", re.ASCII)

MEANINGS = {
    "03-001": "database error at the Ministry",
    "03-002": "code server (SKRS) down",
    "03-003": "write failed",
    "03-004": "update failed",
    "03-005": "delete failed",
    "03-006": "search failed",
    "03-007": "identity check (Mernis) unreachable, try later",
    "03-008": "the message does not fit the schema",
    "03-009": "mandatory ids are empty",
    "03-010": "general error at the Ministry",
    "03-011": "bad SOAP request",
    "03-012": "could not be queued, try again",
    "03-013": "LDAP unreachable",
    "03-014": "user name or password wrong",
    "03-015": "no SOAP header",
    "03-016": "wrong endpoint",
    "03-017": "LDAP problem",
    "03-018": "the institution has no right to this operation",
    "03-019": "institution code unknown",
    "03-020": "user and institution do not match",
    "03-021": "error while checking rights",
    "04-001": "bad XML or an unexpected element",
}
"""The structural codes in English."""

RULES = {
    "101": "length out of range",
    "102": "value out of range",
    "104": "date format",
    "105": "date format",
    "106": "data set empty",
    "107": "mandatory field empty",
    "108": "code not in SKRS",
    "109": "wrong type",
    "129": "not a T.C. kimlik numarası",
    "131": "date format",
    "132": "value not fit for the field",
    "133": "value not fit for the field",
    "135": "update not supported, delete and send again",
    "207": "T.C. kimlik numarası not in Mernis",
    "208": "T.C. kimlik numarası not in Mernis",
    "209": "T.C. kimlik numarası not in Mernis",
}
"""The rules (UUU) that the annex lists as examples, in English."""

SECURITY = {
    "FailedAuthentication": "the user name or password was not accepted",
    "InvalidSecurity": "the security header was not accepted",
    "InvalidSecurityToken": "the user name token was not accepted",
    "FailedCheck": "the signature or encryption was not accepted",
    "SecurityTokenUnavailable": "a security token that was referred to could not be found",
    "UnsupportedAlgorithm": "an algorithm of the security header is not supported",
    "UnsupportedSecurityToken": "the kind of security token is not supported",
    "MessageExpired": "the message had expired on arrival; the clock of this machine may be wrong",
}
"""The fault codes of OASIS WS-Security 1.0, sections 10 (`MessageExpired`) and 12, in English."""
AUTHENTICATION = frozenset({"03-014", "03-015", "03-020", *SECURITY})
KINDS = frozenset({"01", "02", "03", "04"})
"""The first part of a code: validity, business rule, structural, schema."""
UNAUTHORIZED = 401
PASSWORD = frozenset({"03-014", "FailedAuthentication"})
"""The authentication codes for a wrong user name or password. Others concern the message, the clock or the institution's number."""
PERMISSION = frozenset({"03-018"})
TAKEN = frozenset({"LOCAL-TAKEN"})
"""Only the Sandbox's code: MHRS' own code for a slot that is taken is in no available document."""
LATER = frozenset({"03-007", "03-012", "03-013"})


PASSING = frozenset({"03-001", "03-002", "03-003", "03-010"})
"""Failures of the Ministry's side that may have passed at the next query: database, code server, write, general error."""


@attrs.frozen
class HataKodu:
    """
    A parsed error code.

    Attributes:
        tur: Kind: `01` validity, `02` business rule, `03` structural, `04` schema.
        sema: The sending schema, or the number of a structural error.
        veri_seti: Data set; empty for a structural code.
        veri_elemani: Data element; empty for a structural code.
        kural: The rule; empty for a structural code.
    """

    tur: str
    sema: str
    veri_seti: str = ""
    veri_elemani: str = ""
    kural: str = ""

    @classmethod
    def find(cls, text: str) -> Self | None:
        """
        Return the first code in a text; None if there is none.
        """
        match = _CODE.search(text)
        return cls(*(part or "" for part in match.groups())) if match else None

    @property
    def meaning(self) -> str:
        """
        The meaning in English; empty if it is not documented.
        """
        return MEANINGS.get(f"{self.tur}-{self.sema}", "") if not self.kural else RULES.get(self.kural, "")

    def __str__(self) -> str:
        return "-".join(filter(None, (self.tur, self.sema, self.veri_seti, self.veri_elemani, self.kural)))


def issue(code: str, words: str, *, system: bool) -> Issue:
    """
    Make an issue; a code that does not have the form of one becomes part of the message.
    """
    kept, message = code_and_words(code, words)
    return Issue(code=kept, message=message, system=system)


def refusal(issues: tuple[Issue, ...], fallback: str) -> SaglikError:
    """
    Return the error for the issues of an answer.

    Args:
        issues: The issues, in the order of the answer.

        fallback: The code to use if no issue has one, e.g. `AE`.
    """
    codes = [issue.code for issue in issues if issue.code]
    kind, code = _kind(codes)
    code = code or fallback
    first = next((issue for issue in issues if issue.code == code), issues[0] if issues else Issue())
    return kind(_summary(first, code), code=code, message=first.message, issues=issues)


def names_code(*texts: str) -> bool:
    """
    Whether one of the texts begins with an error code of the Ministry. A match within a sentence may be anything.
    """
    found = (_CODE.match(text.strip()) for text in texts)
    return any(match is not None and match[1] in KINDS for match in found)


def refuses_password(error: SaglikError) -> bool:
    """
    Whether an error means that the user name or the password is wrong.
    """
    return isinstance(error, AuthenticationError) and (
        error.status == UNAUTHORIZED or any(issue.code in PASSWORD for issue in error.issues)
    )


def _summary(first: Issue, code: str) -> str:
    if code in SECURITY:
        return SECURITY[code]
    if code in TAKEN:
        return "the slot is taken"
    parsed = HataKodu.find(code)
    return (parsed.meaning if parsed else "") or ("the Ministry's side failed" if first.system else "the Ministry refused")


def _kind(codes: list[str]) -> tuple[type[AuthenticationError | ServiceError], str]:
    """
    Return the error class and code by priority: credentials, rights, temporary failures; otherwise the first code.
    """
    for known, kind in ((AUTHENTICATION, AuthenticationError), (PERMISSION, NotPermitted), (TAKEN, SlotTaken), (LATER, TryLater)):
        for code in codes:
            if code in known:
                return kind, code
    return ServiceError, codes[0] if codes else ""
