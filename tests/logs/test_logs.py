"""
What is logged holds neither a secret nor a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saglikclient.testing import FAULTS
from tests.support.person import ANSWERS, FAMILY, KISI, MAIL, NAME, NOTE, NUMBER, PASSWORD, people, talep, told_by
from tests.support.person_calls import failed, failures, successes

if TYPE_CHECKING:
    from saglikclient.mhrs import Mhrs
    from saglikclient.testing import Sandbox
    from tests.support.full_log import Everything


def test_a_secret_would_be_found(ministry: Sandbox) -> None:
    """
    The search finds what it looks for, in each form in which it could be written.
    """
    body = f"{PASSWORD}{NAME}"

    assert told_by(body) == told_by(repr(body.encode())) == told_by(ascii(body)) == {PASSWORD, NAME}
    assert told_by(str(talep(ministry).to_dict())) == {NAME, FAMILY, NUMBER, MAIL, NOTE, "1981, 3, 12"}  # Tckn masks itself
    assert told_by(talep(ministry).hasta.tckn) == {str(KISI)}


def test_logs_hold_neither_secret_nor_person(ministry: Sandbox, hbys: Mhrs, logged: Everything) -> None:
    """
    With every logger at DEBUG the whole of the logs names operations, sizes and outcomes, and nobody.
    """
    for call in successes(ministry, hbys):
        call()
    count = sum(1 for call in failures(ministry, hbys) if failed(call))
    text = "\n".join(logged.lines)

    assert count > len(FAULTS) + len(ANSWERS)
    assert {line.partition(":")[0] for line in logged.lines} >= {"saglikclient.mhrs", "stamina"}
    assert "randevu.kayit" in text
    assert told_by(text) == set()
    assert [person for person in people(ministry) if person in text] == []
