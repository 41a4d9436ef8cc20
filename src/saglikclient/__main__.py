"""
The command line: `python -m saglikclient doctor`.

Exit codes: 0, no check failed; 1, a check failed; 2, invalid command line.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import saglikclient
from saglikclient._doctor import examine, report
from saglikclient._doctor.route import Visit
from saglikclient._doctor.services import SERVICES
from saglikclient._transport.adapter import trust
from saglikclient._transport.client import Transport
from saglikclient.config import Environment, Options, Timeouts, TlsOptions, checked_endpoint
from saglikclient.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saglikclient._doctor.finding import Line


def _parser() -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    parser = argparse.ArgumentParser(
        prog="python -m saglikclient", description="Clients for the Turkish Ministry of Health's web services."
    )
    parser.add_argument("--version", action="version", version=f"saglikclient {saglikclient.__version__}")
    doctor = parser.add_subparsers(dest="command", required=True, metavar="doctor").add_parser(
        "doctor",
        help="check the network path from this machine to the services",
        description="Checks credentials, proxy, DNS, TCP, TLS, HTTP and the clock for each service. "
        "Sends no credentials and calls no service operation; the only HTTP request is HEAD / to the host.",
        epilog="Exit codes: 0, no check failed; 1, a check failed; 2, invalid command line.",
    )
    doctor.add_argument(
        "--service",
        action="append",
        choices=sorted(SERVICES),
        help="check this service; may be repeated (default: all with a known address in the environment)",
    )
    doctor.add_argument(
        "--environment",
        choices=[each.value for each in Environment],
        default="production",
        help="which addresses to use (default: production)",
    )
    doctor.add_argument("--endpoint", metavar="URL", help="override the known address; needs exactly one --service")
    doctor.add_argument("--wsdl", metavar="PATH", help="compare the official WSDL of MHRS' HL7 service with the bundled contract")
    doctor.add_argument("--ca-bundle", metavar="FILE", help="trust only the CA certificates in this file (PEM)")
    doctor.add_argument("--timeout", type=float, default=5.0, metavar="SECONDS", help="timeout of each step (default: 5)")
    doctor.add_argument("--json", action="store_true", help="print one JSON document instead of text")
    return parser, doctor


def _addresses(names: Sequence[str] | None, environment: Environment, endpoint: str | None) -> dict[str, str]:
    """
    Return the address of each service to check.

    Raises:
        ConfigurationError: If an address is unknown. The error does not repeat addresses, which may contain a password.
    """
    if endpoint is not None:
        if names is None or len(set(names)) != 1:
            raise ConfigurationError("--endpoint needs exactly one --service")
        return {names[0]: checked_endpoint(endpoint, allow_http=True)}  # checked, not called
    known = {name: service.addresses[environment] for name, service in SERVICES.items() if environment in service.addresses}
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise ConfigurationError(f"the {environment.value} address of {unknown[0]} is not published: give --endpoint")
    return {name: known[name] for name in SERVICES if name in known and (names is None or name in names)}


def _lines(addresses: dict[str, str], transport: Transport, timeout: float, wsdl: str | None) -> Iterator[Line]:
    yield from examine.machine_lines(wsdl)
    for name, address in addresses.items():
        yield from examine.service_lines(name, SERVICES[name].prefix, Visit(address, transport, timeout))


def _writable(text: str) -> str:
    """Escape characters that the encoding of standard output lacks; host names, certificates and a WSDL may contain them."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Args:
        argv: The arguments; those of the process if None.

    Returns:
        The exit code.
    """
    parser, doctor = _parser()
    asked = parser.parse_args(argv)
    try:
        environment = Environment(asked.environment)
        addresses = _addresses(asked.service, environment, asked.endpoint)
        options = Options(
            timeouts=Timeouts(connect=asked.timeout, read=asked.timeout), tls=TlsOptions(ca_bundle=asked.ca_bundle, allow_http=True)
        )
        trust(options.tls)
    except ConfigurationError as error:
        doctor.error(str(error))
    transport = Transport(options=options)
    seen: list[Line] = []

    def noted() -> Iterator[Line]:
        for line in _lines(addresses, transport, asked.timeout, asked.wsdl):
            seen.append(line)
            yield line

    try:
        for text in [report.as_json(noted(), addresses, environment.value)] if asked.json else report.as_text(noted(), addresses):
            sys.stdout.write(f"{_writable(text)}\n")
            sys.stdout.flush()
    finally:
        transport.close()
    return 0 if report.well(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
