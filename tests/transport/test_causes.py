"""
The words of a failure fit its cause, and its class fits what became of the request. Real sockets and OpenSSL are the judges.
"""

from __future__ import annotations

import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import trustme

from saglikclient import ConfigurationError, NotSent, OutcomeUnknown, SaglikError, TlsError, TlsOptions
from saglikclient.config import MIB
from tests.support.loopback import HOST, Server, answer, close, gibberish, hang_up, raw, redirect, refusing, reset, spoil, tunnel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from saglikclient._transport.client import Transport
    from tests.support.loopback import Request, Step

FORM = bytes(4 * MIB)


def lost(http: Transport, url: str, body: bytes = b"<ask/>") -> SaglikError:
    with pytest.raises(SaglikError) as caught, http.exchange("POST", url, body, {}) as reply:
        reply.body()
    return caught.value


TWO_LENGTHS = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nxx"


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (close, "the connection was closed before an answer came"),
        (reset, "the connection was reset"),
        (gibberish, "the answer is not HTTP"),
        (raw(b"HTTP/1.1 2"), "the answer is not HTTP"),
        (raw(b"HTTP/1.1 abc OK\r\n\r\n"), "the answer is not HTTP"),
        (raw(b"HTTP/2.0 200 OK\r\n\r\n"), "the answer is not HTTP/1"),
        (raw(TWO_LENGTHS), "the answer's headers contradict each other"),
        (raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000), "the answer's head is too large"),
        (answer(b"<x/>", whole=False), "the answer was cut off"),
        (answer(b"<x/>", whole=False, chunked=True), "the connection broke off"),
    ],
    ids=["closed", "reset", "gibberish", "status line cut", "no status", "HTTP/2", "two lengths", "long line", "cut off", "chunks cut off"],
)
def test_what_breaks_behind_the_request(step: Step, words: str, client: Callable[..., Transport]) -> None:
    """
    Once the request was sent, whatever is wrong with the answer leaves the outcome unknown, and the words say what is wrong.
    """
    with Server(step) as server:
        error = lost(client(), server.url)

    assert type(error) is OutcomeUnknown
    assert str(error).startswith(f"{words}: ")
    assert error.status == (200 if "contradict" in words else error.status)
    assert len(server.requests) == 1


def cut_at(read: int, *, context: ssl.SSLContext | None) -> Callable[[socket.socket, threading.Event], None]:
    """
    Read so many bytes of a request, then reset the connection.
    """

    def greet(sock: socket.socket, _: threading.Event) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        kept = context.wrap_socket(sock, server_side=True) if context else sock
        left = read
        while left > 0 and (piece := kept.recv(min(left, 65536))):
            left -= len(piece)
        kept.close()

    return greet


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_a_reset_in_the_middle_of_a_form(client: Callable[..., Transport], server_tls: ssl.SSLContext, *, tls: bool) -> None:
    """
    A large request that is cut short may have been processed: its reader decides what is enough.
    """
    context = server_tls if tls else None
    with Server(tls=context, greet=cut_at(MIB, context=context)) as server:
        error = lost(client(), server.url, FORM)

    assert type(error) is OutcomeUnknown


def test_tls_that_breaks_while_sending(client: Callable[..., Transport], server_tls: ssl.SSLContext) -> None:
    """
    TLS that breaks after the handshake is no handshake that failed: what was sent before may have arrived.
    """

    def greet(sock: socket.socket, over: threading.Event) -> None:
        with server_tls.wrap_socket(sock, server_side=True) as kept:
            kept.recv(65536)
            with socket.socket(fileno=kept.detach()) as plain:
                plain.sendall(b"not a TLS record" * 64)
                over.wait(0.2)

    with Server(tls=server_tls, greet=greet) as server:
        error = lost(client(), server.url, FORM)

    assert type(error) is OutcomeUnknown


def test_tls_that_breaks_within_the_answer(client: Callable[..., Transport], server_tls: ssl.SSLContext) -> None:
    """
    The same while the answer is read.
    """
    with Server(spoil(), tls=server_tls) as server:
        error = lost(client(), server.url)

    assert type(error) is OutcomeUnknown


@pytest.mark.parametrize(("version", "kind"), [("TLSv1_2", TlsError), ("TLSv1_3", OutcomeUnknown)])
def test_a_service_that_wants_a_client_certificate(
    version: str, kind: type[SaglikError], client: Callable[..., Transport], ca: trustme.CA
) -> None:
    """
    A missing client certificate is told as such. With TLS 1.3 the service says so only after the request may have left.
    """
    context = serving(ca.issue_cert(HOST))
    ca.configure_trust(context)
    context.verify_mode, context.maximum_version = ssl.CERT_REQUIRED, ssl.TLSVersion[version]
    with Server(answer(), tls=context) as server:
        error = lost(client(), server.url)

    assert type(error) is kind
    assert "client certificate" in str(error) or "reset" in str(error)  # a reset may overtake the alert


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def test_a_missing_intermediate_certificate(client: Callable[..., Transport], tmp_path: Path) -> None:
    """
    A service that leaves out its intermediate is told as such; a bundle of root and intermediate makes it work.
    """
    root = trustme.CA()
    between = root.create_child_ca()
    leaf = between.issue_cert(HOST)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    alone = tmp_path / "alone.pem"
    alone.write_bytes(leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
    context.load_cert_chain(alone)
    only_root, both = tmp_path / "root.pem", tmp_path / "both.pem"
    only_root.write_bytes(root.cert_pem.bytes())
    both.write_bytes(root.cert_pem.bytes() + between.cert_pem.bytes())
    with Server(answer(b"<x/>"), tls=context) as server:
        error = lost(client(tls=TlsOptions(ca_bundle=str(only_root))), server.url)
        with client(tls=TlsOptions(ca_bundle=str(both))).exchange("POST", server.url, b"<ask/>", {}) as reply:
            assert reply.body() == b"<x/>"

    assert type(error) is TlsError
    assert "intermediate" in str(error)
    assert len(server.requests) == 1


def test_old_tls(client: Callable[..., Transport], ca: trustme.CA) -> None:
    """
    A service that offers nothing newer than TLS 1.0 is told as such.
    """
    context = serving(ca.issue_cert(HOST))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with Server(tls=context) as server:
        error = lost(client(), server.url)

    assert type(error) is TlsError
    assert "the service offers no TLS 1.2 or newer" in str(error)


def test_no_tls_at_all(client: Callable[..., Transport]) -> None:
    """
    A port that answers without TLS is told as such.
    """
    with Server(gibberish, greet=lambda sock, _: sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        error = lost(client(), server.url.replace("http:", "https:"))

    assert type(error) is TlsError
    assert "the service does not answer with TLS" in str(error)


def test_a_handshake_that_is_cut_off(client: Callable[..., Transport], server_tls: ssl.SSLContext) -> None:
    """
    A connection that is reset before the handshake is done has carried nothing.
    """
    with Server(tls=server_tls, greet=hang_up) as server:
        error = lost(client(), server.url)

    assert isinstance(error, NotSent | TlsError)


def test_refused(client: Callable[..., Transport]) -> None:
    """
    A refused connection is told as such.
    """
    with refusing() as url:
        error = lost(client(), url)

    assert type(error) is NotSent
    assert str(error).startswith("the connection was refused: ")


SMALL = """-----BEGIN DH PARAMETERS-----
MIGHAoGBAJzThlVN9+RCnHdL8VxAUHRkk9g0T3p+z2eWoJ1umnT8VD4Yl5seuoCl
KOArmyS81yk19VhwphjC8dfj1hVNzqUPe7x2MNvurFcQltGpLOtE3PcpjDpIffQ0
1QDC0Y52ZtjHRWRtf93+d2XZp5OpmXYgeeS2JmgHFx4lNZJj98qPAgEC
-----END DH PARAMETERS-----
"""
"""Diffie-Hellman parameters of 1024 bits, made for this test."""


def test_a_small_diffie_hellman_key(client: Callable[..., Transport], ca: trustme.CA, tmp_path: Path) -> None:
    """
    A service whose Diffie-Hellman key is too small is told as such, with whom to ask.
    """
    (parameters := tmp_path / "dh.pem").write_text(SMALL, encoding="ascii")
    context = serving(ca.issue_cert(HOST, key_type=trustme.KeyType.RSA))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
    context.load_dh_params(parameters)
    with Server(tls=context) as server:
        error = lost(client(), server.url)

    assert type(error) is TlsError
    assert "its Diffie-Hellman key is too small; ask its operator" in str(error)


SERVER_HELLO = bytes.fromhex("16 0303 002a 02 000026 0303") + bytes(32) + bytes.fromhex("00 c02f 00")
"""TLS 1.2 without any extension, so without the one of RFC 5746."""


@pytest.mark.parametrize("accepted", [False, True])
def test_unsafe_legacy_renegotiation(client: Callable[..., Transport], ca_file: str, *, accepted: bool) -> None:
    """
    A service without secure renegotiation is refused by name, with the switch that accepts it; the switch gets past that point.
    """

    def greet(sock: socket.socket, _: threading.Event) -> None:
        sock.recv(65536)
        sock.sendall(SERVER_HELLO)

    with Server(greet=greet) as server:
        tls = TlsOptions(ca_bundle=ca_file, legacy_renegotiation=accepted)
        error = lost(client(tls=tls), server.url.replace("http:", "https:"))

    assert isinstance(error, TlsError | NotSent)
    assert ("TlsOptions(legacy_renegotiation=True)" in str(error)) is not accepted


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (407, ConfigurationError, "the proxy asks for a user name and password (HTTP 407)"),
        (403, NotSent, "the proxy opened no tunnel (HTTP 403)"),
        (502, NotSent, "the proxy opened no tunnel (HTTP 502)"),
    ],
)
def test_a_proxy_that_opens_no_tunnel(
    status: int, kind: type[SaglikError], words: str, client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A proxy's refusal is the proxy's: nothing was sent to the service, and 407 is a setting that is missing.
    """
    with Server(answer(status=status)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.removesuffix("/ws"))
        error = lost(client(), "https://mhrs.example/ws")

    assert type(error) is kind
    assert str(error).startswith(words)
    assert not isinstance(error, ConfigurationError) or not error.retryable


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_password_outside_latin_1(scheme: str, client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A proxy's password that no header can hold is a setting that is wrong: told before anything is sent, and not shown.
    """
    with Server(answer()) as proxy:
        monkeypatch.setenv(f"{scheme}_proxy", f"http://kullanici:%C5%9Fifre@{HOST}:{proxy.port}")
        error = lost(client(), f"{scheme}://mhrs.example/ws")

    assert type(error) is ConfigurationError
    assert "Latin-1" in str(error)
    assert (error.__cause__, error.__context__) == (None, None)
    assert proxy.connections == 0


def test_a_connection_that_was_closed_while_idle(client: Callable[..., Transport]) -> None:
    """
    A connection that the service closed between two calls is not used for the second one.
    """

    def answer_and_close(sock: socket.socket, request: Request, over: threading.Event) -> None:
        answer(b"<x/>")(sock, request, over)

    http = client()
    with Server(answer_and_close) as server:
        for _ in range(2):
            with http.exchange("POST", server.url, b"<ask/>", {}) as reply:
                assert reply.body() == b"<x/>"
            server.abandoned(0.0)
            threading.Event().wait(0.05)

    assert server.connections == 2


def test_a_connection_that_is_closed_while_a_write_is_sent(client: Callable[..., Transport]) -> None:
    """
    A service that closes an idle connection at the moment at which a write is sent on it may have read that write.
    """
    http = client()
    with Server(answer(b"<x/>"), reset) as server:
        with http.exchange("POST", server.url, b"<ask/>", {}) as reply:
            reply.body()
        error = lost(http, server.url)

    assert type(error) is OutcomeUnknown
    assert [request.connection for request in server.requests] == [1, 1]


@pytest.mark.parametrize("step", [answer(b"<x/>", status=500), redirect("https://127.0.0.1:1/")], ids=["500", "302"])
def test_an_error_closes_its_connection(step: Step, client: Callable[..., Transport]) -> None:
    """
    A connection on which a call failed is not used again, also if the answer was read to its end.
    """
    http = client()
    with Server(step, answer(b"<x/>")) as server:
        with suppress(ZeroDivisionError), http.exchange("POST", server.url, b"<ask/>", {}) as reply:
            reply.body()
            raise ZeroDivisionError
        with http.exchange("POST", server.url, b"<ask/>", {}) as reply:
            assert reply.body() == b"<x/>"

    assert [request.connection for request in server.requests] == [1, 2]


def test_an_answer_that_is_not_read_closes_its_connection(client: Callable[..., Transport]) -> None:
    """
    A connection with an unread answer is not used again.
    """
    http = client()
    with Server(answer(b"<x/>" * 10_000), answer(b"<x/>")) as server:
        with http.exchange("POST", server.url, b"<ask/>", {}):
            pass
        with http.exchange("POST", server.url, b"<ask/>", {}) as reply:
            assert reply.body() == b"<x/>"

    assert [request.connection for request in server.requests] == [1, 2]


def test_the_query_travels_on_the_request_line_only(client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The service gets the whole address; the same through a tunnel, whose own request line has no query.
    """
    with Server(answer(b"<x/>")) as server:
        for _ in range(2):
            with client().exchange("POST", f"{server.url}?password=gizli&a=%20b", b"<ask/>", {}) as reply:
                reply.body()
    assert [request.target for request in server.requests] == ["/ws?password=gizli&a=%20b"] * 2

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority = trustme.CA()
    authority.issue_cert("mhrs.example").configure_cert(context)
    with authority.cert_pem.tempfile() as bundle, Server(tunnel(context), answer(b"<x/>")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.removesuffix("/ws"))
        http = client(tls=TlsOptions(ca_bundle=bundle))
        with http.exchange("POST", "https://mhrs.example/ws?password=gizli", b"<ask/>", {}) as reply:
            reply.body()
    assert [request.target for request in proxy.requests] == ["mhrs.example:443", "/ws?password=gizli"]


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
ODD = {
    "close, said late": OK + b"Content-Length: 4\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n<x/>",
    "malformed header": OK + b"Content-Length: 4\r\nno colon here\r\nX: y\r\n\r\n<x/>",
    "another coding": OK + b"Content-Length: 4\r\nTransfer-Encoding: identity\r\n\r\n<x/>",
    "chunked, with a length": OK + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<x/>\r\n0\r\n\r\n",
    "HTTP/1.0": OK.replace(b"1.1", b"1.0") + b"Content-Length: 4\r\nConnection: keep-alive\r\n\r\n<x/>",
    "a length with a sign": OK + b"Content-Length: +4\r\n\r\n<x/>",
}
"""Answers whose end, or whose wish to go on, can be understood in two ways."""


@pytest.mark.parametrize("sent", ODD.values(), ids=ODD)
def test_doubtful_framing_ends_a_connection(sent: bytes, client: Callable[..., Transport]) -> None:
    """
    A connection is used again only if the answer says beyond doubt where it ends and that the connection goes on.
    """

    def step(sock: socket.socket, _: Request, __: threading.Event) -> socket.socket:
        sock.sendall(sent)
        return sock

    http = client()
    with Server(step, answer(b"<x/>")) as server:
        for _ in range(2):
            with http.exchange("POST", server.url, b"<ask/>", {}) as reply:
                assert reply.body() == b"<x/>"

    assert [request.connection for request in server.requests] == [1, 2]


@pytest.mark.parametrize("host", ["a..tr", f"{'a' * 64}.tr"])
def test_a_name_that_cannot_be_one(host: str, client: Callable[..., Transport]) -> None:
    """
    A host's name that no lookup can take is a setting that is wrong, and nothing was sent.
    """
    assert type(lost(client(), f"https://{host}/ws")) is ConfigurationError


STRUCK = """
import signal, sys
from contextlib import suppress
from saglikclient import SaglikError, Timeouts, TlsOptions
from saglikclient.config import Options
from saglikclient._transport.client import Transport

class TimeLimit(Exception): ...

armed = False

def strike(*_):
    if armed:
        raise TimeLimit

def call():
    with http.exchange("POST", sys.argv[1], b"<ask/>", {}, safe=True) as reply:
        return reply.body()

http = Transport(options=Options(tls=TlsOptions(allow_http=True), timeouts=Timeouts(total=5)))
call()
signal.signal(signal.SIGALRM, strike)
for number in range(400):
    with suppress(TimeLimit, SaglikError):
        armed = True
        signal.setitimer(signal.ITIMER_REAL, 0.0002 + number * 0.000005)
        try:
            call()
        finally:
            armed = False
print(call().decode())
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers that raise here")
def test_interrupts_leave_no_lock_behind() -> None:
    """
    Time limits that strike at any moment of many calls cost those calls, and neither the pool of connections nor a later call.
    """
    with Server(answer(b"<x/>")) as server:
        done = subprocess.run([sys.executable, "-c", STRUCK, server.url], capture_output=True, text=True, timeout=60, check=False)

    assert done.stdout.strip() == "<x/>", done.stderr
