"""What operators see of schedules, and do with them: look, pause, let go on, trigger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row
from temporalio.client import Client, ScheduleHandle, ScheduleOverlapPolicy
from temporalio.service import RPCError, RPCStatusCode

from ..db.engine import Database
from ..db.events import record_event
from ..db.schedules import list_schedules
from ..db.validations import SweepProgress, sweep_progress
from ..domain.catalogue import catalogue
from ..domain.definitions import Target
from ..domain.errors import NotFoundError, UnavailableError
from .schedules import schedule_id

PATIENCE: Final = timedelta(seconds=5)
"""How long Temporal may take to answer all that one look asks."""


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """The schedule of one validate workflow, or one that somebody made.

    Args:
        key: the workflow's key, or the UUID of one that was made.
        workflow: the workflow's key.
        title: its title.
        target: its kind; None when the catalogue does not know it (any more).
        declared: Temporal knows the schedule; a worker declares it when it starts.
        made_by: who made it; None when the catalogue declares it.
        answers: what is answered to its form.
        cron: when it starts something, in UTC; None when it has an interval.
        paused: it starts nothing by itself.
        note: why it was paused or let go on, and by whom.
        every: how often it starts something.
        next_runs: when it starts the next ones, unless it is paused.
        last_run: when it started the last one.
        running: what it started is under way.
        progress: how far the last sweep of a validate workflow has come.
    """

    key: str
    workflow: str
    title: str
    target: Target | None = Target.VALIDATE
    declared: bool = False
    made_by: str | None = None
    answers: tuple[dict[str, Any], ...] = ()
    cron: str | None = None
    paused: bool = False
    note: str | None = None
    every: timedelta | None = None
    next_runs: tuple[datetime, ...] = ()
    last_run: datetime | None = None
    running: bool = False
    progress: SweepProgress | None = None


async def read_schedules(client: Client, database: Database) -> list[ScheduleView]:
    """Every schedule: those of validate workflows by title, then those that were made, oldest first.

    Raises:
        UnavailableError: Temporal does not answer.
    """
    declared = [item for item in catalogue.workflows.values() if item.target is Target.VALIDATE]
    views = [
        ScheduleView(item.name, item.name, item.title)
        for item in sorted(declared, key=lambda item: item.title)
    ]
    views += [_made(row) for row in await asyncio.to_thread(list_schedules, database)]
    async with temporal():
        views = list(await asyncio.gather(*(_with_state(client, view) for view in views)))
    return await asyncio.to_thread(_with_progress, database, views)


async def read_schedule_view(client: Client, row: Row[Any]) -> ScheduleView:
    """One that was made.

    Raises:
        UnavailableError: Temporal does not answer.
    """
    async with temporal():
        return await _with_state(client, _made(row))


async def pause_schedule(
    client: Client, database: Database, key: str, *, paused: bool, actor: str, reason: str | None = None
) -> None:
    """Keep a schedule from starting anything, or let it go on.

    Args:
        client: where the schedule is.
        database: where it is written down.
        key: the key of the validate workflow, or the id of one that was made.
        paused: whether it is to start nothing.
        actor: who decides.
        reason: why.

    Raises:
        NotFoundError: there is no such schedule.
        UnavailableError: Temporal does not answer.
    """
    note = f"{actor}: {reason}" if reason else actor
    async with temporal(key):
        handle = _handle(client, key)
        await (handle.pause(note=note) if paused else handle.unpause(note=note))
    kind = "schedule.paused" if paused else "schedule.resumed"
    await asyncio.to_thread(_record, database, kind, key, actor, reason)


async def trigger_schedule(client: Client, database: Database, key: str, *, actor: str) -> None:
    """Start it now; while what it started is under way nothing is started beside it.

    Args:
        client: where the schedule is.
        database: where it is written down.
        key: the key of the validate workflow, or the id of one that was made.
        actor: who decides.

    Raises:
        NotFoundError: there is no such schedule.
        UnavailableError: Temporal does not answer.
    """
    async with temporal(key):
        await _handle(client, key).trigger(overlap=ScheduleOverlapPolicy.SKIP)
    await asyncio.to_thread(_record, database, "schedule.triggered", key, actor, None)


def _made(row: Row[Any]) -> ScheduleView:
    definition = catalogue.workflows.get(row.workflow)
    return ScheduleView(
        str(row.schedule_id),
        row.workflow,
        definition.title if definition else row.workflow,
        definition.target if definition else None,
        made_by=row.created_by,
        answers=tuple(row.answers),
        cron=row.cron,
        every=row.every,
    )


async def _with_state(client: Client, view: ScheduleView) -> ScheduleView:
    """The view with what Temporal says of the schedule."""
    try:
        found = await client.get_schedule_handle(schedule_id(view.key)).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return view
        raise
    intervals, actions = found.schedule.spec.intervals, found.info.recent_actions
    return replace(
        view,
        declared=True,
        paused=found.schedule.state.paused,
        note=found.schedule.state.note,
        every=intervals[0].every if intervals else None,
        next_runs=() if found.schedule.state.paused else tuple(found.info.next_action_times),
        last_run=actions[-1].started_at if actions else None,
        running=bool(found.info.running_actions),
    )


def _with_progress(database: Database, views: list[ScheduleView]) -> list[ScheduleView]:
    with database.reading() as connection:
        return [replace(view, progress=_progress(connection, view)) for view in views]


def _progress(connection: Connection, view: ScheduleView) -> SweepProgress | None:
    if view.made_by is not None or view.last_run is None:
        return None
    definition = catalogue.workflow(view.workflow)
    names = [product.name for product in definition.products]
    return sweep_progress(connection, names, definition.allowed_statuses, view.last_run)


def _handle(client: Client, key: str) -> ScheduleHandle:
    if is_made(key):
        return client.get_schedule_handle(schedule_id(str(UUID(key))))
    definition = catalogue.workflow(key)
    if definition.target is not Target.VALIDATE:
        raise NotFoundError(
            f"{definition.title} has no schedule of its own: only validate workflows have; make one for it."
        )
    return client.get_schedule_handle(schedule_id(key))


def is_made(key: str) -> bool:
    """Whether this is the id of a schedule that somebody made, rather than a workflow's key."""
    try:
        UUID(key)
    except ValueError:
        return False
    return True


@asynccontextmanager
async def temporal(key: str | None = None) -> AsyncIterator[None]:
    """While Temporal is asked; ``key`` is the schedule that has to be there.

    Raises:
        NotFoundError: it is not.
        UnavailableError: Temporal does not answer.
    """
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            yield
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and key is not None:
            raise NotFoundError(
                f"Temporal has no schedule {key} (any more, or not yet: a worker declares it when it starts)."
            ) from None
        raise UnavailableError(f"Temporal does not answer: {error.message}.") from error
    except (TimeoutError, RuntimeError) as error:
        # The latter is what temporalio raises when a lazy client cannot connect.
        raise UnavailableError("Temporal does not answer; schedules are kept there.") from error


def _record(database: Database, kind: str, key: str, actor: str, reason: str | None) -> None:
    with database.transaction() as connection:
        record_event(connection, kind, actor, reason=reason, data={"schedule": key})
