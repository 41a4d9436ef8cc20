"""`Hes`: the client for the Ministry's HES code query."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from saglikclient._core import fields, kinds, timing
from saglikclient._core.boundary import alone, boundary, service
from saglikclient._core.fields import argument
from saglikclient._core.progress import Meter, meter
from saglikclient._transport.account import Account
from saglikclient._transport.client import Client, Transport
from saglikclient._transport.json_call import ask
from saglikclient.config import MIB, Environment, Options, check, checked_endpoint
from saglikclient.hes import _answers, _writing
from saglikclient.hes._bulk import Bulk, OnError, collected
from saglikclient.hes.models import HesPlusResult, HesResult
from saglikclient.identifiers import HesCode
from saglikclient.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from requests.adapters import BaseAdapter

    from saglikclient._core.progress import Progress
    from saglikclient._transport.json_call import JsonRequest
    from saglikclient.config import Credentials, Retries, Timeouts, TlsOptions
    from saglikclient.errors import SaglikError
    from saglikclient.hes.models import HesOutcome

R = TypeVar("R", bound=HesResult)
SERVICE = "hes"
MAX_WORKERS = 1_000
"""Not from a document; each worker is a thread."""
ON_ERROR: Callable[[OnError], OnError] = kinds.choice("raise", "collect")


@service(SERVICE)
class Hes(Client):
    """
    HES, the code query of the pandemic. The service may be offline: the obligation to check codes was lifted in 2022.

    Cheap to create, thread-safe and picklable; it connects at the first call.

    Args:
        credentials: User name and password issued by the Ministry; test and production have different ones.

        environment: Production or test.

        endpoint: Address of the service; the observed one if None.

        timeouts: Timeouts of an attempt.

        tls: TLS settings.

        retries: Retry policy; all calls only read.

        max_answer: Maximum size of an answer after decompression, in bytes.

        clock: Returns the current time, timezone-aware; for tests. `is_riskless` uses it.

        adapter: A requests adapter that replaces the network; for tests.

    Raises:
        ConfigurationError: If a setting is invalid; the error names it.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        environment: Environment = Environment.PRODUCTION,
        endpoint: str | None = None,
        timeouts: Timeouts | None = None,
        tls: TlsOptions | None = None,
        retries: Retries | None = None,
        max_answer: int = 64 * MIB,
        clock: Callable[[], datetime] = timing.now,
        adapter: BaseAdapter | None = None,
    ) -> None:
        check(credentials, environment, adapter, clock)
        _writing.basic(credentials)
        options = Options(timeouts=timeouts, tls=tls, retries=retries, max_answer=max_answer)
        self._base = checked_endpoint(
            _writing.BASES[Environment(environment)] if endpoint is None else endpoint, allow_http=options.tls.allow_http
        ).rstrip("/")
        self._credentials, self._account = credentials, Account()
        self._transport = Transport(service=SERVICE, options=options, adapter=adapter, clock=clock)

    def check(self, code: str | HesCode) -> HesResult:
        """
        Check one code (`check-hes-code`).

        Args:
            code: The code, with or without hyphens.

        Raises:
            InvalidRequest: If the code is malformed.
            NotFound: If the code does not exist.
            Expired: If the code has expired.
            AuthenticationError: If the credentials are rejected.

        .. versionadded:: 0.1.0
        """
        return self._single("check", "check-hes-code", HesResult, code)

    def check_plus(self, code: str | HesCode) -> HesPlusResult:
        """
        Check one code, including vaccination, immunity and tests (`check-hes-code-plus`).

        Args:
            code: The code, with or without hyphens.

        Raises:
            InvalidRequest: If the code is malformed.
            NotFound: If the code does not exist.
            Expired: If the code has expired.
            AuthenticationError: If the credentials are rejected.

        .. versionadded:: 0.1.0
        """
        return self._single("check_plus", "check-hes-code-plus", HesPlusResult, code)

    def check_employee(self, code: str | HesCode) -> HesResult:
        """
        Check the code of an employee (`check-employee-hes-code`).

        Args:
            code: The code, with or without hyphens.

        Raises:
            InvalidRequest: If the code is malformed.
            NotFound: If the code does not exist.
            Expired: If the code has expired.
            AuthenticationError: If the credentials are rejected.

        .. versionadded:: 0.1.0
        """
        return self._single("check_employee", "check-employee-hes-code", HesResult, code)

    def check_visitor(
        self,
        code: str | HesCode,
        *,
        city: str,
        district: str,
        explicit_address: str,
        latitude: float | None = None,
        longitude: float | None = None,
    ) -> HesResult:
        """
        Check the code of a visitor, with the place of the query (`check-visitor-hes-code`).

        Args:
            code: The code, with or without hyphens.

            city: İl. It is not known whether the service expects a name or a code.

            district: İlçe; the same applies.

            explicit_address: Street address of the place.

            latitude: Degrees north, -90 to 90; None to omit the position.

            longitude: Degrees east, -180 to 180; only together with `latitude`.

        Raises:
            InvalidRequest: If an argument violates its rule.
            NotFound: If the code does not exist.
            Expired: If the code has expired.
            AuthenticationError: If the credentials are rejected.

        .. versionadded:: 0.1.0
        """
        place = _writing.place(city, district, explicit_address, latitude, longitude)
        return self._single("check_visitor", "check-visitor-hes-code", HesResult, code, place)

    def check_many(
        self,
        codes: Iterable[str | HesCode],
        *,
        workers: int = 1,
        on_error: OnError = "raise",
        progress: Progress | None = None,
    ) -> Records[HesOutcome[HesResult]]:
        """
        Check any number of codes (`check-hes-codes`), in parts of 500.

        Args:
            codes: The codes. Duplicates are sent once; a malformed code does not affect the others.

            workers: Number of parts sent in parallel.

            on_error: How to handle failures: `raise` a `PartialResult`, or `collect` the error as the outcome of the codes concerned.

            progress: A function that receives the number of checked codes after each part; True shows a bar (`saglikclient[progress]`).

        Returns:
            One outcome per code, in input order.

        Raises:
            PartialResult: If a part failed, or, after the last part, if single outcomes could not be read; it contains the known outcomes.
            InvalidRequest: If `workers` is less than 1.
            ConfigurationError: If a bar is requested and tqdm is not installed.

        .. versionadded:: 0.1.0
        """
        with meter(progress, unit="codes", of=codes) as counter:
            bulk = self._bulk("check_many", "check-hes-codes", HesResult, workers, on_error, counter)
            return Records(collected(bulk.outcomes(argument("codes", fields.several, codes), remember=True)))

    def check_many_plus(
        self,
        codes: Iterable[str | HesCode],
        *,
        workers: int = 1,
        on_error: OnError = "raise",
        progress: Progress | None = None,
    ) -> Records[HesOutcome[HesPlusResult]]:
        """
        Check any number of codes, including vaccination, immunity and tests (`check-hes-codes-plus`).

        Args:
            codes: The codes. Duplicates are sent once; a malformed code does not affect the others.

            workers: Number of parts sent in parallel.

            on_error: How to handle failures: `raise` a `PartialResult`, or `collect` the error as the outcome of the codes concerned.

            progress: A function that receives the number of checked codes after each part; True shows a bar (`saglikclient[progress]`).

        Returns:
            One outcome per code, in input order.

        Raises:
            PartialResult: If a part failed, or, after the last part, if single outcomes could not be read; it contains the known outcomes.
            InvalidRequest: If `workers` is less than 1.
            ConfigurationError: If a bar is requested and tqdm is not installed.

        .. versionadded:: 0.1.0
        """
        with meter(progress, unit="codes", of=codes) as counter:
            bulk = self._bulk("check_many_plus", "check-hes-codes-plus", HesPlusResult, workers, on_error, counter)
            return Records(collected(bulk.outcomes(argument("codes", fields.several, codes), remember=True)))

    def iter_check_many(
        self, codes: Iterable[str | HesCode], *, workers: int = 1, on_error: OnError = "raise"
    ) -> Iterator[HesOutcome[HesResult]]:
        """
        Like `check_many`, but yield the outcomes one by one, keeping only the parts in progress in memory.

        Duplicates are sent once per part; a duplicate in a later part is sent again.

        Args:
            codes: The codes; an iterator is consumed lazily.

            workers: Number of parts sent in parallel.

            on_error: As for `check_many`; `PartialResult.outcomes` contains only outcomes that were not yielded before.

        Yields:
            One outcome per code, in input order.

        Raises:
            PartialResult: If a part failed, or, after the last outcome, if some could not be read.
            InvalidRequest: If `workers` is less than 1.

        .. versionadded:: 0.1.0
        """
        bulk = self._bulk("iter_check_many", "check-hes-codes", HesResult, workers, on_error, Meter())
        outcomes = boundary(bulk.outcomes, SERVICE, "iter_check_many")
        return outcomes(argument("codes", fields.several, codes), remember=False)

    def retry_login(self) -> None:
        """
        Send the credentials again after a refusal.

        Each request contains the password, and the Ministry locks accounts. Therefore requests are sent one at a time until the service has
        accepted the credentials once. After an `AuthenticationError` all calls, in all threads, fail immediately with the same code, until
        this method is called or a client with other credentials is created. A pickled client keeps the refusal.

        .. versionadded:: 0.1.0
        """
        self._account.retry()

    def _single(self, operation: str, method: str, kind: type[R], code: str | HesCode, place: dict[str, object] | None = None) -> R:
        parsed = code if isinstance(code, HesCode) else argument("code", HesCode, code)
        question = self._question(operation, method, _writing.one(parsed, place))
        with self._account.attempt():
            found = ask(self._transport, question, lambda answered: _answers.single(kind, answered, parsed))
        return timing.follow(found, self._transport.clock)

    def _bulk(self, operation: str, method: str, kind: type[R], workers: int, on_error: OnError, counter: Meter) -> Bulk[R]:
        workers = argument("workers", kinds.bounded(1, MAX_WORKERS), workers)
        on_error = argument("on_error", ON_ERROR, on_error)

        def part(codes: Sequence[HesCode]) -> dict[str, HesOutcome[R]]:
            question = self._question(operation, method, _writing.many(codes))
            with self._account.attempt():
                found = ask(self._transport, question, lambda answered: _answers.bulk(kind, answered, codes))
            self._complete(operation, found.values())
            return found

        return Bulk(boundary(part, SERVICE, operation), workers, on_error, counter)

    def _complete(self, operation: str, outcomes: Collection[HesOutcome[R]]) -> None:
        """Give the results the clock, name the call in the errors, and log how many there are."""
        errors: list[SaglikError] = []
        for outcome in outcomes:
            if outcome.result is not None:
                timing.follow(outcome.result, self._transport.clock)
            if outcome.error is not None:
                errors.append(alone(outcome.error, SERVICE, operation))
        if errors:
            counts, where = (len(errors), len(outcomes)), getattr(errors[0], "path", "")
            self._transport.log.warning(
                "%s %s: %d of %d outcomes cannot be read, the first at %s", operation, errors[0].request_id, *counts, where
            )

    def _question(self, operation: str, method: str, content: object) -> JsonRequest:
        return _writing.question(operation, f"{self._base}/{method}", self._credentials, content)

    def __repr__(self) -> str:
        return f"Hes({self._base!r})"
