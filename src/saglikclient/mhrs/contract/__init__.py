"""
The contract: a WSDL and its schemas. The bundled one is ours; the official one takes its place when you have it.
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
"""The Sandbox's variant: every row, those without a published id under ours."""
KEPT = 8
"""Parsed contracts that stay in memory for the next client; each takes about 2 MiB. A `Contract` in use holds its own."""

_ID = re.compile(r"[A-Z]{4}_IN\d{6}TR\d{2}")
_LOCAL_ID = re.compile(r"LOCAL_IN\d{6}")


@attrs.frozen
class Difference:
    """
    One place where two contracts differ.

    Attributes:
        operation: The interaction id.
        path: Where in its request, from the root down; empty if the whole operation differs.
        ours: What this contract has there; empty if nothing.
        theirs: What the other one has there; empty if nothing.
    """

    operation: str
    path: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.operation} {self.path or '(operation)'}: {self.ours or 'nothing'} / {self.theirs or 'nothing'}"


class Contract:
    """
    A WSDL that knows how MHRS' messages are built. It is parsed at first use and pickles as its location. Contracts with the same location
    and ids share the result, as long as a process uses only a few different ones.

    Make one with `Contract.bundled()` or `Contract.load()`.

    Args:
        location: The WSDL's address, or `bundled:` and the name of one that comes with the package.

        ids: Local ids to the institution's own, put into the bundled contract.
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
        Our own contract: the wrapper as published, the payload reconstructed.

        Args:
            ids: Local ids to the institution's own, for rows that the Ministry's table leaves empty.
        """
        given = {} if ids is None else setting("ids", kinds.texts_by_name, ids)
        return cls(f"bundled:{LOCAL if given else BUNDLED}", given)

    @classmethod
    def load(cls, path_or_url: str | Path) -> Contract:
        """
        A contract from elsewhere, e.g. the official WSDL that came with your integration letter.

        Args:
            path_or_url: A file, or an https address. What it imports is loaded from the same place.

        Raises:
            ConfigurationError: If it cannot be read, or is no WSDL.
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
            with _lock:  # of two threads at once, one parses
                self._wsdl = _parsed(self.location, tuple(sorted(self._ids.items())))
        return self._wsdl

    @property
    def operations(self) -> tuple[str, ...]:
        """
        The interaction ids that this contract offers, sorted.
        """
        return self.wsdl.operations

    def compare(self, other: Contract | None = None) -> tuple[Difference, ...]:
        """
        List what differs from another contract: operations, and the elements, attributes and types of their requests.

        Args:
            other: The other one; the bundled one if None.

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
    A forked process must not wait for a thread of its parent's that was parsing.
    """
    global _lock  # noqa: PLW0603 - the one that the process was born with may be held for ever
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


@lru_cache(maxsize=KEPT)
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
    Load a document of an official contract: a file, or over https with the transport's own rules.
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
    Check interaction ids that a caller brings from the integration letter.

    Args:
        ids: Row number of Table 1 to interaction id.

        local: Accept the Sandbox's own ids as well.

    Raises:
        ConfigurationError: If a number is no row, or an id has not the form of one.
    """
    for number, own in ids.items():
        if number not in range(1, len(TABLE_1) + 1):
            raise ConfigurationError(f"interaction_ids: Table 1 has no row {number}")
        if not isinstance(own, str) or not (_ID.fullmatch(own) or (local and _LOCAL_ID.fullmatch(own))):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError(f"interaction_ids: row {number} needs an id like PRSC_IN001023TR01")
    return dict(ids)
