"""What Temporal says at the end: its runs, what it has heard of steps, and whether its histories replay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from evidence import heard, run
from sqlalchemy import insert
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from perdure.db.engine import Database
from perdure.domain.process import Outcome, StepCall
from perdure.settings import Settings
from perdure.worker import SANDBOX
from perdure.workflows.connection import connect
from perdure.workflows.workflow_types import workflow_types

_LIVE: Final = WorkflowExecutionStatus.RUNNING


async def live_runs(settings: Settings, workflows: Collection[str]) -> int:
    """How many runs of these workflows have not ended."""
    return len([one for one in await _runs(await connect(settings), workflows) if one.status is _LIVE])


async def keep_histories(
    settings: Settings, database: Database, workflows: Collection[str], terminated: Collection[UUID]
) -> None:
    """Write all of it into the tables of the campaign.

    Args:
        settings: where Temporal is.
        database: where the tables are.
        workflows: the names of the workflows whose runs count.
        terminated: processes whose run was terminated.
    """
    client = await connect(settings)
    found = await _runs(client, workflows)
    histories = await asyncio.gather(*[_history(client, one) for one in found])
    replayed = await _replayed(workflows, histories)
    runs, steps = [], []
    for one, history in zip(found, histories, strict=True):
        process_id, failure = UUID(one.id), replayed.get(history.run_id)
        runs.append(
            {
                "process_id": process_id,
                "run_id": one.run_id,
                "live": one.status is _LIVE,
                "terminated": process_id in terminated,
                "replay_failure": failure and str(failure),
            }
        )
        steps += [
            {
                "run_id": one.run_id,
                "process_id": process_id,
                "position": call.position,
                "generation": call.generation,
                "status": outcome.status and outcome.status.value,
                "changed": outcome.changed,
            }
            for call, outcome in _heard(history)
        ]
    with database.transaction() as connection:
        connection.execute(insert(run), runs)
        connection.execute(insert(heard), steps)


async def _runs(client: Client, workflows: Collection[str]) -> list[WorkflowExecution]:
    return [one async for one in client.list_workflows() if one.workflow_type in workflows]


async def _history(client: Client, found: WorkflowExecution) -> WorkflowHistory:
    return await client.get_workflow_handle(found.id, run_id=found.run_id).fetch_history()


async def _replayed(
    workflows: Collection[str], histories: Sequence[WorkflowHistory]
) -> Mapping[str, Exception]:
    """What is wrong with replaying them, by run."""
    replayer = Replayer(
        workflows=workflow_types(workflows),
        data_converter=pydantic_data_converter,
        workflow_runner=SANDBOX,
        build_id="chaos",
    )

    async def each() -> AsyncIterator[WorkflowHistory]:
        for history in histories:
            yield history

    return (await replayer.replay_workflows(each(), raise_on_replay_failure=False)).replay_failures


def _heard(history: WorkflowHistory) -> Iterator[tuple[StepCall, Outcome]]:
    """The steps of a history that came back, with what they said."""
    scheduled: dict[int, Any] = {}
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            scheduled[event.event_id] = event.activity_task_scheduled_event_attributes.input.payloads
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            completed = event.activity_task_completed_event_attributes
            convert = pydantic_data_converter.payload_converter.from_payloads
            (call,) = convert(scheduled[completed.scheduled_event_id], [StepCall])
            (outcome,) = convert(completed.result.payloads, [Outcome])
            yield call, outcome
