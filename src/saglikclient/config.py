"""Client settings: frozen, validated on construction, masked when printed."""

from __future__ import annotations

import enum
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NoReturn, get_args
from urllib.parse import urlsplit

import attrs

from saglikclient._core import fields, kinds
from saglikclient._core.boundary import guarded
from saglikclient._core.fields import setting
from saglikclient.errors import ConfigurationError, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from requests.adapters import BaseAdapter

MIB = 1024 * 1024
YEAR = 366 * 24 * 3600.0
"""Upper bound of every time setting, in seconds."""

OnUnreadable = Literal["keep", "raise"]
"""What becomes of a list with a record that cannot be read: the others are returned, or the error is raised."""

ENVIRONMENTS = "environment must be Environment.PRODUCTION or Environment.TEST"


class Environment(enum.Enum):
    """An environment of the Ministry's services."""

    PRODUCTION = "production"
    TEST = "test"

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:  # noqa: ARG003 - enum's signature
        """Reject an unknown value; falling back to another environment would be dangerous."""
        raise ConfigurationError(ENVIRONMENTS)


@guarded
class Secret:
    """
    A string that is revealed only on request. It is not a `str`, so formatting, joining and logging do not leak it.

    It can be pickled, since a client sent to a worker process needs its password; treat a pickle of credentials as a secret.

    Args:
        value: The plain text.

    Raises:
        ConfigurationError: If the value is empty, not a string, or not encodable as UTF-8.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = setting("value", _not_empty, value)

    def reveal(self) -> str:
        """Return the plain text."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        from hmac import compare_digest

        return isinstance(other, Secret) and compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))


def secret(value: str | Secret) -> Secret:
    """Wrap a plain string; return a `Secret` unchanged."""
    return value if isinstance(value, Secret) else Secret(_not_empty(value))


def _not_empty(value: str) -> str:
    if not fields.encodable(value):
        raise InvalidRequest("must not be empty")
    return value


def _username(value: str) -> str:
    _not_empty(fields.encodable(value).strip())
    return value


@guarded
@attrs.frozen(kw_only=True, field_transformer=fields.configured)
class Credentials:
    """
    The user name and password that the Ministry issued to the institution.

    Attributes:
        username: The user name. `repr()` masks it, since some services use a personal number.
        password: The password; a plain string is wrapped.

    Raises:
        ConfigurationError: If one of them is empty, not a string, or not encodable as UTF-8 (e.g. read in another encoding). The error
            names the field, not the value.
    """

    username: str = attrs.field(converter=_username, repr=lambda _: "***")
    password: Secret = attrs.field(converter=secret)

    @classmethod
    def from_env(cls, prefix: str, environ: Mapping[str, str] | None = None) -> Credentials:
        """
        Read `SAGLIK_<PREFIX>_USERNAME` and `SAGLIK_<PREFIX>_PASSWORD`.

        Args:
            prefix: Prefix of the service, e.g. `MHRS`.

            environ: The mapping to read from; `os.environ` if None.

        Raises:
            ConfigurationError: If a variable is not set (the error names it), or its value is not encodable as UTF-8.
        """
        source = os.environ if environ is None else setting("environ", kinds.mapping, environ)
        names = [f"SAGLIK_{setting('prefix', fields.text, prefix).upper()}_{part}" for part in ("USERNAME", "PASSWORD")]
        missing = [name for name in names if not source.get(name)]
        if missing:
            raise ConfigurationError(f"not set in the environment: {', '.join(missing)}")
        return cls(username=source[names[0]], password=source[names[1]])


def _number(value: object) -> bool:
    """Return whether a value is a number of seconds within a year, which all system clocks support."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= YEAR


def _limit(value: float | None) -> float | None:
    if value is not None and not (_number(value) and value > 0):
        raise InvalidRequest("must be a number above 0, a year at most, or None for no limit")
    return value


def _seconds(value: float) -> float:
    if not (_number(value) and value >= 0):
        raise InvalidRequest("must be a non-negative number, a year at most")
    return value


def _count(value: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a whole number, 1 at least")
    return value


@attrs.frozen(kw_only=True, field_transformer=fields.configured)
class Timeouts:
    """
    Timeouts in seconds; None means no limit.

    Attributes:
        connect: Limit for the DNS lookup, for the connection to each address, and for the TLS handshake.
        read: Limit for each chunk of the answer, and of a large request.
        total: Limit for one attempt, from the DNS lookup to the last byte of the answer, decompression included. Without it, a server
            that sends a byte at a time can block a call indefinitely. Time that the consumer of a stream (`randevu.akis`) spends between
            two chunks does not count. The default allows the largest answer at 2 Mbit/s. Each retry gets the full limit again.
    """

    connect: float | None = attrs.field(default=5.0, converter=_limit)
    read: float | None = attrs.field(default=30.0, converter=_limit)
    total: float | None = attrs.field(default=300.0, converter=_limit)


def _file(value: str | None) -> str | None:
    return None if value is None else kinds.path(value)


@attrs.frozen(kw_only=True, field_transformer=fields.configured)
class TlsOptions:
    """
    TLS settings. Certificates are always verified; TLS 1.2 is the minimum version.

    Attributes:
        ca_bundle: Path of trusted CA certificates (PEM); if given, no others are trusted. If a service omits an intermediate certificate,
            include both the root and the intermediate.
        system_store: Trust the operating system's store instead of requests' bundle (certifi).
        client_certificate: Path of the client certificate and its chain (PEM); None if the service requires none.
        client_key: Path of the private key (PEM), if it is not in the same file.
        allow_http: Accept an address without TLS. Use it only for a test machine in your own network: the password is sent in clear.
        legacy_renegotiation: Accept a server without secure renegotiation (RFC 5746). Use it only if the operator cannot fix the server:
            a man in the middle can prepend bytes to a request.
    """

    ca_bundle: str | None = attrs.field(default=None, converter=_file)
    system_store: bool = False
    client_certificate: str | None = attrs.field(default=None, converter=_file)
    client_key: str | None = attrs.field(default=None, converter=_file)
    allow_http: bool = False
    legacy_renegotiation: bool = False

    def __attrs_post_init__(self) -> None:
        if self.ca_bundle and self.system_store:
            raise ConfigurationError("ca_bundle and system_store are mutually exclusive")
        if self.client_key and not self.client_certificate:
            raise ConfigurationError("client_key without client_certificate")


def _pace(value: Callable[[float], float]) -> Callable[[float], float]:
    return kinds.function(value)


@attrs.frozen(kw_only=True, field_transformer=fields.configured)
class Retries:
    """
    Retry policy. Reads are retried after a transient failure, writes only if nothing reached the server.

    Attributes:
        attempts: Maximum number of attempts, including the first; 1 disables retries.
        wait_initial: Seconds before the second attempt; doubled for each further one, plus jitter.
        wait_max: Maximum seconds between two attempts.
        wait_jitter: Maximum jitter in seconds.
        longest_retry_after: Do not retry if the server asks for a longer wait (`Retry-After`), in seconds.
        pace: Maps the requested seconds to the actual wait; tests pass `lambda seconds: 0.0`.
    """

    attempts: int = attrs.field(default=3, converter=_count)
    wait_initial: float = attrs.field(default=0.5, converter=_seconds)
    wait_max: float = attrs.field(default=10.0, converter=_seconds)
    wait_jitter: float = attrs.field(default=0.5, converter=_seconds)
    longest_retry_after: float = attrs.field(default=60.0, converter=_seconds)
    pace: Callable[[float], float] = attrs.field(default=float, converter=_pace, repr=False)


def _timeouts(value: Timeouts | None) -> Timeouts:
    return Timeouts() if value is None else fields.instance(Timeouts)(value)


def _tls(value: TlsOptions | None) -> TlsOptions:
    return TlsOptions() if value is None else fields.instance(TlsOptions)(value)


def _retries(value: Retries | None) -> Retries:
    return Retries() if value is None else fields.instance(Retries)(value)


def _on_unreadable(value: OnUnreadable) -> OnUnreadable:
    if not isinstance(value, str) or value not in get_args(OnUnreadable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be 'keep' or 'raise'")
    return value


@attrs.frozen(kw_only=True, field_transformer=fields.configured)
class Options:
    """
    The options that all clients share; None selects the default.

    Attributes:
        timeouts: Timeouts of an attempt.
        tls: TLS settings.
        retries: Retry policy.
        max_answer: Maximum size of an answer after decompression, in bytes.
        on_unreadable: Whether a list with records that cannot be read keeps the others, or raises.
    """

    timeouts: Timeouts = attrs.field(default=None, converter=_timeouts)
    tls: TlsOptions = attrs.field(default=None, converter=_tls)
    retries: Retries = attrs.field(default=None, converter=_retries)
    max_answer: int = attrs.field(default=64 * MIB, converter=_count)
    on_unreadable: OnUnreadable = attrs.field(default="keep", converter=_on_unreadable)


def _environment(value: Environment) -> None:
    """
    Validate an environment. The error that `enum` raises contains the value, so it is replaced.
    """
    if isinstance(value, str | Environment):  # pyright: ignore[reportUnnecessaryIsInstance]
        with suppress(ConfigurationError):
            Environment(value)
            return
    raise ConfigurationError(ENVIRONMENTS)


def check(credentials: Credentials, environment: Environment, adapter: BaseAdapter | None, clock: Callable[[], datetime]) -> None:
    """
    Validate the types of the arguments that all clients share, so that mistakes surface before the first call.

    Args:
        credentials: The credentials.

        environment: Production or test.

        adapter: A requests adapter that replaces the network; None for the network.

        clock: Returns the current time.

    Raises:
        ConfigurationError: If an argument has the wrong type; the error names it and the expected type.
    """
    setting("credentials", fields.instance(Credentials), credentials)
    _environment(environment)
    setting("adapter", fields.optional(kinds.with_methods("send", "close")), adapter)
    setting("clock", kinds.clock, clock)


def checked_endpoint(address: str, *, allow_http: bool = False) -> str:
    """
    Return an address if it is a plain https URL; reject any other before anything is sent.

    Args:
        address: The service's address.

        allow_http: Also accept http.

    Raises:
        ConfigurationError: If it has another scheme, no host, a user name, a query, a fragment, or whitespace.
    """
    try:
        parts = urlsplit(setting("endpoint", fields.encodable, address))
        parts.port  # noqa: B018 - the property validates the port
    except ValueError:
        raise ConfigurationError("endpoint is not an address") from None
    if parts.scheme == "http" and not allow_http:
        raise ConfigurationError("endpoint is plain http; TlsOptions(allow_http=True) accepts it")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError("endpoint must begin with https:// and contain a host")
    if any(not char.isprintable() or char in " \\" for char in address):
        raise ConfigurationError("endpoint must not contain spaces, control characters or backslashes")
    if "@" in parts.netloc or "?" in address or "#" in address:
        raise ConfigurationError("endpoint must not contain a user name, a query or a fragment")
    return address
