"""
What the service writes is read in all its forms; what cannot be read is told by its path or survives as unknown.
"""

from __future__ import annotations

import copy
import json
import operator
import pickle
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saglikclient import OutcomeUnknown, ProtocolError, Tckn, Unknown
from saglikclient._core.timing import KEPT, TURKIYE
from saglikclient._transport.json_call import JsonResponse
from saglikclient.errors import SaglikError, ServiceError
from saglikclient.mhrs import GelisDurumu, KayitDurumu, RandevuKanali, RandevuTuru, Telefon, TelefonTipi
from saglikclient.mhrs.rest import Answer, Cetvel, CetvelDurumu, KurumRandevusu, VatandasTelefonu, _reading, as_randevu
from saglikclient.mhrs.rest._envelope import verdict
from saglikclient.mhrs.rest._operations import CALLS, CETVEL_SEARCH, KURUM_RANDEVULARI_SORGULA
from saglikclient.mhrs.rest._reading import STRUCTURING, many
from saglikclient.mhrs.rest.model.ortak import Kodlu
from saglikclient.records import Unreadable
from tests.support.rest_golden import CETVEL, RANDEVU, STORIES, unreadable
from tests.support.rest_wire import Line, Reply, client, envelope, reply

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = {row.method: row for row in CALLS}
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
json_values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3))


def randevu(**members: Any) -> KurumRandevusu:
    """
    The golden appointment with some members changed.
    """
    return STRUCTURING.make(KurumRandevusu, {**RANDEVU, **members}, "$")


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-03 09:00:00",
        "2026-03-03T09:00:00",
        "2026-03-03T09:00",
        " 2026-03-03T09:00:00.000 ",
        "2026-03-03T09:00:00+03:00",
        "2026-03-03T06:00:00Z",
        "2026-03-03T09:00:00+03",
        "2026-03-03T09:00:00.0000000",
        "2026-03-03T09",
        "20260303T090000",
        "2026-03-03T09:00:00.000+0300",
    ],
)
def test_both_forms_of_a_moment_are_read(text: str) -> None:
    """
    The form of requests and ISO 8601 with a `T`; without a zone both mean Türkiye time, and both come back aware.
    """
    read = randevu(baslangicZamani=text).baslangic_zamani
    assert read == datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    assert read.tzinfo is TURKIYE


def test_long_moments_are_not_kept() -> None:
    """
    ISO 8601 allows any number of digits after the second; answers full of them must not fill the memory.
    """
    before = _reading._moment.cache_info().currsize

    for second in range(60):
        with pytest.raises(ValueError, match="must be yyyy-MM-dd HH:mm:ss or ISO 8601"):
            _reading.moment(f"2026-03-02T08:00:{second:02}.{'0' * 2**20}")

    assert _reading._moment.cache_info().currsize == before
    assert _reading._moment.cache_info().maxsize == KEPT


@pytest.mark.parametrize(
    "value",
    ["2026-03-03", "2026-03-03+03:00", "09:00", "03.03.2026 09:00", "", 1772517600, True, {"a": 1}, "2026-02-30T09:00:00", "00000000"],
)
def test_a_moment_that_is_none_is_told_by_its_path(value: Any) -> None:
    """
    An appointment without its time is no appointment, and a day is no time: it is named by its path, beside those that can be read. Where
    the time is optional, it is `Unknown`.
    """
    read, unread = many(KURUM_RANDEVULARI_SORGULA, {"data": [RANDEVU, {**RANDEVU, "baslangicZamani": value}]})
    assert isinstance(read, KurumRandevusu)
    assert isinstance(unread, Unreadable)
    assert (unread.index, unread.path, unread.key) == (1, "$.data[1].baslangicZamani", "A1")
    assert "A1" not in repr(unread)
    booked = randevu(randevuAlinmaZamani=value).randevu_alinma_zamani
    assert isinstance(booked, Unknown)
    assert booked.value == (value if isinstance(value, str) else json.dumps(value))


def test_an_unreadable_record_keeps_no_answer() -> None:
    """
    Its error names the call and the path; no frame of it holds the answer, nor the persons in it.
    """
    _, unread = many(KURUM_RANDEVULARI_SORGULA, {"data": [RANDEVU, {**RANDEVU, "hrn": None}]})

    assert isinstance(unread, Unreadable)
    assert (unread.error.service, unread.error.operation, unread.error.path) == (
        "mhrs_rest",
        "randevu.kurum_randevulari_sorgula",
        "$.data[1].hrn",
    )
    assert unread.key is None
    assert (unread.error.__traceback__, unread.error.__context__, unread.error.__cause__) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("1980-05-06", date(1980, 5, 6)),
        ("1980-05-06T00:00:00", date(1980, 5, 6)),
        ("1980-05-06 00:00:00", date(1980, 5, 6)),
        ("06.05.1980", date(1980, 5, 6)),
        ("06/05/80", Unknown("06/05/80")),
        ("1980-02-30", Unknown("1980-02-30")),
        ("19800506", date(1980, 5, 6)),
        ("1980-05-06+03:00", date(1980, 5, 6)),
        ("1950", Unknown("1950")),
        ("1980-05", Unknown("1980-05")),
        ("00000000", Unknown("00000000")),
        (326419200000, Unknown("326419200000")),
        (None, None),
    ],
)
def test_a_date_of_birth_in_any_form_loses_no_appointment(value: Any, read: Any) -> None:
    """
    Its form was never seen: the likely ones are read, any other survives as it came.
    """
    assert randevu(vatandasDogumTarihi=value).vatandas_dogum_tarihi == read


@pytest.mark.parametrize("value", [10000000146, "10000000146"])
def test_a_number_of_a_person_needs_64_bits(value: Any) -> None:
    """
    Eleven digits, as number or text; one that is no valid T.C. kimlik numarası survives.
    """
    assert randevu(vatandasTcKimlikNo=value).vatandas_tc_kimlik_no == Tckn("10000000146")
    assert randevu(vatandasTcKimlikNo=99000000001).vatandas_tc_kimlik_no == Unknown("99000000001")


@pytest.mark.parametrize(
    ("coded", "val", "text"),
    [
        ({"val": 2, "valText": "Kesin"}, CetvelDurumu.KESIN, "Kesin"),
        ({"val": "2", "valText": None}, CetvelDurumu.KESIN, None),
        ({"val": 9, "valText": "Yeni"}, Unknown("9"), "Yeni"),
        ({"val": "X"}, Unknown("X"), None),
        ({"val": 1, "valText": 5}, CetvelDurumu.TASLAK, "5"),
        ({"cetvelDurumu": {"val": 1, "valText": "Taslak"}}, CetvelDurumu.TASLAK, "Taslak"),
    ],
)
def test_a_coded_value_is_read_as_text_or_number(coded: Any, val: Any, text: Any) -> None:
    """
    `{val, valText}` with either type, nested once more or not; a code without a name survives with the Ministry's wording.
    """
    (read,) = many(CETVEL_SEARCH, {"data": [{**CETVEL, "cetvelDurumu": coded}]})
    assert isinstance(read, Cetvel)
    assert isinstance(read.cetvel_durumu, Kodlu)
    assert (read.cetvel_durumu.val, read.cetvel_durumu.val_text) == (val, text)


@pytest.mark.parametrize("coded", [5, "5", [], {}, {"valText": "x"}, {"val": None}, {"val": True}, {"val": [1]}])
def test_a_coded_value_that_is_none_is_unknown(coded: Any) -> None:
    """
    A value where an object has to be, or an object without a value, stays as it came.
    """
    (read,) = many(CETVEL_SEARCH, {"data": [{**CETVEL, "cetvelDurumu": coded}]})
    assert isinstance(read, Cetvel)
    assert read.cetvel_durumu == Unknown(coded if isinstance(coded, str) else json.dumps(coded))


def test_came_is_one_and_did_not_come_is_zero() -> None:
    """
    The service counts otherwise than Table 1; the enum is the same.
    """
    for val, durum in ((1, GelisDurumu.GELDI), (0, GelisDurumu.GELMEDI), (2, Unknown("2"))):
        read = randevu(gerceklesmeDurumu={"val": val}).gerceklesme_durumu
        assert isinstance(read, Kodlu)
        assert read.val == durum


@pytest.mark.parametrize(
    ("telefonlar", "read"),
    [
        ([{"telefonNumarasi": "555"}, "5550000000"], (VatandasTelefonu(telefon_numarasi="555"), Unknown("5550000000"))),
        ("5550000000", Unknown("5550000000")),
        ([None], Unknown("[null]")),
    ],
)
def test_a_telephone_that_cannot_be_read_costs_nothing_else(telefonlar: Any, read: Any) -> None:
    """
    One item of a list stays as it came beside the others, and so does what is no list. Table 1 gets those that can be read, and no
    telephone is shown.
    """
    made = randevu(vatandasTelefonList=telefonlar)

    assert made.vatandas_telefon_list == read
    assert len(as_randevu(made).telefonlar) == (telefonlar[0] is not None and not isinstance(telefonlar, str))
    assert "555" not in repr(made)


def test_an_appointment_becomes_the_one_of_table_1() -> None:
    """
    Everything that both services know, under the names of Table 1.
    """
    made = as_randevu(randevu())

    assert made.randevu_hrn == "A1"
    assert (made.baslangic, made.bitis) == (randevu().baslangic_zamani, randevu().bitis_zamani)
    assert (made.hekim_kodu, made.hasta_tckn) == (Tckn("10000000146"), randevu().vatandas_tc_kimlik_no)
    assert (made.poliklinik_kodu, made.yeni_poliklinik_adi, made.eski_poliklinik_adi) == (77, "Göz 1", "Göz 2")
    assert made.telefonlar == (Telefon(alan_kodu="555", numara="0000000", tip=TelefonTipi.EV),)
    assert (made.kayit_durumu, made.durum, made.kanal) == (KayitDurumu.AKTIF, GelisDurumu.GELMEDI, RandevuKanali.MOBIL_UYGULAMA)
    assert (made.randevu_turu, made.engelli, made.yuksek_riskli_gebe) == (RandevuTuru.ENGELLI, True, None)
    assert (made.cinsiyet, made.dogum_tarihi) == (Unknown("K"), date(1980, 5, 6))
    assert (made.hekim_adi_soyadi, made.hasta_adi, made.hasta_soyadi) == ("Elif Örnek", "Müge", "Gösterim")
    assert (made.kurum_adi, made.klinik_adi, made.klinik_kodu) == ("Örnek Devlet Hastanesi", "Göz Hastalıkları", 1001)
    assert made.eklenme_zamani == randevu().randevu_alinma_zamani
    assert (made.kimsesiz, made.sanal_tc, made.refakatci_istiyor) == (None, None, None)
    assert made.randevu_notu == "Kontrol"


def test_an_appointment_with_next_to_nothing_becomes_one_too() -> None:
    """
    What is not given is absent, and loses no appointment.
    """
    bare = {name: RANDEVU[name] for name in ("hrn", "baslangicZamani", "bitisZamani")}
    made = as_randevu(STRUCTURING.make(KurumRandevusu, {**bare, "vatandasTelefonList": [{}], "vatandasDogumTarihi": "?"}, "$"))

    assert (made.hekim_kodu, made.hasta_tckn, made.telefonlar, made.dogum_tarihi) == (Unknown(""), None, (), Unknown("?"))


def test_what_cannot_be_read_stays_unknown_in_table_1() -> None:
    """
    A newborn without a number, a passport, a code that is none: the appointment is there, and nothing is made up.
    """
    odd = randevu(
        vatandasTcKimlikNo="U1234567", klinikKodu="Göz", randevuKayitDurumu="Aktif", randevuTuru=[1], randevuAlinmaZamani="2026-03-01"
    )
    made = as_randevu(odd)

    assert made.hasta_tckn == Unknown("U1234567")
    assert (made.klinik_kodu, made.kayit_durumu, made.randevu_turu) == (Unknown("Göz"), Unknown("Aktif"), Unknown("[1]"))
    assert (made.eklenme_zamani, made.engelli, made.yuksek_riskli_gebe) == (Unknown("2026-03-01"), None, None)
    assert as_randevu(randevu(vatandasTcKimlikNo=None)).hasta_tckn is None


def test_no_person_is_shown() -> None:
    """
    What an appointment, a slot or an entry shows is masked, members without a field included.
    """
    shown = repr(randevu(yeni={"hasta": "Müge Gösterim"}))
    for secret in ("10000000146", str(RANDEVU["vatandasTcKimlikNo"]), "Müge", "Gösterim", "Elif", "5550000000", "Kontrol", "1980"):
        assert secret not in shown


@given(json_values)
def test_anything_that_is_answered_ends_in_an_answer_or_an_error_of_ours(document: Any) -> None:
    """
    Whatever JSON comes: an `Answer` only if it claims success or is a list, and never a foreign exception.
    """
    line = Line()
    line.script(reply(document))
    with client(line, on_unreadable="raise") as rest:
        try:
            answer = rest.randevu.kurum_randevulari_sorgula(
                datetime(2026, 3, 3),  # noqa: DTZ001
                datetime(2026, 3, 4),  # noqa: DTZ001
                klinik_kodu=1,
            )
        except SaglikError:
            return
    assert isinstance(answer, Answer)
    assert isinstance(document, list) or True in (document.get("success"), document.get("valid"))


@given(st.dictionaries(st.sampled_from([*RANDEVU, *CETVEL, "slotId", "jwt"]), json_values, max_size=12), st.sampled_from(sorted(STORIES)))
def test_any_data_ends_in_models_or_an_error_of_ours(data: dict[str, Any], method: str) -> None:
    """
    Members of the right names with values of any type: what cannot be read is named by its path, and a write may have been processed.
    """
    line = Line()
    line.script(reply(envelope([data] if isinstance(STORIES[method].data, list) else data)))
    with client(line, on_unreadable="raise") as rest:
        try:
            STORIES[method].call(rest)
        except unreadable(ROWS[method]) as error:
            path = error.path
        else:
            path = "$"
    assert path.startswith("$")


FLAGS = [
    {"success": True, "valid": False},
    {"success": False, "valid": True},
    {"success": True, "httpStatus": 500},
    {"valid": True, "httpStatus": "400"},
    {"valid": True, "httpStatus": "BAD_REQUEST"},
    {"valid": True, "httpStatus": "404 NOT_FOUND"},
    {"valid": True, "httpStatus": 500.0},
    {"valid": True, "httpStatus": " 400 "},
    {"success": True, "errors": ["olmaz"]},
    {"success": True, "errors": [{}]},
    {"success": True, "errorList": [{"kodu": "X"}]},
    {"success": True, "error": "x"},
    {"success": 1, "valid": "true", "errors": [5]},
]


@pytest.mark.parametrize("flags", FLAGS)
def test_an_answer_that_contradicts_itself_is_no_success(flags: dict[str, Any]) -> None:
    """
    One word of refusal outweighs one of success.
    """
    with pytest.raises(ServiceError):
        verdict(JsonResponse(200, {"data": None, **flags}))


ODD_FLAGS = [
    ({"success": 1}, "success"),
    ({"success": 1.0}, "success"),
    ({"success": "true"}, "success"),
    ({"success": 0}, "success"),
    ({"valid": 1}, "valid"),
    ({"success": None, "valid": None}, "success"),
    ({"success": True, "valid": "false"}, "valid"),
    ({"success": True, "valid": 0}, "valid"),
    ({"success": "false", "valid": True}, "success"),
    ({"success": [], "valid": True}, "success"),
]


@pytest.mark.parametrize(("flags", "told"), ODD_FLAGS, ids=str)
def test_only_true_itself_says_success(flags: dict[str, Any], told: str) -> None:
    """
    A flag that is there has to be `true`: a number or a text in its place says nothing, alone or beside a true one. Python's `1 == True`
    must not make a success of it.
    """
    with pytest.raises(ProtocolError) as caught:
        verdict(JsonResponse(200, {"data": None, "errors": [], **flags}))
    assert caught.value.path == f"$.{told}"


@pytest.mark.parametrize("flags", [{"success": True}, {"valid": True}, {"success": True, "valid": None}, {"success": True, "valid": True}])
def test_either_form_says_success(flags: dict[str, Any]) -> None:
    """
    The flag of either form is enough; null is absent.
    """
    assert verdict(JsonResponse(200, {"data": None, **flags}))


@pytest.mark.parametrize("code", ["10000000146", 10000000146, "TCKN-10000000146", "Müge Gösterim", "a@b.example", "x" * 41])
@pytest.mark.parametrize("name", ["errors", "errorList"])
def test_a_code_that_may_be_a_person_is_words(code: object, name: str) -> None:
    """
    A number of a person, a name or an address in the place of a code goes to the words, which are not for logs.
    """
    with pytest.raises(ServiceError) as caught:
        verdict(JsonResponse(200, {"success": False, name: [{"kodu": code, "mesaj": "sözü"}]}))

    assert (caught.value.code, caught.value.message) == ("", f"{code} sözü")
    assert str(code) not in f"{caught.value} {caught.value!r} {caught.value.issues!r}"


@pytest.mark.parametrize("empty", ["", "  "])
@pytest.mark.parametrize(
    ("method", "path"),
    [("randevu.kurum_randevulari_sorgula", "$.data[0].hrn"), ("randevu.randevu_ekle", "$.data.hastaRandevuNumarasi")],
)
def test_an_appointment_without_its_number_is_none(method: str, path: str, empty: str) -> None:
    """
    Every later call needs the number, so an empty one is a missing one: a booking that brings it has not said that it succeeded, and may
    have been processed. A strict client raises for a list too.
    """
    data = STORIES[method].data
    bare = {path.rpartition(".")[2]: empty}
    line = Line()
    line.script(reply(envelope([{**data[0], **bare}] if isinstance(data, list) else {**data, **bare})))
    with client(line, on_unreadable="raise") as rest, pytest.raises(unreadable(ROWS[method])) as caught:
        STORIES[method].call(rest)
    assert caught.value.path == path
    assert caught.value.operation == method


@pytest.mark.parametrize("status", [200, "200", "OK", "CREATED", "200 OK", None, "", "tamam", [400], "4000000000", 4000000000])
def test_a_status_in_the_body_that_is_no_failure_denies_nothing(status: object) -> None:
    """
    The older form may carry it in whatever type; only one that says failure takes a success back.
    """
    assert verdict(JsonResponse(200, {"valid": True, "errorList": [], "httpStatus": status}))


@pytest.mark.parametrize("name", ["infos", "warnings", "warningList"])
@pytest.mark.parametrize("given", [{"kodu": "X", "mesaj": "Dikkat"}, "Dikkat"])
def test_words_that_are_no_list_cost_nothing(name: str, given: Any) -> None:
    """
    A notice beside a success that is not in a list is one notice: neither a query nor a write fails for it.
    """
    for method in ("cetvel.aksiyon_bilgileri", "randevu.randevu_iptal"):
        line = Line()
        line.script(reply({"success": True, name: given, "data": None}))
        with client(line) as rest:
            answer = STORIES[method].call(rest)
        assert [one.mesaj for one in (*answer.infos, *answer.warnings)] == ["Dikkat"]


@pytest.mark.parametrize("name", ["errors", "errorList"])
def test_an_error_that_is_in_no_list_is_an_error(name: str) -> None:
    """
    An error beside the flag of success is a refusal of a query; a write may have been processed.
    """
    for method, error in (("cetvel.aksiyon_bilgileri", ServiceError), ("randevu.randevu_iptal", OutcomeUnknown)):
        line = Line()
        line.script(reply({"success": True, name: {"kodu": "X"}}))
        with client(line) as rest, pytest.raises(error):
            STORIES[method].call(rest)


def test_codes_decide_and_wording_does_not() -> None:
    """
    The text that says "done" in a refusal is a refusal, and the text of an error in an info is none.
    """
    done = "Güncelleme işlemi başarıyla gerçekleştirilmiştir."
    with pytest.raises(ServiceError) as caught:
        verdict(JsonResponse(400, {"success": False, "errors": [{"kodu": "", "mesaj": done}]}))
    assert (caught.value.code, caught.value.message) == ("400", done)
    assert verdict(JsonResponse(200, {"success": True, "infos": [{"kodu": "RND0", "mesaj": "hata oluştu"}]}))


def test_a_failure_at_the_ministrys_side_says_so() -> None:
    """
    An envelope on HTTP 500 is trouble of the service's own, which a synchronisation outlives.
    """
    with pytest.raises(ServiceError) as caught:
        verdict(JsonResponse(500, {"success": False, "errors": [{"kodu": "GNL1", "mesaj": "x"}]}))
    assert [issue.system for issue in caught.value.issues] == [True]


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"success": true', b'{"success": true, "success": false}', b"null", b"true"])
def test_a_body_that_is_no_envelope_is_no_answer(body: bytes) -> None:
    """
    Nothing is taken for an answer that is none, with HTTP 200 and the right type: a query cannot be read, and a write may have been
    processed. Neither is made again.
    """
    line = Line()
    line.script(Reply(body))
    with client(line) as rest:
        with pytest.raises(ProtocolError):
            rest.cetvel.aksiyon_bilgileri()
        with pytest.raises(OutcomeUnknown) as caught:
            rest.randevu.randevu_iptal("A1")
    assert (caught.value.status, caught.value.retryable) == (200, False)
    assert [json.loads(sent.body)["hastaRandevuNumarasi"] for sent in line.calls[1:]] == ["A1"]


def test_shared_codes_cannot_be_written_into() -> None:
    """
    Codes that many records share bear an empty `extra` that stays empty, however it is written to; they are copied and pickled like others.
    """
    read = STRUCTURING.reader(Kodlu[KayitDurumu])
    one, other = (read({"val": 1, "valText": " Aktif "}) for _ in range(2))
    writes: list[Callable[[Any], object]] = [
        lambda extra: extra.__setitem__("x", 1),
        lambda extra: extra.update(x=1),
        lambda extra: extra.setdefault("x", 1),
        lambda extra: operator.ior(extra, {"x": 1}),
    ]

    for write in writes:
        with pytest.raises(TypeError):
            write(one.extra)
    assert one is other
    assert (one, one.extra) == (Kodlu(val=KayitDurumu.AKTIF, val_text="Aktif"), {})
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one
    assert one.to_dict() == {"extra": {}, "val": KayitDurumu.AKTIF, "val_text": "Aktif"}


@pytest.mark.parametrize(
    "document", [{"val": 99, "valText": "Ad Soyad"}, {"val": 1, "valText": "x" * 101}, {"val": "1", "valText": "Aktif"}, {"val": 1, "x": 2}]
)
def test_what_is_no_code_of_a_list_is_not_kept(document: dict[str, Any]) -> None:
    """
    An unknown code may be a person's number and its wording a name, and a long one as long as the answer: none outlives its answer.
    """
    read = STRUCTURING.reader(Kodlu[KayitDurumu])

    assert read(document) == read(document)
    assert read(document) is not read(document)
