"""
How a client is set up: frozen values, checked when they are made, never printed in clear.
"""

from __future__ import annotations

import enum
import os
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn
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
"""In seconds: the longest time that can be set."""


ENVIRONMENTS = "environment must be Environment.PRODUCTION or Environment.TEST"


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
        raise ConfigurationError(ENVIRONMENTS)


@guarded
class Secret:
    """
    A text that shows itself only on request. Not a `str`, so that no formatting, joining or logging spills it.

    It pickles (a client that is shipped to a worker needs its password): treat a pickle of credentials as a secret.

    Args:
        value: The text in clear.

    Raises:
        ConfigurationError: If it is empty, no text, or no text that UTF-8 can carry.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = setting("value", _not_empty, value)

    def reveal(self) -> str:
        """
        Give the text in clear.
        """
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        from hmac import compare_digest

        return isinstance(other, Secret) and compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))


def secret(value: str | Secret) -> Secret:
    """
    A secret; a plain text is wrapped.
    """
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
    A user name and its password, as the Ministry gave them to the institution.

    Attributes:
        username: The user name. It is not shown by `repr()`, since with some services it is a person's number.
        password: The password; a plain text is wrapped.

    Raises:
        ConfigurationError: If one of them is empty, no text, or no text that UTF-8 can carry, as it comes of an environment in another
            encoding. It names which, and nothing of it.
    """

    username: str = attrs.field(converter=_username, repr=lambda _: "***")
    password: Secret = attrs.field(converter=secret)

    @classmethod
    def from_env(cls, prefix: str, environ: Mapping[str, str] | None = None) -> Credentials:
        """
        Read `SAGLIK_<PREFIX>_USERNAME` and `SAGLIK_<PREFIX>_PASSWORD`.

        Args:
            prefix: Which service's, e.g. `MHRS`.

            environ: Where to read; the process' environment if None.

        Raises:
            ConfigurationError: If one of them is not set; it names the variable. Or if one is no text that can be sent.
        """
        source = os.environ if environ is None else setting("environ", kinds.mapping, environ)
        names = [f"SAGLIK_{setting('prefix', fields.text, prefix).upper()}_{part}" for part in ("USERNAME", "PASSWORD")]
        missing = [name for name in names if not source.get(name)]
        if missing:
            raise ConfigurationError(f"not set in the environment: {', '.join(missing)}")
        return cls(username=source[names[0]], password=source[names[1]])


def _number(value: object) -> bool:
    """
    Whether it is a number of seconds that the system's clocks can count: no more than a year.
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= YEAR


def _limit(value: float | None) -> float | None:
    if value is not None and not (_number(value) and value > 0):
        raise InvalidRequest("must be a number above 0, a year at most, or None for no limit")
    return value


def _seconds(value: float) -> float:
    if not (_number(value) and value >= 0):
        raise InvalidRequest("must be a number that is not negative, a year at most")
    return value


def _count(value: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidRequest("must be a whole number, 1 at least")
    return value


@attrs.frozen(kw_only=True, field_transformer=fields.configured)
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

    connect: float | None = attrs.field(default=5.0, converter=_limit)
    read: float | None = attrs.field(default=30.0, converter=_limit)
    total: float | None = attrs.field(default=300.0, converter=_limit)


def _file(value: str | None) -> str | None:
    return None if value is None else kinds.path(value)


@attrs.frozen(kw_only=True, field_transformer=fields.configured)
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

    ca_bundle: str | None = attrs.field(default=None, converter=_file)
    system_store: bool = False
    client_certificate: str | None = attrs.field(default=None, converter=_file)
    client_key: str | None = attrs.field(default=None, converter=_file)
    allow_http: bool = False
    legacy_renegotiation: bool = False

    def __attrs_post_init__(self) -> None:
        if self.ca_bundle and self.system_store:
            raise ConfigurationError("ca_bundle and system_store exclude each other")
        if self.client_key and not self.client_certificate:
            raise ConfigurationError("client_key without client_certificate")


def _pace(value: Callable[[float], float]) -> Callable[[float], float]:
    return kinds.function(value)


@attrs.frozen(kw_only=True, field_transformer=fields.configured)
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


@attrs.frozen(kw_only=True, field_transformer=fields.configured)
class Options:
    """
    What every client takes, in one value; None stands for what is usual.

    Attributes:
        timeouts: How long to wait.
        tls: Whom to trust.
        retries: How calls are repeated.
        max_answer: The largest answer, decompressed, in bytes.
    """

    timeouts: Timeouts = attrs.field(default=None, converter=_timeouts)
    tls: TlsOptions = attrs.field(default=None, converter=_tls)
    retries: Retries = attrs.field(default=None, converter=_retries)
    max_answer: int = attrs.field(default=64 * MIB, converter=_count)


def _environment(value: Environment) -> None:
    """
    Check an environment. The error of enum's machinery holds what was given, so it is not the one that leaves.
    """
    if isinstance(value, str | Environment):  # pyright: ignore[reportUnnecessaryIsInstance]
        with suppress(ConfigurationError):
            Environment(value)
            return
    raise ConfigurationError(ENVIRONMENTS)


def check(credentials: Credentials, environment: Environment, adapter: BaseAdapter | None, clock: Callable[[], datetime]) -> None:
    """
    Check what every client takes beside its options, by its type: nothing of it would show before the first call.

    Args:
        credentials: Who we are.

        environment: Production or test.

        adapter: What stands where the network would be; the network if None.

        clock: The present moment.

    Raises:
        ConfigurationError: If one of them is something else; it names which, and what it has to be.
    """
    setting("credentials", fields.instance(Credentials), credentials)
    _environment(environment)
    setting("adapter", fields.optional(kinds.with_methods("send", "close")), adapter)
    setting("clock", kinds.clock, clock)


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
        parts = urlsplit(setting("endpoint", fields.encodable, address))
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
