"""
How a client is set up: frozen values, checked when they are made, never printed in clear.
"""

from __future__ import annotations

import enum
import math
import os
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import attrs

from saglikclient.errors import ConfigurationError
from saglikclient.frames import unframed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MIB = 1024 * 1024


class Environment(enum.Enum):
    """
    Which of the Ministry's environments a client talks to.
    """

    PRODUCTION = "production"
    TEST = "test"

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:  # noqa: ARG003 - its name is for enum
        """
        A misspelt environment must never fall back to another one.
        """
        raise ConfigurationError("environment must be Environment.PRODUCTION or Environment.TEST")


@unframed
class Secret:
    """
    A text that shows itself only on request. Not a `str`, so that no formatting, joining or logging spills it.

    It pickles (a client that is shipped to a worker needs its password): treat a pickle of credentials as a secret.

    Args:
        value: The text in clear.

    Raises:
        ConfigurationError: If it is empty or no text.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not isinstance(value, str) or not value:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError("a secret must be a text that is not empty")
        self._value = value

    def reveal(self) -> str:
        """
        Give the text in clear.
        """
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        from hmac import compare_digest

        return isinstance(other, Secret) and compare_digest(
            self._value.encode("utf-8", "surrogatepass"), other._value.encode("utf-8", "surrogatepass")
        )

    def __hash__(self) -> int:
        return hash((Secret, self._value))


def _secret(value: str | Secret) -> Secret:
    return value if isinstance(value, Secret) else Secret(value)


def _filled(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not isinstance(value, str) or not value.strip():  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ConfigurationError(f"{attribute.name} is missing")


@unframed
@attrs.frozen(kw_only=True)
class Credentials:
    """
    A user name and its password, as the Ministry gave them to the institution.

    Attributes:
        username: The user name. It is not shown by `repr()`, since with some services it is a person's number.
        password: The password; a plain text is wrapped.
    """

    username: str = attrs.field(validator=_filled, repr=lambda _: "***")
    password: Secret = attrs.field(converter=_secret)

    @classmethod
    def from_env(cls, prefix: str, environ: Mapping[str, str] | None = None) -> Credentials:
        """
        Read `SAGLIK_<PREFIX>_USERNAME` and `SAGLIK_<PREFIX>_PASSWORD`.

        Args:
            prefix: Which service's, e.g. `MHRS`.

            environ: Where to read; the process' environment if None.

        Raises:
            ConfigurationError: If one of them is not set; it names the variable.
        """
        source = os.environ if environ is None else environ
        names = [f"SAGLIK_{prefix.upper()}_{part}" for part in ("USERNAME", "PASSWORD")]
        missing = [name for name in names if not source.get(name)]
        if missing:
            raise ConfigurationError(f"not set in the environment: {', '.join(missing)}")
        return cls(username=source[names[0]], password=source[names[1]])


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _positive(_: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    if value is not None and not (_number(value) and value > 0):
        raise ConfigurationError(f"{attribute.name} must be a number above 0, or None for no limit")


def _not_negative(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    if not (_number(value) and value >= 0):
        raise ConfigurationError(f"{attribute.name} must be a number that is not negative")


def _count(_: object, attribute: attrs.Attribute[int], value: int) -> None:
    if not (_number(value) and isinstance(value, int) and value > 0):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ConfigurationError(f"{attribute.name} must be a whole number, 1 at least")


@attrs.frozen(kw_only=True)
class Timeouts:
    """
    How long to wait, in seconds. None means without limit, on purpose.

    Attributes:
        connect: For the lookup of the host's name, for the connection to each of its addresses, and for the TLS handshake.
        read: For each piece of the answer, and of a large request.
        total: For one attempt, from the lookup to the last byte of the answer, decompression included, whatever the other side does:
            without it a server that drips bytes holds a call for ever. The time that the reader of a stream (`randevu.akis`) takes between
            two pieces does not count. The default lets the largest answer through at 2 Mbit/s. A call that is repeated has as much again
            for each attempt.
    """

    connect: float | None = attrs.field(default=5.0, validator=_positive)
    read: float | None = attrs.field(default=30.0, validator=_positive)
    total: float | None = attrs.field(default=300.0, validator=_positive)


@attrs.frozen(kw_only=True)
class TlsOptions:
    """
    Whom to trust. Certificates are always verified, and TLS 1.2 is the least.

    Attributes:
        ca_bundle: A file of trusted CA certificates (PEM); the only ones trusted if given. Where a service leaves out an intermediate
            certificate, put its root and that intermediate into the file.
        system_store: Trust the operating system's store instead of the bundle that comes with requests (certifi).
        client_certificate: A file with the client's certificate and its chain (PEM); None if the service asks for none.
        client_key: Its private key (PEM), if not in the same file.
        allow_http: Accept an address without TLS. Only for a test machine in your own network: the password travels in clear.
        legacy_renegotiation: Accept a service whose TLS lacks secure renegotiation (RFC 5746). Only where its operator cannot mend it: an
            attacker in between may put bytes of his own in front of a request.
    """

    ca_bundle: str | None = None
    system_store: bool = False
    client_certificate: str | None = None
    client_key: str | None = None
    allow_http: bool = False
    legacy_renegotiation: bool = False

    def __attrs_post_init__(self) -> None:
        if self.ca_bundle and self.system_store:
            raise ConfigurationError("ca_bundle and system_store exclude each other")
        if self.client_key and not self.client_certificate:
            raise ConfigurationError("client_key without client_certificate")


@attrs.frozen(kw_only=True)
class Retries:
    """
    How a call is repeated: reads after a passing failure, writes only if nothing had reached the server.

    Attributes:
        attempts: How often at the most, the first included; 1 for never again.
        wait_initial: Seconds before the second attempt; it doubles from there, plus a random part.
        wait_max: Seconds at the most between two attempts.
        wait_jitter: The random part, up to this many seconds.
        longest_retry_after: A server that asks for more seconds than this (`Retry-After`) is not waited for.
        pace: Maps the seconds that a server asked for to those waited; a test passes `lambda seconds: 0.0`.
    """

    attempts: int = attrs.field(default=3, validator=_count)
    wait_initial: float = attrs.field(default=0.5, validator=_not_negative)
    wait_max: float = attrs.field(default=10.0, validator=_not_negative)
    wait_jitter: float = attrs.field(default=0.5, validator=_not_negative)
    longest_retry_after: float = attrs.field(default=60.0, validator=_not_negative)
    pace: Callable[[float], float] = attrs.field(default=float, repr=False)


@attrs.frozen(kw_only=True)
class Options:
    """
    What every client takes, in one value.

    Attributes:
        timeouts: How long to wait.
        tls: Whom to trust.
        retries: How calls are repeated.
        max_answer: The largest answer, decompressed, in bytes.
    """

    timeouts: Timeouts = attrs.field(factory=Timeouts)
    tls: TlsOptions = attrs.field(factory=TlsOptions)
    retries: Retries = attrs.field(factory=Retries)
    max_answer: int = attrs.field(default=64 * MIB, validator=_count)


def checked_endpoint(address: str, *, allow_http: bool = False) -> str:
    """
    Refuse an address that is not a plain https one, before anything is sent to it.

    Args:
        address: The service's address.

        allow_http: Accept http as well.

    Raises:
        ConfigurationError: If it has another scheme, no host, carries a user name, query or fragment, or holds blanks.
    """
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        raise ConfigurationError("endpoint is not an address") from None
    if parts.scheme == "http" and not allow_http:
        raise ConfigurationError("endpoint is plain http; TlsOptions(allow_http=True) accepts it")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError("endpoint must begin with https:// and name a host")
    if any(not char.isprintable() or char in " \\" for char in address):
        raise ConfigurationError("endpoint must not hold blanks, control characters or backslashes")
    if "@" in parts.netloc or "?" in address or "#" in address:
        raise ConfigurationError("endpoint must not carry a user name, a query or a fragment")
    return address
