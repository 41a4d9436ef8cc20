"""
A person whom all four services know, what opens something there, and a call or two to each.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient import HesCode
from saglikclient.erapor import Role
from saglikclient.mhrs import GelisDurumu, RandevuDurumu
from saglikclient.mhrs.rest import RandevuEklemeTalebi
from saglikclient.testing import Clock
from tests.support.person import FAMILY, KISI, NAME, NOTE, NUMBER, SECRETS, USER, free_slot, istisna, ministry_of, shown_in, talep

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs import Slot
    from saglikclient.testing import Sandbox

CODE, ADDRESS = "G1Z2L3K4D5", "Gizlisokak Mahallesi"
TODAY = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - naive means Türkiye time
DAY = timedelta(days=1)


@attrs.define
class Scene:
    """
    A Ministry that knows the person, its clients, and what was found out so far.

    Attributes:
        ministry: The Ministry.
        clients: Its clients by name.
        kept: What was there before, and the slot to be booked.
        books: Whether it books with MHRS' HL7 service, whose ids for that no document names: only the Sandbox has some.
    """

    ministry: Sandbox
    clients: dict[str, Any] = attrs.field(factory=dict[str, Any], repr=False)
    kept: dict[str, Any] = attrs.field(factory=dict[str, Any], repr=False)
    books: bool = True

    @property
    def slot(self) -> Slot:
        """The slot of the day after tomorrow that is booked."""
        found: Slot = self.kept["slot"]
        return found

    def anew(self) -> None:
        """Take back what was booked."""
        hospital = self.ministry.hospital
        before = self.kept.setdefault("randevular", dict(hospital.randevular))
        hospital.randevular.clear()
        hospital.randevular.update(before)
        self.kept["slot"] = free_slot(self.ministry)

    def secrets(self) -> set[str]:
        """Everything that nobody must show: what is always the same, the tokens, and the appointments' numbers."""
        session = self.ministry.rest._session
        tokens = {*self.ministry.reports.granted, *(session[:1] if session else ())}
        people = {*map(str, self.ministry.hospital.hekimler), *(str(hasta.tckn) for hasta in self.ministry.hospital.hastalar)}
        return {*SECRETS, CODE, "G1Z2-L3K4-D5", ADDRESS, *tokens, *people, *self.ministry.hospital.randevular}

    def shown_in(self, text: str) -> set[str]:
        """The secrets that a text holds."""
        return shown_in(text, self.secrets())


def scene_of() -> Scene:
    """A hospital of today and tomorrow, and the person in it."""
    ministry = ministry_of(Clock(TODAY), hekim=1, doluluk=0.1)
    for randevu in ministry.hospital.randevular.values():
        ministry.hospital.randevular[randevu.randevu_hrn] = attrs.evolve(
            randevu, hasta_tckn=KISI, hasta_adi=NAME, hasta_soyadi=FAMILY, randevu_notu=NOTE
        )
    ministry.reports.credentials = ministry.codes.credentials = ministry.rest.credentials = ministry.credentials
    ministry.reports.institutions[USER] = ministry.credentials.password
    ministry.reports.people[KISI] = set(Role)
    ministry.reports.write(KISI, rapor_no="2026-778899", referans_no="REF-778899", hasta_adi=f"{NAME} {FAMILY}", tur="5")
    ministry.codes.add(HesCode(CODE), ministry.hospital.hastalar[0])
    scene = Scene(ministry)
    scene.anew()
    return scene


def mhrs(scene: Scene) -> None:
    """List appointments, ask for an exception, report an arrival; book for the person and cancel."""
    client = scene.clients.setdefault("mhrs", scene.ministry.mhrs())
    client.randevu.sorgulama(TODAY, TODAY + 7 * DAY, hekim_kodu=scene.slot.hekim_kodu)
    (known, *_) = client.randevu.akis(TODAY, TODAY + 7 * DAY)
    client.randevu.durum_guncelleme([RandevuDurumu(randevu_hrn=known.randevu_hrn, durum=GelisDurumu.GELMEDI)])
    client.randevu.istisna(istisna(scene.slot))
    if scene.books:
        kept = client.randevu.kayit(talep(scene.ministry))
        client.randevu.iptal(kept.randevu_hrn)


def mhrs_rest(scene: Scene) -> None:
    """The same over the REST service, the login before it."""
    client = scene.clients.setdefault("mhrs_rest", scene.ministry.mhrs_rest())
    slot = scene.slot
    found = client.randevu.detay_sorgula(
        TODAY,
        TODAY + 7 * DAY,
        aksiyon_id=200,
        hasta_tc_kimlik_no=KISI,
        hekim_tc_kimlik_no=slot.hekim_kodu,
        klinik_kodu=slot.klinik_kodu,
        muayene_yeri_id=slot.poliklinik_kodu,
    )
    free = next(one for one in found.data if one.durum and one.baslangic_zamani == slot.baslangic)
    talep = RandevuEklemeTalebi(hasta_tc_kimlik_no=KISI, slot_id=free.slot_id, telefon_no=f"555{NUMBER}", randevu_notu=NOTE)
    kept = client.randevu.randevu_ekle(talep)
    client.randevu.kurum_randevulari_sorgula(TODAY, TODAY + 7 * DAY, klinik_kodu=slot.klinik_kodu)
    client.randevu.randevu_iptal(kept.data.hasta_randevu_numarasi)


def erapor(scene: Scene) -> None:
    """A token, the person's reports, the address of a screen."""
    client = scene.clients.setdefault("erapor", scene.ministry.erapor())
    token = client.token(identity_number=KISI, role=Role.UZMAN_HEKIM)
    client.patient_reports(token, tckn=KISI)
    client.urls(token).create_report(KISI, 1)


def hes(scene: Scene) -> None:
    """A visitor's code, and a list of codes."""
    client = scene.clients.setdefault("hes", scene.ministry.hes())
    client.check_visitor(CODE, city="Ankara", district="Cankaya", explicit_address=ADDRESS)
    client.check_many([CODE, "A1B2-3456-78", CODE])


CALLS: dict[str, Callable[[Scene], None]] = {call.__name__: call for call in (mhrs, mhrs_rest, erapor, hes)}
