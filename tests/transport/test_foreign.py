"""
Every error of requests and urllib3 has a translation that somebody chose, and none of their texts gets through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import requests
from requests import exceptions as rq
from requests.adapters import BaseAdapter
from urllib3 import exceptions as u3

from saglikclient._transport.client import Transport
from saglikclient._transport.exceptions import FOREIGN, TABLE, translated
from saglikclient.config import Options
from saglikclient.errors import ConfigurationError, NotSent, OutcomeUnknown, SaglikError, TlsError

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "https://kullanici:cok-gizli@mhrs.example/?password=cok-gizli&tckn=10000000146"
WORDS = ("cok-gizli", "10000000146", "mhrs.example", "kullanici")


def kinds() -> list[type[Exception]]:
    """
    Every exception class that requests and urllib3 name, without their warnings.
    """
    found = {kind for module in (rq, u3) for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Exception)}
    named = (kind for kind in found if kind.__module__.startswith(("requests.", "urllib3.")) and not issubclass(kind, Warning))
    return sorted(named, key=name)


def name(kind: type[Exception]) -> str:
    return f"{kind.__module__.partition('.')[0]}.{kind.__name__}"


KINDS = kinds()

DOUBT = {
    "requests.ConnectionError",  # reset, closed, or no such thing: the chain tells the ones that were never sent
    "requests.ProxyError",  # a proxy that was reached may have passed the request on
    "requests.HTTPError",
    "requests.InvalidJSONError",
    "requests.JSONDecodeError",
    "requests.RequestException",
    "requests.RetryError",
    "requests.StreamConsumedError",
    "requests.TooManyRedirects",
    "requests.UnrewindableBodyError",
    "urllib3.BodyNotHttplibCompatible",
    "urllib3.ClosedPoolError",
    "urllib3.EmptyPoolError",
    "urllib3.FullPoolError",
    "urllib3.HTTPError",
    "urllib3.HeaderParsingError",
    "urllib3.HostChangedError",
    "urllib3.InvalidChunkLength",
    "urllib3.MaxRetryError",
    "urllib3.PoolError",
    "urllib3.ProxyError",
    "urllib3.RequestError",
    "urllib3.ResponseError",
    "urllib3.TimeoutStateError",
    "urllib3.UnrewindableBodyError",
}
"""What the last row takes, on purpose: when in doubt, we do not know."""


def row(kind: type[Exception]) -> int:
    return next(number for number, (known, _, _) in enumerate(TABLE) if issubclass(kind, known))


def made(kind: type[Exception]) -> Exception:
    """
    An error of a kind whose text is a secret, whatever its constructor asks for.
    """
    error = kind.__new__(kind, SECRET)
    error.args = (SECRET,)
    return error


def given_away(error: BaseException) -> list[str]:
    told = f"{error} {error!r} {error.args} {vars(error)}"
    return [word for word in WORDS if word in told]


class Failing(BaseAdapter):
    """
    A network that fails: at once, or while the answer is read.
    """

    def __init__(self, kind: type[Exception], *, answering: bool = False) -> None:
        super().__init__()
        self.kind, self.answering = kind, answering

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        """
        Fail, or answer with ourselves as the body.
        """
        if not self.answering:
            raise made(self.kind)
        response = requests.Response()
        response.status_code, response.request, response.url, response.raw = 200, request, SECRET, self
        return response

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        """
        Give a piece, then fail.
        """
        yield b"<half/>"
        raise made(self.kind)

    def close(self) -> None:
        """
        Nothing to close.
        """


def lost(kind: type[Exception], *, answering: bool = False) -> SaglikError:
    with (
        pytest.raises(SaglikError) as caught,
        Transport(options=Options(), adapter=Failing(kind, answering=answering)).exchange("GET", SECRET, None, {}, safe=True) as reply,
    ):
        reply.body()
    return caught.value


def test_libraries_are_enumerated() -> None:
    """
    The list is taken from the libraries themselves, and it is not empty.
    """
    assert {rq.ReadTimeout, u3.NewConnectionError} <= set(KINDS)
    assert len(KINDS) > 40


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_every_kind_was_decided(kind: type[Exception]) -> None:
    """
    A class that only the catch-all takes stands in the list above; a new release of requests or urllib3 has to be decided upon.
    """
    assert issubclass(kind, FOREIGN)
    assert (row(kind) == len(TABLE) - 1) == (name(kind) in DOUBT)


def test_doubt_names_only_what_exists() -> None:
    """
    No entry of the list outlives its class.
    """
    assert set(map(name, KINDS)) >= DOUBT


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_no_foreign_text_gets_through(kind: type[Exception]) -> None:
    """
    Ours holds no address, no password and no person of theirs, and theirs does not hang on ours.
    """
    error = lost(kind)

    assert given_away(error) == []
    assert (error.__cause__, error.__context__) == (None, None)
    assert kind.__name__ in str(error)


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_what_breaks_while_answering_was_sent(kind: type[Exception]) -> None:
    """
    Once the answer has begun, no failure whatever is taken for "not sent", "not trusted" or a wrong setting.
    """
    error = lost(kind, answering=True)

    assert type(error) is OutcomeUnknown
    assert given_away(error) == []
    assert (error.__cause__, error.__context__) == (None, None)


NEW = u3.NewConnectionError(None, SECRET)  # type: ignore[arg-type]
SLOW = u3.ConnectTimeoutError(SECRET)


@pytest.mark.parametrize(
    ("foreign", "expected"),
    [
        (rq.ConnectionError(u3.MaxRetryError(None, SECRET, NEW)), NotSent),  # type: ignore[arg-type]
        (rq.ConnectTimeout(u3.MaxRetryError(None, SECRET, SLOW)), NotSent),  # type: ignore[arg-type]
        (rq.ProxyError(u3.MaxRetryError(None, SECRET, u3.ProxyError(SECRET, NEW))), NotSent),  # type: ignore[arg-type]
        (rq.ProxyError(u3.MaxRetryError(None, SECRET, u3.ProxyError(SECRET, SLOW))), NotSent),  # type: ignore[arg-type]
        (rq.ConnectTimeout(SECRET), NotSent),
        (rq.SSLError(SECRET), TlsError),
        (u3.SSLError(SECRET), TlsError),
        (rq.ReadTimeout(SECRET), OutcomeUnknown),
        (rq.Timeout(SECRET), OutcomeUnknown),
        (rq.ConnectionError(u3.ProtocolError(SECRET, ConnectionResetError())), OutcomeUnknown),
        (rq.ProxyError(u3.MaxRetryError(None, SECRET, u3.ProxyError(SECRET, OSError()))), OutcomeUnknown),  # type: ignore[arg-type]
        (rq.ChunkedEncodingError(SECRET), OutcomeUnknown),
        (rq.ContentDecodingError(SECRET), OutcomeUnknown),
        (rq.InvalidURL(SECRET), ConfigurationError),
        (rq.InvalidProxyURL(SECRET), ConfigurationError),
        (rq.InvalidSchema(SECRET), ConfigurationError),
        (rq.InvalidHeader(SECRET), OutcomeUnknown),  # of the answer: a request's is found before anything is sent
        (u3.InvalidHeader(SECRET), OutcomeUnknown),
        (u3.LocationParseError(SECRET), ConfigurationError),
        (OSError(SECRET), OutcomeUnknown),
        (ValueError(SECRET), OutcomeUnknown),
        (LookupError(SECRET), OutcomeUnknown),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.__name__,
)
def test_translation(foreign: Exception, expected: type[SaglikError]) -> None:
    """
    What certainly never reached a server is `NotSent`, what may have is `OutcomeUnknown`, and nothing else is said.
    """
    assert type(translated(foreign)) is expected


def test_chain_without_end() -> None:
    """
    Errors that wrap each other in a circle are told once.
    """
    one, other = rq.ConnectionError(), u3.ProtocolError()
    one.args, other.args = (other,), (one,)

    assert str(translated(one)) == "the exchange failed: ConnectionError < ProtocolError"


def test_errors_of_ours_pass_untouched() -> None:
    """
    An error that is no library's keeps its class: a bug of ours is not network trouble.
    """

    class Bug(BaseAdapter):
        def send(self, *_: Any, **__: Any) -> NoReturn:
            raise ZeroDivisionError

        def close(self) -> None:
            """
            Nothing to close.
            """

    with pytest.raises(ZeroDivisionError), Transport(options=Options(), adapter=Bug()).exchange("GET", SECRET, None, {}, safe=True):
        pass
