"""What operators decide: try a failed step again, or end a process where it is."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from attempts import Attempts
from hand import Hand
from sample_product import LINE, Line, outside

from perdure import Plugin, State, StepList, begin, inputstep, modify_workflow, step
from perdure.domain.errors import ConflictError, NotFoundError
from perdure.forms import FormGenerator, SubmitFormPage
from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker

begun: defaultdict[str, threading.Event] = defaultdict(threading.Event)
ended: defaultdict[str, threading.Event] = defaultdict(threading.Event)
released: defaultdict[str, threading.Event] = defaultdict(threading.Event)
"""By process: its slow step has begun, has ended, may end."""


class Page(SubmitFormPage):
    agreed: bool


@inputstep("Agree", assignee="NOC")
def agree() -> FormGenerator:
    page = yield Page
    return page.answers()


@step("Change slowly")
def change_slowly(process_id: str, subscription: Line) -> State:
    begun[process_id].set()
    try:
        released[process_id].wait(60)
        subscription.line.speed = 99
        return {"changed": True}
    finally:
        ended[process_id].set()


@step("Go on")
def go_on(process_id: str) -> None:
    outside.setdefault("went on", []).append(process_id)


@modify_workflow("Change line slowly", product=LINE)
def change_line_slowly() -> StepList:
    return begin >> agree >> change_slowly >> go_on


@step("Set the speed")
def set_speed(subscription: Line) -> None:
    subscription.line.speed = 11


@modify_workflow("Reset line", product=LINE, allow_out_of_sync=True)
def reset_line() -> StepList:
    return begin >> set_speed


plugin = Plugin("decisions", workflows=[change_line_slowly, reset_line])


@pytest.fixture
def line(shared: Hand) -> str:
    """The id of a line."""
    return shared.line()


@pytest.fixture
def waiting(shared: Hand, line: str) -> UUID:
    """A process that waits for its first answer."""
    return shared.run("change_line_slowly", {"subscription_id": line}, status="suspended")


@pytest.fixture
def busy(shared: Hand, waiting: UUID, monkeypatch: pytest.MonkeyPatch) -> Iterator[UUID]:
    """A process in the middle of its slow step; workers hear of an abort quickly."""
    monkeypatch.setattr("perdure.workflows.attempts.HEARTBEAT_TIMEOUT", timedelta(seconds=1))
    shared.answer(waiting, {"agreed": True})
    assert begun[str(waiting)].wait(30)
    yield waiting
    released[str(waiting)].set()


@pytest.fixture
def failed(shared: Hand) -> UUID:
    """A process whose second step has failed."""
    outside["fail"] = ["fatal"]
    return shared.run("count_task", {"count": 1}, status="failed")


def test_a_retry_is_the_next_generation(shared: Hand, failed: UUID) -> None:
    """The failed row keeps error and decision, with actor, reason and time; the next one is completed."""
    shared.retry(failed, actor="carol", reason="it is back")

    shared.until(failed, "completed")
    _, first, second = shared.steps(failed)
    assert [(1, "failed"), (2, "completed")] == [(row.generation, row.status) for row in (first, second)]
    assert ("retry", "carol", "it is back") == tuple(
        first.decision[key] for key in ("kind", "actor", "reason")
    )
    assert first.decision["at"] > first.finished_at.isoformat()
    assert "ValueError" == first.error["class"]
    retried = [event for event in shared.events(failed) if event.kind == "step.retried"]
    assert [("carol", "it is back")] == [(event.actor, event.reason) for event in retried]
    assert shared.process(failed).failure is None


def test_a_retry_that_fails_waits_for_the_next_decision(shared: Hand, failed: UUID) -> None:
    """Each failure is a generation of its own; the effect outside is there once, under one key."""
    outside["fail"] = ["fatal"]
    shared.retry(failed)
    eventually(lambda: 3 == len(shared.steps(failed)), what="the second failure")

    shared.retry(failed)

    shared.until(failed, "completed")
    assert [1, 2, 3] == [row.generation for row in shared.steps(failed)[1:]]
    assert 1 == outside["note"].count(f"{failed}/1")


def test_a_failure_is_decided_once(idle: Hand) -> None:
    """Two retries at once: the second hears that nothing waits for a decision."""
    attempts = Attempts(idle, idle.accept("count_task", {"count": 1}))
    attempts.open()
    attempts.park()
    idle.retry(attempts.process_id)

    with pytest.raises(
        ConflictError, match=f"Process {attempts.process_id} is running; no failed step waits"
    ):
        idle.retry(attempts.process_id)


def test_only_what_has_failed_can_be_retried(shared: Hand, waiting: UUID) -> None:
    """An accepted, suspended, completed or aborted process is refused, with its state."""
    accepted = shared.accept("count_task", {"count": 1})
    completed = shared.run("count_task", {"count": 1})
    aborted = shared.accept("count_task", {"count": 1})
    shared.abort(aborted)

    for process_id, status in [
        (accepted, "accepted"),
        (waiting, "suspended"),
        (completed, "completed"),
        (aborted, "aborted"),
    ]:
        with pytest.raises(ConflictError, match=f"is {status}; no failed step"):
            shared.retry(process_id)


def test_an_accepted_process_is_aborted_at_once(shared: Hand, line: str) -> None:
    """It ends before any run of it: unlocked, in sync, without steps; a run that comes late does nothing."""
    process_id = shared.accept("change_line", {"subscription_id": line}, {"new_speed": 99})
    assert not shared.subscription(line).insync

    shared.abort(process_id, reason="changed my mind")

    row = shared.process(process_id)
    assert ("aborted", "changed my mind") == (row.status, row.abort["reason"])
    assert row.finished_at is not None
    assert shared.holder(line) is None
    assert (True, 10) == (shared.subscription(line).insync, shared.subscription(line).line.speed)
    assert [] == shared.steps(process_id)


def test_a_process_that_is_aborted_before_its_run_came_does_nothing(hand: Hand) -> None:
    """A run that was started and had no worker yet finds its process ended, and completes."""
    process_id = hand.start("count_task", {"count": 1})
    hand.abort(process_id)

    with running_worker(hand.settings):
        result = asyncio.run(result_of(hand, process_id))

    assert "aborted" == result["status"]
    assert [] == hand.steps(process_id)


async def result_of(hand: Hand, process_id: UUID) -> Any:
    return await (await hand.run_of(process_id)).result()


def test_a_waiting_process_that_has_done_nothing_leaves_the_subscription_in_sync(
    shared: Hand, waiting: UUID, line: str
) -> None:
    """Its open row is closed, nobody is asked any more, the lock is released."""
    shared.abort(waiting, actor="carol", reason="not needed")

    shared.until(waiting, "aborted")
    assert ["aborted"] == [row.status for row in shared.steps(waiting)]
    assert shared.holder(line) is None
    assert shared.subscription(line).insync
    assert ("process.aborted", "carol", "not needed") == (
        shared.events(waiting)[-1].kind,
        shared.events(waiting)[-1].actor,
        shared.events(waiting)[-1].reason,
    )
    with pytest.raises(ConflictError, match="is aborted and does not wait for an answer"):
        shared.answer(waiting, {"agreed": True})


def test_a_process_is_aborted_in_the_middle_of_a_step(shared: Hand, busy: UUID, line: str) -> None:
    """It ends while the body still runs; what that does is not kept, and the subscription is out of sync."""
    shared.abort(busy)

    shared.until(busy, "aborted")
    assert not ended[str(busy)].is_set()
    assert shared.holder(line) is None
    assert not shared.subscription(line).insync
    released[str(busy)].set()
    assert ended[str(busy)].wait(30)
    # The lock is free: somebody else's change is what stays.
    shared.run("reset_line", {"subscription_id": line})
    assert (11, 2) == (shared.subscription(line).line.speed, shared.subscription(line).version)
    assert "changed" not in shared.state(busy)
    assert str(busy) not in outside.get("went on", [])


def test_a_failed_process_is_aborted(shared: Hand, line: str) -> None:
    """What has failed may have done half of it: the subscription is out of sync, and unlocked."""
    attempts = Attempts(shared, shared.accept("change_line", {"subscription_id": line}, {"new_speed": 1}))
    attempts.open()
    attempts.park()
    assert attempts.process_id == shared.holder(line)

    shared.abort(attempts.process_id)
    attempts.close(aborted=True)

    assert "aborted" == shared.process(attempts.process_id).status
    assert shared.holder(line) is None
    assert not shared.subscription(line).insync


def test_an_abort_is_decided_once(idle: Hand) -> None:
    """While it is under way a second one hears by whom; afterwards, that the process has ended."""
    attempts = Attempts(idle, idle.accept("count_task", {"count": 1}))
    attempts.open()
    idle.abort(attempts.process_id, actor="carol")

    with pytest.raises(ConflictError, match="is being aborted by carol; it cannot be aborted"):
        idle.abort(attempts.process_id)
    with pytest.raises(ConflictError, match="is being aborted by carol; no failed step"):
        idle.retry(attempts.process_id)

    attempts.close()
    with pytest.raises(ConflictError, match="is aborted; it cannot be aborted"):
        idle.abort(attempts.process_id)


def test_what_has_completed_cannot_be_aborted(shared: Hand) -> None:
    """The error has the state."""
    process_id = shared.run("count_task", {"count": 1})

    with pytest.raises(ConflictError, match="is completed; it cannot be aborted"):
        shared.abort(process_id)


def test_a_process_that_does_not_exist_is_not_found(shared: Hand) -> None:
    """Both decisions name the id."""
    unknown = uuid4()

    for decide in (shared.retry, shared.abort):
        with pytest.raises(NotFoundError, match=f"There is no process {unknown}"):
            decide(unknown)
