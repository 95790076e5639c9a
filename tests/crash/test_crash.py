"""A worker dies of SIGKILL in the middle of a step: its effect outside is there once, and the process completes."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import orders
import psycopg
import pytest
from hand import Hand
from worker_process import worker_process

from perdure.embedded.child import Child
from perdure.embedded.postgres import PostgresServer
from perdure.products.database import plugin as databases
from perdure.testing.waiting import eventually

DYING = Path(__file__).with_name("dying_worker.py")

plugins = [orders.plugin, databases]

Worker = Callable[..., AbstractContextManager[Child]]


@pytest.fixture
def worker(idle: Hand, tmp_path: Path) -> Worker:
    """Starts a worker process that knows the other system and its folder."""
    environment = {"OTHER_SYSTEM": str(tmp_path), "DIED": str(tmp_path / "died")}

    def start(*, die_at: str | None = None, **known: str) -> AbstractContextManager[Child]:
        start_one = partial(worker_process, idle.settings, tmp_path / "worker.log")
        if die_at is None:
            return start_one(environment=environment | known)
        return start_one(script=DYING, environment=environment | known | {"DIE_AT": die_at})

    return start


def test_a_worker_that_dies_after_its_commit_has_done_the_step(
    idle: Hand, worker: Worker, tmp_path: Path
) -> None:
    """Temporal gives the step to the next worker (``python worker.py``), which finds the row and calls nothing."""
    with worker(die_at="after commit: orders.order") as dying:
        process_id = idle.start("place_order")
        eventually(lambda: dying.exit_code is not None, what="the worker's death")
    assert "running" == idle.process(process_id).status
    assert "completed" == idle.steps(process_id)[-1].status

    with worker():
        idle.until(process_id, "completed", seconds=60)

    assert (["1"], 1) == effects(tmp_path)
    assert {"ordered_in_attempt": 1, "confirmed": 1}.items() <= idle.state(process_id).items()
    assert ["orders.prepare", "orders.order", "orders.confirm"] == [row.key for row in idle.steps(process_id)]


def test_a_worker_that_dies_before_its_commit_repeats_the_step(
    idle: Hand, worker: Worker, tmp_path: Path
) -> None:
    """The body runs again under the same key: an outside system that knows keys sees one effect."""
    with worker(die_at="before commit: orders.order") as dying:
        process_id = idle.start("place_order")
        eventually(lambda: dying.exit_code is not None, what="the worker's death")
    assert ["orders.prepare"] == [row.key for row in idle.steps(process_id)]

    with worker():
        idle.until(process_id, "completed", seconds=60)

    assert (["1", "2"], 1) == effects(tmp_path)
    assert 2 == idle.state(process_id)["confirmed"]
    assert [1, 2, 1] == [row.attempt for row in idle.steps(process_id)]


def test_a_worker_that_dies_after_create_database_makes_no_second_one(
    idle: Hand, worker: Worker, amsterdam: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next attempt recognises the database, unmarked as it is, as its own and finishes it."""
    servers = json.dumps({"amsterdam": {"title": "Amsterdam", "dsn": amsterdam.dsn}})
    monkeypatch.setenv("PERDURE_DATABASE_SERVERS", servers)
    where = {"customer_id": "default", "environment": "development", "server": "amsterdam"}
    what = {"name": "crashed", "connection_limit": 7, "statement_timeout": "1.5", "extensions": []}

    with worker(die_at="after statement: CREATE DATABASE") as dying:
        process_id = idle.start("create_database", where, what)
        eventually(lambda: dying.exit_code is not None, what="the worker's death")
    assert [("crashed", None)] == databases_called(amsterdam, "crashed")

    with worker():
        idle.until(process_id, "completed", seconds=60)

    ((_, comment),) = databases_called(amsterdam, "crashed")
    assert str(process_id) in (comment or "")
    (made,) = [row for row in idle.steps(process_id) if row.key == "database.make_database"]
    assert 2 == made.attempt


def effects(folder: Path) -> tuple[list[str], int]:
    """The attempts in which the other system was called, and how many orders it has."""
    calls = (folder / "calls").read_text().split()
    return calls, len([file for file in folder.iterdir() if "%2F" in file.name])


def databases_called(server: PostgresServer, name: str) -> list[tuple[str, str | None]]:
    """Name and comment of the databases of that name."""
    query = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with psycopg.connect(server.dsn) as connection:
        return connection.execute(query, [name]).fetchall()
