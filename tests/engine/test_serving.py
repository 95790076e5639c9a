"""A worker of Temporal's that fails: it says so, and is left."""

from datetime import timedelta
from typing import Any

import pytest
from hand import Hand
from temporalio.bridge.worker import Worker as CoreWorker

from perdure import Plugin, State, StepList, begin, step, task
from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker
from perdure.workflows import serving


@step("Begin", local=True)
def begin_it() -> State:
    return {"begun": True}


@step("End", local=True)
def end_it() -> State:
    return {"ended": True}


@task("Two local steps")
def two_local_steps() -> StepList:
    return begin >> begin_it >> end_it


plugin = Plugin("serving", workflows=[two_local_steps])


def test_a_worker_that_fails_ends_though_a_process_would_keep_it(
    idle: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the cause; a local activity that is refused again and again does not keep it; another goes on."""
    asked: list[bool] = []
    poll = CoreWorker.poll_activity_task

    async def break_once(self: CoreWorker) -> Any:
        found = await poll(self)
        asked.append(True)
        monkeypatch.setattr(CoreWorker, "poll_activity_task", broken)
        return found

    async def broken(self: CoreWorker) -> Any:
        monkeypatch.setattr(CoreWorker, "poll_activity_task", poll)
        raise OSError("the poll broke")

    monkeypatch.setattr(CoreWorker, "poll_activity_task", break_once)
    monkeypatch.setattr(serving, "PATIENCE", timedelta(seconds=1))

    process_id = idle.start("two_local_steps")

    def work() -> None:
        with running_worker(idle.settings):
            eventually(lambda: asked, what="its first activity")

    with pytest.raises(serving.WorkerFailedError, match="the poll broke"):
        work()

    with running_worker(idle.settings):
        idle.until(process_id, "completed")
