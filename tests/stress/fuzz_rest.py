"""
The calls of MHRS' REST service and its login, for the fuzzer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from saglikclient import Secret
from saglikclient.mhrs.rest import MemoryTokenStore, Token
from saglikclient.mhrs.rest._operations import CALLS, CETVEL_DELETE, LOGIN
from saglikclient.testing._service import JSON
from tests.stress import fuzz_rest_oracle as oracle
from tests.stress.fuzz_call import GOLDEN, ONCE, Subject, bound, clean_first
from tests.stress.fuzz_line import Answer, Line
from tests.support.rest_golden import STORIES
from tests.support.rest_wire import NOW, envelope, jwt
from tests.support.rest_wire import client as client_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saglikclient.mhrs.rest._operations import Call

SESSION = {
    "uuid": "0a1b",
    "jwt": jwt(name="first"),
    "kullaniciUuid": "2c3d",
    "kullaniciAdi": "Elif Örnek",
    "kullaniciSoyadi": "Gösterim",
    "kullaniciTipi": {"val": 1, "valText": "Hekim"},
    "islemKanali": "HBYS",
    "girisTipi": {"val": 1, "valText": "Parola"},
}


def rest() -> Iterator[Subject]:
    """The nineteen calls, from every golden answer, the damaged ones included, and the login."""
    line = Line({LOGIN.path: _answer(envelope({"jwt": jwt(name="new")}))})
    # It has a token, so a call is one request; a session that is over costs a good login.
    client = client_of(line, store=_store(jwt(name="old")), retries=ONCE)
    for row in CALLS:
        yield Subject(
            name=f"rest {row.method}",
            bodies=tuple(_written(document) for document in _documents(row)),
            content_type=JSON,
            call=bound(STORIES[row.method].call, client),
            unlike=oracle.rest(row.method),
            line=line,
            safe=row.safe,
        )
    yield login()


def login() -> Subject:
    """The login before a call, which is answered well. What comes of it is the token."""
    line = Line({CETVEL_DELETE.path: _answer(envelope())})

    def token() -> str:
        store = MemoryTokenStore()
        client_of(line, store=store, retries=ONCE).cetvel.delete(1)
        kept = store.load()
        return kept.value.reveal() if kept else ""

    bodies = (envelope(SESSION), {"valid": True, "httpStatus": 200, "errorList": [], "data": SESSION})
    return Subject(
        name=f"rest {LOGIN.method}",
        bodies=tuple(map(_written, bodies)),
        content_type=JSON,
        call=token,
        unlike=oracle.rest(LOGIN.method),
        line=line,
    )


def _documents(row: Call[Any, Any]) -> list[Any]:
    """The good answer first; one that stands without an envelope last, where that may be."""
    files = sorted((GOLDEN / "rest").glob(f"{row.method.replace('.', '_')}*.response.json"), key=clean_first)
    documents = [json.loads(path.read_bytes())["document"] for path in files]
    return [*documents, documents[0]["data"]] if row.at_root else documents


def _written(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def _answer(document: Any) -> Answer:
    return Answer(body=_written(document), content_type=JSON)


def _store(token: str) -> MemoryTokenStore:
    store = MemoryTokenStore()
    store.save(Token(value=Secret(token), obtained_at=NOW()))
    return store
