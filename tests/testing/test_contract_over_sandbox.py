"""
All eighteen rows over the Sandbox: what is answered fits the bundled contract, and speaks to the one who asked.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from lxml import etree
from requests.adapters import HTTPAdapter

from saglikclient import Environment
from saglikclient.mhrs import (
    Aksiyon,
    CalismaCetveli,
    GelisDurumu,
    Istisna,
    Mhrs,
    Poliklinik,
    RandevuDurumu,
    RandevuTalebi,
    Sablon,
    SablonDilimi,
    SablonDurumu,
)
from saglikclient.mhrs.contract import LOCAL, Contract
from saglikclient.mhrs.interactions import TABLE_1
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7, schema
from saglikclient.testing.sandbox import KURUM

if TYPE_CHECKING:
    import requests

    from saglikclient.mhrs import Hasta
    from saglikclient.testing import Clock, Sandbox

HOUR = timedelta(hours=1)
NS = {"v3": "urn:hl7-org:v3", "soap": "http://schemas.xmlsoap.org/soap/envelope/"}


class Tap(HTTPAdapter):
    """
    Listens between a client and the Sandbox.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.sandbox = sandbox
        self.heard: list[tuple[etree._Element, etree._Element]] = []

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # noqa: D102 - requests' own
        response = self.sandbox.adapter.send(request, **options)
        asked, answered = (etree.fromstring(body).find("soap:Body", NS)[0] for body in (request.body, response.content))
        self.heard.append((asked, answered))
        return response


def polikliniks(mhrs: Mhrs) -> Poliklinik:
    """
    Rows 1 to 4.
    """
    place = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=7, poliklinik_adi="Göz 1"))
    spare = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=7, poliklinik_adi="Göz 3"))
    mhrs.poliklinik.iptal(spare.poliklinik_kodu or 0)
    mhrs.poliklinik.sorgulama()
    return mhrs.poliklinik.guncelleme(attrs.evolve(place, poliklinik_adi="Göz 2")).record


def sablons(mhrs: Mhrs) -> Sablon:
    """
    Rows 5 to 8.
    """
    dilim = SablonDilimi(gun=2, baslangic=time(9), bitis=time(10), aksiyon_kodu=Aksiyon.CALISMA, tedavi_suresi=20)
    sablon = mhrs.sablon.kayit(Sablon(sablon_adi="Salı", klinik_kodu=7, dilimler=(dilim,)))
    mhrs.sablon.durum_guncelleme(sablon.sablon_kodu or 0, SablonDurumu.PASIF)
    mhrs.sablon.sorgulama()
    return mhrs.sablon.guncelleme(sablon).record


def cetvels(mhrs: Mhrs, start: datetime, new: CalismaCetveli) -> CalismaCetveli:
    """
    Rows 9 to 12.
    """
    cetvel = mhrs.calisma_cetveli.kayit(new)
    spare = mhrs.calisma_cetveli.kayit(attrs.evolve(new, baslangic=new.bitis, bitis=new.bitis + HOUR))
    mhrs.calisma_cetveli.iptal(spare.cetvel_id or 0)
    mhrs.calisma_cetveli.sorgulama(start, start + HOUR)
    return mhrs.calisma_cetveli.guncelleme(attrs.evolve(cetvel, slot_basina_hasta=2)).record


def randevus(mhrs: Mhrs, cetvel: CalismaCetveli, hasta: Hasta, clock: Clock) -> None:
    """
    Rows 13 to 18.
    """
    first, second, _ = mhrs.randevu.bos_slot_sorgulama(cetvel.baslangic, cetvel.bitis)
    kept, dropped = (
        mhrs.randevu.kayit(RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=hasta))
        for slot in (first, second)
    )
    mhrs.randevu.iptal(dropped.randevu_hrn)
    mhrs.randevu.sorgulama(cetvel.baslangic, cetvel.bitis)
    mhrs.randevu.istisna(
        Istisna(
            hekim_kodu=str(cetvel.hekim_kodu),
            klinik_kodu=7,
            baslangic=second.baslangic,
            bitis=cetvel.bitis,
            aksiyon_kodu=Aksiyon.RAPORLU,
            aciklama="rapor",
            eposta="birim@ornek.invalid",
        )
    )
    clock.set(first.baslangic)
    mhrs.randevu.durum_guncelleme([RandevuDurumu(randevu_hrn=kept.randevu_hrn, durum=GelisDurumu.GELDI, gelis_zamani=clock())])


def walk(mhrs: Mhrs, sandbox: Sandbox, clock: Clock) -> None:
    """
    Use every row, in an order in which each succeeds.
    """
    start = clock().replace(hour=9) + timedelta(days=1)
    place, sablon = polikliniks(mhrs), sablons(mhrs)
    new = CalismaCetveli(
        hekim_kodu=sandbox.islem_yapan,
        klinik_kodu=7,
        poliklinik_kodu=place.poliklinik_kodu or 0,
        baslangic=start,
        bitis=start + HOUR,
        aksiyon_kodu=Aksiyon.CALISMA,
        tedavi_suresi=20,
        sablon_kodu=sablon.sablon_kodu,
    )
    randevus(mhrs, cetvels(mhrs, start, new), sandbox.hospital.hastalar[0], clock)


@pytest.fixture
def tap(sandbox: Sandbox, clock: Clock) -> Tap:
    """
    What was heard while every row was used.
    """
    tap = Tap(sandbox)
    client = Mhrs(
        sandbox.credentials,
        kurum_kodu=KURUM,
        gonderen="BENIM-HBYS",
        islem_yapan=sandbox.islem_yapan,
        environment=Environment.TEST,
        endpoint=FakeMhrsHl7.base,
        contract=Contract(f"bundled:{LOCAL}"),
        interaction_ids={row.number: row.local_id for row in TABLE_1 if row.interaction_id is None},
        clock=clock,
        adapter=tap,
    )
    walk(client, sandbox, clock)
    return tap


def test_every_row_is_answered(sandbox: Sandbox, tap: Tap) -> None:
    """
    All eighteen operations are processed, each under its own name in the journal.
    """
    assert {entry.operation for entry in sandbox.journal} == {row.method for row in TABLE_1}
    assert all(entry.processed for entry in sandbox.journal)
    assert len(tap.heard) == len(sandbox.journal)


def test_requests_and_answers_fit_the_contract(tap: Tap) -> None:
    """
    What goes over the wire is valid by the schema that the package carries.
    """
    rules = schema()
    for message in (message for pair in tap.heard for message in pair):
        rules.assertValid(message)


def test_an_answer_speaks_to_the_one_who_asked(tap: Tap) -> None:
    """
    An answer names the request's id and is addressed to the sender of the request.
    """
    for asked, answered in tap.heard:
        told = answered.find("v3:acknowledgement/v3:message/v3:id", NS)
        assert told is not None
        assert told.get("extension") == asked.find("v3:id", NS).get("extension")
        assert answered.find("v3:receiver/v3:device/v3:id", NS).get("extension") == "BENIM-HBYS"


def test_no_id_is_used_twice(tap: Tap) -> None:
    """
    Every message, sent or answered, has an id of its own.
    """
    ids = [message.find("v3:id", NS).get("extension") for pair in tap.heard for message in pair]

    assert len(set(ids)) == len(ids)


def test_kinds_ask_for_their_response_mode(tap: Tap) -> None:
    """
    Records and updates may be queued (Q), queries and cancellations are answered at once (I).
    """
    modes = {etree.QName(asked).localname: asked.find("v3:responseModeCode", NS).get("code") for asked, _ in tap.heard}

    assert modes == {row.local_id: row.kind.response_mode for row in TABLE_1}
    assert set(modes.values()) == {"Q", "I"}
