"""Runs that somebody starts, cancels or garbles in Temporal itself."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from hand import Hand
from interception import After
from sample_product import outside
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import ApplicationError

from perdure import Plugin, StepList, begin, task
from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker


def broken_form() -> dict[str, float]:
    return {"ratio": 1 / 0}


@task("Break in the form", form=broken_form)
def break_form() -> StepList:
    return begin


plugin = Plugin("from_temporal", workflows=[break_form])


def start_by_hand(hand: Hand, workflow: str, argument: Any, workflow_id: str) -> WorkflowHandle[Any, Any]:
    """Start a run as the Temporal Web UI or its command does."""

    async def start() -> WorkflowHandle[Any, Any]:
        client = await hand.client()
        arguments = [] if argument is ... else [argument]
        return await client.start_workflow(
            workflow, args=arguments, id=workflow_id, task_queue=hand.settings.task_queue
        )

    return asyncio.run(start())


def failure_of(hand: Hand, workflow_id: str) -> ApplicationError:
    """Why a run has failed."""

    async def result() -> None:
        await (await hand.client()).get_workflow_handle(workflow_id).result()

    with pytest.raises(WorkflowFailureError) as caught:
        asyncio.run(asyncio.wait_for(result(), 30))
    cause: BaseException | None = caught.value.cause
    while cause is not None and not isinstance(cause, ApplicationError):
        cause = cause.__cause__
    assert cause is not None
    return cause


def test_a_run_started_in_temporal_is_admitted(shared: Hand) -> None:
    """With a UUID as workflow id and the page answers as input it is a process like any other."""
    process_id = uuid4()
    start_by_hand(shared, "count_task", [{"count": 4}], str(process_id))

    asyncio.run(result_of(shared, process_id))
    row = shared.process(process_id)

    assert ("completed", "temporal") == (row.status, row.reporter)
    assert 5 == shared.state(process_id)["noted"]


def test_an_opening_that_is_repeated_finds_what_it_has_admitted(hand: Hand) -> None:
    """A worker that dies between the admission and Temporal's hearing of it leaves one process, which goes on."""
    process_id = uuid4()

    async def die() -> None:
        raise ConnectionError("the worker is gone")

    with running_worker(hand.settings, interceptors=[After("perdure.open", die)]):
        start_by_hand(hand, "count_task", [{"count": 4}], str(process_id))
        asyncio.run(result_of(hand, process_id))

    assert 1 == hand.counts()["process"]
    assert "completed" == hand.process(process_id).status


@pytest.mark.parametrize("argument", [..., None, []])
def test_no_input_is_no_answers(shared: Hand, argument: Any) -> None:
    """A form that needs answers says which page is missing; the run has failed and no process is left."""
    before = shared.counts()["process"]
    workflow_id = str(uuid4())
    start_by_hand(shared, "count_task", argument, workflow_id)

    assert "FormNotCompleteError" == failure_of(shared, workflow_id).type
    assert before == shared.counts()["process"]


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("garbage", "a list with one JSON object per page"),
        (5, "a list with one JSON object per page"),
        ({"pages": []}, "count: Fill in this field"),
        ([5], "Page 1 is a number"),
        ([{"count": "many"}], "count: Enter a whole number"),
        ([{"count": 1}, {}, {}], "page"),
        ({"process_id": "abc"}, "is no UUID"),
        ({"process_id": 5}, "is no UUID"),
    ],
)
def test_garbage_fails_with_a_sentence(shared: Hand, argument: Any, words: str) -> None:
    """Whatever is typed into the Web UI fails the run at once and says why; no process is left."""
    before = shared.counts()["process"]
    workflow_id = str(uuid4())
    start_by_hand(shared, "count_task", argument, workflow_id)

    assert words in failure_of(shared, workflow_id).message
    assert before == shared.counts()["process"]


def test_an_id_that_is_no_uuid_fails_with_a_sentence(shared: Hand) -> None:
    """The error says what the id has to be."""
    start_by_hand(shared, "count_task", [{"count": 1}], "my-run")

    assert "The workflow id 'my-run' is no UUID" in failure_of(shared, "my-run").message


def test_a_process_that_does_not_exist_fails_with_a_sentence(shared: Hand) -> None:
    """An input that names a process which is not there is refused."""
    workflow_id = str(uuid4())
    start_by_hand(shared, "count_task", {"process_id": workflow_id}, workflow_id)

    assert f"There is no process {workflow_id}" in failure_of(shared, workflow_id).message


def test_a_second_run_for_a_process_is_refused(shared: Hand) -> None:
    """A run under another id cannot take a process over."""
    process_id = shared.run(
        "create_line", {}, {"label": "a", "speed": 1, "needs_approval": True}, status="suspended"
    )
    workflow_id = str(uuid4())
    start_by_hand(shared, "create_line", {"process_id": str(process_id)}, workflow_id)

    assert f"has a run of that id, not {workflow_id}" in failure_of(shared, workflow_id).message

    shared.answer(process_id, {"reason": "fine"}, {"confirmed": True})
    shared.until(process_id, "completed")


def test_a_run_under_the_id_of_an_ended_process_is_refused(shared: Hand) -> None:
    """Temporal lets an id be used again; the process of that id is there already."""
    process_id = shared.run("count_task", {"count": 1})
    asyncio.run(result_of(shared, process_id))
    start_by_hand(shared, "count_task", [{"count": 1}], str(process_id))

    assert f"There is a process {process_id} already" in failure_of(shared, str(process_id)).message


def test_a_form_that_breaks_fails_the_run(shared: Hand) -> None:
    """An author's mistake in a form fails the run instead of being tried for ever."""
    workflow_id = str(uuid4())
    start_by_hand(shared, "break_form", [{}], workflow_id)

    assert "ZeroDivisionError" == failure_of(shared, workflow_id).type


def test_a_refused_start_says_what_the_api_would_say(shared: Hand) -> None:
    """The sentence of a lock that somebody else holds."""
    line = shared.line(insync=False)
    workflow_id = str(uuid4())
    start_by_hand(shared, "change_line", [{"subscription_id": line}, {"new_speed": 1}], workflow_id)

    error = failure_of(shared, workflow_id)
    assert "RefusedError" == error.type
    assert "The subscription is out of sync" in error.message


# --- cancel is an abort -----------------------------------------------------------------------------------------


def cancel(hand: Hand, process_id: UUID) -> None:
    """Cancel the run as the Temporal Web UI does."""

    async def cancel() -> None:
        await (await hand.run_of(process_id)).cancel()

    asyncio.run(cancel())


def test_cancelling_a_process_that_waits_aborts_it(shared: Hand) -> None:
    """The rows are closed, the lock is released, the run completes, and the actor is Temporal."""
    process_id = shared.run(
        "create_line", {}, {"label": "a", "speed": 1, "needs_approval": True}, status="suspended"
    )
    line = shared.state(process_id)["subscription"]["subscription_id"]
    assert process_id == shared.holder(line)

    cancel(shared, process_id)

    shared.until(process_id, "aborted")
    assert shared.holder(line) is None
    assert "aborted" == shared.steps(process_id)[-1].status
    assert ("process.aborted", "temporal") == (
        shared.events(process_id)[-1].kind,
        shared.events(process_id)[-1].actor,
    )
    assert "aborted" == asyncio.run(result_of(shared, process_id))["status"]


def test_cancelling_a_process_that_has_failed_aborts_it(shared: Hand) -> None:
    """The same for one that waits for an operator."""
    outside["fail"] = ["fatal"]
    process_id = shared.run("count_task", {"count": 1}, status="failed")

    cancel(shared, process_id)

    shared.until(process_id, "aborted")


def test_cancelling_a_process_that_no_worker_has_seen_aborts_it(hand: Hand) -> None:
    """A run that is cancelled before its first worker comes is opened by it, and closed; the lock is released."""
    line = hand.line()
    process_id = hand.start("change_line", {"subscription_id": line}, {"new_speed": 99})
    cancel(hand, process_id)

    with running_worker(hand.settings):
        hand.until(process_id, "aborted")

    assert hand.holder(line) is None
    assert 10 == hand.subscription(line).line.speed


@pytest.mark.parametrize("moment", ["perdure.open", "perdure.close"])
def test_cancelling_at_an_awkward_moment_leaves_no_open_row(hand: Hand, moment: str) -> None:
    """A cancel that comes while the process is being opened or closed does not leave it open."""
    process_id = hand.accept("count_task", {"count": 1})

    async def cancel_now() -> None:
        await (await hand.run_of(process_id)).cancel()

    with running_worker(hand.settings, interceptors=[After(moment, cancel_now)]):
        hand.tell(process_id)
        asyncio.run(result_of(hand, process_id))

    assert {"perdure.open": "aborted", "perdure.close": "completed"}[moment] == hand.process(
        process_id
    ).status


# --- reset resumes ----------------------------------------------------------------------------------------------


def reset(hand: Hand, process_id: UUID) -> str:
    """Reset the run to its first workflow task, as the Web UI does; the id of the new run."""

    async def reset() -> str:
        client = await hand.client()
        async for event in (await hand.run_of(process_id)).fetch_history_events():
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
                break
        request = ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=str(process_id)),
            reason="a test",
            workflow_task_finish_event_id=event.event_id,
            request_id=str(uuid4()),
        )
        return (await client.workflow_service.reset_workflow_execution(request)).run_id

    return asyncio.run(reset())


def test_a_reset_repeats_nothing_and_goes_on(shared: Hand) -> None:
    """The new run takes over, finds the rows of what was done, asks nobody twice, and completes."""
    pages = {}, {"label": "a", "speed": 1, "needs_approval": True}
    process_id = shared.run("create_line", *pages, status="suspended")
    before = shared.steps(process_id)

    run_id = reset(shared, process_id)
    eventually(lambda: shared.process(process_id).run_id == run_id, what="the new run")
    assert before == shared.steps(process_id)
    shared.answer(process_id, {"reason": "fine"}, {"confirmed": True})

    shared.until(process_id, "completed")
    assert len(before) + 4 == len(shared.steps(process_id))
    assert 1 == outside["order"].count(f"{process_id}/3")


def test_answers_and_decisions_survive_a_reset(shared: Hand) -> None:
    """What people have said stands on the rows: the new run goes past it, to where the old one was."""
    outside["fail"] = ["fatal"]
    pages = {}, {"label": "a", "speed": 1, "needs_approval": True}
    process_id = shared.run("create_line", *pages, status="suspended")
    shared.answer(process_id, {"reason": "fine"}, {"confirmed": True})
    shared.until(process_id, "failed")

    run_id = reset(shared, process_id)
    eventually(lambda: shared.process(process_id).run_id == run_id, what="the new run")
    shared.retry(process_id)

    shared.until(process_id, "completed")
    assert "fine" == shared.state(process_id)["approval"]


async def result_of(hand: Hand, process_id: UUID) -> Any:
    """What the run of a process returns at its end."""
    return await (await hand.run_of(process_id)).result()
