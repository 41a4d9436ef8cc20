"""
What a client knows of its credentials. A refusal is remembered, since the Ministry locks accounts that try a wrong password again and
again; until the credentials have been accepted once, one call at a time goes ahead and the others wait for its outcome.
"""

from __future__ import annotations

import copy
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from saglikclient.errors import AuthenticationError, NotSent, OutcomeUnknown, SaglikError, ServiceError, TryLater

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Hashable

MOST_REFUSED = 3
"""So many who were refused before anybody was accepted speak against the account itself. Ours: no number is published."""
SINCE = "nothing was sent with these credentials since: correct them, or call retry_login()"


def refuses(error: SaglikError) -> bool:
    """
    Whether an error refuses the credentials.
    """
    return isinstance(error, AuthenticationError)


class Account:
    """
    The state of one client's credentials: unproven, accepted, or refused. Shared by all threads of the client.

    It pickles without its locks. A refusal travels with it, so that a worker process does not try what was refused before.

    Args:
        refuses: Tells whether an error refuses the credentials.

        login: Whether the calls are logins, each on behalf of everybody who waits for it: they are always made one at a time, and a
            failure is everybody's. Otherwise each call brings its own answer, and they go side by side once the credentials are accepted.
    """

    def __init__(self, refuses: Callable[[SaglikError], bool] = refuses, *, login: bool = False) -> None:
        self._refuses, self._login = refuses, login
        self._refused: dict[Hashable, SaglikError] = {}
        self._accepted = False
        self._failed: SaglikError | None = None
        self._locks: dict[int, threading.RLock] = {}

    @property
    def refused(self) -> bool:
        """
        Whether a refusal is remembered.
        """
        return bool(self._refused)

    def retry(self) -> None:
        """
        Forget refusals: the next call tries the credentials again.
        """
        self._refused, self._accepted = {}, False

    @contextmanager
    def attempt(self, who: Hashable = None) -> Generator[None]:
        """
        A context to make a call in that shows the credentials.

        Args:
            who: For whom, where a refusal may concern that person and not the account.

        Raises:
            SaglikError: At once, as an object of its own, if the credentials were refused before.
            NotSent: If this call waited for another one to prove the credentials, and that one was not answered.
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
        """
        Wait until the credentials are accepted, or until it is this call's turn to show them.
        """
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
        What a failure says of the credentials, and to those who wait. A refusal of one person leaves an accepted account accepted.
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
        """
        Raise what is remembered, as a new object: each thread its own, since an error gathers frames.
        """
        error = self._refused.get(who)
        if error is not None:
            raise copy.copy(error)
        if len(self._refused) >= MOST_REFUSED and not self._accepted:
            raise AuthenticationError(f"the Ministry refused {MOST_REFUSED} people and accepted nobody yet; {SINCE}")

    @property
    def _lock(self) -> threading.RLock:
        """
        The lock of this process: after a fork, the parent's may be held by a thread that is not here. Reentrant, for signal handlers.
        """
        process = os.getpid()
        return self._locks.get(process) or self._locks.setdefault(process, threading.RLock())

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_locks": {}, "_failed": None}


def _remembered(error: SaglikError) -> SaglikError:
    """
    A refusal as later calls raise it: with the same reason, but about no message, since none is sent.
    """
    told = copy.copy(error)
    told.args = (f"{error.args[0]}; {SINCE}",)
    told.operation = told.request_id = ""
    vars(told).pop("__notes__", None)
    return told


def _answers(error: SaglikError) -> bool:
    """
    Whether an error could only come after the credentials had been accepted.
    """
    return isinstance(error, ServiceError) and not isinstance(error, TryLater) and not any(issue.system for issue in error.issues)
