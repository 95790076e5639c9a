"""Long processes: many items and many steps, in runs whose histories stay short."""

import asyncio
from collections.abc import Iterator
from functools import reduce
from typing import Any
from uuid import UUID

import pytest
from hand import Hand
from temporalio.client import WorkflowHistory

from perdure import Plugin, State, StepList, begin, foreach, inputstep, parallel, step, task
from perdure.domain.catalogue import catalogue
from perdure.embedded.temporal import DYNAMIC_CONFIG
from perdure.forms import FormGenerator, FormPage
from perdure.testing.servers import temporal_server
from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker

STEPS = 500
WARNING = 10_240
"""Events at which Temporal's server warns of a long history (``limit.historyCount.warn``)."""


class Size(FormPage):
    size: int


def size_form() -> FormGenerator:
    page = yield Size
    return page.answers()


@step("Make items")
def make_items(size: int) -> State:
    return {"items": [{"name": f"item {number}"} for number in range(size)]}


@step("Measure", local=True)
def measure(item: dict[str, Any]) -> State:
    return {"item": item | {"length": len(item["name"])}}


@step("Measure far away")
def measure_far_away(item: dict[str, Any]) -> State:
    return {"item": item | {"length": len(item["name"])}}


@task("Many items", form=size_form)
def many_items() -> StepList:
    return begin >> make_items >> foreach("Items", "items", begin >> measure, key="name", limit=40)


@task("Many activities", form=size_form)
def many_activities() -> StepList:
    return begin >> make_items >> foreach("Items", "items", begin >> measure_far_away, key="name", limit=40)


class Name(FormPage):
    signed_by: str


@inputstep("Sign", assignee="somebody")
def sign() -> FormGenerator:
    page = yield Name
    return page.answers()


@task("Many items beside a question", form=size_form)
def many_beside_a_question() -> StepList:
    many = foreach("Items", "items", begin >> measure_far_away, key="name", limit=40)
    return begin >> make_items >> parallel("Side by side", begin >> sign, begin >> many)


@step("Fill State")
def fill() -> State:
    return {"ballast": "x" * 100_000, "count": 0}


@step("Count", local=True)
def count(count: int) -> State:
    return {"count": count + 1}


@task("Five hundred steps")
def five_hundred_steps() -> StepList:
    return reduce(lambda steps, _: steps >> count, range(STEPS), begin >> fill)


plugin = Plugin("long", workflows=[many_items, many_activities, many_beside_a_question, five_hundred_steps])


def histories(hand: Hand, process_id: UUID) -> list[WorkflowHistory]:
    """The histories of all runs of a process."""

    async def fetch() -> list[WorkflowHistory]:
        client = await hand.client()
        found = [run async for run in client.list_workflows(f"WorkflowId = '{process_id}'")]
        return [await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history() for run in found]

    return asyncio.run(fetch())


def check_items(hand: Hand, process_id: UUID, size: int) -> None:
    """Every item has been worked on exactly once, and stands in its place."""
    items = hand.state(process_id)["items"]
    assert [f"item {number}" for number in range(size)] == [item["name"] for item in items]
    assert [len(item["name"]) for item in items] == [item["length"] for item in items]
    positions = [row.position for row in hand.steps(process_id)]
    assert size + 3 == len(positions) == len(set(positions))


def test_two_thousand_items_are_worked_on_once_each(shared: Hand) -> None:
    """A foreach of two thousand items completes, and the history stays under the server's warning."""
    process_id = shared.start("many_items", {"size": 2_000})

    shared.until(process_id, "completed", seconds=180)

    check_items(shared, process_id, 2_000)
    for history in histories(shared, process_id):
        assert len(history.events) < WARNING


@pytest.fixture
def short_runs(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hand]:
    """Acts on a Temporal server of its own, which suggests to continue as new after 200 events instead of 4,096."""
    monkeypatch.setitem(DYNAMIC_CONFIG, "limit.historyCount.suggestContinueAsNew", "200")
    catalogue.load(plugin, "tests")
    with temporal_server() as server:
        found = {"temporal_address": server.address, "temporal_namespace": "default"}
        settings = hand.settings.model_copy(update=found)
        with running_worker(settings):
            yield Hand(settings, hand.database)


def test_a_run_whose_history_grows_long_is_followed_by_another(short_runs: Hand) -> None:
    """At the server's suggestion the process goes on in a new run, in the middle of a foreach, and repeats nothing."""
    process_id = short_runs.start("many_activities", {"size": 150})

    short_runs.until(process_id, "completed", seconds=180)

    check_items(short_runs, process_id, 150)
    runs = histories(short_runs, process_id)
    assert 1 < len(runs)
    for history in runs:
        assert len(history.events) < WARNING


def measured(hand: Hand, process_id: UUID) -> int:
    """How many items have been worked on."""
    return len([row for row in hand.steps(process_id) if row.key == "long.measure_far_away"])


def test_a_question_outlives_the_runs_that_follow_each_other(short_runs: Hand) -> None:
    """One branch waits for a person while the other goes on in new runs; the answer is taken, and nothing repeated."""
    process_id = short_runs.start("many_beside_a_question", {"size": 150})
    eventually(lambda: 150 == measured(short_runs, process_id), seconds=180, what="all items to be measured")
    runs = len(histories(short_runs, process_id))

    short_runs.answer(process_id, {"signed_by": "bob"})
    short_runs.until(process_id, "completed")

    assert 1 < runs
    state, rows = short_runs.state(process_id), short_runs.steps(process_id)
    assert ("bob", 150) == (state["signed_by"], len([item for item in state["items"] if "length" in item]))
    assert len(rows) == len({row.position for row in rows})


def test_five_hundred_steps_with_a_large_state_complete(shared: Hand) -> None:
    """State of 100 kB does not travel through Temporal: the history stays far under its limits."""
    process_id = shared.start("five_hundred_steps")

    shared.until(process_id, "completed", seconds=120)

    assert STEPS == shared.state(process_id)["count"]
    for history in histories(shared, process_id):
        assert len(history.events) < WARNING
        assert len(history.to_json()) < 4_000_000
