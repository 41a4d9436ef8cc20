"""
The Sandbox at the wire: raw bytes in, raw bytes out, and the Ministry's codes for what is wrong with them.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import pytest

from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import CalismaCetveli, Poliklinik, Sablon, SablonDilimi
from saglikclient.testing._mhrs_hl7.service import schema
from tests.support.sandbox_wire import NS, added, post, put, without, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.testing import Clock, Sandbox

NEW = Poliklinik(klinik_kodu=7, poliklinik_adi="Göz 1")
SABLON = Sablon(
    sablon_adi="Salı",
    klinik_kodu=7,
    dilimler=(SablonDilimi(gun=2, baslangic=time(9), bitis=time(10), aksiyon_kodu=1, tedavi_suresi=20),),
)
CETVEL = CalismaCetveli(
    hekim_kodu="10000000146",
    klinik_kodu=7,
    poliklinik_kodu=1,
    baslangic=datetime(2026, 3, 3, 9, tzinfo=TURKIYE),
    bitis=datetime(2026, 3, 3, 10, tzinfo=TURKIYE),
    aksiyon_kodu=1,
)


def test_a_request_is_answered_and_noted(sandbox: Sandbox, clock: Clock, write: bytes) -> None:
    """
    The journal tells operation, id, moment, size and outcome of what was received.
    """
    answer = post(sandbox, write)
    (entry,) = sandbox.journal

    assert (answer.status, answer.code) == (200, "AA")
    assert (entry.operation, entry.outcome, entry.processed, entry.fault) == ("poliklinik.kayit", "AA", True, "")
    assert (entry.received_at, entry.size) == (clock(), len(write))
    assert entry.message_id == answer.message.find("v3:acknowledgement/v3:message/v3:id", NS).get("extension")
    assert f'extension="{entry.message_id}"'.encode() in write


def test_a_query_says_whether_it_found_something(sandbox: Sandbox, query: bytes, write: bytes) -> None:
    """
    The response code is OK with records and NF without; the acknowledgement is AA both times.
    """
    before = post(sandbox, query)
    post(sandbox, write)
    after = post(sandbox, written(sandbox, lambda mhrs: mhrs.poliklinik.sorgulama(klinik_kodu=77)))

    assert (before.code, before.query) == ("AA", ["NF"])
    assert (after.code, after.query) == ("AA", ["OK"])


DAMAGE: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "no header": ("03-015", without("soap:Header")),
    "no token": ("03-015", without("soap:Header/*[local-name()='Security']/*[local-name()='UsernameToken']")),
    "no password": ("03-014", without("//*[local-name()='Password']")),
    "element missing": ("03-008", without("//v3:controlActEvent/v3:authorOrPerformer")),
    "element unknown": ("03-008", added),
    "wrong class": ("03-008", put("//v3:controlActEvent", "classCode", "ACT")),
    "value unreadable": ("03-009", put("//v3:klinikKodu/v3:value", "code", "göz")),
    "another interaction": ("03-011", put("//v3:interactionId", "extension", "QUSC_IN001003TR01")),
    "unknown message": ("03-011", lambda body: body.replace(b"QUSC_IN001005TR01", b"QUSC_IN999999TR01")),
    "empty body": ("03-011", without("soap:Body/*")),
    "no body": ("03-011", without("soap:Body")),
    "not SOAP": ("03-011", lambda _: b"<hello/>"),
    "not XML": ("04-001", lambda body: body[:-20]),
    "nothing": ("04-001", lambda _: b""),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_by_the_ministrys_code(sandbox: Sandbox, query: bytes, damage: str) -> None:
    """
    Each structural fault has its published code, reported as an error of the system with AR, and nothing is processed.
    """
    code, harm = DAMAGE[damage]
    body = harm(query)
    assert body != query

    answer = post(sandbox, body)

    assert (answer.code, answer.system, answer.application) == ("AR", [code], [])
    assert [(entry.outcome, entry.processed) for entry in sandbox.journal] == [(code, False)]


RECORDS = {
    "poliklinik": ("PRSC_IN001023TR01", "PRSC_IN001024TR01", lambda mhrs: mhrs.poliklinik.kayit(NEW)),
    "sablon": ("PRSC_IN001012TR01", "PRSC_IN001014TR01", lambda mhrs: mhrs.sablon.kayit(SABLON)),
    "cetvel": ("PRSC_IN001017TR01", "PRSC_IN001019TR01", lambda mhrs: mhrs.calisma_cetveli.kayit(CETVEL)),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_a_change_says_what_it_changes(sandbox: Sandbox, kind: str) -> None:
    """
    An update without a number is refused by the Ministry too, and creates nothing.
    """
    kayit, guncelleme, call = RECORDS[kind]
    body = written(sandbox, call).replace(kayit.encode(), guncelleme.encode())

    answer = post(sandbox, body)

    assert (answer.code, answer.application) == ("AE", ["LOCAL-NOT-FOUND"])
    assert [*sandbox.hospital.poliklinikler, *sandbox.hospital.sablonlar, *sandbox.hospital.cetveller] == []


@pytest.mark.parametrize("where", ["</ns0:controlActEvent>", "</soap-env:Body>"])
def test_a_document_type_is_refused(sandbox: Sandbox, query: bytes, where: str) -> None:
    """
    SOAP knows no document types: one with a file behind it is neither followed nor a reason to fail.
    """
    bomb = b'<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    body = query[query.index(b"?>") + 2 :].replace(where.encode(), b"&file;" + where.encode())

    assert post(sandbox, bomb + body).system == ["04-001"]


def test_what_is_not_content_is_passed_over(sandbox: Sandbox, query: bytes) -> None:
    """
    Comments and processing instructions change nothing, wherever they stand.
    """
    body = query.replace(b"<soap-env:Body>", b"<soap-env:Body><!-- note --><?note?>")

    assert post(sandbox, body).code == "AA"


def test_refusals_fit_the_contract_too(sandbox: Sandbox, query: bytes, write: bytes) -> None:
    """
    An answer that refuses is as valid as one that accepts, for a query and for a write.
    """
    rules = schema()
    for body in (query, write):
        fine, repeated = post(sandbox, body), post(sandbox, body)
        refused = post(sandbox, without("soap:Header")(body))

        for answer in (fine, repeated, refused):
            rules.assertValid(answer.message)
