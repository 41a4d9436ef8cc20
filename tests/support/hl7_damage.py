"""
Named damage to golden answers, as data: what is broken where, and what a reader has to make of it.

Paths begin at the act, as the tables write them. The damage is done to the first record.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import attrs
from lxml import etree

from saglikclient import Unknown
from saglikclient.mhrs import Telefon
from tests.support.hl7_golden import SOAP, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lxml.etree import _Element

    from tests.support.hl7_golden import Row

NO_DATE = "31 Şubat 2026, Ayşe Örnek"
"""What stands where a date should; it must show up nowhere."""
OTHER_MESSAGE = "99999999-9999-4999-8999-999999999999"
YENI = etree.fromstring('<yeni xmlns="urn:hl7-org:v3" code="0" value="0" extension="0">yeni<id extension="0"/></yeni>')
BASKA = etree.fromstring('<y:statusCode xmlns:y="urn:example:yeni" code="0">yeni</y:statusCode>')


@attrs.frozen(kw_only=True)
class Damages:
    """
    What can be broken in the answers that bring one kind of record.

    Attributes:
        missing: A required element that is taken out, and the path that the error names.
        date: The same for an element with a date that becomes unreadable; None if there is no date.
        unknown: Elements whose attribute gets a code that nobody knows.
        means: What the record then holds instead.
        unreadable: Optional elements whose attribute gets a text that cannot be read as its type.
        keeps: What the record then holds instead.
        optional: What is not required: elements, or attributes after an `@`.
    """

    missing: tuple[str, str]
    date: tuple[str, str] | None = None
    unknown: Mapping[str, tuple[str, str]] = attrs.field(factory=dict)
    means: Mapping[str, object] = attrs.field(factory=dict)
    unreadable: Mapping[str, tuple[str, str]] = attrs.field(factory=dict)
    keeps: Mapping[str, object] = attrs.field(factory=dict)
    optional: tuple[str, ...] = ()


PERIOD = ("effectiveTime/low", "actSlot/effectiveTime")
PHYSICIAN, PLACE = "performer/assignedPerson", "location/serviceDeliveryLocation"
PATIENT = "subject/patient"

DAMAGES: Mapping[str, Damages] = {
    "Poliklinik": Damages(missing=("id", "serviceDeliveryLocation/id"), optional=("code@displayName",)),
    "Sablon": Damages(
        missing=("component/timeSlot/dayOfWeek", "component/timeSlot/dayOfWeek"),
        date=("component/timeSlot/startTime", "component/timeSlot/startTime"),
        unknown={"statusCode": ("code", "77")},
        means={"durum": Unknown("77")},
        optional=("component/timeSlot/patientsPerSlot",),
    ),
    "CalismaCetveli": Damages(
        missing=(f"{PLACE}/code", f"actSlot/{PLACE}/code"),
        date=("effectiveTime/high", "actSlot/effectiveTime"),
        unknown={f"{PHYSICIAN}/id": ("extension", "99999999999")},
        means={"hekim_kodu": Unknown("99999999999")},
        unreadable={
            "slotMinutes": ("value", "15 dk"),
            "patientsPerSlot": ("value", "bir"),
            "definition/actSlot/id": ("extension", "Ş-3001"),
        },
        keeps={"tedavi_suresi": Unknown("15 dk"), "slot_basina_hasta": Unknown("bir"), "sablon_kodu": Unknown("Ş-3001")},
        optional=("referenceId", "slotMinutes", "patientsPerSlot", "definition"),
    ),
    "Istisna": Damages(
        missing=("statusCode", "actSlot/statusCode"),
        date=PERIOD,
        unknown={"statusCode": ("code", "RED"), f"{PHYSICIAN}/id": ("extension", "YB-4711")},
        means={"durum": Unknown("RED"), "hekim_kodu": Unknown("YB-4711")},
        optional=("reasonText", "document", f"{PHYSICIAN}/telecom[@value='tel:+903125551234']"),
    ),
    "Randevu": Damages(
        missing=(f"{PHYSICIAN}/id", f"actAppointment/{PHYSICIAN}/id"),
        date=("effectiveTime/low", "actAppointment/effectiveTime"),
        unknown={
            "code": ("code", "77"),
            "statusCode": ("code", "78"),
            "recordStatusCode": ("code", "79"),
            "channelCode": ("code", "80"),
            f"{PATIENT}/id": ("extension", "10000000147"),
            f"{PATIENT}/patientPerson/administrativeGenderCode": ("code", "X"),
            f"{PATIENT}/patientPerson/telecom": ("use", "PG"),
            f"{PHYSICIAN}/id": ("extension", "1"),
        },
        means={
            "randevu_turu": Unknown("77"),
            "durum": Unknown("78"),
            "kayit_durumu": Unknown("79"),
            "kanal": Unknown("80"),
            "hasta_tckn": Unknown("10000000147"),
            "cinsiyet": Unknown("X"),
            "telefonlar": tuple(
                Telefon(alan_kodu=area, numara=number, tip=Unknown("PG"))
                for area, number in (("555", "0000001"), ("312", "0000002"), ("312", "0000003"), ("555", "0000004"))
            ),
            "hekim_kodu": Unknown("1"),
        },
        unreadable={
            "availabilityTime": ("value", "20260302"),
            "companionInd": ("value", "evet"),
            f"{PATIENT}/virtualIdInd": ("value", "yok"),
            f"{PATIENT}/disabledInd": ("value", "E"),
            f"{PATIENT}/withoutKinInd": ("value", "H"),
            f"{PATIENT}/highRiskPregnancyInd": ("value", "2"),
            f"{PATIENT}/patientPerson/birthTime": ("value", "1950"),
            f"{PLACE}/id": ("extension", "B-12"),
            f"{PLACE}/code": ("code", "GÖZ"),
        },
        keeps={
            "eklenme_zamani": Unknown("20260302"),
            "refakatci_istiyor": Unknown("evet"),
            "sanal_tc": Unknown("yok"),
            "engelli": Unknown("E"),
            "kimsesiz": Unknown("H"),
            "yuksek_riskli_gebe": Unknown("2"),
            "dogum_tarihi": Unknown("1950"),
            "poliklinik_kodu": Unknown("B-12"),
            "klinik_kodu": Unknown("GÖZ"),
        },
        optional=(
            f"{PATIENT}/id",
            *("code", "text", "statusCode", "recordStatusCode", "availabilityTime", "channelCode", "companionInd", "location"),
            *(f"{PATIENT}/{name}" for name in ("virtualIdInd", "disabledInd", "withoutKinInd", "highRiskPregnancyInd", "patientPerson")),
            f"{PHYSICIAN}/assignedPerson",
        ),
    ),
    "RandevuDurumSonucu": Damages(
        missing=("updatedInd", "actAppointment/updatedInd"),
        unknown={"code": ("code", "RDG-099")},
        means={"hata_kodu": "RDG-099"},
        optional=("code", "text"),
    ),
    "Slot": Damages(
        missing=("definition/actSlot/id", "actSlot/definition/actSlot/id"),
        date=PERIOD,
        unknown={"code": ("code", "77"), "statusCode": ("code", "78"), f"{PHYSICIAN}/id": ("extension", "00000000000")},
        means={"randevu_turu": Unknown("77"), "durum": Unknown("78"), "hekim_kodu": Unknown("00000000000")},
        unreadable={f"{PLACE}/id": ("extension", "B-12"), f"{PLACE}/code": ("code", "GÖZ")},
        keeps={"poliklinik_kodu": Unknown("B-12"), "klinik_kodu": Unknown("GÖZ")},
        optional=("code", PLACE),
    ),
}
"""By the name of the table that reads the answer."""

ACKNOWLEDGED = Damages(missing=("acknowledgement/typeCode", "acknowledgement/typeCode"))
"""What can be broken in an answer that only acknowledges; the path begins at the message."""


def of(row: Row) -> Damages:
    """The damage that fits a row."""
    return DAMAGES[row.answer.name] if row.answer else ACKNOWLEDGED


def damaged(row: Row, clean: bytes) -> Iterator[tuple[str, bytes]]:
    """Every damage of a row by name, done to its clean answer."""
    damages = of(row)
    ways: dict[str, Callable[[_Element], None]] = {
        "new_element": _sprinkle,
        "missing_required": lambda root: _remove(_first(row, root), damages.missing[0]),
        "wrong_id": lambda root: _set(_message(root), "acknowledgement/message/id", "extension", OTHER_MESSAGE),
    }
    if damages.date:
        path = damages.date[0]
        ways["bad_date"] = lambda root: _set(_first(row, root), path, "value", NO_DATE)
    if damages.unknown:
        ways["unknown_code"] = lambda root: [_set(_first(row, root), path, *to) for path, to in damages.unknown.items()]
    if damages.unreadable:
        ways["unreadable_optional"] = lambda root: [_set(_first(row, root), path, *to) for path, to in damages.unreadable.items()]
    if damages.optional:
        ways["only_required"] = lambda root: [_remove(_first(row, root), path) for path in damages.optional]
    for what, way in ways.items():
        root = etree.fromstring(clean)
        way(root)
        yield what, etree.tostring(root)


def _message(root: _Element) -> _Element:
    return root.findall(f"{SOAP}Body/*")[0]


def _first(row: Row, root: _Element) -> _Element:
    """The first record, or the message if there are none."""
    message = _message(root)
    return message if row.answer is None else message.findall(steps(f"controlActEvent/subject/{row.answer.element}"))[0]


def _found(within: _Element, path: str) -> list[_Element]:
    found = within.findall(steps(path))
    assert found, f"nothing to damage at {path}"
    return found


def _remove(within: _Element, path: str) -> None:
    path, _, attribute = path.partition("@") if not path.endswith("]") else (path, "", "")
    for element in _found(within, path):
        parent = element.getparent()
        if attribute:
            del element.attrib[attribute]
        elif parent is not None:
            parent.remove(element)


def _set(within: _Element, path: str, attribute: str, text: str) -> None:
    for element in _found(within, path):
        element.set(attribute, text)


def _sprinkle(root: _Element) -> None:
    """New attributes and elements at every level, in HL7's namespace and in another, before and after what is known."""
    for element in list(_message(root).iter()):
        element.set("yeni", "0")
        if not (element.text or "").strip():
            element.insert(0, deepcopy(YENI))
        element.append(deepcopy(BASKA))
    header = etree.Element(f"{SOAP}Header")
    header.append(deepcopy(BASKA))
    root.insert(0, header)
    _message(root).addnext(deepcopy(BASKA))
