"""
What an answer of MHRS' REST service says, found out a second time: by strict JSON, plain dictionaries, and the names of the wire.

A success must have been told by a flag (`success`, in the older form `valid`) that is `true` and not gainsaid by the other, by a list of
errors, by `error` or by a status in the body; for a write, not by an HTTP status of a failing server or a rejected token either. With HTTP
200 or 201, an exception may be answered without an envelope: then its number speaks; and a query by a list alone. A query that is told that
there is nothing is empty. The data must be as many records as came back and as were named as unreadable, with the same numbers, moments,
states and persons; what is optional and odd comes back as it was told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from saglikclient import Records, Unknown
from tests.stress.fuzz_oracle import JSON_TYPES, checked, read

if TYPE_CHECKING:
    from tests.stress.fuzz_line import Answer
    from tests.stress.fuzz_oracle import Unlike

DONE, EMPTY = (200, 201), 204
JUDGED = {*DONE, *range(400, 600)} - {407, 502, 503, 504}
"""Statuses whose body is the service's own."""
NOTHING = {"GNL1005", "RND4010"}
WRITES = {"cetvel.ekle", "cetvel.calisma_plani_guncelle", "cetvel.kesinlestir"}
"""Writes that are answered by a list."""
WHOLE = "cetvel.ekle"
"""The list of which no record may be missing."""
NUMBER, DOTLESS = "hastaRandevuNumarasi", "hastaRandevuNumarası"
LOGIN = "login"
FLAGS, DENIALS = ("success", "valid"), ("errors", "errorList", "error", "detailedError")
EXCEPTION = "istisna.ekle"
"""The call whose answer was read at the root by the public client."""
_FAILED = re.compile(r"[45]\d\d(?!\d)")
_ISTANBUL = ZoneInfo("Europe/Istanbul")

Same = Callable[[Any, Any], bool]
"""Whether what the document holds, null and absent aside, is what came back."""
Members = Mapping[str, tuple[str, Same]]
"""By their names on the wire: their names in Python, and how they are compared."""


def _as_text(told: Any) -> str:
    return told.strip() if isinstance(told, str) else json.dumps(told, ensure_ascii=False)


def _text(told: Any, came: Any) -> bool:
    return _as_text(told) == came


def _key(told: Any, came: Any) -> bool:
    """A text that later calls need; an empty one is none."""
    return isinstance(told, str) and told.strip() == came and came != ""


def _number(told: Any, came: Any) -> bool:
    return not isinstance(told, bool | float) and int(told) == came


def _flag(told: Any, came: Any) -> bool:
    return told is came


def _moment(told: Any, came: Any) -> bool:
    moment = datetime.fromisoformat(told.strip())
    return came.tzinfo is not None and (moment if moment.tzinfo else moment.replace(tzinfo=_ISTANBUL)) == came


def _person(told: Any, came: Any) -> bool:
    """A number of eleven digits, or what is none, as it came."""
    return came.value == str(told) if isinstance(came, Unknown) else int(told) == int(came)


def _state(names: Mapping[str, str]) -> Same:
    """A number with a name; one without a name comes back as it is."""
    return lambda told, came: came.value == str(told).strip() if isinstance(came, Unknown) else names[came.name] == str(told).strip()


def _coded(names: Mapping[str, str]) -> Same:
    """The same within `{val, valText}`, which an older form wraps once more."""
    same = _state(names)

    def coded(told: Any, came: Any) -> bool:
        inner = told if "val" in told else next(iter(told.values()))
        return same(inner["val"], came.val)

    return coded


_DRAFT, _WHOSE = {"TASLAK": "1", "KESIN": "2"}, {"HEKIM": "1", "BOLUM": "2"}
_STANDS, _CAME = {"AKTIF": "1", "IPTAL": "2"}, {"GELDI": "1", "GELMEDI": "0"}
_LISTED = {"SURELI": "1", "ONAYLANDI": "2", "SILINDI": "3"}
_PERIOD = {"baslangicZamani": ("baslangic_zamani", _moment), "bitisZamani": ("bitis_zamani", _moment)}
_SCHEDULE: Members = {
    **_PERIOD,
    "cetvelId": ("cetvel_id", _number),
    "cetvelDurumu": ("cetvel_durumu", _coded(_DRAFT)),
    "cetvelTipi": ("cetvel_tipi", _coded(_WHOSE)),
    "aksiyonId": ("aksiyon_id", _number),
    "muayeneYeriId": ("muayene_yeri_id", _number),
    "hekimTcKimlikNo": ("hekim_tc_kimlik_no", _person),
}
MANY: Mapping[str, Members] = {
    "cetvel.aksiyon_bilgileri": {
        "aksiyonId": ("aksiyon_id", _number),
        "aksiyonAdi": ("aksiyon_adi", _text),
        "aksiyonAcik": ("aksiyon_acik", _flag),
        "aksiyonIslemTuru": ("aksiyon_islem_turu", _coded({"CETVEL": "1"})),
        "istisnaBelge": ("istisna_belge", _flag),
    },
    "cetvel.ekle": {"cetvelId": ("cetvel_id", _number)},
    "cetvel.calisma_plani_guncelle": _SCHEDULE,
    "cetvel.kesinlestir": _SCHEDULE,
    "cetvel.search": _SCHEDULE,
    "randevu.kurum_randevulari_sorgula": {
        **_PERIOD,
        "hrn": ("hrn", _key),
        "cetvelId": ("cetvel_id", _number),
        "hekimTcKimlikNo": ("hekim_tc_kimlik_no", _person),
        "vatandasTcKimlikNo": ("vatandas_tc_kimlik_no", _person),
        "randevuKayitDurumu": ("randevu_kayit_durumu", _coded(_STANDS)),
        "gerceklesmeDurumu": ("gerceklesme_durumu", _coded(_CAME)),
        "gizliRandevu": ("gizli_randevu", _flag),
    },
    "randevu.detay_sorgula": {
        **_PERIOD,
        "slotId": ("slot_id", _number),
        "cetvelId": ("cetvel_id", _number),
        "durum": ("durum", _flag),
        "vatandasaUygun": ("vatandasa_uygun", _flag),
    },
    "yesil_liste.sorgula": {
        "klinikKodu": ("klinik_kodu", _number),
        "kayitZamani": ("kayit_zamani", _moment),
        "lyesilListeDurum": ("yesil_liste_durum", _state(_LISTED)),
    },
}
ONE: Mapping[str, Members] = {
    EXCEPTION: {
        **_PERIOD,
        "istisnaId": ("istisna_id", _number),
        "cetvelTipi": ("cetvel_tipi", _state(_WHOSE)),
        "hekimTcKimlikNo": ("hekim_tc_kimlik_no", _person),
    },
    "muayene_yeri.ekle": {"muayeneYeriId": ("muayene_yeri_id", _number), "muayeneYeriAdi": ("muayene_yeri_adi", _text)},
    "randevu.randevu_ekle": {"hastaRandevuNumarasi": ("hasta_randevu_numarasi", _key), "randevuZamani": ("randevu_zamani", _moment)},
}


def rest(method: str) -> Unlike:
    """What a success of a call has to have been told."""
    enveloped = checked(lambda answer, body, result: _rest(method, answer.status, read(body), result), JSON_TYPES, JUDGED)

    def judged(answer: Answer, result: Any) -> str:
        if answer.status == EMPTY:
            return "" if _query(method) and _is_empty(result) else "HTTP 204"
        return enveloped(answer, result)

    return judged


def _query(method: str) -> bool:
    return method in MANY and method not in WRITES


def _is_empty(result: Any) -> bool:
    return isinstance(result.data, Records) and not result.data and not result.data.unreadable


def denied(method: str, document: Any) -> str:
    """What in a document takes its success away; empty if it says that it succeeded, and nothing else."""
    if not isinstance(document, dict):
        return "no object"
    flags = [document[name] for name in FLAGS if document.get(name) is not None]
    bare = method == EXCEPTION and not {*FLAGS, "data"} & document.keys() and document.get("istisnaId") is not None
    if any(flag is not True for flag in flags) or not (flags or bare):
        return f"flags {flags}"
    status = str(document.get("httpStatus")).strip()
    if _FAILED.match(status) or (status in HTTPStatus.__members__ and HTTPStatus[status] >= 400):
        return f"status {status}"
    return next((name for name in DENIALS if document.get(name)), "")


def _nothing(document: Any) -> bool:
    """Whether all that a document finds fault with is that there is nothing."""
    if not isinstance(document, dict) or document.get("data"):
        return False
    codes = _codes(document, "error")
    return bool(codes) and NOTHING.issuperset(codes)


def _rest(method: str, status: int, document: Any, result: Any) -> str:
    if _query(method) and _nothing(document):
        return "" if _is_empty(result) and all(map(result.says, _codes(document, "error"))) else "something, where nothing is"
    if _query(method) and status in DONE and isinstance(document, list):
        return _told(method, {"data": document}, result)
    if found := denied(method, document):
        return found
    if (status not in DONE and not any(document.get(flag) for flag in FLAGS)) or (not _query(method) and _fails(method, status)):
        return f"HTTP {status}"
    return _told(method, document, result)


def _told(method: str, document: dict[str, Any], result: Any) -> str:
    """What came of a success that differs from what it says."""
    if method == LOGIN:
        return "" if _key(document["data"]["jwt"], result) else "another token"
    codes, came = [*_codes(document, "info"), *_codes(document, "warning")], (*result.infos, *result.warnings)
    if len(codes) != len(came) or any(
        code != one.kodu and (one.kodu or code not in one.mesaj) for code, one in zip(codes, came, strict=True)
    ):
        return "other infos or warnings"
    data = document.get("data")
    if method in MANY:
        return _many(method, data, result.data)
    if method in ONE:
        return _unlike(ONE[method], document if data is None and method == EXCEPTION else data, result.data)
    return "" if result.data is None else "data of a call that brings none"


def _fails(method: str, status: int) -> bool:
    return method != LOGIN and (status == 401 or status >= 500)


def _codes(document: dict[str, Any], kind: str) -> list[str]:
    """The codes of infos or warnings, of either form; what is no list is one of them."""
    lists = [document.get(name) or [] for name in (f"{kind}s", f"{kind}List")]
    items = [item for given in lists for item in (given if isinstance(given, list) else [given])]
    said = [item.get("kodu") if isinstance(item, dict) else "" for item in items]
    return [str(kodu).strip() if isinstance(kodu, str | int) and not isinstance(kodu, bool) else "" for kodu in said]


def _many(method: str, data: Any, came: Any) -> str:
    told = [] if data is None else data
    if not isinstance(told, list) or not isinstance(came, Records) or len(told) != len(came) + len(came.unreadable):
        return "another list"
    lost = {one.index for one in came.unreadable}
    if len(lost) != len(came.unreadable) or (lost and method == WHOLE):
        return "a record lost"
    kept = [one for index, one in enumerate(told) if index not in lost]
    return next((unlike for one, record in zip(kept, came, strict=True) if (unlike := _unlike(MANY[method], one, record))), "")


def _unlike(members: Members, told: Any, came: Any) -> str:
    """The first member that did not come back as it was told; one that was not told has to be None."""
    if not isinstance(told, dict):
        return "no object"
    for wire, (name, same) in members.items():
        value, found = told.get(wire), getattr(came, name)
        if wire == NUMBER and value is None:
            value = told.get(DOTLESS)
        if isinstance(found, Unknown) and value is not None and found.value == _as_text(value):
            continue
        if (value is None) != (found is None) or (value is not None and not same(value, found)):
            return f"another {wire}"
    return ""
