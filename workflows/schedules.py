"""Temporal Schedules: those the catalogue declares and those people made, brought in line when a worker starts."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Row
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
)
from temporalio.service import RPCError, RPCStatusCode

from ..db.engine import Database
from ..db.schedules import list_schedules
from ..domain.catalogue import catalogue
from ..domain.definitions import Target, WorkflowDefinition
from .scheduled_start_workflow import SCHEDULED_START
from .sweep_workflow import SWEEP, SweepPage

_PREFIX: Final = "perdure-"

_log = structlog.stdlib.get_logger()


def schedule_id(key: str) -> str:
    """The id in Temporal of the schedule of a validate workflow, or of one that was made and has a UUID."""
    return f"{_PREFIX}{key}"


async def reconcile_schedules(
    client: Client, database: Database, *, interval: timedelta, task_queue: str
) -> None:
    """One schedule per validate workflow and per one that was made; several workers may do this at once.

    Args:
        client: connected.
        database: where those are that were made.
        interval: how often every active subscription is validated.
        task_queue: where the workers are.
    """
    # Before the rows are read: what is in Temporal and was made has its row by then, unless it was deleted.
    found = [item.id async for item in await client.list_schedules() if item.id.startswith(_PREFIX)]
    wanted = {
        schedule_id(workflow.name): _validation(workflow, interval, task_queue)
        for workflow in catalogue.workflows.values()
        if workflow.target is Target.VALIDATE
    }
    for row in await asyncio.to_thread(list_schedules, database):
        wanted[schedule_id(str(row.schedule_id))] = made_schedule(row, task_queue)
    for name, schedule in wanted.items():
        await declare(client, name, schedule)
    for name in found:
        if name not in wanted:
            await _delete_ours(client, name, task_queue)


def made_schedule(row: Row[Any], task_queue: str) -> Schedule:
    """What Temporal is to do for a schedule that somebody made."""
    name = schedule_id(str(row.schedule_id))
    definition = catalogue.workflows.get(row.workflow)
    title = definition.title if definition else row.workflow
    intervals = [] if row.every is None else [ScheduleIntervalSpec(every=row.every)]
    spec = ScheduleSpec(intervals=intervals, cron_expressions=[row.cron] if row.cron else [])
    if definition is not None and definition.target is Target.VALIDATE:
        return _schedule(
            _sweep(definition, f"{name}-sweep", f"schedule of {row.created_by}", task_queue), spec
        )
    action = ScheduleActionStartWorkflow(
        SCHEDULED_START,
        str(row.schedule_id),
        id=f"{name}-start",
        task_queue=task_queue,
        static_summary=f"Start: {title}",
    )
    return _schedule(action, spec)


def _validation(workflow: WorkflowDefinition, interval: timedelta, task_queue: str) -> Schedule:
    name = schedule_id(workflow.name)
    action = _sweep(workflow, f"{name}-sweep", f"schedule {name}", task_queue)
    return _schedule(action, ScheduleSpec(intervals=[ScheduleIntervalSpec(every=interval)]))


def _sweep(
    workflow: WorkflowDefinition, run: str, reporter: str, task_queue: str
) -> ScheduleActionStartWorkflow:
    return ScheduleActionStartWorkflow(
        SWEEP,
        SweepPage(workflow.name, reporter=reporter),
        id=run,
        task_queue=task_queue,
        static_summary=f"{workflow.title}: every active subscription",
    )


def _schedule(action: ScheduleActionStartWorkflow, spec: ScheduleSpec) -> Schedule:
    return Schedule(
        action=action,
        spec=spec,
        # A sweep that takes longer than the interval is not joined by a second one, and an outage is not made up for:
        # the next sweep sees all there is to see.
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(minutes=1)),
    )


async def declare(client: Client, name: str, schedule: Schedule) -> None:
    """Make a schedule, or have the one of this name do what it is to do."""
    try:
        await client.create_schedule(name, schedule)
    except ScheduleAlreadyRunningError:
        # Only what we declare: that an operator has paused it stays.
        await client.get_schedule_handle(name).update(
            lambda given: ScheduleUpdate(
                Schedule(
                    action=schedule.action,
                    spec=schedule.spec,
                    policy=schedule.policy,
                    state=given.description.schedule.state,
                )
            )
        )


async def _delete_ours(client: Client, name: str, task_queue: str) -> None:
    """Delete a schedule, unless it is that of another installation in the same namespace: one with other workers."""
    handle = client.get_schedule_handle(name)
    try:
        action = (await handle.describe()).schedule.action
        if not isinstance(action, ScheduleActionStartWorkflow) or action.task_queue != task_queue:
            return
        await handle.delete()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
    _log.info("schedule deleted", schedule=name)
