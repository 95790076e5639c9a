"""Temporal Schedules for validation: declared by the catalogue, brought in line when a worker starts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog
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

from ..domain.catalogue import catalogue
from ..domain.definitions import Target, WorkflowDefinition
from .sweep_workflow import SWEEP, SweepPage

_PREFIX: Final = "perdure-"

_log = structlog.stdlib.get_logger()


def schedule_id(workflow: str) -> str:
    """The id of the schedule of a validate workflow."""
    return f"{_PREFIX}{workflow}"


async def reconcile_schedules(client: Client, *, interval: timedelta, task_queue: str) -> None:
    """One schedule per validate workflow, no more and no fewer; several workers may do this at once.

    Args:
        client: connected.
        interval: how often every active subscription is validated.
        task_queue: where the workers are.
    """
    declared = {
        schedule_id(workflow.name): workflow
        for workflow in catalogue.workflows.values()
        if workflow.target is Target.VALIDATE
    }
    for name, workflow in declared.items():
        await _declare(client, name, _schedule(name, workflow, interval, task_queue))
    async for found in await client.list_schedules():
        if found.id.startswith(_PREFIX) and found.id not in declared:
            await _delete_ours(client, found.id, task_queue)


def _schedule(name: str, workflow: WorkflowDefinition, interval: timedelta, task_queue: str) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(
            SWEEP,
            SweepPage(workflow.name, reporter=f"schedule {name}"),
            id=f"{name}-sweep",
            task_queue=task_queue,
            static_summary=f"{workflow.title}: every active subscription",
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=interval)]),
        # A sweep that takes longer than the interval is not joined by a second one, and an outage is not made up for:
        # the next sweep sees all there is to see.
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(minutes=1)),
    )


async def _declare(client: Client, name: str, schedule: Schedule) -> None:
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
