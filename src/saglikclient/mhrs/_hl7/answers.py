"""
Parse answers in one pass over the incoming bytes. Answers are recognised by structure, not by the name of the root element: the names of
MHRS' answer interactions are not public.

An answer that does not report success counts as a failure. Sources: Sağlık-NET HL7 guide 1.5 for acknowledgement, system errors
(`acknowledgementDetail`), application errors (`detectedIssueEvent`) and `queryResponseCode`; modelled: records as
`controlActEvent/subject`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from lxml import etree

from saglikclient._core.model import Model
from saglikclient.errors import Issue, OutcomeUnknown, ProtocolError
from saglikclient.mhrs._hl7.error_codes import SECURITY, HataKodu, issue, names_code, refusal
from saglikclient.mhrs._hl7.growth import bounded
from saglikclient.mhrs._hl7.names import HL7, SOAP
from saglikclient.mhrs._hl7.table_reader import reader
from saglikclient.mhrs.interactions import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from saglikclient.mhrs._hl7.element import Element
    from saglikclient.mhrs.interactions import Interaction

Got = TypeVar("Got", bound=Model)

V3 = f"{{{HL7}}}"
ENVELOPE, BODY, FAULT = (f"{{{SOAP}}}{name}" for name in ("Envelope", "Body", "Fault"))
EVENT, SUBJECT = f"{V3}controlActEvent", f"{V3}subject"
ACCEPTED, QUEUED = "AA", "CA"
REFUSED = frozenset({"AE", "AR", "CE", "CR"})
FOUND, NOTHING_FOUND = "OK", "NF"
QUERY_FAILED = frozenset({"AE", "QE"})
CALLERS_SIDE = frozenset({"Client", "Sender"})
"""Fault codes of SOAP 1.1 and 1.2 that blame the request."""
NOT_PROCESSED = CALLERS_SIDE | {"VersionMismatch", "MustUnderstand", "DataEncodingUnknown"} | SECURITY.keys()
"""Fault codes of SOAP and WS-Security for requests that were not processed."""
TWICE = "appears twice; the answer is ambiguous"
IN_A_DTD = frozenset(
    {
        "ERR_ATTLIST_NOT_FINISHED",
        "ERR_CONDSEC_NOT_FINISHED",
        "ERR_DOCTYPE_NOT_FINISHED",
        "ERR_ELEMCONTENT_NOT_FINISHED",
        "ERR_ENTITY_NOT_FINISHED",
        "ERR_EXT_SUBSET_NOT_FINISHED",
        "ERR_INTERNAL_ERROR",
        "ERR_INT_SUBSET_NOT_FINISHED",
        "ERR_NOTATION_NOT_FINISHED",
        "WAR_UNDECLARED_ENTITY",
    }
)
"""
Parser errors that only occur with a DTD: without one, an undeclared entity ends the parsing. Older versions of libxml2 report a truncated
DTD as an internal error.
"""


@attrs.define
class AnswerReader:
    """
    The state of reading one answer: the call it belongs to, the records read so far, and the function that reads one.
    """

    row: Interaction[Any, Any]
    message_id: str
    count: int = 0
    accepted: bool = False
    wanted: str = attrs.field(init=False)
    read: Callable[[Element], Any] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        if self.row.answer is not None:
            self.wanted, self.read = f"{V3}{self.row.answer.element}", reader(self.row.answer)


def records(pieces: Iterable[bytes], row: Interaction[Any, Got], message_id: str) -> Iterator[Got]:
    """
    Read an answer. Each record is yielded once the element after it has begun; the verdict on the whole answer comes at its end.

    Args:
        pieces: The body as it arrives.

        row: The operation that was called.

        message_id: The id of the request.

    Raises:
        ProtocolError: If the answer violates the contract, or belongs to another message.
        OutcomeUnknown: If it is truncated, or only confirms that the request was queued although a number is required.
        ServiceError: If the Ministry refused.
        AuthenticationError: If it did not accept the credentials.
    """
    answer, buffer = AnswerReader(row, message_id), SubjectBuffer()
    parser = etree.XMLPullParser(
        events=("start",),
        tag=EVENT,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for piece in bounded(pieces, lambda: answer.count):
        _feed(parser, piece)
        for subject in buffer.complete(parser) if row.answer is not None else ():
            yield _record(answer, subject)
    root = _closed(parser)
    for subject in buffer.subjects(whole=True) if row.answer is not None else ():
        yield _record(answer, subject)
    _judge(answer, root)


def _feed(parser: etree.XMLPullParser, piece: bytes) -> None:
    try:
        parser.feed(piece)
    except etree.XMLSyntaxError as exc:
        line, column = exc.position
    else:
        return
    raise ProtocolError("the answer is not well-formed XML", path=f"line {line}, column {column}")


@attrs.define
class SubjectBuffer:
    """
    The children of the message's control act that have arrived so far; all but the last are complete.

    The parser only emits the start of the act: end events for each subject would not be faster.
    """

    act: Element | None = None
    passed: Element | None = None
    """The last child that stays in the tree; new ones follow it."""

    def complete(self, parser: etree.XMLPullParser) -> Iterator[Element]:
        """
        Yield the subjects that the last piece of input has completed.
        """
        for _, element in parser.read_events():
            if _is_control_act(element):
                yield from self.subjects(whole=True)
                self.act, self.passed = element, None
        yield from self.subjects(whole=False)

    def subjects(self, *, whole: bool) -> Iterator[Element]:
        """
        Yield the available subjects; each is removed from the tree when the next one is requested.

        Args:
            whole: Whether the act, and so its last child, is complete.
        """
        if self.act is None:
            return
        children = self.act[:] if self.passed is None else list(self.passed.itersiblings())
        for child in children if whole else children[:-1]:
            if child.tag == SUBJECT:
                yield child
                self.act.remove(child)
            else:
                self.passed = child


def _is_control_act(element: Element) -> bool:
    """
    Whether an element is the message's own control act, not part of a record, a second message or an unknown element.
    """
    above = list(islice(element.iterancestors(), 4))
    return [one.tag for one in above[1:]] == [BODY, ENVELOPE] and above[0].getprevious() is None


def _record(answer: AnswerReader, subject: Element) -> Any:
    """
    Return the model of the act in a subject.
    """
    act = answer.row.answer
    assert act is not None  # noqa: S101 - only called for rows with an answer table
    if not answer.accepted:
        _accept_early(answer, subject)
    answer.count += 1
    if answer.row.single and answer.count > 1:
        raise ProtocolError("contains more records than were sent", path="controlActEvent/subject[2]")
    for child in subject[:]:
        if child.tag == answer.wanted:
            return answer.read(child)
    raise ProtocolError("required, but missing in the answer", path=f"controlActEvent/subject/{act.element}")


def _closed(parser: etree.XMLPullParser) -> Element:
    """
    Close the parser and return the root. If no error was logged before, closing fails because the document is truncated; a truncated DTD is
    a protocol error all the same, since a complete one would be forbidden too.
    """
    logged = parser.feed_error_log.filter_from_errors()
    try:
        root = parser.close()
    except etree.XMLSyntaxError:
        root = None
    if root is None and len(logged):
        raise ProtocolError("the answer is not well-formed XML", path=f"line {logged[0].line}, column {logged[0].column}")
    if root is None and any(entry.type_name in IN_A_DTD for entry in parser.feed_error_log):
        raise _dtd()
    if root is None:
        raise OutcomeUnknown("truncated answer")
    _no_dtd(root)
    return root


def _no_dtd(element: Element) -> None:
    if element.getroottree().docinfo.doctype:
        raise _dtd()


def _dtd() -> ProtocolError:
    return ProtocolError("the answer declares a DTD, which SOAP forbids", path="Envelope")


def _accept_early(answer: AnswerReader, element: Element) -> None:
    """
    Check, before the first record is yielded, that the answer belongs to the request and accepts it.
    """
    _no_dtd(element)
    message = _message(answer, element.getroottree().getroot())
    if message.find(f"{V3}acknowledgement") is not None:
        _acknowledged(answer, message)
        answer.accepted = True


def _judge(answer: AnswerReader, root: Element) -> None:
    """
    Raise unless the complete answer reports success.
    """
    message = _message(answer, root)
    code = _acknowledged(answer, message)
    if len(message.findall(EVENT)) > 1:
        raise ProtocolError(TWICE, path="controlActEvent")
    if answer.row.kind is Kind.QUERY:
        _query_answered(answer, message, code)
    elif answer.row.must_return and not answer.count:
        if code == QUEUED:
            raise OutcomeUnknown("accepted into the Ministry's queue, not processed yet: query for it later")
        raise ProtocolError("accepted, but the required data is missing", path="controlActEvent/subject")


def _message(answer: AnswerReader, root: Element) -> Element:
    """
    Return the message in the SOAP body, whatever its name; raise if it is a fault.
    """
    bodies = root.findall(BODY) if root.tag == ENVELOPE else []
    if len(bodies) != 1:
        raise ProtocolError("not a SOAP envelope with a body", path="Envelope/Body")
    if len(bodies[0]) == 0:
        raise ProtocolError("the body is empty", path="Envelope/Body")
    if (fault := bodies[0].find(FAULT)) is not None:
        raise _fault(answer, fault)
    return bodies[0][0]


def _acknowledged(answer: AnswerReader, message: Element) -> str:
    """
    Return the acknowledgement code; raise if the answer belongs to another message or refuses the request.
    """
    _needed(message, "acknowledgement")
    target = (_needed(message, "acknowledgement/message/id").get("extension") or "").lower()
    code = _needed(message, "acknowledgement/typeCode").get("code") or ""
    issues = _issues(message)
    if target != answer.message_id:
        raise ProtocolError("the answer belongs to another message", path="acknowledgement/message/id")
    if code in REFUSED:
        raise refusal(issues, code)
    if code not in {ACCEPTED, QUEUED}:
        raise ProtocolError("neither accepts nor refuses", path="acknowledgement/typeCode")
    return code


def _query_answered(answer: AnswerReader, message: Element, code: str) -> None:
    """
    Raise unless a query reports that it found something, or nothing.
    """
    path = "controlActEvent/queryAck/queryResponseCode"
    response = _needed(message, path).get("code") or ""
    if response in QUERY_FAILED:
        raise refusal(_issues(message), response)
    if code != ACCEPTED or response not in {FOUND, NOTHING_FOUND} or (response == NOTHING_FOUND and answer.count):
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
        issue((code.get("code") or "").strip(), (code.get("displayName") or "").strip(), system=is_system)
        for is_system, codes in ((True, system), (False, application))
        for code in codes
    )


def _fault(answer: AnswerReader, fault: Element) -> Exception:
    """
    Return the error for a SOAP fault, with the Ministry's code if the fault contains one, otherwise with SOAP's.

    For a write, only a fault that starts with such a code, or that blames the request or its security header, is a refusal: application
    servers and gateways also return faults when they fail after processing.
    """
    name = (fault.findtext("faultcode") or "").strip().rpartition(":")[2]
    words = (fault.findtext("faultstring") or "").strip()
    detail = " ".join("".join(part.itertext()) for part in fault.iterfind("detail"))
    found = HataKodu.find(f"{fault.findtext('faultcode') or ''} {words} {detail}")
    side = name.partition(".")[0]  # SOAP 1.1 allows a suffix: Server.userException
    if not (answer.row.safe or side in NOT_PROCESSED or names_code(name, words, detail)):
        return OutcomeUnknown("the service answered with a fault that does not refuse the request", path="Envelope/Body/Fault")
    reason = issue(str(found) if found else name, words, system=side not in CALLERS_SIDE)
    return refusal((reason,), "Fault")
