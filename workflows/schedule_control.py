"""What operators see of schedules, and do with them: look, pause, let go on, trigger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from temporalio.client import Client, ScheduleDescription, ScheduleHandle, ScheduleOverlapPolicy
from temporalio.service import RPCError, RPCStatusCode

from ..db.engine import Database
from ..db.events import record_event
from ..domain.catalogue import catalogue
from ..domain.definitions import Target, WorkflowDefinition
from ..domain.errors import NotFoundError, UnavailableError
from .schedules import schedule_id

PATIENCE: Final = timedelta(seconds=5)
"""How long Temporal may take to answer all that one look asks."""


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """The schedule of one validate workflow.

    Args:
        workflow: its key.
        title: its title.
        declared: Temporal knows the schedule; a worker declares it when it starts.
        paused: it starts nothing by itself.
        note: why it was paused or let go on, and by whom.
        every: how often it starts a sweep.
        next_runs: when it starts the next ones, unless it is paused.
        last_run: when it started the last one.
        running: a sweep is under way.
    """

    workflow: str
    title: str
    declared: bool
    paused: bool = False
    note: str | None = None
    every: timedelta | None = None
    next_runs: tuple[datetime, ...] = ()
    last_run: datetime | None = None
    running: bool = False


async def read_schedules(client: Client) -> list[ScheduleView]:
    """Every schedule, by the title of its workflow.

    Raises:
        UnavailableError: Temporal does not answer.
    """
    declared = [item for item in catalogue.workflows.values() if item.target is Target.VALIDATE]
    async with _temporal():
        return [await _view(client, item) for item in sorted(declared, key=lambda item: item.title)]


async def pause_schedule(
    client: Client, database: Database, workflow: str, *, paused: bool, actor: str, reason: str | None = None
) -> None:
    """Keep a schedule from starting anything, or let it go on.

    Args:
        client: where the schedule is.
        database: where it is written down.
        workflow: the key of the validate workflow.
        paused: whether it is to start nothing.
        actor: who decides.
        reason: why.

    Raises:
        NotFoundError: there is no such schedule.
        UnavailableError: Temporal does not answer.
    """
    note = f"{actor}: {reason}" if reason else actor
    async with _temporal(workflow):
        handle = _handle(client, workflow)
        await (handle.pause(note=note) if paused else handle.unpause(note=note))
    kind = "schedule.paused" if paused else "schedule.resumed"
    await asyncio.to_thread(_record, database, kind, workflow, actor, reason)


async def trigger_schedule(client: Client, database: Database, workflow: str, *, actor: str) -> None:
    """Start a sweep now; while one is under way nothing is started beside it.

    Args:
        client: where the schedule is.
        database: where it is written down.
        workflow: the key of the validate workflow.
        actor: who decides.

    Raises:
        NotFoundError: there is no such schedule.
        UnavailableError: Temporal does not answer.
    """
    async with _temporal(workflow):
        await _handle(client, workflow).trigger(overlap=ScheduleOverlapPolicy.SKIP)
    await asyncio.to_thread(_record, database, "schedule.triggered", workflow, actor, None)


async def _view(client: Client, workflow: WorkflowDefinition) -> ScheduleView:
    try:
        found = await client.get_schedule_handle(schedule_id(workflow.name)).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return ScheduleView(workflow.name, workflow.title, declared=False)
        raise
    return _of(workflow, found)


def _of(workflow: WorkflowDefinition, found: ScheduleDescription) -> ScheduleView:
    intervals, actions = found.schedule.spec.intervals, found.info.recent_actions
    return ScheduleView(
        workflow.name,
        workflow.title,
        declared=True,
        paused=found.schedule.state.paused,
        note=found.schedule.state.note,
        every=intervals[0].every if intervals else None,
        next_runs=() if found.schedule.state.paused else tuple(found.info.next_action_times),
        last_run=actions[-1].started_at if actions else None,
        running=bool(found.info.running_actions),
    )


def _handle(client: Client, workflow: str) -> ScheduleHandle:
    definition = catalogue.workflow(workflow)
    if definition.target is not Target.VALIDATE:
        raise NotFoundError(f"{definition.title} has no schedule: only validate workflows have.")
    return client.get_schedule_handle(schedule_id(workflow))


@asynccontextmanager
async def _temporal(workflow: str | None = None) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            yield
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and workflow is not None:
            raise NotFoundError(
                f"Temporal has no schedule for {workflow} yet: a worker declares it when it starts."
            ) from None
        raise UnavailableError(f"Temporal does not answer: {error.message}.") from error
    except (TimeoutError, RuntimeError) as error:
        # The latter is what temporalio raises when a lazy client cannot connect.
        raise UnavailableError("Temporal does not answer; schedules are kept there.") from error


def _record(database: Database, kind: str, workflow: str, actor: str, reason: str | None) -> None:
    with database.transaction() as connection:
        record_event(connection, kind, actor, reason=reason, data={"workflow": workflow})
