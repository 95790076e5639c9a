"""What happens to processes of the sample product, as stories whose histories are worth keeping."""

import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

import sample_product
from hand import Hand
from temporalio.client import WorkflowHandle

from perdure.testing.waiting import eventually
from perdure.workflows.sweep_workflow import SWEEP, SweepPage

Run = tuple[str, str]
"""Workflow id, and what its status has to be when the history is taken."""

ORDER = {"label": "ams1-fra1", "speed": 10, "needs_approval": True}
APPROVAL = [{"reason": "there is a budget"}, {"confirmed": True}]


def created(hand: Hand) -> Run:
    """A create with a condition that held, an approval in the middle, a synchronous and an asynchronous step."""
    process_id = hand.run("create_line", {}, ORDER, status="suspended")
    hand.answer(process_id, *APPROVAL)
    return _ended(hand, process_id)


def waiting(hand: Hand) -> Run:
    """A create that waits for its approval."""
    return str(hand.run("create_line", {}, ORDER, status="suspended")), "RUNNING"


def repeated(hand: Hand) -> Run:
    """A step that failed transiently, then for good, and was retried by an operator."""
    sample_product.outside["fail"] = ["fatal", "transient"]
    process_id = hand.run("count_task", {"count": 1}, status="failed")
    hand.retry(process_id)
    return _ended(hand, process_id)


def failed(hand: Hand) -> Run:
    """A modify that waits for an operator's decision."""
    sample_product.outside["fail"] = ["fatal"]
    process_id = hand.run("change_line", {"subscription_id": hand.line()}, {"new_speed": 20}, status="failed")
    return str(process_id), "RUNNING"


def aborted(hand: Hand) -> Run:
    """An abort while somebody was asked."""
    process_id = hand.run("create_line", {}, ORDER, status="suspended")
    hand.abort(process_id)
    return _ended(hand, process_id, "aborted")


def cancelled(hand: Hand) -> Run:
    """A run that was cancelled in Temporal."""
    process_id = hand.run("create_line", {}, ORDER, status="suspended")

    async def cancel() -> None:
        await (await hand.run_of(process_id)).cancel()

    asyncio.run(cancel())
    return _ended(hand, process_id, "aborted")


def refused(hand: Hand) -> Run:
    """Garbage that somebody typed into the Web UI."""
    workflow_id = str(uuid4())

    async def start() -> WorkflowHandle[object, object]:
        client = await hand.client()
        return await client.start_workflow(
            "count_task", "garbage", id=workflow_id, task_queue=hand.settings.task_queue
        )

    asyncio.run(start())
    return workflow_id, "FAILED"


def validated(hand: Hand) -> Run:
    """A validation with two checks."""
    return _ended(hand, hand.start("validate_line", {"subscription_id": hand.line()}))


def swept(hand: Hand) -> Run:
    """A sweep over the subscriptions of a product."""
    hand.line()
    workflow_id = f"sweep-{uuid4()}"

    async def start() -> WorkflowHandle[object, object]:
        client = await hand.client()
        page = SweepPage("validate_line", reporter="somebody")
        return await client.start_workflow(SWEEP, page, id=workflow_id, task_queue=hand.settings.task_queue)

    asyncio.run(start())
    return workflow_id, "COMPLETED"


STORIES: dict[str, Callable[[Hand], Run]] = {
    story.__name__: story
    for story in (created, waiting, repeated, failed, aborted, cancelled, refused, validated, swept)
}


def history_of(hand: Hand, run: Run) -> str:
    """The history of a run in JSON, once it has the status that it should have."""
    workflow_id, status = run

    async def fetch() -> str | None:
        handle = (await hand.client()).get_workflow_handle(workflow_id)
        found = await handle.describe()
        if found.status is None or found.status.name != status:
            return None
        return (await handle.fetch_history()).to_json()

    return eventually(lambda: asyncio.run(fetch()), what=f"{workflow_id} to be {status}")


def _ended(hand: Hand, process_id: UUID, status: str = "completed") -> Run:
    hand.until(process_id, status)
    return str(process_id), "COMPLETED"
