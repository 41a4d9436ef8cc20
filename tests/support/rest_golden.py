"""
What each call is made with in the golden files, what it is answered, and the damage that is done to the answers.
"""

from __future__ import annotations

import copy
import json
import re
from datetime import date, datetime
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient.errors import OutcomeUnknown, ProtocolError
from saglikclient.mhrs import Belge, GelisDurumu, KayitDurumu, RandevuDurumu, TelefonTipi
from saglikclient.mhrs.rest import (
    CalismaPlani,
    CetvelTalebi,
    CetvelTipi,
    EklenecekCetvel,
    IstisnaTalebi,
    RandevuEklemeTalebi,
    YesilListeOnayi,
    YesilListeTalebi,
)
from saglikclient.mhrs.rest._names import wire_names
from saglikclient.mhrs.rest._operations import CALLS, LOGIN
from tests.support.rest_wire import Line, client, envelope, reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient.mhrs.rest import Answer, MhrsRest
    from saglikclient.mhrs.rest._operations import Call
    from tests.support.rest_wire import Sent

GOLDEN = Path(__file__).parents[1] / "golden" / "rest"
HEKIM, HASTA = "10000000146", "63196937420"
ODD = {"a": [1, None]}
"""What fits into no member."""
SABAH, OGLE = datetime(2026, 3, 3, 9, 0), datetime(2026, 3, 3, 12, 0)  # noqa: DTZ001 - naive means Türkiye time

TASLAK = CetvelTalebi(
    aksiyon_id=200,
    baslangic_zamani=SABAH,
    bitis_zamani=OGLE,
    cetvel_tipi=CetvelTipi.HEKIM,
    klinik_kodu=1001,
    randevu_suresi=15,
    slot_hasta_sayisi=1,
    hekim_tc_kimlik_no=HEKIM,
    muayene_yeri_id=77,
    en_kucuk_yas=1,
    en_kucuk_yas_tipi="Y",
    en_buyuk_yas=120,
    en_buyuk_yas_tipi="Y",
    ik_ozel_durum_list=[3, 5],
)
EKLENECEK = EklenecekCetvel(
    eklenecek_cetvel_aksiyon_id=200,
    eklenecek_cetvel_baslangic_zamani=SABAH,
    eklenecek_cetvel_bitis_zamani=OGLE,
    eklenecek_cetvel_randevu_suresi=15,
    eklenecek_cetvel_muayene_yeri_id=77,
    en_kucuk_yas=1,
    en_kucuk_yas_tipi="Y",
    en_buyuk_yas=120,
    en_buyuk_yas_tipi="Y",
)
PLAN = CalismaPlani(
    sorgulanan_baslangic_zamani=datetime(2026, 3, 2),  # noqa: DTZ001
    sorgulanan_bitis_zamani=datetime(2026, 3, 8),  # noqa: DTZ001
    sorgulanan_cetvel_tipi=CetvelTipi.HEKIM,
    sorgulanan_klinik_kodu=1001,
    sorgulanan_hekim_tc_kimlik_no=HEKIM,
    silinecek_cetvel_id_list=[9_000_000_001],
    eklenecek_cetvel_talep_list=[EKLENECEK],
)
ISTISNA = IstisnaTalebi(
    aciklama="Hekim raporlu",
    aksiyon_id=30,
    baslangic_tarih_saati=SABAH,
    bitis_tarih_saati=OGLE,
    cetvel_tipi=CetvelTipi.HEKIM,
    klinik_kodu=1001,
    eposta="mhrs@ornek.invalid",
    telefon_no="3120000000",
    hekim_tc_kimlik_no=HEKIM,
    belge=Belge(ad="rapor ığüşöç.pdf", icerik=b"%PDF-1.7\x00\xff"),
)
YESIL = YesilListeTalebi(
    hasta_kimlik_no=HASTA,
    hekim_aciklama="Düzenli kontrol",
    icd_tanilar=["H40", "E11"],
    islem_yapan_hekim_tc_kimlik_no=HEKIM,
    islem_yapan_klinik_kodu=1001,
    islem_yapilan_klinik_kodu=1002,
)
ONAY = YesilListeOnayi(**{name: value for name, value in attrs.asdict(YESIL).items() if name != "eklenme_suresi"})
BOOKING = RandevuEklemeTalebi(
    hasta_tc_kimlik_no=HASTA, slot_id=9_000_000_000_001, telefon_no="5550000000", telefon_tipi=TelefonTipi.YAKIN, randevu_notu="Kontrol"
)
GELDI = RandevuDurumu(
    randevu_hrn="A1",
    durum=GelisDurumu.GELDI,
    gelis_zamani=datetime(2026, 3, 2, 7, 30),  # noqa: DTZ001
    gerceklesme_zamani=datetime(2026, 3, 2, 7, 45),  # noqa: DTZ001
)
GELMEDI = RandevuDurumu(randevu_hrn="A2", durum=GelisDurumu.GELMEDI)

CETVEL: dict[str, Any] = {
    "cetvelId": 9_000_000_001,
    "cetvelDurumu": {"val": 2, "valText": "Kesin"},
    "cetvelTipi": {"val": 1, "valText": "Hekim"},
    "aksiyonId": 200,
    "klinikKodu": 1001,
    "klinikAdi": "Göz Hastalıkları",
    "kurumKodu": 123456,
    "baslangicZamani": "2026-03-03 09:00:00",
    "bitisZamani": "2026-03-03T12:00:00",
    "muayeneYeriId": 77,
    "muayeneYeriAdi": "Göz 1",
    "hekimTcKimlikNo": 10000000146,
    "randevuSuresi": 15,
    "slotHastaSayisi": 1,
    "enKucukYas": 1,
    "enKucukYasTipi": "Y",
    "enBuyukYas": 120,
    "enBuyukYasTipi": "Y",
    "cinsiyet": {"val": "K", "valText": "Kadın"},
    "ikOzelDurum": [{"val": 3, "valText": "Engelli"}, {"ikOzelDurum": {"val": 5, "valText": "Gebe"}}],
}
RANDEVU: dict[str, Any] = {
    "hrn": "A1",
    "cetvelId": 9_000_000_001,
    "aksiyonId": 200,
    "aksiyonAdi": "Muayene",
    "baslangicZamani": "2026-03-03T09:00:00",
    "bitisZamani": "2026-03-03 09:15:00",
    "randevuAlinmaZamani": "2026-03-01T10:11:12",
    "kurumAdi": "Örnek Devlet Hastanesi",
    "klinikAdi": "Göz Hastalıkları",
    "klinikKodu": 1001,
    "islemYapilanKurumKodu": 123456,
    "muayeneYeriAdi": "Göz 1",
    "muayeneYeriId": 77,
    "eskiMuayeneYeriAdi": "Göz 2",
    "eskiMuayeneYeriId": 78,
    "hekimAdSoyad": "Elif Örnek",
    "hekimTcKimlikNo": 10000000146,
    "randevuKayitDurumu": {"val": 1, "valText": "Aktif"},
    "gerceklesmeDurumu": {"val": 0, "valText": "Gelmedi"},
    "randevuTuru": {"val": 4, "valText": "Engelli"},
    "randevuKanali": 3,
    "randevuNotu": "Kontrol",
    "gizliRandevu": False,
    "vatandasTcKimlikNo": 63196937420,
    "vatandasAdi": "Müge",
    "vatandasSoyadi": "Gösterim",
    "vatandasDogumTarihi": "1980-05-06",
    "vatandasCinsiyet": {"val": "K", "valText": "Kadın"},
    "vatandasTelefonList": [{"telefonNumarasi": "5550000000", "telefonTipi": {"sira": 0, "val": 4, "valText": "Ev"}}],
}


@attrs.frozen
class Story:
    """How a call is made in the golden files, and the `data` of its answer."""

    call: Callable[[MhrsRest], Answer[Any]]
    data: Any = None


STORIES: dict[str, Story] = {
    "cetvel.aksiyon_bilgileri": Story(
        lambda rest: rest.cetvel.aksiyon_bilgileri(),
        [
            {
                "aksiyonId": 200,
                "aksiyonAdi": "Muayene",
                "aciklama": "Poliklinik",
                "aksiyonAcik": True,
                "aksiyonIslemTuru": {"val": 1, "valText": "Cetvel"},
                "cetvelTipi": {"val": 1, "valText": "Hekim"},
                "esnek": False,
                "istisnaBelge": False,
                "kosulBirDahil": True,
                "kosulIkiGrup": {"val": 7, "valText": "Grup"},
            }
        ],
    ),
    "cetvel.ekle": Story(lambda rest: rest.cetvel.ekle(TASLAK), [{"cetvelId": "9000000001"}]),
    "cetvel.delete": Story(lambda rest: rest.cetvel.delete(9_000_000_001)),
    "cetvel.calisma_plani_guncelle": Story(lambda rest: rest.cetvel.calisma_plani_guncelle(PLAN), [CETVEL]),
    "cetvel.kesinlestir": Story(
        lambda rest: rest.cetvel.kesinlestir(
            date(2026, 3, 3), date(2026, 3, 9), cetvel_tipi=CetvelTipi.BOLUM, klinik_kodu=1001, muayene_yeri_id=77
        ),
        [CETVEL],
    ),
    "cetvel.search": Story(
        lambda rest: rest.cetvel.search(SABAH, OGLE, cetvel_tipi=CetvelTipi.HEKIM, klinik_kodu=1001, hekim_tc_kimlik_no=HEKIM),
        [CETVEL],
    ),
    "istisna.ekle": Story(
        lambda rest: rest.istisna.ekle(ISTISNA),
        {
            "istisnaId": 501,
            "aksiyonId": 30,
            "baslangicZamani": "2026-03-03 09:00:00",
            "bitisZamani": "2026-03-03T12:00:00",
            "cetvelTipi": 1,
            "hekimTcKimlikNo": 10000000146,
            "islemYapanKurumKodu": 123456,
            "klinikKodu": 1001,
            "muayeneYeriAdi": "Göz 1",
        },
    ),
    "istisna.delete": Story(lambda rest: rest.istisna.delete(501)),
    "kurum_klinik.kurum_klinik_ekle": Story(lambda rest: rest.kurum_klinik.kurum_klinik_ekle(1001)),
    "muayene_yeri.ekle": Story(
        lambda rest: rest.muayene_yeri.ekle(klinik_kodu=1001, muayene_yeri_adi="Göz 1"),
        {"kurumKodu": 123456, "muayeneYeriAdi": "Göz 1", "muayeneYeriId": 77},
    ),
    "klinik_hekim.ekle": Story(lambda rest: rest.klinik_hekim.ekle(klinik_kodu=1001, hekim_tc_kimlik_no=HEKIM, gecici_gorevli=True)),
    "randevu.kurum_randevulari_sorgula": Story(
        lambda rest: rest.randevu.kurum_randevulari_sorgula(
            SABAH, OGLE, klinik_kodu=1001, gerceklesme_durumu=GelisDurumu.GELMEDI, kayit_durum_kodu=KayitDurumu.AKTIF
        ),
        [RANDEVU],
    ),
    "randevu.detay_sorgula": Story(
        lambda rest: rest.randevu.detay_sorgula(
            SABAH,
            OGLE,
            aksiyon_id=200,
            hasta_tc_kimlik_no=HASTA,
            hekim_tc_kimlik_no=HEKIM,
            klinik_kodu=1001,
            muayene_yeri_id=77,
        ),
        [
            {
                "slotId": 9_000_000_000_001,
                "cetvelId": 9_000_000_001,
                "muayeneYeriId": 77,
                "muayeneYeriAdi": "Göz 1",
                "aksiyonId": 200,
                "saat": "2026-03-03T09:00:00",
                "baslangicZamani": "2026-03-03T09:00:00",
                "bitisZamani": "2026-03-03 09:15:00",
                "durum": True,
                "vatandasaUygun": True,
                "enkucukyas": "0-1",
                "enbuyukyas": 120,
                "cinsiyet": "K",
                "ozellikler": "Asansör",
                "ekMi": False,
            }
        ],
    ),
    "randevu.randevu_ekle": Story(
        lambda rest: rest.randevu.randevu_ekle(BOOKING),
        {
            "hastaRandevuNumarasi": "A1",
            "hekimAdiSoyadi": "Elif Örnek",
            "klinikAdi": "Göz Hastalıkları",
            "kurumAdi": "Örnek Devlet Hastanesi",
            "muayeneYeriAdi": "Göz 1",
            "randevuUyarisi": "15 dakika önce geliniz",
            "randevuZamani": "2026-03-03T09:00:00",
        },
    ),
    "randevu.randevu_iptal": Story(lambda rest: rest.randevu.randevu_iptal("A1")),
    "randevu.randevu_gerceklesme_bilgisi": Story(lambda rest: rest.randevu.randevu_gerceklesme_bilgisi([GELDI, GELMEDI])),
    "yesil_liste.ekle": Story(lambda rest: rest.yesil_liste.ekle(YESIL)),
    "yesil_liste.onayla": Story(lambda rest: rest.yesil_liste.onayla(ONAY)),
    "yesil_liste.sorgula": Story(
        lambda rest: rest.yesil_liste.sorgula(hasta_kimlik_no=HASTA, klinik_kodu=1001),
        [
            {
                "klinikKodu": 1001,
                "klinikAdi": "Göz Hastalıkları",
                "gecerlilikTarihi": "2026-08-29",
                "kayitZamani": "2026-03-02T08:00:00",
                "lyesilListeDurum": 2,
                "icdTanilar": ["H40", "E11"],
                "hekimAciklama": "Düzenli kontrol",
            }
        ],
    ),
}


def sent(row: Call[Any, Any]) -> Sent:
    """What a golden call sends."""
    line = Line()
    line.script(reply(envelope(STORIES[row.method].data)))
    with client(line) as rest:
        STORIES[row.method].call(rest)
    return line.calls[0]


def request_file(row: Call[Any, Any]) -> dict[str, Any]:
    """A request as a golden file holds it: verb, path, headers of ours, and the body."""
    made = sent(row)
    body: Any = None
    if row.form:
        body = parts(made)
    elif made.body:
        body = made.content
    headers = {name: made.headers[name] for name in ("Accept", "Authorization", "Content-Type") if name in made.headers}
    headers["Content-Type"] = re.sub("boundary=.*", "boundary=…", headers["Content-Type"]) if "Content-Type" in headers else None
    return {"verb": made.method, "path": made.url.partition(".invalid")[2], "headers": headers, "body": body}


def parts(made: Sent) -> dict[str, Any]:
    """The parts of a form; of the file its name, type and bytes."""
    found: dict[str, Any] = {}
    for part in message_from_bytes(f"Content-Type: {made.headers['Content-Type']}\r\n\r\n".encode() + made.body).walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            file = re.search(r'filename="([^"]*)"', str(part.get("Content-Disposition")))
            found[name] = [part.get_content_type(), content.hex()] if file or part.get_filename() else content.decode()
    return found


def clean(row: Call[Any, Any]) -> dict[str, Any]:
    """The answer to a golden call."""
    return envelope(
        STORIES[row.method].data, infos=[{"kodu": "RND6032", "mesaj": "Tamam."}], warnings=[{"kodu": "RND1", "mesaj": "Dikkat."}]
    )


def required(row: Call[Any, Any]) -> list[str]:
    """The wire names of what an answer has to bring."""
    if row.answer is None:
        return []
    names = wire_names(row.answer)
    return [names[field.name] for field in attrs.fields(row.answer) if field.default is attrs.NOTHING]


def damaged(row: Call[Any, Any]) -> Iterator[tuple[str, int, Any]]:
    """The answer with one thing wrong or new: what, the HTTP status, and the document."""
    good = clean(row)
    errors = [{"kodu": "RND0000", "mesaj": "olmaz"}]
    yield "no_success", 200, {name: value for name, value in good.items() if name != "success"}
    yield "success_text", 200, {**good, "success": "true"}
    yield "errors_on_200", 200, {**good, "errors": errors}
    yield "refused", 400, {**good, "success": False, "errors": errors, "data": None}
    yield "success_on_400", 400, good
    yield "detailed_error", 500, {"error": "Sunucu hatası", "detailedError": "RND0000"}
    yield "older_refusal", 200, {"data": None, "errorList": errors, "httpStatus": 400, "infoList": [], "valid": False, "warningList": []}
    yield (
        "older_form",
        200,
        {
            "data": good["data"],
            "errorList": [],
            "httpStatus": 200,
            "infoList": good["infos"],
            "valid": True,
            "warningList": good["warnings"],
        },
    )
    for what, code in (("too_many", "RNDS1010"), ("refused_428", "VT2016")):
        yield what, 428, {**good, "success": False, "errors": [{"kodu": code, "mesaj": "olmaz"}], "data": None}
    found_nothing = {**good, "success": False, "errors": [{"kodu": "RND4010", "mesaj": "bulunamadı"}], "data": None}
    yield "nothing_found" if row.safe else "not_found_by_a_write", 404, found_nothing
    yield "success_on_428", 428, {**good, "warnings": [{"kodu": "RND4033", "mesaj": "Alternatifler var."}]}
    yield "new_member", 200, {**good, "yeniAlan": {"a": [1]}}
    if row.answer is None:
        return
    for name in required(row):
        yield f"missing_{name}", 200, _in_data(good, lambda data, name=name: data.pop(name))
        yield f"wrong_type_{name}", 200, _in_data(good, lambda data, name=name: data.update({name: [True]}))
    yield "optional_odd", 200, _in_data(good, lambda data: data.update({name: dict(ODD) for name in data if name not in required(row)}))
    if row.many:
        yield "bare_list", 200, good["data"]
        yield "second_unreadable", 200, {**good, "data": [*good["data"], "x", *good["data"]]}
    if required(row):
        yield "only_required", 200, _in_data(good, lambda data: [data.pop(name) for name in list(data) if name not in required(row)])
    yield "new_data_member", 200, _in_data(good, lambda data: data.update({"yeniAlan": "değer"}))
    yield "null_data", 200, {**good, "data": None}
    yield "data_text", 200, {**good, "data": "x"}


def unreadable(row: Call[Any, Any]) -> type[ProtocolError | OutcomeUnknown]:
    """The class of error for an answer that cannot be read. Both have the path."""
    return ProtocolError if row.safe else OutcomeUnknown


def _in_data(good: dict[str, Any], spoil: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    made = copy.deepcopy(good)
    spoil(made["data"][0] if isinstance(made["data"], list) else made["data"])
    return made


def files() -> dict[str, str]:
    """All golden files by name."""
    found: dict[str, str] = {"login.request.json": _text(login_file())}
    for row in CALLS:
        stem = row.method.replace(".", "_")
        found[f"{stem}.request.json"] = _text(request_file(row))
        found[f"{stem}.response.json"] = _text({"status": 200, "document": clean(row)})
        for what, status, document in damaged(row):
            found[f"{stem}--mod-{what}.response.json"] = _text({"status": status, "document": document})
    return found


def login_file() -> dict[str, Any]:
    """The login as a golden file holds it."""
    line = Line()
    with client(line) as rest:
        rest.cetvel.delete(1)
    made = line.sent[0]
    return {"verb": made.method, "path": made.url.partition(".invalid")[2], "purpose": LOGIN.purpose, "body": made.content}


def _text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
