"""Checks without the network: versions, credentials, and the official contract, if given."""

from __future__ import annotations

import os
import platform
import re
import ssl
from importlib import metadata

from saglikclient import __version__
from saglikclient._doctor.finding import Finding, failed, ok, warning
from saglikclient.config import Credentials
from saglikclient.errors import SaglikError

_NAME = re.compile(r"[A-Za-z0-9._-]+")
REINSTALL = "install again: pip install --force-reinstall saglikclient"


def versions() -> Finding:
    """Check the versions of Python, OpenSSL and the dependencies."""
    here = (
        f"saglikclient {__version__}, Python {platform.python_version()}, {ssl.OPENSSL_VERSION}, {platform.system()} {platform.machine()}"
    )
    try:
        needed = [_NAME.match(line) for line in metadata.requires("saglikclient") or () if ";" not in line]
    except metadata.PackageNotFoundError:
        return warning(f"{here}; run from a folder, not installed", "install it: pip install saglikclient")
    found = {match[0]: _version(match[0]) for match in needed if match}
    missing = [name for name, version in found.items() if not version]
    text = f"{here}, {', '.join(f'{name} {version}' for name, version in found.items() if version)}"
    return failed(f"{text}; not installed: {', '.join(missing)}", REINSTALL) if missing else ok(text)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def credentials(prefix: str) -> Finding:
    """
    Check whether the environment contains credentials; their values are not shown.

    Args:
        prefix: Prefix of the service, e.g. `MHRS`.
    """
    names = [f"SAGLIK_{prefix}_{part}" for part in ("USERNAME", "PASSWORD")]
    if not any(os.environ.get(name) for name in names):
        return warning(f"neither {names[0]} nor {names[1]} is set", "no harm if you pass Credentials yourself")
    try:
        Credentials.from_env(prefix)
    except SaglikError as error:
        return failed(str(error), f"set both {names[0]} and {names[1]}")
    return ok(f"{names[0]} and {names[1]} are set")


def contract(location: str) -> Finding:
    """
    Compare the official contract with the bundled one.

    Args:
        location: The official WSDL, a file or an https URL.
    """
    from saglikclient.mhrs.contract import Contract

    try:
        official = Contract.load(location)
        differences = tuple(map(str, official.compare()))
    except SaglikError as error:
        return failed(str(error), "is it the WSDL, with its schemas beside it?")
    if not differences:
        return ok(f"{len(official.operations)} operations, the same as the bundled contract's")
    return failed(
        f"{len(differences)} differences from the bundled contract (operation, path: official / bundled)",
        "pass contract=Contract.load(...) to Mhrs, so that messages are built by the official one",
        differences,
    )
