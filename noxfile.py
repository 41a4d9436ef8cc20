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
    The suite of the sdist against the wheel: nothing of the sources is in reach, so what the wheel lacks is missed.
    """
    built = Path(session.create_tmp()).resolve() / "built"
    session.install("build")
    session.run("python", "-m", "build", "--outdir", str(built), silent=True)
    (wheel,) = built.glob("*.whl")
    (sdist,) = built.glob("*.tar.gz")
    session.install(f"{wheel}[dev]", "pytest-xdist")
    shutil.unpack_archive(sdist, built)
    with session.chdir(_without_sources(built / sdist.name.removesuffix(".tar.gz"))):
        session.run("python", "-c", "import saglikclient; assert 'site-packages' in saglikclient.__file__, saglikclient.__file__")
        session.run("pytest", "-q", "-n", "2", *session.posargs)


def _without_sources(folder: Path) -> Path:
    for path in sorted((folder / "src").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (folder / "src").rmdir()
    return folder
