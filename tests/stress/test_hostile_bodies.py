"""
Bodies that are up to something, to every client; the large ones in processes of their own, where memory can be told.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import AnswerTooLarge, Credentials, Retries, Secret, TlsOptions
from saglikclient._core.timing import now
from saglikclient.erapor import ERapor, Role
from saglikclient.hes import Hes
from saglikclient.mhrs import Mhrs
from saglikclient.mhrs.rest import MemoryTokenStore, MhrsRest, Token
from saglikclient.testing.sandbox import KURUM
from tests.stress.fuzz_line import Line
from tests.stress.fuzz_subjects import subjects
from tests.stress.hostile import CALLS, PAGE, called
from tests.stress.hostile_bodies import MARK, bodies
from tests.support.loopback import Server, bomb

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.testing import Sandbox

pytestmark = pytest.mark.slow

SUBJECTS = {subject.name: subject for subject in subjects() if subject.name in CALLS}
KINDS = {name: "xml" if "xml" in subject.content_type else "json" for name, subject in SUBJECTS.items()}
LARGE = ("MB", "GiB", "million", "1,000,000", "without end", "950,000")
"""What takes a second: those are tried by the script, and some of them below."""
SMALL = [
    (name, what) for name, kind in KINDS.items() for what in bodies(kind, {"file": "", "port": ""}) if not any(big in what for big in LARGE)
]
ROOT = Path(__file__).parents[2]
GZIP = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize(("name", "what"), SMALL)
def test_a_hostile_body_is_no_success(name: str, what: str, tmp_path: Path) -> None:
    """Only a SaglikError comes of it, or exactly the good answer; it blames no caller, and no file was read."""
    secret = tmp_path / "secret"
    secret.write_text(MARK)
    subject = SUBJECTS[name]
    subject.line.answer = subject.good
    good = subject.call()
    subject.line.answer = bodies(KINDS[name], {"file": secret.as_uri(), "port": "http://127.0.0.1:9/x.dtd"})[what](subject.good)

    outcome, wrong = called(subject, good)

    assert wrong == "", outcome


def test_small_parts_cannot_become_gigabytes() -> None:
    """Sixty megabytes of the smallest elements and values stay under the bound of memory, in every client."""
    command = [sys.executable, "-m", "tests.stress.hostile", "--only", "60 MB of empty"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("9 calls, 0 promises broken")


def _logged_in() -> MemoryTokenStore:
    """A token, so that the first request is the call."""
    store = MemoryTokenStore()
    store.save(Token(value=Secret("e30.e30.s"), obtained_at=now()))
    return store


CLIENTS: dict[str, Callable[[Credentials, str, Retries], object]] = {
    "mhrs": lambda credentials, address, retries: Mhrs(
        credentials,
        kurum_kodu=KURUM,
        gonderen="HBYS",
        islem_yapan="10000000146",
        endpoint=address,
        tls=TlsOptions(allow_http=True),
        retries=retries,
    ).poliklinik.sorgulama(),
    "erapor": lambda credentials, address, retries: ERapor(
        credentials, application_code="x", endpoint=address, tls=TlsOptions(allow_http=True), retries=retries
    ).token(identity_number="10000000146", role=Role.UZMAN_HEKIM),
    "rest": lambda _, address, retries: MhrsRest(
        Credentials(username="10000000146", password="parola"),
        kurum_kodu=KURUM,
        uygulama_kodu="x",
        islem_yapan="10000000146",
        endpoint=address,
        token_store=_logged_in(),
        tls=TlsOptions(allow_http=True),
        retries=retries,
    ).cetvel.aksiyon_bilgileri(),
    "hes": lambda credentials, address, retries: Hes(credentials, endpoint=address, tls=TlsOptions(allow_http=True), retries=retries).check(
        "A1B2-3456-78"
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_gzip_bomb_over_the_network_is_not_unpacked(client: str, sandbox: Sandbox) -> None:
    """A compressed answer is measured while it is unpacked, in every client, and the call is not repeated for it."""
    kind = {"Content-Type": "text/xml" if client == "mhrs" else "application/json"}
    with Server(bomb(100, headers=kind)) as server, pytest.raises(AnswerTooLarge):
        CLIENTS[client](sandbox.credentials, server.url, Retries(attempts=3))

    assert len(server.requests) == 1


def test_the_page_names_every_body_and_call() -> None:
    """The page in the docs was made by the script as it is now."""
    page = PAGE.read_text(encoding="utf-8")
    names = {what for kind in ("xml", "json") for what in bodies(kind, {"file": "", "port": ""})}

    assert [what for what in names if f"| {what} |" not in page] == []
    assert [call for call in CALLS if f" {call} |" not in page] == []
    assert "| no |" not in page


def test_what_is_taken_for_success_would_be_noticed() -> None:
    """Another result than the good answer's is told."""
    line = Line()
    subject = attrs.evolve(SUBJECTS["hes check"], line=line, call=lambda: "something else")

    assert called(subject, "the good answer") == ("another answer", "taken for success")
