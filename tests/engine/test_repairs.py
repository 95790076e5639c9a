"""What the reconciler finds and mends when Temporal and the rows no longer agree."""

import asyncio
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from uuid import UUID

import pytest
from hand import Hand
from sqlalchemy import insert, update
from temporalio import workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from perdure.db.tables import process, subscription_lock
from perdure.testing.waiting import eventually
from perdure.workflows.notify import notify
from perdure.workflows.reconciler import reconcile
from perdure.workflows.repairs import Repairs

LINE = {"label": "ams1-fra1", "speed": 10, "needs_approval": True}


def suspended(hand: Hand) -> UUID:
    """A create that waits for its approval."""
    process_id = hand.start("create_line", {}, LINE)
    hand.until(process_id, "suspended")
    return process_id


def repair(hand: Hand, *, rounds: int = 2) -> None:
    """Let the reconciler do so many rounds, with no patience."""

    async def rounds_of_repair() -> None:
        client = await hand.client()
        repairs = Repairs(client, hand.database, patience=timedelta(0))
        for _ in range(rounds):
            await reconcile(
                client,
                hand.database,
                task_queue=hand.settings.task_queue,
                older_than=timedelta(0),
                repairs=repairs,
            )

    asyncio.run(rounds_of_repair())


def status(hand: Hand, process_id: UUID) -> WorkflowExecutionStatus | None:
    """The status of a process's run."""

    async def describe() -> WorkflowExecutionStatus | None:
        return (await (await hand.run_of(process_id)).describe()).status

    return asyncio.run(describe())


def test_a_terminated_run_closes_its_process_and_releases_the_lock(shared: Hand) -> None:
    """Terminate in Temporal runs no code; two observations later the process is aborted, and an event says why."""
    process_id = suspended(shared)
    subscription_id = shared.state(process_id)["subscription"]["subscription_id"]

    async def terminate() -> None:
        await (await shared.run_of(process_id)).terminate(reason="by hand")

    asyncio.run(terminate())
    repair(shared, rounds=1)
    assert "suspended" == shared.process(process_id).status

    repair(shared)

    assert "aborted" == shared.process(process_id).status
    assert shared.holder(subscription_id) is None
    assert "The run was terminated in Temporal." == shared.events(process_id)[-1].reason


def test_a_run_that_is_terminated_before_it_began_closes_its_process(shared: Hand) -> None:
    """No worker had opened the process; it is not left accepted for ever, with its lock."""
    line = shared.line()
    process_id = shared.accept("change_line", {"subscription_id": line}, {"new_speed": 20})

    async def start_and_terminate() -> None:
        client = await shared.client()
        assert await notify(client, shared.database, process_id, task_queue="nobody's")
        await (await shared.run_of(process_id)).terminate(reason="by hand")

    asyncio.run(start_and_terminate())
    repair(shared)

    assert "aborted" == shared.process(process_id).status
    assert shared.holder(line) is None


@workflow.defn(name="ends", sandboxed=False)
class Ends:
    """A run that ends by itself, as none of Perdure's does before it has closed its process."""

    @workflow.run
    async def run(self, how: str) -> None:
        """End like this."""
        if how == "failed":
            raise ApplicationError("no more")


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("failed", "The run failed in Temporal; see its history there."),
        ("completed", "The run has ended in Temporal without closing the process."),
        ("timed out", "The run timed out in Temporal."),
    ],
)
def test_a_run_that_has_ended_without_its_process_closes_it(shared: Hand, how: str, reason: str) -> None:
    """Whatever ended it: two observations later the process is aborted, its lock is free, and an event says why."""
    line = shared.line()
    process_id = shared.accept("change_line", {"subscription_id": line}, {"new_speed": 20})

    async def begin_and_end() -> None:
        client = await shared.client()
        limit = timedelta(seconds=1) if how == "timed out" else None
        queue = f"queue of {process_id}"
        run = await client.start_workflow(
            "ends", how, id=str(process_id), task_queue=queue, run_timeout=limit
        )
        async with AsyncExitStack() as stack:
            if limit is None:
                await stack.enter_async_context(Worker(client, task_queue=queue, workflows=[Ends]))
            with suppress(WorkflowFailureError):
                await run.result()

    asyncio.run(begin_and_end())
    repair(shared, rounds=1)
    assert "accepted" == shared.process(process_id).status

    repair(shared)

    assert "aborted" == shared.process(process_id).status
    assert shared.holder(line) is None
    assert reason == shared.events(process_id)[-1].reason


def test_a_lost_run_is_started_again_and_goes_on_from_the_rows(shared: Hand) -> None:
    """A run that Temporal no longer knows is replaced; nothing that was done is repeated."""
    process_id = suspended(shared)

    async def lose() -> None:
        client: Client = await shared.client()
        await (await shared.run_of(process_id)).terminate()
        await client.workflow_service.delete_workflow_execution(
            DeleteWorkflowExecutionRequest(
                namespace=client.namespace, workflow_execution=WorkflowExecution(workflow_id=str(process_id))
            )
        )

    asyncio.run(lose())
    eventually(lambda: not known(shared, process_id), seconds=90, what="the run to be deleted")

    repair(shared, rounds=3)

    shared.until(process_id, "suspended")
    shared.answer(process_id, {"reason": "ok"}, {"confirmed": True})
    shared.until(process_id, "completed")
    positions = [row.position for row in shared.steps(process_id)]
    assert len(positions) == len(set(positions))
    assert "process.restarted" in {row.kind for row in shared.events(process_id)}


def known(hand: Hand, process_id: UUID) -> bool:
    """Whether Temporal knows a run of this process."""
    try:
        status(hand, process_id)
    except Exception as error:
        if "not found" in str(error):
            return False
        raise
    return True


def test_a_run_of_a_closed_process_is_terminated(shared: Hand) -> None:
    """A run that is still open though its process is closed does not go on for ever."""
    process_id = suspended(shared)
    with shared.database.transaction() as connection:
        connection.execute(
            update(process)
            .where(process.c.process_id == process_id)
            .values(status="aborted", finished_at=process.c.accepted_at)
        )

    repair(shared)

    assert WorkflowExecutionStatus.TERMINATED == status(shared, process_id)


def test_the_lock_of_a_closed_process_is_released(shared: Hand) -> None:
    """A lock that its process has left behind is taken away, with an event on the subscription."""
    process_id = suspended(shared)
    shared.abort(process_id)
    shared.until(process_id, "aborted")
    orphan = UUID(int=process_id.int ^ 1)
    with shared.database.transaction() as connection:
        connection.execute(insert(subscription_lock).values(subscription_id=orphan, process_id=process_id))

    repair(shared, rounds=1)

    assert shared.holder(orphan) is None


def test_what_only_looks_wrong_once_is_left_alone(shared: Hand) -> None:
    """With patience, a process that is fine again at the second look is not touched."""
    process_id = suspended(shared)

    repair(shared, rounds=3)

    assert "suspended" == shared.process(process_id).status
    shared.abort(process_id)
