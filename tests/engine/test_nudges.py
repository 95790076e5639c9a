"""A nudge that comes at an awkward moment is not lost."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from hand import Hand
from interception import After
from sample_product import outside
from temporalio.api.enums.v1 import EventType

from perdure import Plugin, StepList, begin, callback_step, step, task
from perdure.activities.callback import accept_callback
from perdure.db.cipher import Cipher
from perdure.domain.catalogue import catalogue
from perdure.testing.worker import running_worker

answering: list[Callable[[str], None]] = []
"""What the outside system does when it is asked."""


@step("Ask the outside system")
def ask(callback_route: str) -> None:
    answering[0](callback_route)


@task("Ask outside")
def ask_outside() -> StepList:
    return begin >> callback_step("Wait for the outside system", ask)


plugin = Plugin("nudges", workflows=[ask_outside])


def test_an_answer_may_come_before_the_workflow_knows_that_it_waits(hand: Hand) -> None:
    """The row says that somebody is asked a moment before Temporal hears of it; an answer in between counts."""
    process_id = hand.accept("create_line", {}, {"label": "a", "speed": 1, "needs_approval": True})

    async def answer_at_once() -> None:
        await asyncio.to_thread(hand.answer, process_id, {"reason": "quick"}, {"confirmed": True})
        await _heard(hand, process_id)

    with running_worker(hand.settings, interceptors=[After("sample.approve", answer_at_once)]):
        hand.tell(process_id)

        hand.until(process_id, "completed")


def test_a_retry_may_come_before_the_workflow_knows_that_it_waits(hand: Hand) -> None:
    """The same for an operator who decides the moment a step is recorded as failed."""
    outside["fail"] = ["fatal"]
    process_id = hand.accept("count_task", {"count": 1})

    async def retry_at_once() -> None:
        await asyncio.to_thread(hand.retry, process_id)

    with running_worker(hand.settings, interceptors=[After("perdure.park", retry_at_once)]):
        hand.tell(process_id)

        hand.until(process_id, "completed")


def test_a_call_from_outside_may_come_before_the_workflow_waits_for_it(hand: Hand) -> None:
    """An outside system that calls back while it is still being asked is heard."""
    catalogue.load(plugin, "tests")

    def call_at_once(route: str) -> None:
        process_id, token = UUID(route.split("/")[3]), route.split("/")[5]
        cipher = Cipher(hand.settings.encryption_key())
        accept_callback(hand.database, cipher, process_id, token, {"said": "yes"})
        hand.tell(process_id)
        asyncio.run(_heard(hand, process_id))

    answering[:] = [call_at_once]

    with running_worker(hand.settings):
        process_id = hand.run("ask_outside")

    assert {"said": "yes"} == hand.state(process_id)["callback_result"]


async def _heard(hand: Hand, process_id: UUID) -> None:
    """Wait until the workflow has taken notice of a signal."""
    run = await hand.run_of(process_id)
    heard = False
    while not heard:
        signalled = False
        async for event in run.fetch_history_events():
            signalled |= event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
            heard |= signalled and event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
        await asyncio.sleep(0.05)
