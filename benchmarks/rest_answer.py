"""
MHRS REST: an answer of 10,000 appointments into models, beside `json.loads` of the same bytes.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs
from rounds import shortest
from table import Row, at_most

from saglikclient._transport.client import Transport
from saglikclient._transport.json_call import JsonResponse, parsed
from saglikclient.config import Options
from saglikclient.mhrs.rest._envelope import verdict
from saglikclient.mhrs.rest._operations import KURUM_RANDEVULARI_SORGULA
from saglikclient.mhrs.rest._reading import many
from saglikclient.mhrs.rest.model.randevu import KurumRandevusu
from saglikclient.testing._hospital.people import patient

COUNT = 10_000
TRANSPORT = Transport(options=Options())
START = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - the service writes Türkiye's local time


def body() -> bytes:
    """
    The answer, as Java writes it: every member is there.
    """
    source = random.Random(1)
    physicians = [patient(source) for _ in range(80)]
    data = [_one(number, source, physicians) for number in range(COUNT)]
    beside = {"lang": "tr-TR", "success": True, "infos": [], "warnings": [], "errors": []}
    return json.dumps({**beside, "data": data}, ensure_ascii=False, separators=(",", ":")).encode()


def _one(number: int, source: random.Random, physicians: list) -> dict[str, object]:
    person, physician = patient(source), source.choice(physicians)
    klinik, start = source.randrange(30), START + timedelta(minutes=15 * source.randrange(1_500))
    return {
        "hrn": f"HRN-{number:09}",
        "cetvelId": 9_000_000_000 + source.randrange(10**6),
        "aksiyonId": 200,
        "aksiyonAdi": "Muayene",
        "baslangicZamani": start.isoformat(),
        "bitisZamani": (start + timedelta(minutes=15)).isoformat(),
        "randevuAlinmaZamani": (start - timedelta(seconds=source.randrange(15 * 86_400))).isoformat(),
        "kurumAdi": "Örnek Devlet Hastanesi",
        "klinikAdi": f"Klinik {klinik}",
        "klinikKodu": 1_000 + klinik,
        "islemYapilanKurumKodu": 123_456,
        "muayeneYeriAdi": f"Oda {source.randrange(60)}",
        "muayeneYeriId": source.randrange(1, 10**4),
        "eskiMuayeneYeriAdi": None,
        "eskiMuayeneYeriId": None,
        "hekimAdSoyad": f"{physician.adi} {physician.soyadi}",
        "hekimTcKimlikNo": int(physician.tckn),
        "randevuKayitDurumu": {"val": 1, "valText": "Aktif"},
        "gerceklesmeDurumu": {"val": source.randrange(2), "valText": "Gelmedi"},
        "randevuTuru": {"val": source.randint(1, 4), "valText": "Normal"},
        "randevuKanali": source.randint(1, 5),
        "randevuNotu": None,
        "gizliRandevu": False,
        "vatandasTcKimlikNo": int(person.tckn),
        "vatandasAdi": person.adi,
        "vatandasSoyadi": person.soyadi,
        "vatandasDogumTarihi": person.dogum_tarihi.isoformat(),
        "vatandasCinsiyet": {"val": source.choice("KE"), "valText": "Kadın"},
        "vatandasTelefonList": [{"telefonNumarasi": f"555{source.randrange(10**7):07}", "telefonTipi": {"val": 1, "valText": "Cep"}}],
    }


def read(content: bytes) -> int:
    """
    The client's way, from the bytes that came to the models.
    """
    document = verdict(JsonResponse(200, parsed(content)))
    return len(TRANSPORT.collect(many(KURUM_RANDEVULARI_SORGULA, document), operation=""))


def rows() -> Iterator[Row]:
    """
    The line about REST.
    """
    content = body()
    assert read(content) == COUNT
    times = shortest({"ours": lambda: read(content), "loads": lambda: json.loads(content)}, 11)
    detail = f"{times['ours']:.2f} s against {times['loads']:.2f}"
    what = f"REST answer of {COUNT:,} appointments ({len(content) / 1e6:.1f} MB) into models of {len(attrs.fields(KurumRandevusu))} fields"
    yield at_most(what, "`json.loads` of the same bytes", 4, times["ours"] / times["loads"], detail)
