"""
Typed clients for the web services of the Turkish Ministry of Health.

This module exports `Credentials`, `Environment` and the errors. Each service has its own subpackage: `saglikclient.mhrs`,
`saglikclient.erapor`, `saglikclient.hes`. zeep, lxml and requests are imported lazily, at the first call.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saglikclient._core.codes import Unknown
    from saglikclient.config import Credentials, Environment, Retries, Secret, Timeouts, TlsOptions
    from saglikclient.errors import (
        AlreadyCancelled,
        AnswerTooLarge,
        AuthenticationError,
        CaptchaRequired,
        ConfigurationError,
        Expired,
        GreenListRequired,
        HttpError,
        InvalidRequest,
        Issue,
        NotFound,
        NotPermitted,
        NotSent,
        NumberMissing,
        OutcomeUnknown,
        PartialResult,
        ProtocolError,
        SaglikError,
        ServiceError,
        SlotTaken,
        TlsError,
        TransportError,
        TryLater,
    )
    from saglikclient.identifiers import HesCode, KurumKodu, Tckn
    from saglikclient.records import Records

__version__ = "0.1.0"

__all__ = [
    "AlreadyCancelled",
    "AnswerTooLarge",
    "AuthenticationError",
    "CaptchaRequired",
    "ConfigurationError",
    "Credentials",
    "Environment",
    "Expired",
    "GreenListRequired",
    "HesCode",
    "HttpError",
    "InvalidRequest",
    "Issue",
    "KurumKodu",
    "NotFound",
    "NotPermitted",
    "NotSent",
    "NumberMissing",
    "OutcomeUnknown",
    "PartialResult",
    "ProtocolError",
    "Records",
    "Retries",
    "SaglikError",
    "Secret",
    "ServiceError",
    "SlotTaken",
    "Tckn",
    "Timeouts",
    "TlsError",
    "TlsOptions",
    "TransportError",
    "TryLater",
    "Unknown",
]

_MODULES = {
    "_core.codes": {"Unknown"},
    "config": {"Credentials", "Environment", "Retries", "Secret", "Timeouts", "TlsOptions"},
    "identifiers": {"HesCode", "KurumKodu", "Tckn"},
    "records": {"Records"},
}


if not TYPE_CHECKING:  # with __getattr__, type checkers would accept any attribute

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'saglikclient' has no attribute {name!r}")
        module = next((module for module, names in _MODULES.items() if name in names), "errors")
        value = getattr(import_module(f"saglikclient.{module}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
