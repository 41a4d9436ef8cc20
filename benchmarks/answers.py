"""
Makes the answer that the benchmarks read: appointments of a full hospital, as the Ministry would send them.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import attrs
from lxml import etree

from saglikclient.mhrs.hl7 import names
from saglikclient.mhrs.hl7.contract.render import answer_element
from saglikclient.mhrs.hl7.envelope import device
from saglikclient.mhrs.interactions import RANDEVU_SORGULAMA
from saglikclient.mhrs.model.randevu import Randevu
from saglikclient.testing import Clock, Sandbox
from saglikclient.testing.hl7_face import to_xml

MESSAGE_ID = "11111111-2222-4333-8444-555555555555"
START = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - Clock takes naive time for Türkiye's


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


def answer(count: int, seed: int = 1) -> bytes:
    """
    A whole answer to "Randevu Sorgulama" with so many appointments.
    """
    source, one = random.Random(seed), appointment()
    event = {**names.structure("", "controlActEvent"), "subject": [_subject(one, index, source) for index in range(count)]}
    event["queryAck"] = {"queryResponseCode": {"code": "OK"}}
    message = to_xml(answer_element(RANDEVU_SORGULAMA), {**_wrapper(), "controlActEvent": event})
    envelope = etree.Element(f"{{{names.SOAP}}}Envelope", nsmap={"soap": names.SOAP})
    etree.SubElement(envelope, f"{{{names.SOAP}}}Body").append(message)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")


def _subject(one: Randevu, index: int, source: random.Random) -> dict[str, object]:
    start = one.baslangic + timedelta(minutes=15 * source.randrange(10_000))
    randevu = attrs.evolve(one, randevu_hrn=f"SBX{index:09}", baslangic=start, bitis=start + timedelta(minutes=15))
    return {**names.structure("controlActEvent", "subject"), "actAppointment": RANDEVU_SORGULAMA.answer.encode(randevu)}


def _wrapper() -> dict[str, object]:
    return {
        "id": {"root": names.MESSAGE_ID, "extension": MESSAGE_ID},
        "creationTime": {"value": "20260302080000"},
        "interactionId": {"root": names.INTERACTION_ID, "extension": "QUQI_IN000002TR01"},
        "processingCode": {"code": "T"},
        "processingModeCode": {"code": "T"},
        "acceptAckCode": {"code": "NE"},
        "receiver": device("receiver", "X"),
        "sender": device("sender", "X"),
        "acknowledgement": {"typeCode": {"code": "AA"}, "message": {"id": {"root": names.MESSAGE_ID, "extension": MESSAGE_ID}}},
    }
