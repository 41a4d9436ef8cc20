"""
Any model that the tables can carry, as hypothesis strategies: what a caller may build, and what an answer may bring.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

from saglikclient import Tckn, Unknown
from saglikclient._core.fields import MAX_TEXT
from saglikclient._core.model import build
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import (
    Belge,
    CalismaCetveli,
    Cinsiyet,
    GelisDurumu,
    Hasta,
    Istisna,
    IstisnaDurumu,
    KayitDurumu,
    Poliklinik,
    Randevu,
    RandevuDurumSonucu,
    RandevuDurumu,
    RandevuKanali,
    RandevuTalebi,
    RandevuTuru,
    Sablon,
    SablonDilimi,
    SablonDurumu,
    Slot,
    SlotDurumu,
    Telefon,
    TelefonTipi,
)
from saglikclient.mhrs.model.calisma_cetveli import CetvelIptali, CetvelSorgusu
from saglikclient.mhrs.model.poliklinik import PoliklinikIptali, PoliklinikSorgusu
from saglikclient.mhrs.model.randevu import RandevuIptali, RandevuSorgusu, SlotSorgusu
from saglikclient.mhrs.model.sablon import SablonDurumDegisikligi, SablonSorgusu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from saglikclient._core.codes import Code
    from saglikclient._core.model import Model

    Any = st.SearchStrategy[object]

T = TypeVar("T")

XML = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\t\n\r")
texts = st.text(XML, min_size=1, max_size=MAX_TEXT).map(str.strip).filter(bool)
ints = st.integers(1, 2**31 - 1)
longs = st.integers(1, 2**63 - 1)
bools = st.booleans()
tckns = st.integers(0, 2**32).map(lambda seed: Tckn.random(random.Random(seed)))
moments = st.datetimes(datetime(2017, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0, tzinfo=TURKIYE))  # noqa: DTZ001
"""From 2017 on: until then Türkiye changed its clocks, and `TS` without a zone cannot tell the two times of one autumn hour apart."""
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
strangers = st.from_regex(r"[1-9][0-9]{2,9}|[A-Z][A-Z0-9-]{0,9}", fullmatch=True)
"""Codes that are nobody's: not a member's number, not `0`, no `use` of a telephone."""


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """A value, or none."""
    return st.none() | strategy


def codes(kind: type[Code]) -> st.SearchStrategy[Code | Unknown]:
    """A member, or a code that this version does not know."""
    return st.sampled_from(kind) | strangers.map(Unknown)


hekimler = tckns | strangers.map(Unknown)
tipler = st.sampled_from(TelefonTipi) | strangers.filter(lambda use: use not in {"HP", "WP", "MC", "H"}).map(Unknown)
turkish = st.builds(
    Telefon,
    alan_kodu=st.from_regex(r"[1-9][0-9]{2}", fullmatch=True),
    numara=st.from_regex(r"[0-9]{7}", fullmatch=True),
    tip=tipler,
)
foreign = st.builds(
    lambda numara, tip: build(Telefon, {"alan_kodu": "", "numara": numara, "tip": tip}),
    st.from_regex(r"\+(?!90)[1-9][0-9]{7,13}", fullmatch=True),
    tipler,
)
belgeler = st.builds(Belge, ad=texts, icerik=st.binary(min_size=1, max_size=500))
epostalar = st.from_regex(r"[a-z0-9.+-]{1,20}@[a-zçğıöşü0-9-]{1,20}(\.[a-z]{2,5}){1,2}", fullmatch=True)


def after(start: datetime, *, same_day: bool) -> st.SearchStrategy[datetime]:
    """A later moment, of the same day if wanted."""
    left = (start.replace(hour=23, minute=59, second=59) - start) if same_day else timedelta(days=400)
    return st.integers(1, max(1, int(left.total_seconds()))).map(lambda seconds: start + timedelta(seconds=seconds))


@st.composite
def timed(draw: st.DrawFn, make: Callable[[Mapping[str, object]], T], *, same_day: bool = False, **others: Any) -> T:
    """A model with `baslangic` and `bitis`."""
    start = draw(moments.filter(lambda moment: moment.time() < time(23, 59, 58)))
    values = {name: draw(strategy) for name, strategy in others.items()}
    return make({"baslangic": start, "bitis": draw(after(start, same_day=same_day)), **values})


def given(model: type[Model]) -> Callable[[Mapping[str, object]], Model]:
    """Make a model as a caller does."""
    return lambda values: model(**values)


def brought(model: type[Model]) -> Callable[[Mapping[str, object]], Model]:
    """Make a model as a reader does, without the rules of input. None counts as absent."""
    return lambda values: build(model, {name: value for name, value in values.items() if value is not None})


@st.composite
def slices(draw: st.DrawFn) -> tuple[SablonDilimi, ...]:
    """Slices of a template, none twice on a day."""
    found = []
    for gun in draw(st.lists(st.integers(1, 7), min_size=1, unique=True)):
        start, end = sorted(draw(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True)))
        found.append(
            SablonDilimi(
                gun=gun,
                baslangic=time(*divmod(start, 60)),
                bitis=time(*divmod(end, 60)),
                aksiyon_kodu=draw(ints),
                tedavi_suresi=draw(st.integers(0, 24 * 60)),
                slot_basina_hasta=draw(st.integers(0, 999)),
            )
        )
    return tuple(found)


def hasta_strategy() -> st.SearchStrategy[Hasta]:
    """A patient to book for."""
    return st.builds(
        Hasta,
        tckn=tckns,
        adi=texts,
        soyadi=texts,
        cinsiyet=codes(Cinsiyet),
        dogum_tarihi=days,
        telefonlar=st.lists(turkish | foreign, min_size=1, max_size=4).map(tuple),
        eposta=maybe(epostalar),
        engelli=maybe(bools),
        kimsesiz=maybe(bools),
    )


@st.composite
def durumlar(draw: st.DrawFn) -> RandevuDurumu:
    """A report of arrival."""
    durum = draw(codes(GelisDurumu).filter(lambda durum: durum not in {GelisDurumu.BEKLEMEDE, GelisDurumu.IPTAL}))
    if durum is GelisDurumu.GELMEDI:
        return RandevuDurumu(randevu_hrn=draw(texts), durum=durum)
    return RandevuDurumu(randevu_hrn=draw(texts), durum=durum, gelis_zamani=draw(moments), gerceklesme_zamani=draw(maybe(moments)))


klinik = st.tuples(ints, maybe(texts)) | st.just((None, None))
"""A name of a clinic travels with its code only."""
poliklinikler = st.builds(Poliklinik, klinik_kodu=ints, poliklinik_adi=texts, poliklinik_kodu=ints, klinik_adi=maybe(texts))
sablonlar = st.builds(Sablon, sablon_adi=texts, klinik_kodu=ints, dilimler=slices(), durum=codes(SablonDurumu), sablon_kodu=ints)
cetveller = timed(
    brought(CalismaCetveli),
    same_day=True,
    hekim_kodu=hekimler,
    klinik_kodu=ints,
    poliklinik_kodu=ints,
    aksiyon_kodu=ints,
    tedavi_suresi=maybe(st.integers(0, 24 * 60)),
    slot_basina_hasta=st.integers(0, 999),
    sablon_kodu=maybe(ints),
    referans_no=maybe(texts),
    cetvel_id=longs,
)
istisnalar = timed(
    brought(Istisna),
    hekim_kodu=hekimler,
    klinik_kodu=ints,
    aksiyon_kodu=ints,
    aciklama=texts,
    eposta=epostalar,
    telefon=maybe(turkish | foreign),
    belge=maybe(belgeler),
    istisna_id=longs,
    durum=codes(IstisnaDurumu),
    red_nedeni=maybe(texts),
)
randevular = timed(
    lambda values: brought(Randevu)({**values, "klinik_kodu": values["klinik"][0], "klinik_adi": values["klinik"][1]}),  # type: ignore[index]
    klinik=klinik,
    randevu_hrn=texts,
    hekim_kodu=hekimler,
    hasta_tckn=hekimler,
    kurum_adi=maybe(texts),
    poliklinik_kodu=maybe(ints),
    eski_poliklinik_adi=maybe(texts),
    yeni_poliklinik_adi=maybe(texts),
    hekim_adi_soyadi=maybe(texts),
    hasta_adi=maybe(texts),
    hasta_soyadi=maybe(texts),
    dogum_tarihi=maybe(days),
    cinsiyet=maybe(codes(Cinsiyet)),
    telefonlar=st.lists(turkish | foreign, max_size=4).map(tuple),
    kayit_durumu=maybe(codes(KayitDurumu)),
    durum=maybe(codes(GelisDurumu)),
    refakatci_istiyor=maybe(bools),
    engelli=maybe(bools),
    kimsesiz=maybe(bools),
    yuksek_riskli_gebe=maybe(bools),
    randevu_turu=maybe(codes(RandevuTuru)),
    randevu_notu=maybe(texts),
    sanal_tc=maybe(bools),
    eklenme_zamani=maybe(moments),
    kanal=maybe(codes(RandevuKanali)),
)
slotlar = timed(
    brought(Slot),
    cetvel_id=longs,
    durum=codes(SlotDurumu),
    hekim_kodu=hekimler,
    klinik_kodu=maybe(ints),
    poliklinik_kodu=maybe(ints),
    randevu_turu=maybe(codes(RandevuTuru)),
)
sorgu = {"klinik_kodu": maybe(ints), "hekim_kodu": maybe(tckns)}

MODELS: Mapping[str, st.SearchStrategy[Model]] = {
    "Poliklinik": poliklinikler,
    "PoliklinikIptali": st.builds(PoliklinikIptali, poliklinik_kodu=ints),
    "PoliklinikSorgusu": st.builds(PoliklinikSorgusu, klinik_kodu=maybe(ints)),
    "Sablon": sablonlar,
    "SablonDurumu": st.builds(SablonDurumDegisikligi, sablon_kodu=ints, durum=codes(SablonDurumu)),
    "SablonSorgusu": st.builds(SablonSorgusu, klinik_kodu=maybe(ints), durum=maybe(codes(SablonDurumu))),
    "CalismaCetveli": cetveller,
    "CetvelIptali": st.builds(CetvelIptali, cetvel_id=longs),
    "CetvelSorgusu": timed(given(CetvelSorgusu), poliklinik_kodu=maybe(ints), aksiyon_kodu=maybe(ints), **sorgu),
    "Istisna": istisnalar,
    "Randevu": randevular,
    "RandevuSorgusu": timed(given(RandevuSorgusu), durum=maybe(codes(GelisDurumu)), kayit_durumu=maybe(codes(KayitDurumu)), **sorgu),
    "RandevuDurumu": durumlar(),
    "RandevuDurumSonucu": st.builds(RandevuDurumSonucu, randevu_hrn=texts, basarili=bools, hata_kodu=maybe(texts), aciklama=maybe(texts)),
    "RandevuTalebi": timed(
        given(RandevuTalebi),
        same_day=True,
        cetvel_id=longs,
        hasta=hasta_strategy(),
        refakatci_istiyor=maybe(bools),
        randevu_notu=maybe(texts),
    ),
    "RandevuIptali": st.builds(RandevuIptali, randevu_hrn=texts),
    "SlotSorgusu": timed(given(SlotSorgusu), **sorgu),
    "Slot": slotlar,
}
"""By the name of the table."""
