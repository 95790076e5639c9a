"""How the interpreter has steps done: by activities, and by waiting for what people commit to the rows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception
from temporalio.workflow import ActivityCancellationType

from ..domain.bookkeeping import LOOK, PARK
from ..domain.catalogue import catalogue
from ..domain.definitions import Policy
from ..domain.plan import Node
from ..domain.process import Failure, Outcome, Park, StepCall
from .failure import failure_of, unknown_step

HEARTBEAT_TIMEOUT: Final = timedelta(seconds=10)
"""A worker that is silent for so long is lost; the runner sends a heartbeat every third of it."""

# Bookkeeping is ours and only needs PostgreSQL: it is tried until PostgreSQL is there, at least every ten seconds.
_BOOKKEEPING: Final = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10)
)
_BOOKKEEPING_TIMEOUT: Final = timedelta(seconds=30)

_UNKNOWN_PAUSE: Final = timedelta(seconds=2)
"""Between two tries of a step that the worker did not know; another worker may take the next one."""


class ProcessAborted(Exception):  # noqa: N818 — control flow, not an error
    """Somebody decided to end the process here."""


class PlanMoved(Exception):  # noqa: N818 — control flow, not an error
    """An operator moved the process onto another plan."""


class Attempts:
    """Has the steps of one run done."""

    def __init__(self) -> None:
        self.deploy_grace = timedelta(0)
        """So long a step that no worker knows is waited for; the opening activity says it."""
        self._nudges = 0
        self._waiters = 0
        self._draining = False
        self._bookkeeping = 0
        self.in_flight: dict[str, StepCall] = {}
        self._handles: list[workflow.ActivityHandle[Outcome]] = []

    @property
    def nudges(self) -> int:
        """How often somebody has said that a row changed."""
        return self._nudges

    def nudge(self) -> None:
        """A row has changed."""
        self._nudges += 1

    @property
    def unheard(self) -> bool:
        """Whether nobody waits who would look at the rows when somebody nudges."""
        return self._waiters == 0

    async def drain(self, running: asyncio.Task[None]) -> None:
        """Begin nothing more, wait until nothing is in flight, and end what waits."""
        self._draining = True
        await self._quiet()
        await _end(running)

    async def cancel(self, running: asyncio.Task[None]) -> None:
        """Begin nothing more, cancel what is in flight, and wait until it is over."""
        self._draining = True
        for handle in list(self._handles):
            handle.cancel()
        await self._quiet()
        await _end(running)
        self._draining = False

    async def step(self, node: Node, call: StepCall) -> Outcome:
        """Let a worker do a step; a failure for good is recorded on its row."""
        unknown_since: datetime | None = None
        while True:
            seen = self._nudges
            outcome = await self._activity(node, call)
            if outcome.held:
                await self.changed(seen)
            elif outcome.unknown:
                unknown_since = unknown_since or workflow.now()
                if workflow.now() - unknown_since > self.deploy_grace:
                    return await self.park(node, call, unknown_step(node, self.deploy_grace))
                await workflow.sleep(_UNKNOWN_PAUSE, summary=f"Waiting for a worker that knows {node.key}")
            else:
                return outcome

    async def control(self, activity: str, call: StepCall, title: str) -> Outcome:
        """Let a control node (a fan-out, a join, a sleep) be evaluated and recorded."""
        await workflow.wait_condition(lambda: not self._draining)
        with self._flight(call):
            outcome: Outcome = await self.bookkeep(activity, call, Outcome, title)
        return outcome

    async def look(self, call: StepCall, *, aborting: bool = False) -> Outcome:
        """What a step's row says now.

        Raises:
            ProcessAborted: somebody decided to abort (unless that is known: ``aborting``).
            PlanMoved: somebody moved the process onto another plan.
        """
        outcome: Outcome = await self.bookkeep(LOOK, call, Outcome)
        return outcome if aborting else self.checked(outcome)

    async def park(self, node: Node, call: StepCall, failure: Failure) -> Outcome:
        """Record that a step has failed for good."""
        park = Park(call, node.kind, node.key, node.title, failure)
        outcome: Outcome = await self.bookkeep(PARK, park, Outcome)
        return outcome

    async def changed(self, seen: int, until: datetime | None = None) -> None:
        """Wait until somebody nudges after ``seen`` nudges, or until a time."""
        left = None if until is None else max(until - workflow.now(), timedelta(0))
        self._waiters += 1
        try:
            await workflow.wait_condition(lambda: self._nudges > seen, timeout=left)
        except TimeoutError:
            return
        finally:
            self._waiters -= 1

    async def bookkeep(
        self, activity: str, argument: Any, result_type: type[Any], title: str | None = None
    ) -> Any:
        """Run a local activity of ours; it is repeated until PostgreSQL is there."""
        self._bookkeeping += 1
        try:
            return await workflow.execute_local_activity(
                activity,
                argument,
                result_type=result_type,
                start_to_close_timeout=_BOOKKEEPING_TIMEOUT,
                retry_policy=_BOOKKEEPING,
                summary=(title or activity.removeprefix("perdure.").replace("_", " ").capitalize())[:200],
            )
        finally:
            self._bookkeeping -= 1

    @staticmethod
    def checked(outcome: Outcome) -> Outcome:
        """The outcome, unless the process is to end or to go on differently.

        Raises:
            ProcessAborted: somebody decided to abort.
            PlanMoved: somebody moved the process onto another plan.
        """
        if outcome.aborting:
            raise ProcessAborted
        if outcome.moved:
            raise PlanMoved
        return outcome

    async def _quiet(self) -> None:
        """Wait until nothing is in flight. Bookkeeping is short, and not cancelled but waited for."""
        await workflow.wait_condition(lambda: not self.in_flight and not self._bookkeeping)

    async def _activity(self, node: Node, call: StepCall) -> Outcome:
        await workflow.wait_condition(lambda: not self._draining)
        policy = _policy(node)
        handle = self._start(node, call, policy)
        with self._flight(call, handle):
            try:
                outcome: Outcome = await handle
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
                outcome = await self.park(node, call, failure_of(error, policy))
        return outcome

    def _start(self, node: Node, call: StepCall, policy: Policy) -> workflow.ActivityHandle[Outcome]:
        retry = RetryPolicy(
            initial_interval=policy.retry.first,
            backoff_coefficient=policy.retry.factor,
            maximum_interval=max(policy.retry.at_most, policy.retry.first),
            maximum_attempts=0 if policy.always else policy.retry.attempts,
            # A step that outlives its timeout may still be running: a second one beside it could act twice.
            non_retryable_error_types=["TemporalTimeout:StartToClose"],
        )
        start: Callable[..., workflow.ActivityHandle[Outcome]]
        options: dict[str, Any]
        if node.options.get("local"):
            start, options = workflow.start_local_activity, {}
        else:
            start, options = workflow.start_activity, {"heartbeat_timeout": HEARTBEAT_TIMEOUT}
        return start(
            node.key,
            call,
            result_type=Outcome,
            start_to_close_timeout=policy.timeout,
            retry_policy=retry,
            # An undo must not begin while what it undoes may still be running.
            cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            summary=node.title[:200],
            **options,
        )

    @contextmanager
    def _flight(
        self, call: StepCall, handle: workflow.ActivityHandle[Outcome] | None = None
    ) -> Iterator[None]:
        self.in_flight[call.position] = call
        if handle is not None:
            self._handles.append(handle)
        try:
            yield
        finally:
            del self.in_flight[call.position]
            if handle is not None:
                self._handles.remove(handle)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await workflow.wait([task])
    if not task.cancelled():
        # Looked at, so that it is not reported as forgotten; why it ends is known already.
        task.exception()


def _policy(node: Node) -> Policy:
    """From current code: an author who corrects a timeout means the processes under way too."""
    known = catalogue.steps.get(node.key)
    return known.policy if known else Policy()
