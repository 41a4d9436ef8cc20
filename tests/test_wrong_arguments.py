"""
Wrong arguments: every public callable is called with two dozen wrong things in the place of each of its arguments, the others right.
"""

from __future__ import annotations

import enum
import inspect
import re
import traceback
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest
from lxml import etree

from saglikclient import ConfigurationError, InvalidRequest, SaglikError, Secret
from saglikclient._core.codes import Code
from saglikclient._core.model import Model, has_rules
from saglikclient._core.timing import TURKIYE
from saglikclient.erapor import Role
from saglikclient.hes import HealthStatus, OutcomeKind
from saglikclient.mhrs import DegisiklikTuru, Telefon, contract
from saglikclient.mhrs.rest import CetvelTipi
from saglikclient.testing import Clock, Sandbox
from saglikclient.testing._erapor.service import FakeERapor
from saglikclient.testing._hes.service import FakeHes
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7
from saglikclient.testing._mhrs_rest.service import FakeMhrsRest

DOORS = ("saglikclient", "saglikclient.erapor", "saglikclient.hes", "saglikclient.mhrs", "saglikclient.mhrs.rest", "saglikclient.testing")
OFFERED = {name: getattr(import_module(door), name) for door in DOORS for name in import_module(door).__all__}
NOW, START = datetime(2026, 3, 2, 8, tzinfo=TURKIYE), datetime(2026, 3, 3, 9, tzinfo=TURKIYE)
END = START + timedelta(minutes=15)
HEKIM = "10000000146"
MARK = "GİZLİ"
"""Stands in every wrong text; no error may repeat it."""


class NoZone(tzinfo):
    """
    A zone that does not know its offset, which makes a datetime naive.
    """

    def utcoffset(self, _: datetime | None) -> None:
        """Not known."""


WRONG: dict[str, Callable[[], object]] = {
    "None": lambda: None,
    "int": lambda: 5,
    "int of 11 digits": lambda: int(HEKIM),
    "numpy integer": lambda: np.int64(HEKIM),
    "negative": lambda: -7,
    "nan": lambda: float("nan"),
    "2**70": lambda: 2**70,
    "10**400": lambda: 10**400,
    "too long to print": lambda: 10**5000,
    "array": lambda: np.array([1, 2]),
    "True": lambda: True,
    "text": lambda: MARK,
    "empty text": lambda: "",
    "half a character": lambda: f"{MARK}\udcfe",
    "control character": lambda: f"{MARK}\0",
    "bytes": MARK.encode,
    "list": lambda: [MARK],
    "list of None": lambda: [None],
    "dict": {MARK: 1}.copy,
    "generator": lambda: (item for item in (MARK,)),
    "object": object,
    "class": lambda: Telefon,
    "model of another kind": lambda: Telefon(alan_kodu="532", numara="1234567"),
    "unknown of half a character": lambda: OFFERED["Unknown"](f"{MARK}\udcfe"),
    "unknown that is no text": lambda: OFFERED["Unknown"](5),
    "naive datetime": lambda: datetime(2031, 1, 1),  # noqa: DTZ001 - it is what is meant
    "datetime of a zone without offset": lambda: datetime(2031, 1, 1, tzinfo=NoZone()),
    "last datetime": lambda: datetime.max,  # noqa: DTZ901 - the same
    "not a time": lambda: pd.NaT,
    "date": lambda: date(2031, 1, 1),
    "longest timedelta": lambda: timedelta.max,
}
ENUMS_OWN = frozenset({"too long to print", "array"})
"""What enum itself stumbles over when one of its classes is called: it compares with each member, and prints what is none."""
EXEMPT = {
    "Difference": "only we make one",
    "Entry": "only we make one",
    "Issue": "only we make one",
    "Receipt": "only we make one",
    "Unreadable": "only we make one",
    "TokenStore": "a protocol",
    "HealthStatus": "only answers bring one",
    "OutcomeKind": "only answers bring one",
    "DegisiklikTuru": "only answers bring one",
    "Urls": "ERapor.urls() makes it",
    "Sandbox.receive": "the adapter calls it with what requests made",
}
"""What no user calls, and why."""


FACES: dict[str, Any] = {"Mhrs": FakeMhrsHl7, "MhrsRest": FakeMhrsRest, "ERapor": FakeERapor, "Hes": FakeHes}
ALWAYS = {"adapter", "clock", "hekim_tc_kimlik_no", "sorgulanan_hekim_tc_kimlik_no", "silinecek_cetvel_id_list"}
"""What has a default, but is needed here."""
SAME: tuple[tuple[Any, str], ...] = (
    (START, "baslangic baslangic_zamani baslangic_tarih_saati sorgulanan_baslangic_zamani eklenecek_cetvel_baslangic_zamani"),
    (END, "bitis bitis_zamani bitis_tarih_saati sorgulanan_bitis_zamani eklenecek_cetvel_bitis_zamani"),
    (START, "now start to obtained_at expiration_date"),
    (START.date(), "baslangic_tarihi bitis_tarihi"),
    (
        HEKIM,
        "hekim_kodu hekim_tc_kimlik_no hasta_tc_kimlik_no hasta_kimlik_no hasta_tckn patient_id tckn identity_number islem_yapan value",
    ),
    (HEKIM, "islem_yapan_hekim_tc_kimlik_no sorgulanan_hekim_tc_kimlik_no"),
    (1, "klinik_kodu aksiyon_kodu aksiyon_id muayene_yeri_id slot_id durum istisna_id sablon_kodu poliklinik_kodu cetvel_id cinsiyet val"),
    (1, "islem_yapan_klinik_kodu islem_yapilan_klinik_kodu sorgulanan_klinik_kodu eklenecek_cetvel_aksiyon_id SablonDilimi.gun hekim gun"),
    (15, "tedavi_suresi randevu_suresi eklenecek_cetvel_randevu_suresi"),
    (
        "1",
        "aciklama hekim_aciklama poliklinik_adi sablon_adi muayene_yeri_adi city district explicit_address randevu_hrn hrn ad adi soyadi",
    ),
    ("1", "hasta_randevu_numarasi kodu Secret.value AccessToken.value Unknown.value Screen.name title Screen.path source"),
    ("A1B2345678", "text HesCode.value"),
    ("5321234567", "telefon_no"),
    ("a@ornek.invalid", "eposta"),
    (CetvelTipi.HEKIM, "cetvel_tipi sorgulanan_cetvel_tipi"),
)
"""What is right for parameters of these names."""

LOOKS_RIGHT = {
    **dict.fromkeys(("clock", "list_appointments", "on_error", "pace", "progress", "sleep"), ("class",)),
    "adapter": ("generator",),
}
"""A class can be called, and what it then raises is its own; a generator has `send` and `close`, as an adapter."""
NAMED = {
    "Tckn": "tckn",
    "KurumKodu": "kurum_kodu",
    "HesCode": "hes_code",
    "Environment": "environment",
    "Contract": "contract",
    "Credentials.from_env": "environment",
}
"""What an error speaks of instead of the argument, where that says more."""
SHOWN = {"Credentials.from_env.prefix", "Environment.value", "Mhrs.interaction_ids", "Faults.next.name"}
"""What an error may repeat: names of variables, methods and faults, and what Python's enumerations attach."""


def _class(name: str) -> bool:
    kind = OFFERED[name]
    return inspect.isclass(kind) and not issubclass(kind, Exception) and name not in EXEMPT


class World:
    """
    A ministry, its clients, and what is right for each parameter.
    """

    def __init__(self) -> None:
        self.ministry = Sandbox.with_hospital(hekim=1, gun=2, doluluk=1.0, clock=Clock(NOW))
        self.mhrs, self.rest = self.ministry.mhrs(), self.ministry.mhrs_rest()
        self.erapor, self.hes = self.ministry.erapor(), self.ministry.hes()
        self.right = {**self._settings(), **self._plain()}
        self.right |= self._found()

    def _settings(self) -> dict[str, Any]:
        """
        Of clients and of the Sandbox.
        """
        return {
            "credentials": self.ministry.credentials,
            "MhrsRest.credentials": self.ministry.rest.credentials,
            "Sandbox.mhrs_rest.credentials": self.ministry.rest.credentials,
            "username": "sandbox",
            "password": "sandbox-parola",
            "prefix": "MHRS",
            "environ": {"SAGLIK_MHRS_USERNAME": "sandbox", "SAGLIK_MHRS_PASSWORD": "sandbox-parola"},
            "kurum_kodu": 123456,
            "gonderen": "HBYS",
            "uygulama_kodu": self.ministry.rest.uygulama_kodu,
            "application_code": self.ministry.reports.application_code,
            "clock": self.ministry.clock,
            "adapter": self.ministry.adapter,
            **{f"{name}.endpoint": face.base for name, face in FACES.items()},
            "interaction_ids": {16: "PRSC_IN001099TR01"},
            "location": f"bundled:{contract.BUNDLED}",
            "Sandbox.with_hospital.hekim": 1,
            "Sandbox.with_hospital.gun": 1,
            "list_appointments": self.mhrs.randevu.sorgulama,
            "path_or_url": Path(contract.__file__).with_name(contract.BUNDLED),
            "by": timedelta(hours=1),
            "name": "reset",
            "body": b"x",
            "url": f"{FakeERapor.base}/x",
        }

    def _plain(self) -> dict[str, Any]:
        """
        Numbers, names and periods.
        """
        return {
            **{name: value for value, names in SAME for name in names.split()},
            "RandevuDurumu.durum": 2,
            "SablonDilimi.baslangic": time(9),
            "SablonDilimi.bitis": time(10),
            "dogum_tarihi": date(2000, 1, 1),
            "silinecek_cetvel_id_list": [1],
            "icd_tanilar": ["I10"],
            "interval": timedelta(minutes=5),
            "Esitleme.horizon": timedelta(days=2),
            "KurumKodu.value": 123456,
            "Token.value": Secret("s"),
            "role": Role.UZMAN_HEKIM,
            "Role.value": Role.UZMAN_HEKIM.value,
            "Environment.value": "test",
            "alan_kodu": "532",
            "numara": "1234567",
            "icerik": b"x",
            "screen": "dogum.create",
            "Screen.roles": (Role.UZMAN_HEKIM,),
            "data": None,
            "plain": {},
            "basarili": True,
            "current_health_status": HealthStatus.RISKLESS,
            "HesOutcome.kind": OutcomeKind.RESULT,
            "tur": DegisiklikTuru.IPTAL,
            **{
                f"{name}.value": next(iter(kind)).value
                for name, kind in OFFERED.items()
                if inspect.isclass(kind) and issubclass(kind, Code)
            },
        }

    def _found(self) -> dict[str, Any]:
        """
        What clients bring.
        """
        until = NOW + timedelta(days=3)
        cetvel, randevu = (servis.sorgulama(NOW, until)[0] for servis in (self.mhrs.calisma_cetveli, self.mhrs.randevu))
        klinik = randevu.klinik_kodu or 0
        moved = attrs.evolve(cetvel, cetvel_id=None, baslangic=START + timedelta(days=9), bitis=START + timedelta(days=9, hours=1))
        code = self.ministry.codes.add("A1B2345678", self.ministry.hospital.hastalar[0])
        return {
            "hasta": self.ministry.hospital.hastalar[0],
            "code": code,
            "hes_code": code,
            "codes": [code],
            "cetvel": moved,
            "CalismaCetveliServisi.guncelleme.cetvel": cetvel,
            "PoliklinikServisi.guncelleme.poliklinik": self.mhrs.poliklinik.sorgulama()[0],
            "SablonServisi.guncelleme.sablon": attrs.evolve(self.made("Sablon"), sablon_kodu=1),
            "kurum_randevusu": self.rest.randevu.kurum_randevulari_sorgula(NOW, until, klinik_kodu=klinik).data[0],
            "clinics": [klinik],
        }

    def made(self, name: str) -> Any:
        """
        One of the classes behind the doors.
        """
        return _constructor(name)(**self.arguments(name, _constructor(name)))

    def arguments(self, target: str, call: Callable[..., object]) -> dict[str, Any]:
        """
        Right arguments for a call: what has no default, and what is told for this call by name.
        """
        return {
            name: self._argument(target, name, parameter)
            for name, parameter in inspect.signature(call).parameters.items()
            if parameter.default is parameter.empty or name in ALWAYS or f"{target}.{name}" in self.right
        }

    def _argument(self, target: str, name: str, parameter: inspect.Parameter) -> Any:
        for key in (f"{target}.{name}", name):
            if key in self.right:
                return self.right[key]
        models = [word for word in re.findall(r"\w+", str(parameter.annotation)) if word in OFFERED]
        assert models, f"what is right for {target}({name})? Tell it in World"
        return [self.made(models[0])] if re.match(r"Iterable|tuple", str(parameter.annotation)) else self.made(models[0])

    def holders(self) -> dict[str, Any]:
        """
        What has methods, by the name of its class: the clients, their services, the Sandbox, and one of each class that can be made.
        """
        services = [value for client in (self.mhrs, self.rest) for name, value in vars(client).items() if not name.startswith("_")]
        urls = self.erapor.urls(self.right.get("token") or self.made("AccessToken"))
        hes_result = self.hes.check(self.right["code"])
        held = [self.mhrs, self.rest, self.erapor, self.hes, urls, self.ministry, self.ministry.faults, *services, hes_result.is_riskless]
        others = [self.made(name) for name in OFFERED if _class(name) and name not in {"Urls", "Esitleme", *FACES, "Sandbox"}]
        esitleme = self.mhrs.randevu.esitleme(interval=timedelta(minutes=5))
        return {type(one).__name__: one for one in (*others, *held, esitleme)} | {type(one).__qualname__: one for one in held}


@cache
def _world() -> World:
    """
    One for all: what a wrong argument does to it is of no matter.
    """
    return World()


@cache
def _calls(world: World) -> dict[str, Callable[..., object]]:
    """
    Every public callable by its name: constructors, functions, methods.
    """
    found: dict[str, Callable[..., object]] = {name: _constructor(name) for name in OFFERED if callable(OFFERED[name]) and _walked(name)}
    for owner, holder in world.holders().items():
        found |= {f"{owner}.{name}": getattr(holder, name) for name in _methods(type(holder))}
    return {name: call for name, call in found.items() if name not in EXEMPT and inspect.signature(call).parameters}


def _constructor(name: str) -> Callable[..., Any]:
    """
    What makes one of a class, or a function; an enumeration's own signature shows how enumerations are made.
    """
    kind = OFFERED[name]
    if not (inspect.isclass(kind) and issubclass(kind, enum.Enum)):
        return kind

    def member(value: object) -> object:
        return kind(value)

    return member


def _walked(name: str) -> bool:
    return name not in EXEMPT and not (inspect.isclass(OFFERED[name]) and issubclass(OFFERED[name], Exception))


def _methods(kind: type) -> set[str]:
    """
    The public methods that are the package's own, not those of `int`, `str` or `Sequence`.
    """
    members = [item for base in kind.__mro__ if base.__module__.startswith("saglikclient.") for item in vars(base).items()]
    public = [(name, value) for name, value in members if not name.startswith("_") or name == "__call__"]
    return {name for name, value in public if inspect.isroutine(value) or isinstance(value, classmethod)}


CALLS = sorted(_calls(_world()))


def test_the_walk_reaches_what_users_call() -> None:
    """
    The rule below is checked for clients, services, models, settings, codes and the testing kit.
    """
    assert set(CALLS) >= {
        *FACES,
        *("Credentials", "Credentials.from_env", "Timeouts", "TlsOptions", "Retries", "Secret", "Records", "Contract", "Sandbox", "Clock"),
        *("Tckn", "Tckn.parse", "HesCode.from_qr", "KurumKodu", "GelisDurumu", "GelisDurumu.read", "Role", "Environment", "as_randevu"),
        *("RandevuServisi.akis", "RandevuServisi.esitleme", "KurumRandevuServisi.gun_sonu", "Hes.iter_check_many", "Urls.open"),
        *("Sandbox.mhrs", "Sandbox.with_hospital", "Faults.next", "Faults.answer", "Clock.set", "RandevuTalebi", "CalismaPlani"),
    }


@pytest.mark.filterwarnings("ignore::saglikclient.mhrs.Ek2Warning")
@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_argument_is_refused_by_its_name(name: str) -> None:
    """
    A wrong argument works all the same or is refused with `InvalidRequest` or `ConfigurationError`, which name it and do not repeat it,
    before anything is sent; never with an error of Python's.
    """
    world = _world()
    call = _calls(world)[name]
    found = [
        f"{parameter.name} = {wrong}: {problem}"
        for parameter in inspect.signature(call).parameters.values()
        for wrong, make in WRONG.items()
        if not _right(parameter, wrong, name) and (problem := _problem(world, name, call, parameter.name, make()))
    ]
    assert not found, "\n".join(found)


def _right(parameter: inspect.Parameter, wrong: str, name: str) -> bool:
    """
    Whether a wrong thing is none here: None where it is the default, what has the methods that are asked for, and enum's own business.
    """
    if isinstance(OFFERED.get(name), enum.EnumMeta) and wrong in ENUMS_OWN:
        return True
    return (wrong == "None" and parameter.default is None) or wrong in LOOKS_RIGHT.get(parameter.name, ())


def _problem(world: World, name: str, call: Callable[..., object], parameter: str, wrong: object) -> str:
    """
    What is wrong with how a call takes a wrong argument; empty if nothing.
    """
    arguments = {**world.arguments(name, call), parameter: wrong}
    world.ministry.journal.clear()
    while world.ministry.faults.take():
        pass
    try:
        _used(world, call(**arguments))
    except (InvalidRequest, ConfigurationError) as error:
        return _refused(world, error, name, parameter)
    except SaglikError as error:
        return "" if world.ministry.journal else f"nothing was sent: {error!r}"
    except Exception as error:  # noqa: BLE001 - that there is none of these is the rule
        return f"{type(error).__name__}: {error}"
    return ""


def _refused(world: World, error: SaglikError, name: str, parameter: str) -> str:
    """
    What is wrong with a refusal; empty if nothing.
    """
    instead = NAMED.get(name) or NAMED.get(name.partition(".")[0])
    problems = {
        "refused after something was sent": bool(world.ministry.journal),
        "repeated": MARK in "".join(traceback.format_exception(error)) and f"{name}.{parameter}" not in SHOWN,
        "no field": isinstance(error, InvalidRequest) and not error.field,
        "not named": not any(re.search(rf"\b{word}\b", str(error)) for word in (parameter, instead) if word),
    }
    return next((f"{problem}: {error}" for problem, found in problems.items() if found), "")


def _used(world: World, result: object) -> None:
    """
    Use what a call brought: its wrong argument may show only then.
    """
    if isinstance(result, Iterator):
        next(result, None)
    uses = {
        "Mhrs": lambda client: client.poliklinik.sorgulama(),
        "MhrsRest": lambda client: client.cetvel.aksiyon_bilgileri(),
        "ERapor": lambda client: client.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM),
        "Hes": lambda client: client.check(world.right["code"]),
        "Sandbox": lambda ministry: ministry.mhrs().poliklinik.sorgulama(),
        "AccessToken": lambda token: (world.erapor.urls(token).doctor_index(), token.is_expired(world.ministry.clock)),
        "Token": lambda token: token.is_stale(START),
        "Contract": lambda made: made.operations,
        "Ek2": lambda ek2: ek2.share(world.right["cetvel"], [world.right["cetvel"]]),
        "EsitlemeDurumu": lambda state: world.mhrs.randevu.esitleme(interval=timedelta(1), state=state).state.to_dict(),
        "Records": len,
    }
    uses.get(type(result).__name__, lambda _: None)(result)
    if isinstance(result, Model) and has_rules(type(result)):
        for text in _texts(attrs.asdict(result)):
            etree.Element("a").text = text


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in _texts(item))
    elif isinstance(value, list | tuple):
        yield from (text for item in value for text in _texts(item))
