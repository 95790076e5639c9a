"""Steps that fail: what passes is tried again, everything else parks the process at once."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hand import Hand
from temporalio.client import WorkflowExecutionDescription

from perdure import Plugin, Retry, RetryableError, State, StepContext, StepList, begin, step, task
from perdure.forms import FormGenerator, FormPage
from perdure.testing.waiting import eventually

QUICK = Retry(attempts=3, first=timedelta(milliseconds=10))

trouble: defaultdict[str, list[Exception]] = defaultdict(list)
"""What the next attempts of a case raise."""

attempts: defaultdict[str, list[StepContext]] = defaultdict(list)
"""The contexts of a case's attempts."""

released: defaultdict[str, threading.Event] = defaultdict(threading.Event)
"""Lets a case's slow step end."""


class CasePage(FormPage):
    case: str


def case_form() -> FormGenerator:
    page = yield CasePage
    return page.answers()


def stumble_over(case: str, context: StepContext) -> State:
    attempts[case].append(context)
    if trouble[case]:
        raise trouble[case].pop(0)
    return {"done": case}


@step("Stumble", retry=QUICK, retry_on=(ZeroDivisionError,))
def stumble(case: str, context: StepContext) -> State:
    return stumble_over(case, context)


@step("Stumble on the loop", retry=QUICK, retry_on=(ZeroDivisionError,))
async def stumble_async(case: str, context: StepContext) -> State:
    await asyncio.sleep(0)
    return stumble_over(case, context)


@step("Dawdle", retry=QUICK, timeout=timedelta(seconds=1))
def dawdle(case: str, context: StepContext) -> State:
    attempts[case].append(context)
    released[case].wait(60)
    return {"done": case}


@step("Take long", retry=QUICK)
def take_long(case: str, context: StepContext) -> State:
    attempts[case].append(context)
    context.heartbeat("half", "way")
    released[case].wait(60)
    return {"done": case}


@step("☃" * 200)
def snow(case: str) -> State:
    return {"done": case}


@task("Stumble", form=case_form)
def stumbling() -> StepList:
    return begin >> stumble


@task("Stumble on the loop", form=case_form)
def stumbling_async() -> StepList:
    return begin >> stumble_async


@task("Dawdle", form=case_form)
def dawdling() -> StepList:
    return begin >> dawdle


@task("Take long", form=case_form)
def taking_long() -> StepList:
    return begin >> take_long


@task("☃" * 300, form=case_form)
def snowing() -> StepList:
    return begin >> snow


plugin = Plugin("failures", workflows=[stumbling, stumbling_async, dawdling, taking_long, snowing])

BOTH = pytest.mark.parametrize("workflow", ["stumbling", "stumbling_async"])


@pytest.fixture
def case() -> Iterator[str]:
    """A name that no other test uses; its slow step ends with the test."""
    name = uuid4().hex
    yield name
    released[name].set()


@BOTH
def test_what_passes_is_tried_again(shared: Hand, case: str, workflow: str) -> None:
    """Two transient failures are followed by a third attempt; it is counted, and the idempotency key stays."""
    trouble[case] = [ConnectionRefusedError("no route"), RetryableError("busy")]

    process_id = shared.run(workflow, {"case": case})

    assert [1, 2, 3] == [context.attempt for context in attempts[case]]
    assert {f"{process_id}/0"} == {context.idempotency_key for context in attempts[case]}
    assert ["alice"] * 3 == [context.actor for context in attempts[case]]
    assert [("completed", 3)] == [(row.status, row.attempt) for row in shared.steps(process_id)]


@BOTH
def test_what_does_not_pass_in_three_attempts_parks(shared: Hand, case: str, workflow: str) -> None:
    """The process has failed: class, message, attempts and traceback are on the row."""
    trouble[case] = [TimeoutError(f"no answer {number}") for number in range(9)]

    process_id = shared.run(workflow, {"case": case}, status="failed")

    (row,) = shared.steps(process_id)
    assert ("failed", 3, "TimeoutError", "no answer 2") == (
        row.status,
        row.attempt,
        row.error["class"],
        row.error["message"],
    )
    assert "in stumble_over" in row.error["traceback"]
    assert "no answer 2" == shared.process(process_id).failure
    assert "step.failed" == shared.events(process_id)[-1].kind


@pytest.mark.parametrize("error", [ValueError("wrong"), StopIteration(), AssertionError("no")], ids=repr)
@BOTH
def test_everything_else_parks_at_once(shared: Hand, case: str, workflow: str, error: Exception) -> None:
    """An error of no transient kind is not tried again."""
    trouble[case] = [error]

    process_id = shared.run(workflow, {"case": case}, status="failed")

    assert [1] == [context.attempt for context in attempts[case]]
    assert ("failed", 1) == (shared.steps(process_id)[0].status, shared.steps(process_id)[0].attempt)


@BOTH
def test_an_author_adds_what_passes(shared: Hand, case: str, workflow: str) -> None:
    """An error that the step's `retry_on` names is tried again."""
    trouble[case] = [ZeroDivisionError()]

    shared.run(workflow, {"case": case})

    assert [1, 2] == [context.attempt for context in attempts[case]]


def test_a_step_that_outlives_its_timeout_parks(shared: Hand, case: str) -> None:
    """It may still be running, so it is not tried again; what it does after that changes nothing."""
    process_id = shared.run("dawdling", {"case": case}, status="failed")

    (row,) = shared.steps(process_id)
    assert ("failed", "StepTimeoutError") == (row.status, row.error["class"])
    assert "longer than its timeout of 0:00:01 and may still be running" in row.error["message"]
    assert 1 == len(attempts[case])
    released[case].set()
    shared.retry(process_id, reason="it is not running any more")
    shared.until(process_id, "completed")
    assert [(1, "failed"), (2, "completed")] == [
        (row.generation, row.status) for row in shared.steps(process_id)
    ]


def test_the_runner_keeps_a_long_step_alive(shared: Hand, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that says nothing for several heartbeat timeouts is not taken for lost; its progress can be seen."""
    silent_for = timedelta(seconds=1)
    monkeypatch.setattr("perdure.workflows.attempts.HEARTBEAT_TIMEOUT", silent_for)
    process_id = shared.start("taking_long", {"case": case})

    def beating() -> Any:
        (found,) = described(shared, process_id).raw_description.pending_activities or [None]
        if found is None or not found.HasField("last_heartbeat_time"):
            return None
        alive = found.last_heartbeat_time.ToDatetime() - found.last_started_time.ToDatetime()
        return found if alive > 3 * silent_for else None

    found = eventually(beating, what="heartbeats")

    assert ([b'"half"', b'"way"'], 1) == (
        [payload.data for payload in found.heartbeat_details.payloads],
        found.attempt,
    )
    released[case].set()
    shared.until(process_id, "completed")
    assert [1] == [context.attempt for context in attempts[case]]


def test_a_title_may_be_long_in_any_script(shared: Hand, case: str) -> None:
    """Temporal's limit on summaries is in bytes; titles are cut to it."""
    process_id = shared.run("snowing", {"case": case})

    assert "☃" * 200 == shared.steps(process_id)[0].title


def described(hand: Hand, process_id: UUID) -> WorkflowExecutionDescription:
    """What Temporal says of a process's run."""

    async def describe() -> WorkflowExecutionDescription:
        return await (await hand.run_of(process_id)).describe()

    return asyncio.run(describe())
