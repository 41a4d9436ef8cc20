"""
The boundary of the package: errors leave public methods with the name of the call and without the values of local variables.

Crash reporters print local variables, and a plain string cannot mask itself. A `SaglikError` loses the frames below the public method: its
attributes describe the error, and a note names the place where it was raised. Any other exception (a time limit of celery or gevent,
KeyboardInterrupt, a bug in this package) keeps its frames for debugging, but their local variables are cleared, including those of
requests, urllib3 and lxml. `traceback.clear_frames` does the same for one traceback.
"""

from __future__ import annotations

import os
from functools import wraps
from inspect import currentframe, isfunction, isgeneratorfunction
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from saglikclient.errors import SaglikError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")

ENTRANCES = frozenset({"__init__", "__next__"})
"""Non-public methods that callers invoke directly."""
PACKAGE = f"{Path(__file__).parents[1]}{os.sep}"
"""With the separator, since the name of a neighbour may begin alike."""


def service(name: str, group: str = "") -> Callable[[type[T]], type[T]]:
    """
    Strip our frames from every error that leaves the class's public methods, and name the service and method in it. Apply it above attrs.

    Args:
        name: The service, e.g. `mhrs`.

        group: Prefix of the method names, e.g. `randevu`; empty for a client's own methods.
    """
    return lambda kind: _guarded(kind, name, f"{group}." if group else "")


def guarded(kind: type[T]) -> type[T]:
    """Apply the boundary to a class that belongs to no service, e.g. a model or settings."""
    return _guarded(kind, "", "")


def _guarded(kind: type[T], name: str, prefix: str) -> type[T]:
    """Wrap the constructor and the public methods; inherited ones are wrapped by the base class."""
    for method, member in list(vars(kind).items()):
        if method.startswith("_") and method not in ENTRANCES:
            continue
        operation = "" if method.startswith("_") or not name else prefix + method
        if isinstance(member, classmethod):
            function: Callable[..., object] = cast("Any", member).__func__
            setattr(kind, method, classmethod(boundary(function, name, operation)))
        elif isfunction(member):
            setattr(kind, method, boundary(member, name, operation))
    return kind


def boundary(method: Callable[P, R], service: str = "", operation: str = "") -> Callable[P, R]:
    """
    Apply the boundary to one function. Wrapping it again has no effect.

    Args:
        method: The function, or a generator function.

        service: The service that errors name, unless they already name one.

        operation: The operation that errors name, unless they already name one.
    """
    if getattr(method, "__boundary__", False):
        return method
    wrap: Any = _stream if isgeneratorfunction(method) else _call
    made: Any = wrap(method, service, operation)
    made.__boundary__ = True
    return made  # type: ignore[no-any-return]


def _call(method: Callable[P, R], service: str, operation: str) -> Callable[P, R]:
    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except SaglikError as error:
            raise alone(error, service, operation)  # noqa: B904 - the same error
        except BaseException as error:
            _empty(error)
            raise
        finally:
            del args, kwargs

    return call


def _stream(method: Callable[P, Iterator[R]], service: str, operation: str) -> Callable[P, Iterator[R]]:
    @wraps(method)
    def stream(*args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        source = method(*args, **kwargs)
        del args, kwargs
        try:
            yield from source
        except SaglikError as error:
            raise alone(error, service, operation)  # noqa: B904 - the same error
        except BaseException as error:
            _empty(error)
            raise

    return stream


def alone(error: SaglikError, service: str = "", operation: str = "") -> SaglikError:
    """
    Remove the traceback and the context of an error, name its call, and note where it was raised.

    Args:
        error: The error, modified in place.

        service: The service, unless the error already names one.

        operation: The operation, unless the error already names one.
    """
    error.service, error.operation = error.service or service, error.operation or operation
    inside = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename.startswith(PACKAGE)]
    if inside and not getattr(error, "__notes__", None):  # the innermost of the package: a callback of the user's may have raised it
        code, line = inside[-1]
        error.add_note(f"raised in saglikclient/{code.co_filename.removeprefix(PACKAGE)}:{line}, {code.co_qualname}")
    error.__context__ = None
    return error.with_traceback(None)


def _empty(error: BaseException) -> None:
    """
    Clear the local variables of all frames in the tracebacks of an exception and its chain.

    A running frame cannot be cleared. If the first frame of a chained exception is running, the caller was already handling that exception
    before the call; it keeps its frames.
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


def caller_level() -> int:
    """
    Return the `stacklevel` for `warnings.warn` at which a warning shows the line of the user's code that called this package.

    Python 3.12 has `skip_file_prefixes` for it.
    """
    frame, level = currentframe(), 0
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, level = frame.f_back, level + 1
    return level
