"""
What the methods add to the wire: numbers that have to be there or must not, `mevcut=`, answers that only accept, results in order.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import AnswerTooLarge, InvalidRequest, NumberMissing, Records, ServiceError
from saglikclient.mhrs import (
    Aksiyon,
    CalismaCetveli,
    GelisDurumu,
    Istisna,
    Poliklinik,
    RandevuDurumSonucu,
    RandevuDurumu,
    Sablon,
    SablonDilimi,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Clock, Sandbox

HOUR = timedelta(hours=1)
POLIKLINIK = Poliklinik(klinik_kodu=1001, poliklinik_adi="Göz 9")
DILIM = SablonDilimi(gun=1, baslangic=time(9), bitis=time(12), aksiyon_kodu=Aksiyon.CALISMA, tedavi_suresi=15)
SABLON = Sablon(sablon_adi="Pazartesi", klinik_kodu=1001, dilimler=(DILIM,))


@pytest.fixture
def cetvel(hastane: Sandbox) -> CalismaCetveli:
    """
    The first published schedule: this morning's.
    """
    return next(iter(hastane.hospital.cetveller.values()))


@pytest.fixture
def yeni(cetvel: CalismaCetveli) -> CalismaCetveli:
    """
    A schedule that is not published: this evening's.
    """
    evening = cetvel.baslangic.replace(hour=18)
    return attrs.evolve(cetvel, cetvel_id=None, referans_no=None, baslangic=evening, bitis=evening + HOUR)


@pytest.fixture
def istisna(cetvel: CalismaCetveli) -> Istisna:
    """
    A request to close the first schedule.
    """
    return Istisna(
        hekim_kodu=str(cetvel.hekim_kodu),
        klinik_kodu=cetvel.klinik_kodu,
        baslangic=cetvel.baslangic,
        bitis=cetvel.bitis,
        aksiyon_kodu=Aksiyon.RAPORLU,
        aciklama="rapor",
        eposta="birim@ornek.invalid",
    )


def test_what_is_new_has_no_number_yet(hastane: Sandbox, hbys: Mhrs, yeni: CalismaCetveli, istisna: Istisna) -> None:
    """
    The number comes from the Ministry: a record that carries one is refused before sending, under the number's name.
    """
    calls: dict[str, Callable[[], object]] = {
        "poliklinik_kodu": lambda: hbys.poliklinik.kayit(attrs.evolve(POLIKLINIK, poliklinik_kodu=5)),
        "sablon_kodu": lambda: hbys.sablon.kayit(attrs.evolve(SABLON, sablon_kodu=5)),
        "cetvel_id": lambda: hbys.calisma_cetveli.kayit(attrs.evolve(yeni, cetvel_id=5)),
        "istisna_id": lambda: hbys.randevu.istisna(attrs.evolve(istisna, istisna_id=5)),
    }
    for field, call in calls.items():
        with pytest.raises(InvalidRequest) as caught:
            call()
        assert caught.value.field == field
    assert hastane.journal == []


def test_what_is_changed_has_a_number(hastane: Sandbox, hbys: Mhrs, yeni: CalismaCetveli) -> None:
    """
    A change says what it changes, or is refused before sending.
    """
    calls: dict[str, Callable[[], object]] = {
        "poliklinik_kodu": lambda: hbys.poliklinik.guncelleme(POLIKLINIK),
        "sablon_kodu": lambda: hbys.sablon.guncelleme(SABLON),
        "cetvel_id": lambda: hbys.calisma_cetveli.guncelleme(yeni),
    }
    for field, call in calls.items():
        with pytest.raises(InvalidRequest) as caught:
            call()
        assert caught.value.field == field
    assert hastane.journal == []


def test_a_refusal_of_ours_names_the_call(hbys: Mhrs, clock: Clock) -> None:
    """
    An error before sending says which method it was, and has no message id.
    """
    with pytest.raises(InvalidRequest) as caught:
        hbys.randevu.sorgulama(clock(), clock())

    assert (caught.value.service, caught.value.operation, caught.value.request_id) == ("mhrs", "randevu.sorgulama", "")
    assert caught.value.field == "bitis"


def test_a_refusal_of_the_ministrys_can_be_found_again(hastane: Sandbox, hbys: Mhrs) -> None:
    """
    An error after sending carries the id of the message that the Ministry received.
    """
    with pytest.raises(ServiceError) as caught:
        hbys.poliklinik.iptal(999_999)

    assert caught.value.request_id == hastane.journal[-1].message_id
    assert (caught.value.operation, caught.value.message) == ("poliklinik.iptal", "poliklinik bulunamadı")
    assert "bulunamadı" not in str(caught.value)


def test_the_same_definition_under_a_new_name_is_not_sent(hastane: Sandbox, hbys: Mhrs) -> None:
    """
    EK 1, item 2: a template that repeats one of `mevcut` is refused; without `mevcut`, or for another clinic, it is sent.
    """
    kept = hbys.sablon.kayit(SABLON)
    twin = attrs.evolve(SABLON, sablon_adi="Aynısı")
    received = len(hastane.journal)

    with pytest.raises(InvalidRequest, match="EK 1, item 2"):
        hbys.sablon.kayit(twin, mevcut=iter([kept]))
    assert len(hastane.journal) == received

    hbys.sablon.kayit(attrs.evolve(twin, klinik_kodu=1002), mevcut=[kept])
    hbys.sablon.kayit(attrs.evolve(twin, sablon_adi="Üçüncü"))
    assert len(hastane.journal) == received + 2


def test_an_overlapping_schedule_is_not_sent(hastane: Sandbox, hbys: Mhrs, cetvel: CalismaCetveli, yeni: CalismaCetveli) -> None:
    """
    EK 1, item 3: a schedule that overlaps one of `mevcut` is refused; one that does not is sent.
    """
    with pytest.raises(InvalidRequest, match="EK 1, item 3"):
        hbys.calisma_cetveli.kayit(attrs.evolve(yeni, baslangic=cetvel.baslangic), mevcut=iter([cetvel]))
    assert hastane.journal == []

    assert hbys.calisma_cetveli.kayit(yeni, mevcut=[cetvel]).cetvel_id


def test_a_changed_schedule_does_not_overlap_itself(hastane: Sandbox, hbys: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    `mevcut` may hold the schedule that is changed; it still may not overlap the others.
    """
    day = cetvel.baslangic.replace(hour=0)
    mevcut = hbys.calisma_cetveli.sorgulama(day, day + 24 * HOUR, hekim_kodu=str(cetvel.hekim_kodu))
    received = len(hastane.journal)
    assert len(mevcut) == 2

    assert (
        hbys.calisma_cetveli.guncelleme(attrs.evolve(cetvel, bitis=cetvel.bitis - HOUR), mevcut=mevcut).record.bitis == cetvel.bitis - HOUR
    )
    with pytest.raises(InvalidRequest, match="EK 1, item 3"):
        hbys.calisma_cetveli.guncelleme(attrs.evolve(cetvel, bitis=cetvel.bitis + 2 * HOUR), mevcut=iter(mevcut))
    assert len(hastane.journal) == received + 1


def test_a_change_that_is_only_accepted_gives_what_was_sent(hbys: Mhrs, accepts: Callable[..., None], cetvel: CalismaCetveli) -> None:
    """
    An answer without a record is a success of a change: what was given is what the Ministry holds.
    """
    poliklinik, sablon = attrs.evolve(POLIKLINIK, poliklinik_kodu=5), attrs.evolve(SABLON, sablon_kodu=5)
    accepts()
    assert hbys.poliklinik.guncelleme(poliklinik).record is poliklinik
    accepts()
    assert hbys.sablon.guncelleme(sablon).record is sablon
    accepts()
    changed = hbys.calisma_cetveli.guncelleme(attrs.evolve(cetvel, referans_no=None)).record

    assert changed == attrs.evolve(cetvel, referans_no=changed.referans_no)
    assert changed.referans_no


def test_a_registration_that_is_only_accepted_has_no_number(hbys: Mhrs, accepts: Callable[..., None]) -> None:
    """
    Without the number that it had to bring, an answer to a registration is an acceptance whose number is to be queried.
    """
    accepts()

    with pytest.raises(
        NumberMissing, match="accepted, but the answer does not contain the number: find it with a query, do not send it again"
    ):
        hbys.poliklinik.kayit(POLIKLINIK)


def result(hrn: str, *, updated: bool, code: str = "") -> str:
    told = f'<code code="{code}"/>' if code else ""
    return f'<actAppointment><id extension="{hrn}"/>{told}<updatedInd value="{str(updated).lower()}"/></actAppointment>'


def test_results_come_in_the_order_of_the_reports(hbys: Mhrs, accepts: Callable[..., None]) -> None:
    """
    However the Ministry orders its answer, each report gets its own result; one that is not mentioned has failed without a code.
    """
    accepts(result("C", updated=False, code="RDG-008"), result("X", updated=True), result("A", updated=True))
    reports = [RandevuDurumu(randevu_hrn=hrn, durum=GelisDurumu.GELMEDI) for hrn in ("A", "B", "C")]

    results = hbys.randevu.durum_guncelleme(iter(reports))

    assert results == Records(
        (
            RandevuDurumSonucu(randevu_hrn="A", basarili=True),
            RandevuDurumSonucu(randevu_hrn="B", basarili=False),
            RandevuDurumSonucu(randevu_hrn="C", basarili=False, hata_kodu="RDG-008"),
        )
    )
    assert [one.kesinlesti for one in results] == [True, False, True]


def test_a_no_outweighs_a_yes(hbys: Mhrs, accepts: Callable[..., None]) -> None:
    """
    Where an answer says both of one report, in whatever order, it was not taken.
    """
    for said in ((True, False), (False, True)):
        accepts(*(result("A", updated=updated, code="" if updated else "RDG-005") for updated in said))
        (one,) = hbys.randevu.durum_guncelleme([RandevuDurumu(randevu_hrn="A", durum=GelisDurumu.GELMEDI)])

        assert (one.basarili, one.hata_kodu) == (False, "RDG-005")


@pytest.mark.parametrize("reports", [[], ["A", "B", "A"]], ids=["none", "twice"])
def test_reports_that_make_no_sense_are_not_sent(hastane: Sandbox, hbys: Mhrs, reports: list[str]) -> None:
    """
    No report at all, or two on one appointment, are refused before sending.
    """
    with pytest.raises(InvalidRequest):
        hbys.randevu.durum_guncelleme(RandevuDurumu(randevu_hrn=hrn, durum=GelisDurumu.GELMEDI) for hrn in reports)

    assert hastane.journal == []


def test_a_naive_moment_is_turkiyes(hbys: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    The same period asked for without a zone, in Türkiye's and in UTC is the same question; what comes back is aware.
    """

    def found(start: datetime, end: datetime) -> Records[CalismaCetveli]:
        return hbys.calisma_cetveli.sorgulama(start, end, hekim_kodu=str(cetvel.hekim_kodu))

    start, end = cetvel.baslangic, cetvel.baslangic + timedelta(minutes=1)
    naive, utc = (start.replace(tzinfo=None), end.replace(tzinfo=None)), (start.astimezone(UTC), end.astimezone(UTC))

    assert found(*naive) == found(*utc) == found(start, end) == Records((cetvel,))
    assert found(*naive)[0].baslangic.utcoffset() == 3 * HOUR


def test_an_answer_has_a_limit(hastane: Sandbox) -> None:
    """
    An answer that is larger than the client accepts is not read to its end.
    """
    with pytest.raises(AnswerTooLarge) as caught:
        hastane.mhrs(max_answer=500).poliklinik.sorgulama()

    assert caught.value.limit == 500
