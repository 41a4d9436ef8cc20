"""
An exception from elsewhere, thrown into a call at a line of ours: what tools that show local variables make of it holds neither a secret
nor a person.
"""

from __future__ import annotations

import traceback
from contextlib import suppress
from itertools import cycle
from typing import TYPE_CHECKING, NoReturn

import pytest

from saglikclient import Credentials, InvalidRequest
from saglikclient._core.boundary import boundary
from saglikclient.mhrs import Hasta
from saglikclient.records import Records
from tests.support.person import KISI, NAME, PASSWORD, kisi, shown_in
from tests.support.scene import CALLS, DAY, TODAY, Scene
from tests.support.thrown import TOOLS, Place, Thrower, TimeLimit, by_traceback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow


def sample(scene: Scene, name: str) -> set[Place]:
    """
    Where a call goes through our code: of each function on the way the first line or the last.
    """
    CALLS[name](scene)  # so that what is made once is made
    scene.anew()
    thrower = Thrower()
    thrower(lambda: CALLS[name](scene))
    ways: dict[tuple[str, str], list[Place]] = {}
    for place in thrower.places:
        ways.setdefault(place[:2], []).append(place)
    return {way[-(number % 2)] for number, way in enumerate(ways.values())}


@pytest.mark.parametrize("name", CALLS)
def test_a_time_limit_shows_nobody(scene: Scene, name: str) -> None:
    """
    Wherever it strikes, the frames tell where it was, and none of their values.
    """
    told, struck, tools = set(), 0, cycle(TOOLS)
    for place in sorted(sample(scene, name)):
        scene.anew()
        error = Thrower(place)(lambda: CALLS[name](scene))
        if error is not None:
            tool = next(tools)
            shown = TOOLS[tool](error)
            struck += place[1] in shown or tool == "rich"
            told |= {(place, tool, secret) for secret in scene.shown_in(shown)}

    assert told == set()
    assert struck > 50


def test_an_emptied_frame_still_tells_where(scene: Scene) -> None:
    """
    Functions and lines of ours and of requests stay: a mistake of ours can be found.
    """
    mhrs = scene.ministry.mhrs()
    scene.ministry.receive = _struck  # type: ignore[method-assign] # the adapter asks it below requests

    with pytest.raises(TimeLimit) as caught:
        mhrs.randevu.sorgulama(TODAY, TODAY + DAY, hekim_kodu=KISI)
    shown = by_traceback(caught.value)

    assert "saglikclient/mhrs/randevu.py" in shown
    assert "requests/sessions.py" in shown
    assert scene.shown_in(shown) == set()


def _struck(*_: object) -> NoReturn:
    raise TimeLimit


def test_callers_keep_their_frames(scene: Scene) -> None:
    """
    What the caller was handling before the call, and the caller's own frame, are not ours to empty.
    """
    own = "the caller's own"
    try:
        _careless(own)
    except ValueError:
        with pytest.raises(TimeLimit) as caught:
            boundary(_struck)(scene)
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())

    assert shown.count('own = "the caller\'s own"') == 3
    assert "During handling" in shown


def _careless(own: str) -> NoReturn:
    raise ValueError(len(own))


@boundary
def _throwing(_: Scene) -> None:
    inner = PASSWORD
    raise TimeLimit from _refusal(inner)


def _refusal(inner: str) -> ValueError | None:
    try:
        _careless(inner)
    except ValueError as error:
        return error
    return None


CHAINED: dict[str, Callable[[Scene], object]] = {
    "a call": _throwing,
    "a stream": lambda scene: list(_stream(scene)),
}


@boundary
def _stream(scene: Scene) -> Iterator[int]:
    yield 1
    name = NAME
    try:
        _throwing(scene)
    finally:
        len(name)


@pytest.mark.parametrize("what", CHAINED)
def test_what_stands_behind_is_emptied_too(scene: Scene, what: str) -> None:
    """
    The exception that another one came from was below the call as well.
    """
    with pytest.raises(TimeLimit) as caught:
        CHAINED[what](scene)
    shown = by_traceback(caught.value)

    assert "ValueError: 18" in shown
    assert shown_in(shown, {PASSWORD, NAME}) == set()


MADE: dict[str, Callable[[], object]] = {
    "credentials": lambda: Credentials(username=KISI, password=PASSWORD),
    "a person": lambda: Hasta(tckn=KISI, adi=NAME, soyadi=NAME, cinsiyet=1, dogum_tarihi=TODAY.date(), telefonlar=[]),
    "plain values": lambda: kisi().to_dict(),
    "a table": lambda: Records((kisi(),)).to_dicts(),
}


@pytest.mark.parametrize("what", MADE)
def test_what_is_made_shows_nothing_either(scene: Scene, what: str) -> None:
    """
    Constructors and `to_dict()` are calls too. Only in its very first line, before anything could be done about it, a call holds its
    arguments.
    """
    thrower = Thrower()
    with suppress(InvalidRequest):
        thrower(MADE[what])
    inside = [place for place in thrower.places if not place[0].endswith("saglikclient/_core/boundary.py")]
    errors = [Thrower(place)(MADE[what]) for place in inside]
    shown = [by_traceback(error) for error in errors if error is not None]

    assert len(shown) >= len(inside) > 0
    assert scene.shown_in("\n".join(shown)) == set()
