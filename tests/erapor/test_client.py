"""
The client itself: cheap, checked, and plain: it pays for no HL7.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

import saglikclient
from saglikclient import AuthenticationError, ConfigurationError, Credentials, TransportError
from saglikclient.erapor import ERapor, Role

if TYPE_CHECKING:
    from collections.abc import Callable

HEKIM = "10000000146"
PACKAGE = Path(saglikclient.__file__).parent
CREDENTIALS = Credentials(username="u", password="parola")
GOOD = {"data": {"access_token": "abc"}, "result": True}

CALL = """
import io, json, sys
import requests, urllib3
from saglikclient import Credentials
from saglikclient.erapor import ERapor, Role

class Line(requests.adapters.HTTPAdapter):
    def send(self, request, *args, **kwargs):
        data = [] if "Hbys" in request.url else {"access_token": "abc"}
        body = json.dumps({"data": data, "result": True}).encode()
        raw = urllib3.HTTPResponse(io.BytesIO(body), headers={"Content-Type": "application/json"}, status=200, preload_content=False)
        return self.build_response(request, raw)

erapor = ERapor(Credentials(username="u", password="p"), application_code="a", adapter=Line())
token = erapor.token(identity_number="10000000146", role=Role.UZMAN_HEKIM)
assert erapor.urls(token).doctor_index()
assert not erapor.patient_reports(token, tckn="10000000146")
print(sorted(name for name in sys.modules if name in ("zeep", "lxml") or name.startswith(("saglikclient.mhrs", "saglikclient.hes"))))
"""


def test_no_hl7_is_paid_for() -> None:
    """
    A whole working day with e-Rapor loads neither zeep nor lxml, nor another service's code.
    """
    done = subprocess.run([sys.executable, "-W", "error", "-c", CALL], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "wrong",
    [
        {"application_code": ""},
        {"application_code": "  "},
        {"application_code": None},
        {"parameters_in": "header"},
        {"endpoint": ""},
        {"endpoint": "http://erapor.example"},
        {"endpoint": "erapor.example"},
        {"endpoint": "https://u:p@erapor.example"},
        {"endpoint": "https://erapor.example?x=1"},
        {"max_answer": 0},
    ],
)
def test_wrong_settings(wrong: dict[str, Any]) -> None:
    """
    A wrong setting is refused when the client is made; an empty endpoint is one, and does not mean production.
    """
    with pytest.raises(ConfigurationError):
        ERapor(CREDENTIALS, **{"application_code": "a", **wrong})


def test_a_closed_client_opens_again(line: Callable[..., Any]) -> None:
    """
    `with` closes; a later call opens anew.
    """
    wire = line(GOOD)
    with wire.client() as erapor:
        erapor.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)

    assert erapor.token(identity_number=HEKIM, role=Role.UZMAN_HEKIM).value == "abc"


def test_an_answer_that_is_too_large(line: Callable[..., Any]) -> None:
    """
    The bound on answers holds here as well.
    """
    with pytest.raises(TransportError, match="larger than 10 bytes"):
        line(GOOD).client(max_answer=10).token(identity_number=HEKIM, role=Role.UZMAN_HEKIM)


def test_a_refusal_is_logged_without_words(line: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    """
    One line of log a call, under an id of our own that the error has too; the Ministry's words, which may speak of a person, are not in it.
    """
    caplog.set_level("DEBUG")
    with pytest.raises(AuthenticationError) as caught:
        line({"result": False, "message": "Dr. Örnek yetkisiz"}, status=400).client().token(identity_number=HEKIM, role=Role.HBYS)

    (record,) = [record for record in caplog.records if record.name == "saglikclient.erapor"]
    assert record.getMessage().startswith(f"token {caught.value.request_id}: ")
    assert UUID(caught.value.request_id).version == 4
    assert "HTTP 400" in record.getMessage()
    assert "Örnek" not in caplog.text
