"""Two people press the button at once, each at an API process of their own."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import httpx2
import pytest
from api_process import api_process
from lamp_api import Api
from sqlalchemy import func, select, text

from perdure.db.engine import Database
from perdure.db.tables import process
from perdure.settings import Settings
from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker
from perdure.workflows.connection import connect

ROUNDS = 50


class Race:
    """Two clients of two API processes, and the subscription that both want to modify."""

    def __init__(self, clients: list[httpx2.Client], subscription_id: str) -> None:
        self.clients = clients
        self.pages = [{"subscription_id": subscription_id}, {"watts": 60}]
        self._barrier = Barrier(len(clients))
        self._threads = ThreadPoolExecutor(len(clients))

    def modify(self) -> list[httpx2.Response]:
        """Both start to modify the subscription at the same moment; the answers by status."""

        def start(client: httpx2.Client) -> httpx2.Response:
            self._barrier.wait()
            return client.post("/api/processes/modify_lamp", json=self.pages)

        return sorted(self._threads.map(start, self.clients), key=lambda answer: answer.status_code)

    def abort(self, process_id: str) -> None:
        """Make room for the next round."""
        assert 204 == self.clients[0].put(f"/api/processes/{process_id}/abort", json={}).status_code


@pytest.fixture
def race(api: Api, settings: Settings, tmp_path: Path) -> Iterator[Race]:
    """Two API processes on one database, with one lamp."""
    with running_worker(settings):
        subscription_id = api.lamp()
    with ExitStack() as opened:
        addresses = [opened.enter_context(api_process(settings, tmp_path / f"{name}.log")) for name in "ab"]
        clients = [
            opened.enter_context(httpx2.Client(base_url=address, trust_env=False)) for address in addresses
        ]
        yield Race(clients, subscription_id)


def test_of_two_starts_at_once_one_wins(race: Race, settings: Settings, database: Database) -> None:
    """Fifty rounds: one 201 and one 409 with the winner's id, one process row, one run.

    It is the primary key of the lock's table that decides: without it some round ends otherwise, which also shows
    that the two really meet.
    """
    for _ in range(ROUNDS):
        won, lost = race.modify()
        assert [201, 409] == [won.status_code, lost.status_code], lost.text
        assert ("locked", won.json()["id"]) == (lost.json()["code"], lost.json()["process_id"])
        race.abort(won.json()["id"])

    expected = ROUNDS + 1  # and the one that ordered the lamp
    with database.reading() as connection:
        assert expected == connection.scalar(select(func.count()).select_from(process))
    eventually(lambda: expected == asyncio.run(count_runs(settings)), what="a run per process")

    with database.transaction() as connection:
        connection.execute(text("ALTER TABLE subscription_lock DROP CONSTRAINT pk_subscription_lock"))
    for _ in range(ROUNDS):
        won, lost = race.modify()
        if (won.status_code, lost.status_code) != (201, 409):
            return
        race.abort(won.json()["id"])
    pytest.fail(f"{ROUNDS} rounds without a primary key went as if there were one: the two never met")


def test_two_starts_with_one_idempotency_key_at_once_are_one_process(api: Api) -> None:
    """Both get 201 with the same id, and there is one row."""
    barrier = Barrier(2)

    def start(key: str) -> httpx2.Response:
        barrier.wait()
        return api.post("/api/processes/sweep_shop", json=[], headers={"Idempotency-Key": key})

    with ThreadPoolExecutor(2) as threads:
        for number in range(10):
            first, second = threads.map(start, [f"key-{number}"] * 2)

            assert [201, 201] == [first.status_code, second.status_code], second.text
            assert first.json()["id"] == second.json()["id"]

    assert 10 == len(api.get("/api/processes").json()["items"])


async def count_runs(settings: Settings) -> int:
    """How many runs Temporal has."""
    client = await connect(settings)
    return (await client.count_workflows()).count
