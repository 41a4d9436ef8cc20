"""
The rules of EK 1 and EK 2 where a user meets them: in a call, before anything is sent.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from requests.adapters import BaseAdapter
from requests.exceptions import ConnectTimeout

from saglikclient import ConfigurationError, Credentials, InvalidRequest, NotSent, Retries, Tckn
from saglikclient._core.timing import TURKIYE
from saglikclient.mhrs import CalismaCetveli, Cinsiyet, Ek2Warning, Hasta, Mhrs, RandevuTalebi, Telefon

HEKIM = Tckn("10000000146")
DAY = datetime(2024, 3, 5, tzinfo=TURKIYE)
NOW = DAY.replace(hour=14)


def hour(number: int) -> datetime:
    return DAY + timedelta(hours=number)


def cetvel(start: int, end: int, aksiyon: int = 1) -> CalismaCetveli:
    return CalismaCetveli(hekim_kodu=HEKIM, klinik_kodu=1, poliklinik_kodu=7, baslangic=hour(start), bitis=hour(end), aksiyon_kodu=aksiyon)


class DeadNetwork(BaseAdapter):
    """
    Stands where the network would be and lets nothing through.
    """

    def send(self, *_: Any, **__: Any) -> Any:
        """
        No connection.
        """
        raise ConnectTimeout

    def close(self) -> None:
        """
        Nothing to close.
        """


def client(**options: Any) -> Mhrs:
    return Mhrs(
        Credentials(username="u", password="p"),  # type: ignore[arg-type]
        **{"kurum_kodu": 123456, "gonderen": "HBYS", "islem_yapan": HEKIM, "retries": Retries(attempts=1), **options},
    )


def test_early_booking_warns_at_the_callers_line() -> None:
    """
    The warning points at the line that booked, so that Python's once-per-line filter and the reader find it.
    """
    telefon = Telefon(alan_kodu="532", numara="7654321")
    hasta = Hasta(tckn=HEKIM, adi="A", soyadi="B", cinsiyet=Cinsiyet.KADIN, dogum_tarihi=date(1980, 2, 3), telefonlar=(telefon,))
    talep = RandevuTalebi(cetvel_id=9, baslangic=hour(9), bitis=hour(10), hasta=hasta)

    with pytest.warns(Ek2Warning) as caught, pytest.raises(ConfigurationError), client(clock=lambda: NOW) as mhrs:
        mhrs.randevu.kayit(talep)

    assert [warning.filename for warning in caught] == [__file__]


def test_small_share_warns_at_the_callers_line() -> None:
    """
    The same for a schedule that leaves MHRS too little; it is sent all the same.
    """
    with pytest.warns(Ek2Warning) as caught, pytest.raises(NotSent), client(adapter=DeadNetwork()) as mhrs:
        mhrs.calisma_cetveli.kayit(cetvel(9, 12, 101), mevcut=[cetvel(13, 14)])

    assert [warning.filename for warning in caught] == [__file__]


def test_overlap_is_refused_before_anything_is_sent() -> None:
    """
    With `mevcut=` an overlap never reaches the network.
    """
    with pytest.raises(InvalidRequest) as caught, client(adapter=DeadNetwork()) as mhrs:
        mhrs.calisma_cetveli.kayit(cetvel(9, 12), mevcut=[cetvel(11, 14)])

    assert (caught.value.field, caught.value.operation) == ("baslangic", "calisma_cetveli.kayit")
