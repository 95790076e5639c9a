"""Waiting: for calls from outside, for a while, for people who are reminded."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hand import Hand

from perdure import (
    Plugin,
    RetryableError,
    State,
    StepList,
    begin,
    callback_step,
    inputstep,
    retrystep,
    sleep_for,
    step,
    task,
)
from perdure.activities.callback import accept_callback, accept_progress
from perdure.db.cipher import Cipher
from perdure.domain.errors import ConflictError, ForbiddenError, NotFoundError
from perdure.forms import FormGenerator, FormPage
from perdure.testing.waiting import eventually

asked: list[str] = []
failures: list[Exception] = []


@step("Ask the other system")
def ask(callback_route: str) -> State:
    asked.append(callback_route)
    return {"asked": True}


@step("Look at the answer")
def look(callback_result: dict[str, Any]) -> State:
    if not callback_result.get("ok"):
        raise ValueError("the other system refused")
    return {"looked": callback_result["ok"]}


@task("Call me back")
def call_me_back() -> StepList:
    return begin >> callback_step("Order", ask, look)


@step("Ask for a quick answer")
def ask_soon(callback_route: str) -> None:
    asked.append(callback_route)


@task("Call me soon")
def call_me_soon() -> StepList:
    return begin >> callback_step("Order soon", ask_soon, timeout=timedelta(milliseconds=300))


@task("Sleep")
def sleep_a_little() -> StepList:
    return begin >> sleep_for(timedelta(milliseconds=200))


class Yes(FormPage):
    yes: bool


@inputstep(
    "Approve",
    assignee="NOC",
    due=timedelta(milliseconds=100),
    remind=timedelta(milliseconds=50),
    escalate=(timedelta(milliseconds=150), "boss"),
    four_eyes=True,
)
def approve() -> FormGenerator:
    page = yield Yes
    return page.answers()


@task("Approval")
def approval() -> StepList:
    return begin >> approve


@retrystep("Try until it works", first=timedelta(milliseconds=10))
def stubborn() -> State:
    if failures:
        raise failures.pop()
    return {"worked": True}


@task("Stubborn")
def stubborn_task() -> StepList:
    return begin >> stubborn


plugin = Plugin("waiting", workflows=[call_me_back, call_me_soon, sleep_a_little, approval, stubborn_task])


def called(hand: Hand, route: str, body: dict[str, Any]) -> None:
    _, _, _, process_id, _, token = route.split("/")
    accept_callback(hand.database, Cipher(hand.settings.encryption_key()), UUID(process_id), token, body)
    hand.tell(UUID(process_id))


def test_a_call_from_outside_lets_the_process_go_on_once(shared: Hand) -> None:
    """The first call is taken and validated, a second one is a conflict; the token is nowhere in State."""
    asked.clear()
    process_id = shared.start("call_me_back")
    shared.until(process_id, "suspended")
    route = eventually(lambda: asked[-1] if asked else None, what="the action")

    called(shared, route, {"ok": "yes"})

    shared.until(process_id, "completed")
    with pytest.raises(ConflictError, match="does not wait"):
        called(shared, route, {"ok": "again"})
    token = route.rpartition("/")[2]
    assert token not in str(shared.state(process_id))
    assert token not in str(shared.steps(process_id))


def test_a_wrong_token_finds_nothing(shared: Hand) -> None:
    """Another token, and another process, get the same sentence."""
    asked.clear()
    process_id = shared.start("call_me_back")
    shared.until(process_id, "suspended")
    cipher = Cipher(shared.settings.encryption_key())

    with pytest.raises(NotFoundError) as wrong_token:
        accept_callback(shared.database, cipher, process_id, "0" * 64, {})
    with pytest.raises(NotFoundError) as wrong_process:
        accept_progress(shared.database, cipher, type(process_id)(int=1), "0" * 64, {})

    assert str(wrong_token.value) == str(wrong_process.value)
    shared.abort(process_id)


def test_a_call_that_does_not_come_parks_and_a_retry_asks_again(shared: Hand) -> None:
    """After the timeout the step has failed; a retry hands out a new address, and the old one is void."""
    asked.clear()
    process_id = shared.start("call_me_soon")
    assert "Nobody called back" in shared.until(process_id, "failed").failure

    shared.retry(process_id)

    route = eventually(lambda: asked[1] if len(asked) > 1 else None, what="the second action")
    assert route != asked[0]
    with pytest.raises(ConflictError, match="does not wait"):
        called(shared, asked[0], {})
    shared.abort(process_id)


def test_a_sleep_ends_by_itself(shared: Hand) -> None:
    """A process that sleeps goes on when its time has come."""
    process_id = shared.start("sleep_a_little")

    shared.until(process_id, "completed")

    [row] = shared.steps(process_id)
    assert row.finished_at - row.recorded_at >= timedelta(milliseconds=150)


def test_people_are_reminded_once_each_and_then_another_is_asked(shared: Hand) -> None:
    """A reminder, the due date and the escalation are one event each, in their order."""
    process_id = shared.start("approval")

    eventually(lambda: shared.process(process_id).assignee == "boss", what="the escalation")

    kinds = [row.kind for row in shared.events(process_id)]
    assert ["step.remind", "step.due", "step.escalate"] == [
        kind for kind in kinds if kind.startswith("step.")
    ]
    shared.answer(process_id, {"yes": True}, actor="boss")
    shared.until(process_id, "completed")


def test_who_started_may_not_approve_where_four_eyes_are_needed(shared: Hand) -> None:
    """The starter is refused with a sentence, somebody else is not."""
    process_id = shared.start("approval", actor="alice")
    shared.until(process_id, "suspended")

    with pytest.raises(ForbiddenError, match="second pair of eyes"):
        shared.answer(process_id, {"yes": True}, actor="alice")

    shared.answer(process_id, {"yes": True}, actor="bob")
    shared.until(process_id, "completed")


def test_a_retrystep_goes_on_until_it_works(shared: Hand) -> None:
    """More failures than a step would be forgiven, of any kind, and it is done in the end."""
    failures.extend([ValueError("one"), RetryableError("two"), KeyError("three"), ValueError("four")])
    process_id = shared.start("stubborn_task")

    shared.until(process_id, "completed")

    assert [5] == [row.attempt for row in shared.steps(process_id)]
