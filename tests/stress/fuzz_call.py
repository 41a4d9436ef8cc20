"""
What a call of the fuzzer is, and what all of them share.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import attrs

from saglikclient import AnswerTooLarge, HttpError, ProtocolError, Retries
from tests.stress.fuzz_line import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from saglikclient import SaglikError
    from tests.stress.fuzz_line import Line
    from tests.stress.fuzz_oracle import Unlike


class Client(Protocol):
    """What has credentials."""

    def retry_login(self) -> None:
        """Forget that they were refused."""
        ...


T = TypeVar("T", bound=Client)
GOLDEN = Path(__file__).parents[1] / "golden"
ONCE = Retries(attempts=1)
HEKIM = "10000000146"
PERSONS = ("24427250916", HEKIM, "Ayşe Nur", "Müge Örnek", "63196937420", "Elif Örnek", "Gösterim")
"""Who stands in the golden answers; no error may show them."""


@attrs.frozen(kw_only=True)
class Subject:
    """
    One call.

    Attributes:
        name: The service and the method.
        bodies: Answers to start from: the good one first.
        content_type: How they come.
        call: Makes the call.
        unlike: Compares what came of an answer with what it says, see `fuzz_oracle`.
        line: Where the answers are put.
        safe: Whether it only reads.
    """

    name: str
    bodies: tuple[bytes, ...] = attrs.field(repr=False)
    content_type: str
    call: Callable[[], object]
    unlike: Unlike
    line: Line
    safe: bool = True

    def undoubted(self, error: SaglikError) -> bool:
        """Whether an error says less of a write than that it may have been processed, although the service has not refused it."""
        return not self.safe and isinstance(error, HttpError | ProtocolError | AnswerTooLarge)

    @property
    def good(self) -> Answer:
        """The good answer."""
        return Answer(body=self.bodies[0], content_type=self.content_type)


def clean_first(path: Path) -> tuple[bool, str]:
    """Orders golden files: damaged ones behind."""
    return "--mod-" in path.name, path.name


def bound(call: Callable[[T], object], client: T) -> Callable[[], object]:
    """A call that knows its client, which forgets whether an answer before refused its credentials."""

    def made() -> object:
        client.retry_login()
        return call(client)

    return made
