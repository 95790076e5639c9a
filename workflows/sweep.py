"""The sweep: a Temporal workflow that a schedule starts, and that validates every subscription of a product."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import structlog
from temporalio import activity
from temporalio.client import Client

from ..activities.admission import admit
from ..activities.transient import is_transient
from ..db.engine import Database
from ..db.standing import standings
from ..db.validations import being_validated
from ..domain.catalogue import catalogue
from .notify import notify
from .sweep_workflow import SWEEP_PAGE, SweepPage

_PAGE: Final = 50

_log = structlog.stdlib.get_logger()


@dataclass(frozen=True)
class Sweeper:
    """Starts validations, a page of subscriptions at a time.

    Args:
        database: where subscriptions are.
        client: where their validations run.
        task_queue: where the workers are.
    """

    database: Database
    client: Client
    task_queue: str

    def activities(self) -> list[Callable[..., Any]]:
        """What the worker registers."""
        return [self.sweep_page]

    @activity.defn(name=SWEEP_PAGE)
    async def sweep_page(self, page: SweepPage) -> str | None:
        """Validate the next subscriptions; returns the last id, or None at the end.

        Each is a process of its own; one that cannot be started is logged and does not stop the others. A repeated
        attempt starts nothing twice: the idempotency key is the sweep's run and the subscription.
        """
        found, busy = await asyncio.to_thread(self._read, page)
        run_id = activity.info().workflow_run_id
        for subscription_id in found:
            activity.heartbeat()
            if subscription_id not in busy:
                await self._validate(page, subscription_id, f"{run_id}/{subscription_id}")
        return str(found[-1]) if len(found) == _PAGE else None

    def _read(self, page: SweepPage) -> tuple[list[UUID], set[UUID]]:
        definition = catalogue.workflows.get(page.workflow)
        if definition is None:
            _log.warning("nothing to validate with: the workflow is gone", workflow=page.workflow)
            return [], set()
        names = [product.name for product in definition.products]
        after = UUID(page.after) if page.after else None
        with self.database.reading() as connection:
            rows = standings(connection, names, definition.allowed_statuses, after=after, limit=_PAGE)
            found = [row.subscription_id for row in rows]
            return found, being_validated(connection, found)

    async def _validate(self, page: SweepPage, subscription_id: UUID, key: str) -> None:
        try:
            accepted = await admit(
                self.database,
                page.workflow,
                [{"subscription_id": str(subscription_id)}],
                actor=page.reporter,
                idempotency_key=key,
            )
        except Exception as error:
            if is_transient(error):
                raise
            _log.warning("validation not started", subscription_id=str(subscription_id), reason=str(error))
            return
        await notify(self.client, self.database, accepted.process_id, task_queue=self.task_queue)
