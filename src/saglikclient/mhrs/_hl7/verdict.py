"""
The verdict on an answer: whether it belongs to the request, and whether it reports success. An answer that does not report success counts
as a failure.

Sources: Sağlık-NET HL7 guide 1.5 for acknowledgement, system errors (`acknowledgementDetail`), application errors (`detectedIssueEvent`)
and `queryResponseCode`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from saglikclient.errors import Issue, NumberMissing, OutcomeUnknown, ProtocolError
from saglikclient.mhrs._hl7.error_codes import SECURITY, HataKodu, issue, names_code, refusal
from saglikclient.mhrs._hl7.names import APPLICATION_ERRORS, HL7, SOAP, SYSTEM_ERRORS
from saglikclient.mhrs.interactions import Kind
from saglikclient.mhrs.receipt import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saglikclient.mhrs._hl7.element import Element
    from saglikclient.mhrs.interactions import Interaction

V3 = f"{{{HL7}}}"
ENVELOPE, BODY, FAULT = (f"{{{SOAP}}}{name}" for name in ("Envelope", "Body", "Fault"))
SOAP_12 = "{http://www.w3.org/2003/05/soap-envelope}"
EVENT = f"{V3}controlActEvent"
ACCEPTED, QUEUED = "AA", "CA"
REFUSED = frozenset({"AE", "AR", "CE", "CR"})
FOUND, NOTHING_FOUND = "OK", "NF"
QUERY_FAILED = frozenset({"AE", "QE"})
CALLERS_SIDE = frozenset({"Client", "Sender"})
"""Fault codes of SOAP 1.1 and 1.2 that blame the request."""
NOT_PROCESSED = CALLERS_SIDE | {"VersionMismatch", "MustUnderstand", "DataEncodingUnknown"} | SECURITY.keys()
"""Fault codes of SOAP and WS-Security for requests that were not processed."""
TWICE = "appears twice; the answer is ambiguous"


@attrs.frozen
class Verdict:
    """
    The rules by which the answer to one request is judged.

    Attributes:
        row: The operation that was called.
        message_id: The id of the request.
    """

    row: Interaction[Any, Any]
    message_id: str

    def accept_early(self, root: Element) -> bool:
        """
        Check, before the first record is yielded, that the answer belongs to the request and accepts it. Return whether the acknowledgement
        has arrived.
        """
        message = self._message(root)
        if message.find(f"{V3}acknowledgement") is None:
            return False
        self._acknowledged(message)
        return True

    def judge(self, root: Element, count: int) -> Receipt[None]:
        """
        Return the receipt of the complete answer; raise unless it reports success.

        Args:
            root: The root of the answer.

            count: The number of its records, unreadable ones included.
        """
        message = self._message(root)
        code = self._acknowledged(message)
        if len(message.findall(EVENT)) > 1:
            raise ProtocolError(TWICE, path="controlActEvent")
        beside = tuple(one for one in _issues(message) if one.code or one.message)
        if self.row.kind is Kind.QUERY:
            _query_answered(message, code, count)
        elif self.row.must_return and not count:
            raise self._incomplete(code, beside)
        return Receipt(request_id=self.message_id, queued=code == QUEUED, issues=beside, record=None)

    def _incomplete(self, code: str, beside: tuple[Issue, ...]) -> Exception:
        """
        Return the error for an acceptance without the records that a write must return. The official answer to a write,
        `MCCI_IN000002TR01`, has no place for them.
        """
        if code == QUEUED:
            return OutcomeUnknown("accepted into the Ministry's queue, not processed yet: query for it later")
        if self.row.numbered:
            return NumberMissing(
                "accepted, but the answer does not contain the number: find it with a query, do not send it again", issues=beside
            )
        return ProtocolError("accepted, but the required data is missing", path="controlActEvent/subject")

    def _message(self, root: Element) -> Element:
        """
        Return the message in the SOAP body, whatever its name; raise if it is a fault.
        """
        if root.tag == f"{SOAP_12}Envelope":
            raise _soap_12(self.row, root)
        bodies = root.findall(BODY) if root.tag == ENVELOPE else []
        if len(bodies) != 1:
            raise ProtocolError("not a SOAP envelope with a body", path="Envelope/Body")
        if len(bodies[0]) == 0:
            raise ProtocolError("the body is empty", path="Envelope/Body")
        if (fault := bodies[0].find(FAULT)) is not None:
            raise _fault(self.row, fault)
        return bodies[0][0]

    def _acknowledged(self, message: Element) -> str:
        """
        Return the acknowledgement code; raise if the answer belongs to another message or refuses the request.
        """
        _needed(message, "acknowledgement")
        target = (_needed(message, "acknowledgement/message/id").get("extension") or "").lower()
        code = _needed(message, "acknowledgement/typeCode").get("code") or ""
        issues = _issues(message)
        if target != self.message_id:
            raise ProtocolError("the answer belongs to another message", path="acknowledgement/message/id")
        if code in REFUSED:
            raise refusal(issues, code)
        if code not in {ACCEPTED, QUEUED}:
            raise ProtocolError("neither accepts nor refuses", path="acknowledgement/typeCode")
        return code


def _query_answered(message: Element, code: str, count: int) -> None:
    """
    Raise unless a query reports that it found something, or nothing.
    """
    path = "controlActEvent/queryAck/queryResponseCode"
    response = _needed(message, path).get("code") or ""
    if response in QUERY_FAILED:
        raise refusal(_issues(message), response)
    if code != ACCEPTED or response not in {FOUND, NOTHING_FOUND} or (response == NOTHING_FOUND and count):
        raise ProtocolError("does not report that the query succeeded", path=path)


def _needed(element: Element, path: str) -> Element:
    """
    Return the only element at a path of the verdict; two of them may contradict each other.
    """
    for step in path.split("/"):
        found = element.findall(f"{V3}{step}")
        if len(found) != 1:
            raise ProtocolError(TWICE if found else "required, but missing in the answer", path=path)
        element = found[0]
    return element


def _issues(message: Element) -> tuple[Issue, ...]:
    """
    Return system errors, then application errors, each in the order of the answer.
    """
    system = message.iterfind(f"{V3}acknowledgement/{V3}acknowledgementDetail/{V3}code")
    application = message.iterfind(f"{EVENT}/{V3}reason/{V3}detectedIssueEvent/{V3}code")
    return tuple(
        issue((code.get("code") or "").strip(), (code.get("displayName") or "").strip(), system=_is_system(code, place_of_system=is_system))
        for is_system, codes in ((True, system), (False, application))
        for code in codes
    )


def _is_system(code: Element, *, place_of_system: bool) -> bool:
    """
    Whether a code is of the list of system errors, by its code system in either numbering; otherwise by its place.
    """
    system = (code.get("codeSystem") or "").strip()
    return system in SYSTEM_ERRORS or (place_of_system and system not in APPLICATION_ERRORS)


def _fault(row: Interaction[Any, Any], fault: Element) -> Exception:
    """
    Return the error for a SOAP 1.1 fault.
    """
    name = (fault.findtext("faultcode") or "").strip().rpartition(":")[2]
    words = (fault.findtext("faultstring") or "").strip()
    return _failure(row, name, words, _text_of(fault.iterfind("detail")))


def _soap_12(row: Interaction[Any, Any], root: Element) -> Exception:
    """
    Return the error for an answer in SOAP 1.2: its fault, otherwise that the contract is SOAP 1.1.
    """
    fault = root.find(f"{SOAP_12}Body/{SOAP_12}Fault")
    if fault is None:
        return ProtocolError("the answer is SOAP 1.2, which the contract does not know", path="Envelope")
    codes = [(value.text or "").strip().rpartition(":")[2] for value in fault.iterfind(f"{SOAP_12}Code//{SOAP_12}Value")]
    name = next((code for code in codes if code in SECURITY), codes[0] if codes else "")
    words = (fault.findtext(f"{SOAP_12}Reason/{SOAP_12}Text") or "").strip()
    detail = " ".join((*codes[1:], _text_of(fault.iterfind(f"{SOAP_12}Detail"))))
    return _failure(row, name, words, detail)


def _text_of(parts: Iterable[Element]) -> str:
    return " ".join("".join(part.itertext()) for part in parts)


def _failure(row: Interaction[Any, Any], name: str, words: str, detail: str) -> Exception:
    """
    Return the error for a fault, with the Ministry's code if the fault contains one, otherwise with SOAP's.

    For a write, only a fault that starts with such a code, or that blames the request or its security header, is a refusal: application
    servers and gateways also return faults when they fail after processing.
    """
    found = HataKodu.find(f"{name} {words} {detail}")
    side = name.partition(".")[0]  # SOAP 1.1 allows a suffix: Server.userException
    if not (row.safe or side in NOT_PROCESSED or names_code(name, words, detail)):
        return OutcomeUnknown("the service answered with a fault that does not refuse the request", path="Envelope/Body/Fault")
    reason = issue(str(found) if found else name, words, system=side not in CALLERS_SIDE)
    return refusal((reason,), "Fault")
