"""
The calls of the REST service as data: one row each, the only definition of the calls.

Every row was observed in one public client of about November 2020; none has been verified against the live service. To add a call, add a
row; CONTRIBUTING.md has the whole recipe, and a test fails for each step left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import attrs

from saglikclient._core.model import Model
from saglikclient.mhrs.rest.model import cetvel, istisna, randevu, tanim, yesil_liste

if TYPE_CHECKING:
    from datetime import date

Sent = TypeVar("Sent", bound=Model)
Got = TypeVar("Got", bound=Model)

SERVICE = "mhrs_rest"
HBYS = "/api/rs/hbys"
OBSERVED = "observed in one public client of about November 2020"


@attrs.frozen(eq=False)
class Call(Generic[Sent, Got]):
    """
    One call.

    Attributes:
        number: Its number in the list of calls; 0 for the login.
        method: The method of `MhrsRest` that makes it.
        verb: HTTP verb.
        path: The path after the host.
        purpose: Its purpose, in Turkish.
        request: The model of the request; None if it has none.
        answer: The model of `data`; None if `data` is not read.
        many: Whether `data` is a list.
        must_return: True if an answer without data cannot be a success: it contains a new number.
        safe: True if it only reads, so that it can be retried after any failure. Not derived from the verb.
        nulls: Whether fields without a value are sent as `null`; otherwise they are omitted.
        form: Whether it is sent as a form with a file instead of JSON.
        at_root: Whether the data may be members of the envelope instead of `data`.
        argument: The name of the method's argument for the model.
        source: The source of the row.
        last_verified: The day it last worked against the live service; None if never.
    """

    number: int
    method: str
    verb: str
    path: str
    purpose: str
    request: type[Sent] | None
    answer: type[Got] | None
    many: bool = attrs.field(default=False, kw_only=True)
    must_return: bool = attrs.field(default=False, kw_only=True)
    safe: bool = attrs.field(default=False, kw_only=True)
    nulls: bool = attrs.field(default=False, kw_only=True)
    form: bool = attrs.field(default=False, kw_only=True)
    at_root: bool = attrs.field(default=False, kw_only=True)
    argument: str = attrs.field(default="talep", kw_only=True)
    source: str = attrs.field(default=OBSERVED, kw_only=True)
    last_verified: date | None = attrs.field(default=None, kw_only=True)


NOTHING = cast("type[Model] | None", None)
"""The model of a call without a request, or without data in its answer."""

# fmt: off
LOGIN = Call(0, "login", "POST", "/api/rs/login", "Oturum açma", tanim.Giris, tanim.Oturum, must_return=True, safe=True)
"""A login only creates a session, and the latest one is valid, so it can be retried like a read."""
AKSIYON_BILGILERI = Call(1, "cetvel.aksiyon_bilgileri", "GET", f"{HBYS}/cetvel/aksiyon-bilgileri", "Aksiyon listesi", NOTHING, cetvel.AksiyonBilgisi, many=True, safe=True)
CETVEL_EKLE = Call(2, "cetvel.ekle", "POST", f"{HBYS}/cetvel/ekle", "Taslak cetvel ekleme", cetvel.CetvelTalebi, cetvel.EklenenCetvel, many=True, must_return=True)
CETVEL_DELETE = Call(3, "cetvel.delete", "DELETE", f"{HBYS}/cetvel", "Cetvel silme", cetvel.CetvelSilme, NOTHING)
CALISMA_PLANI_GUNCELLE = Call(4, "cetvel.calisma_plani_guncelle", "POST", f"{HBYS}/cetvel/calisma-plani-guncelle", "Kesin çalışma planını güncelleme", cetvel.CalismaPlani, cetvel.Cetvel, many=True)
KESINLESTIR = Call(5, "cetvel.kesinlestir", "POST", f"{HBYS}/cetvel/kesinlestir", "Taslakları kesinleştirme", cetvel.CetvelKesinlestirme, cetvel.Cetvel, many=True, nulls=True)
CETVEL_SEARCH = Call(6, "cetvel.search", "POST", f"{HBYS}/cetvel/search", "Cetvel sorgulama", cetvel.CetvelAramasi, cetvel.Cetvel, many=True, safe=True, nulls=True)
ISTISNA_EKLE = Call(7, "istisna.ekle", "POST", f"{HBYS}/istisna", "İstisna ekleme", istisna.IstisnaTalebi, istisna.EklenenIstisna, must_return=True, form=True, at_root=True)
ISTISNA_DELETE = Call(8, "istisna.delete", "DELETE", f"{HBYS}/istisna/delete", "İstisna silme", istisna.IstisnaSilme, NOTHING)
KURUM_KLINIK_EKLE = Call(9, "kurum_klinik.kurum_klinik_ekle", "POST", f"{HBYS}/kurum-klinik/kurum-klinik-ekle", "Kuruma klinik ekleme", tanim.KurumKlinigi, NOTHING)
MUAYENE_YERI_EKLE = Call(10, "muayene_yeri.ekle", "POST", f"{HBYS}/muayene-yeri/ekle", "Muayene yeri ekleme", tanim.YeniMuayeneYeri, tanim.MuayeneYeri, must_return=True)
KLINIK_HEKIM_EKLE = Call(11, "klinik_hekim.ekle", "POST", f"{HBYS}/klinik-hekim/ekle", "Kliniğe hekim ekleme", tanim.KlinikHekimi, NOTHING)
KURUM_RANDEVULARI_SORGULA = Call(12, "randevu.kurum_randevulari_sorgula", "POST", f"{HBYS}/randevu/kurum-randevulari-sorgula", "Kurum randevularını sorgulama", randevu.RandevuSorgusu, randevu.KurumRandevusu, many=True, safe=True, nulls=True)
DETAY_SORGULA = Call(13, "randevu.detay_sorgula", "POST", f"{HBYS}/randevu/detay-sorgula", "Boş ve dolu slot sorgulama", randevu.DetaySorgusu, randevu.RandevuSlotu, many=True, safe=True)
RANDEVU_EKLE = Call(14, "randevu.randevu_ekle", "POST", f"{HBYS}/randevu/randevu-ekle", "Randevu ekleme", randevu.RandevuEklemeTalebi, randevu.EklenenRandevu, must_return=True)
RANDEVU_IPTAL = Call(15, "randevu.randevu_iptal", "POST", f"{HBYS}/randevu/randevu-iptal", "Randevu iptali", randevu.RandevuIptali, NOTHING)
RANDEVU_GERCEKLESME_BILGISI = Call(16, "randevu.randevu_gerceklesme_bilgisi", "POST", f"{HBYS}/randevu/randevu-gerceklesme-bilgisi", "Geldi / gelmedi bildirimi", randevu.GerceklesmeBildirimi, NOTHING)
YESIL_LISTE_EKLE = Call(17, "yesil_liste.ekle", "POST", f"{HBYS}/hasta-yesil-liste", "Yeşil listeye ekleme", yesil_liste.YesilListeTalebi, NOTHING)
YESIL_LISTE_ONAYLA = Call(18, "yesil_liste.onayla", "PUT", f"{HBYS}/hasta-yesil-liste/onayla", "Yeşil liste onayı", yesil_liste.YesilListeOnayi, NOTHING, argument="onay")
YESIL_LISTE_SORGULA = Call(19, "yesil_liste.sorgula", "POST", f"{HBYS}/hasta-yesil-liste/sorgula", "Yeşil liste sorgulama", yesil_liste.YesilListeSorgusu, yesil_liste.YesilListeKaydi, many=True, safe=True)

CALLS: tuple[Call[Any, Any], ...] = (
    AKSIYON_BILGILERI, CETVEL_EKLE, CETVEL_DELETE, CALISMA_PLANI_GUNCELLE, KESINLESTIR, CETVEL_SEARCH,
    ISTISNA_EKLE, ISTISNA_DELETE,
    KURUM_KLINIK_EKLE, MUAYENE_YERI_EKLE, KLINIK_HEKIM_EKLE,
    KURUM_RANDEVULARI_SORGULA, DETAY_SORGULA, RANDEVU_EKLE, RANDEVU_IPTAL, RANDEVU_GERCEKLESME_BILGISI,
    YESIL_LISTE_EKLE, YESIL_LISTE_ONAYLA, YESIL_LISTE_SORGULA,
)
# fmt: on
"""The business calls, in the order of the observed list."""
