"""
Errors leave public methods without the frames that hold what the caller passed: crash reporters show what frames hold, and a plain text
cannot mask itself.

The frames below a public method are dropped, and the one that stays holds nothing. What an error has to say stands in its attributes.
"""

from __future__ import annotations

from functools import wraps
from inspect import isfunction, isgeneratorfunction
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from saglikclient.errors import SaglikError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
            raise error.with_traceback(None)  # noqa: B904 - the same error
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
            raise error.with_traceback(None)  # noqa: B904 - the same error

    return stream
