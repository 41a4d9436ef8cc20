"""
The models of MHRS: valid by construction, frozen, shown masked, in clear on request.
"""

from __future__ import annotations

import pickle
import re
import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest

import saglikclient.mhrs as door
from saglikclient._core.codes import Unknown
from saglikclient._core.model import Model
from saglikclient._core.timing import TURKIYE
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn
from saglikclient.mhrs import (
    Aksiyon,
    Belge,
    CalismaCetveli,
    Cinsiyet,
    Degisiklik,
    DegisiklikTuru,
    GelisDurumu,
    Hasta,
    Istisna,
    IstisnaDurumu,
    KayitDurumu,
    Poliklinik,
    Randevu,
    RandevuDurumSonucu,
    RandevuDurumu,
    RandevuTalebi,
    Sablon,
    SablonDilimi,
    SablonDurumu,
    Slot,
    SlotDurumu,
    Telefon,
    TelefonTipi,
)
from saglikclient.mhrs.model.istisna import MAX_DOCUMENT_SIZE
from saglikclient.records import Records

PERSON = "10000000146"
START, END = datetime(2024, 3, 5, 9, tzinfo=TURKIYE), datetime(2024, 3, 5, 9, 30, tzinfo=TURKIYE)
NEXT_DAY = END + timedelta(days=1)
PERSONAL = (PERSON, "Zeliha", "Karahan", "532", "7654321", "zeliha@example.org", "1980", "fıtık", "rapor.pdf", "Doktor", "Hekimoğlu")
"""What of the people below must never be shown."""

HARMLESS = {
    *("hata_kodu", "klinik_adi", "kurum_adi", "poliklinik_adi", "eski_poliklinik_adi", "yeni_poliklinik_adi"),
    *("randevu_hrn", "referans_no", "sablon_adi"),
    *("aksiyon_adi", "kodu", "val_text", "muayene_yeri_adi", "eski_muayene_yeri_adi", "hrn", "hasta_randevu_numarasi", "randevu_uyarisi"),
    *("AksiyonBilgisi.aciklama", "Kisitlar.cinsiyet", "RandevuSlotu.cinsiyet", "CetvelTalebi.cinsiyet", "EklenecekCetvel.cinsiyet"),
    *("en_kucuk_yas_tipi", "en_buyuk_yas_tipi", "baslangic_tarihi", "bitis_tarihi", "gecerlilik_tarihi", "islem_kanali", "ozellikler"),
}
"""Texts that are not about a person, in any model or in one."""

TELEFON = Telefon(alan_kodu="532", numara="7654321")
HASTA = {
    "tckn": PERSON,
    "adi": "Zeliha",
    "soyadi": "Karahan",
    "cinsiyet": Cinsiyet.KADIN,
    "dogum_tarihi": date(1980, 2, 3),
    "telefonlar": (TELEFON,),
    "eposta": "zeliha@example.org",
    "engelli": False,
    "kimsesiz": None,
}
PERIOD = {"baslangic": START, "bitis": END}
DILIM = {"gun": 1, "baslangic": time(9), "bitis": time(12), "aksiyon_kodu": 1, "tedavi_suresi": 15}
RANDEVU = {
    "randevu_hrn": "R1",
    "hekim_kodu": Tckn(PERSON),
    "hasta_tckn": Tckn(PERSON),
    "hekim_adi_soyadi": "Doktor Hekimoğlu",
    **PERIOD,
    "hasta_adi": "Zeliha",
    "hasta_soyadi": "Karahan",
    "dogum_tarihi": date(1980, 2, 3),
    "telefonlar": (TELEFON,),
    "randevu_notu": "fıtık",
    "kayit_durumu": KayitDurumu.AKTIF,
    "kurum_adi": "Deneme Hastanesi",
}
GOOD: dict[type[Model], dict[str, Any]] = {
    Poliklinik: {"klinik_kodu": 1, "poliklinik_adi": "Göz 1", "poliklinik_kodu": 7, "klinik_adi": "Göz"},
    SablonDilimi: DILIM,
    Sablon: {"sablon_adi": "Yaz", "klinik_kodu": 1, "dilimler": (SablonDilimi(**DILIM),), "durum": SablonDurumu.AKTIF, "sablon_kodu": 3},
    CalismaCetveli: {
        "hekim_kodu": PERSON,
        "klinik_kodu": 1,
        "poliklinik_kodu": 7,
        **PERIOD,
        "aksiyon_kodu": Aksiyon.CALISMA.value,
        "tedavi_suresi": 10,
        "slot_basina_hasta": 1,
        "sablon_kodu": 3,
        "referans_no": "r-1",
        "cetvel_id": 2**40,
    },
    Belge: {"ad": "rapor.pdf", "icerik": "fıtık".encode()},
    Istisna: {
        "hekim_kodu": PERSON,
        "klinik_kodu": 1,
        **PERIOD,
        "aksiyon_kodu": 30,
        "aciklama": "fıtık",
        "eposta": "zeliha@example.org",
        "telefon": TELEFON,
        "belge": Belge(ad="rapor.pdf", icerik="fıtık".encode()),
        "istisna_id": 5,
        "durum": IstisnaDurumu.REDDEDILDI,
        "red_nedeni": "Zeliha Karahan",
    },
    Telefon: {"alan_kodu": "532", "numara": "7654321", "tip": TelefonTipi.EV},
    Hasta: HASTA,
    RandevuTalebi: {"cetvel_id": 9, **PERIOD, "hasta": Hasta(**HASTA), "refakatci_istiyor": True, "randevu_notu": "fıtık"},
    RandevuDurumu: {"randevu_hrn": "R1", "durum": GelisDurumu.GELDI, "gelis_zamani": START, "gerceklesme_zamani": END},
    RandevuDurumSonucu: {"randevu_hrn": "R1", "basarili": False, "hata_kodu": "RDG-003", "aciklama": f"{PERSON} Zeliha"},
    Randevu: RANDEVU,
    Slot: {"cetvel_id": 9, **PERIOD, "durum": SlotDurumu.BOS, "hekim_kodu": Tckn(PERSON)},
    Degisiklik: {"tur": DegisiklikTuru.EKLENDI, "randevu_hrn": "R1", "randevu": Randevu(**RANDEVU)},
}
MODELS = sorted(GOOD, key=lambda model: model.__name__)
ANSWERS = {Randevu, Slot, RandevuDurumSonucu, Degisiklik}
"""Models that only answers bring: they carry no rules of input."""

RULED = [(model, field.name) for model in MODELS if model not in ANSWERS for field in attrs.fields(model)]
MOMENTS = [(model, name) for model, name in RULED if isinstance(GOOD[model].get(name), datetime)]
BAD: list[tuple[type[Model], str, Any]] = [
    *((Poliklinik, "klinik_kodu", value) for value in (0, -12345, 2**31, "12345", True)),
    *((Poliklinik, "poliklinik_adi", value) for value in ("", "  ", "gizli\0", "gizli" * 60)),
    *((SablonDilimi, "gun", value) for value in (0, 8)),
    *((SablonDilimi, "bitis", value) for value in (time(9), time(8, 59), time(10, 0, 1))),
    *((SablonDilimi, "tedavi_suresi", value) for value in (-1, 1441, None)),
    *((SablonDilimi, "slot_basina_hasta", value) for value in (-1, 1000)),
    *((Sablon, "dilimler", value) for value in ((), ("gizli",), (SablonDilimi(**DILIM),) * 2)),
    *((Sablon, "durum", value) for value in (3, "AKTIF", GelisDurumu.GELDI)),
    *((CalismaCetveli, "hekim_kodu", value) for value in ("10000000147", "", "12345", 10000000146, Unknown("12345"))),
    *((CalismaCetveli, "bitis", value) for value in (START, START - timedelta(minutes=1), NEXT_DAY, date(2024, 3, 5))),
    *((CalismaCetveli, "tedavi_suresi", value) for value in (-1, 31, 1441)),
    *((CalismaCetveli, "cetvel_id", value) for value in (0, 2**63)),
    *((Belge, "icerik", value) for value in (b"", "gizli", b"gizli" + bytes(MAX_DOCUMENT_SIZE))),
    *((Istisna, "eposta", value) for value in ("gizli", "gizli@", "")),
    *((Istisna, "bitis", value) for value in (START, START - timedelta(days=1))),
    *((Istisna, "telefon", value) for value in ("5327654321", {"alan_kodu": "532"})),
    *((Telefon, "alan_kodu", value) for value in ("032", "53", "5321", "53a", "５３２", 532)),
    *((Telefon, "numara", value) for value in ("765432", "76543210", "765 432", "٧٦٥٤٣٢١")),
    *((Hasta, "tckn", value) for value in ("10000000147", "gizli")),
    *((Hasta, "telefonlar", value) for value in ((), ("5327654321",), None)),
    *((Hasta, "dogum_tarihi", value) for value in (datetime(1981, 2, 3, tzinfo=UTC), "1981-02-03")),
    *((Hasta, "engelli", value) for value in (1, "evet")),
    *((Hasta, "cinsiyet", value) for value in (0, "KADIN", True)),
    *((RandevuTalebi, "bitis", value) for value in (START, NEXT_DAY)),
    *((RandevuTalebi, "hasta", value) for value in (HASTA, None)),
    *((RandevuDurumu, "gelis_zamani", value) for value in (None, date(2024, 3, 5))),
]


def made(model: type[Model], **changes: Any) -> Any:
    return model(**{**GOOD[model], **changes})


def every_model() -> list[type[Model]]:
    """
    All models of MHRS, those of queries included.
    """
    todo, found = [Model], list[type[Model]]()
    while todo:
        found.extend(kinds := todo.pop().__subclasses__())
        todo.extend(kinds)
    found = [kind for kind in found if kind.__module__.startswith("saglikclient.mhrs")]
    return [kind for kind in found if getattr(sys.modules[kind.__module__], kind.__name__) is kind]


def test_every_public_model_is_tested_here() -> None:
    """
    A model that is added to the front door needs an example in this file.
    """
    public = {getattr(door, name) for name in door.__all__}

    assert {kind for kind in public if isinstance(kind, type) and issubclass(kind, Model)} == set(GOOD)


@pytest.mark.parametrize(("model", "field", "value"), BAD)
def test_broken_rule_is_named(model: type[Model], field: str, value: Any) -> None:
    """
    A value that breaks its field's rule is refused by the field's name, and nothing of the value is in the error.
    """
    with pytest.raises(InvalidRequest) as caught:
        made(model, **{field: value})

    assert caught.value.field == field
    assert not [part for part in ("gizli", "12345", "10000000147", "7654321", "532", "1981", "evet") if part in str(caught.value)]


@pytest.mark.parametrize(("model", "field"), RULED)
def test_no_field_is_without_a_rule(model: type[Model], field: str) -> None:
    """
    Something that is no value at all is refused in every field of every model that is sent, before it gets near the wire.
    """
    with pytest.raises(InvalidRequest) as caught:
        made(model, **{field: object()})

    assert caught.value.field == field


@pytest.mark.parametrize("model", MODELS)
def test_model_is_frozen(model: type[Model]) -> None:
    """
    A model cannot be changed, and equal ones are equal and interchangeable as keys.
    """
    one = made(model)

    for field in attrs.fields(model):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(one, field.name, None)
    assert one == made(model)
    assert {one: 1}[made(model)] == 1


@pytest.mark.parametrize("model", MODELS)
def test_model_pickles(model: type[Model]) -> None:
    """
    A model that crosses a process boundary is equal to what was sent.
    """
    one = made(model)

    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize("model", MODELS)
def test_model_shows_no_person(model: type[Model]) -> None:
    """
    However a model is shown, there is no number, name, telephone, address, birth date or note in it.
    """
    one = made(model)
    shown = " ".join([repr(one), str(one), f"{one}", repr([one]), repr(Records((one,))), Records((one,))._repr_html_()])

    assert not [part for part in PERSONAL if part in shown]


@pytest.mark.parametrize("model", every_model())
def test_every_personal_field_has_a_mask(model: type[Model]) -> None:
    """
    Each text, number of a person, day and document has a mask, unless it is listed here as no person's.
    """
    bare = [field.name for field in attrs.fields(model) if field.repr is True and re.search(r"\b(Tckn|str|bytes|date)\b", str(field.type))]

    assert [name for name in bare if not {name, f"{model.__name__}.{name}"} & HARMLESS] == []


@pytest.mark.parametrize("model", MODELS)
def test_to_dict_gives_clear_values(model: type[Model]) -> None:
    """
    `to_dict()` gives every field, in clear, nested models as dicts.
    """
    plain = made(model).to_dict()
    inner = {name: value for name, value in GOOD[model].items() if not isinstance(value, Model | tuple)}

    assert list(plain) == [field.name for field in attrs.fields(model)]
    assert {name: plain[name] for name in inner} == inner
    assert not [value for value in plain.values() if isinstance(value, Model)]


def test_nested_person_is_in_clear_in_a_dict() -> None:
    """
    What is inside of a booking is a plain dict as well, telephones included.
    """
    hasta: Any = made(RandevuTalebi).to_dict()["hasta"]

    assert hasta["tckn"] == PERSON
    assert hasta["telefonlar"] == ({"alan_kodu": "532", "numara": "7654321", "tip": TelefonTipi.CEP},)


@pytest.mark.parametrize(("model", "field"), MOMENTS)
def test_naive_moment_becomes_turkiye_time(model: type[Model], field: str) -> None:
    """
    A moment without a zone is Türkiye time, and the model holds it aware.
    """
    moment = GOOD[model][field]

    held = getattr(made(model, **{field: moment.replace(tzinfo=None)}), field)

    assert held == moment
    assert held.tzinfo is TURKIYE


@pytest.mark.parametrize(("model", "field"), MOMENTS)
def test_aware_moment_is_converted(model: type[Model], field: str) -> None:
    """
    A moment of another zone is the same moment in the model, in Türkiye time.
    """
    moment = GOOD[model][field]

    held = getattr(made(model, **{field: moment.astimezone(UTC)}), field)

    assert held == moment
    assert held.tzinfo is TURKIYE
    assert held.hour == moment.hour
