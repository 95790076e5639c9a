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
    with worker("new"):
        with worker("old"):
            first = [idle.start("survey") for _ in range(LOAD)]
            eventually(lambda: any(handed_on(idle, one) for one in first), what="a step handed on")
            second = [idle.start("survey") for _ in range(LOAD)]
            eventually(
                lambda: any(idle.state(one).get("measured_by") == "old" for one in second),
                what="a step done by the old worker",
            )
        for process_id in [*first, *second]:
            idle.until(process_id, "completed", seconds=60)

    states = [idle.state(one) for one in [*first, *second]]
    assert {"old", "new"} == {state["measured_by"] for state in states}
    assert {"new"} == {state["inspected_by"] for state in states}
    assert "step.failed" not in {event.kind for one in [*first, *second] for event in idle.events(one)}


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
