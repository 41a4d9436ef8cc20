"""
Rows 1 to 4 over the Sandbox.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import Records, ServiceError
from saglikclient.mhrs import Poliklinik

if TYPE_CHECKING:
    from saglikclient.mhrs import CalismaCetveli, Mhrs
    from saglikclient.testing import Clock, Sandbox


def test_kayit_brings_the_number_and_the_clinics_name(sandbox: Sandbox, mhrs: Mhrs) -> None:
    """
    The Ministry numbers a poliklinik and says what its clinic is called.
    """
    sandbox.hospital.klinikler[5] = "Göz Hastalıkları"

    kept = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=5, poliklinik_adi="Göz 1"))

    assert kept == Poliklinik(klinik_kodu=5, poliklinik_adi="Göz 1", poliklinik_kodu=kept.poliklinik_kodu, klinik_adi="Göz Hastalıkları")
    assert list(sandbox.hospital.poliklinikler) == [kept.poliklinik_kodu]


def test_a_clinic_without_a_name_is_known_by_its_number(mhrs: Mhrs) -> None:
    """
    The SKRS list is not in the package, so an unknown clinic gets a name that says so.
    """
    assert mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=5, poliklinik_adi="Göz 1")).klinik_adi == "Klinik 5"


def test_two_registrations_get_two_numbers(mhrs: Mhrs) -> None:
    """
    No number is given twice.
    """
    numbers = {mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=5, poliklinik_adi=f"Göz {n}")).poliklinik_kodu for n in range(5)}

    assert len(numbers) == 5


def test_names_of_one_clinic_differ(sandbox: Sandbox, mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    A second poliklinik of the same name in the same clinic is refused, and nothing is kept of it.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-DUPLICATE: "):
        mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=poliklinik.klinik_kodu, poliklinik_adi=poliklinik.poliklinik_adi))

    assert list(sandbox.hospital.poliklinikler.values()) == [poliklinik]


def test_clinics_may_use_the_same_name(mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    Only names within a clinic have to differ.
    """
    other = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=poliklinik.klinik_kodu + 1, poliklinik_adi=poliklinik.poliklinik_adi))

    assert other.poliklinik_kodu != poliklinik.poliklinik_kodu


def test_guncelleme_changes_the_one_with_the_number(sandbox: Sandbox, mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    A change keeps the number and replaces the rest.
    """
    changed = mhrs.poliklinik.guncelleme(attrs.evolve(poliklinik, poliklinik_adi="Göz 9")).record

    assert changed == attrs.evolve(poliklinik, poliklinik_adi="Göz 9")
    assert sandbox.hospital.poliklinikler == {poliklinik.poliklinik_kodu: changed}


def test_a_change_may_keep_its_own_name(mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    A poliklinik is no duplicate of itself.
    """
    assert mhrs.poliklinik.guncelleme(poliklinik).record == poliklinik


def test_a_change_may_not_take_anothers_name(mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    Names within a clinic differ after a change as well.
    """
    other = mhrs.poliklinik.kayit(attrs.evolve(poliklinik, poliklinik_kodu=None, poliklinik_adi="Göz 2"))

    with pytest.raises(ServiceError, match=r"^LOCAL-DUPLICATE: "):
        mhrs.poliklinik.guncelleme(attrs.evolve(other, poliklinik_adi=poliklinik.poliklinik_adi))


def test_unknown_numbers_are_refused(sandbox: Sandbox, mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    What the Ministry does not know can be neither changed nor closed.
    """
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.poliklinik.guncelleme(attrs.evolve(poliklinik, poliklinik_kodu=999_999))
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.poliklinik.iptal(999_999)

    assert list(sandbox.hospital.poliklinikler.values()) == [poliklinik]


def test_sorgulama_gives_all_or_one_clinics(mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    Without an argument everything is listed, with a clinic's number only what is its own.
    """
    other = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=poliklinik.klinik_kodu + 1, poliklinik_adi="Kardiyoloji 1"))

    assert mhrs.poliklinik.sorgulama() == Records((poliklinik, other))
    assert mhrs.poliklinik.sorgulama(klinik_kodu=poliklinik.klinik_kodu) == Records((poliklinik,))


def test_nothing_found_is_an_empty_list(sandbox: Sandbox, mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    The Ministry answers NF, and that is no error.
    """
    assert mhrs.poliklinik.sorgulama(klinik_kodu=poliklinik.klinik_kodu + 1) == Records()
    assert sandbox.journal[-1].outcome == "NF"


def test_iptal_closes(sandbox: Sandbox, mhrs: Mhrs, poliklinik: Poliklinik) -> None:
    """
    A closed poliklinik is gone, and cannot be closed again.
    """
    mhrs.poliklinik.iptal(poliklinik.poliklinik_kodu or 0)

    assert not sandbox.hospital.poliklinikler
    with pytest.raises(ServiceError, match=r"^LOCAL-NOT-FOUND: "):
        mhrs.poliklinik.iptal(poliklinik.poliklinik_kodu or 0)


def test_schedules_to_come_keep_it_open(mhrs: Mhrs, clock: Clock, poliklinik: Poliklinik, cetvel: CalismaCetveli) -> None:
    """
    A poliklinik is not closed while a schedule of it is still to come or running, and is when the last one is over.
    """
    clock.set(cetvel.bitis - timedelta(minutes=1))
    with pytest.raises(ServiceError, match=r"^LOCAL-IN-USE: "):
        mhrs.poliklinik.iptal(poliklinik.poliklinik_kodu or 0)

    clock.set(cetvel.bitis)
    mhrs.poliklinik.iptal(poliklinik.poliklinik_kodu or 0)

    assert not mhrs.poliklinik.sorgulama()


def test_another_polikliniks_schedule_does_not_matter(mhrs: Mhrs, cetvel: CalismaCetveli) -> None:
    """
    Only its own schedules keep a poliklinik open.
    """
    other = mhrs.poliklinik.kayit(Poliklinik(klinik_kodu=cetvel.klinik_kodu, poliklinik_adi="Göz 2"))

    mhrs.poliklinik.iptal(other.poliklinik_kodu or 0)

    assert [kept.poliklinik_kodu for kept in mhrs.poliklinik.sorgulama()] == [cetvel.poliklinik_kodu]
