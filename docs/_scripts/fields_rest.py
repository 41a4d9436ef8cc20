"""
The wire fields of MHRS' REST service, from its calls and their models.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import attrs
from page_tables import code, table
from sphinx.util.typing import stringify_annotation

from saglikclient._core.model import Model
from saglikclient.mhrs import Belge, rest
from saglikclient.mhrs.rest._names import wire_names
from saglikclient.mhrs.rest._operations import CALLS, LOGIN, Call
from saglikclient.mhrs.rest._writing import DOCUMENT, DOCUMENT_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE = re.compile(r"~?\b(?:[a-z_]\w*\.)+(?=[A-Za-z])")
NOT_KNOWN = re.compile(r"(?:(values) are )?(?<!if )\bnot known", re.IGNORECASE)
KEPT = "extra"
"""Holds the members that no field is named for, so it is none itself."""


def calls() -> str:
    """
    What each call is asked with and answers, and how that is known.
    """
    head = ("No", "call", "asked with", "answers", "source", "verified against the live service")
    return table(head, map(_call, _rows()))


def section() -> str:
    """
    One table a model, models in the order of the calls that use them.
    """
    return "\n\n".join(_model(model) for model in models())


def models() -> list[type[Model]]:
    """
    Every model that a call is asked with or answers, and those within them, once.
    """
    asked = (model for row in _rows() for model in (row.request, row.answer) if model is not None)
    return list(dict.fromkeys(one for model in asked for one in _with_parts(model)))


def _rows() -> tuple[Call[Any, Any], ...]:
    return (LOGIN, *CALLS)


def _with_parts(model: type[Model]) -> Iterator[type[Model]]:
    yield model
    for hint in get_type_hints(model).values():
        for part in _parts(hint):
            if part is not Belge:  # travels as a file
                yield from _with_parts(part)


def _parts(hint: object) -> Iterator[type[Model]]:
    kind = getattr(hint, "__origin__", hint)
    if isinstance(kind, type) and issubclass(kind, Model):
        yield kind
    for inner in get_args(hint):
        yield from _parts(inner)


def _anchor(model: type[Model]) -> str:
    return f"rest-{model.__name__.lower()}"


def _call(row: Call[Any, Any]) -> tuple[str, ...]:
    verified = row.last_verified.isoformat() if row.last_verified else "not yet"
    return str(row.number or "login"), code(f"{row.verb} {row.path}"), _linked(row.request), _answer(row), row.source, verified


def _linked(model: type[Model] | None) -> str:
    return f"[{model.__name__}](#{_anchor(model)})" if model else ""


def _answer(row: Call[Any, Any]) -> str:
    return _linked(row.answer) + (", a list" if row.many else "")


def _model(model: type[Model]) -> str:
    named = f"Python: {{py:class}}`~saglikclient.mhrs.rest.{model.__name__}`.\n\n" if model.__name__ in rest.__all__ else ""
    names, hints, meant = wire_names(model), get_type_hints(model), _meanings(model)
    rows = [
        (_wire(field.name, names), code(field.name), code(_type(hints[field.name])), _needed(field), _source(meant.get(field.name, "")))
        for field in attrs.fields(model)
        if field.name != KEPT
    ]
    head = ("wire name", "field", "type", "needed", "source")
    return f"({_anchor(model)})=\n\n### {model.__name__}\n\n{named}{table(head, rows)}"


def _wire(name: str, names: Any) -> str:
    return ", ".join(map(code, (DOCUMENT_NAME, DOCUMENT))) if name == "belge" else code(names[name])


def _type(hint: object) -> str:
    return MODULE.sub("", stringify_annotation(hint, "fully-qualified-except-typing"))


def _needed(field: attrs.Attribute[Any]) -> str:
    return "always" if field.default is attrs.NOTHING else "optional"


def _meanings(model: type[Model]) -> dict[str, str]:
    """
    What the docstrings of a model and its bases say of each field.
    """
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        found.update(re.findall(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", kind.__dict__.get("__doc__") or "", re.MULTILINE))
    return found


def _source(meaning: str) -> str:
    """
    Every member was seen on the wire of one client; what it means was not always.
    """
    if unknown := NOT_KNOWN.search(meaning):
        return f"observed, {unknown[1] or 'meaning'} not known"
    return "observed, meaning inferred" if "inferred" in meaning else "observed"
