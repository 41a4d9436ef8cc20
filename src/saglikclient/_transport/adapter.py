"""
The network as requests sees it: our connections, our TLS context, nothing repeated, and no query where instrumentation can see it.
"""

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


class Door(BaseAdapter):
    """
    Gives what stands behind it the whole address. The session, and whatever is hooked into it, knows the address without its query.

    Args:
        inner: The network, or what stands in its place.
    """

    def __init__(self, inner: BaseAdapter) -> None:
        super().__init__()
        self._inner = inner

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """
        Pass a request on with its query.

        Args:
            request: The request without it.

            args: What the session sends with it.

            kwargs: The same.
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
        """
        Close what stands behind it.
        """
        self._inner.close()


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

        Raises:
            ConfigurationError: If its user name or password cannot travel in a header.
        """
        try:
            manager = super().proxy_manager_for(proxy, **self._tls, **kwargs)
        except UnicodeEncodeError:
            manager = None  # raised below: theirs holds the password
        if manager is None:
            raise ConfigurationError("the proxy's user name or password holds a character outside of Latin-1")
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        """
        The target without its query, which our connections put on the request line.
        """
        target, _, _ = super().request_url(request, proxies).partition("?")
        return target

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
        if tls.legacy_renegotiation:
            context.options |= LEGACY_SERVER_CONNECT
        if tls.client_certificate:
            # Without a password of ours, OpenSSL asks for one at the terminal if the key is encrypted.
            context.load_cert_chain(tls.client_certificate, tls.client_key, password=lambda: "")
    except (OSError, ValueError) as exc:
        raise ConfigurationError(f"TlsOptions: a certificate file cannot be used ({type(exc).__name__})") from None
    return context
