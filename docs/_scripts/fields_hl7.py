"""
The wire fields of Table 1, from the tables that encode and read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from page_tables import code, table
from sphinx.pycode import ModuleAnalyzer

from saglikclient import mhrs
from saglikclient.mhrs._hl7 import tables
from saglikclient.mhrs._hl7.tables import Act, Field, Part, Source
from saglikclient.mhrs.interactions import TABLE_1

if TYPE_CHECKING:
    from collections.abc import Iterator


def sources() -> str:
    """
    What each kind of source means, as the code says it.
    """
    said = ModuleAnalyzer.for_module(tables.__name__).find_attr_docs()
    return "\n".join(f"- **{source.value}**: {' '.join(said[Source.__name__, source.name]).strip()}" for source in Source)


def section() -> str:
    """
    One table an act, acts in the order of the rows that use them.
    """
    return "\n\n".join(_act(act) for act in acts().values())


def acts() -> dict[str, Act[Any]]:
    """
    Every act that a row sends or is answered, and those within them, by name.
    """
    found: dict[str, Act[Any]] = {}
    for row in TABLE_1:
        for act in (row.request, row.answer):
            if act is not None:
                found.update({one.name: one for one in _with_parts(act)})
    return found


def _with_parts(act: Act[Any]) -> Iterator[Act[Any]]:
    yield act
    for line in act.fields:
        if isinstance(line, Part):
            yield from _with_parts(line.act)


def _act(act: Act[Any]) -> str:
    fixed = "".join(f" {name}={value}" for name, value in act.attributes.items())
    head = ("field", "path", "data type", "needed", "source")
    facts = [f"Element {code(act.element + fixed)}, model {_model(act)}.", _use(act)]
    return f"### {act.name}\n\n{' '.join(filter(None, facts))}\n\n{table(head, map(_line, act.fields))}"


def _model(act: Act[Any]) -> str:
    name = act.model.__name__
    return f"{{py:class}}`~saglikclient.mhrs.{name}`" if name in mhrs.__all__ else code(name)


def _use(act: Act[Any]) -> str:
    sent = ", ".join(f"{row.number} {row.title}" for row in TABLE_1 if row.request is act)
    answered = ", ".join(f"{row.number} {row.title}" for row in TABLE_1 if row.answer is act)
    return " ".join(f"{verb} {rows}." for verb, rows in (("Sent by", sent), ("Answered by", answered)) if rows)


def _line(line: Field | Part) -> tuple[str, ...]:
    names = line.names if isinstance(line, Field) else (line.name,)
    kind = line.type.xsd if isinstance(line, Field) else f"[{line.act.name}](#{line.act.name.lower()})"
    repeated = ", repeated" if line.many else ""
    return ", ".join(map(code, names)), code(line.path), kind + repeated, line.need.value + _needed(line), line.source.value


def _needed(line: Field | Part) -> str:
    """
    Which of several fields, where not all of them have to be there.
    """
    needed = line.needed if isinstance(line, Field) else None
    return f" ({', '.join(map(code, needed))})" if needed else ""
