"""
What a client takes from where it runs: the proxies, and nothing else. No password file, no CA bundle, no cookie.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
import requests

import saglikclient
from saglikclient.config import Timeouts, TlsOptions
from saglikclient.errors import NotSent, OutcomeUnknown, TlsError
from tests.support.loopback import Server, answer, close, deaf, refusing, tunnel

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from saglikclient._transport.client import Transport
    from tests.support.loopback import Request

BEHIND = "mhrs.example"
"""A host that only a proxy could know."""


def root(url: str) -> str:
    return url.removesuffix("/ws")


def get(http: Transport, url: str) -> int:
    with http.exchange("GET", url, None, {}) as reply:
        reply.body()
        return reply.status


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(answer(b"<x/>", headers={"Set-Cookie": "session=abc; Path=/"})) as running:
        yield running


def only(server: Server) -> Request:
    (request,) = server.requests
    return request


def test_says_who_it_is(client: Callable[..., Transport], server: Server) -> None:
    """
    The User-Agent names the library and its version, so that the Ministry's side can tell releases apart.
    """
    get(client(), server.url)

    assert only(server).headers["user-agent"] == f"saglikclient/{saglikclient.__version__}"


def test_no_query_is_logged(
    client: Callable[..., Transport], server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """
    urllib3 logs at DEBUG what it asks for; where a password travels in the query, it never learns of it.
    """
    monkeypatch.setattr(logging.getLogger("urllib3.connectionpool"), "filters", [])
    with caplog.at_level(logging.DEBUG):
        get(client(), f"{server.url}?password=cok-gizli")

    assert "cok-gizli" in only(server).target
    assert '"GET /ws HTTP/1.1" 200' in caplog.text
    assert "cok-gizli" not in caplog.text


def test_no_cookie_is_kept(client: Callable[..., Transport], server: Server) -> None:
    """
    A cookie of one answer does not travel with the next request: calls share no state at the Ministry.
    """
    http = client()
    for _ in range(2):
        get(http, server.url)

    assert len(server.requests) == 2
    assert "cookie" not in server.requests[1].headers
    assert list(http.session.cookies) == []


def test_no_netrc_password(client: Callable[..., Transport], server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A password that lies in a .netrc file for this host stays there.
    """
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password something\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    assert requests.utils.get_netrc_auth(server.url) == ("somebody", "something")

    get(client(), server.url)

    assert "authorization" not in only(server).headers


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_bundle_of_the_environment_is_ignored(
    name: str, client: Callable[..., Transport], server_tls: ssl.SSLContext, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Whom to trust is said in `TlsOptions`, and cannot be widened from outside.
    """
    monkeypatch.setenv(name, ca_file)
    with Server(answer(), tls=server_tls) as server, pytest.raises(TlsError):
        get(client(tls=TlsOptions()), server.url)

    assert server.requests == []


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_proxy_of_the_environment(name: str, client: Callable[..., Transport], server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The institution's proxy is used, and learns the host's name from us.
    """
    monkeypatch.setenv(name, root(server.url))

    assert get(client(), f"http://{BEHIND}/ws") == 200

    assert only(server).target == f"http://{BEHIND}/ws"


def test_no_proxy(client: Callable[..., Transport], server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A host that the environment excepts is reached directly.
    """
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with refusing() as nobody:
        monkeypatch.setenv("http_proxy", root(nobody))
        get(client(), server.url)

    assert only(server).target == "/ws"


def test_tunnel_through_a_proxy(
    client: Callable[..., Transport], trusting: TlsOptions, server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Through a proxy the same authority is trusted, and the host's name is checked.
    """
    with Server(tunnel(server_tls), answer()) as proxy:
        monkeypatch.setenv("https_proxy", root(proxy.url))
        assert get(client(tls=trusting), f"https://{BEHIND}/ws") == 200

    assert [(request.method, request.target) for request in proxy.requests] == [("CONNECT", f"{BEHIND}:443"), ("GET", "/ws")]


@pytest.mark.parametrize("trusted", [False, True], ids=["unknown-authority", "wrong-name"])
def test_proxy_that_plays_the_server(
    client: Callable[..., Transport], trusting: TlsOptions, server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    """
    A proxy that opens the tunnel itself gets nothing but its CONNECT.
    """
    host = "other.example" if trusted else BEHIND
    with Server(tunnel(server_tls), answer()) as proxy:
        monkeypatch.setenv("https_proxy", root(proxy.url))
        with pytest.raises(TlsError):
            get(client(tls=trusting if trusted else TlsOptions()), f"https://{host}/ws")

    assert [request.method for request in proxy.requests] == ["CONNECT"]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("unreachable", [refusing, deaf], ids=["refusing", "deaf"])
def test_proxy_out_of_reach(
    scheme: str, unreachable: Callable[[], AbstractContextManager[str]], client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A proxy that refuses, or does not accept in time, was sent nothing.
    """
    with unreachable() as nobody:
        monkeypatch.setenv(f"{scheme}_proxy", root(nobody))
        with pytest.raises(NotSent):
            get(client(timeouts=Timeouts(connect=0.1, read=0.1)), f"{scheme}://{BEHIND}/ws")


def test_proxy_that_hangs_up(client: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A proxy that has read the request may have passed it on.
    """
    with Server(close) as proxy:
        monkeypatch.setenv("http_proxy", root(proxy.url))
        with pytest.raises(OutcomeUnknown):
            get(client(), f"http://{BEHIND}/ws")

    assert len(proxy.requests) == 1
