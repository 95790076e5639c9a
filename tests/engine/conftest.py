"""A worker, and a hand that starts, answers and reads processes."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import sample_product
from sqlalchemy import Row, select
from temporalio.client import Client

from perdure.activities.admission import admit
from perdure.activities.answers import answer
from perdure.db.customers import ensure_default_customer
from perdure.db.engine import Database
from perdure.db.products import mirror_products
from perdure.db.tables import process, process_state, process_step
from perdure.domain.catalogue import catalogue
from perdure.settings import Settings
from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker
from perdure.workflows.connection import connect
from perdure.workflows.notify import notify


class Hand:
    """What an operator does, without the API."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database

    def start(self, workflow: str, *pages: Any, actor: str = "alice", **options: Any) -> UUID:
        async def start() -> UUID:
            accepted = await admit(self.database, workflow, list(pages), actor=actor, **options)
            await self._notify(accepted.process_id)
            return accepted.process_id

        return asyncio.run(start())

    def answer(self, process_id: UUID, *pages: Any, actor: str = "bob") -> None:
        async def answer_() -> None:
            await answer(self.database, process_id, list(pages), actor=actor)
            await self._notify(process_id)

        asyncio.run(answer_())

    def tell(self, process_id: UUID) -> bool:
        return asyncio.run(self._notify(process_id))

    def client(self) -> Any:
        return connect(self.settings)

    async def _notify(self, process_id: UUID) -> bool:
        client: Client = await connect(self.settings, lazy=True)
        return await notify(client, self.database, process_id, task_queue=self.settings.task_queue)

    def process(self, process_id: UUID) -> Row[Any]:
        with self.database.reading() as connection:
            return connection.execute(select(process).where(process.c.process_id == process_id)).one()

    def state(self, process_id: UUID) -> dict[str, Any]:
        with self.database.reading() as connection:
            found = connection.execute(
                select(process_state.c.state).where(process_state.c.process_id == process_id)
            )
            state: dict[str, Any] = found.scalar_one()
            return state

    def steps(self, process_id: UUID) -> list[Row[Any]]:
        with self.database.reading() as connection:
            rows = connection.execute(
                select(process_step)
                .where(process_step.c.process_id == process_id)
                .order_by(process_step.c.sequence)
            )
            return list(rows)

    def until(self, process_id: UUID, status: str, seconds: float = 30) -> Row[Any]:
        def there() -> Row[Any] | None:
            row = self.process(process_id)
            return row if row.status == status else None

        try:
            return eventually(there, seconds=seconds, what=f"status {status}")
        except TimeoutError:
            row = self.process(process_id)
            raise AssertionError(f"{status} was expected, found {row.status}: {row.failure}") from None


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A connection pool on this test's database."""
    opened = Database(database_url, pool_size=5)
    yield opened
    opened.close()


@pytest.fixture
def hand(settings: Settings, database: Database) -> Hand:
    """Acts on this test's database and namespace; no worker runs yet."""
    sample_product.outside.clear()
    sample_product.real.clear()
    catalogue.load(sample_product.plugin, "tests")
    mirror_products(database, catalogue)
    ensure_default_customer(database)
    return Hand(settings, database)


@pytest.fixture
def worker(settings: Settings, hand: Hand) -> Iterator[None]:
    """A worker on this test's database and namespace."""
    with running_worker(settings):
        yield
