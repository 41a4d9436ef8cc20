"""
Answers, in one pass over the bytes as they arrive. They are recognised by structure, not by the root's name: the names of MHRS' answer
interactions are not public.

An answer that does not say it succeeded has not succeeded. Sources: Sağlık-NET HL7 guide 1.5 for acknowledgement, system errors
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
"""Fault codes of SOAP and WS-Security that say that the request was not processed."""
TWICE = "stands twice in the answer, which may so say two things"
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
What the parser complains about only where there is a DTD: without one, an entity that nobody declared ends the parsing. Older versions of
libxml2 call a DTD that breaks off an internal error.
"""


@attrs.define
class AnswerReader:
    """
    What is known of an answer so far: which call it answers, and how many records it brought; and how one is read.
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
    Read an answer; each record is given as soon as what follows it has begun, and the end judges the whole.

    Args:
        pieces: The body as it arrives.

        row: The operation that was called.

        message_id: The id of the request.

    Raises:
        ProtocolError: If the answer is not what the contract says, or answers another message.
        OutcomeUnknown: If it breaks off, or only says that the request waits in a queue where a number was to come back.
        ServiceError: If the Ministry refused.
        AuthenticationError: If it did not accept the credentials.
    """
    answer, brought = AnswerReader(row, message_id), SubjectBuffer()
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
        for subject in brought.complete(parser) if row.answer is not None else ():
            yield _record(answer, subject)
    root = _closed(parser)
    for subject in brought.subjects(whole=True) if row.answer is not None else ():
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
    What the message's control act has brought so far: its children, of which all but the last are complete.

    The parser tells where the act begins only; to be told of each subject's end costs about the same.
    """

    act: Element | None = None
    passed: Element | None = None
    """The last child that stays in the tree: the next ones come behind it."""

    def complete(self, parser: etree.XMLPullParser) -> Iterator[Element]:
        """
        The subjects that what has been fed last has completed.
        """
        for _, element in parser.read_events():
            if _is_control_act(element):
                yield from self.subjects(whole=True)
                self.act, self.passed = element, None
        yield from self.subjects(whole=False)

    def subjects(self, *, whole: bool) -> Iterator[Element]:
        """
        The subjects that are there, each dropped from the tree when the next one is asked for.

        Args:
            whole: Whether the act is complete, and with it its last child.
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
    Whether an element is the message's own control act, and not a part of a record, of a second message, or of something that we do not
    know.
    """
    above = list(islice(element.iterancestors(), 4))
    return [one.tag for one in above[1:]] == [BODY, ENVELOPE] and above[0].getprevious() is None


def _record(answer: AnswerReader, subject: Element) -> Any:
    """
    The model of the act within a subject.
    """
    act = answer.row.answer
    assert act is not None  # noqa: S101 - the caller asks for rows that bring records only
    if not answer.accepted:
        _accept_early(answer, subject)
    answer.count += 1
    if answer.row.alone and answer.count > 1:
        raise ProtocolError("brings more than the one that was sent", path="controlActEvent/subject[2]")
    for child in subject[:]:
        if child.tag == answer.wanted:
            return answer.read(child)
    raise ProtocolError("required, but missing in the answer", path=f"controlActEvent/subject/{act.element}")


def _closed(parser: etree.XMLPullParser) -> Element:
    """
    The root, once everything has arrived. Where nothing was found wrong on the way, what fails here is an end that is missing, unless it is
    the end of a DTD: no answer that goes on would make up for one.
    """
    wrong = parser.feed_error_log.filter_from_errors()
    try:
        root = parser.close()
    except etree.XMLSyntaxError:
        root = None
    if root is None and len(wrong):
        raise ProtocolError("the answer is not well-formed XML", path=f"line {wrong[0].line}, column {wrong[0].column}")
    if root is None and any(entry.type_name in IN_A_DTD for entry in parser.feed_error_log):
        raise _dtd()
    if root is None:
        raise OutcomeUnknown("half an answer: its end is missing")
    _no_dtd(root)
    return root


def _no_dtd(element: Element) -> None:
    if element.getroottree().docinfo.doctype:
        raise _dtd()


def _dtd() -> ProtocolError:
    return ProtocolError("the answer declares a DTD, which SOAP forbids", path="Envelope")


def _accept_early(answer: AnswerReader, element: Element) -> None:
    """
    Before the first record is handed out: whom the answer answers, and whether it accepts.
    """
    _no_dtd(element)
    message = _message(answer, element.getroottree().getroot())
    if message.find(f"{V3}acknowledgement") is not None:
        _acknowledged(answer, message)
        answer.accepted = True


def _judge(answer: AnswerReader, root: Element) -> None:
    """
    The verdict on the whole answer.
    """
    message = _message(answer, root)
    code = _acknowledged(answer, message)
    if len(message.findall(EVENT)) > 1:
        raise ProtocolError(TWICE, path="controlActEvent")
    if answer.row.kind is Kind.QUERY:
        _query_answered(answer, message, code)
    elif answer.row.brings and not answer.count:
        if code == QUEUED:
            raise OutcomeUnknown("accepted into the Ministry's queue, not processed yet: query for it later")
        raise ProtocolError("accepted, but without what it had to bring", path="controlActEvent/subject")


def _message(answer: AnswerReader, root: Element) -> Element:
    """
    The message in the SOAP body, whatever its name; a fault is raised.
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
    The acknowledgement code of an answer to our message that did not refuse it.
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
    A query has to say that it found something, or that it found nothing.
    """
    path = "controlActEvent/queryAck/queryResponseCode"
    response = _needed(message, path).get("code") or ""
    if response in QUERY_FAILED:
        raise refusal(_issues(message), response)
    if code != ACCEPTED or response not in {FOUND, NOTHING_FOUND} or (response == NOTHING_FOUND and answer.count):
        raise ProtocolError("does not say that the query succeeded", path=path)


def _needed(element: Element, path: str) -> Element:
    """
    The only element at a path of the verdict: two may say two things.
    """
    for step in path.split("/"):
        found = element.findall(f"{V3}{step}")
        if len(found) != 1:
            raise ProtocolError(TWICE if found else "required, but missing in the answer", path=path)
        element = found[0]
    return element


def _issues(message: Element) -> tuple[Issue, ...]:
    """
    System errors first, then application errors, each in the order of the answer.
    """
    system = message.iterfind(f"{V3}acknowledgement/{V3}acknowledgementDetail/{V3}code")
    application = message.iterfind(f"{EVENT}/{V3}reason/{V3}detectedIssueEvent/{V3}code")
    return tuple(
        issue((code.get("code") or "").strip(), (code.get("displayName") or "").strip(), system=ours)
        for ours, codes in ((True, system), (False, application))
        for code in codes
    )


def _fault(answer: AnswerReader, fault: Element) -> Exception:
    """
    A SOAP fault as an error of ours: the Ministry's code if the fault holds one, SOAP's own else.

    On a write only a fault with such a code in its place, or one that blames the request or its security header, is a verdict. Application
    servers and gateways also answer with a fault when they fail after processing.
    """
    name = (fault.findtext("faultcode") or "").strip().rpartition(":")[2]
    words = (fault.findtext("faultstring") or "").strip()
    detail = " ".join("".join(part.itertext()) for part in fault.iterfind("detail"))
    found = HataKodu.find(f"{fault.findtext('faultcode') or ''} {words} {detail}")
    side = name.partition(".")[0]  # SOAP 1.1 lets a kind follow: Server.userException
    if not (answer.row.safe or side in NOT_PROCESSED or names_code(name, words, detail)):
        return OutcomeUnknown("the service answered with a fault that does not refuse the request", path="Envelope/Body/Fault")
    told = issue(str(found) if found else name, words, system=side not in CALLERS_SIDE)
    return refusal((told,), "Fault")
