"""
HES: 50,000 codes through a null adapter, beside the least that a program could do with the same answers.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime
from itertools import cycle

from null_adapter import Null
from rounds import shortest
from table import Row, at_most

from saglikclient import Credentials, HesCode
from saglikclient.hes import Hes
from saglikclient.hes._bulk import MAX_CODES

COUNT = 50_000


def codes() -> list[str]:
    """
    Codes as a program has them: texts.
    """
    source = random.Random(1)
    return list(dict.fromkeys(HesCode.random(source).value for _ in range(COUNT)))


def answers(asked: list[str]) -> list[bytes]:
    """
    The answers to them, part by part; every tenth code is not known.
    """
    source, made = random.Random(2), []
    for start in range(0, len(asked), MAX_CODES):
        part = asked[start : start + MAX_CODES]
        found = {code: _known(source) for code in part if source.random() > 0.1}  # noqa: PLR2004
        document = {"success_map": found, "unsuccess_map": {code: "hescodenotfound" for code in part if code not in found}}
        made.append(json.dumps(document).encode())
    return made


def _known(source: random.Random) -> dict[str, str]:
    return {
        "current_health_status": source.choice(("RISKLESS", "RISKLESS", "RISKY")),
        "expiration_date": f"2027-{source.randint(1, 12):02}-{source.randint(1, 28):02}T{source.randrange(24):02}:59:59.000Z",
        "masked_identity_number": f"********{source.randrange(1000):03}",
        "masked_firstname": source.choice(("AY***", "ME****", "CA*", "ZE****")),
        "masked_lastname": source.choice(("ÖR***", "DE****", "SI****")),
    }


def by_hand(bodies: list[bytes]) -> dict[str, dict[str, object]]:
    """
    `json.loads`, and a dict of its own for each code, with the date as a date.
    """
    outcomes: dict[str, dict[str, object]] = {}
    for body in bodies:
        document = json.loads(body)
        for code, known in document["success_map"].items():
            outcomes[code] = {
                "hes_code": code,
                "riskless": known["current_health_status"] == "RISKLESS",
                "expiration_date": datetime.fromisoformat(known["expiration_date"]),
                "masked_identity_number": known["masked_identity_number"],
                "masked_firstname": known["masked_firstname"],
                "masked_lastname": known["masked_lastname"],
            }
        for code, key in document["unsuccess_map"].items():
            outcomes[code] = {"hes_code": code, "error_key": key}
    return outcomes


def checking(turn: Iterator[bytes]) -> Hes:
    """
    A client whose network answers with one body after the other.
    """
    return Hes(Credentials(username="sandbox", password="sandbox-parola"), adapter=Null(lambda _: [next(turn)], "application/json"))


def rows() -> Iterator[Row]:
    """
    The line about HES.
    """
    asked = codes()
    bodies = answers(asked)
    hes = checking(cycle(bodies))
    assert len(hes.check_many(asked)) == len(asked) == len(by_hand(bodies))
    times = shortest({"ours": lambda: hes.check_many(asked), "by hand": lambda: by_hand(bodies)}, 7)
    detail = f"{times['ours']:.2f} s against {times['by hand']:.2f}"
    yield at_most(
        f"HES bulk: {COUNT:,} codes through a null adapter", "`json.loads` and dicts by hand", 3, times["ours"] / times["by hand"], detail
    )
