"""
Whom the Sandbox lets in: one institution, one pair of credentials, one address, each message once.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import requests
from lxml import etree

from saglikclient import AuthenticationError, Credentials
from saglikclient.testing import Sandbox
from saglikclient.testing._mhrs_hl7.service import FakeMhrsHl7
from saglikclient.testing.sandbox import KURUM
from tests.support.sandbox_wire import post

if TYPE_CHECKING:
    from saglikclient.testing import Clock


def test_one_message_is_processed_once(sandbox: Sandbox, write: bytes) -> None:
    """
    The same bytes a second time are refused: a message id is used once.
    """
    assert post(sandbox, write).code == "AA"
    again = post(sandbox, write)

    assert (again.code, again.application) == ("AE", ["LOCAL-REPEATED"])
    assert [entry.processed for entry in sandbox.journal] == [True, False]
    assert len(sandbox.hospital.poliklinikler) == 1


@pytest.mark.parametrize(
    "credentials",
    [Credentials(username="sandbox", password="yanlış"), Credentials(username="baska", password="sandbox-parola")],
    ids=["password", "user"],
)
def test_only_its_own_credentials_are_accepted(sandbox: Sandbox, credentials: Credentials) -> None:
    """
    Another password and another user name are 03-014.
    """
    with pytest.raises(AuthenticationError) as caught:
        sandbox.mhrs(credentials=credentials).poliklinik.sorgulama()

    assert caught.value.code == "03-014"


def test_only_its_own_institution_is_accepted(sandbox: Sandbox) -> None:
    """
    Right credentials under another institution's number are 03-020.
    """
    with pytest.raises(AuthenticationError) as caught:
        sandbox.mhrs(kurum_kodu=KURUM + 1).poliklinik.sorgulama()

    assert caught.value.code == "03-020"


def test_there_is_one_address(sandbox: Sandbox, write: bytes) -> None:
    """
    Any other address answers 404 and does nothing.
    """
    with requests.Session() as session:
        session.mount("https://", sandbox.adapter)
        response = session.post(f"{FakeMhrsHl7.base}/other", data=write, timeout=1)

    assert (response.status_code, response.content) == (404, b"")
    assert [(entry.outcome, entry.processed) for entry in sandbox.journal] == [("404", False)]
    assert not sandbox.hospital.poliklinikler


def test_ids_of_answers_follow_the_seed(query: bytes, clock: Clock) -> None:
    """
    Two Sandboxes of the same seed answer the same bytes; one of another seed answers under another id.
    """

    def answer(seed: int) -> bytes:
        return etree.tostring(post(Sandbox(clock=clock, seed=seed), query).message)

    assert answer(1) == answer(1) != answer(2)


def test_sandboxes_can_be_made_in_several_threads() -> None:
    """
    A test suite that runs in threads gets a Ministry for each.
    """
    with ThreadPoolExecutor(8) as pool:
        assert len({sandbox.name for sandbox in pool.map(lambda _: Sandbox(), range(40))}) == 40
