"""
MHRS, the Ministry's appointment system: client, models, codes.
"""

from __future__ import annotations

from saglikclient.mhrs.client import Mhrs
from saglikclient.mhrs.contract import Contract, Difference
from saglikclient.mhrs.model.calisma_cetveli import CalismaCetveli
from saglikclient.mhrs.model.gelis import RandevuDurumSonucu, RandevuDurumu
from saglikclient.mhrs.model.istisna import Belge, Istisna
from saglikclient.mhrs.model.kisi import Hasta, Telefon
from saglikclient.mhrs.model.kodlar import (
    Aksiyon,
    Cinsiyet,
    GelisDurumu,
    IstisnaDurumu,
    KayitDurumu,
    RandevuKanali,
    RandevuTuru,
    SablonDurumu,
    SlotDurumu,
    TelefonTipi,
)
from saglikclient.mhrs.model.poliklinik import Poliklinik
from saglikclient.mhrs.model.randevu import Randevu, RandevuTalebi, Slot
from saglikclient.mhrs.model.sablon import Sablon, SablonDilimi
from saglikclient.mhrs.receipt import Receipt
from saglikclient.mhrs.rules import Ek2, Ek2Warning
from saglikclient.mhrs.sync import Degisiklik, DegisiklikTuru, Esitleme, EsitlemeDurumu

__all__ = [
    "Aksiyon",
    "Belge",
    "CalismaCetveli",
    "Cinsiyet",
    "Contract",
    "Degisiklik",
    "DegisiklikTuru",
    "Difference",
    "Ek2",
    "Ek2Warning",
    "Esitleme",
    "EsitlemeDurumu",
    "GelisDurumu",
    "Hasta",
    "Istisna",
    "IstisnaDurumu",
    "KayitDurumu",
    "Mhrs",
    "Poliklinik",
    "Randevu",
    "RandevuDurumSonucu",
    "RandevuDurumu",
    "RandevuKanali",
    "RandevuTalebi",
    "RandevuTuru",
    "Receipt",
    "Sablon",
    "SablonDilimi",
    "SablonDurumu",
    "Slot",
    "SlotDurumu",
    "Telefon",
    "TelefonTipi",
]
