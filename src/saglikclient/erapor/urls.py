"""
URLs of the report screens. Nothing is sent: the HBYS opens them in the physician's browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from saglikclient._core import fields, kinds
from saglikclient._core.boundary import service
from saglikclient._core.codes import Unknown
from saglikclient._core.fields import argument
from saglikclient._transport.json_call import encoded
from saglikclient.erapor import screens
from saglikclient.erapor.models import DogumBilgileri, Reason
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saglikclient.erapor.models import AccessToken
    from saglikclient.erapor.screens import Screen

SERVICE = "erapor"


@service(SERVICE, "urls")
@attrs.frozen
class Urls:
    """
    URLs that contain one token, created by `ERapor.urls()`. A URL is as secret as its token.

    Args:
        host: The base URL, without a trailing slash.

        token: The token.

        any_role: Also allow screens that were not observed with the token's role.
    """

    _host: str
    _token: AccessToken
    _any_role: bool = False

    def create_report(self, patient_id: str | None = None, reason: Reason | int | None = None) -> str:
        """
        Return the screen for writing a "Durum Bildirir Tek Hekim" report (the guide, 4 and 5.1).

        Args:
            patient_id: T.C. kimlik numarası of the patient; None to let the physician enter it.

            reason: The reason of the report; requires `patient_id`.

        Raises:
            InvalidRequest: If the number is invalid, the reason is not 0 to 3 or lacks a patient, or the token has another role.

        .. versionadded:: 0.1.0
        """
        if reason is not None and patient_id is None:
            raise InvalidRequest("requires patient_id (the guide uses it only with patientId)", field="reason")
        parameters: dict[str, str] = {}
        if patient_id is not None:
            parameters["patientId"] = str(argument("patient_id", Tckn, patient_id))
        if reason is not None:
            parameters["Reason"] = _reason(reason)
        return self._address(screens.CREATE_REPORT, parameters)

    def doctor_index(self) -> str:
        """
        Return the screen that lists the physician's reports (the guide, 4 and 5.1).

        Raises:
            InvalidRequest: If the token has another role.

        .. versionadded:: 0.1.0
        """
        return self._address(screens.DOCTOR_INDEX, {})

    def dogum_create(self, patient_id: str, bilgiler: DogumBilgileri | None = None, *, yabanci: bool = False) -> str:
        """
        Return the screen for writing a birth report (observed).

        Args:
            patient_id: The mother: T.C. kimlik numarası, or with `yabanci` a foreigner's or passport number.

            bilgiler: Prefilled values.

            yabanci: Whether the mother is not a Turkish citizen.

        Raises:
            InvalidRequest: If the number is invalid, or the token has another role.

        .. versionadded:: 0.1.0
        """
        citizen = not argument("yabanci", fields.truth, yabanci)
        bilgiler = argument("bilgiler", fields.optional(fields.instance(DogumBilgileri)), bilgiler)
        known = {
            "patientId": str(argument("patient_id", Tckn if citizen else fields.text, patient_id)),
            "isCitizen": "true" if citizen else "false",
        }
        screen = screens.BIRTH_CREATE if citizen else screens.BIRTH_CREATE_NON_CITIZEN
        return self._address(screen, {**known, **(_birth(bilgiler) if bilgiler else {})})

    def open(self, screen: str, parameters: Mapping[str, str] | None = None) -> str:
        """
        Return any screen of the table `SCREENS`.

        Args:
            screen: The name, e.g. `engelli.secretary_index`.

            parameters: Query parameters in addition to the token.

        Raises:
            InvalidRequest: If the screen or a parameter is unknown, or the token has another role.

        .. versionadded:: 0.1.0
        """
        row = screens.SCREENS.get(argument("screen", fields.encodable, screen))
        if row is None:
            raise InvalidRequest("no such screen; SCREENS lists them", field="screen")
        given = {} if parameters is None else argument("parameters", kinds.texts_by_name, parameters)
        if not given.keys() <= set(row.parameters):
            raise InvalidRequest(f"the screen accepts {', '.join(row.parameters) or 'no parameters'}", field="parameters")
        return self._address(row, given)

    def _address(self, screen: Screen, parameters: Mapping[str, str]) -> str:
        if self._token.role not in screen.roles and not self._any_role:
            required = " or ".join(role.name for role in screen.roles)
            raise InvalidRequest(f"the token's role is {self._token.role.name}, the screen requires {required}", field="token")
        return f"{self._host}/{screen.path}?{encoded({screen.carried_as: self._token.value, **parameters})}"


def _reason(reason: Reason | int) -> str:
    given = argument("reason", Reason.given, reason)
    if isinstance(given, Unknown):
        raise InvalidRequest("must be 0 to 3", field="reason")
    return str(int(given))


def _birth(bilgiler: DogumBilgileri) -> dict[str, str]:
    """Return the parameters as a public client sends them; bools in .NET spelling."""
    truths = {"isHepatitBVaccinated": bilgiler.hepatit_b_asisi, "isVitaminK": bilgiler.k_vitamini, "isAudioTest": bilgiler.isitme_testi}
    values = {
        "obstetricResult": None if bilgiler.canli is None else int(bilgiler.canli),
        "gestationalWeek": bilgiler.gebelik_haftasi,
        "babyLength": bilgiler.boy,
        "headCircumference": bilgiler.bas_cevresi,
        "babyWeight": bilgiler.agirlik,
        "babyArrivalType": bilgiler.gelis_sekli.value if bilgiler.gelis_sekli is not None else None,
        **truths,
        "fatherName": bilgiler.baba_adi,
        "obstetricMethod": None if bilgiler.normal_dogum is None else 1 if bilgiler.normal_dogum else 2,
    }
    return {name: str(value) for name, value in values.items() if value is not None}
