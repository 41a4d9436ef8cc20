"""
The contract: a WSDL and its schemas. The bundled one is a reconstruction; load the official one when you have it.
"""

from __future__ import annotations

import os
import re
import threading
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import attrs

from saglikclient._core import fields, kinds
from saglikclient._core.fields import argument, setting
from saglikclient._transport.client import Transport
from saglikclient.config import Options, checked_endpoint
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
    A difference between two contracts.

    Attributes:
        operation: The interaction id.
        path: The path in its request, from the root; empty if the whole operation differs.
        ours: The content of this contract there; empty if none.
        theirs: The content of the other contract there; empty if none.
    """

    operation: str
    path: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.operation} {self.path or '(operation)'}: {self.ours or 'nothing'} / {self.theirs or 'nothing'}"


class Contract:
    """
    The WSDL of MHRS' messages. It is parsed at first use and pickled as its location. Contracts with the same location and ids share the
    result, as long as a process uses only a few different ones.

    Create one with `Contract.bundled()` or `Contract.load()`.

    Args:
        location: The WSDL's address, or `bundled:` and the name of a bundled one.

        ids: Local ids mapped to those of the institution, for the bundled contract.
    """

    def __init__(self, location: str, ids: Mapping[str, str] | None = None) -> None:
        self.location = setting("location", fields.filled, location)
        self._ids = {} if ids is None else setting("ids", kinds.texts_by_name, ids)
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
    def load(cls, path_or_url: str | Path) -> Contract:
        """
        Load another contract, e.g. the official WSDL from your integration letter.

        Args:
            path_or_url: A file or an https address. Its imports are loaded from the same place.

        Raises:
            ConfigurationError: If it cannot be read, or is not a WSDL.
        """
        text = setting("path_or_url", kinds.path, path_or_url)
        contract = cls(text if text.lower().startswith(("http:", "https:")) else Path(text).resolve().as_uri())
        _ = contract.wsdl
        return contract

    @property
    def wsdl(self) -> Wsdl:
        """
        The parsed contract.
        """
        if self._wsdl is None:
            with _lock:  # only one thread parses
                self._wsdl = _parsed(self.location, tuple(sorted(self._ids.items())))
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

        Args:
            other: The other contract; the bundled one if None.

        Returns:
            The differences, by operation and path; empty if there are none.
        """
        theirs = (Contract.bundled() if other is None else argument("other", fields.instance(Contract), other)).wsdl
        found: list[Difference] = []
        for name in sorted({*self.operations, *theirs.operations}):
            if name not in self.operations or name not in theirs.operations:
                found.append(
                    Difference(
                        name,
                        "",
                        *("operation" if name in side else "" for side in (self.operations, theirs.operations)),
                    )
                )
                continue
            mine, others = self.wsdl.shape(name), theirs.shape(name)
            paths = (path for path in {**mine, **others} if mine.get(path) != others.get(path))
            found.extend(Difference(name, path, mine.get(path, ""), others.get(path, "")) for path in paths)
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
def _parsed(location: str, ids: tuple[tuple[str, str], ...]) -> Wsdl:
    from saglikclient._transport.soap import Wsdl

    if not location.startswith("bundled:"):
        return Wsdl(location, _fetch)
    return Wsdl(urljoin("file:///contract/", location.removeprefix("bundled:")), partial(_bundled, ids))


def _bundled(ids: tuple[tuple[str, str], ...], location: str) -> bytes:
    content = (files(__name__) / location.rpartition("/")[2]).read_bytes()
    for local, own in ids:
        content = content.replace(local.encode("ascii"), own.encode("ascii"))
    return content


def _fetch(location: str) -> bytes:
    """
    Load a document of an official contract: a file, or https with the rules of the transport.
    """
    parts = urlsplit(location)
    if parts.scheme == "file" or not parts.scheme:
        try:
            return Path(unquote(parts.path)).read_bytes()
        except OSError as exc:
            raise ConfigurationError(f"a document of the contract cannot be read ({type(exc).__name__})") from None
    checked_endpoint(location.partition("?")[0])
    with Transport(options=Options()).exchange("GET", location, None, {}, safe=True) as reply:
        if reply.status != OK:
            raise ConfigurationError(f"a document of the contract cannot be loaded (HTTP {reply.status})")
        return reply.body()


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
