"""
The session: one login for everybody who calls, its token in memory, and a new login when the service turns a token away.

The service knows one session an account (observed): a second login ends the first one's. So concurrent callers wait for one login, and
several processes of one hospital can share a `TokenStore`. There is no refresh call.
"""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

import attrs

from saglikclient._core import fields
from saglikclient._core.boundary import guarded
from saglikclient._core.fields import argument
from saglikclient._transport.account import Account
from saglikclient.config import Secret  # noqa: TC001 - the rule of a field
from saglikclient.errors import (
    AnswerTooLarge,
    AuthenticationError,
    ConfigurationError,
    HttpError,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    ProtocolError,
)
from saglikclient.mhrs.rest._envelope import session_lost

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from contextlib import AbstractContextManager

    from saglikclient.errors import SaglikError

T = TypeVar("T")


@guarded
@attrs.frozen(kw_only=True, field_transformer=fields.named)
class Token:
    """
    A token, as a `TokenStore` keeps it. Treat it like the password.

    Attributes:
        value: The token itself.
        obtained_at: When it was got, aware.
        expires_at: Until when its `exp` says it is good; None if it does not say. Only a hint: a session may end long before.
    """

    value: Secret
    obtained_at: datetime
    expires_at: datetime | None = None

    def is_stale(self, now: datetime) -> bool:
        """
        Whether its time is over by its own word. A token that was so from the beginning speaks of a wrong clock, and is believed in.

        Args:
            now: The present moment, aware.
        """
        moment = argument("now", fields.moment, now)
        return self.expires_at is not None and self.obtained_at < self.expires_at <= moment


class TokenStore(Protocol):
    """
    Where a token is kept. Write one of your own to let several processes share a session, e.g. over your database.
    """

    def load(self) -> Token | None:
        """
        The token that was saved last; None if there is none.
        """
        ...

    def save(self, token: Token) -> None:
        """
        Keep a token.

        Args:
            token: The token.
        """
        ...

    def exclusive(self) -> AbstractContextManager[object]:
        """
        A context in which nobody else who shares the store logs in.
        """
        ...


class MemoryTokenStore:
    """
    A token in this process' memory. It travels with a pickled client, which a worker process then goes on with.
    """

    def __init__(self) -> None:
        self._token: Token | None = None

    def load(self) -> Token | None:
        """
        The token that was saved last; None if there is none.
        """
        return self._token

    def save(self, token: Token) -> None:
        """
        Keep a token.

        Args:
            token: The token.
        """
        self._token = argument("token", fields.instance(Token), token)

    @contextmanager
    def exclusive(self) -> Generator[None]:
        """
        Nothing to hold: the session lets one thread log in at a time by itself.
        """
        yield


def expiry(token: Secret) -> datetime | None:
    """
    The `exp` of a JSON Web Token; None if it cannot be read, since nothing depends on it.

    Args:
        token: The token.
    """
    try:
        payload = token.reveal().split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return datetime.fromtimestamp(claims["exp"], UTC)
    except (IndexError, ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
        return None


class Session:
    """
    One session, shared by all threads. A login that was refused is not tried again: accounts are locked for less.

    Args:
        login: Logs in and brings a token.

        store: Where the token is kept.

        clock: The present moment, aware.
    """

    def __init__(self, login: Callable[[], Token], store: TokenStore, clock: Callable[[], datetime]) -> None:
        self._login, self._store, self._clock = login, store, clock
        self._account = Account(_refuses, login=True)
        self._turned_away: Token | None = None

    def authorised(self, call: Callable[[Secret], T]) -> T:
        """
        Make a call with a token. If the service turns the token away, log in once and make it once more: it was not processed.

        Args:
            call: The call; it is given the token.

        Raises:
            AuthenticationError: If the new token is turned away too, or the login is refused or was refused before.
            NotSent: If the login before the call got no verdict.
        """
        refused, token = self._account.refused, self._loaded()
        if token is None or token == self._turned_away or token.is_stale(self._clock()):
            token = self._renewed(token)
        elif refused:  # somebody who shares the store has logged in meanwhile
            self.retry_login()
        try:
            return call(token.value)
        except AuthenticationError as error:
            if not session_lost(error):
                raise
            over = error
        self._turned_away = token
        try:
            renewed = self._renewed(token)
        except NotSent:
            raise over from None  # the call was sent, and turned away
        return call(renewed.value)

    def retry_login(self) -> None:
        """
        Forget that the login was refused.
        """
        self._account.retry()

    def _renewed(self, old: Token | None) -> Token:
        """
        A token other than the old one: somebody else's new one, or that of a login. Threads that ask meanwhile wait, and find it stored.
        """
        with self._account.attempt():
            token = self._logged_in(old)
        self._turned_away = None
        return token

    def _logged_in(self, old: Token | None) -> Token:
        with self._store.exclusive():
            token = self._loaded()
            if token is None or token == old:
                token = self._fresh()
                self._store.save(token)
            return token

    def _loaded(self) -> Token | None:
        """
        What the store keeps.

        Raises:
            ConfigurationError: If that is something else: the store is somebody's own.
        """
        token: object = self._store.load()
        if token is not None and not isinstance(token, Token):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError("token_store.load() must give a Token or None")
        return token

    def _fresh(self) -> Token:
        """
        A login that gets no verdict leaves the call itself unsent.
        """
        try:
            return self._login()
        except OutcomeUnknown as error:
            problem = NotSent("the login before the call was not answered", service=error.service)
        except (HttpError, ProtocolError, AnswerTooLarge) as error:
            where = getattr(error, "path", "")
            problem = NotSent(f"the login before the call failed: {where}{': ' if where else ''}{error.args[0]}", service=error.service)
        raise problem


def _refuses(error: SaglikError) -> bool:
    return isinstance(error, AuthenticationError | NotPermitted)
