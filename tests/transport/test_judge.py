"""
The first judgement of an answer: status, then type, and only then the body, of which nothing is quoted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient._transport import judge
from saglikclient.errors import AuthenticationError, HttpError, SaglikError
from tests.support.loopback import Server, Step, answer, bomb

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient._transport.client import Transport

PAGE = """<!DOCTYPE html><html><head><title>Bakım</title></head><body class="ayse"><h1>Sayın Ayşe Yılmaz</h1>
<p>TCKN 10000000146, yazın: <ayse.yilmaz@example.org></p><br/><!-- cok-gizli --></body></html>""".encode()
WORDS = ("Bak", "Say", "Ay", "ayse", "yilmaz", "10000000146", "example", "cok-gizli", "class")
HTML = {"Content-Type": "text/html; charset=utf-8"}


def accepted(http: Transport, step: Step, **options: object) -> bytes:
    """
    Judge what a server answers, as the clients do, and read it.
    """
    with Server(step) as server, http.exchange("POST", server.url, b"<ask/>", {}) as reply:
        judge.accept(reply, kinds=judge.XML, **options)  # type: ignore[arg-type]
        return reply.body()


def refused(http: Transport, step: Step, **options: object) -> SaglikError:
    with pytest.raises(SaglikError) as caught:
        accepted(http, step, **options)
    return caught.value


@pytest.mark.parametrize("kind", ["text/xml", "TEXT/XML;charset=utf-8", "application/xml", "application/soap+xml; action=x"])
def test_xml_passes(client: Callable[..., Transport], kind: str) -> None:
    """
    200 with XML goes to the reader, untouched.
    """
    assert accepted(client(), answer(b"<x/>", headers={"Content-Type": kind})) == b"<x/>"


def test_fault_passes_where_it_is_wanted(client: Callable[..., Transport]) -> None:
    """
    A SOAP fault comes with 500: the reader gets it if it asks for it, and only if it is XML.
    """
    fault = answer(b"<fault/>", status=500)
    page = answer(PAGE, status=500, headers=HTML)

    assert accepted(client(), fault, error_kinds={500}) == b"<fault/>"
    assert isinstance(refused(client(), fault), HttpError)
    assert isinstance(refused(client(), page, error_kinds={500}), HttpError)


@pytest.mark.parametrize(
    ("status", "headers"),
    [(401, {}), (401, HTML), (401, {"Content-Type": ""}), (403, {})],
    ids=["401-xml", "401-html", "401-none", "403-xml"],
)
def test_credentials(client: Callable[..., Transport], status: int, headers: dict[str, str]) -> None:
    """
    401 is about the credentials, whatever the body is, and 403 if it comes in the service's own type.
    """
    error = refused(client(), answer(PAGE, status=status, headers=headers))

    assert isinstance(error, AuthenticationError)
    assert (error.code, error.message) == (str(status), "")


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/json", ""])
def test_a_page_with_403_is_not_about_credentials(client: Callable[..., Transport], kind: str) -> None:
    """
    A firewall or proxy forbids with a page of its own, which says nothing about the credentials: it is told like any other page.
    """
    error = refused(client(), answer(PAGE, status=403, headers={"Content-Type": kind}))

    assert isinstance(error, HttpError)
    assert (error.status, error.retryable) == (403, False)
    assert error.excerpt.startswith(f"{kind or 'no content type'}, {len(PAGE)} bytes")


@pytest.mark.parametrize(("status", "without_words"), [(401, AuthenticationError), (403, HttpError)])
def test_words_about_credentials_are_read(client: Callable[..., Transport], status: int, without_words: type[SaglikError]) -> None:
    """
    A reader that asks for the words of a 401 or 403 gets them, if they are of a type it understands.
    """
    assert accepted(client(), answer(b"<words/>", status=status), error_kinds={status}) == b"<words/>"
    assert isinstance(refused(client(), answer(PAGE, status=status, headers=HTML), error_kinds={status}), without_words)


@pytest.mark.parametrize("status", [201, 204, 302, 400, 404, 429, 500, 502, 503, 504])
def test_status_comes_before_type(client: Callable[..., Transport], status: int) -> None:
    """
    Any other status is an `HttpError`, even with the right type: an XML body does not make a 503 an answer.
    """
    body = b"" if status == 204 else b"<x/>"
    error = refused(client(), answer(body, status=status, headers={"Retry-After": "9"}), error_kinds={418})

    assert isinstance(error, HttpError)
    assert (error.status, error.retry_after) == (status, 9.0)
    assert error.retryable is (status in {429, 502, 503, 504})
    assert str(error) == f"the service answered with HTTP {status}"


def test_a_proxy_that_asks_for_a_password_is_named(client: Callable[..., Transport]) -> None:
    """
    407 is a proxy's, also where a plain http address is called through it.
    """
    error = refused(client(), answer(b"<x/>", status=407))

    assert isinstance(error, HttpError)
    assert not error.retryable
    assert str(error) == "the proxy asks for a user name and password (HTTP 407)"


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/json", "text/xml-external", ""])
def test_type_comes_before_body(client: Callable[..., Transport], kind: str) -> None:
    """
    200 with another type is an `HttpError`, even if the body is XML.
    """
    error = refused(client(), answer(b"<x/>", headers={"Content-Type": kind}))

    assert isinstance(error, HttpError)
    assert (error.status, error.retryable) == (200, False)
    assert str(error) == f"the service answered with an answer of type {kind or 'unknown'}"


@pytest.mark.parametrize("status", [200, 503])
def test_page_is_not_quoted(client: Callable[..., Transport], status: int) -> None:
    """
    Of an error page only type, length and element names are told: no text, no attribute, no comment, no address in angle brackets.
    """
    error = refused(client(), answer(PAGE, status=status, headers=HTML))

    assert isinstance(error, HttpError)
    assert error.excerpt == f"text/html, {len(PAGE)} bytes, elements: html head title body h1 p br"
    assert [word for word in WORDS if word in f"{error!r} {error} {vars(error)}"] == []


def test_empty_page(client: Callable[..., Transport]) -> None:
    """
    No body and no type are told as such.
    """
    error = refused(client(), answer(status=404, headers={"Content-Type": ""}))

    assert isinstance(error, HttpError)
    assert error.excerpt == "no content type, 0 bytes, elements: none"


def test_excerpt_is_short(client: Callable[..., Transport]) -> None:
    """
    However large the page, and however many elements it has, the excerpt stays small and little of it is read.
    """
    page = b"".join(b"<e%d>" % number for number in range(50_000))
    error = refused(client(), answer(page, status=404, headers=HTML))

    assert isinstance(error, HttpError)
    assert len(error.excerpt) < 200
    assert "131072 bytes" in error.excerpt or "65536 bytes" in error.excerpt


@pytest.mark.parametrize(
    "step",
    [
        answer(PAGE, whole=False, status=404, headers=HTML),
        answer(PAGE, whole=False, status=404, headers=HTML, chunked=True),
        answer(b"no gzip", status=404, headers={**HTML, "Content-Encoding": "gzip"}),
        bomb(8, status=404, headers=HTML),
    ],
    ids=["half-by-length", "half-chunked", "broken-gzip", "too-large"],
)
def test_status_comes_before_the_rest_of_a_page(client: Callable[..., Transport], step: Step) -> None:
    """
    A page that breaks off, or is too large, changes nothing about what its status said.
    """
    error = refused(client(max_answer=1024), step)

    assert isinstance(error, HttpError)
    assert error.status == 404


def test_body_of_an_accepted_answer_is_not_forgiven(client: Callable[..., Transport]) -> None:
    """
    The forgiveness is for error pages only.
    """
    assert not isinstance(refused(client(), answer(b"no gzip", headers={"Content-Encoding": "gzip"})), HttpError)


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "message/rfc822", ""])
def test_angle_brackets_outside_markup(client: Callable[..., Transport], kind: str) -> None:
    """
    Where the type promises no markup, a word in angle brackets is text, not an element.
    """
    error = refused(client(), answer(b"From: <Ahmet Yilmaz>", status=404, headers={"Content-Type": kind}))

    assert isinstance(error, HttpError)
    assert error.excerpt.endswith(", 20 bytes, elements: none")


class Page:
    """
    A reply without a server.
    """

    content_type = "text/html"

    def __init__(self, content: bytes) -> None:
        self.content = content

    def pieces(self) -> list[bytes]:
        """
        The body.
        """
        return [self.content]


@given(st.text(st.characters(codec="utf-8", exclude_characters="<")))
def test_text_is_never_quoted(text: str) -> None:
    """
    A page of text has no elements, whatever the text is.
    """
    page = Page(f"{text}< {text}>{text}".encode())

    assert judge.excerpt(page) == f"text/html, {len(page.content)} bytes, elements: none"  # type: ignore[arg-type]
