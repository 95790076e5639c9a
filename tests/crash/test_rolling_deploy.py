"""An old and a new worker side by side, as in every rolling deploy."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

import deploys
import pytest
from hand import Hand
from temporalio.api.enums.v1 import EventType
from worker_process import worker_process

from perdure.embedded.child import Child
from perdure.testing.waiting import eventually

LOAD = 30

plugins = [deploys.new]

Worker = Callable[[str], AbstractContextManager[Child]]


@pytest.fixture
def worker(idle: Hand, tmp_path: Path) -> Worker:
    """Starts a worker process of a version."""

    def start(version: str) -> AbstractContextManager[Child]:
        known = {
            "PERDURE_PLUGINS": f"deploys:{version}",
            deploys.VERSION: version,
            "PERDURE_DEPLOY_GRACE": "PT1M",
        }
        return worker_process(idle.settings, tmp_path / f"{version}.log", environment=known)

    return start


def test_a_step_that_only_the_new_worker_knows_parks_nowhere(idle: Hand, worker: Worker) -> None:
    """Both work; the old one hands on what it does not know, until a new one takes it. Nothing fails meanwhile."""
    started: list[UUID] = []

    def under_load(found: Callable[[UUID], bool]) -> bool:
        """Start one more, and ask of those started last: whoever is up first would have done a fixed number alone."""
        started.append(idle.start("survey"))
        return any(found(one) for one in started[-LOAD:])

    with worker("new"):
        with worker("old"):
            eventually(
                lambda: under_load(lambda one: idle.state(one).get("measured_by") == "old"),
                what="a step done by the old worker",
            )
            eventually(lambda: under_load(lambda one: handed_on(idle, one)), what="a step handed on")
        for process_id in started:
            idle.until(process_id, "completed", seconds=60)

    states = [idle.state(one) for one in started]
    assert {"old", "new"} == {state["measured_by"] for state in states}
    assert {"new"} == {state["inspected_by"] for state in states}
    assert "step.failed" not in {event.kind for one in started for event in idle.events(one)}


def handed_on(hand: Hand, process_id: UUID) -> bool:
    """Whether a worker was given the new step and did not know it: it was scheduled more than once."""

    async def times() -> int:
        events = (await hand.run_of(process_id)).fetch_history_events()
        return len(
            [
                event
                async for event in events
                if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
                and event.activity_task_scheduled_event_attributes.activity_type.name == "deploys.inspect"
            ]
        )

    return asyncio.run(times()) > 1
