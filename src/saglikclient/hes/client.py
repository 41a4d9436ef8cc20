"""
`Hes`: the client for the Ministry's HES code query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from saglikclient._core import fields, kinds, timing
from saglikclient._core.boundary import boundary, service
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
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from requests.adapters import BaseAdapter

    from saglikclient._core.progress import Progress
    from saglikclient._transport.json_call import JsonRequest
    from saglikclient.config import Credentials, Retries, Timeouts, TlsOptions
    from saglikclient.hes.models import HesOutcome

R = TypeVar("R", bound=HesResult)
SERVICE = "hes"
MOST_WORKERS = 1_000
"""Ours: each is a thread."""
ON_ERROR: Callable[[OnError], OnError] = kinds.choice("raise", "collect")


@service(SERVICE)
class Hes(Client):
    """
    HES, the code query of the pandemic. It may no longer answer: the obligation to ask for codes was lifted in 2022.

    Cheap to build, safe to share between threads, picklable: it carries settings and connects at the first call.

    Args:
        credentials: User name and password that the Ministry gave; test and production have different ones.

        environment: Production or test.

        endpoint: Another address than the observed ones.

        timeouts: How long to wait.

        tls: Whom to trust.

        retries: How calls are repeated; all of them only read.

        max_answer: The largest answer, decompressed, in bytes.

        clock: The present moment, aware; for tests. `is_riskless` without a moment asks it.

        adapter: A requests adapter that stands where the network would be; for tests.

    Raises:
        ConfigurationError: If a setting is wrong; it says which.
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
            code: The code, as people write it.

        Raises:
            InvalidRequest: If it is no code.
            NotFound: If there is no such code.
            Expired: If its time is over.
            AuthenticationError: If the credentials are not accepted.

        .. versionadded:: 0.1.0
        """
        return self._single("check", "check-hes-code", HesResult, code)

    def check_plus(self, code: str | HesCode) -> HesPlusResult:
        """
        Check one code, with vaccination, immunity and tests (`check-hes-code-plus`).

        Args:
            code: The code, as people write it.

        Raises:
            InvalidRequest: If it is no code.
            NotFound: If there is no such code.
            Expired: If its time is over.
            AuthenticationError: If the credentials are not accepted.

        .. versionadded:: 0.1.0
        """
        return self._single("check_plus", "check-hes-code-plus", HesPlusResult, code)

    def check_employee(self, code: str | HesCode) -> HesResult:
        """
        Check the code of somebody of the staff (`check-employee-hes-code`).

        Args:
            code: The code, as people write it.

        Raises:
            InvalidRequest: If it is no code.
            NotFound: If there is no such code.
            Expired: If its time is over.
            AuthenticationError: If the credentials are not accepted.

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
            code: The code, as people write it.

            city: İl. Whether a name or a code is wanted is not known.

            district: İlçe; the same holds.

            explicit_address: Open address of the place.

            latitude: Degrees north, -90 to 90; None to leave the position out.

            longitude: Degrees east, -180 to 180; only together with `latitude`.

        Raises:
            InvalidRequest: If one of them breaks its rule.
            NotFound: If there is no such code.
            Expired: If its time is over.
            AuthenticationError: If the credentials are not accepted.

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
            codes: The codes. One that stands twice is sent once; one that is none is refused without hurting the others.

            workers: How many parts are asked at a time.

            on_error: What becomes of a part that fails: `raise` a `PartialResult`, or `collect` the failure as the outcome of its codes.

            progress: A function that is told how many codes are done, after each part; True shows a bar (`saglikclient[progress]`).

        Returns:
            One outcome for each asked code, in the asked order.

        Raises:
            PartialResult: If a part failed; it holds the outcomes that are known.
            InvalidRequest: If `workers` is less than 1.
            ConfigurationError: If a bar is wanted and tqdm is not installed.

        .. versionadded:: 0.1.0
        """
        with meter(progress, unit="codes", of=codes) as told:
            bulk = self._bulk("check_many", "check-hes-codes", HesResult, workers, on_error, told)
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
        The same with vaccination, immunity and tests (`check-hes-codes-plus`).

        Args:
            codes: The codes. One that stands twice is sent once; one that is none is refused without hurting the others.

            workers: How many parts are asked at a time.

            on_error: What becomes of a part that fails: `raise` a `PartialResult`, or `collect` the failure as the outcome of its codes.

            progress: A function that is told how many codes are done, after each part; True shows a bar (`saglikclient[progress]`).

        Returns:
            One outcome for each asked code, in the asked order.

        Raises:
            PartialResult: If a part failed; it holds the outcomes that are known.
            InvalidRequest: If `workers` is less than 1.
            ConfigurationError: If a bar is wanted and tqdm is not installed.

        .. versionadded:: 0.1.0
        """
        with meter(progress, unit="codes", of=codes) as told:
            bulk = self._bulk("check_many_plus", "check-hes-codes-plus", HesPlusResult, workers, on_error, told)
            return Records(collected(bulk.outcomes(argument("codes", fields.several, codes), remember=True)))

    def iter_check_many(
        self, codes: Iterable[str | HesCode], *, workers: int = 1, on_error: OnError = "raise"
    ) -> Iterator[HesOutcome[HesResult]]:
        """
        Same as `check_many`, but give the outcomes one by one, holding no more answers than the parts under way.

        A code is sent once a part: one that stands again further on is asked again.

        Args:
            codes: The codes; a generator is read as it is needed.

            workers: How many parts are asked at a time.

            on_error: As for `check_many`; `PartialResult.outcomes` then holds what had not been given yet.

        Yields:
            One outcome for each asked code, in the asked order.

        Raises:
            PartialResult: If a part failed.
            InvalidRequest: If `workers` is less than 1.

        .. versionadded:: 0.1.0
        """
        bulk = self._bulk("iter_check_many", "check-hes-codes", HesResult, workers, on_error, Meter())
        outcomes = boundary(bulk.outcomes, SERVICE, "iter_check_many")
        return outcomes(argument("codes", fields.several, codes), remember=False)

    def retry_login(self) -> None:
        """
        Let the next call try the credentials again after a refusal.

        The password travels with each request, and the Ministry locks accounts. So requests go one at a time until the service has accepted
        the credentials once; after an `AuthenticationError` all calls, in all threads, fail at once with the same code. It ends with this
        method or with a client that has other credentials. A pickled client remembers the refusal too.

        .. versionadded:: 0.1.0
        """
        self._account.retry()

    def _single(self, operation: str, method: str, kind: type[R], code: str | HesCode, place: dict[str, object] | None = None) -> R:
        parsed = code if isinstance(code, HesCode) else argument("code", HesCode, code)
        question = self._question(operation, method, _writing.one(parsed, place))
        with self._account.attempt():
            found = ask(self._transport, question, lambda answered: _answers.single(kind, answered, parsed))
        return timing.follow(found, self._transport.clock)

    def _bulk(self, operation: str, method: str, kind: type[R], workers: int, on_error: OnError, told: Meter) -> Bulk[R]:
        workers = argument("workers", kinds.bounded(1, MOST_WORKERS), workers)
        on_error = argument("on_error", ON_ERROR, on_error)

        def part(codes: Sequence[HesCode]) -> dict[str, HesOutcome[R]]:
            question = self._question(operation, method, _writing.many(codes))
            with self._account.attempt():
                found = ask(self._transport, question, lambda answered: _answers.bulk(kind, answered, codes))
            for outcome in found.values():
                if outcome.result is not None:
                    timing.follow(outcome.result, self._transport.clock)
            return found

        return Bulk(boundary(part, SERVICE, operation), workers, on_error, told)

    def _question(self, operation: str, method: str, content: object) -> JsonRequest:
        return _writing.question(operation, f"{self._base}/{method}", self._credentials, content)

    def __repr__(self) -> str:
        return f"Hes({self._base!r})"
