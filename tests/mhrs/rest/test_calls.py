"""
The calls of the REST service are complete, from the data to the documents.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient.mhrs.rest._operations import CALLS, LOGIN, OBSERVED
from saglikclient.mhrs.rest.model.ortak import Answered
from saglikclient.testing._mhrs_rest.handlers import HANDLERS
from tests.support.rest_golden import GOLDEN, STORIES, damaged, files, required, sent

if TYPE_CHECKING:
    from typing import Any

    from saglikclient.mhrs.rest import MhrsRest
    from saglikclient.mhrs.rest._operations import Call

DOCS = Path(__file__).parents[3] / "docs"
ROW = pytest.mark.parametrize("row", CALLS, ids=lambda row: row.method)

SEEN: tuple[tuple[int, str, str], ...] = (
    (1, "GET", "/cetvel/aksiyon-bilgileri"),
    (2, "POST", "/cetvel/ekle"),
    (3, "DELETE", "/cetvel"),
    (4, "POST", "/cetvel/calisma-plani-guncelle"),
    (5, "POST", "/cetvel/kesinlestir"),
    (6, "POST", "/cetvel/search"),
    (7, "POST", "/istisna"),
    (8, "DELETE", "/istisna/delete"),
    (9, "POST", "/kurum-klinik/kurum-klinik-ekle"),
    (10, "POST", "/muayene-yeri/ekle"),
    (11, "POST", "/klinik-hekim/ekle"),
    (12, "POST", "/randevu/kurum-randevulari-sorgula"),
    (13, "POST", "/randevu/detay-sorgula"),
    (14, "POST", "/randevu/randevu-ekle"),
    (15, "POST", "/randevu/randevu-iptal"),
    (16, "POST", "/randevu/randevu-gerceklesme-bilgisi"),
    (17, "POST", "/hasta-yesil-liste"),
    (18, "PUT", "/hasta-yesil-liste/onayla"),
    (19, "POST", "/hasta-yesil-liste/sorgula"),
)
"""As the public client has them: number, verb, path."""
READS = {1, 6, 12, 13, 19}


def test_the_calls_are_the_observed_ones() -> None:
    """
    Nineteen calls and the login, with the verbs and paths that were seen.
    """
    assert tuple((row.number, row.verb, row.path.removeprefix("/api/rs/hbys")) for row in CALLS) == SEEN
    assert (LOGIN.number, LOGIN.verb, LOGIN.path) == (0, "POST", "/api/rs/login")


def test_only_calls_that_read_may_be_repeated() -> None:
    """
    Which calls are safe stands on the rows and follows what they do, not the verb: most queries are POSTs.
    """
    assert {row.number for row in CALLS if row.safe} == READS


def test_explicit_nulls_travel_where_they_were_seen() -> None:
    """
    `search`, `kesinlestir` and `kurum-randevulari-sorgula` send fields without a value as null; the others leave them out.
    """
    assert {row.number for row in CALLS if row.nulls} == {5, 6, 12}


@ROW
def test_a_row_says_how_it_is_known(row: Call[Any, Any]) -> None:
    """
    No row claims more than was seen, and none has been verified against the live service.
    """
    assert row.source == OBSERVED
    assert row.last_verified is None


@ROW
def test_a_row_has_its_method(rest: MhrsRest, row: Call[Any, Any]) -> None:
    """
    The group of a method is the first part of the path, its name the last one; where there is none, the verb's Turkish or `delete`.
    """
    group, name = row.method.split(".")
    first, _, rest_of_path = row.path.removeprefix("/api/rs/hbys/").partition("/")
    plain = rest_of_path.replace("-", "_") or {"POST": "ekle", "DELETE": "delete"}[row.verb]

    assert callable(getattr(getattr(rest, group), name))
    assert group == first.replace("-", "_").removeprefix("hasta_")
    assert name == plain


def test_no_method_is_without_a_row(rest: MhrsRest) -> None:
    """
    What the groups offer is the rows, and item 4.a of EK 1.
    """
    groups = {name: group for name, group in vars(rest).items() if not name.startswith("_")}
    offered = {f"{name}.{method}" for name, group in groups.items() for method in dir(group) if not method.startswith("_")}

    assert offered == {row.method for row in CALLS} | {"randevu.esitleme", "randevu.gun_sonu"}


def test_every_row_has_a_handler() -> None:
    """
    The Sandbox does what every call asks.
    """
    assert set(HANDLERS) == {row.method for row in CALLS}


def test_every_row_has_its_golden_files() -> None:
    """
    A request and an answer for every call, and the damage that can be done to the answer; and what stands there is what the code makes.
    """
    assert set(STORIES) == {row.method for row in CALLS}
    assert {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.json")} == files()


@ROW
def test_a_golden_answer_has_every_field(row: Call[Any, Any]) -> None:
    """
    Every field of an answer's model is read by a golden file, so that a misspelt wire name cannot hide.
    """
    if row.answer is None:
        return
    document = json.loads((GOLDEN / f"{row.method.replace('.', '_')}.response.json").read_text(encoding="utf-8"))["document"]["data"]
    item = document[0] if isinstance(document, list) else document
    line_data = sent(row)

    assert line_data.url.endswith(row.path)
    assert issubclass(row.answer, Answered)
    assert len(item) == len(attrs.fields(row.answer)) - 1


def test_every_row_stands_in_the_documents() -> None:
    """
    The status table has every call: number, verb and path, method, and that it has not been verified.
    """
    page = (DOCS / "mhrs-rest.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (\w+) `([^`]+)` \| `rest\.([\w.]+)` \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)

    assert [(int(number), verb, path, method) for number, verb, path, method, _, _ in rows] == [
        (row.number, row.verb, row.path, row.method) for row in CALLS
    ]
    assert {status.strip() for *_, status in rows} <= {"not yet"}
    assert all(source.strip() == "observed" for *_, source, _ in rows)


def test_damage_is_done_to_every_answer() -> None:
    """
    Each answer that brings something is read without each of its required members.
    """
    for row in CALLS:
        names = {what for what, _, _ in damaged(row)}
        assert {f"missing_{name}" for name in required(row)} <= names
        assert {"no_success", "errors_on_200", "older_form", "detailed_error"} <= names
