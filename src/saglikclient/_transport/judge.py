"""
Checks the status and content type of an answer before it is parsed. Error pages are never quoted.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from saglikclient.errors import AnswerTooLarge, AuthenticationError, HttpError, OutcomeUnknown, ProtocolError, SaglikError, TransportError

if TYPE_CHECKING:
    from collections.abc import Collection

    from saglikclient._transport.http import Reply

OK, UNAUTHORIZED, FORBIDDEN, PROXY_CREDENTIALS, SERVER_ERROR = 200, 401, 403, 407, 500
XML = frozenset({"text/xml", "application/xml", "application/soap+xml"})

_TAG = re.compile(rb"<(?!\w*\d{7})([A-Za-z][\w:.-]{0,40})(?=[\s/>])")
"""Excludes seven digits in a row, which may be a telephone or identity number."""
_LOOKED_AT = 64 * 1024
_TAGS_SHOWN = 12


def accept(reply: Reply, *, kinds: Collection[str], error_kinds: Collection[int] = ()) -> None:
    """
    Accept an answer for parsing, or raise the error for its status.

    Args:
        reply: The answer.

        kinds: Content types that the reader supports.

        error_kinds: Statuses other than 200 whose body the reader supports, e.g. 500 for a SOAP fault.

    Raises:
        AuthenticationError: For 401, which means that the request was not processed (RFC 9110, 15.5.2), and for 403 in a content type of
            the service. A firewall's 403 does not concern the credentials, and does not reveal whether the request was processed.
        HttpError: For any other status, and for another content type.
    """
    if reply.content_type in kinds and (reply.status == OK or reply.status in error_kinds):
        return
    if reply.status == UNAUTHORIZED or (reply.status == FORBIDDEN and reply.content_type in kinds):
        denied = AuthenticationError(f"the service denied access (HTTP {reply.status})", code=str(reply.status))
        denied.status = reply.status
        raise denied
    if reply.status == PROXY_CREDENTIALS:
        raise HttpError("the proxy asks for a user name and password (HTTP 407)", status=reply.status, excerpt=excerpt(reply))
    what = f"HTTP {reply.status}" if reply.status != OK else f"an answer of type {reply.content_type or 'unknown'}"
    if reply.content_type.startswith("multipart/"):
        what += " (MTOM or attachments), which is not supported"
    raise HttpError(f"the service answered with {what}", status=reply.status, excerpt=excerpt(reply), retry_after=reply.retry_after)


def of_a_write(error: SaglikError, status: int) -> SaglikError:
    """
    Translate an error of a write to `OutcomeUnknown`, unless the service itself refused it or nothing was sent.

    Args:
        error: The error.

        status: The HTTP status; 0 if there was no answer.
    """
    if not isinstance(error, HttpError | ProtocolError | AnswerTooLarge | AuthenticationError):
        return error
    if isinstance(error, AuthenticationError) and (error.status != FORBIDDEN or error.issues):
        return error  # a 403 without a message of the service may be a gateway's
    return OutcomeUnknown(
        f"{error.args[0]}; it may have been processed",
        status=status,
        path=getattr(error, "path", ""),
        excerpt=getattr(error, "excerpt", ""),
    )


def excerpt(reply: Reply) -> str:
    """Summarise a body without its text: content type, length, element names."""
    seen = bytearray()
    with suppress(TransportError):  # the status is known, even if the page is truncated
        for piece in reply.pieces():
            seen += piece
            if len(seen) >= _LOOKED_AT:
                break
    found = _TAG.findall(bytes(seen)) if reply.content_type.endswith(("html", "xml")) else []
    tags = list(dict.fromkeys(tag.decode("ascii") for tag in found))[:_TAGS_SHOWN]
    return f"{reply.content_type or 'no content type'}, {len(seen)} bytes, elements: {' '.join(tags) or 'none'}"
