"""
The contract: a WSDL and its schemas. The bundled one is a reconstruction; load the official one when you have it.
"""

from __future__ import annotations

import os
import re
import threading
from contextlib import suppress
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import attrs

from saglikclient._core import fields, kinds
from saglikclient._core.fields import argument, setting
from saglikclient._transport.client import Transport
from saglikclient.config import Options, TlsOptions, checked_endpoint
from saglikclient.errors import ConfigurationError
from saglikclient.mhrs.interactions import TABLE_1

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saglikclient._transport.soap import Wsdl

BUNDLED = "PRSC_AR001001TR.wsdl"
LOCAL = "LOCAL_AR001001TR.wsdl"
"""The variant for the Sandbox: every row, those without a published id under a local one."""
MAX_CACHED = 8
"""Parsed contracts that are cached for the next client; each takes about 2 MiB. A `Contract` in use keeps its own."""

_ID = re.compile(r"[A-Z]{4}_IN\d{6}TR\d{2}")
_LOCAL_ID = re.compile(r"LOCAL_IN\d{6}")


@attrs.frozen
class Difference:
    """
    A difference between two contracts. A type that several places share is compared once.

    Attributes:
        operation: The interaction id of the first request that differs in this way.
        path: The first path in that request, from its root; empty if the whole operation differs.
        ours: The content of this contract there; empty if none.
        theirs: The content of the other contract there; empty if none.
        type: The name of the type that the path ends in, in this contract; empty if it has none, or the whole operation differs.
    """

    operation: str
    path: str
    ours: str
    theirs: str
    type: str = ""

    def __str__(self) -> str:
        place = f"{self.path} (in {self.type})" if self.type else self.path or "(operation)"
        return f"{self.operation} {place}: {self.ours or 'nothing'} / {self.theirs or 'nothing'}"


class Contract:
    """
    The WSDL of MHRS' messages. It is parsed at first use and pickled as its location. Contracts with the same location and ids share the
    result, as long as a process uses only a few different ones.

    Create one with `Contract.bundled()` or `Contract.load()`.

    Args:
        location: The WSDL's address, or `bundled:` and the name of a bundled one.

        ids: Local ids mapped to those of the institution, for the bundled contract.

        tls: TLS settings for a contract at an https address; the defaults if None.
    """

    def __init__(self, location: str, ids: Mapping[str, str] | None = None, *, tls: TlsOptions | None = None) -> None:
        self.location = setting("location", fields.filled, location)
        self._ids = {} if ids is None else setting("ids", kinds.texts_by_name, ids)
        self._tls = None if tls is None else setting("tls", fields.instance(TlsOptions), tls)
        self._wsdl: Wsdl | None = None

    def __getstate__(self) -> dict[str, object]:
        return {**vars(self), "_wsdl": None}

    @classmethod
    def bundled(cls, ids: Mapping[str, str] | None = None) -> Contract:
        """
        Return the bundled contract: the wrapper as published, the payload reconstructed.

        Args:
            ids: Local ids mapped to those of the institution, for rows that the Ministry's table leaves empty.
        """
        given = {} if ids is None else setting("ids", kinds.texts_by_name, ids)
        return cls(f"bundled:{LOCAL if given else BUNDLED}", given)

    @classmethod
    def load(cls, path_or_url: str | Path, *, tls: TlsOptions | None = None) -> Contract:
        """
        Load another contract, e.g. the official WSDL from your integration letter.

        Args:
            path_or_url: A file or an https address. Its imports are loaded from their addresses; an import with an http address is first
                looked for beside the WSDL, under its file name.

            tls: TLS settings for https addresses, e.g. a CA bundle; the defaults if None.

        Raises:
            ConfigurationError: If it is not a WSDL, or one of its documents cannot be read; the error names the document.
            TransportError: If the server of an https address cannot be reached, or is not trusted.
        """
        text = setting("path_or_url", kinds.path, path_or_url)
        contract = cls(text if text.lower().startswith(("http:", "https:")) else Path(text).resolve().as_uri(), tls=tls)
        _ = contract.wsdl
        return contract

    @property
    def wsdl(self) -> Wsdl:
        """
        The parsed contract.
        """
        if self._wsdl is None:
            with _lock:  # only one thread parses
                self._wsdl = _parsed(self.location, tuple(sorted(self._ids.items())), self._tls or TlsOptions())
        return self._wsdl

    @property
    def operations(self) -> tuple[str, ...]:
        """
        The interaction ids of this contract, sorted.
        """
        return self.wsdl.operations

    def compare(self, other: Contract | None = None) -> tuple[Difference, ...]:
        """
        List the differences from another contract: operations, and the elements, attributes and types of their requests.

        Each pair of types is compared once, and what lies below an element that only one contract has is not listed, so that contracts
        with the recursive types of HL7 end in a readable list.

        Args:
            other: The other contract; the bundled one if None.

        Returns:
            The differences, by operation; empty if there are none.
        """
        from saglikclient._transport.soap_types import TypeComparison

        theirs = (Contract.bundled() if other is None else argument("other", fields.instance(Contract), other)).wsdl
        types, found = TypeComparison(), list[Difference]()
        for name in sorted({*self.operations, *theirs.operations}):
            sides = ["operation" if name in side.operations else "" for side in (self.wsdl, theirs)]
            if not all(sides):
                found.append(Difference(name, "", *sides))
                continue
            differ = types.differences(self.wsdl.request_type(name), theirs.request_type(name))
            found.extend(Difference(name, each.path, each.ours, each.theirs, each.inside) for each in differ)
        return tuple(found)

    def __repr__(self) -> str:
        return f"Contract({self.location!r})"


_lock = threading.Lock()


def _renew_lock() -> None:
    """
    Replace the lock in a forked process: a thread of the parent may hold it.
    """
    global _lock  # noqa: PLW0603 - the inherited one may never be released
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


@lru_cache(maxsize=MAX_CACHED)
def _parsed(location: str, ids: tuple[tuple[str, str], ...], tls: TlsOptions) -> Wsdl:
    from saglikclient._transport.soap import Wsdl

    if not location.startswith("bundled:"):
        return Wsdl(location, partial(_fetch, location, tls))
    return Wsdl(urljoin("file:///contract/", location.removeprefix("bundled:")), partial(_bundled, ids))


def _bundled(ids: tuple[tuple[str, str], ...], location: str) -> bytes:
    content = (files(__name__) / location.rpartition("/")[2]).read_bytes()
    for local, own in ids:
        content = content.replace(local.encode("ascii"), own.encode("ascii"))
    return content


def _fetch(root: str, tls: TlsOptions, location: str) -> bytes:
    """
    Load a document of an official contract: a file, or https with the rules of the transport.

    Published schemas import each other by http addresses that no longer answer, so those are first looked for beside the WSDL.
    """
    name = "a document of the contract" if _name(location) == _name(root) else _name(location)  # the user's own path is not shown
    if location.startswith("http:") and location != root:
        with suppress(ConfigurationError):
            return _document(name, tls, urljoin(root, _name(location)))
        if not tls.allow_http:
            raise ConfigurationError(f"{name} is neither beside the WSDL nor at an https address; save it beside the WSDL")
    return _document(name, tls, location)


def _document(name: str, tls: TlsOptions, location: str) -> bytes:
    parts = urlsplit(location)
    if parts.scheme in {"file", ""}:
        try:
            return Path(unquote(parts.path)).read_bytes()
        except OSError as exc:
            raise ConfigurationError(f"{name} cannot be read ({type(exc).__name__})") from None
    checked_endpoint(location.partition("?")[0], allow_http=tls.allow_http)
    with Transport(options=Options(tls=tls)).exchange("GET", location, None, {}, safe=True) as reply:
        if reply.status != OK:
            raise ConfigurationError(f"{name} cannot be loaded (HTTP {reply.status})")
        return reply.body()


def _name(location: str) -> str:
    """Return the file name in an address."""
    return unquote(urlsplit(location).path).rpartition("/")[2]


OK = 200


def checked_ids(ids: Mapping[int, str], *, local: bool = False) -> dict[int, str]:
    """
    Check the interaction ids from an integration letter.

    Args:
        ids: Interaction ids by row number of Table 1.

        local: Accept the ids of the Sandbox as well.

    Raises:
        ConfigurationError: If there is no such row, or an id is malformed.
    """
    for number, own in ids.items():
        if number not in range(1, len(TABLE_1) + 1):
            raise ConfigurationError(f"interaction_ids: Table 1 has no row {number}")
        if not isinstance(own, str) or not (_ID.fullmatch(own) or (local and _LOCAL_ID.fullmatch(own))):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError(f"interaction_ids: row {number} needs an id like PRSC_IN001023TR01")
    return dict(ids)
