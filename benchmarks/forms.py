"""How long forms take: the replay by itself, and a page turn over HTTP beside pydantic-forms.

    .venv/bin/python benchmarks/forms.py

The form has ten pages of twenty fields. It is measured twice: with pages that are declared once, and with pages that
are made anew at each turn, as they are when what they ask depends on what was answered. The same form runs under both
libraries, each behind FastAPI and uvicorn in a process of its own, and starts a workflow of Perdure's whole API on
PostgreSQL. They take turns of twenty requests, so that all meet the same machine, and none is measured while it wakes
up.
"""

import base64
import json
import multiprocessing
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from http.client import HTTPConnection
from multiprocessing.process import BaseProcess
from typing import Annotated, Any
from uuid import UUID

import pydantic_forms.core
import structlog
import uvicorn
from fastapi import Body, FastAPI
from fastapi.responses import Response
from pydantic import Field, SecretStr, StringConstraints
from pydantic_core import to_json
from pydantic_forms import validators
from pydantic_forms.exception_handlers.fastapi import form_error_handler
from pydantic_forms.exceptions import FormException as TheirException
from rich.console import Console
from rich.table import Table

from perdure import Plugin, StepList, begin, forms, task
from perdure.api.app import create_app
from perdure.db.migrate import upgrade
from perdure.domain.catalogue import catalogue
from perdure.domain.definitions import WorkflowDefinition
from perdure.forms import asynchronous
from perdure.settings import SECRET_KEY_BYTES, Settings
from perdure.testing.servers import postgres_server

PAGES, FIELDS = 10, 20
ROUNDS, TURNS = 20, 20
KINDS = ("declared", "anew")

REPLAY_MS = 15
PAGE_TURN_MS = 15
TIMES_AS_FAST = 2

OPTIONS = {f"node-{number}": f"Node {number} in rack {number % 7}" for number in range(20)}


def questions(library: Any) -> list[tuple[Any, Any]]:
    """Ten kinds of questions with an answer, in either library."""
    node = library.Choice.__call__("Node", {value: (value, label) for value, label in OPTIONS.items()})
    return [
        (Annotated[str, StringConstraints(max_length=63, pattern="^[a-z-]+$")], "core-link"),
        (Annotated[int, Field(ge=1, le=4094)], 7),
        (node, "node-7"),
        (library.choice_list(node, min_items=1, max_items=3), ["node-1", "node-2"]),
        (date, "2026-02-28"),
        (Decimal, "12.50"),
        (str | None, None),
        (bool, True),
        (library.LongText, "as discussed"),
        (UUID, "866525c8-a868-49bc-b006-1a60e492631e"),
    ]


def answers(pages: int) -> list[dict[str, Any]]:
    """Right answers to the first pages."""
    given = [answer for _, answer in questions(forms)]
    return [
        {name(page, field): given[field % len(given)] for field in range(FIELDS)} for page in range(pages)
    ]


def name(page: int, field: int) -> str:
    """What a field is called."""
    return f"field_{page}_{field}"


def form_of(library: Any, base: type, *, made_anew: bool) -> Callable[[dict[str, Any]], Any]:
    """The form, for either library: its pages declared once, or made anew each time."""
    asked = [question for question, _ in questions(library)]

    def page(number: int) -> type:
        annotations = {name(number, field): asked[field % len(asked)] for field in range(FIELDS)}
        return type(f"Page{number}", (base,), {"__annotations__": annotations, "__module__": __name__})

    declared = [page(number) for number in range(PAGES)]

    def form(state: dict[str, Any]) -> Any:
        result = dict(state)
        for number in range(PAGES):
            answered = yield page(number) if made_anew else declared[number]
            result |= answered.model_dump()
        return result

    return form


def our_app() -> FastAPI:
    """Perdure's forms behind FastAPI."""
    app = FastAPI()
    known = {kind: form_of(forms, forms.FormPage, made_anew=kind == "anew") for kind in KINDS}

    @app.post("/{kind}")
    async def turn(kind: str, pages: Annotated[list[dict[str, Any]], Body()]) -> Any:
        return await asynchronous.post_form(known[kind], {}, pages)

    @app.exception_handler(forms.FormException)
    async def answer(_: Any, error: forms.FormException) -> Response:
        return Response(to_json(forms.form_body(error)), error.status, media_type="application/json")

    return app


def their_app() -> FastAPI:
    """pydantic-forms behind FastAPI, as orchestrator-core puts it there."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(20)
    )  # it logs every answer otherwise
    app = FastAPI()
    known = {
        kind: form_of(validators, pydantic_forms.core.FormPage, made_anew=kind == "anew") for kind in KINDS
    }

    @app.post("/{kind}")
    def turn(kind: str, pages: Annotated[list[dict[str, Any]], Body()]) -> Any:
        return pydantic_forms.core.post_form(known[kind], {}, pages)

    app.exception_handler(TheirException)(form_error_handler)
    return app


def whole_app(database_url: str) -> FastAPI:
    """Perdure's API, with a task for each kind of form."""

    def started_with(kind: str) -> WorkflowDefinition:
        form = form_of(forms, forms.FormPage, made_anew=kind == "anew")

        def steps() -> StepList:
            return begin

        def asked() -> forms.FormGenerator:
            result: dict[str, Any] = yield from form({})
            return result

        steps.__name__ = kind
        return task(kind.title(), form=asked)(steps)

    catalogue.load(Plugin("benchmark", workflows=[started_with(kind) for kind in KINDS]), "benchmarks")
    key = base64.b64encode(bytes(SECRET_KEY_BYTES)).decode()
    return create_app(Settings(database_url=database_url, secret_key=SecretStr(key)))


def serve(which: str, listener: socket.socket, database_url: str) -> None:
    """Serves one of the apps."""
    match which:
        case "ours":
            app = our_app()
        case "theirs":
            app = their_app()
        case _:
            app = whole_app(database_url)
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listener])


@contextmanager
def served(which: str, database_url: str = "") -> Iterator[HTTPConnection]:
    """A connection to one of the apps, which is served by a process of its own."""
    # Named as TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms for an acknowledgement.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server: BaseProcess = multiprocessing.get_context("spawn").Process(
            target=serve, args=(which, listener, database_url)
        )
        server.start()
        try:
            yield HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=60)
        finally:
            server.terminate()
            server.join()


def milliseconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def replay(*, made_anew: bool) -> float:
    """The median of replaying the whole form."""
    form, given = form_of(forms, forms.FormPage, made_anew=made_anew), answers(PAGES)
    return statistics.median(
        milliseconds(lambda: forms.post_form(form, {}, given)) for _ in range(ROUNDS * 5)
    )


def page_turns(kind: str, servers: dict[str, HTTPConnection]) -> dict[str, float]:
    """The medians of asking each for the last page."""
    body = json.dumps(answers(PAGES - 1)).encode()
    prefixes = {"whole": "/api/processes"}

    def ask(which: str) -> bytes:
        path = f"{prefixes.get(which, '')}/{kind}"
        servers[which].request("POST", path, body, {"Content-Type": "application/json"})
        return servers[which].getresponse().read()

    taken: dict[str, list[float]] = {which: [] for which in servers}
    for which in servers:
        asked = json.loads(ask(which))["form"]["properties"]
        if len(asked) != FIELDS:
            raise ValueError(f"The last page asks {len(asked)} questions, not {FIELDS}.")
    for _ in range(ROUNDS):
        for which, times in taken.items():
            times += [milliseconds(partial(ask, which)) for _ in range(TURNS)]
    return {which: statistics.median(times) for which, times in taken.items()}


def main() -> int:
    """Measures, prints, and says by the exit code whether every bound was kept."""
    table = Table("what", "perdure", "pydantic-forms", "bound", title="Ten pages of twenty fields, medians")
    kept = []
    for kind in KINDS:
        taken = replay(made_anew=kind == "anew")
        table.add_row(f"replay, pages {kind}", f"{taken:.2f} ms", "", f"< {REPLAY_MS} ms")
        kept.append(taken < REPLAY_MS)
    with postgres_server() as postgres:
        url = postgres.create_database("perdure")
        upgrade(url)
        with served("ours") as ours, served("theirs") as theirs, served("whole", url) as whole:
            for kind in KINDS:
                took = page_turns(kind, {"ours": ours, "theirs": theirs, "whole": whole})
                faster = took["theirs"] / took["ours"]
                table.add_row(
                    f"page turn over HTTP, pages {kind}",
                    f"{took['ours']:.2f} ms",
                    f"{took['theirs']:.2f} ms ({faster:.1f})",
                    f"< {PAGE_TURN_MS} ms, {TIMES_AS_FAST} times as fast",
                )
                table.add_row(
                    f"page turn of the whole API, pages {kind}",
                    f"{took['whole']:.2f} ms",
                    "",
                    f"< {PAGE_TURN_MS} ms",
                )
                kept += [max(took["ours"], took["whole"]) < PAGE_TURN_MS, faster >= TIMES_AS_FAST]
    Console().print(table)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
