"""
A person, a password, and where they could show: a hospital that knows them, requests that carry them, answers that hold them, the search
for them.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from saglikclient import Credentials, Tckn
from saglikclient.mhrs import Belge, Cinsiyet, Hasta, Istisna, RandevuTalebi, Telefon
from saglikclient.testing import Sandbox

if TYPE_CHECKING:
    from saglikclient.mhrs import CalismaCetveli, Slot
    from saglikclient.testing import Clock

PASSWORD, WRONG = "Çok-Gizli-Parola-7", "Yanlış-Parola-8"
USER, KISI = (Tckn.random(Random(seed)) for seed in (1907, 1903))
NAME, FAMILY, NUMBER, MAIL, NOTE, FILE = "Şehrazat", "Kuşkonmazoğlu", "5559876", "sehrazat@ornek.invalid", "gebelik kuşkusu", "sicil-17.pdf"
SECRETS = (PASSWORD, WRONG, str(USER), str(KISI), NAME, FAMILY, NUMBER, MAIL, NOTE, FILE, "19810312", "1981, 3, 12")
"""One person's data, in no other word; the forms in which XML and `repr()` may write them are tried as well."""

NAMES = f"<given>{NAME}</given><family>{FAMILY}</family>"
PERSON = (
    f'<id extension="1"/><text>{NOTE}</text><subject><patient><id extension="{KISI}"/><patientPerson><name>{NAMES}</name>'
    f'<birthTime value="19810312"/><telecom value="tel:+90555{NUMBER}"/></patientPerson></patient></subject>'
)
WORDS = f"{KISI} {NAME} {FAMILY}: {NOTE}"


def envelope(inner: str) -> str:
    return f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{inner}</e:Body></e:Envelope>'


def answer(code: str, detail: str = "", rest: str = "") -> str:
    told = f'<typeCode code="{code}"/>{detail}<message><id extension="{{message_id}}"/></message>'
    return envelope(f'<Answer xmlns="urn:hl7-org:v3"><acknowledgement>{told}</acknowledgement>{rest}</Answer>')


def randevu(inner: str) -> str:
    act = f"<actAppointment>{inner}</actAppointment>"
    return f'<controlActEvent><subject>{act}</subject><queryAck><queryResponseCode code="OK"/></queryAck></controlActEvent>'


def refused(code: str) -> str:
    issue = f'<detectedIssueEvent><code code="{code}" displayName="{WORDS}"/></detectedIssueEvent>'
    return f"<controlActEvent><reason>{issue}</reason></controlActEvent>"


XML, HTML = "text/xml", "text/html"
ANSWERS: dict[str, tuple[str, int, str]] = {
    "a field is missing": (answer("AA", rest=randevu(PERSON)), 200, XML),
    "a field cannot be read": (answer("AA", rest=randevu(f'<effectiveTime><low value="{NAME}"/></effectiveTime>{PERSON}')), 200, XML),
    "a moment that is a number": (answer("AA", rest=randevu(f'{PERSON}<availabilityTime value="{KISI}"/>')), 200, XML),
    "not well-formed": (answer("AA", rest=randevu(PERSON)).replace("</patient>", "</person>"), 200, XML),
    "cut off": (answer("AA", rest=randevu(PERSON))[:-60], 200, XML),
    "a system error": (
        answer("AR", f'<acknowledgementDetail><code code="03-009" displayName="{WORDS}"/></acknowledgementDetail>'),
        200,
        XML,
    ),
    "a refusal": (answer("AE", rest=refused("02-101-001-0001-101")), 200, XML),
    "a refusal whose code is a person": (answer("AE", rest=refused(WORDS)), 200, XML),
    "a refusal whose code is a number": (answer("AE", rest=refused(str(KISI))), 200, XML),
    "a fault": (envelope(f"<e:Fault><faultcode>e:Client</faultcode><faultstring>{WORDS}</faultstring></e:Fault>"), 500, XML),
    "a fault with details": (
        envelope(f"<e:Fault><faultcode>{WORDS}</faultcode><faultstring>x</faultstring><detail><p>{WORDS}</p></detail></e:Fault>"),
        500,
        XML,
    ),
    "a page": (f"<html><body title='{NAME}'>{WORDS}</body></html>", 500, HTML),
    "plain text": (WORDS, 200, "text/plain"),
    "forbidden": (WORDS, 403, "text/plain"),
}


def kisi() -> Hasta:
    return Hasta(
        tckn=KISI,
        adi=NAME,
        soyadi=FAMILY,
        cinsiyet=Cinsiyet.KADIN,
        dogum_tarihi=date(1981, 3, 12),
        telefonlar=(Telefon(alan_kodu="555", numara=NUMBER),),
        eposta=MAIL,
    )


def ministry_of(clock: Clock, **hospital: Any) -> Sandbox:
    """A hospital of three days that knows the person, and whose user name is a person's number."""
    ministry = Sandbox.with_hospital(gun=3, clock=clock, **hospital)
    ministry.credentials = ministry._services[0].credentials = Credentials(username=USER, password=PASSWORD)
    ministry.hospital.hastalar.insert(0, kisi())
    return ministry


def free_slot(ministry: Sandbox) -> Slot:
    """A free slot of tomorrow or later."""
    slots = (slot for cetvel in ministry.hospital.cetveller.values() for slot in ministry.hospital.slots(cetvel))
    tomorrow = ministry.clock() + timedelta(days=1)
    return next(slot for slot in slots if slot.durum == 1 and slot.baslangic > tomorrow)


def talep(ministry: Sandbox) -> RandevuTalebi:
    """A booking for the person, on that slot."""
    slot = free_slot(ministry)
    return RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=kisi(), randevu_notu=NOTE)


def istisna(part: CalismaCetveli | Slot) -> Istisna:
    """An exception request, for a schedule or a part of it, that tells of the person."""
    return Istisna(
        hekim_kodu=part.hekim_kodu if isinstance(part.hekim_kodu, Tckn) else USER,
        klinik_kodu=part.klinik_kodu or 0,
        baslangic=part.baslangic,
        bitis=part.bitis,
        aksiyon_kodu=30,
        aciklama=NOTE,
        eposta=MAIL,
        telefon=Telefon(alan_kodu="555", numara=NUMBER),
        belge=Belge(ad=FILE, icerik=NOTE.encode()),
    )


def forms(secret: str) -> set[str]:
    """A secret as it is, and as entities, escapes, bytes, JSON or part of an address."""
    entities, escaped = secret.encode("ascii", "xmlcharrefreplace").decode(), repr(secret.encode())[2:-1]
    return {secret, ascii(secret)[1:-1], entities, escaped, json.dumps(secret)[1:-1], quote(secret), quote(secret, safe="")}


def shown_in(text: str, secrets: set[str]) -> set[str]:
    """The secrets that a text holds in any form."""
    return {secret for secret in secrets if any(form in text for form in forms(secret))}


def told_by(text: str) -> set[str]:
    """The secrets of the person that a text holds."""
    return shown_in(text, set(SECRETS))


def people(ministry: Sandbox) -> set[str]:
    """Numbers and telephones of everybody in the hospital; names are common words."""
    hastalar = ministry.hospital.hastalar
    return {
        *map(str, ministry.hospital.hekimler),
        *(str(hasta.tckn) for hasta in hastalar),
        *(hasta.telefonlar[0].numara for hasta in hastalar),
    }
