"""
Rows without a published interaction id: the caller's own takes its place, or nothing is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from saglikclient import ConfigurationError
from saglikclient.mhrs.contract import LOCAL, checked_ids
from saglikclient.mhrs.interactions import RANDEVU_KAYIT, TABLE_1
from tests.support.hl7_answers import answer
from tests.support.hl7_golden import made, message, problems
from tests.support.hl7_received import GOT, taken
from tests.support.hl7_sent import SENT
from tests.support.hl7_wire import Line, client

if TYPE_CHECKING:
    from pathlib import Path

OWN = "PRSC_IN009016TR01"
"""An id as an integration letter might give it for row 16."""


@pytest.mark.parametrize("key", [16, "randevu.kayit"])
def test_own_id_of_a_row_takes_its_place(key: int | str, bundle: Path, tmp_path: Path) -> None:
    """
    A row without a published id goes out under the caller's own, and fits a contract in which that id stands.
    """
    line = Line(answer(RANDEVU_KAYIT, GOT[RANDEVU_KAYIT.method]))
    with client(line, contract=None, interaction_ids={key: OWN}) as mhrs:
        assert taken(made(mhrs, SENT[RANDEVU_KAYIT.method].call)) == GOT[RANDEVU_KAYIT.method]

    for file in bundle.glob("*.xsd"):
        (tmp_path / file.name).write_bytes(file.read_bytes().replace(RANDEVU_KAYIT.local_id.encode(), OWN.encode()))
    schema = etree.XMLSchema(etree.parse(tmp_path / LOCAL.replace(".wsdl", ".xsd")))
    sent = message(line.bodies[0])
    assert etree.QName(sent).localname == OWN
    assert [element.get("extension") for element in sent.iter("{*}interactionId")] == [OWN]
    assert line.requests[0].headers["SOAPAction"] == f'"urn:hl7-org:v3:{OWN}"'
    assert problems(sent, schema) == []


@pytest.mark.parametrize("method", [row.method for row in TABLE_1 if row.interaction_id is None])
@pytest.mark.parametrize("ids", [{}, {"another": OWN}], ids=["none", "of another row"])
def test_row_without_an_id_is_refused(method: str, ids: dict[str, str]) -> None:
    """
    At a real endpoint a row whose id nobody gave is refused before anything is sent, with words that say what to pass.
    """
    own = {"randevu.iptal" if method == "randevu.kayit" else "randevu.kayit": OWN} if ids else {}
    line = Line(b"")
    with client(line, contract=None, interaction_ids=own) as mhrs, pytest.raises(ConfigurationError, match="interaction_ids=") as caught:
        made(mhrs, SENT[method].call)

    assert caught.value.operation == method
    assert line.requests == []


@pytest.mark.parametrize("number", [0, len(TABLE_1) + 1, -1])
def test_id_of_no_row_is_refused(number: int) -> None:
    """
    Table 1 has eighteen rows.
    """
    with pytest.raises(ConfigurationError, match="no row"):
        checked_ids({number: OWN})


@pytest.mark.parametrize("own", ["", "PRSC", "prsc_in009016tr01", f"{OWN} ", f"{OWN}\n", "LOCAL_IN000016", f'{OWN}"/><x'])
def test_odd_id_is_refused(own: str) -> None:
    """
    An id of another form than HL7's is a typing error; the Sandbox's ids are for the Sandbox.
    """
    with pytest.raises(ConfigurationError, match="row 16"):
        checked_ids({16: own})


def test_local_id_is_for_the_sandbox() -> None:
    """
    Where a double stands for the network, our own ids are accepted.
    """
    assert checked_ids({16: "LOCAL_IN000016"}, local=True) == {16: "LOCAL_IN000016"}
