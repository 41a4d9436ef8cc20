"""
Names of the REST service: JSON's Turkish camelCase and Python's snake_case are turned into each other by rule.

Where the service spells against the rule, and it does so differently from call to call, the field itself says how (`wired`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saglikclient.records import Model

WIRE = "wire"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_STEP = re.compile(r"_([a-z0-9])")

ODD = {
    "eklenecekCetvelRandevusuresi": "eklenecek_cetvel_randevu_suresi",
    "enbuyukyas": "en_buyuk_yas",
    "enkucukyas": "en_kucuk_yas",
    "hekimTcKimlikNoList": "hekim_tc_kimlik_no",
    "lgeciciGorevli": "gecici_gorevli",
    "lhekimOncelikSirasi": "hekim_oncelik_sirasi",
    "lyesilListeDurum": "yesil_liste_durum",
    "muayeneYeriIdList": "muayene_yeri_id",
    "strBaslangicZamani": "baslangic_zamani",
    "strBitisZamani": "bitis_zamani",
}
"""Wire names that no rule turns into Python names. Source: observed in a public client of about November 2020, spelled as there."""


def to_snake(wire: str) -> str:
    """
    The Python name of a wire name: `hastaTCKimlikNo` and `hastaTcKimlikNo` both become `hasta_tc_kimlik_no`.
    """
    return ODD.get(wire) or _HUMP.sub("_", wire).lower()


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
