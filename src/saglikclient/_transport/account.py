"""
The state of a client's credentials. A refusal is remembered, since the Ministry locks accounts after repeated wrong passwords. Until the
credentials have been accepted once, one call at a time is sent and the others wait for its result.
"""

from __future__ import annotations

import copy
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from saglikclient.errors import AuthenticationError, NotSent, NumberMissing, OutcomeUnknown, SaglikError, ServiceError, TryLater

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Hashable

MAX_REFUSED = 3
"""After this many refused people and no accepted one, the account itself counts as refused. Not from a document."""
SINCE = "nothing was sent with these credentials since: correct them, or call retry_login()"


def refuses(error: SaglikError) -> bool:
    """Return whether an error refuses the credentials."""
    return isinstance(error, AuthenticationError)


class Account:
    """
    The state of one client's credentials: unproven, accepted, or refused. Shared by all threads of the client.

    It is pickled without its locks but with its refusals, so that a worker process does not retry refused credentials.

    Args:
        refuses: Returns whether an error refuses the credentials.

        login: Whether the calls are logins, each on behalf of all waiting calls. Logins are sent one at a time, and a failed login fails
            all waiting calls. Other calls run in parallel once the credentials are accepted.
    """

    def __init__(self, refuses: Callable[[SaglikError], bool] = refuses, *, login: bool = False) -> None:
        self._refuses, self._login = refuses, login
        self._refused: dict[Hashable, SaglikError] = {}
        self._accepted = False
        self._failed: SaglikError | None = None
        self._locks: dict[int, threading.RLock] = {}

    @property
    def refused(self) -> bool:
        """Return whether a refusal is remembered."""
        return bool(self._refused)

    def retry(self) -> None:
        """Forget refusals; the next call sends the credentials again."""
        self._refused, self._accepted = {}, False

    @contextmanager
    def attempt(self, who: Hashable = None) -> Generator[None]:
        """
        Return a context for a call that sends the credentials.

        Args:
            who: The person, if a refusal may concern the person and not the account.

        Raises:
            SaglikError: Immediately, as a new object, if the credentials were refused before.
            NotSent: If this call waited for another one to verify the credentials, and that one was not answered.
        """
        with self._turn(who):
            try:
                yield
            except SaglikError as error:
                self._learn(error, who)
                raise
            self._accepted = not self._login

    @contextmanager
    def _turn(self, who: Hashable) -> Generator[None]:
        """Wait until the credentials are accepted, or until it is this call's turn to send them."""
        self._check(who)
        failed = self._failed
        if not self._accepted:
            with self._lock:  # if its holder is interrupted, the next one takes over
                if not self._accepted:
                    self._check(who)
                    if self._failed is not None and self._failed is not failed:
                        raise copy.copy(self._failed)
                    yield
                    return
        yield

    def _learn(self, error: SaglikError, who: Hashable) -> None:
        """
        Update the state after a failure. A refusal of one person does not affect an accepted account.
        """
        if self._refuses(error):
            self._refused[who], self._accepted = _remembered(error), self._accepted and who is not None
        elif self._login:
            self._failed = copy.copy(error)
        elif _answers(error):
            self._accepted = True
        elif error.retryable or isinstance(error, OutcomeUnknown):
            self._failed = NotSent(
                "the first call with these credentials was not answered, and this one waited for it", service=error.service
            )

    def _check(self, who: Hashable) -> None:
        """Raise the remembered refusal as a new object, since each raise adds frames to an error."""
        error = self._refused.get(who)
        if error is not None:
            raise copy.copy(error)
        if len(self._refused) >= MAX_REFUSED and not self._accepted:
            raise AuthenticationError(f"the Ministry refused {MAX_REFUSED} people and accepted nobody yet; {SINCE}")

    @property
    def _lock(self) -> threading.RLock:
        """
        Return the lock of this process: after a fork, the parent's may be held by a thread that does not exist here. Reentrant, for signal
        handlers.
        """
        process = os.getpid()
        return self._locks.get(process) or self._locks.setdefault(process, threading.RLock())

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_locks": {}, "_failed": None}


def _remembered(error: SaglikError) -> SaglikError:
    """Copy a refusal for later calls: same reason, but no operation and request id, since nothing is sent."""
    later = copy.copy(error)
    later.args = (f"{error.args[0]}; {SINCE}",)
    later.operation = later.request_id = ""
    vars(later).pop("__notes__", None)
    return later


def _answers(error: SaglikError) -> bool:
    """Return whether an error implies that the credentials were accepted."""
    if isinstance(error, NumberMissing):
        return True
    return isinstance(error, ServiceError) and not isinstance(error, TryLater) and not any(issue.system for issue in error.issues)
