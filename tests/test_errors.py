"""
The error taxonomy: the drawing is the tree, every leaf travels, and what is printed holds no person.
"""

from __future__ import annotations

import copy
import inspect
import pickle
import re
import traceback
from typing import Any

import pytest

import saglikclient
from saglikclient import errors
from saglikclient.errors import (
    AlreadyCancelled,
    AuthenticationError,
    CaptchaRequired,
    GreenListRequired,
    HttpError,
    InvalidRequest,
    Issue,
    NotPermitted,
    OutcomeUnknown,
    ProtocolError,
    SaglikError,
    ServiceError,
    SlotTaken,
    TryLater,
)

PERSON = "Ayşe Yılmaz 10000000146 bulunamadı"
FACTS: dict[str, Any] = {
    "code": "03-014",
    "excerpt": "text/html, 12 bytes",
    "field": "hasta_tckn",
    "issues": (Issue(code="03-014", message=PERSON, system=True),),
    "limit": 7,
    "message": PERSON,
    "operation": "randevu.kayit",
    "error": None,
    "outcomes": ("bir", "iki"),
    "path": "controlAct/subject",
    "request_id": "5c1f",
    "retry_after": 2.5,
    "service": "mhrs",
    "status": 503,
    "unreadable": (),
}
REFUSALS = (AlreadyCancelled, AuthenticationError, CaptchaRequired, GreenListRequired, NotPermitted, ServiceError, SlotTaken, TryLater)


def walk(kind: type[SaglikError] = SaglikError) -> list[type[SaglikError]]:
    below = [found for child in kind.__subclasses__() for found in walk(child)]
    return [found for found in (kind, *below) if found.__module__ == errors.__name__]


PUBLIC = sorted({kind for kind in walk() if not kind.__name__.startswith("_")}, key=lambda kind: kind.__name__)


def drawn() -> set[tuple[str, str]]:
    """
    (child, parent) as the module's docstring draws them; a deeper name hangs on the nearest shallower one above it.
    """
    found, branch = set(), [(-1, "")]
    for line in (errors.__doc__ or "").split("::")[1].splitlines():
        if match := re.fullmatch(r"[│├└─ ]*?(\w+)", line):
            branch = [(depth, name) for depth, name in branch if depth < match.start(1)]
            found.add((match[1], branch[-1][1]))
            branch.append((match.start(1), match[1]))
    return found


def public_parent(kind: type[SaglikError]) -> str:
    parents = [base for base in kind.__mro__[1:] if issubclass(base, SaglikError) and not base.__name__.startswith("_")]
    return parents[0].__name__ if parents else ""


def filled(kind: type[SaglikError]) -> SaglikError:
    """
    An error with every fact that its class knows.
    """
    own = [name for name, parameter in inspect.signature(kind).parameters.items() if parameter.kind is parameter.KEYWORD_ONLY]
    return kind("what happened", **{name: FACTS[name] for name in own})


def test_drawing_is_the_tree() -> None:
    """
    The tree in the docstring is the tree of the classes: same names, same parents.
    """
    assert drawn() == {(kind.__name__, public_parent(kind)) for kind in PUBLIC}


def test_every_error_is_at_the_front_door() -> None:
    """
    Whoever catches an error finds its name in `saglikclient`.
    """
    assert {kind.__name__ for kind in PUBLIC} <= set(saglikclient.__all__)


@pytest.mark.parametrize("kind", PUBLIC)
def test_no_fact_is_required(kind: type[SaglikError]) -> None:
    """
    Every fact has a default, so that each error can be made, printed and caught as the base without any.
    """
    error = kind()

    assert isinstance(error, SaglikError)
    assert str(error) == ""
    assert (error.service, error.operation, error.request_id) == ("", "", "")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("kind", PUBLIC)
def test_pickles_with_all_facts(kind: type[SaglikError], protocol: int) -> None:
    """
    An error that crosses a process boundary keeps its class and every fact.
    """
    error = filled(kind)
    error.add_note("seen by worker 3")

    twin = pickle.loads(pickle.dumps(error, protocol))

    assert type(twin) is kind
    assert (twin.args, vars(twin), str(twin), twin.retryable) == (error.args, vars(error), str(error), error.retryable)
    assert set(FACTS) & set(vars(twin)) >= {"service", "operation", "request_id"}


@pytest.mark.parametrize("kind", PUBLIC)
def test_copy_is_independent(kind: type[SaglikError]) -> None:
    """
    A copy of an error does not share its facts with the original.
    """
    error = filled(kind)
    twin = copy.copy(error)
    twin.operation = "other"

    assert error.operation == FACTS["operation"]


@pytest.mark.parametrize("kind", REFUSALS)
def test_printed_refusal_holds_no_words_of_the_ministry(kind: type[SaglikError]) -> None:
    """
    The Ministry's words may speak of a person: they are attributes, and in no form of printing.
    """
    error = filled(kind)
    shown = [str(error), repr(error), repr(error.issues), "".join(traceback.format_exception(error))]  # type: ignore[attr-defined]

    assert error.message == PERSON  # type: ignore[attr-defined]
    assert not [text for text in shown if "Ayşe" in text or "10000000146" in text]


def test_printed_error_tells_the_call() -> None:
    """
    What is logged says which call it was, what went wrong, and the code or place of it.
    """
    assert str(filled(ServiceError)) == "03-014: what happened (mhrs, randevu.kayit, 5c1f)"
    assert str(filled(InvalidRequest)) == "hasta_tckn: what happened (mhrs, randevu.kayit, 5c1f)"
    assert str(filled(ProtocolError)) == "controlAct/subject: what happened (mhrs, randevu.kayit, 5c1f)"
    assert str(OutcomeUnknown("half an answer", service="mhrs")) == "half an answer (mhrs)"


def test_invalid_request_is_a_value_error() -> None:
    """
    Code that knows nothing of us still catches a bad value as `ValueError`, with field and rule as facts.
    """
    with pytest.raises(ValueError, match="must be 1 to 7") as caught:
        raise InvalidRequest("must be 1 to 7", field="gun")

    assert isinstance(caught.value, InvalidRequest)
    assert (caught.value.field, caught.value.rule) == ("gun", "must be 1 to 7")


def test_unknown_outcome_names_its_message() -> None:
    """
    The id to reconcile by is the id of the request, also if it becomes known later.
    """
    error = OutcomeUnknown("no answer in time")
    error.request_id = "5c1f"

    assert error.message_id == "5c1f"


@pytest.mark.parametrize(
    ("status", "retryable"), [(429, True), (502, True), (503, True), (504, True), (0, False), (404, False), (500, False)]
)
def test_status_decides_whether_to_retry(status: int, retryable: bool) -> None:
    """
    Only statuses of load and of gateways invite to the same call again; it survives pickling.
    """
    assert pickle.loads(pickle.dumps(HttpError(status=status))).retryable is retryable


def test_only_these_errors_are_retryable() -> None:
    """
    Nothing but "never arrived" and "come again" promises that a repetition does no harm.
    """
    assert {kind.__name__ for kind in PUBLIC if kind.retryable} == {"CaptchaRequired", "NotSent", "TryLater"}
