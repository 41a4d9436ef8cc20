"""
A client's life: what it loads, how it waits, how it is closed and shared.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import attrs
import pytest

from saglikclient import ConfigurationError, Credentials, Environment, HttpError, TlsOptions
from saglikclient.hes import Hes, HesCode
from saglikclient.testing._hes.service import FakeHes
from saglikclient.testing.sandbox import AT_ONCE
from tests.support.hes_wire import CODE, Line, distinct

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient.testing import Sandbox

    Script = Callable[..., None]

ENGINES = ("zeep", "lxml", "requests", "urllib3", "stamina", "saglikclient.mhrs")
BUILT = f"""
import sys
from saglikclient import Credentials
from saglikclient.hes import Hes
hes = Hes(Credentials(username="u", password="p"))
print([name for name in {ENGINES} if name in sys.modules])
"""
ASKED = f"""{BUILT}
from io import BytesIO
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
class Answers(HTTPAdapter):
    def send(self, request, **_):
        body = b'{{"current_health_status": "RISKLESS", "expiration_date": "2070-01-01T00:00:00Z"}}'
        return self.build_response(request, HTTPResponse(BytesIO(body), {{"Content-Type": "application/json"}}, 200, preload_content=False))
print(Hes(Credentials(username="u", password="p"), adapter=Answers()).check("K7M2908178").is_riskless)
print([name for name in {ENGINES} if name in sys.modules])
"""


def run(code: str) -> list[str]:
    """
    Run code in a fresh interpreter where warnings are errors.
    """
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


def test_hes_needs_no_hl7() -> None:
    """
    Building a client loads no engine at all; asking loads what HTTP needs, and still nothing of SOAP, MHRS or repeating.
    """
    built, good, asked = run(ASKED)

    assert built == "[]"
    assert good == "True"
    assert asked == "['requests', 'urllib3']"


@pytest.mark.parametrize(
    ("environment", "base"),
    [
        (Environment.PRODUCTION, "https://hesservis.turkiye.gov.tr/services/g2g/saglik/hes/"),
        (Environment.TEST, "https://hesservis.turkiye.gov.tr/services/g2g/test/saglik/hes/"),
    ],
)
def test_each_environment_has_its_base(sandbox: Sandbox, line: Line, environment: Environment, base: str) -> None:
    """
    The address with `/test/` is the test one, whatever one client's comment says.
    """
    with pytest.raises(HttpError, match="404"):
        Hes(sandbox.credentials, environment=environment, adapter=line).check(CODE)

    assert [sent.url for sent in line.sent] == [f"{base}check-hes-code"]


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_endpoint_needs_no_slash(sandbox: Sandbox, line: Line, code: HesCode, slash: str) -> None:
    """
    A base with and without a slash at its end gives the same address.
    """
    Hes(sandbox.credentials, endpoint=f"https://hes.sandbox.invalid/hes{slash}", adapter=line).check(code)

    assert line.sent[0].url == "https://hes.sandbox.invalid/hes/check-hes-code"


@pytest.mark.parametrize("endpoint", ["http://hes.ornek.invalid/", "ftp://hes.ornek.invalid/", "hes", "https://u@hes.ornek.invalid"])
def test_an_unsafe_endpoint_is_refused(sandbox: Sandbox, endpoint: str) -> None:
    """
    A password does not travel in clear, unless it is said so.
    """
    with pytest.raises(ConfigurationError, match="endpoint"):
        Hes(sandbox.credentials, endpoint=endpoint)
    assert "ornek" in repr(Hes(sandbox.credentials, endpoint="http://hes.ornek.invalid", tls=TlsOptions(allow_http=True)))


@pytest.mark.parametrize("bulk", [False, True])
def test_retry_after_is_waited_for(sandbox: Sandbox, code: HesCode, bulk: bool) -> None:
    """
    503 with Retry-After is asked again after as many seconds as the server asked for, in single and bulk checks.
    """
    waited: list[float] = []

    def pace(seconds: float) -> float:
        waited.append(seconds)
        return 0.0

    hes = sandbox.hes(retries=attrs.evolve(AT_ONCE, pace=pace))
    sandbox.faults.next("http-503-retry-after", times=2)
    found = hes.check_many([code])[0].result if bulk else hes.check(code)

    assert found is not None
    assert waited == [2.0, 2.0]
    assert len(sandbox.journal) == 3


def test_a_long_retry_after_is_not_waited_for(sandbox: Sandbox, code: HesCode) -> None:
    """
    A server that asks for more than the caller allows ends the call, and the error says how long.
    """
    hes = sandbox.hes(retries=attrs.evolve(AT_ONCE, longest_retry_after=1.0))
    sandbox.faults.next("http-503-retry-after")
    with pytest.raises(HttpError) as caught:
        hes.check(code)

    assert (caught.value.status, caught.value.retry_after, caught.value.retryable) == (503, 2.0, True)
    assert len(sandbox.journal) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("document", [b"", {"errorKey": "cokistek", "title": "çok istek"}])
def test_load_is_waited_out(hes: Hes, sandbox: Sandbox, code: HesCode, answers: Script, status: int, document: object) -> None:
    """
    Statuses of load are repeated as reads, words or not, and told after the last attempt.
    """
    for _ in range(2):
        answers(document, status=status)
    hes.check(code)
    for _ in range(3):
        answers(document, status=status)
    with pytest.raises(HttpError) as caught:
        hes.check(code)

    assert caught.value.status == status
    assert len(sandbox.journal) == 6


@pytest.mark.parametrize("status", [201, 204, 301, 402, 405, 501])
def test_another_status_is_told_at_once(hes: Hes, sandbox: Sandbox, answers: Script, status: int) -> None:
    """
    What is neither success nor load is not repeated.
    """
    answers({"current_health_status": "RISKLESS", "expiration_date": "2070-01-01T00:00:00Z"}, status=status)
    with pytest.raises(HttpError) as caught:
        hes.check(CODE)

    assert caught.value.status == status
    assert len(sandbox.journal) == 1


def test_a_closed_client_opens_again(sandbox: Sandbox, code: HesCode) -> None:
    """
    Closing gives connections back; it forbids nothing.
    """
    with sandbox.hes() as hes:
        hes.check(code)
        session = hes._transport.session
    hes.close()

    assert hes.check(code)
    assert hes._transport.session is not session


def test_threads_share_one_client(watched: Hes, line: Line, sandbox: Sandbox) -> None:
    """
    Each thread gets the answer to its own question.
    """
    codes = [sandbox.codes.add(code, hasta) for code, hasta in zip(distinct(5), sandbox.hospital.hastalar, strict=True)] * 40
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(watched.check, codes))

    assert [result.hes_code for result in results] == codes
    ends = {code: f"********{sandbox.codes.codes[code].hasta.tckn[-3:]}" for code in codes}
    assert all(result.masked_identity_number == ends[result.hes_code] for result in results)
    assert len(line.sent) == 200


def test_an_answer_may_be_too_large(sandbox: Sandbox, line: Line, code: HesCode) -> None:
    """
    The bound on answers holds here too.
    """
    hes = Hes(Credentials(username="sandbox", password="sandbox-parola"), endpoint=FakeHes.base, max_answer=100, adapter=line)
    with pytest.raises(Exception, match="larger than 100 bytes"):
        hes.check(code)
