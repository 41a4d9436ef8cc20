"""
A REST answer of 10,000 appointments into models. The model stands in for the REST client's: as many fields, nested codes, three moments.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime

import attrs
from rounds import shortest
from table import Row, at_most

from saglikclient.structuring import Structuring
from saglikclient.transport.json_call import parsed

COUNT = 10_000


@attrs.frozen(kw_only=True)
class Val:
    """
    A code with its text.
    """

    val: int
    valText: str | None = None  # noqa: N815 - as the service writes it


@attrs.frozen(kw_only=True)
class StandIn:
    """
    As many fields as an appointment of the REST service has.
    """

    randevuId: int  # noqa: N815
    hastaRandevuNumarasi: str  # noqa: N815
    baslangicZamani: datetime  # noqa: N815
    bitisZamani: datetime  # noqa: N815
    eklenmeZamani: datetime | None = None  # noqa: N815
    kurum: Val
    klinik: Val
    muayeneYeri: Val | None = None  # noqa: N815
    randevuDurumu: Val  # noqa: N815
    randevuTuru: Val | None = None  # noqa: N815
    hekim: Val
    cinsiyet: Val | None = None
    kanal: Val | None = None
    hastaAdi: str | None = None  # noqa: N815
    hastaSoyadi: str | None = None  # noqa: N815
    hastaKimlikNo: int  # noqa: N815
    dogumTarihi: str | None = None  # noqa: N815
    cepTelefonu: str | None = None  # noqa: N815
    evTelefonu: str | None = None  # noqa: N815
    eposta: str | None = None
    randevuNotu: str | None = None  # noqa: N815
    iptalNedeni: str | None = None  # noqa: N815
    cetvelId: int | None = None  # noqa: N815
    slotId: int | None = None  # noqa: N815
    ekRandevu: bool | None = None  # noqa: N815
    engelli: bool | None = None
    kimsesiz: bool | None = None
    refakatci: bool | None = None
    gebe: bool | None = None
    sanalKimlik: bool | None = None  # noqa: N815


def body() -> bytes:
    """
    The answer, as Java writes it: every member is there.
    """
    source = random.Random(1)
    return json.dumps({"success": True, "data": [_one(number, source) for number in range(COUNT)]}, ensure_ascii=False).encode()


def _one(number: int, source: random.Random) -> dict[str, object]:
    def coded(count: int, text: str) -> dict[str, object]:
        code = source.randrange(count)
        return {"val": code, "valText": f"{text} {code}"}

    day, hour, minute = source.randint(1, 28), source.randint(8, 16), source.choice((0, 15, 30, 45))
    return {
        "randevuId": 10_000_000_000 + number,
        "hastaRandevuNumarasi": f"HRN-{number:09}",
        "baslangicZamani": f"2026-03-{day:02}T{hour:02}:{minute:02}:00+03:00",
        "bitisZamani": f"2026-03-{day:02}T{hour:02}:{minute + 10:02}:00+03:00",
        "eklenmeZamani": f"2026-02-{day:02}T{source.randrange(24):02}:{source.randrange(60):02}:{source.randrange(60):02}+03:00",
        **{name: coded(count, name) for name, count in (("kurum", 1), ("klinik", 30), ("muayeneYeri", 60), ("randevuDurumu", 5))},
        **{name: coded(count, name) for name, count in (("randevuTuru", 4), ("hekim", 80), ("cinsiyet", 2), ("kanal", 6))},
        "hastaAdi": source.choice(("Ayşe", "Mehmet", "Can", "Zeynep")),
        "hastaSoyadi": source.choice(("Örnek", "Deneme", "Sınama")),
        "hastaKimlikNo": source.randint(10**10, 10**11 - 1),
        "dogumTarihi": f"{source.randint(1940, 2020)}-{source.randint(1, 12):02}-{source.randint(1, 28):02}",
        "cepTelefonu": f"555{source.randrange(10**7):07}",
        **dict.fromkeys(("evTelefonu", "eposta", "randevuNotu", "iptalNedeni")),
        "cetvelId": source.randrange(10**6),
        "slotId": source.randrange(10**8),
        **{name: source.random() > 0.9 for name in ("ekRandevu", "engelli", "kimsesiz", "refakatci", "gebe", "sanalKimlik")},  # noqa: PLR2004
    }


def stand_in() -> Callable[[bytes], int]:
    """
    The way of a REST answer: strict JSON, then a model of each member of its list.
    """
    structuring = Structuring({})

    def read(content: bytes) -> int:
        document = parsed(content)
        assert isinstance(document, dict)
        return len([structuring.make(StandIn, item, "$.data") for item in document["data"]])

    return read


def rows() -> Iterator[Row]:
    """
    The line about REST.
    """
    content, read = body(), stand_in()
    assert read(content) == COUNT
    times = shortest({"ours": lambda: read(content), "loads": lambda: json.loads(content)}, 7)
    detail = f"{times['ours']:.2f} s against {times['loads']:.2f}"
    what = f"REST answer of {COUNT:,} appointments ({len(content) / 1e6:.1f} MB) into models of {len(attrs.fields(StandIn))} fields"
    yield at_most(what, "`json.loads` of the same bytes (the model is a stand-in)", 4, times["ours"] / times["loads"], detail)
