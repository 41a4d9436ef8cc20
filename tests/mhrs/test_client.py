"""
How a client of MHRS is made: what it checks, what it leaves for the first call, what it shows.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from saglikclient import (
    ConfigurationError,
    Credentials,
    Environment,
    InvalidRequest,
    OutcomeUnknown,
    SaglikError,
    TlsOptions,
)
from saglikclient.mhrs import Mhrs, Poliklinik, RandevuTalebi
from saglikclient.mhrs.interactions import TABLE_1

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from saglikclient.testing import Clock, Sandbox

ENDPOINT = "https://mhrs.ornek.invalid/PRSC_AR001001TR01"
BUILD = """
import sys
from saglikclient import Credentials, Environment, Retries, Timeouts, TlsOptions
from saglikclient.mhrs import Ek2, Mhrs
before = set(sys.modules)
with Mhrs(Credentials(username="u", password="p"), kurum_kodu=1, gonderen="X", islem_yapan="10000000146", environment=Environment.TEST,
          endpoint="https://example.invalid/x", interaction_ids={16: "PRSC_IN001099TR01"}, timeouts=Timeouts(), tls=TlsOptions(),
          retries=Retries(), ek2=Ek2()) as mhrs:
    repr(mhrs)
print(sorted({"zeep", "lxml", "requests", "urllib3", "stamina", "pandas"} & set(sys.modules)))
"""


def made(**settings: Any) -> Mhrs:
    """
    A client of production unless the settings say otherwise.
    """
    usual: dict[str, Any] = {
        "credentials": Credentials(username="kurum-kullanicisi", password="gizli-parola"),
        "kurum_kodu": 123456,
        "gonderen": "HBYS",
        "islem_yapan": "10000000146",
    }
    return Mhrs(**{**usual, **settings})


class Recorder(HTTPAdapter):
    """
    Keeps what a client sends and delivers it nowhere.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, bytes, str]] = []

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # noqa: D102 - requests' own
        assert isinstance(request.body, bytes)
        self.sent.append((request.url or "", request.body, request.headers["SOAPAction"]))
        raise requests.ReadTimeout


def test_construction_loads_no_engine() -> None:
    """
    Building a client imports neither zeep nor lxml nor requests: a program that never calls does not pay for them.
    """
    done = subprocess.run([sys.executable, "-c", BUILD], capture_output=True, check=True, text=True)

    assert done.stdout.strip() == "[]"


def test_construction_touches_nothing(tmp_path: Path) -> None:
    """
    Files and hosts that are not there are noticed at the first call, not when the client is made.
    """
    mhrs = made(tls=TlsOptions(ca_bundle=str(tmp_path / "none.pem")))

    with pytest.raises(ConfigurationError, match="certificate"):
        mhrs.poliklinik.sorgulama()


def test_the_published_address_is_the_default() -> None:
    """
    Without an address it is the Ministry's, over https.
    """
    assert "'https://mhrsws.sagliknet.saglik.gov.tr/PRSC_AR001001TR01'" in repr(made())


def test_the_test_environment_has_no_published_address() -> None:
    """
    Production is never taken for the test service: the address has to be given.
    """
    with pytest.raises(ConfigurationError, match=r"test service is not published: pass endpoint="):
        made(environment=Environment.TEST)

    assert ENDPOINT in repr(made(environment=Environment.TEST, endpoint=ENDPOINT))


def test_http_has_to_be_allowed() -> None:
    """
    Over plain http the password travels in clear, so it takes a setting of its own.
    """
    with pytest.raises(ConfigurationError, match="plain http"):
        made(endpoint="http://127.0.0.1:8080/mhrs")

    assert made(endpoint="http://127.0.0.1:8080/mhrs", tls=TlsOptions(allow_http=True))


@pytest.mark.parametrize(
    "address", ["mhrs.invalid", "ftp://mhrs.invalid/", "https://", "https://u:p@mhrs.invalid/", "https://mhrs.invalid/?a=b"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """
    An address is checked before a password could go there.
    """
    with pytest.raises(ConfigurationError, match="endpoint"):
        made(endpoint=address)


@pytest.mark.parametrize("name", ["gonderen", "alici"])
def test_both_applications_are_named(name: str) -> None:
    """
    Sender and receiver are mandatory on the wire, so neither may be blank.
    """
    with pytest.raises(ConfigurationError, match="must not be empty"):
        made(**{name: "  "})


@pytest.mark.parametrize(("name", "value"), [("kurum_kodu", 0), ("kurum_kodu", "12a"), ("islem_yapan", "10000000147"), ("islem_yapan", "")])
def test_institution_and_person_are_checked(name: str, value: object) -> None:
    """
    A wrong number is refused under the name of its argument, and is not repeated.
    """
    with pytest.raises(InvalidRequest) as caught:
        made(**{name: value})

    assert caught.value.field == name
    assert "10000000147" not in str(caught.value)


@pytest.mark.parametrize("key", [0, len(TABLE_1) + 1, -1, "randevu.kayıt", "kayit"])
def test_ids_are_for_rows_of_the_table(key: int | str) -> None:
    """
    A row that is none is refused: a misspelt one would be missed only at the first booking.
    """
    with pytest.raises(ConfigurationError, match="interaction_ids: Table 1 has no"):
        made(interaction_ids={key: "PRSC_IN001099TR01"})


@pytest.mark.parametrize("own", ["", "PRSC_IN001099TR", "prsc_in001099tr01", "PRSC_IN001099TR01 ", "LOCAL_IN000016"])
def test_ids_have_the_ministrys_form(own: str) -> None:
    """
    What is no interaction id is refused, the Sandbox's own ones included: no real service knows them.
    """
    with pytest.raises(ConfigurationError, match="interaction_ids: row 16 needs an id like"):
        made(interaction_ids={16: own})


CALLS: dict[str, Callable[[Mhrs, RandevuTalebi], object]] = {
    "row 16 of Table 1 (Randevu Kayıt)": lambda mhrs, talep: mhrs.randevu.kayit(talep),
    "row 17 of Table 1 (Randevu İptal)": lambda mhrs, _: mhrs.randevu.iptal("1"),
    "row 18 of Table 1 (Randevu Boş Slot Sorgulama)": lambda mhrs, talep: mhrs.randevu.bos_slot_sorgulama(talep.baslangic, talep.bitis),
}


@pytest.fixture
def talep(hastane: Sandbox) -> RandevuTalebi:
    """
    A booking.
    """
    cetvel = next(iter(hastane.hospital.cetveller.values()))
    slot = next(iter(hastane.hospital.slots(cetvel)))
    hasta = hastane.hospital.hastalar[0]
    return RandevuTalebi(cetvel_id=slot.cetvel_id, baslangic=slot.baslangic, bitis=slot.bitis, hasta=hasta)


@pytest.mark.filterwarnings("ignore::saglikclient.mhrs.Ek2Warning")
@pytest.mark.parametrize("row", CALLS)
def test_rows_without_an_id_are_refused_before_sending(talep: RandevuTalebi, clock: Clock, row: str) -> None:
    """
    Rows 16 to 18 have no published id: nothing is sent to a real endpoint, and the error names row and remedy.
    """
    recorder = Recorder()
    mhrs = made(endpoint=ENDPOINT, adapter=recorder, clock=clock)

    with pytest.raises(ConfigurationError) as caught:
        CALLS[row](mhrs, talep)

    assert row in str(caught.value)
    assert "pass interaction_ids=" in str(caught.value)
    assert caught.value.operation.startswith("randevu.")
    assert recorder.sent == []


@pytest.mark.filterwarnings("ignore::saglikclient.mhrs.Ek2Warning")
@pytest.mark.parametrize("key", [16, "randevu.kayit"])
def test_an_id_from_the_letter_goes_onto_the_wire(talep: RandevuTalebi, clock: Clock, key: int | str) -> None:
    """
    An id given by row or by method names the message, its interactionId and its SOAPAction; the rows beside it stay refused.
    """
    recorder = Recorder()
    mhrs = made(endpoint=ENDPOINT, adapter=recorder, interaction_ids={key: "PRSC_IN001099TR01"}, clock=clock)

    with pytest.raises(OutcomeUnknown):
        mhrs.randevu.kayit(talep)
    ((url, body, action),) = recorder.sent

    assert url == ENDPOINT
    assert b":PRSC_IN001099TR01 " in body or b":PRSC_IN001099TR01>" in body
    assert b'extension="PRSC_IN001099TR01"' in body
    assert action == '"urn:hl7-org:v3:PRSC_IN001099TR01"'
    assert b"LOCAL" not in body
    with pytest.raises(ConfigurationError, match="row 17"):
        mhrs.randevu.iptal("1")


def test_a_published_id_can_be_replaced() -> None:
    """
    A letter may name another id than Table 1 does.
    """
    recorder = Recorder()
    mhrs = made(endpoint=ENDPOINT, adapter=recorder, interaction_ids={"poliklinik.kayit": "PRSC_IN009023TR02"})

    with pytest.raises(OutcomeUnknown):
        mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=7, poliklinik_adi="Göz 1"))

    assert b"PRSC_IN009023TR02" in recorder.sent[0][1]
    assert b"PRSC_IN001023TR01" not in recorder.sent[0][1]


def test_settings_reach_the_wire() -> None:
    """
    Sender, receiver, institution, acting person and environment travel in the message.
    """
    recorder = Recorder()
    mhrs = made(
        endpoint=ENDPOINT, adapter=recorder, gonderen=" BENIM-HBYS ", alici="MHRS", kurum_kodu="654321", environment=Environment.TEST
    )

    with pytest.raises(SaglikError):
        mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=7, poliklinik_adi="Göz 1"))
    body = recorder.sent[0][1]

    for told in ("BENIM-HBYS", "MHRS", "654321", "10000000146"):
        assert f'extension="{told}"'.encode() in body
    assert b'processingCode code="T"' in body


def test_it_shows_neither_secret_nor_person() -> None:
    """
    What `repr()` tells of a client and its parts is address, institution and environment.
    """
    mhrs = made()
    shown = " ".join(repr(part) for part in (mhrs, mhrs._caller, mhrs.poliklinik, mhrs.sablon, mhrs.calisma_cetveli, mhrs.randevu))

    assert repr(mhrs).endswith("kurum_kodu=123456, environment=PRODUCTION)")
    assert not [secret for secret in ("kurum-kullanicisi", "gizli-parola", "10000000146") if secret in shown]
