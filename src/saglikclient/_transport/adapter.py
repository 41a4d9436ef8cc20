"""The requests adapters: our connections and TLS context, no automatic retries, and no query visible to instrumentation."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from requests.adapters import BaseAdapter, HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from saglikclient._transport.attempt import current
from saglikclient._transport.connection import pools
from saglikclient.errors import ConfigurationError

if TYPE_CHECKING:
    import requests

    from saglikclient.config import Timeouts, TlsOptions

CONNECTIONS = 32
LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's `SSL_OP_LEGACY_SERVER_CONNECT`, which `ssl` names from Python 3.12 on."""


class QueryAdapter(BaseAdapter):
    """
    Adds the query to the URL before the request reaches the inner adapter. The session and its hooks see the URL without it.

    Args:
        inner: The network adapter, or a replacement.
    """

    def __init__(self, inner: BaseAdapter) -> None:
        super().__init__()
        self._inner = inner

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """
        Send a request with its query.

        Args:
            request: The request without its query.

            args: Passed through.

            kwargs: Passed through.
        """
        query = current().query
        if not query:
            return self._inner.send(request, *args, **kwargs)
        whole = request.copy()
        whole.url = f"{request.url}?{query}"
        response = self._inner.send(whole, *args, **kwargs)
        response.request, response.url = request, request.url or ""
        return response

    def close(self) -> None:
        """Close the inner adapter."""
        self._inner.close()


class Network(HTTPAdapter):
    """
    The network adapter. It trusts exactly what the TLS context trusts; urllib3 does not retry.

    Args:
        timeouts: Timeouts of an attempt.

        context: The TLS context; None for plain http.
    """

    def __init__(self, timeouts: Timeouts, context: ssl.SSLContext | None) -> None:
        self._pools = pools(timeouts)
        self._tls = {} if context is None else {"ssl_context": context}
        super().__init__(max_retries=0, pool_maxsize=CONNECTIONS)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002 - requests' signature
        """Create pools of our connections."""
        super().init_poolmanager(connections, maxsize, block, **self._tls, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """
        Create the same pools for a proxy. A SOCKS proxy uses its own connections, without a total timeout.

        Raises:
            ConfigurationError: If the user name or password cannot be encoded in a header.
        """
        try:
            manager = super().proxy_manager_for(proxy, **self._tls, **kwargs)
        except UnicodeEncodeError:
            manager = None  # raised below: the original error contains the password
        if manager is None:
            raise ConfigurationError("the proxy's user name or password contains a character outside Latin-1")
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        """Return the target without its query, which our connections add to the request line."""
        target, _, _ = super().request_url(request, proxies).partition("?")
        return target

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ARG002 - requests' signature
        """Require a certificate, and prevent requests from adding its own bundle to the context."""
        conn.cert_reqs = "CERT_REQUIRED"


def trust(tls: TlsOptions) -> ssl.SSLContext:
    """
    Create the TLS context.

    Raises:
        ConfigurationError: If a file is missing or invalid.
    """
    try:
        cafile = None if tls.system_store else tls.ca_bundle or DEFAULT_CA_BUNDLE_PATH
        context = ssl.create_default_context(cafile=cafile)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # SSLKEYLOGFILE would write the keys of every connection to disk. The stubs do not allow None.
        context.keylog_filename = None  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
        if tls.legacy_renegotiation:
            context.options |= LEGACY_SERVER_CONNECT
        if tls.client_certificate:
            # Without a password callback, OpenSSL prompts at the terminal if the key is encrypted.
            context.load_cert_chain(tls.client_certificate, tls.client_key, password=lambda: "")
    except (OSError, ValueError) as exc:
        raise ConfigurationError(f"TlsOptions: a certificate file cannot be used ({type(exc).__name__})") from None
    return context
