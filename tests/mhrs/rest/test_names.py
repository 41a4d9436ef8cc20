"""
Names travel by rule, and where the service spells against it, the field says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient.mhrs.rest._names import WIRE, to_camel, wire_names
from saglikclient.mhrs.rest._operations import CALLS, LOGIN
from saglikclient.mhrs.rest.model.cetvel import EklenecekCetvel
from saglikclient.mhrs.rest.model.ortak import Kodlu
from saglikclient.mhrs.rest.model.randevu import GerceklesmeBilgisi, VatandasTelefonu

if TYPE_CHECKING:
    from saglikclient._core.model import Model

MODELS: list[type[Model]] = list(
    dict.fromkeys(
        model
        for model in (
            *(model for row in (LOGIN, *CALLS) for model in (row.request, row.answer) if model),
            EklenecekCetvel,
            GerceklesmeBilgisi,
            VatandasTelefonu,
            Kodlu,
        )
    )
)
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
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
    return ODD.get(wire) or HUMP.sub("_", wire).lower()


words = st.lists(st.from_regex("[a-z][a-z0-9]{1,6}", fullmatch=True), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("hastaTCKimlikNo", "hasta_tc_kimlik_no"),
        ("hastaTcKimlikNo", "hasta_tc_kimlik_no"),
        ("slotID", "slot_id"),
        ("slotId", "slot_id"),
        ("sorgulananHekimTCKimlikNo", "sorgulanan_hekim_tc_kimlik_no"),
        ("islemYapilanKurumKodu", "islem_yapilan_kurum_kodu"),
        ("vatandasaUygunMu", "vatandasa_uygun_mu"),
        ("eklenecekCetvelRandevusuresi", "eklenecek_cetvel_randevu_suresi"),
        ("lgeciciGorevli", "gecici_gorevli"),
        ("enbuyukyas", "en_buyuk_yas"),
        ("hrn", "hrn"),
    ],
)
def test_a_wire_name_has_one_python_name(wire: str, python: str) -> None:
    """
    Two spellings of one thing on the wire are one name in Python.
    """
    assert to_snake(wire) == python


@given(words)
def test_the_rule_can_be_undone(parts: list[str]) -> None:
    """
    A Python name of words of two letters or more comes back from its wire name.
    """
    name = "_".join(parts)
    assert to_snake(to_camel(name)) == name


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_has_the_name_that_its_wire_name_gives(model: type[Model]) -> None:
    """
    Nobody needs a dictionary to get from the service's names to ours.
    """
    for python, wire in wire_names(model).items():
        if python not in {"belge", "extra"}:
            assert to_snake(wire) == python
    assert len(set(wire_names(model).values())) == len(attrs.fields(model))


def test_odd_spellings_are_used() -> None:
    """
    The list of odd spellings holds what some field is spelled with, and nothing else.
    """
    spelled = {field.metadata[WIRE] for model in MODELS for field in attrs.fields(model) if WIRE in field.metadata}
    assert set(ODD) <= spelled
    assert {wire for wire in spelled if to_camel(to_snake(wire)) == wire} == set()
