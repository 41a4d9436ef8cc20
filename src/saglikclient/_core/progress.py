"""`progress=` of long operations: a callback or a tqdm bar."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import TYPE_CHECKING, Never, Self

from saglikclient.errors import ConfigurationError, InvalidRequest

if TYPE_CHECKING:
    from tqdm import tqdm

Progress = Callable[[int], None] | bool
"""A function that receives the number of completed items; True for a bar; False for none."""


class Meter:
    """
    Reports the progress of one operation. The base class reports nothing.
    """

    def reach(self, done: int) -> None:
        """Report the total number of completed items."""

    def close(self) -> None:
        """End the report, whether the operation completed or not."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Callback(Meter):
    """
    Calls the caller's function. Its exceptions propagate unchanged.
    """

    def __init__(self, callback: Callable[[int], None]) -> None:
        self._callback = callback

    def reach(self, done: int) -> None:
        self._callback(done)


class _Bar(Meter):
    """
    Shows a tqdm bar, in a notebook as a widget if available. It shows numbers only, never the items.
    """

    def __init__(self, unit: str, total: int | None) -> None:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            raise ConfigurationError("progress=True needs tqdm: pip install saglikclient[progress]") from None
        self._bar: tqdm[Never] = tqdm(total=total, unit=f" {unit}")

    def reach(self, done: int) -> None:
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        self._bar.close()


def meter(progress: Progress | None, *, unit: str, of: object = None) -> Meter:
    """
    Return the meter for a `progress=` argument.

    Args:
        progress: The argument.

        unit: The unit of the bar.

        of: The items; their length, if any, is the total of the bar.

    Raises:
        ConfigurationError: If a bar is requested and tqdm is not installed.
        InvalidRequest: If the argument is neither a bool nor callable.
    """
    if progress is None or progress is False:
        return Meter()
    if progress is True:
        return _Bar(unit, len(of) if isinstance(of, Sized) else None)
    if not callable(progress):
        raise InvalidRequest("must be True, False or a function that takes a number", field="progress")
    return _Callback(progress)
