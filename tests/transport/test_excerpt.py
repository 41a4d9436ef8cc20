"""
What is told of a page that is not the service's: how long it is and what it is made of, and of an answer that broke off: how.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from requests.exceptions import SSLError

from saglikclient import AuthenticationError, HttpError, OutcomeUnknown
from saglikclient._transport import judge
from saglikclient._transport.exceptions import translated
from tests.support.loopback import Request, Server, answer

if TYPE_CHECKING:
    import socket
    import threading
    from collections.abc import Callable

    from saglikclient._transport.client import Transport
    from tests.support.loopback import Step

LOOKED_AT = 64 * 1024


def in_chunks(*chunks: bytes) -> Step:
    """
    A page that comes bit by bit.
    """
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)

    def step(sock: socket.socket, _: Request, __: threading.Event) -> None:
        head = b"HTTP/1.1 503 Whatever\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        sock.sendall(head + body + b"0\r\n\r\n")

    return step


def refused(http: Transport, step: Step) -> HttpError:
    with (
        Server(step) as server,
        pytest.raises(HttpError) as caught,
        http.exchange("POST", server.url, b"<x/>", {}) as reply,
    ):
        judge.accept(reply, kinds=judge.XML)
    return caught.value


def test_all_pieces_count(client: Callable[..., Transport]) -> None:
    """
    Length and elements are those of the whole page, in however many pieces it came.
    """
    error = refused(client(), in_chunks(b"<html><h1>", b"</h1><p>", b"</p></html>"))

    assert error.excerpt == "text/html, 29 bytes, elements: html h1 p"


def test_long_page_is_not_read_to_its_end(client: Callable[..., Transport]) -> None:
    """
    After 64 KiB enough is known of a page.
    """
    error = refused(client(), answer(b"<html>" + b" " * 4 * LOOKED_AT, status=503, headers={"Content-Type": "text/html"}))

    assert error.excerpt == f"text/html, {LOOKED_AT} bytes, elements: html"


@pytest.mark.parametrize("kind", ["text/xml", "application/soap+xml", "text/html"])
def test_elements_of_markup_are_named(client: Callable[..., Transport], kind: str) -> None:
    """
    XML is markup as well as HTML.
    """
    error = refused(client(), answer(b"<a><b>gizli</b></a>", status=503, headers={"Content-Type": kind}))

    assert error.excerpt == f"{kind}, 19 bytes, elements: a b"


def test_doubt_tells_its_kind() -> None:
    """
    Where only doubt is left, the error still tells the kind of what happened, and nothing of a handshake, which was done before.
    """
    error = translated(SSLError("gizli"), departed=True)

    assert type(error) is OutcomeUnknown
    assert str(error) == "the exchange failed: SSLError"


@pytest.mark.parametrize(("status", "page"), [(401, True), (401, False), (403, False)])
def test_denial_tells_its_status(client: Callable[..., Transport], status: int, page: bool) -> None:
    """
    Where the status alone refuses us, the error tells it, as a code, as a number and in words.
    """
    kind = "text/html" if page else "text/xml"
    with (
        Server(answer(b"<html>", status=status, headers={"Content-Type": kind})) as server,
        pytest.raises(AuthenticationError) as caught,
        client().exchange("POST", server.url, b"<x/>", {}) as reply,
    ):
        judge.accept(reply, kinds=judge.XML)

    assert (caught.value.code, caught.value.status) == (str(status), status)
    assert str(caught.value) == f"{status}: the service denied access (HTTP {status})"
