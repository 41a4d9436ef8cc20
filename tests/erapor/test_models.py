"""
What e-Rapor speaks of: the Ministry's words, and values that show themselves masked.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import InvalidRequest, Tckn, Unknown
from saglikclient.erapor import AccessToken, Reason, Report, Role

if TYPE_CHECKING:
    from saglikclient.testing import Clock


def test_reasons_are_the_guides() -> None:
    """
    Tablo 4 of the guide, number by number, in its own words.
    """
    assert {int(reason): reason.label for reason in Reason} == {
        0: "Genel Durum Değerlendirmesi Kararı",
        1: "Yivsiz Av Tüfeği Kararı",
        2: "İş Sağlığı Ve Güvenliği Kararı",
        3: "Akli Meleke Kararı",
    }
    assert [reason.name for reason in Reason] == [
        "GENEL_DURUM_DEGERLENDIRMESI",
        "YIVSIZ_AV_TUFEGI",
        "IS_SAGLIGI_VE_GUVENLIGI",
        "AKLI_MELEKE",
    ]


def test_roles_are_sent_as_they_are() -> None:
    """
    The guide's role and the observed ones, character by character, with their Turkish names.
    """
    assert {role.name: (role.value, role.label) for role in Role} == {
        "UZMAN_HEKIM": ("6AAB18C7-B16B-4A04", "Uzman Hekim"),
        "SEKRETER": ("5DDEB487-A0C2-47D6", "Sekreter"),
        "BASHEKIM": ("417A9319-6430-490C", "Başhekim"),
        "HBYS": ("7AE271CC-5C57-4A77", "HBYS"),
    }
    assert all(pickle.loads(pickle.dumps(role)) is role for role in Role)


def test_a_token_shows_itself_masked(clock: Clock) -> None:
    """
    No way of showing a token shows it in clear; `.value` does, and it survives pickling.
    """
    token = AccessToken(value="abc.def", role=Role.UZMAN_HEKIM, obtained_at=clock())

    for shown in (repr(token), str(token), f"{token}", str([token]), str(attrs.asdict(token))):
        assert "abc.def" not in shown
    assert pickle.loads(pickle.dumps(token)) == token
    assert token.value == "abc.def"
    assert hash(token) == hash(attrs.evolve(token))
    assert token != attrs.evolve(token, role=Role.HBYS)


@pytest.mark.parametrize("value", ["", "jeton\ud800"])
def test_an_empty_token_is_none(clock: Clock, value: str) -> None:
    """
    Nobody builds a token of nothing, or of half a character.
    """
    with pytest.raises(InvalidRequest, match=r"^value: "):
        AccessToken(value=value, role=Role.HBYS, obtained_at=clock())


@pytest.mark.parametrize("patient", [Tckn("10000000146"), Unknown("10000000146")])
def test_a_report_shows_no_person(patient: Tckn | Unknown) -> None:
    """
    `repr()` and the HTML of a report mask the patient and count what they do not know; `to_dict()` gives all in clear.
    """
    report = Report(rapor_no="R-1", hasta_tckn=patient, hasta_adi="Ayşe Örnek", extra={"anneAdi": "Fatma"})

    assert not any(secret in repr(report) for secret in ("10000000146", "Ayşe", "Örnek", "Fatma", "anneAdi"))
    assert report.to_dict()["hasta_tckn"] == "10000000146"
    assert report.to_dict()["extra"] == {"anneAdi": "Fatma"}
    assert len({report, attrs.evolve(report)}) == 1
