"""Converts models of Table 1 to the JSON of the REST service."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from saglikclient._core.codes import Code, Unknown
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs.model.kodlar import SlotDurumu, TelefonTipi
from saglikclient.mhrs.rest._writing import CODES, members
from saglikclient.mhrs.rest.model.cetvel import CetvelTalebi
from saglikclient.mhrs.rest.model.ortak import AksiyonIslemTuru, CetvelDurumu, CetvelTipi
from saglikclient.testing._hospital.hospital import CLOSED, readable
from saglikclient.testing._mhrs_rest.state import AKSIYONLAR, from_table_1

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from saglikclient.mhrs.model.calisma_cetveli import CalismaCetveli
    from saglikclient.mhrs.model.kisi import Telefon
    from saglikclient.mhrs.model.randevu import Randevu, Slot
    from saglikclient.testing._mhrs_rest.state import Listed, MhrsRestState

    Json = dict[str, object]

SICK = 30
"""The action of a sick note, for which the Sandbox requires a document."""
SLOTS_A_SCHEDULE = 10_000


def coded(code: Code | Unknown | None) -> Json | None:
    """Format a code as `{val, valText}`."""
    if code is None:
        return None
    if isinstance(code, Unknown):
        return {"val": code.value, "valText": None}
    return {"val": CODES.get(type(code), {}).get(code, int(code)), "valText": code.label}


def moment(value: datetime | Unknown | None) -> str | None:
    """Format a datetime with a `T`, as in most answers; a value that cannot be read goes out as it came."""
    if isinstance(value, Unknown):
        return value.value
    return None if value is None else f"{value.astimezone(TURKIYE):%Y-%m-%dT%H:%M:%S}"


def actions() -> list[Json]:
    """Return the actions."""
    return [
        {
            "aksiyonId": number,
            "aksiyonAdi": f"Aksiyon {kodu}",
            "aciklama": None,
            "aksiyonAcik": kodu not in CLOSED,
            "aksiyonIslemTuru": coded(AksiyonIslemTuru.CETVEL if kodu not in CLOSED else Unknown("2")),
            "cetvelTipi": coded(CetvelTipi.HEKIM),
            "esnek": False,
            "istisnaBelge": kodu == SICK,
            "kosulBirDahil": False,
            "kosulIkiGrup": None,
        }
        for number, kodu in AKSIYONLAR.items()
    ]


def as_talep(cetvel: CalismaCetveli) -> CetvelTalebi:
    """Return the request of this service for a schedule that was published over Table 1."""
    return CetvelTalebi(
        aksiyon_id=from_table_1(cetvel.aksiyon_kodu),
        baslangic_zamani=cetvel.baslangic,
        bitis_zamani=cetvel.bitis,
        cetvel_tipi=CetvelTipi.HEKIM,
        klinik_kodu=cetvel.klinik_kodu,
        randevu_suresi=readable(cetvel.tedavi_suresi),
        slot_hasta_sayisi=readable(cetvel.slot_basina_hasta),
        hekim_tc_kimlik_no=str(cetvel.hekim_kodu),
        muayene_yeri_id=cetvel.poliklinik_kodu,
    )


def schedules(office: MhrsRestState) -> Iterator[tuple[int, CetvelTalebi, CetvelDurumu]]:
    """Return all plans: drafts and the schedules of units and physicians."""
    yield from ((number, talep, CetvelDurumu.TASLAK) for number, talep in office.taslaklar.items())
    yield from ((number, talep, CetvelDurumu.KESIN) for number, talep in office.bolumler.items())
    for number, cetvel in office.hospital.cetveller.items():
        yield number, office.ayrintilar.get(number) or as_talep(cetvel), CetvelDurumu.KESIN


def schedule(office: MhrsRestState, number: int, talep: CetvelTalebi, durum: CetvelDurumu, *, named: bool) -> Json:
    """
    Format a schedule; its times have the form of requests.

    Args:
        office: The state of the service.

        number: The number of the schedule.

        talep: The request.

        durum: The status.

        named: Whether to include the names of clinic and place.
    """
    names = {"klinikAdi": office.hospital.klinik_adi(talep.klinik_kodu), "muayeneYeriAdi": _place(office, talep.muayene_yeri_id)}
    plain: Json = {name: value for name, value in members(talep).items() if name not in {"cetvelTipi", "ikOzelDurumList"}}
    return {
        **plain,
        "cetvelId": number,
        "cetvelDurumu": coded(durum),
        "cetvelTipi": coded(talep.cetvel_tipi),
        "kurumKodu": int(office.hospital.kurum_kodu),
        "cinsiyet": {"val": talep.cinsiyet, "valText": None} if talep.cinsiyet else None,
        "ikOzelDurum": [{"val": own, "valText": None} for own in talep.ik_ozel_durum_list or ()],
        **(names if named else {}),
    }


def _raw(value: object) -> Any:
    """Return a value, or the text of one that cannot be read."""
    return value.value if isinstance(value, Unknown) else value


def _place(office: MhrsRestState, number: int | Unknown | None) -> str | None:
    place = office.hospital.poliklinikler.get(readable(number))
    return place.poliklinik_adi if place else None


def by_physician(office: MhrsRestState) -> dict[object, list[CalismaCetveli]]:
    """Group the schedules by physician."""
    found: dict[object, list[CalismaCetveli]] = {}
    for cetvel in office.hospital.cetveller.values():
        found.setdefault(cetvel.hekim_kodu, []).append(cetvel)
    return found


def appointment(office: MhrsRestState, randevu: Randevu, cetveller: Iterable[CalismaCetveli]) -> Json:
    """
    Format an appointment.

    Args:
        office: The state of the service.

        randevu: The appointment.

        cetveller: The schedules of its physician; one of them contains it.
    """
    cetvel = next((c for c in cetveller if c.baslangic <= randevu.baslangic and randevu.bitis <= c.bitis), None)
    return {
        "hrn": randevu.randevu_hrn,
        "cetvelId": cetvel.cetvel_id if cetvel else None,
        "aksiyonId": from_table_1(cetvel.aksiyon_kodu) if cetvel else None,
        "aksiyonAdi": f"Aksiyon {cetvel.aksiyon_kodu}" if cetvel else None,
        "baslangicZamani": moment(randevu.baslangic),
        "bitisZamani": moment(randevu.bitis),
        "randevuAlinmaZamani": moment(randevu.eklenme_zamani),
        "kurumAdi": randevu.kurum_adi,
        "klinikAdi": randevu.klinik_adi,
        "klinikKodu": _raw(randevu.klinik_kodu),
        "islemYapilanKurumKodu": int(office.hospital.kurum_kodu),
        "muayeneYeriAdi": randevu.yeni_poliklinik_adi,
        "muayeneYeriId": _raw(randevu.poliklinik_kodu),
        "eskiMuayeneYeriAdi": randevu.eski_poliklinik_adi,
        "hekimAdSoyad": randevu.hekim_adi_soyadi,
        "hekimTcKimlikNo": int(str(randevu.hekim_kodu)),
        "randevuKayitDurumu": coded(randevu.kayit_durumu),
        "gerceklesmeDurumu": coded(randevu.durum),
        "randevuTuru": coded(randevu.randevu_turu),
        "randevuKanali": int(randevu.kanal) if isinstance(randevu.kanal, Code) else None,
        "randevuNotu": randevu.randevu_notu,
        "gizliRandevu": False,
        **_patient(randevu),
    }


def _patient(randevu: Randevu) -> Json:
    cinsiyet = coded(randevu.cinsiyet)
    return {
        "vatandasTcKimlikNo": int(randevu.hasta_tckn) if isinstance(randevu.hasta_tckn, str) else _raw(randevu.hasta_tckn),
        "vatandasAdi": randevu.hasta_adi,
        "vatandasSoyadi": randevu.hasta_soyadi,
        "vatandasDogumTarihi": randevu.dogum_tarihi.isoformat() if isinstance(randevu.dogum_tarihi, date) else _raw(randevu.dogum_tarihi),
        "vatandasCinsiyet": {**cinsiyet, "val": str(cinsiyet["val"])} if cinsiyet else None,
        "vatandasTelefonList": [_telephone(telefon, index) for index, telefon in enumerate(randevu.telefonlar)],
    }


def _telephone(telefon: Telefon, index: int) -> Json:
    tip = telefon.tip if telefon.tip is not TelefonTipi.IS else TelefonTipi.CEP
    return {"telefonNumarasi": f"{telefon.alan_kodu}{telefon.numara}", "telefonTipi": {"sira": index, **(coded(tip) or {})}}


def slot(office: MhrsRestState, one: Slot, cetvel: CalismaCetveli) -> Json:
    """Format a slot; its number encodes the schedule and the minute."""
    minute = int((one.baslangic - cetvel.baslangic) / timedelta(minutes=1))
    return {
        "slotId": one.cetvel_id * SLOTS_A_SCHEDULE + minute,
        "cetvelId": one.cetvel_id,
        "muayeneYeriId": one.poliklinik_kodu,
        "muayeneYeriAdi": _place(office, one.poliklinik_kodu),
        "aksiyonId": from_table_1(cetvel.aksiyon_kodu),
        "saat": moment(one.baslangic),
        "baslangicZamani": moment(one.baslangic),
        "bitisZamani": moment(one.bitis),
        "durum": one.durum is SlotDurumu.BOS,
        "vatandasaUygun": True,
        "enkucukyas": None,
        "enbuyukyas": None,
        "cinsiyet": None,
        "ozellikler": None,
        "ekMi": False,
    }


def listed(office: MhrsRestState, entry: Listed, until: datetime) -> Json:
    """Format an entry of the green list."""
    return {
        "klinikKodu": entry.talep.islem_yapilan_klinik_kodu,
        "klinikAdi": office.hospital.klinik_adi(entry.talep.islem_yapilan_klinik_kodu),
        "gecerlilikTarihi": f"{until:%Y-%m-%d}",
        "kayitZamani": moment(entry.kayit_zamani),
        "lyesilListeDurum": int(entry.durum),
        "icdTanilar": list(entry.talep.icd_tanilar),
        "hekimAciklama": entry.talep.hekim_aciklama,
    }
