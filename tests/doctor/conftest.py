"""
What the doctor's tests share: surroundings without settings, an authority, and the command line as a function.
"""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Callable
from typing import Any

import attrs
import pytest
import trustme

from saglikclient.__main__ import main

SETTINGS = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@attrs.frozen
class Told:
    """
    What the doctor said.
    """

    code: int
    report: dict[str, Any]
    text: str

    def __getitem__(self, check: str) -> Any:
        (found,) = [each for each in self.report["checks"] if each["check"] == check]
        return found

    @property
    def statuses(self) -> dict[str, str]:
        """
        How each check ended.
        """
        return {each["check"]: each["status"] for each in self.report["checks"]}


Doctor = Callable[..., Told]
"""Runs `doctor` with these words and `--json`."""


@pytest.fixture(autouse=True)
def _bare_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    No test sees the proxies and credentials of the machine it runs on.
    """
    for name in list(os.environ):
        if name.upper() in SETTINGS or name.startswith("SAGLIK_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    """
    An authority that nobody trusts by default.
    """
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(ca: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """
    Its certificate as a file.
    """
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="session")
def server_tls(ca: trustme.CA) -> ssl.SSLContext:
    """
    A server's side of TLS, with a certificate for 127.0.0.1 and hes.example.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1", "hes.example").configure_cert(context)
    return context


@pytest.fixture
def doctor(ca_file: str, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """
    The doctor, trusting our authority.
    """

    def run(*words: str) -> Told:
        code = main(["doctor", "--ca-bundle", ca_file, "--timeout", "5", "--json", *words])
        out = capsys.readouterr().out
        return Told(code, json.loads(out), out)

    return run


@pytest.fixture
def at(doctor: Doctor) -> Doctor:
    """
    The doctor, sent to one address.
    """
    return lambda url, *words: doctor("--service", "hes", "--endpoint", url, *words)
