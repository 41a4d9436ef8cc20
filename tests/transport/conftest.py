"""
What the transport's tests share: surroundings without settings, clients that are closed, and a certificate authority.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from saglikclient._core.timing import TURKIYE
from saglikclient._transport.client import Transport
from saglikclient._transport.soap import UsernameToken
from saglikclient.config import Credentials, Options, TlsOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient._transport.http import Exchange

SETTINGS = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NETRC", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class Reading(Transport):
    """
    A way to the network whose messages only read.
    """

    def exchange(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], **told: Any) -> Exchange:  # type: ignore[override]
        """
        Send one.
        """
        return super().exchange(method, url, body, headers, **{"safe": True, **told})


Client = Callable[..., Transport]
"""Makes a client; what is given are the fields of `Options`."""


@pytest.fixture(autouse=True)
def _bare_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    No test sees the proxies and bundles of the machine it runs on.
    """
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def client(trusting: TlsOptions) -> Iterator[Client]:
    """
    Makes clients that trust our authority unless told otherwise, and closes them at the end.
    """
    made: list[Transport] = []

    def make(**options: object) -> Transport:
        made.append(Reading(options=Options(**{"tls": trusting, **options})))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for http in made:
        http.close()


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    """
    An authority that nobody trusts by default.
    """
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(ca: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """
    Its certificate as a file.
    """
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="session")
def trusting(ca_file: str) -> TlsOptions:
    """
    Trust in this authority.
    """
    return TlsOptions(ca_bundle=ca_file)


@pytest.fixture(scope="session")
def server_tls(ca: trustme.CA) -> ssl.SSLContext:
    """
    A server's side of TLS, with a certificate for 127.0.0.1 and mhrs.example.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1", "mhrs.example").configure_cert(context)
    return context


@pytest.fixture
def token() -> UsernameToken:
    """
    A header made at half past ten in Türkiye.
    """
    credentials = Credentials(username="kullanici & ortak", password="cok-gizli-parola")
    return UsernameToken(credentials, lambda: datetime(2026, 1, 2, 10, 30, 15, 999999, TURKIYE))
