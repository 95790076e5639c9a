"""What a process looks like in Temporal: titles, attributes, details."""

import asyncio
import subprocess
import sys
from typing import Any
from uuid import UUID

from hand import Hand
from temporalio.api.enums.v1 import EventType
from temporalio.api.operatorservice.v1 import RemoveSearchAttributesRequest
from temporalio.client import Client, WorkflowExecutionDescription
from temporalio.common import SearchAttributeKey

from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker
from perdure.workflows.connection import SEARCH_ATTRIBUTES, ensure_search_attributes
from perdure.workflows.interpreter import PRODUCT, SUBSCRIPTION, WAITING_FOR

METADATA = "__temporal_workflow_metadata"


async def describe(hand: Hand, process_id: UUID) -> WorkflowExecutionDescription:
    return await (await hand.run_of(process_id)).describe()


def attribute(hand: Hand, process_id: UUID, key: SearchAttributeKey[str]) -> str | None:
    return asyncio.run(describe(hand, process_id)).typed_search_attributes.get(key)


async def details_of(hand: Hand, process_id: UUID) -> str:
    metadata: Any = await (await hand.run_of(process_id)).query(METADATA)
    return str(metadata.current_details)


async def activities_of(hand: Hand, process_id: UUID) -> list[tuple[str, str]]:
    """Type and summary of every step's activity, in order."""
    found = []
    async for event in (await hand.run_of(process_id)).fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            name = event.activity_task_scheduled_event_attributes.activity_type.name
            found.append((name, event.user_metadata.summary.data.decode()))
    return found


def test_a_run_reads_like_the_business(shared: Hand) -> None:
    """The type is the author's function, each activity a step's key, its summary the step's title."""
    process_id = shared.run("create_line", {}, {"label": "a", "speed": 1})

    found = asyncio.run(describe(shared, process_id))
    assert ("create_line", str(process_id), "Create line") == (
        found.workflow_type,
        found.id,
        asyncio.run(found.static_summary()),
    )
    assert [
        ("sample.construct", '"Construct line"'),
        ("sample.if_approve", '"If needed: Approve line"'),
        ("perdure.set_status.provisioning", '"Set status to provisioning"'),
        ("sample.order", '"Order at the other system"'),
        ("sample.order_async", '"Order asynchronously"'),
        ("perdure.set_status.active", '"Set status to active"'),
    ] == asyncio.run(activities_of(shared, process_id))


def test_the_attributes_say_product_subscription_and_whom_it_waits_for(shared: Hand) -> None:
    """They can be searched for in the Web UI; who is waited for is gone once the answer is there."""
    process_id = shared.run(
        "create_line", {}, {"label": "a", "speed": 1, "needs_approval": True}, status="suspended"
    )
    eventually(lambda: attribute(shared, process_id, WAITING_FOR) == "NOC", what="the attribute")
    line = shared.state(process_id)["subscription"]["subscription_id"]
    assert ("Line", line) == (
        attribute(shared, process_id, PRODUCT),
        attribute(shared, process_id, SUBSCRIPTION),
    )
    query = f"{WAITING_FOR.name} = 'NOC' AND {SUBSCRIPTION.name} = '{line}'"
    assert [str(process_id)] == eventually(lambda: asyncio.run(listed(shared, query)), what="the list")

    shared.answer(process_id, {"reason": "fine"}, {"confirmed": True})
    shared.until(process_id, "completed")
    assert attribute(shared, process_id, WAITING_FOR) is None


def test_the_details_say_where_it_is_and_what_it_waits_for(shared: Hand) -> None:
    """Markdown with title, step and who is waited for; at the end, how it ended."""
    process_id = shared.run(
        "create_line", {}, {"label": "a", "speed": 1, "needs_approval": True}, status="suspended"
    )

    def waits_for_noc() -> str | None:
        details = asyncio.run(details_of(shared, process_id))
        return details if "Waits for NOC" in details else None

    details = eventually(waits_for_noc, what="the details")
    assert "**Create line**" in details
    assert "*Approve line*" in details
    assert str(process_id) in details

    shared.answer(process_id, {"reason": "fine"}, {"confirmed": True})
    shared.until(process_id, "completed")
    asyncio.run(closed(shared, process_id))
    assert "**Create line** has ended: completed." == asyncio.run(details_of(shared, process_id))


def test_a_result_shows_what_a_step_changed(shared: Hand) -> None:
    """The history has each step's delta, and of the call no more than the place."""
    process_id = shared.run("count_task", {"count": 1})

    async def payloads() -> tuple[str, str]:
        async for event in (await shared.run_of(process_id)).fetch_history_events():
            if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                given = event.activity_task_scheduled_event_attributes.input.payloads[0].data.decode()
            if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                return given, event.activity_task_completed_event_attributes.result.payloads[0].data.decode()
        raise AssertionError

    given, result = asyncio.run(payloads())
    assert f'{{"process_id":"{process_id}","position":"0","generation":1}}' == given
    assert '"changed":{"count":2}' in result


def test_without_the_attributes_a_process_runs_all_the_same(hand: Hand) -> None:
    """A namespace that has lost them refuses a start that names them; it is made without."""
    asyncio.run(forget_attributes(hand))
    process_id = hand.accept("create_line", {}, {"label": "a", "speed": 1, "needs_approval": True})
    assert hand.tell(process_id)

    with running_worker(hand.settings):
        hand.until(process_id, "suspended")
        hand.answer(process_id, {"reason": "fine"}, {"confirmed": True})
        hand.until(process_id, "completed")


def test_the_attributes_are_registered_once(shared: Hand) -> None:
    """A second worker finds them."""

    async def ensure() -> bool:
        return await ensure_search_attributes(await shared.client())

    assert asyncio.run(ensure())


async def forget_attributes(hand: Hand) -> None:
    client = await hand.client()
    await ensure_search_attributes(client)
    await client.operator_service.remove_search_attributes(
        RemoveSearchAttributesRequest(namespace=client.namespace, search_attributes=SEARCH_ATTRIBUTES)
    )


async def listed(hand: Hand, query: str) -> list[str]:
    client: Client = await hand.client()
    return [found.id async for found in client.list_workflows(query)]


async def closed(hand: Hand, process_id: UUID) -> None:
    await (await hand.run_of(process_id)).result()


HEAVY = (
    "sqlalchemy",
    "psycopg",
    "fastapi",
    "starlette",
    "alembic",
    "httpx2",
    "perdure.db",
    "perdure.activities",
)


def test_the_interpreter_is_light() -> None:
    """In a fresh Python it brings in no database, no web framework and none of our floors that need them."""
    modules = ["perdure.workflows.workflow_types", "perdure.workflows.sweep_workflow"]
    program = f"import sys, {', '.join(modules)}; print(*sorted(sys.modules))"
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    loaded = found.stdout.split()
    assert {*modules, "perdure.workflows.interpreter"} <= {*loaded}
    assert [] == [name for name in loaded if name.startswith(HEAVY)]
