"""
MHRS over its REST service, which hospitals use today: client, models, codes.
"""

from __future__ import annotations

from saglikclient.mhrs.rest._bridge import as_randevu
from saglikclient.mhrs.rest.answer import Answer, Bildirim
from saglikclient.mhrs.rest.client import MhrsRest
from saglikclient.mhrs.rest.model.cetvel import AksiyonBilgisi, CalismaPlani, Cetvel, CetvelTalebi, EklenecekCetvel, EklenenCetvel
from saglikclient.mhrs.rest.model.istisna import EklenenIstisna, IstisnaTalebi
from saglikclient.mhrs.rest.model.ortak import HEPSI, AksiyonIslemTuru, CetvelDurumu, CetvelTipi, Kodlu, YesilListeDurumu
from saglikclient.mhrs.rest.model.randevu import EklenenRandevu, KurumRandevusu, RandevuEklemeTalebi, RandevuSlotu, VatandasTelefonu
from saglikclient.mhrs.rest.model.tanim import MuayeneYeri
from saglikclient.mhrs.rest.model.yesil_liste import YesilListeKaydi, YesilListeOnayi, YesilListeTalebi
from saglikclient.mhrs.rest.session import MemoryTokenStore, Token, TokenStore

__all__ = [
    "HEPSI",
    "AksiyonBilgisi",
    "AksiyonIslemTuru",
    "Answer",
    "Bildirim",
    "CalismaPlani",
    "Cetvel",
    "CetvelDurumu",
    "CetvelTalebi",
    "CetvelTipi",
    "EklenecekCetvel",
    "EklenenCetvel",
    "EklenenIstisna",
    "EklenenRandevu",
    "IstisnaTalebi",
    "Kodlu",
    "KurumRandevusu",
    "MemoryTokenStore",
    "MhrsRest",
    "MuayeneYeri",
    "RandevuEklemeTalebi",
    "RandevuSlotu",
    "Token",
    "TokenStore",
    "VatandasTelefonu",
    "YesilListeDurumu",
    "YesilListeKaydi",
    "YesilListeOnayi",
    "YesilListeTalebi",
    "as_randevu",
]
