"""Servers that go away and come back: the worker says where it looked, keeps trying, and loses nothing."""

import threading
from collections.abc import Iterator
from pathlib import Path

import orders
import pytest
from hand import Hand
from worker_process import worker_process

from perdure import Plugin, State, StepContext, StepList, begin, step, task
from perdure.embedded.postgres import PostgresServer
from perdure.embedded.temporal import TemporalServer
from perdure.testing.servers import temporary_folder
from perdure.testing.waiting import eventually

begun = threading.Event()
released = threading.Event()
attempts: list[int] = []


@step("Take long")
def take_long(context: StepContext) -> State:
    attempts.append(context.attempt)
    begun.set()
    released.wait(60)
    return {"done": True}


@task("Take long")
def taking_long() -> StepList:
    return begin >> take_long


plugins = [orders.plugin, Plugin("outages", workflows=[taking_long])]


@pytest.fixture
def own_temporal(idle: Hand) -> Iterator[TemporalServer]:
    """A Temporal server of this test's own, which does not run yet."""
    with temporary_folder() as folder:
        server = TemporalServer(folder / "temporal", namespace=idle.settings.temporal_namespace)
        yield server
        server.kill()


def test_a_worker_waits_for_its_servers_and_says_where_it_looks(
    idle: Hand,
    postgres: PostgresServer,
    own_temporal: TemporalServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before PostgreSQL and Temporal one line names each address; once they are there, what was accepted is done."""
    monkeypatch.setenv("OTHER_SYSTEM", str(tmp_path))
    settings = idle.settings.model_copy(update={"temporal_address": own_temporal.address})
    process_id = idle.accept("place_order")
    log = tmp_path / "worker.log"

    postgres.stop()
    with worker_process(settings, log):
        eventually(lambda: f"127.0.0.1:{postgres.port}" in log.read_text(), what="a line about PostgreSQL")
        postgres.start()
        eventually(lambda: own_temporal.address in log.read_text(), what="a line about Temporal")
        own_temporal.start()
        idle.until(process_id, "completed", seconds=60)

    said = log.read_text()
    assert "Traceback" not in said
    assert said.index(str(postgres.port)) < said.index(own_temporal.address) < said.index("worker ready")


def test_a_restart_of_postgresql_in_the_middle_of_a_step_costs_nothing(
    shared: Hand, postgres: PostgresServer
) -> None:
    """A body that ends while PostgreSQL is away is kept until it is back, and does not run again."""
    process_id = shared.start("taking_long")
    assert begun.wait(60)

    postgres.stop()
    released.set()
    postgres.start()

    shared.until(process_id, "completed")
    assert [1] == attempts
    assert [1] == [row.attempt for row in shared.steps(process_id)]
