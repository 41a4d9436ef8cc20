"""
Checks of more codes than fit into memory.
"""

from __future__ import annotations

import tracemalloc
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from saglikclient.hes import Hes, HesCode
from saglikclient.testing import Sandbox
from tests.support.hes_wire import distinct

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_source_is_read_as_it_is_needed(hes: Hes, workers: int) -> None:
    """
    A hundred thousand codes are not read ahead of the parts under way, and what is not asked for is not sent.
    """
    read = 0

    def source() -> Iterator[HesCode]:
        nonlocal read
        for number in range(100_000):
            read += 1
            yield HesCode(f"{number:010}")

    outcomes = hes.iter_check_many(source(), workers=workers)
    assert read == 0
    for given_, outcome in enumerate(outcomes):
        assert outcome.hes_code == HesCode(f"{given_:010}")
        assert read <= given_ + 500 * workers
        if given_ == 2600:
            break

    assert read == 2500 + 500 * workers


def test_a_hundred_thousand_codes_do_not_pile_up() -> None:
    """
    Iterating holds the parts under way and no more: asking for the last four thousand takes the memory of a part.
    """
    with Sandbox() as ministry, ministry.hes() as hes:
        outcomes = hes.iter_check_many(HesCode(f"{number:010}") for number in range(100_000))
        count = sum(1 for _ in islice(outcomes, 96_000))
        tracemalloc.start()
        count += sum(1 for _ in outcomes)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert most < 1024 * 1024
    assert count == 100_000
    assert len(ministry.journal) == 200


def test_an_iteration_may_be_given_up(hes: Hes, sandbox: Sandbox) -> None:
    """
    Closing the iterator sends no more than was under way.
    """
    outcomes = hes.iter_check_many(distinct(3000), workers=2)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]

    assert len(sandbox.journal) in {1, 2}
