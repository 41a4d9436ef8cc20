"""Schedules of the REST service: drafts, publishing, plan changes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs.model.calisma_cetveli import CalismaCetveli
from saglikclient.mhrs.rest.model.cetvel import CetvelTalebi, Kisitlar
from saglikclient.mhrs.rest.model.ortak import HEPSI, CetvelDurumu, CetvelTipi
from saglikclient.testing._hospital.hospital import Refused
from saglikclient.testing._mhrs_rest import view
from saglikclient.testing._mhrs_rest.state import to_table_1

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs.rest.model.cetvel import CalismaPlani, CetvelAramasi, CetvelKesinlestirme, CetvelSilme, EklenecekCetvel
    from saglikclient.testing._mhrs_rest.state import MhrsRestState
    from saglikclient.testing._mhrs_rest.view import Json


def add_draft(office: MhrsRestState, talep: CetvelTalebi) -> list[Json]:
    """Add a draft; except for the action, it is validated when finalised."""
    to_table_1(talep.aksiyon_id)
    number = office.hospital.number()
    office.taslaklar[number] = talep
    return [{"cetvelId": str(number)}]


def delete(office: MhrsRestState, which: CetvelSilme) -> None:
    """Delete a schedule, draft or final."""
    for drafts in (office.taslaklar, office.bolumler):
        if drafts.pop(which.cetvel_id, None) is not None:
            return
    office.hospital.cancel_cetvel(which.cetvel_id)


def publish(office: MhrsRestState, number: int, talep: CetvelTalebi) -> None:
    """Make a schedule final; it keeps its number."""
    if talep.cetvel_tipi is CetvelTipi.BOLUM:
        office.bolumler[number] = talep
        return
    cetvel = CalismaCetveli(
        hekim_kodu=talep.hekim_tc_kimlik_no or "",
        klinik_kodu=talep.klinik_kodu,
        poliklinik_kodu=talep.muayene_yeri_id or _any_place(office, talep.klinik_kodu),
        baslangic=talep.baslangic_zamani,
        bitis=talep.bitis_zamani,
        aksiyon_kodu=to_table_1(talep.aksiyon_id),
        tedavi_suresi=talep.randevu_suresi,
        slot_basina_hasta=talep.slot_hasta_sayisi,
    )
    office.hospital.put_cetvel(cetvel, taslak=number)
    office.ayrintilar[number] = talep


def _any_place(office: MhrsRestState, klinik: int) -> int:
    """Return a place for closed time, which Table 1 requires too; any of the clinic's is used."""
    places = (number for number, place in office.hospital.poliklinikler.items() if place.klinik_kodu == klinik)
    number = next(places, None)
    if number is None:
        raise Refused("LOCAL-NOT-FOUND", "muayene yeri bulunamadı")
    return number


def finalise(office: MhrsRestState, which: CetvelKesinlestirme) -> list[Json]:
    """Publish the drafts of some days, all or nothing."""
    first = datetime.combine(which.baslangic_tarihi, time(), TURKIYE)
    last = datetime.combine(which.bitis_tarihi, time(), TURKIYE) + timedelta(days=1)
    mine = [number for number, _, durum in _found(office, which, first, last) if durum is CetvelDurumu.TASLAK]
    kept = dict(office.hospital.cetveller)
    try:
        for number in mine:
            publish(office, number, office.taslaklar[number])
    except Refused:
        office.hospital.cetveller = kept
        raise
    for number in mine:
        del office.taslaklar[number]
    return [view.schedule(office, n, talep, durum, named=False) for n, talep, durum in _found(office, which, first, last)]


def _found(office: MhrsRestState, which: Any, start: datetime, end: datetime) -> Iterator[tuple[int, CetvelTalebi, CetvelDurumu]]:
    """Return the schedules of a clinic that overlap a period, filtered by physician and place if given."""
    for number, talep, durum in list(view.schedules(office)):
        whose = talep.cetvel_tipi == which.cetvel_tipi and talep.klinik_kodu == which.klinik_kodu
        hekim = which.hekim_tc_kimlik_no in (None, talep.hekim_tc_kimlik_no)
        place = which.muayene_yeri_id in (None, HEPSI, talep.muayene_yeri_id)
        if whose and hekim and place and talep.baslangic_zamani < end and start < talep.bitis_zamani:
            yield number, talep, durum


def search(office: MhrsRestState, which: CetvelAramasi) -> list[Json]:
    """Return drafts and final schedules."""
    found = _found(office, which, which.baslangic_zamani, which.bitis_zamani)
    return [view.schedule(office, number, talep, durum, named=True) for number, talep, durum in found]


@attrs.frozen
class _Window:
    """Return the period of a plan change, as a search."""

    cetvel_tipi: object
    klinik_kodu: int
    hekim_tc_kimlik_no: str | None
    muayene_yeri_id: int | None


def change_plan(office: MhrsRestState, plan: CalismaPlani) -> list[Json]:
    """Delete and add, all or nothing."""
    hospital, units = dict(office.hospital.cetveller), dict(office.bolumler)
    try:
        for number in plan.silinecek_cetvel_id_list:
            if office.bolumler.pop(number, None) is None:
                office.hospital.cancel_cetvel(number)
        for added in plan.eklenecek_cetvel_talep_list:
            publish(office, office.hospital.number(), _added(plan, added))
    except Refused:
        office.hospital.cetveller, office.bolumler = hospital, units
        raise
    window = _Window(
        plan.sorgulanan_cetvel_tipi, plan.sorgulanan_klinik_kodu, plan.sorgulanan_hekim_tc_kimlik_no, plan.sorgulanan_muayene_yeri_id
    )
    found = _found(office, window, plan.sorgulanan_baslangic_zamani, plan.sorgulanan_bitis_zamani)
    return [view.schedule(office, number, talep, durum, named=False) for number, talep, durum in found]


def _added(plan: CalismaPlani, added: EklenecekCetvel) -> CetvelTalebi:
    return CetvelTalebi(
        aksiyon_id=added.eklenecek_cetvel_aksiyon_id,
        baslangic_zamani=added.eklenecek_cetvel_baslangic_zamani,
        bitis_zamani=added.eklenecek_cetvel_bitis_zamani,
        cetvel_tipi=plan.sorgulanan_cetvel_tipi,
        klinik_kodu=plan.sorgulanan_klinik_kodu,
        randevu_suresi=added.eklenecek_cetvel_randevu_suresi,
        slot_hasta_sayisi=added.eklenecek_cetvel_slot_hasta_sayisi,
        hekim_tc_kimlik_no=plan.sorgulanan_hekim_tc_kimlik_no,
        muayene_yeri_id=added.eklenecek_cetvel_muayene_yeri_id,
        **{field.name: getattr(added, field.name) for field in attrs.fields(Kisitlar)},
    )
