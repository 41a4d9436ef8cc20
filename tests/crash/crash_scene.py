"""
A person whom all four services know, what opens something there, and a call or two to each.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient import Credentials, HesCode, Tckn
from saglikclient.erapor import Role
from saglikclient.mhrs import Cinsiyet, GelisDurumu, Hasta, Istisna, RandevuDurumu, RandevuTalebi, Telefon
from saglikclient.mhrs.rest import RandevuEklemeTalebi
from saglikclient.testing import Clock, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.mhrs import Slot

PASSWORD, USER = "Cok-Gizli-Parola-7", "10000000900"
KISI, CODE, ADDRESS = "20000000046", "G1Z2L3K4D5", "Gizlisokak Mahallesi"
NAME, FAMILY, NUMBER, MAIL, NOTE = "Sehrazat", "Kuskonmaz", "5559876", "sehrazat@ornek.invalid", "gebelik kuskusu"
PLAIN = (PASSWORD, USER, KISI, CODE, "G1Z2-L3K4-D5", ADDRESS, NAME, FAMILY, NUMBER, MAIL, NOTE)
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
        """
        The slot of the day after tomorrow that is booked.
        """
        found: Slot = self.kept["slot"]
        return found

    def anew(self) -> None:
        """
        Take back what was booked.
        """
        hospital = self.ministry.hospital
        before = self.kept.setdefault("randevular", dict(hospital.randevular))
        hospital.randevular.clear()
        hospital.randevular.update(before)
        slots = (slot for cetvel in hospital.cetveller.values() for slot in hospital.slots(cetvel))
        self.kept["slot"] = next(slot for slot in slots if slot.durum == 1 and slot.baslangic > self.ministry.clock() + DAY)

    def secrets(self) -> set[str]:
        """
        Everything that nobody must show: what is always the same, the tokens, and the appointments' numbers.
        """
        session = self.ministry.rest._session
        tokens = {*self.ministry.reports.granted, *(session[:1] if session else ())}
        people = {str(hasta.tckn) for hasta in self.ministry.hospital.hastalar} | {
            str(number) for number in self.ministry.hospital.hekimler
        }
        return {*PLAIN, *tokens, *people, *self.ministry.hospital.randevular}


def scene_of() -> Scene:
    """
    A hospital of today and tomorrow, and the person in it.
    """
    ministry = Sandbox.with_hospital(hekim=1, gun=3, doluluk=0.1, clock=Clock(TODAY))
    ministry.hospital.hastalar.insert(0, kisi())
    for randevu in ministry.hospital.randevular.values():
        ministry.hospital.randevular[randevu.randevu_hrn] = attrs.evolve(
            randevu, hasta_tckn=Tckn(KISI), hasta_adi=NAME, hasta_soyadi=FAMILY, randevu_notu=NOTE
        )
    credentials = Credentials(username=USER, password=PASSWORD)
    ministry.credentials = credentials
    for face in ministry._faces[:1]:
        face.credentials = credentials  # type: ignore[attr-defined]
    ministry.reports.credentials = ministry.codes.credentials = credentials
    ministry.reports.institutions[USER] = credentials.password
    ministry.rest.credentials = credentials
    ministry.reports.people[Tckn(KISI)] = set(Role)
    ministry.reports.write(Tckn(KISI), rapor_no="2026-778899", referans_no="REF-778899", hasta_adi=f"{NAME} {FAMILY}", tur="5")
    ministry.codes.add(HesCode(CODE), ministry.hospital.hastalar[0])
    scene = Scene(ministry)
    scene.anew()
    return scene


def kisi() -> Hasta:
    """
    The person.
    """
    return Hasta(
        tckn=KISI,
        adi=NAME,
        soyadi=FAMILY,
        cinsiyet=Cinsiyet.KADIN,
        dogum_tarihi=date(1981, 3, 12),
        telefonlar=(Telefon(alan_kodu="555", numara=NUMBER),),
        eposta=MAIL,
    )


def mhrs(scene: Scene) -> None:
    """
    List appointments, ask for an exception, report an arrival; book for the person and cancel.
    """
    client = scene.clients.setdefault("mhrs", scene.ministry.mhrs())
    client.randevu.sorgulama(TODAY, TODAY + 7 * DAY, hekim_kodu=scene.slot.hekim_kodu)
    (known, *_) = client.randevu.akis(TODAY, TODAY + 7 * DAY)
    client.randevu.durum_guncelleme([RandevuDurumu(randevu_hrn=known.randevu_hrn, durum=GelisDurumu.GELMEDI)])
    client.randevu.istisna(istisna(scene.slot))
    if scene.books:
        kept = client.randevu.kayit(talep(scene.slot))
        client.randevu.iptal(kept.randevu_hrn)


def talep(slot: Slot) -> RandevuTalebi:
    """
    A booking for the person.
    """
    return RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=kisi(), randevu_notu=NOTE)


def istisna(slot: Slot) -> Istisna:
    """
    An exception request that tells of the person.
    """
    telefon = Telefon(alan_kodu="555", numara=NUMBER)
    return Istisna(
        hekim_kodu=str(slot.hekim_kodu),
        klinik_kodu=slot.klinik_kodu or 0,
        baslangic=slot.baslangic,
        bitis=slot.bitis,
        aksiyon_kodu=30,
        aciklama=NOTE,
        eposta=MAIL,
        telefon=telefon,
    )


def mhrs_rest(scene: Scene) -> None:
    """
    The same over the REST service, the login before it.
    """
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
    """
    A token, the person's reports, the address of a screen.
    """
    client = scene.clients.setdefault("erapor", scene.ministry.erapor())
    token = client.token(identity_number=KISI, role=Role.UZMAN_HEKIM)
    client.patient_reports(token, tckn=KISI)
    client.urls(token).create_report(KISI, 1)


def hes(scene: Scene) -> None:
    """
    A visitor's code, and a list of codes.
    """
    client = scene.clients.setdefault("hes", scene.ministry.hes())
    client.check_visitor(CODE, city="Ankara", district="Cankaya", explicit_address=ADDRESS)
    client.check_many([CODE, "A1B2-3456-78", CODE])


CALLS: dict[str, Callable[[Scene], None]] = {call.__name__: call for call in (mhrs, mhrs_rest, erapor, hes)}
