"""The interpreter: runs the plan of a process, deterministically, inside Temporal.

It knows no author's code: steps are activities, and what happened is read from their rows. With what it imports it
reaches only `domain`, the standard library and temporalio, so that a sandboxed instance costs half a millisecond and
not a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, Final

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from ..domain.bookkeeping import CLOSE, EXPECT, EXPIRE, FAN_OUT, JOIN, OPEN, REMIND, SLEEP, UNDO, WAKE
from ..domain.plan import Node, NodeKind, walk
from ..domain.position import (
    again_position,
    branch_position,
    focus_position,
    item_position,
    join_position,
    undo_position,
)
from ..domain.process import (
    Close,
    Closed,
    Decision,
    Opened,
    Outcome,
    Remind,
    StepCall,
    StepStatus,
    UndoStep,
)
from .attempts import Attempts, PlanMoved, ProcessAborted

PRODUCT: Final = SearchAttributeKey.for_keyword("PerdureProduct")
SUBSCRIPTION: Final = SearchAttributeKey.for_keyword("PerdureSubscription")
WAITING_FOR: Final = SearchAttributeKey.for_keyword("PerdureWaitingFor")
NUDGE: Final = "nudge"

_OPERATOR: Final = "an operator's decision"

_gates: ContextVar[tuple[asyncio.Semaphore, ...]] = ContextVar("gates", default=())
"""The limits of the fan-outs that a branch is in, outermost first."""


class Interpreter:
    """What all generated workflow classes share; one instance per run."""

    def __init__(self) -> None:
        # From the first moment on: nudges that come before the process is open count too.
        self._attempts = Attempts()
        self._opened: Opened
        self._total = 0
        self._cancelled = False
        self._over = False

    @workflow.signal(name=NUDGE)
    def nudge(self) -> None:
        """Look at the rows again: an answer or a decision has been committed."""
        self._attempts.nudge()

    async def execute(self, start: Any) -> Closed:
        """Open the process, run its plan, close it.

        Cancel from the Temporal Web UI is an abort, at whatever moment it comes: also before the process is open.
        """
        running = asyncio.create_task(self._execute(start))
        while True:
            try:
                return await asyncio.shield(running)
            except asyncio.CancelledError:
                if running.done():
                    raise
                self._cancelled = True

    async def _execute(self, start: Any) -> Closed:
        self._opened = await self._attempts.bookkeep(OPEN, start, Opened)
        self._attempts.deploy_grace = timedelta(seconds=self._opened.deploy_grace)
        nodes = self._opened.nodes()
        self._total = len(list(walk(nodes)))
        aborted = self._opened.ended is not None
        if not aborted:
            aborted = await self._run_plan(nodes)
        await workflow.wait_condition(workflow.all_handlers_finished)
        close = Close(self._opened.process_id, aborted=aborted)
        closed: Closed = await self._attempts.bookkeep(CLOSE, close, Closed)
        if closed.undo_first:
            await self._undo()
            closed = await self._attempts.bookkeep(CLOSE, Close(close.process_id, aborted=True), Closed)
        workflow.set_current_details(
            f"**{self._opened.title}** has ended: {closed.verdict or closed.status.value}."
        )
        return closed

    async def _run_plan(self, nodes: Sequence[Node]) -> bool:
        """Run the plan to its end; whether it was aborted instead."""
        running = asyncio.create_task(self._run_all(nodes, ""))
        watching = asyncio.create_task(self._watch())
        aborted = False
        try:
            await workflow.wait([running, watching], return_when=asyncio.FIRST_COMPLETED)
            await (running if running.done() else watching)
        except ProcessAborted:
            await self._abort(running)
            aborted = True
        except PlanMoved:
            await self._continue_as_new(running)
            aborted = True
        # Not in a `finally`: a workflow that the worker drops from its cache ends here too, and may not wait.
        self._over = True
        await workflow.wait([watching])
        # Looked at, so that it is not reported as forgotten: an abort that comes now is closing's to see.
        watching.exception()
        return aborted

    async def _watch(self) -> None:
        """Look for an abort whenever somebody nudges, and begin a new run when this one's history grows long."""
        attempts, long = self._attempts, workflow.info().is_continue_as_new_suggested
        seen = 0
        while True:
            await workflow.wait_condition(
                lambda seen=seen: (  # type: ignore[misc]
                    self._over or self._cancelled or long() or (attempts.nudges > seen and attempts.unheard)
                )
            )
            if self._over:
                return
            if self._cancelled:
                raise ProcessAborted
            if long():
                raise PlanMoved
            # Before the look: whoever commits while it reads is heard in the next round.
            seen = attempts.nudges
            await attempts.look(self._call("", 0))

    async def _continue_as_new(self, running: asyncio.Task[None]) -> None:
        """Go on in a new run, at a barrier: nothing in flight. What waits for people is found on its row again."""
        await self._attempts.drain(running)
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._cancelled:
            # The new run would not hear of it.
            await self._abort(running)
        else:
            workflow.continue_as_new({"process_id": self._opened.process_id})

    async def _abort(self, running: asyncio.Task[None]) -> None:
        """Stop what runs, and take back what was done when that was decided."""
        await self._attempts.cancel(running)
        await self._undo()

    async def _undo(self) -> None:
        steps: list[UndoStep] = await self._attempts.bookkeep(UNDO, self._opened.process_id, list[UndoStep])
        for step in steps:
            await self._settled(
                Node(NodeKind.STEP, step.key, step.title), undo_position(step.position), aborting=True
            )

    # --- the plan ---------------------------------------------------------------------------------------------

    async def _run_all(self, nodes: Sequence[Node], parent: str) -> None:
        for index, node in enumerate(nodes):
            await self._run(node, f"{parent}{index}")

    async def _run(self, node: Node, position: str) -> None:
        match node.kind:
            case NodeKind.GROUP:
                await self._run_all(node.steps, f"{position}/")
            case NodeKind.FOCUS:
                await self._run_all(node.steps, f"{focus_position(position, node.options['focus'])}/")
            case NodeKind.PARALLEL:
                await self._control(node, position, FAN_OUT)
                branches = [
                    (branch.steps, branch_position(position, index))
                    for index, branch in enumerate(node.steps)
                ]
                await self._side_by_side(branches, len(branches))
                await self._control(node, join_position(position), JOIN)
            case NodeKind.FOREACH:
                items = (await self._control(node, position, FAN_OUT)).result.get("items", [])
                branches = [(node.steps, item_position(position, key)) for key in items]
                await self._side_by_side(branches, node.options.get("limit") or len(branches))
                await self._control(node, join_position(position), JOIN)
            case NodeKind.SLEEP:
                await self._sleep(node, position)
            case NodeKind.CALLBACK:
                await self._callback(node, position)
            case NodeKind.CONDITIONAL:
                if (await self._settled(node, position)).result.get("taken"):
                    await self._run_all(node.steps, f"{position}/")
            case _:
                await self._settled(node, position)

    async def _side_by_side(self, branches: Sequence[tuple[Sequence[Node], str]], limit: int) -> None:
        """Run branches, at most so many at a time; one that has failed waits and leaves the others going."""
        gate = asyncio.Semaphore(max(limit, 1))

        async def run(nodes: Sequence[Node], position: str) -> None:
            _gates.set((*_gates.get(), gate))
            async with gate:
                await self._run_all(nodes, f"{position}/")

        tasks = [asyncio.create_task(run(*branch)) for branch in branches]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _sleep(self, node: Node, position: str) -> None:
        outcome = await self._control(node, position, SLEEP)
        while outcome.status is StepStatus.WAITING:
            self._describe(node, position, f"{outcome.when('until'):%Y-%m-%d %H:%M:%S %Z}")
            left = max(outcome.when("until") - workflow.now(), timedelta(0))
            await workflow.sleep(left, summary=node.title[:200])
            outcome = await self._attempts.control(WAKE, self._call(position, 1), node.title)

    async def _callback(self, node: Node, position: str) -> None:
        """Expect a call from outside, ask for it, wait, check it; an expired one is repeated as a whole."""
        answered = self._opened.done.get(position)
        generation = answered["generation"] if answered else 1
        while answered is None:
            call = self._call(position, generation)
            seen = self._attempts.nudges
            outcome = Attempts.checked(await self._attempts.control(EXPECT, call, node.title))
            if not outcome.settled:
                await self._run(node.steps[0], f"{again_position(position, generation)}/0")
                timeout = node.options.get("timeout")
                expires = outcome.when("since") + timedelta(seconds=timeout) if timeout else None
                outcome = await self._until_settled(node, call, outcome, seen, expires)
            if outcome.decision is not Decision.RETRY:
                break
            generation += 1
        for index, step in enumerate(node.steps[1:], start=1):
            await self._run(step, f"{again_position(position, generation)}/{index}")

    async def _control(self, node: Node, position: str, activity: str) -> Outcome:
        """Have a control node evaluated, through as many generations as operators decide."""
        return await self._settled(
            node, position, lambda call: self._attempts.control(activity, call, node.title)
        )

    async def _settled(
        self,
        node: Node,
        position: str,
        attempt: Callable[[StepCall], Awaitable[Outcome]] | None = None,
        *,
        aborting: bool = False,
    ) -> Outcome:
        """Bring a node to its end, through as many generations as operators decide.

        Args:
            node: of the plan, or what takes a node back.
            position: where it stands.
            attempt: how it is attempted; by a worker when left out.
            aborting: it is part of an abort, which therefore does not end it.
        """
        if position in self._opened.done:
            return Outcome(StepStatus.COMPLETED, result=self._opened.done[position])
        generation = 1
        while True:
            call = self._call(position, generation)
            self._describe(node, position, "a worker")
            seen = self._attempts.nudges
            outcome = await (attempt(call) if attempt else self._attempts.step(node, call))
            if not aborting:
                Attempts.checked(outcome)
            if node.kind is NodeKind.SLEEP and outcome.status is StepStatus.WAITING:
                return outcome
            outcome = await self._until_settled(node, call, outcome, seen, aborting=aborting)
            if outcome.decision is not Decision.RETRY:
                if outcome.subscriptions:
                    self._index(SUBSCRIPTION.value_set(outcome.subscriptions[0]))
                return outcome
            generation += 1

    # --- waiting ----------------------------------------------------------------------------------------------

    async def _until_settled(
        self,
        node: Node,
        call: StepCall,
        outcome: Outcome,
        seen: int,
        expires: datetime | None = None,
        *,
        aborting: bool = False,
    ) -> Outcome:
        """Wait, for as long as it takes, until a person or an outside system has answered, or an operator decided.

        ``seen`` is how many nudges there had been before the row was read that ``outcome`` stands for: whoever commits
        and nudges after that, however early, is not to be missed.
        """
        if outcome.settled:
            return outcome
        occasions = _occasions(node, outcome)
        waiting = True
        while waiting:
            waiting_for = self._waiting_for(node, outcome)
            self._describe(node, call.position, waiting_for)
            self._index(WAITING_FOR.value_set(waiting_for))
            times = [when for when, _ in occasions] + ([expires] if expires else [])
            # What has failed waits for an operator, who is not timed.
            until = min(times, default=None) if outcome.status is StepStatus.WAITING else None
            async with _others_pass():
                await self._attempts.changed(seen, until)
            if until is not None and expires is not None and workflow.now() >= expires:
                await self._attempts.bookkeep(EXPIRE, call, Outcome)
                expires = None
            for _, remind in [found for found in occasions if until and found[0] <= workflow.now()]:
                await self._attempts.bookkeep(REMIND, Remind(call, *remind), type(None))
            occasions = [found for found in occasions if found[0] > workflow.now()]
            seen = self._attempts.nudges
            outcome = await self._attempts.look(call, aborting=aborting)
            waiting = not outcome.settled
        self._index(WAITING_FOR.value_unset())
        return outcome

    def _waiting_for(self, node: Node, outcome: Outcome) -> str:
        if outcome.status is StepStatus.FAILED:
            return _OPERATOR
        if node.kind is NodeKind.CALLBACK:
            return "a call from outside"
        return str(outcome.result.get("assignee") or node.assignee or "a person")

    def _call(self, position: str, generation: int) -> StepCall:
        return StepCall(self._opened.process_id, position, generation)

    def _describe(self, node: Node, position: str, waiting_for: str) -> None:
        workflow.set_current_details(
            f"**{self._opened.title}**, at {position} of a plan with {self._total} steps: *{node.title}*\n\n"
            f"Waits for {waiting_for}. Process `{self._opened.process_id}`."
        )

    def _index(self, update: SearchAttributeUpdate[Any]) -> None:
        if self._opened.searchable:
            workflow.upsert_search_attributes([update])


@asynccontextmanager
async def _others_pass() -> AsyncIterator[None]:
    """While a branch waits for a person, it does not count against the limits of its fan-outs."""
    gates = _gates.get()
    for gate in reversed(gates):
        gate.release()
    yield
    for gate in gates:
        await gate.acquire()


def _occasions(node: Node, outcome: Outcome) -> list[tuple[datetime, tuple[str, str | None]]]:
    """When somebody is to be reminded of a waiting input step, and how."""
    if node.kind is not NodeKind.INPUT or outcome.status is not StepStatus.WAITING:
        return []
    since = outcome.when("since")
    found: list[tuple[datetime, tuple[str, str | None]]] = []
    for number, seconds in enumerate(node.options.get("remind", []), start=1):
        found.append((since + timedelta(seconds=seconds), (f"remind {number}", None)))
    if "due" in node.options:
        found.append((since + timedelta(seconds=node.options["due"]), ("due", None)))
    if "escalate" in node.options:
        seconds, assignee = node.options["escalate"]
        found.append((since + timedelta(seconds=seconds), ("escalate", assignee)))
    return sorted(found, key=lambda occasion: occasion[0])
