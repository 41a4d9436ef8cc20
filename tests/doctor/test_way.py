"""
The way to a service, step by step: what is wrong is named where it is wrong, and what needs it is not tried.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from saglikclient._doctor.examine import WAY
from tests.support.loopback import HOST, Server, answer, close, deaf, mute, redirect, refusing, stall

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Doctor

STEPS = list(WAY)


def dated(offset: float = 0.0) -> dict[str, str]:
    """
    The `Date` of a server whose clock is behind ours by so many seconds.
    """
    return {"Date": format_datetime(datetime.now(UTC) - timedelta(seconds=offset), usegmt=True)}


def ends_at(statuses: dict[str, str], step: str) -> bool:
    """
    Whether this step failed, all before it are well and all behind it were skipped.
    """
    at = STEPS.index(step)
    return [statuses[name] for name in STEPS] == ["ok"] * at + ["failed"] + ["skipped"] * (len(STEPS) - at - 1)


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def test_all_is_well(at: Doctor, server_tls: ssl.SSLContext) -> None:
    """
    Every step is well, and the only thing the server was asked for is the headers of its root.
    """
    with Server(answer(headers=dated()), tls=server_tls) as server:
        told = at(server.url)

    assert {told.statuses[name] for name in STEPS} == {"ok"}
    assert (told.code, told.report["ok"]) == (0, True)
    assert [(request.method, request.target, request.body) for request in server.requests] == [("HEAD", "/", b"")]
    assert not {"authorization", "cookie", "proxy-authorization"} & set(server.requests[0].headers)
    assert "chain verified, by trustme" in told["tls"]["detail"]
    assert "TLSv1." in told["tls"]["detail"]


@pytest.mark.parametrize(
    ("kind", "why", "remedy"),
    [
        ("expired", "expired", "clock"),
        ("early", "not yet valid", "clock"),
        ("stranger", "unable to get local issuer", "--ca-bundle"),
        ("elsewhere", "mismatch", "another host"),
    ],
)
def test_a_certificate_that_is_not_trusted(at: Doctor, ca: trustme.CA, kind: str, why: str, remedy: str) -> None:
    """
    The reason is told, with what to do about it, and no request is sent.
    """
    made = {
        "expired": lambda: ca.issue_cert(HOST, not_before=datetime(2010, 1, 1, tzinfo=UTC), not_after=datetime(2011, 1, 1, tzinfo=UTC)),
        "early": lambda: ca.issue_cert(HOST, not_before=datetime(2037, 1, 1, tzinfo=UTC), not_after=datetime(2037, 6, 1, tzinfo=UTC)),
        "stranger": lambda: trustme.CA(organization_name="Başka").issue_cert(HOST),
        "elsewhere": lambda: ca.issue_cert("127.0.0.2"),
    }[kind]()
    with Server(answer(headers=dated()), tls=serving(made)) as server:
        told = at(server.url)

    assert ends_at(told.statuses, "tls")
    assert why in told["tls"]["detail"]
    assert remedy in told["tls"]["remedy"]
    assert (told.code, server.requests) == (1, [])


def test_a_certificate_that_will_expire(at: Doctor, ca: trustme.CA) -> None:
    """
    Two weeks before its end a certificate is warned about; it still works.
    """
    soon = ca.issue_cert(HOST, not_after=datetime.now(UTC) + timedelta(days=3, hours=1))
    with Server(answer(headers=dated()), tls=serving(soon)) as server:
        told = at(server.url)

    assert told["tls"]["status"] == "warning"
    assert "3 days left" in told["tls"]["detail"]
    assert told.code == 0


def test_a_refused_connection(at: Doctor) -> None:
    """
    Nobody listens.
    """
    with refusing() as url:
        told = at(url.replace("http:", "https:"))

    assert ends_at(told.statuses, "tcp")
    assert "refused" in told["tcp"]["detail"]
    assert told["tls"]["detail"] == "tcp failed"


def test_a_connection_that_never_comes(at: Doctor) -> None:
    """
    A firewall that drops packets costs no more than the timeout.
    """
    with deaf() as url:
        told = at(url.replace("http:", "https:"), "--timeout", "0.2")

    assert ends_at(told.statuses, "tcp")
    assert "did not answer within 0.2 s" in told["tcp"]["detail"]


@pytest.mark.parametrize(
    ("outcome", "why"), [(socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "not known"), (None, "no answer about")], ids=str
)
def test_a_name_that_is_not_found(at: Doctor, monkeypatch: pytest.MonkeyPatch, outcome: Exception | None, why: str) -> None:
    """
    An unknown name, and a name server that says nothing: the look-up is given up after the timeout.
    """
    over = threading.Event()

    def look_up(*_: Any, **__: Any) -> Any:
        if outcome is not None:
            raise outcome
        over.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "over")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    told = at("https://hes.example/hes", "--timeout", "0.2")
    over.set()

    assert ends_at(told.statuses, "dns")
    assert why in told["dns"]["detail"]


def test_a_name_that_is_none(at: Doctor) -> None:
    """
    A label of more than 63 letters cannot be looked up at all.
    """
    told = at(f"https://{'a' * 64}.example/")

    assert ends_at(told.statuses, "dns")
    assert "no host name" in told["dns"]["detail"]


def test_a_port_without_tls(at: Doctor) -> None:
    """
    Plain HTTP at an https address.
    """
    listener = socket.create_server((HOST, 0))

    def speak() -> None:
        for _ in range(2):  # the look whether somebody is there, and the handshake
            sock, _ = listener.accept()
            with sock:
                if sock.recv(5):
                    sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    thread = threading.Thread(target=speak)
    thread.start()
    told = at(f"https://{HOST}:{listener.getsockname()[1]}/")
    thread.join()
    listener.close()

    assert ends_at(told.statuses, "tls")
    assert "handshake failed" in told["tls"]["detail"]


@pytest.mark.parametrize("linger", [None, struct.pack("ii", 1, 0)], ids=["closed", "reset"])
def test_a_handshake_that_breaks_off(at: Doctor, linger: bytes | None) -> None:
    """
    Something that closes or resets the connection in the handshake.
    """
    listener = socket.create_server((HOST, 0))

    def hang_up() -> None:
        for _ in range(2):  # the look whether somebody is there, and the handshake
            sock, _ = listener.accept()
            with sock:
                if sock.recv(5) and linger:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    thread = threading.Thread(target=hang_up)
    thread.start()
    told = at(f"https://{HOST}:{listener.getsockname()[1]}/")
    thread.join()
    listener.close()

    assert ends_at(told.statuses, "tls")
    assert "handshake" in told["tls"]["detail"]


def test_a_handshake_that_stands_still(at: Doctor) -> None:
    """
    A server that accepts and says nothing costs no more than the timeout.
    """
    with Server(greet=mute) as server:
        told = at(f"https://{HOST}:{server.port}/", "--timeout", "0.2")

    assert ends_at(told.statuses, "tls")
    assert "not finished in time" in told["tls"]["detail"]


@pytest.mark.parametrize("step", [close, stall], ids=["closes", "stalls"])
def test_a_server_that_does_not_answer(at: Doctor, server_tls: ssl.SSLContext, step: Any) -> None:
    """
    TLS works, HTTP does not.
    """
    with Server(step, tls=server_tls) as server:
        told = at(server.url, "--timeout", "0.5")

    assert ends_at(told.statuses, "http")
    assert told.code == 1


@pytest.mark.parametrize(("status", "ends"), [(200, "ok"), (403, "ok"), (404, "ok"), (500, "warning"), (503, "warning")])
def test_any_answer_is_one(at: Doctor, server_tls: ssl.SSLContext, status: int, ends: str) -> None:
    """
    Nobody has to offer anything at the root; trouble of the server is warned about.
    """
    with Server(answer(status=status, headers=dated()), tls=server_tls) as server:
        told = at(server.url)

    assert told["http"]["status"] == ends
    assert f"HTTP {status}" in told["http"]["detail"]
    assert (told.code, len(server.requests)) == (0, 1)


def test_a_redirect_is_not_followed(at: Doctor, server_tls: ssl.SSLContext) -> None:
    """
    The doctor asks one host once, wherever it is sent.
    """
    with Server(answer(), tls=server_tls) as other, Server(redirect(other.url), tls=server_tls) as server:
        told = at(server.url)

    assert told["http"]["status"] == "ok"
    assert (len(server.requests), other.connections) == (1, 0)


@pytest.mark.parametrize(
    ("offset", "ends", "says"),
    [
        (0, "ok", "s behind"),
        (130, "warning", "ahead of"),
        (-130, "warning", "behind"),
        (3600, "failed", "ahead of"),
        (-3600, "failed", "behind"),
    ],
)
def test_the_clock(at: Doctor, server_tls: ssl.SSLContext, offset: int, ends: str, says: str) -> None:
    """
    A clock that is minutes wrong is warned about, one that is five minutes wrong fails, in either direction.
    """
    with Server(answer(headers=dated(offset)), tls=server_tls) as server:
        told = at(server.url)

    assert told["clock"]["status"] == ends
    assert says in told["clock"]["detail"] or offset == 0
    assert told.code == (ends == "failed")


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}, {"Date": "Mon, 99 Jan 2026 10:00:00 GMT"}], ids=str)
def test_a_server_without_a_clock(at: Doctor, server_tls: ssl.SSLContext, headers: dict[str, str]) -> None:
    """
    Without a readable `Date` nothing is said about the clock.
    """
    with Server(answer(headers=headers), tls=server_tls) as server:
        told = at(server.url)

    assert told["clock"]["status"] == "skipped"
    assert told.code == 0


def test_an_address_without_tls(at: Doctor) -> None:
    """
    An http address is examined like others, with a warning instead of a handshake.
    """
    with Server(answer(headers=dated())) as server:
        told = at(server.url)

    assert [told.statuses[name] for name in STEPS] == ["ok", "ok", "ok", "warning", "ok", "ok"]
    assert "in clear" in told["tls"]["detail"]
    assert [(request.method, request.target) for request in server.requests] == [("HEAD", "/")]


def test_a_service_that_leaves_out_an_intermediate(at: Doctor, ca: trustme.CA, tmp_path: Path) -> None:
    """
    The remedy says which certificates the bundle has to hold.
    """
    leaf = ca.create_child_ca().issue_cert(HOST)
    (alone := tmp_path / "alone.pem").write_bytes(leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(alone)
    with Server(answer(headers=dated()), tls=context) as server:
        told = at(server.url)

    assert ends_at(told.statuses, "tls")
    assert "the root and the intermediate" in told["tls"]["remedy"]


def test_a_proxy_that_asks_for_a_password_before_an_http_address(at: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A plain http address is asked for through the proxy itself: its 407 is no answer of the service.
    """
    with Server(answer(status=407)) as proxy:
        monkeypatch.setenv("http_proxy", f"http://{HOST}:{proxy.port}")
        told = at("http://mhrs.example/")

    assert ends_at_http(told.statuses)
    assert "407" in told["http"]["detail"]


def ends_at_http(statuses: dict[str, str]) -> bool:
    return (statuses["tls"], statuses["http"], statuses["clock"]) == ("warning", "failed", "skipped")
