"""
Who suffers the faults: each client with a call that reads and one that writes. A client is one row more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient.config import MIB
from saglikclient.erapor import ERapor, Role
from saglikclient.hes import Hes
from saglikclient.mhrs import Belge, Mhrs, Poliklinik
from saglikclient.mhrs.rest import CetvelTipi, IstisnaTalebi, MhrsRest
from saglikclient.mhrs.rest._operations import LOGIN
from saglikclient.testing import Sandbox
from saglikclient.testing._mhrs_rest.state import LOCAL_ACTIONS
from tests.support.clients import BASES, over_socket

if TYPE_CHECKING:
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
        noted: What the Sandbox's journal calls it, if it is another name.
        writes: Whether it changes something, and so must not be done twice.
        login: The path of the client's own logins, which no fault meets once a connection stands; empty if it has none.
    """

    client: str
    operation: str
    do: Callable[[Sandbox, Any], object]
    noted: str = attrs.field(default=attrs.Factory(lambda call: call.operation, takes_self=True))
    writes: bool = False
    login: str = ""

    @property
    def base(self) -> str:
        """Where the Sandbox has this service."""
        return BASES[self.client]

    def connect(self, ministry: Sandbox, endpoint: str, options: Options) -> Any:
        """Make the client."""
        return over_socket(self.client, ministry, endpoint, timeouts=options.timeouts, tls=options.tls, retries=options.retries)


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


def _one(ministry: Sandbox, hes: Hes) -> object:
    ministry.codes.add(CODE, ministry.hospital.hastalar[0])
    return hes.check(CODE)


def _many(ministry: Sandbox, hes: Hes) -> object:
    ministry.codes.add(CODE, ministry.hospital.hastalar[0])
    return hes.check_many([CODE])


CALLS: tuple[Call, ...] = (
    Call(client="Mhrs", operation="randevu.sorgulama", do=_appointments),
    Call(client="Mhrs", operation="poliklinik.kayit", do=_new_poliklinik, writes=True),
    Call(
        client="MhrsRest",
        operation="randevu.kurum_randevulari_sorgula",
        do=_clinic,
        login=LOGIN.path,
    ),
    Call(
        client="MhrsRest",
        operation="muayene_yeri.ekle",
        do=_new_place,
        login=LOGIN.path,
        writes=True,
    ),
    Call(client="MhrsRest", operation="istisna.ekle", do=_large_form, login=LOGIN.path, writes=True),
    Call(client="ERapor", operation="token", do=_token),
    Call(client="ERapor", operation="patient_reports", do=_reports),
    Call(client="Hes", operation="check", do=_one, noted="check-hes-code"),
    Call(client="Hes", operation="check_many", do=_many, noted="check-hes-codes"),
)
