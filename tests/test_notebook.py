"""
The notebooks of the docs: kept without outputs, run from the first to the last cell, and masked in what they show.

The docs' build runs them in a real kernel, with the plots; here their cells run as they stand, so that a break shows without it.
"""

from __future__ import annotations

import ast
import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from saglikclient.testing import Sandbox

if TYPE_CHECKING:
    from types import CodeType

NOTEBOOKS = sorted((Path(__file__).parents[1] / "docs").glob("*.ipynb"))
EACH = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)


def code_cells(notebook: Path) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def compiled(cell: dict[str, Any]) -> tuple[CodeType, CodeType | None]:
    """
    A cell's statements, and the expression at its end, which a notebook shows.
    """
    tree = ast.parse("".join(cell["source"]))
    last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
    return compile(tree, cell["id"], "exec"), compile(last, cell["id"], "eval") if last else None


def shown(value: object) -> str:
    """
    What a notebook shows of a value.
    """
    page = getattr(value, "_repr_html_", None)
    return page() if page else repr(value)


def test_there_is_one() -> None:
    """
    The checks below have something to check.
    """
    assert [path.name for path in NOTEBOOKS] == ["hastane_gunu.ipynb"]


@EACH
def test_kept_without_outputs(notebook: Path) -> None:
    """
    What a run has left in a notebook could be out of date, or hold something of somebody's.
    """
    assert not [cell["id"] for cell in code_cells(notebook) if cell["outputs"] or cell["execution_count"] is not None]


@EACH
@pytest.mark.usefixtures("moved")
def test_runs_and_shows_nobody(notebook: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Every cell runs without a warning, whenever that is; tables, values and printed lines hold no person's name or number.
    """
    monkeypatch.setenv("MPLBACKEND", "agg")
    names: dict[str, Any] = {"__name__": "__main__"}
    pages: list[str] = []
    for cell in code_cells(notebook):
        if "plot" in cell["metadata"].get("tags", ()) and find_spec("matplotlib") is None:
            continue  # it comes with the docs, which run this cell
        statements, last = compiled(cell)
        exec(statements, names)
        if last is not None:
            pages.append(shown(eval(last, names)))

    hospital = next(value for value in names.values() if isinstance(value, Sandbox)).hospital
    people = {str(hospital.hastalar[0].tckn), *(str(tckn) for tckn in hospital.hekimler)}
    people |= {str(randevu.hasta_tckn) for randevu in hospital.randevular.values()}
    families = {hasta.soyadi for hasta in hospital.hastalar}
    said = "".join([*pages, *capsys.readouterr()]).replace(hospital.kurum_adi, "")
    assert "631*****420" in said
    assert [page for page in pages if page.startswith("<table>")]
    assert not [word for word in (*people, *families) if word in said]
