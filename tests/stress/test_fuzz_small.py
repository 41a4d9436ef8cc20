"""
A small part of `make fuzz`: mutated answers to every call, and whether a broken promise would be noticed.
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import AnswerTooLarge, HttpError, OutcomeUnknown, ProtocolError, SaglikError, ServiceError
from saglikclient.errors import IssueWarning, UnreadableWarning
from tests.stress.fuzz import FALSE, FOREIGN, PAGE, SHOWN, case
from tests.stress.fuzz_subjects import subjects

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stress.fuzz_call import Subject

pytestmark = pytest.mark.slow

SUBJECTS = {subject.name: subject for subject in subjects()}
CASES = 40
each = pytest.mark.parametrize("name", SUBJECTS)

REMOVED: dict[str, tuple[str, bytes, bytes]] = {
    "acknowledged with an error": ("mhrs randevu.kayit", b'code="AA"', b'code="AE"'),
    "of another message": ("mhrs randevu.kayit", b"{message_id}", b"00000000-0000-4000-8000-000000000000"),
    "without its record": ("mhrs randevu.kayit", b"subject", b"object"),
    "acknowledged twice": ("mhrs randevu.iptal", b"<typeCode", b'<typeCode code="AA"/><typeCode'),
    "query failed": ("mhrs randevu.sorgulama", b'code="OK"', b'code="QE"'),
    "a record less": ("mhrs randevu.sorgulama", b'subject typeCode="SUBJ"', b"x"),
    "a document type": ("mhrs randevu.iptal", b"<soap:Envelope", b"<!DOCTYPE x><soap:Envelope"),
    "not taken": ("mhrs randevu.durum_guncelleme", b'<updatedInd value="true"/>', b'<updatedInd value="false"/>'),
    "an error key": ("hes check", b"{", b'{"errorKey": "x", '),
    "risky": ("hes check", b"RISKLESS", b"RISKY"),
    "another map": ("hes check_many", b'"success_map"', b'"unsuccess_map"'),
    "refused": ("erapor token", b'"result": true', b'"result": false'),
    "another token": ("erapor token", b".sandbox", b".other"),
    "not said": ("erapor patient_reports", b'"result": true', b'"result": null'),
    "success that is no truth": ("rest randevu.randevu_ekle", b'"success": true', b'"success": 1'),
    "an odd flag beside it": ("rest muayene_yeri.ekle", b'"success": true', b'"success": true, "valid": "false"'),
    "errors on 200": ("rest cetvel.search", b'"errors": []', b'"errors": [{}]'),
    "a status in the body": ("rest cetvel.delete", b'"success": true', b'"success": true, "httpStatus": "BAD_REQUEST"'),
    "a warning less": ("rest yesil_liste.ekle", b'"warnings"', b'"uyarilar"'),
    "another number": ("rest cetvel.ekle", b"9000000001", b"9000000002"),
    "another moment": (
        "rest randevu.detay_sorgula",
        b'"baslangicZamani": "2026-03-03T09:00:00',
        b'"baslangicZamani": "2026-03-03T09:00:00Z',
    ),
    "came": ("rest randevu.kurum_randevulari_sorgula", b'{"val": 0, "valText": "Gelmedi"}', b'{"val": 1, "valText": "Gelmedi"}'),
    "another patient": ("rest randevu.kurum_randevulari_sorgula", b"63196937420", b"10000000146"),
    "an appointment more": ("rest randevu.kurum_randevulari_sorgula", b'"data": [', b'"data": [{}, '),
    "an exception without number": ("rest istisna.ekle", b"istisnaId", b"istisna"),
    "another session": ("rest login", b'"jwt": "e30', b'"jwt": "e31'),
    "NaN": ("erapor patient_reports", b'"result": true', b'"result": true, "x": NaN'),
}
"""What is changed in the bytes after the client has read the good ones."""


@each
def test_mutated_answers_keep_every_promise(name: str) -> None:
    """Whatever an answer is turned into: only a SaglikError escapes, nothing is a success that does not say so, and nobody is shown."""
    found = [case(SUBJECTS[name], number, seed=1) for number in range(CASES)]

    assert [broken for _, broken in found if broken] == []
    assert len({outcome for outcome, _ in found}) > 1


@each
def test_good_answers_are_what_they_say(name: str) -> None:
    """
    The good answer succeeds, and the second reading agrees with the client about every answer that the fuzzing starts from. One that cannot
    be read is a `ProtocolError` for a query, and leaves a write in doubt.
    """
    subject = SUBJECTS[name]
    found: list[str] = []
    for body in subject.bodies:
        subject.line.answer = attrs.evolve(subject.good, body=body)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UnreadableWarning)
                warnings.simplefilter("ignore", IssueWarning)
                result = subject.call()
        except SaglikError as error:
            found.append(type(error).__name__)
        else:
            found.append(subject.unlike(subject.line.said, result))

    assert found[0] == ""
    unread = {"ProtocolError", "HttpError"} if subject.safe else {"OutcomeUnknown"}
    unread |= {"PartialResult"} if name.endswith("akis") else set()
    assert {told for told in found if told} <= {*unread, "ServiceError", "CaptchaRequired", "NotFound", "TryLater", "AuthenticationError"}


@pytest.mark.parametrize("what", REMOVED)
def test_a_false_success_would_be_noticed(what: str) -> None:
    """A success of which the bytes do not speak is told by the second reading: what says it was taken out behind the client's back."""
    name, old, new = REMOVED[what]
    subject = SUBJECTS[name]
    subject.line.answer = subject.good
    result = subject.call()
    told = b"".join(subject.good.pieces)
    spoilt = attrs.evolve(subject.good, body=told.replace(old, new, 1)).named(subject.line.said.message_id.encode())

    assert old in told
    assert subject.unlike(spoilt, result)
    assert subject.unlike(attrs.evolve(subject.line.said, status=503), result) == "HTTP 503"
    assert subject.unlike(attrs.evolve(subject.line.said, content_type="text/html"), result) == "type text/html"


def _raises(error: Exception) -> Callable[[], object]:
    def call() -> object:
        raise error

    return call


@pytest.mark.parametrize(
    ("error", "promise"),
    [
        (ZeroDivisionError(), FOREIGN),
        (RecursionError(), FOREIGN),
        (UserWarning(), FOREIGN),
        (SaglikError("x"), FOREIGN),
        (ServiceError("10000000146", service="mhrs", operation="x"), SHOWN),
    ],
    ids=["bug", "stack", "warning", "names no call", "person"],
)
def test_a_broken_promise_would_be_noticed(error: Exception, promise: str) -> None:
    """A foreign exception, an error that does not name its call and an error that names a person are counted."""
    subject: Subject = attrs.evolve(SUBJECTS["hes check"], call=_raises(error))
    _, broken = case(subject, 0, seed=1)

    assert broken is not None
    assert broken[0] == promise


@pytest.mark.parametrize("kind", [HttpError, ProtocolError, AnswerTooLarge, OutcomeUnknown])
@pytest.mark.parametrize("name", ["mhrs poliklinik.kayit", "rest randevu.randevu_ekle", "hes check"])
def test_a_write_without_doubt_would_be_noticed(name: str, kind: type[SaglikError]) -> None:
    """A write that ends in an error of reads is counted: it says nothing of what became of the write."""
    subject = attrs.evolve(SUBJECTS[name], call=_raises(kind("x", service="x", operation="x")))
    _, broken = case(subject, 0, seed=1)

    assert (broken is None) is (subject.safe or kind is OutcomeUnknown)


def test_another_result_would_be_noticed() -> None:
    """A call that makes up its success is counted as a false one."""
    good = SUBJECTS["hes check"]
    good.line.answer = good.good
    result = good.call()

    def made_up() -> object:
        with suppress(SaglikError):
            good.call()
        return result

    subject = attrs.evolve(good, call=made_up)
    found = [case(subject, number, seed=1)[1] for number in range(CASES)]

    assert FALSE in {broken[0] for broken in found if broken}


def test_the_page_is_of_this_script() -> None:
    """The page in the docs was written by the whole run: every call was fuzzed, 200,000 cases at least, and no promise was broken."""
    rows = re.findall(r"^\| (.+?) \| (\d+) \|.*\| 0 \| 0 \| 0 \| yes \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert [name for name, _ in rows] == [*SUBJECTS, "**all**"]
    assert int(rows[-1][1]) >= 200_000
