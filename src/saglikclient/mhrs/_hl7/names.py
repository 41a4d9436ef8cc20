"""
Names and numbers of the wire format that the Ministry published.

Source of everything here: "HL7 Mesajları Entegrasyon Kılavuzu" 1.5 (Sağlık-NET) and its annexes, unless a line states otherwise. MHRS'
HL7 service is in the same domain and uses the same message names (MHRS Yönergesi EK 1, Tablo 1), so the wrapper is assumed to be the same.
"""

from __future__ import annotations

SERVICE = "mhrs"
"""The service in errors and logs."""
HL7 = "urn:hl7-org:v3"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"

ROOT = "2.16.840.1.113883.3.129"
TCKN = f"{ROOT}.1.1.1"
APPLICATION = f"{ROOT}.1.1.5"
KURUM = f"{ROOT}.1.1.6"
KLINIK = f"{ROOT}.1.2.1"
CINSIYET = f"{ROOT}.1.2.21"
INTERACTION_ID = f"{ROOT}.2.1.1"
MESSAGE_ID = f"{ROOT}.2.1.2"
APPLICATION_ERROR = f"{ROOT}.2.2.4"
SYSTEM_ERROR = f"{ROOT}.2.2.5"
APPLICATION_ERRORS, SYSTEM_ERRORS = frozenset({APPLICATION_ERROR, f"{ROOT}.3.1.4"}), frozenset({SYSTEM_ERROR, f"{ROOT}.3.1.3"})
"""The code systems of errors, Sağlık-NET's and MHRS' own. Source of the latter: observed in a client of Table 1, with the two in the other
order."""

RECEIVER = "USBS"
"""The receiving application of Sağlık-NET. The value for MHRS is not published: it is a setting of the client (`alici`)."""

PRODUCTION_ENDPOINT = "https://mhrsws.sagliknet.saglik.gov.tr/PRSC_AR001001TR01"
"""Source: MHRS Yönergesi EK 1, Tablo 1, which lists it with http and notes that https is used as well."""

STRUCTURE: dict[str, dict[str, str]] = {
    "subject": {"typeCode": "SBJ"},
    "controlActEvent/subject": {"typeCode": "SUBJ"},
    "patient": {"classCode": "PAT"},
    "patientPerson": {"classCode": "PSN", "determinerCode": "INSTANCE"},
    "performer": {"typeCode": "PRF"},
    "assignedPerson": {"classCode": "ASSIGNED"},
    "assignedPerson/assignedPerson": {"classCode": "PSN", "determinerCode": "INSTANCE"},
    "location": {"typeCode": "LOC"},
    "serviceDeliveryLocation": {"classCode": "SDLOC"},
    "serviceDeliveryLocation/location": {"classCode": "PLC", "determinerCode": "INSTANCE"},
    "serviceProviderOrganization": {"classCode": "ORG", "determinerCode": "INSTANCE"},
    "authorOrPerformer": {"typeCode": "AUT"},
    "representedOrganization": {"classCode": "ORG", "determinerCode": "INSTANCE"},
    "component": {"typeCode": "COMP"},
    "definition": {"typeCode": "INST"},
    "timeSlot": {"classCode": "ACT", "moodCode": "SLOT"},
    "actSlot": {"classCode": "ACT", "moodCode": "SLOT"},
    "receiver": {"typeCode": "RCV"},
    "sender": {"typeCode": "SND"},
    "device": {"classCode": "DEV", "determinerCode": "INSTANCE"},
    "controlActEvent": {"classCode": "CACT", "moodCode": "EVN"},
}
"""
Structural attributes of HL7 v3 classes and participations, by element, or by parent and element where they differ.

Published for the wrapper's elements; for the payload they are the standard's own (HL7 v3 Scheduling), observed in another country's
messages.
"""


def structure(parent: str, element: str) -> dict[str, str]:
    """
    Return the structural attributes of an element below a parent; empty for a plain element.
    """
    return STRUCTURE.get(f"{parent}/{element}") or STRUCTURE.get(element) or {}
