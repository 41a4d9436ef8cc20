"""
The recipes of CONTRIBUTING.md are whole: a row that is added in memory only is missed at every place that its recipe names, no row that is
there is missed anywhere, and a recipe names how many files it takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from saglikclient._core.model import Model
from saglikclient.erapor import SCREENS, Screen
from saglikclient.erapor.models import Role
from saglikclient.hes import Hes
from saglikclient.mhrs import Contract, interactions
from saglikclient.mhrs import model as hl7_models
from saglikclient.mhrs._hl7 import acts
from saglikclient.mhrs.contract import LOCAL
from saglikclient.mhrs.interactions import BOS_SLOT_SORGULAMA, TABLE_1, Interaction
from saglikclient.mhrs.rest import _operations
from saglikclient.mhrs.rest._operations import CALLS, Call
from saglikclient.testing._hes.service import METHODS
from saglikclient.testing._mhrs_hl7 import handlers as hl7_handlers
from saglikclient.testing._mhrs_rest import handlers as rest_handlers
from tests.support import hl7_received, hl7_sent, rest_golden
from tests.support.hl7_golden import golden

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saglikclient.testing import Sandbox

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CATALOGUES = "docs/locale/tr/LC_MESSAGES"

Place = Callable[[Any], bool]
"""Whether a row is to be found there."""


def written(path: str, *forms: str) -> Place:
    """
    A file that has to hold all of these texts; `{row.method}` and the like stand for what the row says.
    """
    text = (ROOT / path).read_text(encoding="utf-8")
    return lambda row: all(form.format(row=row, name=row.method.rpartition(".")[2]) in text for form in forms)


def offered(client: object) -> Place:
    """
    A client that has to have the method.
    """

    def there(row: Any) -> bool:
        group, name = row.method.split(".")
        return hasattr(getattr(client, group), name)

    return there


def modelled(row: Any) -> bool:
    """
    Whether what the row sends is a model of the package; nothing is, too.
    """
    model = getattr(row.request, "model", row.request)
    return model is None or model.__module__.startswith(f"{hl7_models.__name__}.") or "mhrs.rest.model" in model.__module__


def missed(places: dict[str, Place], rows: Sequence[Any]) -> dict[str, list[str]]:
    """
    What is missing, by place.
    """
    found = {place: [row.method for row in rows if not there(row)] for place, there in places.items()}
    return {place: methods for place, methods in found.items() if methods}


@attrs.frozen
class HesMethod:
    """
    A method of HES: ours, and the service's.
    """

    method: str
    path: str


OURS = ("check", "check_employee", "check_visitor", "check_plus", "check_many", "check_many_plus")
HES = tuple(map(HesMethod, OURS, METHODS))


class YeniSorgu(Model):
    """
    A model that nobody wrote a file for.
    """


NEW_ACT = attrs.evolve(acts.SLOT_SORGUSU, name="YeniSorgu", model=YeniSorgu)
NEW_ROW = Interaction(19, "Randevu Yeni Sorgulama", "randevu.yeni_sorgulama", None, interactions.Kind.QUERY, NEW_ACT, acts.BOS_SLOT)
NEW_CALL = attrs.evolve(CALLS[0], number=20, method="cetvel.yeni", path="/api/rs/hbys/cetvel/yeni", request=YeniSorgu)
NEW_METHOD = HesMethod("check_new", "check-new-hes-code")
NEW_SCREEN = Screen("yeni.liste", "Yeni: liste", "YeniWeb/Yeni/Index", (Role.HBYS,), "observed")


def hl7_places(ministry: Sandbox) -> dict[str, Place]:
    """
    Where a row of Table 1 has to be found.
    """
    operations = set(Contract(f"bundled:{LOCAL}").operations)
    return {
        "mhrs/model/": modelled,
        "mhrs/_hl7/acts.py": lambda row: row.request in vars(acts).values(),
        "make contract": lambda row: row.local_id in operations,
        "mhrs/randevu.py": offered(ministry.mhrs()),
        "testing/_mhrs_hl7/handlers.py": lambda row: row.number in hl7_handlers.HANDLERS,
        "tests/support/hl7_sent.py": lambda row: row.method in hl7_sent.SENT,
        "tests/support/hl7_received.py": lambda row: row.method in hl7_received.GOT,
        "make golden": lambda row: golden(row, "request").exists() and golden(row, "response").exists(),
        "tests/mhrs/test_table_1.py": written("tests/mhrs/test_table_1.py", '({row.number}, "{row.title}"', '"{row.method}"'),
        "tests/typing/public.py": written("tests/typing/public.py", "mhrs.{row.method}("),
        "examples/mhrs_gunu.py": written("examples/mhrs_gunu.py", "{row.method}("),
        "README.md": written("README.md", "| {row.number} | {row.title} |", "`mhrs.{row.method}`"),
        "README.tr.md": written("README.tr.md", "| {row.number} | {row.title} |", "`mhrs.{row.method}`"),
        "docs/tablo-1.md": written("docs/tablo-1.md", "| {row.number} | {row.title} |", "`mhrs.{row.method} <"),
        "make docs-pages": written("docs/fields.md", "{row.number} {row.title}"),
        "make translations": written(f"{CATALOGUES}/tablo-1.po", 'msgid "{row.title}"'),
        "make api": written("tests/api/saglikclient.pyi", "def {name}("),
    }


def rest_places(ministry: Sandbox) -> dict[str, Place]:
    """
    Where a call of the REST service has to be found.
    """
    files = {path.name for path in rest_golden.GOLDEN.glob("*.json")}
    return {
        "mhrs/rest/model/": modelled,
        "mhrs/rest/cetvel.py": offered(ministry.mhrs_rest()),
        "testing/_mhrs_rest/handlers.py": lambda row: row.method in rest_handlers.HANDLERS,
        "tests/support/rest_golden.py": lambda row: row.method in rest_golden.STORIES,
        "make golden": lambda row: {f"{row.method.replace('.', '_')}.{kind}.json" for kind in ("request", "response")} <= files,
        "tests/mhrs/rest/test_calls.py": lambda row: (
            f'({row.number}, "{row.verb}", "{row.path.removeprefix(_operations.HBYS)}")'
            in (ROOT / "tests" / "mhrs" / "rest" / "test_calls.py").read_text(encoding="utf-8")
        ),
        "tests/typing/public.py": written("tests/typing/public.py", "rest.{row.method}("),
        "docs/mhrs-rest.md": written("docs/mhrs-rest.md", "| {row.number} | {row.verb} `{row.path}` | `rest.{row.method}` |"),
        "make docs-pages": written("docs/fields.md", "| {row.number} | `{row.verb} {row.path}` |"),
        "make translations": written(f"{CATALOGUES}/mhrs-rest.po", "`rest.{row.method}`"),
        "make api": written("tests/api/saglikclient.pyi", "def {name}("),
    }


def hes_places(_: Sandbox) -> dict[str, Place]:
    """
    Where a method of HES has to be found.
    """
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "hes").glob("test_*.py"))
    return {
        "hes/client.py": lambda row: hasattr(Hes, row.method),
        "testing/_hes/service.py": lambda row: row.path in METHODS,
        "tests/hes/test_single.py": lambda row: f".{row.method}" in tests and f'"{row.path}"' in tests,
        "tests/stress/fuzz_subjects.py": written("tests/stress/fuzz_subjects.py", '"{row.method}": lambda'),
        "tests/typing/public.py": written("tests/typing/public.py", "hes.{row.method}("),
        "docs/hes.md": written("docs/hes.md", "`{row.method}(", "`{row.path}`"),
        "make translations": written(f"{CATALOGUES}/hes.po", "`{row.method}("),
        "make api": written("tests/api/saglikclient.pyi", "    def {row.method}("),
    }


def screen_places(_: Sandbox) -> dict[str, Place]:
    """
    Where a screen of e-Rapor has to be found, beside its row.
    """
    page, catalogue = ((ROOT / path).read_text(encoding="utf-8") for path in ("docs/erapor.md", f"{CATALOGUES}/erapor.po"))
    return {
        "docs/erapor.md": lambda screen: f"| `{screen.method}` | {screen.title} | `{screen.path}` |" in page,
        "make translations": lambda screen: f'msgid "{screen.title}"' in catalogue,
    }


@attrs.frozen
class Named:
    """
    A screen with its name where rows have their method.
    """

    screen: Screen

    @property
    def method(self) -> str:
        """
        The name.
        """
        return self.screen.name

    def __getattr__(self, name: str) -> Any:
        return getattr(self.screen, name)


KINDS: dict[str, tuple[Callable[[Sandbox], dict[str, Place]], Sequence[Any], Any]] = {
    "an operation": (hl7_places, TABLE_1, NEW_ROW),
    "a call of the REST service": (rest_places, CALLS, NEW_CALL),
    "a method of HES": (hes_places, HES, NEW_METHOD),
    "a screen of e-Rapor": (screen_places, tuple(map(Named, SCREENS.values())), Named(NEW_SCREEN)),
}
"""By the end of the recipe's heading: the places, the rows that are there, and one that is not."""
AT_MOST = {"an operation": 20, "a call of the REST service": 14, "a method of HES": 10, "a screen of e-Rapor": 3}


def recipe(kind: str) -> str:
    """
    The recipe's section.
    """
    (found,) = re.findall(rf"^## Recipe: add {kind}\n(.*?)(?=^## )", GUIDE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_row_is_missed_everywhere(kind: str, sandbox: Sandbox) -> None:
    """
    Of the rows that are there none is missed; one that is only added to the table is missed at every place.
    """
    places, rows, new = KINDS[kind]
    there = places(sandbox)

    assert missed(there, rows) == {}
    assert missed(there, [*rows, new]) == {place: [new.method] for place in there}


@pytest.mark.parametrize("kind", KINDS)
def test_a_recipe_names_every_place(kind: str, sandbox: Sandbox) -> None:
    """
    Each place stands in the recipe: the file, or the make target that writes it.
    """
    places, _, _ = KINDS[kind]
    steps = recipe(kind)

    assert [place for place in places(sandbox) if f"`{place}" not in steps] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_recipe_counts_its_files(kind: str) -> None:
    """
    A recipe says how many files are written by hand, which is how many it names, and it is no more than was meant.
    """
    steps = recipe(kind)
    named = set(re.findall(r"`([\w./-]+(?:\.(?:py|md|po)|/))`", steps))
    said = re.search(r"(\d+) files by hand", steps)

    assert said is not None
    assert int(said[1]) == len(named) <= AT_MOST[kind]


def test_the_new_rows_are_new() -> None:
    """
    The rows that are added here are in no table; theirs are the next numbers.
    """
    assert (NEW_ROW.number, NEW_CALL.number) == (len(TABLE_1) + 1, len(CALLS) + 1)
    assert isinstance(NEW_CALL, Call)
    assert NEW_ROW.answer is BOS_SLOT_SORGULAMA.answer
    assert NEW_SCREEN.name not in SCREENS
