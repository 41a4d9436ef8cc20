"""
Rules that span several fields of a model, the models behind the arguments of queries, and the coded fields of MHRS.
"""

from __future__ import annotations

import pickle
import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient._core.codes import Code, Unknown
from saglikclient._core.timing import TURKIYE
from saglikclient.errors import InvalidRequest
from saglikclient.identifiers import Tckn
from saglikclient.mhrs import (
    CalismaCetveli,
    GelisDurumu,
    KayitDurumu,
    Randevu,
    RandevuDurumSonucu,
    RandevuDurumu,
    Sablon,
    SablonDilimi,
    SablonDurumu,
    Slot,
)
from saglikclient.mhrs.model.calisma_cetveli import CetvelIptali, CetvelSorgusu
from saglikclient.mhrs.model.poliklinik import PoliklinikIptali, PoliklinikSorgusu
from saglikclient.mhrs.model.randevu import RandevuIptali, RandevuSorgusu, SlotSorgusu
from saglikclient.mhrs.model.sablon import SablonDurumDegisikligi, SablonSorgusu
from saglikclient.records import Records

if TYPE_CHECKING:
    from saglikclient._core.model import Model

PERSON = Tckn("10000000146")
START, END = datetime(2024, 3, 5, 9, tzinfo=TURKIYE), datetime(2024, 3, 5, 9, 30, tzinfo=TURKIYE)
STAND_IN = Unknown("99900000001")
RANDEVU = Randevu(randevu_hrn="R1", baslangic=START, bitis=END, hekim_kodu=STAND_IN, hasta_tckn=STAND_IN, durum=Unknown("97"))
SLOT = Slot(cetvel_id=9, baslangic=START, bitis=END, durum=Unknown("97"), hekim_kodu=STAND_IN)

NEXT_WEEK = END + timedelta(days=7)
PERIOD = {"baslangic": START, "bitis": END}
ASKED: dict[type[Model], dict[str, Any]] = {
    PoliklinikSorgusu: {"klinik_kodu": 1},
    PoliklinikIptali: {"poliklinik_kodu": 7},
    SablonSorgusu: {"klinik_kodu": None, "durum": SablonDurumu.PASIF},
    SablonDurumDegisikligi: {"sablon_kodu": 3, "durum": SablonDurumu.PASIF},
    CetvelSorgusu: {**PERIOD, "hekim_kodu": PERSON, "klinik_kodu": 1, "poliklinik_kodu": 7, "aksiyon_kodu": 1},
    CetvelIptali: {"cetvel_id": 2**40},
    RandevuSorgusu: {**PERIOD, "klinik_kodu": 1, "hekim_kodu": None, "durum": GelisDurumu.GELDI, "kayit_durumu": KayitDurumu.IPTAL},
    RandevuIptali: {"randevu_hrn": "R1"},
    SlotSorgusu: {**PERIOD, "klinik_kodu": 1, "hekim_kodu": PERSON},
}
"""What the arguments of the other methods become."""


def cetvel(start: datetime = START, end: datetime = END, minutes: int | None = None) -> CalismaCetveli:
    return CalismaCetveli(
        hekim_kodu=PERSON, klinik_kodu=1, poliklinik_kodu=7, baslangic=start, bitis=end, aksiyon_kodu=1, tedavi_suresi=minutes
    )


def dilim(day: int, start: int, hours: int) -> SablonDilimi:
    return SablonDilimi(gun=day, baslangic=time(start), bitis=time(start + hours), aksiyon_kodu=1, tedavi_suresi=15)


@pytest.mark.parametrize(("model", "field"), [(model, field.name) for model in ASKED for field in attrs.fields(model)])
def test_query_names_the_argument_that_is_wrong(model: type[Model], field: str) -> None:
    """
    The arguments of a query or cancellation are checked like the fields of a model, by their own names.
    """
    assert model(**ASKED[model]).to_dict().items() >= ASKED[model].items()
    with pytest.raises(InvalidRequest) as caught:
        model(**{**ASKED[model], field: object()})

    assert caught.value.field == field


@pytest.mark.parametrize("model", [model for model in ASKED if "baslangic" in ASKED[model]])
def test_queried_period_is_above_zero(model: type[Model]) -> None:
    """
    A query may span days, but ends after it begins; a naive moment is Türkiye time there too.
    """
    assert model(**{**ASKED[model], "bitis": NEXT_WEEK.replace(tzinfo=None)}) == model(**{**ASKED[model], "bitis": NEXT_WEEK})
    with pytest.raises(InvalidRequest, match=r"^bitis: must be after baslangic"):
        model(**{**ASKED[model], "bitis": START})


@given(st.integers(0, 2880), st.integers(0, 2880))
def test_schedule_is_a_stretch_of_one_day(start: int, end: int) -> None:
    """
    A schedule ends after it begins, on the same day of Türkiye, wherever the caller's clock stands.
    """
    midnight = START.replace(hour=0)
    begin, finish = ((midnight + timedelta(minutes=minutes)).astimezone(UTC) for minutes in (start, end))

    if start < end and start // 1440 == end // 1440:
        assert cetvel(begin, finish).bitis == finish
    else:
        with pytest.raises(InvalidRequest, match=r"^bitis: "):
            cetvel(begin, finish)


@pytest.mark.parametrize("minutes", [None, 0, 1, 30])
def test_slot_fits_into_its_schedule(minutes: int | None) -> None:
    """
    A slot may be as long as the schedule, and there may be none.
    """
    assert cetvel(minutes=minutes).tedavi_suresi == minutes


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, 8), st.integers(1, 3)), min_size=1, max_size=5))
def test_slices_of_a_template_share_no_minute(plan: list[tuple[int, int, int]]) -> None:
    """
    A template is refused exactly if two slices claim the same hour of the same day; slices that touch do not.
    """
    slices = [dilim(day, start, hours) for day, start, hours in plan]
    claimed = [(day, hour) for day, start, hours in plan for hour in range(start, start + hours)]

    if len(claimed) == len(set(claimed)):
        assert Sablon(sablon_adi="Yaz", klinik_kodu=1, dilimler=iter(slices)).dilimler == tuple(slices)
    else:
        with pytest.raises(InvalidRequest, match=r"^dilimler: "):
            Sablon(sablon_adi="Yaz", klinik_kodu=1, dilimler=slices)


def test_arrival_time_goes_with_arrival() -> None:
    """
    Who came has a time of arrival (RDG-002 says so); who did not has none, nor an examination.
    """
    assert RandevuDurumu(randevu_hrn="R1", durum=GelisDurumu.GELMEDI).gelis_zamani is None
    assert RandevuDurumu(randevu_hrn="R1", durum=GelisDurumu.GELDI, gelis_zamani=START).gerceklesme_zamani is None
    with pytest.raises(InvalidRequest, match=r"^gelis_zamani: is required"):
        RandevuDurumu(randevu_hrn="R1", durum=GelisDurumu.GELDI, gerceklesme_zamani=START)
    for field in ("gelis_zamani", "gerceklesme_zamani"):
        with pytest.raises(InvalidRequest, match=f"^{field}: must not"):
            RandevuDurumu(randevu_hrn="R1", durum=GelisDurumu.GELMEDI, **{field: START})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("done", "code", "settled"),
    [(True, None, True), (False, "RDG-008", True), (False, "RDG-007", True), (False, "RDG-006", False), (False, None, False)],
)
def test_settled_report_is_told(done: bool, code: str | None, settled: bool) -> None:
    """
    Already so (RDG-008) and cancelled (RDG-007) are as final as done; everything else may be reported again.
    """
    assert RandevuDurumSonucu(randevu_hrn="R1", basarili=done, hata_kodu=code).kesinlesti is settled


@pytest.mark.parametrize("one", [RANDEVU, SLOT])
def test_answer_may_hold_what_we_cannot_read(one: Any) -> None:
    """
    A stand-in for a number and an unknown state stay readable in an answer, and the stand-in is masked too.
    """
    assert one.to_dict()["hekim_kodu"] == "99900000001"
    assert one.to_dict()["durum"] == "97"
    assert "99900000001" not in repr(one) + Records((one,))._repr_html_()


@pytest.mark.parametrize("code", [kind for kind in Code.__subclasses__() if kind.__module__ == "saglikclient.mhrs.model.kodlar"])
def test_every_code_is_worded_and_sourced(code: type[Code]) -> None:
    """
    Each code has the Ministry's wording, and its list says how its numbers are known.
    """
    assert all(member.label for member in code)
    assert re.search(r"Source: (published|observed|modelled)|EK 2", code.__doc__ or "")
    assert all(pickle.loads(pickle.dumps(member)) is member for member in code)


@pytest.mark.parametrize("durum", [GelisDurumu.BEKLEMEDE, GelisDurumu.IPTAL])
def test_only_an_arrival_is_reported(durum: GelisDurumu) -> None:
    """
    The list has more states than an institution may report; the others only occur in answers.
    """
    with pytest.raises(InvalidRequest, match=r"^durum: must be GELDI or GELMEDI"):
        RandevuDurumu(randevu_hrn="R1", durum=durum)
