"""
Who suffers the faults: each client with a call that reads and one that writes. A client is one row more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient import Environment
from saglikclient.config import MIB
from saglikclient.erapor import ERapor, Role
from saglikclient.hes import Hes
from saglikclient.mhrs import Belge, Mhrs, Poliklinik
from saglikclient.mhrs.rest import CetvelTipi, IstisnaTalebi, MhrsRest
from saglikclient.mhrs.rest._operations import LOGIN
from saglikclient.testing import Sandbox
from saglikclient.testing._erapor.service import FakeERapor
from saglikclient.testing._hes.service import FakeHes
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7
from saglikclient.testing._mhrs_rest.service import FakeMhrsRest
from saglikclient.testing._mhrs_rest.state import LOCAL_ACTIONS

if TYPE_CHECKING:
    from saglikclient._transport.client import Client
    from saglikclient.config import Options

CODE = "A1B2-3456-78"


@attrs.frozen(kw_only=True)
class Call:
    """
    A call of a client.

    Attributes:
        client: The client's name.
        operation: The call's name.
        do: Makes the call.
        connect: Makes the client: the Ministry, the endpoint, timeouts and the rest.
        base: Where the Sandbox has this service.
        noted: What the Sandbox's journal calls it, if it is another name.
        writes: Whether it changes something, and so must not be done twice.
        login: The path of the client's own logins, which no fault meets once a connection stands; empty if it has none.
    """

    client: str
    operation: str
    do: Callable[[Sandbox, Any], object]
    connect: Callable[[Sandbox, str, Options], Client]
    base: str
    noted: str = attrs.field(default=attrs.Factory(lambda call: call.operation, takes_self=True))
    writes: bool = False
    login: str = ""


def _mhrs(ministry: Sandbox, endpoint: str, options: Options) -> Mhrs:
    return Mhrs(
        ministry.credentials,
        kurum_kodu=int(ministry.hospital.kurum_kodu),
        gonderen="HBYS",
        islem_yapan=ministry.islem_yapan,
        environment=Environment.TEST,
        endpoint=endpoint,
        timeouts=options.timeouts,
        tls=options.tls,
        retries=options.retries,
    )


def _rest(ministry: Sandbox, endpoint: str, options: Options) -> MhrsRest:
    return MhrsRest(
        ministry.rest.credentials,
        kurum_kodu=int(ministry.hospital.kurum_kodu),
        uygulama_kodu=ministry.rest.uygulama_kodu,
        islem_yapan=ministry.islem_yapan,
        endpoint=endpoint,
        timeouts=options.timeouts,
        tls=options.tls,
        retries=options.retries,
    )


def _erapor(ministry: Sandbox, endpoint: str, options: Options) -> ERapor:
    return ERapor(
        ministry.credentials,
        application_code=ministry.reports.application_code,
        endpoint=endpoint,
        timeouts=options.timeouts,
        tls=options.tls,
        retries=options.retries,
    )


def _hes(ministry: Sandbox, endpoint: str, options: Options) -> Hes:
    ministry.codes.add(CODE, ministry.hospital.hastalar[0])
    return Hes(ministry.credentials, endpoint=endpoint, timeouts=options.timeouts, tls=options.tls, retries=options.retries)


def _appointments(ministry: Sandbox, mhrs: Mhrs) -> object:
    return mhrs.randevu.sorgulama(ministry.clock(), ministry.clock() + timedelta(days=7))


def _new_poliklinik(_: Sandbox, mhrs: Mhrs) -> object:
    return mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=1001, poliklinik_adi="Göz Polikliniği 9"))


def _clinic(ministry: Sandbox, rest: MhrsRest) -> object:
    now = ministry.clock()
    return rest.randevu.kurum_randevulari_sorgula(now, now + timedelta(days=7), klinik_kodu=1001)


def _new_place(_: Sandbox, rest: MhrsRest) -> object:
    return rest.muayene_yeri.ekle(klinik_kodu=1001, muayene_yeri_adi="Göz 9")


def _large_form(ministry: Sandbox, rest: MhrsRest) -> object:
    start = ministry.clock() + timedelta(days=1)
    talep = IstisnaTalebi(
        aciklama="Kongre",
        aksiyon_id=LOCAL_ACTIONS + 14,
        baslangic_tarih_saati=start,
        bitis_tarih_saati=start + timedelta(hours=1),
        cetvel_tipi=CetvelTipi.HEKIM,
        klinik_kodu=1001,
        eposta="hbys@example.com",
        telefon_no="3120000000",
        hekim_tc_kimlik_no=ministry.islem_yapan,
        belge=Belge(ad="rapor.pdf", icerik=bytes(4 * MIB)),
    )
    return rest.istisna.ekle(talep)


def _token(ministry: Sandbox, erapor: ERapor) -> object:
    return erapor.token(identity_number=ministry.islem_yapan, role=Role.UZMAN_HEKIM)


def _reports(ministry: Sandbox, erapor: ERapor) -> object:
    token = ministry.erapor().token(identity_number=ministry.islem_yapan, role=Role.UZMAN_HEKIM)
    return erapor.patient_reports(token, tckn=ministry.hospital.hastalar[0].tckn)


def _many(_: Sandbox, hes: Hes) -> object:
    return hes.check_many([CODE])


CALLS: tuple[Call, ...] = (
    Call(client="Mhrs", operation="randevu.sorgulama", do=_appointments, connect=_mhrs, base=FakeMhrsHl7.base),
    Call(client="Mhrs", operation="poliklinik.kayit", do=_new_poliklinik, connect=_mhrs, base=FakeMhrsHl7.base, writes=True),
    Call(
        client="MhrsRest",
        operation="randevu.kurum_randevulari_sorgula",
        do=_clinic,
        connect=_rest,
        base=FakeMhrsRest.base,
        login=LOGIN.path,
    ),
    Call(
        client="MhrsRest",
        operation="muayene_yeri.ekle",
        do=_new_place,
        connect=_rest,
        base=FakeMhrsRest.base,
        login=LOGIN.path,
        writes=True,
    ),
    Call(client="MhrsRest", operation="istisna.ekle", do=_large_form, connect=_rest, base=FakeMhrsRest.base, login=LOGIN.path, writes=True),
    Call(client="ERapor", operation="token", do=_token, connect=_erapor, base=FakeERapor.base),
    Call(client="ERapor", operation="patient_reports", do=_reports, connect=_erapor, base=FakeERapor.base),
    Call(client="Hes", operation="check", do=lambda _, hes: hes.check(CODE), connect=_hes, base=FakeHes.base, noted="check-hes-code"),
    Call(client="Hes", operation="check_many", do=_many, connect=_hes, base=FakeHes.base, noted="check-hes-codes"),
)
