"""All the places in which something that was to be kept secret could turn up."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg
from fastapi.testclient import TestClient
from hand import Hand

from perdure.embedded.place import postgres_binaries
from perdure.embedded.postgres import PostgresServer
from perdure.testing.waiting import eventually


def dump(hand: Hand) -> bytes:
    """Everything in Perdure's database."""
    url = hand.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = [postgres_binaries(None) / "pg_dump", "--dbname", url]
    return subprocess.run(command, check=True, capture_output=True).stdout


async def history(hand: Hand, process_id: UUID) -> bytes:
    """Everything that Temporal keeps of a process, with its payloads as they are."""
    run = await hand.run_of(process_id)
    events = (await run.fetch_history()).events
    return b"".join(event.SerializeToString() for event in events)


def answers(api: TestClient, **ids: str) -> bytes:
    """What the API says on every GET route about these things.

    Streams of events have no end; what they carry are rows of the dump. A plan is shown of parked processes only, the
    form that a process waits with only while it does, and options only of fields that have some.

    Args:
        api: what is asked.
        ids: the values of what is in braces in the paths; of drafts and files one is made, and the drift item is
            that of the subscription.
    """
    draft_id = str(uuid4())
    drafted = api.put(f"/api/drafts/{draft_id}", json={"workflow": ids["key"], "pages": []})
    uploaded = api.post("/api/files", params={"name": "any"}, content=b"any")
    assert (200, 201) == (drafted.status_code, uploaded.status_code)
    drift = api.get("/api/drift", params={"subscription_id": ids["subscription_id"]}).json()["items"]
    ids = {
        "draft_id": draft_id,
        "file_id": uploaded.json()["id"],
        "drift_item_id": drift[0]["drift_item_id"],
        **ids,
    }
    paths = [
        path
        for path, methods in api.get("/api/openapi.json").json()["paths"].items()
        if "get" in methods and not path.endswith(("/events", "/options"))
    ]
    asked = {"/api/views": {"list": "processes"}}
    found = [api.get(path.format_map(ids), params=asked.get(path)) for path in paths]
    assert {200, 409} >= {answer.status_code for answer in found}, [
        answer.text for answer in found if answer.is_error
    ]
    return b"".join(answer.content for answer in found)


@contextmanager
def every_statement_logged(server: PostgresServer) -> Iterator[None]:
    """Let a server's log show as much as it can."""
    with psycopg.connect(server.dsn, autocommit=True) as connection:

        def log(statements: str) -> None:
            connection.execute(f"ALTER SYSTEM SET log_statement = '{statements}'")
            connection.execute("SELECT pg_reload_conf()")
            eventually(lambda: connection.execute("SHOW log_statement").fetchone() == (statements,))

        log("all")
        yield
        log("none")
