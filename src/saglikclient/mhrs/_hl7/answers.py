"""
Parse answers in one pass over the incoming bytes. Answers are recognised by structure, not by the name of the root element: the names of
MHRS' answer interactions are not public. Modelled: records as `controlActEvent/subject`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from lxml import etree

from saglikclient._core.boundary import alone
from saglikclient._core.model import Model
from saglikclient.errors import OutcomeUnknown, ProtocolError
from saglikclient.mhrs._hl7.charset import REPLACEMENT, UTF_8, Charset
from saglikclient.mhrs._hl7.growth import bounded
from saglikclient.mhrs._hl7.names import SERVICE
from saglikclient.mhrs._hl7.table_reader import reader
from saglikclient.mhrs._hl7.verdict import BODY, ENVELOPE, EVENT, TWICE, V3, Verdict
from saglikclient.records import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from saglikclient.mhrs._hl7.element import Element
    from saglikclient.mhrs.interactions import Interaction
    from saglikclient.mhrs.receipt import Receipt

Got = TypeVar("Got", bound=Model)

SUBJECT, ID = f"{V3}subject", f"{V3}id"
SUBJECT_PATH = "controlActEvent/subject"
MAX_UNREADABLE = 10_000
"""Records that cannot be read before the whole answer counts as unreadable. Their number is not limited by the size of an answer alone."""
NOT_UTF_8 = frozenset({"ERR_INVALID_ENCODING", "ERR_INVALID_CHAR"})
"""Parser errors for bytes that are not UTF-8, in newer and older versions of libxml2. Control characters are replaced before."""
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
    verdict: Verdict
    operation: str = ""
    count: int = 0
    unreadable: int = 0
    accepted: bool = False
    wanted: str = attrs.field(init=False)
    read: Callable[[Element], Any] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        if self.row.answer is not None:
            self.wanted, self.read = f"{V3}{self.row.answer.element}", reader(self.row.answer)


def records(
    pieces: Iterable[bytes], row: Interaction[Any, Got], message_id: str, *, charset: str = "", operation: str = ""
) -> Generator[Got | Unreadable, None, Receipt[None]]:
    """
    Read an answer. Each record is yielded once the element after it has begun; the verdict on the whole answer comes at its end.

    Args:
        pieces: The body as it arrives.

        row: The operation that was called.

        message_id: The id of the request.

        charset: The charset of `Content-Type`; empty if there is none.

        operation: The method, for errors.

    Yields:
        The records; for queries, those that cannot be read as `Unreadable`.

    Returns:
        The receipt, as the value of the generator.

    Raises:
        ProtocolError: If the answer violates the contract, or belongs to another message.
        NumberMissing: If it accepts a new record without its number.
        OutcomeUnknown: If it is truncated, or only confirms that the request was queued although a number is required.
        ServiceError: If the Ministry refused.
        AuthenticationError: If it did not accept the credentials.
    """
    answer, buffer = AnswerReader(row, Verdict(row, message_id), operation), SubjectBuffer()
    text = Charset(charset)
    parser = etree.XMLPullParser(
        events=("start",),
        tag=EVENT,
        encoding=UTF_8,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for piece in bounded(text.utf8(pieces), lambda: answer.count):
        _feed(parser, piece, text)
        for subject in buffer.complete(parser) if row.answer is not None else ():
            yield _record(answer, subject)
    root = _closed(parser)
    for subject in buffer.subjects(whole=True) if row.answer is not None else ():
        yield _record(answer, subject)
    return answer.verdict.judge(root, answer.count)


def _feed(parser: etree.XMLPullParser, piece: bytes, charset: Charset) -> None:
    try:
        parser.feed(piece)
    except etree.XMLSyntaxError as exc:
        line, column = exc.position
        misfit = any(entry.type_name in NOT_UTF_8 for entry in exc.error_log)
    else:
        return
    if misfit:
        raise charset.misfit(f"line {line}, column {column}")
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
    Return the model of the act in a subject; of a query, `Unreadable` if it cannot be read.
    """
    if not answer.accepted:
        _no_dtd(subject)
        answer.accepted = answer.verdict.accept_early(subject.getroottree().getroot())
    answer.count += 1
    if answer.row.single and answer.count > 1:
        raise ProtocolError("contains more records than were sent", path=f"{SUBJECT_PATH}[2]")
    try:
        return _model(answer, subject)
    except ProtocolError as error:
        if not answer.row.safe:
            raise
        failed = error
    return _unreadable(answer, subject, failed)


def _model(answer: AnswerReader, subject: Element) -> Any:
    acts = [child for child in subject[:] if child.tag == answer.wanted]
    if len(acts) == 1:
        return answer.read(acts[0])
    assert answer.row.answer is not None  # noqa: S101 - only called for rows with an answer table
    raise ProtocolError(TWICE if acts else "required, but missing in the answer", path=f"{SUBJECT_PATH}/{answer.row.answer.element}")


def _unreadable(answer: AnswerReader, subject: Element, error: ProtocolError) -> Unreadable:
    """
    Return a record that cannot be read, with its own number if that is readable, and the only one in the subject.
    """
    answer.unreadable += 1
    if answer.unreadable > MAX_UNREADABLE:
        raise ProtocolError(f"more than {MAX_UNREADABLE} records cannot be read", path=SUBJECT_PATH)
    error.path = f"{SUBJECT_PATH}[{answer.count}]/{error.path.removeprefix(f'{SUBJECT_PATH}/')}"
    error.request_id = answer.verdict.message_id
    numbers = [(one.get("extension") or "").strip() for act in subject.findall(answer.wanted) for one in act.findall(ID)]
    key = numbers[0] if len(numbers) == 1 and numbers[0] and REPLACEMENT not in numbers[0] else None
    alone(error, SERVICE, answer.operation)
    return Unreadable(index=answer.count - 1, path=error.path, error=error, key=key)


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
