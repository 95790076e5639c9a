"""The interpreter of today does with the histories of yesterday what it did then.

The histories are recorded by ``make histories`` only.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
import sample_product
from stories import STORIES
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from perdure.domain.plan import Node
from perdure.worker import SANDBOX
from perdure.workflows.interpreter import Interpreter
from perdure.workflows.sweep_workflow import Sweep
from perdure.workflows.workflow_types import workflow_types

HISTORIES = Path(__file__).with_name("histories")


def replayed(name: str) -> Exception | None:
    """What is wrong with replaying a history; None when nothing is."""
    replayer = Replayer(
        workflows=[Sweep, *workflow_types(one.name for one in sample_product.plugin.workflows)],
        data_converter=pydantic_data_converter,
        workflow_runner=SANDBOX,
    )
    history = WorkflowHistory.from_json(name, (HISTORIES / f"{name}.json").read_text())
    result = asyncio.run(replayer.replay_workflow(history, raise_on_replay_failure=False))
    return result.replay_failure


def test_every_story_has_its_history() -> None:
    """No story without a recorded history, and no history whose story is gone."""
    assert set(STORIES) == {path.stem for path in HISTORIES.glob("*.json")}


@pytest.mark.parametrize("name", STORIES)
def test_a_recorded_history_replays(name: str) -> None:
    """Processes of this kind survive a deployment of this code."""
    assert replayed(name) is None


def test_commands_in_another_order_do_not_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interpreter that begins the plan's second step before its first is found out."""
    in_order = Interpreter._run_all

    async def swapped(self: Interpreter, nodes: Sequence[Node], parent: str) -> None:
        first, second, *rest = nodes
        await in_order(self, [second, first, *rest], parent)

    monkeypatch.setattr(Interpreter, "_run_all", swapped)

    assert isinstance(replayed("validated"), workflow.NondeterminismError)


def test_a_command_more_does_not_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interpreter that does something more at the end of a process is found out."""
    as_before = Interpreter._run_all

    async def longer(self: Interpreter, nodes: Sequence[Node], parent: str) -> None:
        await as_before(self, nodes, parent)
        await workflow.sleep(1)

    monkeypatch.setattr(Interpreter, "_run_all", longer)

    assert isinstance(replayed("validated"), workflow.NondeterminismError)
