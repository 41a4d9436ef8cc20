"""
The clients that are put under load, and for each the calls that are mixed. A call tells whether the answer is the one to its own question.

To add a client: a function that fills the Sandbox and gives what the calls share, a tuple of calls, and a `Subject` in `SUBJECTS`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs

from saglikclient import AuthenticationError, InvalidRequest, NotFound, SaglikError, ServiceError
from saglikclient.erapor import ERapor, Reason, Role
from saglikclient.hes import Hes, OutcomeKind
from saglikclient.identifiers import HesCode, Tckn
from saglikclient.mhrs import Mhrs, Poliklinik
from saglikclient.mhrs.rest import MhrsRest, YesilListeDurumu, YesilListeTalebi
from saglikclient.mhrs.rest._operations import LOGIN, MUAYENE_YERI_EKLE, RANDEVU_IPTAL
from saglikclient.testing._mhrs_rest.state import Listed
from saglikclient.testing.sandbox import AT_ONCE
from tests.support.clients import BASES, MADE, over_socket

if TYPE_CHECKING:
    from saglikclient.config import TlsOptions
    from saglikclient.testing import Sandbox

KINDS = 64
"""How many different things are asked for, so that neighbours in time never ask the same."""
NOBODY = "9999-9999-99"

Call = Callable[[Any, Any, int], bool]


@attrs.frozen(kw_only=True)
class Subject:
    """
    A client under load.

    Attributes:
        name: Its class.
        prepare: Fills the Sandbox, and gives what the calls share; it can travel to another process.
        calls: The calls that are mixed.
        steady: Those of the calls that are answered by yes: they keep their connection, and start no thread.
        login: What the journal calls a login; empty if the service has none.
        message_ids: Whether its messages bear an id.
    """

    name: str
    prepare: Callable[[Sandbox, Any], Any]
    calls: tuple[Call, ...]
    steady: tuple[Call, ...]
    login: str = ""
    message_ids: bool = False

    @property
    def base(self) -> str:
        """Where its service stands in the Sandbox."""
        return BASES[self.name]

    def inside(self, ministry: Sandbox) -> Any:
        """Make one that talks to the Sandbox."""
        return MADE[self.name](ministry)

    def outside(self, ministry: Sandbox, url: str, tls: TlsOptions) -> Any:
        """Make one for a Sandbox that is served at an address."""
        return over_socket(self.name, ministry, url, tls=tls, retries=AT_ONCE)

    def ask(self, client: Any, shared: Any, number: int) -> bool:
        """
        Make one call, and tell whether its answer is its own.

        Args:
            client: The client.

            shared: What `prepare` gave.

            number: Which call it is; it decides what is asked for.
        """
        return self.calls[number % len(self.calls)](client, shared, number)


def refused(call: Callable[[], object], kind: type[SaglikError], *, operation: str, **facts: object) -> bool:
    """
    Whether a call is refused in this way. An error of another operation is somebody else's; one of this operation that says something else,
    e.g. that the Ministry's side failed, is passed on.
    """
    try:
        call()
    except kind as error:
        if error.operation != operation:
            return False
        if type(error) is kind and all(getattr(error, name) == value for name, value in facts.items()):
            return True
        raise
    return False


# MHRS


def _polikliniks(ministry: Sandbox, _: Mhrs) -> None:
    for klinik in range(1, KINDS + 1):
        ministry.hospital.put_poliklinik(Poliklinik(klinik_kodu=klinik, poliklinik_adi=f"Oda {klinik}"))


def _listed(mhrs: Mhrs, _: None, number: int) -> bool:
    klinik = number % KINDS + 1
    return [one.poliklinik_adi for one in mhrs.poliklinik.sorgulama(klinik_kodu=klinik)] == [f"Oda {klinik}"]


def _registered(mhrs: Mhrs, _: None, number: int) -> bool:
    new = Poliklinik(klinik_kodu=1000 + number, poliklinik_adi=f"Yeni {number}")
    kept = mhrs.poliklinik.kayit(new)
    return kept.poliklinik_kodu is not None and attrs.evolve(kept, poliklinik_kodu=None, klinik_adi=None) == new


def _not_there(mhrs: Mhrs, _: None, number: int) -> bool:
    return refused(lambda: mhrs.poliklinik.iptal(10**7 + number), ServiceError, code="LOCAL-NOT-FOUND", operation="poliklinik.iptal")


def _numbered(mhrs: Mhrs, _: None, number: int) -> bool:
    old = Poliklinik(klinik_kodu=1, poliklinik_adi="x", poliklinik_kodu=number + 1)
    return refused(lambda: mhrs.poliklinik.kayit(old), InvalidRequest, field="poliklinik_kodu", operation="poliklinik.kayit")


# MHRS, REST


def _listed_patients(ministry: Sandbox, _: MhrsRest) -> tuple[str, ...]:
    """Patients of the green list, put there from the other side: the first call of a thread has to log in."""
    source = random.Random(3)
    patients = tuple(str(Tckn.random(source)) for _ in range(KINDS))
    for patient in patients:
        talep = YesilListeTalebi(
            hasta_kimlik_no=patient,
            hekim_aciklama=f"neden {patient}",
            icd_tanilar=("A00",),
            islem_yapan_hekim_tc_kimlik_no=ministry.islem_yapan,
            islem_yapan_klinik_kodu=1,
            islem_yapilan_klinik_kodu=1,
        )
        ministry.rest.yesil_liste.append(Listed(talep, YesilListeDurumu.SURELI, ministry.clock()))
    ministry.hospital.klinikler.update({klinik: f"Klinik {klinik}" for klinik in range(1, KINDS + 1)})
    return patients


def _entered(rest: MhrsRest, patients: tuple[str, ...], number: int) -> bool:
    patient = patients[number % KINDS]
    entries = rest.yesil_liste.sorgula(hasta_kimlik_no=patient, klinik_kodu=1).data
    return [entry.hekim_aciklama for entry in entries] == [f"neden {patient}"]


def _placed(rest: MhrsRest, _: object, number: int) -> bool:
    name = f"Oda {number}"
    return rest.muayene_yeri.ekle(klinik_kodu=number % KINDS + 1, muayene_yeri_adi=name).data.muayene_yeri_adi == name


def _not_booked(rest: MhrsRest, _: object, number: int) -> bool:
    return refused(lambda: rest.randevu.randevu_iptal(f"YOK{number}"), ServiceError, code="LOCAL-NOT-FOUND", operation=RANDEVU_IPTAL.method)


def _nameless(rest: MhrsRest, _: object, number: int) -> bool:
    place = {"klinik_kodu": -number - 1, "muayene_yeri_adi": "x"}
    return refused(lambda: rest.muayene_yeri.ekle(**place), InvalidRequest, field="klinik_kodu", operation=MUAYENE_YERI_EKLE.method)


# e-Rapor


@attrs.frozen
class Reports:
    """One token for everybody, and patients with one report each."""

    token: Any
    patients: tuple[str, ...]


def _reports(ministry: Sandbox, erapor: ERapor) -> Reports:
    source = random.Random(1)
    patients = tuple(str(Tckn.random(source)) for _ in range(KINDS))
    for patient in patients:
        ministry.reports.reports[patient] = [{"raporNo": f"R{patient}", "hastaTckn": patient}]
    return Reports(erapor.token(identity_number=ministry.islem_yapan, role=Role.UZMAN_HEKIM), patients)


def _reported(erapor: ERapor, shared: Reports, number: int) -> bool:
    patient = shared.patients[number % KINDS]
    return [(one.rapor_no, one.hasta_tckn) for one in erapor.patient_reports(shared.token, tckn=patient)] == [(f"R{patient}", patient)]


def _addressed(erapor: ERapor, shared: Reports, number: int) -> bool:
    patient = shared.patients[number % KINDS]
    return patient in erapor.urls(shared.token).create_report(patient_id=patient, reason=Reason.YIVSIZ_AV_TUFEGI)


def _no_token(erapor: ERapor, shared: Reports, number: int) -> bool:
    token = attrs.evolve(shared.token, value=f"none{number}")
    return refused(
        lambda: erapor.patient_reports(token, tckn=shared.patients[0]), AuthenticationError, code="401", operation="patient_reports"
    )


def _no_patient(erapor: ERapor, shared: Reports, number: int) -> bool:
    return refused(
        lambda: erapor.patient_reports(shared.token, tckn=str(number)), InvalidRequest, field="tckn", operation="patient_reports"
    )


# HES


def _codes(ministry: Sandbox, _: Hes) -> tuple[tuple[str, str], ...]:
    """Codes, each with the end of its person's number."""
    source = random.Random(2)
    kept: list[tuple[str, str]] = []
    for _ in range(KINDS):
        hasta = attrs.evolve(ministry.hospital.hastalar[0], tckn=Tckn.random(source))
        kept.append((str(ministry.codes.add(HesCode.random(source), hasta)), hasta.tckn[-3:]))
    return tuple(kept)


def _checked(hes: Hes, codes: tuple[tuple[str, str], ...], number: int) -> bool:
    code, end = codes[number % KINDS]
    result = hes.check(code)
    return str(result.hes_code) == code and (result.masked_identity_number or "").endswith(end)


def _all_checked(hes: Hes, codes: tuple[tuple[str, str], ...], number: int) -> bool:
    asked = [codes[(number + step) % KINDS] for step in (0, 7, 3)]
    outcomes = hes.check_many([asked[0][0], "not a code", asked[1][0], NOBODY, asked[2][0]])
    ends = [outcome.result and (outcome.result.masked_identity_number or "")[-3:] for outcome in outcomes]
    kinds = [OutcomeKind.RESULT, OutcomeKind.MALFORMED, OutcomeKind.RESULT, OutcomeKind.NOT_FOUND, OutcomeKind.RESULT]
    return [outcome.kind for outcome in outcomes] == kinds and ends == [asked[0][1], None, asked[1][1], None, asked[2][1]]


def _unknown(hes: Hes, _: object, number: int) -> bool:
    check, name = ((hes.check, "check"), (hes.check_plus, "check_plus"), (hes.check_employee, "check_employee"))[number % 3]
    return refused(lambda: check(NOBODY), NotFound, operation=name)


def _no_code(hes: Hes, _: object, number: int) -> bool:
    return refused(lambda: hes.check(str(number)), InvalidRequest, operation="check")


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            name="Mhrs",
            prepare=_polikliniks,
            calls=(_listed, _registered, _listed, _not_there, _listed, _numbered),
            steady=(_listed, _registered),
            message_ids=True,
        ),
        Subject(
            name="MhrsRest",
            prepare=_listed_patients,
            calls=(_entered, _placed, _entered, _not_booked, _nameless),
            steady=(_entered, _placed),
            login=LOGIN.method,
        ),
        Subject(
            name="ERapor",
            prepare=_reports,
            calls=(_reported, _addressed, _reported, _no_token, _no_patient),
            steady=(_reported, _addressed),
            login="token",
        ),
        Subject(name="Hes", prepare=_codes, calls=(_checked, _all_checked, _unknown, _checked, _no_code), steady=(_checked,)),
    )
}
"""By name."""
