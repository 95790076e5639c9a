"""Validation by schedule: declared, kept in line, and every active subscription is validated."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hand import Hand
from sample_product import INITIAL, InconclusiveError, real
from sqlalchemy import select, update
from temporalio.client import (
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleDescription,
    ScheduleIntervalSpec,
    ScheduleSpec,
)
from temporalio.service import RPCError
from temporalio.testing import ActivityEnvironment

from perdure import TERMINATED
from perdure.db.tables import process, process_subscription, subscription, validation
from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker
from perdure.workflows.schedules import reconcile_schedules, schedule_id
from perdure.workflows.sweep import Sweeper
from perdure.workflows.sweep_workflow import SweepPage

NAME = schedule_id("validate_line")


@pytest.fixture(autouse=True)
def nothing_observed() -> Iterator[None]:
    yield
    real.clear()


async def reconcile(hand: Hand, interval: timedelta = timedelta(hours=1)) -> None:
    await reconcile_schedules(
        await hand.client(), hand.database, interval=interval, task_queue=hand.settings.task_queue
    )


async def described(hand: Hand, name: str = NAME) -> ScheduleDescription:
    return await (await hand.client()).get_schedule_handle(name).describe()


async def names(hand: Hand) -> set[str]:
    return {found.id async for found in await (await hand.client()).list_schedules()}


async def exists(hand: Hand, name: str) -> bool:
    try:
        await described(hand, name)
    except RPCError:
        return False
    return True


async def make(hand: Hand, name: str, task_queue: str) -> None:
    """Make a schedule by hand."""
    action = ScheduleActionStartWorkflow("nothing", id="nothing", task_queue=task_queue)
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(days=1))])
    await (await hand.client()).create_schedule(name, Schedule(action=action, spec=spec))


# --- declared ----------------------------------------------------------------------------------------------------


def test_every_validate_workflow_has_a_schedule(hand: Hand) -> None:
    """Named after the workflow, at the interval of the settings."""
    asyncio.run(reconcile(hand, timedelta(minutes=7)))

    found = asyncio.run(described(hand)).schedule
    assert [timedelta(minutes=7)] == [interval.every for interval in found.spec.intervals]
    assert isinstance(found.action, ScheduleActionStartWorkflow)
    assert ("perdure.validate_subscriptions", hand.settings.task_queue) == (
        found.action.workflow,
        found.action.task_queue,
    )


def test_a_schedule_follows_the_settings_and_stays_paused(hand: Hand) -> None:
    """Declaring it again changes the interval; that somebody paused it, and why, stays."""
    asyncio.run(reconcile(hand))

    async def pause() -> None:
        await (await hand.client()).get_schedule_handle(NAME).pause(note="maintenance")

    asyncio.run(pause())
    asyncio.run(reconcile(hand, timedelta(minutes=2)))

    found = asyncio.run(described(hand)).schedule
    assert [timedelta(minutes=2)] == [interval.every for interval in found.spec.intervals]
    assert (True, "maintenance") == (found.state.paused, found.state.note)


def test_a_schedule_whose_workflow_is_gone_is_deleted(hand: Hand) -> None:
    """Ours that nothing declares any more goes; another installation's and what is not Perdure's stay."""
    made = {
        "perdure-validate_gone": hand.settings.task_queue,
        "perdure-validate_theirs": "theirs",
        "nightly backup": hand.settings.task_queue,
    }
    for name, task_queue in made.items():
        asyncio.run(make(hand, name, task_queue))
    # Temporal's list of schedules lags behind: what is not in it yet cannot be found there.
    eventually(lambda: made.keys() <= asyncio.run(names(hand)), seconds=90, what="them in the list")

    asyncio.run(reconcile(hand))

    # Asked one by one, schedules are never out of date.
    assert [NAME, "perdure-validate_theirs", "nightly backup"] == [
        name for name in (NAME, *made) if asyncio.run(exists(hand, name))
    ]


def test_several_workers_may_declare_at_once(hand: Hand) -> None:
    """Three at the same time leave one schedule."""

    async def at_once() -> None:
        await asyncio.gather(*(reconcile(hand) for _ in range(3)))

    asyncio.run(at_once())

    assert [timedelta(hours=1)] == [
        interval.every for interval in asyncio.run(described(hand)).schedule.spec.intervals
    ]


# --- swept -------------------------------------------------------------------------------------------------------


def test_a_sweep_validates_every_active_subscription(hand: Hand) -> None:
    """Whatever one of them has, the others are validated; each is a process whose reporter is the schedule."""
    lines = {name: hand.line(name) for name in ("fine", "drifted", "away", "broken")}
    hand.line("not yet", status=INITIAL)
    hand.line("not any more", status=TERMINATED)
    real.update({"drifted": 99, "away": InconclusiveError("no answer")})
    damage(hand, lines["broken"])

    with running_worker(hand.settings):
        eventually(lambda: asyncio.run(exists(hand, NAME)), what="the schedule")
        asyncio.run(trigger(hand))
        found = eventually(
            lambda: rows if len(rows := verdicts(hand)) == len(lines) else None, what="four verdicts"
        )

    assert {
        lines["fine"]: "in_sync",
        lines["drifted"]: "drifted",
        lines["away"]: "inconclusive",
        lines["broken"]: "error",
    } == found
    assert {f"schedule {NAME}"} == {row.reporter for row in processes(hand)}
    assert {"completed"} == {row.status for row in processes(hand)}
    assert {None} == {hand.holder(line) for line in lines.values()}


async def trigger(hand: Hand) -> None:
    await (await hand.client()).get_schedule_handle(NAME).trigger()


def damage(hand: Hand, line: str) -> None:
    """Store something that the model does not fit."""
    with hand.database.transaction() as connection:
        connection.execute(
            update(subscription).where(subscription.c.subscription_id == UUID(line)).values(document={"a": 1})
        )


def verdicts(hand: Hand) -> dict[str, str]:
    with hand.database.reading() as connection:
        return {str(row.subscription_id): row.verdict for row in connection.execute(select(validation))}


def processes(hand: Hand) -> Any:
    with hand.database.reading() as connection:
        return connection.execute(select(process)).all()


# --- page by page ------------------------------------------------------------------------------------------------


def sweep(hand: Hand, after: str | None = None, *, workflow: str = "validate_line") -> str | None:
    """One page, as the first attempt of one and the same sweep."""

    async def run() -> str | None:
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, workflow_run_id="one sweep")
        sweeper = Sweeper(hand.database, await hand.client(), hand.settings.task_queue)
        page = SweepPage(workflow, reporter="somebody", after=after)
        found: str | None = await environment.run(sweeper.sweep_page, page)
        return found

    return asyncio.run(run())


def validated(hand: Hand) -> list[str]:
    """The subscriptions for which a validation was started."""
    with hand.database.reading() as connection:
        found = connection.scalars(
            select(process_subscription.c.subscription_id).order_by(process_subscription.c.subscription_id)
        )
        return [str(subscription_id) for subscription_id in found]


def test_a_sweep_goes_page_by_page(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full page says where the next one begins, and one that is not full is the last."""
    monkeypatch.setattr("perdure.workflows.sweep._PAGE", 2)
    lines = sorted(hand.line(str(number)) for number in range(3))

    after = sweep(hand)
    assert lines[1] == after
    assert lines[:2] == validated(hand)
    assert sweep(hand, after) is None
    assert lines == validated(hand)


def test_a_repeated_page_starts_nothing_twice(hand: Hand) -> None:
    """An attempt after one whose worker died finds what that has started, also when it has ended since."""
    hand.line()
    sweep(hand)
    hand.abort(processes(hand)[0].process_id)

    sweep(hand)

    assert 1 == len(processes(hand))


def test_what_is_being_validated_is_left_alone(hand: Hand) -> None:
    """A slow validation is not joined by a second one."""
    line = hand.line()
    hand.accept("validate_line", {"subscription_id": line})

    sweep(hand)

    assert ["alice"] == [row.reporter for row in processes(hand)]


def test_a_sweep_for_a_workflow_that_is_gone_ends(hand: Hand) -> None:
    """Nothing is left to validate with, so it ends instead of trying for ever."""
    hand.line()

    assert sweep(hand, workflow="validate_gone") is None
    assert [] == processes(hand)
