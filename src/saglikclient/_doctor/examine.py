"""The checks and their order; a check whose prerequisite failed is skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saglikclient._doctor import machine, network
from saglikclient._doctor.finding import Line, Status, skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saglikclient._doctor.finding import Finding
    from saglikclient._doctor.route import Visit

WAY: dict[str, Callable[[Visit], Finding]] = {
    "proxy": network.proxy,
    "dns": network.dns,
    "tcp": network.tcp,
    "tls": network.tls,
    "http": network.http,
    "clock": network.clock,
}
"""Each check requires the previous ones."""


def machine_lines(wsdl: str | None) -> Iterator[Line]:
    """
    Yield the checks that do not depend on a service.

    Args:
        wsdl: The official WSDL of MHRS' HL7 service; None if there is none.
    """
    yield Line("", "versions", machine.versions())
    if wsdl is not None:
        yield Line("", "contract", machine.contract(wsdl))


def service_lines(service: str, prefix: str, visit: Visit) -> Iterator[Line]:
    """
    Yield the checks of one service.

    Args:
        service: The name.

        prefix: The prefix of its credentials.

        visit: The state of the checks.
    """
    yield Line(service, "credentials", machine.credentials(prefix))
    broken = ""
    for name, check in WAY.items():
        finding = skipped(f"{broken} failed") if broken else check(visit)
        broken = broken or (name if finding.status is Status.FAILED else "")
        yield Line(service, name, finding)
