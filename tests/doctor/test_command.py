"""
`python -m saglikclient doctor` as people and scripts meet it: words in, exit code out, and no secret in between.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import saglikclient
from saglikclient import Credentials, Environment
from saglikclient.__main__ import main
from saglikclient._doctor.examine import WAY
from saglikclient._doctor.report import SHOWN
from saglikclient._doctor.services import SERVICES
from saglikclient._transport.client import Transport
from saglikclient.erapor import ERapor
from saglikclient.hes import Hes
from saglikclient.mhrs import Mhrs, contract
from tests.support.loopback import Server, answer, refusing

if TYPE_CHECKING:
    import ssl

    from conftest import Doctor

CONTRACT = Path(contract.__file__).parent
USER, PASSWORD = "kurum-kullanicisi", "cok-gizli-parola"


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    No name is known, so that no address of the Ministry's is contacted.
    """

    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Credentials for HES in the environment.
    """
    monkeypatch.setenv("SAGLIK_HES_USERNAME", USER)
    monkeypatch.setenv("SAGLIK_HES_PASSWORD", PASSWORD)


def differing(folder: Path) -> str:
    """
    A contract that has every operation under another id.
    """
    for path in CONTRACT.iterdir():
        if path.suffix in {".wsdl", ".xsd"}:
            shutil.copy(path, folder)
    wsdl, schema = folder / contract.BUNDLED, folder / contract.BUNDLED.replace("wsdl", "xsd")
    for path in (wsdl, schema):
        path.write_text(path.read_text("utf-8").replace("TR01", "TR09"), "utf-8")
    return str(wsdl)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("words", [[], ["--json"]], ids=["text", "json"])
def test_no_secret_is_shown_or_sent(
    words: list[str], server_tls: ssl.SSLContext, ca_file: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """
    Credentials are looked for, and neither printed nor logged nor sent.
    """
    caplog.set_level(0)
    with Server(answer(), tls=server_tls) as server:
        code = main(["doctor", "--service", "hes", "--endpoint", server.url, "--ca-bundle", ca_file, *words])

    shown = "".join(capfd.readouterr()) + caplog.text
    assert code == 0
    assert "SAGLIK_HES_PASSWORD" in shown
    assert not [secret for secret in (USER, PASSWORD) if secret in shown or secret in str(server.requests)]


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ({}, "warning"),
        ({"USERNAME": USER}, "failed"),
        ({"PASSWORD": PASSWORD}, "failed"),
        ({"USERNAME": " ", "PASSWORD": PASSWORD}, "failed"),
        ({"USERNAME": USER, "PASSWORD": PASSWORD}, "ok"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else value,
)
@pytest.mark.usefixtures("nowhere")
def test_credentials(doctor: Doctor, monkeypatch: pytest.MonkeyPatch, values: dict[str, str], ends: str) -> None:
    """
    Half of them is a mistake; none may be on purpose.
    """
    for part, value in values.items():
        monkeypatch.setenv(f"SAGLIK_HES_{part}", value)
    told = doctor("--service", "hes")

    assert told["credentials"]["status"] == ends
    assert PASSWORD not in told.text


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize("environment", list(Environment))
def test_all_services_with_a_known_address(doctor: Doctor, environment: Environment) -> None:
    """
    Without `--service` each one is examined whose address is known, one after the other, though the first has failed.
    """
    told = doctor("--environment", environment.value)

    known = {name: service.addresses[environment] for name, service in SERVICES.items() if environment in service.addresses}
    assert told.report["services"] == known
    assert [line["service"] for line in told.report["checks"] if line["check"] == "dns"] == list(known)
    assert told.code == 1


def test_addresses_are_those_of_the_clients() -> None:
    """
    The doctor goes where a client goes that is made without `endpoint=`.
    """
    credentials, test = Credentials(username="u", password="p"), Environment.TEST
    made = {
        ("mhrs", Environment.PRODUCTION): Mhrs(credentials, kurum_kodu=123456, gonderen="HBYS", islem_yapan="10000000146"),
        ("erapor", Environment.PRODUCTION): ERapor(credentials, application_code="U"),
        ("erapor", test): ERapor(credentials, application_code="U", environment=test),
        ("hes", Environment.PRODUCTION): Hes(credentials),
        ("hes", test): Hes(credentials, environment=test),
    }
    for (name, environment), client in made.items():
        assert SERVICES[name].addresses[environment].rstrip("/") in repr(client)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["cure"],
        ["doctor", "--service", "medula"],
        ["doctor", "--environment", "staging"],
        ["doctor", "--endpoint", "https://hes.example/"],
        ["doctor", "--endpoint", "https://hes.example/", "--service", "hes", "--service", "mhrs"],
        ["doctor", "--service", "hes", "--endpoint", "ftp://hes.example/"],
        ["doctor", "--service", "hes", "--endpoint", f"https://{USER}:{PASSWORD}@hes.example/"],
        ["doctor", "--service", "hes", "--endpoint", f"https://hes.example/?token={PASSWORD}"],
        ["doctor", "--service", "hes", "--endpoint", ""],
        ["doctor", "--service", "mhrs", "--environment", "test"],
        ["doctor", "--service", "hes", "--timeout", "0"],
        ["doctor", "--service", "hes", "--timeout", "nan"],
        ["doctor", "--service", "hes", "--timeout", "soon"],
        ["doctor", "--service", "hes", "--ca-bundle", "nowhere.pem"],
    ],
    ids=lambda words: " ".join(words[1:]).replace(PASSWORD, "***") or "-",
)
def test_words_that_are_not_understood(words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Exit code 2, a line that says why, nothing contacted, and an address with a password is not repeated.
    """
    monkeypatch.setattr(socket, "getaddrinfo", None)
    monkeypatch.setattr(socket, "create_connection", None)
    with pytest.raises(SystemExit) as caught:
        main(words)

    out, err = capsys.readouterr()
    assert (caught.value.code, out) == (2, "")
    assert "error: " in err
    assert PASSWORD not in err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """
    `--version` says the version.
    """
    with pytest.raises(SystemExit) as caught:
        main(["--version"])

    assert (caught.value.code, capsys.readouterr().out) == (0, f"saglikclient {saglikclient.__version__}\n")


@pytest.mark.usefixtures("nowhere")
def test_the_bundled_contract_is_itself(doctor: Doctor) -> None:
    """
    A WSDL that is the same is said to be the same.
    """
    told = doctor("--service", "hes", "--wsdl", str(CONTRACT / contract.BUNDLED))

    assert told["contract"]["status"] == "ok"
    assert told["contract"]["detail"].startswith("15 operations")


@pytest.mark.usefixtures("nowhere")
def test_another_contract_is_compared(doctor: Doctor, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    JSON lists every difference; people see twenty, and how many more there are.
    """
    wsdl = differing(tmp_path)
    told = doctor("--service", "hes", "--wsdl", wsdl)

    assert (told["contract"]["status"], told.code) == ("failed", 1)
    assert len(told["contract"]["more"]) == 30
    assert "PRSC_IN001023TR09 (operation): operation / nothing" in told["contract"]["more"]

    main(["doctor", "--service", "hes", "--wsdl", wsdl])
    out = capsys.readouterr().out
    assert out.count("(operation): ") == SHOWN
    assert "and 10 more" in out


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize("content", [None, "", "<html/>"], ids=["missing", "empty", "html"])
def test_what_is_no_contract(doctor: Doctor, tmp_path: Path, content: str | None) -> None:
    """
    A file that is missing or no WSDL fails, and the other checks are made.
    """
    path = tmp_path / "mhrs.wsdl"
    if content is not None:
        path.write_text(content)
    told = doctor("--service", "hes", "--wsdl", str(path))

    assert (told["contract"]["status"], told["dns"]["status"], told.code) == ("failed", "failed", 1)


@pytest.mark.usefixtures("nowhere")
def test_versions(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What the package needs is listed with its version; what is missing fails.
    """
    told = doctor("--service", "hes")
    assert told["versions"]["status"] == "ok"
    assert f"requests {metadata.version('requests')}" in told["versions"]["detail"]
    assert "pytest" not in told["versions"]["detail"]

    here = metadata.version

    def version(name: str) -> str:
        if name == "zeep":
            raise metadata.PackageNotFoundError(name)
        return here(name)

    monkeypatch.setattr(metadata, "version", version)
    told = doctor("--service", "hes")
    assert told["versions"]["status"] == "failed"
    assert told["versions"]["detail"].endswith("not installed: zeep")


@pytest.mark.usefixtures("nowhere")
def test_a_checkout_that_is_not_installed(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Run from a folder, the package does not know what it needs; that is said, and is no failure.
    """

    def requires(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", requires)

    assert doctor("--service", "hes")["versions"]["status"] == "warning"


def test_text_for_people(server_tls: ssl.SSLContext, ca_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A line a check under the service's address, remedies below, and a sum at the end.
    """
    with Server(answer(status=503), tls=server_tls) as server:
        code = main(["doctor", "--service", "hes", "--endpoint", server.url, "--ca-bundle", ca_file])
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == "this machine"
    assert f"hes  {server.url}" in lines
    assert [line.split()[:2] for line in lines if line.startswith("  ") and line[2] != " "] == [
        ["ok", "versions"],
        ["warning", "credentials"],
        ["ok", "proxy"],
        ["ok", "dns"],
        ["ok", "tcp"],
        ["ok", "tls"],
        ["warning", "http"],
        ["skipped", "clock"],
    ]
    assert lines[-1] == "5 ok, 2 warning, 1 skipped"
    assert code == 0


def test_as_a_program(tmp_path: Path) -> None:
    """
    `python -m` gives the exit code to the shell, writes JSON to standard output and nothing to standard error.
    """
    with refusing() as url:
        words = ["doctor", "--service", "erapor", "--endpoint", url.replace("http:", "https:"), "--json"]
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "saglikclient", *words],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
            check=False,
        )

    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["ok"] is False


def test_the_session_is_closed(server_tls: ssl.SSLContext, ca_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    No connection is left open.
    """
    closed: list[Transport] = []
    close = Transport.close
    monkeypatch.setattr(Transport, "close", lambda self: (closed.append(self), close(self)))
    with Server(answer(), tls=server_tls) as server:
        main(["doctor", "--service", "hes", "--endpoint", server.url, "--ca-bundle", ca_file])
        assert server.abandoned()

    assert len(closed) == 1


def test_the_page_names_every_check_and_service() -> None:
    """
    The page of the doctor has a row for each check, in their order, and names each service.
    """
    page = (Path(__file__).parents[2] / "docs" / "doctor.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == ["versions", "contract", "credentials", *WAY]
    assert not [name for name in SERVICES if f"`{name}`" not in page]
