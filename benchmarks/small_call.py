"""
One small call without a network: build the message, send it through a null adapter, read one appointment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter
    from table import Row

    from saglikclient.mhrs import Mhrs

CALLS = 50


def client(adapter: BaseAdapter) -> Mhrs:
    """
    A client of ours over an adapter.
    """
    from saglikclient import Credentials
    from saglikclient.mhrs import Mhrs

    credentials = Credentials(username="sandbox", password="sandbox-parola")
    most = 1024 * 1024 * 1024  # the longest answer of the benchmarks is larger than what a client takes by default
    return Mhrs(credentials, kurum_kodu=123456, gonderen="HBYS", islem_yapan="10000000146", adapter=adapter, max_answer=most)


def asked() -> tuple[datetime, datetime]:
    """
    The period that is asked for.
    """
    return datetime(2026, 3, 2), datetime(2026, 3, 3)  # noqa: DTZ001 - naive means Türkiye time


def rows() -> Iterator[Row]:
    """
    The line about one small call.
    """
    import bare_zeep
    from answers import frame, subjects
    from null_adapter import hl7
    from rounds import shortest
    from table import at_most

    (head, tail), one = frame(), subjects()[0]

    def content(message_id: str) -> tuple[bytes, ...]:
        return head.replace(b"11111111-2222-4333-8444-555555555555", message_id.encode()), one, tail

    mhrs, made = client(hl7(content)), bare_zeep.client(hl7(content))
    times = shortest(
        {
            "ours": lambda: [mhrs.randevu.sorgulama(*asked()) for _ in range(CALLS)],
            "zeep": lambda: [bare_zeep.query(made) for _ in range(CALLS)],
        },
        9,
    )
    detail = f"{times['ours'] / CALLS * 1e3:.2f} ms against {times['zeep'] / CALLS * 1e3:.2f}"
    yield at_most(
        "one small call, processor time without network", "bare zeep call on the same WSDL", 1.0, times["ours"] / times["zeep"], detail
    )
