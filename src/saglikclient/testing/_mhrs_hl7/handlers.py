"""
The Ministry's side of Table 1: the effect of each row on the hospital. A test requires a handler for every row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from saglikclient.mhrs import interactions as rows
from saglikclient.testing._hospital.arrivals import report
from saglikclient.testing._hospital.hospital import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from saglikclient._core.model import Model
    from saglikclient.mhrs.model.calisma_cetveli import CalismaCetveli, CetvelSorgusu
    from saglikclient.mhrs.model.randevu import Randevu, RandevuSorgusu, Slot, SlotSorgusu
    from saglikclient.mhrs.model.sablon import SablonDurumDegisikligi
    from saglikclient.testing._hospital.hospital import Hospital

    Handler = Callable[[Hospital, Sequence[Any]], Iterable[Model]]


def _within(item: Any, query: Any) -> bool:
    """Return whether an item matches the query's period, clinic, poliklinik, physician and action; None matches any."""
    named = ("klinik_kodu", "poliklinik_kodu", "hekim_kodu", "aksiyon_kodu", "durum", "kayit_durumu")
    wanted = {name: getattr(query, name, None) for name in named}
    meets = item.baslangic < query.bitis and query.baslangic < item.bitis
    return meets and all(value is None or getattr(item, name) == value for name, value in wanted.items())


def _numbered(items: Sequence[Any], field: str) -> Sequence[Any]:
    """Return the number of the changed record."""
    if any(getattr(item, field) is None for item in items):
        raise Refused("LOCAL-NOT-FOUND", f"{field} boş")
    return items


def _sablon_durumu(hospital: Hospital, items: Sequence[SablonDurumDegisikligi]) -> Iterable[Model]:
    for item in items:
        if item.sablon_kodu not in hospital.sablonlar:
            raise Refused("LOCAL-NOT-FOUND", "şablon bulunamadı")
        hospital.sablonlar[item.sablon_kodu] = attrs.evolve(hospital.sablonlar[item.sablon_kodu], durum=item.durum)
    return ()


def _sablonlar(hospital: Hospital, items: Sequence[Any]) -> Iterable[Model]:
    (query,) = items
    return [
        sablon
        for sablon in hospital.sablonlar.values()
        if query.klinik_kodu in (None, sablon.klinik_kodu) and query.durum in (None, sablon.durum)
    ]


def _cetveller(hospital: Hospital, items: Sequence[CetvelSorgusu]) -> list[CalismaCetveli]:
    return sorted((c for c in hospital.cetveller.values() if _within(c, items[0])), key=lambda c: c.baslangic)


def _randevular(hospital: Hospital, items: Sequence[RandevuSorgusu]) -> list[Randevu]:
    return sorted((r for r in hospital.randevular.values() if _within(r, items[0])), key=lambda r: (r.baslangic, r.randevu_hrn))


def _slotlar(hospital: Hospital, items: Sequence[SlotSorgusu]) -> list[Slot]:
    (query,) = items
    inside = [cetvel for cetvel in hospital.cetveller.values() if _within(cetvel, query)]
    slots = (slot for cetvel in inside for slot in hospital.slots(cetvel))
    return sorted((s for s in slots if query.baslangic <= s.baslangic and s.bitis <= query.bitis), key=lambda s: s.baslangic)


def _poliklinikler(hospital: Hospital, items: Sequence[Any]) -> Iterable[Model]:
    (query,) = items
    return [p for p in hospital.poliklinikler.values() if query.klinik_kodu in (None, p.klinik_kodu)]


def _each(act: Callable[[Any], None], items: Iterable[Any]) -> Iterable[Model]:
    for item in items:
        act(item)
    return ()


HANDLERS: dict[int, Handler] = {
    rows.POLIKLINIK_KAYIT.number: lambda h, items: [h.put_poliklinik(p) for p in items],
    rows.POLIKLINIK_GUNCELLEME.number: lambda h, items: [h.put_poliklinik(p) for p in _numbered(items, "poliklinik_kodu")],
    rows.POLIKLINIK_SORGULAMA.number: _poliklinikler,
    rows.POLIKLINIK_IPTAL.number: lambda h, items: _each(h.close_poliklinik, (i.poliklinik_kodu for i in items)),
    rows.SABLON_KAYIT.number: lambda h, items: [h.put_sablon(s) for s in items],
    rows.SABLON_GUNCELLEME.number: lambda h, items: [h.put_sablon(s) for s in _numbered(items, "sablon_kodu")],
    rows.SABLON_DURUM_GUNCELLEME.number: _sablon_durumu,
    rows.SABLON_SORGULAMA.number: _sablonlar,
    rows.CETVEL_KAYIT.number: lambda h, items: [h.put_cetvel(c) for c in items],
    rows.CETVEL_GUNCELLEME.number: lambda h, items: [h.put_cetvel(c) for c in _numbered(items, "cetvel_id")],
    rows.CETVEL_SORGULAMA.number: _cetveller,
    rows.CETVEL_IPTAL.number: lambda h, items: _each(h.cancel_cetvel, (i.cetvel_id for i in items)),
    rows.RANDEVU_ISTISNA.number: lambda h, items: [h.add_istisna(i) for i in items],
    rows.RANDEVU_SORGULAMA.number: _randevular,
    rows.RANDEVU_DURUM_GUNCELLEME.number: lambda h, items: [report(h, item) for item in items],
    rows.RANDEVU_KAYIT.number: lambda h, items: [h.book(talep) for talep in items],
    rows.RANDEVU_IPTAL.number: lambda h, items: _each(h.cancel_randevu, (i.randevu_hrn for i in items)),
    rows.BOS_SLOT_SORGULAMA.number: _slotlar,
}
