"""
A small part of `make spill`, and whether it finds what it looks for.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.stress.spill import CHANNELS, PAGE, spilt

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PASSWORD = "çok gizli&parola"
WANTED = {
    "password or token": {PASSWORD},
    "Basic header": {"c2FuZGJveDpzYW5kYm94"},
    "identity number": {"10000000146"},
    "name": {"Kuşkonmazoğlu"},
    "telephone": {"5559876"},
}
LEAK = """
import logging, warnings
import pytest
from saglikclient import Credentials, SaglikError

def test_leak():
    made = Credentials(username="u", password="spilt-password-4711")
    {how}
"""
LEAKS = {
    "log": "logging.getLogger('x').info(made.password.reveal())",
    "warnings": "warnings.warn(made.password.reveal())",
    "errors": "with pytest.raises(SaglikError): raise SaglikError(made.password.reveal())",
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"x={PASSWORD}", "password or token"),
        (ascii(PASSWORD), "password or token"),
        (repr(PASSWORD.encode()), "password or token"),
        (f"?password={quote(PASSWORD)}&x", "password or token"),
        ("&lt;x&gt;çok gizli&amp;parola", "password or token"),
        ("Authorization: Basic c2FuZGJveDpzYW5kYm94", "Basic header"),
        ("tckn=10000000146&", "identity number"),
        ("soyadi='Kuşkonmazoğlu'", "name"),
        ("tel 5559876", "telephone"),
        ("tel:+905555559876".replace("+90", " "), "telephone"),
    ],
)
def test_what_is_spilt_is_found(text: str, kind: str) -> None:
    """The search knows each kind, in the forms in which it could be written."""
    assert {found for found, _ in spilt(text, WANTED)} == {kind}


def test_masks_are_no_spill() -> None:
    """What shows itself masked is not found."""
    assert spilt("Hasta(tckn='100*****146', adi='Ku***', telefon='***') 123 s, 4567 bytes, 0x7f5559876abc", WANTED) == []


@pytest.mark.parametrize("channel", LEAKS)
def test_a_leak_fails_the_script(channel: str, tmp_path: Path) -> None:
    """A test that shows a password in some way makes the script fail, and names the way."""
    leaking = tmp_path / "test_leak.py"
    leaking.write_text(LEAK.replace("{how}", LEAKS[channel]))
    done = subprocess.run([sys.executable, "-m", "tests.stress.spill", str(leaking)], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1, done.stderr
    assert f"{channel}: password or token 'spilt-password-4711'" in done.stderr


def test_the_page_is_of_this_script() -> None:
    """The page in the docs was written by the whole run: all channels were searched, and nothing was found in any."""
    rows = re.findall(r"^\| (.+) \| [\d,]+ \| (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert rows == [(channel, "0") for channel in CHANNELS.values()]
