"""
zeep builds messages here, and nowhere else; it never reads an answer (it is slow at it, loses what it does not expect, and turns unreadable
dates into None). Its `Any` stops at this file.
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
from saglikclient.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from saglikclient.config import Credentials

CONTENT_TYPE = "text/xml; charset=utf-8"
LIFETIME = timedelta(minutes=5)
"""From Created to Expires of `wsu:Timestamp`. Source: the sample header of the Sağlık-NET HL7 guide 1.5."""
NONCE_BYTES = 16
"""Same source."""
DEEPEST = 12
"""How far `shape` follows types into each other; official HL7 schemas are recursive."""

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_PROFILE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
_ENCODING = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"


def _zeep(module: str) -> Any:
    """
    Import a part of zeep at first use. `zeep.wsse` imports xmlsec where it is installed, which can fail in ways of its own.
    """
    try:
        return import_module(module)
    except Exception as exc:  # noqa: BLE001 - a broken xmlsec raises what it likes
        raise ConfigurationError(f"{module} cannot be imported ({type(exc).__name__}); a broken xmlsec is the usual cause") from None


@attrs.frozen
class UsernameToken:
    """
    WS-Security UsernameToken Profile 1.0 with PasswordText, Nonce and Created, and a Timestamp; `mustUnderstand` is 0.

    Source: Sağlık-NET HL7 guide 1.5 (the server rejects `mustUnderstand="1"`). zeep's own token has neither nonce nor Created with a
    plain password, hence this one.
    """

    credentials: Credentials
    clock: Callable[[], datetime] = attrs.field(default=lambda: datetime.now(UTC), repr=False)

    def apply(self, envelope: object, headers: dict[str, str]) -> tuple[object, dict[str, str]]:
        """
        Put the header on an envelope; zeep calls this.

        Args:
            envelope: The envelope, an element of lxml's.

            headers: The HTTP headers, which stay as they are.
        """
        wsse = _zeep("zeep.wsse.utils")
        created = aware(self.clock())  # in a zone whose clock is changed, five minutes later can be an hour and five
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
    A WSDL that zeep has parsed: it knows its operations and builds their envelopes.

    Args:
        location: The WSDL's name, path or address.

        load: Gives the bytes of a document, the WSDL or what it imports, by its location.
    """

    def __init__(self, location: str, load: Callable[[str], bytes]) -> None:
        self._zeep = _zeep("zeep")
        settings = self._zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=False)
        self._transport = _loader(load)
        try:
            self._document = _zeep("zeep.wsdl").Document(location, self._transport, settings=settings)
        except ConfigurationError:
            raise
        except Exception as exc:  # noqa: BLE001 - zeep lets lxml's, its own and plain Python errors through
            raise ConfigurationError(f"the contract cannot be loaded: {type(exc).__name__}") from None
        self._settings = settings
        self._operations = dict(self._found())
        if not self._operations:
            raise ConfigurationError("the contract offers no SOAP 1.1 operation; is it a WSDL?")

    def _found(self) -> Iterator[tuple[str, tuple[Any, Any]]]:
        """
        Operations by the name of their request element, which is the interaction id. Many services offer SOAP 1.2 and HTTP twins of them.
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
        """
        The names of the request elements, sorted.
        """
        return tuple(sorted(self._operations))

    def envelope(self, element: str, content: Mapping[str, object], token: UsernameToken) -> tuple[bytes, dict[str, str]]:
        """
        Build a message.

        Args:
            element: Name of the request element.

            content: What stands in it, element by element; attributes are texts.

            token: Who we are.

        Returns:
            The envelope and its HTTP headers.

        Raises:
            ConfigurationError: If the contract has no such operation, or does not take this content.
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
            why = type(exc).__name__  # raised below, so that theirs, which may quote the content, does not hang on ours
        else:
            headers = {"Content-Type": CONTENT_TYPE, "SOAPAction": f'"{operation.soapaction or ""}"'}
            return UnshownBytes(etree.tostring(message, xml_declaration=True, encoding="utf-8")), headers
        raise ConfigurationError(f"the contract does not take our {element} ({why}); Contract.compare() lists the differences")

    def shape(self, element: str) -> dict[str, str]:
        """
        The elements and attributes of a request, by path, each with its type and how often it may occur.

        Args:
            element: Name of the request element.
        """
        _, operation = self._operations[element]
        return dict(_walk(operation.input.body.type, "", DEEPEST))


def _walk(kind: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, attribute in getattr(kind, "attributes", ()):
        yield f"{path}@{name}", "required" if attribute.required else "optional"
    if depth == 0:
        return
    for name, element in getattr(kind, "elements", ()):
        most = "n" if element.max_occurs == "unbounded" else element.max_occurs
        inner = getattr(element, "type", None)
        yield f"{path}{name}", f"{getattr(inner, 'name', None) or 'any'} {element.min_occurs}..{most}"
        if inner is not None:
            yield from _walk(inner, f"{path}{name}/", depth - 1)


def _loader(load: Callable[[str], bytes]) -> Any:
    """
    A zeep transport that only loads documents, through `load`; it has no session, so nothing can go out by itself.
    """

    class Loader:
        def load(self, url: str) -> bytes:
            return load(url)

    return Loader()
