"""
What a crash reporter sees of a call that failed: its own frames, and one of ours that holds nothing.
"""

from __future__ import annotations

import functools
import inspect
import logging
import pickle
import re
import traceback
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from urllib3 import HTTPResponse

from saglikclient import Credentials, HesCode, ProtocolError, SaglikError, Tckn
from saglikclient._core.boundary import PACKAGE, boundary, guarded
from saglikclient._core.model import Model, build, has_rules
from saglikclient._transport.client import Client
from saglikclient.config import Secret
from saglikclient.erapor import AccessToken, ERapor, Role
from saglikclient.hes import Hes
from saglikclient.mhrs import Hasta, Mhrs, Telefon
from saglikclient.testing._adapter import SandboxAdapter
from saglikclient.testing._hospital.filling import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import requests

    from saglikclient.testing import Sandbox

VALUE = "10000000147"
"""No valid number, and a person's all the same if it is a slip of the pen."""
PASSWORD = "cok-gizli-parola"
SOON = datetime(2026, 3, 2), datetime(2026, 3, 3)  # noqa: DTZ001 - naive means Türkiye time

REFUSED: dict[str, Callable[[Sandbox], object]] = {
    "a password without a user": lambda _: Credentials(username="", password=PASSWORD),
    "a password that is misspelt": lambda _: Credentials(user="x", password=PASSWORD),  # type: ignore[call-arg]
    "an environment without the variable": lambda _: Credentials.from_env("NIX", {"SAGLIK_MHRS_PASSWORD": PASSWORD}),
    "a password that is no text": lambda _: Secret(PASSWORD.encode()),  # type: ignore[arg-type]
    "a number": lambda _: Tckn(VALUE),
    "a code": lambda _: HesCode(VALUE),
    "a scanned code": lambda _: HesCode.from_qr(f"{VALUE}|x"),
    "a telephone": lambda _: Telefon(alan_kodu="555", numara=VALUE),
    "a person": lambda _: Hasta(tckn=VALUE, adi=PASSWORD),  # type: ignore[call-arg]
    "a client": lambda ministry: ministry.mhrs(islem_yapan=VALUE),
    "a client's settings": lambda _: Mhrs(Credentials(username="u", password=PASSWORD), kurum_kodu=1, gonderen=" ", islem_yapan=VALUE),
    "a query": lambda ministry: ministry.mhrs().randevu.sorgulama(*SOON, hekim_kodu=VALUE),
    "a stream": lambda ministry: list(ministry.mhrs().randevu.akis(*SOON, hekim_kodu=VALUE)),
    "a cancellation": lambda ministry: ministry.mhrs().randevu.iptal(f"{VALUE}\x00"),
    "a synchronisation": lambda ministry: next(ministry.mhrs().randevu.esitleme(interval=timedelta(1), physicians=[VALUE])),
    "a token": lambda ministry: ministry.erapor().token(identity_number=VALUE, role=Role.UZMAN_HEKIM),
    "reports": lambda ministry: ministry.erapor().patient_reports(_token(ministry), tckn=VALUE),
    "an address": lambda ministry: ministry.erapor().urls(_token(ministry)).open("engelli.secretary_index", patient_id=VALUE),
    "a check": lambda ministry: ministry.hes().check(VALUE),
    "a visitor": lambda ministry: ministry.hes().check_visitor("A1B2-3456-78", city=VALUE, district="", explicit_address=PASSWORD),
}
LOST: dict[str, Callable[[Sandbox], object]] = {
    "a query": lambda ministry: ministry.mhrs().randevu.sorgulama(*SOON, hekim_kodu="10000000146"),
    "a stream": lambda ministry: list(ministry.mhrs().randevu.akis(*SOON, hekim_kodu="10000000146")),
    "a token": lambda ministry: ministry.erapor().token(identity_number="10000000146", role=Role.UZMAN_HEKIM),
    "a check": lambda ministry: ministry.hes().check("A1B2-3456-78"),
}


def _token(ministry: Sandbox) -> AccessToken:
    return AccessToken(value="abc", role=Role.UZMAN_HEKIM, obtained_at=ministry.clock())


def shown(error: BaseException) -> str:
    """
    A traceback with local values, from our first frame on.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return "".join(traceback.TracebackException(type(error), error, trace, capture_locals=True).format())


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_shows_nothing_of_what_was_refused(what: str, sandbox: Sandbox) -> None:
    """
    What we refuse, an unknown argument included, stands in no frame of ours.
    """
    with pytest.raises((SaglikError, TypeError)) as caught:
        REFUSED[what](sandbox)

    assert "saglikclient" in shown(caught.value)
    assert [value for value in (VALUE, PASSWORD) if value in shown(caught.value)] == []


@pytest.mark.parametrize("what", LOST)
def test_a_failure_shows_nothing_of_what_was_sent(what: str, sandbox: Sandbox) -> None:
    """
    What was good and got lost on the way stands in no frame of ours either.
    """
    sandbox.faults.next("lost-answer", times=3)
    with pytest.raises(SaglikError) as caught:
        LOST[what](sandbox)

    assert "saglikclient" in shown(caught.value)
    assert [value for value in ("10000000146", "A1B2") if value in shown(caught.value)] == []


def _kinds(kind: type) -> Iterator[type]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _kinds(sub)


def _entrances() -> Iterator[Callable[..., object]]:
    """
    The constructors and public methods of whatever takes persons, codes or passwords from a caller.
    """
    models = (kind for kind in _kinds(Model) if kind.__module__.startswith("saglikclient.") and "__init__" in vars(kind))
    ours = [kind for kind in models if has_rules(kind)]  # what has no rules is never refused

    yield from (vars(kind)["__init__"] for kind in ours)
    for kind in (Credentials, Secret, HesCode, AccessToken, Mhrs, ERapor, Hes, *_kinds(Client)):
        members = ((name, getattr(member, "__func__", member)) for name, member in vars(kind).items())
        yield from (member for name, member in members if inspect.isfunction(member) and (name == "__init__" or not name.startswith("_")))


def test_every_entrance_is_guarded() -> None:
    """
    No model, client or credential was forgotten, and none will be.
    """
    entrances = list(_entrances())

    assert len(entrances) > 40
    assert [door.__qualname__ for door in entrances if not getattr(door, "__boundary__", False)] == []


def test_every_service_is_guarded(sandbox: Sandbox) -> None:
    """
    The same for what hangs on a client.
    """
    services = [type(value) for name, value in vars(sandbox.mhrs()).items() if not name.startswith("_")]
    methods = [method for kind in services for name, method in vars(kind).items() if inspect.isfunction(method) and name[0] != "_"]

    assert len(services) == 4
    assert len(methods) > 18
    assert [method.__qualname__ for method in methods if not getattr(method, "__boundary__", False)] == []


def test_it_changes_nothing_else() -> None:
    """
    Results, other exceptions, signatures and names stay; doing it twice changes nothing.
    """

    def half(number: int) -> float:
        """
        Half of it.
        """
        return number / 2

    once = boundary(half)

    assert boundary(once) is once
    assert (once(4), once.__name__, once.__doc__) == (2.0, "half", half.__doc__)
    assert inspect.signature(once) == inspect.signature(half)
    with pytest.raises(TypeError):
        once("x")  # type: ignore[arg-type]


def test_what_is_private_is_left_alone() -> None:
    """
    Only doors are changed: what callers do not enter by keeps its frames for us.
    """

    @guarded
    class Kind:
        ROOM = 1

        def _inner(self) -> int:
            return 1

        def outer(self) -> int:
            """
            A door.
            """
            return self._inner()

    assert not hasattr(vars(Kind)["_inner"], "__boundary__")
    assert hasattr(vars(Kind)["outer"], "__boundary__")
    assert Kind().outer() == Kind.ROOM


def test_models_are_still_built_without_rules() -> None:
    """
    An answer's model is made past the constructor, as before.
    """
    assert build(Telefon, {"numara": "1"}).numara == "1"


def test_a_stream_that_is_struck_shows_nothing(sandbox: Sandbox) -> None:
    """
    A foreign exception that strikes while a stream is read leaves frames, but nothing in them: the record that was being read least of all.
    """

    class Struck(Exception):
        """
        What strikes.
        """

    class Strikes(HTTPResponse):
        """
        An answer that is struck in the middle.
        """

        def stream(self, *args: Any, **kwargs: Any) -> Iterator[bytes]:
            """
            Give half of the answer, then strike.
            """
            body = self.read()
            yield body[: len(body) // 2]
            raise Struck

    class Striking(SandboxAdapter):
        """
        The Sandbox, whose answers are struck.
        """

        def send(self, *args: Any, **kwargs: Any) -> requests.Response:
            """
            Deliver, and let the answer be struck.
            """
            response = super().send(*args, **kwargs)
            response.raw.__class__ = Strikes
            return response

    fill(sandbox.hospital, Random(1), hekim=2, gun=2, doluluk=0.9)
    client = sandbox.mhrs()
    object.__setattr__(client._transport, "adapter", Striking(sandbox))
    with pytest.raises(Struck) as caught:
        list(client.randevu.akis(*SOON))

    ours = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__) if "saglikclient" in frame.f_code.co_filename]
    assert len(ours) > 3
    assert [frame.f_code.co_name for frame in ours if frame.f_locals and frame.f_code.co_name != "stream"] == []


def test_an_error_notes_where_it_was_raised(sandbox: Sandbox) -> None:
    """
    File, line and function of ours, and nothing else: a bug report can name the place, however few frames are left. It survives pickling.
    """
    client = sandbox.mhrs()
    with pytest.raises(SaglikError) as before:
        client.randevu.sorgulama(*SOON, hekim_kodu=VALUE)
    sandbox.faults.next("lost-answer", times=3)
    with pytest.raises(SaglikError) as after:
        client.randevu.sorgulama(*SOON)

    for caught, place in (before, "identifiers.py"), (after, "_transport/http.py"):
        (note,) = pickle.loads(pickle.dumps(caught.value)).__notes__
        assert re.fullmatch(rf"raised in saglikclient/{place}:\d+, [\w.<>]+", note), note


def test_the_boundary_fills_blanks_only() -> None:
    """
    An error leaves with the call's name on it; what it already knows, or an inner boundary has put on it, stays. Foreign errors pass
    untouched.
    """

    def failing(error: Exception) -> None:
        raise error

    inner = boundary(failing, "inner", "i")
    with pytest.raises(ProtocolError) as caught:
        boundary(inner.__wrapped__, "mhrs", "randevu.kayit")(ProtocolError("the answer lacks id"))  # type: ignore[attr-defined]
    with pytest.raises(ProtocolError) as known:
        boundary(functools.partial(inner), "outer", "o")(ProtocolError("odd", service="own"))
    with pytest.raises(KeyError, match="x"):
        inner(KeyError("x"))

    assert (caught.value.service, caught.value.operation) == ("mhrs", "randevu.kayit")
    assert (known.value.service, known.value.operation) == ("own", "i")


def test_a_note_names_a_place_of_the_package(sandbox: Sandbox) -> None:
    """An error that a callback of the user's raised is noted where the package called it, without the user's path."""

    def progress(_: int) -> None:
        raise ProtocolError("mine")

    with pytest.raises(ProtocolError) as caught:
        sandbox.hes().check_many(["A1B2-3456-78"], progress=progress)

    (note,) = caught.value.__notes__
    assert note.startswith("raised in saglikclient/_core/progress.py:")


def test_kept_errors_have_no_frames(sandbox: Sandbox) -> None:
    """An error that is handed out instead of raised, as an outcome or to `on_error=`, holds no frame of the package."""
    sandbox.faults.next("lost-answer", times=3)
    (outcome,) = sandbox.hes().check_many(["A1B2-3456-78"], on_error="collect")
    sandbox.faults.next("lost-answer", times=3)
    kept: list[SaglikError] = []
    esitleme = sandbox.mhrs().randevu.esitleme(interval=timedelta(1), on_error=kept.append, sleep=lambda _: esitleme.stop())
    assert list(esitleme) == []

    assert [error.__traceback__ for error in (outcome.error, *kept)] == [None, None]  # type: ignore[union-attr]


def test_a_new_session_looks_up_no_logger(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lookup takes a lock of `logging`; an interrupt at that moment would leave it locked for every other thread."""
    client = sandbox.mhrs()
    client.poliklinik.sorgulama()
    client.close()
    looked_up: list[object] = []
    original = logging.getLogger
    with monkeypatch.context() as patch:
        patch.setattr("logging.getLogger", lambda name=None: looked_up.append(name) or original(name))
        client.poliklinik.sorgulama()

    assert looked_up == []


def test_a_neighbour_is_not_the_package() -> None:
    """A warning shows the line of a module whose path merely begins like the package's."""
    place = PACKAGE.rstrip("/\\") + "_hbys.py"
    source = compile("from saglikclient._core.boundary import caller_level\ndef called():\n    return caller_level()\n", place, "exec")
    names: dict[str, Any] = {}
    exec(source, names)

    assert names["called"]() == 1
