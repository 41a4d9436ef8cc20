"""
The calls of the REST service as data: one row each, the only place that says what a call is.

Every row was observed in one public client of about November 2020; none has been verified against the live service. To add a call, add a
row; CONTRIBUTING.md has the whole recipe, and a test fails for each step left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Never, TypeVar

import attrs

from saglikclient.mhrs.rest.model import cetvel, istisna, randevu, tanim, yesil_liste
from saglikclient.records import Model

if TYPE_CHECKING:
    from datetime import date

Sent = TypeVar("Sent", bound=Model)
Got = TypeVar("Got", bound=Model)

HBYS = "/api/rs/hbys"
OBSERVED = "observed in one public client of about November 2020"


@attrs.frozen(kw_only=True, eq=False)
class Call(Generic[Sent, Got]):
    """
    One call.

    Attributes:
        number: Its number in the list of calls; 0 for the login.
        method: The method that offers it, below `MhrsRest`.
        verb: HTTP verb.
        path: Where, behind the host.
        purpose: What it does, in Turkish.
        request: What it is asked with; None if with nothing.
        answer: What `data` holds; None if nothing that is read.
        many: Whether `data` is a list.
        brings: True if an answer without data cannot be a success: it is where a number comes from.
        safe: True if it only reads, so that it may be repeated whenever it failed. Never guessed from the verb.
        nulls: Whether fields without a value travel as `null`; they are left out else.
        form: Whether it travels as a form with a file instead of JSON.
        at_root: Whether what it brings may stand beside the envelope's members instead of in `data`.
        argument: What its method calls the model that it is given.
        source: How the row is known.
        last_verified: When it was last seen to work against the live service; None for not yet.
    """

    number: int
    method: str
    verb: str
    path: str
    purpose: str
    request: type[Sent] | None
    answer: type[Got] | None
    many: bool = False
    brings: bool = False
    safe: bool = False
    nulls: bool = False
    form: bool = False
    at_root: bool = False
    argument: str = "talep"
    source: str = OBSERVED
    last_verified: date | None = None


LOGIN = Call(
    number=0,
    method="login",
    verb="POST",
    path="/api/rs/login",
    purpose="Oturum açma",
    request=tanim.Giris,
    answer=tanim.Oturum,
    brings=True,
    safe=True,
)
"""A login creates nothing but a session, and the last one stands, so it may be repeated like a read."""

AKSIYON_BILGILERI: Call[Never, cetvel.AksiyonBilgisi] = Call(
    number=1,
    method="cetvel.aksiyon_bilgileri",
    verb="GET",
    path=f"{HBYS}/cetvel/aksiyon-bilgileri",
    purpose="Aksiyon listesi",
    request=None,
    answer=cetvel.AksiyonBilgisi,
    many=True,
    safe=True,
)
CETVEL_EKLE = Call(
    number=2,
    method="cetvel.ekle",
    verb="POST",
    path=f"{HBYS}/cetvel/ekle",
    purpose="Taslak cetvel ekleme",
    request=cetvel.CetvelTalebi,
    answer=cetvel.EklenenCetvel,
    many=True,
    brings=True,
)
CETVEL_DELETE: Call[cetvel.CetvelSilme, Never] = Call(
    number=3,
    method="cetvel.delete",
    verb="DELETE",
    path=f"{HBYS}/cetvel",
    purpose="Cetvel silme",
    request=cetvel.CetvelSilme,
    answer=None,
)
CALISMA_PLANI_GUNCELLE = Call(
    number=4,
    method="cetvel.calisma_plani_guncelle",
    verb="POST",
    path=f"{HBYS}/cetvel/calisma-plani-guncelle",
    purpose="Kesin çalışma planını güncelleme",
    request=cetvel.CalismaPlani,
    answer=cetvel.Cetvel,
    many=True,
)
KESINLESTIR = Call(
    number=5,
    method="cetvel.kesinlestir",
    verb="POST",
    path=f"{HBYS}/cetvel/kesinlestir",
    purpose="Taslakları kesinleştirme",
    request=cetvel.CetvelKesinlestirme,
    answer=cetvel.Cetvel,
    many=True,
    nulls=True,
)
CETVEL_SEARCH = Call(
    number=6,
    method="cetvel.search",
    verb="POST",
    path=f"{HBYS}/cetvel/search",
    purpose="Cetvel sorgulama",
    request=cetvel.CetvelAramasi,
    answer=cetvel.Cetvel,
    many=True,
    safe=True,
    nulls=True,
)
ISTISNA_EKLE = Call(
    number=7,
    method="istisna.ekle",
    verb="POST",
    path=f"{HBYS}/istisna",
    purpose="İstisna ekleme",
    request=istisna.IstisnaTalebi,
    answer=istisna.EklenenIstisna,
    brings=True,
    form=True,
    at_root=True,
)
ISTISNA_DELETE: Call[istisna.IstisnaSilme, Never] = Call(
    number=8,
    method="istisna.delete",
    verb="DELETE",
    path=f"{HBYS}/istisna/delete",
    purpose="İstisna silme",
    request=istisna.IstisnaSilme,
    answer=None,
)
KURUM_KLINIK_EKLE: Call[tanim.KurumKlinigi, Never] = Call(
    number=9,
    method="kurum_klinik.kurum_klinik_ekle",
    verb="POST",
    path=f"{HBYS}/kurum-klinik/kurum-klinik-ekle",
    purpose="Kuruma klinik ekleme",
    request=tanim.KurumKlinigi,
    answer=None,
)
MUAYENE_YERI_EKLE = Call(
    number=10,
    method="muayene_yeri.ekle",
    verb="POST",
    path=f"{HBYS}/muayene-yeri/ekle",
    purpose="Muayene yeri ekleme",
    request=tanim.YeniMuayeneYeri,
    answer=tanim.MuayeneYeri,
    brings=True,
)
KLINIK_HEKIM_EKLE: Call[tanim.KlinikHekimi, Never] = Call(
    number=11,
    method="klinik_hekim.ekle",
    verb="POST",
    path=f"{HBYS}/klinik-hekim/ekle",
    purpose="Kliniğe hekim ekleme",
    request=tanim.KlinikHekimi,
    answer=None,
)
KURUM_RANDEVULARI_SORGULA = Call(
    number=12,
    method="randevu.kurum_randevulari_sorgula",
    verb="POST",
    path=f"{HBYS}/randevu/kurum-randevulari-sorgula",
    purpose="Kurum randevularını sorgulama",
    request=randevu.RandevuSorgusu,
    answer=randevu.KurumRandevusu,
    many=True,
    safe=True,
    nulls=True,
)
DETAY_SORGULA = Call(
    number=13,
    method="randevu.detay_sorgula",
    verb="POST",
    path=f"{HBYS}/randevu/detay-sorgula",
    purpose="Boş ve dolu slot sorgulama",
    request=randevu.DetaySorgusu,
    answer=randevu.RandevuSlotu,
    many=True,
    safe=True,
)
RANDEVU_EKLE = Call(
    number=14,
    method="randevu.randevu_ekle",
    verb="POST",
    path=f"{HBYS}/randevu/randevu-ekle",
    purpose="Randevu ekleme",
    request=randevu.RandevuEklemeTalebi,
    answer=randevu.EklenenRandevu,
    brings=True,
)
RANDEVU_IPTAL: Call[randevu.RandevuIptali, Never] = Call(
    number=15,
    method="randevu.randevu_iptal",
    verb="POST",
    path=f"{HBYS}/randevu/randevu-iptal",
    purpose="Randevu iptali",
    request=randevu.RandevuIptali,
    answer=None,
)
RANDEVU_GERCEKLESME_BILGISI: Call[randevu.GerceklesmeBildirimi, Never] = Call(
    number=16,
    method="randevu.randevu_gerceklesme_bilgisi",
    verb="POST",
    path=f"{HBYS}/randevu/randevu-gerceklesme-bilgisi",
    purpose="Geldi / gelmedi bildirimi",
    request=randevu.GerceklesmeBildirimi,
    answer=None,
)
YESIL_LISTE_EKLE: Call[yesil_liste.YesilListeTalebi, Never] = Call(
    number=17,
    method="yesil_liste.ekle",
    verb="POST",
    path=f"{HBYS}/hasta-yesil-liste",
    purpose="Yeşil listeye ekleme",
    request=yesil_liste.YesilListeTalebi,
    answer=None,
)
YESIL_LISTE_ONAYLA: Call[yesil_liste.YesilListeOnayi, Never] = Call(
    number=18,
    method="yesil_liste.onayla",
    verb="PUT",
    path=f"{HBYS}/hasta-yesil-liste/onayla",
    purpose="Yeşil liste onayı",
    request=yesil_liste.YesilListeOnayi,
    argument="onay",
    answer=None,
)
YESIL_LISTE_SORGULA = Call(
    number=19,
    method="yesil_liste.sorgula",
    verb="POST",
    path=f"{HBYS}/hasta-yesil-liste/sorgula",
    purpose="Yeşil liste sorgulama",
    request=yesil_liste.YesilListeSorgusu,
    answer=yesil_liste.YesilListeKaydi,
    many=True,
    safe=True,
)

CALLS: tuple[Call[Any, Any], ...] = (
    AKSIYON_BILGILERI,
    CETVEL_EKLE,
    CETVEL_DELETE,
    CALISMA_PLANI_GUNCELLE,
    KESINLESTIR,
    CETVEL_SEARCH,
    ISTISNA_EKLE,
    ISTISNA_DELETE,
    KURUM_KLINIK_EKLE,
    MUAYENE_YERI_EKLE,
    KLINIK_HEKIM_EKLE,
    KURUM_RANDEVULARI_SORGULA,
    DETAY_SORGULA,
    RANDEVU_EKLE,
    RANDEVU_IPTAL,
    RANDEVU_GERCEKLESME_BILGISI,
    YESIL_LISTE_EKLE,
    YESIL_LISTE_ONAYLA,
    YESIL_LISTE_SORGULA,
)
"""The business calls, in the order of the observed list."""
