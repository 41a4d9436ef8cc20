"""
The REST face of the Sandbox: the same hospital as Table 1's, its own session, and all its ways to refuse.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient import (
    AlreadyCancelled,
    AuthenticationError,
    CaptchaRequired,
    Credentials,
    GreenListRequired,
    NotPermitted,
    OutcomeUnknown,
    PartialResult,
    SaglikError,
    ServiceError,
    SlotTaken,
    Tckn,
    TryLater,
)
from saglikclient.errors import UnreadableWarning
from saglikclient.mhrs import (
    Aksiyon,
    Belge,
    DegisiklikTuru,
    GelisDurumu,
    KayitDurumu,
    RandevuDurumu,
    RandevuKanali,
    RandevuTalebi,
    SlotDurumu,
)
from saglikclient.mhrs.rest import (
    CalismaPlani,
    CetvelDurumu,
    CetvelTalebi,
    CetvelTipi,
    EklenecekCetvel,
    IstisnaTalebi,
    RandevuEklemeTalebi,
    YesilListeDurumu,
    YesilListeTalebi,
    as_randevu,
)
from saglikclient.testing import Sandbox
from saglikclient.testing._hospital.filling import KLINIKLER
from saglikclient.testing._mhrs_rest.state import AKSIYONLAR, LOCAL_ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs import Mhrs
    from saglikclient.mhrs.rest import MhrsRest, RandevuSlotu
    from saglikclient.testing import Clock

HEKIM = "10000000146"
GOZ = 1001
BUGUN, YARIN = datetime(2026, 3, 2), datetime(2026, 3, 3)  # noqa: DTZ001 - naive means Türkiye time


@pytest.fixture
def full(clock: Clock) -> Iterator[Sandbox]:
    """
    Two physicians and a working week, a third of it booked.
    """
    with Sandbox.with_hospital(hekim=2, gun=5, clock=clock) as ministry:
        yield ministry


@pytest.fixture
def over_rest(full: Sandbox) -> MhrsRest:
    """
    Its REST client.
    """
    return full.mhrs_rest()


@pytest.fixture
def over_soap(full: Sandbox) -> Mhrs:
    """
    Its client of Table 1.
    """
    return full.mhrs()


def slots(rest: MhrsRest, ministry: Sandbox) -> list[RandevuSlotu]:
    """
    The free slots of tomorrow's morning.
    """
    found = rest.randevu.detay_sorgula(
        YARIN,
        YARIN + timedelta(hours=12),
        aksiyon_id=200,
        hasta_tc_kimlik_no=ministry.hospital.hastalar[0].tckn,
        hekim_tc_kimlik_no=HEKIM,
        klinik_kodu=GOZ,
        muayene_yeri_id=-1,
    )
    return [slot for slot in found.data if slot.durum is True]


def booking(ministry: Sandbox, slot: RandevuSlotu, patient: int = 0) -> RandevuEklemeTalebi:
    """
    A booking for one of the Sandbox's patients.
    """
    return RandevuEklemeTalebi(hasta_tc_kimlik_no=ministry.hospital.hastalar[patient].tckn, slot_id=slot.slot_id, telefon_no="5550000000")


def draft(**changes: Any) -> CetvelTalebi:
    """
    A draft of Saturday, when nobody has a schedule.
    """
    usual: dict[str, Any] = {
        "aksiyon_id": 200,
        "baslangic_zamani": datetime(2026, 3, 7, 9),  # noqa: DTZ001
        "bitis_zamani": datetime(2026, 3, 7, 12),  # noqa: DTZ001
        "cetvel_tipi": CetvelTipi.HEKIM,
        "klinik_kodu": GOZ,
        "randevu_suresi": 20,
        "hekim_tc_kimlik_no": HEKIM,
        "muayene_yeri_id": 1001,
        "en_kucuk_yas": 1,
        "en_kucuk_yas_tipi": "Y",
        "cinsiyet": "K",
        "ik_ozel_durum_list": [3],
    }
    return CetvelTalebi(**{**usual, **changes})


def saturday(rest: MhrsRest, tipi: CetvelTipi = CetvelTipi.HEKIM) -> list[Any]:
    """
    What is planned for Saturday.
    """
    hekim = HEKIM if tipi is CetvelTipi.HEKIM else None
    found = rest.cetvel.search(
        datetime(2026, 3, 7),  # noqa: DTZ001
        datetime(2026, 3, 8),  # noqa: DTZ001
        cetvel_tipi=tipi,
        klinik_kodu=GOZ,
        hekim_tc_kimlik_no=hekim,
    )
    return list(found.data)


def finalise(rest: MhrsRest, tipi: CetvelTipi = CetvelTipi.HEKIM) -> list[Any]:
    """
    Publish Saturday's drafts.
    """
    hekim = HEKIM if tipi is CetvelTipi.HEKIM else None
    done = rest.cetvel.kesinlestir(date(2026, 3, 7), date(2026, 3, 7), cetvel_tipi=tipi, klinik_kodu=GOZ, hekim_tc_kimlik_no=hekim)
    return list(done.data)


def test_a_booking_over_rest_is_seen_over_table_1(full: Sandbox, over_rest: MhrsRest, over_soap: Mhrs) -> None:
    """
    One hospital, two wires: whichever booked, both see it, and both may cancel it.
    """
    slot = slots(over_rest, full)[0]
    booked = over_rest.randevu.randevu_ekle(booking(full, slot)).data
    seen = {randevu.randevu_hrn: randevu for randevu in over_soap.randevu.sorgulama(YARIN, YARIN + timedelta(days=1))}

    assert seen[booked.hasta_randevu_numarasi].baslangic == slot.baslangic_zamani == booked.randevu_zamani
    assert seen[booked.hasta_randevu_numarasi].kanal is RandevuKanali.HASTANE
    over_soap.randevu.iptal(booked.hasta_randevu_numarasi)
    again = over_rest.randevu.kurum_randevulari_sorgula(
        YARIN, YARIN + timedelta(days=1), klinik_kodu=GOZ, kayit_durum_kodu=KayitDurumu.IPTAL
    )
    assert [randevu.hrn for randevu in again.data] == [booked.hasta_randevu_numarasi]


def test_a_booking_over_table_1_is_seen_over_rest(full: Sandbox, over_rest: MhrsRest, over_soap: Mhrs) -> None:
    """
    The same the other way round, and both services tell the same of it.
    """
    tomorrow = over_soap.randevu.bos_slot_sorgulama(YARIN, YARIN + timedelta(days=1), hekim_kodu=HEKIM)
    slot = next(slot for slot in tomorrow if slot.durum is SlotDurumu.BOS)
    talep = RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=full.hospital.hastalar[0])
    booked = over_soap.randevu.kayit(talep)
    found = over_rest.randevu.kurum_randevulari_sorgula(YARIN, YARIN + timedelta(days=1), klinik_kodu=GOZ, hekim_tc_kimlik_no=HEKIM)
    mine = next(as_randevu(randevu) for randevu in found.data if randevu.hrn == booked.randevu_hrn)

    shared = (
        "baslangic",
        "bitis",
        "hekim_kodu",
        "hasta_tckn",
        "klinik_kodu",
        "poliklinik_kodu",
        "telefonlar",
        "kayit_durumu",
        "eklenme_zamani",
    )
    assert [getattr(mine, name) for name in shared] == [getattr(booked, name) for name in shared]


def test_both_wires_list_the_same_appointments(full: Sandbox, over_rest: MhrsRest, over_soap: Mhrs) -> None:
    """
    Clinic by clinic over one, at once over the other.
    """
    soap = {randevu.randevu_hrn for randevu in over_soap.randevu.sorgulama(BUGUN, BUGUN + timedelta(days=7))}
    rest = [
        randevu.hrn
        for klinik in KLINIKLER
        for randevu in over_rest.randevu.kurum_randevulari_sorgula(BUGUN, BUGUN + timedelta(days=7), klinik_kodu=klinik).data
    ]
    assert set(rest) == soap
    assert len(rest) == len(soap) > 20
    assert full.rest.logins == 1


def test_a_draft_becomes_final_under_its_number(over_rest: MhrsRest, over_soap: Mhrs) -> None:
    """
    Nothing of a draft is lost on the way, it is seen by both services once it is final, and by Table 1 only then.
    """
    (added,) = over_rest.cetvel.ekle(draft()).data
    (before,) = saturday(over_rest)
    assert before.cetvel_durumu.val is CetvelDurumu.TASLAK
    assert list(over_soap.calisma_cetveli.sorgulama(datetime(2026, 3, 7), datetime(2026, 3, 8))) == []  # noqa: DTZ001
    (final,) = finalise(over_rest)
    (after,) = saturday(over_rest)
    (published,) = over_soap.calisma_cetveli.sorgulama(datetime(2026, 3, 7), datetime(2026, 3, 8))  # noqa: DTZ001

    assert added.cetvel_id == before.cetvel_id == final.cetvel_id == after.cetvel_id == published.cetvel_id
    assert after.cetvel_durumu.val is CetvelDurumu.KESIN
    assert (after.en_kucuk_yas, after.en_kucuk_yas_tipi, after.cinsiyet.val.value) == (1, "Y", "K")
    assert [durum.val.value for durum in after.ik_ozel_durum] == ["3"]
    assert (after.klinik_adi, after.muayene_yeri_adi) == (KLINIKLER[GOZ], f"{KLINIKLER[GOZ]} 1")
    assert published.aksiyon_kodu == Aksiyon.CALISMA


def test_drafts_become_final_together_or_not_at_all(over_rest: MhrsRest) -> None:
    """
    Two drafts that overlap: neither is published, both stay drafts.
    """
    over_rest.cetvel.ekle(draft())
    over_rest.cetvel.ekle(draft())
    with pytest.raises(ServiceError) as caught:
        finalise(over_rest)

    assert caught.value.code == "LOCAL-OVERLAP"
    assert [cetvel.cetvel_durumu.val for cetvel in saturday(over_rest)] == [CetvelDurumu.TASLAK] * 2


def test_a_units_schedule_has_a_life_of_its_own(over_rest: MhrsRest, over_soap: Mhrs) -> None:
    """
    Drafted, published, found and deleted without a physician; Table 1 does not know such schedules.
    """
    unit = draft(cetvel_tipi=CetvelTipi.BOLUM, hekim_tc_kimlik_no=None, muayene_yeri_id=1001)
    (added,) = over_rest.cetvel.ekle(unit).data
    (final,) = finalise(over_rest, CetvelTipi.BOLUM)

    assert (final.cetvel_id, final.hekim_tc_kimlik_no, final.cetvel_tipi.val) == (added.cetvel_id, None, CetvelTipi.BOLUM)
    assert saturday(over_rest) == []
    assert list(over_soap.calisma_cetveli.sorgulama(datetime(2026, 3, 7), datetime(2026, 3, 8))) == []  # noqa: DTZ001
    over_rest.cetvel.delete(added.cetvel_id)
    assert saturday(over_rest, CetvelTipi.BOLUM) == []


def plan(gone: list[int], start: datetime, **changes: Any) -> CalismaPlani:
    """
    A change of Saturday's plan.
    """
    added = EklenecekCetvel(
        eklenecek_cetvel_aksiyon_id=200,
        eklenecek_cetvel_baslangic_zamani=start,
        eklenecek_cetvel_bitis_zamani=start + timedelta(hours=1),
        eklenecek_cetvel_randevu_suresi=15,
        eklenecek_cetvel_muayene_yeri_id=1001,
    )
    usual: dict[str, Any] = {
        "sorgulanan_baslangic_zamani": datetime(2026, 3, 2),  # noqa: DTZ001
        "sorgulanan_bitis_zamani": datetime(2026, 3, 9),  # noqa: DTZ001
        "sorgulanan_cetvel_tipi": CetvelTipi.HEKIM,
        "sorgulanan_klinik_kodu": GOZ,
        "sorgulanan_hekim_tc_kimlik_no": HEKIM,
        "silinecek_cetvel_id_list": gone,
        "eklenecek_cetvel_talep_list": [added],
    }
    return CalismaPlani(**{**usual, **changes})


def test_a_plan_is_changed_in_one_call_or_not_at_all(over_rest: MhrsRest) -> None:
    """
    What goes and what comes are one thing: if the new schedule does not fit, the old one stays.
    """
    (old,) = over_rest.cetvel.ekle(draft()).data
    finalise(over_rest)
    window = over_rest.cetvel.calisma_plani_guncelle(plan([old.cetvel_id], datetime(2026, 3, 7, 9, 30))).data  # noqa: DTZ001

    assert [cetvel.cetvel_id for cetvel in window if cetvel.baslangic_zamani.day == 7] != [old.cetvel_id]
    assert [f"{cetvel.baslangic_zamani:%H:%M}" for cetvel in saturday(over_rest)] == ["09:30"]
    (kept,) = saturday(over_rest)
    monday = min(cetvel.baslangic_zamani for cetvel in window)
    with pytest.raises(ServiceError):
        over_rest.cetvel.calisma_plani_guncelle(plan([kept.cetvel_id], monday))
    assert [cetvel.cetvel_id for cetvel in saturday(over_rest)] == [kept.cetvel_id]


def test_a_booked_schedule_is_not_deleted(full: Sandbox, over_rest: MhrsRest) -> None:
    """
    Appointments are not lost by a change of plan.
    """
    booked = next(randevu for randevu in full.hospital.randevular.values() if randevu.hekim_kodu == HEKIM)
    held = next(c for c in full.hospital.cetveller.values() if c.hekim_kodu == HEKIM and c.baslangic <= booked.baslangic < c.bitis)
    with pytest.raises(ServiceError, match="LOCAL-BOOKED"):
        over_rest.cetvel.delete(held.cetvel_id or 0)


def test_an_exception_and_its_document_arrive_whole(full: Sandbox, over_rest: MhrsRest) -> None:
    """
    The form carries every field and every byte of the file; a sick note without one is refused.
    """
    talep = IstisnaTalebi(
        aciklama="Hekim raporlu: ığüşöç",
        aksiyon_id=LOCAL_ACTIONS + Aksiyon.RAPORLU,
        baslangic_tarih_saati=YARIN,
        bitis_tarih_saati=YARIN + timedelta(hours=20),
        cetvel_tipi=CetvelTipi.HEKIM,
        klinik_kodu=GOZ,
        eposta="a@b.example",
        telefon_no=3120000000,
        hekim_tc_kimlik_no=HEKIM,
        belge=Belge(ad="ığüşöç.pdf", icerik=bytes(range(256)) * 3 + b"\r\n--\r\n"),
    )
    taken = over_rest.istisna.ekle(talep).data
    kept = full.hospital.istisnalar[taken.istisna_id]

    assert (kept.aciklama, kept.belge, kept.aksiyon_kodu) == (talep.aciklama, talep.belge, Aksiyon.RAPORLU)
    assert taken.hekim_tc_kimlik_no == Tckn(HEKIM)
    over_rest.istisna.delete(taken.istisna_id)
    assert full.hospital.istisnalar == {}
    without = IstisnaTalebi(**{name: getattr(talep, name) for name in IstisnaTalebi.__annotations__ if name != "belge"})
    with pytest.raises(ServiceError, match="LOCAL-DOCUMENT"):
        over_rest.istisna.ekle(without)
    with pytest.raises(ServiceError, match="LOCAL-NOT-FOUND"):
        over_rest.istisna.delete(taken.istisna_id)


def test_a_units_exception_is_kept_too(over_rest: MhrsRest) -> None:
    """
    Without a physician, for the place of the unit.
    """
    talep = IstisnaTalebi(
        aciklama="Tadilat",
        aksiyon_id=LOCAL_ACTIONS + Aksiyon.IDARI_IZIN,
        baslangic_tarih_saati=YARIN,
        bitis_tarih_saati=YARIN + timedelta(hours=20),
        cetvel_tipi=CetvelTipi.BOLUM,
        klinik_kodu=GOZ,
        eposta="a@b.example",
        telefon_no="3120000000",
        muayene_yeri_id=1001,
    )
    taken = over_rest.istisna.ekle(talep).data
    assert (taken.hekim_tc_kimlik_no, taken.cetvel_tipi) == (None, CetvelTipi.BOLUM)
    over_rest.istisna.delete(taken.istisna_id)


def test_master_data_is_added_once(full: Sandbox, over_rest: MhrsRest, over_soap: Mhrs) -> None:
    """
    A clinic, a place and a physician: each is refused the second time, and the place is a poliklinik of Table 1.
    """
    over_rest.kurum_klinik.kurum_klinik_ekle(2001)
    yer = over_rest.muayene_yeri.ekle(klinik_kodu=2001, muayene_yeri_adi="Yeni 1").data
    over_rest.klinik_hekim.ekle(klinik_kodu=2001, hekim_tc_kimlik_no=HEKIM)

    assert [p.poliklinik_kodu for p in over_soap.poliklinik.sorgulama(klinik_kodu=2001)] == [yer.muayene_yeri_id]
    for again in (
        lambda: over_rest.kurum_klinik.kurum_klinik_ekle(2001),
        lambda: over_rest.muayene_yeri.ekle(klinik_kodu=2001, muayene_yeri_adi="Yeni 1"),
        lambda: over_rest.klinik_hekim.ekle(klinik_kodu=2001, hekim_tc_kimlik_no=HEKIM),
    ):
        with pytest.raises(ServiceError, match="LOCAL-DUPLICATE"):
            again()
    with pytest.raises(ServiceError, match="LOCAL-NOT-FOUND"):
        over_rest.klinik_hekim.ekle(klinik_kodu=2001, hekim_tc_kimlik_no=full.hospital.hastalar[0].tckn)


def test_the_green_list_keeps_what_it_was_given(full: Sandbox, over_rest: MhrsRest) -> None:
    """
    Added, approved, found again; somebody who is not on it cannot be approved.
    """
    hasta = full.hospital.hastalar[0].tckn
    talep = YesilListeTalebi(
        hasta_kimlik_no=hasta,
        hekim_aciklama="Kontrol",
        icd_tanilar=["H40"],
        islem_yapan_hekim_tc_kimlik_no=HEKIM,
        islem_yapan_klinik_kodu=GOZ,
        islem_yapilan_klinik_kodu=1002,
    )
    with pytest.raises(ServiceError, match="LOCAL-NOT-FOUND"):
        over_rest.yesil_liste.onayla(talep)
    over_rest.yesil_liste.ekle(talep)
    (added,) = over_rest.yesil_liste.sorgula(hasta_kimlik_no=hasta, klinik_kodu=1002).data
    over_rest.yesil_liste.onayla(talep)
    (approved,) = over_rest.yesil_liste.sorgula(hasta_kimlik_no=hasta, klinik_kodu=1002).data

    assert (added.yesil_liste_durum, approved.yesil_liste_durum) == (YesilListeDurumu.SURELI, YesilListeDurumu.ONAYLANDI)
    assert (approved.icd_tanilar, approved.hekim_aciklama, approved.klinik_adi) == (("H40",), "Kontrol", KLINIKLER[1002])
    assert approved.gecerlilik_tarihi == date(2026, 8, 29)
    assert list(over_rest.yesil_liste.sorgula(hasta_kimlik_no=hasta, klinik_kodu=GOZ).data) == []


def test_arrivals_follow_the_rules_of_table_1(full: Sandbox, over_rest: MhrsRest, clock: Clock) -> None:
    """
    Came, already so, cancelled, not yet, unknown: the same conditions, with codes of the Sandbox's own since REST's are not known.
    """
    today = sorted((r for r in full.hospital.randevular.values() if r.baslangic.date() == clock().date()), key=lambda r: r.baslangic)
    first, second, *_ = today
    with pytest.raises(ServiceError, match="LOCAL-RDG-006"):
        over_rest.randevu.randevu_gerceklesme_bilgisi([RandevuDurumu(randevu_hrn=first.randevu_hrn, durum=GelisDurumu.GELMEDI)])
    clock.set(datetime(2026, 3, 2, 23, 0))  # noqa: DTZ001
    came = RandevuDurumu(randevu_hrn=first.randevu_hrn, durum=GelisDurumu.GELDI, gelis_zamani=datetime(2026, 3, 2, 9, 1))  # noqa: DTZ001
    assert over_rest.randevu.randevu_gerceklesme_bilgisi([came]).says("RND6032")
    assert full.hospital.randevular[first.randevu_hrn].durum is GelisDurumu.GELDI
    with pytest.raises(ServiceError, match="LOCAL-RDG-008") as caught:
        over_rest.randevu.randevu_gerceklesme_bilgisi([came])
    assert caught.value.message == "Randevunun durumu zaten 1 olduğu için değiştirilmedi."
    over_rest.randevu.randevu_iptal(second.randevu_hrn)
    batch = [RandevuDurumu(randevu_hrn=hrn, durum=GelisDurumu.GELMEDI) for hrn in (second.randevu_hrn, "NONE")]
    with pytest.raises(ServiceError) as refused:
        over_rest.randevu.randevu_gerceklesme_bilgisi(batch)
    assert [issue.code for issue in refused.value.issues] == ["LOCAL-RDG-007", "LOCAL-RDG-003"]


def test_a_lost_booking_is_found_by_looking(full: Sandbox, over_rest: MhrsRest) -> None:
    """
    The answer is lost, the appointment is not, and nothing was sent twice.
    """
    slot = slots(over_rest, full)[0]
    full.faults.next("lost-answer")
    with pytest.raises(OutcomeUnknown):
        over_rest.randevu.randevu_ekle(booking(full, slot))
    found = over_rest.randevu.kurum_randevulari_sorgula(YARIN, YARIN + timedelta(days=1), klinik_kodu=GOZ).data

    assert [randevu.baslangic_zamani for randevu in found].count(slot.baslangic_zamani) == 1
    assert [entry.operation for entry in full.journal].count("randevu.randevu_ekle") == 1


@pytest.mark.parametrize("form", ["envelope", "ok", "detailed", "older"])
def test_a_refusal_is_one_in_every_form(full: Sandbox, over_rest: MhrsRest, form: Any) -> None:
    """
    A slot that is taken, over all four forms; none of them is taken for success. `{error, detailedError}` with HTTP 500 has no code, so it
    may come of a failure after processing, and a write that meets it has no verdict.
    """
    slot, *_ = slots(over_rest, full)
    over_rest.randevu.randevu_ekle(booking(full, slot))
    full.rest.form = form
    for refused in (lambda: over_rest.randevu.randevu_ekle(booking(full, slot, 1)), lambda: over_rest.randevu.randevu_iptal("NONE")):
        with pytest.raises(SaglikError) as caught:
            refused()
        if form == "detailed":
            assert (type(caught.value), getattr(caught.value, "status", 0)) == (OutcomeUnknown, 500)
        else:
            assert isinstance(caught.value, ServiceError)
            assert caught.value.code in {"RND4037", "LOCAL-NOT-FOUND"}
            assert isinstance(caught.value, SlotTaken) == (caught.value.code == "RND4037")
            assert caught.value.issues


def test_the_older_form_is_a_success_too(full: Sandbox, over_rest: MhrsRest) -> None:
    """
    `valid` says it there, and its warnings arrive.
    """
    booked = over_rest.randevu.randevu_ekle(booking(full, slots(over_rest, full)[0])).data
    full.rest.form = "older"
    full.rest.warnings.append(("LOCAL-W", "dikkat"))
    answer = over_rest.randevu.randevu_iptal(booked.hasta_randevu_numarasi)

    assert [warning.kodu for warning in answer.warnings] == ["LOCAL-W"]


@pytest.mark.parametrize("nothing", ["data", "no-content", "not-found"])
@pytest.mark.parametrize("bare", [False, True])
def test_a_query_is_answered_in_every_form(full: Sandbox, over_rest: MhrsRest, nothing: Any, bare: bool) -> None:
    """
    A clinic without appointments is empty however the service puts it; one with appointments is read with and without an envelope.
    """
    full.rest.nothing, full.rest.bare = nothing, bare
    full.rest.warnings.append(("RND4033", "alternatifler var"))
    full.rest.warned_status = 428
    found = over_rest.randevu.kurum_randevulari_sorgula(YARIN, YARIN + timedelta(days=1), klinik_kodu=GOZ)
    empty = over_rest.randevu.kurum_randevulari_sorgula(YARIN, YARIN + timedelta(days=1), klinik_kodu=9999)

    assert (len(found.data) > 0, len(empty.data)) == (True, 0)
    assert found.says("RND4033") is not bare


def test_a_cancelled_appointment_is_cancelled_once(full: Sandbox, over_rest: MhrsRest) -> None:
    """
    The second time has an error of its own, which a caller may take for done.
    """
    booked = over_rest.randevu.randevu_ekle(booking(full, slots(over_rest, full)[0])).data
    over_rest.randevu.randevu_iptal(booked.hasta_randevu_numarasi)
    with pytest.raises(AlreadyCancelled, match="RNDI1004"):
        over_rest.randevu.randevu_iptal(booked.hasta_randevu_numarasi)


def test_a_session_that_ends_is_renewed(full: Sandbox, over_rest: MhrsRest, clock: Clock) -> None:
    """
    By time, or because somebody logs in elsewhere: one login more, and the call goes through.
    """
    over_rest.cetvel.aksiyon_bilgileri()
    full.rest.end_session()
    over_rest.cetvel.aksiyon_bilgileri()
    assert full.rest.logins == 3
    clock.advance(timedelta(hours=21))
    over_rest.cetvel.aksiyon_bilgileri()
    assert full.rest.logins == 4


@pytest.mark.parametrize("form", ["envelope", "ok", "detailed", "older"])
def test_a_lost_session_is_known_in_every_form(full: Sandbox, over_rest: MhrsRest, form: Any) -> None:
    """
    By its status where the form has no code, by its code where the status says nothing.
    """
    full.rest.form = form
    over_rest.cetvel.aksiyon_bilgileri()
    full.rest.end_session()
    over_rest.cetvel.aksiyon_bilgileri()
    assert full.rest.logins == 3


def test_two_clients_that_share_no_store_end_each_others_sessions(full: Sandbox) -> None:
    """
    As the service does it: each call then costs a login, but none is lost. A shared store is the remedy.
    """
    one, other = full.mhrs_rest(), full.mhrs_rest()
    for _ in range(2):
        one.cetvel.aksiyon_bilgileri()
        other.cetvel.aksiyon_bilgileri()
    assert full.rest.logins == 4


def test_too_many_queries_are_turned_away_for_a_minute(full: Sandbox, over_rest: MhrsRest, clock: Clock) -> None:
    """
    HTTP 428 with RNDS1010, which nothing repeats, or with GNL2029: then a read is tried again, a write is not.
    """
    full.rest.limit = 2
    over_rest.cetvel.aksiyon_bilgileri()
    over_rest.cetvel.aksiyon_bilgileri()
    before = len(full.journal)
    with pytest.raises(CaptchaRequired, match="RNDS1010"):
        over_rest.cetvel.aksiyon_bilgileri()
    assert len(full.journal) == before + 1
    full.rest.over_limit = "GNL2029"
    with pytest.raises(TryLater, match="GNL2029"):
        over_rest.cetvel.aksiyon_bilgileri()
    assert len(full.journal) == before + 4
    with pytest.raises(TryLater):
        over_rest.randevu.randevu_iptal("NONE")
    assert len(full.journal) == before + 5
    clock.advance(timedelta(minutes=1))
    over_rest.cetvel.aksiyon_bilgileri()


@pytest.mark.parametrize("setting", ["credentials", "uygulama_kodu", "kurum_kodu"])
def test_only_the_known_account_gets_in(full: Sandbox, setting: str) -> None:
    """
    Another password, application or institution is refused at the login.
    """
    wrong: dict[str, Any] = {
        "credentials": Credentials(username=HEKIM, password="wrong"),
        "uygulama_kodu": "X",
        "kurum_kodu": 1,
    }
    with full.mhrs_rest(**{setting: wrong[setting]}) as rest, pytest.raises(AuthenticationError, match="LOCAL-LOGIN"):
        rest.cetvel.aksiyon_bilgileri()


def test_a_fault_on_the_way_keeps_its_name(full: Sandbox, over_rest: MhrsRest) -> None:
    """
    The faults of the Sandbox hold for this face too. A gateway's page says nothing about a write.
    """
    over_rest.cetvel.aksiyon_bilgileri()
    full.faults.next("http-503")
    with pytest.raises(OutcomeUnknown) as caught:
        over_rest.randevu.randevu_iptal("NONE")
    assert (caught.value.status, caught.value.retryable) == (503, False)
    assert (full.journal[-1].operation, full.journal[-1].fault) == ("randevu.randevu_iptal", "http-503")


def test_a_synchronisation_gives_each_change_once(full: Sandbox, over_rest: MhrsRest) -> None:
    """
    Item 4.a of EK 1 over this service: what was there, what is new, what is cancelled; each once, with a state that Table 1's can take
    over.
    """
    told: list[int] = []
    esitleme = over_rest.randevu.esitleme(clinics=KLINIKLER, interval=timedelta(minutes=10), sleep=lambda _: None, progress=told.append)
    there = sum(randevu.kayit_durumu is KayitDurumu.AKTIF for randevu in full.hospital.randevular.values())
    first = list(islice(esitleme, there))
    slot = slots(over_rest, full)[0]
    booked = over_rest.randevu.randevu_ekle(booking(full, slot)).data
    added = next(esitleme)
    over_rest.randevu.randevu_iptal(booked.hasta_randevu_numarasi)
    gone = next(esitleme)

    assert told == list(range(1, there + 3))
    assert {change.tur for change in first} == {DegisiklikTuru.EKLENDI}
    assert len({change.randevu_hrn for change in first}) == there
    assert (added.tur, added.randevu_hrn) == (DegisiklikTuru.EKLENDI, booked.hasta_randevu_numarasi)
    assert (gone.tur, gone.randevu_hrn) == (DegisiklikTuru.IPTAL, booked.hasta_randevu_numarasi)
    assert esitleme.state.to_dict().keys() == {change.randevu_hrn for change in (*first, gone)}


def test_a_clinic_that_fails_cancels_nothing(full: Sandbox, over_rest: MhrsRest) -> None:
    """
    The appointments of a clinic whose query failed must not look gone, and the other clinics' go on.
    """
    failures: list[object] = []
    esitleme = over_rest.randevu.esitleme(clinics=KLINIKLER, interval=timedelta(minutes=10), on_error=failures.append, sleep=lambda _: None)
    there = sum(randevu.kayit_durumu is KayitDurumu.AKTIF for randevu in full.hospital.randevular.values())
    list(islice(esitleme, there))
    full.faults.next("http-503", times=3)
    active = ((hrn, randevu) for hrn, randevu in full.hospital.randevular.items() if randevu.kayit_durumu is KayitDurumu.AKTIF)
    full.hospital.randevular.pop(next(hrn for hrn, randevu in active if randevu.klinik_kodu != GOZ))
    free = next(slot for cetvel in full.hospital.cetveller.values() for slot in full.hospital.slots(cetvel) if slot.durum is SlotDurumu.BOS)
    hasta = full.hospital.hastalar[0]
    full.hospital.book(RandevuTalebi(cetvel_id=free.cetvel_id, baslangic=free.baslangic, bitis=free.bitis, hasta=hasta))

    with pytest.warns(UnreadableWarning, match="klinik_kodu="):
        assert next(esitleme).tur is DegisiklikTuru.EKLENDI
    assert [type(failure) for failure in failures] == [PartialResult]
    assert next(esitleme).tur is DegisiklikTuru.IPTAL
    assert len(failures) == 1


@pytest.mark.parametrize(("code", "kind"), [("RND3001", GreenListRequired), ("LGN1006", NotPermitted), ("VT2016", ServiceError)])
def test_a_refused_clinic_costs_only_itself(full: Sandbox, over_rest: MhrsRest, code: str, kind: type[SaglikError]) -> None:
    """
    The others' appointments arrive, nothing of the refused one counts as cancelled, and its refusal is reported with its code; a
    strict client, or one without another clinic, raises it.
    """
    refused, *others = KLINIKLER
    full.rest.refused_clinics[refused] = code
    there = {hrn for hrn, r in full.hospital.randevular.items() if r.kayit_durumu is KayitDurumu.AKTIF and r.klinik_kodu in others}
    failures: list[Any] = []
    esitleme = over_rest.randevu.esitleme(
        clinics=KLINIKLER, interval=timedelta(minutes=10), on_error=failures.append, sleep=lambda _: esitleme.stop()
    )
    with pytest.warns(UnreadableWarning, match=f"klinik_kodu={refused}"):
        changes = list(esitleme)
    with pytest.warns(UnreadableWarning):
        tomorrow = over_rest.randevu.gun_sonu(clinics=KLINIKLER)

    assert {change.randevu_hrn for change in changes} == there
    assert [(type(failure), type(failure.error), failure.error.code) for failure in failures] == [(PartialResult, kind, code)]
    assert ([one.path for one in tomorrow.unreadable], len(tomorrow) > 0) == ([f"klinik_kodu={refused}"], True)
    with full.mhrs_rest(on_unreadable="raise") as strict, pytest.raises(kind):
        strict.randevu.gun_sonu(clinics=KLINIKLER)
    with pytest.raises(kind):
        over_rest.randevu.gun_sonu(clinics=[refused])


def test_a_limit_ends_a_round(full: Sandbox, over_rest: MhrsRest, clock: Clock) -> None:
    """
    A captcha concerns the account: the clinics that follow are not queried but listed as unread, what was read is kept, and nothing counts
    as cancelled.
    """
    over_rest.cetvel.aksiyon_bilgileri()
    full.rest.limit = 2
    before = len(full.journal)
    with pytest.warns(UnreadableWarning):
        found = over_rest.randevu.gun_sonu(clinics=[*KLINIKLER, 9999])

    asked = len(full.journal) - before
    missing = [*KLINIKLER, 9999][asked - 1 :]
    assert [one.path for one in found.unreadable] == [f"klinik_kodu={clinic}" for clinic in missing]
    assert {type(one.error) for one in found.unreadable} == {CaptchaRequired}
    assert asked == 3
    clock.advance(timedelta(minutes=1))


def test_the_end_of_day_lists_tomorrow(over_rest: MhrsRest, over_soap: Mhrs) -> None:
    """
    The same appointments as over Table 1.
    """
    rest = {randevu.randevu_hrn for randevu in over_rest.randevu.gun_sonu(clinics=KLINIKLER)}
    soap = {randevu.randevu_hrn for randevu in over_soap.randevu.gun_sonu()}
    one = {randevu.randevu_hrn for randevu in over_rest.randevu.gun_sonu(clinics=KLINIKLER, days=2, physicians=[HEKIM])}

    assert rest == soap != set()
    assert one - rest


def test_actions_that_were_not_seen_have_numbers_of_the_sandboxs_own() -> None:
    """
    Only 200 and 311 were seen; no other number can be mistaken for the Ministry's.
    """
    assert {number for number in AKSIYONLAR if number < LOCAL_ACTIONS} == {200, 311}
    assert (AKSIYONLAR[200], AKSIYONLAR[311]) == (1, 77)
