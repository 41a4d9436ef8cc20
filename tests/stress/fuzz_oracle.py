"""
What an answer says, found out a second time by other means than the clients': expat instead of libxml2, dictionaries instead of models.

A call that succeeded must have been told so by every one of these signs: HTTP 200 and the service's content type; in HL7 one envelope, one
body, one message with one acknowledgement, `AA` or `CA`, for the id that was sent, one `queryResponseCode` of `OK` or `NF` where the row
is a query, and as many records as came back and as were named as unreadable; in JSON one reading, without an error key, with the success
flag where the form has one, and the same values as came back. Each function gives what is unlike; empty if nothing.
"""

from __future__ import annotations

import codecs
import json
import re
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from email.message import Message
from typing import TYPE_CHECKING, Any, NoReturn
from xml.etree import ElementTree as ET

from saglikclient import ProtocolError, Records, Unknown
from saglikclient.hes import OutcomeKind
from saglikclient.mhrs import Receipt
from saglikclient.mhrs.interactions import RANDEVU_DURUM_GUNCELLEME, Kind

if TYPE_CHECKING:
    from saglikclient.hes import HesCode, HesOutcome, HesResult
    from saglikclient.mhrs.interactions import Interaction
    from tests.stress.fuzz_line import Answer

Unlike = Callable[["Answer", object], str]
V3, SOAP = "{urn:hl7-org:v3}", "{http://schemas.xmlsoap.org/soap/envelope/}"
XML_TYPES = {"text/xml", "application/xml", "application/soap+xml"}
JSON_TYPES = {"application/json", "application/problem+json", "text/json"}


class NoAnswer(Exception):
    """The bytes are not the answer of a service that succeeded; says why."""


def checked(unlike: Callable[[Answer, bytes, Any], str], kinds: set[str], done: Iterable[int] = (200,)) -> Unlike:
    """Judge the status and the type first, as HTTP does."""

    def judged(answer: Answer, result: object) -> str:
        if answer.status not in done:
            return f"HTTP {answer.status}"
        if answer.content_type.partition(";")[0].strip().lower() not in kinds:
            return f"type {answer.content_type}"
        try:
            body = _unpacked(answer)
            return unlike(answer, _in_utf8(answer, body) if kinds is JSON_TYPES else body, result)
        except Exception as exc:  # noqa: BLE001 - what this reading stumbles on did not say so
            return f"{type(exc).__name__}: {exc}"

    return judged


def _unpacked(answer: Answer) -> bytes:
    body = b"".join(answer.pieces)
    if answer.headers.get("Content-Encoding") not in {"gzip", "deflate"}:
        return body
    return zlib.decompressobj(47 if answer.headers["Content-Encoding"] == "gzip" else 15).decompress(body)


def _in_utf8(answer: Answer, body: bytes) -> bytes:
    """
    JSON with more whole characters of UTF-8 than damaged ones is UTF-8, with the damage visible. Other JSON is in the charset that its head
    names, if gateways use that one.
    """
    try:
        body.decode()
    except UnicodeDecodeError:
        shown = body.decode(errors="replace")
        if sum(not letter.isascii() for letter in shown) > 2 * shown.count(chr(0xFFFD)):
            return shown.encode()
        head = Message()
        head["Content-Type"] = answer.content_type
        known = {"iso-8859-9": "cp1254", "windows-1254": "cp1254", "iso-8859-1": "cp1252", "windows-1252": "cp1252"}
        return body.decode(known[head.get_content_charset("")]).encode()
    return body


def _text(answer: Answer, body: bytes) -> str:
    """
    The document, decoded by Python. All letters but ASCII's become `_`: expat is of the fourth edition of XML 1.0 and takes fewer of them
    for names, and none of them is part of a verdict. Neither are control characters.
    """
    document = _DECLARATION.sub("", _decoded(answer, body), count=1)
    return re.sub(r"[^\t\n\r\x20-\x7f]", "_", document)


def _decoded(answer: Answer, body: bytes) -> str:
    """A mark outweighs the head, and the head the declaration; where these two differ, what is valid UTF-8 is UTF-8."""
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    marks |= {b"\x00<": "utf-16-be", b"<\x00": "utf-16-le"}  # XML 1.0, appendix F
    for mark, known in marks.items():
        if body.startswith(mark):
            return body.decode(known)
    declared, head = _DECLARED.match(body), Message()
    head["Content-Type"] = answer.content_type
    names = [head.get_content_charset(""), declared[1].decode("ascii") if declared else "utf-8"]
    known = list(dict.fromkeys(codecs.lookup(name).name for name in names if name and _is_known(name)))
    for name in sorted(known, key=lambda name: name != "utf-8") if "utf-8" in known else known[:1]:
        with suppress(UnicodeDecodeError):
            return body.decode(name)
    raise NoAnswer("in no charset")


def _is_known(name: str) -> bool:
    try:
        return bool(codecs.lookup(name))
    except LookupError:
        return False


_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([\w.-]+)[\"']")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")


class _NoDoctype(ET.TreeBuilder):
    def doctype(self, *_: object) -> NoReturn:
        raise NoAnswer("a document type")


def hl7(row: Interaction[Any, Any]) -> Unlike:
    """What a success of a row has to have been told."""
    return checked(lambda answer, body, result: _hl7(row, answer, body, result), XML_TYPES)


def _hl7(row: Interaction[Any, Any], answer: Answer, body: bytes, result: object) -> str:
    message = _message(answer, body)
    code = _one(message, "acknowledgement/typeCode").get("code")
    if code not in {"AA", "CA"}:
        return f"acknowledgement {code}"
    if _one(message, "acknowledgement/message/id").get("extension", "").lower() != answer.message_id:
        return "of another message"
    acts = [] if row.answer is None else message.findall(f"{V3}controlActEvent/{V3}subject")
    if row.kind is Kind.QUERY:
        response = _one(message, "controlActEvent/queryAck/queryResponseCode").get("code")
        if code != "AA" or response not in {"OK", "NF"} or (response == "NF" and acts):
            return f"queryResponseCode {response}"
    if len(message.findall(f"{V3}controlActEvent")) > 1 or (row.must_return and not acts) or (row.single and len(acts) > 1):
        return "two events, two records for one, or without what it had to bring"
    if isinstance(result, Receipt):
        return "queued" if result.queued is not (code == "CA") else ""
    return _reported(acts, result) if row is RANDEVU_DURUM_GUNCELLEME else _counted(row, acts, result)


def _counted(row: Interaction[Any, Any], acts: list[ET.Element], result: object) -> str:
    """As many records as came, or were named as unreadable, which a write never does."""
    lost = [one.index for one in result.unreadable] if isinstance(result, Records) else []
    if len(set(lost)) != len(lost) or not set(lost) <= set(range(len(acts))) or (lost and not row.safe):
        return "lost records that are none"
    came = len(result) + len(lost) if isinstance(result, Records | list) else None
    return f"{came} records of {len(acts)}" if came is not None and came != len(acts) else ""


def _message(answer: Answer, body: bytes) -> ET.Element:
    root = ET.fromstring(_text(answer, body), ET.XMLParser(target=_NoDoctype()))
    bodies = root.findall(f"{SOAP}Body") if root.tag == f"{SOAP}Envelope" else []
    if len(bodies) != 1 or not len(bodies[0]) or bodies[0].find(f"{SOAP}Fault") is not None:
        raise NoAnswer("not one body with a message")
    return bodies[0][0]


def _one(message: ET.Element, path: str) -> ET.Element:
    """The only element at a path: two could say two things."""
    element = message
    for step in path.split("/"):
        found = element.findall(f"{V3}{step}")
        if len(found) != 1:
            raise NoAnswer(f"{len(found)} of {step}")
        element = found[0]
    return element


def _reported(acts: Iterable[ET.Element], result: Any) -> str:
    """A report of arrival counts as taken only if nothing in the answer says otherwise. An element that is empty says nothing."""
    told: dict[str, list[str]] = {}
    for act in acts:
        names, flags = (
            [found.get(where, "").strip() for found in act.findall(f"{V3}actAppointment/{V3}{name}") if found.get(where)]
            for name, where in (("id", "extension"), ("updatedInd", "value"))
        )
        told.setdefault(names[0], []).extend(flags)
    wrong = [one for one in result if one.basarili and set(told.get(one.randevu_hrn, [])) - {"true", "1"} != set()]
    wrong += [one for one in result if one.basarili and not told.get(one.randevu_hrn)]
    return "taken, though the answer says otherwise" if wrong else ""


def read(body: bytes) -> Any:
    """JSON that can be read in one way only; a control character in a text is part of it."""
    return json.loads(body.decode("utf-8-sig"), strict=False, parse_constant=_no, object_pairs_hook=_once, parse_float=_finite)


def _no(_: str) -> NoReturn:
    raise NoAnswer("NaN or Infinity")


def _finite(text: str) -> float:
    if abs(float(text)) == float("inf"):
        raise NoAnswer("a number without end")
    return float(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise NoAnswer("a name stands twice")
    return dict(pairs)


def _hes_one(_: Answer, body: bytes, result: Any) -> str:
    document = read(body)
    if document.get("errorKey") is not None:
        return "an error key"
    return _unlike_record(document, result)


def _unlike_record(record: dict[str, Any], result: HesResult) -> str:
    status = result.current_health_status
    name = status.value if hasattr(status, "value") else status
    until = datetime.fromisoformat(record["expiration_date"].strip())
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    if name != record["current_health_status"].strip() or until != result.expiration_date:
        return "another verdict"
    if bool(result.is_riskless) and record["current_health_status"].strip() != "RISKLESS":
        return "riskless"
    plus = ("is_vaccinated", "is_immune", "is_test_data_shared") if hasattr(result, "is_vaccinated") else ()
    return "another flag" if any(not _same_flag(record.get(flag), getattr(result, flag)) for flag in plus) else ""


def _same_flag(told: Any, came: Any) -> bool:
    """A flag that is none is kept as unknown, and opens no door."""
    return told is came if told is None or isinstance(told, bool) else isinstance(came, Unknown) and not came


hes_one = checked(_hes_one, JSON_TYPES)


def hes_many(codes: Iterable[HesCode]) -> Unlike:
    """What the outcomes of a bulk check have to have been told, code by code."""
    return checked(lambda _, body, result: _hes_many(tuple(codes), body, result), JSON_TYPES)


def _hes_many(codes: tuple[HesCode, ...], body: bytes, result: Any) -> str:
    document = read(body)
    if document.get("errorKey") is not None:
        return "an error key"
    found, failed = document.get("success_map") or {}, document.get("unsuccess_map") or {}
    if [one.hes_code for one in result] != list(codes):
        return "other codes"
    for one in result:
        code = one.hes_code.value
        if one.kind is OutcomeKind.FAILED:
            if unlike := _unlike_failure(one, found, failed):
                return unlike
            continue
        if (one.kind is OutcomeKind.RESULT) != (code in found) or (code in found and code in failed):
            return "another outcome"
        if one.kind is OutcomeKind.RESULT and (unlike := _unlike_record(found[code], one.result)):
            return unlike
    return ""


def _unlike_failure(one: HesOutcome[Any], found: dict[str, Any], failed: dict[str, Any]) -> str:
    """A code fails for a member of its own that cannot be read, and its error does not show it."""
    code = one.hes_code.value if one.hes_code else ""
    if code in found and code not in failed and _is_record(found[code]):
        return "failed, though it was found"
    if code not in found and isinstance(failed.get(code, ""), str):
        return "failed, though it was not found"
    shown = f"{one.error} {one.error!r} {vars(one.error)}"
    return "" if isinstance(one.error, ProtocolError) and code not in shown else "failed with another error, or one that shows the code"


def _is_record(record: Any) -> bool:
    """Whether a record has what a verdict needs."""
    if not isinstance(record, dict) or not isinstance(record.get("current_health_status"), str):
        return False
    try:
        datetime.fromisoformat(record["expiration_date"].strip())
    except (AttributeError, KeyError, ValueError):
        return False
    return True


def _folded(document: dict[str, Any]) -> dict[str, Any]:
    return _once([(name.lower(), value) for name, value in document.items()])


def _token(_: Answer, body: bytes, result: Any) -> str:
    outer = _folded(read(body))
    inner = _folded(outer["data"]) if isinstance(outer.get("data"), dict) and outer["data"] else outer
    if outer.get("error") or inner.get("error") or not (outer.get("result") is None or outer.get("result") is True):
        return "refused"
    return "" if result.value == inner["access_token"].strip() else "another token"


token = checked(_token, JSON_TYPES)


def _reports(_: Answer, body: bytes, result: Any) -> str:
    document = read(body)
    if isinstance(document, dict):
        outer = _folded(document)
        if outer.get("result") is not True or outer.get("error"):
            return "without result: true"
        document = outer["data"]
    elif any("result" in {name.lower() for name in item} for item in document if isinstance(item, dict)):
        return "an envelope within a list"
    items = [] if document is None else document
    if not isinstance(items, list) or len(items) != len(result) + len(result.unreadable):
        return "another list"
    unread = {one.index for one in result.unreadable}
    wrong = [index for index, item in enumerate(items) if (_is_shallow(item) if index in unread else not isinstance(item, dict))]
    return f"read, or not read, though it is otherwise: {wrong}" if wrong else ""


MOST_LEVELS = 60
"""Levels of a record that is surely read."""


def _is_shallow(item: Any) -> bool:
    """Whether an item is an object without so many brackets that it may be too deep to be kept."""
    text = json.dumps(item)
    return isinstance(item, dict) and text.count("[") + text.count("{") <= MOST_LEVELS


reports = checked(_reports, JSON_TYPES)
