"""
The tests against the wheel, as users install it, for each Python that is at hand: `nox`. Tools come from the extra `release`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["tests"]

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """
    The suite of the sdist against the installed wheel: what either of them lacks is missed.
    """
    built = Path(session.create_tmp()).resolve() / "built"
    session.install("build")
    session.run("python", "-m", "build", "--outdir", str(built), silent=True)
    (wheel,) = built.glob("*.whl")
    (sdist,) = built.glob("*.tar.gz")
    session.install(f"{wheel}[dev]", "pytest-xdist")
    shutil.unpack_archive(sdist, built)
    with session.chdir(built / sdist.name.removesuffix(".tar.gz")):
        where = session.run("python", "-c", "import saglikclient; print(saglikclient.__file__)", silent=True)
        if "site-packages" not in str(where):
            session.error(f"the tests would not run against the wheel, but against {where}")
        session.run("pytest", "-q", "-n", "2", *session.posargs)
