"""What operators do, without the API: start, answer, decide, look."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sample_product import LineInactive
from sqlalchemy import Row, select
from temporalio.client import Client, WorkflowHandle

from perdure.activities import decisions
from perdure.activities.admission import admit
from perdure.activities.answers import answer
from perdure.db.engine import Database
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.db.tables import event, metadata, process, process_state, process_step, subscription_lock
from perdure.domain.lifecycle import ACTIVE, SubscriptionLifecycle
from perdure.domain.store import bind_store
from perdure.domain.subscription import SubscriptionModel
from perdure.settings import Settings
from perdure.testing.waiting import eventually
from perdure.workflows.connection import connect
from perdure.workflows.notify import notify


class Hand:
    """Acts on one installation.

    Args:
        settings: where its Temporal is.
        database: where its processes are.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database

    def accept(self, workflow: str, *pages: Any, actor: str = "alice", **options: Any) -> UUID:
        """Have a start accepted, and leave it at that: Temporal is not told."""
        return asyncio.run(admit(self.database, workflow, list(pages), actor=actor, **options)).process_id

    def start(self, workflow: str, *pages: Any, actor: str = "alice", **options: Any) -> UUID:
        """Start a process and give its id."""
        process_id = self.accept(workflow, *pages, actor=actor, **options)
        self.tell(process_id)
        return process_id

    def answer(self, process_id: UUID, *pages: Any, actor: str = "bob") -> None:
        """Answer the form that a process waits for."""
        asyncio.run(answer(self.database, process_id, list(pages), actor=actor))
        self.tell(process_id)

    def retry(
        self, process_id: UUID, *, actor: str = "carol", reason: str | None = None, **options: Any
    ) -> None:
        """Decide that a failed step is tried again."""
        decisions.retry(self.database, process_id, actor=actor, reason=reason, **options)
        self.tell(process_id)

    def until_steps(self, process_id: UUID, *positions: str) -> None:
        """Wait until these steps are completed."""
        wanted = set(positions)
        eventually(
            lambda: wanted <= {row.position for row in self.steps(process_id) if row.status == "completed"},
            what=f"steps {sorted(wanted)}",
        )

    def until_failure(self, process_id: UUID, message: str) -> None:
        """Wait until a process says that this has gone wrong."""
        eventually(lambda: self.process(process_id).failure == message, what=f"the failure {message!r}")

    def until_failed_steps(self, process_id: UUID, count: int) -> None:
        """Wait until so many failed steps are undecided."""
        eventually(
            lambda: (
                count
                == len([row for row in self.steps(process_id) if row.status == "failed" and not row.decision])
            ),
            what=f"{count} failed steps",
        )

    def abort(self, process_id: UUID, *, actor: str = "carol", reason: str | None = None) -> None:
        """Decide that a process ends here."""
        decisions.abort(self.database, process_id, actor=actor, reason=reason)
        self.tell(process_id)

    def tell(self, process_id: UUID) -> bool:
        """Tell Temporal what it has not been told; whether it knows now."""

        async def tell() -> bool:
            client = await connect(self.settings, lazy=True)
            return await notify(client, self.database, process_id, task_queue=self.settings.task_queue)

        return asyncio.run(tell())

    async def client(self) -> Client:
        """A connection to this installation's namespace."""
        return await connect(self.settings)

    async def run_of(self, process_id: UUID) -> WorkflowHandle[Any, Any]:
        """The Temporal run of a process."""
        return (await self.client()).get_workflow_handle(str(process_id))

    def process(self, process_id: UUID) -> Row[Any]:
        """The row of a process."""
        with self.database.reading() as connection:
            return connection.execute(select(process).where(process.c.process_id == process_id)).one()

    def state(self, process_id: UUID) -> dict[str, Any]:
        """A process's State as it is now."""
        with self.database.reading() as connection:
            found: dict[str, Any] = connection.execute(
                select(process_state.c.state).where(
                    process_state.c.process_id == process_id, process_state.c.branch == ""
                )
            ).scalar_one()
            return found

    def steps(self, process_id: UUID) -> Sequence[Row[Any]]:
        """The rows of a process's steps, in the order in which they were recorded."""
        query = select(process_step).where(process_step.c.process_id == process_id)
        with self.database.reading() as connection:
            return connection.execute(query.order_by(process_step.c.sequence)).all()

    def events(self, process_id: UUID) -> Sequence[Row[Any]]:
        """What was written down about a process, in order."""
        query = select(event).where(event.c.process_id == process_id)
        with self.database.reading() as connection:
            return connection.execute(query.order_by(event.c.event_id)).all()

    def holder(self, subscription_id: UUID | str) -> UUID | None:
        """The process that holds the lock of a subscription."""
        query = select(subscription_lock.c.process_id).where(
            subscription_lock.c.subscription_id == UUID(str(subscription_id))
        )
        with self.database.reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def subscription(self, subscription_id: UUID | str) -> Any:
        """A subscription as it is now."""
        with bind_store(SubscriptionSession(self.database, read_only=True)):
            return SubscriptionModel.from_subscription_id(subscription_id)

    def line(
        self, label: str = "ams1-fra1", *, status: SubscriptionLifecycle = ACTIVE, insync: bool = True
    ) -> str:
        """Make a line of the sample product without a process, and give its id."""
        session = SubscriptionSession(self.database)
        with bind_store(session):
            line = LineInactive.new("Line", "default", insync=insync)
            line.line.label, line.line.speed = label, 10
            SubscriptionModel.from_other_lifecycle(line, status)
        with self.database.transaction() as connection:
            write_changes(connection, session.changes())
        return str(line.subscription_id)

    def change_behind(self, subscription_id: UUID | str, speed: int) -> None:
        """Change a line behind the back of whoever holds its lock."""
        session = SubscriptionSession(self.database)
        with bind_store(session):
            SubscriptionModel.from_subscription_id(subscription_id).line.speed = speed
        with self.database.transaction() as connection:
            write_changes(connection, session.changes())

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.database.reading() as connection:
            return {
                table.name: len(connection.execute(select(table.primary_key.columns)).all())
                for table in metadata.sorted_tables
            }

    def until(self, process_id: UUID, status: str, *, seconds: float = 30) -> Row[Any]:
        """Wait until a process has a status, and give its row; one that ends differently is not waited for.

        Raises:
            AssertionError: it has failed, ended otherwise or not got there in time.
        """
        failures = iter(range(100))  # a failure may be decided upon by somebody else: two seconds

        def there() -> Row[Any] | None:
            row = self.process(process_id)
            hopeless = row.status == "failed" and status != "aborted" and next(failures, None) is None
            return row if row.status == status or row.finished_at or hopeless else None

        try:
            row = eventually(there, seconds=seconds, what=f"status {status}")
        except TimeoutError:
            row = self.process(process_id)
        if row.status != status:
            errors = [step.error for step in self.steps(process_id) if step.error]
            raise AssertionError(
                f"{status} was expected, found {row.status} at {row.step_title!r}: {row.failure}\n{errors}"
            )
        return row

    def run(self, workflow: str, *pages: Any, status: str = "completed", **options: Any) -> UUID:
        """Start a process and wait until it has a status."""
        process_id = self.start(workflow, *pages, **options)
        self.until(process_id, status)
        return process_id
