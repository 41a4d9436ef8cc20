"""
A client's certificate whose key lies in a file of its own.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from saglikclient import ConfigurationError
from saglikclient.config import TlsOptions
from tests.support.loopback import Server, answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import trustme

    from saglikclient._transport.client import Transport


def test_key_in_a_file_of_its_own(
    client: Callable[..., Transport], ca: trustme.CA, ca_file: str, server_tls: ssl.SSLContext, tmp_path: Path
) -> None:
    """
    Certificate and key may lie in two files; a server that asks for the certificate gets it.
    """
    leaf, certificate, key = ca.issue_cert("hastane@example.org"), tmp_path / "client.pem", tmp_path / "client.key"
    leaf.cert_chain_pems[0].write_to_path(str(certificate))
    leaf.private_key_pem.write_to_path(str(key))
    demanding = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(demanding)
    ca.configure_trust(demanding)
    demanding.verify_mode = ssl.CERT_REQUIRED
    tls = TlsOptions(ca_bundle=ca_file, client_certificate=str(certificate), client_key=str(key))

    with (
        Server(answer(b"<x/>"), tls=demanding) as server,
        client(tls=tls).exchange("POST", server.url, b"<x/>", {}) as reply,
    ):
        assert reply.body() == b"<x/>"


def test_unusable_file_is_told_by_its_kind(client: Callable[..., Transport]) -> None:
    """
    A certificate file that cannot be used is told with what went wrong, and without its path.
    """
    http = client(tls=TlsOptions(client_certificate="/nowhere/client.pem"))

    with pytest.raises(ConfigurationError) as caught:
        _ = http.session
    assert str(caught.value) == "TlsOptions: a certificate file cannot be used (FileNotFoundError)"
