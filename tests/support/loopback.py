"""
A server on the loopback interface that follows a script: each request it has read takes the next step, and the last step repeats.

It counts what it has READ, which is the only proof of what a client has really sent, and how often.
"""

from __future__ import annotations

import ctypes
import gzip
import socket
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Self

import attrs

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

HOST = "127.0.0.1"
PIECE = 64 * 1024
XML = "text/xml; charset=utf-8"


@attrs.frozen(kw_only=True)
class Request:
    """
    What the server has read, whole.

    Attributes:
        method: The verb.
        target: What stands in the request line: a path, or with a proxy an address.
        headers: By name in lower case.
        body: The bytes after the headers.
        connection: Number of the connection it came on, from 1.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int


Step = Callable[[socket.socket, Request, threading.Event], socket.socket | None]
"""Answers one request, and gives the socket on which the connection goes on; None if it is over. The event says that the test is."""

Greeting = Callable[[socket.socket, threading.Event], None]
"""Does something with a new connection, before anything was read from it."""


def answer(
    body: bytes = b"",
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    chunked: bool = False,
    whole: bool = True,
    promised: int | None = None,
) -> Step:
    """
    Answer, and keep the connection; if not `whole`, promise more than comes, by Content-Length or by a missing last chunk, and close. What
    is promised may also be said outright.
    """
    length = len(body) + (not whole) if promised is None else promised
    framing = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(length)}
    framed = b"%x\r\n%b\r\n%b" % (len(body), body, b"0\r\n\r\n" if whole else b"") if chunked else body

    def step(sock: socket.socket, _: Request, __: threading.Event) -> socket.socket | None:
        sock.sendall(_head(status, headers, framing) + framed)
        return sock if whole else None

    return step


def after(sent: bytes, then: Step, *, pause: float = 0.0) -> Step:
    """Send something, e.g. an interim answer, and wait a moment before the next step."""

    def step(sock: socket.socket, request: Request, over: threading.Event) -> socket.socket | None:
        sock.sendall(sent)
        over.wait(pause)
        return then(sock, request, over)

    return step


def raw(sent: bytes) -> Step:
    """Send these bytes, and close."""

    def step(sock: socket.socket, _: Request, __: threading.Event) -> None:
        sock.sendall(sent)

    return step


def echo(answered: Callable[[Request], bytes]) -> Step:
    """Answer 200 with what a function makes of the request."""

    def step(sock: socket.socket, request: Request, over: threading.Event) -> socket.socket | None:
        return answer(answered(request))(sock, request, over)

    return step


def spoil(headers: Mapping[str, str] | None = None) -> Step:
    """Break the TLS stream within an answer: bytes that are no TLS record."""

    def step(sock: socket.socket, _: Request, __: threading.Event) -> None:
        sock.sendall(_head(200, headers, {"Content-Length": "1000"}) + b"<half/>")
        with socket.socket(fileno=sock.detach()) as plain:
            plain.sendall(b"not a TLS record" * 8)

    return step


spoilt = spoil()


def close(_: socket.socket, __: Request, ___: threading.Event) -> None:
    """Close without a word."""


def reset(sock: socket.socket, _: Request, __: threading.Event) -> None:
    """Reset the connection."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


DROP_ALL = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
"""A packet filter (BPF) of one instruction: keep 0 bytes."""
ATTACH_FILTER = 26
"""Linux' `SO_ATTACH_FILTER`, which `socket` does not name."""


def vanish(sock: socket.socket, _: Request, over: threading.Event) -> None:
    """
    Let the kernel drop whatever arrives from now on, acknowledgements included, as a firewall does that has forgotten a connection; where
    it cannot, only say nothing.
    """
    if sys.platform == "linux":
        sock.setsockopt(socket.SOL_SOCKET, ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(DROP_ALL)))
    over.wait()


def stall(_: socket.socket, __: Request, over: threading.Event) -> None:
    """Say nothing, as long as the test goes on."""
    over.wait()


DROP_SECONDS = 0.02


def _drops(sock: socket.socket, content: bytes, over: threading.Event) -> None:
    """Send byte by byte, each well within a read timeout, as long as the test goes on."""
    for byte in content:
        sock.sendall(bytes([byte]))
        if over.wait(DROP_SECONDS):
            return


def drip(
    body: bytes = b"x" * PIECE,
    *,
    head: bool = False,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    chunked: bool = False,
) -> Step:
    """Answer drop by drop: the body, which is framed already if it comes in chunks, or an endless head."""
    framing = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(len(body))}

    def step(sock: socket.socket, _: Request, over: threading.Event) -> None:
        if head:
            _drops(sock, _head(status, {"X-Long": "x" * PIECE, **(headers or {})}, framing), over)
        else:
            sock.sendall(_head(status, headers, framing))
            _drops(sock, body, over)

    return step


def halt(body: bytes, *, after: int, headers: Mapping[str, str] | None = None) -> Step:
    """Send so many bytes of a body, and then no more; the connection stays."""

    def step(sock: socket.socket, _: Request, over: threading.Event) -> None:
        sock.sendall(_head(200, headers, {"Content-Length": str(len(body))}) + body[:after])
        over.wait()

    return step


def mute(_: socket.socket, over: threading.Event) -> None:
    """Greet a connection with silence: no TLS handshake, no reading."""
    over.wait()


def hang_up(sock: socket.socket, _: threading.Event) -> None:
    """Greet a connection by resetting it."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def mumble(sock: socket.socket, over: threading.Event) -> None:
    """Greet a connection with a TLS record that never ends, drop by drop."""
    _drops(sock, b"\x16\x03\x03\x40\x00" + bytes(16 * 1024), over)


def gibberish(sock: socket.socket, _: Request, __: threading.Event) -> None:
    """Answer with something that is no HTTP."""
    sock.sendall(b"220 mail.example ESMTP\r\n\r\n")


def redirect(location: str, *, status: int = 302, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Step:
    """Send the client elsewhere."""
    return answer(body, status=status, headers={"Location": location, **(headers or {})})


def bomb(mib: int, *, status: int = 200, headers: Mapping[str, str] | None = None, chunked: bool = False) -> Step:
    """An answer that is small on the wire and large once decompressed."""
    return answer(_blanks(mib), status=status, headers={"Content-Encoding": "gzip", **(headers or {})}, chunked=chunked)


@cache
def _blanks(mib: int) -> bytes:
    return gzip.compress(b" " * (mib * 1024 * 1024), compresslevel=6)


def tunnel(context: ssl.SSLContext) -> Step:
    """Be the proxy and, after its CONNECT, the server behind it."""

    def step(sock: socket.socket, _: Request, __: threading.Event) -> socket.socket:
        sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return context.wrap_socket(sock, server_side=True)

    return step


def _head(status: int, headers: Mapping[str, str] | None, framing: Mapping[str, str]) -> bytes:
    lines = [
        f"HTTP/1.1 {status} Whatever",
        *(f"{name}: {value}" for name, value in {"Content-Type": XML, **(headers or {}), **framing}.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


class Server:
    """
    The server. Use it as a context manager.

    Args:
        script: One step a request; the last one repeats.

        tls: Its certificate; plain http if None.

        greet: What is done with a connection instead of serving it.

        greeted: With how many connections, from the first one on; the others are served.

        cut: Whether a request to a target is cut short: reset once its head and a part of its body were read.
    """

    def __init__(
        self,
        *script: Step,
        tls: ssl.SSLContext | None = None,
        greet: Greeting | None = None,
        greeted: float = float("inf"),
        cut: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._script, self._tls, self._greet, self._greeted, self._cut = script, tls, greet, greeted, cut
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._open: dict[int, socket.socket] = {}
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """Its address."""
        return f"{'https' if self._tls else 'http'}://{HOST}:{self.port}/ws"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with socket.socket() as waker:  # the thread that accepts
            waker.connect((HOST, self.port))
        self._threads[0].join()
        self._listener.close()
        for sock in list(self._open.values()):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()

    def abandoned(self, within: float = 5.0) -> bool:
        """Wait for the clients to close their connections, and tell whether they all have."""
        for thread in self._threads[1:]:
            thread.join(within)
        return not any(thread.is_alive() for thread in self._threads[1:])

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self._over.is_set():
                sock.close()
                return
            self.connections += 1
            self._open[self.connections] = sock
            self._start(self._serve, sock, self.connections)

    def _serve(self, accepted: socket.socket, number: int) -> None:
        """One connection. A client that goes away is none of our business."""
        try:
            if self._greet is not None and number <= self._greeted:
                self._greet(accepted, self._over)
                return
            sock: socket.socket | None = self._tls.wrap_socket(accepted, server_side=True) if self._tls else accepted
            while sock is not None:
                self._open[number] = sock
                request = _read(sock, number, self._cut)
                sock = self._next(request)(sock, request, self._over) if request else None
        except OSError:
            pass
        finally:
            self._open[number].close()

    def _next(self, request: Request) -> Step:
        with self._lock:
            self.requests.append(request)
            return self._script[min(len(self.requests), len(self._script)) - 1]


def _read(sock: socket.socket, number: int, cut: Callable[[str], bool]) -> Request | None:
    """Read one request to its end; None if the client has gone, or if it was cut short."""
    data = bytearray()
    while b"\r\n\r\n" not in data:
        if not (piece := sock.recv(PIECE)):
            return None
        data += piece
    head, _, body = bytes(data).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, target, _ = first.split(" ", 2)
    if cut(target):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return None
    while len(body) < int(headers.get("content-length", 0)):
        if not (piece := sock.recv(PIECE)):
            return None
        body += piece
    return Request(method=method, target=target, headers=headers, body=body, connection=number)


@contextmanager
def refusing() -> Iterator[str]:
    """The address of a port that is held, and refuses."""
    with socket.socket() as held:
        held.bind((HOST, 0))
        yield f"http://{HOST}:{held.getsockname()[1]}/ws"


@contextmanager
def deaf() -> Iterator[str]:
    """The address of a port whose queue is full: a connection to it is never established."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        try:
            for sock in waiting:
                sock.setblocking(False)
                sock.connect_ex(listener.getsockname())
            yield f"http://{HOST}:{listener.getsockname()[1]}/ws"
        finally:
            for sock in waiting:
                sock.close()
