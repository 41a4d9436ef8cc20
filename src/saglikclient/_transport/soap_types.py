"""Compare the types of two contracts. The types are zeep's, read by their attributes and elements only."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator


@attrs.frozen
class TypeDifference:
    """
    A part of a type that another type does not have, or has differently.

    Attributes:
        path: Where it was met first, from the root of the request.
        inside: The name of the type that it belongs to; empty if the type has none.
        ours: Its type and number, or whether it is required; empty if it is missing.
        theirs: The same of the other type.
    """

    path: str
    inside: str
    ours: str
    theirs: str


class TypeComparison:
    """
    Compares pairs of types, each pair once: official types are recursive and used in hundreds of places, so that a comparison by place
    would repeat each difference without end. The shortest path comes first.
    """

    def __init__(self) -> None:
        self._compared: set[tuple[int, int]] = set()

    def differences(self, ours: Any, theirs: Any) -> Iterator[TypeDifference]:
        """
        Yield the differences between two types and all types in them, unless they were compared before.

        Args:
            ours: A type of one contract.

            theirs: The type of the other contract at the same place.
        """
        waiting = deque([("", ours, theirs)])
        while waiting:
            path, one, other = waiting.popleft()
            if (id(one), id(other)) in self._compared:
                continue
            self._compared.add((id(one), id(other)))
            mine, others = _parts(one), _parts(other)
            for name in {**mine, **others}:
                (text, inner), (other_text, other_inner) = mine.get(name, NOTHING), others.get(name, NOTHING)
                if text != other_text:
                    yield TypeDifference(f"{path}{name}", getattr(one, "name", None) or "", text, other_text)
                if inner is not None and other_inner is not None:
                    waiting.append((f"{path}{name}/", inner, other_inner))


NOTHING: tuple[str, Any] = ("", None)


def _parts(kind: Any) -> dict[str, tuple[str, Any]]:
    """Return the attributes and elements of a type by name, each with what is compared and, for an element, its type."""
    found: dict[str, tuple[str, Any]] = {}
    for name, attribute in getattr(kind, "attributes", ()):
        found[f"@{name}"] = ("required" if attribute.required else "optional", None)
    for name, element in getattr(kind, "elements", ()):
        most = "n" if element.max_occurs == "unbounded" else element.max_occurs
        inner = getattr(element, "type", None)
        found[str(name)] = (f"{getattr(inner, 'name', None) or 'any'} {element.min_occurs}..{most}", inner)
    return found
