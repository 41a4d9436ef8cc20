"""
Synthetic people. Their numbers are formally valid and generated from a seed; any match with a real person is a coincidence.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from saglikclient.identifiers import Tckn
from saglikclient.mhrs.model.kisi import Hasta, Telefon
from saglikclient.mhrs.model.kodlar import Cinsiyet

if TYPE_CHECKING:
    import random

WOMEN = ("Ayşe", "Fatma", "Zeynep", "Elif", "Şule", "Iraz", "Gülçin", "Müge")
MEN = ("Ahmet", "Mehmet", "Can", "Ömer", "İsmail", "Tuğrul", "Çağrı", "Umut")
FAMILIES = ("Örnek", "Deneme", "Sınama", "Taslak", "Numune", "Kurgu", "Benzetim", "Gösterim")

FIRST_PHYSICIAN = Tckn("10000000146")
"""The physician of a default Sandbox, also the acting person. A well-known example number, not assigned to anyone."""


def patient(source: random.Random) -> Hasta:
    """Generate a patient."""
    woman = source.random() < 0.5  # noqa: PLR2004 - half of them
    return Hasta(
        tckn=Tckn.random(source),
        adi=source.choice(WOMEN if woman else MEN),
        soyadi=source.choice(FAMILIES),
        cinsiyet=Cinsiyet.KADIN if woman else Cinsiyet.ERKEK,
        dogum_tarihi=date(source.randint(1940, 2020), source.randint(1, 12), source.randint(1, 28)),
        telefonlar=(Telefon(alan_kodu="555", numara=f"{source.randint(0, 9_999_999):07}"),),
    )


def physician_name(source: random.Random) -> str:
    """Generate a physician's name."""
    return f"{source.choice(WOMEN + MEN)} {source.choice(FAMILIES)}"
