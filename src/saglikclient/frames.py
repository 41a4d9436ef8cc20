"""
Errors leave public methods without the values of local variables: crash reporters show what frames hold, and a plain text cannot mask
itself.

From an error of ours the frames below a public method are dropped: what it has to say stands in its attributes. Any other exception (a
time limit of celery or gevent, KeyboardInterrupt, a mistake of ours) keeps its frames, so that it can be found, but they are emptied;
frames of requests, urllib3 and lxml that were below ours too. `traceback.clear_frames` does the same for one traceback.
"""

from __future__ import annotations

from functools import wraps
from inspect import isfunction, isgeneratorfunction
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from saglikclient.errors import SaglikError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")

ENTRANCES = frozenset({"__init__", "__next__"})
"""What callers enter by beside the public methods."""


def unframed(kind: type[T]) -> type[T]:
    """
    Let the constructor and the public methods of a class raise so. A class decorator; it goes above attrs'.

    Args:
        kind: The class. Methods that it inherits are its base's business.
    """
    for name, member in list(vars(kind).items()):
        if name.startswith("_") and name not in ENTRANCES:
            continue
        if isinstance(member, classmethod):
            function: Callable[..., object] = cast("Any", member).__func__
            setattr(kind, name, classmethod(bare(function)))
        elif isfunction(member):
            setattr(kind, name, bare(member))
    return kind


def bare(method: Callable[P, R]) -> Callable[P, R]:
    """
    Let one function raise so; doing it twice changes nothing.

    Args:
        method: The function, or a generator.
    """
    if getattr(method, "__unframed__", False):
        return method
    made: Any = _stream(method) if isgeneratorfunction(method) else _call(method)
    made.__unframed__ = True
    return made  # type: ignore[no-any-return]


def _call(method: Callable[P, R]) -> Callable[P, R]:
    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except SaglikError as error:
            raise _alone(error)  # noqa: B904 - the same error
        except BaseException as error:
            _empty(error)
            raise
        finally:
            del args, kwargs

    return call


def _stream(method: Callable[P, Iterator[R]]) -> Callable[P, Iterator[R]]:
    @wraps(method)
    def stream(*args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        source = method(*args, **kwargs)
        del args, kwargs
        try:
            yield from source
        except SaglikError as error:
            raise _alone(error)  # noqa: B904 - the same error
        except BaseException as error:
            _empty(error)
            raise

    return stream


def _alone(error: SaglikError) -> SaglikError:
    """
    An error without the frames and the errors that it came of: those have frames too.
    """
    error.__context__ = None
    return error.with_traceback(None)


def _empty(error: BaseException) -> None:
    """
    Take the local variables out of all frames that an exception and those behind it have gone through.

    A frame that still runs refuses. If the first one of an exception behind does, that one was under way before the call: it is the
    caller's, frames and all.
    """
    chain = [error]
    for one in chain:
        trace = one.__traceback__
        if one is not error and trace is not None and not _emptied(trace.tb_frame):
            continue
        while trace is not None:
            _emptied(trace.tb_frame)
            trace = trace.tb_next
        behind = (one.__cause__, one.__context__)
        chain += [each for each in behind if each is not None and all(each is not other for other in chain)]


def _emptied(frame: FrameType) -> bool:
    try:
        frame.clear()
    except RuntimeError:
        return False
    return True
