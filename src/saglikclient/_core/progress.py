"""
`progress=` of long work: a function of the caller's is told how many are done, or tqdm shows a bar.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import TYPE_CHECKING, Never, Self

from saglikclient.errors import ConfigurationError, InvalidRequest

if TYPE_CHECKING:
    from tqdm import tqdm

Progress = Callable[[int], None] | bool
"""A function that is told how many are done; True for a bar; False for nothing."""


class Meter:
    """
    Tells how far one piece of work is. This one tells nobody.
    """

    def reach(self, done: int) -> None:
        """
        So many are done, from the beginning on.
        """

    def close(self) -> None:
        """
        The work is over, done or not.
        """

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Told(Meter):
    """
    Tells the caller's function. What it raises is the caller's own, and goes through.
    """

    def __init__(self, told: Callable[[int], None]) -> None:
        self._told = told

    def reach(self, done: int) -> None:
        self._told(done)


class _Bar(Meter):
    """
    Shows a bar of tqdm, in a notebook as a widget if it can. It shows numbers only, never what is worked on.
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
    What a caller wants to know of a piece of work.

    Args:
        progress: What the caller passed.

        unit: What is counted, for the bar.

        of: What is worked through; if it has a length, the bar knows its end.

    Raises:
        ConfigurationError: If a bar is wanted and tqdm is not installed.
        InvalidRequest: If it is no function.
    """
    if progress is None or progress is False:
        return Meter()
    if progress is True:
        return _Bar(unit, len(of) if isinstance(of, Sized) else None)
    if not callable(progress):
        raise InvalidRequest("must be True, False or a function that takes a number", field="progress")
    return _Told(progress)
