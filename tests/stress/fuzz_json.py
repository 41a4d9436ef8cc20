"""
What is done to the members of a good answer.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tests.stress.fuzz_values import NASTY

if TYPE_CHECKING:
    from random import Random


VERDICTS = ("errorKey", "error", "success", "valid", "errors", "errorList", "httpStatus", "data")
"""Names that decide, in one service or another."""


class Raw(str):
    """A text that goes into JSON as it is."""

    __slots__ = ()


JSON_NASTY: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.5, 1e308, 10**18, -(10**30), [], {}, [[]], [None], {"": None}, [{}], {"errorKey": "x"}, [1, "a"]),
    *(400, 500.0, {"val": 2}, {"val": {"val": "2"}}, {"success": True}, {"kodu": "RNDS1010"}, [{"kodu": "LGN1004"}]),
    *(
        Raw(text)
        for text in ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 4000, "9" * 10_000, "1E400", "0.1e-400", '"\\ud800"')
    ),
    *(Raw("[" * depth + "]" * depth) for depth in (60, 900, 50_000)),
    *(Raw('{"a":' * depth + "1" + "}" * depth) for depth in (60, 900, 50_000)),
)


def changed(source: Random, body: bytes) -> bytes:
    """JSON with one to three changes of its members."""
    document = json.loads(body)
    for _ in range(source.choice((1, 1, 1, 2, 3))):
        document = _changed(source, document)
    text = written(document)
    return text.encode("ascii", "backslashreplace") if source.random() < 0.1 else text.encode()


def _changed(source: Random, document: Any) -> Any:
    places = list(_places(document))
    if not places or source.random() < 0.05:
        return deepcopy(source.choice((*JSON_NASTY, [document], {"data": document})))
    holder, key = source.choice(places)
    way = source.randrange(8)
    if way == 0:
        del holder[key]
    elif way == 1 and isinstance(holder, dict):
        holder[source.choice((key.upper(), key.title(), f"{key} ", f"\u200b{key}", *VERDICTS, "x"))] = holder.pop(key)
    elif way == 2 and isinstance(holder, dict):
        holder[Twin(key)] = deepcopy(source.choice((holder[key], *JSON_NASTY)))
    elif way == 3:
        other, name = source.choice(places)
        if other is holder or all(isinstance(value, str | int | float | None) for value in (holder[key], other[name])):
            holder[key], other[name] = other[name], holder[key]
    elif way in {4, 5}:
        holder[key] = source.choice(NASTY)
    else:
        holder[key] = deepcopy(source.choice(JSON_NASTY))
    return document


class Twin(str):
    """A name that stands beside its like."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def _places(document: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    rest = [document]
    while rest:
        holder = rest.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        found += [(holder, key) for key in keys]
        rest += [holder[key] for key in keys]
    return found


def written(document: Any) -> str:
    """JSON, with what is `Raw` as it is and names that stand twice."""
    if isinstance(document, Raw):
        return str(document)
    if isinstance(document, dict):
        return "{" + ", ".join(f"{json.dumps(str(name), ensure_ascii=False)}: {written(value)}" for name, value in document.items()) + "}"
    if isinstance(document, list):
        return "[" + ", ".join(map(written, document)) + "]"
    return json.dumps(document, ensure_ascii=False)
