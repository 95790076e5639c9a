"""What the API does while PostgreSQL or Temporal is away."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from fastapi.testclient import TestClient
from lamp_api import Api

from perdure.api.app import create_app
from perdure.db import engine
from perdure.db.engine import Database
from perdure.db.migrate import upgrade
from perdure.db.tables import process
from perdure.domain.errors import UnavailableError
from perdure.embedded.ports import free_port
from perdure.embedded.postgres import PostgresServer
from perdure.embedded.temporal import TemporalServer
from perdure.settings import Settings
from perdure.testing.servers import fresh_database
from perdure.testing.waiting import eventually


@contextmanager
def stopped(server: PostgresServer | TemporalServer) -> Iterator[None]:
    """A server is away during the block."""
    server.stop()
    try:
        yield
    finally:
        server.start()


def test_without_postgresql_every_answer_is_503_and_says_when_to_try_again(
    api: Api, postgres: PostgresServer, database: Database
) -> None:
    """503 with Retry-After on reads and writes; nothing is written; it all works again afterwards."""
    order = api.order()
    with stopped(postgres):
        answers = [
            api.get("/api/processes"),
            api.get("/api/subscriptions"),
            api.get("/api/products"),
            api.get("/api/health"),
            api.post("/api/processes/create_lamp", json=order),
            api.post("/api/processes/sweep_shop", json=[]),
        ]
        catalogue = api.get("/api/workflows")

    assert [(503, "unavailable", "5")] * 6 == [
        (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) for answer in answers
    ]
    assert "PostgreSQL at" in answers[0].json()["detail"]
    assert 200 == catalogue.status_code
    with database.reading() as connection:
        assert [] == connection.execute(process.select()).all()
    assert 201 == api.post("/api/processes/create_lamp", json=order).status_code


def test_the_api_starts_before_postgresql(settings: Settings) -> None:
    """It serves what needs no database, and says for the rest where it looked, without the password."""
    url = f"postgresql+psycopg://perdure:hunter2@127.0.0.1:{free_port()}/perdure"

    with TestClient(create_app(settings.model_copy(update={"database_url": url}))) as client:
        away = client.get("/api/processes")
        served = client.get("/api/workflows")

    assert (503, 200) == (away.status_code, served.status_code)
    assert "perdure:***@127.0.0.1" in away.json()["detail"]


def test_the_api_waits_for_the_migration(settings: Settings, postgres: PostgresServer) -> None:
    """On a database without tables it says what to do, and works as soon as that is done."""
    with (
        fresh_database(postgres) as url,
        TestClient(create_app(settings.model_copy(update={"database_url": url}))) as client,
    ):
        before = client.get("/api/processes")
        upgrade(url)
        eventually(lambda: client.get("/api/customers").json().get("items"), what="the default customer")

    assert (503, "5") == (before.status_code, before.headers["retry-after"])
    assert "run `perdure migrate`" in before.json()["detail"]


def test_a_request_that_gets_no_connection_is_told_to_come_back(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When every connection is in use for too long, that is told instead of waiting on."""
    monkeypatch.setattr(engine, "POOL_PATIENCE_SECONDS", 0.1)
    small = Database(database_url, pool_size=1)
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(small.reading())

        with pytest.raises(UnavailableError, match="are in use; try again"), small.reading():
            pass
    small.close()


def test_the_api_catches_up_when_postgresql_comes_back(settings: Settings, postgres: PostgresServer) -> None:
    """What it writes at its start is written as soon as it can be."""
    with stopped(postgres):
        client = TestClient(create_app(settings))
        client.__enter__()
    try:
        eventually(lambda: client.get("/api/customers").json().get("items"), what="the default customer")
    finally:
        client.__exit__(None, None, None)


def test_without_temporal_starts_are_accepted_and_health_is_degraded(settings: Settings) -> None:
    """201 accepted; the process says that Temporal does not know of it yet; health says where it looked."""
    address = f"127.0.0.1:{free_port()}"

    with TestClient(create_app(settings.model_copy(update={"temporal_address": address}))) as client:
        api = Api(client)
        process_id = api.start("sweep_shop", [])
        found = api.process(process_id)
        health = api.get("/api/health")

    assert ("accepted", "worker") == (found["status"], found["waiting_on"]["kind"])
    assert "Accepted; Temporal has not been told yet." == found["waiting_on"]["words"]
    assert (200, "degraded") == (health.status_code, health.json()["status"])
    assert address in health.json()["temporal"]


def test_health_is_ok_when_both_answer(api: Api) -> None:
    """200 ok."""
    response = api.get("/api/health")

    assert (200, "ok") == (response.status_code, response.json()["status"])


def test_a_namespace_that_does_not_exist_is_told(settings: Settings) -> None:
    """Health is degraded: no process would ever run."""
    with TestClient(create_app(settings.model_copy(update={"temporal_namespace": "nowhere"}))) as client:
        health = client.get("/api/health").json()

    assert "degraded" == health["status"]
    assert "nowhere" in health["temporal"]


@pytest.mark.usefixtures("worker")
def test_what_was_started_and_answered_without_temporal_completes_with_it(
    api: Api, temporal: TemporalServer
) -> None:
    """201 and 204 while Temporal is away; both processes complete once it is back."""
    waiting = api.start("create_lamp", api.order(place="outdoors"))
    api.until(waiting, "suspended")

    with stopped(temporal):
        started = api.start("sweep_shop", [])
        answered = api.put(
            f"/api/processes/{waiting}/resume", json=[{"approved": True}, {"remark": "bring a coat"}]
        )
        during = api.process(waiting)

    assert 204 == answered.status_code
    assert "Answered, or decided about; Temporal has not been told yet." == during["waiting_on"]["words"]
    api.until(started, "completed")
    api.until(waiting, "completed")


@pytest.mark.usefixtures("worker")
def test_an_abort_without_temporal_is_kept(api: Api, temporal: TemporalServer) -> None:
    """204 while Temporal is away, the process says who decided, and it ends once Temporal is back."""
    waiting = api.start("create_lamp", api.order(place="outdoors"))
    api.until(waiting, "suspended")

    with stopped(temporal):
        aborted = api.put(f"/api/processes/{waiting}/abort", json={}, headers={"X-Perdure-Actor": "otto"})
        during = api.process(waiting)

    assert 204 == aborted.status_code
    assert "otto decided to abort it; Temporal has not been told yet." == during["waiting_on"]["words"]
    api.until(waiting, "aborted")
