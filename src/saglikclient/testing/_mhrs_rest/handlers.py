"""
The Ministry's side of the REST service: the effect of each call on the hospital. A test requires a handler for every call.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient.mhrs.model.gelis import RandevuDurumu
from saglikclient.mhrs.model.istisna import Istisna
from saglikclient.mhrs.model.kisi import Telefon
from saglikclient.mhrs.model.poliklinik import Poliklinik
from saglikclient.mhrs.model.randevu import RandevuTalebi
from saglikclient.mhrs.rest import _operations as rows
from saglikclient.mhrs.rest.model.ortak import HEPSI, CetvelTipi, YesilListeDurumu
from saglikclient.mhrs.rest.model.yesil_liste import YesilListeTalebi
from saglikclient.testing._hospital.arrivals import report
from saglikclient.testing._hospital.hospital import Refused, readable
from saglikclient.testing._mhrs_rest import planning, view
from saglikclient.testing._mhrs_rest.state import Listed, to_table_1

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs.model.gelis import RandevuDurumSonucu
    from saglikclient.mhrs.rest.model.istisna import IstisnaSilme, IstisnaTalebi
    from saglikclient.mhrs.rest.model.randevu import DetaySorgusu, GerceklesmeBildirimi, RandevuEklemeTalebi, RandevuIptali, RandevuSorgusu
    from saglikclient.mhrs.rest.model.tanim import KlinikHekimi, KurumKlinigi, YeniMuayeneYeri
    from saglikclient.mhrs.rest.model.yesil_liste import YesilListeOnayi, YesilListeSorgusu
    from saglikclient.testing._mhrs_rest.state import MhrsRestState
    from saglikclient.testing._mhrs_rest.view import Json

    Handler = Callable[[MhrsRestState, Any], object]


def add_exception(office: MhrsRestState, talep: IstisnaTalebi) -> Json:
    """Record an exception request; a sick note requires its document."""
    kodu = to_table_1(talep.aksiyon_id)
    if kodu == view.SICK and talep.belge is None:
        raise Refused("LOCAL-DOCUMENT", "bu aksiyon için belge zorunludur")
    if talep.hekim_tc_kimlik_no is None:
        number = office.hospital.number()
        office.bolum_istisnalari[number] = talep
    else:
        telefon = str(talep.telefon_no)
        kept = office.hospital.add_istisna(
            Istisna(
                hekim_kodu=talep.hekim_tc_kimlik_no,
                klinik_kodu=talep.klinik_kodu,
                baslangic=talep.baslangic_tarih_saati,
                bitis=talep.bitis_tarih_saati,
                aksiyon_kodu=kodu,
                aciklama=talep.aciklama,
                eposta=talep.eposta,
                telefon=Telefon(alan_kodu=telefon[:3], numara=telefon[3:]),
                belge=talep.belge,
            )
        )
        number = kept.istisna_id or 0
    return {
        "istisnaId": number,
        "aksiyonId": talep.aksiyon_id,
        "baslangicZamani": view.moment(talep.baslangic_tarih_saati),
        "bitisZamani": view.moment(talep.bitis_tarih_saati),
        "cetvelTipi": int(talep.cetvel_tipi) if isinstance(talep.cetvel_tipi, CetvelTipi) else None,
        "hekimTcKimlikNo": int(talep.hekim_tc_kimlik_no) if talep.hekim_tc_kimlik_no else None,
        "islemYapanKurumKodu": int(office.hospital.kurum_kodu),
        "klinikKodu": talep.klinik_kodu,
        "muayeneYeriAdi": None,
    }


def take_back(office: MhrsRestState, which: IstisnaSilme) -> None:
    """Withdraw an exception request."""
    taken = office.hospital.istisnalar.pop(which.istisna_id, None) or office.bolum_istisnalari.pop(which.istisna_id, None)
    if taken is None:
        raise Refused("LOCAL-NOT-FOUND", "istisna bulunamadı")


def add_clinic(office: MhrsRestState, klinik: KurumKlinigi) -> None:
    """Add a clinic, without its SKRS name."""
    if klinik.klinik_kodu in office.hospital.klinikler:
        raise Refused("LOCAL-DUPLICATE", "klinik zaten ekli")
    office.hospital.klinikler[klinik.klinik_kodu] = office.hospital.klinik_adi(klinik.klinik_kodu)


def add_place(office: MhrsRestState, yer: YeniMuayeneYeri) -> Json:
    """Add an examination place: a poliklinik of Table 1."""
    kept = office.hospital.put_poliklinik(Poliklinik(klinik_kodu=yer.klinik_kodu, poliklinik_adi=yer.muayene_yeri_adi))
    return {
        "kurumKodu": int(office.hospital.kurum_kodu),
        "muayeneYeriAdi": kept.poliklinik_adi,
        "muayeneYeriId": kept.poliklinik_kodu,
    }


def add_physician(office: MhrsRestState, hekim: KlinikHekimi) -> None:
    """Add one of the hospital's physicians to a clinic."""
    office.hospital.hekim(hekim.hekim_tc_kimlik_no)
    if (hekim.klinik_kodu, hekim.hekim_tc_kimlik_no) in office.klinik_hekimleri:
        raise Refused("LOCAL-DUPLICATE", "hekim bu kliniğe zaten ekli")
    office.klinik_hekimleri.add((hekim.klinik_kodu, hekim.hekim_tc_kimlik_no))


def appointments(office: MhrsRestState, which: RandevuSorgusu) -> list[Json]:
    """Return the appointments of a clinic."""
    if which.klinik_kodu in office.refused_clinics:
        raise Refused(office.refused_clinics[which.klinik_kodu], "klinik sorgulanamadı")
    wanted = {
        "klinik_kodu": which.klinik_kodu,
        "hekim_kodu": which.hekim_tc_kimlik_no,
        "poliklinik_kodu": None if which.muayene_yeri_id == HEPSI else which.muayene_yeri_id,
        "durum": which.gerceklesme_durumu,
        "kayit_durumu": which.kayit_durum_kodu,
    }
    inside = sorted(
        (r for r in office.hospital.randevular.values() if r.baslangic < which.bitis_zamani and which.baslangic_zamani < r.bitis),
        key=lambda r: (r.baslangic, r.randevu_hrn),
    )
    meets = [r for r in inside if all(value is None or getattr(r, name) == value for name, value in wanted.items())]
    plans = view.by_physician(office)
    found = [view.appointment(office, r, plans.get(r.hekim_kodu, ())) for r in meets]
    return [one for one in found if which.aksiyon_id in (None, one["aksiyonId"])]


def slots(office: MhrsRestState, which: DetaySorgusu) -> list[Json]:
    """Return the slots of a physician."""
    kodu = to_table_1(which.aksiyon_id)
    mine = [
        cetvel
        for cetvel in office.hospital.cetveller.values()
        if (cetvel.hekim_kodu, cetvel.klinik_kodu, cetvel.aksiyon_kodu) == (which.hekim_tc_kimlik_no, which.klinik_kodu, kodu)
        and which.muayene_yeri_id in (HEPSI, cetvel.poliklinik_kodu)
    ]
    found = [(slot, cetvel) for cetvel in mine for slot in office.hospital.slots(cetvel)]
    inside = [(slot, cetvel) for slot, cetvel in found if which.baslangic_zamani <= slot.baslangic and slot.bitis <= which.bitis_zamani]
    return [view.slot(office, slot, cetvel) for slot, cetvel in sorted(inside, key=lambda pair: pair[0].baslangic)]


def book(office: MhrsRestState, talep: RandevuEklemeTalebi) -> Json:
    """Book a slot of an earlier query."""
    number, minute = divmod(talep.slot_id, view.SLOTS_A_SCHEDULE)
    cetvel = office.hospital.cetveller.get(number)
    hasta = next((hasta for hasta in office.hospital.hastalar if hasta.tckn == talep.hasta_tc_kimlik_no), None)
    if cetvel is None or hasta is None:
        raise Refused("LOCAL-NOT-FOUND", "slot bulunamadı" if cetvel is None else "hasta bulunamadı")
    start, telefon = cetvel.baslangic + timedelta(minutes=minute), str(talep.telefon_no)
    reach = Telefon(alan_kodu=telefon[:3], numara=telefon[3:], tip=talep.telefon_tipi)
    randevu = office.hospital.book(
        RandevuTalebi(
            cetvel_id=number,
            baslangic=start,
            bitis=start + timedelta(minutes=readable(cetvel.tedavi_suresi)),
            hasta=attrs.evolve(hasta, telefonlar=(reach,)),
            randevu_notu=talep.randevu_notu,
        )
    )
    return {
        "hastaRandevuNumarasi": randevu.randevu_hrn,
        "hekimAdiSoyadi": randevu.hekim_adi_soyadi,
        "klinikAdi": randevu.klinik_adi,
        "kurumAdi": randevu.kurum_adi,
        "muayeneYeriAdi": randevu.yeni_poliklinik_adi,
        "randevuUyarisi": None,
        "randevuZamani": view.moment(randevu.baslangic),
    }


def arrivals(office: MhrsRestState, reports: GerceklesmeBildirimi) -> list[RandevuDurumSonucu]:
    """Process reports of arrival independently."""
    return [
        report(
            office.hospital,
            RandevuDurumu(
                randevu_hrn=item.hasta_randevu_numarasi,
                durum=item.randevu_gerceklesme_bilgisi,
                gelis_zamani=item.hasta_gelis_zamani,
                gerceklesme_zamani=item.randevu_gerceklesme_zamani,
            ),
        )
        for item in reports.randevu_gerceklesme_bilgisi_ekleme_talep_list
    ]


def cancel(office: MhrsRestState, which: RandevuIptali) -> None:
    """Cancel an appointment."""
    office.hospital.cancel_randevu(which.hasta_randevu_numarasi)


def list_patient(office: MhrsRestState, talep: YesilListeTalebi) -> None:
    """Add a patient to the green list."""
    office.yesil_liste.append(Listed(talep, YesilListeDurumu.SURELI, office.clock()))


def approve(office: MhrsRestState, onay: YesilListeOnayi) -> None:
    """Approve a patient who is on the green list."""
    for index, entry in enumerate(office.yesil_liste):
        if _same(entry, onay.hasta_kimlik_no, onay.islem_yapilan_klinik_kodu):
            office.yesil_liste[index] = attrs.evolve(entry, durum=YesilListeDurumu.ONAYLANDI)
            return
    raise Refused("LOCAL-NOT-FOUND", "hasta yeşil listede bulunamadı")


def entries(office: MhrsRestState, which: YesilListeSorgusu) -> list[Json]:
    """Return a patient's entries of the green list."""
    mine = [entry for entry in office.yesil_liste if _same(entry, which.hasta_kimlik_no, which.klinik_kodu)]
    return [view.listed(office, entry, entry.kayit_zamani + timedelta(days=_days(entry))) for entry in mine]


def _same(entry: Listed, hasta: str, klinik: int) -> bool:
    return (entry.talep.hasta_kimlik_no, entry.talep.islem_yapilan_klinik_kodu) == (hasta, klinik)


def _days(entry: Listed) -> int:
    return entry.talep.eklenme_suresi if isinstance(entry.talep, YesilListeTalebi) else 0


HANDLERS: dict[str, Handler] = {
    rows.AKSIYON_BILGILERI.method: lambda _, __: view.actions(),
    rows.CETVEL_EKLE.method: planning.add_draft,
    rows.CETVEL_DELETE.method: planning.delete,
    rows.CALISMA_PLANI_GUNCELLE.method: planning.change_plan,
    rows.KESINLESTIR.method: planning.finalise,
    rows.CETVEL_SEARCH.method: planning.search,
    rows.ISTISNA_EKLE.method: add_exception,
    rows.ISTISNA_DELETE.method: take_back,
    rows.KURUM_KLINIK_EKLE.method: add_clinic,
    rows.MUAYENE_YERI_EKLE.method: add_place,
    rows.KLINIK_HEKIM_EKLE.method: add_physician,
    rows.KURUM_RANDEVULARI_SORGULA.method: appointments,
    rows.DETAY_SORGULA.method: slots,
    rows.RANDEVU_EKLE.method: book,
    rows.RANDEVU_IPTAL.method: cancel,
    rows.RANDEVU_GERCEKLESME_BILGISI.method: arrivals,
    rows.YESIL_LISTE_EKLE.method: list_patient,
    rows.YESIL_LISTE_ONAYLA.method: approve,
    rows.YESIL_LISTE_SORGULA.method: entries,
}
