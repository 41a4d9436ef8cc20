"""
Where a contract comes from: the package, a file, an address; and where it goes: to another process.
"""

from __future__ import annotations

import os
import pickle
import shutil
import ssl
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import responses
import trustme

import saglikclient
from saglikclient import ConfigurationError, TlsError, TlsOptions
from saglikclient._transport.http import PIECE
from saglikclient.mhrs import Contract
from saglikclient.mhrs import contract as module
from saglikclient.mhrs.contract import BUNDLED, LOCAL, MAX_CACHED
from tests.support import loopback

if TYPE_CHECKING:
    import socket
    import threading

OWN = "PRSC_IN009016TR01"
"""An id as an integration letter might give it for row 16."""
SMALL = Path(__file__).parents[2] / "support" / "small.wsdl"


@pytest.mark.parametrize("contract", [Contract.bundled(), Contract.bundled({"LOCAL_IN000016": OWN}), Contract(f"bundled:{LOCAL}")])
def test_contract_pickles_as_its_location(contract: Contract) -> None:
    """
    A contract goes to another process as its location: small, and parsed there anew.
    """
    assert contract.operations

    content = pickle.dumps(contract)

    assert len(content) < 500
    assert pickle.loads(content).operations == contract.operations
    assert repr(pickle.loads(content)) == repr(contract)


def test_contract_is_parsed_once() -> None:
    """
    Parsing is slow, so that one process does it once, whoever asks.
    """
    assert Contract.bundled().wsdl is Contract.bundled().wsdl
    assert Contract.bundled({"LOCAL_IN000016": OWN}).wsdl is not Contract.bundled().wsdl


def test_few_parsed_contracts_are_kept(tmp_path: Path) -> None:
    """
    What is kept for later clients is bounded, and a contract in use keeps its own, however many others come.
    """
    shutil.copy(SMALL.with_suffix(".xsd"), tmp_path)
    loaded = [Contract.load(shutil.copy(SMALL, tmp_path / f"{number}.wsdl")) for number in range(MAX_CACHED + 2)]
    first, own = loaded[0], loaded[0].wsdl

    assert module._parsed.cache_info().currsize == MAX_CACHED
    assert len({id(each.wsdl) for each in loaded}) == MAX_CACHED + 2
    assert first.wsdl is own
    assert Contract.load(tmp_path / "0.wsdl").wsdl is not own


@pytest.mark.parametrize("content", [None, b"", b"<x/>", b"<html>", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_other_file_is_no_contract(content: bytes | None, tmp_path: Path) -> None:
    """
    A file that is missing or no WSDL is refused when it is loaded, not at the first call.
    """
    path = tmp_path / "x.wsdl"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigurationError):
        Contract.load(path)


def test_contract_over_plain_http_is_refused() -> None:
    """
    What builds messages about patients is not loaded where anyone on the way can change it.
    """
    with pytest.raises(ConfigurationError, match="plain http"):
        Contract.load("http://mhrs.example/PRSC_AR001001TR01?wsdl")


@responses.activate
def test_contract_over_https_is_loaded_with_what_it_includes(bundle: Path) -> None:
    """
    A contract at an address is loaded from there, its schemas relative to it.
    """
    for name in (BUNDLED, BUNDLED.replace(".wsdl", ".xsd"), "payload.xsd", "wrapper.xsd", "datatypes.xsd"):
        responses.get(f"https://mhrs.example/sozlesme/{name}", body=(bundle / name).read_bytes())

    assert Contract.load(f"https://mhrs.example/sozlesme/{BUNDLED}").compare() == ()


def test_a_missing_schema_is_named(folder: Path) -> None:
    """
    Of a contract in several files, the one that cannot be read is named, without the folder it was looked for in.
    """
    (folder / "datatypes.xsd").unlink()

    with pytest.raises(ConfigurationError, match=r"^datatypes.xsd cannot be read \(FileNotFoundError\)"):
        Contract.load(folder / BUNDLED)


def test_a_schema_at_an_http_address_is_looked_for_beside_the_wsdl(folder: Path) -> None:
    """
    Published schemas import each other by addresses of long ago: the file of that name beside the WSDL is taken, also for what that file
    imports; if there is none, the error names it, and nothing is asked for over http.
    """
    for name, imported in (("payload.xsd", "wrapper.xsd"), ("wrapper.xsd", "datatypes.xsd")):
        text = (folder / name).read_text(encoding="utf-8")
        assert f'schemaLocation="{imported}"' in text
        changed = text.replace(f'schemaLocation="{imported}"', f'schemaLocation="http://schemas.example/2009/{imported}"')
        (folder / name).write_text(changed, encoding="utf-8")

    assert Contract.load(folder / BUNDLED).compare() == ()

    other = folder.rename(folder.with_name("eksik"))  # a contract is parsed once for each address
    (other / "datatypes.xsd").unlink()
    with pytest.raises(ConfigurationError, match=r"^datatypes.xsd is neither beside the WSDL nor at an https address"):
        Contract.load(other / BUNDLED)


def test_a_contract_of_ones_own_authority(folder: Path, tmp_path: Path) -> None:
    """
    Over TLS, `tls=` decides whom to trust, for the WSDL and for what it imports: a server of an institution's own authority is refused
    without it.
    """
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(loopback.HOST).configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def file(sock: socket.socket, request: loopback.Request, over: threading.Event) -> socket.socket | None:
        return loopback.answer((folder / request.target.rpartition("/")[2]).read_bytes())(sock, request, over)

    with loopback.Server(file, tls=context) as server:
        with pytest.raises(TlsError):
            Contract.load(f"{server.url}/{BUNDLED}")
        loaded = Contract.load(f"{server.url}/{BUNDLED}", tls=TlsOptions(ca_bundle=str(tmp_path / "ca.pem")))

    assert loaded.compare() == ()
    assert len(server.requests) == 5


@responses.activate
@pytest.mark.parametrize("status", [404, 302, 500])
def test_contract_that_is_not_there_is_told(status: int) -> None:
    """
    An address that answers with something else than 200 has no contract; redirects are not followed.
    """
    responses.get(f"https://mhrs.example/{status}.wsdl", status=status, body=b"x" * PIECE, headers={"Location": "https://other.example/"})

    with pytest.raises(ConfigurationError, match=f"HTTP {status}"):
        Contract.load(f"https://mhrs.example/{status}.wsdl")


def test_contract_is_found_in_a_zipped_package(tmp_path: Path) -> None:
    """
    The contract is package data: it is read where the package is, be that a zip archive.
    """
    archive = tmp_path / "saglikclient.zip"
    root = Path(saglikclient.__file__).parent
    with zipfile.ZipFile(archive, "w") as written:
        for path in root.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                written.write(path, path.relative_to(root.parent))
    code = (
        "import saglikclient\n"
        "from saglikclient.mhrs import Contract\n"
        "from saglikclient.testing import Sandbox\n"
        "assert '.zip' in saglikclient.__file__\n"
        "with Sandbox() as ministry:\n"
        "    ministry.mhrs().poliklinik.sorgulama()\n"
        "print(len(Contract.bundled().operations))\n"
    )

    surroundings = {**os.environ, "PYTHONPATH": str(archive)}
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], env=surroundings, capture_output=True, text=True, check=False)

    assert (done.stdout.strip(), done.stderr) == ("15", "")
