"""
Keeps the Turkish catalogues in step with the English pages: `python docs/_scripts/translation.py update`, or `check`.

`update` writes new and changed messages into the catalogues; `check` fails while one of them is missing, fuzzy or obsolete. Which pages are
translated is said in `conf.py`.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages import Catalog

DOCS = Path(__file__).parents[1]
LANGUAGE = "tr"
CATALOGUES = DOCS / "locale" / LANGUAGE / "LC_MESSAGES"


def stays_english(page: str) -> bool:
    """
    Whether a page is one of those that `conf.py` leaves untranslated.

    Args:
        page: Its name, without the file's ending.
    """
    return any(fnmatch(page, pattern) for pattern in runpy.run_path(str(DOCS / "conf.py"))["untranslated"])


def write_templates(folder: Path) -> None:
    """
    Let Sphinx extract the messages of every page that is translated, one template a page.

    Args:
        folder: Where to.
    """
    conf = runpy.run_path(str(DOCS / "conf.py"))
    excluded = ",".join([*conf["exclude_patterns"], *(f"{pattern}.*" for pattern in conf["untranslated"])])
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "gettext", "-d", str(folder / ".doctrees"), "-D", f"exclude_patterns={excluded}"]
    made = subprocess.run([*command, str(DOCS), str(folder)], check=False, capture_output=True, text=True)  # noqa: S603 - ourselves
    if made.returncode:
        sys.exit(made.stderr)


def catalogue(path: Path) -> Catalog:
    """
    Read a template or a catalogue.
    """
    with path.open("rb") as file:
        return read_po(file)


def faults(template: Catalog, translated: Catalog) -> Iterator[str]:
    """
    What is wrong with the translation of one page.

    Args:
        template: The messages of the English page.

        translated: The catalogue.
    """
    for message in template:
        found = translated.get(message.id) if message.id else message
        if found is None or (message.id and not found.string):
            yield f"missing: {message.id}"
        elif message.id and found.fuzzy:
            yield f"fuzzy: {message.id}"
    known = {message.id for message in template}
    yield from (f"obsolete: {message.id}" for message in (*translated, *translated.obsolete.values()) if message.id not in known)


def problems(templates: Path, catalogues: Path = CATALOGUES) -> list[str]:
    """
    Everything that is wrong with the catalogues.

    Args:
        templates: The folder that `write_templates` filled.

        catalogues: The folder of the catalogues.
    """
    pages = {path.relative_to(templates).with_suffix("").as_posix() for path in templates.rglob("*.pot")}
    translated = {path.relative_to(catalogues).with_suffix("").as_posix() for path in catalogues.rglob("*.po")}
    found = [f"{page}: not translated" for page in sorted(pages - translated)]
    found += [f"{page}: a catalogue without a page" for page in sorted(translated - pages)]
    for page in sorted(pages & translated):
        both = catalogue(templates / f"{page}.pot"), catalogue(catalogues / f"{page}.po")
        found += [f"{page}: {fault}" for fault in faults(*both)]
    return found


def update(templates: Path) -> None:
    """
    Take what the pages say now into the catalogues; what they say no longer goes.

    Args:
        templates: The folder that `write_templates` filled.
    """
    command = [sys.executable, "-m", "sphinx_intl", "update", "--no-obsolete", "-w", "0", "-j", "1"]
    subprocess.run([*command, "-p", str(templates), "-d", str(DOCS / "locale"), "-l", LANGUAGE], check=True)  # noqa: S603 - ourselves


def main(task: str) -> int:
    """
    Do one of the two.

    Args:
        task: `update` or `check`.
    """
    with TemporaryDirectory() as folder:
        write_templates(Path(folder))
        if task == "update":
            update(Path(folder))
        found = problems(Path(folder))
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found and task == "check" else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
