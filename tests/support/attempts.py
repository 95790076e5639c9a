"""The activities of one process, called without Temporal: one attempt at a time, in any order, as late as one likes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from hand import Hand
from temporalio.testing import ActivityEnvironment

from perdure.activities.bookkeeping import Bookkeeping
from perdure.activities.runner import Runner
from perdure.db.cipher import Cipher
from perdure.domain.definitions import StepDefinition
from perdure.domain.plan import NodeKind
from perdure.domain.process import Close, Closed, Failure, Opened, Outcome, Park, StepCall, UndoStep


class Attempts:
    """What a worker does for one run of one process.

    Args:
        hand: where the process is.
        process_id: the process.
        run_id: which Temporal run this is said to be.
    """

    def __init__(self, hand: Hand, process_id: UUID, run_id: str = "first run") -> None:
        self.process_id = process_id
        self._run_id = run_id
        self._runner = Runner(hand.database, Cipher(hand.settings.encryption_key()))
        self._bookkeeping = Bookkeeping(hand.database)

    def open(self) -> Opened:
        """Open the process."""
        opened: Opened = self._run(self._bookkeeping.open, {"process_id": str(self.process_id)})
        return opened

    def step(
        self, step: StepDefinition, position: str = "0", *, generation: int = 1, attempt: int = 1
    ) -> Outcome:
        """One attempt of a step."""
        outcome: Outcome = self._run(
            self._runner.activity(step), self.call(position, generation), attempt=attempt
        )
        return outcome

    def park(
        self,
        position: str = "0",
        *,
        generation: int = 1,
        kind: NodeKind = NodeKind.STEP,
        key: str = "sample.step",
        failure: str = "ValueError",
        message: str = "gave up",
    ) -> Outcome:
        """Record that a step has failed for good."""
        park = Park(self.call(position, generation), kind, key, "A step", Failure(failure, message))
        outcome: Outcome = self._run(self._bookkeeping.park, park)
        return outcome

    def look(self, position: str = "0", generation: int = 1) -> Outcome:
        """What a step's row says."""
        outcome: Outcome = self._run(self._bookkeeping.look, self.call(position, generation))
        return outcome

    def undo(self) -> list[UndoStep]:
        """Which steps are to be taken back."""
        steps: list[UndoStep] = self._run(self._bookkeeping.undo, str(self.process_id))
        return steps

    def close(self, *, aborted: bool = False) -> Closed:
        """Close the process."""
        closed: Closed = self._run(self._bookkeeping.close, Close(str(self.process_id), aborted=aborted))
        return closed

    def call(self, position: str = "0", generation: int = 1) -> StepCall:
        """The input of a step's activity."""
        return StepCall(str(self.process_id), position, generation)

    def _run(self, activity: Any, argument: Any, *, attempt: int = 1) -> Any:
        async def run() -> Any:
            environment = ActivityEnvironment()
            environment.info = replace(
                environment.info,
                workflow_id=str(self.process_id),
                workflow_run_id=self._run_id,
                attempt=attempt,
                heartbeat_timeout=timedelta(seconds=10),
            )
            return await environment.run(activity, argument)

        return asyncio.run(run())
