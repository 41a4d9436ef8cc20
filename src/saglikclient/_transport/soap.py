"""
The only module that uses zeep, and only to build messages. zeep does not read answers: it is slow, drops unexpected elements, and converts
unreadable dates to None. Its `Any` types are confined to this module.
"""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import attrs
from lxml import etree

from saglikclient._core.masking import UnshownBytes
from saglikclient._core.timing import aware, to_utc
from saglikclient.errors import ConfigurationError, SaglikError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from saglikclient.config import Credentials

CONTENT_TYPE = "text/xml; charset=utf-8"
LIFETIME = timedelta(minutes=5)
"""From Created to Expires of `wsu:Timestamp`. Source: the sample header of the Sağlık-NET HL7 guide 1.5."""
NONCE_BYTES = 16
"""Same source."""

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_PROFILE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
_ENCODING = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"


def _zeep(module: str) -> Any:
    """
    Import a zeep module lazily. `zeep.wsse` imports xmlsec if it is installed, and a broken xmlsec fails in various ways.
    """
    try:
        return import_module(module)
    except Exception as exc:  # noqa: BLE001 - a broken xmlsec can raise anything
        raise ConfigurationError(f"{module} cannot be imported ({type(exc).__name__}); a broken xmlsec is the usual cause") from None


@attrs.frozen
class UsernameToken:
    """
    WS-Security UsernameToken Profile 1.0 with PasswordText, Nonce and Created, and a Timestamp; `mustUnderstand` is 0.

    Source: Sağlık-NET HL7 guide 1.5 (the server rejects `mustUnderstand="1"`). zeep's token has neither
    nonce nor Created with a plain password.
    """

    credentials: Credentials
    clock: Callable[[], datetime] = attrs.field(default=lambda: datetime.now(UTC), repr=False)

    def apply(self, envelope: object, headers: dict[str, str]) -> tuple[object, dict[str, str]]:
        """
        Add the header to an envelope; called by zeep.

        Args:
            envelope: The envelope, an lxml element.

            headers: The HTTP headers, returned unchanged.
        """
        wsse = _zeep("zeep.wsse.utils")
        created = aware(self.clock())  # in a zone with DST, adding five minutes can add an hour and five
        security = wsse.get_security_header(envelope)
        security.set(f"{SOAP}mustUnderstand", "0")
        stamp = to_utc(created)
        security.append(wsse.WSU.Timestamp(wsse.WSU.Created(stamp), wsse.WSU.Expires(to_utc(created + LIFETIME))))
        security.append(
            wsse.WSSE.UsernameToken(
                wsse.WSSE.Username(self.credentials.username),
                wsse.WSSE.Password(self.credentials.password.reveal(), Type=_PROFILE),
                wsse.WSSE.Nonce(base64.b64encode(os.urandom(NONCE_BYTES)).decode("ascii"), EncodingType=_ENCODING),
                wsse.WSU.Created(stamp),
            )
        )
        return envelope, headers


class Wsdl:
    """
    A parsed WSDL that lists its operations and builds their envelopes.

    Args:
        location: Name, path or URL of the WSDL.

        load: Returns the bytes of the WSDL or an imported document by its location.
    """

    def __init__(self, location: str, load: Callable[[str], bytes]) -> None:
        self._zeep = _zeep("zeep")
        settings = self._zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=False)
        self._transport = _loader(load)
        try:
            self._document = _zeep("zeep.wsdl").Document(location, self._transport, settings=settings)
        except SaglikError:
            raise
        except Exception as exc:  # noqa: BLE001 - zeep raises its own, lxml's and builtin exceptions
            raise ConfigurationError(f"the contract cannot be loaded: {type(exc).__name__}") from None
        self._settings = settings
        self._operations = dict(self._found())
        if not self._operations:
            raise ConfigurationError("the contract offers no SOAP 1.1 operation; is it a WSDL?")

    def _found(self) -> Iterator[tuple[str, tuple[Any, Any]]]:
        """
        Yield the SOAP 1.1 operations by the name of their request element, which is the interaction id. Bindings for SOAP 1.2 and HTTP are
        skipped.
        """
        soap11 = _zeep("zeep.wsdl.bindings").Soap11Binding
        ports = [port for service in self._document.services.values() for port in service.ports.values()]
        for port in (port for port in ports if isinstance(port.binding, soap11)):
            for operation in port.binding.all().values():
                element = getattr(operation.input.body, "qname", None)
                if element is not None:
                    yield element.localname, (port, operation)

    @property
    def operations(self) -> tuple[str, ...]:
        """Return the names of the request elements, sorted."""
        return tuple(sorted(self._operations))

    def envelope(self, element: str, content: Mapping[str, object], token: UsernameToken) -> tuple[bytes, dict[str, str]]:
        """
        Build a message.

        Args:
            element: Name of the request element.

            content: Its content by element name; attributes are strings.

            token: The security token.

        Returns:
            The envelope and its HTTP headers.

        Raises:
            ConfigurationError: If the contract has no such operation, or does not accept the content.
        """
        try:
            port, operation = self._operations[element]
        except KeyError:
            raise ConfigurationError(f"the contract has no operation for {element}") from None
        client = self._zeep.Client(self._document, wsse=token, transport=self._transport, settings=self._settings)
        service = client.create_service(port.binding.name.text, "")
        try:
            message = client.create_message(service, operation.name, **content)
        except (TypeError, ValueError, self._zeep.exceptions.Error) as exc:
            why = type(exc).__name__  # raised below: the original error may quote the content
        else:
            headers = {"Content-Type": CONTENT_TYPE, "SOAPAction": f'"{operation.soapaction or ""}"'}
            return UnshownBytes(etree.tostring(message, xml_declaration=True, encoding="utf-8")), headers
        raise ConfigurationError(f"the contract does not accept the {element} message ({why}); Contract.compare() lists the differences")

    def request_type(self, element: str) -> object:
        """
        Return the type of a request, for `soap_types`.

        Args:
            element: Name of the request element.
        """
        _, operation = self._operations[element]
        return operation.input.body.type


def _loader(load: Callable[[str], bytes]) -> Any:
    """Return a zeep transport that loads documents with `load` and has no session, so it cannot access the network."""

    class Loader:
        def load(self, url: str) -> bytes:
            return load(url)

    return Loader()
