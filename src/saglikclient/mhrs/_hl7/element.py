"""
A public alias for the type of an XML element: in lxml and its stubs the name is private.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

    Element: TypeAlias = _Element
