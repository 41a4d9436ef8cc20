"""
A program as a hospital may run it, with a tool that reports crashes or traces calls, and what that tool would have sent. It is a process of
its own, since such tools change Python's own libraries for good: `python -m tests.support.reporting_program sentry socket`.
"""

from __future__ import annotations

import base64
import json
import sys
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from saglikclient import Credentials, Retries, SaglikError
from tests.support.clients import BASES, over_socket
from tests.support.person import PASSWORD, USER, WRONG, shown_in
from tests.support.scene import CALLS, Scene, scene_of
from tests.support.served import served
from tests.support.thrown import OURS, Post, Thrower, TimeLimit

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

ONCE = Retries(attempts=2, wait_initial=0, wait_max=0, wait_jitter=0, pace=lambda _: 0.0)
SERVICES = {"mhrs": "Mhrs", "mhrs_rest": "MhrsRest", "erapor": "ERapor", "hes": "Hes"}


@contextmanager
def client(scene: Scene, name: str, where: str, password: str) -> Generator[None]:
    """Let a call use a client of the Sandbox's, or one that goes to it over a socket."""
    credentials = Credentials(username=USER, password=password)
    if where == "sandbox":
        made = getattr(scene.ministry, name)(credentials=credentials, retries=ONCE)
        with made as scene.clients[name]:
            yield
        return
    scene.books = False
    service, own = SERVICES[name], {"islem_yapan": USER} if name.startswith("mhrs") else {}
    settings: dict[str, Any] = {**own, "clock": scene.ministry.clock, "retries": ONCE}
    with (
        served(scene.ministry, BASES[service]) as at,
        over_socket(service, scene.ministry, at.url, credentials, tls=at.tls, **settings) as made,
    ):
        scene.clients[name] = made
        yield


def success(scene: Scene, name: str) -> None:
    """All goes well."""
    CALLS[name](scene)


def refused(scene: Scene, name: str) -> None:
    """The same; the client's password is not the right one."""
    CALLS[name](scene)


def lost(scene: Scene, name: str) -> None:
    """The answers get lost on the way."""
    scene.ministry.faults.next("lost-answer", times=4)
    CALLS[name](scene)


def struck(scene: Scene, name: str) -> None:
    """A time limit strikes while the answer is read."""
    CALLS[name](scene)
    scene.anew()
    thrower = Thrower()
    thrower(lambda: CALLS[name](scene))
    scene.anew()
    deep = [place for place in thrower.places if place[0].startswith(f"{OURS}/_transport")]
    error = Thrower(deep[-1])(lambda: CALLS[name](scene))
    raise error or AssertionError("nothing was struck")


OUTCOMES = {call.__name__: call for call in (success, refused, lost, struck)}
Tool = tuple["Callable[[str], AbstractContextManager[object]]", "Callable[[], list[str]]"]
"""Watches a call, and gives what it has to send."""


def sentry() -> Tool:
    """Sentry with its defaults, and all calls traced."""
    import sentry_sdk

    post = Post()
    sentry_sdk.init("https://key@sentry.invalid/1", transport=post, traces_sample_rate=1.0)

    @contextmanager
    def watching(name: str) -> Generator[None]:
        with sentry_sdk.isolation_scope() as scope, sentry_sdk.start_transaction(name=name):
            scope.clear_breadcrumbs()
            try:
                yield
            except BaseException as error:
                sentry_sdk.capture_exception(error)
                raise

    def sent() -> list[str]:
        sentry_sdk.flush()
        found, post.sent[:] = list(post.sent), []
        return found

    return watching, sent


def opentelemetry(library: str) -> Tool:
    """OpenTelemetry with one of its instrumentations."""
    import importlib

    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    spans, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    module = importlib.import_module(f"opentelemetry.instrumentation.{library}")
    getattr(module, {"requests": "RequestsInstrumentor", "urllib3": "URLLib3Instrumentor"}[library])().instrument(tracer_provider=provider)

    def sent() -> list[str]:
        found = [span.to_json() for span in spans.get_finished_spans()]
        spans.clear()
        return found

    return provider.get_tracer("hbys").start_as_current_span, sent


TOOLS: dict[str, Callable[[], Tool]] = {
    "sentry": sentry,
    "otel-requests": lambda: opentelemetry("requests"),
    "otel-urllib3": lambda: opentelemetry("urllib3"),
}


def reported(tool: Tool, where: str, name: str, outcome: str) -> dict[str, object]:
    """Make a call, and tell what was sent of it: how many items, and which secrets."""
    watching, sent = tool
    scene, ended = scene_of(), ""
    with client(scene, name, where, WRONG if outcome == "refused" else PASSWORD):
        try:
            with watching(f"{name} {outcome}"):
                OUTCOMES[outcome](scene, name)
        except (SaglikError, TimeLimit) as error:
            ended = type(error).__name__
    items = sent()
    basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    told = sorted(shown_in("\n".join(items), {*scene.secrets(), basic}))
    return {"name": name, "outcome": outcome, "ended": ended, "items": len(items), "told": told}


def main(tool: str, where: str) -> None:
    """All clients, all outcomes."""
    made = TOOLS[tool]()
    sys.stdout.write(json.dumps([reported(made, where, name, outcome) for name in CALLS for outcome in OUTCOMES]))


if __name__ == "__main__":
    main(*sys.argv[1:])
