"""
What an error carries when little was given, and that nothing of what was given is lost on the way to the base.
"""

from __future__ import annotations

import pytest

from saglikclient.errors import AnswerTooLarge, AuthenticationError, HttpError, PartialResult, SaglikError, ServiceError

CALL = {"service": "mhrs", "operation": "randevu.kayit", "request_id": "5c1f"}


@pytest.mark.parametrize("kind", [AnswerTooLarge, HttpError, PartialResult, AuthenticationError, ServiceError])
def test_call_is_kept(kind: type[SaglikError]) -> None:
    """
    Message, service, operation and id that an error is made with are told.
    """
    error = kind("neden", **CALL)

    assert (error.service, error.operation, error.request_id) == ("mhrs", "randevu.kayit", "5c1f")
    assert str(error) == "neden (mhrs, randevu.kayit, 5c1f)"


def test_what_is_not_known_is_empty() -> None:
    """
    Facts that nobody gave are empty or zero, never something that looks like one.
    """
    assert AnswerTooLarge().limit == 0
    assert (HttpError().status, HttpError().excerpt, HttpError().retry_after) == (0, "", None)
    assert (PartialResult().outcomes, PartialResult().error) == ((), None)
    assert (ServiceError().code, ServiceError().message, ServiceError().issues, ServiceError().clock_skew) == ("", "", (), None)
    assert str(SaglikError()) == ""
