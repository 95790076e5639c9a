"""The interpreter: runs the plan of a process, deterministically, inside Temporal.

It knows no author's code: steps are activities, and what happened is read from their rows. It reaches only `domain`,
the standard library and temporalio, so that a sandboxed instance costs half a millisecond and not a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception
from temporalio.workflow import ActivityCancellationType, ActivityHandle

from ..domain.catalogue import catalogue
from ..domain.definitions import Policy
from ..domain.plan import Node, walk
from ..domain.process import Close, Closed, Failure, Opened, Outcome, Park, StepCall, StepStatus

PRODUCT: Final = SearchAttributeKey.for_keyword("PerdureProduct")
SUBSCRIPTION: Final = SearchAttributeKey.for_keyword("PerdureSubscription")
WAITING_FOR: Final = SearchAttributeKey.for_keyword("PerdureWaitingFor")

OPEN: Final = "perdure.open"
LOOK: Final = "perdure.look"
PARK: Final = "perdure.park"
CLOSE: Final = "perdure.close"
NUDGE: Final = "nudge"

HEARTBEAT_TIMEOUT: Final = timedelta(seconds=10)
"""A worker that is silent for so long is lost; the runner sends a heartbeat every third of it."""

# Bookkeeping is ours and only needs PostgreSQL: it is tried until PostgreSQL is there, at least every ten seconds.
_BOOKKEEPING: Final = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10)
)
_BOOKKEEPING_TIMEOUT: Final = timedelta(seconds=30)


class ProcessAborted(Exception):  # noqa: N818 — control flow, not an error
    """Somebody decided to end the process here."""


class Interpreter:
    """What all generated workflow classes share; one instance per run."""

    def __init__(self) -> None:
        self._nudged = False
        self._opened: Opened
        self._positions: list[str] = []

    @workflow.signal(name=NUDGE)
    def nudge(self) -> None:
        """Look at the rows again: an answer or a decision has been committed."""
        self._nudged = True

    async def execute(self, start: Any) -> Closed:
        """Open the process, run its plan, close it."""
        self._opened = await self._bookkeep(OPEN, start, Opened)
        nodes = self._opened.nodes()
        self._positions = [position for position, _ in walk(nodes)]
        aborted = self._opened.ended is not None
        try:
            if not aborted:
                await self._run_all(nodes, "")
        except ProcessAborted:
            aborted = True
        except BaseException as error:
            # Cancel from the Temporal Web UI is an abort.
            if not is_cancelled_exception(error):
                raise
            aborted = True
        await workflow.wait_condition(workflow.all_handlers_finished)
        closed: Closed = await self._bookkeep(CLOSE, Close(self._opened.process_id, aborted=aborted), Closed)
        workflow.set_current_details(
            f"**{self._opened.title}** has ended: {closed.verdict or closed.status.value}."
        )
        return closed

    async def _run_all(self, nodes: Sequence[Node], parent: str) -> None:
        for index, node in enumerate(nodes):
            position = f"{parent}{index}"
            outcome = await self._run(node, position)
            if node.steps and outcome.taken:
                await self._run_all(node.steps, f"{position}/")

    async def _run(self, node: Node, position: str) -> Outcome:
        """Bring one node to its end, through as many generations as operators decide."""
        generation = 1
        while True:
            call = StepCall(self._opened.process_id, position, generation)
            outcome = await self._settle(node, call, await self._attempt(node, call))
            if outcome.status is StepStatus.COMPLETED:
                self._index(
                    SUBSCRIPTION.value_set(outcome.subscriptions[0]) if outcome.subscriptions else None
                )
                return outcome
            generation += 1

    async def _attempt(self, node: Node, call: StepCall) -> Outcome:
        """Let a worker run the step; a failure for good is recorded."""
        self._describe(node, call.position, "a worker")
        policy = _policy(node)
        handle = workflow.start_activity(
            node.key,
            call,
            result_type=Outcome,
            start_to_close_timeout=policy.timeout,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            retry_policy=RetryPolicy(
                initial_interval=policy.retry.first,
                backoff_coefficient=policy.retry.factor,
                maximum_interval=max(policy.retry.at_most, policy.retry.first),
                maximum_attempts=policy.retry.attempts,
                # A step that outlives its timeout may still be running: a second one beside it could act twice.
                non_retryable_error_types=["TemporalTimeout:StartToClose"],
            ),
            cancellation_type=ActivityCancellationType.TRY_CANCEL,
            summary=node.title[:200],
        )
        await self._unless_aborted(handle, call)
        try:
            settled: Outcome = await handle
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            settled = await self._bookkeep(PARK, Park(call, _failure(node, error, policy)), Outcome)
        return settled

    async def _unless_aborted(self, handle: ActivityHandle[Outcome], call: StepCall) -> None:
        """Wait for the activity, and look at the rows whenever somebody nudges."""
        while not handle.done():
            await workflow.wait_condition(lambda: handle.done() or self._nudged)
            if self._nudged and not handle.done():
                try:
                    await self._look(call)
                except ProcessAborted:
                    handle.cancel()
                    raise

    async def _settle(self, node: Node, call: StepCall, outcome: Outcome) -> Outcome:
        """Wait, for as long as it takes, until a person has answered or decided."""
        if outcome.aborting:
            raise ProcessAborted
        while not (outcome.status is StepStatus.COMPLETED or outcome.retry):
            waiting_for = node.assignee if outcome.status is StepStatus.WAITING else "an operator's decision"
            self._describe(node, call.position, waiting_for or "a person")
            self._index(WAITING_FOR.value_set(waiting_for or "a person"))
            await workflow.wait_condition(lambda: self._nudged)
            outcome = await self._look(call)
            if outcome.status is StepStatus.COMPLETED or outcome.retry:
                self._index(WAITING_FOR.value_unset())
        return outcome

    async def _look(self, call: StepCall) -> Outcome:
        # Cleared first: whoever commits while we look nudges again.
        self._nudged = False
        outcome: Outcome = await self._bookkeep(LOOK, call, Outcome)
        if outcome.aborting:
            raise ProcessAborted
        return outcome

    async def _bookkeep(self, activity: str, argument: Any, result_type: type[Any]) -> Any:
        return await workflow.execute_local_activity(
            activity,
            argument,
            result_type=result_type,
            start_to_close_timeout=_BOOKKEEPING_TIMEOUT,
            retry_policy=_BOOKKEEPING,
            summary=activity.removeprefix("perdure.").capitalize(),
        )

    def _describe(self, node: Node, position: str, waiting_for: str) -> None:
        number = self._positions.index(position) + 1
        workflow.set_current_details(
            f"**{self._opened.title}**, step {number} of {len(self._positions)}: *{node.title}*\n\n"
            f"Waits for {waiting_for}. Process `{self._opened.process_id}`."
        )

    def _index(self, update: Any | None) -> None:
        if update is not None and self._opened.searchable:
            workflow.upsert_search_attributes([update])


def _policy(node: Node) -> Policy:
    """From current code: an author who corrects a timeout means the processes under way too."""
    known = catalogue.steps.get(node.key)
    return known.policy if known else Policy()


def _failure(node: Node, error: ActivityError, policy: Policy) -> Failure:
    cause = error.cause
    if isinstance(cause, ApplicationError):
        details = cause.details
        if cause.type == "NotFoundError" and "not registered" in cause.message:
            return Failure(
                "UnknownStepError",
                f"No worker knows step {node.key!r}. Deploy the code that has it (or an alias of it), then retry.",
                policy.retry.attempts,
            )
        return Failure(
            cause.type or "ApplicationError",
            cause.message,
            details[0] if len(details) > 0 else 1,
            details[1] if len(details) > 1 else None,
        )
    if cause is not None and type(cause).__name__ == "TimeoutError":
        kind = getattr(getattr(cause, "type", None), "name", "")
        if kind == "HEARTBEAT":
            return Failure(
                "WorkerLostError",
                "Every worker that ran this step was lost; see the workers' logs.",
                policy.retry.attempts,
            )
        return Failure(
            "StepTimeoutError",
            f"The step took longer than its timeout of {policy.timeout} and may still be running; make sure that it is "
            "not before you retry.",
        )
    return Failure(type(cause).__name__, str(cause or error))
