"""
The network as requests sees it: our connections, our TLS context, and nothing repeated.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from saglikclient.errors import ConfigurationError
from saglikclient.transport.connection import pools

if TYPE_CHECKING:
    from saglikclient.config import Timeouts, TlsOptions

CONNECTIONS = 32


class Network(HTTPAdapter):
    """
    The network, trusting exactly what our TLS context trusts; without one, plain http. urllib3 repeats nothing.

    Args:
        timeouts: How long to wait.

        context: Whom to trust.
    """

    def __init__(self, timeouts: Timeouts, context: ssl.SSLContext | None) -> None:
        self._pools = pools(timeouts)
        self._tls = {} if context is None else {"ssl_context": context}
        super().__init__(max_retries=0, pool_maxsize=CONNECTIONS)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002 - requests' signature
        """
        Make the pools of our connections.
        """
        super().init_poolmanager(connections, maxsize, block, **self._tls, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """
        The same behind a proxy. A SOCKS proxy has connections of its own, which know no total.
        """
        manager = super().proxy_manager_for(proxy, **self._tls, **kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ARG002 - requests' signature
        """
        Require a certificate, and keep requests from adding its own bundle to the context.
        """
        conn.cert_reqs = "CERT_REQUIRED"


def trust(tls: TlsOptions) -> ssl.SSLContext:
    """
    Whom to trust, and who we are.

    Raises:
        ConfigurationError: If a file is missing, or is not what it has to be.
    """
    try:
        cafile = None if tls.system_store else tls.ca_bundle or DEFAULT_CA_BUNDLE_PATH
        context = ssl.create_default_context(cafile=cafile)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # SSLKEYLOGFILE would have the keys of every connection written to disk; the stubs do not know that it can be switched off.
        context.keylog_filename = None  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
        if tls.client_certificate:
            # Without a password of ours, OpenSSL asks for one at the terminal if the key is encrypted.
            context.load_cert_chain(tls.client_certificate, tls.client_key, password=lambda: "")
    except (OSError, ValueError) as exc:
        raise ConfigurationError(f"TlsOptions: a certificate file cannot be used ({type(exc).__name__})") from None
    return context
