"""
The addresses of the screens: exactly the parameters that were given, for the right role.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saglikclient import Environment, InvalidRequest, Tckn, Unknown
from saglikclient.erapor import SCREENS, AccessToken, DogumBilgileri, ERapor, GelisSekli, Reason, Role, Screen, Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from saglikclient.testing import Clock

HASTA = "10000000146"
HOST = "https://erapor.saglik.gov.tr"
TEXT = st.text(min_size=1).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))
NASTY = TEXT | st.sampled_from(["a+b/c==", "a&patientId=1", "a#b", "100%", "a%2Bb", "ığüşöçİĞÜŞÖÇ", "a b", "?x=1;y=2", "\r\n", "€🏥"])

MakeUrls = Any
"""Made by the fixture `urls`: called with a token's value, its role and the keywords of `ERapor.urls`."""


@pytest.fixture(scope="session")
def urls(line: Callable[..., Any]) -> Callable[..., Urls]:
    """
    Makes the addresses for a token; nothing is sent for it.
    """

    def make(value: str = "abc", role: Role = Role.UZMAN_HEKIM, **how: bool) -> Urls:
        wire = line()
        client: ERapor = wire.client(environment=Environment.PRODUCTION)
        return client.urls(AccessToken(value=value, role=role, obtained_at=client._clock()), **how)

    return make


def parsed(url: str) -> tuple[str, list[tuple[str, str]]]:
    """
    An address as a browser's server sees it: its path, and its parameters in order.
    """
    parts = urlsplit(url)
    assert (f"{parts.scheme}://{parts.netloc}", parts.fragment) == (HOST, "")
    assert url.isascii()
    assert url.isprintable()
    return parts.path.removeprefix("/"), parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)


@settings(max_examples=60)
@given(value=NASTY, reason=st.none() | st.sampled_from(Reason) | st.integers(0, 3), with_patient=st.booleans())
def test_create_report_parses_back(urls: MakeUrls, value: str, reason: Reason | int | None, with_patient: bool) -> None:
    """
    The registration screen's address gives back the token, the patient and the reason, and nothing else.
    """
    reason = reason if with_patient else None

    path, found = parsed(urls(value).create_report(HASTA if with_patient else None, reason))

    expected = [("patientId", HASTA)] if with_patient else []
    expected += [("Reason", str(int(reason)))] if reason is not None else []
    assert (path, found) == ("healthstatusweb/singledoctor/createreport", [("Authorization", value), *expected])


@settings(max_examples=60)
@given(value=NASTY, data=st.data(), name=st.sampled_from(sorted(SCREENS)))
def test_every_screen_parses_back(urls: MakeUrls, value: str, data: st.DataObject, name: str) -> None:
    """
    The address of any screen of the table gives back the token and exactly the parameters given, in their order.
    """
    screen = SCREENS[name]
    takes = st.dictionaries(st.sampled_from(screen.parameters), NASTY) if screen.parameters else st.just({})
    parameters: Mapping[str, str] = data.draw(takes)

    path, found = parsed(urls(value, screen.roles[0]).open(name, parameters))

    assert (path, found) == (screen.path, [(screen.carried_as, value), *parameters.items()])


def test_doctor_index(urls: MakeUrls) -> None:
    """
    The list of one's own reports carries the token as the guide writes it there.
    """
    assert urls("a+b").doctor_index() == f"{HOST}/healthstatusweb/singledoctor/doctorindex?authorization=a%2Bb"


@pytest.mark.parametrize("reason", [-1, 4, True, False, 1.0, "1", "", Unknown("4"), Unknown("1"), GelisSekli.BAS, Role.HBYS])
def test_a_reason_is_0_to_3(urls: MakeUrls, reason: Any) -> None:
    """
    Reason accepts 0 to 3 and its members, and nothing else: a wrong one would be registered without a word.
    """
    with pytest.raises(InvalidRequest) as caught:
        urls().create_report(HASTA, reason)

    assert (caught.value.field, caught.value.service, caught.value.operation) == ("reason", "erapor", "urls.create_report")


def test_a_reason_needs_a_patient(urls: MakeUrls) -> None:
    """
    The guide gives Reason beside patientId only.
    """
    with pytest.raises(InvalidRequest) as caught:
        urls().create_report(reason=Reason.GENEL_DURUM_DEGERLENDIRMESI)

    assert caught.value.field == "reason"


@pytest.mark.parametrize("patient", ["", "10000000147", "U1234567", 10000000146])
def test_a_patient_is_a_number(urls: MakeUrls, patient: Any) -> None:
    """
    A patient's number is checked before a physician sees it on the screen.
    """
    for call in (urls().create_report, urls().dogum_create):
        with pytest.raises(InvalidRequest) as caught:
            call(patient)
        assert caught.value.field == "patient_id"


@pytest.mark.parametrize("name", sorted(SCREENS))
@pytest.mark.parametrize("role", Role)
def test_a_screen_wants_its_role(urls: MakeUrls, name: str, role: Role) -> None:
    """
    A screen is refused to a token of a role that it was never seen opened with, unless the caller insists.
    """
    if role in SCREENS[name].roles:
        assert urls(role=role).open(name)
        return
    with pytest.raises(InvalidRequest, match=role.name) as caught:
        urls(role=role).open(name)
    assert caught.value.field == "token"
    assert urls(role=role, any_role=True).open(name) == urls(role=SCREENS[name].roles[0]).open(name)


@pytest.mark.parametrize("call", [Urls.create_report, Urls.doctor_index, lambda urls: urls.dogum_create(HASTA)])
def test_the_named_screens_want_their_role_too(urls: MakeUrls, call: Callable[[Urls], str]) -> None:
    """
    The methods with names of their own refuse as `open` does, with the same override.
    """
    with pytest.raises(InvalidRequest) as caught:
        call(urls(role=Role.SEKRETER))

    assert caught.value.field == "token"
    assert call(urls(role=Role.SEKRETER, any_role=True))


def test_an_unknown_screen_or_parameter_is_refused(urls: MakeUrls) -> None:
    """
    A misspelt screen or parameter is refused; a second token cannot be slipped in as a parameter.
    """
    for name, parameters, field in [
        ("engelli.secretaryindex", {}, "screen"),
        ("dogum.create", {"PatientID": "1"}, "parameters"),
        ("engelli.application", {"patientId": HASTA}, "parameters"),
        ("dogum.create", {"Authorization": "other"}, "parameters"),
    ]:
        with pytest.raises(InvalidRequest) as caught:
            urls(role=SCREENS.get(name, SCREENS["engelli.application"]).roles[0]).open(name, parameters)
        assert caught.value.field == field


def test_half_a_character_is_refused(urls: MakeUrls) -> None:
    """
    What cannot be encoded is refused by an error that does not hold it.
    """
    with pytest.raises(InvalidRequest) as caught:
        urls("jeton\ud800").doctor_index()

    assert (caught.value.__context__, caught.value.__cause__) == (None, None)


def test_a_birth_is_opened_with_what_is_known(urls: MakeUrls) -> None:
    """
    The parameters of a birth are spelt and ordered as a public client sends them; truth values in .NET's way.
    """
    bilgiler = DogumBilgileri(
        canli=True,
        gebelik_haftasi=39,
        boy=50,
        bas_cevresi=34,
        agirlik=3200,
        gelis_sekli=GelisSekli.MAKAT,
        hepatit_b_asisi=True,
        k_vitamini=False,
        isitme_testi=None,
        baba_adi="İsmail Çağrı & Oğulları",
        normal_dogum=False,
    )

    path, found = parsed(urls().dogum_create(HASTA, bilgiler))

    assert path == "DogumWeb/Dogum/Create"
    assert found == [
        ("Authorization", "abc"),
        ("patientId", HASTA),
        ("isCitizen", "true"),
        ("obstetricResult", "1"),
        ("gestationalWeek", "39"),
        ("babyLength", "50"),
        ("headCircumference", "34"),
        ("babyWeight", "3200"),
        ("babyArrivalType", "2"),
        ("isHepatitBVaccinated", "True"),
        ("isVitaminK", "False"),
        ("fatherName", "İsmail Çağrı & Oğulları"),
        ("obstetricMethod", "2"),
    ]
    assert "İs*** Ça*** *** Oğ***" in repr(bilgiler)


def test_a_foreigners_birth(urls: MakeUrls) -> None:
    """
    A mother without citizenship has a screen of her own, and any number that is not empty.
    """
    path, found = parsed(urls().dogum_create(" U 1234567 ", DogumBilgileri(canli=False, normal_dogum=True), yabanci=True))

    assert (path, found[1:]) == (
        "DogumWeb/Dogum/CreateNonCitizen",
        [("patientId", "U 1234567"), ("isCitizen", "false"), ("obstetricResult", "0"), ("obstetricMethod", "1")],
    )
    with pytest.raises(InvalidRequest):
        urls().dogum_create("  ", yabanci=True)


@pytest.mark.parametrize("wrong", [{"gebelik_haftasi": 0}, {"agirlik": "3200"}, {"canli": 1}, {"gelis_sekli": 4}, {"boy": True}])
def test_wrong_facts_of_a_birth_are_refused(wrong: dict[str, Any]) -> None:
    """
    What a screen would take without a word is checked when it is made.
    """
    with pytest.raises(InvalidRequest):
        DogumBilgileri(**wrong)


def test_the_table_is_a_table() -> None:
    """
    Every row is listed by its own name, with an address of its own, roles, and a source; the guide's screens are the guide's.
    """
    assert all(name == screen.name for name, screen in SCREENS.items())
    assert len({screen.path.lower() for screen in SCREENS.values()}) == len(SCREENS)
    assert all(screen.roles and screen.title for screen in SCREENS.values())
    assert {name for name, screen in SCREENS.items() if screen.source == "guide"} == {"tek_hekim.create_report", "tek_hekim.doctor_index"}
    families = {name.partition(".")[0] for name in SCREENS}
    assert families == {"tek_hekim", "kurul", "engelli", "cozger", "dogum", "surucu", "surucu_kurul", "sporcu", "psikoteknik"}


def test_the_documents_show_the_table() -> None:
    """
    The page lists every screen with its path, roles and source, and no other.
    """
    text = (Path(__file__).parents[2] / "docs" / "erapor.md").read_text(encoding="utf-8")
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")]

    sources = {"guide": "G", "observed": "O"}
    assert rows == [[s.name, s.title, s.path, ", ".join(role.name for role in s.roles), sources[s.source]] for s in SCREENS.values()]


def test_adding_a_screen_is_adding_a_row(urls: MakeUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A screen that the Ministry adds tomorrow needs a row, and no code.
    """
    row = Screen("yeni.liste", "Yeni: liste", "YeniWeb/Yeni/Index", (Role.HBYS,), "observed", ("tarih",))
    monkeypatch.setitem(SCREENS, row.name, row)

    assert urls(role=Role.HBYS).open("yeni.liste", {"tarih": "1.3"}) == f"{HOST}/YeniWeb/Yeni/Index?Authorization=abc&tarih=1.3"


def test_a_tckn_is_taken_as_it_is(urls: MakeUrls, clock: Clock) -> None:
    """
    A `Tckn` from another answer goes in as it came, and an expired token still makes an address: whether to ask for a new one is not ours.
    """
    old = attrs.evolve(urls(), token=AccessToken(value="abc", role=Role.UZMAN_HEKIM, obtained_at=clock()))

    assert parsed(old.create_report(Tckn(HASTA)))[1][1] == ("patientId", HASTA)
