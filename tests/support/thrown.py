"""
What throws an exception into a call, and the tools that show what its frames hold.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import sentry_sdk
from rich.traceback import Traceback
from sentry_sdk.utils import event_from_exception

import saglikclient

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, TracebackType

    from sentry_sdk.envelope import Envelope

OURS = str(Path(saglikclient.__file__).parent)
ELSEWHERE = (f"{OURS}/testing", f"{OURS}/_doctor")
Place = tuple[str, str, int]
"""File, function, line."""


class TimeLimit(BaseException):
    """Stands for what others throw into a thread: celery's and gevent's time limits, KeyboardInterrupt."""


@attrs.define
class Thrower:
    """
    Follows a call line by line through our code. Without a target it notes the places; with one it throws at the first that is it.

    Attributes:
        target: Where to throw.
        places: Where the call has been, in order.
    """

    target: Place | None = None
    places: dict[Place, None] = attrs.field(factory=dict[Place, None])

    def __call__(self, call: Callable[[], object]) -> TimeLimit | None:
        """Make the call."""
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            call()
        except TimeLimit as error:
            return error
        finally:
            sys.settrace(before)
        return None

    def _enter(self, frame: FrameType, _: str, __: object) -> Any:
        name = frame.f_code.co_filename
        ours = name.startswith(OURS) and not name.startswith(ELSEWHERE)
        return self._line if ours or (name.startswith("<") and "saglikclient" in f"{name}{frame.f_globals.get('__name__')}") else None

    def _line(self, frame: FrameType, event: str, __: object) -> Any:
        place = (frame.f_code.co_filename, frame.f_code.co_qualname, frame.f_lineno)
        if event == "line":
            self.places.setdefault(place)
            if place == self.target:
                raise TimeLimit
        return self._line


def from_ours_on(error: BaseException) -> TracebackType | None:
    """The traceback without the frames of the test, which are the caller's."""
    trace = error.__traceback__
    while trace is not None and not trace.tb_frame.f_code.co_filename.startswith(OURS):
        trace = trace.tb_next
    return trace


def by_traceback(error: BaseException) -> str:
    """What the standard library shows; before Python 3.13, it cannot show the locals if one of them is an object that is being made."""
    try:
        return _by_traceback(error)
    except AttributeError:
        return by_sentry(error)


def _by_traceback(error: BaseException) -> str:
    return "".join(traceback.TracebackException(type(error), error, from_ours_on(error), capture_locals=True).format())


def by_rich(error: BaseException) -> str:
    """What rich shows, without its colours."""
    found = Traceback.extract(type(error), error, from_ours_on(error), show_locals=True, locals_hide_dunder=False, locals_hide_sunder=False)
    return "\n".join(f"{name}={node}" for stack in found.stacks for frame in stack.frames for name, node in (frame.locals or {}).items())


def by_sentry(error: BaseException) -> str:
    """What Sentry sends, with its defaults."""
    event, hint = event_from_exception((type(error), error, from_ours_on(error)), client_options=SENTRY.options)
    SENTRY.capture_event(event, hint)
    return POST.sent.pop()


class Post(sentry_sdk.Transport):
    """Takes what Sentry's server would get."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        """Keep it."""
        self.sent.append(envelope.serialize().decode())


POST = Post()
SENTRY = sentry_sdk.Client(dsn="https://key@sentry.invalid/1", transport=POST, default_integrations=False)
TOOLS: dict[str, Callable[[BaseException], str]] = {"traceback": by_traceback, "rich": by_rich, "sentry": by_sentry}
