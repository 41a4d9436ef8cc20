"""
Where the time of a bulk check goes, step by step, beside a program that only reads the same answers.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

from hes_bulk import COUNT, answers, by_hand, checking, codes
from rounds import shortest

from saglikclient._transport.json_call import JsonResponse, parsed
from saglikclient.hes import HesCode, HesResult
from saglikclient.hes._answers import bulk
from saglikclient.hes._bulk import MAX_CODES, parts

EMPTY = b'{"success_map":{},"unsuccess_map":{}}'


def steps() -> dict[str, Callable[[], object]]:
    """
    Each step by itself.
    """
    asked = codes()
    bodies, made = answers(asked), [HesCode(code) for code in asked]
    documents = [parsed(body) for body in bodies]
    whole, silent = checking(cycle(bodies)), checking(cycle([EMPTY]))
    cut = [made[start : start + MAX_CODES] for start in range(0, COUNT, MAX_CODES)]
    return {
        "by hand: `json.loads`, and a dict for each code": lambda: by_hand(bodies),
        "each text checked, and cut into parts that name no code twice": lambda: list(parts(asked, set())),
        "all of it, if the answers were empty": lambda: silent.check_many(made),
        "JSON that can be read in one way only": lambda: [parsed(body) for body in bodies],
        "typed results and outcomes": lambda: [
            bulk(HesResult, JsonResponse(200, document), part) for document, part in zip(documents, cut, strict=True)
        ],
        "all of it, with everything in memory at the end: ours": lambda: whole.check_many(asked),
    }


def table() -> str:
    """
    Each step, in times what is done by hand.
    """
    times = shortest(steps(), 7)
    least = next(iter(times.values()))
    lines = (f"| {name} | {time / COUNT * 1e6:.1f} | {time / least:.1f} |" for name, time in times.items())
    return "\n".join((f"| {COUNT:,} codes | µs each | times by hand |", "| --- | --- | --- |", *lines, ""))
