"""
What every value of the package shows of itself: a field that may tell of a person, or opens something, is masked, and no other is shown
than those that are listed here.
"""

from __future__ import annotations

import importlib
import pkgutil
import pprint
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from rich.pretty import pretty_repr

import saglikclient
from saglikclient._core.model import Model
from saglikclient.records import Records

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = {
    "_core.codes.Unknown": "",
    "config.Credentials": "password",
    "erapor._answers.Envelope": "status",
    "erapor.models.AccessToken": "_secret role obtained_at expires_in",
    "erapor.models.DogumBilgileri": "",
    "erapor.models.Report": "tarih",
    "erapor.urls.Urls": "_host _token _any_role",
    "errors.Issue": "code system",
    "hes._bulk.Batch": "asked fresh",
    "hes.models.HesOutcome": "kind hes_code result error",
    "hes.models.HesPlusResult": "hes_code expiration_date",
    "hes.models.HesResult": "hes_code expiration_date",
    "identifiers.HesCode": "",
    "mhrs._hl7.envelope.Parties": "gonderen alici kurum_kodu environment",
    "mhrs.model.calisma_cetveli.CalismaCetveli": (
        "klinik_kodu poliklinik_kodu baslangic bitis aksiyon_kodu tedavi_suresi slot_basina_hasta sablon_kodu referans_no cetvel_id"
    ),
    "mhrs.model.calisma_cetveli.CetvelIptali": "cetvel_id",
    "mhrs.model.calisma_cetveli.CetvelSorgusu": "baslangic bitis klinik_kodu poliklinik_kodu aksiyon_kodu",
    "mhrs.model.gelis.RandevuDurumSonucu": "basarili",
    "mhrs.model.gelis.RandevuDurumu": "durum gelis_zamani gerceklesme_zamani",
    "mhrs.model.istisna.Belge": "",
    "mhrs.model.istisna.Istisna": "klinik_kodu baslangic bitis aksiyon_kodu telefon belge istisna_id durum",
    "mhrs.model.kisi.Hasta": "",
    "mhrs.model.kisi.Telefon": "tip",
    "mhrs.model.poliklinik.Poliklinik": "klinik_kodu poliklinik_adi poliklinik_kodu klinik_adi",
    "mhrs.model.poliklinik.PoliklinikIptali": "poliklinik_kodu",
    "mhrs.model.poliklinik.PoliklinikSorgusu": "klinik_kodu",
    "mhrs.model.randevu.Randevu": (
        "baslangic bitis kurum_adi klinik_kodu klinik_adi poliklinik_kodu eski_poliklinik_adi yeni_poliklinik_adi kayit_durumu "
        "durum sanal_tc eklenme_zamani kanal"
    ),
    "mhrs.model.randevu.RandevuIptali": "",
    "mhrs.model.randevu.RandevuSorgusu": "baslangic bitis klinik_kodu durum kayit_durumu",
    "mhrs.model.randevu.RandevuTalebi": "cetvel_id baslangic bitis hasta",
    "mhrs.model.randevu.Slot": "cetvel_id baslangic bitis durum klinik_kodu poliklinik_kodu randevu_turu",
    "mhrs.model.randevu.SlotSorgusu": "baslangic bitis klinik_kodu",
    "mhrs.model.sablon.Sablon": "sablon_adi klinik_kodu dilimler durum sablon_kodu",
    "mhrs.model.sablon.SablonDilimi": "gun baslangic bitis aksiyon_kodu tedavi_suresi slot_basina_hasta",
    "mhrs.model.sablon.SablonDurumDegisikligi": "sablon_kodu durum",
    "mhrs.model.sablon.SablonSorgusu": "klinik_kodu durum",
    "mhrs.rest.answer.Answer": "data infos warnings lang",
    "mhrs.rest.answer.Bildirim": "kodu",
    "mhrs.rest.model.cetvel.AksiyonBilgisi": (
        "aksiyon_id aksiyon_adi aciklama aksiyon_acik aksiyon_islem_turu cetvel_tipi esnek istisna_belge kosul_bir_dahil kosul_iki_grup"
    ),
    "mhrs.rest.model.cetvel.CalismaPlani": (
        "sorgulanan_baslangic_zamani sorgulanan_bitis_zamani sorgulanan_cetvel_tipi sorgulanan_klinik_kodu "
        "sorgulanan_muayene_yeri_id silinecek_cetvel_id_list eklenecek_cetvel_talep_list semt_dahil_mi"
    ),
    "mhrs.rest.model.cetvel.Cetvel": (
        "cetvel_id baslangic_zamani bitis_zamani cetvel_durumu cetvel_tipi aksiyon_id klinik_kodu klinik_adi kurum_kodu "
        "muayene_yeri_id muayene_yeri_adi randevu_suresi slot_hasta_sayisi en_kucuk_yas en_kucuk_yas_tipi en_buyuk_yas "
        "en_buyuk_yas_tipi cinsiyet ik_ozel_durum"
    ),
    "mhrs.rest.model.cetvel.CetvelAramasi": "baslangic_zamani bitis_zamani cetvel_tipi klinik_kodu muayene_yeri_id",
    "mhrs.rest.model.cetvel.CetvelKesinlestirme": "baslangic_tarihi bitis_tarihi cetvel_tipi klinik_kodu muayene_yeri_id semt_dahil_mi",
    "mhrs.rest.model.cetvel.CetvelSilme": "cetvel_id",
    "mhrs.rest.model.cetvel.CetvelTalebi": (
        "en_kucuk_yas en_kucuk_yas_tipi en_buyuk_yas en_buyuk_yas_tipi cinsiyet ik_ozel_durum_list aksiyon_id baslangic_zamani "
        "bitis_zamani cetvel_tipi klinik_kodu randevu_suresi slot_hasta_sayisi muayene_yeri_id"
    ),
    "mhrs.rest.model.cetvel.EklenecekCetvel": (
        "en_kucuk_yas en_kucuk_yas_tipi en_buyuk_yas en_buyuk_yas_tipi cinsiyet ik_ozel_durum_list eklenecek_cetvel_aksiyon_id "
        "eklenecek_cetvel_baslangic_zamani eklenecek_cetvel_bitis_zamani eklenecek_cetvel_randevu_suresi "
        "eklenecek_cetvel_slot_hasta_sayisi eklenecek_cetvel_kurum_kodu eklenecek_cetvel_muayene_yeri_id"
    ),
    "mhrs.rest.model.cetvel.EklenenCetvel": "cetvel_id",
    "mhrs.rest.model.cetvel.Kisitlar": "en_kucuk_yas en_kucuk_yas_tipi en_buyuk_yas en_buyuk_yas_tipi cinsiyet ik_ozel_durum_list",
    "mhrs.rest.model.istisna.EklenenIstisna": (
        "istisna_id aksiyon_id baslangic_zamani bitis_zamani cetvel_tipi islem_yapan_kurum_kodu klinik_kodu muayene_yeri_adi"
    ),
    "mhrs.rest.model.istisna.IstisnaSilme": "istisna_id",
    "mhrs.rest.model.istisna.IstisnaTalebi": (
        "aksiyon_id baslangic_tarih_saati bitis_tarih_saati cetvel_tipi klinik_kodu muayene_yeri_id belge"
    ),
    "mhrs.rest.model.ortak.Answered": "",
    "mhrs.rest.model.ortak.Kodlu": "val val_text",
    "mhrs.rest.model.randevu.DetaySorgusu": "aksiyon_id klinik_kodu muayene_yeri_id baslangic_zamani bitis_zamani vatandasa_uygun_mu",
    "mhrs.rest.model.randevu.EklenenRandevu": "randevu_zamani klinik_adi kurum_adi muayene_yeri_adi",
    "mhrs.rest.model.randevu.GerceklesmeBildirimi": "randevu_gerceklesme_bilgisi_ekleme_talep_list",
    "mhrs.rest.model.randevu.GerceklesmeBilgisi": "randevu_gerceklesme_bilgisi hasta_gelis_zamani randevu_gerceklesme_zamani",
    "mhrs.rest.model.randevu.KurumRandevusu": (
        "baslangic_zamani bitis_zamani cetvel_id aksiyon_id aksiyon_adi randevu_alinma_zamani kurum_adi klinik_adi klinik_kodu "
        "islem_yapilan_kurum_kodu muayene_yeri_adi muayene_yeri_id eski_muayene_yeri_adi eski_muayene_yeri_id "
        "randevu_kayit_durumu gerceklesme_durumu randevu_kanali gizli_randevu"
    ),
    "mhrs.rest.model.randevu.RandevuEklemeTalebi": "slot_id telefon_tipi",
    "mhrs.rest.model.randevu.RandevuIptali": "",
    "mhrs.rest.model.randevu.RandevuSlotu": (
        "slot_id baslangic_zamani bitis_zamani durum cetvel_id saat muayene_yeri_id muayene_yeri_adi aksiyon_id vatandasa_uygun "
        "en_kucuk_yas en_buyuk_yas cinsiyet ozellikler ek_mi"
    ),
    "mhrs.rest.model.randevu.RandevuSorgusu": (
        "baslangic_zamani bitis_zamani klinik_kodu muayene_yeri_id aksiyon_id gerceklesme_durumu kayit_durum_kodu semt_dahil_mi"
    ),
    "mhrs.rest.model.randevu.VatandasTelefonu": "",
    "mhrs.rest.model.tanim.Giris": "parola kurum_kodu",
    "mhrs.rest.model.tanim.KlinikHekimi": "klinik_kodu gecici_gorevli hekim_oncelik_sirasi",
    "mhrs.rest.model.tanim.KurumKlinigi": "klinik_kodu",
    "mhrs.rest.model.tanim.MuayeneYeri": "muayene_yeri_id muayene_yeri_adi kurum_kodu",
    "mhrs.rest.model.tanim.Oturum": "jwt",
    "mhrs.rest.model.tanim.YeniMuayeneYeri": "klinik_kodu muayene_yeri_adi",
    "mhrs.rest.model.yesil_liste.YesilListeKaydi": "klinik_kodu klinik_adi gecerlilik_tarihi kayit_zamani yesil_liste_durum",
    "mhrs.rest.model.yesil_liste.YesilListeOnayi": "islem_yapan_klinik_kodu islem_yapilan_klinik_kodu",
    "mhrs.rest.model.yesil_liste.YesilListeSorgusu": "klinik_kodu",
    "mhrs.rest.model.yesil_liste.YesilListeTalebi": "islem_yapan_klinik_kodu islem_yapilan_klinik_kodu eklenme_suresi",
    "mhrs.rest.session.Token": "value obtained_at expires_at",
    "mhrs.sync.Degisiklik": "tur randevu",
    "mhrs.sync.EsitlemeDurumu": "",
    "mhrs.sync.Seen": "end",
    "_core.model.Model": "",
    "_transport.json_call.JsonResponse": "status request_id",
    "_transport.json_call.File": "kind",
    "_transport.json_call.JsonRequest": "operation method url accept safe refusals",
}
"""
By class, the fields that may be shown: times, places, the Ministry's codes and numbers of things. Whoever adds a field decides here. Fields
that hold a model, an error or a `Secret` show that, which masks itself.
"""


def _kinds(kind: type) -> Iterator[type]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _kinds(sub)


def _named(name: str) -> Any:
    module, _, kind = name.rpartition(".")
    return getattr(importlib.import_module(f"saglikclient.{module}"), kind)


def marked(kind: Any) -> tuple[Any, list[str]]:
    """
    A value whose every field that must not be shown holds a mark, and those marks.
    """
    name, made, marks = f"{kind.__module__}.{kind.__name__}".removeprefix("saglikclient."), object.__new__(kind), []
    for field in attrs.fields(kind):
        if field.name in SHOWN[name].split():
            object.__setattr__(made, field.name, None)
            continue
        marks.append(f"Gizli {len(marks):03}{field.name.title().replace('_', '')}")
        many = field.name in {"telefonlar", "vatandas_telefon_list", "icd_tanilar"}
        value: Any = (marks[-1],) if many else {marks[-1]: marks[-1]} if field.name in {"extra", "seen", "document"} else marks[-1]
        object.__setattr__(made, field.name, value)
    return made, marks


def test_every_model_is_listed() -> None:
    """
    A new model has to be decided on like a new field.
    """
    for module in pkgutil.walk_packages(saglikclient.__path__, "saglikclient."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    models = {
        f"{kind.__module__}.{kind.__name__}".removeprefix("saglikclient.") for kind in _kinds(Model) if "saglikclient" in kind.__module__
    }

    assert models - SHOWN.keys() == set()


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_is_shown_that_is_not_listed(name: str) -> None:
    """
    Neither `repr()`, `pprint`, rich, nor the table of a notebook shows a field that is not listed, alone, among records or in a list.
    """
    made, marks = marked(_named(name))
    shown = [repr(made), f"{made!r:.2000}", pprint.pformat([made]), pretty_repr(made), pretty_repr({"one": [made]}, max_string=10)]
    if isinstance(made, Model):
        records = Records((made,))
        shown += [str(made), repr(records), records._repr_html_(), pretty_repr(records)]

    assert [mark for mark in marks for text in shown if mark in text] == []


@pytest.mark.parametrize("name", SHOWN)
def test_the_list_names_what_is_there(name: str) -> None:
    """
    A field that is gone leaves the list.
    """
    assert set(SHOWN[name].split()) - {field.name for field in attrs.fields(_named(name))} == set()
