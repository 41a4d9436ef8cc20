"""
One call from request to records: envelope, transport, reader. Services pass the row and the models; everything else happens here.
"""

from __future__ import annotations

import warnings
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, NoReturn, TypeVar
from uuid import uuid4

import attrs

from saglikclient._core.boundary import boundary, caller_level
from saglikclient._core.masking import UnshownDict
from saglikclient._core.model import Model
from saglikclient._transport.account import Account
from saglikclient.errors import ConfigurationError, IssueWarning, PartialResult, ProtocolError, ServiceError
from saglikclient.mhrs._hl7 import envelope, error_codes
from saglikclient.mhrs._hl7.names import SERVICE
from saglikclient.mhrs.receipt import Receipt
from saglikclient.records import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from datetime import datetime

    from saglikclient._transport.client import Transport
    from saglikclient.config import Credentials
    from saglikclient.mhrs.contract import Contract
    from saglikclient.mhrs.interactions import Interaction
    from saglikclient.records import Records


Sent = TypeVar("Sent", bound=Model)
Got = TypeVar("Got", bound=Model)
T = TypeVar("T")


@attrs.frozen(kw_only=True, eq=False)
class Hl7Caller:
    """
    The settings that all calls of a client share. The HTTP session is opened by the first call.

    Attributes:
        endpoint: The address of the service.
        credentials: User name and password.
        parties: Sender, receiver and acting person.
        contract: The contract that messages are built by.
        ids: Interaction ids of this endpoint by row number, where they differ from the Ministry's.
        transport: Sends requests.
        clock: Returns the current time, aware.
        account: Whether the credentials have been refused.
    """

    endpoint: str
    credentials: Credentials
    parties: envelope.Parties
    contract: Contract
    ids: Mapping[int, str]
    transport: Transport
    clock: Callable[[], datetime]
    account: Account = attrs.field(factory=lambda: Account(error_codes.refuses_password), repr=False)

    def records(self, row: Interaction[Sent, Got], sent: Sequence[Sent]) -> Records[Got]:
        """
        Make a call and return all records of its answer.
        """
        found, receipt = self._answered(row, sent)
        if receipt.queued:  # a list cannot show it
            self._warn(row.method, receipt, "the Ministry has queued the request, not processed it yet: query for it later")
        return found

    def write(self, row: Interaction[Sent, Got], sent: Sent, otherwise: T) -> Receipt[Got | T]:
        """
        Make a call and return its receipt.

        Args:
            row: The operation.

            sent: The record.

            otherwise: The value of `Receipt.record` if the answer contains none.
        """
        found, receipt = self._answered(row, [sent])
        record = found[0] if found else otherwise
        return Receipt(request_id=receipt.request_id, queued=receipt.queued, issues=receipt.issues, record=record)

    def _answered(self, row: Interaction[Sent, Got], sent: Sequence[Sent]) -> tuple[Records[Got], Receipt[None]]:
        receipts: list[Receipt[None]] = []
        with self.account.attempt():
            for attempt in self.transport.attempts(safe=row.safe):
                with attempt:
                    message_id = str(uuid4())
                    found = list(self._attempt(row, sent, row.method, message_id, receipts))
                    return self.transport.collect(found, operation=row.method, request_id=message_id), receipts[0]
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    def stream(self, row: Interaction[Sent, Got], sent: Sequence[Sent], operation: str) -> Iterator[Got]:
        """
        Make a call and yield its records as they arrive. It is retried only until the first record has arrived.
        """
        return boundary(self._readable, SERVICE, operation)(row, sent, operation)

    def _readable(self, row: Interaction[Sent, Got], sent: Sequence[Sent], operation: str) -> Iterator[Got]:
        """
        Yield the records that can be read.

        Raises:
            PartialResult: At the end, if there were others.
            ProtocolError: Instead, at once, if the client was so configured.
        """
        unreadable: list[Unreadable] = []
        with closing(self._streamed(row, sent, operation)) as records:
            for record in records:
                if not isinstance(record, Unreadable):
                    yield record
                elif self.transport.options.on_unreadable == "raise":
                    raise record.error
                else:
                    unreadable.append(record)
        if unreadable:
            message = f"{len(unreadable)} records of the answer cannot be read; the others were yielded"
            first = unreadable[0].error
            raise PartialResult(message, error=first, unreadable=tuple(unreadable), request_id=first.request_id)

    def _streamed(self, row: Interaction[Sent, Got], sent: Sequence[Sent], operation: str) -> Generator[Got | Unreadable]:
        first: list[Got | Unreadable] = []
        rest: Iterator[Got | Unreadable] = iter(())
        with self.account.attempt():
            for attempt in self.transport.attempts(safe=row.safe):
                with attempt:
                    rest = self._attempt(row, sent, operation, str(uuid4()), [])
                    first = list(islice(rest, 1))
        yield from first
        yield from rest

    def interaction_id(self, row: Interaction[Sent, Got]) -> str:
        """
        Return the interaction id of a row at this endpoint.

        Raises:
            ConfigurationError: If the Ministry's table leaves it empty and `interaction_ids` does not contain it.
        """
        known = self.ids.get(row.number) or row.interaction_id
        if known is None:
            raise ConfigurationError(
                f"row {row.number} of Table 1 ({row.title}) has no published interaction id: pass interaction_ids={{{row.number}: '...'}} "
                "from your integration letter"
            )
        return known

    def _attempt(
        self, row: Interaction[Sent, Got], sent: Sequence[Sent], operation: str, message_id: str, receipts: list[Receipt[None]]
    ) -> Iterator[Got | Unreadable]:
        """
        Send one message once, yield the records of its answer, and add its receipt at the end.
        """
        from saglikclient._transport import judge
        from saglikclient.mhrs._hl7.answers import records

        body, headers = self._built(row, sent, message_id)
        with self.transport.exchange(
            "POST", self.endpoint, body, headers, safe=row.safe, operation=operation, request_id=message_id
        ) as reply:
            judge.accept(reply, kinds=judge.XML, error_kinds={judge.SERVER_ERROR})
            found = records(reply.pieces(), row, message_id, charset=reply.charset, operation=operation)
            if reply.status != judge.OK:
                _refused(found, row)
            receipt = yield from found
        if receipt.issues:
            codes = ", ".join(issue.code or "without a code" for issue in receipt.issues)
            self._warn(operation, receipt, f"the Ministry accepted the request and reported problems: {codes}")
        receipts.append(receipt)

    def _warn(self, operation: str, receipt: Receipt[None], what: str) -> None:
        """
        Warn of an acceptance that is not the usual one.
        """
        self.transport.log.warning("%s %s: %s", operation, receipt.request_id, what)
        warnings.warn(f"{operation}: {what}", IssueWarning, stacklevel=caller_level())

    def _built(self, row: Interaction[Sent, Got], sent: Sequence[Sent], message_id: str) -> tuple[bytes, dict[str, str]]:
        from saglikclient._transport.soap import UsernameToken

        own = self.interaction_id(row)
        content = UnshownDict(envelope.request(row, own, sent, self.parties, message_id, self.clock()))
        return self.contract.wsdl.envelope(own, content, UsernameToken(self.credentials, self.clock))


def _refused(found: Iterator[object], row: Interaction[Sent, Got]) -> NoReturn:
    """
    Read an answer that came with HTTP 500: it raises a refusal, or it contradicts its status. A query may be repeated if the failure is one
    that passes.
    """
    try:
        for _ in found:
            pass
    except ServiceError as error:
        error.retryable = error.retryable or (row.safe and error.code in error_codes.PASSING)
        raise
    raise ProtocolError("accepted with an HTTP status that means failure", path="acknowledgement/typeCode")
