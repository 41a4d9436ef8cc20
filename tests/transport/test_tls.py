"""
Whom a client trusts, and whom it does not: an untrusted server never gets to read a request.
"""

from __future__ import annotations

import re
import ssl
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, load_pem_private_key

from saglikclient._transport.adapter import trust
from saglikclient.config import TlsOptions
from saglikclient.errors import ConfigurationError, OutcomeUnknown, SaglikError, TlsError
from tests.support.loopback import HOST, Server, answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from saglikclient._transport.client import Transport


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def ask(http: Transport, server: Server) -> int:
    with http.exchange("POST", server.url, b"<password>cok-gizli</password>", {}) as reply:
        reply.body()
        return reply.status


def assert_refused(http: Transport, context: ssl.SSLContext) -> None:
    with Server(answer(), tls=context) as server, pytest.raises(TlsError):
        ask(http, server)
    assert server.requests == []


@pytest.fixture
def client_pem(ca: trustme.CA, tmp_path: Path) -> str:
    """
    A client's key and certificate in one file.
    """
    path = tmp_path / "client.pem"
    ca.issue_cert("hastane@example.org").private_key_and_cert_chain_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def demanding(ca: trustme.CA, server_tls: ssl.SSLContext) -> ssl.SSLContext:
    """
    A server that talks to known clients only.
    """
    context = serving(ca.issue_cert(HOST))
    context.verify_mode = ssl.CERT_REQUIRED
    ca.configure_trust(context)
    return context


def test_given_authority_is_trusted(client: Callable[..., Transport], trusting: TlsOptions, server_tls: ssl.SSLContext) -> None:
    """
    `ca_bundle` is trusted.
    """
    with Server(answer(), tls=server_tls) as server:
        assert ask(client(tls=trusting), server) == 200


def test_unknown_authority(client: Callable[..., Transport], server_tls: ssl.SSLContext) -> None:
    """
    Without it, only the public authorities are.
    """
    assert_refused(client(tls=TlsOptions()), server_tls)


def test_given_authority_is_the_only_one(trusting: TlsOptions) -> None:
    """
    `ca_bundle` takes the place of the public authorities.
    """
    assert len(trust(trusting).get_ca_certs()) == 1


def test_self_signed(client: Callable[..., Transport], trusting: TlsOptions) -> None:
    """
    A certificate of another authority of the same name is refused.
    """
    assert_refused(client(tls=trusting), serving(trustme.CA().issue_cert(HOST)))


def test_other_host(client: Callable[..., Transport], trusting: TlsOptions, ca: trustme.CA) -> None:
    """
    A trusted certificate for another host is refused.
    """
    assert_refused(client(tls=trusting), serving(ca.issue_cert("other.example")))


def test_expired(client: Callable[..., Transport], trusting: TlsOptions, ca: trustme.CA) -> None:
    """
    A certificate that has expired is refused; by OpenSSL, whose clock no test can move.
    """
    assert_refused(
        client(tls=trusting),
        serving(ca.issue_cert(HOST, not_before=datetime(2010, 1, 1, tzinfo=UTC), not_after=datetime(2011, 1, 1, tzinfo=UTC))),
    )


def test_old_tls(client: Callable[..., Transport], trusting: TlsOptions, ca: trustme.CA, ca_file: str) -> None:
    """
    TLS 1.1 is refused, even where OpenSSL would still speak it.
    """
    assert trust(trusting).minimum_version == ssl.TLSVersion.TLSv1_2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        server, old = serving(ca.issue_cert(HOST)), ssl.create_default_context(cafile=ca_file)
        for context in (server, old):
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("ALL:@SECLEVEL=0")
    if not speaks(server, old):
        pytest.skip("this OpenSSL cannot offer TLS 1.1 any more")

    assert_refused(client(tls=trusting), server)


def speaks(server: ssl.SSLContext, client: ssl.SSLContext) -> bool:
    """
    Let two contexts shake hands, in memory.
    """
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (client.wrap_bio(back, there, server_hostname=HOST), server.wrap_bio(there, back, server_side=True))
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return ends[0].version() == "TLSv1.1"


def test_client_certificate(client: Callable[..., Transport], ca_file: str, demanding: ssl.SSLContext, client_pem: str) -> None:
    """
    The client's certificate is shown to a server that asks for it.
    """
    with Server(answer(), tls=demanding) as server:
        assert ask(client(tls=TlsOptions(ca_bundle=ca_file, client_certificate=client_pem)), server) == 200


@pytest.mark.parametrize(
    ("version", "error", "words"),
    [
        (ssl.TLSVersion.TLSv1_2, TlsError, "wants a client certificate"),
        (ssl.TLSVersion.TLSv1_3, OutcomeUnknown, ""),
    ],
)
def test_no_client_certificate(
    version: ssl.TLSVersion,
    error: type[SaglikError],
    words: str,
    client: Callable[..., Transport],
    trusting: TlsOptions,
    demanding: ssl.SSLContext,
) -> None:
    """
    Without one, such a server reads nothing. With TLS 1.2 it says so within the handshake. With TLS 1.3 the client's part of the handshake
    is over by then, so the request is under way, and its words depend on which of the two is faster.
    """
    demanding.maximum_version = version
    with Server(answer(), tls=demanding) as server, pytest.raises(error) as caught:
        ask(client(tls=trusting), server)

    assert server.requests == []
    assert re.search(words, str(caught.value))


@pytest.mark.parametrize(
    "options",
    [
        {"ca_bundle": "/nowhere/ca.pem"},
        {"ca_bundle": "{folder}"},
        {"ca_bundle": "{nonsense}"},
        {"client_certificate": "/nowhere/client.pem"},
        {"client_certificate": "{nonsense}"},
        {"client_certificate": "{cert}"},
        {"client_certificate": "{cert}", "client_key": "/nowhere/key.pem"},
        {"client_certificate": "{cert}", "client_key": "{locked}"},
    ],
    ids=lambda options: "-".join(f"{name}={value.strip('{}').rpartition('/')[2]}" for name, value in options.items()),
)
def test_unusable_file(
    options: dict[str, str], client: Callable[..., Transport], ca: trustme.CA, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """
    A file that is missing, no certificate, without its key or locked is a wrong setting: nothing is sent, no terminal asks for anything.
    """
    leaf = ca.issue_cert("hastane@example.org")
    key = load_pem_private_key(leaf.private_key_pem.bytes(), None)
    files = {name: str(tmp_path / name) for name in ("nonsense", "cert", "locked")}
    (tmp_path / "nonsense").write_text("no certificate")
    leaf.cert_chain_pems[0].write_to_path(files["cert"])
    (tmp_path / "locked").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"cok-gizli")))
    tls = TlsOptions(**{name: value.format(folder=tmp_path, **files) for name, value in options.items()})

    with Server(answer()) as server, pytest.raises(ConfigurationError) as caught:
        ask(client(tls=tls), server)

    assert str(tmp_path) not in str(caught.value)
    assert capfd.readouterr() == ("", "")
    assert server.requests == []


def test_system_store(
    client: Callable[..., Transport], server_tls: ssl.SSLContext, ca_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    `system_store` trusts what the operating system trusts, and only it does.
    """
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with Server(answer(), tls=server_tls) as server:
        assert ask(client(tls=TlsOptions(system_store=True)), server) == 200

    assert_refused(client(tls=TlsOptions()), server_tls)


def test_no_tls_keys_are_written(
    client: Callable[..., Transport],
    trusting: TlsOptions,
    server_tls: ssl.SSLContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    A machine whose environment asks Python for a log of TLS keys gets none of ours: whoever has the keys reads the passwords.
    """
    keys = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    assert ssl.create_default_context().keylog_filename == str(keys)  # that is what Python does by itself
    with Server(answer(), tls=server_tls) as server:
        assert ask(client(tls=trusting), server) == 200

    assert "SECRET" not in keys.read_text(encoding="ascii")
