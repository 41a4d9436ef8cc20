"""
The tests against the wheel, as users install it, for each Python that is at hand: `nox`. Tools come from the extra `release`.

`nox --session lowest` runs them once with the lowest versions that the package declares.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["tests"]

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
USERS = ("pandas", "progress")
"""The extras that users install; the tools of all others may be new."""
FLOOR = re.compile(r"([\w-]+)>=([\d.]+)")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """
    The suite of the sdist against the installed wheel: what either of them lacks is missed.
    """
    _tested(session)


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """
    The same with the lowest Python and the lowest version of each package that users install.
    """
    project = nox.project.load_toml("pyproject.toml")["project"]
    needs = [*project["dependencies"], *(need for extra in USERS for need in project["optional-dependencies"][extra])]
    constraints = Path(session.create_tmp()).resolve() / "lowest.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for need in needs for name, version in FLOOR.findall(need)))
    _tested(session, "--constraint", str(constraints))


def _tested(session: nox.Session, *options: str) -> None:
    built = Path(session.create_tmp()).resolve() / "built"
    session.install("build")
    session.run("python", "-m", "build", "--outdir", str(built), silent=True)
    (wheel,) = built.glob("*.whl")
    (sdist,) = built.glob("*.tar.gz")
    session.install(*options, f"{wheel}[dev]", "pytest-xdist")
    shutil.unpack_archive(sdist, built)
    with session.chdir(built / sdist.name.removesuffix(".tar.gz")):
        where = session.run("python", "-c", "import saglikclient; print(saglikclient.__file__)", silent=True)
        if "site-packages" not in str(where):
            session.error(f"the tests would not run against the wheel, but against {where}")
        session.run("pytest", "-q", "-n", "2", *session.posargs)
