"""
The session: one login for all callers, its token in a store, and a new login when the service rejects a token.

The service allows one session per account (observed): a second login ends the first session. So concurrent callers wait for one login,
and several processes of a hospital can share a `TokenStore`. There is no refresh call.
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
    A token as stored in a `TokenStore`. Treat it like the password.

    Attributes:
        value: The token itself.
        obtained_at: When it was obtained, aware.
        expires_at: Its `exp` claim; None if it has none. Only a hint: a session may end long before.
    """

    value: Secret
    obtained_at: datetime
    expires_at: datetime | None = None

    def is_stale(self, now: datetime) -> bool:
        """
        Whether it has expired by its `exp` claim. A token that was expired when it was obtained means a wrong clock, and is not stale.

        Args:
            now: The current time, aware.
        """
        moment = argument("now", fields.moment, now)
        return self.expires_at is not None and self.obtained_at < self.expires_at <= moment


class TokenStore(Protocol):
    """
    Stores the token. Implement it to share a session between processes, e.g. in a database.
    """

    def load(self) -> Token | None:
        """
        Return the token that was saved last; None if there is none.
        """
        ...

    def save(self, token: Token) -> None:
        """
        Store a token.

        Args:
            token: The token.
        """
        ...

    def exclusive(self) -> AbstractContextManager[object]:
        """
        Return a context manager that prevents other users of the store from logging in.
        """
        ...


class MemoryTokenStore:
    """
    Stores the token in memory. It is pickled with its client, so that a worker process continues the session.
    """

    def __init__(self) -> None:
        self._token: Token | None = None

    def load(self) -> Token | None:
        """
        Return the token that was saved last; None if there is none.
        """
        return self._token

    def save(self, token: Token) -> None:
        """
        Store a token.

        Args:
            token: The token.
        """
        self._token = argument("token", fields.instance(Token), token)

    @contextmanager
    def exclusive(self) -> Generator[None]:
        """
        Do nothing: the session itself allows only one login at a time.
        """
        yield


def expiry(token: Secret) -> datetime | None:
    """
    Return the `exp` of a JSON Web Token; None if it cannot be read, since nothing depends on it.

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
    One session, shared by all threads. A refused login is not retried, since that may lock the account.

    Args:
        login: Logs in and returns a token.

        store: Stores the token.

        clock: Returns the current time, aware.
    """

    def __init__(self, login: Callable[[], Token], store: TokenStore, clock: Callable[[], datetime]) -> None:
        self._login, self._store, self._clock = login, store, clock
        self._account = Account(_refuses, login=True)
        self._rejected: Token | None = None

    def authorised(self, call: Callable[[Secret], T]) -> T:
        """
        Make a call with a token. If the service rejects the token, log in and repeat the call once: it was not processed.

        Args:
            call: The call; its argument is the token.

        Raises:
            AuthenticationError: If the new token is rejected too, or the login is or was refused.
            NotSent: If the login before the call had no definite result.
        """
        refused, token = self._account.refused, self._loaded()
        if token is None or token == self._rejected or token.is_stale(self._clock()):
            token = self._renewed(token)
        elif refused:  # another user of the store has logged in since
            self.retry_login()
        try:
            return call(token.value)
        except AuthenticationError as error:
            if not session_lost(error):
                raise
            rejection = error
        self._rejected = token
        try:
            renewed = self._renewed(token)
        except NotSent:
            raise rejection from None  # the call was sent and rejected
        return call(renewed.value)

    def retry_login(self) -> None:
        """
        Forget that the login was refused.
        """
        self._account.retry()

    def _renewed(self, old: Token | None) -> Token:
        """
        Return a token other than the old one: a newer one from the store, or that of a login. Other threads wait, and find it in the store.
        """
        with self._account.attempt():
            token = self._logged_in(old)
        self._rejected = None
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
        Return the token in the store.

        Raises:
            ConfigurationError: If a custom store returns anything else.
        """
        token: object = self._store.load()
        if token is not None and not isinstance(token, Token):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError("token_store.load() must return a Token or None")
        return token

    def _fresh(self) -> Token:
        """
        Log in. If that has no definite result, the call itself was not sent.
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
