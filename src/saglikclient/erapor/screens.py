"""
The table of report screens; a new screen is a new row.

A screen is a web page of the Ministry that the HBYS opens in a browser with the token in its URL. Source of each row: `guide` for the
Ministry's guide, `observed` for a public client that uses the same host.
"""

from __future__ import annotations

from typing import Literal

import attrs

from saglikclient.erapor.models import Role

UZMAN, SEKRETER, BASHEKIM, HBYS = Role.UZMAN_HEKIM, Role.SEKRETER, Role.BASHEKIM, Role.HBYS


@attrs.frozen
class Screen:
    """
    A report screen.

    Attributes:
        name: The name for `Urls.open`.
        title: The title, in Turkish.
        path: The path under the host.
        roles: The roles for which it is documented or was observed.
        source: The source of the row.
        parameters: Query parameters in addition to the token.
        carried_as: Name of the query parameter with the token; its casing differs between screens.
    """

    name: str
    title: str
    path: str
    roles: tuple[Role, ...]
    source: Literal["guide", "observed"]
    parameters: tuple[str, ...] = ()
    carried_as: str = "Authorization"


BIRTH = (
    "patientId",
    "isCitizen",
    "obstetricResult",
    "gestationalWeek",
    "babyLength",
    "headCircumference",
    "babyWeight",
    "babyArrivalType",
    "isHepatitBVaccinated",
    "isVitaminK",
    "isAudioTest",
    "fatherName",
    "obstetricMethod",
)

CREATE_REPORT = Screen(
    "tek_hekim.create_report",
    "Durum Bildirir Tek Hekim: kayıt ekranı",
    "healthstatusweb/singledoctor/createreport",
    (UZMAN,),
    "guide",
    ("patientId", "Reason"),
)
DOCTOR_INDEX = Screen(
    "tek_hekim.doctor_index",
    "Durum Bildirir Tek Hekim: tarafımdan verilmiş raporlar",
    "healthstatusweb/singledoctor/doctorindex",
    (UZMAN,),
    "guide",
    carried_as="authorization",
)
BIRTH_CREATE = Screen("dogum.create", "Doğum: T.C. vatandaşı için kayıt", "DogumWeb/Dogum/Create", (UZMAN, BASHEKIM), "observed", BIRTH)
BIRTH_CREATE_NON_CITIZEN = Screen(
    "dogum.create_non_citizen", "Doğum: yabancı için kayıt", "DogumWeb/Dogum/CreateNonCitizen", (UZMAN, BASHEKIM), "observed", BIRTH
)

_ROWS = (
    CREATE_REPORT,
    DOCTOR_INDEX,
    Screen(
        "kurul.secretary_index",
        "Durum Bildirir Kurul: sekreter listesi",
        "HealthStatusCouncilWeb/HealthStatusCouncil/SecretaryIndex",
        (UZMAN, SEKRETER),
        "observed",
        carried_as="authorization",
    ),
    Screen("kurul.description", "Kurul: kurul tanımlama", "CouncilWeb/Council/CouncilDescription", (SEKRETER, UZMAN), "observed"),
    Screen(
        "kurul.patient_select", "Kurul: hasta seçimi ve karar", "CouncilWeb/Council/CouncilPatientSelect", (SEKRETER, UZMAN), "observed"
    ),
    Screen("engelli.secretary_index", "Engelli: sekreter listesi", "DisabledWeb/Dis/SecIndex", (SEKRETER,), "observed"),
    Screen("engelli.application", "Engelli: yeni başvuru", "DisabledWeb/Dis/PatientApplication", (SEKRETER,), "observed"),
    Screen("cozger.secretary_index", "ÇÖZGER: sekreter listesi", "ChildDisabledWeb/Dis/SecIndex", (SEKRETER,), "observed"),
    Screen("cozger.application", "ÇÖZGER: yeni başvuru", "ChildDisabledWeb/Dis/PatientApplication", (SEKRETER,), "observed"),
    Screen("dogum.secretary_index", "Doğum: sekreter listesi", "DogumWeb/Dogum/SecIndex", (SEKRETER,), "observed"),
    Screen("dogum.doctor_index", "Doğum: hekim listesi", "DogumWeb/Dogum/DoctorIndex", (UZMAN,), "observed"),
    Screen("dogum.head_doctor_index", "Doğum: başhekim listesi", "DogumWeb/Dogum/HeadDoc", (BASHEKIM,), "observed"),
    Screen("dogum.index", "Doğum: HBYS listesi", "DogumWeb/Dogum/Index", (HBYS,), "observed"),
    BIRTH_CREATE,
    BIRTH_CREATE_NON_CITIZEN,
    Screen("surucu.doctor_index", "Sürücü, uzman hekim: liste", "driverweb/SpecialistDoctor/DoctorIndex", (UZMAN,), "observed"),
    Screen("surucu.create_report", "Sürücü, uzman hekim: kayıt", "driverweb/SpecialistDoctor/CreateReport", (UZMAN,), "observed"),
    Screen(
        "surucu_kurul.application",
        "Sürücü, kurul: başvuru",
        "driverweb/Council/SecretaryCreateApplication",
        (BASHEKIM, UZMAN, SEKRETER),
        "observed",
        carried_as="authorization",
    ),
    Screen(
        "surucu_kurul.secretary_index",
        "Sürücü, kurul: sekreter listesi",
        "driverweb/Council/SecretaryIndex",
        (BASHEKIM, UZMAN, SEKRETER),
        "observed",
        carried_as="authorization",
    ),
    Screen(
        "surucu_kurul.doctor_index",
        "Sürücü, kurul: hekim listesi",
        "driverweb/Council/DoctorIndex",
        (BASHEKIM, UZMAN, SEKRETER),
        "observed",
        carried_as="authorization",
    ),
    Screen("sporcu.secretary_index", "Sporcu: sekreter listesi", "AthleteWeb/Athlete/SecIndex", (SEKRETER,), "observed"),
    Screen("sporcu.doctor_index", "Sporcu: hekim listesi", "AthleteWeb/Athlete/HospitalDoctorIndex", (UZMAN,), "observed"),
    Screen("sporcu.create_report", "Sporcu: kayıt", "AthleteWeb/Athlete/CreateReportHospital", (UZMAN,), "observed"),
    Screen("psikoteknik.index", "Psikoteknik: liste", "PsychotechnicsWeb/Psychiatrist/index", (UZMAN,), "observed"),
    Screen("psikoteknik.create_report", "Psikoteknik: kayıt", "PsychotechnicsWeb/Psychiatrist/createreport", (UZMAN,), "observed"),
)

SCREENS: dict[str, Screen] = {screen.name: screen for screen in _ROWS}
"""The screens by name."""
