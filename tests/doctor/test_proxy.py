"""
Proxies: the doctor goes the way that calls go, and does not give away what opens the proxy.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.support.loopback import HOST, Server, answer, mute, tunnel

if TYPE_CHECKING:
    import ssl

    from conftest import Doctor

USER, PASSWORD = "hastane", "cok:gizli parola"
BEHIND = "https://hes.example/hes"
"""A host that only the proxy could know."""


def test_everything_goes_through_the_proxy(at: Doctor, server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Name, connection and certificate are examined through it, with its password, which is shown nowhere.
    """
    with Server(tunnel(server_tls), tunnel(server_tls), answer(headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"})) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{USER}:cok%3Agizli%20parola@{HOST}:{proxy.port}")
        told = at(BEHIND)

    sent = [(request.method, request.target, request.headers.get("proxy-authorization")) for request in proxy.requests]
    key = f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
    assert sent == [("CONNECT", "hes.example:443", key), ("CONNECT", "hes.example:443", key), ("HEAD", "/", None)]
    assert told.statuses | {"credentials": "", "versions": ""} == {
        "credentials": "",
        "versions": "",
        **dict.fromkeys(("proxy", "dns", "tcp", "tls", "http"), "ok"),
        "clock": "failed",
    }
    assert told["proxy"]["detail"] == f"through {HOST}:{proxy.port} (http) to hes.example:443"
    assert not [word for word in (USER, "gizli", key.split()[1]) if word in told.text]


def test_debugging_of_http_client_prints_no_password(at: Doctor, server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    `http.client` prints whole requests if it is told to debug; the way through the proxy does not listen to that either.
    """
    monkeypatch.setattr("http.client.HTTPConnection.debuglevel", 1)
    with Server(tunnel(server_tls), tunnel(server_tls), answer()) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{USER}:cok%3Agizli%20parola@{HOST}:{proxy.port}")
        told = at(BEHIND)

    assert told["tls"]["status"] == "ok"
    assert "send:" not in told.text


def test_a_proxy_that_says_no(at: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Its status is told, its words are not: they may quote what was sent.
    """
    with Server(answer(b"hastane:gizli", status=407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://hastane:gizli@{HOST}:{proxy.port}")
        told = at(BEHIND)

    assert told["tls"]["status"] == "failed"
    assert "HTTP 407" in told["tls"]["detail"]
    assert (told["http"]["status"], told.code) == ("skipped", 1)
    assert "gizli" not in told.text


@pytest.mark.parametrize("address", ["http://hastane:gizli@proxy.example:seksen", "http://hastane:gizli@", "http://[::1"])
def test_an_address_that_is_none(at: Doctor, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """
    A proxy that cannot be read ends the way at once, without being repeated.
    """
    monkeypatch.setenv("HTTPS_PROXY", address)
    told = at(BEHIND)

    assert told["proxy"]["status"] == "failed"
    assert told["dns"]["detail"] == "proxy failed"
    assert "gizli" not in told.text


def test_a_proxy_of_another_kind(at: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where the certificate cannot be looked into, the verdict is that of the session which calls have, too.
    """
    with Server(greet=mute) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"socks5://{HOST}:{proxy.port}")
        told = at(BEHIND, "--timeout", "0.5")

    assert (told["proxy"]["status"], told["dns"]["status"], told["tcp"]["status"]) == ("ok", "ok", "ok")
    assert (told["tls"]["status"], told["http"]["status"], told["clock"]["status"]) == ("skipped", "failed", "skipped")


def test_an_address_without_a_scheme(at: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    `proxy:8080` is an http proxy, as for every other program.
    """
    with Server(answer(status=403)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"{HOST}:{proxy.port}")
        told = at(BEHIND)

    assert told["proxy"]["detail"].startswith(f"through {HOST}:{proxy.port} (http)")
    assert "HTTP 403" in told["tls"]["detail"]


def test_no_proxy(at: Doctor, server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    `NO_PROXY` is heeded.
    """
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    monkeypatch.setenv("NO_PROXY", HOST)
    with Server(answer(), tls=server_tls) as server:
        told = at(server.url)

    assert told["proxy"]["detail"] == f"none, straight to {HOST}:{server.port}"
    assert told.code == 0
