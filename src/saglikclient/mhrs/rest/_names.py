"""
Names of the REST service: Python's snake_case is converted to JSON's Turkish camelCase by a rule; a test checks the reverse.

The service breaks the rule in some calls; such fields declare their name (`wired`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saglikclient._core.model import Model

WIRE = "wire"
_STEP = re.compile(r"_([a-z0-9])")


def to_camel(python: str) -> str:
    """
    Return the wire name of a Python name by the rule.
    """
    return _STEP.sub(lambda step: step[1].upper(), python)


def wired(name: str) -> dict[str, str]:
    """
    Return the metadata of a field whose wire name breaks the rule.
    """
    return {WIRE: name}


def wire_names(model: type[Model]) -> Mapping[str, str]:
    """
    Return the wire names of a model's fields, by their Python names.
    """
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(model)
    return {field.name: field.metadata.get(WIRE) or to_camel(field.name) for field in fields}
