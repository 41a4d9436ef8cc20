"""
SECURITY.md promises what is tested, and names the tests.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
LINK = re.compile(r"\[([^\]]+)\]\(([^)#]+)\)")
HERE = [target for _, target in LINK.findall(TEXT) if "://" not in target]
PROMISES = re.findall(r"^- \*\*(.+?)\.\*\*", TEXT.partition("## How each promise")[0], re.MULTILINE)
ROWS = re.findall(r"^\| ([^|]+?) \| (\[.*?) \|(.*)\|$", TEXT, re.MULTILINE)

WORK = """
import sys
written = []
def hook(event, args):
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        written.append(args[0])
    elif event in {"os.mkdir", "os.rename", "tempfile.mkstemp", "tempfile.mkdtemp", "socket.connect"}:
        written.append((event, args))
sys.dont_write_bytecode = True
from datetime import timedelta
from saglikclient.erapor import Role
from saglikclient.testing import Sandbox
sys.addaudithook(hook)
with Sandbox.with_hospital(hekim=1, gun=3) as ministry, ministry.mhrs() as mhrs, ministry.erapor() as erapor, ministry.hes() as hes:
    now = ministry.clock()
    assert len(mhrs.randevu.sorgulama(now, now + timedelta(days=3))) >= 0
    erapor.patient_reports(erapor.token(identity_number="10000000146", role=Role.HBYS), tckn="10000000146")
    ministry.codes.add("A1B2-3456-78", ministry.hospital.hastalar[0])
    hes.check("A1B2-3456-78")
print(written)
"""


@pytest.mark.parametrize("target", sorted(set(HERE)))
def test_what_is_named_exists(target: str) -> None:
    """
    Each file that is linked is there, a test file with tests in it.
    """
    content = (ROOT / target).read_text(encoding="utf-8")

    assert content.strip()
    assert not target.startswith("tests/") or "\ndef test_" in content


def test_links_say_where_they_lead() -> None:
    """
    A link bears the name of the file that it leads to.
    """
    for name, target in LINK.findall(TEXT):
        assert "://" in target or name in {Path(target).name, Path(target).stem}


def test_each_promise_names_its_tests() -> None:
    """
    No promise without a row in the table of tests, no row without a promise, and at least one test in each.
    """
    assert [promise for promise, *_ in ROWS] == PROMISES
    assert len(PROMISES) > 5
    assert all("(tests/" in tests for _, tests, _ in ROWS)


def test_nothing_is_persisted() -> None:
    """
    From the first call to the last nothing is written, no folder made and, over the Sandbox, no connection opened.
    """
    done = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, check=False, timeout=120)

    assert (done.stdout.strip(), done.stderr) == ("[]", "")
