"""
The answers that are read: appointments of a full hospital, as the Ministry would send them. Everybody in them is made up.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

import attrs
from lxml import etree

from saglikclient.mhrs._hl7 import names
from saglikclient.mhrs._hl7.envelope import device
from saglikclient.mhrs.interactions import RANDEVU_SORGULAMA
from saglikclient.mhrs.model.randevu import Randevu
from saglikclient.testing import Clock, Sandbox
from saglikclient.testing._hospital.people import patient
from saglikclient.testing._mhrs_hl7.service import answer_element, to_xml

MESSAGE_ID = "11111111-2222-4333-8444-555555555555"
START = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - Clock takes naive time for Türkiye's
PHYSICIANS = 80
DISTINCT = 5_000
"""So many appointments differ; a longer answer repeats them under other numbers, since making them up takes longer than reading them."""


def appointment() -> Randevu:
    """
    One appointment with everything that an answer usually brings.
    """
    sandbox = Sandbox.with_hospital(hekim=1, gun=2, doluluk=1.0, clock=Clock(START))
    return attrs.evolve(
        next(iter(sandbox.hospital.randevular.values())),
        randevu_notu="Kontrol",
        engelli=False,
        kimsesiz=False,
        yuksek_riskli_gebe=False,
        refakatci_istiyor=False,
        eski_poliklinik_adi="Göz",
    )


@cache
def subjects() -> tuple[bytes, ...]:
    """
    The appointments that differ: each a patient, a physician and a time of its own.
    """
    source, one = random.Random(1), appointment()
    physicians = [patient(source) for _ in range(PHYSICIANS)]
    return tuple(_subject(one, physicians, source) for _ in range(DISTINCT))


def _subject(one: Randevu, physicians: list, source: random.Random) -> bytes:
    person, physician = patient(source), source.choice(physicians)
    start = one.baslangic + timedelta(minutes=15 * source.randrange(1_500))
    randevu = attrs.evolve(
        one,
        randevu_hrn="HRN-000000000",
        baslangic=start,
        bitis=start + timedelta(minutes=15),
        eklenme_zamani=start - timedelta(seconds=source.randrange(15 * 86_400)),
        hasta_tckn=person.tckn,
        hasta_adi=person.adi,
        hasta_soyadi=person.soyadi,
        dogum_tarihi=person.dogum_tarihi,
        cinsiyet=person.cinsiyet,
        telefonlar=person.telefonlar,
        hekim_kodu=physician.tckn,
        hekim_adi_soyadi=f"{physician.adi} {physician.soyadi}",
    )
    node = {**names.structure("controlActEvent", "subject"), "actAppointment": RANDEVU_SORGULAMA.answer.encode(randevu)}
    return etree.tostring(to_xml("subject", node), encoding="utf-8").replace(f' xmlns="{names.HL7}"'.encode(), b"", 1)


@cache
def frame(message_id: str = MESSAGE_ID) -> tuple[bytes, bytes]:
    """
    What stands before the first appointment and behind the last.
    """
    event = {**names.structure("", "controlActEvent"), "subject": [{}], "queryAck": {"queryResponseCode": {"code": "OK"}}}
    message = to_xml(answer_element(RANDEVU_SORGULAMA), {**_wrapper(message_id), "controlActEvent": event})
    envelope = etree.Element(f"{{{names.SOAP}}}Envelope", nsmap={"soap": names.SOAP})
    etree.SubElement(envelope, f"{{{names.SOAP}}}Body").append(message)
    head, _, tail = etree.tostring(envelope, xml_declaration=True, encoding="utf-8").partition(b"<subject/>")
    return head, tail


def pieces(count: int, message_id: str = MESSAGE_ID, first: int = 0) -> Iterator[bytes]:
    """
    An answer to "Randevu Sorgulama" with so many appointments, the first of them under this number, made as it is read.
    """
    made = subjects()
    head, tail = frame(message_id)
    yield head
    for number in range(first, first + count):
        yield made[number % DISTINCT].replace(b"HRN-000000000", b"HRN-%09d" % number)
    yield tail


def answer(count: int, message_id: str = MESSAGE_ID) -> bytes:
    """
    The same at once.
    """
    return b"".join(pieces(count, message_id))


def _wrapper(message_id: str) -> dict[str, object]:
    return {
        "id": {"root": names.MESSAGE_ID, "extension": MESSAGE_ID},
        "creationTime": {"value": "20260302080000"},
        "interactionId": {"root": names.INTERACTION_ID, "extension": "QUQI_IN000002TR01"},
        "processingCode": {"code": "T"},
        "processingModeCode": {"code": "T"},
        "acceptAckCode": {"code": "NE"},
        "receiver": device("receiver", "X"),
        "sender": device("sender", "X"),
        "acknowledgement": {"typeCode": {"code": "AA"}, "message": {"id": {"root": names.MESSAGE_ID, "extension": message_id}}},
    }
