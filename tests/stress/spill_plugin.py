"""
A plugin of pytest that keeps everything a run of the suite shows: every log at DEBUG, what `http.client` prints, warnings, and every error
of ours that a test caught, with its text, `repr()`, pickle and a traceback with the values of all local variables.

It notes what must not be in there where it is made: passwords and tokens, Basic headers, identity numbers, names, telephones. `spill.py`
starts the suite with it and searches.
"""

from __future__ import annotations

import base64
import http.client
import json
import logging
import os
import pickle
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from _pytest.raises import RaisesExc

import saglikclient
from saglikclient import Credentials, SaglikError, Tckn
from saglikclient._core import json_models, masking, model
from saglikclient._core.model import Model
from saglikclient.config import Secret
from saglikclient.hes import _writing
from saglikclient.mhrs._hl7 import table_reader
from saglikclient.testing._hospital import people

if TYPE_CHECKING:
    from types import TracebackType

KEPT = Path(os.environ["SPILL_FOLDER"])
PACKAGE, ROOT = Path(saglikclient.__file__).parent, Path(__file__).parents[2]
READERS = {
    PACKAGE / name
    for name in ("_core/json_models.py", "_core/json_values.py", "mhrs/rest/_reading.py", "mhrs/rest/_envelope.py", "hes/_answers.py")
}
THEIRS = tuple(str(ROOT / name) for name in ("tests", "examples", "docs"))
CANARY = "kanarya-4711-kanarya"
TELEPHONES = ("numara", "telefon_numarasi", "telefon_no")
CHANNELS = ("log", "http.client", "warnings", "errors", "tracebacks", "pickles")

_files: dict[str, Any] = {}
_seen: dict[str, set[int]] = {channel: set() for channel in CHANNELS}
_secrets: dict[str, set[str]] = {kind: set() for kind in ("password or token", "Basic header", "identity number", "name", "telephone")}


def keep(channel: str, text: str) -> None:
    """Keep what a channel showed; the same text once."""
    if (mark := hash(text)) not in _seen[channel]:
        _seen[channel].add(mark)
        _files[channel].write(text + "\n")


def secret(kind: str, value: object) -> None:
    """Note what must not be shown."""
    _secrets[kind].add(str(value))


class Everything(logging.Handler):
    """Keeps each record whole: message, arguments, extras, traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        told = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        keep("log", f"{record.name}: {record.getMessage()} {vars(record)!r} {told}")


def shown(error: BaseException, where: TracebackType | None) -> None:
    """Keep all that an error shows: with the frames of ours and of other libraries, but not of the test, which is the caller's."""
    for one in _all(error):
        keep("errors", f"{one} {one!r} {one.args!r} {getattr(one, 'excerpt', '')} {getattr(one, 'outcomes', '')!r}")
        keep("pickles", repr(pickle.dumps(_wordless(one))))
        told = traceback.TracebackException(type(one), one, None, capture_locals=True)
        frames = list(_frames(where if one is error else one.__traceback__))
        keep("tracebacks", "".join(told.format()) + _stack(frames))


def _stack(frames: list[tuple[Any, int]]) -> str:
    """The frames with their values, as tracebacks show them; before Python 3.13 those give up where a value cannot show itself."""
    try:
        return "".join(traceback.StackSummary.extract(iter(frames), capture_locals=True).format())
    except Exception:  # noqa: BLE001 - whatever a `repr()` raises
        return "".join(f"{name} = {_repr(value)}\n" for frame, _ in frames for name, value in frame.f_locals.items())


def _repr(value: object) -> str:
    try:
        return repr(value)
    except Exception as exc:  # noqa: BLE001 - the same
        return f"<{type(exc).__name__}>"


def _all(error: BaseException) -> Iterator[BaseException]:
    """An error, what hangs on it, and the errors that a result of it holds."""
    seen: list[BaseException] = []
    todo: list[Any] = [error]
    while todo:
        one = todo.pop()
        if isinstance(one, BaseException) and not any(one is known for known in seen):
            seen.append(one)
            outcomes = [getattr(outcome, "error", None) for outcome in getattr(one, "outcomes", ())]
            todo += [one.__cause__, None if one.__suppress_context__ else one.__context__, getattr(one, "error", None), *outcomes]
    return iter(seen)


def _wordless(error: BaseException) -> BaseException:
    """A copy without what it promises to hold in clear: the Ministry's own words, and the outcomes of the other codes."""
    copy = pickle.loads(pickle.dumps(error))
    for name, empty in (("message", ""), ("issues", ()), ("outcomes", ()), ("error", None)):
        if hasattr(copy, name):
            setattr(copy, name, empty)
    return copy


def _frames(trace: TracebackType | None) -> Iterator[tuple[Any, int]]:
    """The frames below the test; none where the test went into an inner room by itself, since that holds what the test gave."""
    inside = False
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not inside and _ours(file):
            if _inner(file):
                return
            inside = True
        if inside and not _theirs(file):
            yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _ours(file: str) -> bool:
    """Whether code is the package's, or made by attrs for it."""
    return PACKAGE in Path(file).parents or file.startswith("<attrs generated methods saglikclient.")


def _theirs(file: str) -> bool:
    """Whether code is the caller's: a test, an example, a block of a document."""
    return file.startswith(THEIRS) or (file.startswith("<") and not file.startswith("<attrs"))


def _inner(file: str) -> bool:
    """Whether code is in a room that callers only reach through a public method. A stream of MHRS begins in `caller.py`."""
    path = Path(file)
    rooms = (PACKAGE / "_transport", PACKAGE / "mhrs" / "_hl7")
    return path in READERS or (any(room in path.parents for room in rooms) and not file.endswith("caller.py"))


def _noting(owner: Any, name: str, note: Callable[..., None]) -> None:
    """Have a function tell what it was called with and what it gave."""
    function = getattr(owner, name)

    @wraps(function)
    def noting(*args: Any, **kwargs: Any) -> Any:
        try:
            result = function(*args, **kwargs)
            note(result, *args, **kwargs)
            return result
        finally:
            del args, kwargs  # a test may look at the frames, and this one is nobody's

    setattr(owner, name, noting)


def _person(model: object, *_: Any, **__: Any) -> None:
    """Note the names and the telephones that a model holds in clear and shows masked."""
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name, None)
        if field.repr is masking.mask_name and isinstance(value, str):
            for part in value.split():
                secret("name", part)
        if field.name in TELEPHONES and value is not None:
            secret("telephone", str(value)[-7:])


def _read(make: Callable[..., Callable[..., object]]) -> Callable[..., Callable[..., object]]:
    """Have the readers that are made note whom they read."""

    @wraps(make)
    def noting(*args: Any, **named: Any) -> Callable[..., object]:
        read = make(*args, **named)

        @wraps(read)
        def reading(*args: Any) -> object:
            try:
                made = read(*args)
            finally:
                del args
            if isinstance(made, Model):
                _person(made)
            return made

        return reading

    return noting


def _watch() -> None:
    """Note every secret and person where it is made."""
    _noting(Secret, "__init__", lambda _, self, *__, **___: secret("password or token", self.reveal()))
    _noting(_writing, "basic", lambda header, *_: secret("Basic header", header.removeprefix("Basic ")))
    _noting(Credentials, "__init__", lambda _, self, **__: secret("Basic header", _basic(self)))
    _noting(model, "build", _person)
    _noting(people, "physician_name", lambda name, _: [secret("name", part) for part in name.split()])
    json_models.object_reader = _read(json_models.object_reader)
    table_reader.model_reader = _read(table_reader.model_reader)
    made = Tckn.__new__

    def noted(cls: type[Tckn], value: str) -> Tckn:
        try:
            number = made(cls, value)
        finally:
            del value
        secret("identity number", str.__str__(number))
        return number

    Tckn.__new__ = noted  # type: ignore[method-assign]
    for kind in _models(Model):
        if "__init__" in vars(kind):
            _noting(kind, "__init__", lambda _, self, *__, **___: _person(self))


def _basic(credentials: Credentials) -> str:
    return base64.b64encode(f"{credentials.username}:{credentials.password.reveal()}".encode("utf-8", "surrogatepass")).decode()


def _models(kind: type) -> Iterator[type]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _models(sub)


def pytest_configure(config: pytest.Config) -> None:
    """Open the channels, turn everything on, and put a canary into each."""
    for channel in CHANNELS:
        _files[channel] = (KEPT / f"{channel}.{os.getpid()}").open("w", encoding="utf-8", errors="backslashreplace")
    logging.getLogger().addHandler(Everything())
    _loud()
    http.client.HTTPConnection.debuglevel = 1
    http.client.print = _printed  # type: ignore[attr-defined]
    exited = RaisesExc.__exit__

    def exit_(self: Any, kind: Any, error: Any, trace: Any) -> bool:
        if isinstance(error, SaglikError):
            shown(error, trace)
        return exited(self, kind, error, trace)

    RaisesExc.__exit__ = exit_  # type: ignore[method-assign, assignment]
    _watch()
    _canaries()


def _printed(*told: object) -> None:
    keep("http.client", " ".join(map(str, told)))
    print(*told)


def _canaries() -> None:
    """One in each channel, by the way that everything else takes: what is not found there proves nothing."""
    logging.getLogger("urllib3.connectionpool").debug("canary %s", CANARY)
    http.client.print(CANARY)  # type: ignore[attr-defined]
    keep("warnings", CANARY)
    bird = SaglikError(CANARY)
    code = compile("def flies(canary): raise bird\nflies(canary)", str(PACKAGE / "canary.py"), "exec")
    try:
        exec(code, {"bird": bird, "canary": CANARY, "__builtins__": {}})
    except SaglikError as error:
        shown(error, error.__traceback__)


def _loud() -> None:
    """Every logger at DEBUG, those that have levels of their own included."""
    made = [logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    for logger in (logging.getLogger(), *made):
        logger.setLevel(logging.DEBUG)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Libraries make loggers when they are first used."""
    _loud()


def pytest_warning_recorded(warning_message: warnings.WarningMessage) -> None:
    """Keep a warning."""
    keep("warnings", f"{warning_message.category.__name__}: {warning_message.message}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Hand over what must not be found."""
    for file in _files.values():
        file.close()
    (KEPT / f"secrets.{os.getpid()}.json").write_text(json.dumps({kind: sorted(found) for kind, found in _secrets.items()}))
