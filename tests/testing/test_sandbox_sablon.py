"""
Rows 5 to 8 over the Sandbox.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import Records, ServiceError
from saglikclient.mhrs import Aksiyon, Sablon, SablonDilimi, SablonDurumu

if TYPE_CHECKING:
    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox

MORNING = SablonDilimi(gun=1, baslangic=time(9), bitis=time(12), aksiyon_kodu=Aksiyon.CALISMA, tedavi_suresi=15, slot_basina_hasta=2)
LUNCH = SablonDilimi(gun=1, baslangic=time(12), bitis=time(13), aksiyon_kodu=Aksiyon.OGLE_ARASI, tedavi_suresi=0, slot_basina_hasta=0)
NEW = Sablon(sablon_adi="Pazartesi", klinik_kodu=5, dilimler=(MORNING, LUNCH))


@pytest.fixture
def sablon(mhrs: Mhrs) -> Sablon:
    """
    A template that the Ministry knows.
    """
    return mhrs.sablon.kayit(NEW)


def test_kayit_brings_the_number(sandbox: Sandbox, sablon: Sablon) -> None:
    """
    The Ministry numbers a template and gives the rest back as it came, slice by slice.
    """
    assert sablon == attrs.evolve(NEW, sablon_kodu=sablon.sablon_kodu)
    assert sandbox.hospital.sablonlar == {sablon.sablon_kodu: sablon}


def test_names_differ(mhrs: Mhrs, sablon: Sablon) -> None:
    """
    A second template of the same name is refused.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-DUPLICATE: "):
        mhrs.sablon.kayit(attrs.evolve(NEW, klinik_kodu=6))

    assert mhrs.sablon.sorgulama() == Records((sablon,))


def test_guncelleme_changes_the_one_with_the_number(mhrs: Mhrs, sablon: Sablon) -> None:
    """
    A change keeps the number and replaces the rest; keeping one's own name is no duplicate.
    """
    changed = mhrs.sablon.guncelleme(attrs.evolve(sablon, dilimler=(MORNING,))).record

    assert changed == attrs.evolve(sablon, dilimler=(MORNING,))
    assert mhrs.sablon.sorgulama() == Records((changed,))


def test_a_change_may_not_take_anothers_name(mhrs: Mhrs, sablon: Sablon) -> None:
    """
    Names differ after a change as well.
    """
    other = mhrs.sablon.kayit(attrs.evolve(NEW, sablon_adi="Salı"))

    with pytest.raises(ServiceError, match=r"^LOCAL-DUPLICATE: "):
        mhrs.sablon.guncelleme(attrs.evolve(other, sablon_adi=sablon.sablon_adi))


def test_unknown_numbers_are_refused(mhrs: Mhrs, sablon: Sablon) -> None:
    """
    What the Ministry does not know can be neither changed nor put out of use.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.sablon.guncelleme(attrs.evolve(sablon, sablon_kodu=999_999))
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.sablon.durum_guncelleme(999_999, SablonDurumu.PASIF)

    assert mhrs.sablon.sorgulama() == Records((sablon,))


def test_durum_guncelleme_changes_the_state_and_nothing_else(mhrs: Mhrs, sablon: Sablon) -> None:
    """
    A template goes out of use and comes back; its slices stay.
    """
    mhrs.sablon.durum_guncelleme(sablon.sablon_kodu or 0, SablonDurumu.PASIF)
    assert mhrs.sablon.sorgulama() == Records((attrs.evolve(sablon, durum=SablonDurumu.PASIF),))

    mhrs.sablon.durum_guncelleme(sablon.sablon_kodu or 0, SablonDurumu.AKTIF)
    assert mhrs.sablon.sorgulama() == Records((sablon,))


def test_sorgulama_filters_by_clinic_and_state(mhrs: Mhrs, sablon: Sablon) -> None:
    """
    Each filter leaves out what does not meet it, and both together what misses either.
    """
    idle = mhrs.sablon.kayit(attrs.evolve(NEW, sablon_adi="Salı", durum=SablonDurumu.PASIF))
    elsewhere = mhrs.sablon.kayit(attrs.evolve(NEW, sablon_adi="Çarşamba", klinik_kodu=6))

    assert mhrs.sablon.sorgulama() == Records((sablon, idle, elsewhere))
    assert mhrs.sablon.sorgulama(klinik_kodu=5) == Records((sablon, idle))
    assert mhrs.sablon.sorgulama(durum=SablonDurumu.AKTIF) == Records((sablon, elsewhere))
    assert mhrs.sablon.sorgulama(klinik_kodu=5, durum=SablonDurumu.PASIF) == Records((idle,))


def test_nothing_found_is_an_empty_list(sandbox: Sandbox, mhrs: Mhrs, sablon: Sablon) -> None:
    """
    The Ministry answers NF, and that is no error.
    """
    assert mhrs.sablon.sorgulama(klinik_kodu=sablon.klinik_kodu + 1) == Records()
    assert sandbox.journal[-1].outcome == "NF"
