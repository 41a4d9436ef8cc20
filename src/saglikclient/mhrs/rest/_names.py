"""
Names of the REST service: Python's snake_case becomes JSON's Turkish camelCase by rule; a test holds the way back.

Where the service spells against the rule, and it does so differently from call to call, the field itself says how (`wired`).
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
    The wire name of a Python name, as the service spells by its own rule.
    """
    return _STEP.sub(lambda step: step[1].upper(), python)


def wired(name: str) -> dict[str, str]:
    """
    Metadata of a field that the service spells in another way than its rule.
    """
    return {WIRE: name}


def wire_names(model: type[Model]) -> Mapping[str, str]:
    """
    The wire names of a model's fields, by their Python names.
    """
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(model)
    return {field.name: field.metadata.get(WIRE) or to_camel(field.name) for field in fields}
