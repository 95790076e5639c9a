"""Starts the process that a schedule is for, through the same admission as every other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row
from temporalio import activity
from temporalio.client import Client

from ..activities.admission import admit
from ..activities.transient import is_transient
from ..db.engine import Database
from ..db.events import record_event
from ..db.schedules import read_schedule
from .notify import notify
from .scheduled_start_workflow import START

_log = structlog.stdlib.get_logger()


@dataclass(frozen=True)
class ScheduledStarter:
    """Starts what is scheduled.

    Args:
        database: where schedules and processes are.
        client: where processes run.
        task_queue: where the workers are.
    """

    database: Database
    client: Client
    task_queue: str

    def activities(self) -> list[Callable[..., Any]]:
        """What the worker registers."""
        return [self.start]

    @activity.defn(name=START)
    async def start(self, schedule_id: str) -> str | None:
        """Start a process; a repeated attempt starts none beside it, because the run is the key.

        One that is refused is written down as an event: nobody is there to be told.
        """
        row = await asyncio.to_thread(read_schedule, self.database, UUID(schedule_id))
        if row is None:
            return None
        try:
            accepted = await admit(
                self.database,
                row.workflow,
                row.answers,
                actor=_reporter(row),
                idempotency_key=f"schedule/{activity.info().workflow_run_id}",
            )
        except Exception as error:
            if is_transient(error):
                raise
            _log.warning("what is scheduled was not started", schedule=schedule_id, reason=str(error))
            await asyncio.to_thread(self._refused, row, str(error))
            return None
        await notify(self.client, self.database, accepted.process_id, task_queue=self.task_queue)
        return str(accepted.process_id)

    def _refused(self, row: Row[Any], reason: str) -> None:
        facts = {"schedule": str(row.schedule_id), "workflow": row.workflow}
        with self.database.transaction() as connection:
            record_event(connection, "schedule.refused", _reporter(row), reason=reason, data=facts)


def _reporter(row: Row[Any]) -> str:
    return f"schedule of {row.created_by}"
